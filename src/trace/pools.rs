//! Pools of one's own public addresses, brought in untranslated by an internet gateway (rule S-33).

use std::net::IpAddr;

use super::block::Block;
use super::gaps::Gap;
use super::public_access::Use;
use super::routes::world_position;
use super::step::{Fact, Line};
use super::walker::{At, Walker};
use crate::graph::{Ix, Owner};
use crate::model::{Call, InterfaceId, Resource, RouteState, RouteTarget};

/// A route of a gateway table for addresses of a pool.
pub(super) struct PoolRoute<'n> {
    pub vpc: Ix,
    table: Ix,
    index: usize,
    to: &'n InterfaceId,
}

impl<'w> Walker<'w, '_> {
    /// The route that brings a pool's address to an interface.
    pub(super) fn pool_route(&self, address: IpAddr) -> Option<PoolRoute<'w>> {
        let world = self.world;
        let mut best: Option<(u8, PoolRoute<'w>)> = None;
        for &at in world.topology.pool_tables() {
            let Some(table) = world.network.route_tables.at(at as usize) else { continue };
            let Some(vpc) = world.topology.vpc(world.network, &table.vpc) else { continue };
            for (index, route) in table.routes.iter().enumerate() {
                let RouteTarget::Interface(to) = &route.target else { continue };
                let Some(block) = route.destination.block() else { continue };
                let wins = best.as_ref().is_none_or(|(longest, _)| block.prefix_len() > *longest);
                if route.state == RouteState::Active && world.focus.contains(block, address) && wins {
                    best = Some((block.prefix_len(), PoolRoute { vpc, table: at, index, to }));
                }
            }
        }
        best.map(|(_, route)| route)
    }

    /// In by an internet gateway for an address that no interface has: a pool's, or nobody's.
    pub(super) fn enter_by_pool(&mut self, vpc: Ix, here: Resource) -> At {
        let network = self.world.network;
        let pool = self.pool_route(self.destination).filter(|pool| pool.vpc == vpc);
        let Some(pool) = pool else {
            let block = Block::NoPublicDestination { address: self.destination, known_as: None };
            return self.stop(here, block, None);
        };
        self.pass(here.clone(), Fact::Forwards, None);
        self.pass_public_access(Use::In, vpc, self.destination, &here);
        let table = network.route_tables.at(pool.table as usize).map(|table| table.id.resource());
        let table = table.unwrap_or_else(Resource::internet);
        let line = Line::Route { table: pool.table, index: pool.index };
        self.pass(table.clone(), Fact::Routes(Some(pool.to.resource())), Some(line));
        let Some(ix) = world_position(&network.interfaces, pool.to) else {
            let (missing, call) = (pool.to.resource(), Call::NetworkInterfaces);
            let gap = Gap::MissingResource { missing: missing.clone(), named_by: table, call };
            return self.lost(missing, gap, None);
        };
        if let Some((subnet, found)) = self.world.topology.subnet_of(network, ix) {
            self.pass_acl(subnet, crate::model::Way::Ingress);
            self.pass(found.id.resource(), Fact::InSubnet, None);
        }
        At::Arrive(Owner::Interface(ix))
    }
}
