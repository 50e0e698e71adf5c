//! Cloud WAN: attachments of core networks, and the routes of their segments (rule S-108).

use super::{CoreAttachmentId, CoreNetworkId, CoreTableId, Entity, Place, TransitDestination};

/// What hangs on a core network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoreAttached {
    /// A VPC.
    Vpc(super::VpcId),
    /// A VPN connection.
    Vpn(super::VpnConnectionId),
    /// Connect or Direct Connect: a network outside.
    Outside,
    /// A transit gateway's route table, or a type newer than this program.
    Other,
}

/// An attachment of a core network (networkmanager list-attachments).
#[derive(Clone, PartialEq, Debug)]
pub struct CoreAttachment {
    /// `attachment-…`
    pub id: CoreAttachmentId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// The core network.
    pub core: CoreNetworkId,
    /// What it joins.
    pub to: CoreAttached,
    /// `AVAILABLE`, or a state that carries no traffic.
    pub state: Box<str>,
    /// The segment it is in; empty when it is in none yet.
    pub segment: Box<str>,
    /// The Region of its edge.
    pub edge: Box<str>,
    /// Where it was read.
    pub place: Place,
}

impl CoreAttachment {
    /// Whether it carries traffic; one that is being changed does.
    #[must_use]
    pub fn is_up(&self) -> bool {
        matches!(&*self.state, "" | "AVAILABLE" | "UPDATING" | "PENDING_NETWORK_UPDATE")
    }

    /// The routes that decide for what comes in by it.
    #[must_use]
    pub fn table(&self) -> CoreTableId {
        CoreTableId::of(&self.core, &self.segment, &self.edge)
    }
}

impl Entity for CoreAttachment {
    type Id = CoreAttachmentId;
    fn id(&self) -> &CoreAttachmentId {
        &self.id
    }
}

/// One route of a segment at an edge.
#[derive(Clone, PartialEq, Debug)]
pub struct CoreRoute {
    /// What it matches.
    pub destination: TransitDestination,
    /// Whether it drops what it wins.
    pub blackhole: bool,
    /// Whether it is static; static beats propagated among equal prefixes.
    pub is_static: bool,
    /// Where it leads; `None` for what is no attachment of a core network.
    pub to: Vec<Option<CoreAttachmentId>>,
    /// Where it was read.
    pub place: Place,
}

/// The routes of a segment at an edge (networkmanager get-network-routes).
#[derive(Clone, PartialEq, Debug)]
pub struct CoreTable {
    /// Core network, segment and edge.
    pub id: CoreTableId,
    /// Its routes.
    pub routes: Vec<CoreRoute>,
    /// Where it was read.
    pub place: Place,
}

impl CoreTableId {
    /// The id made of core network, segment and edge.
    #[must_use]
    pub fn of(core: &CoreNetworkId, segment: &str, edge: &str) -> Self {
        CoreTableId::from(format!("{core} {segment} {edge}").as_str())
    }
}

impl Entity for CoreTable {
    type Id = CoreTableId;
    fn id(&self) -> &CoreTableId {
        &self.id
    }
}
