//! All sources, sorted by what they have in common, while all pairs are found.

use std::ops::Range;

use super::bits::Bits;
use super::classes::{Class, Classes};
use super::filters::GroupNo;
use super::flat::Key;
use super::parts::Part;
use super::plane::Plane;
use super::pool::{ALL, NONE, Set};
use super::seats::{GroupsNo, Seat, Traits};
use crate::graph::Ix;
use crate::model::{Order, SortedMap, order_pairs};

/// Sources, or those among them that have to be looked at again.
#[derive(Clone, Debug)]
pub(super) struct Senders<K> {
    /// Ascending by address.
    pub spots: Vec<Spot<K>>,
    /// By subnet: those inside it, by their traits.
    pub homes: SortedMap<Ix, Vec<(Seat<K>, Bits)>>,
    /// By outbound filter, but those that let everything out.
    pub restricted: Vec<(u32, Bits)>,
    /// By group: positions in `restricted` of the filters that name it.
    pub naming: SortedMap<GroupNo, Vec<usize>>,
    /// Everybody who lets everything out.
    pub unrestricted: Bits,
    pub everybody: Bits,
}

/// Sources alike in site and traits.
#[derive(Clone, Debug)]
pub(super) struct Spot<K> {
    pub ends: Ends<K>,
    pub ranks: Bits,
    /// The same where they follow each other, as the seats of a subnet mostly do.
    pub run: Option<Range<u32>>,
}

impl<K: Key> Spot<K> {
    fn new(ends: Ends<K>, ranks: Bits) -> Self {
        let run = ranks.run();
        Spot { ends, ranks, run }
    }
}

/// Those who stand for all of a site: one seat, and one of another subnet where there is any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends<K> {
    pub one: Seat<K>,
    pub other: Option<Seat<K>>,
}

impl<K: Key> Ends<K> {
    /// Who stands for these classes of one site.
    pub(super) fn of<'c>(plane: &Plane<K>, classes: impl IntoIterator<Item = &'c Class>) -> Option<Self> {
        let mut seats = classes.into_iter().filter_map(|class| class.seat(plane));
        let one = seats.next()?;
        Some(Ends { one, other: seats.find(|seat| seat.subnet != one.subnet) })
    }

    /// One of each that are not in one subnet, if there are such.
    pub(super) fn apart(&self, to: &Ends<K>) -> Option<(Seat<K>, Seat<K>)> {
        let seats = |ends: &Ends<K>| [Some(ends.one), ends.other];
        let pairs = seats(to)
            .into_iter()
            .flatten()
            .flat_map(|to| seats(self).into_iter().flatten().map(move |from| (from, to)));
        let mut pairs = pairs.filter(|(from, to)| from.subnet != to.subnet);
        pairs.next()
    }
}

impl<K: Key> Senders<K> {
    /// All of a plane.
    pub(super) fn of(plane: &Plane<K>, classes: &Classes) -> Self {
        let mut spots: Vec<Spot<K>> = Vec::new();
        let mut inside: SortedMap<(Ix, Traits), Bits> = SortedMap::new();
        for site in classes.by_site() {
            let mut alike: SortedMap<Traits, Bits> = SortedMap::new();
            for class in site {
                let ranks = alike.entry(class.traits).or_default();
                let own = inside.entry((class.subnet, class.traits)).or_default();
                ranks.insert_all(classes.ranks(class));
                own.insert_all(classes.ranks(class));
            }
            spots.extend(alike.into_iter().filter_map(|(traits, ranks)| {
                let ends = Ends::of(plane, site.iter().filter(|class| class.traits == traits))?;
                Some(Spot::new(ends, ranks))
            }));
        }
        spots.order_by(|one, other| one.ends.one.cmp(&other.ends.one));
        let mut homes: SortedMap<Ix, Vec<(Seat<K>, Bits)>> = SortedMap::new();
        for ((subnet, _), ranks) in inside {
            let seat = ranks.first().and_then(|rank| plane.seats.get(rank as usize));
            if let Some(seat) = seat {
                homes.entry(subnet).or_default().push((*seat, ranks));
            }
        }
        let mut by_filter: SortedMap<u32, Bits> = SortedMap::new();
        let mut unrestricted = Bits::default();
        let lets_all_out: Vec<bool> = plane
            .groups
            .iter()
            .map(|groups| {
                let filter = plane.filters.get(groups.outbound as usize);
                filter.and_then(|filter| filter.by_address.everywhere()) == Some(ALL)
            })
            .collect();
        let mut end: u32 = 0;
        for run in plane.seats.chunk_by(|one, other| one.groups == other.groups) {
            let start = end;
            end = start.saturating_add(u32::try_from(run.len()).unwrap_or(u32::MAX));
            let Some(list) = run.first().map(|seat| seat.groups as usize) else { continue };
            let Some(groups) = plane.groups.get(list) else { continue };
            if lets_all_out.get(list) == Some(&true) {
                unrestricted.fill(&(start..end));
            } else {
                by_filter.entry(groups.outbound).or_default().fill(&(start..end));
            }
        }
        let everybody = Bits::range(&(0..end));
        let restricted: Vec<(u32, Bits)> = by_filter.into_iter().collect();
        let naming = naming(plane, &restricted);
        Senders { spots, homes, restricted, naming, unrestricted, everybody }
    }

    /// Only some of them.
    pub(super) fn only(&self, plane: &Plane<K>, some: &Bits) -> Self {
        let spots = self.spots.iter().filter_map(|spot| {
            let ranks = spot.ranks.and(some)?;
            Some(Spot::new(spot.ends, ranks))
        });
        let homes = self.homes.iter().filter_map(|(subnet, inside)| {
            let some = inside.iter().filter_map(|(seat, ranks)| Some((*seat, ranks.and(some)?)));
            let some: Vec<(Seat<K>, Bits)> = some.collect();
            (!some.is_empty()).then_some((*subnet, some))
        });
        let restricted =
            self.restricted.iter().filter_map(|(filter, ranks)| Some((*filter, ranks.and(some)?)));
        let restricted: Vec<(u32, Bits)> = restricted.collect();
        let naming = naming(plane, &restricted);
        Senders {
            spots: spots.collect(),
            homes: homes.collect(),
            restricted,
            naming,
            unrestricted: self.unrestricted.and(some).unwrap_or_default(),
            everybody: self.everybody.and(some).unwrap_or_default(),
        }
    }
}

fn naming<K: Key>(plane: &Plane<K>, restricted: &[(u32, Bits)]) -> SortedMap<GroupNo, Vec<usize>> {
    let mut naming: SortedMap<GroupNo, Vec<usize>> = SortedMap::new();
    for (at, (number, _)) in restricted.iter().enumerate() {
        for (group, _) in plane.filters.get(*number as usize).into_iter().flat_map(|filter| &filter.by_group)
        {
            naming.entry(*group).or_default().push(at);
        }
    }
    naming
}

/// An inbound filter in ranks.
#[derive(Clone, Debug)]
pub(super) struct Inbound {
    pub ranges: Vec<(Range<u32>, Set)>,
    /// By what group references admit: the sources that carry such groups.
    pub by_group: Vec<Part<Set>>,
    /// All of them.
    pub carriers: Option<Bits>,
}

/// Who carries which groups, and inbound filters in ranks. Nothing of it ever changes: a filter that does gets another
/// number.
#[derive(Clone, Debug, Default)]
pub(super) struct Carriers {
    /// By group: the lists that hold it.
    lists_of: SortedMap<GroupNo, Vec<GroupsNo>>,
    /// By list of groups.
    ranks_of: Vec<Bits>,
    inbound: SortedMap<u32, Inbound>,
}

impl Carriers {
    pub(super) fn of<K: Key>(plane: &Plane<K>) -> Self {
        let mut lists_of: SortedMap<GroupNo, Vec<GroupsNo>> = SortedMap::new();
        for (list, groups) in (0..).zip(&plane.groups) {
            for group in &groups.members {
                lists_of.entry(*group).or_default().push(list);
            }
        }
        let mut ranks_of: Vec<Bits> = vec![Bits::default(); plane.groups.len()];
        for (rank, seat) in (0..).zip(&plane.seats) {
            if let Some(ranks) = ranks_of.get_mut(seat.groups as usize) {
                ranks.insert(rank);
            }
        }
        Carriers { lists_of, ranks_of, inbound: SortedMap::new() }
    }

    /// Who carries exactly this list.
    pub(super) fn list(&self, list: GroupsNo) -> Option<&Bits> {
        self.ranks_of.get(list as usize)
    }

    /// An inbound filter of a plane, in ranks.
    pub(super) fn inbound<K: Key>(&mut self, plane: &mut Plane<K>, number: u32) -> Option<&Inbound> {
        if !self.inbound.contains_key(&number) {
            let read = self.read(plane, number)?;
            self.inbound.insert(number, read);
        }
        self.inbound.get(&number)
    }

    fn read<K: Key>(&self, plane: &mut Plane<K>, number: u32) -> Option<Inbound> {
        let filter = plane.filters.get(number as usize)?;
        let mut ranges: Vec<(Range<u32>, Set)> = Vec::new();
        let mut start: u32 = 0;
        let all = u32::try_from(plane.seats.len()).unwrap_or(u32::MAX);
        for (_, last, set) in filter.by_address.pieces() {
            let rest = plane.seats.get(start as usize..).unwrap_or(&[]);
            let is_last = last == K::LAST;
            let many = if is_last { rest.len() } else { rest.partition_point(|seat| seat.key <= last) };
            let end = start.saturating_add(u32::try_from(many).unwrap_or(u32::MAX)).min(all);
            if start < end {
                ranges.push((start..end, set));
            }
            start = end;
        }
        let mut by_list: SortedMap<GroupsNo, Set> = SortedMap::new();
        for (group, set) in &filter.by_group {
            for list in self.lists_of.get(group).into_iter().flatten() {
                let admitted = by_list.entry(*list).or_insert(NONE);
                *admitted = plane.pool.or(*admitted, *set);
            }
        }
        let mut lists: Vec<(Set, GroupsNo)> = by_list.into_iter().map(|(list, set)| (set, list)).collect();
        order_pairs(&mut lists);
        let mut by_group: Vec<Part<Set>> = Vec::new();
        let mut carriers: Option<Bits> = None;
        for (set, list) in lists.into_iter().filter(|(set, _)| *set != NONE) {
            let Some(ranks) = self.list(list) else { continue };
            carriers.get_or_insert_default().add(ranks);
            match by_group.last_mut() {
                Some(part) if part.value == set => part.sources.add(ranks),
                _ => by_group.push(Part { value: set, sources: ranks.clone() }),
            }
        }
        Some(Inbound { ranges, by_group, carriers })
    }
}
