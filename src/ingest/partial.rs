//! What one document said, before documents are merged.

use std::net::Ipv4Addr;

use ipnet::IpNet;

use crate::model::SortedSet;
use crate::model::*;

/// What one or several documents said. Lists keep the order of reading.
#[derive(Default, Debug)]
pub(crate) struct Partial {
    pub(crate) vpcs: Vec<Vpc>,
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) route_tables: Vec<RouteTable>,
    pub(crate) nacls: Vec<Nacl>,
    pub(crate) groups: Vec<SecurityGroup>,
    pub(crate) group_rules: Vec<LooseRule>,
    pub(crate) interfaces: Vec<Interface>,
    /// The shorter copies inside instances.
    pub(crate) instance_interfaces: Vec<Interface>,
    pub(crate) instances: Vec<Instance>,
    pub(crate) addresses: Vec<ElasticAddress>,
    pub(crate) internet_gateways: Vec<Gateway<InternetGatewayId>>,
    pub(crate) egress_only_gateways: Vec<EgressOnlyGateway>,
    pub(crate) nat_gateways: Vec<NatGateway>,
    pub(crate) vpn_gateways: Vec<Gateway<VpnGatewayId>>,
    pub(crate) customer_gateways: Vec<CustomerGateway>,
    pub(crate) vpn_connections: Vec<VpnConnection>,
    pub(crate) peerings: Vec<Peering>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) endpoint_services: Vec<EndpointService>,
    pub(crate) endpoint_connections: Vec<EndpointConnection>,
    pub(crate) vpc_attributes: Vec<(VpcId, VpcDns)>,
    /// `None` for a VPC that only monitors.
    pub(crate) encryption_controls: Vec<(VpcId, Option<EncryptionControl>)>,
    pub(crate) prefix_lists: Vec<PrefixList>,
    pub(crate) prefix_entries: Vec<Orphan<IpNet>>,
    pub(crate) transit_gateways: Vec<TransitGateway>,
    pub(crate) transit_attachments: Vec<AttachmentPart>,
    pub(crate) transit_tables: Vec<TransitRouteTable>,
    pub(crate) transit_routes: Vec<Orphan<TransitRoutePart>>,
    pub(crate) transit_associations: Vec<Orphan<Member>>,
    pub(crate) transit_propagations: Vec<Orphan<Member>>,
    pub(crate) direct_connect_gateways: Vec<DirectConnectGateway>,
    pub(crate) direct_connect_associations: Vec<DirectConnectAssociation>,
    pub(crate) virtual_interfaces: Vec<VirtualInterface>,
    pub(crate) local_gateways: Vec<LocalGateway>,
    pub(crate) connect_peers: Vec<ConnectPeer>,
    pub(crate) core_attachments: Vec<CoreAttachment>,
    pub(crate) core_tables: Vec<CoreTable>,
    pub(crate) workloads: Vec<Workload>,
    pub(crate) load_balancers: Vec<LoadBalancer>,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) listener_rules: Vec<LooseListenerRule>,
    pub(crate) target_groups: Vec<TargetGroup>,
    pub(crate) target_health: Vec<Orphan<Target>>,
    /// Attributes of load balancers and of target groups.
    pub(crate) balancer_attributes: Vec<Orphan<(Box<str>, Box<str>)>>,
    pub(crate) lattice_associations: Vec<LatticeAssociation>,
    pub(crate) firewalls: Vec<Firewall>,
    pub(crate) firewall_policies: Vec<FirewallPolicy>,
    pub(crate) rule_groups: Vec<RuleGroup>,
    pub(crate) block_options: Vec<BlockOptions>,
    pub(crate) block_exclusions: Vec<BlockExclusion>,
    pub(crate) block_printed: Vec<PrintedMode>,
    pub(crate) read: SortedSet<(Call, Scope)>,
    pub(crate) pages: Vec<Page>,
    pub(crate) notices: Vec<Notice>,
}

/// A rule of describe-security-group-rules: it names its group.
#[derive(Debug)]
pub(crate) struct LooseRule {
    pub(crate) group: SecurityGroupId,
    pub(crate) way: Way,
    pub(crate) owner: Box<str>,
    pub(crate) rule: GroupRule,
}

/// A rule of describe-rules: it names its listener.
#[derive(Debug)]
pub(crate) struct LooseListenerRule {
    pub(crate) listener: Box<str>,
    /// `None` for the default one, which the listener itself tells.
    pub(crate) rule: Option<ListenerRule>,
}

/// An Elastic IP that is associated with something.
#[derive(Debug)]
pub(crate) struct ElasticAddress {
    pub(crate) public: Ipv4Addr,
    /// Whether it is a carrier address of a Wavelength Zone.
    pub(crate) is_carrier: bool,
    pub(crate) private: Option<Ipv4Addr>,
    pub(crate) interface: Option<InterfaceId>,
    pub(crate) instance: Option<InstanceId>,
}

/// A result whose AWS form lacks the id of the resource it belongs to.
#[derive(Debug)]
pub(crate) struct Orphan<T> {
    pub(crate) call: Call,
    /// The parent's id from the wrapper, the parameters or a name.
    pub(crate) parent: Option<std::sync::Arc<str>>,
    /// The file's name without `.json`, for the last guess.
    pub(crate) name: Box<str>,
    pub(crate) items: Vec<T>,
    /// Whether the document says that there is more.
    pub(crate) truncated: bool,
    /// Whether the list holds static routes only (Batfish).
    pub(crate) static_only: bool,
    pub(crate) place: Place,
}

/// An attachment as a route, an association or a propagation names it.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) attachment: TransitAttachmentId,
    /// What it joins; `None` where the document does not say.
    pub(crate) to: Option<AttachedTo>,
    /// Of the association or propagation; empty for a route's.
    pub(crate) state: Box<str>,
    pub(crate) place: Place,
}

/// A route with its attachments as the route itself describes them.
#[derive(Debug)]
pub(crate) struct TransitRoutePart {
    pub(crate) route: TransitRoute,
    pub(crate) members: Vec<Member>,
}

/// An attachment as one of the four calls describes it.
#[derive(Debug)]
pub(crate) struct AttachmentPart {
    pub(crate) attachment: TransitAttachment,
    pub(crate) call: Call,
}

/// A document of a paginated call, and whether it says that another page follows.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) call: Call,
    /// What pages of one result share: folder, account and Region, and the parent where there is one.
    pub(crate) result: Box<str>,
    pub(crate) has_next: bool,
    pub(crate) place: Place,
}

macro_rules! append {
    ($one:ident, $two:ident: $($list:ident)+) => { $(
        if $one.$list.is_empty() {
            $one.$list = $two.$list;
        } else {
            $one.$list.extend($two.$list);
        }
    )+ };
}

/// A file is not believed to hold more times what its beginning holds than this.
const MOST_EXPECTED: u64 = 4096;

macro_rules! expect {
    ($said:ident, $times:ident: $($list:ident)+) => { $(
        // Where there is no room for so many, the list grows as it must.
        $said.$list.try_reserve_exact($said.$list.len().saturating_mul($times)).ok();
    )+ };
}

impl Partial {
    /// Makes room in the lists that grow large for so many times what they hold.
    pub(crate) fn expect(&mut self, times: u64) {
        let times = usize::try_from(times.min(MOST_EXPECTED)).unwrap_or_default();
        expect!(self, times: interfaces instance_interfaces instances addresses groups group_rules subnets);
    }

    /// Adds what a later document said.
    pub(crate) fn append(&mut self, later: Partial) {
        append!(self, later:
            vpcs subnets route_tables nacls groups group_rules interfaces instance_interfaces instances
            addresses internet_gateways egress_only_gateways nat_gateways vpn_gateways customer_gateways
            vpn_connections peerings endpoints prefix_lists prefix_entries transit_gateways
            transit_attachments transit_tables transit_routes transit_associations transit_propagations
            load_balancers listeners listener_rules target_groups target_health balancer_attributes
            direct_connect_gateways direct_connect_associations virtual_interfaces
            local_gateways connect_peers core_attachments core_tables workloads lattice_associations
            endpoint_services endpoint_connections vpc_attributes encryption_controls firewalls firewall_policies rule_groups
            block_options block_exclusions block_printed read pages notices);
    }
}
