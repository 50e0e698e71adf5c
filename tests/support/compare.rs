//! The set engine's answer for a pair held against walks: the whole line of each protocol, then the edges as points.

use std::collections::BTreeMap;
use std::net::IpAddr;

use pathlight::graph::{Ix, Topology};
use pathlight::model::Network;
use pathlight::solve::{Answer, Passing, Solver, Traffic};
use pathlight::space::addresses::from_number;
use pathlight::space::{AddressSet, Family, PortSet, Protocol, packet, ports};
use pathlight::trace::{Entry, Flow, Source, Verdict, Walk, WalkOptions, Wanted, walk};

/// A network with both engines.
pub(crate) struct Both<'n> {
    pub(crate) network: &'n Network,
    pub(crate) topology: Topology,
    pub(crate) solver: Solver,
    pub(crate) tally: Tally,
}

/// How much was compared.
#[derive(Default, Debug, Clone, Copy)]
pub(crate) struct Tally {
    /// Pairs of interfaces, by family.
    pub(crate) pairs: u64,
    /// Pairs that only the walk answers.
    pub(crate) asks: u64,
    /// Pairs between which something passes.
    pub(crate) passing: u64,
    /// Pairs where the input leaves something open.
    pub(crate) open: u64,
    /// Points walked.
    pub(crate) points: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.pairs += other.pairs;
        self.asks += other.asks;
        self.passing += other.passing;
        self.open += other.open;
        self.points += other.points;
    }
}

/// Protocols without ports are asked by these: one that rules name, and one that none does.
fn protocols(family: Family) -> [Protocol; 5] {
    let icmp = if family == Family::V4 { Protocol::ICMP } else { Protocol::ICMPV6 };
    [Protocol::TCP, Protocol::UDP, icmp, Protocol(50), Protocol(253)]
}

impl<'n> Both<'n> {
    pub(crate) fn new(network: &'n Network) -> Self {
        let topology = Topology::build(network);
        let solver = Solver::compile(network, &topology);
        Both { network, topology, solver, tally: Tally::default() }
    }

    pub(crate) fn address(&self, ix: Ix, family: Family) -> Option<IpAddr> {
        let interface = self.network.interfaces.at(ix as usize)?;
        interface.own_addresses().find(|address| Family::of(*address) == family)
    }

    /// What differs for a pair, if anything. With `points`, edges are walked as points even where whole lines agree.
    pub(crate) fn pair(&mut self, from: Ix, to: Ix, family: Family, points: bool) -> Option<String> {
        let (source, target) = (self.address(from, family)?, self.address(to, family)?);
        let answer = self.solver.pair(from, to, family)?;
        self.tally.pairs += 1;
        let Answer::Passing(passing) = answer else {
            self.tally.asks += 1;
            return None;
        };
        self.tally.passing += u64::from(!passing.is_nothing());
        self.tally.open += u64::from(!passing.is_certain());
        for protocol in protocols(family) {
            let traffic = self.solver.traffic(family, passing, protocol);
            let flow = flow((from, source), (to, target), protocol);
            let whole = walk(self.network, &self.topology, &flow, WalkOptions::default());
            let told = of_walk(&whole, &flow);
            if told == traffic && !points {
                continue;
            }
            if let Some(difference) = self.points(&flow, &traffic, &told) {
                let name = |ix: Ix| self.network.interfaces.at(ix as usize).unwrap().id.to_string();
                return Some(format!(
                    "{} ({source}) -> {} ({target}) {protocol}: {difference}\n  sets {traffic:?}\n  walk {told:?}\n  steps {:#?}\n  reply {:#?}",
                    name(from),
                    name(to),
                    whole.request.steps,
                    whole.reply.map(|leg| leg.steps),
                ));
            }
        }
        None
    }

    /// What walks say of a pair, protocol by protocol.
    pub(crate) fn walked(&self, from: Ix, to: Ix, family: Family) -> Option<Vec<Traffic>> {
        let (source, target) = (self.address(from, family)?, self.address(to, family)?);
        let one = |protocol| {
            let flow = flow((from, source), (to, target), protocol);
            of_walk(&walk(self.network, &self.topology, &flow, WalkOptions::default()), &flow)
        };
        Some(protocols(family).into_iter().map(one).collect())
    }

    /// Where all pairs at once say something else than one pair, if anywhere.
    pub(crate) fn all_pairs(&mut self, step: usize) -> Option<String> {
        let count = Ix::try_from(self.network.interfaces.len()).unwrap();
        for family in [Family::V4, Family::V6] {
            let pairs = self.solver.all_pairs(family);
            if pairs != self.solver.all_pairs(family) {
                return Some(format!("{family:?}: not the same twice"));
            }
            let mut cells: BTreeMap<(Ix, Ix), Answer> = BTreeMap::new();
            for rectangle in pairs.rectangles() {
                for &from in &rectangle.from {
                    for &to in &rectangle.to {
                        if cells.insert((from, to), rectangle.answer).is_some() {
                            return Some(format!("{family:?}: {from} -> {to} is in two rectangles"));
                        }
                    }
                }
            }
            let others = |ends: &(Ix, Ix)| ends.0 != ends.1;
            let passing = cells.keys().filter(|ends| others(ends)).count() as u64;
            let counted = pairs.count(|_| true);
            let folded: u64 = pairs.fold(|_| ()).values().flat_map(|cell| cell.values()).sum();
            let by_end = pairs.fold(|ix| ix);
            if passing != counted || passing != folded || by_end.len() as u64 != passing {
                return Some(format!(
                    "{passing} cells, {counted} counted, {folded} folded, {} by end",
                    by_end.len()
                ));
            }
            let mut at = 0_usize;
            for from in 0..count {
                for to in 0..count {
                    at += 1;
                    if !at.is_multiple_of(step) {
                        continue;
                    }
                    let Some(one) = self.solver.pair(from, to, family) else { continue };
                    let nothing =
                        |answer: &Answer| matches!(answer, Answer::Passing(passing) if passing.is_nothing());
                    let one = Some(one).filter(|answer| !nothing(answer));
                    let all = cells.get(&(from, to)).copied();
                    if one != all {
                        return Some(format!("{family:?} {from} -> {to}: alone {one:?}, among all {all:?}"));
                    }
                }
            }
        }
        None
    }

    /// Where one end against all says something else than one pair, if anywhere.
    pub(crate) fn lists(&mut self, step: usize) -> Option<String> {
        let count = Ix::try_from(self.network.interfaces.len()).unwrap();
        for family in [Family::V4, Family::V6] {
            for one in (0..count).step_by(step) {
                let Some(reached) = self.solver.reached_from(one, family) else { continue };
                let reaching = self.solver.reaching(one, family).unwrap();
                for (list, is_from) in [(reached, true), (reaching, false)] {
                    let mut told: BTreeMap<Ix, Answer> = BTreeMap::new();
                    for alike in list {
                        for ix in alike.interfaces {
                            if told.insert(ix, alike.answer).is_some() {
                                return Some(format!("{family:?}: {ix} is listed twice for {one}"));
                            }
                        }
                    }
                    for other in (0..count).filter(|other| *other != one) {
                        let (from, to) = if is_from { (one, other) } else { (other, one) };
                        let alone = self.solver.pair(from, to, family);
                        let nothing = |answer: &Answer| matches!(answer, Answer::Passing(passing) if passing.is_nothing());
                        let alone = alone.filter(|answer| !nothing(answer));
                        if alone != told.get(&other).copied() {
                            return Some(format!(
                                "{family:?} {from} -> {to}: alone {alone:?}, listed {:?}",
                                told.get(&other)
                            ));
                        }
                    }
                }
            }
        }
        None
    }

    /// Where the internet's reach is not what walks from its addresses say, if anywhere.
    pub(crate) fn exposure(&mut self, points: bool) -> Option<String> {
        let own: Vec<IpAddr> = self.topology.public_addresses().map(IpAddr::V4).collect();
        for family in [Family::V4, Family::V6] {
            let exposure = self.solver.from_internet(self.network, &self.topology, family);
            let internet = AddressSet::internet(family);
            for end in &exposure.ends {
                let list = &exposure.lists[end.list];
                let mut rest = internet.clone();
                let mut asked: Vec<(IpAddr, Answer)> = Vec::new();
                for outside in list {
                    asked.extend(
                        ends_of(&outside.addresses).into_iter().map(|address| (address, outside.answer)),
                    );
                    if outside.addresses.without(&rest) != AddressSet::empty(family) {
                        return Some(format!("{} is listed twice, or is not the internet", end.public));
                    }
                    rest = rest.without(&outside.addresses);
                }
                let nothing = Answer::Passing(Passing::NOTHING);
                asked.extend(ends_of(&rest).into_iter().map(|address| (address, nothing)));
                let inside = |address: &IpAddr| {
                    own.contains(address) || !self.topology.owners_anywhere(*address).is_empty()
                };
                asked.retain(|(address, _)| !inside(address));
                for (address, answer) in asked {
                    self.tally.pairs += 1;
                    let Answer::Passing(passing) = answer else {
                        self.tally.asks += 1;
                        continue;
                    };
                    self.tally.passing += u64::from(!passing.is_nothing());
                    for protocol in protocols(family) {
                        let traffic = self.solver.traffic(family, passing, protocol);
                        let flow = Flow {
                            source: Source::Outside(Entry::Internet, address),
                            destination: end.public,
                            wanted: Wanted::Interface(end.interface),
                            protocol,
                            service: PortSet::all(),
                            client: if protocol.has_ports() { ports::ephemeral() } else { PortSet::all() },
                        };
                        let whole = walk(self.network, &self.topology, &flow, WalkOptions::default());
                        let told = of_walk(&whole, &flow);
                        if told == traffic && !points {
                            continue;
                        }
                        if let Some(difference) = self.points(&flow, &traffic, &told) {
                            return Some(format!(
                                "{address} -> {} {protocol}: {difference}\n  sets {traffic:?}\n  walk {told:?}\n  steps {:#?}\n  reply {:#?}",
                                end.public,
                                whole.request.steps,
                                whole.reply.map(|leg| leg.steps),
                            ));
                        }
                    }
                }
            }
        }
        None
    }

    fn points(&mut self, flow: &Flow, sets: &Traffic, told: &Traffic) -> Option<String> {
        let only = !flow.protocol.has_ports() && !flow.protocol.is_icmp();
        let all = if only {
            vec![0]
        } else {
            edges(&[&sets.ports, &sets.ports_at_most, &told.ports, &told.ports_at_most])
        };
        let clients = if flow.protocol.has_ports() {
            edges(&[&sets.clients, &sets.clients_at_most, &told.clients, &told.clients_at_most, &flow.client])
        } else {
            vec![0]
        };
        for &port in &all {
            for &client in clients.iter().filter(|client| flow.client.contains(**client)) {
                let one = Flow {
                    service: if only { PortSet::all() } else { PortSet::range(port, port) },
                    client: if flow.protocol.has_ports() {
                        PortSet::range(client, client)
                    } else {
                        PortSet::all()
                    },
                    ..flow.clone()
                };
                self.tally.points += 1;
                let walked = walk(self.network, &self.topology, &one, WalkOptions::default()).verdict;
                let said = match sets.passes(port, client) {
                    Some(true) => Verdict::Reachable,
                    None => Verdict::Undetermined,
                    Some(false) => Verdict::Unreachable,
                };
                if said != walked {
                    return Some(format!(
                        "port {port} from {client}: sets say {said:?}, the walk {walked:?}"
                    ));
                }
            }
        }
        None
    }
}

/// The whole line of a protocol between two interfaces at these addresses.
fn flow(from: (Ix, IpAddr), to: (Ix, IpAddr), protocol: Protocol) -> Flow {
    Flow {
        source: Source::Interface(from.0, from.1),
        destination: to.1,
        wanted: Wanted::Interface(to.0),
        protocol,
        service: PortSet::all(),
        client: if protocol.has_ports() { ports::ephemeral() } else { PortSet::all() },
    }
}

/// First and last address of the first and the last ranges.
fn ends_of(set: &AddressSet) -> Vec<IpAddr> {
    let ranges: Vec<_> = set.numbers.ranges().collect();
    let some = ranges.iter().take(3).chain(ranges.iter().rev().take(2));
    let mut ends: Vec<IpAddr> = some
        .flat_map(|range| [*range.start(), *range.end()])
        .map(|number| from_number(set.family, number))
        .collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// First, last and one past every range.
fn edges(sets: &[&PortSet]) -> Vec<u16> {
    let mut all = vec![0, u16::MAX];
    for range in sets.iter().flat_map(|set| set.ranges().collect::<Vec<_>>()) {
        let (first, last) = (*range.start(), *range.end());
        all.extend([first.saturating_sub(1), first, last, last.saturating_add(1)]);
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// What a walk of a whole line says, in the set engine's form.
fn of_walk(walk: &Walk, flow: &Flow) -> Traffic {
    let protocol = flow.protocol;
    let all = PortSet::all;
    let (mut sure, mut most) = (walk.request.sure.clone(), walk.request.sure.union(&walk.request.maybe));
    let (mut clients, mut clients_at_most) = (flow.client.clone(), flow.client.clone());
    if let Some(back) = &walk.reply {
        let back_most = back.sure.union(&back.maybe);
        if protocol.is_icmp() {
            let unanswered =
                packet::icmp_requests(protocol, &packet::icmp_replies(protocol, &all())).complement();
            let passing = |set: &PortSet| packet::icmp_requests(protocol, set).union(&unanswered);
            sure = sure.intersection(&passing(&back.sure));
            most = most.intersection(&passing(&back_most));
        } else {
            (clients, clients_at_most) = (back.sure.clone(), back_most);
        }
    }
    for (ports, clients) in [(&mut sure, &mut clients), (&mut most, &mut clients_at_most)] {
        if ports.is_empty() || clients.is_empty() {
            (*ports, *clients) = (PortSet::empty(), PortSet::empty());
        } else if !protocol.has_ports() {
            *clients = all();
        }
        if !protocol.has_ports() && !protocol.is_icmp() && !ports.is_empty() {
            *ports = all();
        }
    }
    Traffic { protocol, ports: sure, clients, ports_at_most: most, clients_at_most }
}
