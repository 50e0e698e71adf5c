//! Core networks of Cloud WAN: attachments and routes.

use crate::model::*;
use crate::raw::core_network as shape;
use crate::reader::{Reader, name_of};

pub(crate) fn attachment(reader: &mut Reader<'_>, raw: &shape::Attachment<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.attachment_id, "AttachmentId", &place) else { return };
    reader.holds(&raw.owner_account_id, &raw.edge_location);
    let resource = raw.resource_arn.rsplit('/').next().unwrap_or_default();
    let to = match &*raw.attachment_type {
        "VPC" => CoreAttached::Vpc(reader.id(resource)),
        "SITE_TO_SITE_VPN" => CoreAttached::Vpn(reader.id(resource)),
        "CONNECT" | "DIRECT_CONNECT_GATEWAY" => CoreAttached::Outside,
        "TRANSIT_GATEWAY_ROUTE_TABLE" => CoreAttached::Other,
        word => {
            reader.unexpected("AttachmentType", word, place.clone());
            CoreAttached::Other
        }
    };
    let attachment = CoreAttachment {
        id,
        name: name_of(&raw.tags),
        core: reader.id(&raw.core_network_id),
        to,
        state: (*raw.state).into(),
        segment: (*raw.segment_name).into(),
        edge: (*raw.edge_location).into(),
        place,
    };
    reader.out.core_attachments.push(attachment);
}

pub(crate) fn routes(reader: &mut Reader<'_>, raw: &shape::Routes<'_>, place: Place) {
    let edge = &raw.core_network_segment_edge;
    let Some(core) = reader.own_id(&edge.core_network_id, "CoreNetworkId", &place) else { return };
    reader.holds("", "");
    let mut routes = Vec::new();
    for (at, one) in raw.network_routes.iter().enumerate() {
        routes.extend(route(reader, one, place.inside(&format!("/NetworkRoutes/{at}"))));
    }
    let id = CoreTableId::of(&core, &edge.segment_name, &edge.edge_location);
    reader.out.core_tables.push(CoreTable { id, routes, place });
}

fn route(reader: &mut Reader<'_>, raw: &shape::Route<'_>, place: Place) -> Option<CoreRoute> {
    let destination = if raw.destination_cidr_block.is_empty() && !raw.prefix_list_id.is_empty() {
        TransitDestination::PrefixList(reader.id(&raw.prefix_list_id))
    } else {
        if raw.destination_cidr_block.is_empty() {
            reader.unreadable("a route without a destination", place.clone());
        }
        TransitDestination::Block(reader.block(&raw.destination_cidr_block, &place)?)
    };
    let to = raw.destinations.iter().map(|one| reader.optional_id(&one.core_network_attachment_id)).collect();
    Some(CoreRoute {
        destination,
        blackhole: raw.state.eq_ignore_ascii_case("blackhole"),
        is_static: !raw.r#type.eq_ignore_ascii_case("propagated"),
        to,
        place,
    })
}
