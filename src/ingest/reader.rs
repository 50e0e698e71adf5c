//! The hand that converts the elements of one document: it interns ids, reads values and keeps notices.

use std::hash::{BuildHasherDefault, Hasher};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::json::{Cursor, Read, Stop};
use super::partial::Partial;
use super::raw::Tag;
use super::window::Part;
use crate::model::{FileIx, IdText, Notice, Place, Scope};
use crate::space::addresses::parse_network;
use ipnet::IpNet;

/// Texts already seen, so that one that stands in thousands of places is held once.
#[derive(Default)]
pub(crate) struct Interner {
    #[expect(clippy::disallowed_types, reason = "only asked, never iterated: its order reaches nothing")]
    seen: std::collections::HashSet<Arc<str>, BuildHasherDefault<Folded>>,
    empty: Arc<str>,
}

impl Interner {
    /// With room for what repeats in this many bytes of documents.
    pub(crate) fn for_bytes(bytes: usize) -> Self {
        let mut interner = Interner::default();
        interner.seen.reserve(bytes / 4096);
        interner
    }

    pub(crate) fn intern(&mut self, text: &str) -> Arc<str> {
        if text.is_empty() {
            return self.empty.clone();
        }
        if let Some(seen) = self.seen.get(text) {
            return seen.clone();
        }
        let new: Arc<str> = text.into();
        self.seen.insert(new.clone());
        new
    }
}

/// An id that hardly any other place names: a long one is not looked for among the texts already seen, which would
/// cost more than a second copy.
pub(crate) fn lone_id<Id: From<IdText>>(text: &str) -> Id {
    IdText::from(text).into()
}

/// A quick hash for short texts: eight bytes at a time, multiplied and folded.
#[derive(Default)]
struct Folded(u64);

impl Folded {
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * 0x9e37_79b9_7f4a_7c15;
        #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
        let folded = (product as u64) ^ ((product >> 64) as u64);
        self.0 = folded.wrapping_add(0xa076_1d64_78bd_642f);
    }
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.fold(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        self.fold(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }
    // The end mark of a text; its length is in the hash already.
    fn write_u8(&mut self, _mark: u8) {}
    fn finish(&self) -> u64 {
        self.0
    }
}

/// Account and Region of what is being read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// What the wrapper, else the folders and the file's name say.
    pub(crate) scope: Scope,
    /// Whether a wrapper said it, so that the items need not be asked.
    pub(crate) is_certain: bool,
    /// The id of the resource that the result belongs to.
    pub(crate) parent: Option<String>,
}

/// Reads one document.
pub(crate) struct Reader<'i> {
    pub(crate) file: FileIx,
    pub(crate) name: &'i str,
    pub(crate) ids: &'i mut Interner,
    pub(crate) out: Partial,
    pub(crate) origin: Origin,
    /// Scopes that the items of the list being read name.
    pub(crate) item_scopes: std::collections::BTreeSet<Scope>,
    /// The scope noted last.
    pub(crate) last_scope: Option<Scope>,
    /// Where the list just read ended in its text; `None` when it is no JSON.
    pub(crate) read_to: Option<usize>,
    /// How far the list has come, where its text comes in parts.
    pub(super) part: Option<Part>,
}

impl Reader<'_> {
    /// An id of the type that the field has; empty text gives the empty id.
    pub(crate) fn id<Id: From<IdText>>(&mut self, text: &str) -> Id {
        IdText::short(text).unwrap_or_else(|| self.ids.intern(text).into()).into()
    }

    /// An id, or `None` for empty text.
    pub(crate) fn optional_id<Id: From<IdText>>(&mut self, text: &str) -> Option<Id> {
        (!text.is_empty()).then(|| self.id(text))
    }

    /// A text that may stand in many places.
    pub(crate) fn text(&mut self, text: &str) -> Arc<str> {
        self.ids.intern(text)
    }

    /// A state, in small letters as the AWS CLI prints it; the API's own model begins some with a capital (rule S-26).
    pub(crate) fn state(&mut self, text: &str) -> Arc<str> {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return self.ids.intern(&text.to_ascii_lowercase());
        }
        self.ids.intern(text)
    }

    /// Tags in the input's order.
    pub(crate) fn tags(&mut self, tags: &[Tag<'_>]) -> Vec<crate::model::Tag> {
        let mut all = Vec::with_capacity(tags.len());
        for tag in tags {
            all.push((self.text(&tag.key), self.text(&tag.value)));
        }
        all
    }

    /// The Name tag, else empty.
    pub(crate) fn name(&self, tags: &[crate::model::Tag]) -> Arc<str> {
        let name = tags.iter().find(|(key, _)| **key == *"Name");
        name.map_or_else(|| self.ids.empty.clone(), |(_, value)| value.clone())
    }

    /// The id without which an element cannot be used; its absence is noted.
    pub(crate) fn own_id<Id: From<IdText>>(&mut self, text: &str, field: &str, place: &Place) -> Option<Id> {
        if text.is_empty() {
            self.unreadable(format!("no {field}"), place.clone());
            return None;
        }
        Some(lone_id(text))
    }

    pub(crate) fn place(&self, pointer: &str) -> Place {
        Place { file: self.file, pointer: pointer.into() }
    }

    pub(crate) fn unreadable(&mut self, cause: impl Into<Box<str>>, place: Place) {
        self.out.notices.push(Notice::Unreadable { cause: cause.into(), place });
    }

    pub(crate) fn unexpected(&mut self, field: &str, value: &str, place: Place) {
        self.out.notices.push(Notice::UnexpectedValue { field: field.into(), value: value.into(), place });
    }

    /// A block of addresses; empty text is none, and unreadable text is noted.
    pub(crate) fn block(&mut self, text: &str, place: &Place) -> Option<IpNet> {
        if text.is_empty() {
            return None;
        }
        let block = parse_network(text.trim());
        if block.is_none() {
            self.unreadable(format!("`{text}` is not a block of addresses"), place.clone());
        }
        block
    }

    pub(crate) fn v4(&mut self, text: &str, place: &Place) -> Option<Ipv4Addr> {
        if text.is_empty() {
            return None;
        }
        let address = text.trim().parse().ok();
        if address.is_none() {
            self.unreadable(format!("`{text}` is not an IPv4 address"), place.clone());
        }
        address
    }

    pub(crate) fn v6(&mut self, text: &str, place: &Place) -> Option<Ipv6Addr> {
        if text.is_empty() {
            return None;
        }
        let address = text.trim().parse().ok();
        if address.is_none() {
            self.unreadable(format!("`{text}` is not an IPv6 address"), place.clone());
        }
        address
    }

    /// Notes that the list being read holds something of this account and Region.
    pub(crate) fn holds(&mut self, account: &str, region: &str) {
        if self.origin.is_certain {
            return;
        }
        let asked = &self.origin.scope;
        let account = if account.is_empty() { &asked.account } else { account };
        let region = if region.is_empty() { &asked.region } else { region };
        // Thousands of items share a few scopes; a new one is made only once.
        let last = self.last_scope.as_ref();
        if last.is_some_and(|last| *last.account == *account && *last.region == *region) {
            return;
        }
        let scope = Scope { account: account.into(), region: region.into() };
        self.item_scopes.insert(scope.clone());
        self.last_scope = Some(scope);
    }

    /// As [`Reader::holds`], and gives the scope.
    pub(crate) fn scope(&mut self, account: &str, region: &str) -> Scope {
        self.holds(account, region);
        let or = |item: &str, document: &str| if item.is_empty() { document.into() } else { item.into() };
        Scope {
            account: or(account, &self.origin.scope.account),
            region: or(region, &self.origin.scope.region),
        }
    }

    /// Reads a list of elements, each on its own: a bad one is noted and left out. Gives how many there are.
    pub(crate) fn list<'d, T: Read<'d>>(
        &mut self,
        raw: &'d str,
        pointer: &str,
        each: fn(&mut Self, &T, Place),
    ) -> usize {
        let mut cursor = Cursor::new(raw);
        if let Some(mut part) = self.part.take() {
            // What stopped it is read again when more is there.
            self.elements_of_part(&mut cursor, pointer, each, &mut part).ok();
            self.part = Some(part);
            return 0;
        }
        let items = self.elements(&mut cursor, pointer, each);
        self.read_to = items.is_ok().then(|| cursor.at());
        items.unwrap_or(0)
    }

    fn elements<'d, T: Read<'d>>(
        &mut self,
        cursor: &mut Cursor<'d>,
        pointer: &str,
        each: fn(&mut Self, &T, Place),
    ) -> Result<usize, Stop> {
        // An element that stands alone, as `--query 'Vpcs[0]'` prints it.
        if cursor.space() == b'{' {
            let place = self.place(pointer);
            self.element(cursor, place, each)?;
            return Ok(1);
        }
        if !cursor.list("a list")? {
            return Ok(0);
        }
        let base = self.place(pointer);
        let (mut count, mut is_first) = (0, true);
        while cursor.element(&mut is_first)? {
            let place = base.element("/", count);
            self.element(cursor, place, each)?;
            count += 1;
        }
        Ok(count)
    }

    /// The elements of a list that the text holds wholly.
    fn elements_of_part<'d, T: Read<'d>>(
        &mut self,
        cursor: &mut Cursor<'d>,
        pointer: &str,
        each: fn(&mut Self, &T, Place),
        part: &mut Part,
    ) -> Result<(), Stop> {
        part.at = 0;
        if !part.is_open {
            part.is_open = cursor.list("a list")?;
            part.at = cursor.at();
        }
        let base = self.place(pointer);
        loop {
            let mut is_first = !part.has_begun;
            part.is_done = !cursor.element(&mut is_first)?;
            if part.is_done || cursor.at() >= part.until {
                part.at = cursor.at();
                return Ok(());
            }
            // Only a brace shows where its element ends; a number may go on behind the text.
            if cursor.space() != b'{' {
                return Err(Stop);
            }
            self.element(cursor, base.element("/", part.count), each)?;
            part.has_begun = true;
            part.count += 1;
            part.at = cursor.at();
        }
    }

    fn element<'d, T: Read<'d>>(
        &mut self,
        cursor: &mut Cursor<'d>,
        place: Place,
        each: fn(&mut Self, &T, Place),
    ) -> Result<(), Stop> {
        let start = cursor.at();
        let mut item = T::default();
        match item.read(cursor) {
            Ok(()) => each(self, &item, place),
            Err(stop) => {
                let fault = cursor.fault();
                if fault.is_syntax {
                    return Err(stop);
                }
                cursor.back_to(start);
                cursor.skip()?;
                self.unreadable(fault.cause, place);
            }
        }
        Ok(())
    }
}

/// The Name tag, else empty.
pub(crate) fn name_of(tags: &[Tag<'_>]) -> Box<str> {
    tags.iter().find(|tag| &*tag.key == "Name").map_or("", |tag| &tag.value).into()
}

/// The Region of a zone name: `eu-west-1a` and `us-west-2-lax-1a` give `eu-west-1` and `us-west-2`.
pub(crate) fn region_of_zone(zone: &str) -> &str {
    let mut end = 0;
    for part in zone.split('-') {
        end += part.len();
        if part.starts_with(|letter: char| letter.is_ascii_digit()) {
            return zone
                .get(..end)
                .unwrap_or("")
                .trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        }
        end += 1;
    }
    ""
}

/// The Region of an ARN; empty when it has none.
pub(crate) fn region_of_arn(arn: &str) -> &str {
    if arn.starts_with("arn:") { arn.split(':').nth(3).unwrap_or("") } else { "" }
}

/// Whether a text has the form of a Region's name: `eu-west-1`, `us-gov-west-1`.
pub(crate) fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, middle @ .., number] = parts.as_slice() else { return false };
    first.len() == 2
        && matches!(middle.len(), 1 | 2)
        && parts
            .iter()
            .take(parts.len() - 1)
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase()))
        && matches!(number.len(), 1 | 2)
        && number.chars().all(|c| c.is_ascii_digit())
}
