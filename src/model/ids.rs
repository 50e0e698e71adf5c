//! Typed ids. An id is whatever the input writes (`subnet-0abc`, `SubnetId:7`); its type comes from the
//! field it stood in, never from its prefix.

use std::fmt;
use std::sync::Arc;

use super::IdText;

/// The kind of a resource.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
#[expect(missing_docs, reason = "the names are AWS's nouns")]
pub enum Kind {
    Internet,
    OnPremises,
    AwsService,
    Vpc,
    Subnet,
    RouteTable,
    NetworkAcl,
    SecurityGroup,
    Interface,
    Instance,
    InternetGateway,
    EgressOnlyInternetGateway,
    NatGateway,
    VpnGateway,
    CustomerGateway,
    VpnConnection,
    PeeringConnection,
    Endpoint,
    EndpointService,
    PrefixList,
    TransitGateway,
    TransitGatewayAttachment,
    TransitGatewayRouteTable,
    LoadBalancer,
    Listener,
    TargetGroup,
    LatticeAssociation,
    DirectConnectGateway,
    DirectConnectAssociation,
    VirtualInterface,
    ConnectPeer,
    ClientVpnEndpoint,
    Function,
    Database,
    DatabaseCluster,
    Task,
    KubernetesCluster,
    CoreNetwork,
    CoreNetworkAttachment,
    LocalGateway,
    OracleNetwork,
    Firewall,
    FirewallPolicy,
    FirewallRuleGroup,
    Account,
    Other,
}

impl Kind {
    /// The stable name in JSON answers and `data-kind` attributes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Internet => "internet",
            Kind::OnPremises => "on-premises",
            Kind::AwsService => "aws-service",
            Kind::Vpc => "vpc",
            Kind::Subnet => "subnet",
            Kind::RouteTable => "route-table",
            Kind::NetworkAcl => "network-acl",
            Kind::SecurityGroup => "security-group",
            Kind::Interface => "network-interface",
            Kind::Instance => "instance",
            Kind::InternetGateway => "internet-gateway",
            Kind::EgressOnlyInternetGateway => "egress-only-internet-gateway",
            Kind::NatGateway => "nat-gateway",
            Kind::VpnGateway => "vpn-gateway",
            Kind::CustomerGateway => "customer-gateway",
            Kind::VpnConnection => "vpn-connection",
            Kind::PeeringConnection => "vpc-peering-connection",
            Kind::Endpoint => "vpc-endpoint",
            Kind::EndpointService => "vpc-endpoint-service",
            Kind::PrefixList => "prefix-list",
            Kind::TransitGateway => "transit-gateway",
            Kind::TransitGatewayAttachment => "transit-gateway-attachment",
            Kind::TransitGatewayRouteTable => "transit-gateway-route-table",
            Kind::LoadBalancer => "load-balancer",
            Kind::Listener => "listener",
            Kind::TargetGroup => "target-group",
            Kind::LatticeAssociation => "service-network-association",
            Kind::DirectConnectGateway => "direct-connect-gateway",
            Kind::DirectConnectAssociation => "direct-connect-gateway-association",
            Kind::VirtualInterface => "virtual-interface",
            Kind::ConnectPeer => "transit-gateway-connect-peer",
            Kind::ClientVpnEndpoint => "client-vpn-endpoint",
            Kind::Function => "function",
            Kind::Database => "database",
            Kind::DatabaseCluster => "database-cluster",
            Kind::Task => "task",
            Kind::KubernetesCluster => "kubernetes-cluster",
            Kind::LocalGateway => "local-gateway",
            Kind::OracleNetwork => "odb-network",
            Kind::CoreNetwork => "core-network",
            Kind::CoreNetworkAttachment => "core-network-attachment",
            Kind::Firewall => "firewall",
            Kind::FirewallPolicy => "firewall-policy",
            Kind::FirewallRuleGroup => "firewall-rule-group",
            Kind::Account => "account",
            Kind::Other => "other",
        }
    }
}

/// Any resource: its kind and its id as the input writes it.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Resource {
    /// What it is.
    pub kind: Kind,
    /// Its id, as the input writes it.
    pub id: IdText,
}

impl Clone for Resource {
    // Never inline: most of what a walk says holds a resource in each of its variants.
    #[inline(never)]
    fn clone(&self) -> Self {
        Resource { kind: self.kind, id: self.id.clone() }
    }
}

impl Resource {
    /// A resource of any kind.
    #[must_use]
    pub fn new(kind: Kind, id: impl Into<IdText>) -> Self {
        Resource { kind, id: id.into() }
    }

    /// The internet, as an end or a hop.
    #[must_use]
    pub fn internet() -> Self {
        Resource::new(Kind::Internet, "internet")
    }

    /// The network behind a VPN or Direct Connect, as an end or a hop.
    #[must_use]
    pub fn on_premises() -> Self {
        Resource::new(Kind::OnPremises, "onprem")
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

/// An id of some type.
pub trait AnyId: Ord + Clone + AsRef<str> {
    /// Its text.
    fn text(&self) -> &IdText;
}

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident => $kind:ident;)+) => { $(
        $(#[doc = $doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
        pub struct $name(IdText);

        impl $name {
            /// The id as the input writes it.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
            /// The same thing as an untyped reference.
            #[must_use]
            pub fn resource(&self) -> Resource { Resource { kind: Kind::$kind, id: self.0.clone() } }
        }
        impl AsRef<str> for $name { fn as_ref(&self) -> &str { &self.0 } }
        impl AnyId for $name { fn text(&self) -> &IdText { &self.0 } }
        impl From<IdText> for $name { fn from(id: IdText) -> Self { $name(id) } }
        impl From<Arc<str>> for $name { fn from(id: Arc<str>) -> Self { $name(id.into()) } }
        impl From<&str> for $name { fn from(id: &str) -> Self { $name(id.into()) } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    )+ };
}

ids! {
    /// `vpc-…`
    VpcId => Vpc;
    /// `subnet-…`
    SubnetId => Subnet;
    /// `rtb-…`
    RouteTableId => RouteTable;
    /// `acl-…`
    NaclId => NetworkAcl;
    /// `sg-…`
    SecurityGroupId => SecurityGroup;
    /// `eni-…`
    InterfaceId => Interface;
    /// `i-…`
    InstanceId => Instance;
    /// `igw-…`
    InternetGatewayId => InternetGateway;
    /// `eigw-…`
    EgressOnlyGatewayId => EgressOnlyInternetGateway;
    /// `nat-…`
    NatGatewayId => NatGateway;
    /// `vgw-…`
    VpnGatewayId => VpnGateway;
    /// `cgw-…`
    CustomerGatewayId => CustomerGateway;
    /// `vpn-…`
    VpnConnectionId => VpnConnection;
    /// `pcx-…`
    PeeringId => PeeringConnection;
    /// `vpce-…`
    EndpointId => Endpoint;
    /// `vpce-svc-…`
    ServiceId => EndpointService;
    /// `pl-…`
    PrefixListId => PrefixList;
    /// `tgw-…`
    TransitGatewayId => TransitGateway;
    /// `tgw-attach-…`
    TransitAttachmentId => TransitGatewayAttachment;
    /// `tgw-rtb-…`
    TransitTableId => TransitGatewayRouteTable;
    /// A load balancer's ARN; a Classic one's name.
    LoadBalancerId => LoadBalancer;
    /// A target group's ARN.
    TargetGroupId => TargetGroup;
    /// `snva-…`
    LatticeAssociationId => LatticeAssociation;
    /// `dxgw-…`, or what the input writes (often a bare UUID).
    DirectConnectGatewayId => DirectConnectGateway;
    /// The association's own id.
    DirectConnectAssociationId => DirectConnectAssociation;
    /// `dxvif-…`
    VirtualInterfaceId => VirtualInterface;
    /// `tgw-connect-peer-…`
    ConnectPeerId => ConnectPeer;
    /// An ARN, or an identifier of its own; what it is stands in the workload.
    WorkloadId => Other;
    /// `core-network-…`
    CoreNetworkId => CoreNetwork;
    /// `lgw-…`
    LocalGatewayId => LocalGateway;
    /// The ARN of an Oracle Database@AWS network.
    OracleNetworkId => OracleNetwork;
    /// Core network, segment and edge.
    CoreTableId => CoreNetwork;
    /// `attachment-…`
    CoreAttachmentId => CoreNetworkAttachment;
    /// A firewall's ARN.
    FirewallId => Firewall;
    /// A firewall policy's ARN.
    FirewallPolicyId => FirewallPolicy;
    /// A rule group's ARN.
    RuleGroupId => FirewallRuleGroup;
}
