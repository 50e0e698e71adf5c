//! A request -> its pairs of ends, and their answers -> one.

use std::cmp::Reverse;

use super::answer::{Answer, ApiError, FamilyAnswer, PairAnswer, Remark, Verdict};
use super::ask::{Outcome, Question, merged};
use super::describe::{self, Described, remark};
use super::ends::{Ends, Member, error};
use super::request::ReachRequest;
use crate::explain::{self, Language};
use crate::model::Resource;
use crate::space::Family;
use crate::trace;

/// More pairs than this make no answer that anybody could read.
const MOST_PAIRS: usize = 10_000;

impl Ends<'_> {
    /// Answers a question.
    ///
    /// # Errors
    /// When the question cannot be asked: an end that matches nothing or too much, a port out of range, a
    /// protocol that does not exist. One line says which, and the help what to do.
    pub fn reach(&self, request: &ReachRequest) -> Result<Answer, ApiError> {
        let question = Question::read(self, request)?;
        let pairs: Vec<(&Member, &Member)> = question
            .from
            .iter()
            .flat_map(|from| question.to.iter().map(move |to| (from, to)))
            .filter(|(from, to)| from != to)
            .collect();
        if pairs.is_empty() {
            return Err(error(
                "same-end",
                format!("`{}` and `{}` are the same", request.from, request.to),
                "name two different ends",
            ));
        }
        if pairs.len() > MOST_PAIRS {
            let message = format!("the question has {} pairs; {MOST_PAIRS} are the most", pairs.len());
            return Err(error("too-many-pairs", message, "name a smaller end"));
        }
        let mut answered = Vec::with_capacity(pairs.len());
        for (from, to) in &pairs {
            answered.push(self.pair(&question, from, to)?);
        }
        Ok(self.assemble(request, question.language, &pairs, answered))
    }

    /// One pair, in every family that both ends have; the best one is the pair's.
    fn pair(&self, question: &Question, from: &Member, to: &Member) -> Result<Answered, ApiError> {
        let to = &*question.resolved(self, from, to);
        for member in [from, to] {
            if let Member::Unseen(resource) = member {
                return Ok(Answered {
                    best: Described::undetermined(self.unseen(resource, question.language)),
                    families: Vec::new(),
                });
            }
        }
        let families = question.families(self, from, to);
        let mut all: Vec<(Family, Outcome)> = Vec::new();
        for family in families {
            if let Some(outcome) = question.ask(self, from, to, family) {
                all.push((family, outcome));
            }
        }
        let Some(best) = all.iter().min_by_key(|(_, outcome)| outcome.verdict) else {
            let message = format!(
                "`{}` and `{}` have no address family in common for this question",
                from.label(self.network),
                to.label(self.network)
            );
            return Err(error("no-common-family", message, "check the addresses of both ends, or --family"));
        };
        let described = Described::of(self.network, &best.1, question);
        let families = if all.len() > 1 {
            all.iter()
                .map(|(family, outcome)| {
                    Described::of(self.network, outcome, question).family(family.number())
                })
                .collect()
        } else {
            Vec::new()
        };
        Ok(Answered { best: described, families })
    }

    fn assemble(
        &self,
        request: &ReachRequest,
        language: Language,
        pairs: &[(&Member, &Member)],
        mut answered: Vec<Answered>,
    ) -> Answer {
        if answered.len() == 1
            && let Some(only) = answered.pop()
        {
            let summary = summary(request, only.best.verdict, &only.best, language);
            let mut answer = only.best.answer(request.understood(), summary);
            answer.families = only.families;
            return answer;
        }
        let verdict = merged_verdict(&answered);
        // The pair that decides is the first with the worst part in a mixed result.
        let deciding = if verdict == Verdict::Partial {
            answered.iter().min_by_key(|pair| Reverse(order(pair.best.verdict)))
        } else {
            answered.iter().find(|pair| pair.best.verdict == verdict)
        };
        let mut shown = deciding.or_else(|| answered.first()).map_or_else(
            || Described::undetermined(self.unseen(&Resource::internet(), language)),
            |pair| pair.best.clone(),
        );
        shown.verdict = verdict;
        let text = summary(request, verdict, &shown, language);
        let mut answer = shown.answer(request.understood(), text);
        let all = pairs.iter().zip(answered);
        answer.pairs = all
            .map(|((from, to), pair)| -> PairAnswer {
                pair.best.pair(from.label(self.network), to.label(self.network))
            })
            .collect();
        answer
    }

    fn unseen(&self, end: &Resource, language: Language) -> Remark {
        remark(self.network, &explain::unseen_remark(end, language))
    }
}

struct Answered {
    best: Described,
    families: Vec<FamilyAnswer>,
}

fn merged_verdict(answered: &[Answered]) -> Verdict {
    let verdicts = answered.iter().map(|pair| traced(pair.best.verdict));
    merged(verdicts).map_or(Verdict::Undetermined, Verdict::from)
}

const fn traced(verdict: Verdict) -> trace::Verdict {
    match verdict {
        Verdict::Reachable => trace::Verdict::Reachable,
        Verdict::Partial => trace::Verdict::Partial,
        Verdict::Undetermined | Verdict::Error => trace::Verdict::Undetermined,
        Verdict::Unreachable => trace::Verdict::Unreachable,
    }
}

const fn order(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Reachable => 0,
        Verdict::Partial => 1,
        Verdict::Undetermined | Verdict::Error => 2,
        Verdict::Unreachable => 3,
    }
}

fn summary(request: &ReachRequest, verdict: Verdict, shown: &Described, language: Language) -> String {
    let protocol = request.protocol_name();
    let passes = request.asks_what_passes().then(|| describe::list(&shown.passes, language));
    let port = request.port.as_ref().map(ToString::to_string);
    let blocker = shown.blockers.first();
    let facts = explain::SummaryFacts {
        from: &request.from,
        to: &request.to,
        protocol: &protocol,
        port: port.as_deref(),
        passes: passes.as_deref(),
        is_open: !shown.open.is_empty(),
        verdict: traced(verdict),
        blocker: blocker.map(|blocker| (blocker.text.as_str(), blocker.leg == "return")),
        blockers: shown.blockers.len(),
        is_assumed: !shown.assumptions.is_empty(),
        notice: shown.notices.first().map(|notice| notice.text.as_str()),
    };
    explain::summary(&facts, language)
}
