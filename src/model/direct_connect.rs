//! Direct Connect: gateways, virtual interfaces, and what a gateway is associated with (rule S-93).

use ipnet::IpNet;

use super::{
    DirectConnectAssociationId, DirectConnectGatewayId, Entity, Place, TransitGatewayId, VirtualInterfaceId,
    VpnGatewayId,
};

/// A Direct Connect gateway (describe-direct-connect-gateways).
#[derive(Clone, PartialEq, Debug)]
pub struct DirectConnectGateway {
    /// `dxgw-…`
    pub id: DirectConnectGatewayId,
    /// Its name, else empty.
    pub name: Box<str>,
    /// `available`, or a state that carries no traffic; empty when unknown.
    pub state: Box<str>,
    /// Where it was read.
    pub place: Place,
}

impl Entity for DirectConnectGateway {
    type Id = DirectConnectGatewayId;
    fn id(&self) -> &DirectConnectGatewayId {
        &self.id
    }
}

/// What a virtual interface is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VirtualInterfaceKind {
    /// Towards VPCs, by virtual private gateways.
    Private,
    /// Towards AWS's public addresses.
    Public,
    /// Towards transit gateways, by a Direct Connect gateway.
    Transit,
    /// A type newer than this program.
    Other,
}

/// A BGP session of a virtual interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BgpPeer {
    /// Whether it speaks of IPv6; `None` when the input does not say.
    pub is_v6: Option<bool>,
    /// Whether it is up; a status that is not known counts as up.
    pub is_up: bool,
}

/// A virtual interface (describe-virtual-interfaces). Its BGP key is dropped while reading.
#[derive(Clone, PartialEq, Debug)]
pub struct VirtualInterface {
    /// `dxvif-…`
    pub id: VirtualInterfaceId,
    /// Its name, else empty.
    pub name: Box<str>,
    /// What it is for.
    pub kind: VirtualInterfaceKind,
    /// `available`, or a state that carries no traffic.
    pub state: Box<str>,
    /// The virtual private gateway it ends on.
    pub vpn_gateway: Option<VpnGatewayId>,
    /// The Direct Connect gateway it ends on.
    pub gateway: Option<DirectConnectGatewayId>,
    /// Its BGP sessions; empty when the input does not list them.
    pub peers: Vec<BgpPeer>,
    /// The public prefixes that the other side announces (public interfaces).
    pub prefixes: Vec<IpNet>,
    /// Where it was read.
    pub place: Place,
}

impl VirtualInterface {
    /// Whether its state is one that carries traffic.
    #[must_use]
    pub fn is_available(&self) -> bool {
        matches!(&*self.state, "" | "available" | "unknown")
    }

    /// Whether a BGP session for this address family is up, or the input lists no sessions.
    #[must_use]
    pub fn has_session(&self, is_v6: bool) -> bool {
        let speaks = |peer: &BgpPeer| peer.is_v6.is_none_or(|of| of == is_v6);
        self.peers.is_empty() || self.peers.iter().any(|peer| peer.is_up && speaks(peer))
    }
}

impl Entity for VirtualInterface {
    type Id = VirtualInterfaceId;
    fn id(&self) -> &VirtualInterfaceId {
        &self.id
    }
}

/// What a Direct Connect gateway is associated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssociatedWith {
    /// A virtual private gateway: the allowed prefixes are a filter on the VPC's blocks.
    VpnGateway(VpnGatewayId),
    /// A transit gateway: the allowed prefixes are what is announced.
    TransitGateway(TransitGatewayId),
}

/// An association of a Direct Connect gateway (describe-direct-connect-gateway-associations).
#[derive(Clone, PartialEq, Debug)]
pub struct DirectConnectAssociation {
    /// The association's own id.
    pub id: DirectConnectAssociationId,
    /// The Direct Connect gateway.
    pub gateway: DirectConnectGatewayId,
    /// What it is associated with.
    pub with: AssociatedWith,
    /// `associated`, or a state that carries no traffic.
    pub state: Box<str>,
    /// Prefixes that may be announced to on-premises; empty when the input lists none.
    pub allowed: Vec<IpNet>,
    /// Where it was read.
    pub place: Place,
}

impl DirectConnectAssociation {
    /// Whether it carries traffic; one whose prefixes are being changed does.
    #[must_use]
    pub fn is_up(&self) -> bool {
        matches!(&*self.state, "" | "associated" | "updating")
    }
}

impl Entity for DirectConnectAssociation {
    type Id = DirectConnectAssociationId;
    fn id(&self) -> &DirectConnectAssociationId {
        &self.id
    }
}
