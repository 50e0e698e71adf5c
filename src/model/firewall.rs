//! AWS Network Firewall: firewalls, their policies and groups of rules (rule S-129).

use ipnet::IpNet;

use super::{
    EndpointId, Entity, FirewallId, FirewallPolicyId, Place, RuleGroupId, Scope, TransitAttachmentId, VpcId,
};
use crate::space::{PortSet, Protocol};

/// A firewall (network-firewall describe-firewall).
#[derive(Clone, PartialEq, Debug)]
pub struct Firewall {
    /// Its ARN.
    pub id: FirewallId,
    /// Its name.
    pub name: Box<str>,
    /// The VPC of its endpoints; `None` for one that is attached to a transit gateway.
    pub vpc: Option<VpcId>,
    /// Its policy.
    pub policy: FirewallPolicyId,
    /// Endpoints through which it takes packets.
    pub endpoints: Vec<EndpointId>,
    /// The transit gateway attachment through which it takes packets (rule S-106).
    pub attachment: Option<TransitAttachmentId>,
    /// Account and Region, as far as known.
    pub scope: Scope,
    /// Where it was read.
    pub place: Place,
}

/// What an engine does with a packet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FirewallAction {
    /// Lets it pass.
    Pass,
    /// Drops it, or rejects it with a reset.
    Drop,
    /// Hands it from the stateless to the stateful engine.
    Forward,
    /// Writes a log line and goes on with the next rule.
    Alert,
}

/// In which order the stateful engine goes through the rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuleOrder {
    /// All pass rules, then all drop rules, then reject and alert; what matches none passes.
    ByAction,
    /// By the groups' priorities, then as written; then the policy's default.
    Strict,
}

/// What strict order does with packets that no rule matches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatefulDefault {
    /// Lets them pass.
    Pass,
    /// Drops them.
    Drop,
    /// Lets connections be opened, and drops what they carry.
    DropEstablished,
}

/// A policy's reference to a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupReference {
    /// The group.
    pub group: RuleGroupId,
    /// Its place in the order; lowest first. 0 where the order has none.
    pub priority: u32,
    /// Its drop rules only write a log line.
    pub only_alerts: bool,
}

/// A firewall policy (network-firewall describe-firewall-policy).
#[derive(Clone, PartialEq, Debug)]
pub struct FirewallPolicy {
    /// Its ARN.
    pub id: FirewallPolicyId,
    /// Its name.
    pub name: Box<str>,
    /// Groups of the stateless engine, in their order.
    pub stateless: Vec<GroupReference>,
    /// What happens to packets that no stateless rule matches, fragments aside; `None` when it is none of AWS's.
    pub stateless_default: Option<FirewallAction>,
    /// Groups of the stateful engine, in their order.
    pub stateful: Vec<GroupReference>,
    /// How the stateful engine orders rules.
    pub order: RuleOrder,
    /// What strict order does in the end.
    pub stateful_default: StatefulDefault,
    /// Whether the stateful engine takes up connections whose beginning it has not seen.
    pub continues_midstream: bool,
    /// `$HOME_NET`, where the policy sets it; else it is the firewall's VPC.
    pub home: Option<Vec<IpNet>>,
    /// Where it was read.
    pub place: Place,
}

/// Addresses of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirewallAddresses {
    /// All.
    Any,
    /// Those in `inside`, or all when it is empty, without those in `outside`.
    Blocks {
        /// Addresses that match.
        inside: Vec<IpNet>,
        /// Addresses that do not.
        outside: Vec<IpNet>,
    },
    /// `$HOME_NET`.
    Home,
    /// `$EXTERNAL_NET`: all but `$HOME_NET`.
    NotHome,
}

/// Which packets a rule may match by their protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirewallProtocols {
    /// All.
    Any,
    /// These.
    These(Vec<Protocol>),
}

/// A rule of either engine.
#[derive(Clone, PartialEq, Debug)]
pub struct FirewallRule {
    /// Protocols.
    pub protocols: FirewallProtocols,
    /// Source addresses.
    pub source: FirewallAddresses,
    /// Source ports.
    pub source_ports: PortSet,
    /// Destination addresses.
    pub destination: FirewallAddresses,
    /// Destination ports.
    pub destination_ports: PortSet,
    /// Whether it also matches with source and destination exchanged.
    pub both_ways: bool,
    /// Whether it also asks for what a packet's addresses, ports and protocol do not tell.
    pub asks_more: bool,
    /// What it does; `None` when that is nothing known, so it may do anything that a rule can.
    pub action: Option<FirewallAction>,
    /// The rule in one line, for people.
    pub text: Box<str>,
    /// Where it was read.
    pub place: Place,
}

/// What a group holds.
#[derive(Clone, PartialEq, Debug)]
pub enum GroupRules {
    /// Rules, in their order.
    Rules(Vec<FirewallRule>),
    /// Domain names: they speak of TCP only.
    Domains,
    /// Rules in Suricata's language.
    Suricata,
}

/// A group of rules (network-firewall describe-rule-group).
#[derive(Clone, PartialEq, Debug)]
pub struct RuleGroup {
    /// Its ARN.
    pub id: RuleGroupId,
    /// Its name.
    pub name: Box<str>,
    /// Its rules.
    pub rules: GroupRules,
    /// Where it was read.
    pub place: Place,
}

impl Entity for Firewall {
    type Id = FirewallId;
    fn id(&self) -> &FirewallId {
        &self.id
    }
}

impl Entity for FirewallPolicy {
    type Id = FirewallPolicyId;
    fn id(&self) -> &FirewallPolicyId {
        &self.id
    }
}

impl Entity for RuleGroup {
    type Id = RuleGroupId;
    fn id(&self) -> &RuleGroupId {
        &self.id
    }
}
