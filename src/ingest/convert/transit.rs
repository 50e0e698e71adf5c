//! Transit gateways, attachments and what their tables hold.

use crate::model::*;
use crate::partial::{AttachmentPart, Member, Orphan, TransitRoutePart};
use crate::raw::transit as shape;
use crate::reader::{Reader, name_of, region_of_arn};

pub(crate) fn gateway(reader: &mut Reader<'_>, raw: &shape::TransitGateway<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.transit_gateway_id, "TransitGatewayId", &place) else { return };
    reader.holds(&raw.owner_id, region_of_arn(&raw.transit_gateway_arn));
    let support = raw.options.as_ref().map_or("", |options| &options.security_group_referencing_support);
    let gateway = TransitGateway {
        id,
        name: name_of(&raw.tags),
        owner: (*raw.owner_id).into(),
        group_references: support.eq_ignore_ascii_case("enable"),
        multicast: raw.options.as_ref().is_some_and(|o| o.multicast_support.eq_ignore_ascii_case("enable")),
        is_stub: false,
        place,
    };
    reader.out.transit_gateways.push(gateway);
}

/// What a `ResourceType` and `ResourceId` name.
pub(crate) fn attached_to(reader: &mut Reader<'_>, kind: &str, id: &str) -> Option<AttachedTo> {
    Some(match kind {
        "" => return None,
        "vpc" => AttachedTo::Vpc(reader.id(id)),
        "vpn" => AttachedTo::Vpn(reader.id(id)),
        "peering" | "tgw-peering" => {
            AttachedTo::Peering { gateway: reader.optional_id(id), attachment: None }
        }
        "direct-connect-gateway" => AttachedTo::DirectConnect(reader.id(id)),
        "connect" => AttachedTo::Connect(reader.optional_id(id)),
        other => AttachedTo::Other(other.into()),
    })
}

fn attachment(
    reader: &mut Reader<'_>,
    raw: &shape::Attachment<'_>,
    call: Call,
    to: AttachedTo,
    place: Place,
) {
    let field = "TransitGatewayAttachmentId";
    let Some(id) = reader.own_id(&raw.transit_gateway_attachment_id, field, &place) else { return };
    let asked = &reader.origin.scope.account;
    let owner = &*raw.transit_gateway_owner_id;
    let may_show_association = asked.is_empty() || owner.is_empty() || **asked == *owner;
    let association = raw.association.as_ref();
    let is_associated = association.is_some_and(|association| {
        association.state.is_empty() || association.state.eq_ignore_ascii_case("associated")
    });
    let in_effect = association.filter(|_| is_associated);
    let table = in_effect.and_then(|found| reader.optional_id(&found.transit_gateway_route_table_id));
    let is_on = |option: Option<&str>, default: bool| match option {
        Some(word) if !word.is_empty() => word.eq_ignore_ascii_case("enable"),
        Some(_) | None => default,
    };
    let options = raw.options.as_ref();
    let subnets = raw.subnet_ids.is_present.then(|| {
        let mut subnets: Vec<SubnetId> =
            raw.subnet_ids.iter().filter_map(|id| reader.optional_id(id)).collect();
        // AWS prints them in no order that means anything.
        subnets.order();
        subnets
    });
    let attachment = TransitAttachment {
        id,
        name: name_of(&raw.tags),
        gateway: reader.id(&raw.transit_gateway_id),
        to,
        state: (*raw.state).into(),
        subnets,
        table,
        far_table: None,
        association_known: call == Call::TransitAttachments
            && (may_show_association || raw.association.is_some()),
        policy_table: in_effect.is_some_and(|found| !found.transit_gateway_policy_table_id.is_empty()),
        translates: is_on(Some(&*raw.nat_gateway_support), false)
            || raw.nat_gateway_support.eq_ignore_ascii_case("enabled"),
        appliance_mode: is_on(options.map(|options| &*options.appliance_mode_support), false),
        group_references: is_on(options.map(|options| &*options.security_group_referencing_support), true),
        place,
    };
    reader.out.transit_attachments.push(AttachmentPart { attachment, call });
}

pub(crate) fn any_attachment(reader: &mut Reader<'_>, raw: &shape::Attachment<'_>, place: Place) {
    reader.holds(&raw.transit_gateway_owner_id, "");
    let to = attached_to(reader, &raw.resource_type, &raw.resource_id);
    attachment(reader, raw, Call::TransitAttachments, to.unwrap_or(AttachedTo::Other("".into())), place);
}

pub(crate) fn vpc_attachment(reader: &mut Reader<'_>, raw: &shape::Attachment<'_>, place: Place) {
    reader.holds(&raw.vpc_owner_id, "");
    let to = AttachedTo::Vpc(reader.id(&raw.vpc_id));
    attachment(reader, raw, Call::TransitVpcAttachments, to, place);
}

/// A peering attachment names both gateways; the nearer one is the one of the account and Region asked, else
/// the requester's.
pub(crate) fn peering_attachment(reader: &mut Reader<'_>, raw: &shape::Attachment<'_>, place: Place) {
    reader.holds("", "");
    let (requester, accepter) = (&raw.requester_tgw_info, &raw.accepter_tgw_info);
    let asked = reader.origin.scope.clone();
    let is_asked = |side: &shape::PeeringInfo<'_>| {
        (*side.owner_id == *asked.account || asked.account.is_empty()) && *side.region == *asked.region
    };
    let (near, far) = if is_asked(accepter) && !is_asked(requester) {
        (accepter, requester)
    } else {
        (requester, accepter)
    };
    let to = AttachedTo::Peering {
        gateway: reader.optional_id(&far.transit_gateway_id),
        attachment: reader.optional_id(&raw.accepter_transit_gateway_attachment_id),
    };
    let at = reader.out.transit_attachments.len();
    let near: TransitGatewayId = reader.id(&near.transit_gateway_id);
    attachment(reader, raw, Call::TransitPeeringAttachments, to, place);
    if let Some(part) = reader.out.transit_attachments.get_mut(at) {
        part.attachment.gateway = near;
    }
}

pub(crate) fn connect(reader: &mut Reader<'_>, raw: &shape::Attachment<'_>, place: Place) {
    reader.holds("", "");
    let transport = reader.optional_id(&raw.transport_transit_gateway_attachment_id);
    attachment(reader, raw, Call::TransitConnects, AttachedTo::Connect(transport), place);
}

pub(crate) fn connect_peer(reader: &mut Reader<'_>, raw: &shape::ConnectPeer<'_>, place: Place) {
    let field = "TransitGatewayConnectPeerId";
    let Some(id) = reader.own_id(&raw.transit_gateway_connect_peer_id, field, &place) else { return };
    reader.holds("", "");
    let sessions = raw.connect_peer_configuration.bgp_configurations.iter();
    let peer = ConnectPeer {
        id,
        name: name_of(&raw.tags),
        attachment: reader.id(&raw.transit_gateway_attachment_id),
        state: (*raw.state).into(),
        sessions_up: sessions.map(|session| session.bgp_status.eq_ignore_ascii_case("up")).collect(),
        place,
    };
    reader.out.connect_peers.push(peer);
}

pub(crate) fn table(reader: &mut Reader<'_>, raw: &shape::Table<'_>, place: Place) {
    let field = "TransitGatewayRouteTableId";
    let Some(id) = reader.own_id(&raw.transit_gateway_route_table_id, field, &place) else { return };
    reader.holds("", "");
    let table = TransitRouteTable {
        id,
        name: name_of(&raw.tags),
        gateway: reader.optional_id(&raw.transit_gateway_id),
        routes: Vec::new(),
        routes_known: false,
        truncated: false,
        place,
    };
    reader.out.transit_tables.push(table);
}

fn member(reader: &mut Reader<'_>, raw: &shape::Member<'_>, place: &Place) -> Option<Member> {
    Some(Member {
        attachment: reader.optional_id(&raw.transit_gateway_attachment_id)?,
        to: attached_to(reader, &raw.resource_type, &raw.resource_id),
        state: (*raw.state).into(),
        place: place.clone(),
    })
}

fn route_part(reader: &mut Reader<'_>, raw: &shape::Route<'_>, place: Place) -> Option<TransitRoutePart> {
    let is_blackhole = raw.state.eq_ignore_ascii_case("blackhole");
    match &*raw.state {
        "" | "active" | "blackhole" => {}
        // Routes on their way in or out carry nothing.
        "pending" | "deleting" | "deleted" => return None,
        other => reader.unexpected("State", other, place.clone()),
    }
    let destination = if raw.prefix_list_id.is_empty() {
        if raw.destination_cidr_block.is_empty() {
            reader.unreadable("a route without a destination", place.clone());
        }
        TransitDestination::Block(reader.block(&raw.destination_cidr_block, &place)?)
    } else if raw.destination_cidr_block.is_empty() {
        TransitDestination::PrefixList(reader.id(&raw.prefix_list_id))
    } else {
        // A search prints one route for each entry of a referenced list.
        TransitDestination::Block(reader.block(&raw.destination_cidr_block, &place)?)
    };
    let mut members = Vec::new();
    for raw in raw.transit_gateway_attachments.iter() {
        members.extend(member(reader, raw, &place));
    }
    let route = TransitRoute {
        destination,
        blackhole: is_blackhole,
        is_static: !raw.r#type.eq_ignore_ascii_case("propagated"),
        attachments: members.iter().map(|member| member.attachment.clone()).collect(),
        place,
        derived: false,
    };
    Some(TransitRoutePart { route, members })
}

pub(crate) fn route(reader: &mut Reader<'_>, raw: &shape::Route<'_>, place: Place) {
    let part = route_part(reader, raw, place);
    if let (Some(part), Some(list)) = (part, reader.out.transit_routes.last_mut()) {
        list.items.push(part);
    }
}

pub(crate) fn association(reader: &mut Reader<'_>, raw: &shape::Member<'_>, place: Place) {
    let member = member(reader, raw, &place);
    if let (Some(member), Some(list)) = (member, reader.out.transit_associations.last_mut()) {
        list.items.push(member);
    }
}

pub(crate) fn propagation(reader: &mut Reader<'_>, raw: &shape::Member<'_>, place: Place) {
    let member = member(reader, raw, &place);
    if let (Some(member), Some(list)) = (member, reader.out.transit_propagations.last_mut()) {
        list.items.push(member);
    }
}

/// One table's static routes, as Batfish wraps them.
pub(crate) fn static_routes(reader: &mut Reader<'_>, raw: &shape::TableWrapper<'_>, place: Place) {
    let id = &*raw.transit_gateway_route_table_id;
    let parent = (!id.is_empty()).then(|| reader.text(id));
    let mut items = Vec::new();
    for (at, route) in raw.routes.iter().enumerate() {
        items.extend(route_part(reader, route, place.inside(&format!("/Routes/{at}"))));
    }
    let name = reader.name.into();
    let truncated = raw.additional_routes_available.is_set();
    let call = Call::TransitRoutes;
    reader.out.transit_routes.push(Orphan { call, parent, name, items, truncated, static_only: true, place });
}

/// One table's propagations, as Batfish wraps them.
pub(crate) fn propagations(reader: &mut Reader<'_>, raw: &shape::TableWrapper<'_>, place: Place) {
    let id = &*raw.transit_gateway_route_table_id;
    let parent = (!id.is_empty()).then(|| reader.text(id));
    let mut items = Vec::new();
    for (at, one) in raw.transit_gateway_route_table_propagations.iter().enumerate() {
        let at = place.inside(&format!("/TransitGatewayRouteTablePropagations/{at}"));
        items.extend(member(reader, one, &at));
    }
    let name = reader.name.into();
    let call = Call::TransitPropagations;
    reader.out.transit_propagations.push(Orphan {
        call,
        parent,
        name,
        items,
        truncated: false,
        static_only: false,
        place,
    });
}
