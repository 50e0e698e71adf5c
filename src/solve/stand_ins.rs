//! Who may stand for whom in a walk: where the sets leave the word to it, one walk answers for many pairs.

use ipnet::IpNet;

use super::flat::{Key, span};
use super::plane::Plane;
use super::seats::{GroupsNo, Traits};
use crate::graph::{Ix, Topology};
use crate::model::{
    AclPeer, Interface, InterfaceKind, Network, Peer, RouteTarget, SortedMap, SortedSet, TransitDestination,
    Way,
};
use crate::space::Family;

/// What all that are alike to any walk have in common.
type Alike = (Ix, usize, GroupsNo, Traits, bool, Option<Ix>);

impl<K: Key> Plane<K> {
    /// Interfaces with an address of the family, those together that every walk treats alike: same subnet, groups and
    /// state, addresses between the same boundaries of all blocks there are, and named by nothing themselves.
    pub(super) fn stand_ins(&self, network: &Network, topology: &Topology) -> Vec<Vec<Ix>> {
        let mut cuts: Vec<K> = Vec::new();
        for (first, last) in blocks(network).filter_map(span::<K>) {
            cuts.push(first);
            cuts.extend(last.after());
        }
        K::sort(&mut cuts);
        cuts.dedup();
        let named = Named::of(network);
        let mut alike: SortedMap<Alike, Vec<Ix>> = SortedMap::new();
        for seat in &self.seats {
            let Some(interface) = network.interfaces.at(seat.interface as usize) else { continue };
            let atom = cuts.partition_point(|cut| *cut <= seat.key);
            // An internet gateway treats those with a public address otherwise.
            let is_public = match K::FAMILY {
                Family::V4 => interface.addresses.first().is_some_and(|address| address.public.is_some()),
                Family::V6 => interface.deny_internet_gateway,
            };
            // An address that two VPCs have, foreign addresses let through, whole prefixes: nothing else is like that.
            let is_alone = named.has(interface)
                || interface.own_addresses().any(|own| topology.owners_anywhere(own).len() > 1)
                || !interface.source_dest_check
                || !interface.prefixes.is_empty();
            let itself = is_alone.then_some(seat.interface);
            let key = (seat.subnet, atom, seat.groups, seat.traits, is_public, itself);
            alike.entry(key).or_default().push(seat.interface);
        }
        alike.into_values().collect()
    }
}

/// Every block that anything in the network compares addresses with.
fn blocks(network: &Network) -> impl Iterator<Item = &IpNet> {
    let routes = network.route_tables.iter().flat_map(|table| &table.routes);
    let transit = network.transit_tables.iter().flat_map(|table| &table.routes);
    let rules = network.groups.iter().flat_map(|group| group.ingress.iter().chain(&group.egress));
    let entries = network
        .nacls
        .iter()
        .flat_map(|nacl| [Way::Ingress, Way::Egress].into_iter().flat_map(|way| nacl.entries(way).values()));
    let peers =
        network.peerings.iter().flat_map(|one| one.requester.blocks.iter().chain(&one.accepter.blocks));
    let listeners = network.load_balancers.iter().flat_map(|balancer| balancer.listeners.iter().flatten());
    let conditions = listeners
        .flat_map(|listener| listener.rules.iter().flatten())
        .filter_map(|rule| rule.sources.as_ref());
    routes
        .filter_map(|route| route.destination.block())
        .chain(transit.filter_map(|route| match &route.destination {
            TransitDestination::Block(block) => Some(block),
            TransitDestination::PrefixList(_) => None,
        }))
        .chain(rules.filter_map(|rule| match &rule.peer {
            Peer::Block(block) => Some(block),
            Peer::PrefixList(_) | Peer::Group(_) | Peer::Unknown => None,
        }))
        .chain(entries.filter_map(|entry| match &entry.peer {
            AclPeer::Block(block) => Some(block),
            AclPeer::Unknown => None,
        }))
        .chain(network.prefix_lists.iter().flat_map(|list| list.entries.iter().flatten()))
        .chain(network.vpcs.iter().flat_map(|vpc| &vpc.blocks))
        .chain(network.subnets.iter().flat_map(|subnet| &subnet.blocks))
        .chain(network.interfaces.iter().flat_map(|interface| &interface.prefixes))
        .chain(network.vpn_connections.iter().flat_map(|connection| &connection.routes))
        .chain(peers)
        .chain(conditions.flatten())
}

/// What is named by itself somewhere, so that nothing else can stand for it.
struct Named<'n> {
    ids: SortedSet<&'n str>,
}

impl<'n> Named<'n> {
    fn of(network: &'n Network) -> Self {
        let mut ids: SortedSet<&str> = SortedSet::new();
        for route in network.route_tables.iter().flat_map(|table| &table.routes) {
            if let RouteTarget::Interface(id) = &route.target {
                ids.insert(id.as_str());
            } else if let RouteTarget::Instance(id) = &route.target {
                ids.insert(id.as_str());
            }
        }
        let targets = network.target_groups.iter().flat_map(|group| group.targets.iter().flatten());
        ids.extend(targets.map(|target| &*target.id));
        let nodes = network.load_balancers.iter().flat_map(|balancer| &balancer.nodes);
        ids.extend(nodes.map(|node| node.as_str()));
        Named { ids }
    }

    fn has(&self, interface: &Interface) -> bool {
        let is_plain = matches!(interface.kind, InterfaceKind::Plain | InterfaceKind::Service);
        !is_plain
            || interface.workload.is_some()
            || self.ids.contains(interface.id.as_str())
            || interface.instance().is_some_and(|id| self.ids.contains(id.as_str()))
            || interface.own_addresses().any(|address| self.ids.contains(&*address.to_string()))
    }
}
