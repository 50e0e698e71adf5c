//! The rules of a Network Firewall as they match a packet, and what rules that are not checked leave open (rule S-129).

use std::net::IpAddr;

use ipnet::IpNet;

use super::gaps::Gap;
use super::inspection::{Candidate, Certain, Doubt, Engine, Fate};
use super::step::Line;
use super::walker::Walker;
use crate::model::{
    Call, Firewall, FirewallAction, FirewallAddresses, FirewallPolicy, FirewallProtocols, FirewallRule,
    GroupReference, GroupRules, Resource, StatefulDefault,
};
use crate::space::{PortSet, Protocol};

/// A part of the packets, what is certain of it, and why.
pub(super) struct Part {
    pub fate: Fate,
    pub is: Certain,
    /// What leaves it open.
    pub gap: Option<Gap>,
    /// Groups that are not checked, and that it is assumed to pass.
    pub unchecked: Vec<Resource>,
    pub is_known: bool,
    /// The stateful engine has not seen the connection begin.
    pub is_astray: bool,
}

impl Part {
    pub(super) const fn certain(fate: Fate, is: Certain) -> Self {
        Part { fate, is, gap: None, unchecked: Vec::new(), is_known: false, is_astray: false }
    }
}

impl Walker<'_, '_> {
    /// The rules of groups, in their order, that match by addresses and protocol.
    pub(super) fn candidates(
        &self,
        firewall: &Firewall,
        policy: &FirewallPolicy,
        references: &[GroupReference],
        engine: Engine,
    ) -> Vec<Candidate> {
        let network = self.world.network;
        let home = policy.home.as_ref().or_else(|| {
            let vpc = firewall.vpc.as_ref()?;
            network.vpcs.find(vpc).map(|vpc| &vpc.blocks)
        });
        let mut all = Vec::new();
        for reference in references {
            let at = reference.group.resource();
            // What a rule may do that is not known.
            let any: &[FirewallAction] = match engine {
                Engine::Stateless => &[FirewallAction::Pass, FirewallAction::Drop, FirewallAction::Forward],
                Engine::Stateful if reference.only_alerts => &[FirewallAction::Pass],
                Engine::Stateful => &[FirewallAction::Pass, FirewallAction::Drop],
            };
            let mut may = |doubt: &Doubt| {
                all.extend(any.iter().map(|action| Candidate {
                    from: PortSet::all(),
                    to: PortSet::all(),
                    action: *action,
                    doubt: Some(doubt.clone()),
                    at: at.clone(),
                    line: None,
                }));
            };
            match network.rule_groups.find(&reference.group).map(|group| &group.rules) {
                // AWS shows the rules of its own groups to nobody.
                None if at.id.contains(":aws-managed:") => may(&Doubt::NotChecked(at.clone())),
                None => may(&Doubt::Missing(at.clone())),
                Some(GroupRules::Suricata) => may(&Doubt::NotChecked(at.clone())),
                Some(GroupRules::Domains) if self.protocol == Protocol::TCP => {
                    may(&Doubt::NotChecked(at.clone()));
                }
                Some(GroupRules::Domains) => {}
                Some(GroupRules::Rules(rules)) => {
                    for rule in rules {
                        let is_log = rule.action == Some(FirewallAction::Alert)
                            || (reference.only_alerts && rule.action == Some(FirewallAction::Drop));
                        if !is_log {
                            let actions = rule.action.as_ref().map_or(any, std::slice::from_ref);
                            all.extend(self.matches(rule, actions, &at, home.map(|home| &home[..])));
                        }
                    }
                }
            }
        }
        all
    }

    /// A rule as it matches the packet, for each of the actions that may be its own: twice, where it speaks of both
    /// directions.
    fn matches(
        &self,
        rule: &FirewallRule,
        actions: &[FirewallAction],
        at: &Resource,
        home: Option<&[IpNet]>,
    ) -> Vec<Candidate> {
        let is_of_protocol = match &rule.protocols {
            FirewallProtocols::Any => true,
            FirewallProtocols::These(all) => all.contains(&self.protocol),
        };
        if !is_of_protocol {
            return Vec::new();
        }
        let mut found = Vec::new();
        let ways = [
            (&rule.source, &rule.source_ports, &rule.destination, &rule.destination_ports),
            (&rule.destination, &rule.destination_ports, &rule.source, &rule.source_ports),
        ];
        for (source, from, destination, to) in ways.iter().take(if rule.both_ways { 2 } else { 1 }) {
            let ends = [
                self.contains(source, self.source, home),
                self.contains(destination, self.destination, home),
            ];
            if ends.contains(&Some(false)) {
                continue;
            }
            let is_sure = !rule.asks_more && !ends.contains(&None);
            let all = PortSet::all();
            let (from, to) = if self.protocol.has_ports() { (*from, *to) } else { (&all, &all) };
            self.world.focus.compares_both(from, to);
            found.extend(actions.iter().map(|action| Candidate {
                from: from.clone(),
                to: to.clone(),
                action: *action,
                doubt: (!is_sure).then(|| Doubt::NotChecked(at.clone())),
                at: at.clone(),
                line: Some(Line::Field {
                    resource: at.clone(),
                    text: rule.text.clone(),
                    place: rule.place.clone(),
                }),
            }));
        }
        found
    }

    /// Whether an address is one of a rule's; `None` where that is not known.
    fn contains(
        &self,
        addresses: &FirewallAddresses,
        address: IpAddr,
        home: Option<&[IpNet]>,
    ) -> Option<bool> {
        let focus = self.world.focus;
        match addresses {
            FirewallAddresses::Any => Some(true),
            FirewallAddresses::Blocks { inside, outside } => {
                let is_in = inside.is_empty() || focus.is_in_any(inside, address);
                let is_out = focus.is_in_any(outside, address);
                Some(is_in && !is_out)
            }
            FirewallAddresses::Home => home.map(|home| focus.is_in_any(home, address)),
            FirewallAddresses::NotHome => home.map(|home| !focus.is_in_any(home, address)),
        }
    }
}

pub(super) fn is_pass(fate: &Fate) -> bool {
    fate.action == FirewallAction::Pass
}

/// A fate with what is certain of it, and what rules that are not checked may change.
pub(super) fn settled(fate: Fate) -> Part {
    let passes = is_pass(&fate);
    let against = fate.might.iter().filter(|(action, _)| (*action == FirewallAction::Pass) != passes);
    let doubts: Vec<Doubt> = against.map(|(_, doubt)| doubt.clone()).collect();
    let mut part = Part::certain(fate, if passes { Certain::Passes } else { Certain::Stops });
    doubt(&mut part, &doubts);
    part
}

/// What the stateful engine did, with what rules of the stateless one may have done before it.
pub(super) fn after(mut part: Part, might: &[(FirewallAction, Doubt)]) -> Part {
    let passes = part.is == Certain::Passes;
    let against: Vec<Doubt> = might
        .iter()
        .filter(|(action, _)| match action {
            FirewallAction::Forward | FirewallAction::Alert => false,
            FirewallAction::Pass => !passes,
            FirewallAction::Drop => passes,
        })
        .map(|(_, doubt)| doubt.clone())
        .collect();
    doubt(&mut part, &against);
    part
}

/// Doubts against what is certain: a yes is assumed where a group cannot be checked, all else is open.
fn doubt(part: &mut Part, against: &[Doubt]) {
    for doubt in against {
        match doubt {
            Doubt::NotChecked(group) if part.is == Certain::Passes => {
                if !part.unchecked.contains(group) {
                    part.unchecked.push(group.clone());
                }
            }
            Doubt::NotChecked(group) => {
                let resource = group.clone();
                part.gap.get_or_insert(Gap::NotModelled { what: "rules by content", resource });
                part.is = Certain::Open;
            }
            Doubt::Missing(group) => {
                let named_by = part.fate.at.clone();
                let missing = group.clone();
                part.gap.get_or_insert(Gap::MissingResource { missing, named_by, call: Call::RuleGroup });
                part.is = Certain::Open;
            }
        }
    }
}

/// The replies of connections whose requests the stateful engine never saw.
pub(super) fn astray(firewall: &Firewall, policy: &FirewallPolicy, handed: Fate) -> Part {
    let fate = Fate { engine: Engine::Stateful, at: firewall.id.resource(), line: None, ..handed };
    if policy.continues_midstream {
        let gap = Some(Gap::UnclearLine { resource: policy.id.resource() });
        return Part { gap, ..Part::certain(fate, Certain::Open) };
    }
    Part { is_astray: true, ..Part::certain(fate, Certain::Stops) }
}

pub(super) fn default_line(policy: &FirewallPolicy, field: &str, action: FirewallAction) -> Line {
    let word = match (action, policy.stateful_default) {
        (FirewallAction::Pass, _) => "aws:pass",
        (FirewallAction::Forward, _) => "aws:forward_to_sfe",
        (FirewallAction::Drop | FirewallAction::Alert, _) if field == "StatelessDefaultActions" => "aws:drop",
        (FirewallAction::Drop | FirewallAction::Alert, StatefulDefault::DropEstablished) => {
            "aws:drop_established"
        }
        (FirewallAction::Drop | FirewallAction::Alert, _) => "aws:drop_strict",
    };
    let text = if action == FirewallAction::Pass && field == "StatefulDefaultActions" {
        "no default action drops".to_owned()
    } else {
        format!("{field}: {word}")
    };
    Line::Field {
        resource: policy.id.resource(),
        text: text.into(),
        place: policy.place.inside(&format!("/{field}")),
    }
}
