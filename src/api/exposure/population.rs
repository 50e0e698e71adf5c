//! Which ends a question about exposure is about.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, OnceLock};

use super::answer::{EndAddress, ExposureRequest, NamedEnd};
use super::classes::{Class, classes};
use super::names::{Name, Ranks};
use super::prepared::Prepared;
use crate::api::answer::ApiError;
use crate::api::ends::{Ends, Member, Side};
use crate::graph::Ix;
use crate::model::{InterfaceKind, Kind, Network, SortedMap, SortedSet};
use crate::space::Family;

/// An end, as rows call it.
#[derive(Clone, Debug)]
pub(super) struct End {
    /// What `reach` takes for it.
    pub label: Name,
    pub member: Member,
    /// Asked about in this family only.
    pub family: Option<Family>,
    /// Kind, name and addresses; found when a row first names it.
    described: OnceLock<Arc<NamedEnd>>,
}

impl End {
    fn new(label: Name, member: Member, family: Option<Family>) -> End {
        End { label, member, family, described: OnceLock::new() }
    }

    /// The end with its kind, name and addresses.
    pub(super) fn described(&self, ends: &Ends<'_>) -> Arc<NamedEnd> {
        Arc::clone(self.described.get_or_init(|| Arc::new(describe(ends, self))))
    }
}

/// The ends on both sides, in classes.
pub(super) struct Population {
    pub from: Vec<Arc<Class>>,
    pub to: Vec<Arc<Class>>,
    /// How many ends there are beside the one asked about.
    pub looked_at: usize,
}

impl Population {
    pub(super) fn of(
        ends: &Ends<'_>,
        prepared: &Prepared,
        request: &ExposureRequest,
    ) -> Result<Population, ApiError> {
        let ranks = prepared.ranks(ends);
        // Everything beside what is asked about: the model, and the world where it is not itself asked about.
        let others = |asked: &[End], is_destination: bool| -> Result<Vec<Arc<Class>>, ApiError> {
            let mut others = prepared.inside(ends, is_destination).to_vec();
            if asked.iter().any(|end| !is_outside(&end.member)) {
                others.extend(classes(ends, outside(ends, ranks, is_destination)?));
            }
            Ok(others)
        };
        let size = |classes: &[Arc<Class>]| classes.iter().map(|class| class.members.len()).sum();
        Ok(match (&request.from, &request.to) {
            (None, None) => {
                let to = prepared.public(ends).to_vec();
                Population { from: classes(ends, vec![internet()]), looked_at: size(&to), to }
            }
            (Some(from), None) => {
                let from = named(ends, ranks, from, Side::From)?;
                let to = others(&from, true)?;
                Population { from: classes(ends, from), looked_at: size(&to), to }
            }
            (None, Some(to)) => {
                let to = named(ends, ranks, to, Side::To)?;
                let from = others(&to, false)?;
                Population { looked_at: size(&from), from, to: classes(ends, to) }
            }
            (Some(from), Some(to)) => {
                let (from, to) = (named(ends, ranks, from, Side::From)?, named(ends, ranks, to, Side::To)?);
                let looked_at = to.len();
                Population { from: classes(ends, from), to: classes(ends, to), looked_at }
            }
        })
    }
}

fn internet() -> End {
    End::new(Name::of("internet"), Member::Internet(None), None)
}

const fn is_outside(member: &Member) -> bool {
    match member {
        Member::Internet(_) | Member::OnPremises(_) | Member::Service(..) | Member::Function(_) => true,
        Member::Interfaces { .. }
        | Member::Nat(_)
        | Member::Host(..)
        | Member::Address(_)
        | Member::Block(..)
        | Member::Unseen(_) => false,
    }
}

/// The ends of a text; what lies outside keeps the text as its name.
fn named(ends: &Ends<'_>, ranks: &Ranks, text: &str, side: Side) -> Result<Vec<End>, ApiError> {
    // However many they are, few are different.
    let members = ends.read_any(text, None, side)?;
    let end = |member: Member| {
        let label = if is_outside(&member) { text.trim().to_owned() } else { member.label(ends.network) };
        let rank = ranks.of_text(ends.network, &label);
        End::new(Name { text: label.into(), rank }, member, None)
    };
    Ok(members.into_iter().map(end).collect())
}

/// The internet, on-premises and, as destinations, AWS's services: as far as the input knows of them.
fn outside(ends: &Ends<'_>, ranks: &Ranks, is_destination: bool) -> Result<Vec<End>, ApiError> {
    let network = ends.network;
    let mut found = vec![internet()];
    let has_vpn = !network.vpn_gateways.is_empty()
        || network.transit_attachments.iter().any(|attachment| attachment.to.leads_out());
    if has_vpn {
        found.push(End::new(Name::of("onprem"), Member::OnPremises(None), None));
    }
    if is_destination {
        let lists = network.prefix_lists.iter().filter(|list| list.is_aws && list.entries.is_some());
        let services: SortedSet<&str> = lists.filter_map(|list| list.name.rsplit('.').next()).collect();
        for service in services {
            found.extend(named(ends, ranks, &format!("service:{service}"), Side::To)?);
        }
    }
    Ok(found)
}

/// Every end of the model: instances, and interfaces that no instance holds; what only forwards is none.
pub(super) fn inside(ends: &Ends<'_>, ranks: &Ranks, is_destination: bool) -> Vec<End> {
    some(ends, ranks, is_destination, &|_| true)
}

/// Every end of the model that the internet could address at all.
pub(super) fn public(ends: &Ends<'_>, ranks: &Ranks) -> Vec<End> {
    let mut found = some(ends, ranks, true, &|interfaces| has_public(ends, interfaces));
    found.retain(|end| is_public(ends, end));
    found
}

/// Ends of the model, and of those that are interfaces the wanted ones. They are named by the end's own label only.
fn some(ends: &Ends<'_>, ranks: &Ranks, is_destination: bool, is_wanted: &dyn Fn(&[Ix]) -> bool) -> Vec<End> {
    let network = ends.network;
    let mut found = Vec::new();
    let of = |interfaces: Vec<Ix>| Member::Interfaces { label: String::new(), interfaces };
    for (ix, instance) in (0..).zip(&network.instances) {
        let interfaces = ends.topology.interfaces_of_instance(network, ix);
        if !interfaces.is_empty() && is_wanted(&interfaces) {
            found.push(End::new(ranks.instance(instance.id.as_str(), ix), of(interfaces), None));
        }
    }
    let public_nodes: SortedSet<&str> = network
        .load_balancers
        .iter()
        .filter(|balancer| balancer.internet_facing)
        .flat_map(|balancer| &balancer.nodes)
        .map(|id| id.as_str())
        .collect();
    // Instances that no document describes, but their interfaces name.
    let mut undescribed: SortedMap<&str, Vec<Ix>> = SortedMap::new();
    for (ix, interface) in (0..).zip(&network.interfaces) {
        if let Some(instance) = interface.instance() {
            if network.instances.find(instance).is_none() {
                undescribed.entry(instance.as_str()).or_default().push(ix);
            }
            continue;
        }
        let only_forwards = matches!(
            interface.kind,
            InterfaceKind::NatGateway
                | InterfaceKind::TransitGateway
                | InterfaceKind::GatewayLoadBalancerEndpoint
        );
        if only_forwards {
            continue;
        }
        // The name of an internet-facing load balancer resolves to public addresses everywhere (rule S-126).
        let public: Vec<_> = interface.addresses.iter().filter_map(|address| address.public).collect();
        let mut family = None;
        if is_destination && public_nodes.contains(interface.id.as_str()) && !public.is_empty() {
            let ends = public.iter().map(|public| {
                End::new(Name::of(public.to_string()), Member::Address(IpAddr::V4(*public)), None)
            });
            found.extend(ends);
            family = Some(Family::V6);
        }
        if (family.is_none() || !interface.ipv6.is_empty()) && is_wanted(&[ix]) {
            found.push(End::new(ranks.interface(interface.id.as_str(), ix), of(vec![ix]), family));
        }
    }
    let undescribed = undescribed.into_iter().filter(|(_, interfaces)| is_wanted(interfaces));
    found.extend(undescribed.map(|(label, interfaces)| End::new(Name::of(label), of(interfaces), None)));
    for balancer in network.load_balancers.iter().filter(|balancer| balancer.nodes.is_empty()) {
        let member = Member::Unseen(balancer.id.resource());
        found.push(End::new(Name::of(balancer.id.as_str()), member, None));
    }
    found
}

/// Whether an end is called otherwise as a destination: a load balancer that the internet knows is asked for by its public
/// addresses.
pub(super) fn differs_by_side(network: &Network) -> bool {
    let mut nodes = network
        .load_balancers
        .iter()
        .filter(|balancer| balancer.internet_facing)
        .flat_map(|balancer| &balancer.nodes);
    nodes.any(|id| {
        let node = network.interfaces.find(id);
        node.is_some_and(|node| node.addresses.iter().any(|address| address.public.is_some()))
    })
}

/// Whether one of these interfaces has an address that the internet knows.
fn has_public(ends: &Ends<'_>, interfaces: &[Ix]) -> bool {
    let mut all = interfaces.iter().filter_map(|&ix| ends.network.interfaces.at(ix as usize));
    all.any(|interface| {
        !interface.ipv6.is_empty() || interface.addresses.iter().any(|address| address.public.is_some())
    })
}

/// Whether the internet could address it at all.
fn is_public(ends: &Ends<'_>, end: &End) -> bool {
    match &end.member {
        Member::Interfaces { interfaces, .. } => has_public(ends, interfaces),
        Member::Unseen(resource) => ends
            .network
            .load_balancers
            .iter()
            .any(|balancer| balancer.internet_facing && *balancer.id.as_str() == *resource.id),
        Member::Address(_) => true,
        Member::Nat(_)
        | Member::Host(..)
        | Member::Internet(_)
        | Member::OnPremises(_)
        | Member::Block(..)
        | Member::Function(_)
        | Member::Service(..) => false,
    }
}

/// Parts of one thing, and what they are together: all nodes of a load balancer, all interfaces of an endpoint.
pub(super) fn wholes(ends: &Ends<'_>) -> Vec<(NamedEnd, SortedSet<String>)> {
    let network = ends.network;
    let public_of = |id: &crate::model::InterfaceId| -> Vec<Ipv4Addr> {
        let interface = network.interfaces.find(id);
        let addresses = interface.into_iter().flat_map(|interface| &interface.addresses);
        addresses.filter_map(|address| address.public).collect()
    };
    let mut found = Vec::new();
    for balancer in network.load_balancers.iter().filter(|balancer| !balancer.nodes.is_empty()) {
        let mut addresses = Vec::new();
        let mut parts = SortedSet::new();
        let nodes: SortedSet<String> = balancer.nodes.iter().map(ToString::to_string).collect();
        for id in &balancer.nodes {
            let public = public_of(id);
            addresses.extend(public.iter().map(|own| EndAddress { own: IpAddr::V4(*own), public: None }));
            if balancer.internet_facing && !public.is_empty() {
                parts.extend(public.iter().map(ToString::to_string));
            } else {
                parts.insert(id.to_string());
            }
        }
        let end = NamedEnd {
            end: balancer.id.as_str().into(),
            kind: Kind::LoadBalancer.name(),
            name: (&*balancer.name).into(),
            addresses,
        };
        found.push((end.clone(), parts));
        found.push((end, nodes));
    }
    for endpoint in network.endpoints.iter().filter(|endpoint| !endpoint.interfaces.is_empty()) {
        let parts = endpoint.interfaces.iter().map(ToString::to_string).collect();
        let end = NamedEnd {
            end: endpoint.id.as_str().into(),
            kind: Kind::Endpoint.name(),
            name: (&*endpoint.name).into(),
            addresses: Vec::new(),
        };
        found.push((end, parts));
    }
    found
}

/// An end with its kind, name and addresses.
fn describe(ends: &Ends<'_>, end: &End) -> NamedEnd {
    let network = ends.network;
    let all = |kind: Kind, name: Arc<str>, addresses: Vec<EndAddress>| NamedEnd {
        end: Arc::clone(&end.label.text),
        kind: kind.name(),
        name,
        addresses,
    };
    let named = |kind: Kind, name: &str| all(kind, name.into(), Vec::new());
    match &end.member {
        Member::Interfaces { interfaces, .. } => {
            let its = interfaces.iter().filter_map(|&ix| network.interfaces.at(ix as usize));
            let addresses = its.clone().flat_map(|interface| {
                let v4 = interface
                    .addresses
                    .iter()
                    .map(|address| EndAddress { own: IpAddr::V4(address.private), public: address.public });
                let v6 = interface.ipv6.iter();
                v4.chain(v6.map(|own| EndAddress { own: IpAddr::V6(*own), public: None }))
            });
            let addresses = addresses.collect();
            let first = its.clone().next();
            let instance = first.and_then(|interface| interface.instance());
            let held = |name: Option<&Arc<str>>| name.map_or_else(|| "".into(), Arc::clone);
            match instance {
                Some(id) => {
                    let instance = network.instances.find(id);
                    all(Kind::Instance, held(instance.map(|instance| &instance.name)), addresses)
                }
                None => {
                    let name = first.map(|interface| {
                        if interface.name.is_empty() { &interface.description } else { &interface.name }
                    });
                    all(Kind::Interface, held(name), addresses)
                }
            }
        }
        Member::Nat(ix) => {
            let name = network.nat_gateways.at(*ix as usize).map_or("", |nat| &*nat.name);
            named(Kind::NatGateway, name)
        }
        Member::Internet(_) => named(Kind::Internet, ""),
        Member::Function(ix) => {
            let name = network.workloads.at(*ix as usize).map_or("", |one| &*one.name);
            named(Kind::Function, name)
        }
        Member::OnPremises(_) => named(Kind::OnPremises, ""),
        Member::Service(..) => named(Kind::AwsService, ""),
        Member::Address(address) => {
            let owner = network.load_balancers.iter().find(|balancer| {
                balancer.nodes.iter().any(|id| {
                    let interface = network.interfaces.find(id);
                    let mut public = interface.into_iter().flat_map(|interface| &interface.addresses);
                    public.any(|held| held.public.map(IpAddr::V4) == Some(*address))
                })
            });
            match owner {
                Some(balancer) => named(Kind::LoadBalancer, &balancer.name),
                None => named(Kind::Other, ""),
            }
        }
        Member::Host(..) | Member::Block(..) => named(Kind::Other, ""),
        Member::Unseen(resource) => named(resource.kind, ""),
    }
}
