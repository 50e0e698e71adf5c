//! Gateway Load Balancers: what they send to their appliances, and whether an endpoint's packets find one (rules S-113,
//! S-125).

use std::net::IpAddr;

use super::balance::{Node, deepest};
use super::behind::Behind;
use super::block::Block;
use super::flow::{Flow, Source, Wanted};
use super::private_link::{shares_zone, wrong_state};
use super::routes::world_position;
use super::step::{Fact, Outcome, Step};
use super::verdict::{Verdict, WalkOptions};
use super::walker::{Walker, World};
use crate::graph::Ix;
use crate::model::{
    Endpoint, HealthCheck, Interface, ListenerAction, LoadBalancer, LoadBalancerKind, Resource, SortedSet,
    TargetGroup, TargetGroupId,
};
use crate::space::{PortSet, Protocol};

/// GENEVE, in which packets travel between a Gateway Load Balancer and its appliances.
const GENEVE: u16 = 6081;

impl Walker<'_, '_> {
    /// From a node of a Gateway Load Balancer: GENEVE, and the health checks of its groups (rule S-125).
    pub(super) fn sent_by_gateway_balancer(&mut self, interface: &Interface, here: &Resource) {
        if self.world.depth > 0 {
            // A walk of our own, which asks for nothing else.
            return;
        }
        match self.protocol {
            Protocol::UDP => {
                self.restrict(here, &PortSet::range(GENEVE, GENEVE), Block::GatewayBalancerPort, None);
            }
            Protocol::TCP => {
                let network = self.world.network;
                let balancer = network.load_balancers.iter().find(|one| one.nodes.contains(&interface.id));
                let groups = balancer.map(|balancer| self.groups_of(balancer)).unwrap_or_default();
                // Without its groups nobody knows which ports are checked.
                let ports: Option<Vec<PortSet>> = groups.iter().map(|group| checked(group)).collect();
                if let Some(ports) = ports.filter(|ports| !ports.is_empty()) {
                    let all = ports.iter().fold(PortSet::empty(), |all, one| all.union(one));
                    self.restrict(here, &all, Block::GatewayBalancerProtocol, None);
                }
            }
            Protocol(_) => self.deny(here.clone(), Block::GatewayBalancerProtocol, None),
        }
    }

    fn groups_of(&self, balancer: &LoadBalancer) -> Vec<&TargetGroup> {
        let network = self.world.network;
        group_ids(balancer).into_iter().filter_map(|id| network.target_groups.find(id)).collect()
    }

    /// Whether a packet at an endpoint finds an appliance: the Gateway Load Balancer of the endpoint's service, where
    /// the input has it, and its targets. What is not in the input stays an assumption.
    pub(super) fn find_appliance(&mut self, endpoint: &Endpoint, own: Option<Ix>) {
        let world = self.world;
        let network = world.network;
        if self.is_reply() || world.depth >= deepest() {
            // The reply of a flow goes to the appliance that has it.
            return;
        }
        let mut services = network.endpoint_services.iter();
        let Some(service) = services.find(|service| service.service_name == endpoint.service) else { return };
        if let Some(Step { at, fact: Fact::Stops(block), line, .. }) = wrong_state(service, &endpoint.id) {
            return self.deny(at, block, line);
        }
        self.pass(service.id.resource(), Fact::Forwards, None);
        let balancers: Vec<&LoadBalancer> =
            service.gateway_balancers.iter().filter_map(|id| network.load_balancers.find(id)).collect();
        let [balancer] = balancers.as_slice() else { return };
        let groups = self.groups_of(balancer);
        let is_read = !groups.is_empty()
            && groups.len() == group_ids(balancer).len()
            && groups.iter().all(|group| group.targets.is_some());
        if balancer.kind != LoadBalancerKind::Gateway || !is_read {
            return;
        }
        let zone = own.and_then(|own| network.subnets.at(own as usize));
        let near =
            balancer.nodes.iter().filter_map(|id| world_position(&network.interfaces, id)).find(|ix| {
                let subnet = world.topology.subnet_of(network, *ix).map(|(_, subnet)| subnet);
                subnet.zip(zone).is_some_and(|(one, two)| shares_zone(one, two) != Some(false))
            });
        let Some((ix, interface)) =
            near.and_then(|ix| network.interfaces.at(ix as usize).map(|interface| (ix, interface)))
        else {
            if !balancer.nodes.is_empty() && zone.is_some() {
                let zone = zone.map_or("".into(), |zone| zone.zone.clone());
                self.deny(service.id.resource(), Block::ServiceNotInZone { zone }, None);
            }
            return;
        };
        let Some(address) = interface.own_addresses().next() else { return };
        let flow = Flow {
            source: Source::Interface(ix, address),
            destination: address,
            wanted: Wanted::Anywhere,
            protocol: Protocol::UDP,
            service: PortSet::range(GENEVE, GENEVE),
            client: PortSet::all(),
        };
        self.through_node(balancer, (ix, interface, address), &flow);
    }

    fn through_node(&mut self, balancer: &LoadBalancer, at: (Ix, &Interface, IpAddr), flow: &Flow) {
        let (ix, interface, address) = at;
        let world = World { depth: self.world.depth + 1, ..self.world };
        let node = Node {
            world,
            balancer,
            ix,
            interface,
            flow,
            client: address,
            client_ports: &flow.client,
            options: WalkOptions { one_way: false, strict: world.strict, ..WalkOptions::default() },
            by_private_link: false,
        };
        let here = balancer.id.resource();
        let mut groups: SortedSet<&TargetGroupId> = SortedSet::new();
        groups.extend(group_ids(balancer));
        let all: Vec<Behind> = groups.into_iter().map(|id| node.into_group(&here, id)).collect();
        let Some(behind) = Behind::any_of(all) else { return };
        self.pass(here, Fact::Balances(super::balance::Balance::Receives), None);
        let passes = behind.verdict != Verdict::Unreachable;
        // The way to an appliance is a walk of its own; only what decides it is told here.
        let told = behind
            .steps
            .into_iter()
            .filter(|step| matches!(step.fact, Fact::Balances(_)) || (step.outcome != Outcome::Passes));
        self.leg.steps.extend(told);
        self.leg.notes.extend(behind.notes);
        self.assumptions.extend(behind.assumptions);
        if !passes {
            self.is_dead = true;
        } else if behind.verdict == Verdict::Undetermined {
            self.leg.maybe = self.leg.sure.union(&self.leg.maybe);
            self.leg.sure = PortSet::empty();
        }
    }
}

fn group_ids(balancer: &LoadBalancer) -> Vec<&TargetGroupId> {
    let listeners = balancer.listeners.iter().flatten();
    let forwards = listeners.filter_map(|listener| match &listener.action {
        ListenerAction::Forward(groups) => Some(groups),
        ListenerAction::Answer(_) | ListenerAction::Unknown => None,
    });
    forwards.flatten().collect()
}

/// Ports of a group's health checks; `None` when they are not known.
fn checked(group: &TargetGroup) -> Option<PortSet> {
    match group.health_check {
        HealthCheck::Port(port) => Some(PortSet::range(port, port)),
        HealthCheck::TrafficPort => group.port.map(|port| PortSet::range(port, port)),
        HealthCheck::None => None,
    }
}
