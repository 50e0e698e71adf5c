//! From the internet to every interface that has a public address: which outside addresses reach it, on what traffic.

use std::net::IpAddr;

use super::flat::{Flat, Key};
use super::pair::Ask;
use super::passing::Passing;
use super::plane::Plane;
use super::pool::{NONE, Two};
use super::seats::{Seat, Traits, traits};
use super::solver::{Answer, told};
use super::tables::{Spot, Won, flatten};
use crate::graph::{Ix, Node, Owner, Topology};
use crate::model::{
    BlockMode, Call, EndpointKind, Kind, Network, Order, Resource, Route, RouteState, RouteTable,
    RouteTarget, SortedMap, SortedSet, Vpc,
};
use crate::space::addresses::{from_number, is_global_v6};
use crate::space::{AddressSet, Family, RangeSet};

/// An interface with a public address, and who on the internet reaches it there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exposed {
    /// The interface, by position.
    pub interface: Ix,
    /// The address that the internet knows: the public one, or the IPv6 address itself.
    pub public: IpAddr,
    /// Its own address behind that.
    pub own: IpAddr,
    /// Which list of [`Exposure::lists`] says who reaches it.
    pub list: usize,
}

/// Outside addresses with one answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outside {
    /// The addresses, out of all that the internet has. Those that the model itself has are ends of their own.
    pub addresses: AddressSet,
    /// What passes from each of them.
    pub answer: Answer,
}

/// Who on the internet reaches what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exposure {
    /// Every interface with a public address, also where nothing passes: its list is empty then. Ascending by interface.
    pub ends: Vec<Exposed>,
    /// Disjoint sets of addresses with different answers, ascending by their first address; what is not listed does not
    /// pass. Shared by interfaces that are alike.
    pub lists: Vec<Vec<Outside>>,
}

/// How a packet comes in from the internet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Door {
    /// By this gateway, given or assumed; the reply must leave by it.
    By(Resource),
    /// None lets it in.
    Closed,
    /// The input does not say.
    Open,
    /// Only a walk can follow it.
    Ask,
}

/// What becomes of a reply to an outside address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Back {
    Leaves,
    Blocked,
    Open { leaves: bool },
    Ask,
}

impl<K: Key> Plane<K> {
    /// Everybody whom the internet reaches.
    pub(super) fn from_internet(&mut self, network: &Network, topology: &Topology) -> Exposure {
        self.from_internet_to(network, topology, (0..).take(network.interfaces.len()))
    }

    /// Those of these interfaces whom the internet reaches.
    pub(super) fn from_internet_to(
        &mut self,
        network: &Network,
        topology: &Topology,
        interfaces: impl Iterator<Item = Ix>,
    ) -> Exposure {
        let mut exposure = Exposure { ends: Vec::new(), lists: Vec::new() };
        let mut known: SortedMap<(Ix, u32, Traits, Door), usize> = SortedMap::new();
        let internet = AddressSet::internet(K::FAMILY);
        for ix in interfaces {
            let Some(interface) = network.interfaces.at(ix as usize) else { continue };
            let known_at: Vec<(IpAddr, IpAddr)> = match K::FAMILY {
                Family::V4 => interface
                    .addresses
                    .iter()
                    .filter_map(|address| Some((IpAddr::V4(address.public?), IpAddr::V4(address.private))))
                    .collect(),
                Family::V6 => {
                    let global = interface.ipv6.iter().filter(|v6| is_global_v6(**v6));
                    global.map(|v6| (IpAddr::V6(*v6), IpAddr::V6(*v6))).collect()
                }
            };
            for (public, own) in known_at {
                let (Some(seat), Some(key)) = (self.seat_of(ix), K::of(own)) else { continue };
                let traits = traits(network, topology, &self.states, (ix, interface), key, false);
                let seat = Seat { key, traits, ..seat };
                let door = door(network, topology, &seat, public, own);
                let list =
                    *known.entry((seat.subnet, seat.groups, traits, door.clone())).or_insert_with(|| {
                        exposure.lists.push(self.who_enters(network, topology, &seat, &door, &internet));
                        exposure.lists.len() - 1
                    });
                exposure.ends.push(Exposed { interface: ix, public, own, list });
            }
        }
        exposure
    }

    fn who_enters(
        &mut self,
        network: &Network,
        topology: &Topology,
        to: &Seat<K>,
        door: &Door,
        internet: &AddressSet,
    ) -> Vec<Outside> {
        let whole = |answer: Answer| vec![Outside { addresses: internet.clone(), answer }];
        if to.traits.has(Traits::ASK) || *door == Door::Ask {
            return whole(Answer::AskTheWalk);
        }
        let gateway = match door {
            Door::Closed => return Vec::new(),
            Door::Open => {
                let passing = self.fold(Two::OPEN, Two::ALL);
                return whole(Answer::Passing(passing));
            }
            Door::By(gateway) => gateway.clone(),
            Door::Ask => return Vec::new(),
        };
        let station = self.station(to.subnet);
        let Some(vpc) = network.vpcs.at(station.vpc as usize) else { return whole(Answer::AskTheWalk) };
        let table = topology.table_of(network, to.subnet).map(|(_, table)| table);
        let routes: Option<Flat<K, Spot>> = table.map(|table| flatten(network, table, vpc));
        let mut cuts: Vec<K> = internet.numbers.ranges().filter_map(|range| key_of(*range.start())).collect();
        cuts.extend(routes.iter().flat_map(Flat::cuts));
        for acl in [station.inbound, station.outbound] {
            cuts.extend(self.acls.get(acl as usize).into_iter().flat_map(Flat::cuts));
        }
        let inbound = self.groups.get(to.groups as usize).map_or(u32::MAX, |groups| groups.inbound);
        if let Some(filter) = self.filters.get(inbound as usize) {
            cuts.extend(filter.by_address.cuts());
        }
        K::sort(&mut cuts);
        cuts.dedup();
        let mut found: SortedMap<Answer, Vec<(u128, u128)>> = SortedMap::new();
        let ends: Vec<K> = cuts.iter().skip(1).map(|next| next.before()).chain([K::LAST]).collect();
        for (start, end) in cuts.into_iter().zip(ends) {
            if !internet.numbers.contains(start.wide()) {
                continue;
            }
            let back = match (&routes, table) {
                (Some(flat), Some(table)) => back(network, vpc, table, flat.at(start, NO_SPOT), &gateway),
                _ => Back::Open { leaves: true },
            };
            let answer = told(self.enters(to, start, back));
            if !matches!(answer, Answer::Passing(passing) if passing.is_nothing()) {
                found.entry(answer).or_default().push((start.wide(), end.wide()));
            }
        }
        let mut list: Vec<Outside> = found
            .into_iter()
            .map(|(answer, ranges)| {
                let numbers = RangeSet::from_ranges(ranges).intersection(&internet.numbers);
                Outside { addresses: AddressSet { family: K::FAMILY, numbers }, answer }
            })
            .collect();
        list.order_by_key(|outside| outside.addresses.numbers.first());
        list
    }

    /// What passes from one outside address.
    fn enters(&mut self, to: &Seat<K>, from: K, back: Back) -> Result<Passing, Ask> {
        let station = self.station(to.subnet);
        if to.traits.has(Traits::DOWN.with(Traits::NEVER_RECEIVES)) {
            return Ok(Passing::NOTHING);
        }
        let acl = |plane: &Self, at: u32| {
            plane.acls.get(at as usize).map_or(Two::OPEN, |acl| acl.at(from, Two::OPEN))
        };
        let mut passes = acl(self, station.inbound);
        let inbound = self.groups.get(to.groups as usize).map_or(u32::MAX, |groups| groups.inbound);
        // From outside nobody carries a group.
        let admitted = match self.filters.get(inbound as usize) {
            Some(filter) => filter.with_open(filter.by_address.at(from, NONE), &mut self.pool),
            None => Two::NONE,
        };
        passes = self.pool.both(passes, admitted);
        if to.traits.has(Traits::NO_ICMP) {
            let set = self.without_icmp();
            passes = self.pool.both(passes, Two::certain(set));
        }
        if to.traits.has(Traits::UNCLEAR) {
            passes = passes.opened();
        }
        if passes.is_none() {
            return Ok(Passing::NOTHING);
        }
        if to.traits.has(Traits::ASK_BEHIND) {
            return Err(Ask);
        }
        let leaving = acl(self, station.outbound);
        let reply = match back {
            Back::Leaves => leaving,
            Back::Blocked => Two::NONE,
            Back::Open { leaves: true } => leaving.opened(),
            Back::Open { leaves: false } => Two::OPEN,
            Back::Ask => return Err(Ask),
        };
        Ok(self.fold(passes, reply))
    }
}

const NO_SPOT: Spot = Spot { won: Won::Unknown, is_local: false, is_private: false, peering: None };

fn key_of<K: Key>(number: u128) -> Option<K> {
    K::of(from_number(K::FAMILY, number))
}

/// By which gateway the internet comes to an address.
fn door<K: Key>(network: &Network, topology: &Topology, seat: &Seat<K>, public: IpAddr, own: IpAddr) -> Door {
    let place = topology.vpc_of(network, seat.subnet);
    let (Some((vpc_ix, vpc)), Some(subnet)) = (place, network.subnets.at(seat.subnet as usize)) else {
        return Door::Ask;
    };
    let owner = match public {
        IpAddr::V4(v4) => {
            topology.public_owner(v4).map(|(vpc, owner, private)| (vpc, owner, IpAddr::V4(private)))
        }
        IpAddr::V6(_) => topology.owners_anywhere(own).first().map(|(vpc, owner)| (*vpc, *owner, own)),
    };
    match owner {
        Some((at, Owner::Interface(ix), private)) if (at, ix, private) == (vpc_ix, seat.interface, own) => {}
        // A NAT gateway takes no connections.
        Some((at, Owner::Nat(_), private)) if (at, private) == (vpc_ix, own) => return Door::Closed,
        Some(_) | None => return Door::Ask,
    }
    let interface = network.interfaces.at(seat.interface as usize);
    let gateway = topology.internet_gateways_of(vpc_ix).first().copied();
    let found = gateway.and_then(|ix| network.internet_gateways.at(ix as usize));
    let by = match found {
        Some(found) => found.id.resource(),
        None => match assumed(network, vpc) {
            Door::By(by) => by,
            other @ (Door::Closed | Door::Open | Door::Ask) => return other,
        },
    };
    let is_private = vpc.private_v6.iter().any(|block| block.contains(&own));
    if is_private || own.is_ipv6() && interface.is_some_and(|interface| interface.deny_internet_gateway) {
        return Door::Closed;
    }
    let mode = network.block_public_access.effective(vpc, Some(&subnet.id));
    if let Some(effective) = mode.filter(|effective| effective.mode != BlockMode::Off) {
        // What is not known of modes and exclusions is the walk's to say.
        let is_said = effective.by.kind != Kind::Account
            || network.has_read(Call::BlockPublicAccessExclusions, &vpc.scope);
        return if is_said && effective.mode != BlockMode::Unknown { Door::Closed } else { Door::Ask };
    }
    let table = match gateway {
        Some(ix) => topology.gateway_table(network, Node::InternetGateway(ix)).map(|(_, table)| table),
        None => network.table_of_gateway(&by.id).map(|(_, table)| table),
    };
    if let Some(table) = table {
        let flat: Flat<K, Spot> = flatten(network, table, vpc);
        match flat.at(seat.key, NO_SPOT).won {
            Won::Nothing => {}
            Won::Route(index) => match table.routes.get(index as usize) {
                Some(route) if route.target == RouteTarget::Local && route.state == RouteState::Active => {}
                Some(_) | None => return Door::Ask,
            },
            Won::Unknown | Won::Choice => return Door::Ask,
        }
    }
    Door::By(by)
}

/// The only gateway that active routes of the VPC name, where no gateway document was read.
fn assumed(network: &Network, vpc: &Vpc) -> Door {
    if network.has_read(Call::InternetGateways, &vpc.scope) {
        return Door::Closed;
    }
    let tables = network.route_tables.iter().filter(|table| table.vpc == vpc.id);
    let active = tables.flat_map(|table| &table.routes).filter(|route| route.state == RouteState::Active);
    let targets = active.filter_map(|route| route.target.resource());
    let named: SortedSet<Resource> = targets.filter(|target| target.kind == Kind::InternetGateway).collect();
    // A VPC has one at most: where routes name two, nobody can tell which of them is gone.
    match Vec::from_iter(named).as_slice() {
        [only] => Door::By(only.clone()),
        [..] => Door::Open,
    }
}

/// Where a reply to an outside address goes, when the request came in by `entry`.
fn back(network: &Network, vpc: &Vpc, table: &RouteTable, spot: Spot, entry: &Resource) -> Back {
    let route: Option<&Route> = match spot.won {
        Won::Route(index) => table.routes.get(index as usize),
        Won::Nothing => return Back::Blocked,
        Won::Unknown => return Back::Open { leaves: true },
        Won::Choice => return Back::Ask,
    };
    let Some(route) = route else { return Back::Ask };
    match route.state {
        RouteState::Blackhole => return Back::Blocked,
        RouteState::Other => return Back::Open { leaves: false },
        RouteState::Active => {}
    }
    let read = |call: Call| network.has_read(call, &vpc.scope);
    let astray_if = |is_there: bool| if is_there { Back::Blocked } else { Back::Open { leaves: true } };
    match &route.target {
        RouteTarget::InternetGateway(id) => match network.internet_gateways.find(id) {
            Some(gateway) if !gateway.vpcs.contains(&vpc.id) => Back::Blocked,
            None if read(Call::InternetGateways) => Back::Open { leaves: true },
            Some(_) | None if id.resource() == *entry => Back::Leaves,
            Some(_) | None => Back::Blocked,
        },
        RouteTarget::EgressOnlyGateway(id) => {
            let is_there = network.egress_only_gateways.find(id).is_some();
            astray_if(is_there || !read(Call::EgressOnlyInternetGateways))
        }
        RouteTarget::NatGateway(id) => astray_if(network.nat_gateways.find(id).is_some()),
        RouteTarget::VpnGateway(id) => astray_if(network.vpn_gateways.find(id).is_some()),
        RouteTarget::Endpoint(id) => match network.endpoints.find(id).map(|endpoint| endpoint.kind) {
            Some(EndpointKind::Gateway) => Back::Blocked,
            Some(
                EndpointKind::GatewayLoadBalancer
                | EndpointKind::Interface
                | EndpointKind::Resource
                | EndpointKind::ServiceNetwork
                | EndpointKind::Other,
            )
            | None => Back::Ask,
        },
        RouteTarget::None => Back::Blocked,
        RouteTarget::Local
        | RouteTarget::Interface(_)
        | RouteTarget::Instance(_)
        | RouteTarget::TransitGateway(_)
        | RouteTarget::Peering(_)
        | RouteTarget::CoreNetwork(_)
        | RouteTarget::CarrierGateway(_)
        | RouteTarget::LocalGateway(_)
        | RouteTarget::OracleNetwork(_)
        | RouteTarget::Unmodelled { .. } => Back::Ask,
    }
}
