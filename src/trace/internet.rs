//! Internet gateways and egress-only internet gateways, both ways (rules S-31 to S-33, S-65 to S-69).

use std::net::IpAddr;

use super::block::Block;
use super::flow::Wanted;
use super::gaps::{Assumption, Gap};
use super::public_access::Use;
use super::routes::{Lookup, world_position};
use super::step::{Fact, Line};
use super::walker::{At, End, Entered, Identity, Walker};
use crate::graph::{Ix, Node, Owner};
use crate::model::{
    Call, EgressOnlyGatewayId, Gateway, InternetGatewayId, Kind, Resource, RouteState, RouteTable,
    RouteTarget, SortedSet, VpcId,
};
use crate::space::addresses;

/// The door by which a packet left to the internet, and its reply comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Door {
    /// An internet gateway, by position.
    Internet(Ix),
    /// An internet gateway that only a route names.
    AssumedInternet,
    /// An egress-only internet gateway.
    EgressOnly,
}

impl Door {
    /// The place where the reply comes in.
    pub(super) const fn enter(self, vpc: Ix) -> At {
        match self {
            Door::Internet(gateway) => At::EnterInternet { gateway, vpc },
            // There is no gateway table to ask for a gateway that is not in the input, and an egress-only
            // gateway has none.
            Door::AssumedInternet | Door::EgressOnly => At::EnterInternet { gateway: Ix::MAX, vpc },
        }
    }
}

impl<'w> Walker<'w, '_> {
    /// Leaves a VPC by an internet gateway.
    pub(super) fn leave_by_internet_gateway(
        &mut self,
        id: &InternetGatewayId,
        vpc: Ix,
        line: &Line,
        call: Call,
    ) -> At {
        let network = self.world.network;
        let here = id.resource();
        let door = match network.internet_gateways.find(id) {
            Some(gateway) => {
                self.check_attached(gateway, vpc, &here);
                world_position(&network.internet_gateways, id).map_or(Door::AssumedInternet, Door::Internet)
            }
            None if self.has_read(call, vpc) => {
                let named_by = self.last_table();
                let gap = Gap::MissingResource { missing: here.clone(), named_by, call };
                return self.lost(here, gap, Some(line.clone()));
            }
            None => {
                self.assume(here.clone(), Assumption::InternetGatewayAttached(here.clone()));
                Door::AssumedInternet
            }
        };
        if let Some(stopped) = self.check_ingress_redirect(door, vpc, &here) {
            return stopped;
        }
        self.pass_public_access(Use::Out, vpc, self.source, &here);
        if self.is_reply()
            && self.destination.is_ipv4()
            && self.world.focus.is_private_or_shared(self.destination)
        {
            // A reply whose own route back is missing: that it has no public source either is beside the point.
            let block = Block::PrivateDestination { address: self.destination };
            return self.stop(here, block, Some(line.clone()));
        }
        match (self.source, self.destination) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => {
                let owner = self.world.topology.owner_in(vpc, self.source);
                let is_carrier = call == Call::CarrierGateways;
                let public = self.world.topology.public_of(vpc, source);
                let public = public.filter(|public| self.is_carrier_address(*public) == is_carrier);
                // A regional NAT gateway has only its public address.
                let is_public = matches!(self.world.topology.public_owner(source), Some((at, Owner::Nat(_), _)) if at == vpc);
                match public {
                    Some(public) => {
                        self.pass(here.clone(), Fact::RewritesSource(self.source, IpAddr::V4(public)), None);
                        self.source = IpAddr::V4(public);
                    }
                    None if is_public || self.pool_route(self.source).is_some_and(|pool| pool.vpc == vpc) => {
                        self.pass(here.clone(), Fact::Forwards, None);
                    }
                    None => {
                        let block = Block::NoPublicSource { address: self.source };
                        let line = owner.and_then(|owner| self.owner_line(owner));
                        return self.stop(here, block, line);
                    }
                }
                // The public address is what the world sees, so no group can be recognised behind it (rule S-45).
                self.lose_identity(&here);
                if self.world.focus.is_private_or_shared(IpAddr::V4(destination)) {
                    return self.stop(here, Block::PrivateDestination { address: self.destination }, None);
                }
            }
            (IpAddr::V6(_), _) => {
                if let Some(address) = self.private_v6(vpc) {
                    return self.stop(here, Block::PrivateIpv6 { address }, None);
                }
                if let Some(denied) = self.refuses_internet(vpc, self.source) {
                    return self.stop(denied, Block::DenyAllInternet, None);
                }
                self.pass(here.clone(), Fact::Forwards, None);
                self.lose_identity(&here);
            }
            (IpAddr::V4(_), IpAddr::V6(_)) => return self.stop(here, Block::Protocol, None),
        }
        self.onto_internet(door, vpc, here)
    }

    /// Leaves a VPC by an egress-only gateway: IPv6 flows that started inside (rule S-69).
    pub(super) fn leave_by_egress_only_gateway(&mut self, id: &EgressOnlyGatewayId, vpc: Ix) -> At {
        let network = self.world.network;
        let here = id.resource();
        match network.egress_only_gateways.find(id) {
            Some(gateway) => self.check_attached(gateway, vpc, &here),
            None if self.has_read(Call::EgressOnlyInternetGateways, vpc) => {
                let named_by = self.last_table();
                let call = Call::EgressOnlyInternetGateways;
                let gap = Gap::MissingResource { missing: here.clone(), named_by, call };
                return self.lost(here, gap, None);
            }
            None => self.assume(here.clone(), Assumption::EgressOnlyGatewayAttached(here.clone())),
        }
        if self.source.is_ipv4() {
            return self.stop(here, Block::Protocol, None);
        }
        if self.is_reply() {
            // A flow that came from outside is not one it knows.
            return self.stop(here, Block::EgressOnly, None);
        }
        let private = self.private_v6(vpc);
        if let Some(address) = private.filter(|address| *address == self.source) {
            return self.stop(here, Block::PrivateIpv6 { address }, None);
        }
        if let Some(endpoint) = self.memory.appliances.iter().find(|passed| passed.kind == Kind::Endpoint) {
            // The two do not work together: IPv6 is dropped (rule S-69).
            let endpoint = endpoint.clone();
            return self.stop(endpoint, Block::Protocol, None);
        }
        self.pass_public_access(Use::OutEgressOnly, vpc, self.source, &here);
        if let Some(address) = private {
            return self.stop(here, Block::PrivateIpv6 { address }, None);
        }
        self.pass(here.clone(), Fact::Forwards, None);
        self.lose_identity(&here);
        self.onto_internet(Door::EgressOnly, vpc, here)
    }

    /// On the internet: to a public address of the model, or out.
    fn onto_internet(&mut self, door: Door, vpc: Ix, here: Resource) -> At {
        let known = match self.destination {
            IpAddr::V4(v4) => self.world.topology.public_owner(v4).map(|(to, owner, _)| (to, owner)),
            IpAddr::V6(_) => self.world.topology.owners_anywhere(self.destination).first().copied(),
        };
        // A set of outside addresses holds none of the model's own, so no comparison is noted here.
        if let Some((to, _)) = known {
            if !self.is_reply() {
                self.memory.exit = Some(here);
            }
            return self.back_in(to);
        }
        if self.wanted == Wanted::OnPremises {
            return self.stop(here, Block::WrongEnd { got: Resource::internet() }, None);
        }
        if self.is_reply() {
            // The reply must leave by the gateway that the request came in by (rule S-66).
            if self.memory.entry.as_ref() != Some(&here) {
                return self.astray(here);
            }
        } else if matches!(self.wanted, Wanted::Interface(_) | Wanted::Host(_)) {
            return self.stop(here, Block::WrongEnd { got: Resource::internet() }, None);
        }
        if !self.is_reply() {
            self.memory.exit = Some(here);
        }
        self.pass(Resource::internet(), Fact::Leaves(self.destination), None);
        At::End(End::Internet { gateway: door, vpc })
    }

    /// A public address of the model: the packet turns round at a gateway and comes back in (rule S-68).
    fn back_in(&mut self, vpc: Ix) -> At {
        self.entered = Entered::Internet;
        At::EnterInternet { gateway: self.door_to(vpc), vpc }
    }

    /// The gateway by which the destination's public address is reached: a carrier gateway for carrier addresses.
    pub(super) fn door_to(&self, vpc: Ix) -> Ix {
        let is_carrier = match self.destination {
            IpAddr::V4(v4) => self.is_carrier_address(v4),
            IpAddr::V6(_) => false,
        };
        self.door_for(vpc, is_carrier)
    }

    /// The first internet gateway, or carrier gateway, of a VPC.
    pub(super) fn door_for(&self, vpc: Ix, is_carrier: bool) -> Ix {
        let network = self.world.network;
        let all = self.world.topology.internet_gateways_of(vpc);
        let is_kind = |ix: &Ix| {
            network.internet_gateways.at(*ix as usize).is_some_and(|gateway| gateway.is_carrier == is_carrier)
        };
        all.into_iter().find(is_kind).unwrap_or(Ix::MAX)
    }

    fn is_carrier_address(&self, public: std::net::Ipv4Addr) -> bool {
        let owner = self.world.topology.public_owner(public);
        let Some((_, Owner::Interface(ix), _)) = owner else { return false };
        let mut addresses = self.interface(ix).into_iter().flat_map(|interface| &interface.addresses);
        addresses.any(|address| address.public == Some(public) && address.is_carrier)
    }

    /// Comes into a VPC by an internet gateway (or, for replies, by the door it left).
    pub(super) fn enter_internet(&mut self, gateway: Ix, vpc: Ix) -> At {
        let world = self.world;
        let found = world.network.internet_gateways.at(gateway as usize);
        let here = match found {
            Some(gateway) => gateway.id.resource(),
            None => match self.assumed_door(vpc) {
                Ok(here) => here,
                Err(end) => return end,
            },
        };
        if !self.is_reply() && self.memory.entry.is_none() && self.identity == Identity::Outside {
            self.memory.entry = Some(here.clone());
        }
        self.entered = Entered::Internet;
        if self.source.is_ipv4() && self.world.focus.is_private_or_shared(self.source) {
            return self.stop(here, Block::PrivateSource { address: self.source }, None);
        }
        match self.destination {
            IpAddr::V4(public) => match world.topology.public_owner(public) {
                Some((owner_vpc, _, private)) if owner_vpc == vpc => {
                    if IpAddr::V4(private) == self.destination {
                        // A regional NAT gateway: nothing is rewritten, it has no address inside.
                        self.pass(here.clone(), Fact::Forwards, None);
                    } else {
                        let to = IpAddr::V4(private);
                        self.pass(here.clone(), Fact::RewritesDestination(self.destination, to), None);
                        self.destination = to;
                    }
                }
                _ => return self.enter_by_pool(vpc, here),
            },
            IpAddr::V6(_) => {
                if let Some(address) = self.private_v6(vpc) {
                    return self.stop(here, Block::PrivateIpv6 { address }, None);
                }
                if let Some(denied) = self.refuses_internet(vpc, self.destination) {
                    return self.stop(denied, Block::DenyAllInternet, None);
                }
                self.pass(here.clone(), Fact::Forwards, None);
            }
        }
        self.pass_public_access(Use::In, vpc, self.destination, &here);
        if let IpAddr::V4(public) = self.destination
            && let Some((_, Owner::Nat(nat), same)) = world.topology.public_owner(public)
            && same == public
        {
            return At::Arrive(Owner::Nat(nat));
        }
        self.by_gateway_table(Node::InternetGateway(gateway), vpc, &here)
    }

    /// A gateway route table, if there is one, decides the first hop of what enters (rule S-31).
    pub(super) fn by_gateway_table(&mut self, gateway: Node, vpc: Ix, here: &Resource) -> At {
        let world = self.world;
        // The door may be a gateway that is not in the input, while its table is.
        let is_unread = |ix: Ix| world.network.internet_gateways.at(ix as usize).is_none();
        let table = if matches!(gateway, Node::InternetGateway(ix) if is_unread(ix)) {
            self.table_of_unread(here)
        } else {
            world.topology.gateway_table(world.network, gateway)
        };
        let Some((table_ix, table)) = table else { return At::Deliver { vpc, from: None } };
        match self.gateway_lookup(vpc, table) {
            Lookup::Nothing => At::Deliver { vpc, from: None },
            Lookup::Unknown(gap) => self.lost(table.id.resource(), gap, None),
            Lookup::Route(index) => {
                let Some(route) = table.routes.get(index) else { return At::End(End::Stopped) };
                let line = Line::Route { table: table_ix, index };
                if let Some(stopped) = self.by_state(table, route, &line) {
                    return stopped;
                }
                if let RouteTarget::Interface(id) = &route.target {
                    self.pass(table.id.resource(), Fact::Routes(Some(id.resource())), Some(line));
                    let Some(ix) = world_position(&world.network.interfaces, id) else {
                        let gap = Gap::MissingResource {
                            missing: id.resource(),
                            named_by: table.id.resource(),
                            call: Call::NetworkInterfaces,
                        };
                        return self.lost(id.resource(), gap, None);
                    };
                    let has_public =
                        self.interface(ix).is_some_and(|i| i.addresses.iter().any(|a| a.public.is_some()));
                    if here.kind == Kind::InternetGateway && !has_public && self.destination.is_ipv4() {
                        self.deny(id.resource(), Block::IngressNoPublicAddress, None);
                    }
                    self.through_appliance(ix, None)
                } else if let RouteTarget::Endpoint(id) = &route.target {
                    self.pass(table.id.resource(), Fact::Routes(Some(id.resource())), Some(line));
                    match world_position(&world.network.endpoints, id) {
                        Some(ix) => self.through_gateway_load_balancer(ix, None),
                        None => {
                            let named_by = table.id.resource();
                            let missing = id.resource();
                            let gap = Gap::MissingResource { missing, named_by, call: Call::Endpoints };
                            self.lost(id.resource(), gap, None)
                        }
                    }
                } else {
                    self.pass(table.id.resource(), Fact::Routes(None), Some(line));
                    At::Deliver { vpc, from: None }
                }
            }
        }
    }

    /// The gateway that an active route of the VPC names, where no gateway document was read.
    fn assumed_door(&mut self, vpc: Ix) -> Result<Resource, At> {
        if self.is_reply()
            && let Some(exit) = &self.memory.exit
        {
            // It comes back by the door that the request left by; a request that left by none opened none.
            return Ok(exit.clone());
        }
        let network = self.world.network;
        let Some(found) = network.vpcs.at(vpc as usize) else { return Err(At::End(End::Stopped)) };
        if self.has_read(Call::InternetGateways, vpc) {
            let here = found.id.resource();
            let only_out =
                network.egress_only_gateways.iter().find(|gateway| gateway.vpcs.contains(&found.id));
            return Err(match only_out {
                Some(gateway) if self.destination.is_ipv6() => {
                    self.stop(gateway.id.resource(), Block::EgressOnly, None)
                }
                _ => self.stop(here, Block::NoInternetGateway, None),
            });
        }
        let tables = network.route_tables.iter().filter(|table| table.vpc == found.id);
        let routes = tables.flat_map(|table| &table.routes);
        let named: SortedSet<Resource> = routes
            .filter(|route| route.state == RouteState::Active)
            .filter_map(|route| route.target.resource())
            .filter(|target| target.kind == Kind::InternetGateway)
            .collect();
        // A VPC has one at most (rule S-66): where routes name two, nobody can tell which of them is gone.
        match Vec::from_iter(named).as_slice() {
            [here] => {
                self.assume(here.clone(), Assumption::InternetGatewayAttached(here.clone()));
                Ok(here.clone())
            }
            [..] => {
                let about = found.id.resource();
                let gap = Gap::MissingDocument { call: Call::InternetGateways, about: about.clone() };
                Err(self.lost(about, gap, None))
            }
        }
    }

    /// The gateway must have a working attachment to the VPC (rule S-26).
    pub(super) fn check_attached<Id>(&mut self, gateway: &Gateway<Id>, vpc: Ix, here: &Resource) {
        let Some(found) = self.world.network.vpcs.at(vpc as usize) else { return };
        if gateway.vpcs.contains(&found.id) {
            return;
        }
        let state =
            |vpc: &VpcId| gateway.broken.iter().find(|(id, _)| id == vpc).map(|(_, state)| state.clone());
        let state = state(&found.id).unwrap_or_default();
        let line = Line::Field {
            resource: here.clone(),
            text: if state.is_empty() {
                "Attachments".into()
            } else {
                format!("Attachments.State: {state}").into()
            },
            place: gateway.place.clone(),
        };
        self.deny(here.clone(), Block::NotAttached { state }, Some(line));
    }

    /// The route table of a gateway that was not read, as the table names it.
    fn table_of_unread(&self, gateway: &Resource) -> Option<(Ix, &'w RouteTable)> {
        let (at, table) = self.world.network.table_of_gateway(&gateway.id)?;
        Ix::try_from(at).ok().map(|ix| (ix, table))
    }

    /// A subnet whose ingress is redirected to a middlebox may not leave past it (rule S-32).
    fn check_ingress_redirect(&mut self, door: Door, vpc: Ix, here: &Resource) -> Option<At> {
        let (_, table) = match door {
            Door::Internet(gateway) => {
                self.world.topology.gateway_table(self.world.network, Node::InternetGateway(gateway))?
            }
            Door::AssumedInternet => self.table_of_unread(here)?,
            Door::EgressOnly => return None,
        };
        let destination = std::mem::replace(&mut self.destination, self.source);
        let lookup = self.gateway_lookup(vpc, table);
        self.destination = destination;
        let Lookup::Route(index) = lookup else { return None };
        // Of one that does not forward, the reply itself will tell.
        let target = &table.routes.get(index).filter(|route| route.state == RouteState::Active)?.target;
        let to = if let RouteTarget::Interface(id) = target {
            id.resource()
        } else if let RouteTarget::Endpoint(id) = target {
            id.resource()
        } else {
            return None;
        };
        // What the middlebox itself has sent did not come through it, though it began there.
        let is_own = match self.world.topology.owner_in(vpc, self.source) {
            Some(Owner::Interface(ix)) => self.interface(ix).is_some_and(|sender| sender.id.resource() == to),
            Some(Owner::Nat(_)) => false,
            // An address of a pool is the middlebox's, too (rule S-33).
            None => self.pool_route(self.source).is_some(),
        };
        let went_on = |fact: &Fact| {
            to.kind == Kind::Endpoint
                || matches!(
                    fact,
                    Fact::ApplianceForwards | Fact::RewritesSource(..) | Fact::RewritesDestination(..)
                )
        };
        if is_own || self.leg.steps.iter().any(|step| step.at == to && went_on(&step.fact)) {
            return None;
        }
        Some(self.stop(here.clone(), Block::IngressRedirected { to }, None))
    }

    /// The packet's address that no gateway between this VPC and the internet passes: no global unicast, or of a block
    /// that is marked private (rule S-67).
    fn private_v6(&self, vpc: Ix) -> Option<IpAddr> {
        let marked = self.world.network.vpcs.at(vpc as usize).map_or(&[][..], |vpc| &vpc.private_v6);
        let focus = self.world.focus;
        let is_public = |address: &IpAddr| {
            focus.is_in_any(&addresses::GLOBAL_V6, *address) && !focus.is_in_any(marked, *address)
        };
        [self.source, self.destination].into_iter().find(|address| !is_public(address))
    }

    /// The interface that refuses internet gateway traffic for this address (rule S-67).
    fn refuses_internet(&self, vpc: Ix, address: IpAddr) -> Option<Resource> {
        match self.world.topology.owner_in(vpc, address) {
            Some(Owner::Interface(ix)) => self
                .interface(ix)
                .filter(|interface| interface.deny_internet_gateway)
                .map(|i| i.id.resource()),
            Some(Owner::Nat(_)) | None => None,
        }
    }

    /// The line that shows an owner's addresses.
    fn owner_line(&self, owner: Owner) -> Option<Line> {
        let Owner::Interface(ix) = owner else { return None };
        let interface = self.interface(ix)?;
        Some(Line::Field {
            resource: interface.id.resource(),
            text: format!("PrivateIpAddress {} without Association.PublicIp", self.source).into(),
            place: interface.place.inside("/PrivateIpAddresses"),
        })
    }

    /// From here on nobody can tell which groups the sender carries (rules S-44, S-45).
    pub(super) fn lose_identity(&mut self, by: &Resource) {
        if let Identity::Interface(sender) = self.identity {
            self.identity = Identity::Lost(sender, by.clone());
        }
    }

    /// The route table asked last.
    pub(super) fn last_table(&self) -> Resource {
        let asked = self.leg.steps.iter().rev().find(|step| step.at.kind == Kind::RouteTable);
        asked.map_or_else(Resource::internet, |step| step.at.clone())
    }
}
