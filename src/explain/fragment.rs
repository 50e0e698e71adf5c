//! A sentence in pieces, so that each name in it can be a link.

use crate::model::Resource;

/// A piece of a sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fragment {
    /// Plain words.
    Text(String),
    /// The name of a resource.
    Resource(Resource),
}

/// A sentence.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sentence(pub Vec<Fragment>);

impl Sentence {
    /// Words without a link.
    pub(super) fn text(words: impl Into<String>) -> Self {
        Sentence(vec![Fragment::Text(words.into())])
    }

    /// Adds words.
    #[must_use]
    pub(super) fn say(mut self, words: impl Into<String>) -> Self {
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

impl std::fmt::Display for Sentence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for fragment in &self.0 {
            match fragment {
                Fragment::Text(words) => f.write_str(words)?,
                Fragment::Resource(resource) => f.write_str(&resource.id)?,
            }
        }
        Ok(())
    }
}
