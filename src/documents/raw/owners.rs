//! What owns network interfaces besides instances: Lambda, RDS, ECS, EKS and Client VPN.
//!
//! `Environment` of functions and `overrides` of tasks hold secrets: they are not named here, so they are skipped
//! while parsing.

use super::{Flag, List, Number, State, Tag, Text, shapes};

shapes! {
    pub struct Function<'a> {
        pub function_name: Text<'a>,
        pub function_arn: Text<'a>,
        pub state: State<'a>,
        pub vpc_config: Option<VpcConfig<'a>>,
    }

    pub struct VpcConfig<'a> {
        pub vpc_id: Text<'a>,
        pub subnet_ids: List<Text<'a>>,
        pub security_group_ids: List<Text<'a>>,
        pub ipv6_allowed_for_dual_stack: Flag,
    }

    pub struct Database<'a> {
        pub identifier: Text<'a> = "DBInstanceIdentifier",
        pub arn: Text<'a> = "DBInstanceArn",
        pub status: State<'a> = "DBInstanceStatus",
        pub endpoint: Option<DatabaseEndpoint<'a>>,
        pub vpc_security_groups: List<DatabaseGroup<'a>>,
        pub subnet_group: Option<SubnetGroup<'a>> = "DBSubnetGroup",
        pub availability_zone: Text<'a>,
    }

    pub struct DatabaseEndpoint<'a> {
        pub address: Text<'a>,
        pub port: Number,
    }

    pub struct DatabaseGroup<'a> {
        pub vpc_security_group_id: Text<'a>,
    }

    pub struct SubnetGroup<'a> {
        pub vpc_id: Text<'a>,
        pub subnets: List<GroupSubnet<'a>>,
    }

    pub struct GroupSubnet<'a> {
        pub subnet_identifier: Text<'a>,
    }

    pub struct DatabaseCluster<'a> {
        pub identifier: Text<'a> = "DBClusterIdentifier",
        pub arn: Text<'a> = "DBClusterArn",
        pub status: State<'a>,
        pub endpoint: Text<'a>,
        pub reader_endpoint: Text<'a>,
        pub port: Number,
        pub vpc_security_groups: List<DatabaseGroup<'a>>,
        pub members: List<ClusterMember<'a>> = "DBClusterMembers",
    }

    pub struct ClusterMember<'a> {
        pub identifier: Text<'a> = "DBInstanceIdentifier",
    }

    pub struct ClientVpnEndpoint<'a> {
        pub client_vpn_endpoint_id: Text<'a>,
        pub status: State<'a>,
        pub vpc_id: Text<'a>,
        pub security_group_ids: List<Text<'a>>,
        pub tags: List<Tag<'a>>,
    }
}

shapes! {
    camel:
    pub struct Task<'a> {
        pub task_arn: Text<'a>,
        pub last_status: State<'a>,
        pub attachments: List<TaskAttachment<'a>>,
    }

    pub struct TaskAttachment<'a> {
        pub details: List<Detail<'a>>,
    }

    pub struct Detail<'a> {
        pub name: Text<'a>,
        pub value: Text<'a>,
    }

    pub struct KubernetesCluster<'a> {
        pub name: Text<'a>,
        pub arn: Text<'a>,
        pub status: State<'a>,
        pub endpoint: Text<'a>,
        pub resources_vpc_config: ClusterVpcConfig<'a>,
    }

    pub struct ClusterVpcConfig<'a> {
        pub vpc_id: Text<'a>,
        pub subnet_ids: List<Text<'a>>,
        pub security_group_ids: List<Text<'a>>,
        pub cluster_security_group_id: Text<'a>,
    }
}
