//! What passes of one question, exactly: ports are taken apart where they do not pass alike.
//!
//! A walk carries sets of ports. Where it ends in one verdict for all of them, or in a plain product of destination and
//! client ports, that is the answer. Where not (AWS may go several ways, a load balancer hands on port by port, a line is
//! not readable), the ports are cut where the walk compared them, and each piece is walked by itself.

use std::rc::Rc;

use super::ask::Walked;
use crate::model::Order;
use crate::space::{PortSet, Protocol, packet};
use crate::trace::{Verdict, Walk};

/// More walks than this for one flow are not tried; what is left stays open.
const MOST_WALKS: usize = 2_000;

/// Destination ports that all pass from the same client ports.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Destination ports, or ICMP points.
    pub ports: PortSet,
    /// Client ports.
    pub client: PortSet,
    /// A walk that such a packet takes: one to its first port.
    pub walked: Rc<Walked>,
    /// Ports of it that pass by another walk, where an alternative carries them.
    others: Vec<(PortSet, Rc<Walked>)>,
    /// Whether each connection passes, and not only some of them.
    is_steady: bool,
}

impl Piece {
    /// A walk that a packet to this port takes.
    pub(super) fn walk_to(&self, port: u16) -> &Rc<Walked> {
        let other = self.others.iter().find(|(ports, _)| ports.contains(port));
        other.map_or(&self.walked, |(_, walked)| walked)
    }
}

/// All that can be said about one flow.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub verdict: Verdict,
    /// The walk that shows why.
    pub shown: Rc<Walked>,
    /// What passes: each port stands in one piece, pieces differ in their client ports.
    pub passing: Vec<Piece>,
    /// What cannot be decided, in the same form.
    pub open: Vec<Piece>,
    /// Outside addresses, as numbers, for which all of this is the same.
    pub same_for: Option<(u128, u128)>,
}

/// How to walk some of the ports.
pub(super) type AskPorts<'a> = dyn Fn(&PortSet, &PortSet) -> Option<Walked> + 'a;

/// What is asked about, and how exactly.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub protocol: Protocol,
    pub service: &'a PortSet,
    pub client: &'a PortSet,
    /// Whether the ports are a set to be taken apart, and not one packet.
    pub is_set: bool,
    /// Whether the verdict may hang on the way taken (`--via`, `--avoid`).
    pub hangs_on_way: bool,
}

impl Found {
    /// Walks, and takes apart what is not decided in one go.
    pub(super) fn explore(wanted: Wanted<'_>, ask: &AskPorts<'_>) -> Option<Found> {
        let shown = Rc::new(ask(wanted.service, wanted.client)?);
        let mut search = Search {
            wanted,
            ask,
            passing: Vec::new(),
            open: Vec::new(),
            same_for: shown.walk.same_for,
            walks: 0,
        };
        let verdict = shown.walk.verdict;
        if !wanted.is_set {
            search.keep(&shown, wanted.service, wanted.client);
            let Search { passing, open, same_for, .. } = search;
            return Some(Found { verdict, shown, passing, open, same_for });
        }
        search.split(&shown, wanted.service, wanted.client);
        let Search { passing, open, same_for, .. } = search;
        let mut found = Found { verdict, shown, passing, open, same_for };
        found.settle(wanted);
        Some(found)
    }

    /// Either of two alternatives may be used: what passes by one of them passes.
    pub(super) fn or(mut self, other: Found, wanted: Wanted<'_>) -> Found {
        let is_better = other.verdict < self.verdict;
        self.same_for = match (self.same_for, other.same_for) {
            (Some((a, b)), Some((c, d))) => Some((a.max(c), b.min(d))),
            (one, None) | (None, one) => one,
        };
        if !wanted.is_set {
            let same_for = self.same_for;
            return if is_better { Found { same_for, ..other } } else { self };
        }
        self.passing.extend(other.passing);
        self.open.extend(other.open);
        if is_better {
            self.shown = other.shown;
        }
        self.settle(wanted);
        self
    }

    /// Whether the same passes, whoever sends it.
    pub(super) fn is_like(&self, other: &Found) -> bool {
        let alike = |one: &[Piece], other: &[Piece]| {
            one.len() == other.len()
                && one.iter().zip(other).all(|(a, b)| a.ports == b.ports && a.client == b.client)
        };
        self.verdict == other.verdict
            && alike(&self.passing, &other.passing)
            && alike(&self.open, &other.open)
    }

    /// Puts the pieces into their one form, and says what they come to.
    fn settle(&mut self, wanted: Wanted<'_>) {
        let steady: Vec<Piece> = self.passing.iter().filter(|piece| piece.is_steady).cloned().collect();
        let steady = canonical(&steady, &[]);
        let is_whole = matches!(steady.as_slice(), [only]
            if wanted.service.is_subset(&only.ports) && wanted.client.is_subset(&only.client));
        let passing = canonical(&self.passing, &[]);
        self.open = canonical(&self.open, &passing);
        self.passing = passing;
        self.verdict = if is_whole {
            Verdict::Reachable
        } else if !self.passing.is_empty() {
            Verdict::Partial
        } else if !self.open.is_empty() {
            Verdict::Undetermined
        } else {
            Verdict::Unreachable
        };
    }
}

struct Search<'a> {
    wanted: Wanted<'a>,
    ask: &'a AskPorts<'a>,
    passing: Vec<Piece>,
    open: Vec<Piece>,
    same_for: Option<(u128, u128)>,
    walks: usize,
}

impl Search<'_> {
    fn split(&mut self, walked: &Rc<Walked>, service: &PortSet, client: &PortSet) {
        let walk = &walked.walk;
        let is_decided = match walk.verdict {
            Verdict::Reachable | Verdict::Unreachable => !self.wanted.hangs_on_way || walk.is_product,
            Verdict::Partial => walk.is_product,
            Verdict::Undetermined => false,
        };
        if is_decided {
            self.keep(walked, service, client);
            return;
        }
        let cuts = cuts(self.wanted.protocol, walk);
        let halves =
            halves(service, &cuts).map(|(one, other)| [(one, client.clone()), (other, client.clone())]);
        let halves = halves.or_else(|| {
            let (one, other) = halves_of_client(self.wanted.protocol, client, &cuts)?;
            Some([(service.clone(), one), (service.clone(), other)])
        });
        let Some(halves) = halves else {
            self.keep(walked, service, client);
            return;
        };
        for (service, client) in halves {
            self.walks += 1;
            let again = if self.walks > MOST_WALKS { None } else { (self.ask)(&service, &client) };
            match again {
                Some(again) => {
                    self.same_for = match (self.same_for, again.walk.same_for) {
                        (Some((a, b)), Some((c, d))) => Some((a.max(c), b.min(d))),
                        (one, None) | (None, one) => one,
                    };
                    self.split(&Rc::new(again), &service, &client);
                }
                None => self.open.push(piece(walked, service, client)),
            }
        }
    }

    /// A walk that says the same about all of these ports.
    fn keep(&mut self, walked: &Rc<Walked>, service: &PortSet, client: &PortSet) {
        let walk = &walked.walk;
        match walk.verdict {
            Verdict::Reachable | Verdict::Partial if !walk.passing.is_empty() => {
                // Behind a load balancer, or with several ways, a piece stands for one packet: it passes or not.
                let is_one = self.wanted.is_set && !walk.is_product;
                let ports = if is_one { service.clone() } else { walk.passing.clone() };
                self.passing.push(piece(walked, ports, walk.client.clone()));
            }
            Verdict::Undetermined => self.open.push(piece(walked, service.clone(), client.clone())),
            Verdict::Reachable | Verdict::Partial | Verdict::Unreachable => {}
        }
    }
}

fn piece(walked: &Rc<Walked>, ports: PortSet, client: PortSet) -> Piece {
    let walk = &walked.walk;
    let is_steady =
        !walk.request.intermittent && !walk.reply.as_ref().is_some_and(|reply| reply.intermittent);
    let is_steady = is_steady && (walk.is_product || walk.verdict == Verdict::Reachable);
    Piece { ports, client, walked: Rc::clone(walked), others: Vec::new(), is_steady }
}

/// Where the ports of a request were told apart, by its own lines or by those of its reply.
fn cuts(protocol: Protocol, walk: &Walk) -> Vec<u16> {
    let mut cuts = walk.cuts.clone();
    if protocol.is_icmp() {
        // A reply has a type of its own, so a line about it cuts the request's type at the same code.
        for &cut in &walk.cuts {
            let reply = PortSet::range(cut, u16::MAX);
            cuts.extend(edges(&packet::icmp_requests(protocol, &reply)));
        }
        cuts.extend(edges(&packet::icmp_requests(protocol, &PortSet::all())));
    }
    cuts.order();
    cuts.dedup();
    cuts
}

fn edges(set: &PortSet) -> Vec<u16> {
    set.ranges().flat_map(|range| [Some(*range.start()), range.end().checked_add(1)]).flatten().collect()
}

/// Two halves of a set, cut at the middle one of the cuts that part it; `None` when none does.
fn halves(set: &PortSet, cuts: &[u16]) -> Option<(PortSet, PortSet)> {
    let below = |cut: u16| cut.checked_sub(1).map_or_else(PortSet::empty, |last| PortSet::range(0, last));
    let (first, last) = (set.first()?, *set.ranges().last()?.end());
    let inside: Vec<u16> = cuts.iter().copied().filter(|&cut| first < cut && cut <= last).collect();
    let cut = *inside.get(inside.len() / 2)?;
    Some((set.intersection(&below(cut)), set.difference(&below(cut))))
}

fn halves_of_client(protocol: Protocol, client: &PortSet, cuts: &[u16]) -> Option<(PortSet, PortSet)> {
    if protocol.has_ports() { halves(client, cuts) } else { None }
}

/// The pieces in their one form: each port once, ports with equal client ports together, ascending; without `taken`.
fn canonical(pieces: &[Piece], taken: &[Piece]) -> Vec<Piece> {
    if let ([_] | [], []) = (pieces, taken) {
        return pieces.to_vec();
    }
    let mut starts: Vec<u16> = pieces.iter().chain(taken).flat_map(|piece| edges(&piece.ports)).collect();
    starts.order();
    starts.dedup();
    let mut result: Vec<Piece> = Vec::new();
    for (at, &first) in starts.iter().enumerate() {
        let last = starts.get(at + 1).map_or(u16::MAX, |next| next - 1);
        let here = |all: &[Piece]| -> PortSet {
            let all = all.iter().filter(|piece| piece.ports.contains(first));
            all.fold(PortSet::empty(), |clients, piece| clients.union(&piece.client))
        };
        let client = here(pieces).difference(&here(taken));
        let Some(port) = client.first() else { continue };
        let ports = PortSet::range(first, last);
        let holds = |piece: &&Piece| piece.ports.contains(first) && piece.client.contains(port);
        let Some(witness) = pieces.iter().find(holds) else { continue };
        let walked = Rc::clone(witness.walk_to(first));
        match result.iter_mut().find(|piece| piece.client == client) {
            Some(known) => {
                known.ports = known.ports.union(&ports);
                if !Rc::ptr_eq(&known.walked, &walked) {
                    known.others.push((ports, walked));
                }
            }
            None => result.push(Piece { ports, client, walked, others: Vec::new(), ..witness.clone() }),
        }
    }
    result
}
