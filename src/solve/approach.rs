//! What sources meet on the way to one place, but for the rules of the destination itself.

use super::bits::Bits;
use super::flat::Key;
use super::pair::{Ask, Leg};
use super::parts::{Part, add, part};
use super::plane::Plane;
use super::pool::{NONE, Two};
use super::seats::{Seat, Traits};
use super::sources::Senders;

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

/// What all classes of one place share.
pub(super) struct Approach {
    pub ways: Vec<Part<Way>>,
    /// With what outbound rules say of the place's addresses.
    pub joined: Vec<Part<Way>>,
}

impl<K: Key> Plane<K> {
    /// The ways of senders to a place of which `to` is one seat.
    pub(super) fn approach(&mut self, senders: &Senders<K>, to: &Seat<K>) -> Approach {
        let ways = self.ways_to(senders, to);
        let outbound = self.outbound_to(senders, to);
        let joined = self.join(&ways, &outbound);
        Approach { ways, joined }
    }

    fn ways_to(&mut self, senders: &Senders<K>, to: &Seat<K>) -> Vec<Part<Way>> {
        let mut parts: Vec<Part<Way>> = Vec::new();
        let outs = self.fates.outs_at(to.key);
        // What the destination's router does with replies, which stays the same up to some source.
        let mut back = None;
        for spot in &senders.spots {
            let from = &spot.seat;
            let way = if from.traits.has(Traits::ASK.with(Traits::NAT)) {
                Some(Way::Ask)
            } else if from.traits.has(Traits::DOWN.with(Traits::NEVER_STARTS)) {
                None
            } else if from.subnet == to.subnet {
                let legs = self.legs(from, to);
                way(from, legs)
            } else {
                let there = self.fates.with_outs(self.fate_no(from.subnet, to.key), &outs);
                if there == super::fates::Fate::Blocked {
                    continue;
                }
                let (again, end) = match back {
                    Some((again, end)) if from.key <= end => (again, end),
                    _ => self.fate_until(to.subnet, from.key),
                };
                back = Some((again, end));
                let legs = self.legs_along(from, to, there, again);
                way(from, legs)
            };
            if let Some(way) = way
                && let Some(sources) = part(&mut parts, way)
            {
                sources.add(&spot.ranks);
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
fn way<K: Key>(from: &Seat<K>, (forward, back): (Result<Leg, Ask>, Result<Leg, Ask>)) -> Option<Way> {
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
