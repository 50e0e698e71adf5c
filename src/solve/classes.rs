//! Ends that are alike: subnets that no way can tell apart, same groups, same traits, and addresses between the same
//! boundaries.

use std::ops::Range;

use super::flat::{Flat, Key};
use super::plane::Plane;
use super::seats::{GroupsNo, Seat, Traits};
use super::sites::likes;
use crate::graph::Ix;
use crate::model::Order;

/// The number of a site: parts of subnets that are alike, which no route, network ACL or outbound rule splits any further.
pub(super) type SiteNo = u32;

/// Seats of one subnet that are alike as destinations, and as sources except for inbound rules that tell their addresses
/// apart.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub site: SiteNo,
    /// The number of the boundaries that its addresses are between, from the first address on.
    pub atom: u32,
    pub groups: GroupsNo,
    pub traits: Traits,
    pub subnet: Ix,
    /// The rank of its first seat.
    pub first: u32,
    /// Where [`Classes::ranks`] of its seats are.
    ranks: Range<usize>,
}

/// The atom of a seat, all that it has in common with its class, and its rank.
type Sorted = (u32, (u32, GroupsNo, Traits, Ix), u32);

/// All seats, sorted into classes.
#[derive(Clone, Debug, Default)]
pub(super) struct Classes {
    /// By atom, then site, groups, traits and subnet. A class always has a seat.
    pub classes: Vec<Class>,
    /// Ranks of seats, class by class, ascending in each.
    ranks: Vec<u32>,
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
        K::sort(&mut cuts);
        cuts.dedup();
        let mut atoms: Vec<u32> = Vec::with_capacity(plane.seats.len());
        // An address of each atom.
        let mut keys: Vec<K> = Vec::new();
        let (mut atom, mut rest) = (0, cuts.as_slice());
        for seat in &plane.seats {
            // Seats ascend by address, and so do the atoms they are in.
            while let Some((cut, more)) = rest.split_first()
                && *cut <= seat.key
            {
                atom += 1;
                rest = more;
            }
            if atoms.last() != Some(&atom) {
                keys.push(seat.key);
            }
            atoms.push(atom);
        }
        let likes = likes(plane, &keys);
        let mut distinct = likes.clone();
        distinct.order();
        distinct.dedup();
        let number = |like| distinct.binary_search(like).ok().and_then(|at| u32::try_from(at).ok());
        let likes: Vec<u32> = likes.iter().map(|like| number(like).unwrap_or(u32::MAX)).collect();
        let mut all: Vec<Sorted> = Vec::with_capacity(plane.seats.len());
        for ((rank, seat), atom) in (0..).zip(&plane.seats).zip(atoms) {
            let like = likes.get(seat.subnet as usize).copied().unwrap_or(u32::MAX);
            all.push((atom, (like, seat.groups, seat.traits, seat.subnet), rank));
        }
        // Atoms and ranks ascend already, and those that are alike mostly follow each other.
        for atom in all.chunk_by_mut(|one, other| one.0 == other.0) {
            atom.order_by_number(
                |(_, (like, groups, traits, subnet), _)| {
                    let wide = |part: u32, shift: u32| u128::from(part) << shift;
                    wide(*like, 96) | wide(*groups, 64) | wide(traits.bits(), 32) | wide(*subnet, 0)
                },
                Ord::cmp,
            );
        }
        let mut sorted = Classes { classes: Vec::new(), ranks: all.iter().map(|(.., rank)| *rank).collect() };
        let mut site: Option<(SiteNo, u32, u32)> = None;
        for (at, (atom, (like, groups, traits, subnet), rank)) in all.into_iter().enumerate() {
            let number = match site {
                Some((number, one, other)) if (one, other) == (atom, like) => number,
                Some((number, ..)) => number + 1,
                None => 0,
            };
            site = Some((number, atom, like));
            match sorted.classes.last_mut() {
                Some(class)
                    if (class.site, class.groups, class.traits, class.subnet)
                        == (number, groups, traits, subnet) =>
                {
                    class.ranks.end = at + 1;
                }
                _ => sorted.classes.push(Class {
                    site: number,
                    atom,
                    groups,
                    traits,
                    subnet,
                    first: rank,
                    ranks: at..at + 1,
                }),
            }
        }
        sorted
    }

    /// Ranks of the seats of a class, ascending.
    pub(super) fn ranks(&self, class: &Class) -> &[u32] {
        self.ranks.get(class.ranks.clone()).unwrap_or(&[])
    }

    /// The classes of each site.
    pub(super) fn by_site(&self) -> impl Iterator<Item = &[Class]> {
        self.classes.chunk_by(|one, other| one.site == other.site)
    }
}

impl Class {
    /// As what a seat is reached, whatever class it is in.
    pub(super) fn of_one<K>(seat: &Seat<K>) -> Self {
        let Seat { groups, traits, subnet, .. } = *seat;
        Class { site: 0, atom: 0, groups, traits, subnet, first: 0, ranks: 0..0 }
    }

    /// One seat that stands for all.
    pub(super) fn seat<K: Key>(&self, plane: &Plane<K>) -> Option<Seat<K>> {
        plane.seats.get(self.first as usize).copied()
    }
}
