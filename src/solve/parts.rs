//! Sources sorted into parts: all that meet the same are one set of bits.

use super::bits::Bits;
use super::pairs::Sources;
use super::pool::Slots;
use super::solver::Answer;

/// Sources that meet the same.
pub(super) struct Part<T> {
    pub value: T,
    pub sources: Bits,
}

/// Adds ranks to the part of a value.
pub(super) fn part<T: PartialEq>(parts: &mut Vec<Part<T>>, count: usize, value: T) -> Option<&mut Bits> {
    let at = parts.iter().rposition(|part| part.value == value).unwrap_or_else(|| {
        parts.push(Part { value, sources: Bits::new(count) });
        parts.len() - 1
    });
    parts.get_mut(at).map(|part| &mut part.sources)
}

/// Adds sources to the part of an answer.
pub(super) fn add(found: &mut Vec<Part<Answer>>, answer: Answer, sources: &Bits) {
    match found.iter_mut().find(|part| part.value == answer) {
        Some(part) => part.sources.add(sources),
        None => found.push(Part { value: answer, sources: sources.clone() }),
    }
}

/// Sets of sources, each once.
#[derive(Default)]
pub(super) struct SetPool {
    pub sets: Vec<Bits>,
    index: Slots,
}

impl SetPool {
    /// The number of a set.
    pub(super) fn intern(&mut self, set: Bits) -> Sources {
        let (hash, set) = set.trimmed();
        let sets = &self.sets;
        if let Some(found) = self.index.find(hash, |at| sets.get(at as usize) == Some(&set)) {
            return found;
        }
        let number = Sources::try_from(self.sets.len()).unwrap_or(Sources::MAX);
        self.sets.push(set);
        self.index.insert(hash, number);
        number
    }
}
