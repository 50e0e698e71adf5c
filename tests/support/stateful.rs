//! Network Firewall's stateful engine, for the oracle: rules of addresses and ports in both orders, and the defaults.
//!
//! **Boundary:** raw JSON only; written from rules S-35 and S-129.

use std::net::IpAddr;

use serde_json::Value;

use super::inspection::policy_at;
use super::json::{find, list, number, text, vpc_blocks, within};
use super::oracle::{Packet, Stop};

/// What the stateful engine does with a packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    /// A pass rule matched: the rest of the flow passes, too.
    Passed,
    /// No rule stops it; its reply is compared anew.
    LetGo,
    Stopped,
}

fn open<T>(reason: &str) -> Result<T, Stop> {
    Err(Stop::Open(format!("{reason} of a stateful engine")))
}

/// What the rules say of a packet: the action of the one that decides.
fn decided<'v>(document: &'v Value, endpoint: &str, packet: &Packet) -> Result<Option<&'v str>, Stop> {
    let (firewall, policy) = policy_at(document, endpoint)?;
    let vpc = text(&firewall["Firewall"], "VpcId");
    let strict = text(&policy["StatefulEngineOptions"], "RuleOrder") == "STRICT_ORDER";
    let mut references: Vec<&Value> = list(policy, "StatefulRuleGroupReferences").iter().collect();
    if strict {
        references.sort_by_key(|reference| number(&reference["Priority"]).unwrap());
    }
    let mut matched: Vec<&str> = Vec::new();
    for reference in references {
        let arn = text(reference, "ResourceArn");
        let groups = list(document, "RuleGroupsDescribed");
        let Some(group) = groups.iter().find(|one| text(&one["RuleGroupResponse"], "RuleGroupArn") == arn)
        else {
            return open("a missing rule group");
        };
        let source = &group["RuleGroup"]["RulesSource"];
        if !source["RulesString"].is_null() || !source["RulesSourceList"].is_null() {
            return open("a text or a list of domains");
        }
        let to_alert = text(&reference["Override"], "Action") == "DROP_TO_ALERT";
        for rule in list(source, "StatefulRules") {
            let names = Names { document, policy, group: &group["RuleGroup"], vpc };
            if !names.header_fits(&rule["Header"], packet)? {
                continue;
            }
            if list(rule, "RuleOptions").iter().any(|one| text(one, "Keyword") != "sid") {
                return open("a rule with options");
            }
            match text(rule, "Action") {
                "REJECT" if to_alert => return open("a reject rule turned to an alert"),
                "DROP" if to_alert => {}
                "ALERT" => {}
                action => matched.push(action),
            }
        }
    }
    if strict {
        return Ok(matched.first().copied());
    }
    // Pass rules first, then drop, then reject, wherever they stand.
    Ok(["PASS", "DROP", "REJECT"].into_iter().find(|action| matched.contains(action)))
}

/// A packet of a flow that no pass rule has let through yet.
pub(super) fn inspect(
    document: &Value,
    endpoint: &str,
    packet: &Packet,
    is_reply: bool,
) -> Result<Outcome, Stop> {
    match decided(document, endpoint, packet)? {
        Some("PASS") => return Ok(Outcome::Passed),
        Some("DROP" | "REJECT") => return Ok(Outcome::Stopped),
        Some(action) => return open(action),
        None => {}
    }
    let (_, policy) = policy_at(document, endpoint)?;
    let strict = text(&policy["StatefulEngineOptions"], "RuleOrder") == "STRICT_ORDER";
    let defaults: Vec<&str> =
        list(policy, "StatefulDefaultActions").iter().filter_map(Value::as_str).collect();
    if !strict && !defaults.is_empty() {
        return open("a default of the other order");
    }
    if let Some(other) = defaults.iter().find(|one| {
        !["aws:drop_strict", "aws:drop_established", "aws:alert_strict", "aws:alert_established"]
            .contains(one)
    }) {
        return open(other);
    }
    if defaults.contains(&"aws:drop_strict") {
        return Ok(Outcome::Stopped);
    }
    if !defaults.contains(&"aws:drop_established") {
        return Ok(Outcome::LetGo);
    }
    match packet.protocol {
        // A handshake is let go, what the connection carries is not.
        6 if !is_reply => {
            let back = Packet {
                src: packet.dst,
                dst: packet.src,
                sport: packet.dport,
                dport: packet.sport,
                ..packet.clone()
            };
            match decided(document, endpoint, &back)? {
                Some("PASS") => open("only the reply passed"),
                _ => Ok(Outcome::Stopped),
            }
        }
        6 => Ok(Outcome::Stopped),
        1 | 17 if is_reply => Ok(Outcome::Stopped),
        1 | 17 => Ok(Outcome::LetGo),
        _ => open("an established flow of another protocol"),
    }
}

/// What the names in a rule stand for.
struct Names<'v> {
    document: &'v Value,
    policy: &'v Value,
    group: &'v Value,
    vpc: &'v str,
}

impl Names<'_> {
    fn header_fits(&self, header: &Value, packet: &Packet) -> Result<bool, Stop> {
        let by_protocol = match text(header, "Protocol") {
            "IP" => true,
            "TCP" => packet.protocol == 6,
            "UDP" => packet.protocol == 17,
            "ICMP" if packet.protocol == 58 => return open("ICMP for IPv6"),
            "ICMP" => packet.protocol == 1,
            other => return open(other),
        };
        if !by_protocol {
            return Ok(false);
        }
        let way = |source: &str, source_port: &str, destination: &str, destination_port: &str| {
            Ok(self.address_fits(text(header, source), packet.src)?
                && self.address_fits(text(header, destination), packet.dst)?
                && self.port_fits(text(header, source_port), packet, packet.sport)?
                && self.port_fits(text(header, destination_port), packet, packet.dport)?)
        };
        if way("Source", "SourcePort", "Destination", "DestinationPort")? {
            return Ok(true);
        }
        match text(header, "Direction") {
            "FORWARD" => Ok(false),
            "ANY" => way("Destination", "DestinationPort", "Source", "SourcePort"),
            other => open(other),
        }
    }

    fn address_fits(&self, wanted: &str, is: IpAddr) -> Result<bool, Stop> {
        if wanted.eq_ignore_ascii_case("any") {
            return Ok(true);
        }
        if let Some(not) = wanted.strip_prefix('!') {
            return Ok(!self.address_fits(not, is)?);
        }
        if let Some(items) = wanted.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            return of_list(items.split(','), |item| self.address_fits(item.trim(), is));
        }
        if let Some(name) = wanted.strip_prefix('$') {
            let own = &self.group["RuleVariables"]["IPSets"][name]["Definition"];
            let of_policy = &self.policy["PolicyVariables"]["RuleVariables"][name]["Definition"];
            for definition in [own, of_policy] {
                if let Some(items) = definition.as_array() {
                    let items = items.iter().filter_map(Value::as_str);
                    return of_list(items, |item| self.address_fits(item, is));
                }
            }
            return match name {
                "EXTERNAL_NET" => Ok(!self.address_fits("$HOME_NET", is)?),
                "HOME_NET" => {
                    let blocks =
                        find(self.document, "Vpcs", "VpcId", self.vpc).map(vpc_blocks).unwrap_or_default();
                    let four: Vec<&&str> = blocks.iter().filter(|block| !block.contains(':')).collect();
                    match four[..] {
                        [only] => Ok(within(only, is)),
                        _ => open("a home network of several blocks"),
                    }
                }
                other => open(other),
            };
        }
        Ok(if wanted.contains('/') { within(wanted, is) } else { wanted.parse() == Ok(is) })
    }

    /// Ports are asked of TCP and UDP only.
    fn port_fits(&self, wanted: &str, packet: &Packet, is: u16) -> Result<bool, Stop> {
        if wanted.eq_ignore_ascii_case("any") {
            return Ok(true);
        }
        if ![6, 17].contains(&packet.protocol) {
            return open("ports of another protocol");
        }
        if let Some(not) = wanted.strip_prefix('!') {
            return Ok(!self.port_fits(not, packet, is)?);
        }
        if let Some(items) = wanted.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            return of_list(items.split(','), |item| self.port_fits(item.trim(), packet, is));
        }
        if let Some(name) = wanted.strip_prefix('$') {
            let own = &self.group["RuleVariables"]["PortSets"][name]["Definition"];
            let Some(items) = own.as_array() else { return open(name) };
            return of_list(items.iter().filter_map(Value::as_str), |item| self.port_fits(item, packet, is));
        }
        let (first, last) = wanted.split_once(':').unwrap_or((wanted, wanted));
        let edge = |text: &str, default: u16| if text.is_empty() { default } else { text.parse().unwrap() };
        Ok(edge(first, 0) <= is && is <= edge(last, u16::MAX))
    }
}

/// One of the list, and none that it excepts.
fn of_list<'s>(
    items: impl Iterator<Item = &'s str>,
    fits: impl Fn(&'s str) -> Result<bool, Stop>,
) -> Result<bool, Stop> {
    let (mut any, mut only_exceptions) = (false, true);
    for item in items {
        if let Some(not) = item.trim().strip_prefix('!') {
            if fits(not)? {
                return Ok(false);
            }
        } else {
            only_exceptions = false;
            any |= fits(item)?;
        }
    }
    Ok(any || only_exceptions)
}
