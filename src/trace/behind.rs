//! What lies behind a part of a load balancer: verdicts of both legs, and the steps that show why.

use super::balance::{Balance, Unbalanced};
use super::block::Block;
use super::gaps::{Assumption, Gap};
use super::leg::Note;
use super::step::{Fact, Line, Outcome, Step};
use super::verdict::Verdict;
use crate::model::{Resource, SortedSet};
use crate::space::PortSet;

/// What lies behind one port of a load balancer, a branch of it, or one group.
#[derive(Clone)]
pub(super) struct Behind {
    pub verdict: Verdict,
    pub request: Verdict,
    pub reply: Verdict,
    pub steps: Vec<Step>,
    pub replies: Vec<Step>,
    pub notes: Vec<Note>,
    pub assumptions: SortedSet<Assumption>,
    /// Where AWS may go either of two ways that end alike.
    pub alike: SortedSet<Gap>,
    /// Which of the client's own ports pass, where the target sees them; `None` where it does not.
    pub client: Option<PortSet>,
}

impl Behind {
    fn ends(verdict: Verdict, step: Step) -> Self {
        Behind {
            verdict,
            request: verdict,
            reply: Verdict::Reachable,
            steps: vec![step],
            replies: Vec::new(),
            notes: Vec::new(),
            assumptions: SortedSet::new(),
            alike: SortedSet::new(),
            client: None,
        }
    }

    pub(super) fn passes(at: Resource, what: Balance) -> Self {
        Behind::ends(Verdict::Reachable, passing(at, what, None))
    }

    pub(super) fn stops(at: Resource, why: Unbalanced, line: Option<Line>) -> Self {
        Behind::ends(Verdict::Unreachable, stopping(at, why, line))
    }

    pub(super) fn open(at: Resource, gap: Gap) -> Self {
        let fact = Fact::Unclear(gap);
        let step = Step { at, fact, outcome: Outcome::Unknown, line: None, ports: None };
        Behind::ends(Verdict::Undetermined, step)
    }

    /// What would pass is not certain.
    pub(super) fn leave_open(&mut self, at: Resource, gap: Gap) {
        let fact = Fact::Unclear(gap);
        self.steps.push(Step { at, fact, outcome: Outcome::Unknown, line: None, ports: None });
        for verdict in [&mut self.verdict, &mut self.request] {
            if *verdict != Verdict::Unreachable {
                *verdict = Verdict::Undetermined;
            }
        }
    }

    /// One behind another: the steps in travel order.
    pub(super) fn after(mut self, first: Vec<Step>) -> Self {
        self.steps.splice(0..0, first);
        self
    }

    /// Several of which the load balancer may take any: whole only if all are.
    pub(super) fn any_of(all: Vec<Behind>) -> Option<Behind> {
        let joined = |of: fn(&Behind) -> Verdict| {
            let first = all.first().map(of)?;
            if all.iter().all(|one| of(one) == first) {
                return Some(first);
            }
            let passes = |one: &Behind| matches!(of(one), Verdict::Reachable | Verdict::Partial);
            Some(if all.iter().any(passes) { Verdict::Partial } else { Verdict::Undetermined })
        };
        let (verdict, request, reply) =
            (joined(|one| one.verdict)?, joined(|one| one.request)?, joined(|one| one.reply)?);
        // The first of the worst shows what is wrong.
        let shown = all.iter().rev().max_by_key(|one| one.verdict)?;
        let mut notes: Vec<Note> = Vec::new();
        for note in all.iter().flat_map(|one| &one.notes) {
            if !notes.contains(note) {
                notes.push(note.clone());
            }
        }
        let assumptions = all.iter().flat_map(|one| one.assumptions.iter().cloned()).collect();
        let alike = all.iter().flat_map(|one| one.alike.iter().cloned()).collect();
        let (steps, replies) = (shown.steps.clone(), shown.replies.clone());
        let client = Behind::client_of(all.iter());
        Some(Behind { verdict, request, reply, steps, replies, notes, assumptions, alike, client })
    }

    /// The client's own ports that pass whichever of these is taken; `None` where none of them looks at those.
    pub(super) fn client_of<'b>(all: impl Iterator<Item = &'b Behind>) -> Option<PortSet> {
        let passing = all.filter(|one| matches!(one.verdict, Verdict::Reachable | Verdict::Partial));
        passing.filter_map(|one| one.client.clone()).reduce(|one, other| one.intersection(&other))
    }
}

pub(super) fn passing(at: Resource, what: Balance, line: Option<Line>) -> Step {
    Step { at, fact: Fact::Balances(what), outcome: Outcome::Passes, line, ports: None }
}

pub(super) fn stopping(at: Resource, why: Unbalanced, line: Option<Line>) -> Step {
    let fact = Fact::Stops(Block::Unbalanced(why));
    Step { at, fact, outcome: Outcome::Blocked, line, ports: None }
}
