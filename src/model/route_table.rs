//! Route tables of subnets and gateways (rules S-18 to S-37).

use ipnet::IpNet;

use super::{
    CoreNetworkId, EgressOnlyGatewayId, EndpointId, Entity, InstanceId, InterfaceId, InternetGatewayId, Kind,
    LocalGatewayId, NatGatewayId, OracleNetworkId, PeeringId, Place, PrefixListId, Resource, RouteTableId,
    SubnetId, TransitGatewayId, VpcId, VpnGatewayId,
};

/// What a route matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A block.
    Block(IpNet),
    /// Every entry of a prefix list (rule S-28).
    PrefixList(PrefixListId),
}

impl Destination {
    /// The block; `None` for a prefix list.
    #[must_use]
    pub const fn block(&self) -> Option<&IpNet> {
        match self {
            Destination::Block(block) => Some(block),
            Destination::PrefixList(_) => None,
        }
    }
}

/// Where a route leads: exactly one target (rule S-27).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteTarget {
    /// Delivery inside the VPC.
    Local,
    /// Internet gateway.
    InternetGateway(InternetGatewayId),
    /// Virtual private gateway.
    VpnGateway(VpnGatewayId),
    /// Gateway endpoint or Gateway Load Balancer endpoint.
    Endpoint(EndpointId),
    /// Egress-only internet gateway.
    EgressOnlyGateway(EgressOnlyGatewayId),
    /// NAT gateway.
    NatGateway(NatGatewayId),
    /// An interface: NAT instance or appliance.
    Interface(InterfaceId),
    /// An instance, the older form of an interface target.
    Instance(InstanceId),
    /// Transit gateway.
    TransitGateway(TransitGatewayId),
    /// Peering connection.
    Peering(PeeringId),
    /// Carrier gateway of a Wavelength Zone: an internet gateway for carrier addresses.
    CarrierGateway(InternetGatewayId),
    /// Local gateway of an Outpost.
    LocalGateway(LocalGatewayId),
    /// Oracle Database@AWS network.
    OracleNetwork(OracleNetworkId),
    /// Core network of Cloud WAN.
    CoreNetwork(CoreNetworkId),
    /// A target that is not modelled yet: its field and its id.
    Unmodelled {
        /// AWS's field name, such as `LocalGatewayId`.
        field: &'static str,
        /// The id it holds.
        id: Box<str>,
    },
    /// No target at all: what AWS prints when the target was deleted.
    None,
}

impl RouteTarget {
    /// The resource that it names; `None` for local and for no target.
    #[must_use]
    pub fn resource(&self) -> Option<Resource> {
        match self {
            RouteTarget::Local | RouteTarget::None => None,
            RouteTarget::InternetGateway(id) => Some(id.resource()),
            RouteTarget::VpnGateway(id) => Some(id.resource()),
            RouteTarget::Endpoint(id) => Some(id.resource()),
            RouteTarget::EgressOnlyGateway(id) => Some(id.resource()),
            RouteTarget::NatGateway(id) => Some(id.resource()),
            RouteTarget::Interface(id) => Some(id.resource()),
            RouteTarget::Instance(id) => Some(id.resource()),
            RouteTarget::TransitGateway(id) => Some(id.resource()),
            RouteTarget::CoreNetwork(id) => Some(id.resource()),
            RouteTarget::CarrierGateway(id) => Some(id.resource()),
            RouteTarget::LocalGateway(id) => Some(id.resource()),
            RouteTarget::OracleNetwork(id) => Some(id.resource()),
            RouteTarget::Peering(id) => Some(id.resource()),
            RouteTarget::Unmodelled { id, .. } => Some(Resource::new(Kind::Other, &**id)),
        }
    }
}

/// Whether a route forwards (rule S-25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteState {
    /// It forwards.
    Active,
    /// It drops what it wins.
    Blackhole,
    /// A value whose meaning is not documented (`filtered`, or newer).
    Other,
}

/// How a route came into its table; decides among equal prefixes (rule S-20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteOrigin {
    /// Made with the table (local routes), or by hand.
    Static,
    /// Propagated from a virtual private gateway.
    Propagated,
    /// Installed by a route server.
    Advertised,
}

/// One route.
#[derive(Clone, PartialEq, Debug)]
pub struct Route {
    /// What it matches.
    pub destination: Destination,
    /// Where it leads.
    pub target: RouteTarget,
    /// Whether it forwards.
    pub state: RouteState,
    /// How it came into the table.
    pub origin: RouteOrigin,
    /// Position in the document's `Routes`; `None` for a route that was added because AWS always has it.
    pub index: Option<u32>,
}

/// What uses a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Association {
    /// Every subnet without an association of its own.
    Main,
    /// A subnet.
    Subnet(SubnetId),
    /// Traffic entering by an internet gateway or virtual private gateway (rule S-31), by the gateway's id.
    Gateway(Box<str>),
    /// Traffic entering by the VPC's internet gateway for a pool of one's own public addresses (rule S-33).
    Pool(Box<str>),
}

/// A route table (describe-route-tables).
#[derive(Clone, PartialEq, Debug)]
pub struct RouteTable {
    /// `rtb-…`
    pub id: RouteTableId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// The VPC it is part of.
    pub vpc: VpcId,
    /// What uses it; only associations in effect.
    pub associations: Vec<Association>,
    /// Gateways whose learned routes it shows.
    pub propagating: Vec<VpnGatewayId>,
    /// Its routes, in the document's order, local routes completed.
    pub routes: Vec<Route>,
    /// Where it was read.
    pub place: Place,
}

impl RouteTable {
    /// What its local routes cover: blocks of its VPC, known from here where the VPC itself was not read (rule S-21).
    pub fn local_blocks(&self) -> impl Iterator<Item = &IpNet> {
        let local = self.routes.iter().filter(|route| route.target == RouteTarget::Local);
        local.filter_map(|route| route.destination.block())
    }
}

impl Entity for RouteTable {
    type Id = RouteTableId;
    fn id(&self) -> &RouteTableId {
        &self.id
    }
}
