//! Results that say that another page follows.

use crate::model::{Call, Notice, SortedMap};
use crate::partial::Partial;

/// Notes pages whose following page may be missing. Several documents of one result, one of which is a
/// last page, are all of it.
pub(super) fn check(said: &Partial, notices: &mut Vec<Notice>) {
    let mut has_last: SortedMap<(Call, &str), bool> = SortedMap::new();
    for page in &said.pages {
        *has_last.entry((page.call, &page.result)).or_default() |= !page.has_next;
    }
    for page in &said.pages {
        if page.has_next && has_last.get(&(page.call, &*page.result)) != Some(&true) {
            notices.push(Notice::Truncated { call: page.call, place: page.place.clone() });
        }
    }
    for orphan in said.transit_routes.iter().filter(|orphan| orphan.truncated) {
        notices.push(Notice::Truncated { call: orphan.call, place: orphan.place.clone() });
    }
}
