//! Sorting, made once for all types: the library's sorts are made anew for each type and each comparison, and were a
//! seventh of the browser's engine.
//!
//! For lists that are short, or sorted seldom. Long lists of the hot paths use the library's.

use std::cmp::Ordering;

/// Lists shorter than this are sorted where they are.
const FEW: usize = 20;

/// Stable sorts of slices; equal ones keep their order.
pub trait Order<T> {
    /// Sorts by a comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

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
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        if self.len() >= FEW {
            let mut by_position = |one: usize, two: usize| match (self.get(one), self.get(two)) {
                (Some(one), Some(two)) => compare(one, two),
                _ => Ordering::Equal,
            };
            for (one, two) in exchanges(self.len(), &mut by_position) {
                self.swap(one, two);
            }
            return;
        }
        for end in 1..self.len() {
            for at in (1..=end).rev() {
                let pair = self.get_mut(at - 1..=at);
                let Some([one, two]) = pair else { break };
                if compare(two, one) != Ordering::Less {
                    break;
                }
                std::mem::swap(one, two);
            }
        }
    }
}

/// The exchanges, one after another, that sort so many things.
fn exchanges(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, two| compare(*one, *two));
    let mut goals = vec![0; count];
    for (goal, from) in order.into_iter().enumerate() {
        if let Some(place) = goals.get_mut(from) {
            *place = goal;
        }
    }
    let mut found = Vec::with_capacity(count);
    for at in 0..count {
        // Each exchange brings one thing to its goal, so there are fewer of them than things.
        while let Some(goal) = goals.get(at).copied().filter(|goal| *goal != at) {
            goals.swap(at, goal);
            found.push((at, goal));
        }
    }
    found
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
                let (mut ours, mut theirs) = (made.clone(), made);
                ours.order_by(|one, two| two.cmp(one));
                theirs.sort_by(|one, two| two.cmp(one));
                assert_eq!(ours, theirs, "{count} of {spread}, descending");
            }
        }
    }
}
