//! What the sets know of a pair of ends before it is walked: which of the traffic asked about may pass at all.
//!
//! Most pairs of a large network have nothing to say to each other, and most others only one protocol. A walk shows by
//! which lines and doors; it is spared where the sets know that there is nothing to show.

use std::net::IpAddr;
use std::sync::Arc;

use super::lonely::Lonely;
use crate::api::ask::Question;
use crate::api::ends::{Ends, Member};
use crate::graph::Ix;
use crate::model::{Interface, SortedMap};
use crate::solve::{Answer, Outside, Passing, Solver};
use crate::space::{AddressSet, Family, RangeSet};

/// What a walk has to be asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum MayPass {
    /// Nothing passes, for certain.
    Nothing,
    /// Not all of it.
    These {
        /// Only these, by place in the question's list of traffic.
        these: Arc<[bool]>,
        /// Outside addresses from which the same passes, each set for itself; where that is known.
        alike: Alike,
    },
    /// The sets do not know.
    Anything,
}

/// Disjoint sets of outside addresses.
type Alike = Arc<[RangeSet<u128>]>;

/// The compiled sets of a network, and what was asked of them.
pub(super) struct Sets {
    solver: Solver,
    /// `None` where only a walk can say.
    entering: SortedMap<(Family, Ix), Option<Entering>>,
    /// Where a line may single out public addresses of the model; found when it first matters.
    lonely: Option<Lonely>,
}

/// What passes from the internet to an interface, at any of the addresses that it is known by there.
#[derive(Clone)]
struct Entering {
    answers: Arc<[Answer]>,
    /// From whom the same passes, where it is known by one address only.
    alike: Alike,
}

/// What was learnt for one question.
#[derive(Default)]
pub(super) struct Learnt(SortedMap<(Family, Passing), Arc<[bool]>>);

impl Sets {
    pub(super) fn of(ends: &Ends<'_>) -> Sets {
        let solver = Solver::compile(ends.network, ends.topology);
        Sets { solver, entering: SortedMap::new(), lonely: None }
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
                all.map_or(MayPass::Nothing, |these| MayPass::These { these, alike: Arc::default() })
            }
            (Member::Internet(None), Member::Interfaces { interfaces: to, .. }) => {
                let mut all = None;
                let mut alike = Arc::default();
                for &one in to {
                    let Some(Some(entering)) = self.entering.get(&(family, one)) else {
                        return MayPass::Anything;
                    };
                    for answer in &*entering.answers {
                        if !self.add(&mut all, *answer, question, family, learnt) {
                            return MayPass::Anything;
                        }
                    }
                    if to.len() == 1 {
                        alike = Arc::clone(&entering.alike);
                    }
                }
                all.map_or(MayPass::Nothing, |these| MayPass::These { these, alike })
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
        let lists: Vec<List> = found.lists.iter().map(|list| List::of(list, family)).collect();
        for to in interfaces {
            let start = found.ends.partition_point(|end| end.interface < to);
            let its = || found.ends.iter().skip(start).take_while(|end| end.interface == to);
            let asked = ends.network.interfaces.at(to as usize).map(|one| entered_at(one, family));
            // Where one address is known otherwise, a walk has to say.
            let answers = asked.unwrap_or_default().into_iter().map(|address| {
                let end = its().find(|end| end.public == address)?;
                lists.get(end.list)
            });
            let answers: Option<Vec<&List>> = answers.collect();
            let entering = answers.map(|answers| match answers.as_slice() {
                [only] => {
                    let is_known = only.is_one || !self.is_lonely(ends, only, to, family);
                    let alike = if is_known { Arc::clone(&only.alike) } else { Arc::default() };
                    Entering { answers: Arc::clone(&only.answers), alike }
                }
                several => Entering {
                    answers: several.iter().flat_map(|one| one.answers.iter().copied()).collect(),
                    alike: Arc::default(),
                },
            });
            self.entering.insert((family, to), entering);
        }
    }

    /// Whether a line may single out a public address of the model, for what enters an interface. What is known of such an
    /// address does not matter where it is among others; where it may be alone, only walks tell what walks tell.
    fn is_lonely(&mut self, ends: &Ends<'_>, list: &List, to: Ix, family: Family) -> bool {
        if family != Family::V4 {
            return false;
        }
        let lonely = self.lonely.get_or_insert_with(|| Lonely::of(ends));
        // Beyond a load balancer or a middlebox other lines decide.
        let is_walked = list.answers.contains(&Answer::AskTheWalk);
        match ends.network.interfaces.at(to as usize) {
            Some(interface) if !is_walked => lonely.matters_to(ends, to, interface),
            _ => lonely.matters_somewhere(),
        }
    }
}

/// What passes from the internet to all ends of one list.
struct List {
    answers: Arc<[Answer]>,
    /// From whom the same passes.
    alike: Alike,
    /// Whether the same passes from all.
    is_one: bool,
}

impl List {
    fn of(list: &[Outside], family: Family) -> List {
        let all = AddressSet::internet(family).numbers;
        let mut left = all.clone();
        let mut alike: Vec<RangeSet<u128>> = Vec::new();
        for outside in list {
            left = left.difference(&outside.addresses.numbers);
            if outside.answer != Answer::AskTheWalk {
                alike.push(outside.addresses.numbers.clone());
            }
        }
        if !left.is_empty() {
            alike.push(left);
        }
        let is_one = matches!(alike.as_slice(), [only] if *only == all);
        List { answers: list.iter().map(|outside| outside.answer).collect(), alike: alike.into(), is_one }
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
