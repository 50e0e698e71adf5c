//! Finding all pairs at once.
//!
//! Nothing is done pair by pair. For a place of destinations every source's way is known from its own place; for a class
//! there, the inbound rules cut the ranks of all sources into intervals; what is left is joining sets of bits.

use std::collections::BTreeMap;
use std::ops::Range;

use super::bits::Bits;
use super::classes::{Class, Classes};
use super::filters::GroupNo;
use super::flat::Key;
use super::pair::{Ask, Leg};
use super::pairs::{Pairs, Row, Sources};
use super::parts::{Part, SetPool, add, part};
use super::passing::Passing;
use super::plane::Plane;
use super::pool::{NONE, Set, Two};
use super::seats::{GroupsNo, Seat, Traits};
use super::solver::Answer;

/// What a source meets on the way to one place, but for the rules of the destination itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Only the walk can say.
    Ask,
    /// Only the walk can say, unless the sender's own rules let nothing out.
    AskIfOut { sees: bool },
    /// So much, and these references hold.
    Passes { request: Two, reply: Reply, keeps: bool, sees: bool, is_open: bool, is_unclear: bool },
}

/// What network ACLs leave of the reply.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reply {
    Passes(Two),
    Ask,
}

/// What all classes of one place share.
struct AtPlace {
    place: u32,
    ways: Vec<Part<Way>>,
    /// With outbound rules.
    joined: Vec<Part<Way>>,
}

/// Everything that stays the same while all pairs are found.
struct Work {
    count: usize,
    classes: Classes,
    /// Sources alike in place and traits, each with one seat for all.
    spots: Vec<(u32, Vec<u32>)>,
    /// Sources by outbound filter, but those that let everything out.
    restricted: Vec<(u32, Vec<u32>)>,
    /// Everybody who lets everything out.
    unrestricted: Bits,
    /// By group: the lists that hold it.
    lists_of: BTreeMap<GroupNo, Vec<GroupsNo>>,
    /// By list of groups: who carries it.
    ranks_of: Vec<Vec<u32>>,
    /// By inbound filter: what it admits, as intervals of ranks.
    inbound: BTreeMap<u32, Inbound>,
}

/// An inbound filter in ranks.
struct Inbound {
    ranges: Vec<(Range<u32>, Set)>,
    /// By what group references admit: the sources that carry such groups.
    by_group: Vec<Part<Set>>,
    /// All of them.
    carriers: Option<Bits>,
}

impl<K: Key> Plane<K> {
    /// All pairs.
    pub(super) fn all_pairs(&mut self) -> Pairs {
        let mut work = self.prepare();
        let mut sets = SetPool::default();
        let mut rows: BTreeMap<Vec<(Answer, Sources)>, Vec<u32>> = BTreeMap::new();
        let classes = std::mem::take(&mut work.classes.classes);
        let mut here: Option<AtPlace> = None;
        for class in &classes {
            let Some(seat) = class.seat(self) else { continue };
            if here.as_ref().is_none_or(|here| here.place != class.place) {
                let ways = self.ways_to(&work, &seat);
                let outbound = self.outbound_to(&work, &seat);
                let joined = self.join(&ways, &outbound);
                here = Some(AtPlace { place: class.place, ways, joined });
            }
            let Some(AtPlace { ways, joined, .. }) = &here else { continue };
            let found = self.row(&mut work, class, &seat, ways, joined);
            if found.is_empty() {
                continue;
            }
            let mut row: Vec<(Answer, Sources)> =
                found.into_iter().map(|part| (part.value, sets.intern(part.sources))).collect();
            row.sort_unstable();
            rows.entry(row).or_default().extend_from_slice(&class.ranks);
        }
        let mut rows: Vec<Row> = rows
            .into_iter()
            .map(|(mut from, mut to)| {
                to.sort_unstable();
                // Numbers of sets depend on what was asked before; their members do not.
                from.sort_by_key(|(_, set)| sets.sets.get(*set as usize).and_then(Bits::first));
                Row { to, from }
            })
            .collect();
        rows.sort_by(|one, other| one.to.cmp(&other.to));
        let interfaces = self.seats.iter().map(|seat| seat.interface).collect();
        Pairs { family: K::FAMILY, interfaces, sets: sets.sets, rows }
    }

    fn prepare(&self) -> Work {
        let count = self.seats.len();
        let classes = Classes::of(self);
        let mut spots: Vec<(u32, Vec<u32>)> = Vec::new();
        for place in &classes.places {
            let mut by_traits: BTreeMap<Traits, Vec<u32>> = BTreeMap::new();
            for &rank in &place.ranks {
                if let Some(seat) = self.seats.get(rank as usize) {
                    by_traits.entry(seat.traits).or_default().push(rank);
                }
            }
            spots.extend(by_traits.into_values().filter_map(|ranks| Some((*ranks.first()?, ranks))));
        }
        let mut by_filter: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut unrestricted = Bits::new(count);
        for (rank, seat) in (0..).zip(&self.seats) {
            let Some(groups) = self.groups.get(seat.groups as usize) else { continue };
            let filter = self.filters.get(groups.outbound as usize);
            if filter.and_then(|filter| filter.by_address.everywhere()) == Some(super::pool::ALL) {
                unrestricted.insert(rank);
            } else {
                by_filter.entry(groups.outbound).or_default().push(rank);
            }
        }
        let restricted = by_filter.into_iter().collect();
        let mut lists_of: BTreeMap<GroupNo, Vec<GroupsNo>> = BTreeMap::new();
        for (list, groups) in (0..).zip(&self.groups) {
            for group in &groups.members {
                lists_of.entry(*group).or_default().push(list);
            }
        }
        let mut ranks_of: Vec<Vec<u32>> = vec![Vec::new(); self.groups.len()];
        for (rank, seat) in (0..).zip(&self.seats) {
            if let Some(ranks) = ranks_of.get_mut(seat.groups as usize) {
                ranks.push(rank);
            }
        }
        let inbound = BTreeMap::new();
        Work { count, classes, spots, restricted, unrestricted, lists_of, ranks_of, inbound }
    }

    /// The ways of all sources to a place of which `to` is one.
    fn ways_to(&mut self, work: &Work, to: &Seat<K>) -> Vec<Part<Way>> {
        let mut parts: Vec<Part<Way>> = Vec::new();
        for (first, ranks) in &work.spots {
            let Some(from) = self.seats.get(*first as usize).copied() else { continue };
            let Some(way) = self.way(&from, to) else { continue };
            if let Some(sources) = part(&mut parts, work.count, way) {
                ranks.iter().for_each(|rank| sources.insert(*rank));
            }
        }
        parts
    }

    /// The way from one seat to another; `None` when nothing can pass, whatever rules say.
    fn way(&mut self, from: &Seat<K>, to: &Seat<K>) -> Option<Way> {
        if from.traits.has(Traits::ASK) {
            return Some(Way::Ask);
        }
        if from.traits.has(Traits::DOWN.with(Traits::NEVER_STARTS)) {
            return None;
        }
        let (forward, back) = self.legs(from, to);
        let Ok(Leg { acls, keeps_groups, sees_groups, is_open }) = forward else {
            return Some(Way::AskIfOut { sees: true });
        };
        if acls.is_none() {
            return None;
        }
        let reply = match back {
            Ok(leg) => Reply::Passes(leg.acls),
            Err(Ask) => Reply::Ask,
        };
        let is_unclear = from.traits.has(Traits::UNCLEAR);
        // Where the request is lost nobody replies.
        let reply = if is_open { Reply::Passes(Two::ALL) } else { reply };
        let (request, keeps, sees) = (acls, keeps_groups, sees_groups);
        Some(Way::Passes { request, reply, keeps, sees, is_open, is_unclear })
    }

    /// What the outbound rules of all sources admit towards a place, by address.
    fn outbound_to(&mut self, work: &Work, to: &Seat<K>) -> Vec<Part<Two>> {
        let mut parts = vec![Part { value: Two::ALL, sources: work.unrestricted.clone() }];
        for (number, ranks) in &work.restricted {
            let Some(filter) = self.filters.get(*number as usize) else { continue };
            let admitted = filter.with_open(filter.by_address.at(to.key, NONE), &mut self.pool);
            if admitted.is_none() {
                continue;
            }
            if let Some(sources) = part(&mut parts, work.count, admitted) {
                ranks.iter().for_each(|rank| sources.insert(*rank));
            }
        }
        parts
    }

    /// Ways with outbound rules; sources that get nothing out fall away.
    fn join(&mut self, ways: &[Part<Way>], outbound: &[Part<Two>]) -> Vec<Part<Way>> {
        let mut joined: Vec<Part<Way>> = Vec::new();
        for way in ways {
            if way.value == Way::Ask {
                joined.push(Part { value: Way::Ask, sources: way.sources.clone() });
                continue;
            }
            for out in outbound {
                let Some(sources) = way.sources.and(&out.sources) else { continue };
                if let Some(value) = self.with_outbound(way.value, out.value) {
                    match joined.iter_mut().find(|part| part.value == value) {
                        Some(part) => part.sources.add(&sources),
                        None => joined.push(Part { value, sources }),
                    }
                }
            }
        }
        joined
    }

    /// A way with what outbound rules admit; `None` when nothing is left.
    fn with_outbound(&mut self, way: Way, admitted: Two) -> Option<Way> {
        if admitted.is_none() {
            return None;
        }
        match way {
            Way::Ask | Way::AskIfOut { .. } => Some(Way::Ask),
            Way::Passes { request, reply, keeps, sees, is_open, is_unclear } => {
                let request = self.pool.both(admitted, request);
                (!request.is_none()).then_some(Way::Passes {
                    request,
                    reply,
                    keeps,
                    sees,
                    is_open,
                    is_unclear,
                })
            }
        }
    }

    /// Everybody who reaches a class.
    fn row(
        &mut self,
        work: &mut Work,
        class: &Class,
        to: &Seat<K>,
        ways: &[Part<Way>],
        joined: &[Part<Way>],
    ) -> Vec<Part<Answer>> {
        let mut found: Vec<Part<Answer>> = Vec::new();
        if class.traits.has(Traits::ASK) {
            let all = Bits::of(work.count, 0..u32::try_from(work.count).unwrap_or(u32::MAX));
            return vec![Part { value: Answer::AskTheWalk, sources: all }];
        }
        let Some(groups) = self.groups.get(class.groups as usize).cloned() else { return found };
        self.read_inbound(work, groups.inbound);
        let Some(inbound) = work.inbound.get(&groups.inbound) else { return found };
        let (referring, own) = self.by_reference(work, to, &groups.members, ways);
        for part in joined {
            if let Some(referring) = &referring {
                if part.value == Way::Ask {
                    // Those that get out by a reference alone are asked about, too.
                    self.admit(inbound, part.value, &part.sources, class, &mut found);
                    continue;
                }
                let mut others = part.sources.clone();
                others.remove(referring);
                self.admit(inbound, part.value, &others, class, &mut found);
            } else {
                self.admit(inbound, part.value, &part.sources, class, &mut found);
            }
        }
        for part in &own {
            self.admit(inbound, part.value, &part.sources, class, &mut found);
        }
        found.retain(|part| !part.sources.is_empty());
        found
    }

    /// The sources whose outbound rules name a group of the destination, and their ways with that counted in.
    fn by_reference(
        &mut self,
        work: &Work,
        to: &Seat<K>,
        members: &[u32],
        ways: &[Part<Way>],
    ) -> (Option<Bits>, Vec<Part<Way>>) {
        let mut referring: Option<Bits> = None;
        let mut own: Vec<Part<Way>> = Vec::new();
        for (number, ranks) in &work.restricted {
            let Some(filter) = self.filters.get(*number as usize) else { continue };
            let by_group = filter.by_groups(members, &mut self.pool);
            if by_group == NONE {
                continue;
            }
            let by_address = filter.by_address.at(to.key, NONE);
            let alone = filter.with_open(by_address, &mut self.pool);
            let both = self.pool.or(by_address, by_group);
            let both = filter.with_open(both, &mut self.pool);
            let sources = Bits::of(work.count, ranks.iter().copied());
            for way in ways {
                let Some(sources) = way.sources.and(&sources) else { continue };
                let sees = match way.value {
                    Way::Ask => continue,
                    Way::AskIfOut { sees } | Way::Passes { sees, .. } => sees,
                };
                if let Some(value) = self.with_outbound(way.value, if sees { both } else { alone }) {
                    own.push(Part { value, sources });
                }
            }
            match &mut referring {
                Some(all) => all.add(&sources),
                None => referring = Some(sources),
            }
        }
        (referring, own)
    }

    /// Lets the inbound rules of a class, and its traits, decide about some sources.
    fn admit(
        &mut self,
        inbound: &Inbound,
        way: Way,
        sources: &Bits,
        class: &Class,
        found: &mut Vec<Part<Answer>>,
    ) {
        let Way::Passes { keeps, is_open, .. } = way else {
            add(found, Answer::AskTheWalk, sources);
            return;
        };
        if is_open {
            if let Some(answer) = self.arrives(way, Two::ALL, class) {
                add(found, answer, sources);
            }
            return;
        }
        let carriers = inbound.carriers.as_ref().filter(|_| keeps);
        let mut others: Option<Bits> = None;
        if let Some(carriers) = carriers
            && sources.overlaps(carriers)
        {
            let mut rest = sources.clone();
            rest.remove(carriers);
            others = Some(rest);
            for part in &inbound.by_group {
                if !sources.overlaps(&part.sources) {
                    continue;
                }
                let Some(some) = sources.and(&part.sources) else { continue };
                self.admit_ranges(inbound, way, &some, part.value, class, found);
            }
        }
        self.admit_ranges(inbound, way, others.as_ref().unwrap_or(sources), NONE, class, found);
    }

    fn admit_ranges(
        &mut self,
        inbound: &Inbound,
        way: Way,
        sources: &Bits,
        by_group: Set,
        class: &Class,
        found: &mut Vec<Part<Answer>>,
    ) {
        let groups = self.groups.get(class.groups as usize).map_or(u32::MAX, |groups| groups.inbound);
        for (range, set) in &inbound.ranges {
            let sure = self.pool.or(*set, by_group);
            let admitted = match self.filters.get(groups as usize) {
                Some(filter) => filter.with_open(sure, &mut self.pool),
                None => Two::NONE,
            };
            if admitted.is_none() || !sources.meets(range) {
                continue;
            }
            if let Some(answer) = self.arrives(way, admitted, class) {
                let at = found.iter().position(|part| part.value == answer).unwrap_or_else(|| {
                    found.push(Part { value: answer, sources: Bits::new(self.seats.len()) });
                    found.len() - 1
                });
                if let Some(part) = found.get_mut(at) {
                    part.sources.add_cut(sources, range);
                }
            }
        }
    }

    /// What arrives at a class of what was on its way; `None` for nothing.
    fn arrives(&mut self, way: Way, admitted: Two, class: &Class) -> Option<Answer> {
        let Way::Passes { request, reply, is_open, is_unclear, .. } = way else {
            return Some(Answer::AskTheWalk);
        };
        let mut passes = request;
        if is_open {
            passes = passes.opened();
        } else {
            if class.traits.has(Traits::DOWN.with(Traits::NEVER_RECEIVES)) {
                return None;
            }
            passes = self.pool.both(passes, admitted);
            if class.traits.has(Traits::NO_ICMP) {
                let set = self.without_icmp();
                passes = self.pool.both(passes, Two::certain(set));
            }
            if is_unclear || class.traits.has(Traits::UNCLEAR) {
                passes = passes.opened();
            }
        }
        if passes.is_none() {
            return None;
        }
        if class.traits.has(Traits::ASK_BEHIND) && !is_open {
            return Some(Answer::AskTheWalk);
        }
        let Reply::Passes(reply) = reply else { return Some(Answer::AskTheWalk) };
        let passing: Passing = self.fold(passes, reply);
        (!passing.is_nothing()).then_some(Answer::Passing(passing))
    }

    fn read_inbound(&mut self, work: &mut Work, number: u32) {
        if work.inbound.contains_key(&number) {
            return;
        }
        let Some(filter) = self.filters.get(number as usize) else { return };
        let rank_of =
            |key: K| u32::try_from(self.seats.partition_point(|seat| seat.key < key)).unwrap_or(u32::MAX);
        let all = u32::try_from(self.seats.len()).unwrap_or(u32::MAX);
        let ranges = filter
            .by_address
            .pieces()
            .map(|(first, last, set)| (rank_of(first)..last.after().map_or(all, rank_of), set))
            .filter(|(range, _)| !range.is_empty())
            .collect();
        let mut by_list: BTreeMap<GroupsNo, Set> = BTreeMap::new();
        for (group, set) in &filter.by_group {
            for list in work.lists_of.get(group).into_iter().flatten() {
                let admitted = by_list.entry(*list).or_insert(NONE);
                *admitted = self.pool.or(*admitted, *set);
            }
        }
        let mut lists: Vec<(Set, GroupsNo)> = by_list.into_iter().map(|(list, set)| (set, list)).collect();
        lists.sort_unstable();
        let mut by_group: Vec<Part<Set>> = Vec::new();
        let mut carriers: Option<Bits> = None;
        for (set, list) in lists.into_iter().filter(|(set, _)| *set != NONE) {
            if by_group.last().is_none_or(|part| part.value != set) {
                by_group.push(Part { value: set, sources: Bits::new(work.count) });
            }
            let all = carriers.get_or_insert_with(|| Bits::new(work.count));
            for rank in work.ranks_of.get(list as usize).into_iter().flatten() {
                all.insert(*rank);
                if let Some(part) = by_group.last_mut() {
                    part.sources.insert(*rank);
                }
            }
        }
        work.inbound.insert(number, Inbound { ranges, by_group, carriers });
    }
}
