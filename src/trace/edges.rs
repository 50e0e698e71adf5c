//! Virtual private gateways: towards on-premises and back (rules S-87 to S-95).

use super::block::{Block, Stateful};
use super::direct_connect::{DirectWay, Fault};
use super::flow::Wanted;
use super::gaps::{Assumption, Gap};
use super::routes::world_position;
use super::step::{Fact, Line};
use super::walker::{At, End, Entered, Walker};
use crate::graph::{Ix, Node};
use crate::model::{Call, Destination, Resource, RouteOrigin, RouteTarget, VpnConnection, VpnGatewayId};
use crate::space::addresses;

/// What the connections of a virtual private gateway know of a destination.
enum Prefix<'n> {
    /// A working connection has it, as a static route or as a propagated one.
    Known(Option<Carrier<'n>>),
    /// A working connection may have learned it by BGP.
    MayBeLearned(Option<Carrier<'n>>),
    /// No connection can have it.
    Unknown,
    /// The connections that have it are down.
    Down(Vec<Fault>),
    /// The input lacks what would tell.
    Open(Gap),
}

/// The connection that a packet takes between a virtual private gateway and on-premises.
#[derive(Clone, Copy)]
enum Carrier<'n> {
    Vpn(&'n VpnConnection),
    Direct(DirectWay<'n>),
}

impl<'w> Walker<'w, '_> {
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
            let block = Block::ForeignAtVpnGateway { address: self.source };
            return self.stop(here, block, Some(line.clone()));
        }
        let carrier = match self.prefix_at(ix, id, vpc) {
            Prefix::Known(carrier) => carrier,
            Prefix::MayBeLearned(carrier) => {
                self.assume(here.clone(), Assumption::BgpAdvertises(here.clone()));
                carrier
            }
            Prefix::Unknown => {
                let block = Block::UnknownPrefix { address: self.destination };
                return self.stop(here, block, None);
            }
            Prefix::Down(faults) => {
                for Fault { at, block, line } in faults {
                    self.deny(at, block, line);
                }
                return At::End(End::Stopped);
            }
            Prefix::Open(gap) => return self.lost(here, gap, None),
        };
        if let Wanted::Interface(_) | Wanted::Host(_) = self.wanted
            && !self.is_reply()
        {
            return self.not_on_premises(here, carrier, vpc);
        }
        self.pass(here.clone(), Fact::Forwards, None);
        match carrier {
            Some(Carrier::Vpn(connection)) => self.pass(connection.id.resource(), Fact::Forwards, None),
            Some(Carrier::Direct(way)) => {
                for hop in way.hops() {
                    self.pass(hop, Fact::Forwards, None);
                }
            }
            None => {}
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

    /// Towards an interface of the model: nothing on-premises, and no Direct Connect gateway, leads there.
    fn not_on_premises(&mut self, here: Resource, carrier: Option<Carrier<'_>>, vpc: Ix) -> At {
        let association = match carrier {
            Some(Carrier::Direct(way)) => way.association,
            Some(Carrier::Vpn(_)) | None => None,
        };
        let Some(gateway) = association.map(|association| &association.gateway) else {
            return self.stop(here, Block::WrongEnd { got: Resource::on_premises() }, None);
        };
        self.pass(here, Fact::Forwards, None);
        let at = gateway.resource();
        if self.has_supernet(vpc) {
            // Since November 2021 a supernet announced from on-premises may lead from one association to another.
            let what = "a supernet route between the associations of a Direct Connect gateway";
            let gap = Gap::NotModelled { what, resource: at.clone() };
            return self.lost(at, gap, None);
        }
        let block = Block::DirectConnectTransit { gateway: at.clone() };
        self.stop(at, block, None)
    }

    /// Whether a propagated route covers both this VPC and the one that holds the destination.
    fn has_supernet(&self, vpc: Ix) -> bool {
        let network = self.world.network;
        let Some(own) = network.vpcs.at(vpc as usize) else { return false };
        let holds = |block: &ipnet::IpNet| block.contains(&self.destination);
        let mut far = network.vpcs.iter().flat_map(|vpc| &vpc.blocks).filter(|block| holds(block));
        let Some(far) = far.next() else { return false };
        let tables = network.route_tables.iter().filter(|table| table.vpc == own.id);
        let mut propagated = tables.flat_map(|table| &table.routes).filter_map(|route| {
            route.destination.block().filter(|_| route.origin == RouteOrigin::Propagated)
        });
        propagated.any(|wide| wide.contains(far) && own.blocks.iter().any(|block| wide.contains(block)))
    }

    /// The VPN connections of a gateway that can carry the packet: none carries IPv6 there (rule S-36).
    fn connections_of(&self, gateway: Ix) -> Vec<&'w VpnConnection> {
        let network = self.world.network;
        if self.destination.is_ipv6() {
            return Vec::new();
        }
        let ends = self.world.topology.vpn_connections_of(gateway);
        ends.into_iter().filter_map(|ix| network.vpn_connections.at(ix as usize)).collect()
    }

    fn prefix_at(&self, gateway: Ix, id: &VpnGatewayId, vpc: Ix) -> Prefix<'w> {
        let network = self.world.network;
        let is_v6 = self.destination.is_ipv6();
        let connections = self.connections_of(gateway);
        let ways = self.direct_ways(id);
        // A propagated route shows what the gateway has learned, by whatever connection.
        let learned = network.route_tables.iter().flat_map(|table| &table.routes).filter(|route| {
            route.origin == RouteOrigin::Propagated
                && matches!(&route.target, RouteTarget::VpnGateway(target) if target == id)
                && matches!(&route.destination, Destination::Block(b) if self.world.focus.contains(b, self.destination))
        });
        let is_learned = learned.count() > 0;
        if connections.is_empty() && ways.is_empty() {
            let unread = (!is_v6 && !self.has_read(Call::VpnConnections, vpc))
                .then_some(Call::VpnConnections)
                .or_else(|| self.unread_direct_connect());
            return match (is_learned, unread) {
                (true, _) => Prefix::Known(None),
                (false, Some(call)) => Prefix::Open(Gap::MissingDocument { call, about: id.resource() }),
                (false, None) => Prefix::Unknown,
            };
        }
        let has_static = |connection: &&&VpnConnection| {
            connection.routes.iter().filter(|b| self.world.focus.contains(b, self.destination)).count() > 0
        };
        let (up, down): (Vec<&VpnConnection>, Vec<&VpnConnection>) =
            connections.iter().copied().partition(|connection| connection.is_up());
        if let Some(connection) = up.iter().find(has_static) {
            return Prefix::Known(Some(Carrier::Vpn(connection)));
        }
        let working = || ways.iter().filter(|way| way.fault(network, is_v6).is_none());
        // Among learned prefixes Direct Connect comes before VPN (rule S-20).
        let direct = working().find(|way| way.interface.is_some()).map(|way| Carrier::Direct(*way));
        let by_vpn = up.iter().find(|connection| !connection.static_only).map(|one| Carrier::Vpn(one));
        if let Some(carrier) = direct.or(by_vpn) {
            return if is_learned {
                Prefix::Known(Some(carrier))
            } else {
                Prefix::MayBeLearned(Some(carrier))
            };
        }
        if let Some(association) = working().find_map(|way| way.association) {
            // The virtual interface may be another account's; then only a propagated route shows it.
            let about = association.gateway.resource();
            let gap = Gap::MissingDocument { call: Call::VirtualInterfaces, about };
            let way = DirectWay { association: Some(association), interface: None };
            return if is_learned { Prefix::Known(Some(Carrier::Direct(way))) } else { Prefix::Open(gap) };
        }
        if connections.is_empty() && !is_v6 && !self.has_read(Call::VpnConnections, vpc) {
            // A VPN may carry what Direct Connect does not.
            let gap = Gap::MissingDocument { call: Call::VpnConnections, about: id.resource() };
            return Prefix::Open(gap);
        }
        let mut faults: Vec<Fault> = ways.iter().filter_map(|way| way.fault(network, is_v6)).collect();
        if up.is_empty() {
            if !connections.is_empty() {
                faults.push(Fault { at: id.resource(), block: Block::VpnDown, line: None });
            }
            return Prefix::Down(faults);
        }
        if down.iter().filter(has_static).count() > 0 {
            faults.push(Fault { at: id.resource(), block: Block::VpnDown, line: None });
            return Prefix::Down(faults);
        }
        if is_learned { Prefix::Known(up.first().map(|one| Carrier::Vpn(one))) } else { Prefix::Unknown }
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
        }
        let vpn = self.connections_of(gateway);
        let vpn_up = vpn.iter().any(|connection| connection.is_up());
        if !vpn_up && let Some(stopped) = self.enter_by_direct_connect(&found.id, vpc, !vpn.is_empty()) {
            return stopped;
        }
        self.entered = Entered::VpnGateway;
        let Some(own) = world.network.vpcs.at(vpc as usize) else { return At::End(End::Stopped) };
        let inside = own.blocks.iter().filter(|block| world.focus.contains(block, self.destination)).count();
        if own.is_stub && world.topology.owner_in(vpc, self.destination).is_none() {
            let missing = own.id.resource();
            let gap = Gap::MissingResource { missing: missing.clone(), named_by: here, call: Call::Vpcs };
            return self.lost(missing, gap, None);
        }
        if inside == 0 && !own.is_stub {
            return self.to_other_site(gateway, vpc, here);
        }
        self.pass(here.clone(), Fact::Forwards, None);
        self.by_gateway_table(Node::VpnGateway(gateway), vpc, &here)
    }

    /// By a virtual interface that works and over which the destination is announced, where no VPN connection is up.
    fn enter_by_direct_connect(&mut self, id: &VpnGatewayId, vpc: Ix, has_vpn: bool) -> Option<At> {
        let network = self.world.network;
        let is_v6 = self.destination.is_ipv6();
        let ways = self.direct_ways(id);
        if ways.is_empty() {
            return (has_vpn && !self.is_reply()).then(|| self.stop(id.resource(), Block::VpnDown, None));
        }
        let working: Vec<DirectWay<'_>> =
            ways.iter().copied().filter(|way| way.fault(network, is_v6).is_none()).collect();
        if working.is_empty() {
            for Fault { at, block, line } in ways.iter().filter_map(|way| way.fault(network, is_v6)) {
                self.deny(at, block, line);
            }
            return Some(At::End(End::Stopped));
        }
        let Some(way) = working.iter().find(|way| way.announces(network, vpc, self.destination)) else {
            let association = working.iter().find_map(|way| way.association)?;
            return Some(self.not_announced(association));
        };
        let hops: Vec<Resource> = way.hops().collect();
        for hop in hops.into_iter().rev() {
            self.pass(hop, Fact::Forwards, None);
        }
        None
    }

    /// Between two sites of one virtual private gateway, each of which learns the other's prefix (rule S-91).
    fn to_other_site(&mut self, gateway: Ix, vpc: Ix, here: Resource) -> At {
        let network = self.world.network;
        let up = self.connections_of(gateway).into_iter().filter(|connection| connection.is_up());
        // Virtual interfaces on the gateway itself are sites too; those of a Direct Connect gateway are not.
        let id = network.vpn_gateways.at(gateway as usize).map(|gateway| &gateway.id);
        let is_v6 = self.destination.is_ipv6();
        let ways = id.map(|id| self.direct_ways(id)).unwrap_or_default();
        let (through, direct): (Vec<DirectWay<'_>>, Vec<DirectWay<'_>>) = ways
            .into_iter()
            .filter(|way| way.fault(network, is_v6).is_none())
            .partition(|way| way.association.is_some());
        let sites = up.count() + direct.len();
        let is_private = match self.destination {
            std::net::IpAddr::V4(v4) => addresses::is_private_or_shared(v4),
            std::net::IpAddr::V6(_) => false,
        };
        let association = through.iter().find_map(|way| way.association);
        let in_model = network.vpcs.iter().flat_map(|vpc| &vpc.blocks).any(|b| b.contains(&self.destination));
        if let Some(association) = association
            && (in_model || (sites < 2 && is_private))
        {
            let gateway = association.gateway.resource();
            return self.stop(here, Block::DirectConnectTransit { gateway }, None);
        }
        let prefix = id.map_or(Prefix::Unknown, |id| self.prefix_at(gateway, id, vpc));
        let is_static =
            matches!(&prefix, Prefix::Known(Some(Carrier::Vpn(connection))) if connection.static_only);
        if is_private && !in_model {
            match prefix {
                // Which other sites there are is not known.
                Prefix::Open(gap) if !self.has_read(Call::VpnConnections, vpc) => {
                    return self.lost(here, gap, None);
                }
                // The other site's connection is there, but cut off.
                Prefix::Down(faults) => {
                    for Fault { at, block, line } in faults {
                        self.deny(at, block, line);
                    }
                    return At::End(End::Stopped);
                }
                Prefix::Unknown if sites > 1 => {
                    return self.stop(here, Block::UnknownPrefix { address: self.destination }, None);
                }
                Prefix::Known(_) | Prefix::MayBeLearned(_) | Prefix::Unknown | Prefix::Open(_) => {}
            }
        }
        if sites < 2 || !is_private {
            return self.not_behind(vpc, here);
        }
        self.pass(here.clone(), Fact::Forwards, None);
        if !is_static {
            self.assume(here.clone(), Assumption::BgpAdvertises(here.clone()));
        }
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
