//! Names and ids of everything that can be an end, for looking up, searching and "did you mean".
//!
//! Nothing is copied out of the network: ids are found in its tables, and what names and searches need is made when
//! the first name is asked for, or the first search. Loading does not wait for it.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::details::{Detail, detail, tags};
use crate::explain::Language;
use crate::graph::{Ix, Node};
use crate::model::Order as _;
use crate::model::{Entity, InterfaceKind, Kind, Network, Table, Workload};

/// One thing that can be asked about.
#[derive(Clone, Debug)]
pub struct Entry<'n> {
    /// Its id as the input writes it.
    pub id: &'n str,
    /// Its name, else empty.
    pub name: Cow<'n, str>,
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub node: Node,
    /// Position in its own table.
    pub at: Ix,
}

/// The kinds of ends, in the order in which they are preferred for an equal name.
const KINDS: [Kind; 18] = [
    Kind::Instance,
    // Stands for all kinds of workloads, which share a table.
    Kind::Function,
    Kind::Interface,
    Kind::Endpoint,
    Kind::NatGateway,
    Kind::Subnet,
    Kind::Vpc,
    Kind::SecurityGroup,
    Kind::LoadBalancer,
    Kind::InternetGateway,
    Kind::EgressOnlyInternetGateway,
    Kind::VpnGateway,
    Kind::VpnConnection,
    Kind::DirectConnectGateway,
    Kind::VirtualInterface,
    Kind::PeeringConnection,
    Kind::TransitGateway,
    Kind::TransitGatewayAttachment,
];

/// All ends of a network.
// INVARIANT (one network): made for one network and asked with no other.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Hash of the name and number of the entry, ascending; entries without a name are left out.
    names: OnceLock<Vec<(u32, u32)>>,
    search: OnceLock<Search>,
}

/// What a search looks through.
#[derive(Clone, Debug, Default)]
struct Search {
    /// Name, id, detail and tags of each entry in lower case, one after the other.
    text: String,
    /// Where the text of each entry ends.
    ends: Vec<usize>,
    /// Instances and their interfaces, both by position, ascending.
    held: Vec<(Ix, Ix)>,
}

/// How many entries a kind has.
fn count(network: &Network, kind: Kind) -> usize {
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds are no ends")]
    match kind {
        Kind::Instance => network.instances.len(),
        Kind::Function => network.workloads.len(),
        Kind::Interface => network.interfaces.len(),
        Kind::Endpoint => network.endpoints.len(),
        Kind::NatGateway => network.nat_gateways.len(),
        Kind::Subnet => network.subnets.len(),
        Kind::Vpc => network.vpcs.len(),
        Kind::SecurityGroup => network.groups.len(),
        Kind::LoadBalancer => network.load_balancers.len(),
        Kind::InternetGateway => network.internet_gateways.len(),
        Kind::EgressOnlyInternetGateway => network.egress_only_gateways.len(),
        Kind::VpnGateway => network.vpn_gateways.len(),
        Kind::VpnConnection => network.vpn_connections.len(),
        Kind::DirectConnectGateway => network.direct_connect_gateways.len(),
        Kind::VirtualInterface => network.virtual_interfaces.len(),
        Kind::PeeringConnection => network.peerings.len(),
        Kind::TransitGateway => network.transit_gateways.len(),
        Kind::TransitGatewayAttachment => network.transit_attachments.len(),
        _ => 0,
    }
}

fn known<'n>(kind: Kind, at: Ix, node: Node, id: &'n str, name: &'n str) -> Entry<'n> {
    Entry { id, name: Cow::Borrowed(name), kind, node, at }
}

/// The entry of a kind at a position of its table.
fn entry(network: &Network, kind: Kind, at: Ix) -> Option<Entry<'_>> {
    macro_rules! plain {
        ($table:ident, $node:path) => {{
            let found = network.$table.at(at as usize)?;
            known(kind, at, $node(at), found.id.as_str(), &found.name)
        }};
    }
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds are no ends")]
    Some(match kind {
        Kind::Instance => plain!(instances, Node::Instance),
        Kind::Function => {
            let workload = network.workloads.at(at as usize)?;
            let id = workload.id.as_str();
            known(workload.kind.kind(), at, Node::Workload(at), id, &workload.name)
        }
        Kind::Interface => {
            let interface = network.interfaces.at(at as usize)?;
            let name = interface_name(network, interface);
            known(kind, at, Node::Interface(at), interface.id.as_str(), name)
        }
        Kind::Endpoint => plain!(endpoints, Node::Endpoint),
        Kind::NatGateway => plain!(nat_gateways, Node::NatGateway),
        Kind::Subnet => plain!(subnets, Node::Subnet),
        Kind::Vpc => plain!(vpcs, Node::Vpc),
        Kind::SecurityGroup => plain!(groups, Node::Group),
        Kind::LoadBalancer => {
            let balancer = network.load_balancers.at(at as usize)?;
            // Its ends are found by the load balancer's own name; the node only says where it is.
            let node = balancer.nodes.first().and_then(|id| network.interfaces.position(id))?;
            let node = Node::Interface(Ix::try_from(node).ok()?);
            known(kind, at, node, balancer.id.as_str(), &balancer.name)
        }
        Kind::InternetGateway => plain!(internet_gateways, Node::InternetGateway),
        Kind::EgressOnlyInternetGateway => plain!(egress_only_gateways, Node::EgressOnlyGateway),
        Kind::VpnGateway => plain!(vpn_gateways, Node::VpnGateway),
        Kind::VpnConnection => plain!(vpn_connections, Node::VpnConnection),
        Kind::DirectConnectGateway => plain!(direct_connect_gateways, Node::DirectConnectGateway),
        Kind::VirtualInterface => plain!(virtual_interfaces, Node::VirtualInterface),
        Kind::PeeringConnection => plain!(peerings, Node::Peering),
        Kind::TransitGateway => plain!(transit_gateways, Node::TransitGateway),
        Kind::TransitGatewayAttachment => plain!(transit_attachments, Node::TransitAttachment),
        _ => return None,
    })
}

/// The position of an id of a kind.
fn position_of(network: &Network, kind: Kind, id: &str) -> Option<Ix> {
    fn of<T: Entity>(table: &Table<T>, id: &str) -> Option<usize> {
        table.position_of_text(id)
    }
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds are no ends")]
    let found = match kind {
        Kind::Instance => of(&network.instances, id),
        Kind::Function => of(&network.workloads, id),
        Kind::Interface => of(&network.interfaces, id),
        Kind::Endpoint => of(&network.endpoints, id),
        Kind::NatGateway => of(&network.nat_gateways, id),
        Kind::Subnet => of(&network.subnets, id),
        Kind::Vpc => of(&network.vpcs, id),
        Kind::SecurityGroup => of(&network.groups, id),
        Kind::LoadBalancer => of(&network.load_balancers, id),
        Kind::InternetGateway => of(&network.internet_gateways, id),
        Kind::EgressOnlyInternetGateway => of(&network.egress_only_gateways, id),
        Kind::VpnGateway => of(&network.vpn_gateways, id),
        Kind::VpnConnection => of(&network.vpn_connections, id),
        Kind::DirectConnectGateway => of(&network.direct_connect_gateways, id),
        Kind::VirtualInterface => of(&network.virtual_interfaces, id),
        Kind::PeeringConnection => of(&network.peerings, id),
        Kind::TransitGateway => of(&network.transit_gateways, id),
        Kind::TransitGatewayAttachment => of(&network.transit_attachments, id),
        _ => None,
    };
    found.and_then(|at| Ix::try_from(at).ok())
}

/// The entry with a number: entries are numbered through, kind after kind.
fn numbered(network: &Network, number: usize) -> Option<Entry<'_>> {
    let mut at = number;
    for kind in KINDS {
        let many = count(network, kind);
        if at < many {
            return entry(network, kind, Ix::try_from(at).ok()?);
        }
        at -= many;
    }
    None
}

/// All entries, each with its number.
fn all(network: &Network) -> impl Iterator<Item = (usize, Entry<'_>)> {
    let places = KINDS.into_iter().flat_map(|kind| (0..count(network, kind)).map(move |at| (kind, at)));
    places
        .enumerate()
        .filter_map(|(number, (kind, at))| Some((number, entry(network, kind, Ix::try_from(at).ok()?)?)))
}

/// FNV-1a. Equal hashes are looked at again, so it need not be a good one.
fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl Index {
    fn names(&self, network: &Network) -> &[(u32, u32)] {
        self.names.get_or_init(|| {
            let named = all(network).filter(|(_, entry)| !entry.name.is_empty());
            let mut names: Vec<(u32, u32)> = named
                .filter_map(|(number, entry)| Some((hash(&entry.name), u32::try_from(number).ok()?)))
                .collect();
            names.order_by_number(|name| u128::from(name.0), Ord::cmp);
            names
        })
    }

    /// What has exactly this id.
    pub fn with_id<'n>(&self, network: &'n Network, id: &str) -> Option<Entry<'n>> {
        KINDS.into_iter().find_map(|kind| entry(network, kind, position_of(network, kind, id)?)).or_else(
            || {
                // A database's endpoint leads to it too.
                let is_alias = |workload: &Workload| workload.aliases.iter().any(|alias| **alias == *id);
                let at = network.workloads.iter().position(is_alias)?;
                entry(network, Kind::Function, Ix::try_from(at).ok()?)
            },
        )
    }

    /// What has exactly this name: all of the most preferred kind.
    pub fn with_name<'n>(&self, network: &'n Network, name: &str) -> Vec<Entry<'n>> {
        let (names, wanted) = (self.names(network), hash(name));
        let from = names.partition_point(|(hash, _)| *hash < wanted);
        let near = names.iter().skip(from).take_while(|(hash, _)| *hash == wanted);
        let mut found: Vec<Entry<'n>> = Vec::new();
        for entry in near.filter_map(|&(_, number)| numbered(network, number as usize)) {
            if entry.name == name && found.first().is_none_or(|first| first.kind == entry.kind) {
                found.push(entry);
            }
        }
        found
    }

    #[cold]
    fn search_text(&self, network: &Network) -> &Search {
        self.search.get_or_init(|| {
            let mut search = Search::default();
            for (ix, interface) in (0..).zip(&network.interfaces) {
                let held = interface.instance().and_then(|id| network.instances.position(id));
                search.held.extend(held.and_then(|at| Ix::try_from(at).ok()).map(|at| (at, ix)));
            }
            search.held.order_by_number(|held| u128::from(held.0), Ord::cmp);
            let mut number = 0;
            for (next, entry) in all(network) {
                // A number without an entry has an empty text, in which nothing is found.
                search.ends.resize(next, search.text.len());
                number = next + 1;
                search.add(network, &entry);
            }
            search.ends.resize(number, search.text.len());
            search
        })
    }

    /// What helps to tell an entry apart.
    #[cold]
    pub fn detail(&self, network: &Network, entry: &Entry<'_>) -> Detail {
        detail(network, &self.search_text(network).held, entry)
    }

    /// What holds all words of `text`, best first.
    #[cold]
    pub fn search<'n>(&self, network: &'n Network, text: &str, limit: usize) -> Vec<Entry<'n>> {
        let search = self.search_text(network);
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut found: Vec<(u8, usize)> = Vec::new();
        let mut start = 0;
        for (number, &end) in search.ends.iter().enumerate() {
            let haystack = search.text.get(start..end).unwrap_or("");
            start = end;
            if haystack.is_empty() || !words.iter().all(|word| haystack.contains(word)) {
                continue;
            }
            let Some(entry) = numbered(network, number) else { continue };
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
            found.push((rank, number));
        }
        found.order();
        found.into_iter().take(limit).filter_map(|(_, number)| numbered(network, number)).collect()
    }

    /// The ids and names nearest to a text that matches nothing.
    #[cold]
    pub fn nearest(&self, network: &Network, text: &str, limit: usize) -> Vec<String> {
        let text = text.to_lowercase();
        let mut near: Vec<(usize, String)> = Vec::new();
        for (_, entry) in all(network) {
            for candidate in [&*entry.name, entry.id] {
                if candidate.is_empty() {
                    continue;
                }
                let far = distance(&text, &candidate.to_lowercase());
                if far <= text.len().max(4) / 2 {
                    near.push((far, candidate.to_owned()));
                }
            }
        }
        near.order();
        near.dedup_by(|a, b| a.1 == b.1);
        near.into_iter().take(limit).map(|(_, name)| name).collect()
    }
}

impl Search {
    fn add(&mut self, network: &Network, entry: &Entry<'_>) {
        let detail = detail(network, &self.held, entry);
        // Found by the words of any language.
        let details: Vec<String> = match detail.about {
            Some(_) => Language::ALL.iter().map(|language| detail.words(*language)).collect(),
            None => vec![detail.rest],
        };
        let mut text = format!("{} {} {} ", entry.name, entry.id, details.join(" "));
        for (key, value) in tags(network, entry) {
            text.extend([&**key, "=", value, " "]);
        }
        self.text.push_str(&text.to_lowercase());
        self.ends.push(self.text.len());
    }
}

/// The name of an interface: its own, its instance's, or what AWS's description says it is.
fn interface_name<'n>(network: &'n Network, interface: &'n crate::model::Interface) -> &'n str {
    if !interface.name.is_empty() {
        return &interface.name;
    }
    let instance = interface.instance().and_then(|id| network.instances.find(id));
    if let Some(instance) = instance
        && !instance.name.is_empty()
    {
        return &instance.name;
    }
    if let Some(workload) = interface.workload.as_ref().and_then(|id| network.workloads.find(id)) {
        return &workload.name;
    }
    if interface.kind == InterfaceKind::Plain { "" } else { &interface.description }
}

/// How many letters to change, add or leave out to get from one text to the other (Levenshtein).
pub fn distance(one: &str, other: &str) -> usize {
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
pub const fn position(node: Node) -> Ix {
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
