//! Sets of ranks as bits, a word for 64 of them, with the words in use known.

use std::ops::Range;

/// A set of ranks below a fixed number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Bits {
    words: Vec<u64>,
    /// Words outside are zero.
    used: Range<usize>,
}

impl Bits {
    /// The empty set of ranks below `count`.
    pub(super) fn new(count: usize) -> Self {
        Bits { words: vec![0; count.div_ceil(64)], used: 0..0 }
    }

    /// Of these ranks.
    pub(super) fn of(count: usize, ranks: impl IntoIterator<Item = u32>) -> Self {
        let mut bits = Bits::new(count);
        for rank in ranks {
            bits.insert(rank);
        }
        bits
    }

    fn widen(&mut self, words: Range<usize>) {
        if words.is_empty() {
            return;
        }
        self.used = if self.used.is_empty() {
            words
        } else {
            self.used.start.min(words.start)..self.used.end.max(words.end)
        };
    }

    pub(super) fn insert(&mut self, rank: u32) {
        let word = (rank / 64) as usize;
        if let Some(slot) = self.words.get_mut(word) {
            *slot |= 1 << (rank % 64);
            self.widen(word..word + 1);
        }
    }

    pub(super) fn contains(&self, rank: u32) -> bool {
        self.words.get((rank / 64) as usize).is_some_and(|word| word >> (rank % 64) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.in_use().iter().all(|word| *word == 0)
    }

    fn in_use(&self) -> &[u64] {
        self.words.get(self.used.clone()).unwrap_or(&[])
    }

    /// Adds all of another set.
    pub(super) fn add(&mut self, other: &Bits) {
        let used = other.used.clone();
        if let (Some(own), Some(more)) = (self.words.get_mut(used.clone()), other.words.get(used.clone())) {
            for (own, more) in own.iter_mut().zip(more) {
                *own |= more;
            }
        }
        self.widen(used);
    }

    /// Takes all of another set away.
    pub(super) fn remove(&mut self, other: &Bits) {
        let used = other.used.clone();
        if let (Some(own), Some(less)) = (self.words.get_mut(used.clone()), other.words.get(used)) {
            for (own, less) in own.iter_mut().zip(less) {
                *own &= !less;
            }
        }
    }

    /// Whether something is in both.
    pub(super) fn overlaps(&self, other: &Bits) -> bool {
        let used = self.used.start.max(other.used.start)..self.used.end.min(other.used.end);
        let both = (self.words.get(used.clone()), other.words.get(used));
        let (Some(one), Some(two)) = both else { return false };
        one.iter().zip(two).any(|(one, two)| one & two != 0)
    }

    /// What is in both; `None` when nothing is.
    pub(super) fn and(&self, other: &Bits) -> Option<Bits> {
        let used = self.used.start.max(other.used.start)..self.used.end.min(other.used.end);
        if !self.overlaps(other) {
            return None;
        }
        let (one, two) = (self.words.get(used.clone())?, other.words.get(used.clone())?);
        let mut both = Bits::new(self.words.len() * 64);
        if let Some(words) = both.words.get_mut(used.clone()) {
            for (word, (one, two)) in words.iter_mut().zip(one.iter().zip(two)) {
                *word = one & two;
            }
        }
        both.used = used;
        Some(both)
    }

    /// Whether it has a rank in `ranks`.
    pub(super) fn meets(&self, ranks: &Range<u32>) -> bool {
        self.cut(ranks).any(|(_, word)| word != 0)
    }

    /// The words with a rank in `ranks`, with all other ranks taken out.
    fn cut(&self, ranks: &Range<u32>) -> impl Iterator<Item = (usize, u64)> + '_ {
        let Range { start, end } = *ranks;
        let last = end.saturating_sub(1);
        let from = ((start / 64) as usize).max(self.used.start);
        let to = ((last / 64) as usize + 1).min(self.used.end);
        let is_empty = start >= end;
        let words = self.words.get(from..to).filter(|_| !is_empty).unwrap_or(&[]);
        let (first_word, last_word) = ((start / 64) as usize, (last / 64) as usize);
        (from..).zip(words).map(move |(at, word)| {
            let mut word = *word;
            if at == first_word {
                word &= u64::MAX << (start % 64);
            }
            if at == last_word {
                word &= u64::MAX >> (63 - last % 64);
            }
            (at, word)
        })
    }

    /// Adds what another set has in `ranks`.
    pub(super) fn add_cut(&mut self, other: &Bits, ranks: &Range<u32>) {
        let mut used: Range<usize> = 0..0;
        for (at, word) in other.cut(ranks) {
            if let Some(slot) = self.words.get_mut(at) {
                *slot |= word;
                used = if used.is_empty() { at } else { used.start }..at + 1;
            }
        }
        self.widen(used);
    }

    /// The ranks, ascending.
    pub(super) fn ranks(&self) -> impl Iterator<Item = u32> + '_ {
        (self.used.start..).zip(self.in_use()).flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(u32::try_from(at * 64).unwrap_or(u32::MAX) + bit)
            })
        })
    }

    /// The smallest rank.
    pub(super) fn first(&self) -> Option<u32> {
        self.ranks().next()
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.in_use().iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// A hash that depends on the members only; and the words trimmed to those in use, so that equal sets are equal.
    pub(super) fn trimmed(mut self) -> (u64, Self) {
        let words = self.in_use();
        let head = words.iter().take_while(|word| **word == 0).count();
        let tail = words.iter().rev().take_while(|word| **word == 0).count();
        self.used = if head == words.len() { 0..0 } else { self.used.start + head..self.used.end - tail };
        let halves = self.in_use().iter().flat_map(|word| [*word as u32, (*word >> 32) as u32]);
        let start = u32::try_from(self.used.start).unwrap_or(u32::MAX);
        let hash = super::pool::hash_of(std::iter::once(start).chain(halves));
        (hash, self)
    }
}
