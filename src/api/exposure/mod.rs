//! Exposure: everything that an end can reach, or that can reach it.
//!
//! Ends that no line can tell apart are one class, and a pair of classes is one question: what passes? The answers that
//! are equal become one row. What cannot be decided is a row too, apart from the others.

mod answer;
mod classes;
mod csv;
mod lonely;
mod names;
mod population;
mod prepared;
mod row;
mod rows;
mod same;
mod sets;
mod text;
mod used;

pub use answer::{Door, EndAddress, Exposure, ExposureRequest, ExposureRow, NamedEnd, Space};
pub use csv::exposure_csv;
pub(super) use csv::quoted;
pub use names::EndNames;
pub(super) use prepared::Prepared;
pub use text::exposure_text;

use std::sync::Arc;

use self::classes::Class;
use self::population::{End, Population};
use self::rows::Rows;
use self::sets::{Learnt, MayPass};
use super::answer::ApiError;
use super::ask::{Known, Question};
use super::ends::{Ends, Member, error};
use super::session::Session;
use crate::explain;

/// More questions than this take too long for anybody.
const MOST_QUESTIONS: usize = 4_000_000;

/// A question about exposure while it is being answered, so that whoever asks can stop in between.
pub struct ExposureRun {
    request: ExposureRequest,
    question: Question,
    sources: Vec<Arc<Class>>,
    targets: Vec<Arc<Class>>,
    looked_at: usize,
    rows: Rows,
    learnt: Learnt,
    done: usize,
    trusts_sets: bool,
}

impl ExposureRun {
    /// Asks every end for itself, and every neighbourhood of addresses, by walks alone: the same answer, slowly. For whoever
    /// judges the sets and the classes.
    #[doc(hidden)]
    pub fn walk_everything(&mut self) {
        self.trusts_sets = false;
        for classes in [&mut self.sources, &mut self.targets] {
            *classes = classes.iter().flat_map(|class| class.apart()).collect();
        }
    }

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
        let question = Question::of_any_ends(&ends, &request.asked())?;
        let Population { from: sources, to: targets, looked_at } =
            Population::of(&ends, self.prepared(), request)?;
        let total = sources.len().saturating_mul(targets.len());
        if total > MOST_QUESTIONS {
            let message = format!("that is {total} questions; {MOST_QUESTIONS} are the most");
            return Err(error("too-many-pairs", message, "name a smaller end"));
        }
        let is_internet =
            |class: &Arc<Class>| class.members.iter().any(|end| matches!(end.member, Member::Internet(None)));
        if !request.strict && sources.iter().any(is_internet) {
            self.prepared().enter(&ends, &targets);
        }
        // A strict question trusts no defaults; the sets do.
        let (request, rows, learnt) = (request.clone(), Rows::default(), Learnt::default());
        let (done, trusts_sets) = (0, !request.strict);
        Ok(ExposureRun { request, question, sources, targets, looked_at, rows, learnt, done, trusts_sets })
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
            let sets = run.trusts_sets.then_some((self.prepared(), &mut run.learnt));
            ask(&ends, sets, &run.question, (source, target), &mut run.rows);
            run.done += 1;
        }
        run.done >= total
    }

    /// What a run has found.
    #[must_use]
    pub fn exposure_end(&self, run: ExposureRun) -> Exposure {
        let ExposureRun { request, question, sources, targets, looked_at, rows, .. } = run;
        // What was asked about is described as it was asked about.
        let is_inward = request.to.is_some() && request.from.is_none();
        let [first, then] = if is_inward { [&targets, &sources] } else { [&sources, &targets] };
        let (ends, classes) = (self.ends(), first.iter().chain(then).map(|class| &**class));
        let ranks = self.prepared().ranks(&ends);
        let rows::Folded { rows, undetermined, found, open, ends, assumptions, notices } =
            rows.folded(&ends, ranks, &request, classes);
        let facts = explain::ExposureFacts {
            from: request.from.as_deref(),
            to: request.to.as_deref(),
            looked_at,
            found,
            open,
        };
        let summary = explain::exposure(&facts, question.language);
        Exposure { query: request, summary, looked_at, rows, undetermined, ends, assumptions, notices }
    }
}

/// Asks two classes by two of their members, in every family.
fn ask(
    ends: &Ends<'_>,
    mut sets: Option<(&Prepared, &mut Learnt)>,
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
        let pair = (&from.member, &to.member);
        let may_pass = match &mut sets {
            Some((prepared, learnt)) => prepared.may_pass(ends, question, pair, family, learnt),
            None => MayPass::Anything,
        };
        let found = match may_pass {
            MayPass::Nothing => None,
            MayPass::These { these, alike } => {
                let known = Known { may_pass: Some(&these), alike: &alike };
                question.ask_knowing(ends, pair, family, known)
            }
            MayPass::Anything => question.ask(ends, pair.0, pair.1, family),
        };
        let Some(outcome) = found.filter(|outcome| !outcome.passing.is_empty() || !outcome.open.is_empty())
        else {
            continue;
        };
        rows.add(ends, question, (from, to), family, &outcome, &names());
    }
}

/// A member of each class, not the same end.
fn different<'c>(source: &'c Class, target: &'c Class) -> Option<(&'c End, &'c End)> {
    let from = source.members.iter().take(2);
    let mut pairs = from.flat_map(|from| target.members.iter().take(2).map(move |to| (from, to)));
    pairs.find(|(from, to)| from.label != to.label && from.member != to.member)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::api::InputFile;

    fn file(name: &str, document: &Value) -> InputFile {
        InputFile { name: format!("{name}.json"), bytes: document.to_string().into_bytes() }
    }

    /// A subnet with so many interfaces, all of one group that lets everybody in it talk to each other.
    fn crowd(many: u32) -> Session {
        let interface = |at: u32, groups: &Value| {
            let address = format!("10.0.{}.{}", at / 200, at % 200 + 10);
            json!({"NetworkInterfaceId": format!("eni-{at:05}"), "SubnetId": "subnet-a", "VpcId": "vpc-a",
                "InterfaceType": "interface", "SourceDestCheck": true, "Status": "in-use", "Groups": groups,
                "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": address}]})
        };
        let all: Vec<Value> = (0..many).map(|at| interface(at, &json!([{"GroupId": "sg-a"}]))).collect();
        let inside = json!([{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
            "UserIdGroupPairs": [{"GroupId": "sg-a"}]}]);
        let group = json!({"GroupId": "sg-a", "GroupName": "a", "VpcId": "vpc-a", "IpPermissions": inside,
            "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]});
        let vpc = json!({"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"});
        let subnet = json!({"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"});
        let files = vec![
            file("vpcs", &json!({"Vpcs": [vpc]})),
            file("subnets", &json!({"Subnets": [subnet]})),
            file("groups", &json!({"SecurityGroups": [group]})),
            file("interfaces", &json!({"NetworkInterfaces": all})),
        ];
        Session::load(files, &mut |_| ())
    }

    #[test]
    fn an_end_may_be_the_whole_network() {
        let session = crowd(2_100);
        let asked = ExposureRequest { from: Some("10.0.0.0/16".to_owned()), ..ExposureRequest::default() };
        let exposure = session.exposure(&asked, &mut |_, _| true).unwrap_or_else(|error| panic!("{error:?}"));
        let within: Vec<&ExposureRow> = exposure.rows.iter().filter(|row| row.space.is_none()).collect();
        assert_eq!(within.len(), 1, "{:?}", exposure.rows);
        let row = within.first().copied().map(|row| (row.label.as_str(), row.from.len(), row.to.len()));
        assert_eq!(row, Some(("tcp 22", 2_100, 2_100)));
        assert_eq!(exposure.ends.iter().filter(|end| end.kind == "network-interface").count(), 2_100);
    }
}
