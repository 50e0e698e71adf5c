//! What passes between two ends, both legs considered, in one canonical form.

use super::flat::Key;
use super::line;
use super::plane::Plane;
use super::pool::{ALL, NONE, Set, Two};
use crate::space::{Family, PortSet, Protocol, packet};

/// What passes between two ends. Equal values of one solver and family are equal traffic; [`Traffic`] spells it out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Passing {
    /// Requests that pass and whose replies pass as well.
    pub(super) request: Two,
    /// Client ports of TCP and UDP whose replies pass.
    pub(super) reply: Two,
}

impl Passing {
    /// No traffic at all, for certain.
    pub const NOTHING: Passing = Passing { request: Two::NONE, reply: Two::NONE };

    /// Whether nothing passes, for certain.
    #[must_use]
    pub const fn is_nothing(self) -> bool {
        self.request.is_none()
    }

    /// Whether all of it is certain.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        self.request.sure == self.request.most && self.reply.sure == self.reply.most
    }
}

/// The traffic of one protocol that passes: any port of `ports` from any client port of `clients`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Traffic {
    /// The protocol.
    pub protocol: Protocol,
    /// Destination ports, or ICMP types and codes, that certainly pass; all for a protocol without.
    pub ports: PortSet,
    /// Client ports that certainly pass; all for a protocol without ports.
    pub clients: PortSet,
    /// The largest set of ports that may pass; holds `ports`.
    pub ports_at_most: PortSet,
    /// The largest set of client ports that may pass; holds `clients`.
    pub clients_at_most: PortSet,
}

impl Traffic {
    /// Whether a packet to `port` from `client` passes: `None` when the input does not say.
    #[must_use]
    pub fn passes(&self, port: u16, client: u16) -> Option<bool> {
        if self.ports.contains(port) && self.clients.contains(client) {
            return Some(true);
        }
        if self.ports_at_most.contains(port) && self.clients_at_most.contains(client) {
            None
        } else {
            Some(false)
        }
    }
}

/// What a set of replies lets through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Echo {
    /// Requests that are answered, or need no answer.
    requests: Set,
    /// Client ports of TCP and UDP that get an answer.
    clients: Set,
}

impl<K: Key> Plane<K> {
    /// Joins what requests pass with what replies pass.
    ///
    /// A request without any reply that passes is nothing; of ICMP, each type with a reply of its own stands or falls
    /// with it, and the others need none.
    pub(super) fn fold(&mut self, request: Two, reply: Two) -> Passing {
        if request.is_none() {
            return Passing::NOTHING;
        }
        let sure = self.fold_one(request.sure, reply.sure);
        let is_certain = request.sure == request.most && reply.sure == reply.most;
        let most = if is_certain { sure } else { self.fold_one(request.most, reply.most) };
        Passing { request: Two { sure: sure.0, most: most.0 }, reply: Two { sure: sure.1, most: most.1 } }
    }

    fn fold_one(&mut self, request: Set, reply: Set) -> (Set, Set) {
        if request == NONE {
            return (NONE, NONE);
        }
        let echo = self.echo(reply);
        let passes = self.pool.and(request, echo.requests);
        let asking = self.asking(passes);
        (passes, self.pool.and(echo.clients, asking))
    }

    /// What a set of replies lets through, found once.
    fn echo(&mut self, reply: Set) -> Echo {
        if let Some(known) = self.echoes.get(reply as usize).copied().flatten() {
            return known;
        }
        let back = self.pool.get(reply);
        let mut requests = back.intersection(&line::others());
        let mut clients = line::LineSet::empty();
        for protocol in WITH_PORTS {
            let from = line::part(&back, protocol).intersection(&self.client);
            if !from.is_empty() {
                requests = requests.union(&line::on(protocol, &PortSet::all()));
                clients = clients.union(&line::on(protocol, &from));
            }
        }
        let icmp = line::icmp_of(K::FAMILY);
        let unanswered =
            packet::icmp_requests(icmp, &packet::icmp_replies(icmp, &PortSet::all())).complement();
        let answered = packet::icmp_requests(icmp, &line::part(&back, icmp));
        requests = requests.union(&line::on(icmp, &answered.union(&unanswered)));
        let echo = Echo { requests: self.pool.intern(requests), clients: self.pool.intern(clients) };
        remember(&mut self.echoes, reply, echo);
        echo
    }

    /// All ports of TCP and of UDP, each where a set of requests has some; found once.
    fn asking(&mut self, requests: Set) -> Set {
        if let Some(known) = self.asking.get(requests as usize).copied().flatten() {
            return known;
        }
        let asked = self.pool.get(requests);
        let mut asking = line::LineSet::empty();
        for protocol in WITH_PORTS {
            if !line::part(&asked, protocol).is_empty() {
                asking = asking.union(&line::on(protocol, &PortSet::all()));
            }
        }
        let asking = self.pool.intern(asking);
        remember(&mut self.asking, requests, asking);
        asking
    }

    /// One protocol of what passes.
    pub(super) fn traffic(&self, passing: Passing, protocol: Protocol) -> Traffic {
        let part = |set: Set| line::part(&self.pool.get(set), protocol);
        let all = |is_any: bool| if is_any { PortSet::all() } else { PortSet::empty() };
        let (ports, ports_at_most) = (part(passing.request.sure), part(passing.request.most));
        let (clients, clients_at_most) = if protocol.has_ports() {
            (part(passing.reply.sure), part(passing.reply.most))
        } else {
            (all(!ports.is_empty()), all(!ports_at_most.is_empty()))
        };
        Traffic { protocol, ports, clients, ports_at_most, clients_at_most }
    }

    /// The numbers of the protocols without ports that pass: certainly, and at most.
    pub(super) fn other_protocols(&self, passing: Passing) -> (PortSet, PortSet) {
        let numbers = |set: Set| line::other_numbers(&self.pool.get(set));
        (numbers(passing.request.sure), numbers(passing.request.most))
    }

    /// All traffic but ICMP.
    pub(super) fn without_icmp(&mut self) -> Set {
        let (first, last) = line::span(match K::FAMILY {
            Family::V4 => Protocol::ICMP,
            Family::V6 => Protocol::ICMPV6,
        });
        let set = self.pool.get(ALL).difference(&line::LineSet::range(first, last));
        self.pool.intern(set)
    }
}

const WITH_PORTS: [Protocol; 2] = [Protocol::TCP, Protocol::UDP];

/// Keeps what was found for a set.
fn remember<T: Clone>(all: &mut Vec<Option<T>>, set: Set, found: T) {
    let at = set as usize;
    if all.len() <= at {
        all.resize(at + 1, None);
    }
    if let Some(slot) = all.get_mut(at) {
        *slot = Some(found);
    }
}
