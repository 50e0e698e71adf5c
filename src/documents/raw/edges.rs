//! What joins a VPC to other networks: gateways, NAT, peering, VPN, endpoints.
//!
//! `CustomerGatewayConfiguration` and `TunnelOptions` hold pre-shared keys: they are not named here, so they
//! are skipped while parsing.

use super::{Flag, List, Policy, State, Tag, Text, shapes};

shapes! {
    /// An internet gateway, egress-only gateway or virtual private gateway; only one of the ids is there.
    pub struct Gateway<'a> {
        pub internet_gateway_id: Text<'a>,
        pub egress_only_internet_gateway_id: Text<'a>,
        pub vpn_gateway_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub state: State<'a>,
        pub attachments: List<VpcAttachment<'a>>,
        pub vpc_attachments: List<VpcAttachment<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct CarrierGateway<'a> {
        pub carrier_gateway_id: Text<'a>,
        pub vpc_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub state: State<'a>,
        pub tags: List<Tag<'a>>,
    }

    pub struct LocalGateway<'a> {
        pub local_gateway_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub state: State<'a>,
        pub tags: List<Tag<'a>>,
    }

    pub struct VpcAttachment<'a> {
        pub vpc_id: Text<'a>,
        pub state: State<'a>,
    }

    pub struct NatGateway<'a> {
        pub nat_gateway_id: Text<'a>,
        pub vpc_id: Text<'a>,
        pub subnet_id: Text<'a>,
        pub route_table_id: Text<'a>,
        pub state: State<'a>,
        pub connectivity_type: Text<'a>,
        pub availability_mode: Text<'a>,
        pub auto_provision_zones: Text<'a>,
        pub nat_gateway_addresses: List<NatGatewayAddress<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct NatGatewayAddress<'a> {
        pub private_ip: Text<'a>,
        pub public_ip: Text<'a>,
        pub network_interface_id: Text<'a>,
        pub is_primary: Flag,
        pub status: Text<'a>,
        pub availability_zone: Text<'a>,
        pub availability_zone_id: Text<'a>,
    }

    pub struct CustomerGateway<'a> {
        pub customer_gateway_id: Text<'a>,
        pub ip_address: Text<'a>,
        pub tags: List<Tag<'a>>,
    }

    pub struct VpnConnection<'a> {
        pub vpn_connection_id: Text<'a>,
        pub state: State<'a>,
        pub vpn_gateway_id: Text<'a>,
        pub transit_gateway_id: Text<'a>,
        pub customer_gateway_id: Text<'a>,
        pub options: Option<VpnOptions>,
        pub routes: List<VpnRoute<'a>>,
        pub vgw_telemetry: List<Telemetry<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct VpnOptions {
        pub static_routes_only: Flag,
    }

    pub struct VpnRoute<'a> {
        pub destination_cidr_block: Text<'a>,
        pub state: State<'a>,
    }

    pub struct Telemetry<'a> {
        pub status: Text<'a>,
    }

    pub struct Peering<'a> {
        pub vpc_peering_connection_id: Text<'a>,
        pub status: State<'a>,
        pub requester_vpc_info: PeeringSide<'a>,
        pub accepter_vpc_info: PeeringSide<'a>,
        pub tags: List<Tag<'a>>,
    }

    pub struct PeeringSide<'a> {
        pub vpc_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub region: Text<'a>,
        pub cidr_block: Text<'a>,
        pub cidr_block_set: List<PeeringBlock<'a>>,
        pub ipv6_cidr_block_set: List<PeeringBlock<'a>>,
    }

    pub struct PeeringBlock<'a> {
        pub cidr_block: Text<'a>,
        pub ipv6_cidr_block: Text<'a>,
    }

    pub struct Endpoint<'a> {
        pub vpc_endpoint_id: Text<'a>,
        pub vpc_endpoint_type: Text<'a>,
        pub vpc_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub state: State<'a>,
        pub service_name: Text<'a>,
        pub route_table_ids: List<Text<'a>>,
        pub subnet_ids: List<Text<'a>>,
        pub network_interface_ids: List<Text<'a>>,
        pub groups: List<super::interfaces::GroupId<'a>>,
        pub private_dns_enabled: Flag,
        pub policy_document: Policy,
        pub dns_entries: List<DnsEntry<'a>>,
        pub dns_options: Option<DnsOptions>,
        pub tags: List<Tag<'a>>,
    }

    pub struct DnsEntry<'a> {
        pub dns_name: Text<'a>,
    }

    pub struct DnsOptions {
        pub private_dns_only_for_inbound_resolver_endpoint: Flag,
    }
}
