//! Through a Network Firewall: the stateless engine, then the stateful one (rule S-129).
//!
//! The stateless engine looks at request and reply alike. The stateful one knows the reply of a connection that a rule
//! let pass; the reply of one that merely met no rule is compared with the rules again.

use super::block::{Block, Stateful};
use super::firewall_rules::{Part, after, astray, default_line, is_pass, settled};
use super::gaps::{Assumption, Gap};
use super::inspection::{Certain, Doubt, Engine, Fate, by_destination, first_match};
use super::remembered::{Connections, Remembered, among, joined, less};
use super::reply::reply_ports;
use super::step::{Fact, Outcome, Step};
use super::walker::Walker;
use crate::graph::Ix;
use crate::model::Order as _;
use crate::model::{
    Call, EndpointId, Firewall, FirewallAction, FirewallPolicy, Resource, RuleOrder, StatefulDefault,
    TransitAttachment,
};
use crate::space::{PortSet, Protocol};

/// What an engine does with what it lets pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inspection {
    /// A rule lets it pass.
    RulePasses(Engine),
    /// No rule matches, and by default it passes.
    DefaultPasses(Engine),
    /// It is the reply of a connection that the stateful engine let pass.
    Knows,
}

impl Walker<'_, '_> {
    /// The firewall behind an endpoint.
    pub(super) fn firewall_behind(&self, endpoint: &EndpointId) -> Option<Ix> {
        let mut all = (0..).zip(&self.world.network.firewalls);
        all.find(|(_, firewall)| firewall.endpoints.contains(endpoint)).map(|(ix, _)| ix)
    }

    /// The firewall that is attached to a transit gateway by this attachment (rule S-106).
    pub(super) fn firewall_of_attachment(&self, attachment: &TransitAttachment) -> Option<Ix> {
        let mut all = (0..).zip(&self.world.network.firewalls);
        all.find(|(_, firewall)| firewall.attachment.as_ref() == Some(&attachment.id)).map(|(ix, _)| ix)
    }

    /// Through a firewall.
    pub(super) fn inspect(&mut self, ix: Ix) {
        let network = self.world.network;
        let Some(firewall) = network.firewalls.at(ix as usize) else { return };
        let here = firewall.id.resource();
        self.pass(here.clone(), Fact::Forwards, None);
        let Some(policy) = network.firewall_policies.find(&firewall.policy) else {
            if network.has_read(Call::FirewallPolicy, &firewall.scope) {
                let missing = firewall.policy.resource();
                let gap =
                    Gap::MissingResource { missing, named_by: here.clone(), call: Call::FirewallPolicy };
                self.unclear(here, gap, None);
            } else {
                self.assume(here.clone(), Assumption::FirewallPolicy(here));
            }
            return;
        };
        let live = self.leg.sure.union(&self.leg.maybe);
        if live.is_empty() {
            return;
        }
        let from = match (self.protocol.has_ports(), self.is_reply()) {
            (false, _) => PortSet::all(),
            (true, true) => self.memory.service.clone(),
            (true, false) => reply_ports(self.memory, true),
        };
        let parts = self.parts(ix, firewall, policy, &from, &live);
        self.remember(ix, &parts);
        self.take(&here, &from, &live, &parts);
    }

    fn parts(
        &self,
        ix: Ix,
        firewall: &Firewall,
        policy: &FirewallPolicy,
        from: &PortSet,
        to: &PortSet,
    ) -> Vec<Part> {
        let at = policy.id.resource();
        let (action, might) = match policy.stateless_default {
            Some(action) => (action, Vec::new()),
            None => {
                let doubt = Doubt::NotChecked(at.clone());
                let all = [FirewallAction::Pass, FirewallAction::Drop].map(|action| (action, doubt.clone()));
                (FirewallAction::Forward, all.to_vec())
            }
        };
        let default = Fate {
            from: from.clone(),
            to: to.clone(),
            engine: Engine::Stateless,
            action,
            line: Some(default_line(policy, "StatelessDefaultActions", action)),
            at,
            by_rule: false,
            might,
        };
        let candidates = self.candidates(firewall, policy, &policy.stateless, Engine::Stateless);
        let mut parts = Vec::new();
        for fate in first_match(&candidates, &default) {
            let goes_on = fate.action == FirewallAction::Forward
                || fate.might.iter().any(|(action, _)| *action == FirewallAction::Forward);
            if !goes_on {
                parts.push(settled(fate));
                continue;
            }
            let behind = self.stateful(ix, firewall, policy, &fate);
            if fate.action == FirewallAction::Forward {
                parts.extend(behind.into_iter().map(|part| after(part, &fate.might)));
                continue;
            }
            // Certain here, unless a rule that is not checked hands it on to something else.
            let ends_alike = |part: &Part| {
                part.gap.is_none()
                    && part.unchecked.is_empty()
                    && (part.is == Certain::Passes) == is_pass(&fate)
            };
            let mut fate = fate.clone();
            if behind.iter().all(ends_alike) {
                fate.might.retain(|(action, _)| *action != FirewallAction::Forward);
            }
            parts.push(settled(fate));
        }
        parts
    }

    /// What the stateful engine does with what the stateless one hands on.
    fn stateful(&self, ix: Ix, firewall: &Firewall, policy: &FirewallPolicy, handed: &Fate) -> Vec<Part> {
        let mut parts = Vec::new();
        let handed_on = [self.connections(&handed.from, &handed.to)];
        let mut open = handed_on.to_vec();
        if self.is_reply() {
            let none = Remembered::default();
            let known = self.memory.firewalls.get(&self.crossing(ix)).unwrap_or(&none);
            let of = |part: Connections| self.packets(handed, part);
            for passed in joined(among(&handed_on, &known.by_rule)) {
                let fate = Fate { engine: Engine::Stateful, by_rule: true, ..of(passed) };
                let fate =
                    Fate { action: FirewallAction::Pass, at: firewall.id.resource(), line: None, ..fate };
                parts.push(Part { is_known: true, ..Part::certain(fate, Certain::Passes) });
            }
            open = among(&handed_on, &known.by_default);
            let unseen = less(&less(&handed_on, &known.by_rule), &known.by_default);
            if self.protocol == Protocol::TCP {
                parts.extend(joined(unseen).into_iter().map(|part| astray(firewall, policy, of(part))));
            } else {
                open.extend(unseen);
            }
            open = joined(open);
        }
        if open.is_empty() {
            return parts;
        }
        let is_established = self.is_reply() || self.protocol == Protocol::TCP;
        let action = match (policy.order, policy.stateful_default) {
            (RuleOrder::ByAction, _) | (RuleOrder::Strict, StatefulDefault::Pass) => FirewallAction::Pass,
            (RuleOrder::Strict, StatefulDefault::Drop) => FirewallAction::Drop,
            // A connection can be opened, but nothing that it carries passes.
            (RuleOrder::Strict, StatefulDefault::DropEstablished) if is_established => FirewallAction::Drop,
            (RuleOrder::Strict, StatefulDefault::DropEstablished) => FirewallAction::Pass,
        };
        let default = Fate {
            engine: Engine::Stateful,
            action,
            at: policy.id.resource(),
            line: (policy.order == RuleOrder::Strict)
                .then(|| default_line(policy, "StatefulDefaultActions", action)),
            by_rule: false,
            might: Vec::new(),
            ..handed.clone()
        };
        let mut candidates = self.candidates(firewall, policy, &policy.stateful, Engine::Stateful);
        if policy.order == RuleOrder::ByAction {
            candidates.order_by_key(|candidate| candidate.action);
        }
        for part in open {
            let default = self.packets(&default, part);
            parts.extend(first_match(&candidates, &default).into_iter().map(settled));
        }
        parts
    }

    /// Those packets of a fate that belong to these connections.
    fn packets(&self, fate: &Fate, of: Connections) -> Fate {
        let (from, to) = match (self.protocol.has_ports(), self.is_reply()) {
            (false, _) => return fate.clone(),
            (true, true) => (of.services, of.clients),
            (true, false) => (of.clients, of.services),
        };
        Fate { from, to, ..fate.clone() }
    }

    /// Narrows the leg by what the firewall did, and writes the steps.
    fn take(&mut self, here: &Resource, from: &PortSet, live: &PortSet, parts: &[Part]) {
        let plain: Vec<(PortSet, PortSet, Certain)> =
            parts.iter().map(|part| (part.fate.from.clone(), part.fate.to.clone(), part.is)).collect();
        let seen = by_destination(from, live, &plain);
        let is_blocked = seen.sure.is_empty() && seen.open.is_empty();
        let mut written: Vec<Step> = Vec::new();
        for part in parts {
            let is_whole = part.fate.to == *live && part.fate.from == *from;
            let ports = (!is_whole).then(|| part.fate.to.clone());
            let step = match (part.is, &part.gap) {
                (Certain::Passes, _) if is_blocked => continue,
                (Certain::Passes, _) => {
                    let what = match (part.is_known, part.fate.by_rule) {
                        (true, _) => Inspection::Knows,
                        (false, true) => Inspection::RulePasses(part.fate.engine),
                        (false, false) => Inspection::DefaultPasses(part.fate.engine),
                    };
                    (Fact::Inspects(what), Outcome::Passes, ports)
                }
                (Certain::Stops, _) => {
                    let outcome = if is_blocked { Outcome::Blocked } else { Outcome::Partial };
                    let block = if part.is_astray {
                        let expected = self.memory.entry.clone().unwrap_or_else(Resource::internet);
                        Block::Asymmetric(Stateful { expected, got: here.clone() })
                    } else {
                        Block::FirewallDrops { engine: part.fate.engine }
                    };
                    (Fact::Stops(block), outcome, ports.filter(|_| !is_blocked))
                }
                (Certain::Open, Some(gap)) => (Fact::Unclear(gap.clone()), Outcome::Unknown, None),
                (Certain::Open, None) => continue,
            };
            let (fact, outcome, ports) = step;
            let (at, line) = (part.fate.at.clone(), part.fate.line.clone());
            let alike =
                written.iter_mut().find(|step| step.at == at && step.line == line && step.fact == fact);
            match alike {
                Some(step) => {
                    step.ports = match (&step.ports, &ports) {
                        (Some(one), Some(other)) => Some(one.union(other)),
                        _ => None,
                    };
                }
                None => written.push(Step { at, fact, outcome, line, ports }),
            }
        }
        self.leg.steps.append(&mut written);
        if is_blocked {
            self.is_dead = true;
            return;
        }
        for group in parts.iter().filter(|part| part.is == Certain::Passes).flat_map(|part| &part.unchecked) {
            self.assumptions.insert(Assumption::FirewallRules { group: group.clone() });
        }
        self.keep_passing(here.clone(), seen);
    }
}
