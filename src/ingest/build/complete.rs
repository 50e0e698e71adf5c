//! What AWS always has though a document may not print it: local routes, Regions, the VPC of a lone subnet.

use crate::model::*;
use crate::model::{SortedMap, SortedSet};
use crate::reader::region_of_zone;

/// VPCs with their Regions, and stubs for VPCs that only subnets, interfaces or route tables name.
pub(super) fn vpcs(
    mut vpcs: Table<Vpc>,
    network: &Network,
    route_tables: &[RouteTable],
    notices: &mut Vec<Notice>,
) -> Table<Vpc> {
    let mut stubs: SortedMap<&VpcId, Vpc> = SortedMap::new();
    let mut last: Option<&VpcId> = None;
    let mut named = |id, owner: &dyn Fn() -> Resource, place: &Place| {
        // Neighbours are mostly in one VPC.
        if last.replace(id) == Some(id)
            || VpcId::text(id).is_empty()
            || vpcs.find(id).is_some()
            || stubs.contains_key(id)
        {
            return;
        }
        notices.push(Notice::DanglingReference { owner: owner(), missing: id.resource(), call: Call::Vpcs });
        let stub = Vpc {
            id: id.clone(),
            name: "".into(),
            tags: Vec::new(),
            scope: Scope::default(),
            primary: None,
            blocks: Vec::new(),
            private_v6: Vec::new(),
            is_default: false,
            is_stub: true,
            dns: VpcDns::default(),
            encryption: None,
            place: place.clone(),
        };
        stubs.insert(id, stub);
    };
    for subnet in &network.subnets {
        named(&subnet.vpc, &|| subnet.id.resource(), &subnet.place);
    }
    for interface in &network.interfaces {
        named(&interface.vpc, &|| interface.id.resource(), &interface.place);
    }
    for table in route_tables {
        named(&table.vpc, &|| table.id.resource(), &table.place);
    }
    vpcs.add(stubs.into_values().collect());
    for subnet in &network.subnets {
        if let Some(vpc) = vpcs.find_mut(&subnet.vpc) {
            vpc.private_v6.extend(&subnet.private_v6);
            if vpc.scope.region.is_empty() {
                vpc.scope.region = region_of_zone(&subnet.zone).into();
            }
            // A subnet is owned by its VPC's owner; participants of a shared one see that owner too.
            if vpc.scope.account.is_empty() {
                vpc.scope.account = subnet.owner.clone();
            }
        }
    }
    vpcs
}

/// Route tables with their local routes, and with gateways found by id where the id has no prefix.
pub(super) fn route_tables(mut tables: Table<RouteTable>, network: &Network) -> Table<RouteTable> {
    for table in tables.iter_mut() {
        for route in &mut table.routes {
            if let RouteTarget::Unmodelled { field: "GatewayId", id } = &route.target
                && let Some(found) = gateway(network, id)
            {
                route.target = found;
            }
        }
        let Some(vpc) = network.vpcs.find(&table.vpc) else { continue };
        let present: SortedSet<_> = table
            .routes
            .iter()
            .filter_map(|route| match &route.destination {
                Destination::Block(block) => Some(*block),
                Destination::PrefixList(_) => None,
            })
            .collect();
        // A local route may have been given another target; then its destination is there (rule S-24).
        let missing = vpc.blocks.iter().filter(|block| !present.contains(*block)).map(|block| Route {
            destination: Destination::Block(*block),
            target: RouteTarget::Local,
            state: RouteState::Active,
            origin: RouteOrigin::Static,
            index: None,
        });
        table.routes.extend(missing.collect::<Vec<_>>());
    }
    tables
}

fn gateway(network: &Network, id: &str) -> Option<RouteTarget> {
    let (internet, vpn, endpoint) =
        (InternetGatewayId::from(id), VpnGatewayId::from(id), EndpointId::from(id));
    if network.internet_gateways.find(&internet).is_some() {
        return Some(RouteTarget::InternetGateway(internet));
    }
    if network.vpn_gateways.find(&vpn).is_some() {
        return Some(RouteTarget::VpnGateway(vpn));
    }
    network.endpoints.find(&endpoint).map(|_| RouteTarget::Endpoint(endpoint))
}

/// NAT gateways with the addresses of their interfaces where their own document leaves them out.
pub(super) fn nat_gateways(
    mut gateways: Table<NatGateway>,
    interfaces: &Table<Interface>,
) -> Table<NatGateway> {
    for gateway in gateways.iter_mut() {
        for address in &mut gateway.addresses {
            let Some(interface) = address.interface.as_ref().and_then(|id| interfaces.find(id)) else {
                continue;
            };
            let first = interface.addresses.first();
            let private = address.private.or_else(|| first.map(|first| first.private));
            address.private = private;
            if gateway.is_public && address.public.is_none() {
                address.public = private.and_then(|private| interface.public_of(private));
            }
        }
    }
    gateways
}
