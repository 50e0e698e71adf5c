//! All resources of one kind, by id.

use std::collections::BTreeMap;

/// Something with an id of its own type.
pub trait Entity {
    /// The type of its id.
    type Id: Ord + Clone + AsRef<str>;
    /// Its id.
    fn id(&self) -> &Self::Id;
}

/// Resources of one kind, ascending by id, addressed by id or by position.
// INVARIANT (sorted): `items` is strictly ascending by id, so lookups may bisect and iteration is deterministic.
#[derive(Clone, Debug)]
pub struct Table<T> {
    items: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { items: Vec::new() }
    }
}

impl<T: Entity> Table<T> {
    /// From a map by id.
    #[must_use]
    pub fn from_map(map: BTreeMap<T::Id, T>) -> Self {
        Table { items: map.into_values().collect() }
    }

    /// The resource with this id.
    #[must_use]
    pub fn find(&self, id: &T::Id) -> Option<&T> {
        self.position(id).and_then(|at| self.items.get(at))
    }

    /// The position of this id, for [`Table::at`].
    #[must_use]
    pub fn position(&self, id: &T::Id) -> Option<usize> {
        self.items.binary_search_by(|item| item.id().cmp(id)).ok()
    }

    /// The position of the id that is written like this.
    // Ids order as their texts do.
    #[must_use]
    pub fn position_of_text(&self, id: &str) -> Option<usize> {
        self.items.binary_search_by(|item| item.id().as_ref().cmp(id)).ok()
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
