//! Addresses as numbers, and functions of an address as sorted intervals: one binary search answers.

use std::fmt::Debug;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::Order;
use crate::space::Family;

/// An address as a number of its family's width.
pub(super) trait Key: Copy + Ord + Debug + Default {
    /// The family of these addresses.
    const FAMILY: Family;
    /// The largest.
    const LAST: Self;
    /// The next larger one.
    fn after(self) -> Option<Self>;
    /// The next smaller one; the first stays.
    fn before(self) -> Self;
    /// The number of an address of the family.
    fn of(address: IpAddr) -> Option<Self>;
    /// As a number without family.
    fn wide(self) -> u128;
    /// Sorts a list of addresses; those of IPv6 without a sort of their own.
    fn sort(all: &mut [Self]);
    /// Sorts blocks by first address, larger ones first, equal ones in their own order.
    fn sort_blocks(all: &mut [(Self, Self, usize)]);
}

impl Key for u32 {
    const FAMILY: Family = Family::V4;
    const LAST: Self = u32::MAX;
    fn after(self) -> Option<Self> {
        self.checked_add(1)
    }
    fn before(self) -> Self {
        self.saturating_sub(1)
    }
    fn of(address: IpAddr) -> Option<Self> {
        match address {
            IpAddr::V4(v4) => Some(v4.into()),
            IpAddr::V6(_) => None,
        }
    }
    fn wide(self) -> u128 {
        u128::from(self)
    }
    fn sort(all: &mut [Self]) {
        all.sort_unstable();
    }
    fn sort_blocks(all: &mut [(Self, Self, usize)]) {
        all.sort_unstable_by(|one, other| (one.0, other.1, one.2).cmp(&(other.0, one.1, other.2)));
    }
}

impl Key for u128 {
    const FAMILY: Family = Family::V6;
    const LAST: Self = u128::MAX;
    fn after(self) -> Option<Self> {
        self.checked_add(1)
    }
    fn before(self) -> Self {
        self.saturating_sub(1)
    }
    fn of(address: IpAddr) -> Option<Self> {
        match address {
            IpAddr::V4(_) => None,
            IpAddr::V6(v6) => Some(v6.into()),
        }
    }
    fn wide(self) -> u128 {
        self
    }
    fn sort(all: &mut [Self]) {
        all.order();
    }
    fn sort_blocks(all: &mut [(Self, Self, usize)]) {
        all.order_by(|one, other| (one.0, other.1, one.2).cmp(&(other.0, one.1, other.2)));
    }
}

/// First and last address of a block; `None` for one of the other family.
pub(super) fn span<K: Key>(block: &IpNet) -> Option<(K, K)> {
    Some((K::of(block.network())?, K::of(block.broadcast())?))
}

/// Whether one of the blocks holds an address.
pub(super) fn holds<K: Key>(blocks: &[IpNet], key: K) -> bool {
    blocks.iter().filter_map(span::<K>).any(|(first, last)| first <= key && key <= last)
}

/// A function of all addresses that is constant on intervals.
// INVARIANT (total, merged): the first start is the first address, starts ascend, neighbours have different values.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Flat<K, V> {
    /// Starts with their values beside them: a search ends where the value is.
    starts: Vec<(K, V)>,
}

impl<K: Key, V: Copy + PartialEq> Flat<K, V> {
    /// The same value everywhere.
    pub(super) fn constant(value: V) -> Self {
        Flat { starts: vec![(K::default(), value)] }
    }

    /// From intervals in ascending order, each up to the next one's start; the first starts at the first address.
    pub(super) fn from_starts(pieces: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut starts: Vec<(K, V)> = Vec::new();
        for (start, value) in pieces {
            if starts.last().is_none_or(|(_, last)| *last != value) {
                starts.push((start, value));
            }
        }
        starts.shrink_to_fit();
        Flat { starts }
    }

    fn place(&self, key: K) -> usize {
        self.starts.partition_point(|(start, _)| *start <= key).saturating_sub(1)
    }

    /// The value at an address; `otherwise` for an empty function, which there is none of.
    pub(super) fn at(&self, key: K, otherwise: V) -> V {
        if let [(_, only)] = self.starts.as_slice() {
            return *only;
        }
        self.starts.get(self.place(key)).map_or(otherwise, |(_, value)| *value)
    }

    /// The value at an address, and the last address up to which it stays the same.
    pub(super) fn until(&self, key: K, otherwise: V) -> (V, K) {
        let at = self.place(key);
        let end = self.starts.get(at + 1).map_or(K::LAST, |(next, _)| next.before());
        (self.starts.get(at).map_or(otherwise, |(_, value)| *value), end)
    }

    /// The last address of the interval that an address is in.
    pub(super) fn end_of(&self, key: K) -> K {
        self.starts.get(self.place(key) + 1).map_or(K::LAST, |(next, _)| next.before())
    }

    /// The value, if it is the same everywhere.
    pub(super) fn everywhere(&self) -> Option<V> {
        if let [(_, only)] = self.starts.as_slice() { Some(*only) } else { None }
    }

    /// The intervals: first and last address, value.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (K, K, V)> + '_ {
        self.pieces_in(K::default(), K::LAST)
    }

    /// The intervals inside first..=last, cut to it.
    pub(super) fn pieces_in(&self, first: K, last: K) -> impl Iterator<Item = (K, K, V)> + '_ {
        let here = self.starts.get(self.place(first)..).unwrap_or(&[]);
        let ends = here.iter().skip(1).map(|(next, _)| Some(*next)).chain([None]);
        here.iter().zip(ends).take_while(move |((start, _), _)| *start <= last).map(
            move |((start, value), next)| {
                // The start of the next interval is where this one has ended.
                let end = next.map_or(last, |next| next.before().min(last));
                ((*start).max(first), end, *value)
            },
        )
    }

    /// The intervals on which neither of two functions changes, with both values.
    pub(super) fn beside<'f, W: Copy + PartialEq>(
        &'f self,
        other: &'f Flat<K, W>,
    ) -> impl Iterator<Item = (K, K, (V, W))> + 'f {
        let inside = move |(first, last, one): (K, K, V)| {
            other.pieces_in(first, last).map(move |(first, last, two)| (first, last, (one, two)))
        };
        self.pieces().flat_map(inside)
    }

    /// Where the value changes.
    pub(super) fn cuts(&self) -> impl Iterator<Item = K> + '_ {
        self.starts.iter().skip(1).map(|(start, _)| *start)
    }
}

/// Sweeps over nested blocks from the first address to the last. What is gathered is passed down from a block to those
/// inside it; `emit` gets the start of each interval and what has been gathered there.
pub(super) fn sweep<K: Key, A: Copy>(
    blocks: &mut [(K, K, usize)],
    start: A,
    mut gather: impl FnMut(A, usize) -> A,
    mut emit: impl FnMut(K, A),
) {
    // Larger blocks first; equal ones in their own order.
    K::sort_blocks(blocks);
    let mut cuts: Vec<K> = vec![K::default()];
    cuts.extend(blocks.iter().map(|block| block.0));
    cuts.extend(blocks.iter().filter_map(|block| block.1.after()));
    K::sort(&mut cuts);
    cuts.dedup();
    let mut open: Vec<(K, A)> = Vec::new();
    let mut next = blocks.iter().peekable();
    for cut in cuts {
        while open.last().is_some_and(|(last, _)| *last < cut) {
            open.pop();
        }
        while let Some(&&(first, last, index)) = next.peek()
            && first == cut
        {
            let inner = gather(open.last().map_or(start, |(_, gathered)| *gathered), index);
            open.push((last, inner));
            next.next();
        }
        emit(cut, open.last().map_or(start, |(_, gathered)| *gathered));
    }
}
