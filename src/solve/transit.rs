//! Ways over a transit gateway: the own attachment, its table, and out by another attachment (rules S-64, S-96 to S-106).

use super::fates::{Attached, Exit, Fate, Out, Passed, Then};
use super::flat::{Flat, Key};
use super::tables::{Spot, Won, flatten_transit};
use super::ways::{LEFT, Router, Ways};
use crate::graph::Ix;
use crate::model::{
    AttachedTo, Call, Order, RouteState, RouteTarget, Subnet, SubnetId, TransitAttachment, TransitGatewayId,
    TransitRouteTable,
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

impl<'n, K: Key> Ways<'n, K> {
    /// The fate of what a router sends to a transit gateway.
    pub(super) fn over_transit(&mut self, router: Router<'n>, id: &TransitGatewayId) -> Fate {
        let network = self.network;
        let Some((own_ix, own)) = self.topology.attachment_between(network, router.vpc_ix, id) else {
            let is_known = network.transit_gateways.find(id).is_some_and(|gateway| !gateway.is_stub);
            let calls = [Call::TransitVpcAttachments, Call::TransitAttachments];
            let read = calls.iter().any(|call| network.has_read(*call, &router.vpc.scope));
            return if is_known && read { Fate::Blocked } else { Fate::Open(LEFT) };
        };
        let Some(subnets) = &own.subnets else {
            return if own.is_up() { Fate::Open(LEFT) } else { Fate::Blocked };
        };
        let Some(own_subnet) = self.zone_subnet(subnets, router.subnet).filter(|_| own.is_up()) else {
            return Fate::Blocked;
        };
        let passed = Passed { leaves: true, attachment: Some(own_subnet) };
        if own.policy_table {
            return Fate::Open(passed);
        }
        let Some(table_id) = &own.table else {
            return if own.association_known { Fate::Blocked } else { Fate::Open(passed) };
        };
        let table_ix = network.transit_tables.position(table_id).and_then(|ix| Ix::try_from(ix).ok());
        let found = table_ix.and_then(|ix| network.transit_tables.at(ix as usize));
        let (Some(table_ix), Some(transit)) = (table_ix, found) else {
            return Fate::Open(passed);
        };
        let transit = self.behind(table_ix, transit, router);
        let keeps = self.keeps_groups(own).filter(|_| router.subnet.has_transit_group_references());
        let (attachment, vpc, translates) = (own_ix, router.vpc_ix, own.translates);
        self.entering(Attached { attachment, vpc, passed, translates, keeps, transit })
    }

    /// A transit gateway route table as subnets of one zone see it.
    pub(super) fn behind(&mut self, table: Ix, found: &'n TransitRouteTable, router: Router<'n>) -> u32 {
        let from = router.subnet;
        let zoned = (table, from.zone.clone(), from.zone_id.clone());
        if let Some(&(known, _)) = self.fates.zones.get(&zoned) {
            return known;
        }
        let network = self.network;
        let flat = self.transit.entry(table).or_insert_with(|| flatten_transit(network, found));
        let pieces: Vec<(K, K, Won)> = flat.pieces().collect();
        let mut outs: Vec<(K, u32)> = Vec::new();
        for (first, last, won) in pieces {
            for (start, out) in self.outs(found, from, (first, last), won) {
                let number = self.out(out);
                outs.push((start, number));
            }
        }
        let number = self.seen_from.number(&mut self.fates.transit, Flat::from_starts(outs));
        self.fates.zones.insert(zoned, (number, router.ix));
        number
    }

    /// Where the winning route of an interval leads.
    fn outs(
        &mut self,
        table: &'n TransitRouteTable,
        from: &Subnet,
        (first, last): (K, K),
        won: Won,
    ) -> Vec<(K, Out)> {
        let network = self.network;
        let plain = |then: Then| vec![(first, Out { by: None, vpc: None, then })];
        let index = match won {
            Won::Route(index) => index,
            Won::Nothing => return plain(Then::Blocked),
            Won::Unknown | Won::Choice => return plain(Then::Open),
        };
        let Some(route) = table.routes.get(index as usize) else { return plain(Then::Ask) };
        if route.blackhole {
            return plain(Then::Blocked);
        }
        let [attachment] = route.attachments.as_slice() else {
            return plain(if route.attachments.is_empty() { Then::Open } else { Then::Ask });
        };
        let exit_ix = network.transit_attachments.position(attachment).and_then(|ix| Ix::try_from(ix).ok());
        let exit = exit_ix.and_then(|ix| network.transit_attachments.at(ix as usize));
        match (exit_ix, exit) {
            (Some(exit_ix), Some(exit)) => self.out_by((exit_ix, exit), from, (first, last)),
            _ => plain(Then::Open),
        }
    }

    fn out_by(
        &mut self,
        (exit_ix, exit): (Ix, &'n TransitAttachment),
        from: &Subnet,
        (first, last): (K, K),
    ) -> Vec<(K, Out)> {
        let network = self.network;
        let by = Some(exit_ix);
        let one = |then: Then| vec![(first, Out { by, vpc: None, then })];
        let AttachedTo::Vpc(vpc_id) = &exit.to else { return one(Then::Ask) };
        if exit.translates {
            return one(Then::Ask);
        }
        let blocked = !exit.is_up();
        let open = if blocked { Then::Blocked } else { Then::Open };
        let Some(vpc) = network.vpcs.position(vpc_id).and_then(|ix| Ix::try_from(ix).ok()) else {
            return one(open);
        };
        let Some(routers) = self.exits_of((exit_ix, exit), from) else { return one(Then::Ask) };
        if routers.is_empty() {
            return one(open);
        }
        if blocked {
            return one(Then::Blocked);
        }
        if routers.len() > MOST_EXITS {
            return one(Then::Ask);
        }
        let mut cuts = vec![first];
        for router in &routers {
            if let Some(table) = router.table {
                self.read_table(table, *router);
                let found = self.tables.get(&(table, router.vpc_ix)).into_iter().flat_map(Flat::cuts);
                cuts.extend(found.filter(|cut| first < *cut && *cut <= last));
            }
        }
        K::sort(&mut cuts);
        cuts.dedup();
        let has_groups = |router: &Router<'_>| router.subnet.has_transit_group_references();
        let keeps = self.keeps_groups(exit).filter(|_| routers.iter().any(has_groups));
        if keeps.is_some() && !routers.iter().all(has_groups) {
            return one(Then::Ask);
        }
        let exits = self.exits(routers.iter().map(|router| Exit::Subnet(router.ix)).collect());
        let next = cuts.clone().into_iter().skip(1).map(|cut| cut.before()).chain([last]);
        let mut outs = Vec::new();
        for (from, to) in cuts.into_iter().zip(next) {
            let here: Vec<Here> = routers.iter().map(|router| self.here(*router, vpc, (from, to))).collect();
            let then = if here.iter().all(|here| *here == Here::Delivers) && !self.has_unknown_groups {
                Then::Delivered { exits, keeps }
            } else if here.as_slice() == [Here::Ends] {
                Then::Blocked
            } else {
                Then::Ask
            };
            outs.push((from, Out { by, vpc: Some(vpc), then }));
        }
        outs
    }

    /// The attachment's subnet in the zone of another subnet. Without any zone in the input they count as one.
    fn zone_subnet(&self, subnets: &[SubnetId], of: &Subnet) -> Option<Ix> {
        let known = subnets.iter().filter_map(|id| self.network.subnets.position(id));
        let own = known
            .filter_map(|at| Some((at, self.network.subnets.at(at)?)))
            .find(|(_, own)| own.shares_zone(of) != Some(false));
        own.and_then(|(at, _)| Ix::try_from(at).ok())
    }

    /// The subnets from which an attachment may deliver what a subnet sent: that of its zone, else any; each branch counts,
    /// also where two are one and the same. `None` where one of them has no VPC.
    fn exits_of(
        &mut self,
        (exit_ix, exit): (Ix, &'n TransitAttachment),
        of: &Subnet,
    ) -> Option<Vec<Router<'n>>> {
        let key = (exit_ix, of.zone.clone(), of.zone_id.clone());
        if let Some(known) = self.exits_by_zone.get(&key) {
            return Some(known.clone());
        }
        let subnets = exit.subnets.as_deref().unwrap_or_default();
        let exits: Vec<usize> = match self.zone_subnet(subnets, of) {
            Some(one) => vec![one as usize],
            None => subnets.iter().filter_map(|id| self.network.subnets.position(id)).collect(),
        };
        let routers = exits.iter().map(|exit| self.router(Ix::try_from(*exit).unwrap_or(Ix::MAX)));
        let mut routers: Vec<Router<'n>> = routers.collect::<Option<_>>()?;
        routers.order_by_key(|router| router.ix);
        self.exits_by_zone.insert(key, routers.clone());
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

    /// The transit gateway over which an attachment keeps group references: inbound ones only, and only between two
    /// attachments that both do (rule S-105).
    fn keeps_groups(&self, attachment: &TransitAttachment) -> Option<Ix> {
        let at = self.network.transit_gateways.position(&attachment.gateway)?;
        let is_on = self.network.transit_gateways.at(at)?.group_references;
        let is_kept = is_on && attachment.group_references && matches!(attachment.to, AttachedTo::Vpc(_));
        Ix::try_from(at).ok().filter(|_| is_kept)
    }
}
