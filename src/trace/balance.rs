//! Behind a load balancer's node: listener, rule, target group, then a leg of its own to a target
//! (rules S-117 to S-127).
//!
//! The walk to the node and the walk to a target are two flows. This joins them into one answer: what passes is
//! what passes both, request and reply.

use std::net::IpAddr;

use super::behind::{Behind, passing, stopping};
use super::block::Block;
use super::flow::{Flow, Source};
use super::gaps::{Assumption, Gap};
use super::leg::Note;
use super::step::{Fact, Line, Outcome, Step};
use super::targets::Picked;
use super::verdict::{Verdict, Walk, WalkOptions, judge};
use super::walker::World;
use crate::graph::Ix;
use crate::model::{
    Call, Interface, InterfaceKind, Kind, Listener, ListenerAction, LoadBalancer, LoadBalancerKind, Network,
    Resource, TargetGroup, TargetGroupId, TargetKind,
};
use crate::space::{PortSet, Protocol};

/// A node forwards to a target that may be a load balancer's node itself, but not on and on.
const DEEPEST: u8 = 3;

/// How many load balancers a walk may be behind.
pub(super) const fn deepest() -> u8 {
    DEEPEST
}

/// What a load balancer's part does with a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Balance {
    /// The load balancer takes it in.
    Receives,
    /// A listener takes it.
    Listens {
        /// Its protocol.
        protocol: Box<str>,
        /// Its port.
        port: u16,
    },
    /// A rule of the listener matches the client's address.
    RuleMatches {
        /// The rule's place in the order.
        priority: u32,
    },
    /// The load balancer answers itself: `redirect`, `fixed-response`, or a function's answer.
    Answers(Box<str>),
    /// A target group hands it to a target, on this port.
    Picks {
        /// The target as registered.
        target: Box<str>,
        /// Its port.
        port: u16,
        /// Whether the target sees the client's address.
        keeps_client: bool,
    },
}

/// Why a load balancer does not pass a request on.
#[derive(Clone, PartialEq, Eq, Debug, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields are named after what they hold")]
pub enum Unbalanced {
    /// No listener on the port (rule S-117).
    NoListener,
    /// The load balancer is not active.
    State { state: Box<str> },
    /// An internet-facing node whose subnet has no route to an internet gateway (rule S-118).
    SubnetNotPublic { subnet: Resource },
    /// The group has no targets.
    NoTargets,
    /// The group has targets, but none that it uses (rule S-120).
    NoneUsable,
    /// No target in the node's zone, and none of another is used (rule S-121).
    NoneInZone { zone: Box<str> },
    /// No target in a zone that the load balancer is enabled in (rule S-121).
    NoneInEnabledZone,
    /// The target itself is the client (rule S-124).
    Hairpin,
    /// The client's address is not kept on this way (rule S-122).
    ClientAddressLost { by: Resource },
}

/// How a request came to a node.
pub(super) struct Arrived {
    pub node: Ix,
    /// Source address as the node sees it.
    pub source: IpAddr,
    /// Whether it came in by an internet gateway.
    pub by_internet: bool,
    /// Ports that the node sees it come from: the client's, or those of the last translator.
    pub ports: PortSet,
}

/// The load balancer that an interface is a node of.
pub(super) fn of_interface<'n>(network: &'n Network, interface: &Interface) -> Option<&'n LoadBalancer> {
    if !is_node(interface.kind) {
        return None;
    }
    network.load_balancers.iter().find(|balancer| balancer.nodes.contains(&interface.id))
}

/// Whether an interface is a node of a load balancer that passes connections on.
pub(super) const fn is_node(kind: InterfaceKind) -> bool {
    matches!(
        kind,
        InterfaceKind::ApplicationLoadBalancer
            | InterfaceKind::NetworkLoadBalancer
            | InterfaceKind::ClassicLoadBalancer
    )
}

/// Everything that stays the same behind one node.
pub(super) struct Node<'w> {
    pub world: World<'w>,
    pub balancer: &'w LoadBalancer,
    pub ix: Ix,
    pub interface: &'w Interface,
    /// The flow to the node.
    pub flow: &'w Flow,
    pub client: IpAddr,
    pub client_ports: &'w PortSet,
    pub options: WalkOptions,
    /// Whether the client came by PrivateLink, which hides its address from the targets (rule S-112).
    pub by_private_link: bool,
}

/// Goes on behind the node that a walk has reached; any other walk is left as it is.
pub(super) fn behind(
    world: World<'_>,
    flow: &Flow,
    options: WalkOptions,
    arrived: &Arrived,
    front: Walk,
) -> Walk {
    let Some(interface) = world.network.interfaces.at(arrived.node as usize) else { return front };
    let Some(balancer) = of_interface(world.network, interface) else { return front };
    if balancer.kind == LoadBalancerKind::Gateway || world.depth >= DEEPEST {
        return front;
    }
    let world = World { depth: world.depth + 1, ..world };
    let node = Node {
        world,
        balancer,
        ix: arrived.node,
        interface,
        flow,
        client: arrived.source,
        client_ports: &arrived.ports,
        options,
        by_private_link: false,
    };
    node.join(front, arrived.by_internet)
}

impl<'w> Node<'w> {
    /// The walk to the node, and what lies behind it, as one walk.
    pub(super) fn join(&self, front: Walk, by_internet: bool) -> Walk {
        let at = self.balancer.id.resource();
        let live = front.request.sure.union(&front.request.maybe);
        // What does not even arrive is followed as if it had, to name everything in the way.
        let live = if live.is_empty() { self.flow.service.clone() } else { live };
        let mut head = vec![passing(at.clone(), Balance::Receives, None)];
        let mut is_up = true;
        if let Some(stop) = self.wrong_state() {
            head.push(stop);
            is_up = false;
        }
        if by_internet && let Some(stop) = self.not_public(&front) {
            head.push(stop);
        }
        let mut ports: Vec<(PortSet, Behind)> = Vec::new();
        let mut unheard = PortSet::empty();
        match (&self.balancer.listeners, self.flow.protocol.has_ports()) {
            (_, false) => {
                let gap = Gap::NotModelled {
                    what: "anything but TCP and UDP to a load balancer",
                    resource: at.clone(),
                };
                ports.push((live.clone(), Behind::open(at, gap)));
            }
            (None, _) => {
                let gap = Gap::MissingDocument { call: Call::Listeners, about: at.clone() };
                ports.push((live.clone(), Behind::open(at, gap)));
            }
            (Some(listeners), true) => {
                unheard.clone_from(&live);
                for listener in listeners.iter().filter(|listener| hears(listener, self.flow.protocol)) {
                    let port = PortSet::range(listener.port, listener.port);
                    self.world.focus.compares(&port);
                    if !port.intersection(&unheard).is_empty() {
                        unheard = unheard.difference(&port);
                        ports.push((port, self.through(listener)));
                    }
                }
                if !unheard.is_empty() {
                    let mut stop = stopping(at, Unbalanced::NoListener, None);
                    if !ports.is_empty() {
                        stop.outcome = Outcome::Partial;
                        stop.ports = Some(unheard.clone());
                    }
                    head.push(stop);
                }
            }
        }
        if !is_up {
            for (_, behind) in &mut ports {
                (behind.verdict, behind.request) = (Verdict::Unreachable, Verdict::Unreachable);
            }
        }
        combine(front, self.flow, &live, head, ports)
    }

    /// Behind one listener: the rules that may match, else its default.
    fn through(&self, listener: &Listener) -> Behind {
        let at = listener.resource();
        let line = Line::Field {
            resource: at.clone(),
            text: format!("{} {}", listener.protocol, listener.port).into(),
            place: listener.place.clone(),
        };
        let what = Balance::Listens { protocol: listener.protocol.clone(), port: listener.port };
        let mut head = vec![passing(at.clone(), what, Some(line))];
        let mut branches = Vec::new();
        let mut is_decided = false;
        for rule in listener.rules.iter().flatten() {
            // The client's address is known; what the request says is not, so such a rule may match or not.
            let sources = rule.sources.as_ref();
            let from_client = sources.map(|blocks| {
                blocks.iter().filter(|block| self.world.focus.contains(block, self.client)).count() > 0
            });
            match (from_client, rule.has_other_conditions) {
                (Some(false), _) => {}
                (Some(true), false) => {
                    let line = Line::Field {
                        resource: at.clone(),
                        text: format!("rule {}: source-ip", rule.priority).into(),
                        place: rule.place.clone(),
                    };
                    head.push(passing(
                        at.clone(),
                        Balance::RuleMatches { priority: rule.priority },
                        Some(line),
                    ));
                    branches.push(self.act(listener, &rule.action));
                    is_decided = true;
                    break;
                }
                (Some(true) | None, _) => branches.push(self.act(listener, &rule.action)),
            }
        }
        if !is_decided {
            branches.push(self.act(listener, &listener.action));
        }
        let behind = Behind::any_of(branches);
        let behind =
            behind.unwrap_or_else(|| Behind::open(at.clone(), Gap::UnclearLine { resource: at.clone() }));
        let is_unread = self.balancer.kind == LoadBalancerKind::Application && listener.rules.is_none();
        if is_unread { self.without_rules(at, behind) } else { behind }.after(head)
    }

    /// Where no rules were read the default action is assumed to answer for all requests (DESIGN 1, gap 2).
    fn without_rules(&self, at: Resource, mut behind: Behind) -> Behind {
        let assumption = Assumption::DefaultActionAnswers(at.clone());
        if self.world.strict {
            // A no rests on it as much as a yes.
            (behind.verdict, behind.request) = (Verdict::Undetermined, Verdict::Undetermined);
            behind.leave_open(at, Gap::Strict(assumption));
        } else {
            behind.assumptions.insert(assumption);
        }
        behind
    }

    fn act(&self, listener: &Listener, action: &ListenerAction) -> Behind {
        let at = listener.resource();
        match action {
            ListenerAction::Answer(how) => Behind::passes(at, Balance::Answers(how.clone())),
            ListenerAction::Unknown => Behind::open(at.clone(), Gap::UnclearLine { resource: at }),
            ListenerAction::Forward(groups) => {
                let all = groups.iter().map(|id| self.into_group(&at, id)).collect();
                Behind::any_of(all)
                    .unwrap_or_else(|| Behind::open(at.clone(), Gap::UnclearLine { resource: at }))
            }
        }
    }

    pub(super) fn into_group(&self, listener: &Resource, id: &TargetGroupId) -> Behind {
        let network = self.world.network;
        let here = id.resource();
        let Some(group) = network.target_groups.find(id) else {
            let gap = if network.has_read(Call::TargetGroups, &self.balancer.scope) {
                let (missing, named_by) = (here.clone(), listener.clone());
                Gap::MissingResource { missing, named_by, call: Call::TargetGroups }
            } else {
                Gap::MissingDocument { call: Call::TargetGroups, about: here.clone() }
            };
            return Behind::open(here, gap);
        };
        if group.kind == TargetKind::Lambda {
            return Behind::passes(here, Balance::Answers("lambda".into()));
        }
        let picked = match self.pick(group) {
            Ok(picked) => picked,
            Err(behind) => return *behind,
        };
        self.to_best(group, picked)
    }

    /// To whichever of the usable targets gets it best; the others are noted (rule S-117).
    fn to_best(&self, group: &TargetGroup, picked: Picked<'_>) -> Behind {
        let here = group.id.resource();
        let Picked { usable, mut notes, mut assumptions } = picked;
        let keeps_client = self.keeps_client(group, &mut assumptions);
        let mut all: Vec<(&str, Behind)> = Vec::new();
        for target in &usable {
            all.push((&target.id, self.to_target(group, target, keeps_client)));
        }
        let Some(best) = all.iter().map(|(_, behind)| behind.verdict).min() else {
            return Behind::stops(here, Unbalanced::NoneUsable, None);
        };
        for (target, behind) in all.iter().filter(|(_, behind)| behind.verdict > best) {
            let target = Resource::new(target_kind(target), *target);
            notes.push(Note::TargetFails { target, group: here.clone(), verdict: behind.verdict });
        }
        let Some((_, mut chosen)) = all.into_iter().find(|(_, behind)| behind.verdict == best) else {
            return Behind::stops(here, Unbalanced::NoneUsable, None);
        };
        if let Some(port) = self.blocked_health_check(group, &usable) {
            assumptions.insert(Assumption::HealthCheckBlocked { group: here.clone(), port });
        }
        notes.append(&mut chosen.notes);
        chosen.notes = notes;
        let own_zone = Assumption::OwnZoneOnly(self.balancer.id.resource());
        if best == Verdict::Unreachable && assumptions.contains(&own_zone) {
            // Targets of other zones were left out, and one of them might have got it.
            (chosen.verdict, chosen.request) = (Verdict::Undetermined, Verdict::Undetermined);
            let about = self.balancer.id.resource();
            let gap = Gap::MissingDocument { call: Call::LoadBalancerAttributes, about };
            chosen.leave_open(here.clone(), gap);
        }
        let absent = assumptions.iter().find(|assumption| assumption.is_for_absent_document()).cloned();
        match absent.filter(|_| self.world.strict) {
            Some(absent) => chosen.leave_open(here, Gap::Strict(absent)),
            None => chosen.assumptions.append(&mut assumptions),
        }
        chosen
    }

    fn wrong_state(&self) -> Option<Step> {
        let state = &self.balancer.state;
        if matches!(&**state, "" | "active" | "active_impaired") {
            return None;
        }
        let at = self.balancer.id.resource();
        let line = Line::Field {
            resource: at.clone(),
            text: format!("State.Code: {state}").into(),
            place: self.balancer.place.inside("/State/Code"),
        };
        Some(stopping(at, Unbalanced::State { state: state.clone() }, Some(line)))
    }

    /// The reply of a node leaves by its own subnet's table, so that must lead to the internet (rule S-118).
    fn not_public(&self, front: &Walk) -> Option<Step> {
        // Of ICMP some messages want no reply; the others are stopped with theirs.
        let reply =
            front.reply.as_ref().filter(|reply| self.flow.protocol.has_ports() && reply.is_blocked())?;
        let is_unrouted =
            |step: &Step| matches!(step.fact, Fact::Stops(Block::NoRoute { .. } | Block::Asymmetric(_)));
        if !reply.steps.iter().any(is_unrouted) {
            return None;
        }
        let (_, subnet) = self.world.topology.subnet_of(self.world.network, self.ix)?;
        let why = Unbalanced::SubnetNotPublic { subnet: subnet.id.resource() };
        Some(stopping(self.balancer.id.resource(), why, None))
    }
}

/// What a registered target's id names.
pub(super) fn target_kind(id: &str) -> Kind {
    if id.parse::<IpAddr>().is_ok() {
        Kind::Other
    } else if id.contains(":loadbalancer/") {
        Kind::LoadBalancer
    } else {
        Kind::Instance
    }
}

/// Whether a listener takes packets of a protocol.
fn hears(listener: &Listener, protocol: Protocol) -> bool {
    match &*listener.protocol.to_ascii_uppercase() {
        "UDP" | "QUIC" => protocol == Protocol::UDP,
        "TCP_UDP" | "TCP_QUIC" => matches!(protocol, Protocol::TCP | Protocol::UDP),
        _ => protocol == Protocol::TCP,
    }
}

/// Joins the walk to the node with what lies behind each of its ports.
fn combine(front: Walk, flow: &Flow, live: &PortSet, head: Vec<Step>, ports: Vec<(PortSet, Behind)>) -> Walk {
    let Walk { verdict, mut request, mut reply, mut assumptions, passing, mut client, mut alike, .. } = front;
    let stopped = head.iter().any(|step| step.outcome == Outcome::Blocked);
    let of = |wanted: fn(&Behind) -> bool| {
        let chosen = ports.iter().filter(|(_, behind)| wanted(behind));
        chosen.fold(PortSet::empty(), |all, (port, _)| all.union(&port.intersection(live)))
    };
    let is_pass = |verdict: Verdict| matches!(verdict, Verdict::Reachable | Verdict::Partial);
    let (goes_on, may_go_on) = (
        of(|b| matches!(b.request, Verdict::Reachable | Verdict::Partial)),
        of(|b| b.request == Verdict::Undetermined),
    );
    let (both, may_both) = (
        of(|b| matches!(b.verdict, Verdict::Reachable | Verdict::Partial)),
        of(|b| b.verdict == Verdict::Undetermined),
    );

    let shown = ports.iter().map(|(_, behind)| behind).rev().max_by_key(|behind| behind.verdict);
    request.steps.extend(head);
    if let Some(shown) = shown {
        request.steps.extend(shown.steps.iter().cloned());
    }
    for behind in ports.iter().map(|(_, behind)| behind) {
        request.notes.extend(behind.notes.iter().cloned());
        assumptions.extend(behind.assumptions.iter().cloned());
        alike.extend(behind.alike.iter().cloned());
    }
    request.intermittent |= ports.iter().any(|(_, behind)| behind.request == Verdict::Partial);
    let sure = request.sure.intersection(&goes_on);
    request.maybe =
        request.maybe.intersection(&goes_on.union(&may_go_on)).union(&request.sure.intersection(&may_go_on));
    request.sure = sure;
    if let Some(back) = &mut reply {
        if let Some(shown) = shown {
            back.steps.splice(0..0, shown.replies.iter().cloned());
        }
        let replies: Vec<Verdict> = ports.iter().map(|(_, behind)| behind.reply).collect();
        if !replies.is_empty() && replies.iter().all(|reply| *reply == Verdict::Unreachable) {
            (back.sure, back.maybe) = (PortSet::empty(), PortSet::empty());
        } else if !replies.is_empty() && !replies.iter().any(|reply| is_pass(*reply)) {
            back.maybe = back.sure.union(&back.maybe);
            back.sure = PortSet::empty();
        }
        back.intermittent |= replies.contains(&Verdict::Partial);
    }
    let (passed, maybe) = match verdict {
        _ if stopped => (PortSet::empty(), PortSet::empty()),
        Verdict::Unreachable => (PortSet::empty(), PortSet::empty()),
        Verdict::Undetermined => (PortSet::empty(), both.union(&may_both)),
        Verdict::Reachable | Verdict::Partial => {
            (passing.intersection(&both), passing.intersection(&may_both))
        }
    };
    if stopped {
        (request.sure, request.maybe) = (PortSet::empty(), PortSet::empty());
    }
    let is_whole = verdict == Verdict::Reachable
        && flow.service.is_subset(&both)
        && ports.iter().all(|(_, behind)| behind.verdict == Verdict::Reachable);
    let verdict = judge(passed.is_empty() && maybe.is_empty(), is_whole, &passed, &maybe);
    let passing = if is_pass(verdict) { passed } else { PortSet::empty() };
    // Ports that fare differently have no client ports in common to name; each is asked again by itself.
    let taken = ports.iter().filter(|(port, _)| !port.intersection(&passing).is_empty());
    if let Some(kept) = Behind::client_of(taken.map(|(_, behind)| behind)) {
        let common = client.intersection(&kept);
        client = if common.is_empty() { client } else { common };
    }
    Walk {
        verdict,
        request,
        reply,
        assumptions,
        passing,
        client,
        alike,
        same_for: None,
        is_product: false,
        cuts: Vec::new(),
    }
}

/// Whether a flow's source is this interface.
pub(super) fn is_client(flow: &Flow, client: IpAddr, interface: Ix, address: IpAddr) -> bool {
    match flow.source {
        Source::Interface(ix, _) => ix == interface || client == address,
        Source::Host(..) | Source::Outside(..) => client == address,
    }
}
