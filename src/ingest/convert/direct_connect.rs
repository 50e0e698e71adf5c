//! Direct Connect gateways, their associations, and virtual interfaces.

use ipnet::IpNet;

use crate::model::*;
use crate::raw::direct_connect as shape;
use crate::reader::Reader;

pub(crate) fn gateway(reader: &mut Reader<'_>, raw: &shape::Gateway<'_>, place: Place) {
    let field = "directConnectGatewayId";
    let Some(id) = reader.own_id(&raw.direct_connect_gateway_id, field, &place) else { return };
    // It belongs to no Region.
    reader.holds(&raw.owner_account, "");
    let gateway = DirectConnectGateway {
        id,
        name: (*raw.direct_connect_gateway_name).into(),
        state: (*raw.direct_connect_gateway_state).into(),
        place,
    };
    reader.out.direct_connect_gateways.push(gateway);
}

pub(crate) fn association(reader: &mut Reader<'_>, raw: &shape::Association<'_>, place: Place) {
    let field = "directConnectGatewayId";
    let Some(gateway) = reader.own_id(&raw.direct_connect_gateway_id, field, &place) else { return };
    reader.holds("", &raw.associated_gateway.region);
    let other = &raw.associated_gateway;
    let text = if other.id.is_empty() { &raw.virtual_gateway_id } else { &other.id };
    if text.is_empty() {
        reader.unreadable("an association with no gateway", place);
        return;
    }
    let with = match &*other.r#type {
        "transitGateway" => AssociatedWith::TransitGateway(reader.id(text)),
        "" | "virtualPrivateGateway" => AssociatedWith::VpnGateway(reader.id(text)),
        word => {
            reader.unexpected("type", word, place);
            return;
        }
    };
    let own = if raw.association_id.is_empty() {
        format!("{} {}", &*raw.direct_connect_gateway_id, &**text)
    } else {
        raw.association_id.to_string()
    };
    let association = DirectConnectAssociation {
        id: reader.id(&own),
        gateway,
        with,
        state: (*raw.association_state).into(),
        allowed: prefixes(reader, &raw.allowed_prefixes_to_direct_connect_gateway, &place),
        place,
    };
    reader.out.direct_connect_associations.push(association);
}

pub(crate) fn virtual_interface(reader: &mut Reader<'_>, raw: &shape::VirtualInterface<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.virtual_interface_id, "virtualInterfaceId", &place) else { return };
    reader.holds(&raw.owner_account, &raw.region);
    let kind = match &*raw.virtual_interface_type {
        "private" => VirtualInterfaceKind::Private,
        "public" => VirtualInterfaceKind::Public,
        "transit" => VirtualInterfaceKind::Transit,
        word => {
            reader.unexpected("virtualInterfaceType", word, place.clone());
            VirtualInterfaceKind::Other
        }
    };
    let peers = raw.bgp_peers.iter().map(|peer| BgpPeer {
        is_v6: match &*peer.address_family {
            "ipv4" => Some(false),
            "ipv6" => Some(true),
            _ => None,
        },
        is_up: !peer.bgp_status.eq_ignore_ascii_case("down"),
    });
    let interface = VirtualInterface {
        id,
        name: (*raw.virtual_interface_name).into(),
        kind,
        state: (*raw.virtual_interface_state).into(),
        vpn_gateway: reader.optional_id(&raw.virtual_gateway_id),
        gateway: reader.optional_id(&raw.direct_connect_gateway_id),
        peers: peers.collect(),
        prefixes: prefixes(reader, &raw.route_filter_prefixes, &place),
        place,
    };
    reader.out.virtual_interfaces.push(interface);
}

fn prefixes(reader: &mut Reader<'_>, raw: &[shape::Prefix<'_>], place: &Place) -> Vec<IpNet> {
    raw.iter().filter_map(|prefix| reader.block(&prefix.cidr, place)).collect()
}
