//! Network -> Topology. Dangling references make no edge; ingest has already written a notice for each.

use petgraph::graph::{DiGraph, NodeIndex};

use super::owners::Owners;
use super::topology::{Ix, Link, Node, Topology};
use crate::model::{Association, AttachedTo, Entity, Gateway, Network, Seeker, SortedMap, Table, VpcId};

fn at<T: Entity>(table: &Table<T>, id: &T::Id) -> Option<Ix> {
    table.position(id).and_then(|position| u32::try_from(position).ok())
}

fn count<T: Entity>(table: &Table<T>) -> Ix {
    u32::try_from(table.len()).unwrap_or(Ix::MAX)
}

impl Topology {
    /// Wires a network up.
    #[must_use]
    pub fn build(network: &Network) -> Topology {
        let mut graph: DiGraph<Node, Link, u32> = DiGraph::default();
        let n = network;
        let kinds: [(Make, Ix); 20] = [
            (Node::Vpc, count(&n.vpcs)),
            (Node::Subnet, count(&n.subnets)),
            (Node::RouteTable, count(&n.route_tables)),
            (Node::Nacl, count(&n.nacls)),
            (Node::Group, count(&n.groups)),
            (Node::Interface, count(&n.interfaces)),
            (Node::Instance, count(&n.instances)),
            (Node::InternetGateway, count(&n.internet_gateways)),
            (Node::EgressOnlyGateway, count(&n.egress_only_gateways)),
            (Node::NatGateway, count(&n.nat_gateways)),
            (Node::VpnGateway, count(&n.vpn_gateways)),
            (Node::VpnConnection, count(&n.vpn_connections)),
            (Node::Peering, count(&n.peerings)),
            (Node::Endpoint, count(&n.endpoints)),
            (Node::TransitGateway, count(&n.transit_gateways)),
            (Node::TransitAttachment, count(&n.transit_attachments)),
            (Node::TransitTable, count(&n.transit_tables)),
            (Node::DirectConnectGateway, count(&n.direct_connect_gateways)),
            (Node::VirtualInterface, count(&n.virtual_interfaces)),
            (Node::Workload, count(&n.workloads)),
        ];
        graph.reserve_exact_nodes(kinds.iter().map(|(_, many)| *many as usize).sum());
        let mut offsets = [0; 20];
        for (offset, (node, many)) in offsets.iter_mut().zip(kinds) {
            *offset = u32::try_from(graph.node_count()).unwrap_or(u32::MAX);
            for position in 0..many {
                graph.add_node(node(position));
            }
        }
        let is_pool = |association: &Association| matches!(association, Association::Pool(_));
        let pool_tables =
            (0..).zip(&n.route_tables).filter(|(_, table)| table.associations.iter().any(is_pool));
        let pool_tables = pool_tables.map(|(ix, _)| ix).collect();
        let owners = Owners::build(network);
        let mut builder = Builder { topology: Topology { graph, offsets, owners, pool_tables } };
        builder.subnets(network);
        builder.interfaces(network);
        builder.workloads(network);
        builder.gateways(network);
        builder.transit(network);
        builder.topology
    }
}

/// Makes a node from a position.
type Make = fn(Ix) -> Node;

struct Builder {
    topology: Topology,
}

impl Builder {
    fn link(&mut self, from: Node, to: Option<Node>, link: Link) {
        if let Some(to) = to {
            let (from, to): (NodeIndex<u32>, NodeIndex<u32>) =
                (self.topology.index(from), self.topology.index(to));
            self.topology.graph.add_edge(from, to, link);
        }
    }

    fn subnets(&mut self, network: &Network) {
        let (mut own_table, mut main_table) = (SortedMap::new(), SortedMap::new());
        for (ix, table) in (0..).zip(&network.route_tables) {
            for association in &table.associations {
                match association {
                    Association::Main => {
                        main_table.entry(&table.vpc).or_insert(ix);
                    }
                    Association::Subnet(subnet) => {
                        own_table.entry(subnet).or_insert(ix);
                    }
                    Association::Pool(_) => {}
                    Association::Gateway(gateway) => {
                        let gateway: &str = gateway;
                        let internet =
                            at(&network.internet_gateways, &gateway.into()).map(Node::InternetGateway);
                        let node = internet
                            .or_else(|| at(&network.vpn_gateways, &gateway.into()).map(Node::VpnGateway));
                        // Two tables for one gateway contradict each other; the first by id stands.
                        if let Some(node) =
                            node.filter(|node| self.topology.out(*node, Link::Routed).is_empty())
                        {
                            self.link(node, Some(Node::RouteTable(ix)), Link::Routed);
                        }
                    }
                }
            }
        }
        let (mut own_nacl, mut default_nacl) = (SortedMap::new(), SortedMap::new());
        for (ix, nacl) in (0..).zip(&network.nacls) {
            for subnet in &nacl.subnets {
                own_nacl.entry(subnet).or_insert(ix);
            }
            if nacl.is_default {
                default_nacl.entry(&nacl.vpc).or_insert(ix);
            }
        }
        for (ix, subnet) in (0..).zip(&network.subnets) {
            let node = Node::Subnet(ix);
            self.link(node, at(&network.vpcs, &subnet.vpc).map(Node::Vpc), Link::In);
            match own_table.get(&subnet.id) {
                Some(&table) => self.link(node, Some(Node::RouteTable(table)), Link::Routed),
                None => self.link(
                    node,
                    main_table.get(&subnet.vpc).copied().map(Node::RouteTable),
                    Link::RoutedByMain,
                ),
            }
            let nacl = own_nacl.get(&subnet.id).or_else(|| default_nacl.get(&subnet.vpc)).copied();
            self.link(node, nacl.map(Node::Nacl), Link::Guarded);
        }
    }

    fn interfaces(&mut self, network: &Network) {
        let links = network.interfaces.iter().map(|interface| interface.groups.len() + 2).sum();
        self.topology.graph.reserve_exact_edges(links);
        let (mut subnets, mut groups) = (Seeker::new(&network.subnets), Seeker::new(&network.groups));
        for (ix, interface) in (0..).zip(&network.interfaces) {
            let node = Node::Interface(ix);
            let subnet = subnets.position(&interface.subnet).and_then(|at| Ix::try_from(at).ok());
            self.link(node, subnet.map(Node::Subnet), Link::In);
            for group in &interface.groups {
                let group = groups.position(group).and_then(|at| Ix::try_from(at).ok());
                self.link(node, group.map(Node::Group), Link::Carries);
            }
            let instance = interface.instance().and_then(|instance| at(&network.instances, instance));
            self.link(node, instance.map(Node::Instance), Link::Held);
        }
    }

    fn workloads(&mut self, network: &Network) {
        for (ix, workload) in (0..).zip(&network.workloads) {
            for interface in workload.interfaces.iter().filter_map(|id| at(&network.interfaces, id)) {
                self.link(Node::Interface(interface), Some(Node::Workload(ix)), Link::Used);
            }
        }
    }

    fn gateways(&mut self, network: &Network) {
        let vpc = |id: &VpcId| at(&network.vpcs, id).map(Node::Vpc);
        for (ix, gateway) in (0..).zip(&network.internet_gateways) {
            self.attach(Node::InternetGateway(ix), gateway, &vpc);
        }
        for (ix, gateway) in (0..).zip(&network.egress_only_gateways) {
            self.attach(Node::EgressOnlyGateway(ix), gateway, &vpc);
        }
        for (ix, gateway) in (0..).zip(&network.vpn_gateways) {
            self.attach(Node::VpnGateway(ix), gateway, &vpc);
        }
        for (ix, nat) in (0..).zip(&network.nat_gateways) {
            let subnet = nat.subnet.as_ref().and_then(|subnet| at(&network.subnets, subnet));
            self.link(Node::NatGateway(ix), subnet.map(Node::Subnet), Link::In);
        }
        for (ix, connection) in (0..).zip(&network.vpn_connections) {
            let gateway =
                connection.vpn_gateway.as_ref().and_then(|gateway| at(&network.vpn_gateways, gateway));
            self.link(Node::VpnConnection(ix), gateway.map(Node::VpnGateway), Link::Attached);
        }
        for (ix, interface) in (0..).zip(&network.virtual_interfaces) {
            let node = Node::VirtualInterface(ix);
            let gateway = interface.vpn_gateway.as_ref().and_then(|id| at(&network.vpn_gateways, id));
            self.link(node, gateway.map(Node::VpnGateway), Link::Carried);
            let gateway = interface.gateway.as_ref().and_then(|id| at(&network.direct_connect_gateways, id));
            self.link(node, gateway.map(Node::DirectConnectGateway), Link::Carried);
        }
        for (ix, peering) in (0..).zip(&network.peerings) {
            self.link(Node::Peering(ix), vpc(&peering.requester.vpc), Link::Attached);
            self.link(Node::Peering(ix), vpc(&peering.accepter.vpc), Link::Attached);
        }
        for (ix, endpoint) in (0..).zip(&network.endpoints) {
            self.link(Node::Endpoint(ix), vpc(&endpoint.vpc), Link::Attached);
        }
    }

    fn attach<Id>(&mut self, node: Node, gateway: &Gateway<Id>, vpc: &impl Fn(&VpcId) -> Option<Node>) {
        for id in &gateway.vpcs {
            self.link(node, vpc(id), Link::Attached);
        }
    }

    fn transit(&mut self, network: &Network) {
        for (ix, attachment) in (0..).zip(&network.transit_attachments) {
            let node = Node::TransitAttachment(ix);
            let gateway = at(&network.transit_gateways, &attachment.gateway);
            self.link(node, gateway.map(Node::TransitGateway), Link::Of);
            let table = attachment.table.as_ref().and_then(|table| at(&network.transit_tables, table));
            self.link(node, table.map(Node::TransitTable), Link::Associated);
            let to = match &attachment.to {
                AttachedTo::Vpc(vpc) => at(&network.vpcs, vpc).map(Node::Vpc),
                AttachedTo::Vpn(vpn) => at(&network.vpn_connections, vpn).map(Node::VpnConnection),
                AttachedTo::Peering { .. }
                | AttachedTo::DirectConnect(_)
                | AttachedTo::Connect(_)
                | AttachedTo::Other(_) => None,
            };
            self.link(node, to, Link::Attached);
        }
    }
}
