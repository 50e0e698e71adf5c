//! describe-vpcs, describe-subnets, describe-route-tables.

use super::block_public_access::States;
use super::endpoint_services::EncryptionControl;
use super::{Flag, List, State, Tag, Text, shapes};

shapes! {
    pub(crate) struct Vpc<'a> {
        pub(crate) vpc_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        /// Not AWS's: the np-guard collector adds it.
        pub(crate) region: Text<'a>,
        pub(crate) cidr_block: Text<'a>,
        pub(crate) cidr_block_association_set: List<BlockAssociation<'a>>,
        pub(crate) ipv6_cidr_block_association_set: List<BlockAssociation<'a>>,
        pub(crate) is_default: Flag,
        pub(crate) block_public_access_states: Option<States<'a>>,
        pub(crate) encryption_control: Option<EncryptionControl<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct BlockAssociation<'a> {
        pub(crate) cidr_block: Text<'a>,
        pub(crate) cidr_block_state: State<'a>,
        pub(crate) ipv6_cidr_block: Text<'a>,
        pub(crate) ipv6_cidr_block_state: State<'a>,
        pub(crate) ipv6_address_attribute: Text<'a>,
    }

    pub(crate) struct Subnet<'a> {
        pub(crate) subnet_id: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) subnet_arn: Text<'a>,
        pub(crate) cidr_block: Text<'a>,
        pub(crate) ipv6_cidr_block_association_set: List<BlockAssociation<'a>>,
        pub(crate) availability_zone: Text<'a>,
        pub(crate) availability_zone_id: Text<'a>,
        pub(crate) block_public_access_states: Option<States<'a>>,
        pub(crate) encryption_control: Option<EncryptionControl<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct RouteTable<'a> {
        pub(crate) route_table_id: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) associations: List<RouteTableAssociation<'a>>,
        pub(crate) propagating_vgws: List<PropagatingVgw<'a>>,
        pub(crate) routes: List<Route<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct RouteTableAssociation<'a> {
        pub(crate) main: Flag,
        pub(crate) subnet_id: Text<'a>,
        pub(crate) gateway_id: Text<'a>,
        pub(crate) public_ipv4_pool: Text<'a>,
        pub(crate) association_state: State<'a>,
    }

    pub(crate) struct PropagatingVgw<'a> {
        pub(crate) gateway_id: Text<'a>,
    }

    pub(crate) struct Route<'a> {
        pub(crate) destination_cidr_block: Text<'a>,
        pub(crate) destination_ipv6_cidr_block: Text<'a>,
        pub(crate) destination_prefix_list_id: Text<'a>,
        pub(crate) gateway_id: Text<'a>,
        pub(crate) egress_only_internet_gateway_id: Text<'a>,
        pub(crate) nat_gateway_id: Text<'a>,
        pub(crate) network_interface_id: Text<'a>,
        pub(crate) instance_id: Text<'a>,
        pub(crate) transit_gateway_id: Text<'a>,
        pub(crate) vpc_peering_connection_id: Text<'a>,
        pub(crate) local_gateway_id: Text<'a>,
        pub(crate) carrier_gateway_id: Text<'a>,
        pub(crate) core_network_arn: Text<'a>,
        pub(crate) odb_network_arn: Text<'a>,
        pub(crate) origin: Text<'a>,
        pub(crate) state: Text<'a>,
    }

    /// describe-vpc-attribute: one attribute a call.
    pub(crate) struct VpcAttribute<'a> {
        pub(crate) vpc_id: Text<'a>,
        pub(crate) enable_dns_support: Option<AttributeValue>,
        pub(crate) enable_dns_hostnames: Option<AttributeValue>,
    }

    pub(crate) struct AttributeValue {
        pub(crate) value: Flag,
    }
}
