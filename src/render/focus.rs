//! What the path touches: the boxes that must be drawn on their own, and the containers they stand in.

use super::{HopOutcome, PathLine, Scene};
use crate::model::Order as _;
use crate::model::{
    AttachedTo, Interface, InterfaceId, InterfaceKind, Network, SortedMap, SortedSet, SubnetId, VpcId,
};

/// The resources of both directions of the path.
#[derive(Default)]
pub(super) struct Focus {
    /// How many numbers each resource of the path gets: all hops of the request, of the reply those that stop it.
    hops: SortedMap<String, usize>,
    /// Interfaces that are drawn on their own.
    pub(super) interfaces: SortedSet<InterfaceId>,
    pub(super) subnets: SortedSet<SubnetId>,
    pub(super) vpcs: SortedSet<VpcId>,
}

impl Focus {
    pub(super) fn of(network: &Network, scene: &Scene<'_>) -> Self {
        let mut focus = Focus::default();
        for (line, is_reply) in [(&scene.forward, false), (&scene.reply, true)] {
            for hop in line.iter().flat_map(|line| &line.hops) {
                let count = focus.hops.entry(hop.resource.to_owned()).or_default();
                *count += usize::from(!is_reply || hop.outcome != HopOutcome::Passes);
            }
        }
        for line in [&scene.forward, &scene.reply].into_iter().flatten() {
            for hop in &line.hops {
                focus.add(network, line, hop.resource);
            }
        }
        focus
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hops.is_empty()
    }

    pub(super) fn has(&self, resource: &str) -> bool {
        self.hops.contains_key(resource)
    }

    /// AWS services that the path names, such as `com.amazonaws.eu-west-1.s3`.
    pub(super) fn services(&self) -> impl Iterator<Item = &str> {
        self.hops.keys().map(String::as_str).filter(|resource| resource.starts_with("com.amazonaws."))
    }

    /// How many badges a box may have to hold.
    pub(super) fn count<'r>(&self, resources: impl IntoIterator<Item = &'r str>) -> usize {
        resources.into_iter().filter_map(|resource| self.hops.get(resource)).sum()
    }

    fn add(&mut self, network: &Network, line: &PathLine<'_>, resource: &str) {
        if let Some(interface) = network.interfaces.find(&resource.into()) {
            self.pin(interface);
        } else if network.instances.find(&resource.into()).is_some() {
            self.pin_one(network, line, |interface| {
                interface.instance().is_some_and(|instance| instance.as_str() == resource)
            });
        } else if let Some(nat) = network.nat_gateways.find(&resource.into()) {
            self.vpcs.insert(nat.vpc.clone());
            self.subnets.extend(nat.subnet.clone());
        } else if let Some(endpoint) = network.endpoints.find(&resource.into()) {
            self.vpcs.insert(endpoint.vpc.clone());
            self.pin_one(network, line, |interface| endpoint.interfaces.contains(&interface.id));
        } else if let Some(gateway) = network.internet_gateways.find(&resource.into()) {
            self.vpcs.extend(gateway.vpcs.iter().cloned());
        } else if let Some(gateway) = network.egress_only_gateways.find(&resource.into()) {
            self.vpcs.extend(gateway.vpcs.iter().cloned());
        } else if let Some(gateway) = network.vpn_gateways.find(&resource.into()) {
            self.vpcs.extend(gateway.vpcs.iter().cloned());
        } else if let Some(attachment) = network.transit_attachments.find(&resource.into()) {
            if let AttachedTo::Vpc(vpc) = &attachment.to {
                self.vpcs.insert(vpc.clone());
            }
        } else if let Some(subnet) = network.subnets.find(&resource.into()) {
            self.vpcs.insert(subnet.vpc.clone());
            self.subnets.insert(subnet.id.clone());
        } else if network.vpcs.find(&resource.into()).is_some() {
            self.vpcs.insert(resource.into());
        } else if let Some(tail) = balancer_tail(resource) {
            self.pin_one(network, line, |interface| interface.description.ends_with(tail));
        }
    }

    fn pin(&mut self, interface: &Interface) {
        self.vpcs.insert(interface.vpc.clone());
        self.subnets.insert(interface.subnet.clone());
        // A NAT gateway is drawn as itself, not as its interface.
        if interface.kind != InterfaceKind::NatGateway {
            self.interfaces.insert(interface.id.clone());
        }
    }

    /// Pins the first fitting interface, unless the path names one of them itself.
    fn pin_one(&mut self, network: &Network, line: &PathLine<'_>, fits: impl Fn(&Interface) -> bool) {
        let named =
            |interface: &&Interface| line.hops.iter().any(|hop| hop.resource == interface.id.as_str());
        let mut fitting: Vec<&Interface> =
            network.interfaces.iter().filter(|interface| fits(interface)).collect();
        fitting.order_by_key(|interface| {
            (!named(interface), interface.attachment.as_ref().map_or(0, |attachment| attachment.device))
        });
        if let Some(first) = fitting.first() {
            self.pin(first);
        }
    }
}

/// `app/web/50dc6c495c0c9188` of a load balancer's ARN: its interfaces' descriptions end with it.
pub(super) fn balancer_tail(resource: &str) -> Option<&str> {
    resource.split_once(":loadbalancer/").map(|(_, tail)| tail).filter(|tail| !tail.is_empty())
}
