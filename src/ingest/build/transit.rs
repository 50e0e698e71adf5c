//! Transit gateways: four calls describe attachments, three results fill the tables.

use std::sync::Arc;

use super::merge::settle;
use crate::model::*;
use crate::model::{SortedMap, SortedSet};
use crate::parents::is_associated;
use crate::partial::{AttachmentPart, Member, Orphan, TransitRoutePart};

/// What the documents said about transit gateways.
pub(super) struct Said {
    pub(super) attachments: Vec<AttachmentPart>,
    pub(super) tables: Vec<TransitRouteTable>,
    pub(super) routes: Vec<Orphan<TransitRoutePart>>,
    pub(super) associations: Vec<Orphan<Member>>,
    pub(super) propagations: Vec<Orphan<Member>>,
}

type Attachments = SortedMap<TransitAttachmentId, TransitAttachment>;
type Tables = SortedMap<TransitTableId, TransitRouteTable>;

/// Fills the network's transit tables.
pub(super) fn merge(said: Said, network: &mut Network, notices: &mut Vec<Notice>) {
    let mut attachments = merge_attachments(said.attachments, notices);
    let mut tables = settle(said.tables, notices).into_map();
    // A table that only an attachment names belongs to the attachment's gateway.
    for attachment in attachments.values() {
        if let Some(id) = &attachment.table {
            known_table(&mut tables, id, &attachment.place).gateway.get_or_insert(attachment.gateway.clone());
        }
    }
    associate(&said.associations, &mut attachments, &mut tables, notices);
    let routes = said.routes.iter().flat_map(|orphan| {
        let members = orphan.items.iter().flat_map(|part| &part.members);
        members.map(|member| (&orphan.parent, member))
    });
    let propagations = said.propagations.iter();
    let propagated =
        propagations.flat_map(|orphan| orphan.items.iter().map(|member| (&orphan.parent, member)));
    for (parent, member) in routes.chain(propagated) {
        let table = parent.as_ref().and_then(|id| tables.get(&TransitTableId::from(id.clone())));
        let gateway = table.and_then(|table| table.gateway.clone());
        stub_attachment(&mut attachments, member, gateway, notices);
    }
    let propagating = propagating(&said.propagations);
    fill_routes(said.routes, &mut tables);
    for (id, members) in &propagating {
        let place = members.first().map(|member| member.place.clone()).unwrap_or_default();
        derive_routes(known_table(&mut tables, id, &place), members, network, notices);
    }
    stub_gateways(network, &attachments, &tables, notices);
    network.transit_attachments = Table::from_map(attachments);
    network.transit_tables = Table::from_map(tables);
}

fn known_table<'t>(tables: &'t mut Tables, id: &TransitTableId, place: &Place) -> &'t mut TransitRouteTable {
    tables.entry(id.clone()).or_insert_with(|| TransitRouteTable {
        id: id.clone(),
        name: "".into(),
        gateway: None,
        routes: Vec::new(),
        routes_known: false,
        truncated: false,
        place: place.clone(),
    })
}

fn merge_attachments(parts: Vec<AttachmentPart>, notices: &mut Vec<Notice>) -> Attachments {
    let mut merged = Attachments::new();
    for AttachmentPart { attachment: part, call } in parts {
        let Some(known) = merged.get_mut(&part.id) else {
            merged.insert(part.id.clone(), part);
            continue;
        };
        let is_same = (known.state.is_empty() || part.state.is_empty() || known.state == part.state)
            && (known.gateway.as_str().is_empty()
                || part.gateway.as_str().is_empty()
                || known.gateway == part.gateway
                // Both ends of a peering may print the attachment, each from its side.
                || matches!(known.to, AttachedTo::Peering { .. }));
        if !is_same {
            let notice = Notice::Contradiction { resource: part.id.resource(), place: known.place.clone() };
            notices.push(notice);
        }
        merge_one(known, part, call);
    }
    merged
}

fn merge_one(known: &mut TransitAttachment, part: TransitAttachment, call: Call) {
    // Peered gateways of two Regions print one attachment, each with its own table.
    let is_far_end = matches!(known.to, AttachedTo::Peering { .. })
        && !known.gateway.as_str().is_empty()
        && !part.gateway.as_str().is_empty()
        && known.gateway != part.gateway;
    if is_far_end {
        known.far_table = known.far_table.take().or(part.table);
        return;
    }
    if known.name.is_empty() {
        known.name = part.name;
    }
    if known.gateway.as_str().is_empty() {
        known.gateway = part.gateway;
    }
    if !part.state.is_empty() {
        known.state = part.state;
    }
    known.to = match (&known.to, part.to) {
        (AttachedTo::Other(word), better) if word.is_empty() => better,
        (
            AttachedTo::Peering { gateway, attachment },
            AttachedTo::Peering { gateway: other_gateway, attachment: other_attachment },
        ) => AttachedTo::Peering {
            gateway: gateway.clone().or(other_gateway),
            attachment: attachment.clone().or(other_attachment),
        },
        (AttachedTo::Connect(None), AttachedTo::Connect(transport)) => AttachedTo::Connect(transport),
        (known, _) => known.clone(),
    };
    // Only the call for VPC attachments prints subnets and options; its place is the most telling one.
    if call == Call::TransitVpcAttachments {
        known.appliance_mode = part.appliance_mode;
        known.group_references = part.group_references;
        known.place = part.place;
    }
    if part.subnets.is_some() {
        known.subnets = part.subnets;
    }
    known.table = known.table.take().or(part.table);
    known.policy_table |= part.policy_table;
    known.translates |= part.translates;
    known.association_known |= part.association_known;
}

/// Applies get-transit-gateway-route-table-associations.
fn associate(
    results: &[Orphan<Member>],
    attachments: &mut Attachments,
    tables: &mut Tables,
    notices: &mut Vec<Notice>,
) {
    let mut asked: SortedSet<TransitTableId> = SortedSet::new();
    for result in results {
        let Some(id) = result.parent.clone().map(TransitTableId::from) else { continue };
        asked.insert(id.clone());
        // A table without a gateway of its own has the gateway of what is associated with it.
        let by_member = result.items.iter().find_map(|member| attachments.get(&member.attachment));
        let by_member = by_member.map(|attachment| attachment.gateway.clone());
        let table = known_table(tables, &id, &result.place);
        table.gateway = table.gateway.take().or(by_member);
        let gateway = table.gateway.clone();
        for member in result.items.iter().filter(|member| is_associated(member)) {
            stub_attachment(attachments, member, gateway.clone(), notices);
            if let Some(attachment) = attachments.get_mut(&member.attachment) {
                let is_far_end = gateway.as_ref().is_some_and(|gateway| *gateway != attachment.gateway);
                if is_far_end && matches!(attachment.to, AttachedTo::Peering { .. }) {
                    attachment.far_table.get_or_insert_with(|| id.clone());
                } else {
                    attachment.table.get_or_insert_with(|| id.clone());
                    attachment.association_known = true;
                }
            }
        }
    }
    // When every table of a gateway was asked, an attachment in none of them has no association.
    let mut is_complete: SortedMap<TransitGatewayId, bool> = SortedMap::new();
    for table in tables.values() {
        if let Some(gateway) = &table.gateway {
            *is_complete.entry(gateway.clone()).or_insert(true) &= asked.contains(&table.id);
        }
    }
    for attachment in attachments.values_mut() {
        attachment.association_known |= is_complete.get(&attachment.gateway).copied().unwrap_or(false);
    }
}

/// An attachment that no attachment call describes, as a route, association or propagation names it.
fn stub_attachment(
    attachments: &mut Attachments,
    member: &Member,
    gateway: Option<TransitGatewayId>,
    notices: &mut Vec<Notice>,
) {
    let (Some(to), Some(gateway)) = (&member.to, gateway) else { return };
    if attachments.contains_key(&member.attachment) {
        return;
    }
    let (owner, missing) = (gateway.resource(), member.attachment.resource());
    notices.push(Notice::DanglingReference { owner, missing, call: Call::TransitAttachments });
    let stub = TransitAttachment {
        id: member.attachment.clone(),
        name: "".into(),
        gateway,
        to: to.clone(),
        // AWS lists routes and associations of working attachments only.
        state: "available".into(),
        subnets: None,
        table: None,
        far_table: None,
        association_known: false,
        policy_table: false,
        translates: false,
        appliance_mode: false,
        group_references: true,
        place: member.place.clone(),
    };
    attachments.insert(member.attachment.clone(), stub);
}

/// Enabled propagations by table; a table that was asked and has none has an empty list.
fn propagating(results: &[Orphan<Member>]) -> SortedMap<TransitTableId, Vec<Member>> {
    let mut by_table: SortedMap<TransitTableId, Vec<Member>> = SortedMap::new();
    for result in results {
        let Some(id) = result.parent.clone().map(TransitTableId::from) else { continue };
        let members = by_table.entry(id).or_default();
        for member in &result.items {
            let is_on = member.state.is_empty() || member.state.eq_ignore_ascii_case("enabled");
            if is_on && members.iter().all(|known| known.attachment != member.attachment) {
                members.push(member.clone());
            }
        }
    }
    by_table
}

/// Routes of search results, and static ones where a table has only those.
fn fill_routes(results: Vec<Orphan<TransitRoutePart>>, tables: &mut Tables) {
    for result in results {
        let Some(id) = result.parent.map(|id: Arc<str>| TransitTableId::from(id)) else { continue };
        let table = known_table(tables, &id, &result.place);
        table.truncated |= result.truncated;
        table.routes_known |= !result.static_only;
        for TransitRoutePart { route, .. } in result.items {
            // Two searches of one table overlap; two accounts may both list it.
            let is_known = table.routes.iter().any(|known| {
                known.destination == route.destination
                    && known.attachments == route.attachments
                    && known.blackhole == route.blackhole
                    && known.is_static == route.is_static
            });
            if !is_known {
                table.routes.push(route);
            }
        }
    }
}

/// Routes made from propagations, for a table without a search result (rules S-98, S-100).
fn derive_routes(
    table: &mut TransitRouteTable,
    members: &[Member],
    network: &Network,
    notices: &mut Vec<Notice>,
) {
    if table.routes_known {
        return;
    }
    table.routes_known = true;
    for member in members {
        let vpc = match &member.to {
            Some(AttachedTo::Vpc(id)) => network.vpcs.find(id).filter(|vpc| !vpc.is_stub).ok_or(Some(id)),
            // What VPN, Direct Connect and the like propagate is learned by BGP and stands in no document.
            _ => Err(None),
        };
        match vpc {
            Ok(vpc) => table.routes.extend(vpc.blocks.iter().map(|block| TransitRoute {
                destination: TransitDestination::Block(*block),
                blackhole: false,
                is_static: false,
                attachments: vec![member.attachment.clone()],
                place: member.place.clone(),
                derived: true,
            })),
            Err(missing) => {
                table.routes_known = false;
                let (owner, call) = (table.id.resource(), Call::Vpcs);
                let notice =
                    missing.map(|id| Notice::DanglingReference { owner, missing: id.resource(), call });
                notices.extend(notice);
            }
        }
    }
}

/// Transit gateways that only attachments and tables name.
fn stub_gateways(
    network: &mut Network,
    attachments: &Attachments,
    tables: &Tables,
    notices: &mut Vec<Notice>,
) {
    let mut stubs: SortedMap<TransitGatewayId, TransitGateway> = SortedMap::new();
    let by_attachment = attachments.values().map(|one| (&one.gateway, one.id.resource(), &one.place));
    let by_table = tables
        .values()
        .filter_map(|table| Some((table.gateway.as_ref()?, table.id.resource(), &table.place)));
    for (id, owner, place) in by_attachment.chain(by_table) {
        if id.as_str().is_empty() || network.transit_gateways.find(id).is_some() || stubs.contains_key(id) {
            continue;
        }
        notices.push(Notice::DanglingReference {
            owner,
            missing: id.resource(),
            call: Call::TransitGateways,
        });
        let stub = TransitGateway {
            id: id.clone(),
            name: "".into(),
            owner: "".into(),
            group_references: false,
            multicast: false,
            is_stub: true,
            place: place.clone(),
        };
        stubs.insert(id.clone(), stub);
    }
    network.transit_gateways.add(stubs.into_values().collect());
}
