//! The solver: both families of a network, compiled, and the questions it answers.

use std::net::IpAddr;

use super::change::Change;
use super::flat::Key;
use super::lists::Alike;
use super::outside::Exposure;
use super::pairs::Pairs;
use super::passing::{Passing, Traffic};
use super::plane::{GroupNames, Plane};
use super::seats::{Seat, traits};
use crate::graph::{Ix, Topology};
use crate::model::Network;
use crate::space::{Family, PortSet, Protocol, ports};

/// What is known of a pair of ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Answer {
    /// Exactly this.
    Passing(Passing),
    /// The way leads where only the walk follows: a middlebox, a load balancer, a NAT gateway between private networks.
    AskTheWalk,
}

/// A compiled network. It depends on the network alone; asking changes nothing but what it remembers.
#[derive(Clone, Debug)]
pub struct Solver {
    v4: Plane<u32>,
    v6: Plane<u128>,
}

impl Solver {
    /// Compiles a network, for clients that send from the ports of an unknown sender, 1024 to 65535 (rule S-59).
    #[must_use]
    pub fn compile(network: &Network, topology: &Topology) -> Solver {
        Solver::compile_for(network, topology, &ports::ephemeral())
    }

    /// Compiles a network, for clients that send from these ports.
    #[must_use]
    pub fn compile_for(network: &Network, topology: &Topology, client: &PortSet) -> Solver {
        let names = GroupNames::of(network);
        Solver {
            v4: Plane::compile(network, topology, client, &names),
            v6: Plane::compile(network, topology, client, &names),
        }
    }

    /// What passes from one interface to another, between their primary addresses of a family; `None` where one has none.
    pub fn pair(&mut self, from: Ix, to: Ix, family: Family) -> Option<Answer> {
        match family {
            Family::V4 => answer(&mut self.v4, from, to),
            Family::V6 => answer(&mut self.v6, from, to),
        }
    }

    /// As [`Solver::pair`], between any two own addresses of one family.
    pub fn pair_at(
        &mut self,
        network: &Network,
        topology: &Topology,
        from: (Ix, IpAddr),
        to: (Ix, IpAddr),
    ) -> Option<Answer> {
        let v4 = seats(&self.v4, network, topology, from, to);
        if let Some((from, to)) = v4 {
            return Some(told(self.v4.pair(&from, &to)));
        }
        let (from, to) = seats(&self.v6, network, topology, from, to)?;
        Some(told(self.v6.pair(&from, &to)))
    }

    /// All pairs of interfaces, between their primary addresses of a family.
    pub fn all_pairs(&mut self, family: Family) -> Pairs {
        match family {
            Family::V4 => self.v4.all_pairs(),
            Family::V6 => self.v6.all_pairs(),
        }
    }

    /// As [`Solver::all_pairs`], which it keeps: what no [`Solver::change`] since the last time touches is not found again.
    pub fn refresh(&mut self, family: Family) -> Pairs {
        match family {
            Family::V4 => self.v4.refresh(),
            Family::V6 => self.v6.refresh(),
        }
    }

    /// What an interface reaches in a family, by answer; `None` for one without an address of it.
    pub fn reached_from(&mut self, from: Ix, family: Family) -> Option<Vec<Alike>> {
        match family {
            Family::V4 => self.v4.reached_from(from),
            Family::V6 => self.v6.reached_from(from),
        }
    }

    /// What reaches an interface in a family, by answer; `None` for one without an address of it.
    pub fn reaching(&mut self, to: Ix, family: Family) -> Option<Vec<Alike>> {
        match family {
            Family::V4 => self.v4.reaching(to),
            Family::V6 => self.v6.reaching(to),
        }
    }

    /// Who on the internet reaches which interface. The network must be the one that was compiled.
    pub fn from_internet(&mut self, network: &Network, topology: &Topology, family: Family) -> Exposure {
        match family {
            Family::V4 => self.v4.from_internet(network, topology),
            Family::V6 => self.v6.from_internet(network, topology),
        }
    }

    /// As [`Solver::from_internet`], for these interfaces only, ascending.
    pub fn from_internet_to(
        &mut self,
        network: &Network,
        topology: &Topology,
        interfaces: &[Ix],
        family: Family,
    ) -> Exposure {
        let these = interfaces.iter().copied();
        match family {
            Family::V4 => self.v4.from_internet_to(network, topology, these),
            Family::V6 => self.v6.from_internet_to(network, topology, these),
        }
    }

    /// Compiles again what depends on a change. The changed network has the same resources at the same positions; whatever
    /// differs otherwise needs [`Solver::compile`].
    pub fn change(&mut self, network: &Network, topology: &Topology, change: Change) {
        self.v4.change(network, topology, change);
        self.v6.change(network, topology, change);
    }

    /// Interfaces with an address of the family, those together that every walk between primary addresses treats alike: one
    /// may stand for all where the answer is [`Answer::AskTheWalk`]. Ascending within each.
    #[must_use]
    pub fn stand_ins(&self, network: &Network, topology: &Topology, family: Family) -> Vec<Vec<Ix>> {
        match family {
            Family::V4 => self.v4.stand_ins(network, topology),
            Family::V6 => self.v6.stand_ins(network, topology),
        }
    }

    /// One protocol of what passes in a family.
    #[must_use]
    pub fn traffic(&self, family: Family, passing: Passing, protocol: Protocol) -> Traffic {
        match family {
            Family::V4 => self.v4.traffic(passing, protocol),
            Family::V6 => self.v6.traffic(passing, protocol),
        }
    }

    /// The numbers of the protocols without ports of their own that pass in a family: certainly, and at most.
    #[must_use]
    pub fn other_protocols(&self, family: Family, passing: Passing) -> (PortSet, PortSet) {
        match family {
            Family::V4 => self.v4.other_protocols(passing),
            Family::V6 => self.v6.other_protocols(passing),
        }
    }
}

pub(super) fn told<E>(result: Result<Passing, E>) -> Answer {
    result.map_or(Answer::AskTheWalk, Answer::Passing)
}

fn answer<K: Key>(plane: &mut Plane<K>, from: Ix, to: Ix) -> Option<Answer> {
    let (from, to) = (plane.seat_of(from)?, plane.seat_of(to)?);
    Some(told(plane.pair(&from, &to)))
}

fn seats<K: Key>(
    plane: &Plane<K>,
    network: &Network,
    topology: &Topology,
    from: (Ix, IpAddr),
    to: (Ix, IpAddr),
) -> Option<(Seat<K>, Seat<K>)> {
    let seat = |(ix, address): (Ix, IpAddr)| {
        let key = K::of(address)?;
        let interface = network.interfaces.at(ix as usize)?;
        let seat = plane.seat_of(ix)?;
        let traits = traits(network, topology, &plane.states, (ix, interface), key, false);
        interface.owns(address).then_some(Seat { key, traits, ..seat })
    };
    Some((seat(from)?, seat(to)?))
}
