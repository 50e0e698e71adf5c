//! What joins a VPC to other networks: internet and egress-only gateways, NAT gateways, peering, VPN.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::{
    CustomerGatewayId, EgressOnlyGatewayId, Entity, InterfaceId, InternetGatewayId, LocalGatewayId,
    NatGatewayId, PeeringId, Place, RouteTableId, SubnetId, TransitGatewayId, VpcId, VpnConnectionId,
    VpnGatewayId,
};

/// A gateway that is attached to VPCs: internet gateway or virtual private gateway.
#[derive(Clone, PartialEq, Debug)]
pub struct Gateway<Id> {
    /// `igw-…` or `vgw-…`
    pub id: Id,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// VPCs with a working attachment (rule S-26).
    pub vpcs: Vec<VpcId>,
    /// Whether it is a Wavelength Zone's carrier gateway, which maps carrier addresses (rule S-37).
    pub is_carrier: bool,
    /// VPCs with an attachment that does not work, and its state.
    pub broken: Vec<(VpcId, Box<str>)>,
    /// Where it was read.
    pub place: Place,
}

impl Entity for Gateway<InternetGatewayId> {
    type Id = InternetGatewayId;
    fn id(&self) -> &InternetGatewayId {
        &self.id
    }
}

impl Entity for Gateway<VpnGatewayId> {
    type Id = VpnGatewayId;
    fn id(&self) -> &VpnGatewayId {
        &self.id
    }
}

/// An Outpost's local gateway (rule S-37).
#[derive(Clone, PartialEq, Debug)]
pub struct LocalGateway {
    /// `lgw-…`
    pub id: LocalGatewayId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// `available`, or a state that carries no traffic.
    pub state: Box<str>,
    /// Where it was read.
    pub place: Place,
}

impl Entity for LocalGateway {
    type Id = LocalGatewayId;
    fn id(&self) -> &LocalGatewayId {
        &self.id
    }
}

/// An egress-only internet gateway (rule S-69).
pub type EgressOnlyGateway = Gateway<EgressOnlyGatewayId>;

impl Entity for Gateway<EgressOnlyGatewayId> {
    type Id = EgressOnlyGatewayId;
    fn id(&self) -> &EgressOnlyGatewayId {
        &self.id
    }
}

/// One address of a NAT gateway.
#[derive(Clone, PartialEq, Debug)]
pub struct NatAddress {
    /// Address inside the subnet; `None` for regional NAT gateways.
    pub private: Option<Ipv4Addr>,
    /// Elastic IP; `None` for private NAT gateways.
    pub public: Option<Ipv4Addr>,
    /// Its interface.
    pub interface: Option<InterfaceId>,
    /// Zone of the address, name or id, for regional NAT gateways; else empty.
    pub zone: Box<str>,
    /// Whether it is the address used first.
    pub primary: bool,
}

/// A NAT gateway (rules S-70 to S-77).
#[derive(Clone, PartialEq, Debug)]
pub struct NatGateway {
    /// `nat-…`
    pub id: NatGatewayId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// The VPC it is part of.
    pub vpc: VpcId,
    /// Its subnet; `None` for a regional one.
    pub subnet: Option<SubnetId>,
    /// The table of a regional one.
    pub route_table: Option<RouteTableId>,
    /// `available`, or a state that carries no traffic.
    pub state: Box<str>,
    /// Whether it has Elastic IPs (connectivity type public).
    pub is_public: bool,
    /// Whether it is regional (rule S-76).
    pub is_regional: bool,
    /// Whether a regional one spreads to new zones by itself.
    pub auto_zones: bool,
    /// Its usable addresses, primary first.
    pub addresses: Vec<NatAddress>,
    /// Where it was read.
    pub place: Place,
}

impl Entity for NatGateway {
    type Id = NatGatewayId;
    fn id(&self) -> &NatGatewayId {
        &self.id
    }
}

/// One side of a peering connection.
#[derive(Clone, PartialEq, Debug)]
pub struct PeeringSide {
    /// The VPC of this side.
    pub vpc: VpcId,
    /// Its account; empty when unknown.
    pub owner: Box<str>,
    /// Its Region; empty when unknown.
    pub region: Box<str>,
    /// Its blocks as the connection prints them, both families.
    pub blocks: Vec<IpNet>,
}

/// A VPC peering connection (rules S-79 to S-86).
#[derive(Clone, PartialEq, Debug)]
pub struct Peering {
    /// `pcx-…`
    pub id: PeeringId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// `active`, or a state that carries no traffic.
    pub status: Box<str>,
    /// Who asked for it.
    pub requester: PeeringSide,
    /// Who accepted it.
    pub accepter: PeeringSide,
    /// Where it was read.
    pub place: Place,
}

impl Peering {
    /// This side and the other side, seen from `vpc`; `None` when `vpc` has no part in it.
    #[must_use]
    pub fn seen_from(&self, vpc: &VpcId) -> Option<(&PeeringSide, &PeeringSide)> {
        if self.requester.vpc == *vpc {
            return Some((&self.requester, &self.accepter));
        }
        (self.accepter.vpc == *vpc).then_some((&self.accepter, &self.requester))
    }
}

impl Entity for Peering {
    type Id = PeeringId;
    fn id(&self) -> &PeeringId {
        &self.id
    }
}

/// A customer gateway: descriptive only (rule S-95).
#[derive(Clone, PartialEq, Debug)]
pub struct CustomerGateway {
    /// `cgw-…`
    pub id: CustomerGatewayId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// Its outside address.
    pub address: Option<IpAddr>,
    /// Where it was read.
    pub place: Place,
}

impl Entity for CustomerGateway {
    type Id = CustomerGatewayId;
    fn id(&self) -> &CustomerGatewayId {
        &self.id
    }
}

/// A Site-to-Site VPN connection (rules S-88, S-92). Its secrets are dropped while reading.
#[derive(Clone, PartialEq, Debug)]
pub struct VpnConnection {
    /// `vpn-…`
    pub id: VpnConnectionId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// `available`, or a state that carries no traffic.
    pub state: Box<str>,
    /// The virtual private gateway it ends on.
    pub vpn_gateway: Option<VpnGatewayId>,
    /// The transit gateway it ends on.
    pub transit_gateway: Option<TransitGatewayId>,
    /// The customer's end.
    pub customer_gateway: Option<CustomerGatewayId>,
    /// Whether it uses static routes instead of BGP.
    pub static_only: bool,
    /// Static routes that are available.
    pub routes: Vec<IpNet>,
    /// Whether each tunnel is up; empty when the input does not say.
    pub tunnels_up: Vec<bool>,
    /// Where it was read.
    pub place: Place,
}

impl VpnConnection {
    /// Whether it carries traffic: one tunnel up is enough, and an input without telemetry counts as up.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.state.eq_ignore_ascii_case("available")
            && (self.tunnels_up.is_empty() || self.tunnels_up.contains(&true))
    }
}

impl Entity for VpnConnection {
    type Id = VpnConnectionId;
    fn id(&self) -> &VpnConnectionId {
        &self.id
    }
}
