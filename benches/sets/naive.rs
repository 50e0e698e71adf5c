//! The strong baseline: one packet and its reply between two interfaces, by scanning tables, entries and rules from first
//! to last. Everything that ids name is looked up beforehand, so only scanning is measured.

use std::net::IpAddr;

use ipnet::IpNet;
use pathlight::graph::{Ix, Topology};
use pathlight::model::{
    AclPeer, AttachedTo, Destination, Nacl, Network, Peer, RouteTable, RouteTarget, SecurityGroup,
    TransitDestination, TransitRouteTable, Way,
};
use pathlight::space::Protocol;

struct Spot<'n> {
    address: IpAddr,
    subnet: Ix,
    vpc: Ix,
    blocks: &'n [IpNet],
    table: Option<&'n RouteTable>,
    nacl: Option<&'n Nacl>,
    groups: Vec<&'n SecurityGroup>,
}

/// A network with all ids looked up.
pub(crate) struct Plain<'n> {
    network: &'n Network,
    topology: &'n Topology,
    spots: Vec<Option<Spot<'n>>>,
}

impl<'n> Plain<'n> {
    pub(crate) fn new(network: &'n Network, topology: &'n Topology) -> Self {
        let spot = |(ix, interface): (Ix, &'n pathlight::model::Interface)| {
            let (subnet, _) = topology.subnet_of(network, ix)?;
            let (vpc, found) = topology.vpc_of(network, subnet)?;
            Some(Spot {
                address: interface.own_addresses().next()?,
                subnet,
                vpc,
                blocks: &found.blocks,
                table: topology.table_of(network, subnet).map(|(_, table)| table),
                nacl: topology.nacl_of(network, subnet).map(|(_, nacl)| nacl),
                groups: interface.groups.iter().filter_map(|id| network.groups.find(id)).collect(),
            })
        };
        let spots = (0..).zip(&network.interfaces).map(spot).collect();
        Plain { network, topology, spots }
    }

    /// Whether TCP to `port` from `client` passes, and its reply.
    pub(crate) fn passes(&self, from: Ix, to: Ix, port: u16, client: u16) -> bool {
        let (Some(from), Some(to)) = (&self.spots[from as usize], &self.spots[to as usize]) else {
            return false;
        };
        let admitted =
            by_rules(&from.groups, Way::Egress, to, port) && by_rules(&to.groups, Way::Ingress, from, port);
        admitted && self.travels(from, to, port) && self.travels(to, from, client)
    }

    fn travels(&self, from: &Spot<'_>, to: &Spot<'_>, port: u16) -> bool {
        if from.subnet == to.subnet {
            return true;
        }
        let Some(table) = from.table else { return false };
        let best = table.routes.iter().filter_map(|route| match &route.destination {
            Destination::Block(block) if block.contains(&to.address) => Some((block.prefix_len(), route)),
            Destination::Block(_) | Destination::PrefixList(_) => None,
        });
        let Some((_, route)) = best.max_by_key(|(length, _)| *length) else { return false };
        let is_there = match &route.target {
            RouteTarget::Local => from.vpc == to.vpc,
            RouteTarget::Peering(_) => to.blocks.iter().any(|block| block.contains(&to.address)),
            RouteTarget::TransitGateway(id) => {
                let attached = self.topology.attachment_between(self.network, from.vpc, id);
                let table =
                    attached.and_then(|(_, one)| self.network.transit_tables.find(one.table.as_ref()?));
                table.is_some_and(|table| self.by_transit(table, to))
            }
            _ => false,
        };
        let passes = |nacl: Option<&Nacl>, way, peer| nacl.is_none_or(|nacl| by_acl(nacl, way, peer, port));
        is_there && passes(from.nacl, Way::Egress, to.address) && passes(to.nacl, Way::Ingress, from.address)
    }

    fn by_transit(&self, table: &TransitRouteTable, to: &Spot<'_>) -> bool {
        let best = table.routes.iter().filter_map(|route| match &route.destination {
            TransitDestination::Block(block) if block.contains(&to.address) => {
                Some((block.prefix_len(), route))
            }
            TransitDestination::Block(_) | TransitDestination::PrefixList(_) => None,
        });
        let Some((_, route)) = best.max_by_key(|(length, _)| *length) else { return false };
        let attached = route.attachments.first().and_then(|id| self.network.transit_attachments.find(id));
        let vpc = attached.and_then(|one| match &one.to {
            AttachedTo::Vpc(vpc) => self.topology.vpc(self.network, vpc),
            _ => None,
        });
        !route.blackhole && vpc == Some(to.vpc)
    }
}

fn by_rules(groups: &[&SecurityGroup], way: Way, far: &Spot<'_>, port: u16) -> bool {
    groups.is_empty()
        || groups.iter().flat_map(|group| group.rules(way)).any(|rule| {
            rule.protocol.is_none_or(|protocol| protocol == Protocol::TCP)
                && rule.service.contains(port)
                && match &rule.peer {
                    Peer::Block(block) => block.contains(&far.address),
                    Peer::Group(named) => far.groups.iter().any(|group| group.id == named.group),
                    Peer::PrefixList(_) | Peer::Unknown => false,
                }
        })
}

fn by_acl(nacl: &Nacl, way: Way, peer: IpAddr, port: u16) -> bool {
    let first = nacl.entries(way).values().find(|entry| {
        entry.protocol.is_none_or(|protocol| protocol == Protocol::TCP)
            && entry.service.contains(port)
            && matches!(&entry.peer, AclPeer::Block(block) if block.contains(&peer))
    });
    first.is_some_and(|entry| entry.allows)
}
