//! Finding all pairs at once, and again after a change.
//!
//! Nothing is done pair by pair. For a site of destinations every source's way is known from its own site; for a class
//! there, the inbound rules cut the ranks of all sources into intervals; what is left is joining sets of bits. After a
//! change only the rows of destinations that it touches are found anew, and of all others the part of the sources that it
//! touches.

use crate::model::{Numbers, Order};
use std::sync::Arc;

use super::ahead::Ahead;
use super::approach::{Approach, Met};
use super::bits::Bits;
use super::classes::{Class, Classes};
use super::flat::Key;
use super::pairs::{Pairs, Row, Sources};
use super::parts::{Part, SetPool};
use super::plane::Plane;
use super::seats::{GroupsNo, Seat, Traits};
use super::solver::Answer;
use super::sources::{Carriers, Ends, Senders};

/// Who reaches a class, by answer.
type Reached = Vec<(Answer, Sources)>;

/// The number of a row in [`Kept`].
type RowNo = u32;

/// What classes of one site have in common that are reached alike: the last is the row that they had before, if only a part
/// of it is found anew.
type LikeRow = (GroupsNo, Traits, Option<RowNo>);

/// All pairs as they were last found.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    sets: SetPool,
    rows: Vec<Reached>,
    numbers: Numbers,
    /// By rank of the destination.
    row_of: Vec<RowNo>,
    pub stale: Stale,
    /// How many sets there were when nothing had changed.
    fresh: usize,
}

/// What a change has touched since.
#[derive(Clone, Debug, Default)]
pub(super) struct Stale {
    /// Destinations: whatever is sent to them.
    pub to: Bits,
    /// Sources: whatever they send.
    pub from: Bits,
}

/// Sets that nobody needs any more are thrown away with everything else, when there are this many times as many.
const MOST_GARBAGE: usize = 4;

impl Kept {
    fn row(&mut self, found: Reached) -> RowNo {
        self.numbers.number(&mut self.rows, found)
    }

    fn whole(&mut self, found: Vec<Part<Answer>>) -> RowNo {
        let mut row: Reached =
            found.into_iter().map(|part| (part.value, self.sets.intern(part.sources))).collect();
        row.sort_unstable();
        self.row(row)
    }

    /// A row with only what some sources send replaced.
    fn patched(&mut self, old: RowNo, some: &Bits, found: Vec<Part<Answer>>) -> RowNo {
        let before = self.rows.get(old as usize).cloned().unwrap_or_default();
        let mut row: Reached = Vec::with_capacity(before.len());
        let mut new = found;
        let mut is_same = true;
        for (answer, number) in before {
            let Some(set) = self.sets.get(number).map(Arc::clone) else { continue };
            let at = new.iter().position(|part| part.value == answer);
            let more = at.map(|at| new.swap_remove(at).sources.trimmed());
            let now = set.and(some).map(Bits::trimmed);
            if now == more {
                row.push((answer, number));
                continue;
            }
            is_same = false;
            let mut sources = Bits::clone(&set);
            sources.remove(some);
            if let Some(more) = more {
                sources.add(&more);
            }
            if !sources.is_empty() {
                row.push((answer, self.sets.intern(sources)));
            }
        }
        if is_same && new.is_empty() {
            return old;
        }
        row.extend(new.into_iter().map(|part| (part.value, self.sets.intern(part.sources))));
        row.sort_unstable();
        self.row(row)
    }
}

impl<K: Key> Plane<K> {
    /// All pairs.
    pub(super) fn all_pairs(&mut self) -> Pairs {
        self.find(None).1
    }

    /// All pairs; what no change has touched since they were last found this way is as it was then.
    pub(super) fn refresh(&mut self) -> Pairs {
        let before = self.kept.take().filter(|kept| kept.sets.len() <= MOST_GARBAGE * kept.fresh.max(64));
        let (kept, pairs) = self.find(before);
        self.kept = Some(kept);
        pairs
    }

    fn find(&mut self, before: Option<Kept>) -> (Kept, Pairs) {
        let is_new = before.is_none();
        let mut kept = before.unwrap_or_default();
        let stale = std::mem::take(&mut kept.stale);
        let mut row_of: Vec<RowNo> = vec![0; self.seats.len()];
        self.with_senders(|plane, classes, senders, carriers| {
            let some = (!is_new && !stale.from.is_empty()).then(|| senders.only(plane, &stale.from));
            // Atoms ascend, so what lies ahead of one is nearly what lay ahead of the one before.
            let mut ahead = is_new.then(|| Ahead::of(plane, senders));
            for site in classes.by_site() {
                let Some(to) = Ends::of(plane, site) else { continue };
                let (mut whole, mut part) = (Met::default(), Met::default());
                // Of the class before: what it is like, and its row.
                let mut last: Option<(LikeRow, RowNo)> = None;
                for class in site {
                    let Some(seat) = class.seat(plane) else { continue };
                    let is_found_anew =
                        is_new || classes.ranks(class).iter().any(|rank| stale.to.contains(*rank));
                    let old = (!is_found_anew)
                        .then(|| kept.row_of.get(class.first as usize).copied().unwrap_or_default());
                    let (senders, met) = match (old, &some) {
                        (None, _) => (senders, &mut whole),
                        (Some(_), Some(some)) => (some, &mut part),
                        (Some(_), None) => (senders, &mut whole),
                    };
                    let is_as_it_was = old.filter(|_| some.is_none());
                    let number = match is_as_it_was {
                        Some(old) => old,
                        None => {
                            let ahead = ahead.as_mut().map(|ahead| (ahead, class.atom));
                            plane.meet(senders, ahead, met, &to, class.subnet);
                            let Some((approach, is_shared)) = met.towards(class.subnet) else { continue };
                            let like = (class.groups, class.traits, old);
                            match last.filter(|(other, _)| is_shared && *other == like) {
                                Some((_, row)) => row,
                                None => {
                                    let found =
                                        plane.reaching_class(senders, carriers, approach, class, &seat);
                                    let row = match old {
                                        Some(old) => kept.patched(old, &stale.from, found),
                                        None => kept.whole(found),
                                    };
                                    if is_shared {
                                        last = Some((like, row));
                                    }
                                    row
                                }
                            }
                        }
                    };
                    for rank in classes.ranks(class) {
                        if let Some(slot) = row_of.get_mut(*rank as usize) {
                            *slot = number;
                        }
                    }
                }
            }
        });
        kept.row_of = row_of;
        if is_new {
            kept.fresh = kept.sets.len();
        }
        let pairs = self.spelt(&kept);
        (kept, pairs)
    }

    /// Everybody who reaches a class; `approach` is what the way to it is like.
    pub(super) fn reaching_class(
        &mut self,
        senders: &Senders<K>,
        carriers: &mut Carriers,
        approach: &Approach,
        class: &Class,
        to: &Seat<K>,
    ) -> Vec<Part<Answer>> {
        let Some(filter) = self.groups.get(class.groups as usize).map(|groups| groups.inbound) else {
            return Vec::new();
        };
        let Some(inbound) = carriers.inbound(self, filter) else { return Vec::new() };
        self.row(senders, inbound, class, to, approach)
    }

    /// Lends out what all seats are sorted into, so that asking may remember what it computes.
    pub(super) fn with_senders<T>(
        &mut self,
        ask: impl FnOnce(&mut Self, &Classes, &Senders<K>, &mut Carriers) -> T,
    ) -> T {
        let classes = self.classes.take().unwrap_or_else(|| Classes::of(self));
        let senders = self.senders.take().unwrap_or_else(|| Senders::of(self, &classes));
        let mut carriers = self.carriers.take().unwrap_or_else(|| Carriers::of(self));
        let found = ask(self, &classes, &senders, &mut carriers);
        self.classes = Some(classes);
        self.senders = Some(senders);
        self.carriers = Some(carriers);
        found
    }

    /// Rows with equal sources together; sets numbered as they are used, whatever was found before.
    fn spelt(&self, kept: &Kept) -> Pairs {
        let mut targets: Vec<Vec<u32>> = vec![Vec::new(); kept.rows.len()];
        for (rank, row) in (0..).zip(&kept.row_of) {
            if let Some(ranks) = targets.get_mut(*row as usize) {
                ranks.push(rank);
            }
        }
        let mut named: Vec<(Vec<u32>, &Reached)> = targets
            .into_iter()
            .zip(&kept.rows)
            .filter(|(to, row)| !to.is_empty() && !row.is_empty())
            .collect();
        named.order_by(|one, other| one.0.cmp(&other.0));
        let mut sets: Vec<Arc<Bits>> = Vec::new();
        let mut numbers: Vec<Option<Sources>> = vec![None; kept.sets.len()];
        let mut rows: Vec<Row> = Vec::with_capacity(named.len());
        for (to, row) in named {
            let mut from: Vec<(Answer, Sources)> = row.clone();
            from.sort_by_cached_key(|(_, set)| kept.sets.get(*set).and_then(|set| set.first()));
            for (_, set) in &mut from {
                let Some((slot, held)) = numbers.get_mut(*set as usize).zip(kept.sets.get(*set)) else {
                    continue;
                };
                *set = *slot.get_or_insert_with(|| {
                    sets.push(Arc::clone(held));
                    Sources::try_from(sets.len() - 1).unwrap_or(Sources::MAX)
                });
            }
            rows.push(Row { to, from });
        }
        let interfaces = self.seats.iter().map(|seat| seat.interface).collect();
        Pairs { family: K::FAMILY, interfaces, sets, rows }
    }
}
