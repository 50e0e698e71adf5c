//! All pairs of interfaces as blocks: senders x receivers with what passes, from the sets where they know, else from walks.

use super::labels::Labels;
use super::piece::{self, What};
use crate::api::answer::ApiError;
use crate::api::ask::Question;
use crate::api::ends::{Ends, Member, error};
use crate::graph::Ix;
use crate::model::{Distinct, SortedMap};
use crate::solve::{Answer, Solver};
use crate::space::Family;

/// More walks than this take too long for anybody.
const MOST_WALKS: usize = 5_000_000;

/// All pairs of a family. A pair of different interfaces stands in one block at most; a pair of an interface with itself
/// means nothing.
pub(super) struct Blocks {
    pub family: Family,
    /// Interfaces with an address of the family that are ends, ascending.
    pub all: Vec<Ix>,
    /// Lists of senders by number, ascending.
    pub senders: Distinct<Vec<Ix>>,
    /// What passes, by number; never nothing.
    pub whats: Distinct<What>,
    /// Receivers, ascending, by senders and by what passes.
    pub receivers: SortedMap<(u32, u32), Vec<Ix>>,
}

/// What finds the blocks of a family.
struct Search<'s, 'e> {
    ends: &'s Ends<'e>,
    question: &'s Question,
    labels: &'s Labels,
    progress: &'s mut dyn FnMut(u64, u64) -> bool,
    blocks: Blocks,
    /// What is known already of a set's answer.
    known: SortedMap<Answer, Option<u32>>,
    /// The class of each interface whose members stand for each other in walks.
    class: Vec<u32>,
    /// What walks from one class to another found.
    walked: SortedMap<(u32, u32), Option<u32>>,
}

impl Blocks {
    /// Finds all; `progress` is told how many of how many steps are done, and answers whether to go on.
    pub(super) fn find(
        ends: &Ends<'_>,
        question: &Question,
        labels: &Labels,
        solver: &mut Solver,
        family: Family,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Blocks, ApiError> {
        let classes = solver.stand_ins(ends.network, ends.topology, family);
        let mut class = vec![u32::MAX; ends.network.interfaces.len()];
        for (number, members) in (0..).zip(&classes) {
            for ix in members {
                if let Some(slot) = class.get_mut(*ix as usize) {
                    *slot = number;
                }
            }
        }
        let mut all: Vec<Ix> = classes.into_iter().flatten().filter(|ix| labels.has(*ix)).collect();
        all.sort_unstable();
        let pairs = solver.all_pairs(family);
        let mut sets: Vec<Vec<Ix>> = pairs.source_sets().collect();
        for set in &mut sets {
            set.retain(|ix| labels.has(*ix));
            set.sort_unstable();
        }
        let blocks = Blocks {
            family,
            all,
            senders: Distinct::new(),
            whats: Distinct::new(),
            receivers: SortedMap::new(),
        };
        let mut search = Search {
            ends,
            question,
            labels,
            progress,
            blocks,
            known: SortedMap::new(),
            class,
            walked: SortedMap::new(),
        };
        let numbers: Vec<u32> = sets.iter().map(|set| search.blocks.senders.number(set.clone())).collect();
        let total = pairs.by_destination().count() as u64;
        for (done, (to, from)) in (0_u64..).zip(pairs.by_destination()) {
            if !(search.progress)(done, total) {
                return Err(error("cancelled", "cancelled", ""));
            }
            let to: Vec<Ix> = to.into_iter().filter(|ix| search.labels.has(*ix)).collect();
            if to.is_empty() {
                continue;
            }
            for (answer, set) in from {
                match answer {
                    Answer::Passing(passing) => {
                        let what = search.known.get(answer).copied().unwrap_or_else(|| {
                            let what = piece::of_sets(solver, family, *passing, question);
                            let number = (!what.is_empty()).then(|| search.blocks.whats.number(what));
                            search.known.insert(*answer, number);
                            number
                        });
                        if let (Some(what), Some(senders)) = (what, numbers.get(*set as usize)) {
                            search.blocks.add(*senders, what, &to);
                        }
                    }
                    Answer::AskTheWalk => {
                        search.walk(sets.get(*set as usize).map_or(&[], Vec::as_slice), &to)?;
                    }
                }
            }
        }
        let mut blocks = search.blocks;
        for receivers in blocks.receivers.values_mut() {
            receivers.sort_unstable();
        }
        Ok(blocks)
    }

    fn add(&mut self, senders: u32, what: u32, to: &[Ix]) {
        if self.senders.get(senders).is_some_and(|list| !list.is_empty()) {
            self.receivers.entry((senders, what)).or_default().extend_from_slice(to);
        }
    }
}

impl Search<'_, '_> {
    /// Walks from one of each class of senders to one of each class of receivers.
    fn walk(&mut self, from: &[Ix], to: &[Ix]) -> Result<(), ApiError> {
        let (from, to) = (self.by_class(from), self.by_class(to));
        for (target, receivers) in &to {
            let mut found: SortedMap<u32, Vec<Ix>> = SortedMap::new();
            for (source, senders) in &from {
                let what = match self.walked.get(&(*source, *target)) {
                    Some(what) => *what,
                    None => {
                        // A class of one has no pair with itself.
                        let mut pairs =
                            senders.iter().flat_map(|one| receivers.iter().map(move |other| (one, other)));
                        let Some((one, other)) = pairs.find(|(one, other)| one != other) else { continue };
                        if self.walked.len() >= MOST_WALKS {
                            let message = format!("more than {MOST_WALKS} pairs have to be walked");
                            return Err(error(
                                "too-many-pairs",
                                message,
                                "give a smaller part of the network",
                            ));
                        }
                        if !(self.progress)(self.walked.len() as u64, 0) {
                            return Err(error("cancelled", "cancelled", ""));
                        }
                        let what = self.one_walk(*one, *other);
                        self.walked.insert((*source, *target), what);
                        what
                    }
                };
                if let Some(what) = what {
                    found.entry(what).or_default().extend_from_slice(senders);
                }
            }
            for (what, mut senders) in found {
                senders.sort_unstable();
                let senders = self.blocks.senders.number(senders);
                self.blocks.add(senders, what, receivers);
            }
        }
        Ok(())
    }

    fn by_class(&self, all: &[Ix]) -> SortedMap<u32, Vec<Ix>> {
        let mut found: SortedMap<u32, Vec<Ix>> = SortedMap::new();
        for ix in all {
            let class = self.class.get(*ix as usize).copied().unwrap_or(u32::MAX);
            found.entry(class).or_default().push(*ix);
        }
        found
    }

    fn one_walk(&mut self, from: Ix, to: Ix) -> Option<u32> {
        let member = |ix| Member::Interfaces { label: String::new(), interfaces: vec![ix] };
        let family = self.blocks.family;
        let outcome = self.question.ask(self.ends, &member(from), &member(to), family)?;
        let what = piece::of_walks(&outcome, family, self.question);
        (!what.is_empty()).then(|| self.blocks.whats.number(what))
    }
}
