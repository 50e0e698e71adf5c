//! VPCs, subnets and route tables.

use ipnet::IpNet;

use super::block_public_access::printed;
use crate::model::Order as _;
use crate::model::*;
use crate::raw;
use crate::reader::{Reader, name_of, region_of_arn, region_of_zone};

/// Blocks whose association is in effect; an absent state is what old captures print for one (rule S-9).
fn associated(
    reader: &mut Reader<'_>,
    sets: &[raw::core::BlockAssociation<'_>],
    place: &Place,
) -> Vec<IpNet> {
    let mut blocks = Vec::new();
    for association in sets {
        let state = if association.cidr_block.is_empty() {
            &association.ipv6_cidr_block_state
        } else {
            &association.cidr_block_state
        };
        if state.is_empty() || state.eq_ignore_ascii_case("associated") {
            blocks.extend(reader.block(&association.cidr_block, place));
            blocks.extend(reader.block(&association.ipv6_cidr_block, place));
        }
    }
    blocks
}

/// The associated IPv6 blocks that are marked private (rule S-67).
fn private_v6(
    reader: &mut Reader<'_>,
    sets: &[raw::core::BlockAssociation<'_>],
    place: &Place,
) -> Vec<IpNet> {
    let is_private =
        |one: &&raw::core::BlockAssociation<'_>| one.ipv6_address_attribute.eq_ignore_ascii_case("private");
    let marked = sets.iter().filter(is_private);
    marked.filter_map(|one| reader.block(&one.ipv6_cidr_block, place)).collect()
}

pub(crate) fn vpc(reader: &mut Reader<'_>, raw: &raw::core::Vpc<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.vpc_id, "VpcId", &place) else { return };
    let primary = reader.block(&raw.cidr_block, &place);
    let mut blocks = associated(reader, &raw.cidr_block_association_set, &place);
    if raw.cidr_block_association_set.is_empty() {
        blocks.extend(primary);
    }
    blocks.extend(associated(reader, &raw.ipv6_cidr_block_association_set, &place));
    blocks.order();
    blocks.dedup();
    let private_v6 = private_v6(reader, &raw.ipv6_cidr_block_association_set, &place);
    printed(reader, raw.block_public_access_states.as_ref(), VpcId::resource(&id), &place);
    let encryption = raw
        .encryption_control
        .as_ref()
        .and_then(|raw| super::endpoint_services::control(raw, place.inside("/EncryptionControl")));
    let vpc = Vpc {
        id,
        name: name_of(&raw.tags),
        tags: reader.tags(&raw.tags),
        scope: reader.scope(&raw.owner_id, &raw.region),
        primary,
        blocks,
        private_v6,
        is_default: raw.is_default.is_set(),
        is_stub: false,
        dns: VpcDns::default(),
        encryption,
        place,
    };
    reader.out.vpcs.push(vpc);
}

pub(crate) fn vpc_attribute(reader: &mut Reader<'_>, raw: &raw::core::VpcAttribute<'_>, place: Place) {
    let Some(vpc) = reader.own_id(&raw.vpc_id, "VpcId", &place) else { return };
    reader.scope("", "");
    let value = |value: &Option<raw::core::AttributeValue>| value.as_ref().and_then(|one| one.value.0);
    let dns = VpcDns { support: value(&raw.enable_dns_support), hostnames: value(&raw.enable_dns_hostnames) };
    reader.out.vpc_attributes.push((vpc, dns));
}

pub(crate) fn subnet(reader: &mut Reader<'_>, raw: &raw::core::Subnet<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.subnet_id, "SubnetId", &place) else { return };
    let mut blocks: Vec<IpNet> = reader.block(&raw.cidr_block, &place).into_iter().collect();
    blocks.extend(associated(reader, &raw.ipv6_cidr_block_association_set, &place));
    blocks.order();
    blocks.dedup();
    let private_v6 = private_v6(reader, &raw.ipv6_cidr_block_association_set, &place);
    let zone_region = region_of_zone(&raw.availability_zone);
    let region = if zone_region.is_empty() { region_of_arn(&raw.subnet_arn) } else { zone_region };
    reader.holds(&raw.owner_id, region);
    printed(reader, raw.block_public_access_states.as_ref(), SubnetId::resource(&id), &place);
    let subnet = Subnet {
        id,
        name: name_of(&raw.tags),
        tags: reader.tags(&raw.tags),
        vpc: reader.id(&raw.vpc_id),
        owner: (*raw.owner_id).into(),
        blocks,
        private_v6,
        zone: (*raw.availability_zone).into(),
        zone_id: (*raw.availability_zone_id).into(),
        place,
    };
    reader.out.subnets.push(subnet);
}

pub(crate) fn route_table(reader: &mut Reader<'_>, raw: &raw::core::RouteTable<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.route_table_id, "RouteTableId", &place) else { return };
    reader.holds(&raw.owner_id, "");
    let mut associations = Vec::new();
    for association in raw.associations.iter() {
        let state = &association.association_state;
        if !state.is_empty() && !state.eq_ignore_ascii_case("associated") {
            continue;
        }
        if association.main.is_set() {
            associations.push(Association::Main);
        }
        if !association.subnet_id.is_empty() {
            associations.push(Association::Subnet(reader.id(&association.subnet_id)));
        }
        if !association.gateway_id.is_empty() {
            associations.push(Association::Gateway((*association.gateway_id).into()));
        }
        if !association.public_ipv4_pool.is_empty() {
            associations.push(Association::Pool((*association.public_ipv4_pool).into()));
        }
    }
    let propagating =
        raw.propagating_vgws.iter().filter_map(|vgw| reader.optional_id(&vgw.gateway_id)).collect();
    let mut routes = Vec::with_capacity(raw.routes.len());
    for (index, route) in (0..).zip(raw.routes.iter()) {
        let at = place.inside(&format!("/Routes/{index}"));
        routes.extend(self::route(reader, route, index, &at));
    }
    let table = RouteTable {
        id,
        name: name_of(&raw.tags),
        vpc: reader.id(&raw.vpc_id),
        associations,
        propagating,
        routes,
        place,
    };
    reader.out.route_tables.push(table);
}

fn route(reader: &mut Reader<'_>, raw: &raw::core::Route<'_>, index: u32, place: &Place) -> Option<Route> {
    let text = if raw.destination_cidr_block.is_empty() {
        &raw.destination_ipv6_cidr_block
    } else {
        &raw.destination_cidr_block
    };
    let destination = if !text.is_empty() {
        // The notice of `block` stays with the network: without this route, others may win.
        Destination::Block(reader.block(text, place)?)
    } else if raw.destination_prefix_list_id.is_empty() {
        reader.unreadable("a route without a destination", place.clone());
        return None;
    } else {
        Destination::PrefixList(reader.id(&raw.destination_prefix_list_id))
    };
    let state = match &*raw.state {
        state if state.is_empty() || state.eq_ignore_ascii_case("active") => RouteState::Active,
        state if state.eq_ignore_ascii_case("blackhole") => RouteState::Blackhole,
        state => {
            reader.unexpected("State", state, place.clone());
            RouteState::Other
        }
    };
    let origin = match &*raw.origin {
        "EnableVgwRoutePropagation" => RouteOrigin::Propagated,
        "Advertisement" => RouteOrigin::Advertised,
        "" | "CreateRoute" | "CreateRouteTable" => RouteOrigin::Static,
        other => {
            reader.unexpected("Origin", other, place.clone());
            RouteOrigin::Static
        }
    };
    Some(Route { destination, target: target(reader, raw), state, origin, index: Some(index) })
}

/// Exactly one target field is set, besides companions; asked in the order of rule S-27.
fn target(reader: &mut Reader<'_>, raw: &raw::core::Route<'_>) -> RouteTarget {
    let unmodelled = |field: &'static str, id: &str| RouteTarget::Unmodelled { field, id: id.into() };
    let gateway = &*raw.gateway_id;
    if !gateway.is_empty() {
        return match gateway.split_once('-').map_or(gateway, |(prefix, _)| prefix) {
            "local" => RouteTarget::Local,
            "igw" => RouteTarget::InternetGateway(reader.id(gateway)),
            "vgw" => RouteTarget::VpnGateway(reader.id(gateway)),
            "vpce" => RouteTarget::Endpoint(reader.id(gateway)),
            // Ids without AWS's prefixes are looked up among the gateways once all documents are read.
            _ => unmodelled("GatewayId", gateway),
        };
    }
    if !raw.egress_only_internet_gateway_id.is_empty() {
        RouteTarget::EgressOnlyGateway(reader.id(&raw.egress_only_internet_gateway_id))
    } else if !raw.nat_gateway_id.is_empty() {
        RouteTarget::NatGateway(reader.id(&raw.nat_gateway_id))
    } else if !raw.network_interface_id.is_empty() {
        RouteTarget::Interface(reader.id(&raw.network_interface_id))
    } else if !raw.instance_id.is_empty() {
        RouteTarget::Instance(reader.id(&raw.instance_id))
    } else if !raw.transit_gateway_id.is_empty() {
        RouteTarget::TransitGateway(reader.id(&raw.transit_gateway_id))
    } else if !raw.vpc_peering_connection_id.is_empty() {
        RouteTarget::Peering(reader.id(&raw.vpc_peering_connection_id))
    } else if !raw.local_gateway_id.is_empty() {
        RouteTarget::LocalGateway(reader.id(&raw.local_gateway_id))
    } else if !raw.carrier_gateway_id.is_empty() {
        RouteTarget::CarrierGateway(reader.id(&raw.carrier_gateway_id))
    } else if !raw.core_network_arn.is_empty() {
        let id = raw.core_network_arn.rsplit('/').next().unwrap_or_default();
        RouteTarget::CoreNetwork(reader.id(id))
    } else if !raw.odb_network_arn.is_empty() {
        RouteTarget::OracleNetwork(reader.id(&raw.odb_network_arn))
    } else {
        RouteTarget::None
    }
}
