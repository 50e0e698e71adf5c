//! What passes from one end to another: the way both legs take, and what every filter on it leaves.

use super::fates::{Delivery, Exit, Fate, Passed};
use super::flat::Key;
use super::passing::Passing;
use super::plane::{Plane, Station};
use super::pool::{NONE, Set, Two};
use super::seats::{Seat, Traits};
use crate::graph::Ix;

/// Nobody but the walk can say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Ask;

/// What network ACLs leave of one leg, and which group references it keeps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Leg {
    pub acls: Two,
    pub keeps_groups: bool,
    pub sees_groups: bool,
    /// It stops where the input stops: nothing at the far end is asked.
    pub is_open: bool,
}

impl Leg {
    const BLOCKED: Leg = Leg { acls: Two::NONE, keeps_groups: false, sees_groups: false, is_open: false };
    const DIRECT: Leg = Leg { acls: Two::ALL, keeps_groups: true, sees_groups: true, is_open: false };
}

/// The ways of a request and of its reply.
pub(super) type Legs = (Result<Leg, Ask>, Result<Leg, Ask>);

/// More branches than a walk takes.
const MOST_BRANCHES: usize = 16;

const NOWHERE: Station = Station { vpc: Ix::MAX, router: 0, inbound: 0, outbound: 0 };

impl<K: Key> Plane<K> {
    /// What passes from one seat to another.
    pub(super) fn pair(&mut self, from: &Seat<K>, to: &Seat<K>) -> Result<Passing, Ask> {
        if from.traits.has(Traits::ASK.with(Traits::ASK_FROM)) || to.traits.has(Traits::ASK) {
            return Err(Ask);
        }
        if from.traits.has(Traits::DOWN.with(Traits::NEVER_STARTS)) {
            return Ok(Passing::NOTHING);
        }
        if from.subnet == to.subnet {
            let (forward, back) = self.legs_inside(from, to);
            return self.pair_along(from, to, forward, |_| back);
        }
        let there = self.fate(from.subnet, to.key);
        if there == Fate::Blocked {
            return Ok(Passing::NOTHING);
        }
        if there.branches() > 1 {
            let again = self.fate(to.subnet, from.key);
            let (forward, back) = self.legs_along(from, to, there, again);
            return self.pair_along(from, to, forward, |_| back);
        }
        // One branch only: the reply is not looked at before it is known that something arrives.
        let forward = self.leg(from, to, there, false);
        self.pair_along(from, to, forward, |plane| {
            let again = plane.fate(to.subnet, from.key);
            plane.leg_back(from, to, again)
        })
    }

    /// What passes from one seat to another by these legs, where the sender may start a connection.
    pub(super) fn pair_along(
        &mut self,
        from: &Seat<K>,
        to: &Seat<K>,
        forward: Result<Leg, Ask>,
        back: impl FnOnce(&mut Self) -> Result<Leg, Ask>,
    ) -> Result<Passing, Ask> {
        let request = self.request(from, to, forward)?;
        if request.is_none() {
            return Ok(Passing::NOTHING);
        }
        if to.traits.has(Traits::ASK_BEHIND) && forward.is_ok_and(|leg| !leg.is_open) {
            return Err(Ask);
        }
        let open_end = forward.is_ok_and(|leg| leg.is_open);
        let reply = if open_end { Two::ALL } else { back(self)?.acls };
        Ok(self.fold(request, reply))
    }

    /// What a request passes, its filters at both ends included.
    fn request(&mut self, from: &Seat<K>, to: &Seat<K>, leg: Result<Leg, Ask>) -> Result<Two, Ask> {
        let sees = leg.is_ok_and(|leg| leg.sees_groups);
        let outbound = self.outbound(from, to, sees || leg.is_err());
        if outbound.is_none() {
            return Ok(Two::NONE);
        }
        let leg = leg?;
        let mut passes = self.pool.both(outbound, leg.acls);
        if leg.is_open || passes.is_none() {
            return Ok(passes.opened());
        }
        if to.traits.has(Traits::DOWN.with(Traits::NEVER_RECEIVES)) {
            return Ok(Two::NONE);
        }
        let inbound = self.inbound(from, to, leg.keeps_groups);
        passes = self.pool.both(passes, inbound);
        if to.traits.has(Traits::NO_ICMP) {
            let set = self.without_icmp();
            passes = self.pool.both(passes, Two::certain(set));
        }
        let is_unclear = from.traits.has(Traits::UNCLEAR) || to.traits.has(Traits::UNCLEAR);
        Ok(if is_unclear { passes.opened() } else { passes })
    }

    fn outbound(&mut self, from: &Seat<K>, to: &Seat<K>, sees_groups: bool) -> Two {
        let Some(groups) = self.groups.get(from.groups as usize) else { return Two::NONE };
        let Some(filter) = self.filters.get(groups.outbound as usize) else { return Two::NONE };
        let mut set = filter.by_address.at(to.key, NONE);
        if sees_groups && !filter.by_group.is_empty() {
            let members = self.groups.get(to.groups as usize).map_or(&[][..], |groups| &groups.members);
            let more = filter.by_groups(members, &mut self.pool);
            set = self.pool.or(set, more);
        }
        filter.with_open(set, &mut self.pool)
    }

    fn inbound(&mut self, from: &Seat<K>, to: &Seat<K>, keeps_groups: bool) -> Two {
        let Some(groups) = self.groups.get(to.groups as usize) else { return Two::NONE };
        let Some(filter) = self.filters.get(groups.inbound as usize) else { return Two::NONE };
        let mut set: Set = filter.by_address.at(from.key, NONE);
        if keeps_groups && !filter.by_group.is_empty() {
            let members = self.groups.get(from.groups as usize).map_or(&[][..], |groups| &groups.members);
            let more = filter.by_groups(members, &mut self.pool);
            set = self.pool.or(set, more);
        }
        filter.with_open(set, &mut self.pool)
    }

    pub(super) fn station(&self, subnet: Ix) -> Station {
        self.stations.get(subnet as usize).copied().unwrap_or(NOWHERE)
    }

    /// The ways of request and reply.
    pub(super) fn legs(&mut self, from: &Seat<K>, to: &Seat<K>) -> Legs {
        if from.subnet == to.subnet {
            return self.legs_inside(from, to);
        }
        let there = self.fate(from.subnet, to.key);
        if there == Fate::Blocked {
            // One branch, whatever the reply would do.
            return (Ok(Leg::BLOCKED), Ok(Leg::BLOCKED));
        }
        let again = self.fate(to.subnet, from.key);
        self.legs_along(from, to, there, again)
    }

    /// The ways of request and reply to a neighbour in the own subnet.
    pub(super) fn legs_inside(&self, from: &Seat<K>, to: &Seat<K>) -> Legs {
        let leaves = from.traits.has(Traits::LEAVES);
        let acls = if leaves { self.acl_out(from.subnet, to.key) } else { Two::ALL };
        let no_reply = from.traits.has(Traits::NO_REPLY);
        (Ok(Leg { acls, ..Leg::DIRECT }), Ok(if no_reply { Leg::BLOCKED } else { Leg::DIRECT }))
    }

    /// The ways of request and reply between different subnets, where both routers have been asked already.
    pub(super) fn legs_along(&mut self, from: &Seat<K>, to: &Seat<K>, there: Fate, again: Fate) -> Legs {
        if there.branches() * again.branches() > MOST_BRANCHES {
            return (Err(Ask), Err(Ask));
        }
        (self.leg(from, to, there, false), self.leg_back(from, to, again))
    }

    fn leg_back(&mut self, from: &Seat<K>, to: &Seat<K>, again: Fate) -> Result<Leg, Ask> {
        let back = self.leg(to, from, again, true);
        let ends_at_nat = from.traits.has(Traits::NO_REPLY) && back.is_ok_and(|leg| !leg.is_open);
        if ends_at_nat { Ok(Leg::BLOCKED) } else { back }
    }

    fn leg(&mut self, from: &Seat<K>, to: &Seat<K>, fate: Fate, is_reply: bool) -> Result<Leg, Ask> {
        match fate {
            Fate::Blocked => Ok(Leg::BLOCKED),
            Fate::AskRequest if is_reply => Ok(Leg::BLOCKED),
            Fate::Ask | Fate::AskRequest | Fate::Enters(_) => Err(Ask),
            Fate::Open(passed) => {
                let acls = self.passed(passed, from, to).opened();
                Ok(Leg { acls, is_open: true, ..Leg::BLOCKED })
            }
            Fate::Delivered(delivery) => {
                let to_vpc = self.station(to.subnet).vpc;
                if delivery.vpc != to_vpc {
                    // Somebody else's address there, or nobody's.
                    let is_seen = self.seen.get(delivery.vpc as usize).copied().unwrap_or_default();
                    return if is_seen { Ok(Leg::BLOCKED) } else { Err(Ask) };
                }
                let Delivery { passed, exits, keeps_groups, sees_groups, .. } = delivery;
                let mut acls = self.passed(passed, from, to);
                let mut any: Option<Two> = None;
                for at in 0..exits.count as usize {
                    let Some(&exit) = self.fates.exits(exits).get(at) else { continue };
                    let one = self.exit(exit, from, to);
                    any = Some(match any {
                        Some(other) => self.pool.any_of(other, one),
                        None => one,
                    });
                }
                acls = self.pool.both(acls, any.unwrap_or(Two::NONE));
                Ok(Leg { acls, keeps_groups, sees_groups, is_open: false })
            }
        }
    }

    fn passed(&mut self, passed: Passed, from: &Seat<K>, to: &Seat<K>) -> Two {
        let mut acls = Two::ALL;
        if passed.leaves {
            acls = self.acl_out(from.subnet, to.key);
        }
        if let Some(subnet) = passed.attachment {
            let entering = self.acl_in(subnet, from.key);
            acls = self.pool.both(acls, entering);
        }
        acls
    }

    fn exit(&mut self, exit: Exit, from: &Seat<K>, to: &Seat<K>) -> Two {
        let leaving = match exit {
            Exit::Here => self.acl_out(from.subnet, to.key),
            Exit::Gateway => Two::ALL,
            Exit::Subnet(subnet) if subnet == to.subnet => return Two::ALL,
            Exit::Subnet(subnet) => self.acl_out(subnet, to.key),
        };
        let entering = self.acl_in(to.subnet, from.key);
        self.pool.both(leaving, entering)
    }

    fn acl_out(&self, subnet: Ix, key: K) -> Two {
        let acl = self.acls.get(self.station(subnet).outbound as usize);
        acl.map_or(Two::OPEN, |acl| acl.at(key, Two::OPEN))
    }

    fn acl_in(&self, subnet: Ix, key: K) -> Two {
        let acl = self.acls.get(self.station(subnet).inbound as usize);
        acl.map_or(Two::OPEN, |acl| acl.at(key, Two::OPEN))
    }
}
