//! A network that has changed a little: only what the change touches is compiled again, and noted for all pairs.
//!
//! The changed network must have the same resources at the same positions; what differs is inside the ones named. Anything
//! else is compiled anew.

use super::bits::Bits;
use super::fates::{Attached, Fate, FateNo};
use super::filters::{GroupNo, compile_acl};
use super::flat::{Flat, Key};
use super::plane::Plane;
use super::ways::Ways;
use crate::graph::{Ix, Topology};
use crate::model::{Network, Numbers, Route, RouteTable, RouteTarget, SortedMap, SortedSet, Way};

/// What has changed inside a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// The rules of a security group, by position.
    Group(Ix),
    /// The entries of a network ACL, by position.
    NetworkAcl(Ix),
    /// The routes of a route table, by position.
    RouteTable(Ix),
    /// The routes of any tables, those of transit gateways among them.
    Routes,
}

impl<K: Key> Plane<K> {
    /// Compiles again what depends on the change.
    pub(super) fn change(&mut self, network: &Network, topology: &Topology, change: Change) {
        match change {
            Change::Group(group) => self.change_group(network, group),
            Change::NetworkAcl(acl) => self.change_acl(network, topology, acl),
            Change::RouteTable(table) => self.change_routes(network, topology, Some(table)),
            Change::Routes => self.change_routes(network, topology, None),
        }
    }

    fn change_group(&mut self, network: &Network, group: GroupNo) {
        let touched: Vec<usize> = (0..)
            .zip(&self.groups)
            .filter(|(_, groups)| groups.members.binary_search(&group).is_ok())
            .map(|(at, _)| at)
            .collect();
        let mut new = Numbers::new();
        let mut read = SortedMap::new();
        let mut cuts_moved = false;
        for list in touched {
            for way in [Way::Ingress, Way::Egress] {
                let Some(groups) = self.groups.get(list) else { continue };
                let old = match way {
                    Way::Ingress => groups.inbound,
                    Way::Egress => groups.outbound,
                };
                let members = groups.members.clone();
                let filter = self.compile_filter(network, &members, way, &mut read);
                let before = self.filters.get(old as usize);
                if before == Some(&filter) {
                    continue;
                }
                if way == Way::Egress {
                    let is_like =
                        before.is_some_and(|one| one.by_address.cuts().eq(filter.by_address.cuts()));
                    cuts_moved |= !is_like;
                }
                let at = new.number(&mut self.filters, filter);
                if let Some(groups) = self.groups.get_mut(list) {
                    match way {
                        Way::Ingress => groups.inbound = at,
                        Way::Egress => groups.outbound = at,
                    }
                }
                let carriers = self.carriers.as_ref().zip(u32::try_from(list).ok());
                let ranks = carriers.and_then(|(carriers, list)| carriers.list(list));
                if let Some((kept, ranks)) = self.kept.as_mut().zip(ranks) {
                    match way {
                        Way::Ingress => kept.stale.to.add(ranks),
                        Way::Egress => kept.stale.from.add(ranks),
                    }
                }
                if way == Way::Egress {
                    self.senders = None;
                }
            }
        }
        if cuts_moved {
            self.classes = None;
        }
    }

    fn change_acl(&mut self, network: &Network, topology: &Topology, acl: Ix) {
        let Some(nacl) = network.nacls.at(acl as usize) else { return };
        let mut known = Numbers::of(&self.acls);
        let [inbound, outbound] = [Way::Ingress, Way::Egress].map(|way| {
            let compiled = compile_acl(nacl, way, &mut self.pool);
            known.number(&mut self.acls, compiled)
        });
        let mut touched: SortedSet<Ix> = SortedSet::new();
        for (subnet, station) in (0..).zip(&mut self.stations) {
            if topology.nacl_of(network, subnet).is_some_and(|(ix, _)| ix == acl)
                && (station.inbound, station.outbound) != (inbound, outbound)
            {
                (station.inbound, station.outbound) = (inbound, outbound);
                touched.insert(subnet);
            }
        }
        self.unsort();
        if self.kept.is_some() {
            let ranks = self.behind_acls_of(&touched);
            self.note(&ranks);
        }
    }

    /// Everybody whose packets may meet the network ACL of one of these subnets: those in the same VPCs, and those whose
    /// transit gateway attachment is in one of the subnets.
    fn behind_acls_of(&self, subnets: &SortedSet<Ix>) -> Bits {
        let vpcs: SortedSet<Ix> = subnets.iter().map(|subnet| self.station(*subnet).vpc).collect();
        let meets = |number: FateNo| {
            let passed = match self.fates.all.get(number as usize) {
                Some(Fate::Open(passed)) => Some(*passed),
                Some(Fate::Delivered(delivery)) => Some(delivery.passed),
                Some(Fate::Enters(at)) => self.fates.attached.get(*at as usize).map(|own| own.passed),
                Some(Fate::Blocked | Fate::Ask | Fate::AskRequest) | None => None,
            };
            passed.and_then(|passed| passed.attachment).is_some_and(|subnet| subnets.contains(&subnet))
        };
        let enters: Vec<bool> =
            self.routers.iter().map(|flat| flat.pieces().any(|(_, _, number)| meets(number))).collect();
        self.ranks_where(|subnet| {
            let station = self.station(subnet);
            vpcs.contains(&station.vpc) || enters.get(station.router as usize) == Some(&true)
        })
    }

    /// Who is alike has to be found anew.
    fn unsort(&mut self) {
        self.classes = None;
        self.senders = None;
    }

    fn ranks_where(&self, counts: impl Fn(Ix) -> bool) -> Bits {
        Bits::of((0..).zip(&self.seats).filter(|(_, seat)| counts(seat.subnet)).map(|(rank, _)| rank))
    }

    /// Whatever these send or receive is found anew.
    fn note(&mut self, ranks: &Bits) {
        if let Some(kept) = &mut self.kept {
            kept.stale.to.add(ranks);
            kept.stale.from.add(ranks);
        }
    }

    /// Ways are followed over several tables, so all are followed again, but where only the VPC of the one that has changed
    /// can be concerned. What comes of them keeps its number, so that equal numbers are equal ways before and after. Filters
    /// stay.
    fn change_routes(&mut self, network: &Network, topology: &Topology, table: Option<Ix>) {
        let mut ways = Ways::<K>::new(network, topology).continuing(std::mem::take(&mut self.fates));
        let mut known = Numbers::of(&self.routers);
        let only = table.and_then(|table| self.only_behind(&mut ways, table));
        let mut moved: SortedSet<(u32, u32)> = SortedSet::new();
        let mut touched: SortedSet<Ix> = SortedSet::new();
        for (subnet, station) in (0..).zip(&mut self.stations) {
            if only.is_some_and(|vpc| station.vpc != vpc) {
                continue;
            }
            let Some(router) = ways.router(subnet) else { continue };
            let flat = ways.of(router);
            let number = known.number(&mut self.routers, flat);
            if station.router != number {
                moved.insert((station.router, number));
                touched.insert(subnet);
                station.router = number;
            }
        }
        self.fates = ways.fates;
        self.unsort();
        if self.kept.is_some() {
            // A pair has changed only if one end is behind such a router and the other is where that leads otherwise.
            let behind = self.ranks_where(|subnet| touched.contains(&subnet));
            let mut there = Bits::default();
            for (first, last) in moved.into_iter().flat_map(|(old, new)| self.differing(old, new)) {
                let rank_of = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                let start = self.seats.partition_point(|seat| seat.key < first);
                let end = self.seats.partition_point(|seat| seat.key <= last);
                if start < end {
                    there.fill(&(rank_of(start)..rank_of(end)));
                }
            }
            self.note(if there.count() < behind.count() { &there } else { &behind });
        }
    }

    /// The VPC of a route table, where no router of another VPC leads anywhere else because of it: such a one looks at it
    /// only behind a transit gateway, or where something is not as AWS has it.
    fn only_behind(&self, ways: &mut Ways<'_, K>, table: Ix) -> Option<Ix> {
        let network = ways.network;
        let own = network.vpcs.position(&network.route_tables.at(table as usize)?.vpc)?;
        let is_at_home = (0..).zip(&self.stations).all(|(subnet, station)| {
            let of = ways.router(subnet).and_then(|router| router.table);
            let of = of.and_then(|table| network.route_tables.at(table as usize));
            of.is_none_or(|table| {
                network.vpcs.at(station.vpc as usize).is_some_and(|vpc| vpc.id == table.vpc)
            })
        });
        let is_near = |table: &RouteTable, route: &Route| {
            let RouteTarget::NatGateway(id) = &route.target else { return true };
            let subnet = network.nat_gateways.find(id).and_then(|nat| nat.subnet.as_ref());
            let subnet = subnet.and_then(|id| network.subnets.find(id));
            subnet.is_none_or(|subnet| subnet.vpc == table.vpc)
        };
        let are_near =
            network.route_tables.iter().all(|table| table.routes.iter().all(|route| is_near(table, route)));
        (is_at_home && are_near && ways.transits_alike()).then(|| Ix::try_from(own).ok()).flatten()
    }

    /// Destinations with which two routers do not do the same.
    fn differing(&self, one: u32, other: u32) -> Vec<(K, K)> {
        let (Some(one), Some(other)) = (self.routers.get(one as usize), self.routers.get(other as usize))
        else {
            return vec![(K::default(), K::LAST)];
        };
        let mut found = Vec::new();
        for (first, last, (one, other)) in one.beside(other) {
            if one == other {
                continue;
            }
            match (self.transits(one), self.transits(other)) {
                (Some((own, one)), Some((like, other))) if own == like => {
                    let inside = |(start, end, _): (K, K, _)| {
                        let (start, end) = (start.max(first), end.min(last));
                        (start <= end).then_some((start, end))
                    };
                    let pieces = one.beside(other).filter(|(_, _, (one, other))| one != other);
                    found.extend(pieces.filter_map(inside));
                }
                _ => found.push((first, last)),
            }
        }
        found
    }

    /// The transit gateway route table that decides a fate, and all that matters besides it.
    fn transits(&self, number: FateNo) -> Option<(Attached, &Flat<K, u32>)> {
        let Some(Fate::Enters(at)) = self.fates.all.get(number as usize) else { return None };
        let own = self.fates.attached.get(*at as usize)?;
        Some((Attached { transit: 0, ..*own }, self.fates.transit.get(own.transit as usize)?))
    }
}
