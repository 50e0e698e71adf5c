//! The language of a request, read and checked.

use super::answer::ApiError;
use super::ends::error;

pub use crate::explain::Language;

/// The language of a tag; English when there is none.
///
/// # Errors
/// `bad-language`, when no sentences are in that language.
pub fn language(tag: Option<&str>) -> Result<Language, ApiError> {
    Language::parse(tag).ok_or_else(|| {
        let tags: Vec<&str> = Language::ALL.iter().map(|language| language.tag()).collect();
        let message = format!("`{}` is not a language of the answers", tag.unwrap_or_default());
        error("bad-language", message, format!("write {}", tags.join(" or ")))
    })
}
