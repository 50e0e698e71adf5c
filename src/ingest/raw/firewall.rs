//! network-firewall: describe-firewall, describe-firewall-policy, describe-rule-group. Each is one object.

use std::collections::BTreeMap;

use super::{List, Number, Present, Text, shapes};

shapes! {
    pub(crate) struct FirewallResult<'a> {
        pub(crate) firewall: Option<Firewall<'a>>,
        pub(crate) firewall_status: Option<FirewallStatus<'a>>,
    }

    pub(crate) struct Firewall<'a> {
        pub(crate) firewall_arn: Text<'a>,
        pub(crate) firewall_name: Text<'a>,
        pub(crate) firewall_policy_arn: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) transit_gateway_id: Text<'a>,
    }

    pub(crate) struct FirewallStatus<'a> {
        pub(crate) sync_states: Option<BTreeMap<String, SyncState<'a>>>,
        pub(crate) transit_gateway_attachment_sync_state: Option<TransitSyncState<'a>>,
    }

    pub(crate) struct SyncState<'a> {
        pub(crate) attachment: Option<SyncAttachment<'a>>,
    }

    pub(crate) struct SyncAttachment<'a> {
        pub(crate) endpoint_id: Text<'a>,
    }

    pub(crate) struct TransitSyncState<'a> {
        pub(crate) attachment_id: Text<'a>,
    }

    pub(crate) struct PolicyResult<'a> {
        pub(crate) firewall_policy: Option<Policy<'a>>,
        pub(crate) firewall_policy_response: Option<PolicyResponse<'a>>,
    }

    pub(crate) struct PolicyResponse<'a> {
        pub(crate) firewall_policy_arn: Text<'a>,
        pub(crate) firewall_policy_name: Text<'a>,
    }

    pub(crate) struct Policy<'a> {
        pub(crate) stateless_rule_group_references: List<GroupReference<'a>>,
        pub(crate) stateless_default_actions: List<Text<'a>>,
        pub(crate) stateful_rule_group_references: List<GroupReference<'a>>,
        pub(crate) stateful_default_actions: List<Text<'a>>,
        pub(crate) stateful_engine_options: Option<EngineOptions<'a>>,
        pub(crate) policy_variables: Option<PolicyVariables<'a>>,
    }

    pub(crate) struct GroupReference<'a> {
        pub(crate) resource_arn: Text<'a>,
        pub(crate) priority: Number,
        pub(crate) r#override: Option<Override<'a>>,
    }

    pub(crate) struct Override<'a> {
        pub(crate) action: Text<'a>,
    }

    pub(crate) struct EngineOptions<'a> {
        pub(crate) rule_order: Text<'a>,
        pub(crate) stream_exception_policy: Text<'a>,
    }

    pub(crate) struct PolicyVariables<'a> {
        pub(crate) rule_variables: Option<BTreeMap<String, Definition<'a>>>,
    }

    pub(crate) struct Definition<'a> {
        pub(crate) definition: List<Text<'a>>,
    }

    pub(crate) struct RuleGroupResult<'a> {
        pub(crate) rule_group: Option<RuleGroup<'a>>,
        pub(crate) rule_group_response: Option<RuleGroupResponse<'a>>,
    }

    pub(crate) struct RuleGroupResponse<'a> {
        pub(crate) rule_group_arn: Text<'a>,
        pub(crate) rule_group_name: Text<'a>,
    }

    pub(crate) struct RuleGroup<'a> {
        pub(crate) rule_variables: Option<RuleVariables<'a>>,
        pub(crate) rules_source: Option<RulesSource<'a>>,
    }

    pub(crate) struct RuleVariables<'a> {
        pub(crate) ip_sets: Option<BTreeMap<String, Definition<'a>>> = "IPSets",
        pub(crate) port_sets: Option<BTreeMap<String, Definition<'a>>> = "PortSets",
    }

    pub(crate) struct RulesSource<'a> {
        pub(crate) rules_string: Text<'a>,
        pub(crate) rules_source_list: Option<Present>,
        pub(crate) stateful_rules: List<StatefulRule<'a>>,
        pub(crate) stateless_rules_and_custom_actions: Option<StatelessRules<'a>>,
    }

    pub(crate) struct StatefulRule<'a> {
        pub(crate) action: Text<'a>,
        pub(crate) header: Option<Header<'a>>,
        pub(crate) rule_options: List<RuleOption<'a>>,
    }

    pub(crate) struct Header<'a> {
        pub(crate) protocol: Text<'a>,
        pub(crate) source: Text<'a>,
        pub(crate) source_port: Text<'a>,
        pub(crate) direction: Text<'a>,
        pub(crate) destination: Text<'a>,
        pub(crate) destination_port: Text<'a>,
    }

    pub(crate) struct RuleOption<'a> {
        pub(crate) keyword: Text<'a>,
    }

    pub(crate) struct StatelessRules<'a> {
        pub(crate) stateless_rules: List<StatelessRule<'a>>,
    }

    pub(crate) struct StatelessRule<'a> {
        pub(crate) rule_definition: Option<RuleDefinition<'a>>,
        pub(crate) priority: Number,
    }

    pub(crate) struct RuleDefinition<'a> {
        pub(crate) match_attributes: Option<MatchAttributes<'a>>,
        pub(crate) actions: List<Text<'a>>,
    }

    pub(crate) struct MatchAttributes<'a> {
        pub(crate) sources: List<AddressDefinition<'a>>,
        pub(crate) destinations: List<AddressDefinition<'a>>,
        pub(crate) source_ports: List<PortRange>,
        pub(crate) destination_ports: List<PortRange>,
        pub(crate) protocols: List<Number>,
        pub(crate) tcp_flags: List<Present> = "TCPFlags",
    }

    pub(crate) struct AddressDefinition<'a> {
        pub(crate) address_definition: Text<'a>,
    }

    pub(crate) struct PortRange {
        pub(crate) from_port: Number,
        pub(crate) to_port: Number,
    }
}
