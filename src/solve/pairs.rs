//! All pairs of a network, as rectangles: sets of sources x destinations that are alike, with what passes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bits::Bits;
use super::solver::Answer;
use crate::graph::Ix;
use crate::space::Family;

/// The number of a set of sources in [`Pairs`].
pub(super) type Sources = u32;

/// Every pair of interfaces between which something passes, or may, or only the walk can say; both legs considered.
///
/// Equal rows are folded: of every two rectangles, either the sources' traffic or the destinations differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pairs {
    /// The family of the addresses.
    pub family: Family,
    /// Interfaces by rank, ascending by address.
    pub(super) interfaces: Vec<Ix>,
    pub(super) sets: Vec<Arc<Bits>>,
    pub(super) rows: Vec<Row>,
}

/// Destinations that everybody reaches alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    pub to: Vec<u32>,
    pub from: Vec<(Answer, Sources)>,
}

/// Sources that reach destinations in one way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rectangle {
    /// Positions of the sending interfaces, ascending by address.
    pub from: Vec<Ix>,
    /// Positions of the receiving interfaces, ascending by address.
    pub to: Vec<Ix>,
    /// What passes from each of the former to each of the latter.
    pub answer: Answer,
}

impl Pairs {
    /// How many rectangles there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.iter().map(|row| row.from.len()).sum()
    }

    /// Whether nothing passes anywhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rectangles: by their first destination, then by their first source.
    pub fn rectangles(&self) -> impl Iterator<Item = Rectangle> + '_ {
        self.rows.iter().flat_map(move |row| {
            row.from.iter().map(move |(answer, sources)| Rectangle {
                from: self.named(self.sets.get(*sources as usize).into_iter().flat_map(|set| set.ranks())),
                to: self.named(row.to.iter().copied()),
                answer: *answer,
            })
        })
    }

    pub(super) fn named(&self, ranks: impl Iterator<Item = u32>) -> Vec<Ix> {
        ranks.filter_map(|rank| self.interfaces.get(rank as usize).copied()).collect()
    }

    /// How many pairs of two different interfaces have an answer for which `counts` holds.
    pub fn count(&self, counts: impl Fn(Answer) -> bool) -> u64 {
        let sizes: Vec<u64> = self.sets.iter().map(|set| set.count()).collect();
        let mut pairs = 0;
        for row in &self.rows {
            for (_, sources) in row.from.iter().filter(|(answer, _)| counts(*answer)) {
                let many = u64::try_from(row.to.len()).unwrap_or(u64::MAX);
                pairs += sizes.get(*sources as usize).copied().unwrap_or(0) * many;
                let Some(set) = self.sets.get(*sources as usize) else { continue };
                pairs -= row.to.iter().map(|rank| u64::from(set.contains(*rank))).sum::<u64>();
            }
        }
        pairs
    }

    /// Folds the pairs by a label of each interface: for each two labels, how many pairs have which answer.
    ///
    /// An interface's way to itself is no pair. What is not listed does not pass.
    pub fn fold<L: Ord + Clone>(&self, label: impl Fn(Ix) -> L) -> BTreeMap<(L, L), BTreeMap<Answer, u64>> {
        let labels: Vec<L> = self.interfaces.iter().map(|ix| label(*ix)).collect();
        let counted = |ranks: &mut dyn Iterator<Item = u32>| {
            let mut counts: BTreeMap<&L, u64> = BTreeMap::new();
            for rank in ranks {
                if let Some(label) = labels.get(rank as usize) {
                    *counts.entry(label).or_default() += 1;
                }
            }
            counts
        };
        let sources: Vec<BTreeMap<&L, u64>> = self.sets.iter().map(|set| counted(&mut set.ranks())).collect();
        let mut folded: BTreeMap<(L, L), BTreeMap<Answer, u64>> = BTreeMap::new();
        for row in &self.rows {
            let targets = counted(&mut row.to.iter().copied());
            for (answer, set) in &row.from {
                for (from, many) in sources.get(*set as usize).into_iter().flatten() {
                    for (to, times) in &targets {
                        let cell = folded.entry(((*from).clone(), (*to).clone())).or_default();
                        *cell.entry(*answer).or_default() += many * times;
                    }
                }
                let Some(bits) = self.sets.get(*set as usize) else { continue };
                for rank in row.to.iter().filter(|rank| bits.contains(**rank)) {
                    let Some(own) = labels.get(*rank as usize) else { continue };
                    if let Some(cell) = folded.get_mut(&(own.clone(), own.clone()))
                        && let Some(count) = cell.get_mut(answer)
                    {
                        *count -= 1;
                    }
                }
            }
        }
        for cell in folded.values_mut() {
            cell.retain(|_, count| *count > 0);
        }
        folded.retain(|_, cell| !cell.is_empty());
        folded
    }
}
