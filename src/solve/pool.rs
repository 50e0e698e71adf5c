//! Hash-consed sets of the service line: equal sets have one number, and what was computed once is looked up.

use super::line::{self, LineSet};
use crate::model::SortedMap;
use crate::space::{Family, PortSet, Protocol};

/// The number of a set in its [`Pool`]; equal numbers are equal sets.
pub(super) type Set = u32;

/// No traffic.
pub(super) const NONE: Set = 0;
/// All traffic of the family.
pub(super) const ALL: Set = 1;

/// What certainly passes, and what may pass at most: the certain part and what the input leaves open.
// INVARIANT (nested): `sure` is a subset of `most`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub(super) struct Two {
    pub sure: Set,
    pub most: Set,
}

impl Two {
    /// Everything, for certain.
    pub(super) const ALL: Two = Two { sure: ALL, most: ALL };
    /// Nothing, for certain.
    pub(super) const NONE: Two = Two { sure: NONE, most: NONE };
    /// Nobody knows.
    pub(super) const OPEN: Two = Two { sure: NONE, most: ALL };

    /// A set that is certain.
    pub(super) const fn certain(set: Set) -> Two {
        Two { sure: set, most: set }
    }

    /// The same traffic, none of it certain.
    pub(super) const fn opened(self) -> Two {
        Two { sure: NONE, most: self.most }
    }

    pub(super) const fn is_none(self) -> bool {
        self.most == NONE
    }
}

const CACHE: usize = 1 << 16;

/// One remembered result: two operands and what came of them.
type Line = (u32, u32, Set);

/// All sets of one solver and family.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    sets: Vec<LineSet>,
    index: Slots,
    ands: Vec<Line>,
    ors: Vec<Line>,
    /// What rules of one range of ports match, by protocol number or none, first and last.
    rules: SortedMap<(Option<u8>, u16, u16), Set>,
}

impl Pool {
    /// A pool whose [`ALL`] is this set.
    pub(super) fn new(universe: LineSet) -> Self {
        let empty = (u32::MAX, u32::MAX, NONE);
        let mut pool = Pool {
            sets: Vec::new(),
            index: Slots::default(),
            ands: vec![empty; CACHE],
            ors: vec![empty; CACHE],
            rules: SortedMap::new(),
        };
        pool.intern(LineSet::empty());
        pool.intern(universe);
        pool
    }

    /// The set of a number; the empty set for a number of another pool.
    pub(super) fn get(&self, set: Set) -> LineSet {
        self.sets.get(set as usize).cloned().unwrap_or_default()
    }

    /// The number of a set.
    pub(super) fn intern(&mut self, set: LineSet) -> Set {
        let hash = hash_of(set.ranges().flat_map(|range| [*range.start(), *range.end()]));
        let sets = &self.sets;
        if let Some(found) = self.index.find(hash, |at| sets.get(at as usize) == Some(&set)) {
            return found;
        }
        let number = Set::try_from(self.sets.len()).unwrap_or(Set::MAX);
        self.sets.push(set);
        self.index.insert(hash, number);
        number
    }

    /// The number of what a rule or entry matches.
    pub(super) fn matched(&mut self, protocol: Option<Protocol>, service: &PortSet, family: Family) -> Set {
        let mut ranges = service.ranges();
        let (Some(range), None) = (ranges.next(), ranges.next()) else {
            return self.intern(line::matched(protocol, service, family));
        };
        let key = (protocol.map(|Protocol(number)| number), *range.start(), *range.end());
        if let Some(&known) = self.rules.get(&key) {
            return known;
        }
        let set = self.intern(line::matched(protocol, service, family));
        self.rules.insert(key, set);
        set
    }

    /// What is in both.
    pub(super) fn and(&mut self, one: Set, other: Set) -> Set {
        let (low, high) = if one <= other { (one, other) } else { (other, one) };
        if low == NONE || low == high {
            return low;
        }
        if low == ALL {
            return high;
        }
        let slot = slot(low, high);
        if let Some(&(a, b, set)) = self.ands.get(slot)
            && (a, b) == (low, high)
        {
            return set;
        }
        let both = match (self.sets.get(low as usize), self.sets.get(high as usize)) {
            (Some(one), Some(other)) => one.intersection(other),
            _ => LineSet::empty(),
        };
        let set = self.intern(both);
        if let Some(line) = self.ands.get_mut(slot) {
            *line = (low, high, set);
        }
        set
    }

    /// What is in either.
    pub(super) fn or(&mut self, one: Set, other: Set) -> Set {
        let (low, high) = if one <= other { (one, other) } else { (other, one) };
        if low == NONE || low == high {
            return high;
        }
        if low == ALL {
            return ALL;
        }
        let slot = slot(low, high);
        if let Some(&(a, b, set)) = self.ors.get(slot)
            && (a, b) == (low, high)
        {
            return set;
        }
        let either = match (self.sets.get(low as usize), self.sets.get(high as usize)) {
            (Some(one), Some(other)) => one.union(other),
            _ => LineSet::empty(),
        };
        let set = self.intern(either);
        if let Some(line) = self.ors.get_mut(slot) {
            *line = (low, high, set);
        }
        set
    }

    /// What is in the first and not in the second.
    pub(super) fn minus(&mut self, one: Set, other: Set) -> Set {
        if one == NONE || other == NONE {
            return one;
        }
        if one == other || other == ALL {
            return NONE;
        }
        let rest = match (self.sets.get(one as usize), self.sets.get(other as usize)) {
            (Some(one), Some(other)) => one.difference(other),
            _ => LineSet::empty(),
        };
        self.intern(rest)
    }

    /// Both parts of both.
    pub(super) fn both(&mut self, one: Two, other: Two) -> Two {
        let sure = self.and(one.sure, other.sure);
        if one.sure == one.most && other.sure == other.most {
            return Two::certain(sure);
        }
        Two { sure, most: self.and(one.most, other.most) }
    }

    /// Of two ways that may be taken: certain is what both pass, possible what either does.
    pub(super) fn any_of(&mut self, one: Two, other: Two) -> Two {
        Two { sure: self.and(one.sure, other.sure), most: self.or(one.most, other.most) }
    }
}

fn slot(low: u32, high: u32) -> usize {
    (hash_of([low, high]) as usize) & (CACHE - 1)
}

/// A hash that is the same on every machine.
pub(super) fn hash_of(words: impl IntoIterator<Item = u32>) -> u64 {
    let mut hash: u64 = 0x9e37_79b9_7f4a_7c15;
    for word in words {
        hash = (hash.rotate_left(5) ^ u64::from(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    hash ^ (hash >> 32)
}

/// As [`hash_of`], of a number and long words: in four chains, which a processor computes side by side.
pub(super) fn hash_of_words(number: u64, words: &[u64]) -> u64 {
    const STEP: u64 = 0x517c_c1b7_2722_0a95;
    let mut chains = [number, 0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9];
    for four in words.chunks(4) {
        for (chain, word) in chains.iter_mut().zip(four) {
            *chain = (chain.rotate_left(5) ^ word).wrapping_mul(STEP);
        }
    }
    let hash = chains.into_iter().fold(words.len() as u64, |hash, chain| {
        (hash.rotate_left(5) ^ chain ^ (chain >> 32)).wrapping_mul(STEP)
    });
    hash ^ (hash >> 32)
}

/// An index of numbered things by hash: open addressing, never iterated, so hash order reaches nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    /// Upper half of the hash, and the number; `u32::MAX` is free. A power of two long.
    slots: Vec<(u32, u32)>,
    used: usize,
}

const FREE: (u32, u32) = (0, u32::MAX);

impl Slots {
    /// The number under this hash for which `is_it` holds.
    pub(super) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let (tag, mut at) = split(hash, mask);
        loop {
            let &(held, number) = self.slots.get(at)?;
            if number == u32::MAX {
                return None;
            }
            if held == tag && is_it(number) {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds a number that was not found.
    pub(super) fn insert(&mut self, hash: u64, number: u32) {
        if (self.used + 1) * 2 > self.slots.len() {
            self.grow();
        }
        self.place(hash, number);
        self.used += 1;
    }

    fn place(&mut self, hash: u64, number: u32) {
        let mask = self.slots.len() - 1;
        let (tag, mut at) = split(hash, mask);
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.1 == u32::MAX {
                *slot = (tag, number);
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let larger = vec![FREE; (self.slots.len() * 2).max(64)];
        let old = std::mem::replace(&mut self.slots, larger);
        for (tag, number) in old {
            if number != u32::MAX {
                self.place(u64::from(tag), number);
            }
        }
    }
}

const fn split(hash: u64, mask: usize) -> (u32, usize) {
    let tag = hash as u32;
    (tag, tag as usize & mask)
}
