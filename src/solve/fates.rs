//! What becomes of packets at routers, in two steps: what a subnet's own router says of a destination, and what a transit
//! gateway says of it, which all subnets behind it share.

use super::flat::{Flat, Key};
use super::plane::Plane;
use crate::graph::Ix;
use crate::model::SortedMap;

/// A resource and the zone, by name and id, of a subnet that uses it.
pub(super) type Zoned = (Ix, Box<str>, Box<str>);

/// The number of a [`Fate`] in its plane.
pub(super) type FateNo = u32;

/// The number of an [`Attached`] in its plane.
pub(super) type AttachedNo = u32;

/// What becomes of a packet that a subnet's router gets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Fate {
    /// It ends on the way, for certain.
    Blocked,
    /// Only a walk can follow it.
    Ask,
    /// Only a walk can follow a request; a reply ends here, for certain.
    AskRequest,
    /// The input does not say where it goes; it has passed these network ACLs until then.
    Open(Passed),
    /// It is delivered inside a VPC.
    Delivered(Delivery),
    /// It enters a transit gateway.
    Enters(AttachedNo),
}

/// Network ACLs on the way to the VPC of the destination.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Passed {
    /// The subnet's own, outbound.
    pub leaves: bool,
    /// That of the subnet of the own VPC's transit gateway attachment, inbound (rule S-64).
    pub attachment: Option<Ix>,
}

/// Delivery inside a VPC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Delivery {
    /// The VPC that delivers.
    pub vpc: Ix,
    /// What was passed before.
    pub passed: Passed,
    /// From where it may be delivered: any of these, as AWS likes.
    pub exits: Exits,
    /// Whether inbound group references hold for what came this way (rules S-43, S-105).
    pub keeps_groups: bool,
    /// Whether outbound group references of the sender hold for the destination (rule S-43).
    pub sees_groups: bool,
}

/// Exits by position in [`Fates::exits`]; equal numbers are equal lists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Exits {
    pub first: u32,
    pub count: u32,
}

/// From where a packet is delivered in its last VPC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Exit {
    /// The sender's own subnet.
    Here,
    /// A gateway: no subnet's outbound list speaks.
    Gateway,
    /// A subnet of a transit gateway attachment.
    Subnet(Ix),
}

/// An attachment as the subnets of one zone enter it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Attached {
    pub attachment: Ix,
    pub vpc: Ix,
    pub passed: Passed,
    /// It rewrites addresses, so only a walk can follow what enters it.
    pub translates: bool,
    /// The gateway over which it keeps group references, if any.
    pub keeps: Option<Ix>,
    /// Position in [`Fates::transit`].
    pub transit: u32,
}

/// What a transit gateway does with a destination, whoever sent it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Out {
    /// The attachment that a route names.
    pub by: Option<Ix>,
    /// The VPC behind it, where what enters from that same VPC is the walk's business.
    pub vpc: Option<Ix>,
    pub then: Then,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Then {
    Blocked,
    Ask,
    Open,
    /// Delivered in the VPC behind the attachment, which keeps group references over this gateway.
    Delivered {
        exits: Exits,
        keeps: Option<Ix>,
    },
}

/// Everything that routers lead to.
#[derive(Clone, Debug, Default)]
pub(super) struct Fates<K> {
    /// By [`FateNo`].
    pub all: Vec<Fate>,
    /// By [`AttachedNo`].
    pub attached: Vec<Attached>,
    /// Transit gateway route tables, each as seen from one zone: positions in `outs`.
    pub transit: Vec<Flat<K, u32>>,
    pub outs: Vec<Out>,
    pub exits: Vec<Exit>,
    /// By transit gateway route table and zone: the position in `transit`, and a subnet of that zone.
    pub zones: SortedMap<Zoned, (u32, Ix)>,
}

impl<K: Key> Fates<K> {
    /// The fate of a number for a destination, behind any transit gateway.
    pub(super) fn at(&self, number: FateNo, to: K) -> Fate {
        match self.all.get(number as usize) {
            Some(Fate::Enters(attached)) => self.behind(*attached, to),
            Some(fate) => *fate,
            None => Fate::Ask,
        }
    }

    /// As [`Fates::at`], with the last destination up to which it stays the same.
    pub(super) fn until(&self, number: FateNo, to: K) -> (Fate, K) {
        match self.all.get(number as usize) {
            Some(Fate::Enters(attached)) => {
                let own = self.attached.get(*attached as usize);
                let flat = own.and_then(|own| self.transit.get(own.transit as usize));
                (self.behind(*attached, to), flat.map_or(to, |flat| flat.end_of(to)))
            }
            Some(fate) => (*fate, K::LAST),
            None => (Fate::Ask, to),
        }
    }

    /// What every transit gateway route table does with a destination, by position.
    pub(super) fn outs_at(&self, to: K) -> Vec<Option<Out>> {
        let at = |flat: &Flat<K, u32>| self.outs.get(flat.at(to, u32::MAX) as usize).copied();
        self.transit.iter().map(at).collect()
    }

    /// As [`Fates::at`], for a destination whose [`Fates::outs_at`] are known.
    pub(super) fn with_outs(&self, number: FateNo, outs: &[Option<Out>]) -> Fate {
        match self.all.get(number as usize) {
            Some(Fate::Enters(attached)) => {
                let Some(own) = self.attached.get(*attached as usize) else { return Fate::Ask };
                let out = outs.get(own.transit as usize).copied().flatten();
                out.map_or(Fate::Ask, |out| own.joined(&out))
            }
            Some(fate) => *fate,
            None => Fate::Ask,
        }
    }

    fn behind(&self, number: AttachedNo, to: K) -> Fate {
        let Some(own) = self.attached.get(number as usize) else { return Fate::Ask };
        let found = self.transit.get(own.transit as usize).map(|flat| flat.at(to, u32::MAX));
        let Some(out) = found.and_then(|at| self.outs.get(at as usize)) else { return Fate::Ask };
        own.joined(out)
    }

    /// The exits of a delivery.
    pub(super) fn exits(&self, exits: Exits) -> &[Exit] {
        let first = exits.first as usize;
        self.exits.get(first..first + exits.count as usize).unwrap_or(&[])
    }
}

impl Attached {
    /// What becomes of a packet that entered here.
    pub(super) fn joined(&self, out: &Out) -> Fate {
        let is_back = out.by == Some(self.attachment) || out.vpc == Some(self.vpc);
        if is_back || (out.by.is_some() && self.translates) {
            return Fate::Ask;
        }
        match (out.then, out.vpc) {
            (Then::Blocked, _) => Fate::Blocked,
            (Then::Open, _) => Fate::Open(self.passed),
            (Then::Delivered { exits, keeps }, Some(vpc)) => Fate::Delivered(Delivery {
                vpc,
                passed: self.passed,
                exits,
                keeps_groups: keeps.is_some() && keeps == self.keeps,
                // Outbound references hold over peerings only (rule S-43).
                sees_groups: false,
            }),
            (Then::Ask | Then::Delivered { .. }, _) => Fate::Ask,
        }
    }
}

impl Fate {
    /// How many branches a walk takes.
    pub(super) const fn branches(self) -> usize {
        match self {
            Fate::Delivered(delivery) => delivery.exits.count as usize,
            Fate::Blocked | Fate::Ask | Fate::AskRequest | Fate::Open(_) | Fate::Enters(_) => 1,
        }
    }
}

impl<K: Key> Plane<K> {
    /// What the router of a subnet does with a destination.
    pub(super) fn fate(&self, from: Ix, to: K) -> Fate {
        self.fates.at(self.fate_no(from, to), to)
    }

    /// The same before any transit gateway.
    pub(super) fn fate_no(&self, from: Ix, to: K) -> FateNo {
        let router = self.station(from).router;
        self.routers.get(router as usize).map_or(FateNo::MAX, |flat| flat.at(to, FateNo::MAX))
    }

    /// What the router of a subnet does with a destination, and the last one up to which that stays the same.
    pub(super) fn fate_until(&self, from: Ix, to: K) -> (Fate, K) {
        let router = self.station(from).router;
        let Some(flat) = self.routers.get(router as usize) else { return (Fate::Ask, to) };
        let (number, end) = flat.until(to, FateNo::MAX);
        let (fate, sooner) = self.fates.until(number, to);
        (fate, end.min(sooner))
    }
}
