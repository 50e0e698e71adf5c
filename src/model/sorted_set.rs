//! Sets in ascending order, of which little is made anew for each type: see [`super::sorted`].

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

use super::sorted::{Keys, SortedMap};

/// A set, ascending.
#[derive(Clone)]
pub struct SortedSet<T>(SortedMap<T, ()>);

impl<T> SortedSet<T> {
    /// Without members.
    #[must_use]
    pub const fn new() -> Self {
        SortedSet(SortedMap::new())
    }

    /// How many members there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members, ascending.
    #[must_use]
    pub fn iter(&self) -> Keys<'_, T, ()> {
        self.0.keys()
    }

    /// The least member.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.iter().next()
    }
}

impl<T: Ord> SortedSet<T> {
    /// Whether it has such a member.
    #[must_use]
    pub fn contains<Q: Ord + ?Sized>(&self, member: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(member)
    }

    /// Takes all members out.
    pub fn clear(&mut self) {
        *self = SortedSet::new();
    }

    /// Moves all members of another set over.
    pub fn append(&mut self, other: &mut Self) {
        self.extend(std::mem::take(other));
    }

    /// Puts a member in; whether it was not there.
    pub fn insert(&mut self, member: T) -> bool {
        self.0.insert(member, ()).is_none()
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        SortedSet::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for SortedSet<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self).finish()
    }
}

impl<T: PartialEq> PartialEq for SortedSet<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Eq> Eq for SortedSet<T> {}

impl<T: Ord> PartialOrd for SortedSet<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> Ord for SortedSet<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.iter().cmp(other)
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        SortedSet(members.into_iter().map(|member| (member, ())).collect())
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for SortedSet<T> {
    fn from(members: [T; N]) -> Self {
        members.into_iter().collect()
    }
}

impl<T: Ord> Extend<T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, members: I) {
        for member in members {
            self.insert(member);
        }
    }
}

impl<T> IntoIterator for SortedSet<T> {
    type Item = T;
    type IntoIter = Members<T>;
    fn into_iter(self) -> Self::IntoIter {
        Members(self.0.into_iter())
    }
}

impl<'s, T> IntoIterator for &'s SortedSet<T> {
    type Item = &'s T;
    type IntoIter = Keys<'s, T, ()>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The members of a set, ascending.
#[derive(Debug)]
pub struct Members<T>(std::vec::IntoIter<(T, ())>);

impl<T> Iterator for Members<T> {
    type Item = T;
    fn next(&mut self) -> Option<T> {
        self.0.next().map(|(member, ())| member)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> ExactSizeIterator for Members<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(count: u32) -> impl Iterator<Item = u32> {
        (0..count).map(move |at| (at.wrapping_mul(2_654_435_761) >> 7) % (count / 2 + 1))
    }

    #[test]
    fn sets_compare_by_their_members() {
        let one: SortedSet<u32> = keys(1000).collect();
        let mut other = SortedSet::new();
        for member in keys(1000).collect::<Vec<_>>().into_iter().rev() {
            other.insert(member);
        }
        assert_eq!(one, other);
        assert_eq!(other.first(), Some(&0));
        let mut moved = SortedSet::from([5000]);
        moved.append(&mut other);
        assert!(other.is_empty() && moved.contains(&5000) && one < moved);
    }
}
