//! Outcomes -> the answer's plain structs, by hand: the core may change, the wire may not.

use super::answer::{
    Answer, Blocker, By, FamilyAnswer, Hop, Leg, Outcome as HopOutcome, PairAnswer, Part, Passes, Remark,
    Verdict,
};
use super::ask::{Outcome, Walked};
use super::request::ReachRequest;
use crate::explain::{self, Explanation, Fragment, Language, Sentence};
use crate::model::{Network, Resource, Way};
use crate::space::{AddressSet, ports};
use crate::trace;

impl From<trace::Verdict> for Verdict {
    fn from(verdict: trace::Verdict) -> Self {
        match verdict {
            trace::Verdict::Reachable => Verdict::Reachable,
            trace::Verdict::Partial => Verdict::Partial,
            trace::Verdict::Undetermined => Verdict::Undetermined,
            trace::Verdict::Unreachable => Verdict::Unreachable,
        }
    }
}

/// The parts of an answer that every pair and family has.
#[derive(Clone)]
pub(super) struct Described {
    pub verdict: Verdict,
    pub forward: Option<Leg>,
    pub reply: Option<Leg>,
    pub blockers: Vec<Blocker>,
    pub passes: Vec<Passes>,
    pub assumptions: Vec<Remark>,
    pub notices: Vec<Remark>,
}

impl Described {
    pub(super) fn of(network: &Network, outcome: &Outcome, language: Language) -> Self {
        let Walked { flow, walk } = &outcome.shown;
        let explanation = explain::explain(network, flow, walk, language);
        let verdict = outcome.verdict.into();
        // What passes needs no blockers, except where a part of it does not.
        let blockers = if verdict == Verdict::Reachable { Vec::new() } else { blockers(&explanation) };
        let passes = if matches!(verdict, Verdict::Reachable | Verdict::Partial) {
            outcome
                .passing
                .iter()
                .map(|(walked, addresses)| passes(walked, addresses.as_ref(), outcome.varies_source))
                .collect()
        } else {
            Vec::new()
        };
        Described {
            verdict,
            forward: Some(Leg { verdict: leg_verdict(&walk.request), hops: hops(explanation.forward) }),
            reply: walk
                .reply
                .as_ref()
                .zip(explanation.reply)
                .map(|(reply, explained)| Leg { verdict: leg_verdict(reply), hops: hops(explained) }),
            blockers,
            passes,
            assumptions: explanation.assumptions.iter().map(|r| remark(network, r)).collect(),
            notices: explanation.notices.iter().map(|r| remark(network, r)).collect(),
        }
    }

    /// An end whose interfaces are not in the input.
    pub(super) fn undetermined(notice: Remark) -> Self {
        Described {
            verdict: Verdict::Undetermined,
            forward: None,
            reply: None,
            blockers: Vec::new(),
            passes: Vec::new(),
            assumptions: Vec::new(),
            notices: vec![notice],
        }
    }

    pub(super) fn pair(self, from: String, to: String) -> PairAnswer {
        let Described { verdict, forward, reply, blockers, passes, assumptions, notices } = self;
        PairAnswer { from, to, verdict, forward, reply, blockers, passes, assumptions, notices }
    }

    pub(super) fn family(self, family: u8) -> FamilyAnswer {
        let Described { verdict, forward, reply, blockers, passes, assumptions, notices } = self;
        FamilyAnswer { family, verdict, forward, reply, blockers, passes, assumptions, notices }
    }

    pub(super) fn answer(self, query: ReachRequest, summary: String) -> Answer {
        let Described { verdict, forward, reply, blockers, passes, assumptions, notices } = self;
        Answer {
            verdict,
            query,
            summary,
            forward,
            reply,
            blockers,
            passes,
            assumptions,
            notices,
            fixes: Vec::new(),
            pairs: Vec::new(),
            families: Vec::new(),
        }
    }
}

fn leg_verdict(leg: &trace::Leg) -> Verdict {
    if leg.is_blocked() {
        Verdict::Unreachable
    } else if leg.is_whole() {
        Verdict::Reachable
    } else if leg.maybe.is_empty() {
        Verdict::Partial
    } else {
        Verdict::Undetermined
    }
}

fn hops(leg: explain::ExplainedLeg) -> Vec<Hop> {
    leg.hops
        .into_iter()
        .map(|hop| Hop {
            kind: hop.resource.kind.name(),
            decision: hop.sentence.plain(),
            name: hop.name,
            outcome: match hop.outcome {
                trace::Outcome::Passes => HopOutcome::Passes,
                trace::Outcome::Partial => HopOutcome::Partial,
                trace::Outcome::Blocked => HopOutcome::Blocked,
                trace::Outcome::Unknown => HopOutcome::Unknown,
            },
            parts: parts(hop.sentence),
            by: hop.by.map(by),
            resource: id(&hop.resource),
        })
        .collect()
}

fn by(quote: explain::Quote) -> By {
    By { resource: id(&quote.resource), line: quote.line, source: quote.source }
}

/// A resource's id, copied without being formatted.
fn id(resource: &Resource) -> String {
    String::from(&*resource.id)
}

fn parts(sentence: Sentence) -> Vec<Part> {
    let pieces = sentence.0.into_iter().map(|fragment| match fragment {
        Fragment::Text(text) => Part { text, resource: None },
        Fragment::Resource(resource) => Part { text: id(&resource), resource: Some(id(&resource)) },
    });
    pieces.filter(|part| !part.text.is_empty()).collect()
}

fn blockers(explanation: &Explanation) -> Vec<Blocker> {
    explanation
        .blockers
        .iter()
        .map(|reason| Blocker {
            code: reason.code.name(),
            aws: reason.code.info().aws,
            leg: if reason.stops_reply { "return" } else { "forward" },
            direction: reason.way.map(|way| match way {
                Way::Ingress => "ingress",
                Way::Egress => "egress",
            }),
            resource: id(&reason.resource),
            kind: reason.resource.kind.name(),
            line: reason
                .by
                .as_ref()
                .map(|quote| quote.acl_line.clone().unwrap_or_else(|| quote.line.clone())),
            text: reason.sentence.plain(),
            parts: parts(reason.sentence.clone()),
            ports: reason.ports.clone(),
            source: reason.by.as_ref().map(|quote| quote.source.clone()),
        })
        .collect()
}

fn passes(walked: &Walked, addresses: Option<&AddressSet>, varies_source: bool) -> Passes {
    let Walked { flow, walk } = walked;
    let listed = addresses.map(|set| set.to_networks().iter().map(ToString::to_string).collect::<Vec<_>>());
    let (from_addresses, to_addresses) = if varies_source { (listed, None) } else { (None, listed) };
    let protocol = flow.protocol;
    Passes {
        protocol: protocol.to_string(),
        source_ports: protocol.has_ports().then(|| ports::show(&walk.client)),
        ports: protocol.has_ports().then(|| ports::show(&walk.passing)),
        icmp: protocol.is_icmp().then(|| ports::show_icmp(&walk.passing)),
        from_addresses,
        to_addresses,
    }
}

/// A remark for the wire.
pub(super) fn remark(network: &Network, remark: &explain::Remark) -> Remark {
    Remark {
        code: remark.code.name(),
        text: remark.sentence.plain(),
        resource: remark.resource.as_ref().map(id),
        call: remark.call.map(|call| call.name().to_owned()),
        source: remark.place.as_ref().map(|place| network.source(place)),
    }
}
