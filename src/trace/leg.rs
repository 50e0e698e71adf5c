//! One leg of a flow while it is walked, and when it is done.

use crate::space::PortSet;

use super::step::{Outcome, Step};
use super::verdict::{Verdict, judge};
use crate::model::Resource;

/// Something worth knowing that decides nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the fields are named after what they hold")]
pub enum Note {
    /// Another target of the group is worse off than the one shown (rule S-117).
    TargetFails { target: Resource, group: Resource, verdict: Verdict },
    /// A target gets nothing because of its health (rule S-120).
    TargetUnused { target: Resource, group: Resource, state: Box<str> },
    /// The endpoint has a policy, which decides who may call the service, not what reaches it (rule S-109).
    EndpointPolicy { endpoint: Resource },
    /// Targets are used though their health is not known (rule S-120).
    HealthUnknown { group: Resource },
    /// A database listens on another port than the one asked about (rule S-133).
    OtherPort { owner: Resource, port: u16 },
}

/// A walked leg.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leg {
    /// The steps in travel order.
    pub steps: Vec<Step>,
    /// What was asked of this leg: ports or ICMP points.
    pub asked: PortSet,
    /// What certainly passes.
    pub sure: PortSet,
    /// What may pass; the input does not say.
    pub maybe: PortSet,
    /// Whether a device in between lost some of its own ports, so that connections fail now and then.
    pub intermittent: bool,
    /// What else is worth knowing.
    pub notes: Vec<Note>,
}

impl Leg {
    /// A leg at its start: everything asked for is still on its way.
    pub(super) fn start(asked: PortSet) -> Self {
        Leg {
            // Most legs have about ten.
            steps: Vec::with_capacity(16),
            sure: asked.clone(),
            maybe: PortSet::empty(),
            asked,
            intermittent: false,
            notes: Vec::new(),
        }
    }

    /// Whether nothing passes, for certain.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.sure.is_empty() && self.maybe.is_empty()
    }

    /// Whether everything asked for passes, for certain.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.sure == self.asked && !self.intermittent
    }

    /// The leg alone as a verdict.
    pub(super) fn verdict(&self) -> Verdict {
        judge(self.is_blocked(), self.is_whole(), &self.sure, &self.maybe)
    }

    /// The steps that stopped all or part of it.
    pub fn stops(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| matches!(step.outcome, Outcome::Blocked | Outcome::Partial))
    }
}
