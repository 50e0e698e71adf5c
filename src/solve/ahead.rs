//! Which senders' routers lead anywhere at all, kept up to date while destinations are gone through in order: most routers
//! do with most destinations what they do with the one before.

use super::bits::Bits;
use super::fates::{Fate, FateNo, Out};
use super::flat::Key;
use super::plane::Plane;
use super::seats::Traits;
use super::sources::Senders;
use crate::model::Order;

/// Senders by what their routers do with a destination.
pub(super) struct Ahead<K> {
    /// Where routers begin to do something else: the first such destination, the router, and what it does from there on.
    turns: Vec<(K, u32, FateNo)>,
    /// How many of them are passed.
    passed: usize,
    /// The atom of the last destination.
    atom: u32,
    /// By router: positions of its spots.
    spots: Vec<Vec<u32>>,
    /// Spots that are asked about wherever their routers lead.
    always: Bits,
    /// By router: its fate now, and its place among those of that fate.
    now: Vec<Option<(FateNo, usize)>>,
    /// By fate: routers.
    routers: Vec<Vec<u32>>,
    /// By position of the spot: the fate of what it sends.
    pub fates: Vec<FateNo>,
}

impl<K: Key> Ahead<K> {
    /// Before the first destination.
    pub(super) fn of(plane: &Plane<K>, senders: &Senders<K>) -> Self {
        let mut spots: Vec<Vec<u32>> = vec![Vec::new(); plane.routers.len()];
        let mut always = Bits::default();
        for (at, spot) in (0..).zip(&senders.spots) {
            let seat = &spot.ends.one;
            if seat.traits.has(Traits::ASK.with(Traits::ASK_FROM)) {
                always.insert(at);
            }
            match spots.get_mut(plane.station(seat.subnet).router as usize) {
                Some(spots) => spots.push(at),
                None => always.insert(at),
            }
        }
        let used = (0..).zip(&plane.routers).zip(&spots).filter(|(_, spots)| !spots.is_empty());
        let turns =
            used.flat_map(|((at, flat), _)| flat.pieces().map(move |(start, _, fate)| (start, at, fate)));
        let mut turns: Vec<(K, u32, FateNo)> = turns.collect();
        turns.order_by_number(|turn| turn.0.wide(), Ord::cmp);
        let now = vec![None; plane.routers.len()];
        let routers = vec![Vec::new(); plane.fates.all.len()];
        let fates = vec![FateNo::MAX; senders.spots.len()];
        Ahead { turns, passed: 0, atom: 0, spots, always, now, routers, fates }
    }

    /// Positions of the spots from which a packet to a destination in another subnet may get anywhere, and perhaps of some
    /// others. `outs` is what transit gateways do with it.
    pub(super) fn towards(&mut self, plane: &Plane<K>, atom: u32, to: K, outs: &[Option<Out>]) -> Bits {
        self.go_to(atom, to);
        let mut found = self.always.clone();
        let mut add = |router: u32| {
            self.spots.get(router as usize).into_iter().flatten().for_each(|spot| found.insert(*spot));
        };
        for (fate, routers) in (0..).zip(&self.routers).filter(|(_, routers)| !routers.is_empty()) {
            if plane.fates.with_outs(fate, outs) != Fate::Blocked {
                routers.iter().for_each(|router| add(*router));
            }
        }
        found
    }

    /// Nothing turns inside an atom.
    fn go_to(&mut self, atom: u32, key: K) {
        if atom < self.atom {
            self.passed = 0;
            self.now.fill(None);
            self.routers.iter_mut().for_each(Vec::clear);
        }
        self.atom = atom;
        while let Some(&(_, router, fate)) = self.turns.get(self.passed).filter(|(start, ..)| *start <= key) {
            self.passed += 1;
            self.turn(router, fate);
        }
    }

    fn turn(&mut self, router: u32, fate: FateNo) {
        for spot in self.spots.get(router as usize).into_iter().flatten() {
            if let Some(slot) = self.fates.get_mut(*spot as usize) {
                *slot = fate;
            }
        }
        let before = self.now.get(router as usize).copied().flatten();
        if let Some((old, place)) = before
            && let Some(routers) = self.routers.get_mut(old as usize)
            && place < routers.len()
        {
            routers.swap_remove(place);
            // The last one is where this one was.
            let moved = routers.get(place).and_then(|moved| self.now.get_mut(*moved as usize));
            if let Some(slot) = moved {
                *slot = Some((old, place));
            }
        }
        let Some(routers) = self.routers.get_mut(fate as usize) else { return };
        if let Some(slot) = self.now.get_mut(router as usize) {
            *slot = Some((fate, routers.len()));
            routers.push(router);
        }
    }
}
