//! What exposure needs of a network again and again: found when first asked for, then kept.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::classes::{Class, classes};
use super::names::Ranks;
use super::population;
use super::sets::{Learnt, MayPass, Sets};
use crate::api::ask::Question;
use crate::api::ends::{Ends, Member};
use crate::graph::Ix;
use crate::space::Family;

/// Ends in classes, shared with the runs that look at them.
type Classes = Vec<Arc<Class>>;

/// It depends on the network alone.
#[derive(Default)]
pub(in crate::api) struct Prepared {
    ranks: OnceLock<Ranks>,
    public: OnceLock<Classes>,
    from: OnceLock<Classes>,
    to: OnceLock<Classes>,
    sets: OnceLock<Mutex<Sets>>,
}

impl Prepared {
    /// The places of instances and interfaces among all names.
    pub(super) fn ranks(&self, ends: &Ends<'_>) -> &Ranks {
        self.ranks.get_or_init(|| Ranks::of(ends.network))
    }

    /// Ends of the model that the internet could address.
    pub(super) fn public(&self, ends: &Ends<'_>) -> &[Arc<Class>] {
        self.public.get_or_init(|| classes(ends, population::public(ends, self.ranks(ends))))
    }

    /// Every end of the model.
    pub(super) fn inside(&self, ends: &Ends<'_>, is_destination: bool) -> &[Arc<Class>] {
        let (kept, other) = if is_destination { (&self.to, &self.from) } else { (&self.from, &self.to) };
        kept.get_or_init(|| match other.get().filter(|_| !population::differs_by_side(ends.network)) {
            Some(other) => other.clone(),
            None => classes(ends, population::inside(ends, self.ranks(ends), is_destination)),
        })
    }

    /// What may pass between two ends, as far as the sets know.
    pub(super) fn may_pass(
        &self,
        ends: &Ends<'_>,
        question: &Question,
        pair: (&Member, &Member),
        family: Family,
        learnt: &mut Learnt,
    ) -> MayPass {
        let is_known =
            matches!(pair, (Member::Interfaces { .. } | Member::Internet(None), Member::Interfaces { .. }));
        if !is_known {
            return MayPass::Anything;
        }
        self.sets(ends).may_pass(question, pair, family, learnt)
    }

    /// Readies the sets for what the internet is asked to reach.
    pub(super) fn enter(&self, ends: &Ends<'_>, targets: &[Arc<Class>]) {
        let members = targets.iter().flat_map(|class| class.members.iter().take(2));
        let interfaces: Vec<Ix> =
            members.filter_map(|end| end.member.interfaces()).flatten().copied().collect();
        let mut sets = self.sets(ends);
        for family in [Family::V4, Family::V6] {
            sets.enter(ends, interfaces.clone(), family);
        }
    }

    fn sets(&self, ends: &Ends<'_>) -> MutexGuard<'_, Sets> {
        let sets = self.sets.get_or_init(|| Mutex::new(Sets::of(ends)));
        // They only remember what they computed, so that whoever stopped amid it left nothing wrong.
        sets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
