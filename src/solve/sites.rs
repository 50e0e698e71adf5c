//! Subnets that no way can tell apart: routers and network ACLs that do the same with every seat there is count as one, so
//! that a way between two such subnets is followed once for all of them.

use super::fates::{Attached, Exit, Exits, Fate, Out, Passed, Then};
use super::flat::{Flat, Key};
use super::plane::Plane;
use super::pool::Two;
use crate::graph::Ix;
use crate::model::{Distinct, SortedSet};

/// What ways depend on of a subnet. Subnets of which this is equal are alike, but for what stays inside one of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Like {
    vpc: Ix,
    /// Its router and its network ACL, inbound and outbound, numbered by what they do with seats.
    router: u32,
    inbound: u32,
    outbound: u32,
    /// The subnet itself, where a transit gateway delivers from it and its network ACL matters to others.
    itself: Option<Ix>,
}

/// A function of an address as seats see it: the first atom with seats of each interval, and the value there.
type Seen<V> = Vec<(u32, V)>;

/// From where a packet is delivered, as far as that can matter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Door {
    Here,
    /// No outbound list speaks, or it lets all pass.
    Free,
    /// This outbound list speaks, in whatever subnet that has no seats.
    List(u32),
    Subnet(Ix),
}

/// The number of the network ACL that lets everything pass.
const CLEAR: u32 = 0;

/// What the subnets of a plane are like, by position. `keys` holds the address of one seat of each atom, ascending: an
/// atom is cut by whatever cuts a router, a network ACL or a transit gateway route table.
pub(super) fn likes<K: Key>(plane: &Plane<K>, keys: &[K]) -> Vec<Like> {
    let mut known = Distinct::new();
    // CLEAR.
    known.number(vec![(0, Two::ALL)]);
    let acls = plane.acls.iter().map(|acl| known.number(seen(acl, keys, |two| two))).collect();
    let mut sieve = Sieve {
        plane,
        acls,
        inhabited: plane.seats.iter().map(|seat| seat.subnet).collect(),
        lists: Distinct::new(),
        itself: SortedSet::new(),
    };
    let fates = &plane.fates;
    let mut known = Distinct::new();
    let outs: Vec<u32> = fates.outs.iter().map(|out| known.number(sieve.out(out))).collect();
    let mut known = Distinct::new();
    let transit: Vec<u32> = fates
        .transit
        .iter()
        .map(|flat| known.number(seen(flat, keys, |out| outs.get(out as usize).copied())))
        .collect();
    let mut known = Distinct::new();
    let attached: Vec<u32> = fates
        .attached
        .iter()
        .map(|own| {
            let transit = transit.get(own.transit as usize).copied().unwrap_or(u32::MAX);
            known.number(Attached { passed: sieve.passed(own.passed), transit, ..*own })
        })
        .collect();
    let mut known = Distinct::new();
    let all: Vec<u32> = fates.all.iter().map(|fate| known.number(sieve.fate(*fate, &attached))).collect();
    let mut known = Distinct::new();
    let routers: Vec<u32> = plane
        .routers
        .iter()
        .map(|flat| known.number(seen(flat, keys, |fate| all.get(fate as usize).copied())))
        .collect();
    let at = |all: &[u32], position: u32| all.get(position as usize).copied().unwrap_or(u32::MAX);
    let like = |(subnet, station): (Ix, &super::plane::Station)| Like {
        vpc: station.vpc,
        router: at(&routers, station.router),
        inbound: at(&sieve.acls, station.inbound),
        outbound: at(&sieve.acls, station.outbound),
        itself: sieve.itself.contains(&subnet).then_some(subnet),
    };
    (0..).zip(&plane.stations).map(like).collect()
}

/// A function of all addresses, as seats see it.
fn seen<K: Key, V: Copy + PartialEq, W: PartialEq>(
    flat: &Flat<K, V>,
    keys: &[K],
    mut value: impl FnMut(V) -> W,
) -> Seen<W> {
    let mut found: Seen<W> = Vec::new();
    let mut rest = keys;
    for (_, last, own) in flat.pieces() {
        let (inside, beyond) = rest.split_at(rest.partition_point(|key| *key <= last));
        let at = u32::try_from(keys.len() - rest.len()).unwrap_or(u32::MAX);
        rest = beyond;
        if inside.is_empty() {
            continue;
        }
        let value = value(own);
        if found.last().is_none_or(|(_, other)| *other != value) {
            found.push((at, value));
        }
    }
    found
}

/// Puts numbers of what matters in the place of what routers lead over.
struct Sieve<'p, K> {
    plane: &'p Plane<K>,
    acls: Vec<u32>,
    /// Subnets with seats.
    inhabited: SortedSet<Ix>,
    lists: Distinct<Vec<Door>>,
    /// Subnets that are like no other.
    itself: SortedSet<Ix>,
}

impl<K: Key> Sieve<'_, K> {
    fn acl(&self, position: u32) -> u32 {
        self.acls.get(position as usize).copied().unwrap_or(u32::MAX)
    }

    /// The attachment's subnet matters by its inbound list alone.
    fn passed(&self, passed: Passed) -> Passed {
        let list = |subnet: Ix| self.acl(self.plane.station(subnet).inbound);
        Passed { attachment: passed.attachment.map(list).filter(|list| *list != CLEAR), ..passed }
    }

    fn exits(&mut self, exits: Exits) -> Exits {
        let doors = self.plane.fates.exits(exits).iter().map(|exit| match *exit {
            Exit::Here => Door::Here,
            Exit::Gateway => Door::Free,
            Exit::Subnet(subnet) => {
                let station = self.plane.station(subnet);
                let (inbound, outbound) = (self.acl(station.inbound), self.acl(station.outbound));
                // Where both lists are clear it makes no difference whether the destination is in the subnet itself.
                if inbound == CLEAR && outbound == CLEAR {
                    Door::Free
                } else if self.inhabited.contains(&subnet) {
                    self.itself.insert(subnet);
                    Door::Subnet(subnet)
                } else {
                    Door::List(outbound)
                }
            }
        });
        let doors: Vec<Door> = doors.collect();
        Exits { first: self.lists.number(doors), count: exits.count }
    }

    fn out(&mut self, out: &Out) -> Out {
        let then = match out.then {
            Then::Delivered { exits, keeps } => Then::Delivered { exits: self.exits(exits), keeps },
            same @ (Then::Blocked | Then::Ask | Then::Open) => same,
        };
        Out { then, ..*out }
    }

    fn fate(&mut self, fate: Fate, attached: &[u32]) -> Fate {
        match fate {
            Fate::Open(passed) => Fate::Open(self.passed(passed)),
            Fate::Delivered(delivery) => Fate::Delivered(super::fates::Delivery {
                passed: self.passed(delivery.passed),
                exits: self.exits(delivery.exits),
                ..delivery
            }),
            Fate::Enters(own) => Fate::Enters(attached.get(own as usize).copied().unwrap_or(u32::MAX)),
            same @ (Fate::Blocked | Fate::Ask | Fate::AskRequest) => same,
        }
    }
}
