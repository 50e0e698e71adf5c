//! Prefix lists: their names from one call, their entries from another, or both from the oldest.

use crate::model::*;
use crate::raw::filters as shape;
use crate::reader::Reader;

pub(crate) fn prefix_list(reader: &mut Reader<'_>, raw: &shape::PrefixList<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.prefix_list_id, "PrefixListId", &place) else { return };
    let is_aws_owner = raw.owner_id.eq_ignore_ascii_case("AWS");
    reader.holds(if is_aws_owner { "" } else { &raw.owner_id }, "");
    let mut entries = None;
    if raw.cidrs.is_present {
        let mut blocks = Vec::with_capacity(raw.cidrs.len());
        for cidr in raw.cidrs.iter() {
            blocks.extend(reader.block(cidr, &place));
        }
        entries = Some(blocks);
    }
    let list = PrefixList {
        id,
        name: (*raw.prefix_list_name).into(),
        is_aws: is_aws_owner || raw.prefix_list_name.starts_with("com.amazonaws."),
        entries,
        place,
    };
    reader.out.prefix_lists.push(list);
}

pub(crate) fn entry(reader: &mut Reader<'_>, raw: &shape::PrefixListEntry<'_>, place: Place) {
    let block = reader.block(&raw.cidr, &place);
    // The list itself was opened by the document; see `document::orphan`.
    if let (Some(block), Some(list)) = (block, reader.out.prefix_entries.last_mut()) {
        list.items.push(block);
    }
}
