//! The same network with one line less: a rule, an entry of a network ACL, a route.

use pathlight::graph::Ix;
use pathlight::model::{Entity, Network, RouteTarget, Table};
use pathlight::solve::Change;

/// A network that differs in one line, and what the solver is told.
pub(crate) struct Changed {
    pub(crate) asked: &'static str,
    pub(crate) refreshed: &'static str,
    pub(crate) network: Network,
    pub(crate) change: Change,
}

/// Of the resource in the middle that has such a line: the last inbound rule and outbound rule of a group, the first entry
/// of a network ACL, the route to a transit gateway.
pub(crate) fn all(network: &Network) -> Vec<Changed> {
    let mut found = Vec::new();
    let mut add = |asked, refreshed, network: Option<(Network, usize)>, change: fn(Ix) -> Change| {
        found.extend(network.map(|(network, at)| {
            let change = change(at as Ix);
            Changed { asked, refreshed, network, change }
        }));
    };
    let group = |is_inbound: bool| {
        with(
            network,
            &network.groups,
            |network| &mut network.groups,
            |group| {
                if is_inbound { group.ingress.pop().is_some() } else { group.egress.pop().is_some() }
            },
        )
    };
    add("inbound rule, then a pair", "inbound rule, then all pairs", group(true), Change::Group);
    add("outbound rule, then a pair", "outbound rule, then all pairs", group(false), Change::Group);
    let entry = with(
        network,
        &network.nacls,
        |network| &mut network.nacls,
        |nacl| {
            let first = nacl.ingress.keys().next().copied().filter(|_| nacl.ingress.len() > 1);
            first.and_then(|number| nacl.ingress.remove(&number)).is_some()
        },
    );
    add("ACL entry, then a pair", "ACL entry, then all pairs", entry, Change::NetworkAcl);
    let route = with(
        network,
        &network.route_tables,
        |network| &mut network.route_tables,
        |table| {
            let before = table.routes.len();
            table.routes.retain(|route| !matches!(route.target, RouteTarget::TransitGateway(_)));
            before != table.routes.len()
        },
    );
    add("route, then a pair", "route, then all pairs", route, Change::RouteTable);
    found
}

/// A copy in which `edit` has changed one resource, from the middle on, and its position.
fn with<T: Entity + Clone>(
    network: &Network,
    table: &Table<T>,
    place: impl Fn(&mut Network) -> &mut Table<T>,
    edit: impl Fn(&mut T) -> bool,
) -> Option<(Network, usize)> {
    let mut all: Vec<T> = table.iter().cloned().collect();
    let middle = all.len() / 2;
    let at = (middle..all.len()).find(|at| edit(&mut all[*at]))?;
    let mut changed = network.clone();
    *place(&mut changed) = Table::from_items(all);
    Some((changed, at))
}
