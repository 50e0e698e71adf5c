//! Rows that are equal are one: first by their destinations, then by their sources.

use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::Arc;

use super::answer::{ExposureRequest, ExposureRow, NamedEnd};
use super::classes::Class;
use super::names::{EndNames, Name, Names, Ranks, names};
use super::population::{End, wholes};
use super::row::{Key, Origin, Quotes};
use super::same::Said;
use super::used::Used;
use crate::api::answer::{Remark, Verdict};
use crate::api::ask::{Outcome, Question, Walked};
use crate::api::describe::remark;
use crate::api::ends::Ends;
use crate::api::rows::Row;
use crate::explain::{self, Code, Explanation};
use crate::model::{Network, Order, Resource, SortedMap, SortedSet};
use crate::space::Family;

/// Sources and destinations that have the same row.
type Pairs = Vec<(Names, Names)>;

/// What was found, row by row, before equal rows are folded.
#[derive(Default)]
pub(super) struct Rows {
    /// Each row, without its ends, and who has it.
    found: Vec<(Arc<ExposureRow>, Pairs)>,
    /// By what a row says: its place in `found`.
    said: SortedMap<Said, usize>,
    /// By what makes a row, before it is put into words: the same place.
    known: SortedMap<Key, usize>,
    quotes: Quotes,
    assumptions: SortedMap<String, Remark>,
    notices: SortedMap<String, Remark>,
}

/// What comes of it.
pub(super) struct Folded {
    pub rows: Vec<ExposureRow>,
    pub undetermined: Vec<ExposureRow>,
    /// How many ends rows name on the side that was not asked about.
    pub found: usize,
    /// The same of what the input does not decide.
    pub open: usize,
    pub ends: Vec<Arc<NamedEnd>>,
    pub assumptions: Vec<Remark>,
    pub notices: Vec<Remark>,
}

impl Rows {
    /// What passes, and what stays open, between two ends that stand for others.
    pub(super) fn add(
        &mut self,
        ends: &Ends<'_>,
        question: &Question,
        (from, to): (&End, &End),
        family: Family,
        outcome: &Outcome,
        names: &(Names, Names),
    ) {
        let varies_source = outcome.varies_source;
        let origin = Origin { ends, question, from, to, family, varies_source };
        for row in &outcome.passing {
            let remarks = explain::assumptions(&row.walked.walk, question.language);
            let codes = noted(ends.network, &mut self.assumptions, &remarks);
            self.add_row(&origin, row, false, codes, names);
        }
        let mut explained: Vec<(&Rc<Walked>, Explanation)> = Vec::new();
        for row in &outcome.open {
            let known = explained.iter().position(|(walked, _)| Rc::ptr_eq(walked, &row.walked));
            let at = known.unwrap_or_else(|| {
                let Walked { flow, walk } = &*row.walked;
                let words = explain::explain(ends.network, flow, walk, question.language);
                explained.push((&row.walked, words));
                explained.len() - 1
            });
            let Some((_, words)) = explained.get(at) else { continue };
            let codes = noted(ends.network, &mut self.notices, &words.notices);
            self.add_row(&origin, row, true, codes, names);
        }
    }

    fn add_row(
        &mut self,
        origin: &Origin<'_>,
        row: &Row,
        is_open: bool,
        codes: Vec<Code>,
        names: &(Names, Names),
    ) {
        let key = origin.key(row, is_open, codes);
        let known = self.known.get(&key).and_then(|at| self.found.get_mut(*at));
        if let Some((_, pairs)) = known {
            pairs.push(names.clone());
            return;
        }
        let row = origin.row(row, &key, &mut self.quotes);
        let at = self.keep(row, names.clone());
        self.known.insert(key, at);
    }

    /// An end whose interfaces are not in the input: everything about it is open.
    pub(super) fn unseen(
        &mut self,
        network: &Network,
        end: &Resource,
        question: &Question,
        names: (Names, Names),
    ) {
        let one = remark(network, &explain::unseen_remark(end, question.language));
        let lacks = vec![one.code];
        self.notices.insert(format!("{} {}", one.code, one.text), one);
        let row = ExposureRow {
            from: EndNames::default(),
            to: EndNames::default(),
            family: 4,
            protocol: "all".to_owned(),
            protocols: None,
            ports: None,
            source_ports: None,
            icmp: None,
            label: explain::all_traffic(question.language).to_owned(),
            verdict: Verdict::Undetermined,
            by: Vec::new(),
            door: Vec::new(),
            from_addresses: None,
            to_addresses: None,
            space: None,
            assumes: Vec::new(),
            lacks,
            witness: None,
        };
        self.keep(row, names);
    }

    /// Adds a row that may be known; where it is found again.
    fn keep(&mut self, row: ExposureRow, names: (Names, Names)) -> usize {
        let next = self.found.len();
        let row = Arc::new(row);
        let at = *self.said.entry(Said(Arc::clone(&row))).or_insert(next);
        match self.found.get_mut(at) {
            Some((_, pairs)) => pairs.push(names),
            None => self.found.push((row, vec![names])),
        }
        at
    }

    /// Equal rows together, sorted, with everything that they name.
    pub(super) fn folded<'c>(
        self,
        ends: &Ends<'_>,
        ranks: &Ranks,
        request: &ExposureRequest,
        classes: impl Iterator<Item = &'c Class>,
    ) -> Folded {
        let wholes = wholes(ends);
        let (mut rows, mut undetermined): (Vec<Named>, Vec<Named>) = (Vec::new(), Vec::new());
        drop(self.said);
        for (row, pairs) in self.found {
            let row = Arc::unwrap_or_clone(row);
            let list = if row.verdict == Verdict::Undetermined { &mut undetermined } else { &mut rows };
            let mut pairs = together(pairs).into_iter().peekable();
            let mut row = Some(row);
            while let Some((from, to)) = pairs.next() {
                // What was asked about keeps the name that it was asked by.
                let from = if request.from.is_some() { from } else { whole(from, &wholes) };
                let to = if request.to.is_some() { to } else { whole(to, &wholes) };
                let row = if pairs.peek().is_some() { row.clone() } else { row.take() };
                list.extend(row.map(|row| Named::of(row, from, to)));
            }
        }
        let is_inward = request.to.is_some() && request.from.is_none();
        let count = |rows: &[Named]| {
            let mut used = Used::of(ends.network, ranks);
            rows.iter().for_each(|row| used.add(if is_inward { &row.from } else { &row.to }));
            used.count()
        };
        let counts = (count(&rows), count(&undetermined));
        rows.order_by(by_exposure);
        undetermined.order_by(by_exposure);
        let mut used = Used::of(ends.network, ranks);
        rows.iter().chain(&undetermined).flat_map(|row| [&row.from, &row.to]).for_each(|all| used.add(all));
        let wholes = wholes.into_iter().map(|(end, _)| end);
        let named = used.described(ends, classes.flat_map(|class| &class.members), wholes);
        let spelt = |rows: Vec<Named>| rows.into_iter().map(Named::spelt).collect();
        Folded {
            rows: spelt(rows),
            undetermined: spelt(undetermined),
            found: counts.0,
            open: counts.1,
            ends: named,
            assumptions: self.assumptions.into_values().collect(),
            notices: self.notices.into_values().collect(),
        }
    }
}

/// A row and its ends, not spelt out yet.
struct Named {
    row: ExposureRow,
    from: Names,
    to: Names,
    /// The internet before other outsides and before ends of the network.
    rank: u8,
    /// How much traffic it lets through.
    traffic: u32,
}

impl Named {
    fn of(row: ExposureRow, from: Names, to: Names) -> Named {
        let is_internet = |names: &Names| names.iter().any(|name| *name.text == *"internet");
        let rank = match &row.space {
            Some(_) if is_internet(&from) || is_internet(&to) => 0,
            Some(_) => 1,
            None => 2,
        };
        Named { rank, traffic: traffic(&row), row, from, to }
    }

    fn spelt(self) -> ExposureRow {
        ExposureRow { from: EndNames(self.from), to: EndNames(self.to), ..self.row }
    }

    /// Its text, without its ends and its example packet.
    fn text(&self) -> String {
        serde_json::to_string(&ExposureRow { witness: None, ..self.row.clone() }).unwrap_or_default()
    }
}

/// Keeps remarks, and says their codes.
fn noted(network: &Network, kept: &mut SortedMap<String, Remark>, remarks: &[explain::Remark]) -> Vec<Code> {
    for one in remarks {
        let one = remark(network, one);
        kept.entry(format!("{} {}", one.code, one.text)).or_insert(one);
    }
    remarks.iter().map(|one| one.code).collect()
}

/// Pairs of equal sources together, then those of equal destinations.
fn together(mut pairs: Pairs) -> Pairs {
    if pairs.len() < 2 {
        return pairs;
    }
    let folded = |pairs: Pairs| -> Pairs {
        let mut by_first: SortedMap<Names, Vec<Names>> = SortedMap::new();
        for (first, second) in pairs {
            by_first.entry(first).or_default().push(second);
        }
        by_first.into_iter().map(|(first, all)| (first, union(all))).collect()
    };
    pairs = folded(pairs);
    let turned = folded(pairs.into_iter().map(|(from, to)| (to, from)).collect());
    turned.into_iter().map(|(to, from)| (from, to)).collect()
}

fn union(mut all: Vec<Names>) -> Names {
    match all.pop() {
        Some(only) if all.is_empty() => only,
        last => names(all.iter().chain(&last).flat_map(|names| names.iter().cloned()).collect()),
    }
}

/// All parts of one thing become that thing.
fn whole(mut all: Names, wholes: &[(NamedEnd, SortedSet<String>)]) -> Names {
    for (end, parts) in wholes {
        let has = |part: &String| all.binary_search_by(|name| (*name.text).cmp(part.as_str())).is_ok();
        if !parts.is_empty() && parts.iter().all(has) {
            let others = all.iter().filter(|name| !parts.contains(&*name.text)).cloned();
            all = names(others.chain([Name::of(Arc::clone(&end.end))]).collect());
        }
    }
    all
}

/// The most exposed first: the internet before other outsides and before ends of the network, the larger share of an
/// address space, then the more traffic, then by name; at last by all that it says.
fn by_exposure(one: &Named, other: &Named) -> Ordering {
    let share = |row: &Named| row.row.space.as_ref().map_or(0.0, |space| space.share);
    one.rank
        .cmp(&other.rank)
        .then_with(|| share(other).total_cmp(&share(one)))
        .then_with(|| other.traffic.cmp(&one.traffic))
        .then_with(|| (&one.to, &one.from, one.row.family).cmp(&(&other.to, &other.from, other.row.family)))
        .then_with(|| {
            let (one, other) = (&one.row, &other.row);
            (&one.protocol, &one.ports, &one.icmp)
                .cmp(&(&other.protocol, &other.ports, &other.icmp))
                .then_with(|| one.by.len().cmp(&other.by.len()))
                .then_with(|| one.source_ports.cmp(&other.source_ports))
        })
        .then_with(|| one.text().cmp(&other.text()))
}

/// How much traffic a row lets through: everything, a whole protocol, or so many ports.
fn traffic(row: &ExposureRow) -> u32 {
    if row.protocol == "all" {
        return u32::MAX;
    }
    let Some(ports) = &row.ports else { return 1 };
    let width = |part: &str| -> u32 {
        let number = |text: &str| text.parse::<u32>().unwrap_or(0);
        part.split_once('-')
            .map_or(1, |(first, last)| number(last).saturating_sub(number(first)).saturating_add(1))
    };
    ports.split(',').map(width).sum::<u32>().saturating_add(1)
}
