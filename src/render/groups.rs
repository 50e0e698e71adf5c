//! The interfaces of a subnet folded into a few groups, so that the picture's size does not follow their number.

use super::glyphs::Glyph;
use super::theme::Tone;
use super::words::Words;
use crate::model::Order as _;
use crate::model::{Instance, Interface, InterfaceKind, Network, SortedMap};

/// At most this many groups a subnet.
pub(super) const MOST_GROUPS: usize = 8;

/// What kind of group; also the order they are drawn in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Class {
    LoadBalancer,
    Instances,
    Nodes,
    Lambda,
    Database,
    Endpoints,
    Attachment,
    SameGroups,
    Others,
}

impl Class {
    pub(super) const fn looks(self) -> (Glyph, Tone) {
        match self {
            Class::LoadBalancer => (Glyph::LoadBalancer, Tone::Network),
            Class::Instances => (Glyph::Instance, Tone::Compute),
            Class::Nodes => (Glyph::Container, Tone::Compute),
            Class::Lambda => (Glyph::Lambda, Tone::Compute),
            Class::Database => (Glyph::Database, Tone::Database),
            Class::Endpoints => (Glyph::Endpoint, Tone::Network),
            Class::Attachment => (Glyph::Attachment, Tone::Network),
            Class::SameGroups => (Glyph::Interface, Tone::Plain),
            Class::Others => (Glyph::Others, Tone::Plain),
        }
    }
}

/// Some interfaces of one subnet that are shown as one box.
pub(super) struct Group<'n> {
    pub(super) class: Class,
    pub(super) label: String,
    pub(super) members: Vec<&'n Interface>,
}

/// Folds the interfaces of one subnet.
pub(super) fn fold<'n>(interfaces: &[&'n Interface], network: &'n Network, words: Words) -> Vec<Group<'n>> {
    let mut found: SortedMap<(Class, String), Vec<&Interface>> = SortedMap::new();
    for interface in interfaces {
        found.entry(sort(interface, network, words)).or_default().push(interface);
    }
    let mut groups: Vec<Group<'n>> =
        found.into_iter().map(|((class, label), members)| Group { class, label, members }).collect();
    if groups.len() > MOST_GROUPS {
        // The largest stay; the rest are one group.
        groups.order_by(|a, b| b.members.len().cmp(&a.members.len()).then_with(|| key(a).cmp(&key(b))));
        let rest = groups.split_off(MOST_GROUPS - 1);
        let mut members: Vec<&Interface> = rest.into_iter().flat_map(|group| group.members).collect();
        members.order_by(|a, b| a.id.cmp(&b.id));
        groups.order_by(|a, b| key(a).cmp(&key(b)));
        groups.push(Group { class: Class::Others, label: words.others().to_owned(), members });
    }
    groups
}

fn key<'g>(group: &'g Group<'_>) -> (Class, &'g str) {
    (group.class, &group.label)
}

/// The name an interface is known by on its own.
pub(super) fn name_of<'n>(interface: &'n Interface, network: &'n Network) -> &'n str {
    let instance = interface.instance().and_then(|id| network.instances.find(id));
    let endpoint = || endpoint_name(interface, network);
    [Some(&*interface.name), instance.map(|instance| &*instance.name), endpoint(), balancer(interface)]
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| interface.id.as_str())
}

fn endpoint_name<'n>(interface: &Interface, network: &'n Network) -> Option<&'n str> {
    if interface.kind != InterfaceKind::Endpoint
        && interface.kind != InterfaceKind::GatewayLoadBalancerEndpoint
    {
        return None;
    }
    let endpoint = network.endpoints.iter().find(|endpoint| endpoint.interfaces.contains(&interface.id))?;
    Some(if endpoint.name.is_empty() { short_service(&endpoint.service) } else { &endpoint.name })
}

/// `s3` of `com.amazonaws.eu-west-1.s3`.
pub(super) fn short_service(service: &str) -> &str {
    service
        .strip_prefix("com.amazonaws.")
        .and_then(|rest| rest.split_once('.'))
        .map_or(service, |(_, name)| name)
}

/// `web` of the description `ELB app/web/50dc6c495c0c9188`, or of a Classic load balancer's `ELB web`.
fn balancer(interface: &Interface) -> Option<&str> {
    let tail = interface.description.strip_prefix("ELB ")?;
    let name = tail.split('/').nth(1).unwrap_or(tail);
    (!name.is_empty()).then_some(name)
}

pub(super) fn sort(interface: &Interface, network: &Network, words: Words) -> (Class, String) {
    match interface.kind {
        InterfaceKind::ApplicationLoadBalancer
        | InterfaceKind::NetworkLoadBalancer
        | InterfaceKind::GatewayLoadBalancer
        | InterfaceKind::ClassicLoadBalancer => {
            (Class::LoadBalancer, balancer(interface).unwrap_or_else(|| words.load_balancers()).to_owned())
        }
        InterfaceKind::Lambda => (Class::Lambda, "Lambda".to_owned()),
        InterfaceKind::Endpoint | InterfaceKind::GatewayLoadBalancerEndpoint => {
            (Class::Endpoints, words.endpoints().to_owned())
        }
        InterfaceKind::InstanceConnect => (Class::Endpoints, words.instance_connect().to_owned()),
        InterfaceKind::TransitGateway => (Class::Attachment, words.attachment().to_owned()),
        InterfaceKind::NatGateway => (Class::Others, words.nat_gateway().to_owned()),
        InterfaceKind::Plain
        | InterfaceKind::Service
        | InterfaceKind::ClientVpn
        | InterfaceKind::Accelerator => plain(interface, network, words),
    }
}

fn plain(interface: &Interface, network: &Network, words: Words) -> (Class, String) {
    if let Some((class, label)) = by_description(&interface.description) {
        return (class, label.to_owned());
    }
    if let Some(instance) = holder(interface, network) {
        for (key, class) in [
            ("eks:nodegroup-name", Class::Nodes),
            ("karpenter.sh/nodepool", Class::Nodes),
            ("aws:autoscaling:groupName", Class::Instances),
        ] {
            if let Some(value) = tag(&instance.tags, key) {
                return (class, value.to_owned());
            }
        }
        if !instance.name.is_empty() {
            return (Class::Instances, name_stem(&instance.name));
        }
    }
    if !interface.name.is_empty() {
        return (Class::SameGroups, name_stem(&interface.name));
    }
    let mut groups: Vec<&str> = interface
        .groups
        .iter()
        .map(|id| match network.groups.find(id) {
            Some(group) if !group.name.is_empty() => &*group.name,
            Some(_) | None => id.as_str(),
        })
        .collect();
    groups.order();
    match groups.as_slice() {
        [] => (Class::Others, words.others().to_owned()),
        names => (Class::SameGroups, names.join(" + ")),
    }
}

/// The instance it is attached to; for an EKS pod's branch interface, the one its description names.
fn holder<'n>(interface: &Interface, network: &'n Network) -> Option<&'n Instance> {
    if let Some(id) = interface.instance() {
        return network.instances.find(id);
    }
    let id = interface.description.strip_prefix("aws-K8S-")?;
    network.instances.find(&id.into())
}

fn by_description(description: &str) -> Option<(Class, &'static str)> {
    const KNOWN: &[(&str, Class, &str)] = &[
        ("RDSNetworkInterface", Class::Database, "RDS"),
        ("RDS", Class::Database, "RDS"),
        ("ElastiCache", Class::Database, "ElastiCache"),
        ("DAX", Class::Database, "DAX"),
        ("RedshiftNetworkInterface", Class::Database, "Redshift"),
        ("ES ", Class::Database, "OpenSearch"),
        ("EFS mount target", Class::Database, "EFS"),
        ("DMSNetworkInterface", Class::Database, "DMS"),
        ("AWS Lambda VPC ENI", Class::Lambda, "Lambda"),
        ("Amazon EKS", Class::Nodes, "EKS control plane"),
        ("arn:aws:ecs", Class::Nodes, "ECS"),
    ];
    KNOWN.iter().find(|(start, ..)| description.starts_with(start)).map(|(_, class, label)| (*class, *label))
}

fn tag<'t>(tags: &'t [crate::model::Tag], key: &str) -> Option<&'t str> {
    tags.iter().find(|(name, value)| &**name == key && !value.is_empty()).map(|(_, value)| &**value)
}

/// `web` of `web-1`, `web-02` and `web_3`: instances that differ by a number only are one group.
fn name_stem(name: &str) -> String {
    let stem =
        name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['-', '_', '.', ' ', '#']);
    if stem.is_empty() { name.to_owned() } else { stem.to_owned() }
}
