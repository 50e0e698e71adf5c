//! The registry of codes, for those who look one up.

use serde::Serialize;

use super::answer::ApiError;
use super::ends::error;
use super::index::distance;
use crate::explain::{Code, CodeFamily as Family};
use crate::model::Order as _;

/// A code and its page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CodePage {
    /// The stable name.
    pub code: &'static str,
    /// `reason` (the path stops here), `assumption` (a yes rests on this) or `notice` (a gap or an oddity of the input).
    pub family: &'static str,
    /// AWS Reachability Analyzer's code of nearest meaning.
    pub aws: Option<&'static str>,
    /// The version that brought it.
    pub since: &'static str,
    /// What it means, in one sentence.
    pub summary: String,
    /// The rest of its page: Markdown with `#` headings; empty when the sentence says all.
    pub page: String,
}

/// All codes, in the order of the reference.
#[must_use]
pub fn codes() -> Vec<CodePage> {
    Code::ALL.iter().map(|code| page(*code)).collect()
}

/// The code of this name, in any case, with `-` or space for `_`.
///
/// # Errors
/// When there is none; the help offers the nearest names.
pub fn code(name: &str) -> Result<CodePage, ApiError> {
    let spelled = name.trim().replace(['-', ' '], "_").to_ascii_uppercase();
    if let Some(code) = Code::find(&spelled) {
        return Ok(page(code));
    }
    let names = || Code::ALL.iter().map(|code| code.name());
    let mut near: Vec<(usize, &str)> = names()
        .map(|name| {
            (if !spelled.is_empty() && name.contains(&spelled) { 0 } else { distance(&spelled, name) }, name)
        })
        .filter(|(far, _)| *far <= spelled.len().max(4) / 2)
        .collect();
    near.order();
    let near: Vec<String> = near.iter().take(5).map(|(_, name)| format!("`{name}`")).collect();
    let help = if near.is_empty() {
        "`pathlight codes` lists all".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    Err(error("unknown-code", format!("no code is called `{name}`"), help))
}

fn page(code: Code) -> CodePage {
    let info = code.info();
    // Doc comments keep the space after their slashes.
    let lines: Vec<&str> = info.doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let end = lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len());
    let (first, rest) = lines.split_at_checked(end).unwrap_or((&lines, &[]));
    CodePage {
        code: info.name,
        family: match info.family {
            Family::Reason => "reason",
            Family::Assumption => "assumption",
            Family::Notice => "notice",
        },
        aws: info.aws,
        since: info.since,
        summary: first.join(" "),
        page: rest.join("\n").trim().to_owned(),
    }
}
