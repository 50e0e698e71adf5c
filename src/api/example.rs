//! The built-in examples: small networks that teach, each with a lesson and the questions that show it.
//!
//! They lie packed in one file, made from `fixtures/example` and `fixtures/examples` by `tests/pages.rs`. The program
//! holds it; the page fetches it beside the engine, which would otherwise be larger by it for everybody.

use serde::{Deserialize, Serialize};

use super::language::Language;
use super::request::ReachRequest;
use super::session::InputFile;
use crate::ingest;
use crate::model::SortedMap;

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

/// The name of the first example: an estate in which one connection fails for a classic reason.
pub const FIRST_EXAMPLE: &str = "shop";

/// The examples of a pack; none where its bytes are no pack.
pub struct Examples {
    /// Every file of the pack, by its path inside.
    files: SortedMap<String, Vec<u8>>,
}

impl Examples {
    /// Opens a pack.
    #[must_use]
    pub fn of_pack(bytes: Vec<u8>) -> Self {
        let files = ingest::files_in(InputFile { name: "pack".to_owned(), bytes });
        let inside =
            |name: String| name.split_once('/').map(|(_, inside)| inside.to_owned()).unwrap_or_default();
        Examples { files: files.into_iter().map(|file| (inside(file.name), file.bytes)).collect() }
    }

    /// All examples in the order of the picker, worded in a language, as JSON: a list of [`Example`].
    #[must_use]
    pub fn json(&self, language: Language) -> String {
        let bytes = self.files.get(&format!("examples.{}.json", language.tag()));
        bytes.map_or_else(|| "[]".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// The files of an example, as the AWS CLI prints them; empty where nothing has that name.
    #[must_use]
    pub fn files(&self, name: &str) -> Vec<InputFile> {
        let mut files = Vec::new();
        for (path, bytes) in &self.files {
            if path.split_once('/').is_some_and(|(folder, _)| folder == name) {
                files.push(InputFile { name: path.clone(), bytes: bytes.clone() });
            }
        }
        files
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod built_in {
    use super::{Example, Examples, FIRST_EXAMPLE, InputFile, Language, ReachRequest};

    impl Examples {
        /// Those that the program holds.
        #[must_use]
        pub fn built_in() -> Self {
            Examples::of_pack(include_bytes!("../../fixtures/examples.tar.gz").to_vec())
        }
    }

    /// All examples in the order of the picker, worded in a language.
    #[must_use]
    pub fn examples(language: Language) -> Vec<Example> {
        // The pack is ours and tested; an empty list would say so at once.
        serde_json::from_str(&Examples::built_in().json(language)).unwrap_or_default()
    }

    /// The files of an example, as the AWS CLI prints them; empty where nothing has that name.
    #[must_use]
    pub fn example_files(name: &str) -> Vec<InputFile> {
        Examples::built_in().files(name)
    }

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
}
#[cfg(not(target_arch = "wasm32"))]
pub use built_in::{example, example_files, example_question, examples};
