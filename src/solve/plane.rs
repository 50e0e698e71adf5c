//! A network compiled for one family: everything that a pair of ends is decided by, each thing once.

use super::classes::Classes;
use super::fates::{FateNo, Fates};
use super::filters::{Acl, Filter, GroupNo, GroupRules, compile_acl};
use super::flat::{Flat, Key};
use super::line;
use super::passing::Echo;
use super::pool::{Pool, Set, Two};
use super::rectangles::Kept;
use super::seats::{GroupsNo, Seat, States, Traits, traits};
use super::sources::{Carriers, Senders};
use super::tables::seen;
use super::ways::Ways;
use crate::graph::{Ix, Topology};
use crate::model::{Call, Network, Numbers, Order, SecurityGroupId, SortedMap, Way};
use crate::space::PortSet;

/// Rules of groups that have been read.
pub(super) type Read<K> = SortedMap<(GroupNo, Way), GroupRules<K>>;

/// A compiled family.
#[derive(Clone, Debug)]
pub(super) struct Plane<K> {
    pub pool: Pool,
    /// The client ports of the question.
    pub client: PortSet,
    /// By set of replies, and by set of requests: what they let through, where it was asked for.
    pub echoes: Vec<Option<Echo>>,
    pub asking: Vec<Option<Set>>,
    pub fates: Fates<K>,
    /// By position of the subnet.
    pub stations: Vec<Station>,
    pub routers: Vec<Flat<K, FateNo>>,
    pub acls: Vec<Acl<K>>,
    pub filters: Vec<Filter<K>>,
    /// By [`GroupsNo`].
    pub groups: Vec<Groups>,
    pub names: GroupNames,
    /// The primary addresses, ascending by address.
    pub seats: Vec<Seat<K>>,
    /// The same by position of the interface, so that a pair is two looks into memory.
    pub by_interface: Vec<Option<Seat<K>>>,
    /// Ends that are alike; found when first needed.
    pub classes: Option<Classes>,
    /// All of them as senders, and who carries what.
    pub senders: Option<Senders<K>>,
    pub carriers: Option<Carriers>,
    /// All pairs, once they are to be kept.
    pub kept: Option<Kept>,
    pub states: States<K>,
    /// By position of the VPC: whether all its interfaces are in the input.
    pub seen: Vec<bool>,
}

/// A subnet as its packets see it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Station {
    pub vpc: Ix,
    /// Position among the routers.
    pub router: u32,
    /// Network ACL, inbound and outbound, by position among the ACLs.
    pub inbound: u32,
    pub outbound: u32,
}

/// A distinct list of security groups.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Groups {
    /// Ascending.
    pub members: Vec<GroupNo>,
    /// Compiled inbound and outbound rules, by position among the filters.
    pub inbound: u32,
    pub outbound: u32,
}

/// Numbers for group ids: their position, or one past all of them for groups that are not in the input.
#[derive(Clone, Debug, Default)]
pub(super) struct GroupNames {
    missing: SortedMap<SecurityGroupId, GroupNo>,
}

impl GroupNames {
    /// Numbers for all groups that an interface carries.
    pub(super) fn of(network: &Network) -> Self {
        let mut missing: SortedMap<SecurityGroupId, GroupNo> = SortedMap::new();
        let mut next = GroupNo::try_from(network.groups.len()).unwrap_or(GroupNo::MAX);
        for id in network.interfaces.iter().flat_map(|interface| &interface.groups) {
            if network.groups.position(id).is_none() && !missing.contains_key(id) {
                missing.insert(id.clone(), next);
                next = next.saturating_add(1);
            }
        }
        GroupNames { missing }
    }

    /// The number of a group; `None` for one that nobody carries and the input does not describe.
    pub(super) fn number(&self, network: &Network, id: &SecurityGroupId) -> Option<GroupNo> {
        let found = network.groups.position(id).and_then(|at| GroupNo::try_from(at).ok());
        found.or_else(|| self.missing.get(id).copied())
    }
}

/// The numbers of the distinct lists of groups.
struct Lists {
    /// Of a list of one group, by its number: most are.
    one: Vec<Option<GroupsNo>>,
    more: SortedMap<Vec<GroupNo>, GroupsNo>,
}

impl Lists {
    fn get(&self, members: &[GroupNo]) -> Option<GroupsNo> {
        match members {
            [one] if (*one as usize) < self.one.len() => self.one.get(*one as usize).copied().flatten(),
            _ => self.more.get(members).copied(),
        }
    }

    fn add(&mut self, members: &[GroupNo], number: GroupsNo) {
        match members {
            [one] if (*one as usize) < self.one.len() => {
                if let Some(slot) = self.one.get_mut(*one as usize) {
                    *slot = Some(number);
                }
            }
            _ => {
                self.more.insert(members.to_vec(), number);
            }
        }
    }
}

impl<K: Key> Plane<K> {
    /// Compiles a network.
    pub(super) fn compile(
        network: &Network,
        topology: &Topology,
        client: &PortSet,
        names: &GroupNames,
    ) -> Self {
        let mut plane = Plane {
            pool: Pool::new(line::universe(K::FAMILY)),
            client: client.clone(),
            echoes: Vec::new(),
            asking: Vec::new(),
            fates: Fates::default(),
            stations: Vec::new(),
            routers: Vec::new(),
            acls: Vec::new(),
            filters: Vec::new(),
            groups: Vec::new(),
            names: names.clone(),
            seats: Vec::new(),
            by_interface: Vec::new(),
            classes: None,
            senders: None,
            carriers: None,
            kept: None,
            states: States::of(network),
            seen: seen(network),
        };
        plane.compile_seats(network, topology);
        if !plane.seats.is_empty() {
            plane.compile_stations(network, topology);
        }
        plane
    }

    fn compile_stations(&mut self, network: &Network, topology: &Topology) {
        let mut ways = Ways::<K>::new(network, topology);
        let mut routers = Numbers::new();
        let mut acls = Numbers::new();
        let mut compiled: SortedMap<Ix, (u32, u32)> = SortedMap::new();
        for subnet in (0..).zip(&network.subnets).map(|(ix, _)| ix) {
            let Some(router) = ways.router(subnet) else {
                // Seats in it are asked about by walks.
                self.stations.push(Station { vpc: Ix::MAX, router: 0, inbound: 0, outbound: 0 });
                continue;
            };
            let flat = ways.of(router);
            let number = routers.number(&mut self.routers, flat);
            let (inbound, outbound) = match topology.nacl_of(network, subnet) {
                Some((ix, nacl)) => *compiled.entry(ix).or_insert_with(|| {
                    let mut one = |way| {
                        let acl = compile_acl(nacl, way, &mut self.pool);
                        acls.number(&mut self.acls, acl)
                    };
                    (one(Way::Ingress), one(Way::Egress))
                }),
                None => {
                    let read = network.has_read(Call::NetworkAcls, &router.vpc.scope);
                    let all = Flat::constant(if read { Two::OPEN } else { Two::ALL });
                    let acl = acls.number(&mut self.acls, all);
                    (acl, acl)
                }
            };
            self.stations.push(Station { vpc: router.vpc_ix, router: number, inbound, outbound });
        }
        self.fates = ways.fates;
    }

    fn compile_seats(&mut self, network: &Network, topology: &Topology) {
        let mut lists = Lists { one: vec![None; network.groups.len()], more: SortedMap::new() };
        let mut filters = Numbers::new();
        let mut read: Read<K> = SortedMap::new();
        let mut members: Vec<GroupNo> = Vec::new();
        let is_plain = topology.interfaces_of_plain_addresses(network);
        for ((ix, interface), is_plain) in (0..).zip(&network.interfaces).zip(is_plain) {
            let Some(key) = interface.own_addresses().find_map(K::of) else { continue };
            members.clear();
            members.extend(interface.groups.iter().filter_map(|id| self.names.number(network, id)));
            members.sort_unstable();
            members.dedup();
            let groups = lists.get(&members).unwrap_or_else(|| {
                let number = GroupsNo::try_from(self.groups.len()).unwrap_or(GroupsNo::MAX);
                lists.add(&members, number);
                let inbound = self.filter(network, &members, Way::Ingress, &mut read, &mut filters);
                let outbound = self.filter(network, &members, Way::Egress, &mut read, &mut filters);
                self.groups.push(Groups { members: members.clone(), inbound, outbound });
                number
            });
            let (subnet, traits) = match topology.subnet_of(network, ix) {
                Some((subnet, _)) => {
                    (subnet, traits(network, topology, &self.states, (ix, interface), key, is_plain))
                }
                None => (Ix::MAX, Traits::ASK),
            };
            self.seats.push(Seat { key, interface: ix, subnet, groups, traits });
        }
        self.seats.order_by_number(|seat| seat.key.wide(), Ord::cmp);
        self.by_interface = vec![None; network.interfaces.len()];
        for seat in &self.seats {
            if let Some(slot) = self.by_interface.get_mut(seat.interface as usize) {
                *slot = Some(*seat);
            }
        }
    }

    fn filter(
        &mut self,
        network: &Network,
        members: &[GroupNo],
        way: Way,
        read: &mut Read<K>,
        filters: &mut Numbers,
    ) -> u32 {
        let filter = self.compile_filter(network, members, way, read);
        filters.number(&mut self.filters, filter)
    }

    /// What a list of groups admits in one direction; rules that were read before are not read again.
    pub(super) fn compile_filter(
        &mut self,
        network: &Network,
        members: &[GroupNo],
        way: Way,
        read: &mut Read<K>,
    ) -> Filter<K> {
        if members.is_empty() {
            return Filter::unfiltered();
        }
        for &group in members {
            let names = &self.names;
            let pool = &mut self.pool;
            read.entry((group, way)).or_insert_with(|| {
                GroupRules::read(network, group, way, pool, &|id: &SecurityGroupId| names.number(network, id))
            });
        }
        let groups: Vec<&GroupRules<K>> =
            members.iter().filter_map(|group| read.get(&(*group, way))).collect();
        Filter::compile(&groups, &mut self.pool)
    }

    /// The seat of an interface; `None` for one without an address of the family.
    pub(super) fn seat_of(&self, interface: Ix) -> Option<Seat<K>> {
        self.by_interface.get(interface as usize).copied().flatten()
    }
}
