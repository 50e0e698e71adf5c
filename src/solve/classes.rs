//! Ends that are alike: same subnet, same groups, same traits, and addresses between the same boundaries.

use std::collections::BTreeMap;

use super::flat::Key;
use super::plane::Plane;
use super::seats::{GroupsNo, Seat, Traits};
use crate::graph::Ix;

/// The number of a [`Place`].
pub(super) type PlaceNo = u32;

/// A part of a subnet that no route, network ACL or outbound rule splits any further.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Ranks of its seats, ascending.
    pub ranks: Vec<u32>,
}

/// Seats that are alike as destinations, and as sources except for inbound rules that tell their addresses apart.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub place: PlaceNo,
    pub groups: GroupsNo,
    pub traits: Traits,
    /// Ranks of its seats, ascending.
    pub ranks: Vec<u32>,
}

/// All seats, sorted into places and classes.
#[derive(Clone, Debug, Default)]
pub(super) struct Classes {
    pub places: Vec<Place>,
    /// By place, then groups, then traits.
    pub classes: Vec<Class>,
}

impl Classes {
    /// Sorts the seats of a plane.
    pub(super) fn of<K: Key>(plane: &Plane<K>) -> Self {
        let mut cuts: Vec<K> = plane.routers.iter().flat_map(|flat| flat.cuts().iter().copied()).collect();
        cuts.extend(plane.acls.iter().flat_map(|flat| flat.cuts().iter().copied()));
        let mut outbound: Vec<u32> = plane.groups.iter().map(|groups| groups.outbound).collect();
        outbound.sort_unstable();
        outbound.dedup();
        for filter in outbound.iter().filter_map(|at| plane.filters.get(*at as usize)) {
            cuts.extend_from_slice(filter.by_address.cuts());
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut places: BTreeMap<(Ix, usize), Vec<u32>> = BTreeMap::new();
        let mut atom = 0;
        for (rank, seat) in (0..).zip(&plane.seats) {
            // Seats ascend by address, and so do the atoms they are in.
            while cuts.get(atom).is_some_and(|cut| *cut <= seat.key) {
                atom += 1;
            }
            places.entry((seat.subnet, atom)).or_default().push(rank);
        }
        let mut sorted = Classes::default();
        for (number, (_, ranks)) in (0..).zip(places) {
            let mut inside: BTreeMap<(GroupsNo, Traits), Vec<u32>> = BTreeMap::new();
            for &rank in &ranks {
                if let Some(seat) = plane.seats.get(rank as usize) {
                    inside.entry((seat.groups, seat.traits)).or_default().push(rank);
                }
            }
            sorted.classes.extend(inside.into_iter().map(|((groups, traits), ranks)| Class {
                place: number,
                groups,
                traits,
                ranks,
            }));
            sorted.places.push(Place { ranks });
        }
        sorted
    }
}

impl Class {
    /// One seat that stands for all.
    pub(super) fn seat<K: Key>(&self, plane: &Plane<K>) -> Option<Seat<K>> {
        self.ranks.first().and_then(|rank| plane.seats.get(*rank as usize)).copied()
    }
}
