//! A whole flow: request, reply, and what both together say.

use std::net::IpAddr;

use super::balance::{self, Arrived};
use super::choice::Choices;
use super::flow::{Flow, Source, Wanted};
use super::focus::Focus;
use super::gaps::{Assumption, Gap};
use super::leg::Leg;
use super::private_link;
use super::reply::{Memory, reply_ports, start};
use super::start::{back_source, back_wanted, begin};
use super::step::{Fact, Outcome, Step};
use super::walker::{At, Direction, End, Entered, Walker, World};
use crate::graph::Topology;
use crate::model::{Network, Resource, SortedSet};
use crate::space::{PortSet, packet};

/// What a walk says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// All asked traffic passes, both ways.
    Reachable,
    /// Some of it passes.
    Partial,
    /// The input lacks what would decide.
    Undetermined,
    /// None of it passes.
    Unreachable,
}

/// How to walk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WalkOptions {
    /// Judge the request only.
    pub one_way: bool,
    /// Leave open what rests on an absent kind of document.
    pub strict: bool,
    /// Learn for which other outside addresses the walk is the same.
    pub learn: Option<IpAddr>,
    /// Learn where the lines that ports were compared with begin and end.
    pub learn_ports: bool,
}

/// A walked flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Walk {
    /// What it says.
    pub verdict: Verdict,
    /// The request.
    pub request: Leg,
    /// The reply; `None` when only the request was asked for.
    pub reply: Option<Leg>,
    /// What a yes rests on.
    pub assumptions: SortedSet<Assumption>,
    /// Destination ports or ICMP points that pass both ways.
    pub passing: PortSet,
    /// Client ports that pass both ways.
    pub client: PortSet,
    /// Where AWS may go either of two ways that end alike.
    pub alike: SortedSet<Gap>,
    /// First and last outside address, as numbers, for which the walk is the same.
    pub same_for: Option<(u128, u128)>,
    /// Whether each of `passing` passes from each of `client`, and nothing else does: so for a `Partial` of one way, not
    /// where AWS may take several or a load balancer hands on port by port.
    pub is_product: bool,
    /// First ports of the pieces in which the walk compared all ports alike, ascending; when that was to be learnt.
    pub cuts: Vec<u16>,
}

/// Walks a flow, all branches where AWS leaves the way open.
///
/// Total: whatever the network lacks ends in an `Undetermined` verdict that says what.
#[must_use]
pub fn walk(network: &Network, topology: &Topology, flow: &Flow, options: WalkOptions) -> Walk {
    let focus = Focus::new(options.learn, options.learn_ports);
    let world = World { network, topology, focus: &focus, strict: options.strict, depth: 0 };
    let mut merged = walk_in(world, flow, options);
    merged.same_for = focus.range();
    merged.is_product &= !focus.looks_at_both();
    merged.cuts = focus.cuts();
    merged
}

/// All branches of a flow, one walk.
pub(super) fn walk_in(world: World<'_>, flow: &Flow, options: WalkOptions) -> Walk {
    let mut choices = Choices::default();
    let first = walk_branch(world, flow, options, &mut choices);
    let mut merged = first;
    let mut branches = 1;
    while choices.is_open() && choices.advance() {
        if branches >= Choices::most() {
            open(&mut merged, Resource::internet(), Gap::TooManyWays);
            break;
        }
        let other = walk_branch(world, flow, options, &mut choices);
        merged = merge(merged, other);
        merged.is_product = false;
        branches += 1;
    }
    merged
}

/// Two branches of which AWS takes either: one verdict if they agree, else open (DESIGN 1).
pub(super) fn merge(one: Walk, other: Walk) -> Walk {
    let mut assumptions = one.assumptions.clone();
    assumptions.extend(other.assumptions.iter().cloned());
    let mut alike = one.alike.clone();
    alike.extend(other.alike.iter().cloned());
    let parting =
        parting(&one.request, &other.request).or_else(|| parting(one.reply.as_ref()?, other.reply.as_ref()?));
    let (resource, ways) = parting.unwrap_or_else(|| (Resource::internet(), Vec::new()));
    let by_turns = are_by_turns(&one.request, &other.request);
    if by_turns && one.verdict != other.verdict {
        return Walk { assumptions, alike, ..in_turn(one, other) };
    }
    if one.verdict == other.verdict {
        let (passing, client) =
            (one.passing.intersection(&other.passing), one.client.intersection(&other.client));
        if !ways.is_empty() && !by_turns {
            alike.insert(Gap::Alike { resource, ways });
        }
        return Walk { passing, client, assumptions, alike, ..one };
    }
    let mut shown = if one.verdict == Verdict::Unreachable { one } else { other };
    open(&mut shown, resource.clone(), Gap::Ambiguous { resource, ways });
    Walk { assumptions, alike, ..shown }
}

/// Whether two requests part where one device sends from one or another of its addresses, connection by connection.
fn are_by_turns(one: &Leg, other: &Leg) -> bool {
    let parts = one.steps.iter().zip(&other.steps).find(|(a, b)| a != b);
    parts.is_some_and(|(a, b)| {
        a.at == b.at && matches!((&a.fact, &b.fact), (Fact::RewritesSource(..), Fact::RewritesSource(..)))
    })
}

/// Both are taken by turns: what passes only one of them passes now and then (rule S-75). Shown is the worse one.
fn in_turn(one: Walk, other: Walk) -> Walk {
    if one.verdict == Verdict::Undetermined {
        return one;
    }
    if other.verdict == Verdict::Undetermined {
        return other;
    }
    let (mut worse, better) = if one.verdict > other.verdict { (one, other) } else { (other, one) };
    now_and_then(&mut worse.request, &better.request);
    worse.reply = match (worse.reply, better.reply) {
        (Some(mut reply), Some(better)) => {
            now_and_then(&mut reply, &better);
            Some(reply)
        }
        (reply, better) => reply.or(better),
    };
    Walk { verdict: Verdict::Partial, passing: better.passing, client: better.client, ..worse }
}

/// A leg that is blocked while its better twin is not is blocked for a part of the connections.
fn now_and_then(leg: &mut Leg, better: &Leg) {
    if !leg.is_blocked() || better.is_blocked() {
        return;
    }
    for step in &mut leg.steps {
        if step.outcome == Outcome::Blocked {
            step.outcome = Outcome::Partial;
        }
    }
    (leg.asked, leg.sure, leg.maybe) = (better.asked.clone(), better.sure.clone(), better.maybe.clone());
    leg.intermittent = true;
}

/// Leaves a walk open, for this reason.
fn open(walk: &mut Walk, at: Resource, gap: Gap) {
    let fact = Fact::Unclear(gap);
    walk.request.steps.push(Step { at, fact, outcome: Outcome::Unknown, line: None, ports: None });
    walk.verdict = Verdict::Undetermined;
    walk.passing = PortSet::empty();
}

/// Where two legs part, and the next component of each.
fn parting(one: &Leg, other: &Leg) -> Option<(Resource, Vec<Resource>)> {
    let parts = one.steps.iter().zip(&other.steps).position(|(a, b)| a != b)?;
    // A route table whose lines tie names both ways itself.
    if let (Some(one), Some(other)) = (one.steps.get(parts), other.steps.get(parts))
        && let (Fact::Routes(Some(first)), Fact::Routes(Some(second))) = (&one.fact, &other.fact)
        && one.at == other.at
        && first != second
    {
        return Some((one.at.clone(), vec![first.clone(), second.clone()]));
    }
    let last = one.steps.get(parts.saturating_sub(1))?;
    // The step itself may differ in its line only; then the ways differ in what comes after it.
    let mut ways = Vec::new();
    for leg in [one, other] {
        let next = leg.steps.iter().skip(parts).find(|step| step.at != last.at);
        ways.extend(next.map(|step| step.at.clone()));
    }
    ways.dedup();
    Some((last.at.clone(), ways))
}

fn walk_branch(world: World<'_>, flow: &Flow, options: WalkOptions, choices: &mut Choices) -> Walk {
    let mut assumptions = SortedSet::new();
    let mut memory = Memory { client: flow.client.clone(), ..Memory::default() };
    let mut walker = Walker::new(world, choices, &mut assumptions, &mut memory, flow);
    let at = begin(&mut walker, flow);
    let end = walker.run(at);
    let by_internet = walker.entered == Entered::Internet;
    let (mut request, seen_source, seen_destination) = (walker.leg, walker.source, walker.destination);
    let protocol = walker.protocol;
    let ports = reply_ports(&memory, flow.protocol.has_ports());

    let network = world.network;
    let replies =
        flow.protocol.is_icmp().then(|| packet::icmp_replies(protocol, &request.sure.union(&request.maybe)));
    let has_no_reply = replies.as_ref().is_some_and(PortSet::is_empty) && !request.is_blocked();
    // What stopped is followed as if it had arrived, to name everything in the way.
    memory.service =
        if request.is_blocked() { flow.service.clone() } else { request.sure.union(&request.maybe) };
    let at = if end == End::Stopped && request.is_blocked() {
        // The reply is walked as if the request had arrived.
        as_if_arrived(network, flow, &mut memory)
    } else {
        start(end)
    };
    let reply = match (options.one_way || has_no_reply, at) {
        (true, _) => None,
        (false, None) => (end == End::Platform).then(|| answered_by_platform(&request, flow)),
        (false, Some(at)) => {
            let service = replies
                .filter(|replies| !replies.is_empty())
                .or_else(|| flow.protocol.is_icmp().then(|| packet::icmp_replies(protocol, &flow.service)))
                .unwrap_or_else(|| reply_ports(&memory, flow.protocol.has_ports()));
            let asked = Flow {
                source: back_source(end, seen_destination),
                destination: seen_source,
                wanted: back_wanted(flow),
                protocol,
                service,
                client: PortSet::all(),
            };
            let mut walker = Walker::new(world, choices, &mut assumptions, &mut memory, &asked);
            walker.direction = Direction::Reply;
            if !matches!(at, At::Leave(_) | At::Route(_)) {
                walker.begin_outside(end);
            }
            let ended = walker.run(at);
            if ended != End::Stopped {
                walker.missed_firewalls();
            }
            Some(walker.leg)
        }
    };
    if protocol != flow.protocol {
        // NAT64: what passes is said in the client's own words.
        let back = |set: &PortSet| packet::icmp_translated(set, flow.protocol);
        (request.sure, request.maybe) = (back(&request.sure), back(&request.maybe));
    }
    let mut walk = conclude(flow, request, reply, assumptions);
    if flow.protocol.has_ports() {
        answered_only(&mut walk, &memory.service);
    }
    walk.is_product &= !memory.is_uneven;
    if let Some(firewall) = memory.cut_short_by.filter(|_| walk.verdict == Verdict::Unreachable) {
        open(&mut walk, firewall.clone(), Gap::UnclearLine { resource: firewall });
    }
    match end {
        End::Interface(node) => {
            let arrived = Arrived { node, source: seen_source, by_internet, ports };
            let walk = private_link::behind(world, flow, options, &arrived, walk);
            balance::behind(world, flow, options, &arrived, walk)
        }
        End::Host(_)
        | End::Internet { .. }
        | End::VpnGateway { .. }
        | End::TransitAttachment(_)
        | End::CoreAttachment(_)
        | End::Edge(_)
        | End::Service { .. }
        | End::Lattice { .. }
        | End::Platform
        | End::Stopped => walk,
    }
}

/// Leaves out the ports whose replies a firewall drops by the port that they come from.
fn answered_only(walk: &mut Walk, answered: &PortSet) {
    let passing = walk.passing.intersection(answered);
    if walk.reply.is_some() && passing != walk.passing {
        let is_none = passing.is_empty();
        walk.verdict = walk.verdict.max(if is_none { Verdict::Unreachable } else { Verdict::Partial });
        walk.passing = passing;
    }
}

/// The platform answers on the spot, past every filter (rule S-11).
fn answered_by_platform(request: &Leg, flow: &Flow) -> Leg {
    let mut leg = Leg::start(if flow.protocol.has_ports() { flow.client.clone() } else { PortSet::all() });
    leg.steps.extend(request.steps.last().cloned());
    leg
}

/// Where the reply of a stopped request would start, had it arrived: only between interfaces, where nothing on the
/// way could have changed the addresses.
fn as_if_arrived(network: &Network, flow: &Flow, memory: &mut Memory) -> Option<At> {
    let (Source::Interface(..), Wanted::Interface(ix)) = (flow.source, flow.wanted) else { return None };
    let owns = network.interfaces.at(ix as usize).is_some_and(|interface| interface.owns(flow.destination));
    if !memory.rewrites.is_empty() || !owns {
        return None;
    }
    memory.track(ix, flow.source.address(), flow.destination);
    Some(At::Leave(ix))
}

/// What both legs together say.
pub(super) fn conclude(
    flow: &Flow,
    request: Leg,
    reply: Option<Leg>,
    assumptions: SortedSet<Assumption>,
) -> Walk {
    let (mut passing, mut client) = (request.sure.clone(), flow.client.clone());
    let Some(back) = &reply else {
        let verdict = judge(request.is_blocked(), request.is_whole(), &request.sure, &request.maybe);
        return Walk {
            verdict,
            request,
            reply,
            assumptions,
            passing,
            client,
            alike: SortedSet::new(),
            same_for: None,
            is_product: true,
            cuts: Vec::new(),
        };
    };
    let mut maybe = request.maybe.clone();
    let mut is_whole = request.is_whole();
    if flow.protocol.is_icmp() {
        // The reply's own type passes or not; it decides point by point about the request.
        let protocol = flow.protocol;
        let no_reply =
            packet::icmp_requests(protocol, &packet::icmp_replies(protocol, &PortSet::all())).complement();
        let sure_back = packet::icmp_requests(protocol, &back.sure).union(&no_reply);
        let maybe_back = packet::icmp_requests(protocol, &back.maybe);
        let nat64 = back.asked.is_empty();
        if !nat64 {
            maybe =
                maybe.intersection(&sure_back.union(&maybe_back)).union(&passing.intersection(&maybe_back));
            passing = passing.intersection(&sure_back);
        }
        is_whole &= passing == request.sure && !back.intermittent;
    } else {
        client = if flow.protocol.has_ports() { back.sure.clone() } else { flow.client.clone() };
        if back.is_blocked() {
            (passing, maybe) = (PortSet::empty(), PortSet::empty());
        } else if back.sure.is_empty() {
            maybe = passing.union(&maybe);
            passing = PortSet::empty();
        } else if !back.maybe.is_empty() {
            // Some client ports certainly pass, others may: neither a yes nor a part is certain.
            maybe = passing.union(&maybe);
        }
        is_whole &= back.is_whole();
    }
    let is_blocked = passing.is_empty() && maybe.is_empty();
    let verdict = judge(is_blocked, is_whole, &passing, &maybe);
    if verdict == Verdict::Unreachable || verdict == Verdict::Undetermined {
        passing = PortSet::empty();
    }
    Walk {
        verdict,
        request,
        reply,
        assumptions,
        passing,
        client,
        alike: SortedSet::new(),
        same_for: None,
        is_product: true,
        cuts: Vec::new(),
    }
}

pub(super) fn judge(is_blocked: bool, is_whole: bool, sure: &PortSet, maybe: &PortSet) -> Verdict {
    if is_blocked {
        Verdict::Unreachable
    } else if is_whole {
        Verdict::Reachable
    } else if maybe.is_empty() && !sure.is_empty() {
        Verdict::Partial
    } else {
        Verdict::Undetermined
    }
}
