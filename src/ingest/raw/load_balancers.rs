//! elbv2 and elb: load balancers, listeners, rules, target groups, health and attributes.

use super::{Flag, List, Number, State, Text, shapes};

shapes! {
    pub(crate) struct LoadBalancer<'a> {
        pub(crate) load_balancer_arn: Text<'a>,
        pub(crate) load_balancer_name: Text<'a>,
        pub(crate) dns_name: Text<'a> = "DNSName",
        pub(crate) r#type: Text<'a>,
        pub(crate) scheme: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) availability_zones: List<Zone<'a>>,
        pub(crate) enforces_private_link: Text<'a> = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
    }

    pub(crate) struct Zone<'a> {
        pub(crate) zone_name: Text<'a>,
        pub(crate) subnet_id: Text<'a>,
        pub(crate) load_balancer_addresses: List<ZoneAddress<'a>>,
    }

    pub(crate) struct ZoneAddress<'a> {
        pub(crate) ip_address: Text<'a>,
        pub(crate) private_ipv4_address: Text<'a> = "PrivateIPv4Address",
        pub(crate) ipv6_address: Text<'a> = "IPv6Address",
    }

    pub(crate) struct Listener<'a> {
        pub(crate) listener_arn: Text<'a>,
        pub(crate) load_balancer_arn: Text<'a>,
        pub(crate) port: Number,
        pub(crate) protocol: Text<'a>,
        pub(crate) default_actions: List<Action<'a>>,
    }

    pub(crate) struct Action<'a> {
        pub(crate) r#type: Text<'a>,
        pub(crate) target_group_arn: Text<'a>,
        pub(crate) forward_config: Option<ForwardConfig<'a>>,
    }

    pub(crate) struct ForwardConfig<'a> {
        pub(crate) target_groups: List<WeightedGroup<'a>>,
    }

    pub(crate) struct WeightedGroup<'a> {
        pub(crate) target_group_arn: Text<'a>,
        pub(crate) weight: Number,
    }

    pub(crate) struct Rule<'a> {
        pub(crate) rule_arn: Text<'a>,
        pub(crate) priority: Text<'a>,
        pub(crate) is_default: Flag,
        pub(crate) conditions: List<Condition<'a>>,
        pub(crate) actions: List<Action<'a>>,
    }

    pub(crate) struct Condition<'a> {
        pub(crate) field: Text<'a>,
        pub(crate) source_ip_config: Option<SourceIpConfig<'a>>,
    }

    pub(crate) struct SourceIpConfig<'a> {
        pub(crate) values: List<Text<'a>>,
    }

    pub(crate) struct TargetGroup<'a> {
        pub(crate) target_group_arn: Text<'a>,
        pub(crate) target_group_name: Text<'a>,
        pub(crate) protocol: Text<'a>,
        pub(crate) port: Number,
        pub(crate) target_type: Text<'a>,
        pub(crate) ip_address_type: Text<'a>,
        pub(crate) health_check_enabled: Flag,
        pub(crate) health_check_port: Text<'a>,
    }

    pub(crate) struct TargetHealthDescription<'a> {
        pub(crate) target: Option<Target<'a>>,
        pub(crate) target_health: Option<Health<'a>>,
    }

    pub(crate) struct Target<'a> {
        pub(crate) id: Text<'a>,
        pub(crate) port: Number,
        pub(crate) availability_zone: Text<'a>,
    }

    pub(crate) struct Health<'a> {
        pub(crate) state: Text<'a>,
    }

    pub(crate) struct Attribute<'a> {
        pub(crate) key: Text<'a>,
        pub(crate) value: Text<'a>,
    }

    /// A Classic load balancer; it spells `VPCId` with capitals.
    pub(crate) struct Classic<'a> {
        pub(crate) load_balancer_name: Text<'a>,
        pub(crate) dns_name: Text<'a> = "DNSName",
        pub(crate) scheme: Text<'a>,
        pub(crate) vpc_id: Text<'a> = "VPCId",
        pub(crate) subnets: List<Text<'a>>,
        pub(crate) availability_zones: List<Text<'a>>,
        pub(crate) listener_descriptions: List<ListenerDescription<'a>>,
        pub(crate) instances: List<ClassicInstance<'a>>,
        pub(crate) health_check: Option<ClassicHealthCheck<'a>>,
    }

    pub(crate) struct ListenerDescription<'a> {
        pub(crate) listener: Option<ClassicListener<'a>>,
    }

    pub(crate) struct ClassicListener<'a> {
        pub(crate) protocol: Text<'a>,
        pub(crate) load_balancer_port: Number,
        pub(crate) instance_protocol: Text<'a>,
        pub(crate) instance_port: Number,
    }

    pub(crate) struct ClassicInstance<'a> {
        pub(crate) instance_id: Text<'a>,
    }

    pub(crate) struct ClassicHealthCheck<'a> {
        pub(crate) target: Text<'a>,
    }
}
