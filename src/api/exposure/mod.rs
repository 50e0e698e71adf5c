//! Exposure: everything that an end can reach, or that can reach it.
//!
//! Ends that no line can tell apart are one class, and a pair of classes is one question: what passes? The answers that
//! are equal become one row. What cannot be decided is a row too, apart from the others.

mod answer;
mod classes;
mod csv;
mod population;
mod prepared;
mod row;
mod rows;
mod text;

pub use answer::{Door, Exposure, ExposureRequest, ExposureRow, NamedEnd, Space};
pub use csv::exposure_csv;
pub(super) use csv::quoted;
pub(super) use prepared::Prepared;
pub use text::exposure_text;

use std::sync::Arc;

use self::classes::Class;
use self::population::{End, Population};
use self::rows::Rows;
use super::answer::ApiError;
use super::ask::{Outcome, Question};
use super::ends::{Ends, Member, error};
use super::session::Session;
use crate::explain;
use crate::space::Family;

/// More questions than this take too long for anybody.
const MOST_QUESTIONS: usize = 2_000_000;

/// A question about exposure while it is being answered, so that whoever asks can stop in between.
pub struct ExposureRun {
    request: ExposureRequest,
    question: Question,
    sources: Vec<Arc<Class>>,
    targets: Vec<Arc<Class>>,
    looked_at: usize,
    rows: Rows,
    done: usize,
}

impl ExposureRun {
    /// How many questions are done, and how many there are.
    #[must_use]
    pub const fn progress(&self) -> (usize, usize) {
        (self.done, self.sources.len() * self.targets.len())
    }
}

impl Session {
    /// Who can reach whom. `progress` is told how many of how many questions are done, and answers whether to go on.
    ///
    /// # Errors
    /// When the question cannot be asked, as [`Session::reach`] does; with code `cancelled` when `progress` said no.
    pub fn exposure(
        &self,
        request: &ExposureRequest,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Exposure, ApiError> {
        let mut run = self.exposure_start(request)?;
        loop {
            let (done, total) = run.progress();
            if !progress(done as u64, total as u64) {
                return Err(error("cancelled", "cancelled", ""));
            }
            if self.exposure_go_on(&mut run, 1) {
                return Ok(self.exposure_end(run));
            }
        }
    }

    /// Reads a question about exposure; nothing is asked yet.
    ///
    /// # Errors
    /// When the question cannot be asked, as [`Session::reach`] does.
    pub fn exposure_start(&self, request: &ExposureRequest) -> Result<ExposureRun, ApiError> {
        let ends = self.ends();
        let question = Question::of_exposure(&ends, request)?;
        let Population { from: sources, to: targets, looked_at } =
            Population::of(&ends, self.prepared(), request)?;
        let total = sources.len().saturating_mul(targets.len());
        if total > MOST_QUESTIONS {
            let message = format!("that is {total} questions; {MOST_QUESTIONS} are the most");
            return Err(error("too-many-pairs", message, "name a smaller end"));
        }
        let (request, rows) = (request.clone(), Rows::default());
        Ok(ExposureRun { request, question, sources, targets, looked_at, rows, done: 0 })
    }

    /// Asks at most so many more questions; whether all are done.
    pub fn exposure_go_on(&self, run: &mut ExposureRun, most: usize) -> bool {
        let ends = self.ends();
        let total = run.progress().1;
        for _ in 0..most {
            let (at, width) = (run.done, run.targets.len().max(1));
            let (Some(source), Some(target)) = (run.sources.get(at / width), run.targets.get(at % width))
            else {
                return true;
            };
            ask(&ends, self.prepared(), &run.question, (source, target), &mut run.rows);
            run.done += 1;
        }
        run.done >= total
    }

    /// What a run has found.
    #[must_use]
    pub fn exposure_end(&self, run: ExposureRun) -> Exposure {
        let ExposureRun { request, question, sources, targets, looked_at, rows, done: _ } = run;
        let rows::Folded { rows, undetermined, ends, assumptions, notices } =
            rows.folded(&self.ends(), &request, sources.iter().chain(&targets).map(|class| &**class));
        let facts = explain::ExposureFacts {
            from: request.from.as_deref(),
            to: request.to.as_deref(),
            looked_at,
            found: rows::found(&rows, &request),
            open: rows::found(&undetermined, &request),
        };
        let summary = explain::exposure(&facts, question.language);
        Exposure { query: request, summary, looked_at, rows, undetermined, ends, assumptions, notices }
    }
}

/// Asks two classes by two of their members, in every family.
fn ask(
    ends: &Ends<'_>,
    prepared: &Prepared,
    question: &Question,
    (source, target): (&Class, &Class),
    rows: &mut Rows,
) {
    let Some((from, to)) = different(source, target) else { return };
    let names = || (source.names_beside(target), target.names_beside(source));
    for member in [&from.member, &to.member] {
        if let Member::Unseen(resource) = member {
            rows.unseen(ends.network, resource, question, names());
            return;
        }
    }
    for family in question.families(ends, &from.member, &to.member) {
        if [from, to].iter().any(|end| end.family.is_some_and(|only| only != family)) {
            continue;
        }
        let found = passing(ends, prepared, question, (&from.member, &to.member), family);
        let Some(outcome) = found.filter(|outcome| !outcome.passing.is_empty() || !outcome.open.is_empty())
        else {
            continue;
        };
        rows.add(ends, question, (from, to), family, &outcome, &names());
    }
}

/// What one end can send another, where it is anything: the one place where exposure asks about traffic.
///
/// Most pairs of a large network have nothing to say to each other, which the sets know at once; what does pass is walked,
/// since rows name doors and lines.
fn passing(
    ends: &Ends<'_>,
    prepared: &Prepared,
    question: &Question,
    (from, to): (&Member, &Member),
    family: Family,
) -> Option<Outcome> {
    if prepared.is_nothing(ends, question, (from, to), family) {
        return None;
    }
    question.ask(ends, from, to, family)
}

/// A member of each class, not the same end.
fn different<'c>(source: &'c Class, target: &'c Class) -> Option<(&'c End, &'c End)> {
    let from = source.members.iter().take(2);
    let mut pairs = from.flat_map(|from| target.members.iter().take(2).map(move |to| (from, to)));
    pairs.find(|(from, to)| from.label != to.label && from.member != to.member)
}
