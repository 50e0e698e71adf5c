//! Which route wins (rules S-18 to S-30), and where its target leads.

use std::cmp::Reverse;
use std::net::IpAddr;

use ipnet::IpNet;

use super::block::Block;
use super::gaps::{Assumption, Gap};
use super::step::{Fact, Line};
use super::walker::{At, Walker};
use crate::graph::Ix;
use crate::model::{
    Call, Destination, EndpointKind, Kind, Notice, Order, Place, Resource, Route, RouteOrigin, RouteState,
    RouteTable, RouteTarget, Way,
};
use crate::space::{Family, addresses};

/// What a table says of an address.
pub(super) enum Lookup {
    /// This route wins, by position.
    Route(usize),
    /// No route matches.
    Nothing,
    /// A list without entries could match and win.
    Unknown(Gap),
}

/// A route that matches: prefix length, rank among equals (rule S-20), position.
struct Match {
    length: u8,
    rank: u8,
    index: usize,
}

impl Walker<'_, '_> {
    /// Longest prefix match, with AWS's order among equal prefixes (rules S-19 to S-24, S-28).
    pub(super) fn longest_match(&mut self, vpc: Option<Ix>, table: &RouteTable, address: IpAddr) -> Lookup {
        let world = self.world;
        let blocks =
            vpc.and_then(|vpc| world.network.vpcs.at(vpc as usize)).map_or(&[][..], |vpc| &vpc.blocks[..]);
        let own = blocks.iter().chain(table.local_blocks());
        let is_local = own.filter(|block| world.focus.contains(block, address)).count() > 0;
        let mut matches: Vec<Match> = Vec::new();
        let mut unread: Option<(usize, Resource)> = None;
        for (index, route) in table.routes.iter().enumerate() {
            match &route.destination {
                Destination::Block(block) => {
                    // A propagated route never overrides local, however specific (rule S-22).
                    let is_overridden = is_local && route.origin == RouteOrigin::Propagated;
                    if world.focus.contains(block, address) && !is_overridden {
                        matches.push(Match { length: block.prefix_len(), rank: rank(route), index });
                    }
                }
                Destination::PrefixList(list) => {
                    let found = world.network.prefix_lists.find(list);
                    match found.and_then(|list| list.entries.as_ref()) {
                        Some(entries) => {
                            let hits = entries.iter().filter(|entry| world.focus.contains(entry, address));
                            // Entries more specific than the VPC's own blocks are ignored there (rule S-28).
                            let longest = hits.map(IpNet::prefix_len).filter(|_| !is_local).max();
                            matches.extend(longest.map(|length| Match { length, rank: PREFIX_LIST, index }));
                        }
                        None if is_local || !self.can_match_service(route, address) => {}
                        None => unread = unread.or_else(|| Some((index, list.resource()))),
                    }
                }
            }
        }
        let best = matches.iter().map(|m| m.length).max();
        if let Some((index, list)) = unread
            && best != Some(full_length(address))
        {
            if best.is_none() {
                // Only the list could decide; assuming that it does not would turn a gap into a no.
                return Lookup::Unknown(Gap::MissingEntries { list });
            }
            match self.assume_not_in(table, index, list) {
                Ok(()) => {}
                Err(gap) => return Lookup::Unknown(gap),
            }
        }
        if best != Some(full_length(address)) && self.has_unreadable(&table.place) {
            // A route of this table could not be read; it might match, and be the more specific one.
            return Lookup::Unknown(Gap::UnclearLine { resource: table.id.resource() });
        }
        let Some(best) = best else { return Lookup::Nothing };
        matches.retain(|m| m.length == best);
        self.break_tie(table, &matches)
    }

    /// Whether something inside this part of the input could not be read.
    fn has_unreadable(&self, place: &Place) -> bool {
        let mut notices = self.world.network.notices.iter();
        notices.any(|notice| matches!(notice, Notice::Unreadable { place: at, .. } if at.is_inside(place)))
    }

    /// A list of an AWS service holds public addresses only.
    fn can_match_service(&self, route: &Route, address: IpAddr) -> bool {
        let is_service = matches!(&route.target, RouteTarget::Endpoint(_));
        let is_private = match address {
            IpAddr::V4(_) => self.world.focus.is_private_or_shared(address),
            IpAddr::V6(v6) => !addresses::is_global_v6(v6),
        };
        !(is_service && is_private)
    }

    /// Where no prefix list document was read at all, an address is taken not to be the service's (DESIGN 1, gap 2).
    fn assume_not_in(&mut self, table: &RouteTable, index: usize, list: Resource) -> Result<(), Gap> {
        let is_service =
            table.routes.get(index).is_some_and(|r| matches!(r.target, RouteTarget::Endpoint(_)));
        let vpc = self.world.network.vpcs.find(&table.vpc);
        let scope = vpc.map(|vpc| vpc.scope.clone()).unwrap_or_default();
        let read = [Call::PrefixLists, Call::ManagedPrefixListEntries]
            .iter()
            .any(|call| self.world.network.has_read(*call, &scope));
        if !is_service || read {
            return Err(Gap::MissingEntries { list });
        }
        let assumption = Assumption::NotInServiceList(list);
        if self.world.strict {
            return Err(Gap::Strict(assumption));
        }
        self.assumptions.insert(assumption);
        Ok(())
    }

    fn break_tie(&mut self, table: &RouteTable, matches: &[Match]) -> Lookup {
        let Some(first) = matches.iter().map(|m| m.rank).min() else { return Lookup::Nothing };
        // The rank of route-server routes against others is not documented (question Q-3): any may win.
        let advertised = matches.iter().any(|m| m.rank == ADVERTISED);
        let mut winners: Vec<usize> =
            matches.iter().filter(|m| advertised || m.rank == first).map(|m| m.index).collect();
        winners.order();
        let target_of = |index: &usize| table.routes.get(*index).map(|route| &route.target);
        let mut distinct: Vec<usize> = Vec::new();
        for index in winners {
            if distinct.iter().all(|other| target_of(other) != target_of(&index)) {
                distinct.push(index);
            }
        }
        let branch = self.choices.pick(distinct.len());
        distinct.get(branch).map_or(Lookup::Nothing, |&index| Lookup::Route(index))
    }

    /// At the router of a subnet: route, then network ACL outbound, then the target's own rules (rule S-2).
    pub(super) fn route(&mut self, subnet: Ix) -> At {
        let world = self.world;
        let Some(found) = world.network.subnets.at(subnet as usize) else {
            return At::End(super::walker::End::Stopped);
        };
        let here = found.id.resource();
        if self.returns_to(0, subnet) {
            return self.stop(here, Block::RoutingLoop, None);
        }
        let vpc = world.topology.vpc_of(world.network, subnet).map(|(ix, _)| ix);
        let Some((table_ix, table)) = world.topology.table_of(world.network, subnet) else {
            return self.route_without_table(subnet, vpc, here);
        };
        let lookup = self.longest_match(vpc, table, self.destination);
        let index = match lookup {
            Lookup::Route(index) => index,
            Lookup::Nothing => {
                let block = Block::NoRoute { destination: self.destination };
                let stopped = self.stop(table.id.resource(), block, None);
                self.also_leaving(subnet);
                return stopped;
            }
            Lookup::Unknown(gap) => {
                let lost = self.lost(table.id.resource(), gap, None);
                self.also_leaving(subnet);
                return lost;
            }
        };
        let Some(route) = table.routes.get(index) else { return At::End(super::walker::End::Stopped) };
        let line = Line::Route { table: table_ix, index };
        if let Some(stopped) = self.by_state(table, route, &line) {
            if route.state == RouteState::Blackhole {
                self.also_leaving(subnet);
            }
            return stopped;
        }
        let to = route.target.resource();
        self.pass(table.id.resource(), Fact::Routes(to), Some(line.clone()));
        self.follow(&route.target, subnet, vpc, &line)
    }

    /// A route that wins and does not forward (rule S-25); `None` for one that does.
    pub(super) fn by_state(&mut self, table: &RouteTable, route: &Route, line: &Line) -> Option<At> {
        let here = table.id.resource();
        match route.state {
            RouteState::Active => None,
            RouteState::Blackhole => {
                let block = Block::Blackhole { destination: self.destination };
                Some(self.stop(here, block, Some(line.clone())))
            }
            RouteState::Other => {
                let gap = Gap::UnclearLine { resource: here.clone() };
                Some(self.lost(here, gap, Some(line.clone())))
            }
        }
    }

    /// The route that wins for the destination (rules S-19, S-20, S-28), for those who have to know before the packet is
    /// routed; the first where AWS may take either of several.
    pub(super) fn best_route<'t>(&self, table: &'t RouteTable) -> Option<&'t Route> {
        let world = self.world;
        let holds = |block: &IpNet| world.focus.contains(block, self.destination);
        let matches = table.routes.iter().rev().filter_map(|route| match &route.destination {
            Destination::Block(block) => {
                holds(block).then(|| (block.prefix_len(), Reverse(rank(route)), route))
            }
            Destination::PrefixList(list) => {
                let entries = world.network.prefix_lists.find(list)?.entries.as_ref()?;
                let longest = entries.iter().filter(|entry| holds(entry)).map(IpNet::prefix_len).max()?;
                Some((longest, Reverse(PREFIX_LIST), route))
            }
        });
        matches.max_by_key(|(length, rank, _)| (*length, *rank)).map(|(.., route)| route)
    }

    /// After a routing denial: what the outbound network ACL would also have said (rule S-2).
    fn also_leaving(&mut self, subnet: Ix) {
        self.pass_acl(subnet, Way::Egress);
    }

    /// Without a table only the VPC's local route is certain (DESIGN 1, gap 2).
    fn route_without_table(&mut self, subnet: Ix, vpc: Option<Ix>, here: Resource) -> At {
        let world = self.world;
        let is_local = vpc.and_then(|vpc| world.network.vpcs.at(vpc as usize)).is_some_and(|vpc| {
            vpc.blocks.iter().filter(|block| world.focus.contains(block, self.destination)).count() > 0
        });
        let read = vpc.is_some_and(|vpc| self.has_read(Call::RouteTables, vpc));
        if read {
            let gap = Gap::MissingRouteTable { of: here.clone() };
            let lost = self.lost(here, gap, None);
            self.also_leaving(subnet);
            return lost;
        }
        if !is_local {
            let gap = Gap::MissingDocument { call: Call::RouteTables, about: here.clone() };
            let lost = self.lost(here, gap, None);
            self.also_leaving(subnet);
            return lost;
        }
        self.assume(here.clone(), Assumption::LocalRoute(here));
        self.pass_acl(subnet, Way::Egress);
        vpc.map_or(At::End(super::walker::End::Stopped), |vpc| At::Deliver { vpc, from: Some(subnet) })
    }

    /// Goes where a subnet's winning route leads.
    fn follow(&mut self, target: &RouteTarget, subnet: Ix, vpc: Option<Ix>, line: &Line) -> At {
        let Some(vpc) = vpc else { return At::End(super::walker::End::Stopped) };
        match target {
            RouteTarget::Local => {
                // A route table is asked even where the destination turns out to be in the subnet itself; only
                // leaving the subnet meets the ACL (rule S-57).
                let stays = self.owner_subnet(vpc) == Some(subnet);
                if !stays {
                    self.pass_acl(subnet, Way::Egress);
                }
                At::Deliver { vpc, from: Some(subnet) }
            }
            RouteTarget::InternetGateway(id) => {
                self.pass_acl(subnet, Way::Egress);
                self.leave_by_internet_gateway(id, vpc, line, Call::InternetGateways)
            }
            RouteTarget::CarrierGateway(id) => {
                self.pass_acl(subnet, Way::Egress);
                self.leave_by_internet_gateway(id, vpc, line, Call::CarrierGateways)
            }
            RouteTarget::LocalGateway(id) => {
                self.pass_acl(subnet, Way::Egress);
                self.leave_by_local_gateway(id, vpc)
            }
            RouteTarget::OracleNetwork(id) => {
                self.pass_acl(subnet, Way::Egress);
                self.leave_by_edge(id.resource(), vpc)
            }
            RouteTarget::EgressOnlyGateway(id) => {
                self.pass_acl(subnet, Way::Egress);
                self.leave_by_egress_only_gateway(id, vpc)
            }
            RouteTarget::NatGateway(id) => self.into_nat_gateway(id, subnet, vpc),
            RouteTarget::Interface(id) => match world_position(&self.world.network.interfaces, id) {
                Some(ix) => self.through_appliance(ix, Some(subnet)),
                None => self.missing(subnet, id.resource(), Call::NetworkInterfaces, line),
            },
            RouteTarget::Instance(id) => {
                let held = world_position(&self.world.network.instances, id);
                let first = held.and_then(|ix| {
                    self.world.topology.interfaces_of_instance(self.world.network, ix).first().copied()
                });
                match first {
                    Some(ix) => self.through_appliance(ix, Some(subnet)),
                    None => self.missing(subnet, id.resource(), Call::Instances, line),
                }
            }
            RouteTarget::Peering(id) => {
                self.pass_acl(subnet, Way::Egress);
                self.over_peering(id, vpc, line)
            }
            RouteTarget::TransitGateway(id) => {
                self.pass_acl(subnet, Way::Egress);
                self.into_transit_gateway(id, subnet, vpc, line)
            }
            RouteTarget::CoreNetwork(id) => {
                self.pass_acl(subnet, Way::Egress);
                self.into_core_network(id, vpc, line)
            }
            RouteTarget::VpnGateway(id) => {
                self.pass_acl(subnet, Way::Egress);
                self.leave_by_vpn_gateway(id, vpc, line)
            }
            RouteTarget::Endpoint(id) => {
                let Some(ix) = world_position(&self.world.network.endpoints, id) else {
                    return self.missing(subnet, id.resource(), Call::Endpoints, line);
                };
                let kind = self.world.network.endpoints.at(ix as usize).map(|endpoint| endpoint.kind);
                match kind {
                    Some(EndpointKind::Gateway) => {
                        self.pass_acl(subnet, Way::Egress);
                        self.into_gateway_endpoint(ix, vpc)
                    }
                    Some(EndpointKind::GatewayLoadBalancer) => {
                        self.through_gateway_load_balancer(ix, Some(subnet))
                    }
                    Some(
                        EndpointKind::Interface
                        | EndpointKind::Resource
                        | EndpointKind::ServiceNetwork
                        | EndpointKind::Other,
                    )
                    | None => {
                        self.pass_acl(subnet, Way::Egress);
                        self.lost(
                            id.resource(),
                            Gap::UnclearLine { resource: id.resource() },
                            Some(line.clone()),
                        )
                    }
                }
            }
            RouteTarget::Unmodelled { field, id } => {
                self.pass_acl(subnet, Way::Egress);
                let resource = Resource::new(Kind::Other, &**id);
                let gap = Gap::NotModelled { what: field, resource: resource.clone() };
                self.lost(resource, gap, Some(line.clone()))
            }
            RouteTarget::None => {
                let table = self.leg.steps.last().map_or_else(Resource::internet, |step| step.at.clone());
                self.stop(table, Block::Blackhole { destination: self.destination }, Some(line.clone()))
            }
        }
    }

    /// A target that no document describes (DESIGN 1, gap 3).
    pub(super) fn missing(&mut self, subnet: Ix, missing: Resource, call: Call, line: &Line) -> At {
        self.pass_acl(subnet, Way::Egress);
        let named_by = self.leg.steps.iter().rev().find(|step| step.at.kind == Kind::RouteTable);
        let named_by = named_by.map_or_else(Resource::internet, |step| step.at.clone());
        let gap = Gap::MissingResource { missing: missing.clone(), named_by, call };
        self.lost(missing, gap, Some(line.clone()))
    }

    /// The subnet of whoever owns the destination in this VPC.
    fn owner_subnet(&self, vpc: Ix) -> Option<Ix> {
        let owner = self.world.topology.owner_in(vpc, self.destination);
        match owner {
            Some(owner) => self.subnet_of_owner(owner),
            None => self.subnet_containing(vpc, self.destination),
        }
    }
}

const ADVERTISED: u8 = 3;

/// Between a static and a propagated route (rule S-20).
const PREFIX_LIST: u8 = 1;

/// The smaller wins among routes of equal length (rule S-20).
fn rank(route: &Route) -> u8 {
    match route.origin {
        RouteOrigin::Static => 0,
        RouteOrigin::Propagated => 2,
        RouteOrigin::Advertised => ADVERTISED,
    }
}

const fn full_length(address: IpAddr) -> u8 {
    match Family::of(address) {
        Family::V4 => 32,
        Family::V6 => 128,
    }
}

/// The position of an id in its table.
pub(super) fn world_position<T: crate::model::Entity>(
    table: &crate::model::Table<T>,
    id: &T::Id,
) -> Option<Ix> {
    table.position(id).and_then(|position| Ix::try_from(position).ok())
}
