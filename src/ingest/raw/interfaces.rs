//! describe-network-interfaces, describe-instances, describe-addresses.

use super::{Flag, List, Number, State, Tag, Text, shapes};

shapes! {
    /// An interface, also in the shorter form that stands inside an instance.
    pub(crate) struct NetworkInterface<'a> {
        pub(crate) network_interface_id: Text<'a>,
        pub(crate) subnet_id: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) availability_zone: Text<'a>,
        pub(crate) interface_type: Text<'a>,
        pub(crate) description: Text<'a>,
        pub(crate) status: Text<'a>,
        pub(crate) source_dest_check: Flag,
        pub(crate) deny_all_igw_traffic: Flag,
        pub(crate) groups: List<GroupId<'a>>,
        pub(crate) association: Option<Association<'a>>,
        pub(crate) private_ip_address: Text<'a>,
        pub(crate) private_ip_addresses: List<PrivateIpAddress<'a>>,
        pub(crate) ipv6_address: Text<'a>,
        pub(crate) ipv6_addresses: List<Ipv6Address<'a>>,
        pub(crate) ipv4_prefixes: List<Ipv4Prefix<'a>>,
        pub(crate) ipv6_prefixes: List<Ipv6Prefix<'a>>,
        pub(crate) attachment: Option<Attachment<'a>>,
        pub(crate) tag_set: List<Tag<'a>>,
    }

    pub(crate) struct GroupId<'a> {
        pub(crate) group_id: Text<'a>,
    }

    pub(crate) struct Association<'a> {
        pub(crate) public_ip: Text<'a>,
        pub(crate) carrier_ip: Text<'a>,
    }

    pub(crate) struct PrivateIpAddress<'a> {
        pub(crate) private_ip_address: Text<'a>,
        pub(crate) primary: Flag,
        pub(crate) association: Option<Association<'a>>,
    }

    pub(crate) struct Ipv6Address<'a> {
        pub(crate) ipv6_address: Text<'a>,
    }

    pub(crate) struct Ipv4Prefix<'a> {
        pub(crate) ipv4_prefix: Text<'a>,
    }

    pub(crate) struct Ipv6Prefix<'a> {
        pub(crate) ipv6_prefix: Text<'a>,
    }

    pub(crate) struct Attachment<'a> {
        pub(crate) instance_id: Text<'a>,
        pub(crate) device_index: Number,
        pub(crate) status: Text<'a>,
    }

    pub(crate) struct Reservation<'a> {
        pub(crate) owner_id: Text<'a>,
        pub(crate) instances: List<Instance<'a>>,
    }

    pub(crate) struct Instance<'a> {
        pub(crate) instance_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) subnet_id: Text<'a>,
        pub(crate) private_ip_address: Text<'a>,
        pub(crate) public_ip_address: Text<'a>,
        pub(crate) ipv6_address: Text<'a>,
        pub(crate) source_dest_check: Flag,
        pub(crate) security_groups: List<GroupId<'a>>,
        pub(crate) network_interfaces: List<NetworkInterface<'a>>,
        pub(crate) platform: Text<'a>,
        pub(crate) platform_details: Text<'a>,
        pub(crate) metadata_options: Option<MetadataOptions<'a>>,
        pub(crate) placement: Option<Placement<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct MetadataOptions<'a> {
        pub(crate) http_endpoint: Text<'a>,
        pub(crate) http_protocol_ipv6: Text<'a>,
    }

    pub(crate) struct Placement<'a> {
        pub(crate) availability_zone: Text<'a>,
    }

    /// An Elastic IP.
    pub(crate) struct Address<'a> {
        pub(crate) public_ip: Text<'a>,
        pub(crate) carrier_ip: Text<'a>,
        pub(crate) private_ip_address: Text<'a>,
        pub(crate) network_interface_id: Text<'a>,
        pub(crate) network_interface_owner_id: Text<'a>,
        pub(crate) instance_id: Text<'a>,
    }
}
