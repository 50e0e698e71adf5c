//! Ends that are alike: same subnet, same groups, same traits, and addresses between the same boundaries.

use super::flat::{Flat, Key};
use super::plane::Plane;
use super::seats::{GroupsNo, Seat, Traits};
use crate::graph::Ix;

/// The number of a place: a part of a subnet that no route, network ACL or outbound rule splits any further.
pub(super) type PlaceNo = u32;

/// Seats that are alike as destinations, and as sources except for inbound rules that tell their addresses apart.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub place: PlaceNo,
    pub groups: GroupsNo,
    pub traits: Traits,
    /// Ranks of its seats, ascending.
    pub ranks: Vec<u32>,
}

/// All seats, sorted into classes.
#[derive(Clone, Debug, Default)]
pub(super) struct Classes {
    /// By place, then groups, then traits. A class always has a seat.
    pub classes: Vec<Class>,
}

impl Classes {
    /// Sorts the seats of a plane.
    pub(super) fn of<K: Key>(plane: &Plane<K>) -> Self {
        let mut cuts: Vec<K> = plane.routers.iter().flat_map(Flat::cuts).collect();
        cuts.extend(plane.fates.transit.iter().flat_map(Flat::cuts));
        cuts.extend(plane.acls.iter().flat_map(Flat::cuts));
        let mut outbound: Vec<u32> = plane.groups.iter().map(|groups| groups.outbound).collect();
        outbound.sort_unstable();
        outbound.dedup();
        for filter in outbound.iter().filter_map(|at| plane.filters.get(*at as usize)) {
            cuts.extend(filter.by_address.cuts());
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut all: Vec<(Ix, u32, GroupsNo, Traits, u32)> = Vec::with_capacity(plane.seats.len());
        let (mut atom, mut rest) = (0, cuts.as_slice());
        for (rank, seat) in (0..).zip(&plane.seats) {
            // Seats ascend by address, and so do the atoms they are in.
            while let Some((cut, more)) = rest.split_first()
                && *cut <= seat.key
            {
                atom += 1;
                rest = more;
            }
            all.push((seat.subnet, atom, seat.groups, seat.traits, rank));
        }
        all.sort_unstable();
        let mut sorted = Classes::default();
        let mut place: Option<(PlaceNo, Ix, u32)> = None;
        for (subnet, atom, groups, traits, rank) in all {
            let number = match place {
                Some((number, one, other)) if (one, other) == (subnet, atom) => number,
                Some((number, ..)) => number + 1,
                None => 0,
            };
            place = Some((number, subnet, atom));
            match sorted.classes.last_mut() {
                Some(class) if (class.place, class.groups, class.traits) == (number, groups, traits) => {
                    class.ranks.push(rank);
                }
                _ => sorted.classes.push(Class { place: number, groups, traits, ranks: vec![rank] }),
            }
        }
        sorted
    }

    /// The classes of each place.
    pub(super) fn by_place(&self) -> impl Iterator<Item = &[Class]> {
        self.classes.chunk_by(|one, other| one.place == other.place)
    }
}

impl Class {
    /// One seat that stands for all.
    pub(super) fn seat<K: Key>(&self, plane: &Plane<K>) -> Option<Seat<K>> {
        self.ranks.first().and_then(|rank| plane.seats.get(*rank as usize)).copied()
    }
}
