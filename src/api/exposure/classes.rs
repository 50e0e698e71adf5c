//! Ends that behave alike, so that one of them answers for all.
//!
//! Two ends are alike when no line of the network can tell them apart: same subnet, groups and state, and addresses
//! that lie inside the same of all the blocks which the network names. Whatever lines name by its id is alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::names::{Names, names};
use super::population::End;
use crate::api::ends::Ends;
use crate::graph::{Ix, Owner};
use crate::model::{AclPeer, Interface, InterfaceKind, Network, Peer, RouteTarget, TransitDestination, Way};
use crate::space::addresses::to_number;
use crate::space::{Family, address_range};

/// Ends that behave alike.
#[derive(Clone, Debug)]
pub(super) struct Class {
    /// At least one; the first two answer for all.
    pub members: Vec<End>,
    /// What they are called.
    pub names: Names,
}

impl Class {
    fn of(members: Vec<End>) -> Arc<Class> {
        let names = names(members.iter().map(|end| end.label.clone()).collect());
        Arc::new(Class { members, names })
    }

    /// The names without the one of a class that is a single end: nobody asks what an end sends itself.
    pub(super) fn names_beside(&self, other: &Class) -> Names {
        match other.members.as_slice() {
            [End { label: alone, .. }] if self.names.binary_search(alone).is_ok() => {
                self.names.iter().filter(|name| *name != alone).cloned().collect()
            }
            _ => Arc::clone(&self.names),
        }
    }
}

/// Sorts ends into classes, in the order in which the first of each comes.
pub(super) fn classes(ends: &Ends<'_>, members: Vec<End>) -> Vec<Arc<Class>> {
    let is_inside = |end: &&End| end.member.interfaces().is_some();
    if members.iter().filter(is_inside).take(2).count() < 2 {
        return members.into_iter().map(|end| Class::of(vec![end])).collect();
    }
    let atoms = Atoms::of(ends.network);
    let named = Named::of(ends.network);
    let mut classes: Vec<Vec<End>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for member in members {
        let interfaces = member.member.interfaces();
        let key = interfaces.and_then(|interfaces| key(ends, &atoms, &named, member.family, interfaces));
        let Some(key) = key else {
            classes.push(vec![member]);
            continue;
        };
        match known.get(&key).and_then(|&at| classes.get_mut(at)) {
            Some(class) => class.push(member),
            None => {
                known.insert(key, classes.len());
                classes.push(vec![member]);
            }
        }
    }
    classes.into_iter().map(Class::of).collect()
}

/// All that lines can look at in an end; `None` for what is alone.
fn key(
    ends: &Ends<'_>,
    atoms: &Atoms,
    named: &Named<'_>,
    family: Option<Family>,
    interfaces: &[Ix],
) -> Option<String> {
    let mut key = match family {
        Some(Family::V4) => "4 ",
        Some(Family::V6) => "6 ",
        None => "46 ",
    }
    .to_owned();
    for &ix in interfaces {
        let interface = ends.network.interfaces.at(ix as usize)?;
        // An address that two networks hold is told apart by which of them is nearer.
        let is_shared = interface.own_addresses().any(|own| ends.topology.owners_anywhere(own).len() > 1);
        // Of two that say they have one public address, one has it.
        let is_others = |public| {
            let owner = ends.topology.public_owner(public);
            !matches!(owner, Some((_, Owner::Interface(owner), _)) if owner == ix)
        };
        let is_claimed = interface.addresses.iter().filter_map(|address| address.public).any(is_others);
        let is_plain = matches!(interface.kind, InterfaceKind::Plain | InterfaceKind::Service);
        let is_named = named.ids.contains(interface.id.as_str())
            || interface.instance().is_some_and(|instance| named.ids.contains(instance.as_str()))
            || interface.own_addresses().any(|address| named.addresses.contains(&address));
        if !is_plain
            || is_shared
            || is_claimed
            || is_named
            || !interface.source_dest_check
            || !interface.prefixes.is_empty()
        {
            return None;
        }
        write_interface(&mut key, ends.network, atoms, interface);
    }
    Some(key)
}

fn write_interface(key: &mut String, network: &Network, atoms: &Atoms, interface: &Interface) {
    let groups: Vec<&str> = interface.groups.iter().map(|group| group.as_str()).collect();
    let attachment = interface.attachment.as_ref();
    let instance = interface.instance().and_then(|id| network.instances.find(id));
    // Writing to a String cannot fail.
    let _ = write!(
        key,
        "{}|{}|{}|{:?}|{}|{}|{groups:?}|{}|{:?}|{}",
        interface.subnet,
        interface.vpc,
        interface.owner,
        interface.kind,
        interface.status,
        interface.deny_internet_gateway,
        interface.groups_known,
        attachment.map(|attachment| (&attachment.status, attachment.instance.is_some())),
        instance.is_some(),
    );
    if let Some(instance) = instance {
        let _ = write!(
            key,
            "|{}|{:?}|{:?}|{}",
            instance.state, instance.metadata_enabled, instance.metadata_ipv6, instance.is_windows
        );
    }
    for address in &interface.addresses {
        let public = address.public.map(|public| atoms.atom(IpAddr::V4(public)));
        let private = atoms.atom(IpAddr::V4(address.private));
        let _ = write!(key, "|{private},{public:?},{},{}", address.primary, address.is_carrier);
    }
    // A function, database or task has a state of its own, and is like no other.
    if interface.workload.is_some() || interface.is_assumed {
        let _ = write!(key, "|{:?},{}", interface.workload, interface.is_assumed);
    }
    for address in &interface.ipv6 {
        let _ = write!(key, "|6:{}", atoms.atom(IpAddr::V6(*address)));
    }
    key.push('\n');
}

/// Ids and addresses that routes and target groups name: those are not like any other.
struct Named<'n> {
    ids: BTreeSet<&'n str>,
    addresses: BTreeSet<IpAddr>,
}

impl<'n> Named<'n> {
    fn of(network: &'n Network) -> Self {
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        for route in network.route_tables.iter().flat_map(|table| &table.routes) {
            if let RouteTarget::Interface(id) = &route.target {
                ids.insert(id.as_str());
            } else if let RouteTarget::Instance(id) = &route.target {
                ids.insert(id.as_str());
            }
        }
        let targets = network.target_groups.iter().flat_map(|group| &group.targets).flatten();
        ids.extend(targets.map(|target| &*target.id));
        let addresses = ids.iter().filter_map(|id| id.parse().ok()).collect();
        Named { ids, addresses }
    }
}

/// Where any block of the network begins, or the address after its end: between two of these, no line can tell
/// addresses apart.
struct Atoms {
    v4: Vec<u128>,
    v6: Vec<u128>,
}

impl Atoms {
    fn of(network: &Network) -> Atoms {
        let mut atoms = Atoms { v4: Vec::new(), v6: Vec::new() };
        for group in &network.groups {
            for rule in group.ingress.iter().chain(&group.egress) {
                if let Peer::Block(block) = &rule.peer {
                    atoms.add(block);
                }
            }
        }
        for nacl in &network.nacls {
            for entry in [Way::Ingress, Way::Egress].into_iter().flat_map(|way| nacl.entries(way).values()) {
                if let AclPeer::Block(block) = &entry.peer {
                    atoms.add(block);
                }
            }
        }
        let routes = network.route_tables.iter().flat_map(|table| &table.routes);
        routes.filter_map(|route| route.destination.block()).for_each(|block| atoms.add(block));
        for route in network.transit_tables.iter().flat_map(|table| &table.routes) {
            if let TransitDestination::Block(block) = &route.destination {
                atoms.add(block);
            }
        }
        let lists = network.prefix_lists.iter().flat_map(|list| list.entries.iter().flatten());
        let connections = network.vpn_connections.iter().flat_map(|connection| &connection.routes);
        let vpcs = network.vpcs.iter().flat_map(|vpc| &vpc.blocks);
        let subnets = network.subnets.iter().flat_map(|subnet| &subnet.blocks);
        let peers = network.peerings.iter().flat_map(|peering| [&peering.requester, &peering.accepter]);
        let peers = peers.flat_map(|side| &side.blocks);
        lists.chain(connections).chain(vpcs).chain(subnets).chain(peers).for_each(|block| atoms.add(block));
        let listeners =
            network.load_balancers.iter().flat_map(|balancer| balancer.listeners.iter().flatten());
        let rules = listeners.flat_map(|listener| &listener.rules);
        rules.flat_map(|rule| rule.sources.iter().flatten()).for_each(|block| atoms.add(block));
        for starts in [&mut atoms.v4, &mut atoms.v6] {
            starts.sort_unstable();
            starts.dedup();
        }
        atoms
    }

    fn add(&mut self, block: &IpNet) {
        let (first, last) = address_range(block);
        let starts = if Family::of_network(block) == Family::V4 { &mut self.v4 } else { &mut self.v6 };
        starts.push(first);
        starts.extend(last.checked_add(1));
    }

    fn atom(&self, address: IpAddr) -> usize {
        let starts = if address.is_ipv4() { &self.v4 } else { &self.v6 };
        let number = to_number(address);
        starts.partition_point(|&start| start <= number)
    }
}
