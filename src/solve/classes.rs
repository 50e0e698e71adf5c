//! Ends that are alike: subnets that no way can tell apart, same groups, same traits, and addresses between the same
//! boundaries.

use super::flat::{Flat, Key};
use super::plane::Plane;
use super::seats::{GroupsNo, Seat, Traits};
use super::sites::likes;
use crate::graph::Ix;

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
    /// Ranks of its seats, ascending.
    pub ranks: Vec<u32>,
}

/// All seats, sorted into classes.
#[derive(Clone, Debug, Default)]
pub(super) struct Classes {
    /// By atom, then site, groups, traits and subnet. A class always has a seat.
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
        distinct.sort_unstable();
        distinct.dedup();
        let number = |like| distinct.binary_search(like).ok().and_then(|at| u32::try_from(at).ok());
        let likes: Vec<u32> = likes.iter().map(|like| number(like).unwrap_or(u32::MAX)).collect();
        let mut all: Vec<(u32, u32, GroupsNo, Traits, Ix, u32)> = Vec::with_capacity(plane.seats.len());
        for ((rank, seat), atom) in (0..).zip(&plane.seats).zip(atoms) {
            let like = likes.get(seat.subnet as usize).copied().unwrap_or(u32::MAX);
            all.push((atom, like, seat.groups, seat.traits, seat.subnet, rank));
        }
        all.sort_unstable();
        let mut sorted = Classes::default();
        let mut site: Option<(SiteNo, u32, u32)> = None;
        for (atom, like, groups, traits, subnet, rank) in all {
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
                    class.ranks.push(rank);
                }
                _ => sorted.classes.push(Class {
                    site: number,
                    atom,
                    groups,
                    traits,
                    subnet,
                    ranks: vec![rank],
                }),
            }
        }
        sorted
    }

    /// The classes of each site.
    pub(super) fn by_site(&self) -> impl Iterator<Item = &[Class]> {
        self.classes.chunk_by(|one, other| one.site == other.site)
    }
}

impl Class {
    /// One seat that stands for all.
    pub(super) fn seat<K: Key>(&self, plane: &Plane<K>) -> Option<Seat<K>> {
        self.ranks.first().and_then(|rank| plane.seats.get(*rank as usize)).copied()
    }
}
