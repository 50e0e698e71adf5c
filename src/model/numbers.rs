//! Numbers for things: the position of each among the distinct ones.

use std::cmp::Ordering;

use super::order::Order;
use super::ranking::{Ranking, number};

/// Finds in a list, which is kept elsewhere, the things that it has numbered.
#[derive(Clone, Debug)]
pub struct Numbers(Ranking);

impl Numbers {
    /// Of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Numbers(Ranking::EMPTY)
    }

    /// Of things that are there already; of equal ones the last is found.
    #[must_use]
    pub fn of<T: Ord>(all: &[T]) -> Self {
        let mut order: Vec<(u32, &T)> = (0..number(all.len())).zip(all).collect();
        order.order_by(|one, two| one.1.cmp(two.1));
        order.dedup_by(|later, earlier| {
            let is_same = later.1 == earlier.1;
            if is_same {
                *earlier = *later;
            }
            is_same
        });
        Numbers(Ranking::of(&order.into_iter().map(|(at, _)| at).collect::<Vec<u32>>()))
    }

    /// The number of a thing, which is added to the list if it is not there.
    pub fn number<T: Ord>(&mut self, all: &mut Vec<T>, thing: T) -> u32 {
        let known = &*all;
        let found =
            self.0.find(0, &mut |at| known.get(at).map_or(Ordering::Equal, |known| known.cmp(&thing)));
        let at = match found {
            Ok((at, _)) => at,
            Err(rank) => {
                self.0.put(rank, all.len());
                all.push(thing);
                all.len() - 1
            }
        };
        number(at)
    }

    /// The number of a thing, where it is in the list.
    #[must_use]
    pub fn find<T: Ord>(&self, all: &[T], thing: &T) -> Option<u32> {
        let compare = &mut |at: usize| all.get(at).map_or(Ordering::Equal, |known| known.cmp(thing));
        self.0.find(0, compare).ok().map(|(at, _)| number(at))
    }
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers::new()
    }
}

/// Things, each once.
#[derive(Clone, Debug)]
pub struct Distinct<T> {
    all: Vec<T>,
    numbers: Numbers,
}

impl<T: Ord> Distinct<T> {
    /// The number of a thing, which is added if it is not there.
    pub fn number(&mut self, thing: T) -> u32 {
        self.numbers.number(&mut self.all, thing)
    }
}

impl<T> Distinct<T> {
    /// No things.
    #[must_use]
    pub const fn new() -> Self {
        Distinct { all: Vec::new(), numbers: Numbers::new() }
    }

    /// The thing of a number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&T> {
        self.all.get(number as usize)
    }
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Distinct::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_keeps_its_number() {
        let (mut numbers, mut all) = (Numbers::new(), Vec::new());
        let things = || (0..5000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 7) % 1500);
        let given: Vec<u32> = things().map(|thing| numbers.number(&mut all, thing)).collect();
        for (thing, number) in things().zip(given) {
            assert_eq!(all.iter().position(|known| *known == thing), Some(number as usize));
            assert_eq!(numbers.find(&all, &thing), Some(number));
        }
        assert_eq!(numbers.find(&all, &1500), None);
        let mut again = Numbers::of(&all);
        for (at, thing) in all.clone().into_iter().enumerate() {
            assert_eq!(again.number(&mut all, thing) as usize, at);
        }
        assert_eq!(Numbers::of(&[7, 7, 3]).number(&mut vec![7, 7, 3], 7), 1, "the last one");
    }
}
