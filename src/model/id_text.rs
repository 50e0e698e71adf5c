//! The text of an id. AWS's own ids are short: held in place, they are copied, compared and sorted without a look
//! elsewhere in memory, which is most of what a load does with them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// The longest text that is held in place; the longest of AWS's short ids, `tgw-attach-` with 17 digits, has 28 bytes.
const SHORT: usize = 30;

/// A text that is short nearly always: an id, or the name that stands for one. ARNs and other long ones are shared.
#[derive(Clone)]
pub struct IdText(Held);

// INVARIANT (one form): a text of at most `SHORT` bytes is `Short`, a longer one `Long`.
// INVARIANT (padded): the bytes behind a short text are 0, so that short texts compare as their bytes do.
#[derive(Clone)]
enum Held {
    Short { length: u8, bytes: [u8; SHORT] },
    Long(Arc<str>),
}

/// The first sixteen bytes.
fn head(bytes: &[u8; SHORT]) -> [u8; 16] {
    bytes.first_chunk().copied().unwrap_or_default()
}

/// The last sixteen bytes; two of them are of the head, too.
fn tail(bytes: &[u8; SHORT]) -> [u8; 16] {
    bytes.last_chunk().copied().unwrap_or_default()
}

/// All bytes, as words of this machine; two bytes of the third one are of the second, too.
fn words(bytes: &[u8; SHORT]) -> [u64; 4] {
    let halves = |bytes: [u8; 16]| {
        let word = |half: Option<&[u8; 8]>| half.map_or(0, |half| u64::from_ne_bytes(*half));
        [word(bytes.first_chunk()), word(bytes.last_chunk())]
    };
    let ([first, second], [third, fourth]) = (halves(head(bytes)), halves(tail(bytes)));
    [first, second, third, fourth]
}

impl IdText {
    /// The text, if it is short enough to be held in place.
    #[must_use]
    pub fn short(text: &str) -> Option<Self> {
        let (mut bytes, text) = ([0; SHORT], text.as_bytes());
        // By words from both ends, which may overlap: wasm copies a few bytes by a call.
        if let (Some(first), Some(last)) = (text.first_chunk::<16>(), text.last_chunk::<16>()) {
            *bytes.get_mut(text.len() - 16..)?.first_chunk_mut()? = *last;
            *bytes.first_chunk_mut()? = *first;
        } else if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            *bytes.get_mut(text.len() - 8..)?.first_chunk_mut()? = *last;
            *bytes.first_chunk_mut()? = *first;
        } else {
            bytes.iter_mut().zip(text).for_each(|(byte, of_text)| *byte = *of_text);
        }
        let length = u8::try_from(text.len()).ok()?;
        Some(IdText(Held::Short { length, bytes }))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Held::Short { .. } => std::str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Held::Long(text) => text,
        }
    }

    /// Whether it is the empty text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Held::Short { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Held::Long(text) => text.as_bytes(),
        }
    }

    /// The first sixteen bytes as a number, which orders as the text does and tells most ids apart.
    #[must_use]
    pub fn head(&self) -> u128 {
        let first = match &self.0 {
            Held::Short { bytes, .. } => bytes.first_chunk(),
            Held::Long(text) => text.as_bytes().first_chunk(),
        };
        first.map_or(0, |first| u128::from_be_bytes(*first))
    }
}

impl Deref for IdText {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for IdText {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for IdText {
    fn from(text: &str) -> Self {
        IdText::short(text).unwrap_or_else(|| IdText(Held::Long(text.into())))
    }
}

impl From<Arc<str>> for IdText {
    fn from(text: Arc<str>) -> Self {
        IdText::short(&text).unwrap_or(IdText(Held::Long(text)))
    }
}

impl From<String> for IdText {
    fn from(text: String) -> Self {
        IdText::from(text.as_str())
    }
}

impl PartialEq for IdText {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Held::Short { length, bytes }, Held::Short { length: other_length, bytes: other }) => {
                tail(bytes) == tail(other) && head(bytes) == head(other) && length == other_length
            }
            (Held::Long(one), Held::Long(two)) => one == two,
            (Held::Short { .. }, Held::Long(_)) | (Held::Long(_), Held::Short { .. }) => false,
        }
    }
}

impl Eq for IdText {}

impl Ord for IdText {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Held::Short { length, bytes }, Held::Short { length: other_length, bytes: other }) => {
                // Words are turned around where they differ only: wasm has no instruction for that.
                let words = words(bytes).into_iter().zip(words(other));
                words.into_iter().find(|(one, two)| one != two).map_or_else(
                    || length.cmp(other_length),
                    |(one, two)| u64::from_be(one).cmp(&u64::from_be(two)),
                )
            }
            _ => self.as_bytes().cmp(other.as_bytes()),
        }
    }
}

impl PartialOrd for IdText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for IdText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Display for IdText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for IdText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Around the border between the two forms, with letters of several bytes and a text with NULs.
    fn texts() -> Vec<String> {
        let mut texts =
            vec!["".to_owned(), "\0".to_owned(), "a".to_owned(), "a\0".to_owned(), "a\0\0".to_owned()];
        for length in [1, 15, 16, 17, 28, 29, 30, 31, 32, 60] {
            texts.push("x".repeat(length));
            texts.push(format!("{}é", "x".repeat(length)));
            texts.push(format!("{}z", "x".repeat(length - 1)));
        }
        texts.push("subnet-0000a6b0d6f03675a".to_owned());
        texts.push("arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/0".to_owned());
        texts
    }

    #[test]
    fn reads_and_orders_as_its_text_does() {
        for one in texts() {
            let id = IdText::from(one.as_str());
            assert_eq!(id.as_str(), one);
            assert_eq!(IdText::from(Arc::<str>::from(one.as_str())), id);
            assert_eq!((id.to_string(), format!("{id:?}")), (one.clone(), format!("{one:?}")));
            for two in texts() {
                let other = IdText::from(two.as_str());
                assert_eq!(id.cmp(&other), one.cmp(&two), "{one:?} {two:?}");
                assert_eq!(id == other, one == two, "{one:?} {two:?}");
                assert!(id.head() <= other.head() || one > two, "{one:?} {two:?}");
            }
        }
    }

    #[test]
    fn is_as_large_as_four_words() {
        assert_eq!((size_of::<IdText>(), size_of::<Option<IdText>>()), (32, 32));
    }
}
