//! Sources sorted into parts: all that meet the same are one set of bits.

use std::sync::Arc;

use super::bits::Bits;
use super::pairs::Sources;
use super::pool::{Slots, hash_of_words};

/// Sources that meet the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Part<T> {
    pub value: T,
    pub sources: Bits,
}

/// The sources of a value.
pub(super) fn part<T: PartialEq>(parts: &mut Vec<Part<T>>, value: T) -> Option<&mut Bits> {
    let at = parts.iter().rposition(|part| part.value == value).unwrap_or_else(|| {
        parts.push(Part { value, sources: Bits::default() });
        parts.len() - 1
    });
    parts.get_mut(at).map(|part| &mut part.sources)
}

/// Adds sources to those of a value.
pub(super) fn add<T: PartialEq>(parts: &mut Vec<Part<T>>, value: T, sources: &Bits) {
    match parts.iter_mut().find(|part| part.value == value) {
        Some(part) => part.sources.add(sources),
        None => parts.push(Part { value, sources: sources.clone() }),
    }
}

/// Sets of sources, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct SetPool {
    sets: Vec<Arc<Bits>>,
    index: Slots,
}

impl SetPool {
    /// The number of a set.
    pub(super) fn intern(&mut self, set: Bits) -> Sources {
        let (start, words) = set.used();
        let hash = hash_of_words(start as u64, words);
        let sets = &self.sets;
        let is_it = |at: u32| sets.get(at as usize).is_some_and(|one| one.used() == (start, words));
        if let Some(found) = self.index.find(hash, is_it) {
            return found;
        }
        let number = Sources::try_from(self.sets.len()).unwrap_or(Sources::MAX);
        self.sets.push(Arc::new(set.trimmed()));
        self.index.insert(hash, number);
        number
    }

    pub(super) fn get(&self, set: Sources) -> Option<&Arc<Bits>> {
        self.sets.get(set as usize)
    }

    pub(super) fn len(&self) -> usize {
        self.sets.len()
    }
}
