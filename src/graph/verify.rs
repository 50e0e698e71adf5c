//! Every internal invariant of a [`Topology`], checked on every fixture by the tests.

use super::topology::{Link, Node, Topology, kind_and_position};
use petgraph::visit::EdgeRef;

impl Topology {
    /// The invariants that do not hold; empty for a sound topology.
    #[must_use]
    pub fn verify(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for index in self.graph.node_indices() {
            let Some(&node) = self.graph.node_weight(index) else { continue };
            if self.index(node) != index {
                broken.push(format!("offsets: {node:?} is not at {index:?}"));
            }
            for link in [Link::Guarded, Link::In, Link::Routed, Link::RoutedByMain, Link::Held] {
                let many = self.out(node, link).len();
                if many > 1 {
                    broken.push(format!("{node:?} has {many} links of kind {link:?}; one is the most"));
                }
            }
        }
        for edge in self.graph.edge_references() {
            let ends = (self.graph.node_weight(edge.source()), self.graph.node_weight(edge.target()));
            let (Some(&from), Some(&to)) = ends else { continue };
            let sound = match edge.weight() {
                Link::In => matches!(
                    (from, to),
                    (Node::Interface(_) | Node::NatGateway(_), Node::Subnet(_))
                        | (Node::Subnet(_), Node::Vpc(_))
                ),
                Link::Routed | Link::RoutedByMain => matches!(to, Node::RouteTable(_)),
                Link::Guarded => matches!((from, to), (Node::Subnet(_), Node::Nacl(_))),
                Link::Carries => matches!((from, to), (Node::Interface(_), Node::Group(_))),
                Link::Used => matches!((from, to), (Node::Interface(_), Node::Workload(_))),
                Link::Held => matches!((from, to), (Node::Interface(_), Node::Instance(_))),
                Link::Attached => matches!(to, Node::Vpc(_) | Node::VpnGateway(_) | Node::VpnConnection(_)),
                Link::Carried => matches!(
                    (from, to),
                    (Node::VirtualInterface(_), Node::VpnGateway(_) | Node::DirectConnectGateway(_))
                ),
                Link::Of => matches!((from, to), (Node::TransitAttachment(_), Node::TransitGateway(_))),
                Link::Associated => matches!((from, to), (Node::TransitAttachment(_), Node::TransitTable(_))),
            };
            if !sound {
                broken.push(format!("{from:?} -{:?}-> {to:?} is not a link of that kind", edge.weight()));
            }
            if kind_and_position(from) == kind_and_position(to) {
                broken.push(format!("{from:?} is linked to itself"));
            }
        }
        broken
    }
}
