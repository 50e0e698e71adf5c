//! What the stateful engine of a Network Firewall remembers of the requests that it saw (rule S-129).
//!
//! It knows a connection by both of its ports. Stateless rules before it may hand on the connections of some client ports
//! only, so what it remembers are rectangles: a set of client ports by a set of service ports.

use std::net::IpAddr;

use super::block::{Block, Stateful};
use super::firewall_rules::Part;
use super::gaps::{Assumption, Gap};
use super::inspection::{Certain, Engine, Seen, by_destination};
use super::step::{Fact, Outcome, Step};
use super::walker::Walker;
use crate::graph::Ix;
use crate::model::{Resource, SortedMap};
use crate::space::{PortSet, Protocol, ports};

/// Connections from each of some client ports to each of some service ports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Connections {
    pub clients: PortSet,
    pub services: PortSet,
}

impl Connections {
    const fn is_empty(&self) -> bool {
        self.clients.is_empty() || self.services.is_empty()
    }

    fn common(&self, other: &Self) -> Self {
        let clients = self.clients.intersection(&other.clients);
        Connections { clients, services: self.services.intersection(&other.services) }
    }

    /// These less others, as disjoint rectangles.
    fn less(&self, others: &Self) -> Vec<Self> {
        let common = self.common(others);
        if common.is_empty() {
            return vec![self.clone()];
        }
        let of_other_clients = Connections {
            clients: self.clients.difference(&common.clients),
            services: self.services.clone(),
        };
        let of_other_services =
            Connections { services: self.services.difference(&common.services), clients: common.clients };
        [of_other_clients, of_other_services].into_iter().filter(|part| !part.is_empty()).collect()
    }
}

/// Those of `all` that are among `others`.
pub(super) fn among(all: &[Connections], others: &[Connections]) -> Vec<Connections> {
    let common = all.iter().flat_map(|one| others.iter().map(move |other| one.common(other)));
    common.filter(|part| !part.is_empty()).collect()
}

/// Those of `all` that are not among `others`.
pub(super) fn less(all: &[Connections], others: &[Connections]) -> Vec<Connections> {
    others.iter().fold(all.to_vec(), |left, taken| left.iter().flat_map(|one| one.less(taken)).collect())
}

/// Disjoint rectangles with those put together that make one.
pub(super) fn joined(all: Vec<Connections>) -> Vec<Connections> {
    let mut done: Vec<Connections> = Vec::with_capacity(all.len());
    for mut one in all {
        // What has grown may fit to another one.
        while let Some(at) =
            done.iter().position(|other| other.clients == one.clients || other.services == one.services)
        {
            let other = done.remove(at);
            one.clients = one.clients.union(&other.clients);
            one.services = one.services.union(&other.services);
        }
        done.push(one);
    }
    done
}

/// What the stateful engine of a firewall remembers of a request; disjoint.
#[derive(Clone, Debug, Default)]
pub(super) struct Remembered {
    /// Connections that a rule let pass, so that their replies are not looked at again.
    pub by_rule: Vec<Connections>,
    /// Connections that met no rule and passed.
    pub by_default: Vec<Connections>,
    /// Those of both whose replies it has not seen.
    awaited: Vec<Connections>,
    /// Connections that the firewall stopped, by either engine: nobody waits for their replies, and none comes.
    stopped: Vec<Connections>,
    /// Whether the client ports are a translator's.
    is_translated: bool,
}

/// Crossings of firewalls on the way of a request: the firewall, by position, with the addresses that the request has
/// there. Behind a gateway that turns it round it may cross the same firewall again, as another connection (rule S-47).
pub(super) type Firewalls = SortedMap<Crossing, Remembered>;

type Crossing = (Ix, IpAddr, IpAddr);

impl Walker<'_, '_> {
    /// A firewall as the request of this connection crosses it.
    pub(super) fn crossing(&self, ix: Ix) -> Crossing {
        let (client, service) = self.as_requested();
        (ix, client, service)
    }

    /// The connections that packets between these ports belong to: all, of a protocol without ports.
    pub(super) fn connections(&self, from: &PortSet, to: &PortSet) -> Connections {
        let (clients, services) = match (self.protocol.has_ports(), self.is_reply()) {
            (false, _) => (PortSet::all(), PortSet::all()),
            (true, true) => (to.clone(), from.clone()),
            (true, false) => (from.clone(), to.clone()),
        };
        Connections { clients, services }
    }

    /// Keeps in mind what the stateful engine has seen.
    pub(super) fn remember(&mut self, ix: Ix, parts: &[Part]) {
        let those = |wanted: &dyn Fn(&Part) -> bool| {
            let mine = parts.iter().filter(|part| wanted(part));
            joined(mine.map(|part| self.connections(&part.fate.from, &part.fate.to)).collect())
        };
        let of = |engine: Engine, wanted: &dyn Fn(&Part) -> bool| {
            those(&|part| part.fate.engine == engine && wanted(part))
        };
        let goes_on = |part: &Part| part.is != Certain::Stops;
        let crossing = self.crossing(ix);
        if self.is_reply() {
            let let_go = of(Engine::Stateful, &goes_on);
            // What does not come here any more is not missed here either.
            let past = of(Engine::Stateless, &goes_on);
            let unasked = match self.memory.firewalls.get_mut(&crossing) {
                Some(known) => {
                    known.awaited = among(&known.awaited, &past);
                    less(&less(&let_go, &known.by_rule), &known.by_default)
                }
                None => let_go,
            };
            if !unasked.is_empty() && self.protocol != Protocol::TCP {
                self.half_flow(ix);
            }
            return;
        }
        let by_rule = of(Engine::Stateful, &|part| goes_on(part) && part.fate.by_rule);
        let by_default = of(Engine::Stateful, &|part| goes_on(part) && !part.fate.by_rule);
        let awaited = joined([by_rule.clone(), by_default.clone()].concat());
        let stopped = those(&|part| !goes_on(part));
        let is_translated = !self.memory.rewrites.is_empty();
        let known = Remembered { by_rule, by_default, awaited, stopped, is_translated };
        self.memory.firewalls.insert(crossing, known);
    }

    /// The stateful engine sees half of a flow that has no handshake to miss; AWS does not say what becomes of it.
    fn half_flow(&mut self, ix: Ix) {
        if let Some(firewall) = self.world.network.firewalls.at(ix as usize) {
            self.assumptions.insert(Assumption::HalfFlow(firewall.id.resource()));
        }
    }

    /// A firewall whose stateful engine saw the request must see the reply (rules S-35, S-129).
    pub(super) fn missed_firewalls(&mut self) {
        let crossed: Vec<(Ix, Remembered)> =
            self.memory.firewalls.iter().map(|((ix, ..), known)| (*ix, known.clone())).collect();
        for (ix, known) in crossed {
            let clients = match (known.is_translated, self.leg.is_blocked()) {
                (true, _) => ports::ephemeral(),
                (false, true) => self.leg.asked.clone(),
                (false, false) => self.leg.sure.union(&self.leg.maybe),
            };
            let live = [self.connections(&self.memory.service, &clients)];
            let awaited = among(&known.awaited, &live);
            if awaited.is_empty() {
                continue;
            }
            if self.protocol == Protocol::TCP {
                let lost = joined([awaited, among(&known.stopped, &live)].concat());
                self.miss(ix, &lost, &live, known.is_translated);
            } else {
                self.half_flow(ix);
            }
        }
    }

    /// Takes connections away whose replies a firewall has missed, or that it had stopped.
    fn miss(&mut self, ix: Ix, lost: &[Connections], live: &[Connections; 1], is_translated: bool) {
        let Some(firewall) = self.world.network.firewalls.at(ix as usize) else { return };
        let expected = firewall.id.resource();
        let [Connections { clients, services }] = live;
        let others = less(live, lost).into_iter().map(|part| (part.services, part.clients, Certain::Passes));
        let lost = lost.iter().map(|part| (part.services.clone(), part.clients.clone(), Certain::Stops));
        let parts: Vec<(PortSet, PortSet, Certain)> = others.chain(lost).collect();
        let seen = by_destination(services, clients, &parts);
        let got = self.leg.steps.last().map_or_else(Resource::internet, |step| step.at.clone());
        let block = Block::Asymmetric(Stateful { expected: expected.clone(), got: got.clone() });
        if seen.sure.is_empty() && seen.open.is_empty() {
            self.deny(got, block, None);
            (self.leg.sure, self.leg.maybe) = (PortSet::empty(), PortSet::empty());
            return;
        }
        if self.leg.is_blocked() {
            return;
        }
        let (fact, outcome) = (Fact::Stops(block), Outcome::Partial);
        self.leg.steps.push(Step { at: got, fact, outcome, line: None, ports: None });
        if !is_translated {
            self.keep_passing(expected, seen);
            return;
        }
        // These are the ports of a translator, which takes one after the other, whatever port the client has.
        self.leg.intermittent |= !seen.stopped.is_empty();
        let clients = self.leg.sure.union(&self.leg.maybe);
        let (sure, open) = match seen.open.is_empty() {
            true => (clients, PortSet::empty()),
            false => (PortSet::empty(), clients),
        };
        self.keep_passing(expected, Seen { sure, open, ..seen });
    }

    /// Narrows the leg to what passes a firewall.
    pub(super) fn keep_passing(&mut self, firewall: Resource, seen: Seen) {
        if seen.is_cut_short && !self.is_dead {
            self.memory.cut_short_by = Some(firewall.clone());
        }
        if seen.too_fine {
            let fact = Fact::Unclear(Gap::UnclearLine { resource: firewall.clone() });
            self.leg.steps.push(Step {
                at: firewall,
                fact,
                outcome: Outcome::Unknown,
                line: None,
                ports: None,
            });
        }
        self.memory.is_uneven |= seen.sources.is_some() || seen.too_fine;
        if let Some(sources) = seen.sources {
            if self.is_reply() {
                self.memory.service = self.memory.service.intersection(&sources);
            } else {
                // Some connections fail, by the port that they are opened from.
                self.leg.intermittent = true;
                let own = match self.memory.rewrites.last_mut() {
                    Some(rewrite) => &mut rewrite.ports,
                    None => &mut self.memory.client,
                };
                *own = own.intersection(&sources);
            }
        }
        let passing = seen.sure.union(&seen.open);
        self.leg.maybe = self.leg.maybe.intersection(&passing).union(&self.leg.sure.intersection(&seen.open));
        self.leg.sure = self.leg.sure.intersection(&seen.sure);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(clients: (u16, u16), services: (u16, u16)) -> Connections {
        Connections {
            clients: PortSet::range(clients.0, clients.1),
            services: PortSet::range(services.0, services.1),
        }
    }

    #[test]
    fn what_is_taken_out_leaves_disjoint_rectangles() {
        let left = less(&[of((1, 10), (1, 10))], &[of((4, 6), (4, 6)), of((1, 3), (1, 10))]);
        let holds = |client: u16, service: u16| {
            let point = [of((client, client), (service, service))];
            among(&left, &point).len()
        };
        for client in 1..=10 {
            for service in 1..=10 {
                let is_taken = client <= 3 || (client <= 6 && (4..=6).contains(&service));
                assert_eq!(holds(client, service), usize::from(!is_taken), "{client} {service}");
            }
        }
    }

    #[test]
    fn neighbours_become_one() {
        let quarters =
            vec![of((1, 5), (1, 5)), of((6, 10), (6, 10)), of((1, 5), (6, 10)), of((6, 10), (1, 5))];
        assert_eq!(joined(quarters), [of((1, 10), (1, 10))]);
        let apart = vec![of((1, 5), (1, 5)), of((6, 10), (6, 10))];
        assert_eq!(joined(apart.clone()), apart);
    }
}
