//! All pairs as they are kept: each set of sources once, and each class of destinations with the sets that reach it.

use super::pairs::Pairs;
use super::solver::Answer;
use crate::graph::Ix;

impl Pairs {
    /// The sets of sources that rows speak of, by their number; each ascending by address.
    pub fn source_sets(&self) -> impl Iterator<Item = Vec<Ix>> + '_ {
        self.sets.iter().map(|set| self.named(set.ranks()))
    }

    /// Destinations that everybody reaches alike, ascending by address, each with who reaches them how: an answer, and the
    /// number of a set of [`Pairs::source_sets`]. What an interface would send itself may be counted in, and is no pair.
    pub fn by_destination(&self) -> impl Iterator<Item = (Vec<Ix>, &[(Answer, u32)])> + '_ {
        self.rows.iter().map(|row| (self.named(row.to.iter().copied()), row.from.as_slice()))
    }
}
