//! Sorting, made once for all types: the library's sorts are made anew for each type and each comparison, and were a
//! seventh of the browser's engine.
//!
//! For lists that are short, or sorted seldom; long ones of the hot paths by numbers, or by the library.

use std::cmp::Ordering;

use super::ranking::{exchanges, number};

/// Lists shorter than this are sorted where they are.
const FEW: usize = 20;

/// Stable sorts of slices; equal ones keep their order.
pub trait Order<T> {
    /// Sorts by a comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by numbers, and by a comparison where they are equal: as fast as the library, for long lists. Gives the
    /// positions from which the things came.
    fn order_by_number(
        &mut self,
        number: impl FnMut(&T) -> u128,
        compare: impl FnMut(&T, &T) -> Ordering,
    ) -> Vec<u32>;

    /// Sorts ascending.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }

    /// Sorts by a key, which is asked for at each comparison.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|one, two| key(one).cmp(&key(two)));
    }
}

impl<T> Order<T> for [T] {
    fn order_by_number(
        &mut self,
        number: impl FnMut(&T) -> u128,
        compare: impl FnMut(&T, &T) -> Ordering,
    ) -> Vec<u32> {
        let numbers = self.iter().map(number).zip(0..).collect();
        order_by_number(numbers, &mut Things { things: self, compare })
    }

    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering) {
        let count = self.len();
        order(&mut Things { things: self, compare }, count);
    }
}

/// Sorts pairs of numbers, as fast as the library and without a sort of their own.
pub fn order_pairs(pairs: &mut [(u32, u32)]) {
    if pairs.is_sorted() {
        return;
    }
    let mut all: Vec<u64> = pairs.iter().map(|pair| u64::from(pair.0) << 32 | u64::from(pair.1)).collect();
    all.sort_unstable();
    for (pair, number) in pairs.iter_mut().zip(all) {
        let [a, b, c, d, e, f, g, h] = number.to_be_bytes();
        *pair = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
    }
}

/// Things that are told apart by their positions.
trait Places {
    fn compare(&mut self, one: usize, two: usize) -> Ordering;
    fn exchange(&mut self, one: usize, two: usize);
}

struct Things<'t, T, C> {
    things: &'t mut [T],
    compare: C,
}

impl<T, C: FnMut(&T, &T) -> Ordering> Places for Things<'_, T, C> {
    fn compare(&mut self, one: usize, two: usize) -> Ordering {
        match (self.things.get(one), self.things.get(two)) {
            (Some(one), Some(two)) => (self.compare)(one, two),
            _ => Ordering::Equal,
        }
    }

    fn exchange(&mut self, one: usize, two: usize) {
        self.things.swap(one, two);
    }
}

/// Sorts positions by the things there.
fn order_positions(positions: &mut [u32], things: &mut dyn Places) {
    positions.sort_by(|one, two| things.compare(*one as usize, *two as usize));
}

/// Sorts things of which each has a number, which stands beside its position.
fn order_by_number(mut numbers: Vec<(u128, u32)>, things: &mut dyn Places) -> Vec<u32> {
    numbers.sort_unstable();
    let mut order: Vec<u32> = numbers.iter().map(|(_, at)| *at).collect();
    let mut rest = order.as_mut_slice();
    for alike in numbers.chunk_by(|one, two| one.0 == two.0) {
        let (first, others) = rest.split_at_mut(alike.len().min(rest.len()));
        if first.len() > 1 {
            order_positions(first, things);
        }
        rest = others;
    }
    exchanges(&order, &mut |one, two| things.exchange(one, two));
    order
}

/// Sorts so many things.
fn order(things: &mut dyn Places, count: usize) {
    if count >= FEW {
        let mut order: Vec<u32> = (0..number(count)).collect();
        order_positions(&mut order, things);
        exchanges(&order, &mut |one, two| things.exchange(one, two));
        return;
    }
    for end in 1..count {
        for at in (1..=end).rev() {
            if things.compare(at, at - 1) != Ordering::Less {
                break;
            }
            things.exchange(at - 1, at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_library_does_and_keeps_equal_ones_in_order() {
        for count in [0_u32, 1, 2, 3, 7, 19, 20, 21, 100, 1000] {
            for spread in [1, 2, 5, 1000] {
                let made: Vec<(u32, u32)> =
                    (0..count).map(|at| (at.wrapping_mul(2_654_435_761) >> 7) % spread).zip(0..).collect();
                let (mut ours, mut theirs) = (made.clone(), made.clone());
                ours.order_by_key(|pair| pair.0);
                theirs.sort_by_key(|pair| pair.0);
                assert_eq!(ours, theirs, "{count} of {spread}");
                let (mut ours, mut theirs) = (made.clone(), made.clone());
                ours.order_by(|one, two| two.cmp(one));
                theirs.sort_by(|one, two| two.cmp(one));
                assert_eq!(ours, theirs, "{count} of {spread}, descending");
                let (mut ours, mut theirs) = (made.clone(), made.clone());
                let from = ours.order_by_number(|pair| u128::from(pair.0 / 2), |one, two| one.0.cmp(&two.0));
                theirs.sort_by_key(|pair| pair.0);
                assert_eq!(ours, theirs, "{count} of {spread}, by number");
                assert!(from.iter().map(|from| &made[*from as usize]).eq(&ours));
            }
        }
    }

    #[test]
    fn pairs_are_sorted_by_both() {
        let mut ours: Vec<(u32, u32)> =
            (0..100_u32).map(|at| (at * 7 % 5, at.wrapping_mul(2_654_435_761))).collect();
        let mut theirs = ours.clone();
        order_pairs(&mut ours);
        theirs.sort_unstable();
        assert_eq!(ours, theirs);
    }
}
