//! Where a subnet's router leads: destination address -> fate, followed over peering and transit gateways until the
//! packet is in the VPC that will deliver it, is lost, or goes where only the walk follows.

use super::flat::{Flat, Key, holds, span};
use super::tables::{Spot, Won, flatten, flatten_transit, platform};
use crate::graph::{Ix, Topology};
use crate::model::{
    AttachedTo, Call, Network, PeeringId, RouteState, RouteTarget, Subnet, SubnetId, TransitAttachment,
    TransitGatewayId, Vpc,
};
use crate::space::Family;
use std::collections::BTreeMap;

/// The number of a [`Fate`] in its plane.
pub(super) type FateNo = u32;

/// What becomes of a packet that a subnet's router gets.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Fate {
    /// It ends on the way, for certain.
    Blocked,
    /// Only a walk can follow it.
    Ask,
    /// Only a walk can follow a request; a reply ends here, for certain.
    AskRequest,
    /// The input does not say where it goes; it has passed these network ACLs until then.
    Open(Passed),
    /// It is delivered inside a VPC.
    Delivered(Delivery),
}

/// Network ACLs on the way to the VPC of the destination.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Passed {
    /// The subnet's own, outbound.
    pub leaves: bool,
    /// That of the subnet of the own VPC's transit gateway attachment, inbound (rule S-64).
    pub attachment: Option<Ix>,
}

/// Delivery inside a VPC.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Delivery {
    /// The VPC that delivers.
    pub vpc: Ix,
    /// What was passed before.
    pub passed: Passed,
    /// From where it may be delivered: any of these, as AWS likes.
    pub exits: Vec<Exit>,
    /// Whether inbound group references hold for what came this way (rules S-43, S-105).
    pub keeps_groups: bool,
    /// Whether outbound group references of the sender hold for the destination (rule S-43).
    pub sees_groups: bool,
}

/// From where a packet is delivered in its last VPC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Exit {
    /// The sender's own subnet.
    Here,
    /// A gateway: no subnet's outbound list speaks.
    Gateway,
    /// A subnet of a transit gateway attachment.
    Subnet(Ix),
}

const BEFORE: Passed = Passed { leaves: false, attachment: None };
const LEFT: Passed = Passed { leaves: true, attachment: None };

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

/// An attachment, the zone of a subnet behind it, and an interval.
type Zone<K> = (Ix, Box<str>, Box<str>, K, K);

/// Everything that fates are made of.
pub(super) struct Ways<'n, K> {
    network: &'n Network,
    topology: &'n Topology,
    /// By table and VPC.
    tables: BTreeMap<(Ix, Ix), Flat<K, Spot>>,
    transit: BTreeMap<Ix, Flat<K, Won>>,
    /// The router that is being followed: what was found so far.
    out: Vec<(K, FateNo)>,
    /// What transit gateways do with an interval of destinations, which subnets of one zone share.
    by_zone: BTreeMap<Zone<K>, Vec<(K, FateNo)>>,
    /// Subnets and routers by which an attachment delivers what comes from a zone.
    exits: BTreeMap<(Ix, Box<str>, Box<str>), Vec<Router<'n>>>,
    /// Whether any interface's groups are not known: then references across a transit gateway are not, either.
    has_unknown_groups: bool,
    pub fates: Vec<Fate>,
    numbers: BTreeMap<Fate, FateNo>,
}

impl<'n, K: Key> Ways<'n, K> {
    pub(super) fn new(network: &'n Network, topology: &'n Topology) -> Self {
        let has_unknown_groups = network.interfaces.iter().any(|interface| !interface.groups_known);
        Ways {
            network,
            topology,
            tables: BTreeMap::new(),
            transit: BTreeMap::new(),
            out: Vec::new(),
            by_zone: BTreeMap::new(),
            exits: BTreeMap::new(),
            has_unknown_groups,
            fates: Vec::new(),
            numbers: BTreeMap::new(),
        }
    }

    /// The router of a subnet; `None` where its VPC is not in the input.
    pub(super) fn router(&self, subnet: Ix) -> Option<Router<'n>> {
        let found = self.network.subnets.at(subnet as usize)?;
        let (vpc_ix, vpc) = self.topology.vpc_of(self.network, subnet)?;
        let table = self.topology.table_of(self.network, subnet).map(|(ix, _)| ix);
        Some(Router { ix: subnet, subnet: found, vpc_ix, vpc, table })
    }

    fn number(&mut self, fate: Fate) -> FateNo {
        if let Some(&number) = self.numbers.get(&fate) {
            return number;
        }
        let number = FateNo::try_from(self.fates.len()).unwrap_or(FateNo::MAX);
        self.fates.push(fate.clone());
        self.numbers.insert(fate, number);
        number
    }

    fn put(&mut self, start: K, fate: Fate) {
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

    fn read_table(&mut self, table: Ix, router: Router<'n>) {
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
        spans.sort_unstable();
        for (first, last) in spans {
            self.put(first, local(router.vpc_ix));
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
            return self.put(first, local(router.vpc_ix));
        }
        if spot.is_local {
            // More specific than the VPC: a middlebox, and neighbours that are delivered to past it.
            return self.put(first, Fate::Ask);
        }
        match &route.target {
            RouteTarget::Local => {}
            RouteTarget::Peering(id) => self.over_peering(router, table, id, (first, last), spot),
            RouteTarget::TransitGateway(id) => self.over_transit(router, table, id, (first, last), spot),
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
    fn by_gateway(
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
    fn ends_here(&mut self, router: Router<'n>, (first, last): (K, K)) -> bool {
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
        spans.sort_unstable();
        self.put(first, Fate::Blocked);
        for (from, to) in spans.into_iter().filter(|(from, to)| *from <= last && *to >= first) {
            let start = from.max(first);
            let sees_groups = self.sees_groups(router, table, spot, start, Some(vpc));
            let fate = sees_groups.map_or(Fate::Ask, |sees_groups| {
                let exits = vec![Exit::Gateway];
                Fate::Delivered(Delivery { vpc, passed: LEFT, exits, keeps_groups, sees_groups })
            });
            self.put(start, fate);
            if let Some(next) = to.after().filter(|next| *next <= last) {
                self.put(next, Fate::Blocked);
            }
        }
    }

    /// Whether outbound group references hold on this way; `None` where that is another VPC's business.
    fn sees_groups(
        &self,
        router: Router<'n>,
        table: Ix,
        spot: Spot,
        at: K,
        delivers_to: Option<Ix>,
    ) -> Option<bool> {
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
        if Ix::try_from(vpc).ok() != delivers_to {
            return None;
        }
        let (one, two) = (&peering.requester.region, &peering.accepter.region);
        Some(one.is_empty() || two.is_empty() || one == two)
    }

    fn over_transit(
        &mut self,
        router: Router<'n>,
        table: Ix,
        id: &TransitGatewayId,
        (first, last): (K, K),
        spot: Spot,
    ) {
        let network = self.network;
        let Some((own_ix, own)) = self.topology.attachment_between(network, router.vpc_ix, id) else {
            let is_known = network.transit_gateways.find(id).is_some_and(|gateway| !gateway.is_stub);
            let calls = [Call::TransitVpcAttachments, Call::TransitAttachments];
            let read = calls.iter().any(|call| network.has_read(*call, &router.vpc.scope));
            let fate = if is_known && read { Fate::Blocked } else { Fate::Open(LEFT) };
            return self.put(first, fate);
        };
        let Some(subnets) = &own.subnets else {
            let fate = if own.is_up() { Fate::Open(LEFT) } else { Fate::Blocked };
            return self.put(first, fate);
        };
        let Some(own_subnet) = self.zone_subnet(subnets, router.subnet).filter(|_| own.is_up()) else {
            return self.put(first, Fate::Blocked);
        };
        let passed = Passed { leaves: true, attachment: Some(own_subnet) };
        if own.policy_table {
            return self.put(first, Fate::Open(passed));
        }
        let Some(table_id) = &own.table else {
            let fate = if own.association_known { Fate::Blocked } else { Fate::Open(passed) };
            return self.put(first, fate);
        };
        let table_ix = network.transit_tables.position(table_id).and_then(|ix| Ix::try_from(ix).ok());
        let found = table_ix.and_then(|ix| network.transit_tables.at(ix as usize));
        let (Some(table_ix), Some(transit)) = (table_ix, found) else {
            return self.put(first, Fate::Open(passed));
        };
        // Without a peering route in the way it is the same for all subnets of the zone.
        let zone = (own_ix, router.subnet.zone.clone(), router.subnet.zone_id.clone(), first, last);
        if let Some(known) = self.by_zone.get(&zone).filter(|_| spot.peering.is_none()) {
            self.out.extend_from_slice(known);
            return;
        }
        let before = self.out.len();
        let flat = self.transit.entry(table_ix).or_insert_with(|| flatten_transit(network, transit));
        let pieces: Vec<(K, K, Won)> = flat.pieces_in(first, last).collect();
        for (from, to, won) in pieces {
            let index = match won {
                Won::Route(index) => index,
                Won::Nothing => {
                    self.put(from, Fate::Blocked);
                    continue;
                }
                Won::Unknown | Won::Choice => {
                    self.put(from, Fate::Open(passed));
                    continue;
                }
            };
            let Some(route) = transit.routes.get(index as usize) else { continue };
            if route.blackhole {
                self.put(from, Fate::Blocked);
                continue;
            }
            let [attachment] = route.attachments.as_slice() else {
                let fate = if route.attachments.is_empty() { Fate::Open(passed) } else { Fate::Ask };
                self.put(from, fate);
                continue;
            };
            let exit_ix =
                network.transit_attachments.position(attachment).and_then(|ix| Ix::try_from(ix).ok());
            let exit = exit_ix.and_then(|ix| network.transit_attachments.at(ix as usize));
            match (exit_ix, exit) {
                (Some(exit_ix), Some(exit)) if exit_ix != own_ix => {
                    let way = Transit { router, table, spot, own, exit_ix, exit, passed };
                    self.out_of_transit(&way, (from, to));
                }
                (Some(_), Some(_)) => self.put(from, Fate::Ask),
                _ => self.put(from, Fate::Open(passed)),
            }
        }
        if spot.peering.is_none() {
            let found = self.out.get(before..).unwrap_or_default().to_vec();
            self.by_zone.insert(zone, found);
        }
    }

    /// The attachment's subnet in the zone of another subnet. Without any zone in the input they count as one.
    fn zone_subnet(&self, subnets: &[SubnetId], of: &Subnet) -> Option<Ix> {
        let known = subnets.iter().filter_map(|id| self.network.subnets.position(id));
        let own = known
            .filter_map(|at| Some((at, self.network.subnets.at(at)?)))
            .find(|(_, own)| own.shares_zone(of) != Some(false));
        own.and_then(|(at, _)| Ix::try_from(at).ok())
    }

    fn out_of_transit(&mut self, way: &Transit<'n>, (first, last): (K, K)) {
        let network = self.network;
        if way.own.translates || way.exit.translates {
            return self.put(first, Fate::Ask);
        }
        let AttachedTo::Vpc(vpc_id) = &way.exit.to else { return self.put(first, Fate::Ask) };
        let blocked = !way.exit.is_up();
        let open = if blocked { Fate::Blocked } else { Fate::Open(way.passed) };
        let Some(vpc) = network.vpcs.position(vpc_id).and_then(|ix| Ix::try_from(ix).ok()) else {
            return self.put(first, open);
        };
        let Some(routers) = self.exits_of(way) else { return self.put(first, Fate::Ask) };
        if routers.is_empty() {
            return self.put(first, open);
        }
        if blocked {
            return self.put(first, Fate::Blocked);
        }
        if vpc == way.router.vpc_ix || routers.len() > MOST_EXITS {
            return self.put(first, Fate::Ask);
        }
        let mut cuts = vec![first];
        for router in &routers {
            if let Some(table) = router.table {
                self.read_table(table, *router);
                let found = self.tables.get(&(table, router.vpc_ix)).map_or(&[][..], Flat::cuts);
                cuts.extend(found.iter().copied().filter(|cut| first < *cut && *cut <= last));
            }
        }
        cuts.sort_unstable();
        cuts.dedup();
        let keeps_groups = self.keeps_groups(way.own, way.exit);
        let next = cuts.clone().into_iter().skip(1).map(|cut| cut.before()).chain([last]);
        for (from, to) in cuts.into_iter().zip(next) {
            let fates: Vec<Here> = routers.iter().map(|router| self.here(*router, vpc, (from, to))).collect();
            let fate = if fates.iter().all(|fate| *fate == Here::Delivers) {
                match self.sees_groups(way.router, way.table, way.spot, from, None) {
                    Some(sees_groups) if !self.has_unknown_groups => {
                        let exits = routers.iter().map(|router| Exit::Subnet(router.ix)).collect();
                        let passed = way.passed;
                        Fate::Delivered(Delivery { vpc, passed, exits, keeps_groups, sees_groups })
                    }
                    _ => Fate::Ask,
                }
            } else if fates.iter().all(|fate| *fate == Here::Ends) && fates.len() == 1 {
                Fate::Blocked
            } else {
                Fate::Ask
            };
            self.put(from, fate);
        }
    }

    /// The subnets from which an attachment may deliver what a subnet sent: that of its zone, else any; each branch counts,
    /// also where two are one and the same. `None` where one of them has no VPC.
    fn exits_of(&mut self, way: &Transit<'n>) -> Option<Vec<Router<'n>>> {
        let of = way.router.subnet;
        let key = (way.exit_ix, of.zone.clone(), of.zone_id.clone());
        if let Some(known) = self.exits.get(&key) {
            return Some(known.clone());
        }
        let subnets = way.exit.subnets.as_deref().unwrap_or_default();
        let exits: Vec<usize> = match self.zone_subnet(subnets, of) {
            Some(one) => vec![one as usize],
            None => subnets.iter().filter_map(|id| self.network.subnets.position(id)).collect(),
        };
        let routers = exits.iter().map(|exit| self.router(Ix::try_from(*exit).unwrap_or(Ix::MAX)));
        let mut routers: Vec<Router<'n>> = routers.collect::<Option<_>>()?;
        routers.sort_unstable_by_key(|router| router.ix);
        self.exits.insert(key, routers.clone());
        Some(routers)
    }

    /// What an attachment subnet's router does with an interval.
    fn here(&mut self, router: Router<'n>, vpc: Ix, (first, last): (K, K)) -> Here {
        if router.vpc_ix != vpc {
            return Here::Elsewhere;
        }
        let Some(table) = router.table else { return Here::Elsewhere };
        let network = self.network;
        self.read_table(table, router);
        let spot = self.tables.get(&(table, vpc)).map(|flat| flat.at(first, UNKNOWN)).unwrap_or(UNKNOWN);
        if let Won::Route(index) = spot.won
            && let Some(found) = network.route_tables.at(table as usize)
            && let Some(route) = found.routes.get(index as usize)
            && route.state == RouteState::Active
        {
            if route.target == RouteTarget::Local {
                return Here::Delivers;
            }
            if let RouteTarget::NatGateway(_) = &route.target
                && !spot.is_local
                && self.by_gateway(router, &route.target, (first, last), spot.is_private) == Fate::Blocked
            {
                return Here::Ends;
            }
        }
        // A neighbour in the subnet itself is delivered to whatever the table says.
        if !spot.is_local && self.ends_here(router, (first, last)) { Here::Ends } else { Here::Elsewhere }
    }

    /// Group references over a transit gateway: inbound only, switched on everywhere (rule S-105).
    fn keeps_groups(&self, from: &TransitAttachment, to: &TransitAttachment) -> bool {
        let gateway = self.network.transit_gateways.find(&to.gateway);
        from.gateway == to.gateway
            && gateway.is_some_and(|gateway| gateway.group_references)
            && [from, to]
                .iter()
                .all(|attachment| attachment.group_references && matches!(attachment.to, AttachedTo::Vpc(_)))
    }
}

/// More exits than this, both ways, are more branches than a walk takes.
const MOST_EXITS: usize = 16;

const UNKNOWN: Spot = Spot { won: Won::Unknown, is_local: false, is_private: false, peering: None };

#[derive(Clone, Copy, PartialEq, Eq)]
enum Here {
    Delivers,
    Ends,
    Elsewhere,
}

/// On the way over one transit gateway.
struct Transit<'n> {
    router: Router<'n>,
    table: Ix,
    spot: Spot,
    own: &'n TransitAttachment,
    exit_ix: Ix,
    exit: &'n TransitAttachment,
    passed: Passed,
}

/// Whether a VPC is described by a document of its own.
fn is_known(vpc: &Vpc) -> bool {
    !vpc.is_stub && !vpc.blocks.is_empty()
}

/// Delivery in the own VPC.
fn local(vpc: Ix) -> Fate {
    let exits = vec![Exit::Here];
    Fate::Delivered(Delivery { vpc, passed: BEFORE, exits, keeps_groups: true, sees_groups: true })
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
