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

/// The list of the examples inside the pack; the other files are theirs, in a folder each.
const INDEX: &str = "examples.json";

/// An example, in one language.
#[derive(Clone, Debug, Serialize)]
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

/// One row of the index.
#[derive(Deserialize)]
struct Row {
    name: String,
    topic: String,
    en: Words,
    ja: Words,
    questions: Vec<ReachRequest>,
}

#[derive(Deserialize)]
struct Words {
    title: String,
    hint: String,
    lesson: String,
}

impl Row {
    fn read(self, language: Language) -> Example {
        let words = match language {
            Language::English => self.en,
            Language::Japanese => self.ja,
        };
        let Words { title, hint, lesson } = words;
        Example { name: self.name, topic: self.topic, title, hint, lesson, questions: self.questions }
    }
}

/// Every file of the pack, by its path inside.
fn unpacked() -> BTreeMap<String, Vec<u8>> {
    let files = ingest::files_in(InputFile { name: "pack".to_owned(), bytes: PACKED.to_vec() });
    let inside = |name: String| name.split_once('/').map(|(_, inside)| inside.to_owned()).unwrap_or_default();
    files.into_iter().map(|file| (inside(file.name), file.bytes)).collect()
}

fn rows() -> Vec<Row> {
    // The pack is ours and tested; an empty list would say so at once.
    unpacked().get(INDEX).and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default()
}

/// All examples in the order of the picker, worded in a language.
#[must_use]
pub fn examples(language: Language) -> Vec<Example> {
    rows().into_iter().map(|row| row.read(language)).collect()
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
    let first = rows().into_iter().find(|row| row.name == FIRST_EXAMPLE);
    first.and_then(|row| row.questions.into_iter().next()).unwrap_or_default()
}
