//! A matrix as text for a terminal: the answer in a sentence, then under each sender whom it reaches on what.

use super::Matrix;
use super::answer::MatrixRow;
use crate::api::answer::Verdict;
use crate::api::text::{Ink, Page, Style, sign};
use crate::model::SortedMap;

/// More ends than this in one row are for programs.
const MOST_ENDS: usize = 6;
/// More rows than this are, too.
const MOST_ROWS: usize = 400;

/// The matrix as a page of text, ending in a line break.
#[must_use]
pub fn matrix_text(matrix: &Matrix, style: Style) -> String {
    let head = &matrix.head;
    let mut page = Page::new(style);
    let has = |count: fn(&super::PairCount) -> u64| head.pairs.iter().any(|pairs| count(pairs) > 0);
    let verdict = if has(|pairs| pairs.passing) {
        Verdict::Reachable
    } else if has(|pairs| pairs.undetermined) {
        Verdict::Undetermined
    } else {
        Verdict::Unreachable
    };
    let (symbol, ink) = sign(verdict);
    page.line(&[(ink, symbol), (Ink::Plain, " "), (Ink::Bold, &head.summary)]);
    page.sentence(2, Ink::Dim, &head.folded);
    let named = head.ends.iter().filter(|end| !end.name.is_empty() && end.name != end.end);
    let names: SortedMap<&str, &str> = named.map(|end| (end.end.as_str(), end.name.as_str())).collect();
    let mut last: Option<Vec<String>> = None;
    for row in matrix.rows().take(MOST_ROWS) {
        if last.as_ref() != Some(&row.from) {
            page.title(&format!("FROM {}", few(&row.from, &names)));
            last = Some(row.from.clone());
        }
        line(&mut page, &row, &names);
    }
    if head.row_count > MOST_ROWS {
        let more =
            format!("     and {} more rows: --format json or csv lists them all", head.row_count - MOST_ROWS);
        page.line(&[(Ink::Dim, &more)]);
    }
    if !head.unseen.is_empty() {
        page.title("NOT KNOWN");
        for end in &head.unseen {
            page.line(&[(Ink::Plain, "     "), (Ink::Violet, "?"), (Ink::Plain, " "), (Ink::Plain, end)]);
        }
    }
    page.text
}

fn few(ends: &[String], names: &SortedMap<&str, &str>) -> String {
    let shown = ends.iter().take(MOST_ENDS).map(|end| match names.get(end.as_str()) {
        Some(name) => format!("{end} ({name})"),
        None => end.clone(),
    });
    let listed: Vec<String> = shown.collect();
    match ends.len().saturating_sub(MOST_ENDS) {
        0 => listed.join(", "),
        more => format!("{} and {more} more", listed.join(", ")),
    }
}

fn line(page: &mut Page, row: &MatrixRow, names: &SortedMap<&str, &str>) {
    let (symbol, ink) = sign(row.verdict);
    let many = row.pairs.passing + row.pairs.undetermined;
    let pairs = if row.pairs.all == 1 {
        String::new()
    } else if many == row.pairs.all {
        format!("   all {many} pairs")
    } else {
        format!("   {many} of {} pairs", row.pairs.all)
    };
    page.line(&[
        (Ink::Plain, "     "),
        (ink, symbol),
        (Ink::Plain, " "),
        (Ink::Bold, &few(&row.to, names)),
        (Ink::Plain, "   "),
        (Ink::Plain, &row.label),
        (Ink::Dim, &pairs),
    ]);
    for by in &row.by {
        page.line(&[(Ink::Plain, "         "), (Ink::Dim, &format!("{}  `{}`", by.resource, by.line))]);
        page.line(&[(Ink::Plain, "           "), (Ink::Dim, &by.source)]);
    }
}
