//! Sets of integers as sorted, disjoint, non-touching ranges: one set, one representation.

use std::fmt::Debug;
use std::ops::RangeInclusive;

/// An integer that a [`RangeSet`] can hold.
pub trait Point: Copy + Ord + Debug {
    /// The smallest value.
    const FIRST: Self;
    /// The largest value.
    const LAST: Self;
    /// The next larger value; `None` after the last.
    fn after(self) -> Option<Self>;
    /// The next smaller value; `None` before the first.
    fn before(self) -> Option<Self>;
}

macro_rules! point {
    ($($int:ty),+) => { $( impl Point for $int {
        const FIRST: Self = <$int>::MIN;
        const LAST: Self = <$int>::MAX;
        fn after(self) -> Option<Self> { self.checked_add(1) }
        fn before(self) -> Option<Self> { self.checked_sub(1) }
    } )+ };
}
point!(u16, u32, u128);

/// A set of integers.
// INVARIANT (canonical): ranges are ascending, disjoint and never touch, so `==` is set equality.
#[derive(Clone, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub struct RangeSet<T: Point> {
    ranges: Vec<(T, T)>,
}

impl<T: Point> Default for RangeSet<T> {
    fn default() -> Self {
        RangeSet { ranges: Vec::new() }
    }
}

impl<T: Point> RangeSet<T> {
    /// The empty set.
    #[must_use]
    pub const fn empty() -> Self {
        RangeSet { ranges: Vec::new() }
    }

    /// Every value of the type.
    #[must_use]
    pub fn all() -> Self {
        RangeSet { ranges: vec![(T::FIRST, T::LAST)] }
    }

    /// `first` to `last`, both included; empty when `first > last`.
    #[must_use]
    pub fn range(first: T, last: T) -> Self {
        RangeSet { ranges: if first <= last { vec![(first, last)] } else { Vec::new() } }
    }

    /// The union of any ranges, in any order, overlapping or not.
    #[must_use]
    pub fn from_ranges(ranges: impl IntoIterator<Item = (T, T)>) -> Self {
        let mut sorted: Vec<(T, T)> = ranges.into_iter().filter(|(first, last)| first <= last).collect();
        sorted.sort_unstable();
        let mut merged: Vec<(T, T)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            merge_last(&mut merged, (first, last));
        }
        RangeSet { ranges: merged }
    }

    /// The ranges, ascending.
    pub fn ranges(&self) -> impl ExactSizeIterator<Item = RangeInclusive<T>> + '_ {
        self.ranges.iter().map(|&(first, last)| first..=last)
    }

    /// Whether the set has no member.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether the set has every value of the type.
    #[must_use]
    pub fn is_all(&self) -> bool {
        matches!(self.ranges.as_slice(), [(first, last)] if *first == T::FIRST && *last == T::LAST)
    }

    /// Whether `value` is a member.
    #[must_use]
    pub fn contains(&self, value: T) -> bool {
        let following = self.ranges.partition_point(|&(first, _)| first <= value);
        following.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|&(_, last)| value <= last)
    }

    /// The smallest member.
    #[must_use]
    pub fn first(&self) -> Option<T> {
        self.ranges.first().map(|&(first, _)| first)
    }

    /// Members of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if other.is_empty() || self.is_all() {
            return self.clone();
        }
        if self.is_empty() || other.is_all() {
            return other.clone();
        }
        let mut merged: Vec<(T, T)> = Vec::with_capacity(self.ranges.len() + other.ranges.len());
        let (mut left, mut right) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        while let Some(next) = match (left.peek(), right.peek()) {
            (Some(one), Some(two)) if two < one => right.next(),
            (Some(_), _) => left.next(),
            (None, _) => right.next(),
        } {
            merge_last(&mut merged, *next);
        }
        RangeSet { ranges: merged }
    }

    /// Members of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        if other.is_all() {
            return self.clone();
        }
        if self.is_all() {
            return other.clone();
        }
        let mut ranges = Vec::new();
        let (mut left, mut right) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        while let (Some(&&(a_first, a_last)), Some(&&(b_first, b_last))) = (left.peek(), right.peek()) {
            let (first, last) = (a_first.max(b_first), a_last.min(b_last));
            if first <= last {
                ranges.push((first, last));
            }
            if a_last < b_last {
                left.next();
            } else {
                right.next();
            }
        }
        // Pieces of two canonical sets cannot touch: a gap of either input lies between any two of them.
        RangeSet { ranges }
    }

    /// Values that are not members.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = Some(T::FIRST);
        for &(first, last) in &self.ranges {
            if let (Some(start), Some(end)) = (next, first.before())
                && start <= end
            {
                ranges.push((start, end));
            }
            next = last.after();
        }
        if let Some(start) = next {
            ranges.push((start, T::LAST));
        }
        RangeSet { ranges }
    }

    /// Members of `self` that are not members of `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        if other.is_all() || self.is_empty() {
            return Self::empty();
        }
        if other.is_empty() {
            return self.clone();
        }
        self.intersection(&other.complement())
    }

    /// Whether every member of `self` is one of `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.ranges.iter().all(|&(first, last)| {
            // Ranges of a set never touch, so one that is a subset lies in a single range of the other.
            let following = other.ranges.partition_point(|range| range.0 <= first);
            let around = following.checked_sub(1).and_then(|at| other.ranges.get(at));
            around.is_some_and(|range| last <= range.1)
        })
    }
}

/// Adds a range that starts no earlier than the last one of a list.
fn merge_last<T: Point>(merged: &mut Vec<(T, T)>, (first, last): (T, T)) {
    match merged.last_mut() {
        // Touching counts as overlapping: 1-2 and 3-4 are 1-4.
        Some(previous) if previous.1.after().is_none_or(|next| first <= next) => {
            previous.1 = previous.1.max(last);
        }
        _ => merged.push((first, last)),
    }
}
