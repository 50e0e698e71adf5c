//! Through a Network Firewall: the stateless engine, then the stateful one (rule S-129).
//!
//! The stateless engine looks at request and reply alike. The stateful one knows the reply of a connection that a rule
//! let pass; the reply of one that merely met no rule is compared with the rules again.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::block::{Block, Stateful};
use super::firewall_rules::{Part, after, astray, default_line, is_pass, settled};
use super::gaps::{Assumption, Gap};
use super::inspection::{Certain, Doubt, Engine, Fate, by_destination, first_match};
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

/// What the stateful engine of a firewall remembers of a request, by the ports it went to.
#[derive(Clone, Debug, Default)]
pub(super) struct Remembered {
    /// Ports whose requests it saw and let pass.
    pub sent: PortSet,
    /// Those of them that a rule let pass, so that their replies are not looked at again.
    pub passed: PortSet,
    /// Those of them whose replies it has not seen.
    pub awaited: PortSet,
}

/// Crossings of firewalls on the way of a request: the firewall, by position, with the addresses that the request has
/// there. Behind a gateway that turns it round it may cross the same firewall again, as another connection (rule S-47).
pub(super) type Firewalls = BTreeMap<Crossing, Remembered>;

type Crossing = (Ix, IpAddr, IpAddr);

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
        let known = self.memory.firewalls.get(&self.crossing(ix)).filter(|_| self.is_reply());
        let none = Remembered::default();
        let known_of = known.unwrap_or(&none);
        let mut open = handed.from.clone();
        if self.is_reply() {
            let passed = open.intersection(&known_of.passed);
            let unseen = open.difference(&known_of.sent);
            open = open.intersection(&known_of.sent).difference(&passed);
            if !passed.is_empty() {
                let fate = Fate { from: passed, engine: Engine::Stateful, by_rule: true, ..handed.clone() };
                let fate =
                    Fate { action: FirewallAction::Pass, at: firewall.id.resource(), line: None, ..fate };
                parts.push(Part { is_known: true, ..Part::certain(fate, Certain::Passes) });
            }
            if !unseen.is_empty() && self.protocol == Protocol::TCP {
                parts.push(astray(firewall, policy, handed, unseen));
            } else {
                open = open.union(&unseen);
            }
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
            from: open,
            to: handed.to.clone(),
            engine: Engine::Stateful,
            action,
            at: policy.id.resource(),
            line: (policy.order == RuleOrder::Strict)
                .then(|| default_line(policy, "StatefulDefaultActions", action)),
            by_rule: false,
            might: Vec::new(),
        };
        let mut candidates = self.candidates(firewall, policy, &policy.stateful, Engine::Stateful);
        if policy.order == RuleOrder::ByAction {
            candidates.order_by_key(|candidate| candidate.action);
        }
        parts.extend(first_match(&candidates, &default).into_iter().map(settled));
        parts
    }

    /// A firewall as the request of this connection crosses it.
    fn crossing(&self, ix: Ix) -> Crossing {
        if self.is_reply() {
            (ix, self.destination, self.source)
        } else {
            (ix, self.source, self.destination)
        }
    }

    /// Keeps in mind what the stateful engine has seen.
    fn remember(&mut self, ix: Ix, parts: &[Part]) {
        let by_engine = parts.iter().filter(|part| part.fate.engine == Engine::Stateful);
        let ports = |part: &Part, is_reply: bool| match (self.protocol.has_ports(), is_reply) {
            (false, _) => PortSet::all(),
            (true, true) => part.fate.from.clone(),
            (true, false) => part.fate.to.clone(),
        };
        let is_reply = self.is_reply();
        let union = |wanted: &dyn Fn(&Part) -> bool| {
            let mine = by_engine.clone().filter(|part| wanted(part));
            mine.fold(PortSet::empty(), |all, part| all.union(&ports(part, is_reply)))
        };
        if is_reply {
            let seen = union(&|_| true);
            let let_go = union(&|part| part.is != Certain::Stops);
            let crossing = self.crossing(ix);
            let unasked = match self.memory.firewalls.get_mut(&crossing) {
                Some(known) => {
                    known.awaited = known.awaited.difference(&seen);
                    let_go.difference(&known.sent)
                }
                None => let_go,
            };
            if !unasked.is_empty()
                && self.protocol != Protocol::TCP
                && let Some(firewall) = self.world.network.firewalls.at(ix as usize)
            {
                self.assumptions.insert(Assumption::HalfFlow(firewall.id.resource()));
            }
            return;
        }
        let sent = union(&|part| part.is != Certain::Stops);
        let by_default = union(&|part| part.is != Certain::Stops && !part.fate.by_rule);
        let known = self.memory.firewalls.entry(self.crossing(ix)).or_default();
        known.passed = sent.difference(&by_default);
        known.awaited = sent.clone();
        known.sent = sent;
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
        if seen.too_fine {
            let fact = Fact::Unclear(Gap::UnclearLine { resource: here.clone() });
            let outcome = Outcome::Unknown;
            self.leg.steps.push(Step { at: here.clone(), fact, outcome, line: None, ports: None });
        }
        if is_blocked {
            self.is_dead = true;
            return;
        }
        for group in parts.iter().filter(|part| part.is == Certain::Passes).flat_map(|part| &part.unchecked) {
            self.assumptions.insert(Assumption::FirewallRules { group: group.clone() });
        }
        self.memory.is_uneven |= seen.sources.is_some() || seen.too_fine;
        if let Some(sources) = seen.sources {
            if self.is_reply() {
                self.memory.service = self.memory.service.intersection(&sources);
            } else {
                // Some connections fail, by the port that they are opened from.
                self.leg.intermittent = true;
                if self.memory.rewrites.is_empty() {
                    self.memory.client = self.memory.client.intersection(&sources);
                }
            }
        }
        let passing = seen.sure.union(&seen.open);
        self.leg.maybe = self.leg.maybe.intersection(&passing).union(&self.leg.sure.intersection(&seen.open));
        self.leg.sure = self.leg.sure.intersection(&seen.sure);
    }

    /// A firewall whose stateful engine saw the request must see the reply (rules S-35, S-129). AWS does not say what
    /// becomes of a flow that has no handshake to miss.
    pub(super) fn missed_firewalls(&mut self) {
        let network = self.world.network;
        let missed: Vec<(Ix, PortSet)> = self
            .memory
            .firewalls
            .iter()
            .filter(|(_, known)| !known.awaited.is_empty())
            .map(|((ix, ..), known)| (*ix, known.awaited.clone()))
            .collect();
        for (ix, ports) in missed {
            let Some(firewall) = network.firewalls.at(ix as usize) else { continue };
            if self.protocol != Protocol::TCP {
                self.assumptions.insert(Assumption::HalfFlow(firewall.id.resource()));
                continue;
            }
            let left = self.memory.service.difference(&ports);
            let got = self.leg.steps.last().map_or_else(Resource::internet, |step| step.at.clone());
            let block = Block::Asymmetric(Stateful { expected: firewall.id.resource(), got: got.clone() });
            if left.is_empty() {
                self.deny(got, block, None);
                (self.leg.sure, self.leg.maybe) = (PortSet::empty(), PortSet::empty());
            } else {
                let (fact, outcome, ports) = (Fact::Stops(block), Outcome::Partial, None);
                self.leg.steps.push(Step { at: got, fact, outcome, line: None, ports });
                self.memory.service = left;
            }
        }
    }
}
