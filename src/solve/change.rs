//! A network that has changed a little: only what the change touches is compiled again.
//!
//! The changed network must have the same resources at the same positions; what differs is inside the ones named. Anything
//! else is compiled anew.

use std::collections::BTreeMap;

use super::filters::{Filter, GroupNo, compile_acl};
use super::flat::Key;
use super::plane::Plane;
use super::ways::Ways;
use crate::graph::{Ix, Topology};
use crate::model::{Network, Way};

/// What has changed inside a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// The rules of a security group, by position.
    Group(Ix),
    /// The entries of a network ACL, by position.
    NetworkAcl(Ix),
    /// The routes of a route table, or of a transit gateway route table.
    Routes,
}

impl<K: Key> Plane<K> {
    /// Compiles again what depends on the change.
    pub(super) fn change(&mut self, network: &Network, topology: &Topology, change: Change) {
        match change {
            Change::Group(group) => self.change_group(network, group),
            Change::NetworkAcl(acl) => self.change_acl(network, topology, acl),
            Change::Routes => self.change_routes(network, topology),
        }
    }

    fn change_group(&mut self, network: &Network, group: GroupNo) {
        let touched: Vec<usize> = (0..)
            .zip(&self.groups)
            .filter(|(_, groups)| groups.members.binary_search(&group).is_ok())
            .map(|(at, _)| at)
            .collect();
        let mut new: BTreeMap<Filter<K>, u32> = BTreeMap::new();
        let mut read = BTreeMap::new();
        let mut cuts_moved = false;
        for list in touched {
            for way in [Way::Ingress, Way::Egress] {
                let Some(groups) = self.groups.get(list) else { continue };
                let old = match way {
                    Way::Ingress => groups.inbound,
                    Way::Egress => groups.outbound,
                };
                let members = groups.members.clone();
                let filter = self.compile_filter(network, &members, way, &mut read);
                let before = self.filters.get(old as usize);
                if before == Some(&filter) {
                    continue;
                }
                if way == Way::Egress {
                    cuts_moved |=
                        before.map(|filter| filter.by_address.cuts()) != Some(filter.by_address.cuts());
                }
                let at = match new.get(&filter) {
                    Some(&at) => at,
                    None => {
                        let at = u32::try_from(self.filters.len()).unwrap_or(u32::MAX);
                        self.filters.push(filter.clone());
                        new.insert(filter, at);
                        at
                    }
                };
                if let Some(groups) = self.groups.get_mut(list) {
                    match way {
                        Way::Ingress => groups.inbound = at,
                        Way::Egress => groups.outbound = at,
                    }
                }
            }
        }
        if cuts_moved {
            self.classes = None;
        }
    }

    fn change_acl(&mut self, network: &Network, topology: &Topology, acl: Ix) {
        let Some(nacl) = network.nacls.at(acl as usize) else { return };
        let first = u32::try_from(self.acls.len()).unwrap_or(u32::MAX);
        for way in [Way::Ingress, Way::Egress] {
            let compiled = compile_acl(nacl, way, &mut self.pool);
            self.acls.push(compiled);
        }
        for (subnet, station) in (0..).zip(&mut self.stations) {
            if topology.nacl_of(network, subnet).is_some_and(|(ix, _)| ix == acl) {
                (station.inbound, station.outbound) = (first, first + 1);
            }
        }
        self.classes = None;
    }

    /// Ways are followed over several tables, so all are followed again; filters stay.
    fn change_routes(&mut self, network: &Network, topology: &Topology) {
        let mut ways = Ways::<K>::new(network, topology);
        self.routers.clear();
        let mut known: BTreeMap<_, u32> = BTreeMap::new();
        for (subnet, station) in (0..).zip(&mut self.stations) {
            let Some(router) = ways.router(subnet) else { continue };
            let flat = ways.of(router);
            station.router = super::plane::position(&mut known, &mut self.routers, flat);
        }
        self.fates = ways.fates;
        self.classes = None;
    }
}
