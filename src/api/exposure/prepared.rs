//! What exposure needs of a network again and again: found when first asked for, then kept.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::classes::{Class, classes};
use super::population;
use crate::api::ask::Question;
use crate::api::ends::{Ends, Member};
use crate::solve::{Answer, Solver};
use crate::space::Family;

/// Ends in classes, shared with the runs that look at them.
type Classes = Vec<Arc<Class>>;

/// It depends on the network alone.
#[derive(Default)]
pub(in crate::api) struct Prepared {
    public: OnceLock<Classes>,
    from: OnceLock<Classes>,
    to: OnceLock<Classes>,
    solver: OnceLock<Mutex<Solver>>,
}

impl Prepared {
    /// Ends of the model that the internet could address.
    pub(super) fn public(&self, ends: &Ends<'_>) -> &[Arc<Class>] {
        self.public.get_or_init(|| classes(ends, population::public(ends)))
    }

    /// Every end of the model.
    pub(super) fn inside(&self, ends: &Ends<'_>, is_destination: bool) -> &[Arc<Class>] {
        let kept = if is_destination { &self.to } else { &self.from };
        kept.get_or_init(|| classes(ends, population::inside(ends, is_destination)))
    }

    /// Whether the sets know that nothing passes, whatever the question: then no walk is needed.
    pub(super) fn is_nothing(
        &self,
        ends: &Ends<'_>,
        question: &Question,
        (from, to): (&Member, &Member),
        family: Family,
    ) -> bool {
        let (Member::Interfaces { interfaces: from, .. }, Member::Interfaces { interfaces: to, .. }) =
            (from, to)
        else {
            return false;
        };
        // A strict question trusts no defaults; the sets do.
        if question.options.strict {
            return false;
        }
        let solver = self.solver.get_or_init(|| Mutex::new(Solver::compile(ends.network, ends.topology)));
        // It only remembers what it computed, so that whoever stopped amid it left nothing wrong.
        let mut solver = solver.lock().unwrap_or_else(PoisonError::into_inner);
        let mut pairs = from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to)));
        pairs.all(|(from, to)| {
            from == to
                || match solver.pair(from, to, family) {
                    Some(Answer::Passing(passing)) => passing.is_nothing(),
                    Some(Answer::AskTheWalk) => false,
                    // One has no address of the family.
                    None => true,
                }
        })
    }
}
