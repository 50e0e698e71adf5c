//! Ids that decide something and that no document describes.

use crate::model::SortedSet;
use crate::model::*;

/// Notes each missing id once, with the first resource that names it.
pub(super) fn check(network: &Network, notices: &mut Vec<Notice>) {
    let mut found = Found { network, missing: SortedSet::new(), notices };
    interfaces(&mut found);
    subnets_of(&mut found);
    for table in &network.route_tables {
        routes(&mut found, table);
    }
    for group in &network.groups {
        rules(&mut found, group);
    }
    transit(&mut found);
}

struct Found<'n> {
    network: &'n Network,
    missing: SortedSet<Resource>,
    notices: &'n mut Vec<Notice>,
}

impl Found<'_> {
    fn note(&mut self, is_there: bool, owner: Resource, missing: Resource, call: Call) {
        if !is_there && !missing.id.is_empty() && self.missing.insert(missing.clone()) {
            self.notices.push(Notice::DanglingReference { owner, missing, call });
        }
    }

    /// Whether any document of the call was read. Gateways of a kind that was not exported at all are taken
    /// to be attached, with an assumption in the answer, so they do not dangle.
    fn has_read(&self, call: Call) -> bool {
        self.network.read.iter().any(|(read, _)| *read == call)
    }
}

fn interfaces(found: &mut Found<'_>) {
    let network = found.network;
    // Without any instances the interface's own state speaks for them.
    let has_instances = found.has_read(Call::Instances);
    let (mut subnets, mut groups) = (Seeker::new(&network.subnets), Seeker::new(&network.groups));
    for interface in &network.interfaces {
        let owner = || interface.id.resource();
        if !subnets.has(&interface.subnet) {
            found.note(false, owner(), interface.subnet.resource(), Call::Subnets);
        }
        for group in interface.groups.iter().filter(|group| !groups.has(group)) {
            found.note(false, owner(), group.resource(), Call::SecurityGroups);
        }
        if has_instances
            && let Some(instance) = interface.instance()
            && network.instances.find(instance).is_none()
        {
            found.note(false, owner(), instance.resource(), Call::Instances);
        }
    }
}

/// Associations of tables and network ACLs, and NAT gateways, each with a subnet.
fn subnets_of(found: &mut Found<'_>) {
    let network = found.network;
    for table in &network.route_tables {
        for association in &table.associations {
            if let Association::Subnet(id) = association {
                let is_there = network.subnets.find(id).is_some();
                found.note(is_there, table.id.resource(), id.resource(), Call::Subnets);
            }
        }
    }
    for nacl in &network.nacls {
        for id in &nacl.subnets {
            found.note(network.subnets.find(id).is_some(), nacl.id.resource(), id.resource(), Call::Subnets);
        }
    }
    for nat in network.nat_gateways.iter().filter(|nat| nat.state.eq_ignore_ascii_case("available")) {
        if let Some(id) = &nat.subnet {
            found.note(network.subnets.find(id).is_some(), nat.id.resource(), id.resource(), Call::Subnets);
        }
        if let Some(id) = &nat.route_table {
            let is_there = network.route_tables.find(id).is_some();
            found.note(is_there, nat.id.resource(), id.resource(), Call::RouteTables);
        }
    }
}

fn routes(found: &mut Found<'_>, table: &RouteTable) {
    let network = found.network;
    for route in &table.routes {
        if let Destination::PrefixList(id) = &route.destination {
            prefix_list(found, table.id.resource(), id);
        }
        // The target of a blackhole is usually gone, which is what makes it one.
        if route.state == RouteState::Blackhole {
            continue;
        }
        let owner = table.id.resource();
        match &route.target {
            RouteTarget::InternetGateway(id) if found.has_read(Call::InternetGateways) => {
                let is_there = network.internet_gateways.find(id).is_some();
                found.note(is_there, owner, id.resource(), Call::InternetGateways);
            }
            RouteTarget::VpnGateway(id) if found.has_read(Call::VpnGateways) => {
                found.note(network.vpn_gateways.find(id).is_some(), owner, id.resource(), Call::VpnGateways);
            }
            RouteTarget::EgressOnlyGateway(id) if found.has_read(Call::EgressOnlyInternetGateways) => {
                let is_there = network.egress_only_gateways.find(id).is_some();
                found.note(is_there, owner, id.resource(), Call::EgressOnlyInternetGateways);
            }
            RouteTarget::Endpoint(id) => {
                found.note(network.endpoints.find(id).is_some(), owner, id.resource(), Call::Endpoints);
            }
            RouteTarget::NatGateway(id) => {
                found.note(network.nat_gateways.find(id).is_some(), owner, id.resource(), Call::NatGateways);
            }
            RouteTarget::Interface(id) => {
                let is_there = network.interfaces.find(id).is_some();
                found.note(is_there, owner, id.resource(), Call::NetworkInterfaces);
            }
            RouteTarget::Instance(id) => {
                found.note(network.instances.find(id).is_some(), owner, id.resource(), Call::Instances);
            }
            RouteTarget::TransitGateway(id) => {
                let is_there = network.transit_gateways.find(id).is_some();
                found.note(is_there, owner, id.resource(), Call::TransitGateways);
            }
            RouteTarget::Peering(id) => {
                found.note(
                    network.peerings.find(id).is_some(),
                    owner,
                    id.resource(),
                    Call::PeeringConnections,
                );
            }
            RouteTarget::InternetGateway(_)
            | RouteTarget::VpnGateway(_)
            | RouteTarget::EgressOnlyGateway(_)
            | RouteTarget::Local
            | RouteTarget::CoreNetwork(_)
            | RouteTarget::CarrierGateway(_)
            | RouteTarget::LocalGateway(_)
            | RouteTarget::OracleNetwork(_)
            | RouteTarget::Unmodelled { .. }
            | RouteTarget::None => {}
        }
    }
}

/// A list counts as missing while its entries are: they are what decides.
fn prefix_list(found: &mut Found<'_>, owner: Resource, id: &PrefixListId) {
    let has_entries = found.network.prefix_lists.find(id).is_some_and(|list| list.entries.is_some());
    found.note(has_entries, owner, id.resource(), Call::ManagedPrefixListEntries);
}

fn rules(found: &mut Found<'_>, group: &SecurityGroup) {
    for rule in group.ingress.iter().chain(&group.egress) {
        match &rule.peer {
            Peer::PrefixList(id) => prefix_list(found, group.id.resource(), id),
            Peer::Group(peer) if !peer.is_stale => {
                let is_there = found.network.groups.find(&peer.group).is_some();
                found.note(is_there, group.id.resource(), peer.group.resource(), Call::SecurityGroups);
            }
            Peer::Group(_) | Peer::Block(_) | Peer::Unknown => {}
        }
    }
}

fn transit(found: &mut Found<'_>) {
    let network = found.network;
    for table in &network.transit_tables {
        for route in &table.routes {
            if let TransitDestination::PrefixList(id) = &route.destination {
                prefix_list(found, table.id.resource(), id);
            }
            for id in &route.attachments {
                let is_there = network.transit_attachments.find(id).is_some();
                found.note(is_there, table.id.resource(), id.resource(), Call::TransitAttachments);
            }
        }
    }
    for attachment in network.transit_attachments.iter().filter(|attachment| attachment.is_up()) {
        let owner = || attachment.id.resource();
        // A table that is only named, never described nor searched, holds nothing to walk.
        if let Some(id) = &attachment.table
            && let Some(table) = network.transit_tables.find(id)
        {
            found.note(table.routes_known, owner(), id.resource(), Call::TransitRoutes);
        }
        // Subnets of another account's VPC are that account's to show.
        if let AttachedTo::Vpc(vpc) = &attachment.to
            && network.vpcs.find(vpc).is_some_and(|vpc| !vpc.is_stub)
        {
            for id in attachment.subnets.iter().flatten() {
                found.note(network.subnets.find(id).is_some(), owner(), id.resource(), Call::Subnets);
            }
        }
    }
}
