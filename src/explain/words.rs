//! Text that is shared where it can be: fixed words, ids of the network, and what was put together for one sentence.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};

use crate::model::IdText;

/// Some text. Copying it copies no letters, except where it was put together for one place.
#[derive(Clone)]
pub enum Words {
    /// Words that are always the same.
    Fixed(&'static str),
    /// An id, as the network holds it.
    Shared(IdText),
    /// Words made for this place.
    Own(String),
}

impl Words {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Words::Fixed(text) => text,
            Words::Shared(text) => text,
            Words::Own(text) => text,
        }
    }
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Default for Words {
    fn default() -> Self {
        Words::Fixed("")
    }
}

impl From<&'static str> for Words {
    fn from(text: &'static str) -> Self {
        Words::Fixed(text)
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Words::Own(text)
    }
}

impl From<Cow<'static, str>> for Words {
    fn from(text: Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Words::Fixed(text),
            Cow::Owned(text) => Words::Own(text),
        }
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Words {}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}
