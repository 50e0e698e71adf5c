//! All resources of one kind, by id.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A tag's key and its value. The same texts stand on thousands of resources, and are held once.
pub type Tag = (Arc<str>, Arc<str>);

/// Something with an id of its own type.
pub trait Entity {
    /// The type of its id.
    type Id: Ord + Clone + AsRef<str>;
    /// Its id.
    fn id(&self) -> &Self::Id;
}

/// The first sixteen bytes of an id as a number, which orders as the text does: it tells most ids apart without a
/// look at the id itself, which may be anywhere in memory.
fn head(id: &str) -> u128 {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(id.as_bytes()) {
        *to = *from;
    }
    u128::from_be_bytes(bytes)
}

/// The positions of these ids in ascending order; equal ones keep theirs.
#[must_use]
pub fn ascending(ids: &[&str]) -> Vec<u32> {
    let mut order: Vec<(u128, u32)> = ids.iter().map(|id| head(id)).zip(0..).collect();
    order.sort_unstable();
    for alike in order.chunk_by_mut(|one, two| one.0 == two.0).filter(|alike| alike.len() > 1) {
        let key = |at: u32| (ids.get(at as usize), at);
        alike.sort_unstable_by(|one, two| key(one.1).cmp(&key(two.1)));
    }
    order.into_iter().map(|(_, at)| at).collect()
}

/// Resources of one kind, ascending by id, addressed by id or by position.
// INVARIANT (sorted): `items` is strictly ascending by id, so lookups may bisect and iteration is deterministic.
// INVARIANT (heads): `heads` has the head of each item's id, in the same order.
#[derive(Clone, Debug)]
pub struct Table<T> {
    items: Vec<T>,
    heads: Vec<u128>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { items: Vec::new(), heads: Vec::new() }
    }
}

impl<T: Entity> Table<T> {
    /// From a map by id.
    #[must_use]
    pub fn from_map(map: BTreeMap<T::Id, T>) -> Self {
        let mut items = Vec::with_capacity(map.len());
        items.extend(map.into_values());
        let heads = items.iter().map(|item: &T| head(item.id().as_ref())).collect();
        Table { items, heads }
    }

    /// The resource with this id.
    #[must_use]
    pub fn find(&self, id: &T::Id) -> Option<&T> {
        self.position(id).and_then(|at| self.items.get(at))
    }

    /// The resource with the id that is written like this.
    #[must_use]
    pub fn find_text(&self, id: &str) -> Option<&T> {
        self.position_of_text(id).and_then(|at| self.items.get(at))
    }

    /// The position of this id, for [`Table::at`].
    #[must_use]
    pub fn position(&self, id: &T::Id) -> Option<usize> {
        self.position_of_text(id.as_ref())
    }

    /// The position of the id that is written like this.
    // Ids order as their texts do.
    #[must_use]
    pub fn position_of_text(&self, id: &str) -> Option<usize> {
        let wanted = head(id);
        let from = self.heads.partition_point(|head| *head < wanted);
        let alike = self.heads.get(from..)?.partition_point(|head| *head == wanted);
        let alike = self.items.get(from..from + alike)?;
        alike.binary_search_by(|item| item.id().as_ref().cmp(id)).ok().map(|at| from + at)
    }

    /// The resource at a position.
    #[must_use]
    pub fn at(&self, position: usize) -> Option<&T> {
        self.items.get(position)
    }

    /// All of them, ascending by id.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<'t, T: Entity> IntoIterator for &'t Table<T> {
    type Item = &'t T;
    type IntoIter = std::slice::Iter<'t, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}
