//! Exposure as text for a terminal: the answer in a sentence, then ends under the share of addresses they are open to.
//!
//! Rows that differ in their traffic only stand together here; JSON and CSV keep them apart.

use super::answer::{Door, Exposure, ExposureRow, NamedEnd};
use super::names::EndNames;
use crate::api::answer::{By, Verdict};
use crate::api::text::{Ink, Page, Style, sections, sign};
use crate::model::{Order, SortedMap};

/// More ends than this in one entry are for programs.
const MOST_ENDS: usize = 6;
/// More entries than this are, too.
const MOST_ENTRIES: usize = 200;

/// The rows as a page of text, ending in a line break.
#[must_use]
pub fn exposure_text(exposure: &Exposure, style: Style) -> String {
    let mut page = Page::new(style);
    let named: SortedMap<&str, &NamedEnd> = exposure.ends.iter().map(|end| (&*end.end, &**end)).collect();
    let verdict = match (exposure.rows.is_empty(), exposure.undetermined.is_empty()) {
        (false, _) => Verdict::Reachable,
        (true, false) => Verdict::Undetermined,
        (true, true) => Verdict::Unreachable,
    };
    let (symbol, ink) = sign(verdict);
    page.line(&[(ink, symbol), (Ink::Plain, " "), (Ink::Bold, &exposure.summary)]);
    // Inward the sources are the news, else the destinations.
    let is_inward = exposure.query.to.is_some() && exposure.query.from.is_none();
    for (rows, is_open) in [(&exposure.rows, false), (&exposure.undetermined, true)] {
        let entries = entries(rows, is_inward, is_open);
        let mut last: Option<&str> = None;
        for entry in entries.iter().take(MOST_ENTRIES) {
            if last != Some(&entry.heading) {
                page.title(&entry.heading);
                last = Some(&entry.heading);
            }
            entry.write(&mut page, &named);
        }
        if entries.len() > MOST_ENTRIES {
            let left = entries.len() - MOST_ENTRIES;
            page.line(&[(Ink::Dim, &format!("     and {left} more: --format json or csv lists them all"))]);
        }
    }
    sections::remarks(&mut page, "ASSUMED", &exposure.assumptions);
    sections::remarks(&mut page, "NOTICES", &exposure.notices);
    page.text
}

/// Rows about the same ends, by the same door.
struct Entry<'e> {
    heading: String,
    ends: &'e EndNames,
    addresses: Option<&'e Vec<String>>,
    doors: &'e [Door],
    verdict: Verdict,
    traffic: Vec<&'e str>,
    by: Vec<&'e By>,
    codes: Vec<&'static str>,
}

fn entries(rows: &[ExposureRow], is_inward: bool, is_open: bool) -> Vec<Entry<'_>> {
    let mut found: Vec<Entry<'_>> = Vec::new();
    for row in rows.iter().take(10 * MOST_ENTRIES) {
        let heading = if is_open { "NOT KNOWN".to_owned() } else { heading(row) };
        let ends = if is_inward { &row.from } else { &row.to };
        let addresses = row.from_addresses.as_ref().or(row.to_addresses.as_ref());
        let known = found.iter_mut().find(|entry| {
            entry.heading == heading
                && entry.ends == ends
                && entry.addresses == addresses
                && entry.doors == row.door
                && entry.verdict == row.verdict
        });
        let entry = match known {
            Some(entry) => entry,
            None => {
                let (doors, verdict) = (row.door.as_slice(), row.verdict);
                let (traffic, by, codes) = (Vec::new(), Vec::new(), Vec::new());
                found.push(Entry { heading, ends, addresses, doors, verdict, traffic, by, codes });
                let Some(entry) = found.last_mut() else { continue };
                entry
            }
        };
        entry.traffic.push(&row.label);
        for by in &row.by {
            if !entry.by.contains(&&**by) {
                entry.by.push(by);
            }
        }
        for code in row.assumes.iter().chain(&row.lacks) {
            if !entry.codes.contains(code) {
                entry.codes.push(code);
            }
        }
    }
    // Entries under one heading stand together, in the order in which the first of each came.
    let order: Vec<String> = found.iter().map(|entry| entry.heading.clone()).collect();
    found.order_by_key(|entry| order.iter().position(|heading| *heading == entry.heading));
    found
}

/// How much of an address space, or that it is about ends inside.
fn heading(row: &ExposureRow) -> String {
    match &row.space {
        Some(space) => space.text.to_uppercase(),
        None => "INSIDE THE NETWORK".to_owned(),
    }
}

/// Some texts, the first of so many.
fn few(listed: &[String], all: usize) -> String {
    let listed = listed.join(", ");
    match all.saturating_sub(MOST_ENDS) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

impl Entry<'_> {
    fn write(&self, page: &mut Page, named: &SortedMap<&str, &NamedEnd>) {
        let (symbol, ink) = sign(self.verdict);
        let shown: Vec<String> = self.ends.iter().take(MOST_ENDS).map(|end| with_name(end, named)).collect();
        page.line(&[
            (Ink::Plain, "     "),
            (ink, symbol),
            (Ink::Plain, " "),
            (Ink::Bold, &few(&shown, self.ends.len())),
            (Ink::Plain, "   "),
            (Ink::Plain, &self.traffic.join(", ")),
        ]);
        if let Some(addresses) = self.addresses {
            let first = addresses.get(..MOST_ENDS).unwrap_or(addresses);
            page.sentence(9, Ink::Dim, &few(first, addresses.len()));
        }
        if !self.doors.is_empty() {
            let doors: Vec<&str> = self.doors.iter().map(|door| door.resource.as_str()).collect();
            page.sentence(9, Ink::Dim, &format!("by {}", doors.join(" and ")));
        }
        let widest =
            self.by.iter().map(|by| by.resource.len()).filter(|width| *width < 30).max().unwrap_or(0);
        for by in &self.by {
            let line = format!("{:<widest$}  `{}`", by.resource, by.line);
            page.line(&[(Ink::Plain, "         "), (Ink::Dim, &line)]);
        }
        if !self.codes.is_empty() {
            let word = if self.verdict == Verdict::Undetermined { "lacks" } else { "rests on" };
            page.sentence(9, Ink::Violet, &format!("{word} {}", self.codes.join(", ")));
        }
    }
}

/// `i-web (web-1)`
fn with_name(end: &str, named: &SortedMap<&str, &NamedEnd>) -> String {
    match named.get(end) {
        Some(known) if !known.name.is_empty() && *known.name != *end => format!("{end} ({})", known.name),
        Some(_) | None => end.to_owned(),
    }
}
