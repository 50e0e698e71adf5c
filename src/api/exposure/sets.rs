//! What the sets know of a pair of ends before it is walked: which of the traffic asked about may pass at all.
//!
//! Most pairs of a large network have nothing to say to each other, and most others only one protocol. A walk shows by
//! which lines and doors; it is spared where the sets know that there is nothing to show.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use crate::api::ask::Question;
use crate::api::ends::{Ends, Member};
use crate::graph::Ix;
use crate::model::Interface;
use crate::solve::{Answer, Passing, Solver};
use crate::space::Family;

/// What a walk has to be asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum MayPass {
    /// Nothing passes, for certain.
    Nothing,
    /// Only these, by place in the question's list of traffic.
    These(Arc<[bool]>),
    /// The sets do not know.
    Anything,
}

/// The compiled sets of a network, and what was asked of them.
pub(super) struct Sets {
    solver: Solver,
    /// What passes from the internet to an interface, at any of the addresses that it is known by there.
    entering: BTreeMap<(Family, Ix), Option<Vec<Answer>>>,
}

/// What was learnt for one question.
#[derive(Default)]
pub(super) struct Learnt(BTreeMap<(Family, Passing), Arc<[bool]>>);

impl Sets {
    pub(super) fn of(ends: &Ends<'_>) -> Sets {
        Sets { solver: Solver::compile(ends.network, ends.topology), entering: BTreeMap::new() }
    }

    /// What may pass between two ends in a family, as far as the sets know.
    pub(super) fn may_pass(
        &mut self,
        question: &Question,
        (from, to): (&Member, &Member),
        family: Family,
        learnt: &mut Learnt,
    ) -> MayPass {
        match (from, to) {
            (Member::Interfaces { interfaces: from, .. }, Member::Interfaces { interfaces: to, .. }) => {
                let pairs = from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to)));
                let mut all = None;
                for (from, to) in pairs.filter(|(from, to)| from != to) {
                    // One without an address of the family has nothing to say.
                    let Some(answer) = self.solver.pair(from, to, family) else { continue };
                    if !self.add(&mut all, answer, question, family, learnt) {
                        return MayPass::Anything;
                    }
                }
                all.map_or(MayPass::Nothing, MayPass::These)
            }
            (Member::Internet(None), Member::Interfaces { interfaces: to, .. }) => {
                let mut all = None;
                for &to in to {
                    let Some(Some(answers)) = self.entering.get(&(family, to)) else {
                        return MayPass::Anything;
                    };
                    for answer in answers {
                        if !self.add(&mut all, *answer, question, family, learnt) {
                            return MayPass::Anything;
                        }
                    }
                }
                all.map_or(MayPass::Nothing, MayPass::These)
            }
            _ => MayPass::Anything,
        }
    }

    /// Adds what one answer lets pass; `false` when only a walk can say.
    fn add(
        &self,
        all: &mut Option<Arc<[bool]>>,
        answer: Answer,
        question: &Question,
        family: Family,
        learnt: &mut Learnt,
    ) -> bool {
        let Answer::Passing(passing) = answer else { return false };
        if passing.is_nothing() {
            return true;
        }
        let these = learnt.0.entry((family, passing)).or_insert_with(|| {
            let may = question.traffic.iter().map(|asked| {
                let most = self.solver.traffic(family, passing, asked.protocol);
                let meets = |most: &crate::space::PortSet, asked| !most.intersection(asked).is_empty();
                asked.is_of(family)
                    && meets(&most.ports_at_most, &asked.service)
                    && meets(&most.clients_at_most, &asked.client)
            });
            may.collect()
        });
        *all = match all.take() {
            None => Some(Arc::clone(these)).filter(|these| these.contains(&true)),
            Some(all) if all == *these => Some(all),
            Some(all) => Some(all.iter().zip(these.iter()).map(|(one, other)| *one || *other).collect()),
        };
        true
    }

    /// Learns what passes from the internet to interfaces, all at once.
    pub(super) fn enter(&mut self, ends: &Ends<'_>, mut interfaces: Vec<Ix>, family: Family) {
        interfaces.retain(|to| !self.entering.contains_key(&(family, *to)));
        interfaces.sort_unstable();
        interfaces.dedup();
        let found = self.solver.from_internet_to(ends.network, ends.topology, &interfaces, family);
        for to in interfaces {
            let start = found.ends.partition_point(|end| end.interface < to);
            let its = || found.ends.iter().skip(start).take_while(|end| end.interface == to);
            let asked = ends.network.interfaces.at(to as usize).map(|one| entered_at(one, family));
            // Where one address is known otherwise, a walk has to say.
            let answers = asked.unwrap_or_default().into_iter().map(|address| {
                let end = its().find(|end| end.public == address)?;
                Some(found.lists.get(end.list)?.iter().map(|outside| outside.answer))
            });
            let answers: Option<Vec<_>> = answers.collect();
            self.entering.insert((family, to), answers.map(|lists| lists.into_iter().flatten().collect()));
        }
    }
}

/// The addresses of an interface that a host on the internet is asked to reach.
fn entered_at(interface: &Interface, family: Family) -> Vec<IpAddr> {
    let public: Vec<IpAddr> =
        interface.addresses.iter().filter_map(|address| address.public).map(IpAddr::V4).collect();
    if family == Family::V4 && !public.is_empty() {
        return public;
    }
    interface.own_addresses().find(|own| Family::of(*own) == family).into_iter().collect()
}
