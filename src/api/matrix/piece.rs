//! What passes between two ends, in one form, whether the sets said so or a walk.

use crate::api::answer::Verdict;
use crate::api::ask::{Outcome, Question};
use crate::api::rows::{Carried, Row};
use crate::api::traffic::Traffic;
use crate::model::{Order, SortedMap};
use crate::solve::{Passing, Solver};
use crate::space::{Family, PortSet};
use crate::trace;

/// Some traffic of one protocol: each of these ports from each of these client ports.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Piece {
    /// Its place in the question's list of traffic; `None` for every protocol whole.
    pub of: Option<usize>,
    /// `reachable`; `partial` where only some connections pass; `undetermined`.
    pub verdict: Verdict,
    /// Client ports; all for a protocol without.
    pub client: PortSet,
    /// Destination ports, or ICMP points; all for a protocol without.
    pub ports: PortSet,
}

/// All that passes or may pass between two ends in a family: disjoint, ascending, no protocol folded.
pub(super) type What = Vec<Piece>;

/// What the sets say.
pub(super) fn of_sets(solver: &Solver, family: Family, passing: Passing, question: &Question) -> What {
    let mut what = What::new();
    for (of, asked) in usable(question, family) {
        let all = solver.traffic(family, passing, asked.protocol);
        let ports = [&all.ports, &all.ports_at_most].map(|set| set.intersection(&asked.service));
        let clients = [&all.clients, &all.clients_at_most].map(|set| set.intersection(&asked.client));
        let ([sure, most], [sure_clients, most_clients]) = (ports, clients);
        let is_sure = !sure.is_empty() && !sure_clients.is_empty();
        let mut add = |verdict, ports: PortSet, client: PortSet| {
            if !ports.is_empty() && !client.is_empty() {
                what.push(Piece { of: Some(of), verdict, client, ports });
            }
        };
        if is_sure {
            // What is open is what may pass and does not for certain: more client ports, or more ports.
            add(Verdict::Undetermined, sure.clone(), most_clients.difference(&sure_clients));
            add(Verdict::Undetermined, most.difference(&sure), most_clients);
            add(Verdict::Reachable, sure, sure_clients);
        } else {
            add(Verdict::Undetermined, most, most_clients);
        }
    }
    what.order();
    what
}

/// What walks say.
pub(super) fn of_walks(outcome: &Outcome, family: Family, question: &Question) -> What {
    let mut what = What::new();
    let lists = [(&outcome.passing, false), (&outcome.open, true)];
    for (row, is_open) in
        lists.into_iter().flat_map(|(rows, is_open)| rows.iter().map(move |row| (row, is_open)))
    {
        let verdict = if is_open { Verdict::Undetermined } else { steady(row) };
        let is_of_row =
            |asked: &Traffic| row.carries == Carried::All || asked.protocol == row.witness.protocol;
        for (of, _) in usable(question, family).filter(|(_, asked)| is_of_row(asked)) {
            let asked = question.traffic.get(of);
            let has_ports = asked.is_some_and(|asked| asked.protocol.has_ports());
            let client = if has_ports { row.client.clone() } else { PortSet::all() };
            what.push(Piece { of: Some(of), verdict, client, ports: row.ports.clone() });
        }
    }
    what.order();
    what
}

fn steady(row: &Row) -> Verdict {
    let walk = &row.walked.walk;
    let mut legs = [Some(&walk.request), walk.reply.as_ref()].into_iter().flatten();
    if legs.any(|leg: &trace::Leg| leg.intermittent) { Verdict::Partial } else { Verdict::Reachable }
}

fn usable(question: &Question, family: Family) -> impl Iterator<Item = (usize, &Traffic)> {
    question.traffic.iter().enumerate().filter(move |(_, asked)| asked.is_of(family))
}

/// What several pairs of ends have together: each piece with the number of pairs that have all of it.
///
/// A port that passes for more pairs than its neighbours is a piece of its own, so that numbers add up. Pieces of
/// different client ports are never joined.
pub(super) fn counted<'w>(
    pairs: impl Iterator<Item = (&'w What, u64)>,
    question: &Question,
    family: Family,
) -> Vec<(Piece, u64)> {
    type Kind<'w> = (usize, Verdict, &'w PortSet);
    let mut kinds: SortedMap<Kind<'w>, Vec<(&'w PortSet, u64)>> = SortedMap::new();
    for (what, many) in pairs {
        for piece in what {
            let Some(of) = piece.of else { continue };
            kinds.entry((of, piece.verdict, &piece.client)).or_default().push((&piece.ports, many));
        }
    }
    let mut found = Vec::new();
    for ((of, verdict, client), all) in kinds {
        found.extend(
            by_count(&all)
                .into_iter()
                .map(|(many, ports)| (Piece { of: Some(of), verdict, client: client.clone(), ports }, many)),
        );
    }
    whole(found, question, family)
}

/// Ports by the number of pairs that have them.
fn by_count(all: &[(&PortSet, u64)]) -> SortedMap<u64, PortSet> {
    let mut found: SortedMap<u64, Vec<(u16, u16)>> = SortedMap::new();
    if let [(ports, many)] = all {
        return SortedMap::from([(*many, (*ports).clone())]);
    }
    let mut steps: SortedMap<u32, (u64, u64)> = SortedMap::new();
    for (ports, many) in all {
        for range in ports.ranges() {
            steps.entry(u32::from(*range.start())).or_default().0 += many;
            steps.entry(u32::from(*range.end()) + 1).or_default().1 += many;
        }
    }
    let (mut now, mut from) = (0_u64, 0_u32);
    for (at, (begins, ends)) in steps {
        if now > 0
            && let (Ok(first), Ok(last)) = (u16::try_from(from), u16::try_from(at.saturating_sub(1)))
        {
            found.entry(now).or_default().push((first, last));
        }
        now = (now + begins).saturating_sub(ends);
        from = at;
    }
    found.into_iter().map(|(many, ranges)| (many, PortSet::from_ranges(ranges))).collect()
}

/// One piece instead of many where every protocol is whole, from the same client ports and for as many pairs.
fn whole(mut found: Vec<(Piece, u64)>, question: &Question, family: Family) -> Vec<(Piece, u64)> {
    let asked: Vec<(usize, &Traffic)> = usable(question, family).collect();
    let is_everything = asked.iter().any(|(_, asked)| !asked.stands_for.is_empty());
    if !is_everything || found.len() < asked.len() {
        return found;
    }
    let has_ports = |of: Option<usize>| {
        of.and_then(|of| question.traffic.get(of)).is_some_and(|asked| asked.protocol.has_ports())
    };
    let starts: Vec<(Piece, u64)> =
        found.iter().filter(|(piece, _)| has_ports(piece.of) && piece.ports.is_all()).cloned().collect();
    for (start, many) in starts {
        let is_part = |(piece, other): &(Piece, u64)| {
            *other == many
                && piece.verdict == start.verdict
                && piece.ports.is_all()
                && (!has_ports(piece.of) || piece.client == start.client)
        };
        if found.iter().filter(|one| is_part(one)).count() == asked.len() {
            found.retain(|one| !is_part(one));
            found.push((Piece { of: None, ..start }, many));
        }
    }
    found.order();
    found
}
