//! The hops of one direction read as stations (boxes) and filters (security groups, ACLs, tables) between them.

use super::block::Shape;
use super::place::Map;
use super::{PathHop, PathLine};
use crate::model::{Association, Network, SubnetId};

/// A box the path goes to.
pub(super) struct Station<'a> {
    pub(super) index: usize,
    /// The hops this box is.
    pub(super) hops: Vec<&'a PathHop<'a>>,
    /// The filters passed on the way to the next station.
    pub(super) filters: Vec<Filter<'a>>,
}

/// Something passed on the way, which is no box of its own.
pub(super) struct Filter<'a> {
    pub(super) hop: &'a PathHop<'a>,
    /// Whether it guards the station left, not the one ahead.
    pub(super) at_source: bool,
    /// Whether it stands at the interface, not at the subnet's border.
    pub(super) at_interface: bool,
}

/// One direction.
pub(super) struct Journey<'a> {
    pub(super) stations: Vec<Station<'a>>,
    /// Filters after the last station.
    pub(super) after: Vec<Filter<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Group,
    Acl,
    Table,
    Other,
}

impl<'a> Journey<'a> {
    pub(super) fn of(line: &'a PathLine<'a>, map: &Map, network: &Network) -> Self {
        let mut stations: Vec<Station<'a>> = Vec::new();
        let mut waiting: Vec<&'a PathHop<'a>> = Vec::new();
        for hop in &line.hops {
            let Some(index) = locate(hop.resource, map, network) else {
                waiting.push(hop);
                continue;
            };
            if let Some(last) = stations.last_mut() {
                if last.index == index && waiting.is_empty() {
                    last.hops.push(hop);
                    continue;
                }
                let before = last.index;
                last.filters.extend(assign(&waiting, before, Some(index), map, network));
                waiting.clear();
            }
            stations.push(Station { index, hops: vec![hop], filters: Vec::new() });
        }
        let after =
            stations.last().map(|last| assign(&waiting, last.index, None, map, network)).unwrap_or_default();
        Journey { stations, after }
    }
}

/// The box of a hop; for what is inside a VPC drawn as a card, the card.
fn locate(resource: &str, map: &Map, network: &Network) -> Option<usize> {
    let is_stop = |index: &usize| {
        map.get(*index)
            .is_some_and(|placed| placed.block.shape.is_solid() || placed.block.shape == Shape::Site)
    };
    if let Some(index) = map.find(resource).filter(is_stop) {
        return Some(index);
    }
    let interface = network.interfaces.find(&resource.into()).map(|one| &one.vpc);
    let nat = network.nat_gateways.find(&resource.into()).map(|one| &one.vpc);
    let vpc = interface.or(nat)?;
    map.find(vpc.as_str()).filter(is_stop)
}

/// Says of each filter which end of the way it guards. Those of the far end come after those of the near one.
fn assign<'a>(
    hops: &[&'a PathHop<'a>],
    from: usize,
    to: Option<usize>,
    map: &Map,
    network: &Network,
) -> Vec<Filter<'a>> {
    let near = map.around(from, Shape::Subnet);
    let far = to.and_then(|to| map.around(to, Shape::Subnet));
    let mut is_far = false;
    let mut seen: Vec<Sort> = Vec::new();
    let mut filters = Vec::new();
    for hop in hops {
        let sort = sort(hop.resource, network);
        // A second filter of one sort is the other end's; so is one that the near end does not have.
        let fits = match sort {
            Sort::Group => {
                let at_far = to.and_then(|to| carries(hop.resource, to, map, network));
                let at_near = carries(hop.resource, from, map, network);
                seen.is_empty() && at_near.unwrap_or(near.is_some() && at_far != Some(true))
            }
            Sort::Acl | Sort::Table => {
                near.is_some() && near != far && guards(hop.resource, near, map, network)
            }
            Sort::Other => true,
        };
        if to.is_some() && (!fits || sort != Sort::Other && seen.contains(&sort)) {
            is_far = true;
        }
        seen.push(sort);
        filters.push(Filter { hop, at_source: !is_far, at_interface: sort == Sort::Group });
    }
    filters
}

fn sort(resource: &str, network: &Network) -> Sort {
    if network.groups.find(&resource.into()).is_some() || resource.starts_with("sg-") {
        Sort::Group
    } else if network.nacls.find(&resource.into()).is_some() || resource.starts_with("acl-") {
        Sort::Acl
    } else if network.route_tables.find(&resource.into()).is_some() || resource.starts_with("rtb-") {
        Sort::Table
    } else {
        Sort::Other
    }
}

/// Whether the interface drawn at `index` carries a security group; `None` when it is no single interface.
fn carries(group: &str, index: usize, map: &Map, network: &Network) -> Option<bool> {
    let interface = network.interfaces.find(&map.get(index)?.block.id.as_str().into())?;
    Some(interface.groups.iter().any(|one| one.as_str() == group))
}

/// Whether an ACL or a route table is the one of the subnet drawn at `index`.
fn guards(resource: &str, index: Option<usize>, map: &Map, network: &Network) -> bool {
    let Some(placed) = index.and_then(|index| map.get(index)) else { return false };
    let subnet: SubnetId = placed.block.id.as_str().into();
    if let Some(acl) = network.nacls.find(&resource.into()) {
        let has_own = || network.nacls.iter().any(|other| other.subnets.contains(&subnet));
        return acl.subnets.contains(&subnet) || acl.is_default && !has_own();
    }
    let Some(table) = network.route_tables.find(&resource.into()) else { return false };
    let own = Association::Subnet(subnet.clone());
    let has_own = || network.route_tables.iter().any(|other| other.associations.contains(&own));
    table.associations.contains(&own) || table.associations.contains(&Association::Main) && !has_own()
}
