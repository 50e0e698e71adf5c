//! Ways over a transit gateway: the own attachment, its table, and out by another attachment (rules S-64, S-96 to S-106).

use super::flat::{Flat, Key};
use super::tables::{Spot, Won, flatten_transit};
use super::ways::{Delivery, Exit, Fate, LEFT, Passed, Router, Ways};
use crate::graph::Ix;
use crate::model::{
    AttachedTo, Call, RouteState, RouteTarget, Subnet, SubnetId, TransitAttachment, TransitGatewayId,
};

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

impl<'n, K: Key> Ways<'n, K> {
    pub(super) fn over_transit(
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
        let subnets = routers.iter().map(|router| router.subnet).chain([way.router.subnet]);
        if keeps_groups && !subnets.into_iter().all(Subnet::has_transit_group_references) {
            return self.put(first, Fate::Ask);
        }
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
