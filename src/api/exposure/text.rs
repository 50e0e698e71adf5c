//! Exposure as text for a terminal: the answer in a sentence, then rows under the share of addresses they are for.

use std::collections::BTreeMap;

use super::answer::{Exposure, ExposureRow, NamedEnd};
use crate::api::answer::Verdict;
use crate::api::text::{Ink, Page, Style, sections, sign};

/// More ends than this in one row are for programs.
const MOST_ENDS: usize = 6;
/// More rows than this are, too.
const MOST_ROWS: usize = 400;

/// The rows as a page of text, ending in a line break.
#[must_use]
pub fn exposure_text(exposure: &Exposure, style: Style) -> String {
    let mut page = Page::new(style);
    let named: BTreeMap<&str, &NamedEnd> = exposure.ends.iter().map(|end| (end.end.as_str(), end)).collect();
    let verdict = match (exposure.rows.is_empty(), exposure.undetermined.is_empty()) {
        (false, _) => Verdict::Reachable,
        (true, false) => Verdict::Undetermined,
        (true, true) => Verdict::Unreachable,
    };
    let (symbol, ink) = sign(verdict);
    page.line(&[(ink, symbol), (Ink::Plain, " "), (Ink::Bold, &exposure.summary)]);
    // Inward the sources are the news, else the destinations.
    let is_inward = exposure.query.to.is_some() && exposure.query.from.is_none();
    let lists = [("", &exposure.rows), ("NOT KNOWN", &exposure.undetermined)];
    for (title, rows) in lists {
        let mut last: Option<String> = None;
        for row in rows.iter().take(MOST_ROWS) {
            let group = if title.is_empty() { heading(row, is_inward) } else { title.to_owned() };
            if last.as_ref() != Some(&group) {
                page.title(&group);
                last = Some(group);
            }
            line(&mut page, row, is_inward, &named);
        }
        if rows.len() > MOST_ROWS {
            let more =
                format!("     and {} more rows: --format json or csv lists them all", rows.len() - MOST_ROWS);
            page.line(&[(Ink::Dim, &more)]);
        }
    }
    sections::remarks(&mut page, "ASSUMED", &exposure.assumptions);
    sections::remarks(&mut page, "NOTICES", &exposure.notices);
    page.text
}

/// Who reaches the rows that follow: an address space, or ends of the network.
fn heading(row: &ExposureRow, is_inward: bool) -> String {
    let ends = if is_inward { &row.to } else { &row.from };
    let varying = row.from_addresses.is_some() || row.to_addresses.is_some() || row.space.is_some();
    let space = row.space.as_ref().filter(|_| varying).map(|space| space.text.to_uppercase());
    let direction = if is_inward { "TO" } else { "FROM" };
    match space {
        Some(space) => space,
        None => format!("{direction} {}", few(ends)),
    }
}

fn few(ends: &[String]) -> String {
    let listed: Vec<&str> = ends.iter().take(MOST_ENDS).map(String::as_str).collect();
    match ends.len().saturating_sub(MOST_ENDS) {
        0 => listed.join(", "),
        more => format!("{} and {more} more", listed.join(", ")),
    }
}

fn line(page: &mut Page, row: &ExposureRow, is_inward: bool, named: &BTreeMap<&str, &NamedEnd>) {
    let (symbol, ink) = sign(row.verdict);
    let ends = if is_inward { &row.from } else { &row.to };
    let shown: Vec<String> = ends.iter().map(|end| with_name(end, named)).collect();
    page.line(&[
        (Ink::Plain, "     "),
        (ink, symbol),
        (Ink::Plain, " "),
        (Ink::Bold, &few(&shown)),
        (Ink::Plain, "   "),
        (Ink::Plain, &row.label),
    ]);
    for (word, addresses) in [("from", &row.from_addresses), ("to", &row.to_addresses)] {
        if let Some(addresses) = addresses {
            page.sentence(9, Ink::Dim, &format!("{word} {}", few(addresses)));
        }
    }
    if !row.door.is_empty() {
        let doors: Vec<&str> = row.door.iter().map(|door| door.resource.as_str()).collect();
        page.sentence(9, Ink::Dim, &format!("by {}", doors.join(", ")));
    }
    for by in &row.by {
        page.line(&[(Ink::Plain, "         "), (Ink::Dim, &format!("{}  `{}`", by.resource, by.line))]);
        page.line(&[(Ink::Plain, "           "), (Ink::Dim, &by.source)]);
    }
    for (word, codes) in [("rests on", &row.assumes), ("lacks", &row.lacks)] {
        if !codes.is_empty() {
            page.sentence(9, Ink::Violet, &format!("{word} {}", codes.join(", ")));
        }
    }
}

/// `i-web (web-1, 203.0.113.11)`
fn with_name(end: &str, named: &BTreeMap<&str, &NamedEnd>) -> String {
    let Some(known) = named.get(end).filter(|known| !known.name.is_empty() && known.name != end) else {
        return end.to_owned();
    };
    format!("{end} ({})", known.name)
}
