//! describe-network-acls, describe-security-groups, describe-security-group-rules, and the prefix lists.

use super::{Flag, List, Number, Tag, Text, shapes};

shapes! {
    pub struct NetworkAcl<'a> {
        pub network_acl_id: Text<'a>,
        pub vpc_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub is_default: Flag,
        pub associations: List<AclAssociation<'a>>,
        pub entries: List<AclEntry<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct AclAssociation<'a> {
        pub subnet_id: Text<'a>,
    }

    pub struct AclEntry<'a> {
        pub rule_number: Number,
        pub egress: Flag,
        pub protocol: Text<'a>,
        pub rule_action: Text<'a>,
        pub cidr_block: Text<'a>,
        pub ipv6_cidr_block: Text<'a>,
        pub port_range: Option<PortRange>,
        pub icmp_type_code: Option<IcmpTypeCode>,
    }

    pub struct PortRange {
        pub from: Number,
        pub to: Number,
    }

    pub struct IcmpTypeCode {
        pub r#type: Number,
        pub code: Number,
    }

    pub struct SecurityGroup<'a> {
        pub group_id: Text<'a>,
        pub group_name: Text<'a>,
        pub vpc_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub security_group_arn: Text<'a>,
        pub ip_permissions: List<IpPermission<'a>>,
        pub ip_permissions_egress: List<IpPermission<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct IpPermission<'a> {
        pub ip_protocol: Text<'a>,
        pub from_port: Number,
        pub to_port: Number,
        pub ip_ranges: List<IpRange<'a>>,
        pub ipv6_ranges: List<Ipv6Range<'a>>,
        pub prefix_list_ids: List<PrefixListRef<'a>>,
        pub user_id_group_pairs: List<GroupPair<'a>>,
    }

    pub struct IpRange<'a> {
        pub cidr_ip: Text<'a>,
    }

    pub struct Ipv6Range<'a> {
        pub cidr_ipv6: Text<'a>,
    }

    pub struct PrefixListRef<'a> {
        pub prefix_list_id: Text<'a>,
    }

    /// `UserIdGroupPair`, and `ReferencedGroupInfo`, which has the same fields.
    pub struct GroupPair<'a> {
        pub group_id: Text<'a>,
        pub vpc_id: Text<'a>,
        pub vpc_peering_connection_id: Text<'a>,
        pub peering_status: Text<'a>,
    }

    pub struct SecurityGroupRule<'a> {
        pub security_group_rule_id: Text<'a>,
        pub group_id: Text<'a>,
        pub group_owner_id: Text<'a>,
        pub is_egress: Flag,
        pub ip_protocol: Text<'a>,
        pub from_port: Number,
        pub to_port: Number,
        pub cidr_ipv4: Text<'a>,
        pub cidr_ipv6: Text<'a>,
        pub prefix_list_id: Text<'a>,
        pub referenced_group_info: Option<GroupPair<'a>>,
    }

    /// An element of `PrefixLists`, of describe-prefix-lists (`Cidrs`) or describe-managed-prefix-lists.
    pub struct PrefixList<'a> {
        pub prefix_list_id: Text<'a>,
        pub prefix_list_name: Text<'a>,
        pub owner_id: Text<'a>,
        pub cidrs: List<Text<'a>>,
    }

    pub struct PrefixListEntry<'a> {
        pub cidr: Text<'a>,
    }
}
