//! The hand that converts the elements of one document: it interns ids, reads values and keeps notices.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::json::{self, Cursor, Read, Stop, Trail};
use super::partial::Partial;
use super::raw::Tag;
use super::window::Part;
use crate::model::{FileIx, IdText, Notice, Place, Places, Scope, SortedSet};
use crate::space::addresses::parse_network;
use ipnet::IpNet;

/// Texts already seen, so that one that stands in thousands of places is held once.
// INVARIANT (free places): fewer than half of the places are taken, so that a search ends.
pub(crate) struct Interner {
    /// Texts at the place that their hash says, or behind it.
    places: Vec<Option<Arc<str>>>,
    taken: usize,
    empty: Arc<str>,
}

impl Default for Interner {
    fn default() -> Self {
        Interner { places: vec![None; FEWEST_PLACES], taken: 0, empty: Arc::default() }
    }
}

/// Places of a table of texts that is empty; always a power of two.
const FEWEST_PLACES: usize = 64;

impl Interner {
    /// With room for what repeats in this many bytes of documents.
    pub(crate) fn for_bytes(bytes: usize) -> Self {
        let places = (bytes / 2048).next_power_of_two().max(FEWEST_PLACES);
        Interner { places: vec![None; places], ..Interner::default() }
    }

    pub(crate) fn intern(&mut self, text: &str) -> Arc<str> {
        if text.is_empty() {
            return self.empty.clone();
        }
        let place = self.search(text);
        if let Some(Some(seen)) = self.places.get(place) {
            return seen.clone();
        }
        let new: Arc<str> = text.into();
        if let Some(free) = self.places.get_mut(place) {
            *free = Some(new.clone());
        }
        self.taken += 1;
        if self.taken * 2 >= self.places.len() {
            self.grow();
        }
        new
    }

    /// Makes `last` the text, which it mostly is already.
    fn intern_after(&mut self, last: &mut Arc<str>, text: &str) {
        if !json::is_same(last.as_bytes(), text.as_bytes()) {
            *last = self.intern(text);
        }
    }

    /// The place of a text: where it is, or where it may be put.
    fn search(&self, text: &str) -> usize {
        let last = self.places.len() - 1;
        let mut place = hash(text.as_bytes()) & last;
        while let Some(Some(seen)) = self.places.get(place) {
            if json::is_same(seen.as_bytes(), text.as_bytes()) {
                break;
            }
            place = (place + 1) & last;
        }
        place
    }

    #[cold]
    fn grow(&mut self) {
        let more = vec![None; self.places.len() * 2];
        for text in std::mem::replace(&mut self.places, more).into_iter().flatten() {
            let place = self.search(&text);
            if let Some(free) = self.places.get_mut(place) {
                *free = Some(text);
            }
        }
    }
}

/// A quick hash for short texts: eight bytes at a time, multiplied.
fn hash(bytes: &[u8]) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let fold = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| fold(hash, u64::from_le_bytes(*word)));
    // The last eight bytes once more, or all of the few: what is left alone would need a look at each.
    let rest = bytes.last_chunk::<8>().map_or_else(
        || rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        |last| u64::from_le_bytes(*last),
    );
    // The highest bits of a product are the best ones.
    (fold(hash, rest) >> 32) as usize
}

/// An id that hardly any other place names: a long one is not looked for among the texts already seen, which would
/// cost more than a second copy.
pub(crate) fn lone_id<Id: From<IdText>>(text: &str) -> Id {
    IdText::from(text).into()
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
    pub(crate) item_scopes: crate::model::SortedSet<Scope>,
    /// The scope noted last.
    pub(crate) last_scope: Option<Scope>,
    /// Account and availability zone noted last.
    pub(crate) last_zone: Option<(String, String)>,
    /// Where the list just read ended in its text; `None` when it is no JSON.
    pub(crate) read_to: Option<usize>,
    /// How far the list has come, where its text comes in parts.
    pub(super) part: Option<Part>,
    /// How the elements of the list are written.
    pub(super) trail: Trail,
    /// Texts that were read last, by [`Repeated`].
    pub(super) last_texts: [Arc<str>; REPEATED],
    /// Tags that were read last, by their place in the list.
    pub(super) last_tags: Vec<crate::model::Tag>,
}

/// What is mostly the same in one element as in the one before.
#[derive(Clone, Copy)]
pub(crate) enum Repeated {
    /// An account.
    Owner,
    /// An instance's state.
    State,
    /// An interface's state.
    Status,
    /// The state of an attachment.
    Attachment,
}

/// How many of [`Repeated`] there are.
const REPEATED: usize = 4;
/// So many tags are compared with those before.
const MOST_LAST_TAGS: usize = 16;

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

    /// A text that is mostly the one of the element before.
    pub(crate) fn repeated(&mut self, what: Repeated, text: &str) -> Arc<str> {
        let last = self.last_texts.get(what as usize);
        if let Some(last) = last.filter(|last| json::is_same(last.as_bytes(), text.as_bytes())) {
            return last.clone();
        }
        let new = self.ids.intern(text);
        if let Some(last) = self.last_texts.get_mut(what as usize) {
            *last = new.clone();
        }
        new
    }

    /// A state, in small letters as the AWS CLI prints it; the API's own model begins some with a capital (rule S-26).
    pub(crate) fn state(&mut self, what: Repeated, text: &str) -> Arc<str> {
        let last = self.last_texts.get(what as usize);
        if let Some(last) = last.filter(|last| json::is_same(last.as_bytes(), text.as_bytes())) {
            return last.clone();
        }
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return self.ids.intern(&text.to_ascii_lowercase());
        }
        self.repeated(what, text)
    }

    /// Tags in the input's order.
    pub(crate) fn tags(&mut self, tags: &[Tag<'_>]) -> Vec<crate::model::Tag> {
        let mut all = Vec::with_capacity(tags.len());
        for (at, tag) in tags.iter().enumerate() {
            // One team tags all it has alike: the same keys in the same order, and the same values but for the name.
            if let Some((key, value)) = self.last_tags.get_mut(at) {
                self.ids.intern_after(key, &tag.key);
                self.ids.intern_after(value, &tag.value);
                all.push((key.clone(), value.clone()));
            } else {
                let new = (self.ids.intern(&tag.key), self.ids.intern(&tag.value));
                if at < MOST_LAST_TAGS {
                    self.last_tags.push(new.clone());
                }
                all.push(new);
            }
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
        let address = plain_v4(text).or_else(|| text.trim().parse().ok());
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

    /// As [`Reader::holds`], of an availability zone.
    pub(crate) fn holds_in_zone(&mut self, account: &str, zone: &str) {
        let is_same = |one: &str, other: &str| json::is_same(one.as_bytes(), other.as_bytes());
        let mut last = self.last_zone.iter();
        if last.any(|(last_account, last_zone)| is_same(last_account, account) && is_same(last_zone, zone)) {
            return;
        }
        self.holds(account, region_of_zone(zone));
        self.last_zone = Some((account.to_owned(), zone.to_owned()));
    }

    /// Gives the scopes that the items of the list named, before another list is read.
    pub(crate) fn take_scopes(&mut self) -> SortedSet<Scope> {
        (self.last_scope, self.last_zone) = (None, None);
        std::mem::take(&mut self.item_scopes)
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
        let is_inside = self.part.as_ref().is_some_and(|part| part.is_open);
        let mut cursor = Cursor::following(raw, std::mem::take(&mut self.trail), is_inside);
        let mut items = 0;
        if let Some(mut part) = self.part.take() {
            // What stopped it is read again when more is there.
            self.elements_of_part(&mut cursor, pointer, each, &mut part).ok();
            self.part = Some(part);
        } else {
            let read = self.elements(&mut cursor, pointer, each);
            self.read_to = read.is_ok().then(|| cursor.at());
            items = read.unwrap_or(0);
        }
        self.trail = cursor.into_trail();
        items
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
            self.element(cursor, &mut T::default(), place, each)?;
            return Ok(1);
        }
        if !cursor.list("a list")? {
            return Ok(0);
        }
        let (mut places, mut item) = (Places::in_list(self.file, pointer), T::default());
        let (mut count, mut is_first) = (0, true);
        while cursor.element(&mut is_first)? {
            let place = places.element(count);
            self.element(cursor, &mut item, place, each)?;
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
        let (mut places, mut item) = (Places::in_list(self.file, pointer), T::default());
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
            self.element(cursor, &mut item, places.element(part.count), each)?;
            part.has_begun = true;
            part.count += 1;
            part.at = cursor.at();
        }
    }

    /// Reads one element into `item`, whose memory serves one after the other.
    fn element<'d, T: Read<'d>>(
        &mut self,
        cursor: &mut Cursor<'d>,
        item: &mut T,
        place: Place,
        each: fn(&mut Self, &T, Place),
    ) -> Result<(), Stop> {
        let start = cursor.at();
        item.reset();
        match item.read(cursor) {
            Ok(()) => each(self, item, place),
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

/// An IPv4 address as AWS prints one; `None` where the text needs a closer look.
fn plain_v4(text: &str) -> Option<Ipv4Addr> {
    let (mut address, mut octet, mut digits, mut dots) = (0_u32, 0_u32, 0, 0);
    for byte in text.bytes() {
        if byte == b'.' && digits > 0 {
            (address, octet, digits, dots) = (address << 8 | octet, 0, 0, dots + 1);
        } else if byte.is_ascii_digit() && (digits == 0 || octet > 0) {
            (octet, digits) = (octet * 10 + u32::from(byte - b'0'), digits + 1);
        } else {
            return None;
        }
        if octet > 255 || dots > 3 {
            return None;
        }
    }
    (digits > 0 && dots == 3).then(|| Ipv4Addr::from(address << 8 | octet))
}

/// The Name tag, else empty.
pub(crate) fn name_of(tags: &[Tag<'_>]) -> Box<str> {
    tags.iter().find(|tag| &*tag.key == "Name").map_or("", |tag| &tag.value).into()
}

/// The Region of a zone name: `eu-west-1a` and `us-west-2-lax-1a` give `eu-west-1` and `us-west-2`.
pub(crate) fn region_of_zone(zone: &str) -> &str {
    // The first part that begins with a digit ends it, without the letters behind.
    let bytes = zone.as_bytes();
    let mut starts_part = true;
    for (at, byte) in bytes.iter().enumerate() {
        if starts_part && byte.is_ascii_digit() {
            let part = bytes.get(at..).unwrap_or_default();
            let end = part.iter().position(|byte| *byte == b'-').map_or(bytes.len(), |length| at + length);
            let region = zone.get(..end).unwrap_or("");
            return region.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        }
        starts_part = *byte == b'-';
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
