//! Where a subnet's router leads: destination address -> fate, followed until the packet is in the VPC that will deliver
//! it, enters a transit gateway, is lost, or goes where only the walk follows.

use super::fates::{Attached, Delivery, Exit, Exits, Fate, FateNo, Fates, Out, Passed, Then, Zoned};
use super::flat::{Flat, Key, holds, span};
use super::tables::{Spot, Won, flatten, platform};
use crate::graph::{Ix, Topology};
use crate::model::{
    Call, Network, Numbers, Order, PeeringId, RouteState, RouteTarget, SortedMap, Subnet, Vpc,
};
use crate::space::Family;

const BEFORE: Passed = Passed { leaves: false, attachment: None };
pub(super) const LEFT: Passed = Passed { leaves: true, attachment: None };

/// A subnet as a router.
#[derive(Clone, Copy)]
pub(super) struct Router<'n> {
    pub ix: Ix,
    pub subnet: &'n Subnet,
    pub vpc_ix: Ix,
    pub vpc: &'n Vpc,
    /// Its table; `None` when the input has none for it.
    pub table: Option<Ix>,
}

/// Everything that fates are made of.
pub(super) struct Ways<'n, K> {
    pub network: &'n Network,
    pub topology: &'n Topology,
    /// By table and VPC.
    pub tables: SortedMap<(Ix, Ix), Flat<K, Spot>>,
    pub transit: SortedMap<Ix, Flat<K, Won>>,
    /// The router that is being followed: what was found so far.
    pub out: Vec<(K, FateNo)>,
    /// Before a change: what [`Fates::zones`] was.
    before: SortedMap<Zoned, (u32, Ix)>,
    /// Subnets and routers by which an attachment delivers what comes from a zone.
    pub exits_by_zone: SortedMap<Zoned, Vec<Router<'n>>>,
    /// Whether any interface's groups are not known: then references across a transit gateway are not, either.
    pub has_unknown_groups: bool,
    pub fates: Fates<K>,
    numbers: Numbers,
    attached: Numbers,
    outs: Numbers,
    lists: SortedMap<Vec<Exit>, Exits>,
    pub seen_from: Numbers,
}

impl<'n, K: Key> Ways<'n, K> {
    pub(super) fn new(network: &'n Network, topology: &'n Topology) -> Self {
        let has_unknown_groups = network.interfaces.iter().any(|interface| !interface.groups_known);
        Ways {
            network,
            topology,
            tables: SortedMap::new(),
            transit: SortedMap::new(),
            out: Vec::new(),
            before: SortedMap::new(),
            exits_by_zone: SortedMap::new(),
            has_unknown_groups,
            fates: Fates::default(),
            numbers: Numbers::new(),
            attached: Numbers::new(),
            outs: Numbers::new(),
            lists: SortedMap::new(),
            seen_from: Numbers::new(),
        }
    }

    /// With the numbers that fates already have.
    pub(super) fn continuing(mut self, fates: Fates<K>) -> Self {
        self.numbers = Numbers::of(&fates.all);
        self.attached = Numbers::of(&fates.attached);
        self.outs = Numbers::of(&fates.outs);
        self.seen_from = Numbers::of(&fates.transit);
        let delivered = fates.all.iter().filter_map(|fate| match fate {
            Fate::Delivered(delivery) => Some(delivery.exits),
            Fate::Blocked | Fate::Ask | Fate::AskRequest | Fate::Open(_) | Fate::Enters(_) => None,
        });
        let out = fates.outs.iter().filter_map(|out| match out.then {
            Then::Delivered { exits, .. } => Some(exits),
            Then::Blocked | Then::Ask | Then::Open => None,
        });
        self.lists = delivered.chain(out).map(|exits| (fates.exits(exits).to_vec(), exits)).collect();
        self.fates = fates;
        self.before = std::mem::take(&mut self.fates.zones);
        self
    }

    /// Whether transit gateways do with everything what they did before a change.
    pub(super) fn transits_alike(&mut self) -> bool {
        let network = self.network;
        let before = std::mem::take(&mut self.before);
        before.iter().all(|((table, ..), (number, subnet))| {
            let found = network.transit_tables.at(*table as usize).zip(self.router(*subnet));
            found.is_some_and(|(found, router)| self.behind(*table, found, router) == *number)
        })
    }

    /// The router of a subnet; `None` where its VPC is not in the input.
    pub(super) fn router(&self, subnet: Ix) -> Option<Router<'n>> {
        let found = self.network.subnets.at(subnet as usize)?;
        let (vpc_ix, vpc) = self.topology.vpc_of(self.network, subnet)?;
        let table = self.topology.table_of(self.network, subnet).map(|(ix, _)| ix);
        Some(Router { ix: subnet, subnet: found, vpc_ix, vpc, table })
    }

    fn number(&mut self, fate: Fate) -> FateNo {
        self.numbers.number(&mut self.fates.all, fate)
    }

    /// The fate of what enters by an attachment.
    pub(super) fn entering(&mut self, attached: Attached) -> Fate {
        Fate::Enters(self.attached.number(&mut self.fates.attached, attached))
    }

    pub(super) fn out(&mut self, out: Out) -> u32 {
        self.outs.number(&mut self.fates.outs, out)
    }

    /// The number of a list of exits.
    pub(super) fn exits(&mut self, list: Vec<Exit>) -> Exits {
        let length = |all: &[Exit]| u32::try_from(all.len()).unwrap_or(u32::MAX);
        let all = &mut self.fates.exits;
        *self.lists.entry(list).or_insert_with_key(|list| {
            let exits = Exits { first: length(all), count: length(list) };
            all.extend_from_slice(list);
            exits
        })
    }

    pub(super) fn put(&mut self, start: K, fate: Fate) {
        let number = self.number(fate);
        self.out.push((start, number));
    }

    /// The fate of every destination at a subnet's router.
    pub(super) fn of(&mut self, router: Router<'n>) -> Flat<K, FateNo> {
        match router.table {
            None => self.without_table(router),
            Some(table) => {
                for (first, last, spot) in self.table(table, router).pieces().collect::<Vec<_>>() {
                    self.follow(router, table, (first, last), spot);
                }
            }
        }
        let mut flat = Flat::from_starts(std::mem::take(&mut self.out));
        let ask = self.number(Fate::Ask);
        for (first, last) in platform::<K>(router.vpc) {
            flat = overlay(&flat, first, last, ask);
        }
        flat
    }

    fn table(&mut self, table: Ix, router: Router<'n>) -> Flat<K, Spot> {
        self.read_table(table, router);
        self.tables.get(&(table, router.vpc_ix)).cloned().unwrap_or_else(|| {
            let won = Won::Unknown;
            Flat::constant(Spot { won, is_local: false, is_private: false, peering: None })
        })
    }

    pub(super) fn read_table(&mut self, table: Ix, router: Router<'n>) {
        let network = self.network;
        if let Some(found) = network.route_tables.at(table as usize) {
            self.tables.entry((table, router.vpc_ix)).or_insert_with(|| flatten(network, found, router.vpc));
        }
    }

    /// Without a table only the VPC's local route is certain (DESIGN 1, gap 2).
    fn without_table(&mut self, router: Router<'n>) {
        self.put(K::default(), Fate::Open(LEFT));
        if self.network.has_read(Call::RouteTables, &router.vpc.scope) {
            return;
        }
        let mut spans: Vec<(K, K)> = router.vpc.blocks.iter().filter_map(span).collect();
        spans.order();
        for (first, last) in spans {
            let local = self.local(router.vpc_ix);
            self.put(first, local);
            if let Some(next) = last.after() {
                self.put(next, Fate::Open(LEFT));
            }
        }
    }

    /// Goes where the winning route of an interval leads.
    fn follow(&mut self, router: Router<'n>, table: Ix, (first, last): (K, K), spot: Spot) {
        let network = self.network;
        let index = match spot.won {
            Won::Route(index) => index,
            Won::Nothing => return self.put(first, Fate::Blocked),
            Won::Unknown => return self.put(first, Fate::Open(LEFT)),
            Won::Choice => return self.put(first, Fate::Ask),
        };
        let found =
            network.route_tables.at(table as usize).and_then(|table| table.routes.get(index as usize));
        let Some(route) = found else { return self.put(first, Fate::Ask) };
        match route.state {
            RouteState::Blackhole => return self.put(first, Fate::Blocked),
            RouteState::Other => return self.put(first, Fate::Open(BEFORE)),
            RouteState::Active => {}
        }
        if route.target == RouteTarget::Local {
            let local = self.local(router.vpc_ix);
            return self.put(first, local);
        }
        if spot.is_local {
            // More specific than the VPC: a middlebox, and neighbours that are delivered to past it.
            return self.put(first, Fate::Ask);
        }
        match &route.target {
            RouteTarget::Local => {}
            RouteTarget::Peering(id) => self.over_peering(router, table, id, (first, last), spot),
            RouteTarget::TransitGateway(id) => {
                let fate = self.over_transit(router, id);
                self.put(first, fate);
            }
            RouteTarget::None => self.put(first, Fate::Blocked),
            RouteTarget::InternetGateway(_)
            | RouteTarget::EgressOnlyGateway(_)
            | RouteTarget::NatGateway(_)
            | RouteTarget::VpnGateway(_) => {
                let fate = self.by_gateway(router, &route.target, (first, last), spot.is_private);
                self.put(first, fate);
            }
            RouteTarget::Endpoint(_)
            | RouteTarget::Interface(_)
            | RouteTarget::Instance(_)
            | RouteTarget::CoreNetwork(_)
            | RouteTarget::CarrierGateway(_)
            | RouteTarget::LocalGateway(_)
            | RouteTarget::OracleNetwork(_)
            | RouteTarget::Unmodelled { .. } => self.put(first, Fate::Ask),
        }
    }

    /// Internet, NAT and virtual private gateways: whether a private destination can be anywhere behind them.
    pub(super) fn by_gateway(
        &mut self,
        router: Router<'n>,
        target: &RouteTarget,
        span: (K, K),
        is_private: bool,
    ) -> Fate {
        let network = self.network;
        if let RouteTarget::InternetGateway(id) = target {
            let is_there = network.internet_gateways.find(id).is_some()
                || !network.has_read(Call::InternetGateways, &router.vpc.scope);
            return match (is_there, is_private) {
                (true, true) => Fate::Blocked,
                (false, _) => Fate::Open(LEFT),
                (true, false) => Fate::Ask,
            };
        }
        if let RouteTarget::EgressOnlyGateway(id) = target {
            let is_there = network.egress_only_gateways.find(id).is_some()
                || !network.has_read(Call::EgressOnlyInternetGateways, &router.vpc.scope);
            // No flow that came from outside is one it knows.
            return match (is_there, K::FAMILY) {
                (false, _) => Fate::Open(LEFT),
                (true, Family::V4) => Fate::Blocked,
                (true, Family::V6) if is_private => Fate::Blocked,
                (true, Family::V6) => Fate::AskRequest,
            };
        }
        if let RouteTarget::NatGateway(id) = target {
            let Some(nat) = network.nat_gateways.find(id) else { return Fate::Open(LEFT) };
            // It knows only flows that started through it.
            let own = nat.subnet.as_ref().and_then(|id| network.subnets.position(id));
            let router = own.and_then(|own| self.router(Ix::try_from(own).unwrap_or(Ix::MAX)));
            let has_address = nat.addresses.iter().any(|a| a.private.or(a.public).is_some());
            let Some(router) = router.filter(|_| has_address && !nat.is_regional) else {
                return Fate::AskRequest;
            };
            return if self.ends_here(router, span) { Fate::Blocked } else { Fate::AskRequest };
        }
        if let RouteTarget::VpnGateway(id) = target
            && network.vpn_gateways.find(id).is_some()
        {
            return Fate::AskRequest;
        }
        Fate::Ask
    }

    /// Whether no packet from this router to any of these addresses, which are not in its VPC, gets anywhere.
    pub(super) fn ends_here(&mut self, router: Router<'n>, (first, last): (K, K)) -> bool {
        let Some(table) = router.table else { return false };
        let network = self.network;
        let pieces: Vec<_> = self.table(table, router).pieces_in(first, last).collect();
        pieces.into_iter().all(|(_, _, spot)| match spot.won {
            Won::Nothing => true,
            Won::Unknown | Won::Choice => false,
            Won::Route(index) => {
                let found = network.route_tables.at(table as usize);
                let Some(route) = found.and_then(|table| table.routes.get(index as usize)) else {
                    return false;
                };
                if route.state == RouteState::Blackhole {
                    return true;
                }
                let RouteTarget::InternetGateway(id) = &route.target else {
                    return route.target == RouteTarget::None;
                };
                let is_there = network.internet_gateways.find(id).is_some()
                    || !network.has_read(Call::InternetGateways, &router.vpc.scope);
                route.state == RouteState::Active && is_there && spot.is_private
            }
        })
    }

    fn over_peering(
        &mut self,
        router: Router<'n>,
        table: Ix,
        id: &PeeringId,
        (first, last): (K, K),
        spot: Spot,
    ) {
        let network = self.network;
        let Some(peering) = network.peerings.find(id) else { return self.put(first, Fate::Open(LEFT)) };
        let Some((_, far)) = peering.seen_from(&router.vpc.id) else {
            return self.put(first, Fate::Blocked);
        };
        if &*peering.status != "active" {
            return self.put(first, Fate::Blocked);
        }
        let far_ix = network.vpcs.position(&far.vpc).and_then(|ix| Ix::try_from(ix).ok());
        let far_vpc = far_ix.and_then(|ix| network.vpcs.at(ix as usize)).filter(|vpc| is_known(vpc));
        let (Some(vpc), Some(far_vpc)) = (far_ix, far_vpc.filter(|_| is_known(router.vpc))) else {
            return self.put(first, Fate::Ask);
        };
        let regions = (&peering.requester.region, &peering.accepter.region);
        let keeps_groups = regions.0.is_empty() || regions.1.is_empty() || regions.0 == regions.1;
        let mut spans: Vec<(K, K)> = far_vpc.blocks.iter().filter_map(span).collect();
        spans.order();
        self.put(first, Fate::Blocked);
        for (from, to) in spans.into_iter().filter(|(from, to)| *from <= last && *to >= first) {
            let start = from.max(first);
            let sees_groups = self.sees_groups(router, table, spot, start, vpc);
            let exits = self.exits(vec![Exit::Gateway]);
            let fate = sees_groups.map_or(Fate::Ask, |sees_groups| {
                Fate::Delivered(Delivery { vpc, passed: LEFT, exits, keeps_groups, sees_groups })
            });
            self.put(start, fate);
            if let Some(next) = to.after().filter(|next| *next <= last) {
                self.put(next, Fate::Blocked);
            }
        }
    }

    /// Delivery in the own VPC.
    fn local(&mut self, vpc: Ix) -> Fate {
        let exits = self.exits(vec![Exit::Here]);
        Fate::Delivered(Delivery { vpc, passed: BEFORE, exits, keeps_groups: true, sees_groups: true })
    }

    /// Whether outbound group references hold on this way; `None` where that is another VPC's business.
    fn sees_groups(&self, router: Router<'n>, table: Ix, spot: Spot, at: K, delivers_to: Ix) -> Option<bool> {
        let network = self.network;
        let found = network.route_tables.at(table as usize)?;
        let route = spot.peering.and_then(|index| found.routes.get(index as usize));
        let Some(RouteTarget::Peering(id)) = route.map(|route| &route.target) else { return Some(false) };
        let Some(peering) = network.peerings.find(id) else { return Some(false) };
        let Some((_, far)) = peering.seen_from(&router.vpc.id) else { return Some(false) };
        let Some(vpc) = network.vpcs.position(&far.vpc) else { return Some(false) };
        let is_inside = network.vpcs.at(vpc).is_some_and(|vpc| holds(&vpc.blocks, at));
        if !is_inside {
            return Some(false);
        }
        if Ix::try_from(vpc) != Ok(delivers_to) {
            return None;
        }
        let (one, two) = (&peering.requester.region, &peering.accepter.region);
        Some(one.is_empty() || two.is_empty() || one == two)
    }
}

/// Whether a VPC is described by a document of its own.
fn is_known(vpc: &Vpc) -> bool {
    !vpc.is_stub && !vpc.blocks.is_empty()
}

/// The same function, but for one interval.
fn overlay<K: Key>(flat: &Flat<K, FateNo>, first: K, last: K, value: FateNo) -> Flat<K, FateNo> {
    let mut pieces: Vec<(K, FateNo)> = Vec::new();
    for (from, to, old) in flat.pieces() {
        if from < first {
            pieces.push((from, old));
        }
        if from <= first && first <= to {
            pieces.push((first, value));
        }
        if let Some(next) = last.after()
            && to >= next
        {
            pieces.push((from.max(next), old));
        }
    }
    Flat::from_starts(pieces)
}
