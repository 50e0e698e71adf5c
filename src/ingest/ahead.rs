//! Reading the large lists of a document on the way, while it is not yet known what the document is.

use super::calls;
use super::document::Walk;
use super::json::Cursor;
use super::known::{self, Known};
use super::partial::Partial;
use super::peek;
#[cfg(not(target_arch = "wasm32"))]
use super::split;
use crate::model::{Call, Scope, SortedSet};

/// A list that was read before it was known what the document is: taken when it turns out to be what its key says.
pub(super) struct Ahead {
    pointer: String,
    call: Call,
    items: usize,
    said: Partial,
    item_scopes: SortedSet<Scope>,
}

/// The lists that grow large. Their keys alone tell of which call they are.
const READ_AHEAD: &[&str] = &[
    "Addresses",
    "NetworkAcls",
    "NetworkInterfaces",
    "Reservations",
    "RouteTables",
    "SecurityGroupRules",
    "SecurityGroups",
    "Subnets",
];

impl Walk<'_> {
    /// The fields of a text that is one object; `None` for anything else, well formed or not. Lists under a telling
    /// key are read on the way, so that large documents are gone through once.
    pub(super) fn sole_object<'d>(&mut self, text: &'d str) -> Option<Vec<(peek::Key<'d>, &'d str)>> {
        let mut cursor = Cursor::new(text);
        if cursor.space() != b'{' {
            return None;
        }
        cursor.open();
        let (mut fields, mut is_first) = (Vec::new(), true);
        while let Some(key) = cursor.key(&mut is_first).ok()? {
            let start = cursor.at();
            match self.read_ahead(&key, cursor.text(start, text.len())) {
                Some(length) => cursor.back_to(start + length),
                None => cursor.skip().ok()?,
            }
            fields.push((key, cursor.text(start, cursor.at())));
        }
        (cursor.space() == 0 && cursor.at() == text.len()).then_some(fields)
    }

    /// The call whose long list stands under a key that alone tells so.
    pub(super) fn call_of(&self, key: &str) -> Option<Call> {
        if !READ_AHEAD.contains(&key) {
            return None;
        }
        match known::classify(key, &[], &self.hint) {
            Some(Known::Read(call)) => Some(call),
            _ => None,
        }
    }

    /// Reads the list at the start of `rest`, if the key alone tells of which call it is. Gives its length.
    fn read_ahead(&mut self, key: &str, rest: &str) -> Option<usize> {
        if !rest.starts_with('[') {
            return None;
        }
        let call = self.call_of(key)?;
        let outer = std::mem::take(&mut self.reader.out);
        let pointer = format!("/{key}");
        let items = self.whole_list(call, rest, &pointer);
        let said = std::mem::replace(&mut self.reader.out, outer);
        self.was_read(pointer, call, items, said);
        self.reader.read_to
    }

    fn whole_list(&mut self, call: Call, rest: &str, pointer: &str) -> usize {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(items) = split::list(&mut self.reader, call, rest, pointer) {
            return items;
        }
        calls::list(&mut self.reader, Known::Read(call), call, rest, pointer)
    }

    /// Keeps what a list said until it is known what the document is.
    pub(super) fn was_read(&mut self, pointer: String, call: Call, items: usize, said: Partial) {
        let item_scopes = self.reader.take_scopes();
        self.ahead.push(Ahead { pointer, call, items, said, item_scopes });
    }

    /// What was read ahead of a list, added to the rest. Gives the number of its items.
    pub(super) fn take_ahead(&mut self, call: Call, pointer: &str) -> Option<usize> {
        let at = self.ahead.iter().position(|ahead| ahead.call == call && ahead.pointer == pointer)?;
        let Ahead { items, said, item_scopes, .. } = self.ahead.remove(at);
        self.reader.out.append(said);
        self.reader.item_scopes = item_scopes;
        Some(items)
    }
}
