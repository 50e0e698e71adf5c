//! The matrix: who can talk to whom on what, all pairs.
//!
//! The sets answer for whole rectangles of pairs; where they leave the word to the walk, one walk answers for all pairs of
//! two classes that no line can tell apart. Pairs of interfaces are counted by the ends that they are folded to, and
//! equal rows are one.

mod answer;
mod blocks;
mod by;
mod csv;
mod fold;
mod labels;
mod piece;
mod text;

pub use answer::{MatrixEnd, MatrixHead, MatrixRequest, MatrixRow, PairCount, RowPairs};
pub use csv::MATRIX_COLUMNS;
pub use text::matrix_text;

use std::io;

use self::blocks::Blocks;
use self::fold::Folded;
use self::labels::{By, Labels};
use super::answer::ApiError;
use super::ask::Question;
use super::ends::error;
use super::request::{ReachRequest, Scalar};
use super::session::Session;
use super::traffic::traffic;
use crate::explain::{self, TrafficFacts};
use crate::model::Order;
use crate::solve::Solver;
use crate::space::{Family, PortSet, ports};

/// Bytes of a row beside its ends, and of an end's name with its quotes, about.
const ROW_BYTES: u64 = 160;
const NAME_BYTES: u64 = 26;
/// More names than this do not fit into memory.
const MOST_NAMES: u64 = 400_000_000;

/// All pairs. Rows are spelt out one at a time, since all of them may be far more than what they are made from.
pub struct Matrix {
    /// What stands before the rows.
    pub head: MatrixHead,
    rows: Vec<Folded>,
    lines: Vec<Vec<super::answer::By>>,
    question: Question,
}

impl Session {
    /// Who can talk to whom on what. `progress` is told how many of how many steps are done, and answers whether to go on;
    /// of an unknown number of steps the total is 0.
    ///
    /// # Errors
    /// When the question cannot be asked, as [`Session::reach`] does; with code `cancelled` when `progress` said no; with
    /// code `matrix-too-large` when writing it would take more bytes than the request allows.
    pub fn matrix(
        &self,
        request: &MatrixRequest,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Matrix, ApiError> {
        let ends = self.ends();
        let (question, client) = question_of(&ends, request)?;
        let by = request.by.as_deref().map(By::read).transpose()?;
        let is_chosen = by.is_none();
        let by = by.unwrap_or_else(|| By::fitting(&ends));
        let labels = Labels::of(&ends, &by);
        if let (By::Tag(key), [only]) = (&by, labels.ends.as_slice())
            && only.end == labels::NO_TAG
        {
            let message = format!("no instance or interface has a tag `{key}`");
            return Err(error("bad-by", message, "keys of tags are case-sensitive"));
        }
        let mut solver = Solver::compile_for(ends.network, ends.topology, &client);
        let (mut rows, mut pairs) = (Vec::new(), Vec::new());
        for family in [Family::V4, Family::V6] {
            if question.family.is_some_and(|only| only != family) {
                continue;
            }
            let blocks = Blocks::find(&ends, &question, &labels, &mut solver, family, progress)?;
            let (count, names) = fold::size(&blocks, &by);
            if names > MOST_NAMES {
                return Err(too_large(count, names, request.limit));
            }
            pairs.push(fold::count(&blocks));
            let folded = fold::rows(&blocks, &labels, &by, &question);
            rows.extend(folded.map_err(|cells| too_large(cells as u64, 2 * cells as u64, request.limit))?);
        }
        rows.order_by(|one: &Folded, other| {
            let key = |row: &'_ Folded| (row.family, row.verdict);
            (&one.from, &one.to)
                .cmp(&(&other.from, &other.to))
                .then_with(|| key(one).cmp(&key(other)).then_with(|| one.piece.cmp(&other.piece)))
        });
        let names: u64 = rows.iter().map(|row| (row.from.len() + row.to.len()) as u64).sum();
        let count = rows.len() as u64;
        if request.limit.is_some_and(|limit| bytes(count, names) > limit) {
            return Err(too_large(count, names, request.limit));
        }
        let lines =
            if by == By::Interface { by::lines(&ends, &question, &labels, &rows) } else { Vec::new() };
        let interfaces = labels.of.iter().filter(|of| !of.is_empty()).count();
        let sum = |count: fn(&PairCount) -> u64| pairs.iter().map(count).sum();
        let facts = explain::MatrixFacts {
            interfaces,
            all: sum(|pairs| pairs.all),
            passing: sum(|pairs| pairs.passing),
            undetermined: sum(|pairs| pairs.undetermined),
        };
        let head = MatrixHead {
            query: MatrixRequest { by: Some(by.text()), ..request.clone() },
            summary: explain::matrix(&facts, question.language),
            folded: explain::matrix_folding(&by.text(), is_chosen, labels.ends.len(), question.language),
            interfaces,
            pairs,
            row_count: rows.len(),
            ends: labels.ends,
            unseen: labels::unseen(ends.network),
        };
        Ok(Matrix { head, rows, lines, question })
    }
}

const fn bytes(rows: u64, names: u64) -> u64 {
    rows.saturating_mul(ROW_BYTES).saturating_add(names.saturating_mul(NAME_BYTES))
}

fn too_large(rows: u64, names: u64, limit: Option<u64>) -> ApiError {
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
    let most = limit.map_or_else(String::new, |limit| format!("; {} MB are the most", megabytes(limit)));
    let message = format!("the matrix has {rows} rows of about {} MB{most}", megabytes(bytes(rows, names)));
    error("matrix-too-large", message, "fold it, for example by group, subnet or vpc; or ask for one port")
}

impl Matrix {
    /// The rows in their order, by the numbers of their ends.
    pub fn rows(&self) -> impl Iterator<Item = MatrixRow> + '_ {
        self.rows.iter().enumerate().map(|(at, row)| self.spelt(at, row))
    }

    fn spelt(&self, at: usize, row: &Folded) -> MatrixRow {
        let named = |ends: &[u32]| -> Vec<String> {
            let ends = ends.iter().filter_map(|end| self.head.ends.get(*end as usize));
            ends.map(|end| end.end.clone()).collect()
        };
        let piece = &row.piece;
        let asked = piece.of.and_then(|of| self.question.traffic.get(of));
        let stands_for = asked.map_or(&[][..], |asked| &asked.stands_for);
        let one = asked.filter(|_| stands_for.is_empty()).map(|asked| asked.protocol);
        let has_ports = one.is_some_and(|protocol| protocol.has_ports());
        // Everything is TCP and UDP as well, whose client ports are told.
        let client = (has_ports || piece.of.is_none()).then_some(&piece.client);
        let asked_for = self.question.traffic.iter().find(|asked| asked.protocol.has_ports());
        let facts = TrafficFacts {
            protocol: one,
            is_all: piece.of.is_none(),
            ports: &piece.ports,
            client,
            is_limited: client.is_some_and(|client| asked_for.is_some_and(|asked| asked.client != *client)),
        };
        let numbers = || PortSet::from_ranges(stands_for.iter().map(|&one| (u16::from(one), u16::from(one))));
        MatrixRow {
            from: named(&row.from),
            to: named(&row.to),
            family: row.family.number(),
            protocol: match (piece.of, one) {
                (None, _) => "all".to_owned(),
                (Some(_), Some(protocol)) => protocol.to_string(),
                (Some(_), None) => "other".to_owned(),
            },
            protocols: (!stands_for.is_empty()).then(|| ports::show(&numbers())),
            ports: has_ports.then(|| ports::show(&piece.ports)),
            source_ports: client.map(ports::show),
            icmp: one.filter(|protocol| protocol.is_icmp()).map(|_| ports::show_icmp(&piece.ports)),
            label: explain::traffic_with_clients(&facts, self.question.language),
            verdict: row.verdict,
            pairs: row.pairs,
            by: self.lines.get(at).cloned().unwrap_or_default(),
        }
    }

    /// Writes it as JSON: an object with the head's keys and `rows`, a row a line.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let head = serde_json::to_string(&self.head)?;
        let head = head.strip_suffix('}').unwrap_or(&head);
        writeln!(out, "{head},\"rows\":[")?;
        for (at, row) in self.rows().enumerate() {
            let end = if at + 1 == self.rows.len() { "" } else { "," };
            writeln!(out, "{}{end}", serde_json::to_string(&row)?)?;
        }
        writeln!(out, "]}}")
    }

    /// Writes it as CSV (RFC 4180, but lines end in a line feed): [`MATRIX_COLUMNS`], and a row a line; lists are joined
    /// by `; `.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write_csv(&self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "{}", MATRIX_COLUMNS.join(","))?;
        for row in self.rows() {
            writeln!(out, "{}", csv::line(&row))?;
        }
        Ok(())
    }
}

/// What passes between any two ends, and from which client ports.
fn question_of(
    ends: &super::ends::Ends<'_>,
    request: &MatrixRequest,
) -> Result<(Question, PortSet), ApiError> {
    let client = match request.source_port.as_ref().map(Scalar::to_string) {
        Some(text) => {
            ports::parse(&text).map_err(|message| error("bad-port", message, "write 1024-65535"))?
        }
        None => ports::ephemeral(),
    };
    let asked = ReachRequest {
        protocol: request.protocol.clone(),
        port: request.port.clone(),
        family: request.family.clone(),
        language: request.language.clone(),
        ..ReachRequest::default()
    };
    let mut question = Question::of_any_ends(ends, &asked)?;
    let source_port = request.source_port.clone();
    question.traffic = traffic(ends.network, &ReachRequest { source_port, ..asked })?;
    Ok((question, client))
}
