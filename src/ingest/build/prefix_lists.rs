//! Prefix lists: names and entries come from different calls.

use ipnet::IpNet;

use crate::model::Order as _;
use crate::model::{PrefixList, PrefixListId, SortedMap};
use crate::partial::Orphan;

/// Merges all descriptions; entries of get-managed-prefix-list-entries win over those of describe-prefix-lists.
pub(super) fn merge(
    lists: Vec<PrefixList>,
    entries: Vec<Orphan<IpNet>>,
) -> SortedMap<PrefixListId, PrefixList> {
    let mut map: SortedMap<PrefixListId, PrefixList> = SortedMap::new();
    for list in lists {
        let known = map.entry(list.id.clone()).or_insert_with(|| list.clone());
        known.is_aws |= list.is_aws;
        if known.name.is_empty() {
            known.name = list.name;
        }
        if list.entries.is_some() {
            known.entries = list.entries;
            known.place = list.place;
        }
    }
    // Pages of one list come in several documents and add up.
    let mut managed: SortedMap<PrefixListId, PrefixList> = SortedMap::new();
    for orphan in entries {
        let Some(parent) = orphan.parent else { continue };
        let id = PrefixListId::from(parent);
        let list = managed.entry(id.clone()).or_insert_with(|| PrefixList {
            id,
            name: "".into(),
            is_aws: false,
            entries: None,
            place: orphan.place.clone(),
        });
        list.entries.get_or_insert_default().extend(orphan.items);
    }
    for (id, list) in managed {
        match map.get_mut(&id) {
            Some(known) => known.entries = list.entries,
            None => drop(map.insert(id, list)),
        }
    }
    for list in map.values_mut() {
        if let Some(entries) = &mut list.entries {
            entries.order();
            entries.dedup();
        }
    }
    map
}
