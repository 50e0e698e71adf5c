//! Where in the user's own input a thing was read.

/// The number of an input document in [`super::Network::documents`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
pub struct FileIx(pub u32);

/// A file and a JSON pointer into it (RFC 6901), such as `/SecurityGroups/2`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
pub struct Place {
    /// The document.
    pub file: FileIx,
    /// The JSON pointer; empty for the whole document.
    pub pointer: Box<str>,
}

impl Place {
    /// The place of something inside this one: `tail` is a pointer such as `/IpPermissions/0`.
    #[must_use]
    pub fn inside(&self, tail: &str) -> Place {
        Place { file: self.file, pointer: [&*self.pointer, tail].concat().into() }
    }

    /// The place of an element of a list inside this one: `tail` is a pointer such as `/IpRanges/`.
    #[must_use]
    pub fn element(&self, tail: &str, at: usize) -> Place {
        let digits = at.checked_ilog10().map_or(1, |log| log as usize + 1);
        let mut pointer = String::with_capacity(self.pointer.len() + tail.len() + digits);
        pointer.push_str(&self.pointer);
        pointer.push_str(tail);
        push_number(&mut pointer, at);
        Place { file: self.file, pointer: pointer.into() }
    }

    /// Whether this place lies inside `outer`, or is it.
    #[must_use]
    pub fn is_inside(&self, outer: &Place) -> bool {
        self.file == outer.file
            && self
                .pointer
                .strip_prefix(&*outer.pointer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Adds a number in decimal digits.
pub(super) fn push_number(text: &mut String, number: usize) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.extend(u8::try_from(number % 10).map(|digit| char::from(b'0' + digit)));
}
