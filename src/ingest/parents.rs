//! Finding the parent of results that lack its id: whose routes, associations, propagations or entries they are.
//!
//! In this order: what the wrapper, the parameters or a name said (kept in the orphan); a match by members; the
//! only possible one; else a notice.

use std::sync::Arc;

use super::names::distinctive_part;
use super::partial::{Member, Orphan, Partial};
use crate::model::{Call, Notice, PrefixList, SortedSet, TransitAttachmentId, TransitTableId};

/// What is known of a transit gateway route table for the search of its results.
struct Candidate {
    id: TransitTableId,
    associated: SortedSet<TransitAttachmentId>,
}

/// Gives every result of a transit gateway route table its table, where that can be found out.
pub(super) fn find_tables(said: &mut Partial) {
    by_file_name(said);
    let candidates = candidates(said);
    for orphan in &mut said.transit_associations {
        let members: Vec<&TransitAttachmentId> =
            orphan.items.iter().map(|member| &member.attachment).collect();
        let found = by_association(&candidates, &members);
        adopt(orphan, found, &mut said.notices);
    }
    for orphan in &mut said.transit_propagations {
        let members: Vec<&TransitAttachmentId> =
            orphan.items.iter().map(|member| &member.attachment).collect();
        let found = only_used(&candidates, &members, &said.transit_attachments);
        adopt(orphan, found, &mut said.notices);
    }
    for orphan in &mut said.transit_routes {
        let members: Vec<&TransitAttachmentId> = orphan
            .items
            .iter()
            .flat_map(|part| part.members.iter().map(|member| &member.attachment))
            .collect();
        let found = only_used(&candidates, &members, &said.transit_attachments);
        adopt(orphan, found, &mut said.notices);
    }
}

/// A file named after a table that another document describes, whatever its id looks like.
fn by_file_name(said: &mut Partial) {
    let ids: Vec<Arc<str>> = said.transit_tables.iter().map(|table| table.id.as_str().into()).collect();
    let named = |name: &str| ids.iter().filter(|id| name.contains(&***id)).max_by_key(|id| id.len()).cloned();
    for orphan in &mut said.transit_associations {
        orphan.parent = orphan.parent.take().or_else(|| named(&orphan.name));
    }
    for orphan in &mut said.transit_propagations {
        orphan.parent = orphan.parent.take().or_else(|| named(&orphan.name));
    }
    for orphan in &mut said.transit_routes {
        orphan.parent = orphan.parent.take().or_else(|| named(&orphan.name));
    }
}

fn adopt<T>(orphan: &mut Orphan<T>, found: Option<TransitTableId>, notices: &mut Vec<Notice>) {
    if orphan.parent.is_some() {
        return;
    }
    orphan.parent = found.map(|table| table.as_str().into());
    // A result without items belongs to some table, but which one changes nothing.
    if orphan.parent.is_none() && !orphan.items.is_empty() {
        notices.push(Notice::ParentUnknown { call: orphan.call, place: orphan.place.clone() });
    }
}

/// All tables that any document names, with the attachments associated with each.
fn candidates(said: &Partial) -> Vec<Candidate> {
    let mut ids: SortedSet<TransitTableId> =
        said.transit_tables.iter().map(|table| table.id.clone()).collect();
    ids.extend(said.transit_attachments.iter().filter_map(|part| part.attachment.table.clone()));
    let named = |parent: &Option<Arc<str>>| parent.clone().map(TransitTableId::from);
    ids.extend(said.transit_associations.iter().filter_map(|orphan| named(&orphan.parent)));
    ids.extend(said.transit_routes.iter().filter_map(|orphan| named(&orphan.parent)));
    ids.extend(said.transit_propagations.iter().filter_map(|orphan| named(&orphan.parent)));
    let associated = |id: &TransitTableId| {
        let parts = said.transit_attachments.iter().map(|part| &part.attachment);
        let by_attachment = parts.filter(|attachment| attachment.table.as_ref() == Some(id));
        let results =
            said.transit_associations.iter().filter(|orphan| named(&orphan.parent).as_ref() == Some(id));
        let by_result = results.flat_map(|orphan| orphan.items.iter().filter(|member| is_associated(member)));
        by_attachment
            .map(|attachment| attachment.id.clone())
            .chain(by_result.map(|member| member.attachment.clone()))
            .collect()
    };
    ids.into_iter().map(|id| Candidate { associated: associated(&id), id }).collect()
}

pub(super) fn is_associated(member: &Member) -> bool {
    member.state.is_empty() || member.state.eq_ignore_ascii_case("associated")
}

/// The table whose associations the attachments themselves confirm.
fn by_association(candidates: &[Candidate], members: &[&TransitAttachmentId]) -> Option<TransitTableId> {
    let mut fitting = candidates
        .iter()
        .filter(|candidate| members.iter().any(|member| candidate.associated.contains(*member)));
    match (fitting.next(), fitting.next(), candidates) {
        (Some(one), None, _) => Some(one.id.clone()),
        (None, None, [only]) => Some(only.id.clone()),
        _ => None,
    }
}

/// The only table, or the only one that anything is associated with: a table without associations routes
/// nothing, so nobody exports its routes alone.
fn only_used(
    candidates: &[Candidate],
    members: &[&TransitAttachmentId],
    attachments: &[super::partial::AttachmentPart],
) -> Option<TransitTableId> {
    if let [only] = candidates {
        return Some(only.id.clone());
    }
    // Routes lead to attachments of their own gateway; tables that serve other gateways cannot be theirs.
    let gateway_of = |id: &TransitAttachmentId| {
        attachments.iter().find(|part| part.attachment.id == *id).map(|part| &part.attachment.gateway)
    };
    let gateways: SortedSet<_> = members.iter().filter_map(|member| gateway_of(member)).collect();
    let mut used = candidates.iter().filter(|candidate| {
        candidate
            .associated
            .iter()
            .any(|id| gateways.is_empty() || gateway_of(id).is_some_and(|of| gateways.contains(of)))
    });
    match (used.next(), used.next()) {
        (Some(one), None) => Some(one.id.clone()),
        _ => None,
    }
}

/// Gives every result of get-managed-prefix-list-entries its list, where that can be found out.
pub(super) fn find_lists(said: &mut Partial) {
    let unnamed = said.prefix_entries.iter().filter(|orphan| orphan.parent.is_none()).count();
    for orphan in &mut said.prefix_entries {
        if orphan.parent.is_some() {
            continue;
        }
        let found = by_name(&said.prefix_lists, &orphan.name)
            .or_else(|| if unnamed == 1 { only_bare(&said.prefix_lists) } else { None });
        orphan.parent = found.map(|list| list.id.as_str().into());
        if orphan.parent.is_none() && !orphan.items.is_empty() {
            said.notices.push(Notice::ParentUnknown { call: orphan.call, place: orphan.place.clone() });
        }
    }
}

/// The list whose id the file's name holds, or whose name ends as the file's does: `….s3.json` for
/// `com.amazonaws.eu-west-1.s3`.
fn by_name<'l>(lists: &'l [PrefixList], file: &str) -> Option<&'l PrefixList> {
    let part = distinctive_part(file, Call::ManagedPrefixListEntries.name());
    if part.is_empty() {
        return None;
    }
    // Somebody's own file name may hold an id that looks like no AWS id.
    let by_id =
        lists.iter().filter(|list| part.contains(list.id.as_str())).max_by_key(|list| list.id.as_str().len());
    if by_id.is_some() {
        return by_id;
    }
    let fits = |list: &&PrefixList| {
        let rest = list.name.strip_suffix(part);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let mut fitting = lists.iter().filter(fits);
    let first = fitting.next()?;
    fitting.all(|other| other.id == first.id).then_some(first)
}

/// The only list that has no entries of its own.
fn only_bare(lists: &[PrefixList]) -> Option<&PrefixList> {
    let has_entries = |id| lists.iter().any(|list| list.id == id && list.entries.is_some());
    let mut bare = lists.iter().filter(|list| !has_entries(list.id.clone()));
    let first = bare.next()?;
    bare.all(|other| other.id == first.id).then_some(first)
}
