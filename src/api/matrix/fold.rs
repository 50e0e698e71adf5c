//! Blocks -> rows: pairs of ends with their numbers, and equal rows together.

use super::answer::{PairCount, RowPairs};
use super::blocks::Blocks;
use super::labels::{By, Labels};
use super::piece::{Piece, What, counted};
use crate::api::answer::Verdict;
use crate::api::ask::Question;
use crate::model::SortedMap;
use crate::space::Family;

/// A row before it is spelt out; its ends by number, ascending.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Folded {
    pub family: Family,
    pub piece: Piece,
    pub verdict: Verdict,
    pub pairs: RowPairs,
    pub from: Vec<u32>,
    pub to: Vec<u32>,
}

/// What rows must have in common to be one: all of them whole, or the very same numbers.
type Alike = (Piece, Verdict, Option<RowPairs>);

/// Senders and receivers, with the pairs of interfaces between them.
type Sides = (Vec<u32>, Vec<u32>, RowPairs);

/// Rectangles of disjoint pairs, each more alike than the other.
type Found = SortedMap<Alike, Vec<Sides>>;

/// For each pair of ends: how many pairs of interfaces have what.
type Cells = SortedMap<(u32, u32), SortedMap<u32, u64>>;

/// More pairs of ends than this fit neither into memory nor into anybody's head.
const MOST_CELLS: usize = 10_000_000;

/// How many pairs there are, and of which kind.
pub(super) fn count(blocks: &Blocks) -> PairCount {
    let many = blocks.all.len() as u64;
    let all = many * many.saturating_sub(1);
    let (mut passing, mut undetermined) = (0, 0);
    for ((senders, what), to) in &blocks.receivers {
        let (Some(from), Some(what)) = (blocks.senders.get(*senders), blocks.whats.get(*what)) else {
            continue;
        };
        let pairs = between(from, to);
        if what.iter().any(|piece| piece.verdict != Verdict::Undetermined) {
            passing += pairs;
        } else {
            undetermined += pairs;
        }
    }
    let unreachable = all.saturating_sub(passing + undetermined);
    PairCount { family: blocks.family.number(), all, passing, undetermined, unreachable }
}

/// Pairs of different ones; both lists ascend.
fn between(from: &[u32], to: &[u32]) -> u64 {
    (from.len() as u64) * (to.len() as u64) - shared(from, to).count() as u64
}

fn shared<'l>(one: &'l [u32], other: &'l [u32]) -> impl Iterator<Item = u32> + 'l {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    few.iter().copied().filter(move |ix| many.binary_search(ix).is_ok())
}

/// How many rows there would be at most, and how many ends they would name.
pub(super) fn size(blocks: &Blocks, by: &By) -> (u64, u64) {
    if *by != By::Interface {
        return (0, 0);
    }
    let (mut rows, mut names) = (0, 0);
    for ((senders, what), to) in &blocks.receivers {
        let pieces = blocks.whats.get(*what).map_or(0, Vec::len) as u64;
        let from = blocks.senders.get(*senders).map_or(0, Vec::len);
        rows += pieces;
        names += pieces * (from + to.len()) as u64;
    }
    (rows, names)
}

/// All rows of a family, by their ends.
///
/// # Errors
/// With the number of cells where they are more than fit into memory.
pub(super) fn rows(
    blocks: &Blocks,
    labels: &Labels,
    by: &By,
    question: &Question,
) -> Result<Vec<Folded>, usize> {
    let found = if *by == By::Interface || labels.are_interfaces() {
        of_interfaces(blocks, labels, question)
    } else {
        of_cells(blocks, labels, question)?
    };
    let mut rows = Vec::new();
    for ((piece, verdict, _), sides) in found {
        for (from, to, pairs) in together(sides) {
            rows.push(Folded { family: blocks.family, piece: piece.clone(), verdict, pairs, from, to });
        }
    }
    Ok(rows)
}

/// Each interface is an end, so blocks are rows already.
fn of_interfaces(blocks: &Blocks, labels: &Labels, question: &Question) -> Found {
    let named = |all: &[u32]| -> Vec<u32> {
        let mut named: Vec<u32> = all.iter().flat_map(|ix| labels.of_interface(*ix)).copied().collect();
        named.sort_unstable();
        named
    };
    let mut found = Found::new();
    for ((senders, what), to) in &blocks.receivers {
        let (Some(from), Some(what)) = (blocks.senders.get(*senders), blocks.whats.get(*what)) else {
            continue;
        };
        let mut sides = (named(from), named(to));
        // An end alone does not send to itself.
        if let ([only], to) = (sides.0.as_slice(), &mut sides.1) {
            to.retain(|end| end != only);
        }
        if let (from, [only]) = (&mut sides.0, sides.1.as_slice()) {
            from.retain(|end| end != only);
        }
        let all = between(&sides.0, &sides.1);
        if all == 0 {
            continue;
        }
        for (piece, _) in counted(std::iter::once((what, 1)), question, blocks.family) {
            let verdict = piece.verdict;
            let pairs = pairs_of(&piece, all, all);
            let key = (piece, verdict, None);
            found.entry(key).or_default().push((sides.0.clone(), sides.1.clone(), pairs));
        }
    }
    found
}

fn pairs_of(piece: &Piece, many: u64, all: u64) -> RowPairs {
    if piece.verdict == Verdict::Undetermined {
        RowPairs { passing: 0, undetermined: many, all }
    } else {
        RowPairs { passing: many, undetermined: 0, all }
    }
}

/// Each pair of ends is a cell of the table; its pairs of interfaces are counted, never listed.
fn of_cells(blocks: &Blocks, labels: &Labels, question: &Question) -> Result<Found, usize> {
    let members = tally(&blocks.all, labels);
    let mut own: SortedMap<(u32, u32), u64> = SortedMap::new();
    for ix in &blocks.all {
        each_own(labels, *ix, |cell| *own.entry(cell).or_default() += 1);
    }
    let mut found = Found::new();
    for ((from, to), whats) in cells(blocks, labels)? {
        let many = |end| members.get(&end).copied().unwrap_or(0);
        let all = many(from) * many(to) - own.get(&(from, to)).copied().unwrap_or(0);
        let whats = whats.iter().filter(|(_, many)| **many > 0);
        let whats = whats.filter_map(|(what, many)| Some((blocks.whats.get(*what)?, *many)));
        let pieces: Vec<(&What, u64)> = whats.collect();
        for (piece, many) in counted(pieces.into_iter(), question, blocks.family) {
            let is_whole = many == all;
            let is_some = piece.verdict == Verdict::Reachable && !is_whole;
            let verdict = if is_some { Verdict::Partial } else { piece.verdict };
            let pairs = pairs_of(&piece, many, all);
            let alike = (!is_whole).then_some(pairs);
            found.entry((piece, verdict, alike)).or_default().push((vec![from], vec![to], pairs));
        }
    }
    Ok(found)
}

fn tally(all: &[u32], labels: &Labels) -> SortedMap<u32, u64> {
    let mut counts: SortedMap<u32, u64> = SortedMap::new();
    for end in all.iter().flat_map(|ix| labels.of_interface(*ix)) {
        *counts.entry(*end).or_default() += 1;
    }
    counts
}

/// The cells that an interface would have with itself.
fn each_own(labels: &Labels, ix: u32, mut each: impl FnMut((u32, u32))) {
    let own = labels.of_interface(ix);
    for from in own {
        for to in own {
            each((*from, *to));
        }
    }
}

/// For each pair of ends: how many pairs of interfaces have what.
fn cells(blocks: &Blocks, labels: &Labels) -> Result<Cells, usize> {
    let many = cell_count(blocks, labels);
    if many > MOST_CELLS {
        return Err(many);
    }
    let mut cells = Cells::new();
    // Keys ascend by senders, so that each list of them is counted once.
    let mut counted: Option<(u32, SortedMap<u32, u64>)> = None;
    for ((senders, what), to) in &blocks.receivers {
        let Some(from) = blocks.senders.get(*senders) else { continue };
        let known = counted.take().filter(|(number, _)| number == senders);
        let (_, sources) = counted.insert(known.unwrap_or_else(|| (*senders, tally(from, labels))));
        let targets = tally(to, labels);
        for (one, many) in sources.iter() {
            for (other, times) in &targets {
                let cell = cells.entry((*one, *other)).or_default();
                *cell.entry(*what).or_default() += many * times;
            }
        }
        for ix in shared(from, to) {
            each_own(labels, ix, |cell| {
                if let Some(many) = cells.get_mut(&cell).and_then(|cell| cell.get_mut(what)) {
                    *many = many.saturating_sub(1);
                }
            });
        }
    }
    Ok(cells)
}

/// How many pairs of ends have something between them: exactly where they may be too many, without keeping any.
fn cell_count(blocks: &Blocks, labels: &Labels) -> usize {
    let table = labels.ends.len().saturating_pow(2);
    if table <= MOST_CELLS {
        return table;
    }
    let ends = |all: &[u32]| -> Vec<u32> { tally(all, labels).into_keys().collect() };
    let mut senders: SortedMap<u32, Vec<u32>> = SortedMap::new();
    let mut receivers: Vec<(u32, Vec<u32>)> = Vec::with_capacity(blocks.receivers.len());
    let mut most: usize = 0;
    for ((number, _), to) in &blocks.receivers {
        let known = senders.entry(*number);
        let from =
            known.or_insert_with(|| blocks.senders.get(*number).map_or_else(Vec::new, |from| ends(from)));
        let to = ends(to);
        most = most.saturating_add(from.len().saturating_mul(to.len()));
        receivers.push((*number, to));
    }
    if most <= MOST_CELLS {
        return most;
    }
    let mut of_sender: Vec<Vec<usize>> = vec![Vec::new(); labels.ends.len()];
    for (number, (from, _)) in receivers.iter().enumerate() {
        for end in senders.get(from).into_iter().flatten() {
            if let Some(its) = of_sender.get_mut(*end as usize) {
                its.push(number);
            }
        }
    }
    let mut count = 0;
    // Whom an end sends to; each end leaves its number, so that nothing need be wiped.
    let mut sent_by: Vec<usize> = vec![usize::MAX; labels.ends.len()];
    for (sender, its) in of_sender.into_iter().enumerate() {
        for to in its.into_iter().filter_map(|number| receivers.get(number)).flat_map(|(_, to)| to) {
            if let Some(last) = sent_by.get_mut(*to as usize).filter(|last| **last != sender) {
                *last = sender;
                count += 1;
            }
        }
    }
    count
}

/// Disjoint rectangles: those of equal senders together, then those of equal receivers.
fn together(sides: Vec<Sides>) -> Vec<Sides> {
    let mut by_senders: SortedMap<Vec<u32>, (Vec<u32>, RowPairs)> = SortedMap::new();
    for (from, to, pairs) in sides {
        let (known, sum) = by_senders.entry(from).or_default();
        known.extend(to);
        add(sum, pairs);
    }
    let mut by_receivers: SortedMap<Vec<u32>, (Vec<u32>, RowPairs)> = SortedMap::new();
    for (from, (mut to, pairs)) in by_senders {
        to.sort_unstable();
        to.dedup();
        let (known, sum) = by_receivers.entry(to).or_default();
        known.extend(from);
        add(sum, pairs);
    }
    let all = by_receivers.into_iter().map(|(to, (mut from, pairs))| {
        from.sort_unstable();
        from.dedup();
        (from, to, pairs)
    });
    all.collect()
}

const fn add(sum: &mut RowPairs, more: RowPairs) {
    sum.passing += more.passing;
    sum.undetermined += more.undetermined;
    sum.all += more.all;
}
