//! The order of things that stand elsewhere: kept by position, so that it is made once for all types.

use std::cmp::Ordering;

/// As many things are put where they belong; among more, an order is kept beside them.
const FEW: usize = 32;
/// A block with more positions is halved, so that one more costs little however many there are.
const LARGE: usize = 512;

/// The positions of things in ascending order of the things. Nothing is kept while they stand in that order.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    blocks: Vec<Vec<u32>>,
}

/// Where something stands in the order, or would stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rank {
    block: usize,
    at: usize,
}

impl Ranking {
    /// Of things that stand in order.
    pub(super) const EMPTY: Ranking = Ranking { blocks: Vec::new() };

    /// With these positions.
    pub(super) fn of(positions: &[u32]) -> Self {
        Ranking { blocks: positions.chunks(LARGE / 2).map(<[u32]>::to_vec).collect() }
    }

    /// Looks for a thing among so many; `compare` says how the one at a position compares with it. Its position, or
    /// the rank that it would have.
    pub(super) fn find(
        &self,
        count: usize,
        compare: &mut dyn FnMut(usize) -> Ordering,
    ) -> Result<(usize, Rank), Rank> {
        if self.blocks.is_empty() {
            let at = bisect(count, compare);
            return at.map(|at| (at, Rank { block: 0, at })).map_err(|at| Rank { block: 0, at });
        }
        let is_before = |block: &Vec<u32>| block.last().is_some_and(|at| compare(*at as usize).is_lt());
        let block = self.blocks.partition_point(is_before).min(self.blocks.len() - 1);
        let positions = self.blocks.get(block).map_or(&[][..], Vec::as_slice);
        let here = |at: usize| positions.get(at).map_or(0, |position| *position as usize);
        let found = bisect(positions.len(), &mut |at| compare(here(at)));
        found.map(|at| (here(at), Rank { block, at })).map_err(|at| Rank { block, at })
    }

    /// Takes in one more thing. The position at which it has to be inserted.
    pub(super) fn insert(&mut self, count: usize, rank: Rank) -> usize {
        let Rank { mut block, mut at } = rank;
        if self.blocks.is_empty() {
            if at == count || count < FEW {
                return at;
            }
            let half = LARGE / 2;
            self.spread(count);
            block = (at / half).min(self.blocks.len() - 1);
            at -= block * half;
        }
        self.put(Rank { block, at }, count);
        count
    }

    /// Puts a position where it ranks.
    pub(super) fn put(&mut self, rank: Rank, position: usize) {
        if self.blocks.is_empty() {
            self.blocks.push(Vec::new());
        }
        if let Some(positions) = self.blocks.get_mut(rank.block) {
            positions.insert(rank.at, number(position));
            if positions.len() > LARGE {
                let rest = positions.split_off(LARGE / 2);
                self.blocks.insert(rank.block + 1, rest);
            }
        }
    }

    /// Gives up the thing of a rank, one of so many, whose place the last one takes; `last` is the rank of that.
    pub(super) fn remove(&mut self, rank: Rank, last: Rank) {
        let mut freed = None;
        if let Some(position) = self.position_mut(rank) {
            freed = Some(*position);
        }
        if let (Some(freed), Some(position)) = (freed, self.position_mut(last)) {
            *position = freed;
        }
        if let Some(block) = self.blocks.get_mut(rank.block) {
            block.remove(rank.at);
            if block.is_empty() {
                self.blocks.remove(rank.block);
            }
        }
    }

    fn position_mut(&mut self, rank: Rank) -> Option<&mut u32> {
        self.blocks.get_mut(rank.block).and_then(|block| block.get_mut(rank.at))
    }

    /// Keeps the order of things that stand in it.
    pub(super) fn spread(&mut self, count: usize) {
        if self.blocks.is_empty() {
            *self = Ranking::of(&(0..number(count)).collect::<Vec<u32>>());
        }
    }

    /// The exchanges, one after another, that put the things in order; then nothing is kept any more.
    pub(super) fn settle(&mut self, exchange: &mut dyn FnMut(usize, usize)) {
        let order: Vec<u32> = std::mem::take(&mut self.blocks).into_iter().flatten().collect();
        exchanges(&order, exchange);
    }

    /// The positions, in order.
    pub(super) fn walk(&self, count: usize) -> Walk<'_> {
        Walk { blocks: &self.blocks, positions: &[], in_place: self.blocks.is_empty(), next: 0, left: count }
    }
}

/// Positions in order.
#[derive(Clone, Debug)]
pub(super) struct Walk<'m> {
    blocks: &'m [Vec<u32>],
    positions: &'m [u32],
    in_place: bool,
    next: usize,
    left: usize,
}

impl Walk<'_> {
    /// The next position.
    pub(super) fn step(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        if self.in_place {
            self.next += 1;
            return Some(self.next - 1);
        }
        while self.positions.is_empty() {
            let (first, rest) = self.blocks.split_first()?;
            (self.positions, self.blocks) = (first, rest);
        }
        let (first, rest) = self.positions.split_first()?;
        self.positions = rest;
        Some(*first as usize)
    }

    /// How many are left.
    pub(super) const fn left(&self) -> usize {
        self.left
    }
}

/// The exchanges, one after another, that bring things into an order, which says whence each comes.
pub(super) fn exchanges(order: &[u32], exchange: &mut dyn FnMut(usize, usize)) {
    let mut goals = vec![0; order.len()];
    for (goal, from) in order.iter().enumerate() {
        if let Some(place) = goals.get_mut(*from as usize) {
            *place = goal;
        }
    }
    for at in 0..goals.len() {
        // Each exchange brings one thing to its goal, so there are fewer of them than things.
        while let Some(goal) = goals.get(at).copied().filter(|goal| *goal != at) {
            goals.swap(at, goal);
            exchange(at, goal);
        }
    }
}

fn bisect(count: usize, compare: &mut dyn FnMut(usize) -> Ordering) -> Result<usize, usize> {
    let (mut from, mut to) = (0, count);
    while from < to {
        let middle = usize::midpoint(from, to);
        match compare(middle) {
            Ordering::Less => from = middle + 1,
            Ordering::Equal => return Ok(middle),
            Ordering::Greater => to = middle,
        }
    }
    Err(from)
}

/// A position as it is kept.
pub(super) fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
