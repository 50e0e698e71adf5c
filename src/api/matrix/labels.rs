//! What the ends of a matrix are: each interface by itself, or all of a group, subnet, VPC, tag or name.

use super::answer::MatrixEnd;
use crate::api::answer::ApiError;
use crate::api::ends::{Ends, error};
use crate::graph::Ix;
use crate::model::{
    EndpointKind, Interface, InterfaceId, InterfaceKind, Kind, Network, Order, SortedMap, SortedSet, Tag,
};

/// A matrix of more ends than this is hard to read, so that a coarser one is chosen when none is asked for.
const FEW: usize = 40;

/// The end of all that lack the tag.
pub(super) const NO_TAG: &str = "(no tag)";

/// How interfaces are folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum By {
    Interface,
    Group,
    Subnet,
    Vpc,
    Name,
    Tag(String),
}

impl By {
    pub(super) fn read(text: &str) -> Result<By, ApiError> {
        Ok(match text.trim() {
            "interface" => By::Interface,
            "group" => By::Group,
            "subnet" => By::Subnet,
            "vpc" => By::Vpc,
            "name" => By::Name,
            other => match other.strip_prefix("tag:").filter(|key| !key.is_empty()) {
                Some(key) => By::Tag(key.to_owned()),
                None => {
                    let message = format!("a matrix cannot be folded by `{other}`");
                    return Err(error(
                        "bad-by",
                        message,
                        "write interface, group, subnet, vpc, name or tag:KEY",
                    ));
                }
            },
        })
    }

    pub(super) fn text(&self) -> String {
        match self {
            By::Interface => "interface".to_owned(),
            By::Group => "group".to_owned(),
            By::Subnet => "subnet".to_owned(),
            By::Vpc => "vpc".to_owned(),
            By::Name => "name".to_owned(),
            By::Tag(key) => format!("tag:{key}"),
        }
    }

    /// The finest that has few ends.
    pub(super) fn fitting(ends: &Ends<'_>) -> By {
        let fine = [By::Interface, By::Group, By::Subnet];
        fine.into_iter().find(|by| Labels::of(ends, by).ends.len() <= FEW).unwrap_or(By::Vpc)
    }

    const fn kind(&self) -> &'static str {
        match self {
            By::Interface => Kind::Interface.name(),
            By::Group => Kind::SecurityGroup.name(),
            By::Subnet => Kind::Subnet.name(),
            By::Vpc => Kind::Vpc.name(),
            By::Name => "name",
            By::Tag(_) => "tag",
        }
    }
}

/// The ends, by number in ascending order of their text, and which of them each interface is of.
pub(super) struct Labels {
    pub ends: Vec<MatrixEnd>,
    /// By the interface's position; empty for what is no end of a matrix.
    pub of: Vec<Vec<u32>>,
}

impl Labels {
    pub(super) fn of(ends: &Ends<'_>, by: &By) -> Labels {
        let network = ends.network;
        let balancers = balancers(network);
        let texts: Vec<SortedSet<&str>> =
            network
                .interfaces
                .iter()
                .map(|interface| {
                    if is_end(interface) {
                        texts(network, &balancers, interface, by)
                    } else {
                        SortedSet::new()
                    }
                })
                .collect();
        let mut counts: SortedMap<&str, usize> = SortedMap::new();
        for text in texts.iter().flatten() {
            *counts.entry(text).or_default() += 1;
        }
        let numbers: SortedMap<&str, u32> = counts.keys().copied().zip(0..).collect();
        let of = texts
            .iter()
            .map(|texts| texts.iter().filter_map(|text| numbers.get(text).copied()).collect())
            .collect();
        let ends = counts
            .into_iter()
            .map(|(text, interfaces)| MatrixEnd {
                end: text.to_owned(),
                kind: by.kind(),
                name: name(network, &balancers, text, by).to_owned(),
                interfaces,
            })
            .collect();
        Labels { ends, of }
    }

    pub(super) fn of_interface(&self, ix: Ix) -> &[u32] {
        self.of.get(ix as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether each end is one interface, and each interface one end.
    pub(super) fn are_interfaces(&self) -> bool {
        self.ends.iter().all(|end| end.interfaces == 1) && self.of.iter().all(|of| of.len() <= 1)
    }

    pub(super) fn has(&self, ix: Ix) -> bool {
        !self.of_interface(ix).is_empty()
    }
}

/// What only forwards is no end.
const fn is_end(interface: &Interface) -> bool {
    !matches!(
        interface.kind,
        InterfaceKind::NatGateway
            | InterfaceKind::TransitGateway
            | InterfaceKind::GatewayLoadBalancerEndpoint
    )
}

/// Names of load balancers, by the ids of their nodes.
fn balancers(network: &Network) -> SortedMap<&str, &str> {
    let all = network.load_balancers.iter();
    all.flat_map(|balancer| balancer.nodes.iter().map(|node| (node.as_str(), &*balancer.name))).collect()
}

/// The name of an interface's instance or load balancer, else its own.
fn name_of<'n>(
    network: &'n Network,
    balancers: &SortedMap<&str, &'n str>,
    interface: &'n Interface,
) -> &'n str {
    let instance = interface.instance().and_then(|id| network.instances.find(id));
    let instance = instance.map(|instance| &*instance.name).filter(|name| !name.is_empty());
    instance.or_else(|| balancers.get(interface.id.as_str()).copied()).unwrap_or(&interface.name)
}

fn texts<'n>(
    network: &'n Network,
    balancers: &SortedMap<&str, &'n str>,
    interface: &'n Interface,
    by: &By,
) -> SortedSet<&'n str> {
    let one = match by {
        By::Interface => interface.id.as_str(),
        By::Group if interface.groups.is_empty() => "(no group)",
        By::Group => return interface.groups.iter().map(|group| group.as_str()).collect(),
        By::Subnet => interface.subnet.as_str(),
        By::Vpc => interface.vpc.as_str(),
        By::Name => {
            let id = interface.instance().map_or(interface.id.as_str(), |instance| instance.as_str());
            Some(name_of(network, balancers, interface)).filter(|name| !name.is_empty()).unwrap_or(id)
        }
        By::Tag(key) => {
            let instance = interface.instance().and_then(|id| network.instances.find(id));
            instance
                .and_then(|instance| value_of(&instance.tags, key))
                .or_else(|| value_of(&interface.tags, key))
                .unwrap_or(NO_TAG)
        }
    };
    SortedSet::from([if one.is_empty() { "(unknown)" } else { one }])
}

fn value_of<'t>(tags: &'t [Tag], key: &str) -> Option<&'t str> {
    tags.iter().find(|(known, _)| **known == *key).map(|(_, value)| &**value)
}

fn name<'n>(network: &'n Network, balancers: &SortedMap<&str, &'n str>, text: &str, by: &By) -> &'n str {
    let found = match by {
        By::Interface => {
            let at = network.interfaces.position_of_text(text).and_then(|at| network.interfaces.at(at));
            at.map(|interface| name_of(network, balancers, interface))
        }
        By::Group => {
            let at = network.groups.position_of_text(text).and_then(|at| network.groups.at(at));
            at.map(|group| &*group.name)
        }
        By::Subnet => {
            let at = network.subnets.position_of_text(text).and_then(|at| network.subnets.at(at));
            at.map(|subnet| &*subnet.name)
        }
        By::Vpc => {
            let at = network.vpcs.position_of_text(text).and_then(|at| network.vpcs.at(at));
            at.map(|vpc| &*vpc.name)
        }
        By::Name | By::Tag(_) => None,
    };
    found.unwrap_or("")
}

/// Load balancers and endpoints of which the input has no interface.
pub(super) fn unseen(network: &Network) -> Vec<String> {
    let is_unseen = |id: &InterfaceId| network.interfaces.find(id).is_none();
    let balancers = network.load_balancers.iter().filter(|one| one.nodes.iter().all(is_unseen));
    let endpoints = network.endpoints.iter().filter(|endpoint| {
        endpoint.kind != EndpointKind::Gateway && endpoint.interfaces.iter().all(is_unseen)
    });
    let balancers = balancers.map(|one| one.id.to_string());
    let mut all: Vec<String> = balancers.chain(endpoints.map(|one| one.id.to_string())).collect();
    all.order();
    all
}
