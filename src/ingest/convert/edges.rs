//! Gateways, NAT gateways, peering, VPN and endpoints.

use ipnet::IpNet;

use crate::model::Order as _;
use crate::model::*;
use crate::raw::edges as shape;
use crate::reader::{Reader, name_of};

/// VPCs by whether their attachment works. Internet gateways print `available`, others `attached` (rule S-26).
fn gateway<Id: From<IdText>>(
    reader: &mut Reader<'_>,
    id: Id,
    raw: &shape::Gateway<'_>,
    attachments: &[shape::VpcAttachment<'_>],
    place: Place,
) -> Gateway<Id> {
    let (mut vpcs, mut broken) = (Vec::new(), Vec::new());
    let works =
        |state: &str| ["", "attached", "available"].iter().any(|good| state.eq_ignore_ascii_case(good));
    for attachment in attachments {
        let Some(vpc) = reader.optional_id(&attachment.vpc_id) else { continue };
        if !works(&raw.state) {
            broken.push((vpc, (*raw.state).into()));
        } else if works(&attachment.state) {
            vpcs.push(vpc);
        } else {
            broken.push((vpc, (*attachment.state).into()));
        }
    }
    Gateway { id, name: name_of(&raw.tags), is_carrier: false, vpcs, broken, place }
}

pub(crate) fn internet_gateway(reader: &mut Reader<'_>, raw: &shape::Gateway<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.internet_gateway_id, "InternetGatewayId", &place) else { return };
    reader.holds(&raw.owner_id, "");
    let gateway = gateway(reader, id, raw, &raw.attachments, place);
    reader.out.internet_gateways.push(gateway);
}

/// A carrier gateway stands in its VPC from the start; its state is the attachment's.
pub(crate) fn carrier_gateway(reader: &mut Reader<'_>, raw: &shape::CarrierGateway<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.carrier_gateway_id, "CarrierGatewayId", &place) else { return };
    reader.holds(&raw.owner_id, "");
    let (mut vpcs, mut broken) = (Vec::new(), Vec::new());
    if let Some(vpc) = reader.optional_id(&raw.vpc_id) {
        if matches!(&*raw.state, "" | "available") {
            vpcs.push(vpc);
        } else {
            broken.push((vpc, (*raw.state).into()));
        }
    }
    let gateway = Gateway { id, name: name_of(&raw.tags), is_carrier: true, vpcs, broken, place };
    reader.out.internet_gateways.push(gateway);
}

pub(crate) fn local_gateway(reader: &mut Reader<'_>, raw: &shape::LocalGateway<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.local_gateway_id, "LocalGatewayId", &place) else { return };
    reader.holds(&raw.owner_id, "");
    let gateway = LocalGateway { id, name: name_of(&raw.tags), state: (*raw.state).into(), place };
    reader.out.local_gateways.push(gateway);
}

pub(crate) fn egress_only_gateway(reader: &mut Reader<'_>, raw: &shape::Gateway<'_>, place: Place) {
    let field = "EgressOnlyInternetGatewayId";
    let Some(id) = reader.own_id(&raw.egress_only_internet_gateway_id, field, &place) else { return };
    reader.holds("", "");
    let gateway = gateway(reader, id, raw, &raw.attachments, place);
    reader.out.egress_only_gateways.push(gateway);
}

pub(crate) fn vpn_gateway(reader: &mut Reader<'_>, raw: &shape::Gateway<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.vpn_gateway_id, "VpnGatewayId", &place) else { return };
    reader.holds("", "");
    let gateway = gateway(reader, id, raw, &raw.vpc_attachments, place);
    reader.out.vpn_gateways.push(gateway);
}

pub(crate) fn nat_gateway(reader: &mut Reader<'_>, raw: &shape::NatGateway<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.nat_gateway_id, "NatGatewayId", &place) else { return };
    reader.holds("", "");
    let mut addresses = Vec::new();
    for address in raw.nat_gateway_addresses.iter() {
        if !address.status.is_empty() && !address.status.eq_ignore_ascii_case("succeeded") {
            continue;
        }
        let zone = if address.availability_zone_id.is_empty() {
            &address.availability_zone
        } else {
            &address.availability_zone_id
        };
        addresses.push(NatAddress {
            private: reader.v4(&address.private_ip, &place),
            public: reader.v4(&address.public_ip, &place),
            interface: reader.optional_id(&address.network_interface_id),
            zone: (**zone).into(),
            primary: address.is_primary.is_set(),
        });
    }
    addresses.order_by_key(|address| !address.primary);
    // Captures from before the field existed have one address, which is the primary one.
    if let [only] = addresses.as_mut_slice() {
        only.primary = true;
    }
    let nat = NatGateway {
        id,
        name: name_of(&raw.tags),
        vpc: reader.id(&raw.vpc_id),
        subnet: reader.optional_id(&raw.subnet_id),
        route_table: reader.optional_id(&raw.route_table_id),
        state: raw.state.to_ascii_lowercase().into(),
        is_public: !raw.connectivity_type.eq_ignore_ascii_case("private"),
        is_regional: raw.availability_mode.eq_ignore_ascii_case("regional"),
        auto_zones: raw.auto_provision_zones.eq_ignore_ascii_case("enabled"),
        addresses,
        place,
    };
    reader.out.nat_gateways.push(nat);
}

pub(crate) fn customer_gateway(reader: &mut Reader<'_>, raw: &shape::CustomerGateway<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.customer_gateway_id, "CustomerGatewayId", &place) else { return };
    reader.holds("", "");
    let gateway =
        CustomerGateway { id, name: name_of(&raw.tags), address: raw.ip_address.trim().parse().ok(), place };
    reader.out.customer_gateways.push(gateway);
}

pub(crate) fn vpn_connection(reader: &mut Reader<'_>, raw: &shape::VpnConnection<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.vpn_connection_id, "VpnConnectionId", &place) else { return };
    reader.holds("", "");
    let mut routes = Vec::new();
    for route in raw.routes.iter() {
        if route.state.is_empty() || route.state.eq_ignore_ascii_case("available") {
            routes.extend(reader.block(&route.destination_cidr_block, &place));
        }
    }
    let connection = VpnConnection {
        id,
        name: name_of(&raw.tags),
        state: (*raw.state).into(),
        vpn_gateway: reader.optional_id(&raw.vpn_gateway_id),
        transit_gateway: reader.optional_id(&raw.transit_gateway_id),
        customer_gateway: reader.optional_id(&raw.customer_gateway_id),
        static_only: raw.options.as_ref().is_some_and(|options| options.static_routes_only.is_set()),
        routes,
        tunnels_up: raw.vgw_telemetry.iter().map(|tunnel| tunnel.status.eq_ignore_ascii_case("up")).collect(),
        place,
    };
    reader.out.vpn_connections.push(connection);
}

pub(crate) fn peering(reader: &mut Reader<'_>, raw: &shape::Peering<'_>, place: Place) {
    let field = "VpcPeeringConnectionId";
    let Some(id) = reader.own_id(&raw.vpc_peering_connection_id, field, &place) else { return };
    // Both sides print the connection, so its owners do not tell who was asked.
    reader.holds("", "");
    let peering = Peering {
        id,
        name: name_of(&raw.tags),
        status: raw.status.to_ascii_lowercase().into(),
        requester: side(reader, &raw.requester_vpc_info, &place),
        accepter: side(reader, &raw.accepter_vpc_info, &place),
        place,
    };
    reader.out.peerings.push(peering);
}

fn side(reader: &mut Reader<'_>, raw: &shape::PeeringSide<'_>, place: &Place) -> PeeringSide {
    let mut blocks: Vec<IpNet> = Vec::new();
    for block in raw.cidr_block_set.iter() {
        blocks.extend(reader.block(&block.cidr_block, place));
    }
    if blocks.is_empty() {
        blocks.extend(reader.block(&raw.cidr_block, place));
    }
    for block in raw.ipv6_cidr_block_set.iter() {
        blocks.extend(reader.block(&block.ipv6_cidr_block, place));
    }
    blocks.order();
    blocks.dedup();
    PeeringSide {
        vpc: reader.id(&raw.vpc_id),
        owner: (*raw.owner_id).into(),
        region: (*raw.region).into(),
        blocks,
    }
}

pub(crate) fn endpoint(reader: &mut Reader<'_>, raw: &shape::Endpoint<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.vpc_endpoint_id, "VpcEndpointId", &place) else { return };
    reader.holds(&raw.owner_id, "");
    let kind = match &*raw.vpc_endpoint_type {
        "Gateway" => EndpointKind::Gateway,
        "Interface" => EndpointKind::Interface,
        "GatewayLoadBalancer" => EndpointKind::GatewayLoadBalancer,
        "Resource" => EndpointKind::Resource,
        "ServiceNetwork" => EndpointKind::ServiceNetwork,
        // Captures from before interface endpoints existed print no type; route tables tell a gateway endpoint.
        "" if raw.network_interface_ids.is_empty() => EndpointKind::Gateway,
        "" => EndpointKind::Interface,
        _ => EndpointKind::Other,
    };
    let endpoint = Endpoint {
        id,
        name: name_of(&raw.tags),
        vpc: reader.id(&raw.vpc_id),
        kind,
        service: (*raw.service_name).into(),
        state: (*raw.state).into(),
        route_tables: raw.route_table_ids.iter().map(|id| reader.id(id)).collect(),
        subnets: raw.subnet_ids.iter().map(|id| reader.id(id)).collect(),
        interfaces: raw.network_interface_ids.iter().map(|id| reader.id(id)).collect(),
        groups: raw.groups.iter().filter_map(|group| reader.optional_id(&group.group_id)).collect(),
        // For S3 the name may be private for on-premises only, which asks by a resolver endpoint.
        private_dns: raw.private_dns_enabled.is_set()
            && !raw
                .dns_options
                .as_ref()
                .is_some_and(|options| options.private_dns_only_for_inbound_resolver_endpoint.is_set()),
        has_policy: raw.policy_document.is_own,
        dns: raw
            .dns_entries
            .iter()
            .filter(|entry| !entry.dns_name.is_empty())
            .map(|entry| (*entry.dns_name).into())
            .collect(),
        place,
    };
    reader.out.endpoints.push(endpoint);
}
