//! describe-network-acls, describe-security-groups, describe-security-group-rules, and the prefix lists.

use super::{Flag, List, Number, Tag, Text, shapes};

shapes! {
    pub(crate) struct NetworkAcl<'a> {
        pub(crate) network_acl_id: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) is_default: Flag,
        pub(crate) associations: List<AclAssociation<'a>>,
        pub(crate) entries: List<AclEntry<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct AclAssociation<'a> {
        pub(crate) subnet_id: Text<'a>,
    }

    pub(crate) struct AclEntry<'a> {
        pub(crate) rule_number: Number,
        pub(crate) egress: Flag,
        pub(crate) protocol: Text<'a>,
        pub(crate) rule_action: Text<'a>,
        pub(crate) cidr_block: Text<'a>,
        pub(crate) ipv6_cidr_block: Text<'a>,
        pub(crate) port_range: Option<PortRange>,
        pub(crate) icmp_type_code: Option<IcmpTypeCode>,
    }

    pub(crate) struct PortRange {
        pub(crate) from: Number,
        pub(crate) to: Number,
    }

    pub(crate) struct IcmpTypeCode {
        pub(crate) r#type: Number,
        pub(crate) code: Number,
    }

    pub(crate) struct SecurityGroup<'a> {
        pub(crate) group_id: Text<'a>,
        pub(crate) group_name: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) security_group_arn: Text<'a>,
        pub(crate) ip_permissions: List<IpPermission<'a>>,
        pub(crate) ip_permissions_egress: List<IpPermission<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct IpPermission<'a> {
        pub(crate) ip_protocol: Text<'a>,
        pub(crate) from_port: Number,
        pub(crate) to_port: Number,
        pub(crate) ip_ranges: List<IpRange<'a>>,
        pub(crate) ipv6_ranges: List<Ipv6Range<'a>>,
        pub(crate) prefix_list_ids: List<PrefixListRef<'a>>,
        pub(crate) user_id_group_pairs: List<GroupPair<'a>>,
    }

    pub(crate) struct IpRange<'a> {
        pub(crate) cidr_ip: Text<'a>,
    }

    pub(crate) struct Ipv6Range<'a> {
        pub(crate) cidr_ipv6: Text<'a>,
    }

    pub(crate) struct PrefixListRef<'a> {
        pub(crate) prefix_list_id: Text<'a>,
    }

    /// `UserIdGroupPair`, and `ReferencedGroupInfo`, which has the same fields.
    pub(crate) struct GroupPair<'a> {
        pub(crate) group_id: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) vpc_peering_connection_id: Text<'a>,
        pub(crate) peering_status: Text<'a>,
    }

    pub(crate) struct SecurityGroupRule<'a> {
        pub(crate) security_group_rule_id: Text<'a>,
        pub(crate) group_id: Text<'a>,
        pub(crate) group_owner_id: Text<'a>,
        pub(crate) is_egress: Flag,
        pub(crate) ip_protocol: Text<'a>,
        pub(crate) from_port: Number,
        pub(crate) to_port: Number,
        pub(crate) cidr_ipv4: Text<'a>,
        pub(crate) cidr_ipv6: Text<'a>,
        pub(crate) prefix_list_id: Text<'a>,
        pub(crate) referenced_group_info: Option<GroupPair<'a>>,
    }

    /// An element of `PrefixLists`, of describe-prefix-lists (`Cidrs`) or describe-managed-prefix-lists.
    pub(crate) struct PrefixList<'a> {
        pub(crate) prefix_list_id: Text<'a>,
        pub(crate) prefix_list_name: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) cidrs: List<Text<'a>>,
    }

    pub(crate) struct PrefixListEntry<'a> {
        pub(crate) cidr: Text<'a>,
    }
}
