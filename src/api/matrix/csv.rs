//! Rows of a matrix as CSV, a line a row, for spreadsheets.

use super::answer::MatrixRow;
use crate::api::exposure::quoted;

/// The columns of the CSV, in their order.
pub const MATRIX_COLUMNS: &[&str] = &[
    "from",
    "to",
    "family",
    "protocol",
    "protocols",
    "ports",
    "source_ports",
    "icmp",
    "verdict",
    "pairs_passing",
    "pairs_undetermined",
    "pairs_all",
    "by",
];

/// A line without its end.
pub(super) fn line(row: &MatrixRow) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let by: Vec<String> = row.by.iter().map(|by| format!("{} {}", by.resource, by.line)).collect();
    let cells = [
        listed(&row.from),
        listed(&row.to),
        row.family.to_string(),
        row.protocol.clone(),
        text(&row.protocols),
        text(&row.ports),
        text(&row.source_ports),
        text(&row.icmp),
        row.verdict.word().to_owned(),
        row.pairs.passing.to_string(),
        row.pairs.undetermined.to_string(),
        row.pairs.all.to_string(),
        by.join("; "),
    ];
    cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",")
}

fn listed(ends: &[String]) -> String {
    ends.join("; ")
}
