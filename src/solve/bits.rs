//! Sets of ranks as bits, a word for 64 of them; only the words from the first to the last in use are kept, since most
//! sets are inside one VPC.

use std::ops::Range;

/// A set of ranks.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Bits {
    /// Where `words` start: words before and after are zero.
    start: usize,
    words: Vec<u64>,
}

impl Bits {
    /// Of these ranks, best ascending.
    pub(super) fn of(ranks: impl IntoIterator<Item = u32>) -> Self {
        let mut bits = Bits::default();
        for rank in ranks {
            bits.insert(rank);
        }
        bits
    }

    /// Adds these ranks, ascending; those that follow each other at once.
    pub(super) fn insert_all(&mut self, ranks: &[u32]) {
        for run in ranks.chunk_by(|one, other| one.checked_add(1) == Some(*other)) {
            if let [first, .., last] | [first @ last] = run {
                self.fill(&(*first..last + 1));
            }
        }
    }

    /// All of a range.
    pub(super) fn range(ranks: &Range<u32>) -> Self {
        let mut bits = Bits::default();
        bits.fill(ranks);
        bits
    }

    fn window(&self) -> Range<usize> {
        self.start..self.start + self.words.len()
    }

    /// All ranks from the first to the last that may be in it.
    pub(super) fn window_of_ranks(&self) -> Range<u32> {
        let rank = |word: usize| u32::try_from(word * 64).unwrap_or(u32::MAX);
        let Range { start, end } = self.window();
        rank(start)..rank(end)
    }

    /// Makes room for these words.
    fn hold(&mut self, words: Range<usize>) {
        if words.is_empty() {
            return;
        }
        if self.words.is_empty() {
            self.start = words.start;
        }
        if words.start < self.start {
            self.words.splice(0..0, std::iter::repeat_n(0, self.start - words.start));
            self.start = words.start;
        }
        let length = words.end - self.start;
        if length > self.words.len() {
            self.words.resize(length, 0);
        }
    }

    /// The words of a window that is held.
    fn held(&self, words: &Range<usize>) -> &[u64] {
        let from = words.start.saturating_sub(self.start);
        self.words.get(from..from + words.len()).unwrap_or(&[])
    }

    fn held_mut(&mut self, words: &Range<usize>) -> &mut [u64] {
        let from = words.start.saturating_sub(self.start);
        self.words.get_mut(from..from + words.len()).unwrap_or(&mut [])
    }

    fn common(&self, other: &Bits) -> Range<usize> {
        let (one, two) = (self.window(), other.window());
        one.start.max(two.start)..one.end.min(two.end)
    }

    pub(super) fn insert(&mut self, rank: u32) {
        self.fill(&(rank..rank + 1));
    }

    /// Adds all ranks of a range.
    pub(super) fn fill(&mut self, ranks: &Range<u32>) {
        let (first, words) = whole(ranks);
        self.hold(words.clone());
        for (at, slot) in (words.start..).zip(self.held_mut(&words)) {
            *slot |= first(at);
        }
    }

    pub(super) fn contains(&self, rank: u32) -> bool {
        let at = ((rank / 64) as usize).checked_sub(self.start).and_then(|at| self.words.get(at));
        at.is_some_and(|word| word >> (rank % 64) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Adds all of another set.
    pub(super) fn add(&mut self, other: &Bits) {
        let words = other.window();
        self.hold(words.clone());
        for (own, more) in self.held_mut(&words).iter_mut().zip(&other.words) {
            *own |= more;
        }
    }

    /// Takes all of another set away.
    pub(super) fn remove(&mut self, other: &Bits) {
        let common = self.common(other);
        for (own, less) in self.held_mut(&common).iter_mut().zip(other.held(&common)) {
            *own &= !less;
        }
    }

    /// Whether something is in both.
    pub(super) fn overlaps(&self, other: &Bits) -> bool {
        let common = self.common(other);
        self.held(&common).iter().zip(other.held(&common)).any(|(one, two)| one & two != 0)
    }

    /// Whether all of another set is in it.
    pub(super) fn holds(&self, other: &Bits) -> bool {
        let (own, theirs) = (self.window(), other.window());
        (theirs.start..).zip(&other.words).all(|(at, word)| {
            let held = if own.contains(&at) { self.words.get(at - own.start).copied() } else { None };
            word & !held.unwrap_or_default() == 0
        })
    }

    /// What is in both; `None` when nothing is.
    pub(super) fn and(&self, other: &Bits) -> Option<Bits> {
        let common = self.common(other);
        let both = || self.held(&common).iter().zip(other.held(&common)).map(|(one, two)| one & two);
        let head = both().position(|word| word != 0)?;
        let words: Vec<u64> = both().skip(head).collect();
        Some(Bits { start: common.start + head, words })
    }

    /// Whether it has a rank in `ranks`.
    pub(super) fn meets(&self, ranks: &Range<u32>) -> bool {
        self.cut(ranks).any(|(_, word)| word != 0)
    }

    /// The words with a rank in `ranks`, with all other ranks taken out.
    fn cut(&self, ranks: &Range<u32>) -> impl Iterator<Item = (usize, u64)> + '_ {
        let (inside, words) = whole(ranks);
        let own = self.window();
        let words = words.start.max(own.start)..words.end.min(own.end);
        (words.start..).zip(self.held(&words)).map(move |(at, word)| (at, word & inside(at)))
    }

    /// Adds what another set has in `ranks`.
    pub(super) fn add_cut(&mut self, other: &Bits, ranks: &Range<u32>) {
        let (_, words) = whole(ranks);
        let theirs = other.window();
        let words = words.start.max(theirs.start)..words.end.min(theirs.end);
        if self.words.is_empty() {
            // More of the same set may follow.
            self.words.reserve(theirs.end.saturating_sub(words.start));
        }
        self.hold(words.clone());
        for (own, (_, more)) in self.held_mut(&words).iter_mut().zip(other.cut(ranks)) {
            *own |= more;
        }
    }

    /// The ranks, ascending.
    pub(super) fn ranks(&self) -> impl Iterator<Item = u32> + '_ {
        (self.start..).zip(&self.words).flat_map(|(at, word)| {
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

    /// The range that they are, if they follow each other.
    pub(super) fn run(&self) -> Option<Range<u32>> {
        let (first, last) = (self.first()?, self.ranks().last()?);
        (u64::from(last - first) + 1 == self.count()).then_some(first..last + 1)
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// The words in use and where they start: the same for equal sets.
    pub(super) fn used(&self) -> (usize, &[u64]) {
        let tail = self.words.iter().rev().take_while(|word| **word == 0).count();
        let words = self.words.get(..self.words.len() - tail).unwrap_or(&[]);
        let head = words.iter().take_while(|word| **word == 0).count();
        let words = words.get(head..).unwrap_or(&[]);
        (if words.is_empty() { 0 } else { self.start + head }, words)
    }

    /// The same set without words that are not in use, so that equal sets are equal.
    pub(super) fn trimmed(self) -> Self {
        let (start, words) = self.used();
        if words.len() == self.words.len() && start == self.start {
            return self;
        }
        Bits { start, words: words.to_vec() }
    }
}

/// The words that hold a range of ranks, and which bits of each of them are in it.
fn whole(ranks: &Range<u32>) -> (impl Fn(usize) -> u64 + use<>, Range<usize>) {
    let Range { start, end } = *ranks;
    let last = end.saturating_sub(1);
    let (first_word, last_word) = ((start / 64) as usize, (last / 64) as usize);
    let bits = move |at: usize| {
        let head = if at == first_word { u64::MAX << (start % 64) } else { u64::MAX };
        let tail = if at == last_word { u64::MAX >> (63 - last % 64) } else { u64::MAX };
        head & tail
    };
    (bits, if start < end { first_word..last_word + 1 } else { 0..0 })
}
