//! Network interfaces, what they are attached to, and their addresses. The interface is the unit of
//! filtering and of address ownership (rule S-5).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipnet::IpNet;

use super::{Entity, InstanceId, InterfaceId, Place, SecurityGroupId, SubnetId, Tag, VpcId, WorkloadId};

/// What an interface is for (`InterfaceType`, and the owner where only the description tells).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum InterfaceKind {
    /// An instance's, or any other that behaves as one.
    Plain,
    /// A NAT gateway's.
    NatGateway,
    /// An application load balancer's node.
    ApplicationLoadBalancer,
    /// A network load balancer's node.
    NetworkLoadBalancer,
    /// A gateway load balancer's node.
    GatewayLoadBalancer,
    /// A Classic load balancer's node.
    ClassicLoadBalancer,
    /// A Gateway Load Balancer endpoint's, Network Firewall's included.
    GatewayLoadBalancerEndpoint,
    /// An interface endpoint's.
    Endpoint,
    /// A transit gateway attachment's.
    TransitGateway,
    /// A Lambda function's: a client only (rule S-132).
    Lambda,
    /// An EC2 Instance Connect Endpoint's: a client only (rule S-52).
    InstanceConnect,
    /// A Client VPN endpoint's: a client only, on behalf of its users (rule S-106).
    ClientVpn,
    /// A Global Accelerator's: what it brings in from the internet goes on from here (rule S-135).
    Accelerator,
    /// Another service's, behaving as a plain one.
    Service,
}

/// A private IPv4 address of an interface, with the public one mapped to it (rule S-8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The private address.
    pub private: Ipv4Addr,
    /// The public, Elastic, or carrier address that an internet gateway maps to it.
    pub public: Option<Ipv4Addr>,
    /// Whether the public one is a carrier address of a Wavelength Zone.
    pub is_carrier: bool,
    /// Whether it is the interface's primary address.
    pub primary: bool,
}

/// The instance end of an interface.
#[derive(Clone, PartialEq, Debug)]
pub struct Attachment {
    /// The instance; `None` for interfaces that a service holds.
    pub instance: Option<InstanceId>,
    /// Its place on the instance; 0 is the primary interface.
    pub device: u32,
    /// `attached`, or a state that carries no traffic.
    pub status: Arc<str>,
}

/// A network interface (describe-network-interfaces, else the copy inside describe-instances).
#[derive(Clone, PartialEq, Debug)]
pub struct Interface {
    /// `eni-…`
    pub id: InterfaceId,
    /// The Name tag, else empty.
    pub name: Arc<str>,
    /// Tags in the input's order.
    pub tags: Vec<Tag>,
    /// The subnet it is in.
    pub subnet: SubnetId,
    /// The VPC it is in.
    pub vpc: VpcId,
    /// Account that owns it; empty when unknown.
    pub owner: Arc<str>,
    /// What it is for.
    pub kind: InterfaceKind,
    /// `in-use`, or a state that carries no traffic; empty when unknown.
    pub status: Arc<str>,
    /// AWS's description text.
    pub description: Arc<str>,
    /// Whether foreign source and destination addresses are dropped (rule S-7).
    pub source_dest_check: bool,
    /// Whether an internet gateway refuses it (rule S-67).
    pub deny_internet_gateway: bool,
    /// Its security groups, ascending; empty means that nothing filters it (rule S-38).
    pub groups: Vec<SecurityGroupId>,
    /// Whether the document that described it had a group list at all.
    pub groups_known: bool,
    /// Private IPv4 addresses, primary first.
    pub addresses: Vec<Address>,
    /// IPv6 addresses.
    pub ipv6: Vec<Ipv6Addr>,
    /// Delegated prefixes, wholly owned (rule S-13).
    pub prefixes: Vec<IpNet>,
    /// What it is attached to; `None` when the input does not say.
    pub attachment: Option<Attachment>,
    /// The one function, database, task or the like that it belongs to.
    pub workload: Option<WorkloadId>,
    /// Whether no document describes it: a function will have it when it runs (rule S-132).
    pub is_assumed: bool,
    /// Where it was read.
    pub place: Place,
}

impl Interface {
    /// All its own addresses, primary first, IPv4 before IPv6; delegated prefixes are left out.
    pub fn own_addresses(&self) -> impl Iterator<Item = IpAddr> + '_ {
        let v4 = self.addresses.iter().map(|address| IpAddr::V4(address.private));
        v4.chain(self.ipv6.iter().copied().map(IpAddr::V6))
    }

    /// Whether `address` is one of its own, delegated prefixes included (rules S-7, S-13).
    #[must_use]
    pub fn owns(&self, address: IpAddr) -> bool {
        self.own_addresses().any(|own| own == address)
            || self.prefixes.iter().any(|prefix| prefix.contains(&address))
    }

    /// The public address that an internet gateway maps to one of its private ones.
    #[must_use]
    pub fn public_of(&self, private: Ipv4Addr) -> Option<Ipv4Addr> {
        self.addresses.iter().find(|address| address.private == private).and_then(|address| address.public)
    }

    /// The instance that holds it.
    #[must_use]
    pub fn instance(&self) -> Option<&InstanceId> {
        self.attachment.as_ref().and_then(|attachment| attachment.instance.as_ref())
    }
}

impl Entity for Interface {
    type Id = InterfaceId;
    fn id(&self) -> &InterfaceId {
        &self.id
    }
}

/// An instance (describe-instances).
#[derive(Clone, PartialEq, Debug)]
pub struct Instance {
    /// `i-…`
    pub id: InstanceId,
    /// The Name tag, else empty.
    pub name: Arc<str>,
    /// Tags in the input's order.
    pub tags: Vec<Tag>,
    /// `running`, or a state that carries no traffic; empty when unknown (rule S-6).
    pub state: Arc<str>,
    /// Whether the instance metadata service answers; `None` when unknown.
    pub metadata_enabled: Option<bool>,
    /// Whether it answers on IPv6 as well; `None` when unknown.
    pub metadata_ipv6: Option<bool>,
    /// Whether it runs Windows, which picks client ports from 49152 (rule S-59).
    pub is_windows: bool,
    /// Where it was read.
    pub place: Place,
}

impl Entity for Instance {
    type Id = InstanceId;
    fn id(&self) -> &InstanceId {
        &self.id
    }
}
