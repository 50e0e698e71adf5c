//! describe-network-interfaces, describe-instances, describe-addresses.

use super::{Flag, List, Number, State, Tag, Text, shapes};

shapes! {
    /// An interface, also in the shorter form that stands inside an instance.
    pub struct NetworkInterface<'a> {
        pub network_interface_id: Text<'a>,
        pub subnet_id: Text<'a>,
        pub vpc_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub availability_zone: Text<'a>,
        pub interface_type: Text<'a>,
        pub description: Text<'a>,
        pub status: Text<'a>,
        pub source_dest_check: Flag,
        pub deny_all_igw_traffic: Flag,
        pub groups: List<GroupId<'a>>,
        pub association: Option<Association<'a>>,
        pub private_ip_address: Text<'a>,
        pub private_ip_addresses: List<PrivateIpAddress<'a>>,
        pub ipv6_address: Text<'a>,
        pub ipv6_addresses: List<Ipv6Address<'a>>,
        pub ipv4_prefixes: List<Ipv4Prefix<'a>>,
        pub ipv6_prefixes: List<Ipv6Prefix<'a>>,
        pub attachment: Option<Attachment<'a>>,
        pub tag_set: List<Tag<'a>>,
    }

    pub struct GroupId<'a> {
        pub group_id: Text<'a>,
    }

    pub struct Association<'a> {
        pub public_ip: Text<'a>,
        pub carrier_ip: Text<'a>,
    }

    pub struct PrivateIpAddress<'a> {
        pub private_ip_address: Text<'a>,
        pub primary: Flag,
        pub association: Option<Association<'a>>,
    }

    pub struct Ipv6Address<'a> {
        pub ipv6_address: Text<'a>,
    }

    pub struct Ipv4Prefix<'a> {
        pub ipv4_prefix: Text<'a>,
    }

    pub struct Ipv6Prefix<'a> {
        pub ipv6_prefix: Text<'a>,
    }

    pub struct Attachment<'a> {
        pub instance_id: Text<'a>,
        pub device_index: Number,
        pub status: Text<'a>,
    }

    pub struct Reservation<'a> {
        pub owner_id: Text<'a>,
        pub instances: List<Instance<'a>>,
    }

    pub struct Instance<'a> {
        pub instance_id: Text<'a>,
        pub state: State<'a>,
        pub vpc_id: Text<'a>,
        pub subnet_id: Text<'a>,
        pub private_ip_address: Text<'a>,
        pub public_ip_address: Text<'a>,
        pub ipv6_address: Text<'a>,
        pub source_dest_check: Flag,
        pub security_groups: List<GroupId<'a>>,
        pub network_interfaces: List<NetworkInterface<'a>>,
        pub platform: Text<'a>,
        pub platform_details: Text<'a>,
        pub metadata_options: Option<MetadataOptions<'a>>,
        pub placement: Option<Placement<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct MetadataOptions<'a> {
        pub http_endpoint: Text<'a>,
        pub http_protocol_ipv6: Text<'a>,
    }

    pub struct Placement<'a> {
        pub availability_zone: Text<'a>,
    }

    /// An Elastic IP.
    pub struct Address<'a> {
        pub public_ip: Text<'a>,
        pub carrier_ip: Text<'a>,
        pub private_ip_address: Text<'a>,
        pub network_interface_id: Text<'a>,
        pub network_interface_owner_id: Text<'a>,
        pub instance_id: Text<'a>,
    }
}
