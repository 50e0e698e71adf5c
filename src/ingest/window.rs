//! Documents that are larger than they should be in memory. A document of one of AWS's calls is one object with one
//! long list: its elements are read through a window that moves over the file, and what is left, the document with an
//! empty list, is read like any other.

use super::document::{Reading, Walk};
use super::json::Cursor;
use super::known::Known;
use super::reader::Interner;
use super::source::Source;
use super::{calls, peek};
use crate::model::{Call, FileIx};

/// Files up to this size are read as a whole.
pub(super) const SMALL: u64 = 16 << 20;
/// What the window takes of a file at once: what a processor's own memory holds.
pub(super) const STEP: usize = 256 << 10;
/// A document with so much outside of the lists is read as a whole.
const MOST_BESIDE: usize = 32 << 20;

/// How far a list has come of which only a part is there.
pub(super) struct Part {
    /// Elements that were read.
    pub(super) count: usize,
    /// Whether its bracket was read.
    pub(super) is_open: bool,
    /// Where in the window reading stopped: before an element, or behind the list.
    pub(super) at: usize,
    /// Whether its end was read.
    pub(super) is_done: bool,
    /// Whether an element was read in this part or before.
    pub(super) has_begun: bool,
    /// An element that starts here, or behind, is another's to read.
    pub(super) until: usize,
}

impl Default for Part {
    fn default() -> Self {
        Part { count: 0, is_open: false, at: 0, is_done: false, has_begun: false, until: usize::MAX }
    }
}

/// A part of a file, as text.
pub(super) struct Window<'s> {
    source: &'s mut dyn Source,
    text: String,
    /// Bytes of a letter that has not come wholly yet.
    rest: Vec<u8>,
    /// The byte of the file behind the window.
    next: u64,
    step: usize,
    /// Is told how much of the file was taken.
    tell: &'s mut dyn FnMut(u64),
}

impl<'s> Window<'s> {
    /// At the start of a file, which is taken in steps of so many bytes.
    fn new(source: &'s mut dyn Source, step: usize, tell: &'s mut dyn FnMut(u64)) -> Self {
        Window { source, text: String::new(), rest: Vec::new(), next: 0, step, tell }
    }

    /// Moves on: drops what stands before `from` and takes more of the file. `false` when there is no more, or when it
    /// cannot be read as text.
    fn more(&mut self, from: usize) -> bool {
        let kept = self.text.len().saturating_sub(from);
        // What did not fit into one window will hardly fit into a little more.
        let wanted = self.step.max(kept) as u64;
        let length = usize::try_from(wanted.min(self.source.size() - self.next)).unwrap_or_default();
        if length == 0 || kept > MOST_BESIDE {
            self.text.drain(..from);
            return false;
        }
        // The text's own memory is written over, so that nothing is cleared or copied that need not be.
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.copy_within(from.., 0);
        let start = kept + self.rest.len();
        bytes.resize(start + length, 0);
        let (old, new) = bytes.split_at_mut(start);
        if let Some(place) = old.get_mut(kept..) {
            place.copy_from_slice(&self.rest);
        }
        self.rest.clear();
        if self.source.read(self.next, new).is_err() {
            return false;
        }
        self.next += length as u64;
        (self.tell)(self.next);
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.text = text;
                true
            }
            Err(error) => {
                let (whole, is_broken) =
                    (error.utf8_error().valid_up_to(), error.utf8_error().error_len().is_some());
                let mut bytes = error.into_bytes();
                self.rest = bytes.split_off(whole);
                self.text = String::from_utf8(bytes).unwrap_or_default();
                !is_broken
            }
        }
    }

    /// The place behind the brace that opens the document, if it is an object.
    fn behind_brace(&mut self) -> Option<usize> {
        let mut may_have_mark = true;
        loop {
            if may_have_mark && !self.text.is_empty() {
                may_have_mark = false;
                if self.text.starts_with('\u{feff}') {
                    self.text.remove(0);
                }
            }
            let mut cursor = Cursor::new(&self.text);
            match cursor.space() {
                b'{' => return Some(cursor.at() + 1),
                0 if cursor.at() == self.text.len() && self.more(0) => {}
                _ => return None,
            }
        }
    }

    /// Whether nothing follows up to the end of the file.
    fn is_blank_behind(&mut self, at: usize) -> bool {
        let mut at = at;
        loop {
            let mut cursor = Cursor::new(&self.text);
            cursor.back_to(at);
            if cursor.space() != 0 || cursor.at() < self.text.len() {
                return false;
            }
            at = 0;
            if !self.more(self.text.len()) {
                return self.next == self.source.size() && self.rest.is_empty();
            }
        }
    }
}

/// What follows in the object.
enum Field {
    /// The object's end.
    End,
    /// A list of a call, with its pointer.
    List(Call, String),
    /// Another field.
    Other,
    /// Something that the window does not hold wholly.
    Cut,
}

/// Reads a document through a window that takes so many bytes at a time; `None` where it has to be read as a whole.
pub(super) fn read(
    file: FileIx,
    source: &mut dyn Source,
    ids: &mut Interner,
    step: usize,
    tell: &mut dyn FnMut(u64),
) -> Option<Reading> {
    let name = source.name().to_owned();
    let mut walk = Walk::new(file, &name, ids);
    let left = walk.without_lists(&mut Window::new(source, step, tell))?;
    if !walk.fields(&left, &peek::fields(&left), "", 0) {
        walk.unknown(&left, "");
    }
    // A list that is not what its key says was read in vain.
    walk.ahead.is_empty().then(|| walk.finish())
}

impl Walk<'_> {
    /// Reads the long lists of a document, and gives it without their elements.
    fn without_lists(&mut self, window: &mut Window<'_>) -> Option<String> {
        let mut left = String::from("{");
        let mut at = window.behind_brace()?;
        let mut is_first = true;
        loop {
            let (field, stop) = self.next_field(&window.text, at, is_first);
            if !matches!(field, Field::Cut) {
                left.push_str(window.text.get(at..stop)?);
                at = stop;
                is_first = false;
            }
            match field {
                Field::End => break,
                Field::Other => {}
                Field::List(call, pointer) => {
                    left.push_str("[]");
                    at = self.long_list(window, at, call, pointer)?;
                }
                Field::Cut => {
                    if !window.more(at) {
                        return None;
                    }
                    at = 0;
                }
            }
        }
        window.is_blank_behind(at).then_some(left)
    }

    /// The field at a place of the window, and where it ends; a list, where it starts.
    fn next_field(&self, text: &str, at: usize, is_first: bool) -> (Field, usize) {
        let mut cursor = Cursor::new(text);
        cursor.back_to(at);
        let mut is_first = is_first;
        let key = match cursor.key(&mut is_first) {
            Ok(Some(key)) => key,
            Ok(None) => return (Field::End, cursor.at()),
            Err(_) => return (Field::Cut, at),
        };
        if cursor.space() == b'['
            && let Some(call) = self.call_of(&key)
        {
            return (Field::List(call, format!("/{key}")), cursor.at());
        }
        // A number at the window's end may go on behind it.
        if cursor.skip().is_ok() && cursor.space() != 0 {
            return (Field::Other, cursor.at());
        }
        (Field::Cut, at)
    }

    /// Reads a list of a call, and gives the place behind it.
    fn long_list(
        &mut self,
        window: &mut Window<'_>,
        start: usize,
        call: Call,
        pointer: String,
    ) -> Option<usize> {
        let outer = std::mem::take(&mut self.reader.out);
        self.reader.part = Some(Part::default());
        let (mut at, mut is_rest_expected) = (start, false);
        let items = loop {
            let rest = window.text.get(at..)?;
            calls::list(&mut self.reader, Known::Read(call), call, rest, &pointer);
            let part = self.reader.part.as_ref()?;
            at += part.at;
            if part.is_done {
                break part.count;
            }
            if !is_rest_expected {
                // The rest of the file is hardly another than its beginning.
                is_rest_expected = true;
                self.reader.out.expect(window.source.size() / window.next.max(1));
            }
            if !window.more(at) {
                return None;
            }
            at = 0;
        };
        self.reader.part = None;
        let said = std::mem::replace(&mut self.reader.out, outer);
        self.was_read(pointer, call, items, said);
        Some(at)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "reads the examples")]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::document;

    struct Bytes<'b>(&'b str, &'b [u8]);

    impl Source for Bytes<'_> {
        fn name(&self) -> &str {
            self.0
        }
        fn size(&self) -> u64 {
            self.1.len() as u64
        }
        fn read(&mut self, from: u64, into: &mut [u8]) -> Result<(), String> {
            let from = usize::try_from(from).unwrap();
            into.copy_from_slice(&self.1[from..from + into.len()]);
            Ok(())
        }
    }

    fn show(reading: Reading) -> String {
        let Reading { said, recognised, skipped, keys } = reading;
        format!("{said:?} {recognised:?} {skipped:?} {keys:?}")
    }

    fn through_a_window(name: &str, bytes: &[u8], step: usize) -> Option<String> {
        let mut ids = Interner::default();
        read(FileIx(3), &mut Bytes(name, bytes), &mut ids, step, &mut |_| ()).map(show)
    }

    fn as_a_whole(name: &str, bytes: &[u8]) -> Option<String> {
        document::read(FileIx(3), name, bytes, &mut Interner::default()).ok().map(show)
    }

    fn all_files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                all_files(&path, found);
            } else if path.extension().is_some_and(|end| end == "json") {
                found.push(path);
            }
        }
    }

    #[test]
    fn a_window_shows_what_the_whole_shows() {
        let mut files = Vec::new();
        all_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/examples"), &mut files);
        let (mut seen, mut lists) = (0, 0);
        for path in files {
            let (name, bytes) = (path.to_string_lossy(), fs::read(&path).unwrap());
            for step in [1, 61, 1000, 1 << 20] {
                let whole = as_a_whole(&name, &bytes);
                let window = through_a_window(&name, &bytes, step);
                assert!(window.is_none() || window == whole, "{name} in steps of {step}");
                seen += usize::from(window.is_some());
            }
            lists += usize::from(String::from_utf8_lossy(&bytes).contains("\"Subnets\""));
        }
        assert!(seen > 4 * lists && lists > 10, "{seen} {lists}");
    }

    #[test]
    fn what_is_no_object_with_lists_is_left_to_be_read_as_a_whole() {
        let element = r#"{"SubnetId": "subnet-1", "VpcId": "vpc-1é", "CidrBlock": "10.0.0.0/24"}"#;
        let good = [
            format!(r#"{{"Subnets": [{element}, {element}], "NextToken": "x"}}"#),
            format!("\u{feff} {{\"Other\": 12.5, \"Subnets\": [{element}]}}\n\n"),
            format!(r#"{{"Subnets": [{element}], "Subnets": [{element}]}}"#),
            format!(r#"{{"Subnets": [{{"SubnetId": [1]}}, {element}], "ResponseMetadata": {{}}}}"#),
            r#"{"Subnets": [ ]}"#.to_owned(),
            r#"{"Unknown": {"a": [1, 2]}}"#.to_owned(),
        ];
        for text in &good {
            for step in 1..text.len() + 2 {
                let whole = as_a_whole("x.json", text.as_bytes());
                assert!(
                    whole.is_some() && through_a_window("x.json", text.as_bytes(), step) == whole,
                    "{step} {text}"
                );
            }
        }
        let other = [
            format!("[{element}]"),
            format!(r#"{{"Subnets": [{element}]}} {{"Subnets": [{element}]}}"#),
            format!(r#"{{"Subnets": [{element}] "NextToken": "x"}}"#),
            format!(r#"{{"Subnets": [{element}, 12, {element}]}}"#),
            format!(r#"{{"Subnets": [{element}"#),
            // The list is a field of an instance.
            r#"{"InstanceId": "i-1", "ImageId": "ami-1", "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}]}"#.to_owned(),
            String::new(),
        ];
        for text in &other {
            for step in 1..text.len() + 2 {
                assert_eq!(through_a_window("x.json", text.as_bytes(), step), None, "{step} {text}");
            }
        }
        assert_eq!(through_a_window("x.json", b"{\"Subnets\": [{\"SubnetId\": \"\xff\"}]}", 5), None);
    }
}
