//! The graph of resources, and the questions a walk asks of it.

use std::net::{IpAddr, Ipv4Addr};

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use petgraph::{Direction, Outgoing};

use super::owners::{Owner, Owners};
use crate::model::Order as _;
use crate::model::{
    Instance, Nacl, Network, RouteTable, Subnet, TransitAttachment, TransitGatewayId, Vpc, VpcId,
};

/// The position of a resource in its table of the [`Network`].
pub type Ix = u32;

/// A node: a resource by kind and position. The data stays in the [`Network`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
#[expect(missing_docs, reason = "one variant a table of the network, named after it")]
pub enum Node {
    Vpc(Ix),
    Subnet(Ix),
    RouteTable(Ix),
    Nacl(Ix),
    Group(Ix),
    Interface(Ix),
    Instance(Ix),
    InternetGateway(Ix),
    EgressOnlyGateway(Ix),
    NatGateway(Ix),
    VpnGateway(Ix),
    VpnConnection(Ix),
    Peering(Ix),
    Endpoint(Ix),
    TransitGateway(Ix),
    TransitAttachment(Ix),
    TransitTable(Ix),
    DirectConnectGateway(Ix),
    VirtualInterface(Ix),
    Workload(Ix),
}

/// How two resources are joined; the arrow points from the part to the whole, or from the user to the used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Link {
    /// Interface in subnet, subnet in VPC, NAT gateway in subnet.
    In,
    /// Subnet uses route table by an association of its own, or gateway uses its gateway table.
    Routed,
    /// Subnet without an association uses the VPC's main table.
    RoutedByMain,
    /// Subnet is guarded by a network ACL that names it, or else by its VPC's default one.
    Guarded,
    /// Interface carries group.
    Carries,
    /// Interface is held by instance.
    Held,
    /// Interface is one of those of a function, database, task or the like.
    Used,
    /// Gateway is attached to VPC, attachment to VPC or VPN, VPN to its gateway.
    Attached,
    /// Attachment belongs to transit gateway.
    Of,
    /// Virtual interface ends on its gateway.
    Carried,
    /// Attachment uses transit route table.
    Associated,
}

/// The wiring of one network. Build it with [`Topology::build`]; ask it with positions from the same network.
#[derive(Clone, Debug)]
pub struct Topology {
    pub(super) graph: DiGraph<Node, Link, u32>,
    /// First graph index of each kind, in the order of [`Node`]'s variants.
    // INVARIANT (offsets): node (kind, position) has graph index offsets[kind] + position.
    pub(super) offsets: [u32; 20],
    pub(super) owners: Owners,
    /// Route tables with a pool of public addresses, ascending.
    pub(super) pool_tables: Vec<Ix>,
}

impl Topology {
    pub(super) fn index(&self, node: Node) -> NodeIndex<u32> {
        let (kind, position) = kind_and_position(node);
        NodeIndex::new((self.offsets.get(kind).copied().unwrap_or(0) + position) as usize)
    }

    fn along(&self, node: Node, link: Link, direction: Direction) -> impl Iterator<Item = Node> + '_ {
        self.graph
            .edges_directed(self.index(node), direction)
            .filter(move |edge| *edge.weight() == link)
            .filter_map(move |edge| {
                let other = if direction == Outgoing { edge.target() } else { edge.source() };
                self.graph.node_weight(other).copied()
            })
    }

    /// What `node` points to by `link`, ascending.
    pub(super) fn out(&self, node: Node, link: Link) -> Vec<Node> {
        let mut found: Vec<Node> = self.along(node, link, Outgoing).collect();
        found.order();
        found
    }

    /// What points to `node` by `link`, ascending.
    pub(super) fn into(&self, node: Node, link: Link) -> Vec<Node> {
        let mut found: Vec<Node> = self.along(node, link, Direction::Incoming).collect();
        found.order();
        found
    }

    fn one(&self, node: Node, link: Link) -> Option<Node> {
        self.along(node, link, Outgoing).min()
    }

    /// The subnet of an interface.
    #[must_use]
    pub fn subnet_of<'n>(&self, network: &'n Network, interface: Ix) -> Option<(Ix, &'n Subnet)> {
        self.subnet_at(network, self.one(Node::Interface(interface), Link::In)?)
    }

    fn subnet_at<'n>(&self, network: &'n Network, node: Node) -> Option<(Ix, &'n Subnet)> {
        let Node::Subnet(ix) = node else { return None };
        network.subnets.at(ix as usize).map(|subnet| (ix, subnet))
    }

    /// The VPC of a subnet.
    #[must_use]
    pub fn vpc_of<'n>(&self, network: &'n Network, subnet: Ix) -> Option<(Ix, &'n Vpc)> {
        match self.one(Node::Subnet(subnet), Link::In) {
            Some(Node::Vpc(ix)) => network.vpcs.at(ix as usize).map(|vpc| (ix, vpc)),
            _ => None,
        }
    }

    /// The route table of a subnet: its own association, else the VPC's main table (rule S-18).
    #[must_use]
    pub fn table_of<'n>(&self, network: &'n Network, subnet: Ix) -> Option<(Ix, &'n RouteTable)> {
        let node = Node::Subnet(subnet);
        match self.one(node, Link::Routed).or_else(|| self.one(node, Link::RoutedByMain)) {
            Some(Node::RouteTable(ix)) => network.route_tables.at(ix as usize).map(|table| (ix, table)),
            _ => None,
        }
    }

    /// Whether a subnet uses the main table for want of an association of its own.
    #[must_use]
    pub fn uses_main_table(&self, subnet: Ix) -> bool {
        self.one(Node::Subnet(subnet), Link::Routed).is_none()
    }

    /// The gateway route table of an internet gateway or virtual private gateway (rule S-31).
    #[must_use]
    pub fn gateway_table<'n>(&self, network: &'n Network, gateway: Node) -> Option<(Ix, &'n RouteTable)> {
        match self.one(gateway, Link::Routed) {
            Some(Node::RouteTable(ix)) => network.route_tables.at(ix as usize).map(|table| (ix, table)),
            _ => None,
        }
    }

    /// The route tables that pools of public addresses are associated with, ascending (rule S-33).
    #[must_use]
    pub fn pool_tables(&self) -> &[Ix] {
        &self.pool_tables
    }

    /// The network ACL of a subnet (rule S-53).
    #[must_use]
    pub fn nacl_of<'n>(&self, network: &'n Network, subnet: Ix) -> Option<(Ix, &'n Nacl)> {
        match self.one(Node::Subnet(subnet), Link::Guarded) {
            Some(Node::Nacl(ix)) => network.nacls.at(ix as usize).map(|nacl| (ix, nacl)),
            _ => None,
        }
    }

    /// The instance that an interface is attached to, if the input has it.
    #[must_use]
    pub fn instance_of<'n>(&self, network: &'n Network, interface: Ix) -> Option<(Ix, &'n Instance)> {
        match self.one(Node::Interface(interface), Link::Held) {
            Some(Node::Instance(ix)) => network.instances.at(ix as usize).map(|instance| (ix, instance)),
            _ => None,
        }
    }

    /// Positions of the interfaces of an instance, primary first.
    #[must_use]
    pub fn interfaces_of_instance(&self, network: &Network, instance: Ix) -> Vec<Ix> {
        let mut found = positions(&self.into(Node::Instance(instance), Link::Held));
        found.order_by_key(|&ix| {
            let device =
                network.interfaces.at(ix as usize).and_then(|i| i.attachment.as_ref()).map(|a| a.device);
            (device, ix)
        });
        found
    }

    /// Positions of the interfaces of a function, database, task or the like, ascending.
    #[must_use]
    pub fn interfaces_of_workload(&self, workload: Ix) -> Vec<Ix> {
        positions(&self.into(Node::Workload(workload), Link::Used))
    }

    /// Positions of the interfaces in a subnet, ascending.
    #[must_use]
    pub fn interfaces_in_subnet(&self, subnet: Ix) -> Vec<Ix> {
        let inside = self.into(Node::Subnet(subnet), Link::In);
        inside
            .iter()
            .filter_map(|node| if let Node::Interface(ix) = node { Some(*ix) } else { None })
            .collect()
    }

    /// Positions of the subnets in a VPC, ascending.
    #[must_use]
    pub fn subnets_in_vpc(&self, vpc: Ix) -> Vec<Ix> {
        positions(&self.into(Node::Vpc(vpc), Link::In))
    }

    /// Positions of the interfaces that carry a group, ascending.
    #[must_use]
    pub fn interfaces_with_group(&self, group: Ix) -> Vec<Ix> {
        positions(&self.into(Node::Group(group), Link::Carries))
    }

    /// The internet gateways attached to a VPC, ascending.
    #[must_use]
    pub fn internet_gateways_of(&self, vpc: Ix) -> Vec<Ix> {
        self.attached(vpc, |node| if let Node::InternetGateway(ix) = node { Some(ix) } else { None })
    }

    /// The virtual private gateways attached to a VPC, ascending.
    #[must_use]
    pub fn vpn_gateways_of(&self, vpc: Ix) -> Vec<Ix> {
        self.attached(vpc, |node| if let Node::VpnGateway(ix) = node { Some(ix) } else { None })
    }

    /// The transit gateway attachments of a VPC, ascending.
    #[must_use]
    pub fn transit_attachments_of(&self, vpc: Ix) -> Vec<Ix> {
        self.attached(vpc, |node| if let Node::TransitAttachment(ix) = node { Some(ix) } else { None })
    }

    fn attached(&self, vpc: Ix, pick: impl Fn(Node) -> Option<Ix>) -> Vec<Ix> {
        self.into(Node::Vpc(vpc), Link::Attached).into_iter().filter_map(pick).collect()
    }

    /// The attachment that joins a VPC to a transit gateway: the working one before any other.
    #[must_use]
    pub fn attachment_between<'n>(
        &self,
        network: &'n Network,
        vpc: Ix,
        gateway: &TransitGatewayId,
    ) -> Option<(Ix, &'n TransitAttachment)> {
        let joined = self.transit_attachments_of(vpc).into_iter().filter_map(|ix| {
            network.transit_attachments.at(ix as usize).filter(|a| a.gateway == *gateway).map(|a| (ix, a))
        });
        joined.min_by_key(|(ix, attachment)| (!attachment.is_up(), *ix))
    }

    /// The VPN connections that end on a virtual private gateway, ascending.
    #[must_use]
    pub fn vpn_connections_of(&self, gateway: Ix) -> Vec<Ix> {
        positions(&self.into(Node::VpnGateway(gateway), Link::Attached))
    }

    /// Who owns a private or IPv6 address inside a VPC, NAT gateways included.
    #[must_use]
    pub fn owner_in(&self, vpc: Ix, address: IpAddr) -> Option<Owner> {
        self.owners.inside(vpc, address)
    }

    /// Who owns an address in any VPC: one entry a VPC, ascending.
    #[must_use]
    pub fn owners_anywhere(&self, address: IpAddr) -> Vec<(Ix, Owner)> {
        self.owners.anywhere(address)
    }

    /// By position of the interface: whether nothing else has any of its own addresses, in whatever VPC, and a VPC that is
    /// in the input has them all.
    #[must_use]
    pub fn interfaces_of_plain_addresses(&self, network: &Network) -> Vec<bool> {
        self.owners.plain(network.interfaces.len())
    }

    /// Addresses that interfaces or NAT gateways of several VPCs have, ascending; delegated prefixes are left out.
    #[must_use]
    pub fn shared_addresses(&self) -> Vec<IpAddr> {
        self.owners.shared()
    }

    /// Who answers to a public IPv4 address, and the private address behind it.
    #[must_use]
    pub fn public_owner(&self, address: Ipv4Addr) -> Option<(Ix, Owner, Ipv4Addr)> {
        self.owners.public(address)
    }

    /// The public address that the internet gateway maps to a private one in this VPC (rule S-8).
    #[must_use]
    pub fn public_of(&self, vpc: Ix, private: Ipv4Addr) -> Option<Ipv4Addr> {
        self.owners.public_of(vpc, private)
    }

    /// All public IPv4 addresses of the model, ascending.
    pub fn public_addresses(&self) -> impl Iterator<Item = Ipv4Addr> + '_ {
        self.owners.public_addresses()
    }

    /// The position of a VPC by id.
    #[must_use]
    pub fn vpc(&self, network: &Network, id: &VpcId) -> Option<Ix> {
        network.vpcs.position(id).and_then(|position| u32::try_from(position).ok())
    }
}

fn positions(nodes: &[Node]) -> Vec<Ix> {
    nodes.iter().map(|node| kind_and_position(*node).1).collect()
}

pub(super) const fn kind_and_position(node: Node) -> (usize, Ix) {
    match node {
        Node::Vpc(ix) => (0, ix),
        Node::Subnet(ix) => (1, ix),
        Node::RouteTable(ix) => (2, ix),
        Node::Nacl(ix) => (3, ix),
        Node::Group(ix) => (4, ix),
        Node::Interface(ix) => (5, ix),
        Node::Instance(ix) => (6, ix),
        Node::InternetGateway(ix) => (7, ix),
        Node::EgressOnlyGateway(ix) => (8, ix),
        Node::NatGateway(ix) => (9, ix),
        Node::VpnGateway(ix) => (10, ix),
        Node::VpnConnection(ix) => (11, ix),
        Node::Peering(ix) => (12, ix),
        Node::Endpoint(ix) => (13, ix),
        Node::TransitGateway(ix) => (14, ix),
        Node::TransitAttachment(ix) => (15, ix),
        Node::TransitTable(ix) => (16, ix),
        Node::DirectConnectGateway(ix) => (17, ix),
        Node::VirtualInterface(ix) => (18, ix),
        Node::Workload(ix) => (19, ix),
    }
}
