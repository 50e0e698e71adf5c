//! Behind an interface endpoint: the provider's service, its network load balancer, and the load balancer's targets
//! (rules S-112, S-114).
//!
//! The consumer's packet ends at the endpoint's interface. What lies behind is a flow of its own, joined as behind a
//! load balancer: targets see the load balancer's address, whatever its groups say about client addresses.

use super::balance::{Arrived, Node, deepest};
use super::block::Block;
use super::choice::Choices;
use super::flow::{Entry, Flow, Source, Wanted};
use super::gaps::{Assumption, Gap};
use super::leg::Leg;
use super::reply::Memory;
use super::routes::world_position;
use super::step::{Fact, Line, Outcome, Step};
use super::verdict::{Verdict, Walk, WalkOptions, conclude, merge};
use super::walker::{Walker, World};
use crate::graph::Ix;
use crate::model::{
    Call, EndpointKind, EndpointService, InterfaceKind, Kind, LoadBalancer, LoadBalancerId, Resource,
    SortedSet, Subnet, Way,
};
use crate::space::PortSet;

/// Goes on behind the interface endpoint that a walk has reached; any other walk is left as it is.
pub(super) fn behind(
    world: World<'_>,
    flow: &Flow,
    options: WalkOptions,
    arrived: &Arrived,
    mut front: Walk,
) -> Walk {
    let network = world.network;
    let found = network.interfaces.at(arrived.node as usize);
    let Some(interface) = found.filter(|interface| interface.kind == InterfaceKind::Endpoint) else {
        return front;
    };
    let owner = network.endpoints.iter().find(|endpoint| endpoint.interfaces.contains(&interface.id));
    let Some(endpoint) = owner else { return front };
    let is_resource = matches!(endpoint.kind, EndpointKind::Resource | EndpointKind::ServiceNetwork);
    if !is_resource && !endpoint.service.contains(".vpce-svc-") {
        // One of AWS's own services, which is as good as its endpoint.
        return front;
    }
    let of_name = network.endpoint_services.iter().find(|service| service.service_name == endpoint.service);
    let Some(service) = of_name.filter(|_| !is_resource) else {
        let name = if endpoint.service.is_empty() { endpoint.id.as_str() } else { &endpoint.service };
        front.assumptions.insert(Assumption::ProviderSide(Resource::new(Kind::AwsService, name)));
        return front;
    };
    if world.depth >= deepest() {
        return front;
    }
    let here = service.id.resource();
    let mut head = vec![Step {
        at: here.clone(),
        fact: Fact::Forwards,
        outcome: Outcome::Passes,
        line: None,
        ports: None,
    }];
    head.extend(wrong_state(service, &endpoint.id));
    if !network.has_read_any(Call::EndpointConnections) {
        // Whether the provider has accepted the endpoint.
        front.assumptions.insert(Assumption::ProviderSide(here.clone()));
    }
    let Some((_, zone)) = world.topology.subnet_of(network, arrived.node) else { return front };
    let side = Provider { world: World { depth: world.depth + 1, ..world }, flow, options, arrived, zone };
    let mut joined: Option<Walk> = None;
    for id in &service.network_balancers {
        let walk = side.through(service, id, &head, &front);
        // With several load balancers AWS may take any.
        joined = Some(match joined {
            Some(other) => merge(other, walk),
            None => walk,
        });
    }
    joined.unwrap_or_else(|| {
        front.assumptions.insert(Assumption::ProviderSide(here));
        front
    })
}

/// A state of the service, or of its connection with the endpoint, that carries no traffic.
pub(super) fn wrong_state(service: &EndpointService, endpoint: &crate::model::EndpointId) -> Option<Step> {
    let connection = service.connections.iter().find(|connection| connection.endpoint == *endpoint);
    let (state, field, place) = match connection {
        Some(connection) if !connection.state.eq_ignore_ascii_case("available") => {
            (&connection.state, "VpcEndpointState", connection.place.inside("/VpcEndpointState"))
        }
        _ if !service.is_up() => (&service.state, "ServiceState", service.place.inside("/ServiceState")),
        _ => return None,
    };
    let at = service.id.resource();
    let line = Line::Field { resource: at.clone(), text: format!("{field}: {state}").into(), place };
    let fact = Fact::Stops(Block::EndpointState { state: state.clone() });
    Some(Step { at, fact, outcome: Outcome::Blocked, line: Some(line), ports: None })
}

/// The provider's side of one connection.
struct Provider<'w> {
    world: World<'w>,
    flow: &'w Flow,
    options: WalkOptions,
    arrived: &'w Arrived,
    /// The subnet of the endpoint's interface: traffic stays in its zone.
    zone: &'w Subnet,
}

impl<'w> Provider<'w> {
    /// Through one of the service's load balancers.
    fn through(&self, service: &EndpointService, id: &LoadBalancerId, head: &[Step], front: &Walk) -> Walk {
        let network = self.world.network;
        let mut front = front.clone();
        front.request.steps.extend(head.iter().cloned());
        let is_up = !head.iter().any(|step| step.outcome == Outcome::Blocked);
        if !is_up {
            stop(&mut front);
        }
        let Some(balancer) = network.load_balancers.find(id) else {
            front.assumptions.insert(Assumption::ProviderSide(id.resource()));
            return front;
        };
        let node = match self.node(balancer) {
            Ok(node) => node,
            Err(Some(gap)) => {
                let (at, fact) = (balancer.id.resource(), Fact::Unclear(gap));
                front.request.steps.push(Step {
                    at,
                    fact,
                    outcome: Outcome::Unknown,
                    line: None,
                    ports: None,
                });
                return open(self.flow, front);
            }
            Err(None) => {
                let block = Block::ServiceNotInZone { zone: self.zone.zone.clone() };
                let (at, fact) = (service.id.resource(), Fact::Stops(block));
                front.request.steps.push(Step {
                    at,
                    fact,
                    outcome: Outcome::Blocked,
                    line: None,
                    ports: None,
                });
                stop(&mut front);
                return front;
            }
        };
        self.judged_by_groups(balancer, node, &mut front);
        let Some(interface) = network.interfaces.at(node as usize) else { return front };
        let node = Node {
            world: self.world,
            balancer,
            ix: node,
            interface,
            flow: self.flow,
            client: self.arrived.source,
            client_ports: &self.arrived.ports,
            options: self.options,
            by_private_link: true,
        };
        node.join(front, false)
    }

    /// The load balancer's node in the endpoint's zone; no gap when it has none there.
    fn node(&self, balancer: &LoadBalancer) -> Result<Ix, Option<Gap>> {
        let network = self.world.network;
        let nodes: Vec<Ix> =
            balancer.nodes.iter().filter_map(|node| world_position(&network.interfaces, node)).collect();
        let share = |wanted: Option<bool>| {
            nodes.iter().copied().filter(move |node| {
                let subnet = self.world.topology.subnet_of(network, *node);
                subnet.is_some_and(|(_, subnet)| shares_zone(subnet, self.zone) == wanted)
            })
        };
        if let Some(near) = share(Some(true)).next() {
            return Ok(near);
        }
        let mut unknown = share(None);
        match (unknown.next(), unknown.next()) {
            (Some(only), None) if nodes.len() == 1 => return Ok(only),
            (Some(_), _) => return Err(Some(Gap::UnclearLine { resource: self.zone.id.resource() })),
            (None, _) => {}
        }
        let zones: Vec<&Subnet> =
            balancer.zones.iter().filter_map(|zone| network.subnets.find(&zone.subnet)).collect();
        if !zones.is_empty() && zones.iter().all(|subnet| shares_zone(subnet, self.zone) == Some(false)) {
            return Err(None);
        }
        let about = balancer.id.resource();
        Err(Some(Gap::MissingDocument { call: Call::NetworkInterfaces, about }))
    }

    /// The load balancer's groups judge the client's own address, unless that is switched off (rule S-112).
    fn judged_by_groups(&self, balancer: &LoadBalancer, node: Ix, front: &mut Walk) {
        if !balancer.filters_private_link {
            return;
        }
        let live = front.request.sure.union(&front.request.maybe);
        let live = if live.is_empty() { self.flow.service.clone() } else { live };
        let asked = Flow {
            source: Source::Outside(Entry::Nowhere, self.arrived.source),
            destination: self.flow.destination,
            wanted: Wanted::Anywhere,
            protocol: self.flow.protocol,
            service: live,
            client: self.arrived.ports.clone(),
        };
        let (mut choices, mut memory, mut assumptions) =
            (Choices::default(), Memory::default(), SortedSet::new());
        let mut walker = Walker::new(self.world, &mut choices, &mut assumptions, &mut memory, &asked);
        walker.pass_groups(node, Way::Ingress);
        let Leg { steps, sure, maybe, .. } = walker.leg;
        let is_none = walker.is_dead;
        front.request.steps.extend(steps);
        let admitted = if is_none { PortSet::empty() } else { sure.clone() };
        let open = if is_none { PortSet::empty() } else { maybe };
        let request = &mut front.request;
        request.maybe =
            request.maybe.intersection(&admitted.union(&open)).union(&request.sure.intersection(&open));
        request.sure = request.sure.intersection(&admitted);
        rejudge(self.flow, front);
    }
}

/// Whether two subnets are in one zone; two accounts may call different zones by one name (rule S-14).
pub(super) fn shares_zone(one: &Subnet, other: &Subnet) -> Option<bool> {
    let by_id = !one.zone_id.is_empty() && !other.zone_id.is_empty();
    if !by_id && !one.owner.is_empty() && !other.owner.is_empty() && one.owner != other.owner {
        return None;
    }
    one.shares_zone(other)
}

/// Nothing passes.
fn stop(walk: &mut Walk) {
    (walk.request.sure, walk.request.maybe) = (PortSet::empty(), PortSet::empty());
    walk.verdict = Verdict::Unreachable;
    walk.passing = PortSet::empty();
}

/// Nothing is certain to pass.
fn open(flow: &Flow, mut walk: Walk) -> Walk {
    walk.request.maybe = walk.request.sure.union(&walk.request.maybe);
    walk.request.sure = PortSet::empty();
    rejudge(flow, &mut walk);
    walk
}

/// The verdict anew, after the request has been narrowed.
fn rejudge(flow: &Flow, walk: &mut Walk) {
    let again = conclude(flow, walk.request.clone(), walk.reply.clone(), SortedSet::new());
    walk.verdict = walk.verdict.max(again.verdict);
    walk.passing = walk.passing.intersection(&again.passing);
}
