//! Rows of exposure as CSV, a line a row, for spreadsheets.

use super::answer::{Exposure, ExposureRow};
use super::names::EndNames;
use crate::api::text::printable;

const HEAD: &str = "from,to,family,protocol,ports,source_ports,icmp,verdict,from_addresses,to_addresses,space,\
share,door,by,assumes,lacks\n";

/// The rows as CSV (RFC 4180, but lines end in a line feed); lists are joined by `; `. Undetermined rows come last.
#[must_use]
pub fn exposure_csv(exposure: &Exposure) -> String {
    let mut text = HEAD.to_owned();
    for row in exposure.rows.iter().chain(&exposure.undetermined) {
        let cells = cells(row);
        text.push_str(&cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

fn names(ends: &EndNames) -> String {
    let mut text = String::with_capacity(ends.iter().map(|end| end.len() + 2).sum());
    for end in ends.iter() {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(end);
    }
    text
}

fn cells(row: &ExposureRow) -> [String; 16] {
    let listed = |list: &Option<Vec<String>>| list.as_ref().map(|list| list.join("; ")).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let by: Vec<String> = row.by.iter().map(|by| format!("{} {}", by.resource, by.line)).collect();
    let door: Vec<&str> = row.door.iter().map(|door| door.resource.as_str()).collect();
    [
        names(&row.from),
        names(&row.to),
        row.family.to_string(),
        row.protocol.clone(),
        text(&row.ports),
        text(&row.source_ports),
        text(&row.icmp),
        row.verdict.word().to_owned(),
        listed(&row.from_addresses),
        listed(&row.to_addresses),
        row.space.as_ref().map(|space| space.text.clone()).unwrap_or_default(),
        row.space.as_ref().map(|space| space.share.to_string()).unwrap_or_default(),
        door.join("; "),
        by.join("; "),
        row.assumes.join("; "),
        row.lacks.join("; "),
    ]
}

/// A cell that neither ends early nor is run as a formula: names come from files that anybody may have written.
pub(in crate::api) fn quoted(cell: &str) -> String {
    let cell = &*printable(cell);
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) || is_formula {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(quoted("i-web"), "i-web");
        assert_eq!(quoted("22,80"), "\"22,80\"");
        assert_eq!(quoted("a \"b\""), "\"a \"\"b\"\"\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }
}
