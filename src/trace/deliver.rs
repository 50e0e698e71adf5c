//! Leaving an interface, and being delivered to one (rules S-2, S-6, S-7, S-12, S-16).

use std::net::IpAddr;

use super::balance;
use super::block::{Block, Stateful};
use super::filters::Reference;
use super::flow::Wanted;
use super::gaps::{Assumption, Gap};
use super::platform::{MULTICAST, PlatformAddress};
use super::routes::{Lookup, world_position};
use super::step::{Fact, Line};
use super::walker::{At, End, Entered, Identity, Walker};
use crate::graph::{Ix, Owner};
use crate::model::{Call, Interface, InterfaceKind, PeerGroup, Resource, RouteTarget, Way};

impl Walker<'_, '_> {
    /// Leaves an interface: state, source check, platform addresses, groups outbound, then the subnet.
    pub(super) fn leave(&mut self, ix: Ix) -> At {
        let world = self.world;
        let Some(interface) = self.interface(ix) else { return At::End(End::Stopped) };
        let here = interface.id.resource();
        if let Some(instance) = interface.instance() {
            self.pass(instance.resource(), Fact::Starts(self.source), None);
            self.pass(here.clone(), Fact::Forwards, None);
        } else if let Some(workload) = self.workload_of(interface) {
            self.pass(workload.resource(), Fact::Starts(self.source), None);
            self.pass(here.clone(), Fact::Forwards, None);
            if !self.is_reply() {
                self.check_workload(workload);
            }
        } else {
            self.pass(here.clone(), Fact::Starts(self.source), None);
        }
        self.assume_of(interface);
        self.identity = Identity::Interface(ix);
        self.entered = Entered::Home;
        self.check_state(ix, interface);
        if !self.is_reply() && interface.kind == InterfaceKind::Endpoint {
            self.deny(here.clone(), Block::NeverInitiates, None);
        }
        if !self.is_reply() && interface.kind == InterfaceKind::NatGateway {
            self.sent_by_nat(ix);
        }
        if !self.is_reply() && interface.kind == InterfaceKind::GatewayLoadBalancer {
            self.sent_by_gateway_balancer(interface, &here);
        }
        if interface.source_dest_check && !self.keeps_client && !interface.owns(self.source) {
            let block = Block::SourceDestCheck { way: Way::Egress, address: self.source };
            self.deny(here, block, Some(source_dest_line(interface)));
        }
        let Some((subnet, found)) = world.topology.subnet_of(world.network, ix) else {
            // The platform's own addresses are answered whatever the subnet is.
            if let Some(vpc) = world.topology.vpc(world.network, &interface.vpc)
                && let Some(platform) = self.platform_address(vpc)
                && platform != PlatformAddress::Lattice
            {
                return self.to_platform(platform, Some(interface), vpc);
            }
            let gap = Gap::MissingResource {
                missing: interface.subnet.resource(),
                named_by: interface.id.resource(),
                call: Call::Subnets,
            };
            self.pass_groups(ix, Way::Egress);
            return self.lost(interface.id.resource(), gap, None);
        };
        let vpc = world.topology.vpc_of(world.network, subnet);
        if let Some((vpc_ix, _)) = vpc
            && let Some(platform) = self.platform_address(vpc_ix)
        {
            return match platform {
                PlatformAddress::Lattice => self.to_lattice(ix, subnet, vpc_ix),
                PlatformAddress::Resolver
                | PlatformAddress::Metadata
                | PlatformAddress::Service
                | PlatformAddress::Nobody => self.to_platform(platform, Some(interface), vpc_ix),
            };
        }
        if interface.kind == InterfaceKind::Accelerator
            && !self.is_reply()
            && let Some((vpc, _)) = vpc
        {
            self.check_accelerator(vpc, &interface.id.resource());
        }
        self.pass_groups(ix, Way::Egress);
        self.pass(found.id.resource(), Fact::InSubnet, None);
        if self.world.focus.is_in_any(&MULTICAST, self.destination) {
            return self.multicast(vpc.map(|(vpc, _)| vpc), found.id.resource());
        }
        if let Some(sent_back) = self.return_to_sender(subnet) {
            return sent_back;
        }
        // Inside one subnet there is neither route nor network ACL (rule S-16).
        let Some((vpc, _)) = vpc else { return self.route(subnet) };
        let owner = world.topology.owner_in(vpc, self.destination);
        if owner.and_then(|owner| self.subnet_of_owner(owner)) == Some(subnet) {
            world.focus.pin(self.destination);
            // What a Classic load balancer sends meets the ACL even inside its subnet (rule S-63).
            if interface.kind == InterfaceKind::ClassicLoadBalancer && !self.is_reply() {
                self.pass_acl(subnet, Way::Egress);
            }
            return At::Deliver { vpc, from: Some(subnet) };
        }
        if self.wanted == Wanted::Host(subnet)
            && self.subnet_containing(vpc, self.destination) == Some(subnet)
        {
            return At::Deliver { vpc, from: Some(subnet) };
        }
        At::Route(subnet)
    }

    /// State of the instance, the attachment and the interface itself (rule S-6).
    fn check_state(&mut self, ix: Ix, interface: &Interface) {
        let network = self.world.network;
        if self.is_reply() && self.memory.tracked.iter().any(|(tracking, ..)| *tracking == ix) {
            // Said once, on the request's way.
            return;
        }
        if let Some(id) = interface.instance() {
            match network.instances.find(id) {
                Some(instance) if instance.state.is_empty() || &*instance.state == "running" => {}
                Some(instance) => {
                    let text = format!("State.Name: {}", instance.state).into();
                    let line = Line::Field {
                        resource: id.resource(),
                        text,
                        place: instance.place.inside("/State/Name"),
                    };
                    let block = Block::InstanceState { state: (*instance.state).into() };
                    self.deny(id.resource(), block, Some(line));
                }
                None => {
                    let vpc = self.world.topology.vpc(network, &interface.vpc);
                    if vpc.is_some_and(|vpc| self.has_read(Call::Instances, vpc)) {
                        let named_by = interface.id.resource();
                        let gap =
                            Gap::MissingResource { missing: id.resource(), named_by, call: Call::Instances };
                        self.unclear(id.resource(), gap, None);
                    } else {
                        self.assume(id.resource(), Assumption::InstanceRuns(id.resource()));
                    }
                }
            }
        }
        let here = interface.id.resource();
        let field = |name: &str, value: &str, tail: &str| Line::Field {
            resource: here.clone(),
            text: format!("{name}: {value}").into(),
            place: interface.place.inside(tail),
        };
        if let Some(attachment) = &interface.attachment
            && !matches!(&*attachment.status, "" | "attached")
        {
            let line = field("Attachment.Status", &attachment.status, "/Attachment/Status");
            self.deny(
                here.clone(),
                Block::AttachmentState { status: (*attachment.status).into() },
                Some(line),
            );
        }
        // `associated` is taken as usable (question Q-10).
        if !matches!(&*interface.status, "" | "in-use" | "associated") {
            let line = field("Status", &interface.status, "/Status");
            self.deny(here, Block::InterfaceState { status: (*interface.status).into() }, Some(line));
        }
    }

    /// Local delivery in a VPC: network ACL inbound unless the packet stays in its subnet (rules S-12, S-17).
    pub(super) fn deliver(&mut self, vpc: Ix, from: Option<Ix>) -> At {
        let world = self.world;
        let destination = self.destination;
        let Some(owner) = world.topology.owner_in(vpc, destination) else {
            return self.deliver_to_nobody(vpc, from);
        };
        world.focus.pin(destination);
        if let (Some(from), Some(to)) = (from, self.subnet_of_owner(owner)) {
            self.check_wavelength(from, to);
        }
        if let Some(subnet) = self.subnet_of_owner(owner)
            && from != Some(subnet)
        {
            self.pass_acl(subnet, Way::Ingress);
            if let Some(found) = world.network.subnets.at(subnet as usize) {
                self.pass(found.id.resource(), Fact::InSubnet, None);
            }
        }
        At::Arrive(owner)
    }

    fn deliver_to_nobody(&mut self, vpc: Ix, from: Option<Ix>) -> At {
        let world = self.world;
        let destination = self.destination;
        let Some(found) = world.network.vpcs.at(vpc as usize) else { return At::End(End::Stopped) };
        if self.entered != Entered::Home && PlatformAddress::in_vpc(found, destination).is_some() {
            let here = found.id.resource();
            return self.stop(here, Block::PlatformRemote { address: destination }, None);
        }
        let subnet = self.subnet_containing(vpc, destination);
        if let (Wanted::Host(host), Some(subnet)) = (self.wanted, subnet)
            && host == subnet
        {
            if from != Some(subnet) {
                self.pass_acl(subnet, Way::Ingress);
            }
            if let Some(found) = world.network.subnets.at(subnet as usize) {
                self.pass(found.id.resource(), Fact::Arrives(destination), None);
            }
            return At::End(End::Host(subnet));
        }
        // What nobody in the input owns may be an interface that was not read: of another account in a shared
        // subnet, or of a service where only instances were read (rule S-12).
        let account =
            subnet.and_then(|subnet| world.network.subnets.at(subnet as usize)).map(|s| s.owner.clone());
        let unseen = !self.has_read(Call::NetworkInterfaces, vpc)
            || account.is_some_and(|account| {
                !account.is_empty() && !found.scope.account.is_empty() && account != found.scope.account
            });
        let here = subnet
            .and_then(|subnet| world.network.subnets.at(subnet as usize))
            .map_or_else(|| found.id.resource(), |subnet| subnet.id.resource());
        if found.is_stub {
            let named_by = self.leg.steps.last().map_or_else(|| here.clone(), |step| step.at.clone());
            let gap = Gap::MissingResource { missing: found.id.resource(), named_by, call: Call::Vpcs };
            return self.lost(found.id.resource(), gap, None);
        }
        // In another account's VPC even subnets may be missing: a participant sees the shared ones only (rule S-15).
        let is_foreign =
            unseen && world.network.read.iter().any(|(call, _)| *call == Call::NetworkInterfaces);
        if unseen && (subnet.is_some() || is_foreign) {
            let gap = Gap::UnseenInterface { address: destination, vpc: found.id.resource() };
            return self.lost(here, gap, None);
        }
        if let Some(subnet) = subnet
            && from != Some(subnet)
        {
            self.pass_acl(subnet, Way::Ingress);
        }
        self.stop(here, Block::NoSuchHost { address: destination }, None)
    }

    /// At the owner of the destination: groups inbound, destination check, state (rule S-2, steps 10 to 12).
    pub(super) fn arrive(&mut self, owner: Owner) -> At {
        let ix = match owner {
            Owner::Nat(nat) => return self.arrive_at_nat(nat),
            Owner::Interface(ix) => ix,
        };
        let Some(interface) = self.interface(ix) else { return At::End(End::Stopped) };
        let here = interface.id.resource();
        if self.is_reply()
            && let Some(onward) = self.back_at_appliance(ix)
        {
            return onward;
        }
        self.pass_groups(ix, Way::Ingress);
        if !self.is_reply() {
            let block = match interface.kind {
                InterfaceKind::Lambda
                | InterfaceKind::InstanceConnect
                | InterfaceKind::ClientVpn
                | InterfaceKind::TransitGateway
                | InterfaceKind::GatewayLoadBalancerEndpoint => Some(Block::NotADestination),
                InterfaceKind::NatGateway => Some(Block::NatInitiateOnly),
                InterfaceKind::GatewayLoadBalancer => Some(Block::NotAnEnd),
                InterfaceKind::Plain
                | InterfaceKind::ApplicationLoadBalancer
                | InterfaceKind::NetworkLoadBalancer
                | InterfaceKind::ClassicLoadBalancer
                | InterfaceKind::Endpoint
                | InterfaceKind::Accelerator
                | InterfaceKind::Service => None,
            };
            if let Some(block) = block {
                self.deny(here.clone(), block, None);
            }
        }
        if interface.source_dest_check && !interface.owns(self.destination) {
            let block = Block::SourceDestCheck { way: Way::Ingress, address: self.destination };
            self.deny(here.clone(), block, Some(source_dest_line(interface)));
        }
        self.check_state(ix, interface);
        self.check_endpoint_of(ix);
        self.expect_end(ix, &here);
        self.pass(here.clone(), Fact::Arrives(self.destination), None);
        if let Some(instance) = interface.instance() {
            self.pass(instance.resource(), Fact::Arrives(self.destination), None);
        } else if let Some(workload) = self.workload_of(interface) {
            if !self.is_reply() {
                self.check_workload(workload);
            }
            self.note_port(workload);
            self.pass(workload.resource(), Fact::Arrives(self.destination), None);
        }
        if !self.is_reply() {
            self.check_balancer_of(interface, &here);
        }
        At::End(End::Interface(ix))
    }

    /// A load balancer's node whose load balancer is not in the input may do anything with the packet.
    fn check_balancer_of(&mut self, interface: &Interface, here: &Resource) {
        let call = match interface.kind {
            InterfaceKind::ClassicLoadBalancer => Call::ClassicLoadBalancers,
            InterfaceKind::ApplicationLoadBalancer | InterfaceKind::NetworkLoadBalancer => {
                Call::LoadBalancers
            }
            InterfaceKind::Plain
            | InterfaceKind::GatewayLoadBalancer
            | InterfaceKind::NatGateway
            | InterfaceKind::GatewayLoadBalancerEndpoint
            | InterfaceKind::Endpoint
            | InterfaceKind::TransitGateway
            | InterfaceKind::Lambda
            | InterfaceKind::InstanceConnect
            | InterfaceKind::ClientVpn
            | InterfaceKind::Accelerator
            | InterfaceKind::Service => return,
        };
        if balance::of_interface(self.world.network, interface).is_none() {
            self.unclear(here.clone(), Gap::MissingDocument { call, about: here.clone() }, None);
        }
    }

    /// The packet must end where it was asked to; a reply, at the one who asked (rule S-82).
    fn expect_end(&mut self, ix: Ix, here: &Resource) {
        let Wanted::Interface(wanted) = self.wanted else { return };
        if wanted == ix {
            return;
        }
        let expected =
            self.interface(wanted).map_or_else(Resource::internet, |interface| interface.id.resource());
        let block = if self.is_reply() {
            Block::Asymmetric(Stateful { expected, got: here.clone() })
        } else {
            Block::WrongEnd { got: here.clone() }
        };
        self.deny(here.clone(), block, None);
    }

    /// The subnet of an owner; regional NAT gateways have none.
    pub(super) fn subnet_of_owner(&self, owner: Owner) -> Option<Ix> {
        let world = self.world;
        match owner {
            Owner::Interface(ix) => world.topology.subnet_of(world.network, ix).map(|(ix, _)| ix),
            Owner::Nat(ix) => {
                let nat = world.network.nat_gateways.at(ix as usize)?;
                world_position(&world.network.subnets, nat.subnet.as_ref()?)
            }
        }
    }

    /// The subnet of a VPC whose blocks contain an address.
    pub(super) fn subnet_containing(&self, vpc: Ix, address: IpAddr) -> Option<Ix> {
        let world = self.world;
        let inside = world.topology.subnets_in_vpc(vpc).into_iter().filter(|&ix| {
            let subnet = world.network.subnets.at(ix as usize);
            subnet.is_some_and(|s| s.blocks.iter().filter(|b| world.focus.contains(b, address)).count() > 0)
        });
        inside.min()
    }

    /// Whether an outbound rule's group reference holds for the destination (rules S-42, S-43).
    pub(super) fn egress_reference(&self, interface: Ix, wanted: &PeerGroup) -> Reference {
        let world = self.world;
        // Without the place of the interface nobody can say what its references mean.
        let Some((subnet, found)) = world.topology.subnet_of(world.network, interface) else {
            let Some(found) = self.interface(interface) else { return Reference::No };
            let (missing, named_by) = (found.subnet.resource(), found.id.resource());
            return Reference::Unknown(Gap::MissingResource { missing, named_by, call: Call::Subnets });
        };
        let of = world.topology.vpc_of(world.network, subnet).filter(|(_, vpc)| !vpc.is_stub);
        let Some((vpc, _)) = of else {
            let (missing, named_by) = (found.vpc.resource(), found.id.resource());
            return Reference::Unknown(Gap::MissingResource { missing, named_by, call: Call::Vpcs });
        };
        if self.is_inside(vpc, self.destination)
            && let Some(Owner::Interface(owner)) = world.topology.owner_in(vpc, self.destination)
        {
            return self.carries(owner, wanted, Ok(()));
        }
        let Some((peering, peer_vpc)) = self.peering_towards(subnet, vpc) else {
            return self.transit_egress_reference(wanted);
        };
        if !self.is_inside(peer_vpc, self.destination) {
            return Reference::No;
        }
        match world.topology.owner_in(peer_vpc, self.destination) {
            Some(Owner::Interface(owner)) => {
                self.carries(owner, wanted, self.peering_keeps_groups(peering, Way::Egress))
            }
            Some(Owner::Nat(_)) | None => Reference::No,
        }
    }

    /// Whether an address lies in a VPC's blocks. Only there does its exact value matter: somebody may own it.
    fn is_inside(&self, vpc: Ix, address: IpAddr) -> bool {
        let world = self.world;
        let found = world.network.vpcs.at(vpc as usize);
        let is_inside = found.is_some_and(|vpc| world.focus.is_in_any(&vpc.blocks, address));
        if is_inside {
            world.focus.pin(address);
        }
        is_inside
    }

    /// The peering connection, and the VPC behind it, that the subnet's table uses for the destination: its best route
    /// leads there (rules S-19, S-20, S-28). A less specific one to a peering connection carries nothing.
    fn peering_towards(&self, subnet: Ix, vpc: Ix) -> Option<(Ix, Ix)> {
        let world = self.world;
        let (_, table) = world.topology.table_of(world.network, subnet)?;
        let RouteTarget::Peering(id) = &self.best_route(table)?.target else { return None };
        let ix = world_position(&world.network.peerings, id)?;
        let peering = world.network.peerings.at(ix as usize)?;
        let (_, far) = peering.seen_from(&world.network.vpcs.at(vpc as usize)?.id)?;
        Some((ix, world_position(&world.network.vpcs, &far.vpc)?))
    }

    /// Outbound references never work over a transit gateway (rule S-105).
    fn transit_egress_reference(&self, wanted: &PeerGroup) -> Reference {
        let network = self.world.network;
        let vpcs = (0..).zip(&network.vpcs);
        if vpcs.filter(|(ix, _)| self.is_inside(*ix, self.destination)).count() == 0 {
            return Reference::No;
        }
        let owners = self.world.topology.owners_anywhere(self.destination);
        let far = owners.iter().find_map(|(_, owner)| match owner {
            Owner::Interface(ix) => Some(*ix),
            Owner::Nat(_) => None,
        });
        let Some(far) = far else { return Reference::No };
        let by = self.interface(far).map_or_else(Resource::internet, |interface| interface.vpc.resource());
        self.carries(far, wanted, Err(Block::GroupReferenceUnsupported { by, way: Way::Egress }))
    }

    /// Looks a gateway table up for a destination (rule S-31).
    pub(super) fn gateway_lookup(&mut self, vpc: Ix, table: &crate::model::RouteTable) -> Lookup {
        self.longest_match(Some(vpc), table, self.destination)
    }
}

/// The line that says whether an interface checks addresses.
pub(super) fn source_dest_line(interface: &Interface) -> Line {
    Line::Field {
        resource: interface.id.resource(),
        text: format!("SourceDestCheck: {}", interface.source_dest_check).into(),
        place: interface.place.inside("/SourceDestCheck"),
    }
}
