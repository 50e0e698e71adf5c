//! Which targets of a group a node uses, and the leg from the node to each (rules S-119 to S-124).

use std::net::IpAddr;

use super::balance::{Arrived, Balance, Node, Unbalanced, behind, is_client, target_kind};
use super::behind::{Behind, passing};
use super::block::Block;
use super::choice::Choices;
use super::flow::{Flow, Source, Wanted};
use super::gaps::{Assumption, Gap};
use super::leg::{Leg, Note};
use super::reply::Memory;
use super::routes::world_position;
use super::step::{Fact, Line, Outcome, Step};
use super::verdict::{Verdict, Walk, WalkOptions, conclude, walk_in};
use super::walker::{At, Direction, End, Entered, Identity, Walker};
use crate::graph::{Ix, Owner};
use crate::model::{
    Call, HealthCheck, InstanceId, Kind, LoadBalancerId, LoadBalancerKind, Resource, SortedSet, Subnet,
    Target, TargetGroup, TargetKind, Way,
};
use crate::space::{Family, PortSet, Protocol, ports};

/// The targets that a node hands requests to.
pub(super) struct Picked<'n> {
    pub usable: Vec<&'n Target>,
    pub notes: Vec<Note>,
    pub assumptions: SortedSet<Assumption>,
}

/// Where a target is.
struct Place {
    address: IpAddr,
    /// Its interface, where the input has it.
    interface: Option<Ix>,
}

impl<'w> Node<'w> {
    /// The targets that this node uses: by zone, by health, not the client itself.
    pub(super) fn pick<'n>(&self, group: &'n TargetGroup) -> Result<Picked<'n>, Box<Behind>> {
        let here = group.id.resource();
        let Some(targets) = &group.targets else {
            let gap = Gap::MissingDocument { call: Call::TargetHealth, about: here.clone() };
            return Err(Box::new(Behind::open(here, gap)));
        };
        if targets.is_empty() {
            return Err(Box::new(Behind::stops(here, Unbalanced::NoTargets, None)));
        }
        let mut picked = Picked { usable: Vec::new(), notes: Vec::new(), assumptions: SortedSet::new() };
        let enabled: Vec<&Target> =
            targets.iter().filter(|target| self.is_enabled_for(group, target)).collect();
        let in_zone = self.in_zone(group, &enabled, &mut picked.assumptions)?;
        let state_is = |target: &Target, states: &[&str]| states.contains(&&*target.state);
        let is_healthy = |target: &&Target| state_is(target, &["healthy", "", "unavailable"]);
        picked.usable = in_zone.iter().copied().filter(is_healthy).collect();
        if !enabled.iter().any(is_healthy) {
            // With nothing healthy in any zone all are used: the load balancer fails open (rule S-120).
            picked.usable =
                in_zone.iter().copied().filter(|t| state_is(t, &["unhealthy", "initial"])).collect();
            if !picked.usable.is_empty() {
                picked.assumptions.insert(Assumption::FailOpen(here.clone()));
            }
        }
        for target in in_zone.iter().filter(|target| !picked.usable.contains(*target)) {
            let (resource, state) =
                (Resource::new(target_kind(&target.id), &*target.id), target.state.clone());
            picked.notes.push(Note::TargetUnused { target: resource, group: here.clone(), state });
        }
        if picked.usable.iter().any(|target| state_is(target, &["", "unavailable"])) {
            picked.notes.push(Note::HealthUnknown { group: here.clone() });
        }
        if picked.usable.is_empty() {
            if picked.assumptions.contains(&Assumption::OwnZoneOnly(self.balancer.id.resource())) {
                // Whether healthy targets of other zones are used is not known.
                return Err(Box::new(self.unknown_zones(here)));
            }
            let line = in_zone.first().map(|target| Line::Field {
                resource: here.clone(),
                text: format!("TargetHealth.State: {}", target.state).into(),
                place: target.place.clone(),
            });
            return Err(Box::new(Behind::stops(here, Unbalanced::NoneUsable, line)));
        }
        Ok(picked)
    }

    /// Targets of zones that this node serves (rule S-121).
    fn in_zone<'n>(
        &self,
        group: &TargetGroup,
        enabled: &[&'n Target],
        assumptions: &mut SortedSet<Assumption>,
    ) -> Result<Vec<&'n Target>, Box<Behind>> {
        let here = group.id.resource();
        if enabled.is_empty() {
            return Err(Box::new(Behind::stops(here, Unbalanced::NoneInEnabledZone, None)));
        }
        let own = self.world.topology.subnet_of(self.world.network, self.ix).map(|(_, subnet)| subnet);
        let is_own =
            |target: &Target| own.is_none_or(|own| self.shares_zone(group, target, own) != Some(false));
        let near: Vec<&Target> = enabled.iter().copied().filter(|target| is_own(target)).collect();
        let crosses = match (group.cross_zone, self.balancer.kind) {
            (Some(crosses), _) => Some(crosses),
            // An application load balancer always crosses unless a group says otherwise.
            (None, LoadBalancerKind::Application) => Some(true),
            (None, _) => self.balancer.cross_zone,
        };
        match crosses {
            Some(true) => Ok(enabled.to_vec()),
            Some(false) if near.is_empty() => {
                let zone = own.map_or("".into(), |own| own.zone.clone());
                Err(Box::new(Behind::stops(here, Unbalanced::NoneInZone { zone }, None)))
            }
            None if near.is_empty() => Err(Box::new(self.unknown_zones(here))),
            Some(false) => Ok(near),
            None => {
                if near.len() < enabled.len() {
                    assumptions.insert(Assumption::OwnZoneOnly(self.balancer.id.resource()));
                }
                Ok(near)
            }
        }
    }

    /// Whether targets of other zones are used decides, and no document says so.
    fn unknown_zones(&self, group: Resource) -> Behind {
        let about = self.balancer.id.resource();
        Behind::open(group, Gap::MissingDocument { call: Call::LoadBalancerAttributes, about })
    }

    /// Whether a target is in a zone that the load balancer is enabled in; `true` where that is not known.
    fn is_enabled_for(&self, group: &TargetGroup, target: &Target) -> bool {
        let network = self.world.network;
        let zones = self.balancer.zones.iter().filter_map(|zone| network.subnets.find(&zone.subnet));
        let shared: Vec<Option<bool>> = zones.map(|subnet| self.shares_zone(group, target, subnet)).collect();
        shared.is_empty() || shared.iter().any(|shares| *shares != Some(false))
    }

    /// Whether a target is in a subnet's zone; `None` where that is not known or its zone is `all`.
    fn shares_zone(&self, group: &TargetGroup, target: &Target, subnet: &Subnet) -> Option<bool> {
        if &*target.zone == "all" {
            return None;
        }
        if !target.zone.is_empty() {
            return Some(target.zone == subnet.zone || target.zone == subnet.zone_id);
        }
        let interface = self.place_of(group, target).ok()?.interface?;
        let (_, own) = self.world.topology.subnet_of(self.world.network, interface)?;
        own.shares_zone(subnet)
    }

    /// Where a target is (rule S-119).
    fn place_of(&self, group: &TargetGroup, target: &Target) -> Result<Place, Gap> {
        let (network, topology) = (self.world.network, self.world.topology);
        if let Ok(address) = target.id.parse::<IpAddr>() {
            let vpc = topology.vpc(network, &self.interface.vpc);
            let owner = vpc.and_then(|vpc| topology.owner_in(vpc, address));
            let interface = match owner {
                Some(Owner::Interface(ix)) => Some(ix),
                Some(Owner::Nat(_)) | None => None,
            };
            return Ok(Place { address, interface });
        }
        let id = InstanceId::from(&*target.id);
        let held = world_position(&network.instances, &id);
        let interface = held.and_then(|ix| topology.interfaces_of_instance(network, ix).first().copied());
        // Instances may not have been read, while interfaces tell who holds them.
        let interface = interface.or_else(|| {
            let holds = |interface: &crate::model::Interface| interface.instance() == Some(&id);
            network.interfaces.iter().position(holds).and_then(|at| Ix::try_from(at).ok())
        });
        let family = if group.is_ipv6 { Family::V6 } else { Family::V4 };
        let found = interface.and_then(|ix| network.interfaces.at(ix as usize));
        let address = found.and_then(|found| found.own_addresses().find(|own| Family::of(*own) == family));
        match address {
            Some(address) => Ok(Place { address, interface }),
            None => {
                let named_by = group.id.resource();
                Err(Gap::MissingResource { missing: id.resource(), named_by, call: Call::Instances })
            }
        }
    }

    /// Whether targets see the client's address; a document that would say so may be absent (rule S-122).
    pub(super) fn keeps_client(&self, group: &TargetGroup, assumptions: &mut SortedSet<Assumption>) -> bool {
        if self.balancer.kind != LoadBalancerKind::Network || self.by_private_link {
            return false;
        }
        group.preserves_client.unwrap_or_else(|| {
            let keeps = group.preserves_by_default();
            assumptions.insert(Assumption::ClientAddress { group: group.id.resource(), keeps });
            keeps
        })
    }

    /// The leg from the node to a target.
    pub(super) fn to_target(&self, group: &TargetGroup, target: &Target, keeps_client: bool) -> Behind {
        let here = group.id.resource();
        let Some(port) = target.port.or(group.port) else {
            return Behind::open(here.clone(), Gap::UnclearLine { resource: here });
        };
        if group.kind == TargetKind::Alb {
            return self.to_balancer(group, target, port, keeps_client);
        }
        let place = match self.place_of(group, target) {
            Ok(place) => place,
            Err(gap) => return Behind::open(here, gap),
        };
        // An address of another family is translated, so it cannot be kept.
        let keeps_client = keeps_client && Family::of(self.client) == Family::of(place.address);
        let picks = Balance::Picks { target: target.id.clone(), port, keeps_client };
        let line = Line::Field {
            resource: here.clone(),
            text: format!("target {}, port {port}", target.id).into(),
            place: target.place.clone(),
        };
        let head = vec![passing(here.clone(), picks, Some(line))];
        if keeps_client && self.is_client_at(&place) {
            return Behind::stops(here, Unbalanced::Hairpin, None).after(head);
        }
        let wanted = place.interface.map_or(Wanted::Anywhere, Wanted::Interface);
        let walk = self.leg(place.address, wanted, port, keeps_client);
        let behind = walk.map_or_else(
            |gap| Behind::open(here.clone(), gap),
            |walk| self.told_of_client(walk, keeps_client),
        );
        behind.after(head)
    }

    /// Whether the client itself is the target (rule S-124). In another VPC it is who alone has the address.
    fn is_client_at(&self, place: &Place) -> bool {
        let elsewhere = || match self.world.topology.owners_anywhere(place.address).as_slice() {
            [(_, Owner::Interface(ix))] => Some(*ix),
            _ => None,
        };
        match place.interface.or_else(elsewhere) {
            Some(ix) => is_client(self.flow, self.client, ix, place.address),
            None => self.client == place.address,
        }
    }

    /// What a walk to a target says, and of which of the client's own ports.
    fn told_of_client(&self, walk: Walk, keeps_client: bool) -> Behind {
        let is_own = keeps_client && *self.client_ports == self.flow.client;
        let client = (is_own && self.flow.protocol.has_ports()).then(|| walk.client.clone());
        Behind { client, ..told(walk) }
    }

    /// To the nodes of an application load balancer behind a network load balancer: the best one answers.
    fn to_balancer(&self, group: &TargetGroup, target: &Target, port: u16, keeps_client: bool) -> Behind {
        let network = self.world.network;
        let here = group.id.resource();
        let id = LoadBalancerId::from(&*target.id);
        let nodes = network.load_balancers.find(&id).map(|balancer| &balancer.nodes);
        let nodes = nodes.into_iter().flatten().filter_map(|node| world_position(&network.interfaces, node));
        let picks = Balance::Picks { target: target.id.clone(), port, keeps_client };
        let head = vec![passing(here.clone(), picks, None)];
        let mut best: Option<Behind> = None;
        for node in nodes {
            let interface = network.interfaces.at(node as usize);
            let address = interface.and_then(|i| i.addresses.first()).map(|a| IpAddr::V4(a.private));
            let Some(address) = address else { continue };
            let keeps_client = keeps_client && Family::of(self.client) == Family::of(address);
            let Ok(walk) = self.leg(address, Wanted::Interface(node), port, keeps_client) else { continue };
            let behind = self.told_of_client(walk, keeps_client);
            if best.as_ref().is_none_or(|best| behind.verdict < best.verdict) {
                best = Some(behind);
            }
        }
        let missing = || {
            let call = if network.load_balancers.find(&id).is_some() {
                Call::NetworkInterfaces
            } else {
                Call::LoadBalancers
            };
            Gap::MissingResource { missing: id.resource(), named_by: here.clone(), call }
        };
        best.unwrap_or_else(|| Behind::open(here.clone(), missing())).after(head)
    }

    /// One leg from the node: with the client's address, or with the node's own and a connection of its own.
    fn leg(&self, to: IpAddr, wanted: Wanted, port: u16, keeps_client: bool) -> Result<Walk, Gap> {
        let protocol = self.flow.protocol;
        let service = PortSet::range(port, port);
        if keeps_client {
            let flow = Flow {
                source: Source::Interface(self.ix, self.client),
                destination: to,
                wanted,
                protocol,
                service,
                client: self.client_ports.clone(),
            };
            return Ok(self.keeping_client(&flow));
        }
        self.own(to, wanted, protocol, service)
    }

    /// A connection that the node opens itself.
    fn own(&self, to: IpAddr, wanted: Wanted, protocol: Protocol, service: PortSet) -> Result<Walk, Gap> {
        let own = self.interface.own_addresses().find(|own| Family::of(*own) == Family::of(to));
        let Some(own) = own else {
            return Err(Gap::UnclearLine { resource: self.interface.id.resource() });
        };
        let flow = Flow {
            source: Source::Interface(self.ix, own),
            destination: to,
            wanted,
            protocol,
            service,
            client: ports::ephemeral(),
        };
        Ok(walk_in(self.world, &flow, WalkOptions { learn: None, ..self.options }))
    }

    /// The client's packet forwarded by a network load balancer: the target's subnet needs no route back, its reply
    /// returns through the node (rule S-122).
    fn keeping_client(&self, flow: &Flow) -> Walk {
        let mut choices = Choices::default();
        let mut assumptions = SortedSet::new();
        let mut memory = Memory { client: flow.client.clone(), ..Memory::default() };
        let mut walker = Walker::new(self.world, &mut choices, &mut assumptions, &mut memory, flow);
        walker.keeps_client = true;
        let at = walker.leave(self.ix);
        // The node's own groups stand for it at the target, if it has any (rule S-123).
        if self.interface.groups.is_empty() {
            walker.identity = match self.flow.source {
                Source::Interface(client, _) => Identity::Lost(client, self.balancer.id.resource()),
                Source::Host(..) | Source::Outside(..) => Identity::Outside,
            };
        }
        let end = walker.run(at);
        let other_region = walker.entered.peering().and_then(|ix| walker.inter_region(ix));
        let (source, by_internet) = (walker.source, walker.entered == Entered::Internet);
        let ports = flow.client.clone();
        let mut request = walker.leg;
        let lost_by = request.steps.iter().find(|step| {
            matches!(step.at.kind, Kind::TransitGateway | Kind::Firewall)
                || (step.at.kind == Kind::Endpoint && matches!(step.fact, Fact::ApplianceForwards))
        });
        // Nor is it over a peering connection between Regions (rule S-122).
        if let Some(by) = lost_by.map(|step| step.at.clone()).or(other_region) {
            let fact = Fact::Stops(Block::Unbalanced(Unbalanced::ClientAddressLost { by: by.clone() }));
            request.steps.push(Step { at: by, fact, outcome: Outcome::Blocked, line: None, ports: None });
            (request.sure, request.maybe) = (PortSet::empty(), PortSet::empty());
        }
        let reached = if let End::Interface(ix) = end { Some(ix) } else { None };
        let reply = match reached {
            Some(target) if !self.options.one_way => {
                let asked = Flow {
                    source: Source::Interface(target, flow.destination),
                    destination: self.client,
                    wanted: Wanted::Anywhere,
                    protocol: flow.protocol,
                    service: flow.client.clone(),
                    client: PortSet::all(),
                };
                let mut back = Walker::new(self.world, &mut choices, &mut assumptions, &mut memory, &asked);
                back.direction = Direction::Reply;
                back.return_to_node(target, self.ix);
                Some(back.leg)
            }
            Some(_) | None => None,
        };
        let walk = conclude(flow, request, reply, assumptions);
        match reached {
            Some(node) => {
                let arrived = Arrived { node, source, by_internet, ports };
                behind(self.world, flow, self.options, &arrived, walk)
            }
            None => walk,
        }
    }

    /// The port of a health check that no usable target can answer (rule S-120).
    pub(super) fn blocked_health_check(&self, group: &TargetGroup, usable: &[&Target]) -> Option<u16> {
        let mut checked = None;
        for target in usable {
            let port = match group.health_check {
                HealthCheck::None => return None,
                HealthCheck::TrafficPort => target.port.or(group.port)?,
                HealthCheck::Port(port) => port,
            };
            if group.kind == TargetKind::Alb {
                return None;
            }
            let place = self.place_of(group, target).ok()?;
            let wanted = place.interface.map_or(Wanted::Anywhere, Wanted::Interface);
            let walk = self.own(place.address, wanted, Protocol::TCP, PortSet::range(port, port)).ok()?;
            if walk.verdict != Verdict::Unreachable {
                return None;
            }
            checked = Some(port);
        }
        checked
    }
}

/// What a walk to a target says.
fn told(walk: Walk) -> Behind {
    let request = walk.request.verdict();
    let reply = walk.reply.as_ref().map_or(Verdict::Reachable, Leg::verdict);
    let Walk { verdict, request: leg, reply: back, assumptions, alike, .. } = walk;
    let replies = back.map(|back| back.steps).unwrap_or_default();
    Behind {
        verdict,
        request,
        reply,
        steps: leg.steps,
        replies,
        notes: leg.notes,
        assumptions,
        alike,
        client: None,
    }
}

impl Walker<'_, '_> {
    /// The reply of a target that saw the client's address: out of its subnet and into the node's, without a route.
    fn return_to_node(&mut self, target: Ix, node: Ix) {
        let world = self.world;
        // Its groups and state; where its own route would lead decides nothing.
        let _ = self.leave(target);
        let subnet = |ix: Ix| world.topology.subnet_of(world.network, ix).map(|(subnet, _)| subnet);
        if let (Some(from), Some(to)) = (subnet(target), subnet(node))
            && from != to
        {
            self.pass_acl(from, Way::Egress);
            self.pass_acl(to, Way::Ingress);
            if let Some(found) = world.network.subnets.at(to as usize) {
                self.pass(found.id.resource(), Fact::InSubnet, None);
            }
        }
        if let Some(interface) = self.interface(node) {
            self.pass(interface.id.resource(), Fact::Forwards, None);
        }
        self.run(At::End(End::Interface(node)));
    }
}
