//! Everybody who reaches a class of destinations: the inbound rules cut the ranks of all sources into intervals; what is
//! left is joining sets of bits.

use std::ops::Range;

use super::approach::{Approach, Reply, Way};
use super::bits::Bits;
use super::classes::Class;
use super::flat::Key;
use super::parts::{Part, add, part};
use super::passing::Passing;
use super::plane::Plane;
use super::pool::{NONE, Set, Two};
use super::seats::{Seat, Traits};
use super::solver::Answer;
use super::sources::{Inbound, Senders};

impl<K: Key> Plane<K> {
    /// Everybody who reaches a class, of which `to` is one seat.
    pub(super) fn row(
        &mut self,
        senders: &Senders<K>,
        inbound: &Inbound,
        class: &Class,
        to: &Seat<K>,
        approach: &Approach,
    ) -> Vec<Part<Answer>> {
        let mut found: Vec<Part<Answer>> = Vec::new();
        if class.traits.has(Traits::ASK) {
            add(&mut found, Answer::AskTheWalk, &senders.everybody);
            return found;
        }
        let Some(groups) = self.groups.get(class.groups as usize).cloned() else { return found };
        let (referring, own) = self.by_reference(senders, to, &groups.members, &approach.ways);
        for part in &approach.joined {
            match &referring {
                // Those that get out by a reference alone are asked about, too.
                Some(referring) if part.value != Way::Ask => {
                    let mut others = part.sources.clone();
                    others.remove(referring);
                    self.admit(inbound, part.value, &others, class, &mut found);
                }
                Some(_) | None => self.admit(inbound, part.value, &part.sources, class, &mut found),
            }
        }
        for part in &own {
            self.admit(inbound, part.value, &part.sources, class, &mut found);
        }
        found.retain(|part| !part.sources.is_empty());
        found
    }

    /// Lets the inbound rules of a class, and its traits, decide about some sources.
    fn admit(
        &mut self,
        inbound: &Inbound,
        way: Way,
        sources: &Bits,
        class: &Class,
        found: &mut Vec<Part<Answer>>,
    ) {
        let Way::Passes { keeps, is_open, .. } = way else {
            add(found, Answer::AskTheWalk, sources);
            return;
        };
        if is_open {
            if let Some(answer) = self.arrives(way, Two::ALL, class) {
                add(found, answer, sources);
            }
            return;
        }
        let carriers = inbound.carriers.as_ref().filter(|_| keeps);
        let mut others: Option<Bits> = None;
        if let Some(carriers) = carriers
            && sources.overlaps(carriers)
        {
            let mut rest = sources.clone();
            rest.remove(carriers);
            others = Some(rest);
            for part in &inbound.by_group {
                let Some(some) = sources.and(&part.sources) else { continue };
                self.admit_ranges(inbound, way, &some, part.value, class, found);
            }
        }
        self.admit_ranges(inbound, way, others.as_ref().unwrap_or(sources), NONE, class, found);
    }

    fn admit_ranges(
        &mut self,
        inbound: &Inbound,
        way: Way,
        sources: &Bits,
        by_group: Set,
        class: &Class,
        found: &mut Vec<Part<Answer>>,
    ) {
        let groups = self.groups.get(class.groups as usize).map_or(u32::MAX, |groups| groups.inbound);
        let open = self.filters.get(groups as usize).map_or(NONE, |filter| filter.open);
        let is_nothing_else = by_group == NONE && open == NONE;
        let Range { start, end } = sources.window_of_ranks();
        let first = inbound.ranges.partition_point(|(range, _)| range.end <= start);
        let near = inbound.ranges.get(first..).unwrap_or(&[]);
        for (range, set) in near.iter().take_while(|(range, _)| range.start < end) {
            if (*set == NONE && is_nothing_else) || !sources.meets(range) {
                continue;
            }
            let sure = self.pool.or(*set, by_group);
            let admitted = match self.filters.get(groups as usize) {
                Some(filter) => filter.with_open(sure, &mut self.pool),
                None => Two::NONE,
            };
            if admitted.is_none() {
                continue;
            }
            if let Some(answer) = self.arrives(way, admitted, class)
                && let Some(arriving) = part(found, answer)
            {
                arriving.add_cut(sources, range);
            }
        }
    }

    /// What arrives at a class of what was on its way; `None` for nothing.
    fn arrives(&mut self, way: Way, admitted: Two, class: &Class) -> Option<Answer> {
        let Way::Passes { request, reply, is_open, is_unclear, .. } = way else {
            return Some(Answer::AskTheWalk);
        };
        let mut passes = request;
        if is_open {
            passes = passes.opened();
        } else {
            if class.traits.has(Traits::DOWN.with(Traits::NEVER_RECEIVES)) {
                return None;
            }
            passes = self.pool.both(passes, admitted);
            if class.traits.has(Traits::NO_ICMP) {
                let set = self.without_icmp();
                passes = self.pool.both(passes, Two::certain(set));
            }
            if is_unclear || class.traits.has(Traits::UNCLEAR) {
                passes = passes.opened();
            }
        }
        if passes.is_none() {
            return None;
        }
        if class.traits.has(Traits::ASK_BEHIND) && !is_open {
            return Some(Answer::AskTheWalk);
        }
        let Reply::Passes(reply) = reply else { return Some(Answer::AskTheWalk) };
        let passing: Passing = self.fold(passes, reply);
        (!passing.is_nothing()).then_some(Answer::Passing(passing))
    }
}
