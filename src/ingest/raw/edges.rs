//! What joins a VPC to other networks: gateways, NAT, peering, VPN, endpoints.
//!
//! `CustomerGatewayConfiguration` and `TunnelOptions` hold pre-shared keys: they are not named here, so they
//! are skipped while parsing.

use super::{Flag, List, Policy, State, Tag, Text, shapes};

shapes! {
    /// An internet gateway, egress-only gateway or virtual private gateway; only one of the ids is there.
    pub(crate) struct Gateway<'a> {
        pub(crate) internet_gateway_id: Text<'a>,
        pub(crate) egress_only_internet_gateway_id: Text<'a>,
        pub(crate) vpn_gateway_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) attachments: List<VpcAttachment<'a>>,
        pub(crate) vpc_attachments: List<VpcAttachment<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct CarrierGateway<'a> {
        pub(crate) carrier_gateway_id: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct LocalGateway<'a> {
        pub(crate) local_gateway_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct VpcAttachment<'a> {
        pub(crate) vpc_id: Text<'a>,
        pub(crate) state: State<'a>,
    }

    pub(crate) struct NatGateway<'a> {
        pub(crate) nat_gateway_id: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) subnet_id: Text<'a>,
        pub(crate) route_table_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) connectivity_type: Text<'a>,
        pub(crate) availability_mode: Text<'a>,
        pub(crate) auto_provision_zones: Text<'a>,
        pub(crate) nat_gateway_addresses: List<NatGatewayAddress<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct NatGatewayAddress<'a> {
        pub(crate) private_ip: Text<'a>,
        pub(crate) public_ip: Text<'a>,
        pub(crate) network_interface_id: Text<'a>,
        pub(crate) is_primary: Flag,
        pub(crate) status: Text<'a>,
        pub(crate) availability_zone: Text<'a>,
        pub(crate) availability_zone_id: Text<'a>,
    }

    pub(crate) struct CustomerGateway<'a> {
        pub(crate) customer_gateway_id: Text<'a>,
        pub(crate) ip_address: Text<'a>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct VpnConnection<'a> {
        pub(crate) vpn_connection_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) vpn_gateway_id: Text<'a>,
        pub(crate) transit_gateway_id: Text<'a>,
        pub(crate) customer_gateway_id: Text<'a>,
        pub(crate) options: Option<VpnOptions>,
        pub(crate) routes: List<VpnRoute<'a>>,
        pub(crate) vgw_telemetry: List<Telemetry<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct VpnOptions {
        pub(crate) static_routes_only: Flag,
    }

    pub(crate) struct VpnRoute<'a> {
        pub(crate) destination_cidr_block: Text<'a>,
        pub(crate) state: State<'a>,
    }

    pub(crate) struct Telemetry<'a> {
        pub(crate) status: Text<'a>,
    }

    pub(crate) struct Peering<'a> {
        pub(crate) vpc_peering_connection_id: Text<'a>,
        pub(crate) status: State<'a>,
        pub(crate) requester_vpc_info: PeeringSide<'a>,
        pub(crate) accepter_vpc_info: PeeringSide<'a>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct PeeringSide<'a> {
        pub(crate) vpc_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) region: Text<'a>,
        pub(crate) cidr_block: Text<'a>,
        pub(crate) cidr_block_set: List<PeeringBlock<'a>>,
        pub(crate) ipv6_cidr_block_set: List<PeeringBlock<'a>>,
    }

    pub(crate) struct PeeringBlock<'a> {
        pub(crate) cidr_block: Text<'a>,
        pub(crate) ipv6_cidr_block: Text<'a>,
    }

    pub(crate) struct Endpoint<'a> {
        pub(crate) vpc_endpoint_id: Text<'a>,
        pub(crate) vpc_endpoint_type: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) service_name: Text<'a>,
        pub(crate) route_table_ids: List<Text<'a>>,
        pub(crate) subnet_ids: List<Text<'a>>,
        pub(crate) network_interface_ids: List<Text<'a>>,
        pub(crate) groups: List<super::interfaces::GroupId<'a>>,
        pub(crate) private_dns_enabled: Flag,
        pub(crate) policy_document: Policy,
        pub(crate) dns_entries: List<DnsEntry<'a>>,
        pub(crate) dns_options: Option<DnsOptions>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct DnsEntry<'a> {
        pub(crate) dns_name: Text<'a>,
    }

    pub(crate) struct DnsOptions {
        pub(crate) private_dns_only_for_inbound_resolver_endpoint: Flag,
    }
}
