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

impl Sentence {
    /// All of it, as one text; quicker than by way of [`std::fmt::Display`].
    #[must_use]
    pub fn plain(&self) -> String {
        let pieces = || {
            self.0.iter().map(|fragment| match fragment {
                Fragment::Text(words) => words.as_str(),
                Fragment::Resource(resource) => &resource.id,
            })
        };
        let mut text = String::with_capacity(pieces().map(str::len).sum());
        text.extend(pieces());
        text
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
