//! Transit gateways, their attachments and route tables (rules S-96 to S-106).

use ipnet::IpNet;

use super::{
    ConnectPeerId, DirectConnectGatewayId, Entity, Place, PrefixListId, SubnetId, TransitAttachmentId,
    TransitGatewayId, TransitTableId, VpcId, VpnConnectionId,
};

/// A transit gateway (describe-transit-gateways).
#[derive(Clone, PartialEq, Debug)]
pub struct TransitGateway {
    /// `tgw-…`
    pub id: TransitGatewayId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// Account that owns it; empty when unknown.
    pub owner: Box<str>,
    /// Whether security group references work across it (rule S-105); off unless the input says otherwise.
    pub group_references: bool,
    /// Whether it may carry multicast.
    pub multicast: bool,
    /// Whether another resource names it but no document describes it.
    pub is_stub: bool,
    /// Where it was read.
    pub place: Place,
}

impl Entity for TransitGateway {
    type Id = TransitGatewayId;
    fn id(&self) -> &TransitGatewayId {
        &self.id
    }
}

/// What an attachment joins to its transit gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachedTo {
    /// A VPC.
    Vpc(VpcId),
    /// A VPN connection.
    Vpn(VpnConnectionId),
    /// Another transit gateway, by the id of the far one; `None` when the input does not say.
    Peering {
        /// The far transit gateway.
        gateway: Option<TransitGatewayId>,
        /// The far end's attachment, where it has an id of its own.
        attachment: Option<TransitAttachmentId>,
    },
    /// A Direct Connect gateway, by id.
    DirectConnect(DirectConnectGatewayId),
    /// Connect peers over another attachment, the transport; `None` when the input does not say which.
    Connect(Option<TransitAttachmentId>),
    /// Network function, Client VPN, or a type newer than this program: AWS's `ResourceType`.
    Other(Box<str>),
}

impl AttachedTo {
    /// Whether a network outside of AWS lies behind it.
    #[must_use]
    pub fn leads_out(&self) -> bool {
        match self {
            AttachedTo::Vpn(_) | AttachedTo::DirectConnect(_) | AttachedTo::Connect(_) => true,
            AttachedTo::Other(kind) => matches!(&**kind, "vpn-concentrator" | "client-vpn"),
            AttachedTo::Vpc(_) | AttachedTo::Peering { .. } => false,
        }
    }
}

/// A peer of a Connect attachment (describe-transit-gateway-connect-peers).
#[derive(Clone, PartialEq, Debug)]
pub struct ConnectPeer {
    /// `tgw-connect-peer-…`
    pub id: ConnectPeerId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// The Connect attachment.
    pub attachment: TransitAttachmentId,
    /// `available`, or a state that carries no traffic.
    pub state: Box<str>,
    /// Whether each of its BGP sessions is up; empty when the input does not say.
    pub sessions_up: Vec<bool>,
    /// Where it was read.
    pub place: Place,
}

impl ConnectPeer {
    /// Whether it carries traffic: one session up is enough.
    #[must_use]
    pub fn is_up(&self) -> bool {
        matches!(&*self.state, "" | "available")
            && (self.sessions_up.is_empty() || self.sessions_up.contains(&true))
    }
}

impl Entity for ConnectPeer {
    type Id = ConnectPeerId;
    fn id(&self) -> &ConnectPeerId {
        &self.id
    }
}

/// An attachment (all four describe-transit-gateway-*attachments calls, merged by id).
#[derive(Clone, PartialEq, Debug)]
pub struct TransitAttachment {
    /// `tgw-attach-…`
    pub id: TransitAttachmentId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// The transit gateway.
    pub gateway: TransitGatewayId,
    /// What it joins.
    pub to: AttachedTo,
    /// `available`, or a state that carries no traffic.
    pub state: Box<str>,
    /// Subnets with an attachment interface (VPC attachments), ascending; `None` when no document lists them.
    pub subnets: Option<Vec<SubnetId>>,
    /// The associated route table (rule S-97).
    pub table: Option<TransitTableId>,
    /// For a peering whose both ends share one attachment id: the far gateway's table for it.
    pub far_table: Option<TransitTableId>,
    /// Whether a document that would show an association was read.
    pub association_known: bool,
    /// Whether it is associated with a policy table, which is not modelled (rule S-97).
    pub policy_table: bool,
    /// Whether addresses are translated at it, by rules that no document shows (rule S-106).
    pub translates: bool,
    /// Whether a flow keeps one zone both ways (rule S-101).
    pub appliance_mode: bool,
    /// Whether security group references work over it; on unless the input says otherwise (rule S-105).
    pub group_references: bool,
    /// Where it was read.
    pub place: Place,
}

impl TransitAttachment {
    /// Whether it carries traffic (`modifying` does, question Q-17).
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.state.eq_ignore_ascii_case("available") || self.state.eq_ignore_ascii_case("modifying")
    }
}

impl Entity for TransitAttachment {
    type Id = TransitAttachmentId;
    fn id(&self) -> &TransitAttachmentId {
        &self.id
    }
}

/// What a transit route matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransitDestination {
    /// A block.
    Block(IpNet),
    /// Every entry of a prefix list.
    PrefixList(PrefixListId),
}

impl TransitDestination {
    /// The block; `None` for a prefix list.
    #[must_use]
    pub const fn block(&self) -> Option<&IpNet> {
        match self {
            TransitDestination::Block(block) => Some(block),
            TransitDestination::PrefixList(_) => None,
        }
    }
}

/// One route of a transit gateway route table.
#[derive(Clone, PartialEq, Debug)]
pub struct TransitRoute {
    /// What it matches.
    pub destination: TransitDestination,
    /// Whether it drops what it wins (rule S-99).
    pub blackhole: bool,
    /// Whether it is static, not propagated (rule S-98).
    pub is_static: bool,
    /// Where it leads; several only for equal-cost VPN, Connect or Direct Connect.
    pub attachments: Vec<TransitAttachmentId>,
    /// Where it was read; for a route made from a propagation, the propagation.
    pub place: Place,
    /// Whether it was made from a propagation because no document lists the table's routes.
    pub derived: bool,
}

impl TransitRoute {
    /// Which of equal prefixes wins: a static route, then a reference to a prefix list, then what is propagated
    /// (rule S-98). The greater wins.
    #[must_use]
    pub const fn rank(&self) -> u8 {
        match (&self.destination, self.is_static) {
            (TransitDestination::Block(_), true) => 2,
            (TransitDestination::PrefixList(_), true) => 1,
            (_, false) => 0,
        }
    }
}

/// A transit gateway route table.
#[derive(Clone, PartialEq, Debug)]
pub struct TransitRouteTable {
    /// `tgw-rtb-…`
    pub id: TransitTableId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// The transit gateway.
    pub gateway: Option<TransitGatewayId>,
    /// Its routes.
    pub routes: Vec<TransitRoute>,
    /// Whether the routes are all there: a search result, static routes with propagations, or propagations.
    pub routes_known: bool,
    /// Whether a document said that more routes exist than it holds (rule S-98).
    pub truncated: bool,
    /// Where it was read.
    pub place: Place,
}

impl Entity for TransitRouteTable {
    type Id = TransitTableId;
    fn id(&self) -> &TransitTableId {
        &self.id
    }
}
