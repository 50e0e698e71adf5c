//! Recognising what a document is, by its content. Pure: bytes in, what they said out.

use super::ahead::Ahead;
use super::json::Trail;
use super::known::{self, Known};
use super::names;
use super::partial::{Orphan, Page, Partial};
use super::peek;
use super::reader::{Interner, Origin, Reader};
use super::{calls, text};
use crate::model::{Call, FileIx, Notice, Place, Scope};

/// Why a document is not JSON, and where.
pub(crate) struct Malformed {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) cause: String,
}

/// What one document held.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) said: Partial,
    /// Results that were read, with their number of items.
    pub(crate) recognised: Vec<(String, usize)>,
    /// Results that are known but not read.
    pub(crate) skipped: Vec<String>,
    /// The keys at the top, for a document of no known kind.
    pub(crate) keys: Vec<String>,
}

/// How deep results may lie inside objects and lists that only hold them together.
const DEEPEST: usize = 4;

/// Reads one document.
///
/// # Errors
/// Text that is not JSON. Everything else gives a reading, if only one with notices.
pub(crate) fn read(file: FileIx, name: &str, bytes: &[u8], ids: &mut Interner) -> Result<Reading, Malformed> {
    let text = text::decode(bytes)?;
    let mut walk = Walk::new(file, name, ids);
    // Most documents are one object: the pass that proves them to be JSON finds its fields too, and reads its lists.
    if let Some(fields) = walk.sole_object(&text) {
        if !walk.fields(&text, &fields, "", 0) {
            walk.unknown(&text, "");
        }
    } else {
        walk.ahead.clear();
        let values = text::values(&text)?;
        let is_single = values.len() == 1;
        for (at, value) in values.iter().enumerate() {
            // Several values are addressed like the elements of one list.
            let pointer = if is_single { String::new() } else { format!("/{at}") };
            if !walk.value(value, &pointer, 0) {
                walk.unknown(value, &pointer);
            }
        }
    }
    Ok(walk.finish())
}

/// Whether text that is not JSON is a CloudFormation template in YAML.
pub(crate) fn is_yaml_template(bytes: &[u8]) -> bool {
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    holds(b"AWSTemplateFormatVersion") || (holds(b"Resources:") && holds(b"AWS::"))
}

/// A CloudFormation template in YAML, which is known and not read yet.
pub(crate) fn yaml_template(file: FileIx) -> Reading {
    let what = "CloudFormation template";
    let mut reading = Reading::default();
    let place = Place { file, pointer: "".into() };
    reading.said.notices.push(Notice::NotReadYet { what: what.into(), items: 1, place });
    reading.skipped.push(format!("{what} is recognised, but not read yet"));
    reading
}

pub(super) struct Walk<'i> {
    pub(super) reader: Reader<'i>,
    reading: Reading,
    /// The call or the file's name: tells results with the same key apart when they are empty.
    pub(super) hint: String,
    /// Lists that were read before the whole document was seen.
    pub(super) ahead: Vec<Ahead>,
}

impl<'i> Walk<'i> {
    /// Before a document of this name.
    pub(super) fn new(file: FileIx, name: &'i str, ids: &'i mut Interner) -> Self {
        let origin = Origin { scope: names::scope(name), is_certain: false, parent: None };
        let reader = Reader {
            file,
            name,
            ids,
            out: Partial::default(),
            origin,
            item_scopes: Default::default(),
            last_scope: None,
            last_zone: None,
            read_to: None,
            part: None,
            trail: Trail::new(),
            last_texts: Default::default(),
            last_tags: Vec::new(),
        };
        Walk { reader, reading: Reading::default(), hint: name.to_owned(), ahead: Vec::new() }
    }

    /// What was read.
    pub(super) fn finish(self) -> Reading {
        let Walk { reader, mut reading, .. } = self;
        reading.said = reader.out;
        reading
    }

    /// Reads what `raw` holds; `false` when it is of no known kind.
    fn value(&mut self, raw: &str, pointer: &str, depth: usize) -> bool {
        match peek::kind(raw) {
            b'{' => self.object(raw, pointer, depth),
            b'[' => self.array(raw, pointer, depth),
            _ => false,
        }
    }

    pub(super) fn unknown(&mut self, raw: &str, pointer: &str) {
        for (key, _) in peek::fields(raw) {
            if self.reading.keys.len() < 8 && !self.reading.keys.iter().any(|known| **known == *key) {
                self.reading.keys.push(key.to_string());
            }
        }
        // One notice a document: a log of a million lines is one unknown thing, not a million.
        let place = self.reader.place(pointer);
        let is_noted = |notice: &Notice| matches!(notice, Notice::UnknownDocument { .. });
        if !self.reader.out.notices.iter().any(is_noted) {
            self.reader.out.notices.push(Notice::UnknownDocument { place });
        }
    }

    fn array(&mut self, raw: &str, pointer: &str, depth: usize) -> bool {
        if depth > DEEPEST {
            return false;
        }
        let Some(first) = peek::first_fields(raw) else {
            // A list of lists, as `--query 'Reservations[].Instances'` prints, is flattened.
            return self.each_element(raw, pointer, depth);
        };
        let first: Vec<&str> = first.iter().map(|field| &**field).collect();
        let Some(key) = known::key_of_element(&first) else { return self.each_element(raw, pointer, depth) };
        match known::classify(key, &first, &self.hint) {
            Some(kind) => {
                self.known(kind, raw, pointer, false);
                true
            }
            None => false,
        }
    }

    fn each_element(&mut self, raw: &str, pointer: &str, depth: usize) -> bool {
        let mut is_known = false;
        for (at, element) in peek::elements(raw).into_iter().enumerate() {
            is_known |= self.value(element, &format!("{pointer}/{at}"), depth + 1);
        }
        is_known
    }

    fn object(&mut self, raw: &str, pointer: &str, depth: usize) -> bool {
        if depth > DEEPEST {
            return false;
        }
        self.fields(raw, &peek::fields(raw), pointer, depth)
    }

    pub(super) fn fields(
        &mut self,
        raw: &str,
        fields: &[(peek::Key<'_>, &str)],
        pointer: &str,
        depth: usize,
    ) -> bool {
        let names: Vec<&str> = fields.iter().map(|(key, _)| &**key).collect();
        if names.contains(&"pathlight") && names.contains(&"calls") {
            return self.collector(fields, pointer);
        }
        if let Some((what, items)) = peek::other_format(fields) {
            self.not_yet(what, items, pointer);
            return true;
        }
        let holds = [
            "Routes",
            "Associations",
            "TransitGatewayRouteTablePropagations",
            "Entries",
            "Attributes",
            "Listeners",
            "TargetHealthDescriptions",
        ];
        let is_wrapper = names.iter().any(|name| peek::PARENTS.contains(name))
            && names.iter().any(|name| holds.contains(name));
        if !is_wrapper && let Some(key) = known::key_of_element(&names) {
            return known::classify(key, &names, &self.hint).is_some_and(|kind| {
                self.known(kind, raw, pointer, false);
                true
            });
        }
        let mut is_known = self.whole(raw, fields, pointer);
        let outer = self.reader.origin.parent.clone();
        if is_wrapper && let Some(parent) = peek::parent(fields) {
            self.reader.origin.parent = Some(parent);
        }
        let has_next = peek::has_next_page(fields);
        let is_np_guard = peek::is_np_guard(fields);
        for (key, value) in fields {
            if known::WHOLE.iter().any(|(keys, _)| keys.contains(&&**key)) && peek::kind(value) == b'{' {
                continue;
            }
            let inside = format!("{pointer}/{}", peek::escape(key));
            let spelled = if is_np_guard { names::to_pascal(key) } else { key.to_string() };
            is_known |= self.field(&spelled, value, &inside, depth, has_next);
        }
        if is_known && let Some(routes) = self.reader.out.transit_routes.last_mut() {
            routes.truncated |= routes.place.pointer.starts_with(pointer) && peek::has_more_routes(fields);
        }
        self.reader.origin.parent = outer;
        is_known
    }

    /// Results that are one object, described by several keys of the document together.
    fn whole(&mut self, raw: &str, fields: &[(peek::Key<'_>, &str)], pointer: &str) -> bool {
        let mut is_known = false;
        for (keys, call) in known::WHOLE {
            let mine = fields.iter().any(|(key, value)| keys.contains(&&**key) && peek::kind(value) == b'{');
            if mine {
                self.known(Known::Read(*call), raw, pointer, false);
                is_known = true;
            }
        }
        is_known
    }

    fn field(&mut self, key: &str, value: &str, pointer: &str, depth: usize, has_next: bool) -> bool {
        match peek::kind(value) {
            b'[' | b'n' => {
                let is_shared = matches!(
                    key,
                    "Vpcs"
                        | "Instances"
                        | "PrefixLists"
                        | "Entries"
                        | "Routes"
                        | "Associations"
                        | "Attachments"
                        | "Attributes"
                        | "Rules"
                        | "LoadBalancers"
                        | "Listeners"
                        | "TargetGroups"
                );
                // Batfish gathers the results of many calls in a list of wrappers.
                if matches!(
                    key,
                    "LoadBalancerAttributes"
                        | "LoadBalancerListeners"
                        | "LoadBalancerTargetHealth"
                        | "TargetGroupAttributes"
                ) {
                    self.each_element(value, pointer, depth);
                    return true;
                }
                let first = if is_shared { peek::first_fields(value) } else { Some(Vec::new()) };
                let Some(first) = first else { return false };
                let first: Vec<&str> = first.iter().map(|field| &**field).collect();
                // A null that stands for an object says nothing about what the document is.
                match known::classify(key, &first, &self.hint) {
                    Some(kind) => {
                        self.known(kind, value, pointer, has_next);
                        true
                    }
                    None => false,
                }
            }
            b'{' => {
                if let Some(what) = known::is_not_yet(key) {
                    self.not_yet(what, 1, pointer);
                    return true;
                }
                if let Some(call) = known::single(key) {
                    self.known(Known::Read(call), value, pointer, has_next);
                    return true;
                }
                // A result that stands under an id, such as `{"tgw-rtb-…": {"Routes": […]}}`.
                let outer = self.reader.origin.parent.clone();
                if let Some(id) = names::parent_id(key) {
                    self.reader.origin.parent = Some(id);
                }
                let is_known = self.object(value, pointer, depth + 1);
                self.reader.origin.parent = outer;
                is_known
            }
            _ => false,
        }
    }

    /// `{"pathlight": 1, "calls": [{"call", "account", "region", "parameters", "output"}]}`
    fn collector(&mut self, fields: &[(peek::Key<'_>, &str)], pointer: &str) -> bool {
        let calls = fields.iter().find(|(key, _)| &**key == "calls").map(|(_, calls)| *calls);
        let outer = (self.reader.origin.clone(), self.hint.clone());
        for (at, entry) in calls.map(peek::elements).unwrap_or_default().into_iter().enumerate() {
            let fields = peek::fields(entry);
            let word = |key: &str| peek::text_field(&fields, key).unwrap_or_default();
            let (account, region) = (word("account"), word("region"));
            let is_certain = !account.is_empty() || !region.is_empty();
            let scope = if is_certain {
                Scope { account: account.into(), region: region.into() }
            } else {
                outer.0.scope.clone()
            };
            let parameters = fields.iter().find(|(key, _)| &**key == "parameters").map(|(_, value)| *value);
            let parent = parameters.and_then(peek::parent_parameter);
            self.reader.origin = Origin { scope, is_certain, parent };
            self.hint = word("call");
            let output = fields.iter().find(|(key, _)| &**key == "output").map(|(_, value)| *value);
            let inside = format!("{pointer}/calls/{at}/output");
            let is_known = output.is_some_and(|output| self.value(output, &inside, 1));
            if !is_known && known::call_by_name(&self.hint).is_some() {
                self.reader.unreadable(
                    format!("no result of {}", self.hint),
                    Place { pointer: inside.as_str().into(), ..self.reader.place("") },
                );
            } else if !is_known && !self.hint.is_empty() {
                let what = self.hint.clone();
                self.not_yet(&what, 1, &inside);
            }
        }
        (self.reader.origin, self.hint) = outer;
        true
    }

    fn not_yet(&mut self, what: &str, items: usize, pointer: &str) {
        let place = self.reader.place(pointer);
        self.reading.skipped.push(format!("{what} is recognised, but not read yet"));
        // An empty result withholds nothing.
        if items > 0 {
            self.reader.out.notices.push(Notice::NotReadYet { what: what.into(), items, place });
        }
    }

    fn known(&mut self, kind: Known, raw: &str, pointer: &str, has_next: bool) {
        let call = match kind {
            Known::NotYet(what) => return self.not_yet(what, peek::count(raw), pointer),
            Known::NotNeeded(what) => {
                self.reading.skipped.push(format!("{what} holds nothing that decides reachability"));
                return;
            }
            Known::Read(call) => call,
            Known::BareInstances => Call::Instances,
            Known::TransitStaticRoutes => Call::TransitRoutes,
            Known::TransitPropagationsByTable => Call::TransitPropagations,
        };
        self.reader.take_scopes();
        let items = match self.take_ahead(call, pointer) {
            Some(items) => items,
            None => calls::list(&mut self.reader, kind, call, raw, pointer),
        };
        self.reading.recognised.push((call.name().to_owned(), items));
        let scope = self.reader.origin.scope.clone();
        let scopes = self.reader.take_scopes();
        // The folder tells who was asked, the items whose they are; both were read.
        if scopes.is_empty() || scope != Scope::default() {
            self.reader.out.read.insert((call, scope));
        }
        self.reader.out.read.extend(scopes.into_iter().map(|scope| (call, scope)));
        let place = self.reader.place(pointer);
        let result = self.result_name(call);
        self.reader.out.pages.push(Page { call, result, has_next, place });
    }

    /// What the pages of one result have in common.
    fn result_name(&self, call: Call) -> Box<str> {
        let said = &self.reader.out;
        let parent = last_parent(&said.prefix_entries, call)
            .or_else(|| last_parent(&said.transit_associations, call))
            .or_else(|| last_parent(&said.transit_propagations, call));
        let folder = self.reader.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Scope { account, region } = &self.reader.origin.scope;
        format!("{folder} {account} {region} {}", parent.unwrap_or_default()).into()
    }
}

/// The parent of the result just opened, if it is one of this call.
fn last_parent<T>(results: &[Orphan<T>], call: Call) -> Option<&str> {
    results.last().filter(|orphan| orphan.call == call)?.parent.as_deref()
}
