//! All resources of one kind, by id.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{AnyId, IdText, Order, SortedMap};

/// A tag's key and its value. The same texts stand on thousands of resources, and are held once.
pub type Tag = (Arc<str>, Arc<str>);

/// Something with an id of its own type.
pub trait Entity {
    /// The type of its id.
    type Id: AnyId;
    /// Its id.
    fn id(&self) -> &Self::Id;
}

/// Puts things in ascending order of their ids; those of one id keep their order. Gives the positions from which
/// they came.
pub fn sort_by_id<T: Entity>(items: &mut [T]) -> Vec<u32> {
    if items.is_sorted_by(|one, two| one.id().text() <= two.id().text()) {
        return (0..).take(items.len()).collect();
    }
    items.order_by_number(|item| item.id().text().head(), |one, two| one.id().text().cmp(two.id().text()))
}

/// Resources of one kind, ascending by id, addressed by id or by position.
// INVARIANT (sorted): `items` is strictly ascending by id, so lookups may bisect and iteration is deterministic.
// INVARIANT (heads): `heads` has the head of each item's id, in the same order. It tells most ids apart without a
// look at the items, which are large.
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
    pub fn from_map(map: impl IntoIterator<Item = (T::Id, T)>) -> Self {
        Table::from_items(map.into_iter().map(|(_, item)| item).collect())
    }

    /// From resources in any order; of those with one id the first stays.
    #[must_use]
    pub fn from_items(mut items: Vec<T>) -> Self {
        sort_by_id(&mut items);
        items.dedup_by(|later, earlier| later.id() == earlier.id());
        Table::from_ascending(items)
    }

    /// From resources that are strictly ascending by id.
    pub fn from_ascending(items: Vec<T>) -> Self {
        let heads = items.iter().map(|item| item.id().text().head()).collect();
        Table { items, heads }
    }

    /// By id, for what is still being put together.
    pub fn into_map(self) -> SortedMap<T::Id, T> {
        self.items.into_iter().map(|item| (item.id().clone(), item)).collect()
    }

    /// Adds resources; where an id is there already, what is there stays.
    pub fn add(&mut self, mut more: Vec<T>) {
        if more.is_empty() {
            return;
        }
        let mut items = std::mem::take(&mut self.items);
        items.append(&mut more);
        *self = Table::from_items(items);
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

    /// The resource with this id, to be completed; its id must stay as it is.
    pub fn find_mut(&mut self, id: &T::Id) -> Option<&mut T> {
        self.position(id).and_then(|at| self.items.get_mut(at))
    }

    /// The position of this id, for [`Table::at`].
    #[must_use]
    pub fn position(&self, id: &T::Id) -> Option<usize> {
        self.locate(id.text())
    }

    /// The position of the id that is written like this.
    #[must_use]
    pub fn position_of_text(&self, id: &str) -> Option<usize> {
        self.locate(&IdText::from(id))
    }

    fn locate(&self, id: &IdText) -> Option<usize> {
        locate(&self.heads, id, &|at| self.items.get(at).map(|item| item.id().text()))
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

    /// All of them, ascending by id, to be completed; their ids must stay as they are.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
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

/// The position of an id among ids in ascending order, whose heads are given; made once for all tables.
fn locate<'t>(heads: &[u128], id: &IdText, at: &dyn Fn(usize) -> Option<&'t IdText>) -> Option<usize> {
    let wanted = id.head();
    let from = heads.partition_point(|head| *head < wanted);
    let rest = heads.get(from..)?;
    // Hardly any short id shares its head; ARNs all do.
    if rest.get(1) != Some(&wanted) {
        return rest.first().filter(|head| **head == wanted && at(from) == Some(id)).map(|_| from);
    }
    let (mut start, mut end) = (from, from + rest.partition_point(|head| *head == wanted));
    while start < end {
        let middle = usize::midpoint(start, end);
        match at(middle)?.cmp(id) {
            Ordering::Less => start = middle + 1,
            Ordering::Equal => return Some(middle),
            Ordering::Greater => end = middle,
        }
    }
    None
}

/// A search for one id after the other, of which neighbours are often the same.
#[derive(Clone, Debug)]
pub struct Seeker<'t, T> {
    table: &'t Table<T>,
    last: usize,
}

impl<'t, T: Entity> Seeker<'t, T> {
    /// In a table.
    #[must_use]
    pub fn new(table: &'t Table<T>) -> Self {
        Seeker { table, last: 0 }
    }

    /// The position of this id.
    pub fn position(&mut self, id: &T::Id) -> Option<usize> {
        if self.table.at(self.last).is_none_or(|last| last.id().text() != id.text()) {
            self.last = self.table.position(id)?;
        }
        Some(self.last)
    }

    /// Whether the table has this id.
    pub fn has(&mut self, id: &T::Id) -> bool {
        self.position(id).is_some()
    }
}

impl<'t, T: Entity> IntoIterator for &'t Table<T> {
    type Item = &'t T;
    type IntoIter = std::slice::Iter<'t, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}
