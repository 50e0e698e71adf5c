//! The typed facts that stop a packet. Each has one code upstairs.

use std::net::{IpAddr, Ipv4Addr};

use super::balance::Unbalanced;
use super::inspection::Engine;
use crate::model::{BlockMode, Resource, Way};

/// Why an address is not behind a peering connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum NotInPeer {
    /// It lies in none of the peer's blocks.
    Elsewhere,
    /// It lies behind another peering connection of the peer (no transitive peering).
    BehindPeering,
    /// It lies behind a gateway of the peer (no edge-to-edge routing).
    BehindGateway,
}

/// A device that must see both directions of a flow.
#[derive(Clone, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub struct Stateful {
    /// Where the request passed, or entered.
    pub expected: Resource,
    /// Where the reply went instead.
    pub got: Resource,
}

/// What stops a packet at a component.
#[derive(Clone, PartialEq, Eq, Debug, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields are named after what they hold")]
pub enum Block {
    /// The interface is attached to nothing that works (rule S-6).
    InterfaceState { status: Box<str> },
    /// The attachment of the interface does not work (rule S-6).
    AttachmentState { status: Box<str> },
    /// The instance does not run (rule S-6).
    InstanceState { state: Box<str> },
    /// Source/destination check drops a foreign address (rule S-7).
    SourceDestCheck { way: Way, address: IpAddr },
    /// No rule of any group of the interface admits it (rule S-38): of the one it stands at, or of the others.
    GroupMismatch { way: Way, others: Vec<Resource> },
    /// None of the groups has any rule in this direction.
    GroupWithoutRules { way: Way },
    /// A rule names the sender's group, but the group is lost on the way (rule S-44).
    GroupReferenceLost { by: Resource },
    /// A rule names the peer's group, but the relation does not carry references (rules S-43, S-105).
    GroupReferenceUnsupported { by: Resource, way: Way },
    /// A network ACL entry, or the final `*`, denies it (rule S-54).
    AclDenies { way: Way },
    /// No route matches (rule S-19).
    NoRoute { destination: IpAddr },
    /// The winning route is a blackhole (rule S-25).
    Blackhole { destination: IpAddr },
    /// Nobody owns the address (rule S-12).
    NoSuchHost { address: IpAddr },
    /// The source has no public address at an internet gateway (rule S-65).
    NoPublicSource { address: IpAddr },
    /// The destination has no public address (rule S-66).
    NoPublicDestination { address: IpAddr, known_as: Option<Ipv4Addr> },
    /// A private destination at an internet gateway (rule S-65).
    PrivateDestination { address: IpAddr },
    /// A private source at an internet gateway from outside (rule S-66).
    PrivateSource { address: IpAddr },
    /// The VPC has no internet gateway.
    NoInternetGateway,
    /// The gateway has no working attachment to the VPC (rule S-26).
    NotAttached { state: Box<str> },
    /// An IPv6 address that is not public at an edge (rule S-67).
    PrivateIpv6 { address: IpAddr },
    /// The interface refuses internet gateway traffic (rule S-67).
    DenyAllInternet,
    /// Block Public Access keeps the subnet, or the VPC, from the gateway (rule S-128).
    PublicAccess { mode: BlockMode, of: Resource },
    /// A flow from outside at an egress-only gateway (rule S-69).
    EgressOnly,
    /// The NAT gateway is not available (rule S-26).
    NatState { state: Box<str> },
    /// Nothing can be opened through a NAT gateway (rule S-71).
    NatInitiateOnly,
    /// The source may not use this NAT gateway (rule S-72).
    NatScope,
    /// A regional NAT gateway is not in the zone (rule S-76).
    NatZone { zone: Box<str> },
    /// The device does not carry the protocol (rules S-70, S-109).
    Protocol,
    /// The packet would pass the same place again (rule S-4).
    RoutingLoop,
    /// The reply misses the device, or the edge, that knows the flow (rules S-3, S-35).
    Asymmetric(Stateful),
    /// The peering connection is not active (rule S-79).
    PeeringState { status: Box<str> },
    /// The destination is not behind the peering connection (rules S-80, S-83).
    NotInPeer { address: IpAddr, why: NotInPeer },
    /// The source address is not one of this VPC at a peering connection (rule S-80).
    ForeignSource { address: IpAddr },
    /// The source address is not one of this VPC at a virtual private gateway (rule S-88).
    ForeignAtVpnGateway { address: IpAddr },
    /// Another VPC's resolver or a link-local address (rules S-86, S-107).
    PlatformRemote { address: IpAddr },
    /// The gateway knows no prefix for the destination (rule S-88).
    UnknownPrefix { address: IpAddr },
    /// No VPN tunnel is up (rule S-88).
    VpnDown,
    /// A Direct Connect gateway, virtual interface or local gateway does not work (rules S-37, S-93).
    GatewayState { state: Box<str> },
    /// Nothing passes between two Wavelength Zones of a VPC (rule S-37).
    WavelengthZones { zones: [Box<str>; 2] },
    /// No BGP session of a virtual interface, or of a Connect attachment, is up (rules S-93, S-106).
    BgpDown { is_v6: bool },
    /// A Direct Connect gateway's allowed prefixes keep the address from being announced (rule S-93).
    NotAnnounced { address: IpAddr },
    /// A Direct Connect gateway does not carry between its associations (rule S-91).
    DirectConnectTransit { gateway: Resource },
    /// A destination that a virtual private gateway does not deliver to (rule S-90).
    NotBehindVpnGateway { address: IpAddr },
    /// The VPC has no attachment to the transit gateway (rule S-96).
    TransitNotAttached,
    /// The attachment does not work (rule S-96).
    TransitState { state: Box<str> },
    /// The attachment has no subnet in the zone (rule S-96).
    TransitZone { zone: Box<str> },
    /// The attachment has no route table (rule S-97).
    TransitNoTable,
    /// The transit route table has no route (rule S-99).
    TransitNoRoute { destination: IpAddr },
    /// The transit route is a blackhole (rule S-99).
    TransitBlackhole { destination: IpAddr },
    /// The segment of a core network has no route (rule S-108).
    CoreNoRoute { destination: IpAddr, segment: Box<str> },
    /// The segment's route is a blackhole (rule S-108).
    CoreBlackhole { destination: IpAddr, segment: Box<str> },
    /// The endpoint does not work (rule S-110).
    EndpointState { state: Box<str> },
    /// The service behind the endpoint has no load balancer in the endpoint's zone (rule S-112).
    ServiceNotInZone { zone: Box<str> },
    /// The endpoint is in a VPC whose encryption controls let endpoints carry TLS only (rule S-130).
    EncryptionControl,
    /// A Gateway Load Balancer sends GENEVE to its appliances, and health checks (rule S-125).
    GatewayBalancerProtocol,
    /// A Gateway Load Balancer sends to port 6081 (rule S-125).
    GatewayBalancerPort,
    /// A Gateway Load Balancer takes packets from its endpoints only (rule S-125).
    NotAnEnd,
    /// The gateway endpoint does not carry the protocol (rule S-109).
    EndpointProtocol,
    /// The interface answers, but never starts a flow (rule S-110).
    NeverInitiates,
    /// A function, database, task or the like does not work in its state (rules S-6, S-132 to S-134).
    WorkloadState { state: Box<str> },
    /// A function outside of any VPC has no way to a private address (rule S-132).
    FunctionOutsideVpc,
    /// The interface starts flows, but nothing can connect to it (rule S-132).
    NotADestination,
    /// A gateway table redirects what enters for the subnet, so the subnet may not leave directly (rule S-32).
    IngressRedirected { to: Resource },
    /// A gateway table sends to an interface without a public address (rule S-32).
    IngressNoPublicAddress,
    /// The instance's metadata service is off (rule S-11).
    MetadataOff,
    /// The VPC's resolver is off (rules S-11, S-131).
    ResolverOff,
    /// Nothing joins the destination to the source's network.
    NoConnection,
    /// The packet ends somewhere else than asked.
    WrongEnd { got: Resource },
    /// A load balancer does not pass it on.
    Unbalanced(Unbalanced),
    /// A rule, or the default, of a Network Firewall drops it (rule S-129).
    FirewallDrops { engine: Engine },
    /// The path does not pass the resource asked for.
    NotVia { wanted: Resource },
    /// The path passes the resource to be avoided.
    Avoided { unwanted: Resource },
}
