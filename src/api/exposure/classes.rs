//! Ends that behave alike, so that one of them answers for all.
//!
//! Two ends are alike when no line of the network can tell them apart: same subnet, groups and state, and addresses
//! that lie inside the same of all the blocks which the network names. Whatever lines name by its id is alone.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::names::{Names, names};
use super::population::End;
use crate::api::ends::Ends;
use crate::graph::{Ix, Owner};
use crate::model::{
    AclPeer, Interface, InterfaceKind, Nacl, Network, Order as _, Peer, RouteTarget, SecurityGroup,
    SortedMap, SortedSet, TransitDestination, Way,
};
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

    /// Each of its ends as a class of its own.
    pub(super) fn apart(&self) -> Vec<Arc<Class>> {
        self.members.iter().map(|end| Class::of(vec![end.clone()])).collect()
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
    let named = Named::of(ends);
    let mut classes: Vec<Vec<End>> = Vec::new();
    let mut known: SortedMap<Vec<u32>, usize> = SortedMap::new();
    let mut numbers = Numbers { network: ends.network, texts: SortedMap::new() };
    for member in members {
        let interfaces = member.member.interfaces();
        let key = interfaces
            .and_then(|interfaces| key((ends, &mut numbers), &atoms, &named, member.family, interfaces));
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

/// All that lines can look at in an end, as numbers; `None` for what is alone.
fn key<'n>(
    (ends, numbers): (&Ends<'n>, &mut Numbers<'n>),
    atoms: &Atoms,
    named: &Named<'_>,
    family: Option<Family>,
    interfaces: &[Ix],
) -> Option<Vec<u32>> {
    let mut key = Vec::with_capacity(24 * interfaces.len());
    key.push(family.map_or(0, |family| u32::from(family.number())));
    for &ix in interfaces {
        let interface = ends.network.interfaces.at(ix as usize)?;
        // An address that two networks hold is told apart by which of them is nearer.
        let is_shared = interface.own_addresses().any(|own| named.is_shared(ends, own));
        // Of two that say they have one public address, one has it.
        let is_others = |public| {
            let owner = ends.topology.public_owner(public);
            !matches!(owner, Some((_, Owner::Interface(owner), _)) if owner == ix)
        };
        let is_claimed = interface.addresses.iter().filter_map(|address| address.public).any(is_others);
        let is_plain = matches!(interface.kind, InterfaceKind::Plain | InterfaceKind::Service);
        let is_named = named.has(interface);
        if !is_plain
            || is_shared
            || is_claimed
            || is_named
            || !interface.source_dest_check
            || !interface.prefixes.is_empty()
        {
            return None;
        }
        numbers.write_interface(&mut key, atoms, interface);
    }
    Some(key)
}

/// Numbers for texts: of a resource its position, of any other the order in which it was met.
struct Numbers<'n> {
    network: &'n Network,
    texts: SortedMap<&'n str, u32>,
}

impl<'n> Numbers<'n> {
    fn text(&mut self, text: &'n str) -> u32 {
        let next = number(self.texts.len());
        *self.texts.entry(text).or_insert(next)
    }

    /// Of an id, by its position, where it has one. Two numbers, so that the two kinds are never equal.
    fn id(&mut self, position: Option<usize>, id: &'n impl AsRef<str>) -> [u32; 2] {
        match position {
            Some(position) => [0, number(position)],
            None => [1, self.text(id.as_ref())],
        }
    }

    // INVARIANT (readable): what is written tells how long the lists in it are, so that different ends have different keys.
    fn write_interface(&mut self, key: &mut Vec<u32>, atoms: &Atoms, interface: &'n Interface) {
        let network = self.network;
        key.extend(self.id(network.subnets.position(&interface.subnet), &interface.subnet));
        key.extend(self.id(network.vpcs.position(&interface.vpc), &interface.vpc));
        let flags = [
            interface.kind == InterfaceKind::Plain,
            interface.deny_internet_gateway,
            interface.groups_known,
            interface.attachment.is_some(),
            interface.instance().is_some(),
            interface.workload.is_some(),
            interface.is_assumed,
        ];
        key.extend([self.text(&interface.owner), self.text(&interface.status), bits(&flags)]);
        key.push(number(interface.groups.len()));
        for id in &interface.groups {
            key.extend(self.id(network.groups.position(id), id));
        }
        if let Some(attachment) = &interface.attachment {
            key.push(self.text(&attachment.status));
        }
        match interface.instance().and_then(|id| network.instances.find(id)) {
            Some(instance) => {
                let known = [instance.metadata_enabled, instance.metadata_ipv6];
                let [enabled, ipv6] = known.map(|known| [known.is_some(), known == Some(true)]);
                let flags = [enabled[0], enabled[1], ipv6[0], ipv6[1], instance.is_windows];
                key.extend([1, self.text(&instance.state), bits(&flags)]);
            }
            None => key.push(0),
        }
        // A function, database or task has a state of its own, and is like no other.
        key.extend(interface.workload.as_ref().map(|workload| self.text(workload.as_str())));
        key.push(number(interface.addresses.len()));
        for address in &interface.addresses {
            let public = address.public.map(|public| number(atoms.atom(IpAddr::V4(public))));
            let private = number(atoms.atom(IpAddr::V4(address.private)));
            let flags = [address.primary, address.is_carrier, public.is_some()];
            key.extend([private, public.unwrap_or(0), bits(&flags)]);
        }
        key.push(number(interface.ipv6.len()));
        key.extend(interface.ipv6.iter().map(|address| number(atoms.atom(IpAddr::V6(*address)))));
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn bits(flags: &[bool]) -> u32 {
    flags.iter().fold(0, |all, flag| (all << 1) | u32::from(*flag))
}

/// Ids and addresses that routes and target groups name, and addresses that several networks hold: those are not like any
/// other.
struct Named<'n> {
    ids: SortedSet<&'n str>,
    addresses: SortedSet<IpAddr>,
    shared: Vec<IpAddr>,
    has_prefixes: bool,
}

impl<'n> Named<'n> {
    fn of(ends: &Ends<'n>) -> Self {
        let network = ends.network;
        let mut ids: SortedSet<&str> = SortedSet::new();
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
        let has_prefixes = network.interfaces.iter().any(|interface| !interface.prefixes.is_empty());
        Named { ids, addresses, shared: ends.topology.shared_addresses(), has_prefixes }
    }

    /// Whether it is named by its own id, its instance's, or an address.
    fn has(&self, interface: &Interface) -> bool {
        !self.ids.is_empty()
            && (self.ids.contains(interface.id.as_str())
                || interface.instance().is_some_and(|instance| self.ids.contains(instance.as_str()))
                || interface.own_addresses().any(|address| self.addresses.contains(&address)))
    }

    /// Whether several networks hold an address, by itself or in a prefix.
    fn is_shared(&self, ends: &Ends<'_>, address: IpAddr) -> bool {
        self.shared.binary_search(&address).is_ok()
            || self.has_prefixes && ends.topology.owners_anywhere(address).len() > 1
    }
}

/// Where any block of the network begins, or the address after its end: between two of these, no line can tell
/// addresses apart.
pub(super) struct Atoms {
    pub v4: Vec<u128>,
    pub v6: Vec<u128>,
}

impl Atoms {
    pub(super) fn of(network: &Network) -> Atoms {
        let groups = network.groups.iter().flat_map(blocks_of_group);
        let nacls = network.nacls.iter().flat_map(blocks_of_nacl);
        let lists = network.prefix_lists.iter().flat_map(|list| list.entries.iter().flatten());
        Atoms::between(groups.chain(nacls).chain(lists).chain(other_blocks(network)))
    }

    /// Of these blocks only.
    pub(super) fn between<'n>(blocks: impl Iterator<Item = &'n IpNet>) -> Atoms {
        let mut atoms = Atoms { v4: Vec::new(), v6: Vec::new() };
        for block in blocks {
            let (first, last) = address_range(block);
            let is_v4 = Family::of_network(block) == Family::V4;
            let starts = if is_v4 { &mut atoms.v4 } else { &mut atoms.v6 };
            starts.push(first);
            starts.extend(last.checked_add(1));
        }
        for starts in [&mut atoms.v4, &mut atoms.v6] {
            starts.order();
            starts.dedup();
        }
        atoms
    }

    fn atom(&self, address: IpAddr) -> usize {
        let starts = if address.is_ipv4() { &self.v4 } else { &self.v6 };
        let number = to_number(address);
        starts.partition_point(|&start| start <= number)
    }
}

/// Blocks that rules of a security group name.
pub(super) fn blocks_of_group(group: &SecurityGroup) -> impl Iterator<Item = &IpNet> {
    group.ingress.iter().chain(&group.egress).filter_map(|rule| match &rule.peer {
        Peer::Block(block) => Some(block),
        Peer::PrefixList(_) | Peer::Group(_) | Peer::Unknown => None,
    })
}

/// Blocks that entries of a network ACL name.
pub(super) fn blocks_of_nacl(nacl: &Nacl) -> impl Iterator<Item = &IpNet> {
    let entries = [Way::Ingress, Way::Egress].into_iter().flat_map(|way| nacl.entries(way).values());
    entries.filter_map(|entry| match &entry.peer {
        AclPeer::Block(block) => Some(block),
        AclPeer::Unknown => None,
    })
}

/// Blocks that anything else names, prefix lists left out.
pub(super) fn other_blocks(network: &Network) -> impl Iterator<Item = &IpNet> {
    let routes = network.route_tables.iter().flat_map(|table| &table.routes);
    let routes = routes.filter_map(|route| route.destination.block());
    let transit = network.transit_tables.iter().flat_map(|table| &table.routes);
    let transit = transit.filter_map(|route| match &route.destination {
        TransitDestination::Block(block) => Some(block),
        TransitDestination::PrefixList(_) => None,
    });
    let connections = network.vpn_connections.iter().flat_map(|connection| &connection.routes);
    let vpcs = network.vpcs.iter().flat_map(|vpc| &vpc.blocks);
    let subnets = network.subnets.iter().flat_map(|subnet| &subnet.blocks);
    let peers = network.peerings.iter().flat_map(|peering| [&peering.requester, &peering.accepter]);
    let peers = peers.flat_map(|side| &side.blocks);
    let listeners = network.load_balancers.iter().flat_map(|balancer| balancer.listeners.iter().flatten());
    let rules = listeners.flat_map(|listener| listener.rules.iter().flatten());
    let sources = rules.flat_map(|rule| rule.sources.iter().flatten());
    let inside = connections.chain(vpcs).chain(subnets).chain(peers);
    routes.chain(transit).chain(inside).chain(sources)
}
