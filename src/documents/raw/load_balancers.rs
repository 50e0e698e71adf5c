//! elbv2 and elb: load balancers, listeners, rules, target groups, health and attributes.

use super::{Flag, List, Number, State, Text, shapes};

shapes! {
    pub struct LoadBalancer<'a> {
        pub load_balancer_arn: Text<'a>,
        pub load_balancer_name: Text<'a>,
        pub dns_name: Text<'a> = "DNSName",
        pub r#type: Text<'a>,
        pub scheme: Text<'a>,
        pub vpc_id: Text<'a>,
        pub state: State<'a>,
        pub availability_zones: List<Zone<'a>>,
        pub enforces_private_link: Text<'a> = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
    }

    pub struct Zone<'a> {
        pub zone_name: Text<'a>,
        pub subnet_id: Text<'a>,
        pub load_balancer_addresses: List<ZoneAddress<'a>>,
    }

    pub struct ZoneAddress<'a> {
        pub ip_address: Text<'a>,
        pub private_ipv4_address: Text<'a> = "PrivateIPv4Address",
        pub ipv6_address: Text<'a> = "IPv6Address",
    }

    pub struct Listener<'a> {
        pub listener_arn: Text<'a>,
        pub load_balancer_arn: Text<'a>,
        pub port: Number,
        pub protocol: Text<'a>,
        pub default_actions: List<Action<'a>>,
    }

    pub struct Action<'a> {
        pub r#type: Text<'a>,
        pub target_group_arn: Text<'a>,
        pub forward_config: Option<ForwardConfig<'a>>,
    }

    pub struct ForwardConfig<'a> {
        pub target_groups: List<WeightedGroup<'a>>,
    }

    pub struct WeightedGroup<'a> {
        pub target_group_arn: Text<'a>,
        pub weight: Number,
    }

    pub struct Rule<'a> {
        pub rule_arn: Text<'a>,
        pub priority: Text<'a>,
        pub is_default: Flag,
        pub conditions: List<Condition<'a>>,
        pub actions: List<Action<'a>>,
    }

    pub struct Condition<'a> {
        pub field: Text<'a>,
        pub source_ip_config: Option<SourceIpConfig<'a>>,
    }

    pub struct SourceIpConfig<'a> {
        pub values: List<Text<'a>>,
    }

    pub struct TargetGroup<'a> {
        pub target_group_arn: Text<'a>,
        pub target_group_name: Text<'a>,
        pub protocol: Text<'a>,
        pub port: Number,
        pub target_type: Text<'a>,
        pub ip_address_type: Text<'a>,
        pub health_check_enabled: Flag,
        pub health_check_port: Text<'a>,
    }

    pub struct TargetHealthDescription<'a> {
        pub target: Option<Target<'a>>,
        pub target_health: Option<Health<'a>>,
    }

    pub struct Target<'a> {
        pub id: Text<'a>,
        pub port: Number,
        pub availability_zone: Text<'a>,
    }

    pub struct Health<'a> {
        pub state: Text<'a>,
    }

    pub struct Attribute<'a> {
        pub key: Text<'a>,
        pub value: Text<'a>,
    }

    /// A Classic load balancer; it spells `VPCId` with capitals.
    pub struct Classic<'a> {
        pub load_balancer_name: Text<'a>,
        pub dns_name: Text<'a> = "DNSName",
        pub scheme: Text<'a>,
        pub vpc_id: Text<'a> = "VPCId",
        pub subnets: List<Text<'a>>,
        pub availability_zones: List<Text<'a>>,
        pub listener_descriptions: List<ListenerDescription<'a>>,
        pub instances: List<ClassicInstance<'a>>,
        pub health_check: Option<ClassicHealthCheck<'a>>,
    }

    pub struct ListenerDescription<'a> {
        pub listener: Option<ClassicListener<'a>>,
    }

    pub struct ClassicListener<'a> {
        pub protocol: Text<'a>,
        pub load_balancer_port: Number,
        pub instance_protocol: Text<'a>,
        pub instance_port: Number,
    }

    pub struct ClassicInstance<'a> {
        pub instance_id: Text<'a>,
    }

    pub struct ClassicHealthCheck<'a> {
        pub target: Text<'a>,
    }
}
