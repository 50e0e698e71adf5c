//! Sets of integers as sorted, disjoint, non-touching ranges: one set, one representation.

use std::cmp::Ordering;
use std::fmt::{self, Debug};
use std::hash::{Hash, Hasher};
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
    /// The same value in the widest type.
    fn wide(self) -> u128;
    /// A value of this type out of the widest; the largest for what does not fit.
    fn narrow(wide: u128) -> Self;
}

macro_rules! point {
    ($($int:ty),+) => { $( impl Point for $int {
        const FIRST: Self = <$int>::MIN;
        const LAST: Self = <$int>::MAX;
        fn after(self) -> Option<Self> { self.checked_add(1) }
        fn before(self) -> Option<Self> { self.checked_sub(1) }
        fn wide(self) -> u128 { self.into() }
        fn narrow(wide: u128) -> Self { <$int>::try_from(wide).unwrap_or(<$int>::MAX) }
    } )+ };
}
point!(u16, u32, u128);

/// As many ranges as most sets have; those need no memory of their own.
const FEW: usize = 2;

/// As many ranges are sorted where they are.
const FEW_TO_SORT: usize = 20;

/// A list of ranges.
#[derive(Clone, Debug)]
enum Ranges<T> {
    Few(u8, [(T, T); FEW]),
    Many(Vec<(T, T)>),
}

impl<T: Point> Ranges<T> {
    const NONE: Self = Ranges::Few(0, [(T::FIRST, T::FIRST); FEW]);

    fn as_slice(&self) -> &[(T, T)] {
        match self {
            Ranges::Few(many, all) => all.get(..usize::from(*many)).unwrap_or(all),
            Ranges::Many(all) => all,
        }
    }

    fn as_mut_slice(&mut self) -> &mut [(T, T)] {
        match self {
            Ranges::Few(many, all) => all.split_at_mut(usize::from(*many).min(FEW)).0,
            Ranges::Many(all) => all,
        }
    }

    fn push(&mut self, range: (T, T)) {
        match self {
            Ranges::Few(many, all) => match all.get_mut(usize::from(*many)) {
                Some(free) => {
                    *free = range;
                    *many += 1;
                }
                None => {
                    let mut more = Vec::with_capacity(2 * FEW);
                    more.extend_from_slice(all);
                    more.push(range);
                    *self = Ranges::Many(more);
                }
            },
            Ranges::Many(all) => all.push(range),
        }
    }

    /// Sorts few where they are, and many in their widest form: that is made once for all types.
    fn order(&mut self) {
        let all = self.as_mut_slice();
        if all.len() > FEW_TO_SORT && !all.is_sorted() {
            let mut wide: Vec<(u128, u128)> =
                all.iter().map(|(first, last)| (first.wide(), last.wide())).collect();
            wide.sort_unstable();
            for (range, (first, last)) in all.iter_mut().zip(wide) {
                *range = (T::narrow(first), T::narrow(last));
            }
            return;
        }
        for end in 1..all.len() {
            for at in (1..=end).rev() {
                match all.get_mut(at - 1..=at) {
                    Some([one, two]) if *two < *one => std::mem::swap(one, two),
                    Some(_) | None => break,
                }
            }
        }
    }

    /// Adds a range that starts no earlier than the last one.
    fn merge(&mut self, (first, last): (T, T)) {
        match self.as_mut_slice().last_mut() {
            // Touching counts as overlapping: 1-2 and 3-4 are 1-4.
            Some(previous) if previous.1.after().is_none_or(|next| first <= next) => {
                previous.1 = previous.1.max(last);
            }
            Some(_) | None => self.push((first, last)),
        }
    }
}

/// A set of integers.
// INVARIANT (canonical): ranges are ascending, disjoint and never touch, so `==` is set equality.
#[derive(Clone)]
pub struct RangeSet<T: Point> {
    ranges: Ranges<T>,
}

impl<T: Point> Default for RangeSet<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T: Point> Debug for RangeSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RangeSet").field("ranges", &self.ranges.as_slice()).finish()
    }
}

impl<T: Point> PartialEq for RangeSet<T> {
    fn eq(&self, other: &Self) -> bool {
        self.ranges.as_slice() == other.ranges.as_slice()
    }
}

impl<T: Point> Eq for RangeSet<T> {}

impl<T: Point> PartialOrd for RangeSet<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Point> Ord for RangeSet<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ranges.as_slice().cmp(other.ranges.as_slice())
    }
}

impl<T: Point + Hash> Hash for RangeSet<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.ranges.as_slice().hash(state);
    }
}

impl<T: Point> RangeSet<T> {
    /// The empty set.
    #[must_use]
    pub const fn empty() -> Self {
        RangeSet { ranges: Ranges::NONE }
    }

    /// Every value of the type.
    #[must_use]
    pub fn all() -> Self {
        RangeSet::range(T::FIRST, T::LAST)
    }

    /// `first` to `last`, both included; empty when `first > last`.
    #[must_use]
    pub fn range(first: T, last: T) -> Self {
        let many = u8::from(first <= last);
        RangeSet { ranges: Ranges::Few(many, [(first, last); FEW]) }
    }

    /// The union of any ranges, in any order, overlapping or not.
    #[must_use]
    pub fn from_ranges(ranges: impl IntoIterator<Item = (T, T)>) -> Self {
        let mut sorted = Ranges::NONE;
        for range in ranges.into_iter().filter(|(first, last)| first <= last) {
            sorted.push(range);
        }
        sorted.order();
        let mut merged = Ranges::NONE;
        for range in sorted.as_slice() {
            merged.merge(*range);
        }
        RangeSet { ranges: merged }
    }

    /// The ranges, ascending.
    pub fn ranges(&self) -> impl ExactSizeIterator<Item = RangeInclusive<T>> + '_ {
        self.ranges.as_slice().iter().map(|&(first, last)| first..=last)
    }

    /// Whether the set has no member.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        match &self.ranges {
            Ranges::Few(many, _) => *many == 0,
            Ranges::Many(all) => all.is_empty(),
        }
    }

    /// Whether the set has every value of the type.
    #[must_use]
    pub fn is_all(&self) -> bool {
        matches!(self.ranges.as_slice(), [(first, last)] if *first == T::FIRST && *last == T::LAST)
    }

    /// Whether `value` is a member.
    #[must_use]
    pub fn contains(&self, value: T) -> bool {
        let all = self.ranges.as_slice();
        let following = all.partition_point(|&(first, _)| first <= value);
        following.checked_sub(1).and_then(|at| all.get(at)).is_some_and(|&(_, last)| value <= last)
    }

    /// The smallest member.
    #[must_use]
    pub fn first(&self) -> Option<T> {
        self.ranges.as_slice().first().map(|&(first, _)| first)
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
        let mut merged = Ranges::NONE;
        let (mut left, mut right) = (self.ranges.as_slice(), other.ranges.as_slice());
        loop {
            let (next, from) = match (left, right) {
                ([one, ..], [two, ..]) if two < one => (two, &mut right),
                ([one, ..], _) => (one, &mut left),
                ([], [two, ..]) => (two, &mut right),
                ([], []) => return RangeSet { ranges: merged },
            };
            merged.merge(*next);
            *from = from.get(1..).unwrap_or(&[]);
        }
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
        let mut ranges = Ranges::NONE;
        let (mut left, mut right) = (self.ranges.as_slice(), other.ranges.as_slice());
        while let ([(a_first, a_last), after_a @ ..], [(b_first, b_last), after_b @ ..]) = (left, right) {
            let (first, last) = (*a_first.max(b_first), *a_last.min(b_last));
            if first <= last {
                ranges.push((first, last));
            }
            if a_last < b_last {
                left = after_a;
            } else {
                right = after_b;
            }
        }
        // Pieces of two canonical sets cannot touch: a gap of either input lies between any two of them.
        RangeSet { ranges }
    }

    /// Values that are not members.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut ranges = Ranges::NONE;
        let mut next = Some(T::FIRST);
        for &(first, last) in self.ranges.as_slice() {
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
        let others = other.ranges.as_slice();
        self.ranges.as_slice().iter().all(|&(first, last)| {
            // Ranges of a set never touch, so one that is a subset lies in a single range of the other.
            let following = others.partition_point(|range| range.0 <= first);
            let around = following.checked_sub(1).and_then(|at| others.get(at));
            around.is_some_and(|range| last <= range.1)
        })
    }
}
