//! The registry of codes: each is declared once, here, with its page.
//!
//! From it come the `Code` enum, `pathlight codes`, and `www/reference/codes.html`. Names are API: never renamed,
//! never reused. Where the meaning equals AWS's, the name is AWS's.

/// What a code is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Family {
    /// The path stops here.
    Reason,
    /// A yes rests on this.
    Assumption,
    /// A gap or an oddity of the input.
    Notice,
}

/// Everything about a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeInfo {
    /// The stable name.
    pub name: &'static str,
    /// What it is about.
    pub family: Family,
    /// The nearest code of AWS's Reachability Analyzer.
    pub aws: Option<&'static str>,
    /// The version that brought it.
    pub since: &'static str,
    /// Its page: a sentence, then headings with their text.
    pub doc: &'static str,
}

macro_rules! codes {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, $family:ident, aws: $aws:expr, since: $since:literal; )+) => {
        /// A stable name of a blocker, an assumption or a notice.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
        pub enum Code { $( $(#[doc = $doc])+ $variant, )+ }

        impl Code {
            /// All codes, in the order of the page.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// Everything about the code.
            #[must_use]
            pub const fn info(self) -> CodeInfo {
                match self { $( Code::$variant => CodeInfo {
                    name: $name, family: Family::$family, aws: $aws, since: $since, doc: concat!($($doc, "\n"),+),
                }, )+ }
            }
        }
    };
}

codes! {
    /// A component on the path is not in a working state.
    BadState = "BAD_STATE", Reason, aws: Some("BAD_STATE"), since: "0.1.0";
    /// An attachment between two components does not work, or does not exist.
    BadStateAttachment = "BAD_STATE_ATTACHMENT", Reason, aws: Some("BAD_STATE_ATTACHMENT"), since: "0.1.0";
    /// The winning route is a blackhole.
    BadStateRoute = "BAD_STATE_ROUTE", Reason, aws: Some("BAD_STATE_ROUTE"), since: "0.1.0";
    /// No tunnel of the VPN connection is up.
    VpnDown = "BAD_STATE_VPN", Reason, aws: Some("BAD_STATE_VPN"), since: "0.1.0";
    /// Source/destination check drops an address that is not the interface"s own.
    SourceDestCheck = "ENI_SOURCE_DEST_CHECK_RESTRICTION", Reason, aws: Some("ENI_SOURCE_DEST_CHECK_RESTRICTION"), since: "0.1.0";
    /// No rule of any security group of the interface allows the packet.
    GroupRulesMismatch = "ENI_SG_RULES_MISMATCH", Reason, aws: Some("ENI_SG_RULES_MISMATCH"), since: "0.1.0";
    /// The security groups have no rules at all in this direction.
    GroupHasNoRules = "SG_HAS_NO_RULES", Reason, aws: Some("SG_HAS_NO_RULES"), since: "0.1.0";
    /// A rule names the sender"s security group, but a device on the path makes group membership unknown.
    GroupReferenceLost = "SG_REFERENCES_NOT_PRESERVED", Reason, aws: Some("SG_REFERENCES_NOT_PRESERVED"), since: "0.1.0";
    /// A rule names the peer"s security group, but the connection between the VPCs does not carry references.
    GroupReferenceUnsupported = "SG_REFERENCING_SUPPORT", Reason, aws: Some("SG_REFERENCING_SUPPORT"), since: "0.1.0";
    /// A network ACL denies the packet.
    SubnetAcl = "SUBNET_ACL_RESTRICTION", Reason, aws: Some("SUBNET_ACL_RESTRICTION"), since: "0.1.0";
    /// The route table has no route for the destination.
    NoRoute = "NO_ROUTE_TO_DESTINATION", Reason, aws: Some("NO_ROUTE_TO_DESTINATION"), since: "0.1.0";
    /// The address is inside the VPC, but nobody owns it.
    NoSuchHost = "NO_SUCH_HOST", Reason, aws: Some("UNKNOWN_DESTINATION"), since: "0.1.0";
    /// The source has no public address, so an internet gateway drops it.
    NoPublicSource = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", Reason, aws: Some("IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"), since: "0.1.0";
    /// The destination has no public address, so nothing from the internet reaches it.
    NoPublicDestination = "IGW_NO_PUBLIC_DEST", Reason, aws: Some("IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"), since: "0.1.0";
    /// An internet gateway drops packets for private addresses.
    PrivateDestination = "IGW_PRIVATE_DESTINATION", Reason, aws: Some("IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"), since: "0.1.0";
    /// An internet gateway drops packets from private addresses.
    PrivateSource = "IGW_PRIVATE_SOURCE", Reason, aws: Some("IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS"), since: "0.1.0";
    /// The VPC has no internet gateway.
    NoInternetGateway = "NO_INTERNET_GATEWAY", Reason, aws: None, since: "0.1.0";
    /// A gateway passes public IPv6 addresses only.
    PrivateIpv6 = "PRIVATE_IPV6_AT_IGW", Reason, aws: None, since: "0.1.0";
    /// The interface refuses all internet gateway traffic.
    DenyAllInternet = "DENY_ALL_IGW", Reason, aws: None, since: "0.1.0";
    /// VPC Block Public Access keeps the subnet from internet gateways.
    PublicAccess = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED", Reason, aws: Some("VPC_BLOCK_PUBLIC_ACCESS_ENABLED"), since: "0.1.0";
    /// An egress-only internet gateway drops flows that started outside.
    EgressOnly = "EIGW_NO_INBOUND", Reason, aws: None, since: "0.1.0";
    /// Nothing can be opened through a NAT gateway.
    NatInitiateOnly = "NAT_INITIATE_ONLY", Reason, aws: None, since: "0.1.0";
    /// The source may not use this NAT gateway.
    NatScope = "NGW_REQUIRES_SOURCE_IN_VPC", Reason, aws: Some("NGW_REQUIRES_SOURCE_IN_VPC"), since: "0.1.0";
    /// A regional NAT gateway does not serve the source"s zone.
    NatZone = "REGIONAL_NGW_ROUTE_AZ_RESTRICTION", Reason, aws: Some("REGIONAL_NGW_ROUTE_AZ_RESTRICTION"), since: "0.1.0";
    /// A device on the path does not carry this protocol.
    Protocol = "PROTOCOL_RESTRICTION", Reason, aws: Some("PROTOCOL_RESTRICTION"), since: "0.1.0";
    /// The packet would pass the same place twice.
    RoutingLoop = "ROUTING_LOOP", Reason, aws: None, since: "0.1.0";
    /// The reply goes another way, past the device that knows the connection.
    Asymmetric = "ASYMMETRIC", Reason, aws: None, since: "0.1.0";
    /// A peering connection delivers only to the peer VPC"s own addresses.
    NotInPeer = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR", Reason, aws: Some("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"), since: "0.1.0";
    /// Peering is not transitive: a packet cannot go on to a second peering connection.
    NoTransitivePeering = "NO_TRANSITIVE_PEERING", Reason, aws: Some("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"), since: "0.1.0";
    /// Nobody can use another VPC"s gateways through peering.
    NoEdgeToEdge = "NO_EDGE_TO_EDGE", Reason, aws: Some("PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"), since: "0.1.0";
    /// A gateway takes only source addresses of its own VPC.
    ForeignSource = "GATEWAY_REJECTS_SPOOFED_TRAFFIC", Reason, aws: Some("GATEWAY_REJECTS_SPOOFED_TRAFFIC"), since: "0.1.0";
    /// A VPC"s resolver and link-local addresses answer only inside that VPC.
    PlatformRemote = "PLATFORM_ADDRESS_REMOTE", Reason, aws: None, since: "0.1.0";
    /// The virtual private gateway knows no prefix for the destination.
    UnknownPrefix = "VGW_UNKNOWN_PREFIX", Reason, aws: Some("NO_ROUTE_TO_DESTINATION"), since: "0.1.0";
    /// A virtual private gateway delivers only to private addresses of its VPC.
    NotBehindVpnGateway = "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", Reason, aws: Some("VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"), since: "0.1.0";
    /// The VPC has no attachment to the transit gateway that its route names.
    TransitNotAttached = "TGW_NOT_ATTACHED", Reason, aws: Some("NO_ROUTE_TO_DESTINATION"), since: "0.1.0";
    /// The transit gateway attachment has no subnet in the source"s zone.
    TransitZone = "TGW_ROUTE_AZ_RESTRICTION", Reason, aws: Some("TGW_ROUTE_AZ_RESTRICTION"), since: "0.1.0";
    /// The transit gateway attachment is associated with no route table.
    TransitNoTable = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION", Reason, aws: Some("TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION"), since: "0.1.0";
    /// The transit gateway route table has no route for the destination.
    TransitNoRoute = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT", Reason, aws: Some("TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"), since: "0.1.0";
    /// The winning transit gateway route is a blackhole.
    TransitBlackhole = "TGW_RTB_BAD_STATE_ROUTE", Reason, aws: Some("TGW_RTB_BAD_STATE_ROUTE"), since: "0.1.0";
    /// A gateway endpoint carries TCP and ICMP echo only.
    EndpointProtocol = "VPCE_GATEWAY_PROTOCOL_RESTRICTION", Reason, aws: Some("VPCE_GATEWAY_PROTOCOL_RESTRICTION"), since: "0.1.0";
    /// An endpoint answers, but never starts a connection.
    NeverInitiates = "VPCE_NO_INITIATE", Reason, aws: Some("VPCE_INTRA_VPC_TRAFFIC"), since: "0.1.0";
    /// The interface starts connections only.
    NotADestination = "NOT_A_DESTINATION", Reason, aws: None, since: "0.1.0";
    /// A subnet whose incoming traffic is redirected may not leave past the middlebox.
    IngressRedirected = "INGRESS_RTB_TRAFFIC_REDIRECTION", Reason, aws: Some("INGRESS_RTB_TRAFFIC_REDIRECTION"), since: "0.1.0";
    /// A middlebox behind a gateway route table needs a public address.
    IngressNoPublicAddress = "INGRESS_RTB_NO_PUBLIC_IP", Reason, aws: Some("INGRESS_RTB_NO_PUBLIC_IP"), since: "0.1.0";
    /// The instance"s metadata service is switched off.
    MetadataOff = "METADATA_OFF", Reason, aws: None, since: "0.1.0";
    /// Nothing joins the two networks.
    NoPath = "NO_PATH", Reason, aws: Some("NO_PATH"), since: "0.1.0";
    /// The packet ends somewhere else than asked.
    WrongEnd = "WRONG_END", Reason, aws: None, since: "0.1.0";
    /// The path does not pass the resource asked for, or passes the one to be avoided.
    ComponentFilter = "COMPONENT_FILTER_RESTRICTION", Reason, aws: Some("COMPONENT_FILTER_RESTRICTION"), since: "0.1.0";
    /// An appliance, NAT instance or firewall endpoint is assumed to send the packet on.
    ApplianceForwards = "APPLIANCE_FORWARDS", Assumption, aws: Some("PATH_THROUGH_GWLB_NOT_CHECKED"), since: "0.1.0";
    /// The network on-premises is assumed to accept the packet and to route the reply back.
    OnPremises = "ON_PREM", Assumption, aws: None, since: "0.1.0";
    /// The other end is assumed to announce the prefix by BGP.
    BgpAdvertises = "BGP_ADVERTISES", Assumption, aws: None, since: "0.1.0";
    /// No network ACL was read: AWS"s default one, which allows all, is assumed.
    DefaultNaclAssumed = "DEFAULT_NETWORK_ACL_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No route table was read: the VPC"s local route is assumed.
    LocalRouteAssumed = "LOCAL_ROUTE_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No internet gateway was read: the one that an active route names is assumed attached.
    InternetGatewayAssumed = "INTERNET_GATEWAY_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No egress-only gateway was read: the one that an active route names is assumed attached.
    EgressOnlyGatewayAssumed = "EGRESS_ONLY_GATEWAY_ASSUMED", Assumption, aws: None, since: "0.1.0";
    /// No prefix list was read: the address is assumed not to belong to the AWS service.
    NotInServiceList = "NOT_IN_SERVICE_LIST", Assumption, aws: None, since: "0.1.0";
    /// No instance was read: the instance is assumed to run.
    InstanceAssumedRunning = "INSTANCE_ASSUMED_RUNNING", Assumption, aws: None, since: "0.1.0";
    /// A whole kind of document that would decide is not in the input.
    MissingDocument = "MISSING_DOCUMENT", Notice, aws: Some("UNKNOWN_RESOURCE"), since: "0.1.0";
    /// A resource that something names is not in the input.
    MissingResource = "MISSING_RESOURCE", Notice, aws: Some("UNKNOWN_RESOURCE"), since: "0.1.0";
    /// A security group that an interface carries is not in the input.
    GroupMissing = "SG_MISSING", Notice, aws: Some("UNKNOWN_PEERED_SGS"), since: "0.1.0";
    /// The entries of a prefix list are not in the input.
    MissingEntries = "PREFIX_LIST", Notice, aws: Some("UNKNOWN_RESOURCE"), since: "0.1.0";
    /// The routes of a transit gateway route table are not, or not all, in the input.
    MissingTransitRoutes = "TGW_RTB_ROUTES_ARE_UNKNOWN", Notice, aws: Some("TGW_RTB_ROUTES_ARE_UNKNOWN"), since: "0.1.0";
    /// The address may belong to an interface that was not read.
    UnseenInterface = "ENI_NOT_IN_UPLOAD", Notice, aws: Some("UNKNOWN_DESTINATION"), since: "0.1.0";
    /// Something on the path is not modelled yet.
    NotModelled = "NOT_MODELLED", Notice, aws: None, since: "0.1.0";
    /// A line could not be read, or AWS does not document its effect.
    UnclearLine = "UNCLEAR_LINE", Notice, aws: None, since: "0.1.0";
    /// AWS may go either of two ways, and they end differently.
    Ambiguous = "AMBIGUOUS", Notice, aws: None, since: "0.1.0";
    /// It is not known by which gateway the packet enters.
    NoEntry = "NO_ENTRY", Notice, aws: None, since: "0.1.0";
    /// A document was recognised, but is not read yet.
    NotReadYet = "NOT_READ_YET", Notice, aws: None, since: "0.1.0";
    /// A document is JSON of no known kind.
    UnknownDocument = "UNKNOWN_DOCUMENT", Notice, aws: None, since: "0.1.0";
    /// A part of a document could not be read; the rest is used.
    Unreadable = "UNREADABLE", Notice, aws: None, since: "0.1.0";
    /// Something names a resource that no document describes.
    DanglingReference = "DANGLING_REFERENCE", Notice, aws: Some("UNKNOWN_RESOURCE"), since: "0.1.0";
    /// One resource is described twice, differently.
    Contradiction = "CONTRADICTION", Notice, aws: None, since: "0.1.0";
    /// A document is one page of several.
    Truncated = "TRUNCATED", Notice, aws: None, since: "0.1.0";
    /// A document does not say which resource it belongs to.
    ParentUnknown = "PARENT_UNKNOWN", Notice, aws: None, since: "0.1.0";
    /// A field has a value that is not known here.
    UnexpectedValue = "UNEXPECTED_VALUE", Notice, aws: None, since: "0.1.0";
}

impl Code {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// The code of this name, in any case.
    #[must_use]
    pub fn find(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name().eq_ignore_ascii_case(name))
    }
}
