//! Network Firewall's stateless engine, for the oracle.
//!
//! **Boundary:** raw JSON only; written from rules S-113 and S-129.

use serde_json::Value;

use super::json::{list, number, text, within};
use super::oracle::{Packet, Stop};

/// What the stateless engine does with a packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Pass,
    Drop,
    /// To the stateful engine, which must see both directions of a flow.
    Forward,
}

/// The firewall at an endpoint and its policy; `Open` where none is known there.
pub(super) fn policy_at<'v>(document: &'v Value, endpoint: &str) -> Result<(&'v Value, &'v Value), Stop> {
    let open = |reason: &str| Err(Stop::Open(format!("{reason} of the firewall at {endpoint}")));
    let here = |described: &&Value| {
        described["FirewallStatus"]["SyncStates"].as_object().is_some_and(|zones| {
            zones.values().any(|zone| text(&zone["Attachment"], "EndpointId") == endpoint)
        })
    };
    let Some(firewall) = list(document, "FirewallsDescribed").iter().find(here) else {
        return open("no description");
    };
    let arn = text(&firewall["Firewall"], "FirewallPolicyArn");
    let policies = list(document, "FirewallPoliciesDescribed");
    let Some(policy) =
        policies.iter().find(|one| text(&one["FirewallPolicyResponse"], "FirewallPolicyArn") == arn)
    else {
        return open("no policy");
    };
    Ok((firewall, &policy["FirewallPolicy"]))
}

/// What the stateless engine of the firewall at an endpoint does with a packet.
pub fn stateless(document: &Value, endpoint: &str, packet: &Packet) -> Result<Action, Stop> {
    let open = |reason: &str| Err(Stop::Open(format!("{reason} of the firewall at {endpoint}")));
    let (_, policy) = policy_at(document, endpoint)?;
    let mut references: Vec<&Value> = list(policy, "StatelessRuleGroupReferences").iter().collect();
    references.sort_by_key(|reference| number(&reference["Priority"]).unwrap());
    for reference in references {
        let groups = list(document, "RuleGroupsDescribed");
        let arn = text(reference, "ResourceArn");
        let Some(group) = groups.iter().find(|one| text(&one["RuleGroupResponse"], "RuleGroupArn") == arn)
        else {
            return open("a missing rule group");
        };
        let source = &group["RuleGroup"]["RulesSource"]["StatelessRulesAndCustomActions"];
        let mut rules: Vec<&Value> = list(source, "StatelessRules").iter().collect();
        rules.sort_by_key(|rule| number(&rule["Priority"]).unwrap());
        for rule in rules {
            let wanted = &rule["RuleDefinition"]["MatchAttributes"];
            if matches(wanted, packet) {
                if packet.protocol == 6 && !list(wanted, "TCPFlags").is_empty() {
                    return open("a rule of TCP flags");
                }
                return action(list(&rule["RuleDefinition"], "Actions"));
            }
        }
    }
    action(list(policy, "StatelessDefaultActions"))
}

fn action(actions: &[Value]) -> Result<Action, Stop> {
    let says = |word: &str| actions.iter().any(|action| action == word);
    if says("aws:pass") {
        Ok(Action::Pass)
    } else if says("aws:drop") {
        Ok(Action::Drop)
    } else if says("aws:forward_to_sfe") {
        Ok(Action::Forward)
    } else {
        // One of three must be there; a list without any may mean each of them.
        Err(Stop::Open("a stateless rule or default without an action".to_owned()))
    }
}

/// An empty list asks nothing; ports are asked of TCP and UDP only.
fn matches(wanted: &Value, packet: &Packet) -> bool {
    let protocols = list(wanted, "Protocols");
    let by_protocol =
        protocols.is_empty() || protocols.iter().any(|one| number(one) == Some(i64::from(packet.protocol)));
    let address = |key: &str, is| {
        let blocks = list(wanted, key);
        blocks.is_empty() || blocks.iter().any(|row| within(text(row, "AddressDefinition"), is))
    };
    let port = |key: &str, is: u16| {
        let ranges = list(wanted, key);
        let is = i64::from(is);
        !matches!(packet.protocol, 6 | 17)
            || ranges.is_empty()
            || ranges
                .iter()
                .any(|row| number(&row["FromPort"]).unwrap() <= is && is <= number(&row["ToPort"]).unwrap())
    };
    by_protocol
        && address("Sources", packet.src)
        && address("Destinations", packet.dst)
        && port("SourcePorts", packet.sport)
        && port("DestinationPorts", packet.dport)
}
