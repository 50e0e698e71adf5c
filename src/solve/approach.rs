//! What sources meet on the way to one site, but for the rules of the destination itself.

use super::ahead::Ahead;
use super::bits::Bits;
use super::fates::Fate;
use super::flat::Key;
use super::pair::{Ask, Leg, Legs};
use super::parts::{Part, add, part};
use super::plane::Plane;
use super::pool::{NONE, Two};
use super::seats::{Seat, Traits};
use super::sources::{Ends, Senders};
use crate::graph::Ix;
use crate::model::SortedMap;

/// What a source meets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Way {
    /// Only the walk can say.
    Ask,
    /// Only the walk can say, unless the sender's own rules let nothing out.
    AskIfOut { sees: bool },
    /// So much, and these references hold.
    Passes { request: Two, reply: Reply, keeps: bool, sees: bool, is_open: bool, is_unclear: bool },
}

/// What network ACLs leave of the reply.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Reply {
    Passes(Two),
    Ask,
}

/// What all classes of one site share.
pub(super) struct Approach {
    pub ways: Vec<Part<Way>>,
    /// What outbound rules say of the site's addresses.
    outbound: Vec<Part<Two>>,
    /// Both.
    pub joined: Vec<Part<Way>>,
}

/// What sources meet on the way to a site, found when it is first needed.
#[derive(Default)]
pub(super) struct Met {
    /// Those in other subnets.
    others: Option<Approach>,
    /// By subnet of the destination, where those inside meet something else.
    inside: SortedMap<Ix, Option<Approach>>,
}

impl Met {
    /// On the way to one subnet of the site; and whether that is the same for others, too.
    pub(super) fn towards(&self, subnet: Ix) -> Option<(&Approach, bool)> {
        match self.inside.get(&subnet) {
            Some(Some(own)) => Some((own, false)),
            Some(None) | None => self.others.as_ref().map(|others| (others, true)),
        }
    }
}

impl<K: Key> Plane<K> {
    /// Finds what senders meet on the way to one subnet of a site. `ahead` is what lies ahead of its atom.
    pub(super) fn meet(
        &mut self,
        senders: &Senders<K>,
        ahead: Option<(&mut Ahead<K>, u32)>,
        met: &mut Met,
        to: &Ends<K>,
        subnet: Ix,
    ) {
        let others = met.others.get_or_insert_with(|| {
            let ways = self.ways_to(senders, ahead, to);
            let outbound = self.outbound_to(senders, &to.one);
            let joined = self.join(&ways, &outbound);
            Approach { ways, outbound, joined }
        });
        met.inside.entry(subnet).or_insert_with(|| self.inside(senders, others, &to.one, subnet));
    }

    /// Inside a subnet no router is asked; `None` where that makes no difference.
    fn inside(
        &mut self,
        senders: &Senders<K>,
        others: &Approach,
        to: &Seat<K>,
        subnet: Ix,
    ) -> Option<Approach> {
        let own = senders.homes.get(&subnet).map_or(&[][..], Vec::as_slice);
        let own: Vec<(Option<Way>, &Bits)> =
            own.iter().map(|(from, ranks)| (self.way_inside(from, to), ranks)).collect();
        let is_met = own.iter().all(|(way, ranks)| match way {
            Some(way) => others.ways.iter().any(|part| part.value == *way && part.sources.holds(ranks)),
            None => !others.ways.iter().any(|part| part.sources.overlaps(ranks)),
        });
        if is_met {
            return None;
        }
        let mut ways = others.ways.clone();
        for (way, ranks) in own {
            ways.iter_mut().for_each(|part| part.sources.remove(ranks));
            if let Some(way) = way {
                add(&mut ways, way, ranks);
            }
        }
        let outbound = others.outbound.clone();
        let joined = self.join(&ways, &outbound);
        Some(Approach { ways, outbound, joined })
    }

    /// What a source meets on the way to a neighbour; of that one only the address counts.
    fn way_inside(&self, from: &Seat<K>, to: &Seat<K>) -> Option<Way> {
        if from.traits.has(Traits::ASK.with(Traits::ASK_FROM)) {
            Some(Way::Ask)
        } else if from.traits.has(Traits::DOWN.with(Traits::NEVER_STARTS)) {
            None
        } else {
            way(from, self.legs_inside(from, to))
        }
    }

    /// The ways of senders to a site, but for those inside one subnet.
    fn ways_to(
        &mut self,
        senders: &Senders<K>,
        ahead: Option<(&mut Ahead<K>, u32)>,
        to: &Ends<K>,
    ) -> Vec<Part<Way>> {
        let mut parts: Vec<Part<Way>> = Vec::new();
        let outs = self.fates.outs_at(to.one.key);
        // What the destination's router does with replies, which stays the same up to some source.
        let mut back = None;
        let all = u32::try_from(senders.spots.len()).unwrap_or(u32::MAX);
        let (towards, fates) = match ahead {
            Some((ahead, atom)) => (ahead.towards(self, atom, to.one.key, &outs), ahead.fates.as_slice()),
            None => (Bits::range(&(0..all)), &[][..]),
        };
        for at in towards.ranks() {
            let Some(spot) = senders.spots.get(at as usize) else { continue };
            let traits = spot.ends.one.traits;
            let way = if traits.has(Traits::ASK.with(Traits::ASK_FROM)) {
                Some(Way::Ask)
            } else if traits.has(Traits::DOWN.with(Traits::NEVER_STARTS)) {
                None
            } else {
                let Some((from, to_one)) = spot.ends.apart(to) else { continue };
                let known = fates.get(at as usize).copied().filter(|_| from.subnet == spot.ends.one.subnet);
                let number = known.unwrap_or_else(|| self.fate_no(from.subnet, to_one.key));
                let there = self.fates.with_outs(number, &outs);
                if there == Fate::Blocked {
                    continue;
                }
                let (again, end) = match back {
                    Some((subnet, again, end)) if subnet == to_one.subnet && from.key <= end => (again, end),
                    _ => self.fate_until(to_one.subnet, from.key),
                };
                back = Some((to_one.subnet, again, end));
                let legs = self.legs_along(&from, &to_one, there, again);
                way(&from, legs)
            };
            if let Some(way) = way
                && let Some(sources) = part(&mut parts, way)
            {
                match &spot.run {
                    Some(run) => sources.fill(run),
                    None => sources.add(&spot.ranks),
                }
            }
        }
        parts
    }

    /// What the outbound rules of all sources admit towards a place, by address.
    fn outbound_to(&mut self, senders: &Senders<K>, to: &Seat<K>) -> Vec<Part<Two>> {
        let mut parts = vec![Part { value: Two::ALL, sources: senders.unrestricted.clone() }];
        for (number, ranks) in &senders.restricted {
            let Some(filter) = self.filters.get(*number as usize) else { continue };
            let admitted = filter.with_open(filter.by_address.at(to.key, NONE), &mut self.pool);
            if admitted.is_none() {
                continue;
            }
            if let Some(sources) = part(&mut parts, admitted) {
                sources.add(ranks);
            }
        }
        parts
    }

    /// Ways with outbound rules; sources that get nothing out fall away.
    fn join(&mut self, ways: &[Part<Way>], outbound: &[Part<Two>]) -> Vec<Part<Way>> {
        let mut joined: Vec<Part<Way>> = Vec::new();
        for way in ways {
            if way.value == Way::Ask {
                joined.push(way.clone());
                continue;
            }
            for out in outbound {
                let Some(sources) = way.sources.and(&out.sources) else { continue };
                if let Some(value) = self.with_outbound(way.value, out.value) {
                    add(&mut joined, value, &sources);
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

    /// The sources whose outbound rules name a group of the destination, and their ways with that counted in.
    pub(super) fn by_reference(
        &mut self,
        senders: &Senders<K>,
        to: &Seat<K>,
        members: &[u32],
        ways: &[Part<Way>],
    ) -> (Option<Bits>, Vec<Part<Way>>) {
        let mut referring: Option<Bits> = None;
        let mut own: Vec<Part<Way>> = Vec::new();
        let mut naming: Vec<usize> =
            members.iter().filter_map(|group| senders.naming.get(group)).flatten().copied().collect();
        naming.sort_unstable();
        naming.dedup();
        for (number, ranks) in naming.into_iter().filter_map(|at| senders.restricted.get(at)) {
            let Some(filter) = self.filters.get(*number as usize) else { continue };
            let by_group = filter.by_groups(members, &mut self.pool);
            if by_group == NONE {
                continue;
            }
            let by_address = filter.by_address.at(to.key, NONE);
            let alone = filter.with_open(by_address, &mut self.pool);
            let both = self.pool.or(by_address, by_group);
            let both = filter.with_open(both, &mut self.pool);
            for way in ways {
                let Some(sources) = way.sources.and(ranks) else { continue };
                let sees = match way.value {
                    Way::Ask => continue,
                    Way::AskIfOut { sees } | Way::Passes { sees, .. } => sees,
                };
                if let Some(value) = self.with_outbound(way.value, if sees { both } else { alone }) {
                    own.push(Part { value, sources });
                }
            }
            referring.get_or_insert_default().add(ranks);
        }
        (referring, own)
    }
}

/// The way that two legs are; `None` when nothing can pass, whatever rules say.
fn way<K: Key>(from: &Seat<K>, (forward, back): Legs) -> Option<Way> {
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
