//! Interfaces as ends: one address each, what guards it, and what is odd about it.

use super::flat::{Key, holds};
use super::tables::platform;
use crate::graph::{Ix, Owner, Topology};
use crate::model::{Call, EndpointKind, Interface, InterfaceKind, Network};

/// The number of a distinct list of security groups.
pub(super) type GroupsNo = u32;

/// An interface at one of its addresses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Seat<K> {
    pub key: K,
    pub interface: Ix,
    pub subnet: Ix,
    pub groups: GroupsNo,
    pub traits: Traits,
}

/// What is the same for all interfaces of a VPC or subnet.
#[derive(Clone, Debug)]
pub(super) struct States<K> {
    /// By position of the VPC: whether its instances were read.
    instances_read: Vec<bool>,
    /// By position of the VPC: the platform's own addresses.
    platform: Vec<Vec<(K, K)>>,
    /// By position of the subnet: whether it is in a Wavelength Zone.
    is_far: Vec<bool>,
}

impl<K: Key> States<K> {
    pub(super) fn of(network: &Network) -> Self {
        let read = |vpc: &crate::model::Vpc| network.has_read(Call::Instances, &vpc.scope);
        States {
            instances_read: network.vpcs.iter().map(read).collect(),
            platform: network.vpcs.iter().map(platform::<K>).collect(),
            is_far: network.subnets.iter().map(|subnet| subnet.zone.contains("-wlz-")).collect(),
        }
    }
}

/// What matters of an interface besides its groups and its subnet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Traits(u16);

impl Traits {
    /// Only a walk can say what happens at it, as a sender or as a receiver.
    pub(super) const ASK: Traits = Traits(1);
    /// Only a walk can say what happens behind it: a load balancer's node.
    pub(super) const ASK_BEHIND: Traits = Traits(2);
    /// Nothing passes: its state, or its instance's, forbids it.
    pub(super) const DOWN: Traits = Traits(4);
    /// The input does not say in what state its instance is.
    pub(super) const UNCLEAR: Traits = Traits(8);
    /// It never starts a connection.
    pub(super) const NEVER_STARTS: Traits = Traits(16);
    /// No connection is ever made to it.
    pub(super) const NEVER_RECEIVES: Traits = Traits(32);
    /// It answers no ICMP.
    pub(super) const NO_ICMP: Traits = Traits(64);
    /// A NAT gateway's: what is sent back to it is nobody's flow.
    pub(super) const NO_REPLY: Traits = Traits(128);
    /// Only a walk can say what it sends.
    pub(super) const ASK_FROM: Traits = Traits(256);
    /// What it sends meets the network ACL even inside its subnet (rule S-63).
    pub(super) const LEAVES: Traits = Traits(512);

    /// As a number, in the same order.
    pub(super) fn bits(self) -> u32 {
        self.0.into()
    }

    pub(super) const fn has(self, other: Traits) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn with(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }
}

/// The traits of an interface at one address of its own. `is_plain`: nothing else has any of its addresses.
pub(super) fn traits<K: Key>(
    network: &Network,
    topology: &Topology,
    states: &States<K>,
    (ix, interface): (Ix, &Interface),
    key: K,
    is_plain: bool,
) -> Traits {
    let mut all = Traits::default();
    let Some((subnet, _)) = topology.subnet_of(network, ix) else { return Traits::ASK };
    let Some((vpc_ix, vpc)) = topology.vpc_of(network, subnet) else { return Traits::ASK };
    let platform = states.platform.get(vpc_ix as usize).map_or(&[][..], Vec::as_slice);
    let is_platform = platform.iter().any(|(first, last)| *first <= key && key <= *last);
    if !interface.groups_known || is_platform || !holds(&vpc.blocks, key) || vpc.id != interface.vpc {
        all = all.with(Traits::ASK);
    }
    if !is_plain {
        all = all.with(of_owner(network, topology, vpc_ix, (ix, interface), key));
    }
    all.with(of_kind(network, interface))
        .with(of_state(network, topology, states, vpc_ix, (ix, interface)))
        .with(of_workload(network, states, subnet, interface))
}

/// Whether the address is the interface's own as the VPC sees it, or a NAT gateway's, which speaks for both.
fn of_owner<K: Key>(
    network: &Network,
    topology: &Topology,
    vpc: Ix,
    (ix, interface): (Ix, &Interface),
    key: K,
) -> Traits {
    match topology.owner_in(vpc, crate::space::addresses::from_number(K::FAMILY, key.wide())) {
        Some(Owner::Interface(owner)) if owner == ix => Traits::default(),
        Some(Owner::Nat(nat)) => {
            let nat = network.nat_gateways.at(nat as usize);
            let is_its_own = nat.is_some_and(|nat| {
                nat.subnet.as_ref() == Some(&interface.subnet)
                    && nat.addresses.iter().any(|a| a.interface.as_ref() == Some(&interface.id))
            });
            if is_its_own { Traits::NO_REPLY.with(Traits::NEVER_RECEIVES) } else { Traits::ASK }
        }
        Some(Owner::Interface(_)) | None => Traits::ASK,
    }
}

/// Functions, databases and tasks in a state of their own, and Wavelength Zones, are the walk's to judge.
fn of_workload<K>(network: &Network, states: &States<K>, subnet: Ix, interface: &Interface) -> Traits {
    let workload = interface.workload.as_ref().and_then(|id| network.workloads.find(id));
    let is_down = workload.is_some_and(|workload| !workload.is_serving());
    let is_far = states.is_far.get(subnet as usize).copied().unwrap_or_default();
    if is_down || is_far || interface.is_assumed { Traits::ASK } else { Traits::default() }
}

fn of_kind(network: &Network, interface: &Interface) -> Traits {
    match interface.kind {
        InterfaceKind::Plain | InterfaceKind::Service => Traits::default(),
        InterfaceKind::ClientVpn | InterfaceKind::Accelerator => Traits::ASK,
        InterfaceKind::ClassicLoadBalancer => Traits::ASK_BEHIND.with(Traits::LEAVES),
        // What it sends depends on its target groups; as an end it is none.
        InterfaceKind::GatewayLoadBalancer => Traits::ASK_FROM.with(Traits::NEVER_RECEIVES),
        InterfaceKind::ApplicationLoadBalancer | InterfaceKind::NetworkLoadBalancer => Traits::ASK_BEHIND,
        InterfaceKind::Lambda
        | InterfaceKind::InstanceConnect
        | InterfaceKind::TransitGateway
        | InterfaceKind::NatGateway
        | InterfaceKind::GatewayLoadBalancerEndpoint => Traits::NEVER_RECEIVES,
        InterfaceKind::Endpoint => {
            let owner = network.endpoints.iter().find(|one| one.interfaces.contains(&interface.id));
            let Some(endpoint) = owner else {
                let all = Traits::NEVER_STARTS.with(Traits::NO_ICMP);
                let is_read = network.has_read_any(Call::Endpoints);
                // Without endpoints in the input neither its state nor its service is known (rule S-110).
                return if is_read { all } else { all.with(Traits::ASK_BEHIND) };
            };
            let vpc = network.vpcs.find(&endpoint.vpc);
            // A provider's side (rules S-112, S-114), or TLS only (rule S-130).
            let is_more = matches!(endpoint.kind, EndpointKind::Resource | EndpointKind::ServiceNetwork)
                || endpoint.service.contains(".vpce-svc-")
                || vpc.is_some_and(|vpc| vpc.encryption.is_some());
            let mut all = Traits::NEVER_STARTS.with(Traits::NO_ICMP);
            if !endpoint.is_up() {
                all = all.with(Traits::NEVER_RECEIVES);
            }
            if is_more { all.with(Traits::ASK_BEHIND) } else { all }
        }
    }
}

/// State of the instance, the attachment and the interface itself (rule S-6).
fn of_state<K>(
    network: &Network,
    topology: &Topology,
    states: &States<K>,
    vpc: Ix,
    (ix, interface): (Ix, &Interface),
) -> Traits {
    let is_attached =
        interface.attachment.as_ref().is_none_or(|attachment| matches!(&*attachment.status, "" | "attached"));
    if !is_attached || !matches!(&*interface.status, "" | "in-use" | "associated") {
        return Traits::DOWN;
    }
    if interface.instance().is_none() {
        return Traits::default();
    }
    match topology.instance_of(network, ix) {
        Some((_, instance)) if instance.state.is_empty() || &*instance.state == "running" => {
            Traits::default()
        }
        Some(_) => Traits::DOWN,
        None => {
            let read = states.instances_read.get(vpc as usize).copied().unwrap_or_default();
            if read { Traits::UNCLEAR } else { Traits::default() }
        }
    }
}
