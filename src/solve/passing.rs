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

/// What was folded, and what came of it.
pub(super) type Folded = (Two, Two, Passing);

const CACHE: usize = 1 << 12;

impl<K: Key> Plane<K> {
    /// Joins what requests pass with what replies pass.
    ///
    /// A request without any reply that passes is nothing; of ICMP, each type with a reply of its own stands or falls
    /// with it, and the others need none.
    pub(super) fn fold(&mut self, request: Two, reply: Two) -> Passing {
        if request.is_none() {
            return Passing::NOTHING;
        }
        let words = [request.sure, request.most, reply.sure, reply.most];
        let slot = (super::pool::hash_of(words) as usize) & (CACHE - 1);
        if self.folded.is_empty() {
            self.folded.resize(CACHE, (Two::NONE, Two::NONE, Passing::NOTHING));
        }
        if let Some(&(one, other, passing)) = self.folded.get(slot)
            && (one, other) == (request, reply)
        {
            return passing;
        }
        let sure = self.fold_one(request.sure, reply.sure);
        let is_certain = request.sure == request.most && reply.sure == reply.most;
        let most = if is_certain { sure } else { self.fold_one(request.most, reply.most) };
        let passing = Passing {
            request: Two { sure: sure.0, most: most.0 },
            reply: Two { sure: sure.1, most: most.1 },
        };
        if let Some(line) = self.folded.get_mut(slot) {
            *line = (request, reply, passing);
        }
        passing
    }

    fn fold_one(&mut self, request: Set, reply: Set) -> (Set, Set) {
        if request == NONE {
            return (NONE, NONE);
        }
        let (asked, back) = (self.pool.get(request), self.pool.get(reply));
        let mut whole = line::LineSet::empty();
        let mut clients = line::LineSet::empty();
        for protocol in [Protocol::TCP, Protocol::UDP] {
            let from = line::part(&back, protocol).intersection(&self.client);
            let ports = line::part(&asked, protocol);
            if !from.is_empty() && !ports.is_empty() {
                whole = whole.union(&line::on(protocol, &ports));
                clients = clients.union(&line::on(protocol, &from));
            }
        }
        let icmp = line::icmp_of(K::FAMILY);
        let unanswered =
            packet::icmp_requests(icmp, &packet::icmp_replies(icmp, &PortSet::all())).complement();
        let answered = packet::icmp_requests(icmp, &line::part(&back, icmp));
        let types = line::part(&asked, icmp).intersection(&answered.union(&unanswered));
        whole = whole.union(&line::on(icmp, &types));
        whole = whole.union(&asked.intersection(&back).intersection(&line::others()));
        (self.pool.intern(whole), self.pool.intern(clients))
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
