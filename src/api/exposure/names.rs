//! What rows call their ends, in the order of their letters: thousands of names that are compared again and again.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::graph::Ix;
use crate::model::{Entity, Network, Table};

/// The name of an end. Those of the network's own instances and interfaces are compared by their place in the alphabet.
// INVARIANT (ranked): ranks are of one network and order as the texts do.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// What `reach` takes for the end.
    pub text: Arc<str>,
    /// Its place among the ids of all instances and interfaces.
    pub rank: Option<u32>,
}

impl Name {
    /// A name that is no id of an instance or interface, or need not be known as one.
    pub(super) fn of(text: impl Into<Arc<str>>) -> Name {
        Name { text: text.into(), rank: None }
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.rank, other.rank) {
            (Some(one), Some(other)) => one.cmp(&other),
            (Some(_), None) | (None, Some(_) | None) => self.text.cmp(&other.text),
        }
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Name {}

/// Names of ends: ascending, each once.
pub(super) type Names = Arc<[Name]>;

/// The ends of a row, ascending: ids as `reach` takes them. Rows share them; on the wire each is a list of texts.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct EndNames(pub(super) Names);

impl EndNames {
    /// Each of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|name| &*name.text)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for EndNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for EndNames {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Any names in their one form.
pub(super) fn names(mut all: Vec<Name>) -> Names {
    all.sort_unstable();
    all.dedup();
    all.into()
}

/// The place of each instance and interface among the ids of all of them.
#[derive(Default)]
pub(super) struct Ranks {
    instances: Vec<u32>,
    interfaces: Vec<u32>,
}

impl Ranks {
    pub(super) fn of(network: &Network) -> Ranks {
        // Both tables ascend by id, so that one pass merges them; an id that both have has one place.
        let mut ranks = Ranks::default();
        let (instances, interfaces) = (ids(&network.instances), ids(&network.interfaces));
        let (mut instances, mut interfaces) = (instances.peekable(), interfaces.peekable());
        for rank in 0.. {
            let order = match (instances.peek(), interfaces.peek()) {
                (Some(one), Some(other)) => one.cmp(other),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => break,
            };
            if order != Ordering::Greater {
                instances.next();
                ranks.instances.push(rank);
            }
            if order != Ordering::Less {
                interfaces.next();
                ranks.interfaces.push(rank);
            }
        }
        ranks
    }

    /// How many places there are.
    pub(super) fn count(&self) -> usize {
        let last = self.instances.last().max(self.interfaces.last());
        last.map_or(0, |last| *last as usize + 1)
    }

    /// The place of a text, if it is the id of one of them.
    pub(super) fn of_text(&self, network: &Network, text: &str) -> Option<u32> {
        let instance = network.instances.position_of_text(text).and_then(|at| self.instances.get(at));
        let interface = || network.interfaces.position_of_text(text).and_then(|at| self.interfaces.get(at));
        instance.or_else(interface).copied()
    }

    pub(super) fn instance(&self, text: impl Into<Arc<str>>, ix: Ix) -> Name {
        Name { text: text.into(), rank: self.instances.get(ix as usize).copied() }
    }

    pub(super) fn interface(&self, text: impl Into<Arc<str>>, ix: Ix) -> Name {
        Name { text: text.into(), rank: self.interfaces.get(ix as usize).copied() }
    }
}

fn ids<T: Entity>(table: &Table<T>) -> impl Iterator<Item = &str> {
    table.iter().map(|one| one.id().as_ref())
}
