//! Rows that are equal are one: first by their destinations, then by their sources.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::answer::{ExposureRequest, ExposureRow, NamedEnd};
use super::classes::{Class, Names, names};
use super::population::{End, describe, wholes};
use super::row::Origin;
use crate::api::answer::{Remark, Verdict};
use crate::api::ask::{Outcome, Question, Walked};
use crate::api::describe::remark;
use crate::api::ends::Ends;
use crate::explain::{self, Explanation};
use crate::model::{Network, Resource};
use crate::space::Family;

/// What was found, row by row, before equal rows are folded.
#[derive(Default)]
pub(super) struct Rows {
    /// By the row's own text, without its ends and its example packet: the row, and who has it.
    found: BTreeMap<String, (ExposureRow, Vec<(Names, Names)>)>,
    assumptions: BTreeMap<String, Remark>,
    notices: BTreeMap<String, Remark>,
}

/// What comes of it.
pub(super) struct Folded {
    pub rows: Vec<ExposureRow>,
    pub undetermined: Vec<ExposureRow>,
    pub ends: Vec<NamedEnd>,
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
        let mut explained: Vec<(Rc<Walked>, Explanation)> = Vec::new();
        let lists = [(&outcome.passing, false), (&outcome.open, true)];
        for (row, is_open) in
            lists.into_iter().flat_map(|(rows, is_open)| rows.iter().map(move |row| (row, is_open)))
        {
            let known = explained.iter().position(|(walked, _)| Rc::ptr_eq(walked, &row.walked));
            let at = known.unwrap_or_else(|| {
                let Walked { flow, walk } = &*row.walked;
                let words = explain::explain(ends.network, flow, walk, question.language);
                explained.push((Rc::clone(&row.walked), words));
                explained.len() - 1
            });
            let Some((_, words)) = explained.get(at) else { continue };
            let (kept, remarks) = if is_open {
                (&mut self.notices, &words.notices)
            } else {
                (&mut self.assumptions, &words.assumptions)
            };
            for one in remarks {
                let one = remark(ends.network, one);
                kept.entry(format!("{} {}", one.code, one.text)).or_insert(one);
            }
            let row = origin.row(row, words, is_open);
            self.keep(row, names.clone());
        }
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
            from: Vec::new(),
            to: Vec::new(),
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

    fn keep(&mut self, row: ExposureRow, names: (Names, Names)) {
        let key = serde_json::to_string(&ExposureRow { witness: None, ..row.clone() }).unwrap_or_default();
        let (_, pairs) = self.found.entry(key).or_insert_with(|| (row, Vec::new()));
        pairs.push(names);
    }

    /// Equal rows together, sorted, with everything that they name.
    pub(super) fn folded<'c>(
        self,
        ends: &Ends<'_>,
        request: &ExposureRequest,
        classes: impl Iterator<Item = &'c Class>,
    ) -> Folded {
        let wholes = wholes(ends);
        let (mut rows, mut undetermined): (Vec<ExposureRow>, Vec<ExposureRow>) = (Vec::new(), Vec::new());
        for (row, pairs) in self.found.into_values() {
            for (from, to) in together(pairs) {
                // What was asked about keeps the name that it was asked by.
                let from = if request.from.is_some() { from } else { whole(from, &wholes) };
                let to = if request.to.is_some() { to } else { whole(to, &wholes) };
                let list = if row.verdict == Verdict::Undetermined { &mut undetermined } else { &mut rows };
                let spelt = |names: Names| names.iter().map(ToString::to_string).collect();
                list.push(ExposureRow { from: spelt(from), to: spelt(to), ..row.clone() });
            }
        }
        rows.sort_by(by_exposure);
        undetermined.sort_by(by_exposure);
        let named = named(ends, rows.iter().chain(&undetermined), classes, wholes);
        Folded {
            rows,
            undetermined,
            ends: named,
            assumptions: self.assumptions.into_values().collect(),
            notices: self.notices.into_values().collect(),
        }
    }
}

/// Pairs of equal sources together, then those of equal destinations.
fn together(mut pairs: Vec<(Names, Names)>) -> Vec<(Names, Names)> {
    if pairs.len() < 2 {
        return pairs;
    }
    let folded = |pairs: Vec<(Names, Names)>| -> Vec<(Names, Names)> {
        let mut by_first: BTreeMap<Names, Vec<Names>> = BTreeMap::new();
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
fn whole(mut all: Names, wholes: &[(NamedEnd, BTreeSet<String>)]) -> Names {
    for (end, parts) in wholes {
        let has = |part: &String| all.binary_search_by(|name| (**name).cmp(part.as_str())).is_ok();
        if !parts.is_empty() && parts.iter().all(has) {
            let others = all.iter().filter(|name| !parts.contains(&***name)).cloned();
            all = names(others.chain([end.end.as_str().into()]).collect());
        }
    }
    all
}

/// Every end that rows name, ascending.
fn named<'r, 'c>(
    ends: &Ends<'_>,
    rows: impl Iterator<Item = &'r ExposureRow>,
    classes: impl Iterator<Item = &'c Class>,
    wholes: Vec<(NamedEnd, BTreeSet<String>)>,
) -> Vec<NamedEnd> {
    let mut used: Vec<&str> =
        rows.flat_map(|row| row.from.iter().chain(&row.to)).map(String::as_str).collect();
    used.sort_unstable();
    used.dedup();
    let wholes: BTreeMap<String, NamedEnd> =
        wholes.into_iter().map(|(end, _)| (end.end.clone(), end)).collect();
    // Of ends that are called alike the first is described.
    let mut known: Vec<&End> = classes.flat_map(|class| &class.members).collect();
    known.sort_by(|one, other| one.label.cmp(&other.label));
    known.dedup_by(|later, first| later.label == first.label);
    let mut known = known.into_iter().peekable();
    let mut found = Vec::with_capacity(used.len());
    for name in used {
        while known.next_if(|end| *end.label < *name).is_some() {}
        let end = known.peek().filter(|end| *end.label == *name);
        found.extend(wholes.get(name).cloned().or_else(|| end.map(|end| describe(ends, end))));
    }
    found
}

/// The most exposed first: the internet before other outsides and before ends of the network, the larger share of an
/// address space, then the more traffic, then by name.
fn by_exposure(one: &ExposureRow, other: &ExposureRow) -> Ordering {
    let rank = |row: &ExposureRow| match &row.space {
        Some(_) if [&row.from, &row.to].iter().any(|ends| ends.iter().any(|end| end == "internet")) => 0,
        Some(_) => 1,
        None => 2,
    };
    let share = |row: &ExposureRow| row.space.as_ref().map_or(0.0, |space| space.share);
    rank(one)
        .cmp(&rank(other))
        .then_with(|| share(other).total_cmp(&share(one)))
        .then_with(|| traffic(other).cmp(&traffic(one)))
        .then_with(|| (&one.to, &one.from, one.family).cmp(&(&other.to, &other.from, other.family)))
        .then_with(|| {
            (&one.protocol, &one.ports, &one.icmp).cmp(&(&other.protocol, &other.ports, &other.icmp))
        })
        .then_with(|| one.by.len().cmp(&other.by.len()))
        .then_with(|| one.source_ports.cmp(&other.source_ports))
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

/// How many ends rows name on the side that was not asked about.
pub(super) fn found(rows: &[ExposureRow], request: &ExposureRequest) -> usize {
    let is_inward = request.to.is_some() && request.from.is_none();
    let mut named: Vec<&String> =
        rows.iter().flat_map(|row| if is_inward { &row.from } else { &row.to }).collect();
    named.sort_unstable();
    named.dedup();
    named.len()
}
