//! Network Firewall's three documents (rule S-129).

use ipnet::IpNet;

use crate::model::Order as _;
use crate::model::*;
use crate::raw::firewall as raw;
use crate::raw::{List, Number, Text};
use crate::reader::{Reader, region_of_arn};
use crate::space::addresses::parse_network;
use crate::space::{PortSet, Protocol};

pub(crate) fn firewall(reader: &mut Reader<'_>, raw: &raw::FirewallResult<'_>, place: Place) {
    let Some(firewall) = &raw.firewall else { return };
    let place = place.inside("/Firewall");
    let Some(id) = reader.own_id(&firewall.firewall_arn, "FirewallArn", &place) else { return };
    let scope = scope_of(reader, &firewall.firewall_arn);
    let states = raw.firewall_status.as_ref();
    let mut endpoints: Vec<EndpointId> = Vec::new();
    for state in states.iter().flat_map(|status| status.sync_states.iter().flat_map(|all| all.values())) {
        let attachment = state.attachment.as_ref();
        endpoints.extend(attachment.and_then(|attachment| reader.optional_id(&attachment.endpoint_id)));
    }
    let attachment = states.and_then(|status| status.transit_gateway_attachment_sync_state.as_ref());
    let firewall = Firewall {
        id,
        name: (*firewall.firewall_name).into(),
        vpc: reader.optional_id(&firewall.vpc_id),
        policy: reader.id(&firewall.firewall_policy_arn),
        endpoints,
        attachment: attachment.and_then(|state| reader.optional_id(&state.attachment_id)),
        scope,
        place,
    };
    reader.out.firewalls.push(firewall);
}

fn scope_of(reader: &mut Reader<'_>, arn: &str) -> Scope {
    let account = if arn.starts_with("arn:") { arn.split(':').nth(4).unwrap_or("") } else { "" };
    reader.scope(account, region_of_arn(arn))
}

pub(crate) fn policy(reader: &mut Reader<'_>, raw: &raw::PolicyResult<'_>, place: Place) {
    let (Some(policy), Some(response)) = (&raw.firewall_policy, &raw.firewall_policy_response) else {
        return reader.unreadable("no FirewallPolicyResponse, which holds the ARN", place);
    };
    let field = "FirewallPolicyArn";
    let Some(id) = reader.own_id(&response.firewall_policy_arn, field, &place) else { return };
    scope_of(reader, &response.firewall_policy_arn);
    let options = policy.stateful_engine_options.as_ref();
    let order = match options.map_or("", |options| &*options.rule_order) {
        "STRICT_ORDER" => RuleOrder::Strict,
        "" | "DEFAULT_ACTION_ORDER" => RuleOrder::ByAction,
        other => {
            reader.unexpected("RuleOrder", other, place.clone());
            RuleOrder::ByAction
        }
    };
    let has = |name: &str| policy.stateful_default_actions.iter().any(|action| &**action == name);
    let stateful_default = if has("aws:drop_strict") {
        StatefulDefault::Drop
    } else if has("aws:drop_established") || has("aws:drop_established_app_layer") {
        StatefulDefault::DropEstablished
    } else {
        StatefulDefault::Pass
    };
    let variables = policy.policy_variables.as_ref().and_then(|all| all.rule_variables.as_ref());
    let home = variables.and_then(|all| all.get("HOME_NET")).map(|home| {
        let blocks = home.definition.iter().filter_map(|text| parse_network(text.trim()));
        blocks.collect::<Vec<IpNet>>()
    });
    let policy = FirewallPolicy {
        id,
        name: (*response.firewall_policy_name).into(),
        stateless: references(reader, &policy.stateless_rule_group_references),
        stateless_default: action(&policy.stateless_default_actions),
        stateful: references(reader, &policy.stateful_rule_group_references),
        order,
        stateful_default,
        continues_midstream: options.is_some_and(|options| &*options.stream_exception_policy == "CONTINUE"),
        home,
        place: place.inside("/FirewallPolicy"),
    };
    reader.out.firewall_policies.push(policy);
}

fn references(reader: &mut Reader<'_>, raw: &List<raw::GroupReference<'_>>) -> Vec<GroupReference> {
    let mut all: Vec<GroupReference> = Vec::new();
    for reference in raw.iter() {
        all.push(GroupReference {
            group: reader.id(&reference.resource_arn),
            priority: reference.priority.0.and_then(|number| u32::try_from(number).ok()).unwrap_or(0),
            only_alerts: reference
                .r#override
                .as_ref()
                .is_some_and(|change| &*change.action == "DROP_TO_ALERT"),
        });
    }
    all.order_by_key(|reference| reference.priority);
    all
}

/// The one of AWS's own actions among the names; the others are somebody's custom ones, which only measure.
fn action(names: &[Text<'_>]) -> Option<FirewallAction> {
    names.iter().find_map(|name| match &**name {
        "aws:pass" => Some(FirewallAction::Pass),
        "aws:drop" => Some(FirewallAction::Drop),
        "aws:forward_to_sfe" => Some(FirewallAction::Forward),
        _ => None,
    })
}

pub(crate) fn rule_group(reader: &mut Reader<'_>, raw: &raw::RuleGroupResult<'_>, place: Place) {
    let (Some(group), Some(response)) = (&raw.rule_group, &raw.rule_group_response) else {
        return reader.unreadable("no RuleGroupResponse, which holds the ARN", place);
    };
    let Some(id) = reader.own_id(&response.rule_group_arn, "RuleGroupArn", &place) else { return };
    scope_of(reader, &response.rule_group_arn);
    let inside = place.inside("/RuleGroup/RulesSource");
    let rules = match &group.rules_source {
        Some(source) => match &source.stateless_rules_and_custom_actions {
            Some(stateless) => GroupRules::Rules(stateless_rules(stateless, &inside)),
            None if source.rules_source_list.is_some() => GroupRules::Domains,
            None if source.rules_string.is_empty() && source.stateful_rules.is_present => {
                let variables = group.rule_variables.as_ref();
                let rules = source.stateful_rules.iter().enumerate();
                let rules = rules.map(|(at, rule)| {
                    stateful_rule(rule, variables, inside.inside(&format!("/StatefulRules/{at}")))
                });
                GroupRules::Rules(rules.collect())
            }
            None => GroupRules::Suricata,
        },
        None => GroupRules::Suricata,
    };
    let group = RuleGroup { id, name: (*response.rule_group_name).into(), rules, place: inside };
    reader.out.rule_groups.push(group);
}

fn stateless_rules(raw: &raw::StatelessRules<'_>, place: &Place) -> Vec<FirewallRule> {
    let mut rules: Vec<(i64, FirewallRule)> = Vec::new();
    for (at, rule) in raw.stateless_rules.iter().enumerate() {
        let place = place.inside(&format!("/StatelessRulesAndCustomActions/StatelessRules/{at}"));
        let priority = rule.priority.0.unwrap_or(i64::MAX);
        let definition = rule.rule_definition.as_ref();
        let attributes = definition.and_then(|definition| definition.match_attributes.as_ref());
        let action = definition.and_then(|definition| action(&definition.actions));
        let sources = addresses(attributes.map(|all| &all.sources));
        let destinations = addresses(attributes.map(|all| &all.destinations));
        let from = port_ranges(attributes.map(|all| &all.source_ports));
        let to = port_ranges(attributes.map(|all| &all.destination_ports));
        let protocols = protocol_numbers(attributes.map(|all| &all.protocols));
        let has_flags = attributes.is_some_and(|all| !all.tcp_flags.is_empty());
        let is_unread = sources.is_none()
            || destinations.is_none()
            || from.is_none()
            || to.is_none()
            || protocols.is_none()
            || action.is_none();
        let word = match action {
            Some(FirewallAction::Pass) => "pass",
            Some(FirewallAction::Drop) => "drop",
            Some(FirewallAction::Forward) => "forward",
            Some(FirewallAction::Alert) | None => "?",
        };
        let rule = FirewallRule {
            protocols: protocols.unwrap_or(FirewallProtocols::Any),
            source: sources.unwrap_or(FirewallAddresses::Any),
            source_ports: from.unwrap_or_else(PortSet::all),
            destination: destinations.unwrap_or(FirewallAddresses::Any),
            destination_ports: to.unwrap_or_else(PortSet::all),
            both_ways: false,
            asks_more: has_flags || is_unread,
            action,
            text: stateless_text(priority, word, attributes).into(),
            place,
        };
        rules.push((priority, rule));
    }
    rules.order_by_key(|(priority, _)| *priority);
    rules.into_iter().map(|(_, rule)| rule).collect()
}

/// `rule 5: drop protocol 6 10.0.0.0/8 any -> any 22`
fn stateless_text(priority: i64, word: &str, attributes: Option<&raw::MatchAttributes<'_>>) -> String {
    let or_any = |parts: Vec<String>| if parts.is_empty() { "any".to_owned() } else { parts.join(",") };
    let blocks = |list: Option<&List<raw::AddressDefinition<'_>>>| {
        let all = list.into_iter().flat_map(|list| list.iter());
        or_any(all.map(|one| one.address_definition.to_string()).collect())
    };
    let ports = |list: Option<&List<raw::PortRange>>| {
        let all = list.into_iter().flat_map(|list| list.iter());
        let range = |one: &raw::PortRange| match (one.from_port.0, one.to_port.0) {
            (Some(first), Some(last)) if first != last => format!("{first}-{last}"),
            (first, last) => first.or(last).map(|port| port.to_string()).unwrap_or_default(),
        };
        or_any(all.map(range).collect())
    };
    let numbers = attributes.into_iter().flat_map(|all| all.protocols.iter());
    let protocols = or_any(numbers.filter_map(|number| number.0).map(|number| number.to_string()).collect());
    format!(
        "rule {priority}: {word} {} {} {} -> {} {}",
        if protocols == "any" { "any protocol".to_owned() } else { format!("protocol {protocols}") },
        blocks(attributes.map(|all| &all.sources)),
        ports(attributes.map(|all| &all.source_ports)),
        blocks(attributes.map(|all| &all.destinations)),
        ports(attributes.map(|all| &all.destination_ports)),
    )
}

fn addresses(raw: Option<&List<raw::AddressDefinition<'_>>>) -> Option<FirewallAddresses> {
    let texts = raw.map_or(&[][..], |list| &list[..]);
    if texts.is_empty() || texts.iter().any(|one| one.address_definition.eq_ignore_ascii_case("any")) {
        return Some(FirewallAddresses::Any);
    }
    let inside: Option<Vec<IpNet>> =
        texts.iter().map(|one| parse_network(one.address_definition.trim())).collect();
    Some(FirewallAddresses::Blocks { inside: inside?, outside: Vec::new() })
}

fn port_ranges(raw: Option<&List<raw::PortRange>>) -> Option<PortSet> {
    let ranges = raw.map_or(&[][..], |list| &list[..]);
    if ranges.is_empty() {
        return Some(PortSet::all());
    }
    let mut all = PortSet::empty();
    for range in ranges {
        let first = u16::try_from(range.from_port.0?).ok()?;
        let last = u16::try_from(range.to_port.0.unwrap_or_else(|| i64::from(first))).ok()?;
        all = all.union(&PortSet::range(first, last));
    }
    Some(all)
}

fn protocol_numbers(raw: Option<&List<Number>>) -> Option<FirewallProtocols> {
    let numbers = raw.map_or(&[][..], |list| &list[..]);
    if numbers.is_empty() {
        return Some(FirewallProtocols::Any);
    }
    let all: Option<Vec<Protocol>> =
        numbers.iter().map(|number| u8::try_from(number.0?).ok().map(Protocol)).collect();
    all.map(FirewallProtocols::These)
}

/// Options that only describe a rule.
const HARMLESS: [&str; 8] = ["sid", "msg", "rev", "gid", "priority", "classtype", "metadata", "reference"];

fn stateful_rule(
    raw: &raw::StatefulRule<'_>,
    variables: Option<&raw::RuleVariables<'_>>,
    place: Place,
) -> FirewallRule {
    let empty = raw::Header::default();
    let header = raw.header.as_ref().unwrap_or(&empty);
    let (protocols, is_of_application) = protocol(&header.protocol);
    let source = side(&header.source, variables);
    let destination = side(&header.destination, variables);
    let from = ports(&header.source_port, variables);
    let to = ports(&header.destination_port, variables);
    let has_options = raw.rule_options.iter().any(|option| {
        let keyword = option.keyword.split(':').next().unwrap_or("").trim();
        !HARMLESS.contains(&keyword)
    });
    let action = match &*raw.action {
        "PASS" => Some(FirewallAction::Pass),
        "DROP" | "REJECT" => Some(FirewallAction::Drop),
        "ALERT" => Some(FirewallAction::Alert),
        _ => None,
    };
    let is_read =
        source.is_some() && destination.is_some() && from.is_some() && to.is_some() && action.is_some();
    let both_ways = header.direction.eq_ignore_ascii_case("any") || &*header.direction == "<>";
    let text = format!(
        "{} {} {} {} {} {} {}",
        raw.action.to_ascii_lowercase(),
        header.protocol.to_ascii_lowercase(),
        &*header.source,
        &*header.source_port,
        if both_ways { "<>" } else { "->" },
        &*header.destination,
        &*header.destination_port
    );
    FirewallRule {
        protocols,
        source: source.unwrap_or(FirewallAddresses::Any),
        source_ports: from.unwrap_or_else(PortSet::all),
        destination: destination.unwrap_or(FirewallAddresses::Any),
        destination_ports: to.unwrap_or_else(PortSet::all),
        both_ways,
        asks_more: is_of_application || has_options || !is_read,
        action,
        text: text.into(),
        place,
    }
}

/// Protocols, and whether the name is one of an application, which only the content tells.
fn protocol(text: &str) -> (FirewallProtocols, bool) {
    let these = |all: &[Protocol]| FirewallProtocols::These(all.to_vec());
    match text.to_ascii_uppercase().as_str() {
        "IP" | "ANY" => (FirewallProtocols::Any, false),
        "TCP" => (these(&[Protocol::TCP]), false),
        "UDP" => (these(&[Protocol::UDP]), false),
        "ICMP" => (these(&[Protocol::ICMP, Protocol::ICMPV6]), false),
        "HTTP" | "HTTP2" | "TLS" | "FTP" | "SMB" | "SSH" | "SMTP" | "IMAP" | "MSN" => {
            (these(&[Protocol::TCP]), true)
        }
        "DHCP" | "TFTP" | "NTP" | "IKEV2" | "QUIC" => (these(&[Protocol::UDP]), true),
        "DNS" | "DCERPC" | "KRB5" => (these(&[Protocol::TCP, Protocol::UDP]), true),
        _ => (FirewallProtocols::Any, true),
    }
}

/// `ANY`, `10.0.0.0/8`, `!10.0.0.0/8`, `[10.0.0.0/8,!10.1.0.0/16]`, `$HOME_NET`; `None` for anything else.
fn side(text: &str, variables: Option<&raw::RuleVariables<'_>>) -> Option<FirewallAddresses> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("any") {
        return Some(FirewallAddresses::Any);
    }
    let (is_not, word) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest.trim()));
    if let Some(name) = word.strip_prefix('$') {
        let sets = variables.and_then(|all| all.ip_sets.as_ref());
        if let Some(set) = sets.and_then(|sets| sets.get(name)) {
            let joined: Vec<&str> = set.definition.iter().map(|text| &**text).collect();
            return blocks(&joined.join(","), is_not);
        }
        return match (name, is_not) {
            ("HOME_NET", false) | ("EXTERNAL_NET", true) => Some(FirewallAddresses::Home),
            ("EXTERNAL_NET", false) | ("HOME_NET", true) => Some(FirewallAddresses::NotHome),
            _ => None,
        };
    }
    let inner = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(word);
    blocks(inner, is_not)
}

fn blocks(text: &str, is_not: bool) -> Option<FirewallAddresses> {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.strip_prefix('!') {
            Some(rest) => outside.push(parse_network(rest.trim())?),
            None => inside.push(parse_network(part)?),
        }
    }
    if is_not {
        // What is not in a list that has exceptions of its own is not read.
        if !outside.is_empty() {
            return None;
        }
        (inside, outside) = (Vec::new(), inside);
    }
    (!inside.is_empty() || !outside.is_empty()).then_some(FirewallAddresses::Blocks { inside, outside })
}

/// `ANY`, `443`, `1024:`, `80:90`, `!80`, `[80,443]`, `$PORTS`; `None` for anything else.
fn ports(text: &str, variables: Option<&raw::RuleVariables<'_>>) -> Option<PortSet> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("any") {
        return Some(PortSet::all());
    }
    let (is_not, word) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest.trim()));
    let set = if let Some(name) = word.strip_prefix('$') {
        let sets = variables.and_then(|all| all.port_sets.as_ref());
        let set = sets.and_then(|sets| sets.get(name))?;
        let joined: Vec<&str> = set.definition.iter().map(|text| &**text).collect();
        port_list(&joined.join(","))?
    } else {
        port_list(word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(word))?
    };
    Some(if is_not { set.complement() } else { set })
}

fn port_list(text: &str) -> Option<PortSet> {
    let (mut inside, mut outside) = (PortSet::empty(), PortSet::empty());
    let mut has_inside = false;
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.strip_prefix('!') {
            Some(rest) => outside = outside.union(&port_range(rest.trim())?),
            None => {
                has_inside = true;
                inside = inside.union(&port_range(part)?);
            }
        }
    }
    let inside = if has_inside { inside } else { PortSet::all() };
    (has_inside || !outside.is_empty()).then(|| inside.difference(&outside))
}

fn port_range(text: &str) -> Option<PortSet> {
    let Some((first, last)) = text.split_once(':') else {
        let port = text.parse().ok()?;
        return Some(PortSet::range(port, port));
    };
    let first = if first.is_empty() { 0 } else { first.trim().parse().ok()? };
    let last = if last.is_empty() { u16::MAX } else { last.trim().parse().ok()? };
    (first <= last).then(|| PortSet::range(first, last))
}
