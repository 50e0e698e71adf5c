//! One end against all others: what it reaches, and what reaches it.

use std::collections::BTreeMap;

use super::classes::{Class, Classes};
use super::flat::Key;
use super::plane::Plane;
use super::seats::Seat;
use super::solver::{Answer, told};
use crate::graph::Ix;

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
        self.with_classes(|plane, classes| {
            let mut found: BTreeMap<Answer, Vec<u32>> = BTreeMap::new();
            for class in &classes.classes {
                let Some(to) = class.seat(plane) else { continue };
                let answer = told(plane.pair(&from, &to));
                note(&mut found, answer, &class.ranks);
            }
            plane.alike(found, from.interface)
        })
    }

    /// What reaches an interface; only itself and what reaches it with nothing are left out.
    pub(super) fn reaching(&mut self, to: Ix) -> Option<Vec<Alike>> {
        let to = self.seat_of(to)?;
        self.with_classes(|plane, classes| {
            let mut found: BTreeMap<Answer, Vec<u32>> = BTreeMap::new();
            for class in &classes.classes {
                for ranks in plane.told_apart(class, &to) {
                    let rank = ranks.first().copied().unwrap_or(u32::MAX);
                    let Some(from) = plane.seats.get(rank as usize).copied() else { continue };
                    let answer = told(plane.pair(&from, &to));
                    note(&mut found, answer, &ranks);
                }
            }
            plane.alike(found, to.interface)
        })
    }

    /// A class of sources, cut where the inbound rules of the destination tell its addresses apart.
    fn told_apart(&self, class: &Class, to: &Seat<K>) -> Vec<Vec<u32>> {
        let groups = self.groups.get(to.groups as usize);
        let filter = groups.and_then(|groups| self.filters.get(groups.inbound as usize));
        let Some(filter) = filter else { return Vec::new() };
        let key = |rank: &u32| self.seats.get(*rank as usize).map_or(K::LAST, |seat| seat.key);
        let mut parts: Vec<Vec<u32>> = Vec::new();
        let mut rest = class.ranks.as_slice();
        while let Some(first) = rest.first() {
            let end = filter.by_address.end_of(key(first));
            let (here, more) = rest.split_at(rest.partition_point(|rank| key(rank) <= end));
            parts.push(here.to_vec());
            rest = more;
        }
        parts
    }

    fn alike(&self, found: BTreeMap<Answer, Vec<u32>>, but: Ix) -> Vec<Alike> {
        let mut all: Vec<(Answer, Vec<u32>)> = found.into_iter().collect();
        for (_, ranks) in &mut all {
            ranks.sort_unstable();
        }
        all.sort_by(|one, other| one.1.cmp(&other.1));
        let named = all.into_iter().map(|(answer, ranks)| {
            let interfaces = ranks.iter().filter_map(|rank| self.seats.get(*rank as usize));
            let interfaces = interfaces.map(|seat| seat.interface).filter(|ix| *ix != but).collect();
            Alike { answer, interfaces }
        });
        named.filter(|alike: &Alike| !alike.interfaces.is_empty()).collect()
    }

    /// Lends the classes out, so that asking may remember what it computes.
    fn with_classes<T>(&mut self, ask: impl FnOnce(&mut Self, &Classes) -> T) -> Option<T> {
        let classes = match self.classes.take() {
            Some(classes) => classes,
            None => Classes::of(self),
        };
        let found = ask(self, &classes);
        self.classes = Some(classes);
        Some(found)
    }
}

fn note(found: &mut BTreeMap<Answer, Vec<u32>>, answer: Answer, ranks: &[u32]) {
    let nothing = matches!(answer, Answer::Passing(passing) if passing.is_nothing());
    if !nothing {
        found.entry(answer).or_default().extend_from_slice(ranks);
    }
}
