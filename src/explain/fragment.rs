//! A sentence in pieces, so that each name in it can be a link.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::words::Words;
use crate::model::Resource;

/// A piece of a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fragment {
    /// Plain words.
    Text(Words),
    /// The name of a resource.
    Resource(Resource),
}

/// A sentence.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sentence(pub Vec<Fragment>);

impl Sentence {
    /// Words without a link.
    pub(super) fn text(words: impl Into<Words>) -> Self {
        Sentence(vec![Fragment::Text(words.into())])
    }

    /// Adds words.
    #[must_use]
    pub(super) fn say(mut self, words: impl Into<Words>) -> Self {
        self.0.push(Fragment::Text(words.into()));
        self
    }

    /// Adds the name of a resource.
    #[must_use]
    pub(super) fn name(mut self, resource: &Resource) -> Self {
        self.0.push(Fragment::Resource(resource.clone()));
        self
    }
}

impl Fragment {
    /// What it says.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Fragment::Text(words) => words,
            Fragment::Resource(resource) => &resource.id,
        }
    }
}

impl Sentence {
    /// All of it, as one text.
    #[must_use]
    pub fn plain(&self) -> Words {
        match self.0.as_slice() {
            [] => Words::default(),
            [Fragment::Text(words)] => words.clone(),
            [Fragment::Resource(resource)] => Words::Shared(resource.id.clone()),
            pieces => joined(pieces).into(),
        }
    }
}

/// In JSON its `text`, and the `resource` that the text names.
impl Serialize for Fragment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut part = serializer.serialize_struct("Part", 2)?;
        part.serialize_field("text", self.as_str())?;
        match self {
            Fragment::Text(_) => part.skip_field("resource")?,
            Fragment::Resource(resource) => part.serialize_field("resource", &*resource.id)?,
        }
        part.end()
    }
}

/// Pieces of a sentence as one text; quicker than by way of [`std::fmt::Display`].
#[must_use]
pub fn joined(pieces: &[Fragment]) -> String {
    let mut text = String::with_capacity(pieces.iter().map(|piece| piece.as_str().len()).sum());
    text.extend(pieces.iter().map(Fragment::as_str));
    text
}

impl std::fmt::Display for Sentence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|piece| f.write_str(piece.as_str()))
    }
}
