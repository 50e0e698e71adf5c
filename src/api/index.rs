//! Names and ids of everything that can be an end, for looking up, searching and "did you mean".

use std::collections::BTreeMap;

use crate::explain::{About, Language};
use crate::graph::{Ix, Node};
use crate::model::{EndpointKind, InterfaceKind, Kind, Network, VirtualInterfaceKind, WorkloadKind};

/// What helps to tell an end apart: what it is, then addresses, ids and the like.
#[derive(Clone, Debug, Default)]
pub(super) struct Detail {
    about: Option<About>,
    rest: String,
}

impl Detail {
    fn of(about: About, rest: impl ToString) -> Self {
        Detail { about: Some(about), rest: rest.to_string() }
    }

    /// All of it, in a language.
    pub(super) fn words(&self, language: Language) -> String {
        match self.about.map(|about| about.words(language)) {
            None => self.rest.clone(),
            Some(words) if self.rest.is_empty() => words.to_owned(),
            Some(words) => format!("{words} · {}", self.rest),
        }
    }
}

impl From<String> for Detail {
    fn from(rest: String) -> Self {
        Detail { about: None, rest }
    }
}

impl From<About> for Detail {
    fn from(about: About) -> Self {
        Detail { about: Some(about), rest: String::new() }
    }
}

/// One thing that can be asked about.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its id as the input writes it.
    pub id: String,
    /// Its name, else empty.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub node: Node,
    /// Addresses and the VPC, to tell it apart.
    pub detail: Detail,
    /// Id, name, detail and tags in lower case: what a search looks through.
    haystack: String,
}

/// All ends of a network.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// In the order in which kinds are preferred for an equal name, then by id.
    entries: Vec<Entry>,
    by_id: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// Names that only lead to an entry: a database's endpoint.
    aliases: Vec<(String, usize)>,
}

impl Index {
    /// Lists everything that can be an end.
    pub(super) fn build(network: &Network) -> Index {
        let mut index = Index::default();
        for (ix, instance) in (0..).zip(&network.instances) {
            let held =
                network.interfaces.iter().filter(|interface| interface.instance() == Some(&instance.id));
            let _ = held;
            index.add(
                instance.id.as_str(),
                &instance.name,
                Kind::Instance,
                Node::Instance(ix),
                String::new(),
                &instance.tags,
            );
        }
        let mut of_instance: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for interface in &network.interfaces {
            if let Some(instance) = interface.instance() {
                of_instance.entry(instance.as_str()).or_default().extend(addresses(interface));
            }
        }
        for entry in &mut index.entries {
            entry.detail =
                of_instance.get(entry.id.as_str()).map(|list| list.join(", ")).unwrap_or_default().into();
        }
        for (ix, workload) in (0..).zip(&network.workloads) {
            let about = match workload.kind {
                WorkloadKind::Function => About::Function,
                WorkloadKind::Database => About::Database,
                WorkloadKind::DatabaseCluster => About::DatabaseCluster,
                WorkloadKind::Task => About::Task,
                WorkloadKind::KubernetesCluster => About::KubernetesCluster,
                WorkloadKind::ClientVpn => About::ClientVpn,
            };
            let names = workload.aliases.iter().map(|alias| alias.to_string());
            let port = workload.port.map(|port| format!(":{port}"));
            let rest: Vec<String> = names.chain(port).collect();
            let kind = workload.kind.kind();
            let detail = Detail::of(about, rest.join(" "));
            index.add(workload.id.as_str(), &workload.name, kind, Node::Workload(ix), detail, &[]);
            index
                .aliases
                .extend(workload.aliases.iter().map(|alias| (alias.to_string(), index.entries.len() - 1)));
        }
        for (ix, interface) in (0..).zip(&network.interfaces) {
            let name = interface_name(network, interface);
            let mut detail = addresses(interface).join(", ");
            if let Some(instance) = interface.instance() {
                detail = format!("{detail} · {instance}");
            }
            index.add(
                interface.id.as_str(),
                &name,
                Kind::Interface,
                Node::Interface(ix),
                detail,
                &interface.tags,
            );
        }
        for (ix, endpoint) in (0..).zip(&network.endpoints) {
            let kind = match endpoint.kind {
                EndpointKind::Gateway => About::GatewayEndpoint,
                EndpointKind::Interface => About::InterfaceEndpoint,
                EndpointKind::GatewayLoadBalancer => About::GatewayLoadBalancerEndpoint,
                EndpointKind::Other => About::Endpoint,
            };
            let detail = Detail::of(kind, &endpoint.service);
            index.add(endpoint.id.as_str(), &endpoint.name, Kind::Endpoint, Node::Endpoint(ix), detail, &[]);
        }
        for (ix, nat) in (0..).zip(&network.nat_gateways) {
            let detail = Detail::of(About::NatGateway, &nat.vpc);
            index.add(nat.id.as_str(), &nat.name, Kind::NatGateway, Node::NatGateway(ix), detail, &[]);
        }
        for (ix, subnet) in (0..).zip(&network.subnets) {
            let blocks: Vec<String> = subnet.blocks.iter().map(ToString::to_string).collect();
            let detail = format!("{} · {}", blocks.join(", "), subnet.zone);
            index.add(subnet.id.as_str(), &subnet.name, Kind::Subnet, Node::Subnet(ix), detail, &subnet.tags);
        }
        for (ix, vpc) in (0..).zip(&network.vpcs) {
            let blocks: Vec<String> = vpc.blocks.iter().map(ToString::to_string).collect();
            index.add(vpc.id.as_str(), &vpc.name, Kind::Vpc, Node::Vpc(ix), blocks.join(", "), &vpc.tags);
        }
        for (ix, group) in (0..).zip(&network.groups) {
            let detail = group.vpc.to_string();
            index.add(
                group.id.as_str(),
                &group.name,
                Kind::SecurityGroup,
                Node::Group(ix),
                detail,
                &group.tags,
            );
        }
        index.add_gateways(network);
        index.finish();
        index
    }

    fn add_gateways(&mut self, network: &Network) {
        for balancer in &network.load_balancers {
            let node = balancer.nodes.first().and_then(|id| network.interfaces.position(id));
            // Its ends are found by the load balancer's own name; the node only says where it is.
            if let Some(node) = node.and_then(|at| Ix::try_from(at).ok()) {
                let detail = format!("load balancer · {}", balancer.dns);
                self.add(
                    balancer.id.as_str(),
                    &balancer.name,
                    Kind::LoadBalancer,
                    Node::Interface(node),
                    detail,
                    &[],
                );
            }
        }
        for (ix, g) in (0..).zip(&network.internet_gateways) {
            self.add(
                g.id.as_str(),
                &g.name,
                Kind::InternetGateway,
                Node::InternetGateway(ix),
                About::Internet,
                &[],
            );
        }
        for (ix, g) in (0..).zip(&network.egress_only_gateways) {
            let node = Node::EgressOnlyGateway(ix);
            self.add(g.id.as_str(), &g.name, Kind::EgressOnlyInternetGateway, node, About::InternetV6, &[]);
        }
        for (ix, g) in (0..).zip(&network.vpn_gateways) {
            self.add(g.id.as_str(), &g.name, Kind::VpnGateway, Node::VpnGateway(ix), About::OnPremises, &[]);
        }
        for (ix, c) in (0..).zip(&network.vpn_connections) {
            self.add(
                c.id.as_str(),
                &c.name,
                Kind::VpnConnection,
                Node::VpnConnection(ix),
                About::OnPremises,
                &[],
            );
        }
        for (ix, g) in (0..).zip(&network.direct_connect_gateways) {
            let node = Node::DirectConnectGateway(ix);
            self.add(g.id.as_str(), &g.name, Kind::DirectConnectGateway, node, About::OnPremises, &[]);
        }
        for (ix, v) in (0..).zip(&network.virtual_interfaces) {
            let node = Node::VirtualInterface(ix);
            let about =
                if v.kind == VirtualInterfaceKind::Public { About::Internet } else { About::OnPremises };
            self.add(v.id.as_str(), &v.name, Kind::VirtualInterface, node, about, &[]);
        }
        for (ix, p) in (0..).zip(&network.peerings) {
            let detail = format!("{} – {}", p.requester.vpc, p.accepter.vpc);
            self.add(p.id.as_str(), &p.name, Kind::PeeringConnection, Node::Peering(ix), detail, &[]);
        }
        for (ix, t) in (0..).zip(&network.transit_gateways) {
            self.add(
                t.id.as_str(),
                &t.name,
                Kind::TransitGateway,
                Node::TransitGateway(ix),
                String::new(),
                &[],
            );
        }
        for (ix, a) in (0..).zip(&network.transit_attachments) {
            let node = Node::TransitAttachment(ix);
            self.add(
                a.id.as_str(),
                &a.name,
                Kind::TransitGatewayAttachment,
                node,
                a.gateway.to_string(),
                &[],
            );
        }
    }

    fn add(
        &mut self,
        id: &str,
        name: &str,
        kind: Kind,
        node: Node,
        detail: impl Into<Detail>,
        tags: &[(Box<str>, Box<str>)],
    ) {
        let mut haystack = String::new();
        for (key, value) in tags {
            haystack.push_str(key);
            haystack.push('=');
            haystack.push_str(value);
            haystack.push(' ');
        }
        let detail = detail.into();
        self.entries.push(Entry { id: id.to_owned(), name: name.to_owned(), kind, node, detail, haystack });
    }

    fn finish(&mut self) {
        for (alias, at) in std::mem::take(&mut self.aliases) {
            self.by_id.entry(alias).or_default().push(at);
        }
        for (at, entry) in self.entries.iter_mut().enumerate() {
            let tags = std::mem::take(&mut entry.haystack);
            // Found by the words of any language.
            let details: Vec<String> = match entry.detail.about {
                Some(_) => Language::ALL.iter().map(|language| entry.detail.words(*language)).collect(),
                None => vec![entry.detail.rest.clone()],
            };
            let detail = details.join(" ");
            entry.haystack = format!("{} {} {detail} {tags}", entry.name, entry.id).to_lowercase();
            self.by_id.entry(entry.id.clone()).or_default().push(at);
            if !entry.name.is_empty() {
                self.by_name.entry(entry.name.clone()).or_default().push(at);
            }
        }
    }

    /// What has exactly this id.
    pub(super) fn with_id(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(id)?.first().and_then(|&at| self.entries.get(at))
    }

    /// What has exactly this name: all of the most preferred kind.
    pub(super) fn with_name(&self, name: &str) -> Vec<&Entry> {
        let all: Vec<&Entry> =
            self.by_name.get(name).into_iter().flatten().filter_map(|&at| self.entries.get(at)).collect();
        let kind = all.first().map(|entry| entry.kind);
        all.into_iter().filter(|entry| Some(entry.kind) == kind).collect()
    }

    /// What holds all words of `text`, best first.
    pub(super) fn search(&self, text: &str, limit: usize) -> Vec<&Entry> {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut found: Vec<(u8, usize)> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if words.iter().all(|word| entry.haystack.contains(word)) {
                let name = entry.name.to_lowercase();
                let rank = if name == text || entry.id == text {
                    0
                } else if name.starts_with(&text) || entry.id.starts_with(&text) {
                    1
                } else if name.contains(&text) {
                    2
                } else {
                    3
                };
                found.push((rank, at));
            }
        }
        found.sort_unstable();
        found.into_iter().take(limit).filter_map(|(_, at)| self.entries.get(at)).collect()
    }

    /// The ids and names nearest to a text that matches nothing.
    pub(super) fn nearest(&self, text: &str, limit: usize) -> Vec<String> {
        let text = text.to_lowercase();
        let mut near: Vec<(usize, &str)> = Vec::new();
        for entry in &self.entries {
            for candidate in [entry.name.as_str(), entry.id.as_str()] {
                if candidate.is_empty() {
                    continue;
                }
                let far = distance(&text, &candidate.to_lowercase());
                if far <= text.len().max(4) / 2 {
                    near.push((far, candidate));
                }
            }
        }
        near.sort_unstable();
        near.dedup_by(|a, b| a.1 == b.1);
        near.into_iter().take(limit).map(|(_, name)| name.to_owned()).collect()
    }
}

fn addresses(interface: &crate::model::Interface) -> Vec<String> {
    let v4 = interface.addresses.iter().map(|address| match address.public {
        Some(public) => format!("{} ({public})", address.private),
        None => address.private.to_string(),
    });
    v4.chain(interface.ipv6.iter().map(ToString::to_string)).collect()
}

/// The name of an interface: its own, its instance's, or what AWS's description says it is.
fn interface_name(network: &Network, interface: &crate::model::Interface) -> String {
    if !interface.name.is_empty() {
        return interface.name.to_string();
    }
    let instance = interface.instance().and_then(|id| network.instances.find(id));
    if let Some(instance) = instance
        && !instance.name.is_empty()
    {
        return instance.name.to_string();
    }
    if let Some(workload) = interface.workload.as_ref().and_then(|id| network.workloads.find(id)) {
        return workload.name.to_string();
    }
    if interface.kind == InterfaceKind::Plain { String::new() } else { interface.description.to_string() }
}

/// How many letters to change, add or leave out to get from one text to the other (Levenshtein).
pub(super) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().take(64).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (j, b) in other.iter().enumerate() {
            let Some(cell) = row.get_mut(j + 1) else { break };
            let replaced = diagonal + usize::from(a != *b);
            diagonal = *cell;
            *cell = replaced.min(*cell + 1).min(left + 1);
            left = *cell;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// The position of a node.
pub(super) const fn position(node: Node) -> Ix {
    match node {
        Node::Vpc(ix)
        | Node::Subnet(ix)
        | Node::RouteTable(ix)
        | Node::Nacl(ix)
        | Node::Group(ix)
        | Node::Interface(ix)
        | Node::Instance(ix)
        | Node::InternetGateway(ix)
        | Node::EgressOnlyGateway(ix)
        | Node::NatGateway(ix)
        | Node::VpnGateway(ix)
        | Node::VpnConnection(ix)
        | Node::Peering(ix)
        | Node::Endpoint(ix)
        | Node::TransitGateway(ix)
        | Node::TransitAttachment(ix)
        | Node::TransitTable(ix)
        | Node::DirectConnectGateway(ix)
        | Node::VirtualInterface(ix)
        | Node::Workload(ix) => ix,
    }
}
