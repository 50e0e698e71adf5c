//! What owns network interfaces besides instances: Lambda, RDS, ECS, EKS and Client VPN.
//!
//! `Environment` of functions and `overrides` of tasks hold secrets: they are not named here, so they are skipped
//! while parsing.

use super::{Flag, List, Number, State, Tag, Text, shapes};

shapes! {
    pub(crate) struct Function<'a> {
        pub(crate) function_name: Text<'a>,
        pub(crate) function_arn: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) vpc_config: Option<VpcConfig<'a>>,
    }

    pub(crate) struct VpcConfig<'a> {
        pub(crate) vpc_id: Text<'a>,
        pub(crate) subnet_ids: List<Text<'a>>,
        pub(crate) security_group_ids: List<Text<'a>>,
        pub(crate) ipv6_allowed_for_dual_stack: Flag,
    }

    pub(crate) struct Database<'a> {
        pub(crate) identifier: Text<'a> = "DBInstanceIdentifier",
        pub(crate) arn: Text<'a> = "DBInstanceArn",
        pub(crate) status: State<'a> = "DBInstanceStatus",
        pub(crate) endpoint: Option<DatabaseEndpoint<'a>>,
        pub(crate) vpc_security_groups: List<DatabaseGroup<'a>>,
        pub(crate) subnet_group: Option<SubnetGroup<'a>> = "DBSubnetGroup",
        pub(crate) availability_zone: Text<'a>,
    }

    pub(crate) struct DatabaseEndpoint<'a> {
        pub(crate) address: Text<'a>,
        pub(crate) port: Number,
    }

    pub(crate) struct DatabaseGroup<'a> {
        pub(crate) vpc_security_group_id: Text<'a>,
    }

    pub(crate) struct SubnetGroup<'a> {
        pub(crate) vpc_id: Text<'a>,
        pub(crate) subnets: List<GroupSubnet<'a>>,
    }

    pub(crate) struct GroupSubnet<'a> {
        pub(crate) subnet_identifier: Text<'a>,
    }

    pub(crate) struct DatabaseCluster<'a> {
        pub(crate) identifier: Text<'a> = "DBClusterIdentifier",
        pub(crate) arn: Text<'a> = "DBClusterArn",
        pub(crate) status: State<'a>,
        pub(crate) endpoint: Text<'a>,
        pub(crate) reader_endpoint: Text<'a>,
        pub(crate) port: Number,
        pub(crate) vpc_security_groups: List<DatabaseGroup<'a>>,
        pub(crate) members: List<ClusterMember<'a>> = "DBClusterMembers",
    }

    pub(crate) struct ClusterMember<'a> {
        pub(crate) identifier: Text<'a> = "DBInstanceIdentifier",
    }

    pub(crate) struct ClientVpnEndpoint<'a> {
        pub(crate) client_vpn_endpoint_id: Text<'a>,
        pub(crate) status: State<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) security_group_ids: List<Text<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }
}

shapes! {
    camel:
    pub(crate) struct Task<'a> {
        pub(crate) task_arn: Text<'a>,
        pub(crate) last_status: State<'a>,
        pub(crate) attachments: List<TaskAttachment<'a>>,
    }

    pub(crate) struct TaskAttachment<'a> {
        pub(crate) details: List<Detail<'a>>,
    }

    pub(crate) struct Detail<'a> {
        pub(crate) name: Text<'a>,
        pub(crate) value: Text<'a>,
    }

    pub(crate) struct KubernetesCluster<'a> {
        pub(crate) name: Text<'a>,
        pub(crate) arn: Text<'a>,
        pub(crate) status: State<'a>,
        pub(crate) endpoint: Text<'a>,
        pub(crate) resources_vpc_config: ClusterVpcConfig<'a>,
    }

    pub(crate) struct ClusterVpcConfig<'a> {
        pub(crate) vpc_id: Text<'a>,
        pub(crate) subnet_ids: List<Text<'a>>,
        pub(crate) security_group_ids: List<Text<'a>>,
        pub(crate) cluster_security_group_id: Text<'a>,
    }
}
