//! One end against all others: what it reaches, and what reaches it.

use super::approach::Met;
use super::classes::{Class, Classes};
use super::flat::Key;
use super::pair::Legs;
use super::plane::Plane;
use super::seats::{GroupsNo, Seat, Traits};
use super::solver::{Answer, told};
use super::sources::Ends;
use crate::graph::Ix;
use crate::model::{Order, SortedMap};

/// Interfaces with one answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alike {
    /// What passes between the end asked about and each of them.
    pub answer: Answer,
    /// Their positions, ascending by address.
    pub interfaces: Vec<Ix>,
}

impl<K: Key> Plane<K> {
    /// What an interface reaches; only itself and what it reaches nothing of are left out.
    pub(super) fn reached_from(&mut self, from: Ix) -> Option<Vec<Alike>> {
        let from = self.seat_of(from)?;
        let classes = self.classes.take().unwrap_or_else(|| Classes::of(self));
        let mut found: SortedMap<Answer, Vec<u32>> = SortedMap::new();
        for site in classes.by_site() {
            // What is the same for all subnets of the site but the own one: the legs, and the answer for the class before.
            let mut legs = None;
            let mut last: Option<((GroupsNo, Traits), Answer)> = None;
            for class in site {
                let like = (class.groups, class.traits);
                let is_inside = class.subnet == from.subnet;
                let answer = match last.filter(|(other, _)| !is_inside && *other == like) {
                    Some((_, answer)) => answer,
                    None => {
                        let Some(to) = class.seat(self) else { continue };
                        if is_inside {
                            told(self.pair(&from, &to))
                        } else {
                            let answer = self.pair_in_site(&from, &to, &mut legs);
                            last = Some((like, answer));
                            answer
                        }
                    }
                };
                if !matches!(answer, Answer::Passing(passing) if passing.is_nothing()) {
                    found.entry(answer).or_default().extend_from_slice(classes.ranks(class));
                }
            }
        }
        self.classes = Some(classes);
        for ranks in found.values_mut() {
            ranks.sort_unstable();
        }
        Some(self.alike(found, from.interface))
    }

    /// As [`Plane::pair`], to another subnet; `legs` are those to any subnet of its site but the own.
    fn pair_in_site(&mut self, from: &Seat<K>, to: &Seat<K>, legs: &mut Option<Legs>) -> Answer {
        let asks = from.traits.has(Traits::ASK.with(Traits::ASK_FROM)) || to.traits.has(Traits::ASK);
        if asks || from.traits.has(Traits::DOWN.with(Traits::NEVER_STARTS)) {
            return told(self.pair(from, to));
        }
        let (forward, back) = *legs.get_or_insert_with(|| self.legs(from, to));
        told(self.pair_along(from, to, forward, |_| back))
    }

    /// What reaches an interface; only itself and what reaches it with nothing are left out.
    pub(super) fn reaching(&mut self, to: Ix) -> Option<Vec<Alike>> {
        let to = self.seat_of(to)?;
        let (class, subnet) = (Class::of_one(&to), to.subnet);
        let found = self.with_senders(|plane, _, senders, carriers| {
            let mut met = Met::default();
            plane.meet(senders, None, &mut met, &Ends { one: to, other: None }, subnet);
            let approach = met.towards(subnet).map(|(approach, _)| approach);
            approach.map(|approach| plane.reaching_class(senders, carriers, approach, &class, &to))
        });
        let found = found.unwrap_or_default();
        let found = found.into_iter().map(|part| (part.value, part.sources.ranks().collect()));
        Some(self.alike(found, to.interface))
    }

    /// By answer, with ascending ranks; in the order of the first of them.
    fn alike(&self, found: impl IntoIterator<Item = (Answer, Vec<u32>)>, but: Ix) -> Vec<Alike> {
        let mut all: Vec<(Answer, Vec<u32>)> = found.into_iter().collect();
        all.order_by(|one, other| one.1.cmp(&other.1));
        let named = all.into_iter().map(|(answer, ranks)| {
            let interfaces = ranks.iter().filter_map(|rank| self.seats.get(*rank as usize));
            let interfaces = interfaces.map(|seat| seat.interface).filter(|ix| *ix != but).collect();
            Alike { answer, interfaces }
        });
        named.filter(|alike: &Alike| !alike.interfaces.is_empty()).collect()
    }
}
