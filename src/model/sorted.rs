//! Maps in ascending order, of which little is made anew for each type: the library's, a tree whose every
//! step is made for its keys and values, were a tenth of the browser's engine.
//!
//! Things stand in one list; what is beside it, positions, is the same code for all. To find or to add one takes as
//! many comparisons as in a tree. Where a map is asked in a hot path, the library's is faster.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

use super::order::Order;
use super::ranking::{Rank, Ranking, Walk};

/// A map, ascending by key.
// INVARIANT (ranking): `ranking` has each position of `entries` once, in strictly ascending order of their keys.
#[derive(Clone)]
pub struct SortedMap<K, V> {
    entries: Vec<(K, V)>,
    ranking: Ranking,
}

impl<K, V> SortedMap<K, V> {
    /// Without entries.
    #[must_use]
    pub const fn new() -> Self {
        SortedMap { entries: Vec::new(), ranking: Ranking::EMPTY }
    }

    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries, ascending by key.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { walk: self.ranking.walk(self.entries.len()), entries: &self.entries }
    }

    /// The keys, ascending.
    #[must_use]
    pub fn keys(&self) -> Keys<'_, K, V> {
        Keys(self.iter())
    }

    /// The values, ascending by key.
    #[must_use]
    pub fn values(&self) -> Values<'_, K, V> {
        Values(self.iter())
    }

    /// The values, ascending by key, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.settled().iter_mut().map(|(_, value)| value)
    }

    /// The keys, ascending.
    pub fn into_keys(self) -> impl Iterator<Item = K> {
        self.into_iter().map(|(key, _)| key)
    }

    /// The values, ascending by key.
    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.into_iter().map(|(_, value)| value)
    }

    /// The entries, standing in ascending order.
    fn settled(&mut self) -> &mut Vec<(K, V)> {
        let entries = &mut self.entries;
        self.ranking.settle(&mut |one, two| entries.swap(one, two));
        entries
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<(usize, Rank), Rank>
    where
        K: Borrow<Q>,
    {
        let entries = &self.entries;
        self.ranking.find(entries.len(), &mut |at| {
            entries.get(at).map_or(Ordering::Equal, |(known, _)| known.borrow().cmp(key))
        })
    }

    fn add(&mut self, rank: Rank, key: K, value: V) -> usize {
        let at = self.ranking.insert(self.entries.len(), rank);
        self.entries.insert(at, (key, value));
        at
    }

    /// The value of a key.
    #[must_use]
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().and_then(|(at, _)| self.entries.get(at)).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(key).ok()?.0;
        self.entries.get_mut(at).map(|(_, value)| value)
    }

    /// Whether there is such a key.
    #[must_use]
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Puts a value in; the one that was there is given back.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok((at, _)) => self.entries.get_mut(at).map(|entry| std::mem::replace(&mut entry.1, value)),
            Err(rank) => {
                self.add(rank, key, value);
                None
            }
        }
    }

    /// Takes a value out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.ranking.spread(self.entries.len());
        let (at, rank) = self.find(key).ok()?;
        let (_, last) = self.find(self.entries.last()?.0.borrow()).ok()?;
        self.ranking.remove(rank, last);
        Some(self.entries.swap_remove(at).1)
    }

    /// The place of a key, to be filled or changed.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        let found = self.find(&key);
        Entry { map: self, key, found }
    }
}

/// The place of a key in a map.
#[derive(Debug)]
pub struct Entry<'m, K, V> {
    map: &'m mut SortedMap<K, V>,
    key: K,
    found: Result<(usize, Rank), Rank>,
}

impl<'m, K: Ord, V> Entry<'m, K, V> {
    /// The value, which is made from the key where there is none.
    #[expect(clippy::indexing_slicing, reason = "the position was found, or filled, just before")]
    pub fn or_insert_with_key(self, make: impl FnOnce(&K) -> V) -> &'m mut V {
        let at = match self.found {
            Ok((at, _)) => at,
            Err(rank) => {
                let value = make(&self.key);
                self.map.add(rank, self.key, value)
            }
        };
        &mut self.map.entries[at].1
    }

    /// The value, which is made where there is none.
    pub fn or_insert_with(self, make: impl FnOnce() -> V) -> &'m mut V {
        self.or_insert_with_key(|_| make())
    }

    /// The value, or this one where there is none.
    pub fn or_insert(self, value: V) -> &'m mut V {
        self.or_insert_with_key(|_| value)
    }

    /// The value, or the usual one where there is none.
    pub fn or_default(self) -> &'m mut V
    where
        V: Default,
    {
        self.or_insert_with_key(|_| V::default())
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        SortedMap::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SortedMap<K, V> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(self).finish()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for SortedMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<K: Eq, V: Eq> Eq for SortedMap<K, V> {}

impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    /// Of equal keys the last one stays.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut entries: Vec<(K, V)> = entries.into_iter().collect();
        entries.order_by(|one, two| one.0.cmp(&two.0));
        entries.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                std::mem::swap(later, earlier);
            }
            is_same
        });
        SortedMap { entries, ranking: Ranking::EMPTY }
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for SortedMap<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Ord, V> Extend<(K, V)> for SortedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;
    fn into_iter(mut self) -> Self::IntoIter {
        self.settled();
        self.entries.into_iter()
    }
}

impl<'m, K, V> IntoIterator for &'m SortedMap<K, V> {
    type Item = (&'m K, &'m V);
    type IntoIter = Iter<'m, K, V>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The entries of a map, ascending by key.
#[derive(Debug)]
pub struct Iter<'m, K, V> {
    walk: Walk<'m>,
    entries: &'m [(K, V)],
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Iter { walk: self.walk.clone(), entries: self.entries }
    }
}

impl<'m, K, V> Iterator for Iter<'m, K, V> {
    type Item = (&'m K, &'m V);
    fn next(&mut self) -> Option<Self::Item> {
        self.walk.step().and_then(|at| self.entries.get(at)).map(|(key, value)| (key, value))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.walk.left(), Some(self.walk.left()))
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

/// The keys of a map, ascending.
#[derive(Debug)]
pub struct Keys<'m, K, V>(Iter<'m, K, V>);

impl<K, V> Clone for Keys<'_, K, V> {
    fn clone(&self) -> Self {
        Keys(self.0.clone())
    }
}

impl<'m, K, V> Iterator for Keys<'m, K, V> {
    type Item = &'m K;
    fn next(&mut self) -> Option<&'m K> {
        self.0.next().map(|(key, _)| key)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for Keys<'_, K, V> {}

/// The values of a map, ascending by key.
#[derive(Debug)]
pub struct Values<'m, K, V>(Iter<'m, K, V>);

impl<'m, K, V> Iterator for Values<'m, K, V> {
    type Item = &'m V;
    fn next(&mut self) -> Option<&'m V> {
        self.0.next().map(|(_, value)| value)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for Values<'_, K, V> {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn keys(count: u32) -> impl Iterator<Item = u32> {
        (0..count).map(move |at| (at.wrapping_mul(2_654_435_761) >> 7) % (count / 2 + 1))
    }

    #[test]
    fn holds_what_the_librarys_map_holds() {
        for count in [0, 1, 2, 31, 32, 33, 40, 500, 1000, 5000] {
            let (mut ours, mut theirs) = (SortedMap::new(), BTreeMap::new());
            for (at, key) in keys(count).enumerate() {
                assert_eq!(ours.insert(key, at), theirs.insert(key, at));
                if at % 3 == 0 {
                    *ours.entry(key / 2).or_default() += 1;
                    *theirs.entry(key / 2).or_default() += 1;
                }
                if at % 5 == 0 {
                    assert_eq!(ours.remove(&(key + 1)), theirs.remove(&(key + 1)));
                }
                if at % 700 == 0 {
                    ours.values_mut().for_each(|value| *value += 1);
                    theirs.values_mut().for_each(|value| *value += 1);
                }
            }
            assert_eq!(ours.len(), theirs.len());
            assert!(ours.iter().eq(&theirs), "{count}");
            assert!((0..count + 2).all(|key| ours.get(&key) == theirs.get(&key)));
            assert!(ours.clone().into_iter().eq(theirs.clone()), "{count}");
            let gathered: SortedMap<u32, u32> = keys(count).zip(0..).collect();
            let theirs: BTreeMap<u32, u32> = keys(count).zip(0..).collect();
            assert!(gathered.iter().eq(&theirs), "{count} at once");
        }
    }

    #[test]
    fn gives_all_up() {
        let mut map: SortedMap<u32, u32> = keys(700).zip(0..).collect();
        for key in keys(700) {
            map.remove(&key);
        }
        assert!(map.is_empty() && map.iter().next().is_none());
        map.insert(3, 4);
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [(3, 4)]);
    }
}
