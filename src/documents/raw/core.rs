//! describe-vpcs, describe-subnets, describe-route-tables.

use super::block_public_access::States;
use super::endpoint_services::EncryptionControl;
use super::{Flag, List, State, Tag, Text, shapes};

shapes! {
    pub struct Vpc<'a> {
        pub vpc_id: Text<'a>,
        pub owner_id: Text<'a>,
        /// Not AWS's: the np-guard collector adds it.
        pub region: Text<'a>,
        pub cidr_block: Text<'a>,
        pub cidr_block_association_set: List<BlockAssociation<'a>>,
        pub ipv6_cidr_block_association_set: List<BlockAssociation<'a>>,
        pub is_default: Flag,
        pub block_public_access_states: Option<States<'a>>,
        pub encryption_control: Option<EncryptionControl<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct BlockAssociation<'a> {
        pub cidr_block: Text<'a>,
        pub cidr_block_state: State<'a>,
        pub ipv6_cidr_block: Text<'a>,
        pub ipv6_cidr_block_state: State<'a>,
        pub ipv6_address_attribute: Text<'a>,
    }

    pub struct Subnet<'a> {
        pub subnet_id: Text<'a>,
        pub vpc_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub subnet_arn: Text<'a>,
        pub cidr_block: Text<'a>,
        pub ipv6_cidr_block_association_set: List<BlockAssociation<'a>>,
        pub availability_zone: Text<'a>,
        pub availability_zone_id: Text<'a>,
        pub block_public_access_states: Option<States<'a>>,
        pub encryption_control: Option<EncryptionControl<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct RouteTable<'a> {
        pub route_table_id: Text<'a>,
        pub vpc_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub associations: List<RouteTableAssociation<'a>>,
        pub propagating_vgws: List<PropagatingVgw<'a>>,
        pub routes: List<Route<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct RouteTableAssociation<'a> {
        pub main: Flag,
        pub subnet_id: Text<'a>,
        pub gateway_id: Text<'a>,
        pub public_ipv4_pool: Text<'a>,
        pub association_state: State<'a>,
    }

    pub struct PropagatingVgw<'a> {
        pub gateway_id: Text<'a>,
    }

    pub struct Route<'a> {
        pub destination_cidr_block: Text<'a>,
        pub destination_ipv6_cidr_block: Text<'a>,
        pub destination_prefix_list_id: Text<'a>,
        pub gateway_id: Text<'a>,
        pub egress_only_internet_gateway_id: Text<'a>,
        pub nat_gateway_id: Text<'a>,
        pub network_interface_id: Text<'a>,
        pub instance_id: Text<'a>,
        pub transit_gateway_id: Text<'a>,
        pub vpc_peering_connection_id: Text<'a>,
        pub local_gateway_id: Text<'a>,
        pub carrier_gateway_id: Text<'a>,
        pub core_network_arn: Text<'a>,
        pub odb_network_arn: Text<'a>,
        pub origin: Text<'a>,
        pub state: Text<'a>,
    }

    /// describe-vpc-attribute: one attribute a call.
    pub struct VpcAttribute<'a> {
        pub vpc_id: Text<'a>,
        pub enable_dns_support: Option<AttributeValue>,
        pub enable_dns_hostnames: Option<AttributeValue>,
    }

    pub struct AttributeValue {
        pub value: Flag,
    }
}
