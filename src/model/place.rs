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
        let mut digits = [0; 20];
        let number = written(at, &mut digits);
        let mut pointer = String::with_capacity(self.pointer.len() + tail.len() + number.len());
        pointer.push_str(&self.pointer);
        pointer.push_str(tail);
        pointer.push_str(number);
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

/// The places of the elements of a list, one after the other.
#[derive(Clone, Debug)]
pub struct Places {
    file: FileIx,
    /// The pointer to the list with a slash behind it, and what is left of the last element's number.
    pointer: String,
    base: usize,
}

impl Places {
    /// The places in a list with this JSON pointer.
    #[must_use]
    pub fn in_list(file: FileIx, pointer: &str) -> Self {
        Places { file, pointer: format!("{pointer}/"), base: pointer.len() + 1 }
    }

    /// The place of an element.
    pub fn element(&mut self, at: usize) -> Place {
        self.pointer.truncate(self.base);
        push_number(&mut self.pointer, at);
        Place { file: self.file, pointer: self.pointer.as_str().into() }
    }
}

/// Adds a number in decimal digits.
pub(super) fn push_number(text: &mut String, number: usize) {
    text.push_str(written(number, &mut [0; 20]));
}

/// A number in decimal digits, which stand at the end of `digits`.
fn written(number: usize, digits: &mut [u8; 20]) -> &str {
    let (mut rest, mut first) = (number, digits.len());
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        first = at;
        if rest == 0 {
            break;
        }
    }
    digits.get(first..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default()
}
