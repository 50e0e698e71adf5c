//! The built-in examples: small networks that teach, each with a lesson and the questions that show it.
//!
//! They lie packed in one file, made from `fixtures/example` and `fixtures/examples` by `tests/pages.rs`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::language::Language;
use super::request::ReachRequest;
use super::session::InputFile;
use crate::ingest;

const PACKED: &[u8] = include_bytes!("../../fixtures/examples.tar.gz");

/// An example, in one language.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Example {
    /// What it is called on the command line and in links.
    pub name: String,
    /// What it is about: `subnets`, `filters`, `vpcs`, `onprem` or `services`.
    pub topic: String,
    /// Its title.
    pub title: String,
    /// What is odd about it, in a few words.
    pub hint: String,
    /// What it shows, and why it is so.
    pub lesson: String,
    /// Its questions, the one that it is about first.
    pub questions: Vec<ReachRequest>,
}

/// Every file of the pack, by its path inside.
fn unpacked() -> BTreeMap<String, Vec<u8>> {
    let files = ingest::files_in(InputFile { name: "pack".to_owned(), bytes: PACKED.to_vec() });
    let inside = |name: String| name.split_once('/').map(|(_, inside)| inside.to_owned()).unwrap_or_default();
    files.into_iter().map(|file| (inside(file.name), file.bytes)).collect()
}

/// All examples in the order of the picker, worded in a language, as JSON: a list of [`Example`].
#[must_use]
pub fn examples_json(language: Language) -> String {
    let bytes = unpacked().remove(&format!("examples.{}.json", language.tag())).unwrap_or_default();
    // The pack is ours and tested; an empty text would say so at once.
    String::from_utf8(bytes).unwrap_or_default()
}

/// All examples in the order of the picker, worded in a language.
#[must_use]
pub fn examples(language: Language) -> Vec<Example> {
    serde_json::from_str(&examples_json(language)).unwrap_or_default()
}

/// The files of an example, as the AWS CLI prints them; empty where nothing has that name.
#[must_use]
pub fn example_files(name: &str) -> Vec<InputFile> {
    let mut files = Vec::new();
    for (path, bytes) in unpacked() {
        if path.split_once('/').is_some_and(|(folder, _)| folder == name) {
            files.push(InputFile { name: path, bytes });
        }
    }
    files
}

/// The name of the first example: an estate in which one connection fails for a classic reason.
pub const FIRST_EXAMPLE: &str = "shop";

/// The first example's files.
#[must_use]
pub fn example() -> Vec<InputFile> {
    example_files(FIRST_EXAMPLE)
}

/// The question that the first example is about.
#[must_use]
pub fn example_question() -> ReachRequest {
    let first = examples(Language::English).into_iter().find(|example| example.name == FIRST_EXAMPLE);
    first.and_then(|example| example.questions.into_iter().next()).unwrap_or_default()
}
