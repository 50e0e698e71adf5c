//! network-firewall: describe-firewall, describe-firewall-policy, describe-rule-group. Each is one object.

use std::collections::BTreeMap;

use super::{List, Number, Present, Text, shapes};

shapes! {
    pub struct FirewallResult<'a> {
        pub firewall: Option<Firewall<'a>>,
        pub firewall_status: Option<FirewallStatus<'a>>,
    }

    pub struct Firewall<'a> {
        pub firewall_arn: Text<'a>,
        pub firewall_name: Text<'a>,
        pub firewall_policy_arn: Text<'a>,
        pub vpc_id: Text<'a>,
        pub transit_gateway_id: Text<'a>,
    }

    pub struct FirewallStatus<'a> {
        pub sync_states: Option<BTreeMap<String, SyncState<'a>>>,
        pub transit_gateway_attachment_sync_state: Option<TransitSyncState<'a>>,
    }

    pub struct SyncState<'a> {
        pub attachment: Option<SyncAttachment<'a>>,
    }

    pub struct SyncAttachment<'a> {
        pub endpoint_id: Text<'a>,
    }

    pub struct TransitSyncState<'a> {
        pub attachment_id: Text<'a>,
    }

    pub struct PolicyResult<'a> {
        pub firewall_policy: Option<Policy<'a>>,
        pub firewall_policy_response: Option<PolicyResponse<'a>>,
    }

    pub struct PolicyResponse<'a> {
        pub firewall_policy_arn: Text<'a>,
        pub firewall_policy_name: Text<'a>,
    }

    pub struct Policy<'a> {
        pub stateless_rule_group_references: List<GroupReference<'a>>,
        pub stateless_default_actions: List<Text<'a>>,
        pub stateful_rule_group_references: List<GroupReference<'a>>,
        pub stateful_default_actions: List<Text<'a>>,
        pub stateful_engine_options: Option<EngineOptions<'a>>,
        pub policy_variables: Option<PolicyVariables<'a>>,
    }

    pub struct GroupReference<'a> {
        pub resource_arn: Text<'a>,
        pub priority: Number,
        pub r#override: Option<Override<'a>>,
    }

    pub struct Override<'a> {
        pub action: Text<'a>,
    }

    pub struct EngineOptions<'a> {
        pub rule_order: Text<'a>,
        pub stream_exception_policy: Text<'a>,
    }

    pub struct PolicyVariables<'a> {
        pub rule_variables: Option<BTreeMap<String, Definition<'a>>>,
    }

    pub struct Definition<'a> {
        pub definition: List<Text<'a>>,
    }

    pub struct RuleGroupResult<'a> {
        pub rule_group: Option<RuleGroup<'a>>,
        pub rule_group_response: Option<RuleGroupResponse<'a>>,
    }

    pub struct RuleGroupResponse<'a> {
        pub rule_group_arn: Text<'a>,
        pub rule_group_name: Text<'a>,
    }

    pub struct RuleGroup<'a> {
        pub rule_variables: Option<RuleVariables<'a>>,
        pub rules_source: Option<RulesSource<'a>>,
    }

    pub struct RuleVariables<'a> {
        pub ip_sets: Option<BTreeMap<String, Definition<'a>>> = "IPSets",
        pub port_sets: Option<BTreeMap<String, Definition<'a>>> = "PortSets",
    }

    pub struct RulesSource<'a> {
        pub rules_string: Text<'a>,
        pub rules_source_list: Option<Present>,
        pub stateful_rules: List<StatefulRule<'a>>,
        pub stateless_rules_and_custom_actions: Option<StatelessRules<'a>>,
    }

    pub struct StatefulRule<'a> {
        pub action: Text<'a>,
        pub header: Option<Header<'a>>,
        pub rule_options: List<RuleOption<'a>>,
    }

    pub struct Header<'a> {
        pub protocol: Text<'a>,
        pub source: Text<'a>,
        pub source_port: Text<'a>,
        pub direction: Text<'a>,
        pub destination: Text<'a>,
        pub destination_port: Text<'a>,
    }

    pub struct RuleOption<'a> {
        pub keyword: Text<'a>,
    }

    pub struct StatelessRules<'a> {
        pub stateless_rules: List<StatelessRule<'a>>,
    }

    pub struct StatelessRule<'a> {
        pub rule_definition: Option<RuleDefinition<'a>>,
        pub priority: Number,
    }

    pub struct RuleDefinition<'a> {
        pub match_attributes: Option<MatchAttributes<'a>>,
        pub actions: List<Text<'a>>,
    }

    pub struct MatchAttributes<'a> {
        pub sources: List<AddressDefinition<'a>>,
        pub destinations: List<AddressDefinition<'a>>,
        pub source_ports: List<PortRange>,
        pub destination_ports: List<PortRange>,
        pub protocols: List<Number>,
        pub tcp_flags: List<Present> = "TCPFlags",
    }

    pub struct AddressDefinition<'a> {
        pub address_definition: Text<'a>,
    }

    pub struct PortRange {
        pub from_port: Number,
        pub to_port: Number,
    }
}
