//! Virtual private gateways: towards on-premises and back (rules S-87 to S-95).

use super::block::{Block, Stateful};
use super::gaps::{Assumption, Gap};
use super::routes::world_position;
use super::step::{Fact, Line};
use super::walker::{At, End, Entered, Walker};
use crate::graph::{Ix, Node};
use crate::model::{Call, Destination, Resource, RouteOrigin, RouteTarget, VpnConnection, VpnGatewayId};
use crate::space::addresses;

/// What the connections of a virtual private gateway know of a destination.
enum Prefix {
    /// A working connection has it, as a static route or as a propagated one.
    Known,
    /// A working connection may have learned it by BGP.
    MayBeLearned,
    /// No connection can have it.
    Unknown,
    /// The connections that have it are down.
    Down,
    /// No connection is in the input.
    NoConnection,
}

impl Walker<'_, '_> {
    /// Leaves a VPC by a virtual private gateway (rule S-88).
    pub(super) fn leave_by_vpn_gateway(&mut self, id: &VpnGatewayId, vpc: Ix, line: &Line) -> At {
        let network = self.world.network;
        let here = id.resource();
        let Some(ix) = world_position(&network.vpn_gateways, id) else {
            let named_by = self.last_table();
            let gap = Gap::MissingResource { missing: here.clone(), named_by, call: Call::VpnGateways };
            return self.lost(here, gap, Some(line.clone()));
        };
        let Some(gateway) = network.vpn_gateways.at(ix as usize) else { return At::End(End::Stopped) };
        self.check_attached(gateway, vpc, &here);
        if self.is_reply() && self.memory.entry.as_ref() != Some(&here) {
            return self.astray(here);
        }
        if self.world.topology.owner_in(vpc, self.source).is_none() && !self.is_host_of(vpc) {
            let block = Block::ForeignSource { address: self.source };
            return self.stop(here, block, Some(line.clone()));
        }
        match self.prefix_at(ix, id) {
            Prefix::Known => {}
            Prefix::MayBeLearned => self.assume(here.clone(), Assumption::BgpAdvertises(here.clone())),
            Prefix::Unknown => {
                let block = Block::UnknownPrefix { address: self.destination };
                return self.stop(here, block, None);
            }
            Prefix::Down => return self.stop(here, Block::VpnDown, None),
            Prefix::NoConnection => {
                let gap = if self.has_read(Call::VpnConnections, vpc) {
                    // Nothing in the input ends there, so it can only be Direct Connect, which is not read yet.
                    Gap::NotModelled { what: "Direct Connect", resource: here.clone() }
                } else {
                    Gap::MissingDocument { call: Call::VpnConnections, about: here.clone() }
                };
                return self.lost(here, gap, None);
            }
        }
        if matches!(self.wanted, super::flow::Wanted::Interface(_) | super::flow::Wanted::Host(_))
            && !self.is_reply()
        {
            return self.stop(here, Block::WrongEnd { got: Resource::on_premises() }, None);
        }
        self.pass(here.clone(), Fact::Forwards, None);
        if let Some(connection) = self.connection_of(ix) {
            self.pass(connection.id.resource(), Fact::Forwards, None);
        }
        self.assume(here.clone(), Assumption::OnPremises(here.clone()));
        if !self.is_reply() {
            self.memory.exit = Some(here);
        }
        self.pass(Resource::on_premises(), Fact::Leaves(self.destination), None);
        At::End(End::VpnGateway { gateway: ix, vpc })
    }

    fn is_host_of(&self, vpc: Ix) -> bool {
        self.subnet_containing(vpc, self.source).is_some()
    }

    fn connection_of(&self, gateway: Ix) -> Option<&VpnConnection> {
        let network = self.world.network;
        let mut all = self.world.topology.vpn_connections_of(gateway).into_iter();
        all.find_map(|ix| network.vpn_connections.at(ix as usize).filter(|connection| connection.is_up()))
    }

    fn prefix_at(&self, gateway: Ix, id: &VpnGatewayId) -> Prefix {
        let network = self.world.network;
        let ends = self.world.topology.vpn_connections_of(gateway);
        let connections: Vec<&VpnConnection> =
            ends.into_iter().filter_map(|ix| network.vpn_connections.at(ix as usize)).collect();
        // A propagated route shows what the gateway has learned, by whatever connection.
        let learned = network.route_tables.iter().flat_map(|table| &table.routes).filter(|route| {
            route.origin == RouteOrigin::Propagated
                && matches!(&route.target, RouteTarget::VpnGateway(target) if target == id)
                && matches!(&route.destination, Destination::Block(b) if self.world.focus.contains(b, self.destination))
        });
        let is_learned = learned.count() > 0;
        if connections.is_empty() {
            return if is_learned { Prefix::Known } else { Prefix::NoConnection };
        }
        let has_static = |connection: &&&VpnConnection| {
            connection.routes.iter().filter(|b| self.world.focus.contains(b, self.destination)).count() > 0
        };
        let (up, down): (Vec<&VpnConnection>, Vec<&VpnConnection>) =
            connections.iter().partition(|connection| connection.is_up());
        if up.iter().filter(has_static).count() > 0 {
            return Prefix::Known;
        }
        if up.is_empty() {
            return Prefix::Down;
        }
        if up.iter().any(|connection| !connection.static_only) {
            return if is_learned { Prefix::Known } else { Prefix::MayBeLearned };
        }
        if is_learned && down.iter().filter(has_static).count() == 0 {
            return Prefix::Known;
        }
        if down.iter().filter(has_static).count() > 0 { Prefix::Down } else { Prefix::Unknown }
    }

    /// Comes into a VPC by a virtual private gateway (rule S-90).
    pub(super) fn enter_vpn(&mut self, gateway: Ix, vpc: Ix) -> At {
        let world = self.world;
        let Some(found) = world.network.vpn_gateways.at(gateway as usize) else {
            return At::End(End::Stopped);
        };
        let here = found.id.resource();
        if !self.is_reply() {
            self.memory.entry = Some(here.clone());
            self.pass(Resource::on_premises(), Fact::Enters(self.source), None);
            self.assume(here.clone(), Assumption::OnPremises(here.clone()));
            self.check_attached(found, vpc, &here);
            let ends = world.topology.vpn_connections_of(gateway);
            let all: Vec<&VpnConnection> =
                ends.into_iter().filter_map(|ix| world.network.vpn_connections.at(ix as usize)).collect();
            if !all.is_empty() && !all.iter().any(|connection| connection.is_up()) {
                return self.stop(here, Block::VpnDown, None);
            }
        }
        self.entered = Entered::VpnGateway;
        let inside = world.network.vpcs.at(vpc as usize).is_some_and(|vpc| {
            vpc.blocks.iter().filter(|block| world.focus.contains(block, self.destination)).count() > 0
        });
        if !inside {
            return self.to_other_site(gateway, vpc, here);
        }
        self.pass(here.clone(), Fact::Forwards, None);
        self.by_gateway_table(Node::VpnGateway(gateway), vpc, &here)
    }

    /// Between two sites of one virtual private gateway, each of which learns the other's prefix (rule S-91).
    fn to_other_site(&mut self, gateway: Ix, vpc: Ix, here: Resource) -> At {
        let network = self.world.network;
        let ends = self.world.topology.vpn_connections_of(gateway);
        let up =
            ends.into_iter().filter_map(|ix| network.vpn_connections.at(ix as usize)).filter(|c| c.is_up());
        let is_private = match self.destination {
            std::net::IpAddr::V4(v4) => addresses::is_private_or_shared(v4),
            std::net::IpAddr::V6(_) => false,
        };
        if up.count() < 2 || !is_private {
            return self.not_behind(vpc, here);
        }
        self.pass(here.clone(), Fact::Forwards, None);
        self.assume(here.clone(), Assumption::BgpAdvertises(here.clone()));
        self.pass(Resource::on_premises(), Fact::Leaves(self.destination), None);
        At::End(End::VpnGateway { gateway, vpc })
    }

    /// A destination that is not in the VPC: nothing is routed on from a virtual private gateway (rules S-72, S-83).
    fn not_behind(&mut self, vpc: Ix, here: Resource) -> At {
        let network = self.world.network;
        let id = network.vpcs.at(vpc as usize).map(|vpc| &vpc.id);
        let is_public = match self.destination {
            std::net::IpAddr::V4(v4) => !addresses::is_private_or_shared(v4),
            std::net::IpAddr::V6(v6) => addresses::is_global_v6(v6),
        };
        let nat = network.nat_gateways.iter().find(|nat| Some(&nat.vpc) == id);
        match nat {
            Some(nat) if is_public => self.stop(nat.id.resource(), Block::NatScope, None),
            _ => self.stop(here, Block::NotBehindVpnGateway { address: self.destination }, None),
        }
    }

    /// A reply that left by another edge than the request came in by (rule S-94).
    pub(super) fn left_elsewhere(&mut self, here: &Resource) -> Option<At> {
        let entry = self.memory.entry.clone()?;
        if !self.is_reply() || entry == *here {
            return None;
        }
        let block = Block::Asymmetric(Stateful { expected: entry, got: here.clone() });
        Some(self.stop(here.clone(), block, None))
    }
}
