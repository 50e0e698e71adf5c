//! First floor: AWS's nouns as validated values, and what the input did not say about them.
//!
//! Must not know JSON, files or how anything is drawn. A [`Network`] is immutable once built.

use pathlight_space as space;

pub mod block_public_access;
pub mod core_network;
pub mod direct_connect;
pub mod endpoint;
pub mod endpoint_service;
pub mod firewall;
pub mod gateway;
pub mod id_text;
pub mod ids;
pub mod interface;
pub mod lattice;
pub mod load_balancer;
pub mod nacl;
pub mod network;
pub mod notice;
pub mod numbers;
pub mod order;
pub mod place;
pub mod prefix_list;
mod ranking;
pub mod route_table;
pub mod security_group;
pub mod sorted;
pub mod sorted_set;
pub mod subnet;
pub mod table;
pub mod transit;
pub mod vpc;
pub mod workload;

pub use block_public_access::{
    BlockExclusion, BlockMode, BlockOptions, BlockPublicAccess, EffectiveMode, PrintedMode,
};
pub use core_network::{CoreAttached, CoreAttachment, CoreRoute, CoreTable};
pub use direct_connect::{
    AssociatedWith, BgpPeer, DirectConnectAssociation, DirectConnectGateway, VirtualInterface,
    VirtualInterfaceKind,
};
pub use endpoint::{Endpoint, EndpointKind};
pub use endpoint_service::{EndpointConnection, EndpointService};
pub use firewall::{
    Firewall, FirewallAction, FirewallAddresses, FirewallPolicy, FirewallProtocols, FirewallRule,
    GroupReference, GroupRules, RuleGroup, RuleOrder, StatefulDefault,
};
pub use gateway::{
    CustomerGateway, EgressOnlyGateway, Gateway, LocalGateway, NatAddress, NatGateway, Peering, PeeringSide,
    VpnConnection,
};
pub use id_text::IdText;
pub use ids::*;
pub use interface::{Address, Attachment, Instance, Interface, InterfaceKind};
pub use lattice::LatticeAssociation;
pub use load_balancer::{
    BalancerZone, HealthCheck, Listener, ListenerAction, ListenerRule, LoadBalancer, LoadBalancerKind,
    Target, TargetGroup, TargetKind,
};
pub use nacl::{AclEntry, AclLine, AclPeer, Nacl};
pub use network::{Document, Network, Scope};
pub use notice::{Call, Notice};
pub use numbers::{Distinct, Numbers};
pub use order::{Order, order_pairs};
pub use place::{FileIx, Place, Places};
pub use prefix_list::PrefixList;
pub use route_table::{Association, Destination, Route, RouteOrigin, RouteState, RouteTable, RouteTarget};
pub use security_group::{GroupRule, Peer, PeerGroup, SecurityGroup};
pub use sorted::SortedMap;
pub use sorted_set::SortedSet;
pub use subnet::Subnet;
pub use table::{Entity, Seeker, Table, Tag, sort_by_id};
pub use transit::{
    AttachedTo, ConnectPeer, TransitAttachment, TransitDestination, TransitGateway, TransitRoute,
    TransitRouteTable,
};
pub use vpc::{EncryptionControl, EncryptionMode, Vpc, VpcDns};
pub use workload::{Workload, WorkloadKind};

/// The way a packet passes a filter, seen from the interface or subnet that the filter guards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Way {
    /// Inbound.
    Ingress,
    /// Outbound.
    Egress,
}
