//! NAT gateways, NAT instances and appliances (rules S-34, S-35, S-61, S-70 to S-78).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::block::Block;
use super::deliver::source_dest_line;
use super::flow::Wanted;
use super::gaps::{Assumption, Gap};
use super::reply::{Rewrite, Translator};
use super::routes::{Lookup, world_position};
use super::step::{Fact, Line};
use super::walker::{At, End, Entered, Identity, Walker};
use crate::graph::{Ix, Owner};
use crate::model::{Call, Interface, NatAddress, NatGateway, NatGatewayId, Resource, RouteTarget, Way};
use crate::space::{Family, PortSet, Protocol, addresses, packet, ports};

impl Walker<'_, '_> {
    /// From a subnet's route into a NAT gateway (rules S-61, S-70 to S-77).
    pub(super) fn into_nat_gateway(&mut self, id: &NatGatewayId, subnet: Ix, vpc: Ix) -> At {
        let network = self.world.network;
        let here = id.resource();
        let Some(ix) = world_position(&network.nat_gateways, id) else {
            self.pass_acl(subnet, Way::Egress);
            let named_by = self.last_table();
            let gap = Gap::MissingResource { missing: here.clone(), named_by, call: Call::NatGateways };
            return self.lost(here, gap, None);
        };
        let Some(nat) = network.nat_gateways.at(ix as usize) else { return At::End(End::Stopped) };
        let own_subnet = nat.subnet.as_ref().and_then(|id| world_position(&network.subnets, id));
        // Client and gateway in one subnet meet no network ACL between them (question Q-15).
        if own_subnet != Some(subnet) {
            self.pass_acl(subnet, Way::Egress);
            if let Some(own) = own_subnet {
                self.pass_acl(own, Way::Ingress);
            }
        }
        if self.is_reply() {
            // It knows only flows that started through it.
            return self.astray(here);
        }
        self.check_nat(nat, subnet, vpc, &here);
        if self.returns_to(1, ix) {
            return self.stop(here, Block::RoutingLoop, None);
        }
        self.translate(ix, nat, own_subnet, subnet, here)
    }

    /// State, protocol, scope and zone of a NAT gateway (rules S-26, S-70, S-72, S-76).
    fn check_nat(&mut self, nat: &NatGateway, subnet: Ix, vpc: Ix, here: &Resource) {
        let network = self.world.network;
        self.check_nat_itself(nat, here);
        let own_source =
            self.world.topology.owner_in(vpc, self.source).is_some() || self.entered == Entered::Home;
        let in_scope = own_source || matches!(self.entered, Entered::Transit { .. });
        if !in_scope {
            self.deny(here.clone(), Block::NatScope, None);
        }
        if nat.is_regional && !nat.auto_zones {
            let zone = network.subnets.at(subnet as usize);
            let zones: Vec<&str> =
                nat.addresses.iter().map(|address| &*address.zone).filter(|z| !z.is_empty()).collect();
            if let Some(zone) = zone
                && !zones.is_empty()
                && !zones.iter().any(|have| *have == &*zone.zone || *have == &*zone.zone_id)
            {
                self.deny(here.clone(), Block::NatZone { zone: zone.zone.clone() }, None);
            }
        }
    }

    /// State and protocol (rules S-26, S-70).
    pub(super) fn check_nat_itself(&mut self, nat: &NatGateway, here: &Resource) {
        if !matches!(&*nat.state, "" | "available") {
            let line = Line::Field {
                resource: here.clone(),
                text: format!("State: {}", nat.state).into(),
                place: nat.place.inside("/State"),
            };
            self.deny(here.clone(), Block::NatState { state: nat.state.clone() }, Some(line));
        }
        if !matches!(self.protocol, Protocol::TCP | Protocol::UDP | Protocol::ICMP | Protocol::ICMPV6) {
            self.deny(here.clone(), Block::Protocol, None);
        }
    }

    /// Rewrites the source to the gateway's own address, and goes on from its subnet.
    fn translate(&mut self, ix: Ix, nat: &NatGateway, own: Option<Ix>, from: Ix, here: Resource) -> At {
        let Some(address) = self.address_of_nat(nat, from) else {
            let gap = Gap::UnclearLine { resource: here.clone() };
            return self.lost(here, gap, None);
        };
        let Some(inside) = address.private.or(address.public) else { return At::End(End::Stopped) };
        let before = (self.source, self.destination);
        if let IpAddr::V6(v6) = self.destination {
            // NAT64: an address in 64:ff9b::/96 carries an IPv4 one (rule S-77); other IPv6 does not pass.
            let Some(embedded) = embedded_v4(v6) else { return self.stop(here, Block::Protocol, None) };
            self.destination = IpAddr::V4(embedded);
            if self.protocol == Protocol::ICMPV6 {
                // A ping is translated; of other messages nothing is documented.
                self.carry_only(&here, &ports::icmp(Some(128), None), Block::Protocol);
                self.protocol = Protocol::ICMP;
                let translated = |set: &PortSet| packet::icmp_translated(set, Protocol::ICMP);
                (self.leg.sure, self.leg.maybe) = (translated(&self.leg.sure), translated(&self.leg.maybe));
            }
        }
        self.pass(here.clone(), Fact::RewritesSource(self.source, IpAddr::V4(inside)), None);
        self.source = IpAddr::V4(inside);
        self.lose_identity(&here);
        self.memory.rewrites.push(Rewrite {
            by: Translator::Gateway(ix),
            before,
            entered: self.entered,
            from: Some(from),
            ports: ports::ephemeral(),
        });
        self.entered = Entered::Home;
        if nat.is_regional {
            return self.from_regional(nat, here);
        }
        match own {
            Some(own) => {
                if let Some(subnet) = self.world.network.subnets.at(own as usize) {
                    self.pass(subnet.id.resource(), Fact::InSubnet, None);
                }
                self.sent_on(own)
            }
            None => {
                let missing = nat.subnet.as_ref().map_or_else(|| here.clone(), |subnet| subnet.resource());
                let gap = Gap::MissingResource { missing, named_by: here.clone(), call: Call::Subnets };
                self.lost(here, gap, None)
            }
        }
    }

    /// The address that the gateway sends from. With several it takes any, which matters where somebody of the model
    /// sees it: there all are walked (rule S-75).
    fn address_of_nat<'n>(&mut self, nat: &'n NatGateway, from: Ix) -> Option<&'n NatAddress> {
        let (network, topology) = (self.world.network, self.world.topology);
        let mut usable: Vec<&NatAddress> =
            nat.addresses.iter().filter(|address| address.private.or(address.public).is_some()).collect();
        if let Some(subnet) = network.subnets.at(from as usize).filter(|_| nat.is_regional) {
            // A regional gateway has addresses for each zone, and uses those of the client's.
            let is_near =
                |address: &&NatAddress| *address.zone == *subnet.zone || *address.zone == *subnet.zone_id;
            if usable.iter().any(is_near) {
                usable.retain(is_near);
            }
        }
        let is_seen = match self.destination {
            IpAddr::V4(v4) => {
                topology.public_owner(v4).is_some() || !topology.owners_anywhere(self.destination).is_empty()
            }
            IpAddr::V6(_) => false,
        };
        let branch = if is_seen { self.choices.pick(usable.len()) } else { 0 };
        usable.get(branch).copied()
    }

    /// A regional NAT gateway routes by a table of its own, preset with the internet gateway (rule S-76).
    fn from_regional(&mut self, nat: &NatGateway, here: Resource) -> At {
        let network = self.world.network;
        let Some(vpc) = self.world.topology.vpc(network, &nat.vpc) else { return At::End(End::Stopped) };
        let table = nat.route_table.as_ref().and_then(|id| network.route_tables.find(id));
        if let Some(table) = table {
            let table_ix = world_position(&network.route_tables, &table.id).unwrap_or(Ix::MAX);
            return match self.longest_match(Some(vpc), table, self.destination) {
                Lookup::Route(index) => {
                    let Some(route) = table.routes.get(index) else { return At::End(End::Stopped) };
                    let line = Line::Route { table: table_ix, index };
                    if let Some(stopped) = self.by_state(table, route, &line) {
                        return stopped;
                    }
                    if let RouteTarget::InternetGateway(id) = &route.target {
                        let to = Fact::Routes(Some(id.resource()));
                        self.pass(table.id.resource(), to, Some(line.clone()));
                        self.leave_by_internet_gateway(id, vpc, &line, Call::InternetGateways)
                    } else if route.target == RouteTarget::Local {
                        At::Deliver { vpc, from: None }
                    } else {
                        let gap = Gap::NotModelled { what: "regional NAT gateway", resource: here.clone() };
                        self.lost(here, gap, Some(line))
                    }
                }
                Lookup::Nothing => {
                    self.stop(table.id.resource(), Block::NoRoute { destination: self.destination }, None)
                }
                Lookup::Unknown(gap) => self.lost(table.id.resource(), gap, None),
            };
        }
        let gateway = network.internet_gateways.at(self.door_for(vpc, false) as usize);
        match gateway {
            Some(gateway) => {
                let line =
                    Line::Field { resource: here, text: "RouteTableId".into(), place: nat.place.clone() };
                self.leave_by_internet_gateway(&gateway.id, vpc, &line, Call::InternetGateways)
            }
            None => {
                let gap = Gap::MissingRouteTable { of: here.clone() };
                self.lost(here, gap, None)
            }
        }
    }

    /// A packet for a NAT gateway's own address: the reply of a flow it started, or nothing (rule S-71).
    pub(super) fn arrive_at_nat(&mut self, ix: Ix) -> At {
        let network = self.world.network;
        let Some(nat) = network.nat_gateways.at(ix as usize) else { return At::End(End::Stopped) };
        let here = nat.id.resource();
        if !self.is_reply() {
            return self.stop(here, Block::NatInitiateOnly, None);
        }
        let Some(rewrite) = self.undo(Translator::Gateway(ix), here.clone()) else {
            return match self.wanted {
                // It was asked about as the source itself, for its clients.
                Wanted::Interface(wanted)
                    if self.nat_of(wanted) == Some(ix) && !self.is_of_model(self.source) =>
                {
                    self.pass(here, Fact::Arrives(self.destination), None);
                    At::End(End::Interface(wanted))
                }
                Wanted::Interface(_) | Wanted::Host(_) | Wanted::Anywhere | Wanted::OnPremises => {
                    self.astray(here)
                }
            };
        };
        let Some(own) = nat.subnet.as_ref().and_then(|id| world_position(&network.subnets, id)) else {
            // A regional gateway hands the reply straight to the client's VPC.
            return match self.world.topology.vpc(network, &nat.vpc) {
                Some(vpc) => At::Deliver { vpc, from: None },
                None => At::End(End::Stopped),
            };
        };
        self.entered = Entered::Home;
        match rewrite.from {
            // Inside one subnet there is neither route nor network ACL.
            Some(from) if from == own && rewrite.entered == Entered::Home => {
                let vpc = self.world.topology.vpc_of(network, own).map(|(vpc, _)| vpc);
                vpc.map_or(At::End(End::Stopped), |vpc| At::Deliver { vpc, from: Some(own) })
            }
            _ => At::Route(own),
        }
    }

    /// The reply of NAT over peering comes back without any route (rule S-74).
    pub(super) fn return_to_sender(&mut self, subnet: Ix) -> Option<At> {
        if !self.is_reply() {
            return None;
        }
        let (nat, peering) = self.memory.nat_over_peering?;
        let network = self.world.network;
        let found = network.nat_gateways.at(nat as usize)?;
        let is_its_own = found.addresses.iter().any(|a| a.private.map(IpAddr::V4) == Some(self.destination));
        if !is_its_own {
            return None;
        }
        let vpc = self.world.topology.vpc(network, &found.vpc)?;
        self.pass_acl(subnet, Way::Egress);
        let peering = network.peerings.at(peering as usize)?;
        self.pass(peering.id.resource(), Fact::ReturnsToSender, None);
        Some(At::Deliver { vpc, from: None })
    }

    /// From a route to an interface: a NAT instance or another appliance (rules S-34, S-78).
    pub(super) fn through_appliance(&mut self, ix: Ix, from: Option<Ix>) -> At {
        let world = self.world;
        let Some(interface) = self.interface(ix) else { return At::End(End::Stopped) };
        let here = interface.id.resource();
        let own = world.topology.subnet_of(world.network, ix).map(|(ix, _)| ix);
        if from != own {
            if let Some(from) = from {
                self.pass_acl(from, Way::Egress);
            }
            if let Some(own) = own {
                self.pass_acl(own, Way::Ingress);
            }
        }
        if interface.owns(self.destination) {
            // The packet has arrived: nothing has to be forwarded.
            return At::Arrive(Owner::Interface(ix));
        }
        if self.returns_to(2, ix) {
            return self.stop(here, Block::RoutingLoop, None);
        }
        let knows = self.saw_request(&here);
        self.pass_groups(ix, Way::Ingress);
        if interface.source_dest_check && !interface.owns(self.destination) {
            let block = Block::SourceDestCheck { way: Way::Ingress, address: self.destination };
            self.deny(here.clone(), block, Some(source_dest_line(interface)));
        }
        self.check_appliance_state(interface);
        if !knows {
            // A NAT instance has no such flow; another appliance may or may not mind (rule S-35).
            let translated =
                self.memory.rewrites.iter().any(|rewrite| rewrite.by == Translator::Instance(ix));
            if translated {
                return self.astray(here);
            }
        }
        self.assume(here.clone(), Assumption::ApplianceForwards(here.clone()));
        self.pass(here.clone(), Fact::ApplianceForwards, None);
        self.lose_identity(&here);
        if !self.is_reply() && self.translates(interface, own) {
            return self.translate_at_instance(ix, interface, own);
        }
        // The appliance sends the packet on from the same interface: groups outbound, then its subnet's table.
        self.pass_groups(ix, Way::Egress);
        self.sent_on_by(ix, own)
    }

    /// Sent on by an interface, whose subnet may not be in the input.
    fn sent_on_by(&mut self, interface: Ix, own: Option<Ix>) -> At {
        if let Some(own) = own {
            return self.sent_on(own);
        }
        let Some(interface) = self.interface(interface) else { return At::End(End::Stopped) };
        let (missing, named_by) = (interface.subnet.resource(), interface.id.resource());
        let gap = Gap::MissingResource { missing, named_by: named_by.clone(), call: Call::Subnets };
        self.lost(named_by, gap, None)
    }

    /// Sent on in a subnet: straight to a neighbour there (rule S-16), else by the subnet's table.
    fn sent_on(&self, own: Ix) -> At {
        let vpc = self.world.topology.vpc_of(self.world.network, own).map(|(vpc, _)| vpc);
        let owner = vpc.and_then(|vpc| self.world.topology.owner_in(vpc, self.destination));
        match (vpc, owner.and_then(|owner| self.subnet_of_owner(owner))) {
            (Some(vpc), Some(subnet)) if subnet == own => At::Deliver { vpc, from: Some(own) },
            _ => At::Route(own),
        }
    }

    fn check_appliance_state(&mut self, interface: &Interface) {
        let network = self.world.network;
        if let Some(instance) = interface.instance().and_then(|id| network.instances.find(id))
            && !matches!(&*instance.state, "" | "running")
        {
            let line = Line::Field {
                resource: instance.id.resource(),
                text: format!("State.Name: {}", instance.state).into(),
                place: instance.place.inside("/State/Name"),
            };
            self.deny(
                instance.id.resource(),
                Block::InstanceState { state: (*instance.state).into() },
                Some(line),
            );
        }
        if !matches!(&*interface.status, "" | "in-use" | "associated") {
            let block = Block::InterfaceState { status: (*interface.status).into() };
            self.deny(interface.id.resource(), block, None);
        }
    }

    /// Whether an appliance acts as a NAT instance: its own route leads to an internet gateway, and the packet's
    /// source has no public address that the gateway could use instead (rules S-34, S-78).
    fn translates(&self, interface: &Interface, own: Option<Ix>) -> bool {
        let world = self.world;
        let (IpAddr::V4(source), Some(own)) = (self.source, own) else { return false };
        let Some((vpc, _)) = world.topology.vpc_of(world.network, own) else { return false };
        let has_public = interface.addresses.iter().any(|address| address.public.is_some());
        let has_own_public = world.topology.public_of(vpc, source).is_some();
        let best = world.topology.table_of(world.network, own).and_then(|(_, table)| self.best_route(table));
        let leads_out = best.is_some_and(|best| matches!(best.target, RouteTarget::InternetGateway(_)));
        leads_out && has_public && !has_own_public
    }

    fn translate_at_instance(&mut self, ix: Ix, interface: &Interface, own: Option<Ix>) -> At {
        let here = interface.id.resource();
        let Some(address) = interface.addresses.iter().find(|address| address.public.is_some()) else {
            return At::End(End::Stopped);
        };
        let before = (self.source, self.destination);
        self.memory.appliances.retain(|appliance| *appliance != here);
        self.memory.rewrites.push(Rewrite {
            by: Translator::Instance(ix),
            before,
            entered: self.entered,
            from: None,
            ports: ports::ephemeral(),
        });
        self.pass(here, Fact::RewritesSource(self.source, IpAddr::V4(address.private)), None);
        self.source = IpAddr::V4(address.private);
        self.pass_groups(ix, Way::Egress);
        self.entered = Entered::Home;
        self.sent_on_by(ix, own)
    }

    /// A reply that arrives at a NAT instance's own address goes on to the client.
    pub(super) fn back_at_appliance(&mut self, ix: Ix) -> Option<At> {
        let by = Translator::Instance(ix);
        if !self.memory.rewrites.iter().any(|rewrite| rewrite.by == by) {
            return None;
        }
        let interface = self.interface(ix)?;
        let here = interface.id.resource();
        self.pass_groups(ix, Way::Ingress);
        self.undo(by, here)?;
        let own = self.world.topology.subnet_of(self.world.network, ix).map(|(ix, _)| ix);
        Some(self.sent_on_by(ix, own))
    }

    /// Through a Gateway Load Balancer endpoint, Network Firewall's included (rules S-113, S-35).
    pub(super) fn through_gateway_load_balancer(&mut self, ix: Ix, from: Option<Ix>) -> At {
        let network = self.world.network;
        let Some(endpoint) = network.endpoints.at(ix as usize) else { return At::End(End::Stopped) };
        let here = endpoint.id.resource();
        let own = endpoint.subnets.first().and_then(|id| world_position(&network.subnets, id));
        if let Some(from) = from {
            // Towards the endpoint the network ACL speaks even inside one subnet (rule S-113).
            self.pass_acl(from, Way::Egress);
        }
        if (from.is_none() || from != own)
            && let Some(own) = own
        {
            self.pass_acl(own, Way::Ingress);
        }
        if self.returns_to(3, ix) {
            return self.stop(here, Block::RoutingLoop, None);
        }
        if !endpoint.is_up() {
            let line = Line::Field {
                resource: here.clone(),
                text: format!("State: {}", endpoint.state).into(),
                place: endpoint.place.inside("/State"),
            };
            self.deny(here.clone(), Block::EndpointState { state: endpoint.state.clone() }, Some(line));
        }
        // The same machines may have called it as another connection (rule S-47).
        let (is_seen, is_this) = (self.saw_request(&here), self.saw_crossing(&here));
        if !is_seen || !is_this {
            return self.unknown_flow(here);
        }
        match self.firewall_behind(&endpoint.id) {
            Some(firewall) => {
                self.pass(here.clone(), Fact::Forwards, None);
                self.inspect(firewall);
            }
            None => {
                self.find_appliance(endpoint, own);
                self.assume(here.clone(), Assumption::ApplianceForwards(here.clone()));
                self.pass(here.clone(), Fact::ApplianceForwards, None);
            }
        }
        self.lose_identity(&here);
        match own {
            Some(own) => self.sent_on(own),
            None => {
                let missing = endpoint.subnets.first().map_or_else(|| here.clone(), |id| id.resource());
                let gap = Gap::MissingResource { missing, named_by: here.clone(), call: Call::Subnets };
                self.lost(here, gap, None)
            }
        }
    }

    /// Whether the packet's source is nobody's of the model.
    #[must_use]
    pub(super) fn is_from_outside(&self) -> bool {
        self.identity == Identity::Outside
    }
}

/// The IPv4 address that a NAT64 address carries.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, high, low] = address.segments();
    if [a, b, c, d, e, f] != [0x64, 0xff9b, 0, 0, 0, 0] {
        return None;
    }
    let number = (u128::from(high) << 16) | u128::from(low);
    match addresses::from_number(Family::V4, number) {
        IpAddr::V4(v4) => Some(v4),
        IpAddr::V6(_) => None,
    }
}
