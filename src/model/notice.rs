//! What the input held that was not understood, or did not hold and would be needed.
//! Facts only: the words are written upstairs.

use std::net::Ipv4Addr;

use super::{Place, Resource};

macro_rules! calls {
    ($($variant:ident = $name:literal;)+) => {
        /// An AWS call whose result is read.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
        #[expect(missing_docs, reason = "the names are AWS's calls")]
        pub enum Call { $($variant,)+ }

        impl Call {
            /// All of them.
            pub const ALL: &'static [Call] = &[$(Call::$variant),+];
            /// The call as the AWS CLI writes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Call::$variant => $name),+ }
            }
        }
    };
}

calls! {
    Vpcs = "describe-vpcs";
    Subnets = "describe-subnets";
    RouteTables = "describe-route-tables";
    NetworkAcls = "describe-network-acls";
    SecurityGroups = "describe-security-groups";
    SecurityGroupRules = "describe-security-group-rules";
    NetworkInterfaces = "describe-network-interfaces";
    Instances = "describe-instances";
    Addresses = "describe-addresses";
    InternetGateways = "describe-internet-gateways";
    EgressOnlyInternetGateways = "describe-egress-only-internet-gateways";
    NatGateways = "describe-nat-gateways";
    VpnGateways = "describe-vpn-gateways";
    CustomerGateways = "describe-customer-gateways";
    VpnConnections = "describe-vpn-connections";
    PeeringConnections = "describe-vpc-peering-connections";
    Endpoints = "describe-vpc-endpoints";
    VpcAttributes = "describe-vpc-attribute";
    EndpointServices = "describe-vpc-endpoint-service-configurations";
    EndpointConnections = "describe-vpc-endpoint-connections";
    EncryptionControls = "describe-vpc-encryption-controls";
    PrefixLists = "describe-prefix-lists";
    ManagedPrefixLists = "describe-managed-prefix-lists";
    ManagedPrefixListEntries = "get-managed-prefix-list-entries";
    TransitGateways = "describe-transit-gateways";
    TransitAttachments = "describe-transit-gateway-attachments";
    TransitVpcAttachments = "describe-transit-gateway-vpc-attachments";
    TransitPeeringAttachments = "describe-transit-gateway-peering-attachments";
    TransitConnects = "describe-transit-gateway-connects";
    TransitRouteTables = "describe-transit-gateway-route-tables";
    TransitRoutes = "search-transit-gateway-routes";
    TransitAssociations = "get-transit-gateway-route-table-associations";
    TransitPropagations = "get-transit-gateway-route-table-propagations";
    LoadBalancers = "elbv2 describe-load-balancers";
    Listeners = "elbv2 describe-listeners";
    ListenerRules = "elbv2 describe-rules";
    TargetGroups = "elbv2 describe-target-groups";
    TargetHealth = "elbv2 describe-target-health";
    LoadBalancerAttributes = "elbv2 describe-load-balancer-attributes";
    TargetGroupAttributes = "elbv2 describe-target-group-attributes";
    ClassicLoadBalancers = "elb describe-load-balancers";
    LatticeAssociations = "vpc-lattice get-service-network-vpc-association";
    Firewall = "network-firewall describe-firewall";
    FirewallPolicy = "network-firewall describe-firewall-policy";
    RuleGroup = "network-firewall describe-rule-group";
    BlockPublicAccessOptions = "describe-vpc-block-public-access-options";
    BlockPublicAccessExclusions = "describe-vpc-block-public-access-exclusions";
    CarrierGateways = "describe-carrier-gateways";
    LocalGateways = "describe-local-gateways";
    TransitConnectPeers = "describe-transit-gateway-connect-peers";
    CoreAttachments = "networkmanager list-attachments";
    NetworkRoutes = "networkmanager get-network-routes";
    Functions = "lambda list-functions";
    Databases = "rds describe-db-instances";
    DatabaseClusters = "rds describe-db-clusters";
    Tasks = "ecs describe-tasks";
    KubernetesCluster = "eks describe-cluster";
    ClientVpnEndpoints = "describe-client-vpn-endpoints";
    DirectConnectGateways = "directconnect describe-direct-connect-gateways";
    DirectConnectAssociations = "directconnect describe-direct-connect-gateway-associations";
    VirtualInterfaces = "directconnect describe-virtual-interfaces";
}

/// A gap or an oddity of the input.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Notice {
    /// A known AWS result that is not read yet, by name.
    NotReadYet {
        /// What it was recognised as.
        what: Box<str>,
        /// How many items it holds.
        items: usize,
        /// Where.
        place: Place,
    },
    /// JSON of no known kind.
    UnknownDocument {
        /// Where.
        place: Place,
    },
    /// An item, or a field that decides, which could not be read; the rest of the document is used.
    Unreadable {
        /// What is wrong, in serde's words or ours.
        cause: Box<str>,
        /// Where.
        place: Place,
    },
    /// An id that no document describes.
    DanglingReference {
        /// Who names it.
        owner: Resource,
        /// What is named.
        missing: Resource,
        /// The call that would supply it.
        call: Call,
    },
    /// One id described twice, differently; the later document in name order wins.
    Contradiction {
        /// Which.
        resource: Resource,
        /// The place that lost.
        place: Place,
    },
    /// A public address that two interfaces have, which cannot be at one time (rule S-8).
    AddressOfTwo {
        /// Which.
        address: Ipv4Addr,
        /// Who has it.
        one: Resource,
        /// Who has it too.
        other: Resource,
        /// Where the latter was read.
        place: Place,
    },
    /// A page of a paginated result whose other pages may be missing.
    Truncated {
        /// Which call.
        call: Call,
        /// Where.
        place: Place,
    },
    /// A result that lacks its parent's id, and the parent could not be found out.
    ParentUnknown {
        /// Which call.
        call: Call,
        /// Where.
        place: Place,
    },
    /// A value newer than this program, or one that AWS would not print, and what it was taken for.
    UnexpectedValue {
        /// The field.
        field: Box<str>,
        /// The value.
        value: Box<str>,
        /// Where.
        place: Place,
    },
}
