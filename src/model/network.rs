//! The whole network, as read.

use super::SortedSet;
use super::place::push_number;
use super::{
    Association, BlockPublicAccess, Call, ConnectPeer, CoreAttachment, CoreTable, CustomerGateway,
    DirectConnectAssociation, DirectConnectGateway, EgressOnlyGateway, Endpoint, EndpointService, Firewall,
    FirewallPolicy, FirewallProtocols, Gateway, GroupRules, Instance, Interface, InternetGatewayId,
    LatticeAssociation, LoadBalancer, LocalGateway, Nacl, NatGateway, Notice, Peering, Place, PrefixList,
    RouteTable, RuleGroup, SecurityGroup, Subnet, Table, TargetGroup, TransitAttachment, TransitGateway,
    TransitRouteTable, VirtualInterface, Vpc, VpnConnection, VpnGatewayId, Way, Workload,
};
use crate::space::Protocol;

/// An account and a Region, each as far as known; empty text is unknown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
pub struct Scope {
    /// Twelve digits, as the input writes them.
    pub account: Box<str>,
    /// `eu-west-1`
    pub region: Box<str>,
}

impl Scope {
    /// Whether two scopes can be one: each part equal or unknown on either side.
    #[must_use]
    pub fn is_compatible(&self, other: &Scope) -> bool {
        let agree = |one: &str, two: &str| one.is_empty() || two.is_empty() || one == two;
        agree(&self.account, &other.account) && agree(&self.region, &other.region)
    }
}

/// An input document and what was seen in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Name of the file, with its folders.
    pub name: Box<str>,
}

/// Everything the input says. Built by the ingest floor, read by all others.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field is the table of the noun it is named after")]
pub struct Network {
    pub documents: Vec<Document>,
    pub vpcs: Table<Vpc>,
    pub subnets: Table<Subnet>,
    pub route_tables: Table<RouteTable>,
    pub nacls: Table<Nacl>,
    pub groups: Table<SecurityGroup>,
    pub interfaces: Table<Interface>,
    pub instances: Table<Instance>,
    pub internet_gateways: Table<Gateway<InternetGatewayId>>,
    pub egress_only_gateways: Table<EgressOnlyGateway>,
    pub nat_gateways: Table<NatGateway>,
    pub vpn_gateways: Table<Gateway<VpnGatewayId>>,
    pub customer_gateways: Table<CustomerGateway>,
    pub vpn_connections: Table<VpnConnection>,
    pub peerings: Table<Peering>,
    pub endpoints: Table<Endpoint>,
    pub endpoint_services: Table<EndpointService>,
    pub prefix_lists: Table<PrefixList>,
    pub transit_gateways: Table<TransitGateway>,
    pub transit_attachments: Table<TransitAttachment>,
    pub transit_tables: Table<TransitRouteTable>,
    pub direct_connect_gateways: Table<DirectConnectGateway>,
    pub direct_connect_associations: Table<DirectConnectAssociation>,
    pub virtual_interfaces: Table<VirtualInterface>,
    pub local_gateways: Table<LocalGateway>,
    pub connect_peers: Table<ConnectPeer>,
    pub core_attachments: Table<CoreAttachment>,
    pub core_tables: Table<CoreTable>,
    pub workloads: Table<Workload>,
    pub load_balancers: Table<LoadBalancer>,
    pub target_groups: Table<TargetGroup>,
    pub lattice_associations: Table<LatticeAssociation>,
    pub firewalls: Table<Firewall>,
    pub firewall_policies: Table<FirewallPolicy>,
    pub rule_groups: Table<RuleGroup>,
    pub block_public_access: BlockPublicAccess,
    /// Which calls were read, and for which account and Region. Tells a whole absent kind from a missing object.
    pub read: SortedSet<(Call, Scope)>,
    /// What was not understood or is missing, in input order.
    pub notices: Vec<Notice>,
}

impl Network {
    /// The route table that a gateway's arrivals go by (rule S-31), by the gateway's id, whether or not the gateway
    /// itself was read.
    #[must_use]
    pub fn table_of_gateway(&self, gateway: &str) -> Option<(usize, &RouteTable)> {
        let is_its =
            |association: &Association| matches!(association, Association::Gateway(of) if **of == *gateway);
        self.route_tables.iter().enumerate().find(|(_, table)| table.associations.iter().any(is_its))
    }

    /// The protocols that some rule or entry names, ascending.
    #[must_use]
    pub fn named_protocols(&self) -> SortedSet<Protocol> {
        let rules = self.groups.iter().flat_map(|group| group.ingress.iter().chain(&group.egress));
        let entries = self.nacls.iter().flat_map(|nacl| {
            [Way::Ingress, Way::Egress].into_iter().flat_map(|way| nacl.entries(way).values())
        });
        let entries = entries.filter_map(|entry| entry.protocol);
        let inspected = self.rule_groups.iter().flat_map(|group| match &group.rules {
            GroupRules::Rules(rules) => rules.as_slice(),
            GroupRules::Domains | GroupRules::Suricata => &[],
        });
        let inspected = inspected.flat_map(|rule| match &rule.protocols {
            FirewallProtocols::These(all) => all.as_slice(),
            FirewallProtocols::Any => &[],
        });
        let entries = entries.chain(inspected.copied());
        rules.filter_map(|rule| rule.protocol).chain(entries).collect()
    }

    /// Whether a document of this call was read that may speak for `scope`.
    #[must_use]
    pub fn has_read(&self, call: Call, scope: &Scope) -> bool {
        self.read.iter().any(|(read, of)| *read == call && of.is_compatible(scope))
    }

    /// Whether a document of this call was read at all, of whatever account and Region.
    #[must_use]
    pub fn has_read_any(&self, call: Call) -> bool {
        self.read.iter().any(|(read, _)| *read == call)
    }

    /// `file#pointer` of a place, as answers print it.
    #[must_use]
    pub fn source(&self, place: &Place) -> String {
        self.source_inside(place, "", None)
    }

    /// As [`Network::source`], of something inside a place: `tail` is a pointer such as `/Routes/`, and `at` the position
    /// of an element there.
    #[must_use]
    pub fn source_inside(&self, place: &Place, tail: &str, at: Option<usize>) -> String {
        let name = self.documents.get(place.file.0 as usize).map_or("", |document| &document.name);
        let mut text = String::with_capacity(name.len() + place.pointer.len() + tail.len() + 8);
        text.push_str(name);
        if !place.pointer.is_empty() || !tail.is_empty() {
            text.push('#');
        }
        text.extend([&*place.pointer, tail]);
        if let Some(at) = at {
            push_number(&mut text, at);
        }
        text
    }
}
