//! Outcomes -> the answer's plain structs, by hand: the core may change, the wire may not.

use super::answer::{
    Answer, Blocker, By, FamilyAnswer, Hop, Leg, Outcome as HopOutcome, PairAnswer, Part, Passes, Remark,
    Verdict, Witness,
};
use super::ask::{Outcome, Question, Walked};
use super::request::ReachRequest;
use super::rows::{Carried, Row};
use crate::explain::{self, Explanation, Language, Sentence, Words};
use crate::model::Order as _;
use crate::model::{Call, Network, Resource, Way};
use crate::space::addresses::address_text;
use crate::space::{PortSet, ports};
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
pub struct Described {
    /// As in [`Answer`].
    pub verdict: Verdict,
    /// As in [`Answer`].
    pub forward: Option<Leg>,
    /// As in [`Answer`].
    pub reply: Option<Leg>,
    /// As in [`Answer`].
    pub blockers: Vec<Blocker>,
    /// As in [`Answer`].
    pub passes: Vec<Passes>,
    /// As in [`Answer`].
    pub open: Vec<Passes>,
    /// As in [`Answer`].
    pub assumptions: Vec<Remark>,
    /// As in [`Answer`].
    pub notices: Vec<Remark>,
}

impl Described {
    /// What came of asking, in words.
    pub fn of(network: &Network, outcome: &Outcome, question: &Question) -> Self {
        let Walked { flow, walk } = &*outcome.shown;
        let language = question.language;
        let explanation = explain::explain(network, flow, walk, language);
        let verdict = outcome.verdict.into();
        let mut remarks = Remarks::default();
        remarks.add(network, &explanation);
        // What passes needs no blockers, except where a part of it does not.
        let mut blockers = if verdict == Verdict::Reachable { Vec::new() } else { blockers(&explanation) };
        if verdict != Verdict::Reachable && !outcome.others.is_empty() {
            let name = |flow: &trace::Flow| question.protocol_name(flow.protocol);
            let mut all = vec![(name(flow), std::mem::take(&mut blockers))];
            for other in &outcome.others {
                let Walked { flow, walk } = &**other;
                let other = explain::explain(network, flow, walk, language);
                all.push((name(flow), self::blockers(&other)));
                remarks.add(network, &other);
            }
            blockers = together(all);
        }
        let rows =
            |rows: &[Row]| rows.iter().map(|row| passes(row, outcome.varies_source, question)).collect();
        let some = matches!(verdict, Verdict::Reachable | Verdict::Partial);
        let is_open =
            verdict == Verdict::Partial || verdict == Verdict::Undetermined && question.asks_what_passes;
        Described {
            verdict,
            forward: Some(Leg { verdict: leg_verdict(&walk.request), hops: hops(explanation.forward) }),
            reply: walk
                .reply
                .as_ref()
                .zip(explanation.reply)
                .map(|(reply, explained)| Leg { verdict: leg_verdict(reply), hops: hops(explained) }),
            blockers,
            passes: if some { rows(&outcome.passing) } else { Vec::new() },
            open: if is_open { rows(&outcome.open) } else { Vec::new() },
            assumptions: remarks.assumptions,
            notices: remarks.notices,
        }
    }

    /// An end whose interfaces are not in the input.
    pub fn undetermined(notice: Remark) -> Self {
        Described {
            verdict: Verdict::Undetermined,
            forward: None,
            reply: None,
            blockers: Vec::new(),
            passes: Vec::new(),
            open: Vec::new(),
            assumptions: Vec::new(),
            notices: vec![notice],
        }
    }

    /// As the answer of a pair.
    pub fn pair(self, from: String, to: String) -> PairAnswer {
        let Described { verdict, forward, reply, blockers, passes, open, assumptions, notices } = self;
        PairAnswer { from, to, verdict, forward, reply, blockers, passes, open, assumptions, notices }
    }

    /// As the answer of an address family, 4 or 6.
    pub fn family(self, family: u8) -> FamilyAnswer {
        let Described { verdict, forward, reply, blockers, passes, open, assumptions, notices } = self;
        FamilyAnswer { family, verdict, forward, reply, blockers, passes, open, assumptions, notices }
    }

    /// As a whole answer.
    pub fn answer(self, query: ReachRequest, summary: String) -> Answer {
        let Described { verdict, forward, reply, blockers, passes, open, assumptions, notices } = self;
        Answer {
            verdict,
            query,
            summary,
            forward,
            reply,
            blockers,
            passes,
            open,
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
            name: hop.name,
            outcome: match hop.outcome {
                trace::Outcome::Passes => HopOutcome::Passes,
                trace::Outcome::Partial => HopOutcome::Partial,
                trace::Outcome::Blocked => HopOutcome::Blocked,
                trace::Outcome::Unknown => HopOutcome::Unknown,
            },
            parts: parts(hop.sentence),
            by: hop.by.map(by),
            resource: Words::Shared(hop.resource.id),
        })
        .collect()
}

/// A quoted line for the wire.
pub fn by(quote: explain::Quote) -> By {
    By { resource: Words::Shared(quote.resource.id), line: quote.line, source: quote.source }
}

/// A resource's id.
fn id(resource: &Resource) -> Words {
    Words::Shared(resource.id.clone())
}

fn parts(mut sentence: Sentence) -> Vec<Part> {
    sentence.0.retain(|part| !part.as_str().is_empty());
    sentence.0
}

fn blockers(explanation: &Explanation) -> Vec<Blocker> {
    explanation
        .blockers
        .iter()
        .map(|reason| Blocker {
            code: reason.code.name(),
            aws: reason.code.aws(),
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
                .map(|quote| quote.acl_line.map_or_else(|| quote.line.clone(), |line| line.to_string())),
            text: reason.sentence.plain(),
            parts: parts(reason.sentence.clone()),
            ports: reason.ports.clone(),
            source: reason.by.as_ref().map(|quote| quote.source.clone()),
        })
        .collect()
}

/// Blockers of several walks: each setting once, with the traffic that it stops.
fn together(all: Vec<(String, Vec<Blocker>)>) -> Vec<Blocker> {
    let mut result: Vec<(Blocker, Vec<String>)> = Vec::new();
    for (protocol, blockers) in all {
        for blocker in blockers {
            let what = match &blocker.ports {
                Some(ports) => format!("{protocol} {ports}"),
                None => protocol.clone(),
            };
            let same = result.iter_mut().find(|(known, _)| {
                known.code == blocker.code
                    && known.leg == blocker.leg
                    && known.direction == blocker.direction
                    && known.resource == blocker.resource
                    && known.line == blocker.line
            });
            match same {
                Some((_, stopped)) if stopped.contains(&what) => {}
                Some((_, stopped)) => stopped.push(what),
                None => result.push((blocker, vec![what])),
            }
        }
    }
    // Request before reply, else in the order found.
    result.order_by_key(|(blocker, _)| blocker.leg == "return");
    let with_ports =
        result.into_iter().map(|(blocker, stopped)| Blocker { ports: Some(stopped.join("; ")), ..blocker });
    with_ports.collect()
}

/// Remarks of several walks, each once.
#[derive(Default)]
struct Remarks {
    assumptions: Vec<Remark>,
    notices: Vec<Remark>,
}

impl Remarks {
    fn add(&mut self, network: &Network, explanation: &Explanation) {
        let lists =
            [(&explanation.assumptions, &mut self.assumptions), (&explanation.notices, &mut self.notices)];
        for (found, known) in lists {
            for one in found {
                let one = remark(network, one);
                if !known.contains(&one) {
                    known.push(one);
                }
            }
        }
    }
}

/// A row for the wire; `varies_source` when its addresses are the source's.
pub fn passes(row: &Row, varies_source: bool, question: &Question) -> Passes {
    let Row { carries, ports: set, client, addresses, witness, .. } = row;
    let listed = addresses.as_ref().map(|set| set.to_networks().iter().map(ToString::to_string).collect());
    let (from_addresses, to_addresses) = if varies_source { (listed, None) } else { (None, listed) };
    let protocol = witness.protocol;
    let (name, protocols) = match carries {
        Carried::One(protocol) => (protocol.to_string(), None),
        Carried::Rest(numbers) => {
            let numbers = numbers.iter().map(|&number| (u16::from(number), u16::from(number)));
            ("other".to_owned(), Some(ports::show(&PortSet::from_ranges(numbers))))
        }
        Carried::All => ("all".to_owned(), None),
    };
    let has_ports = protocol.has_ports();
    let has_own_ports = has_ports && *carries != Carried::All;
    let asked = question.traffic.iter().find(|traffic| traffic.protocol == protocol);
    let facts = explain::TrafficFacts {
        protocol: if let Carried::One(protocol) = carries { Some(*protocol) } else { None },
        is_all: *carries == Carried::All,
        ports: set,
        client: has_ports.then_some(client),
        is_limited: asked.is_some_and(|asked| asked.client != *client),
    };
    let language = question.language;
    let short = explain::traffic(&facts, language);
    let label = explain::with_clients(&short, &facts, language);
    let short = if facts.is_limited { label.clone() } else { short };
    let [kind, code] = witness.port.to_be_bytes();
    let is_icmp = protocol.is_icmp();
    Passes {
        protocol: name,
        protocols,
        source_ports: has_ports.then(|| ports::show(client)),
        ports: has_own_ports.then(|| ports::show(set)),
        icmp: (is_icmp && *carries != Carried::All).then(|| ports::show_icmp(set)),
        from_addresses,
        to_addresses,
        label,
        short,
        witness: Witness {
            protocol: protocol.to_string(),
            from: address_text(witness.from),
            to: address_text(witness.to),
            port: has_ports.then_some(witness.port),
            source_port: has_ports.then_some(witness.client),
            icmp_type: is_icmp.then_some(kind),
            icmp_code: is_icmp.then_some(code),
        },
    }
}

/// What passes, as one list for a sentence.
pub fn list(rows: &[Passes], language: Language) -> String {
    let rows: Vec<(String, Option<String>)> = rows
        .iter()
        .map(|row| {
            let addresses = row.from_addresses.as_ref().map(|blocks| (blocks, true));
            let addresses = addresses.or_else(|| row.to_addresses.as_ref().map(|blocks| (blocks, false)));
            let words =
                addresses.map(|(blocks, is_source)| explain::address_words(blocks, is_source, language));
            (row.short.clone(), words)
        })
        .collect();
    explain::traffic_list(&rows, language)
}

/// A remark for the wire.
pub fn remark(network: &Network, remark: &explain::Remark) -> Remark {
    Remark {
        code: remark.code.name(),
        text: remark.sentence.plain(),
        resource: remark.resource.as_ref().map(id),
        call: remark.call.map(Call::name),
        source: remark.place.as_ref().map(|place| network.source(place)),
    }
}
