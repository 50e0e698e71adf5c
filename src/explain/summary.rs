//! The verdict in one sentence.

use super::japanese;
use super::language::Language;
use crate::trace::Verdict;

/// What the sentence is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SummaryFacts<'a> {
    /// The source as the question names it.
    pub from: &'a str,
    /// The destination as the question names it.
    pub to: &'a str,
    /// The protocol as the question names it.
    pub protocol: &'a str,
    /// The port as the question names it.
    pub port: Option<&'a str>,
    /// The verdict.
    pub verdict: Verdict,
    /// The first blocker's sentence, and whether it stops the reply.
    pub blocker: Option<(&'a str, bool)>,
    /// How many blockers there are.
    pub blockers: usize,
    /// Whether a yes rests on assumptions.
    pub is_assumed: bool,
    /// The first notice's sentence.
    pub notice: Option<&'a str>,
}

/// The verdict in one sentence.
#[must_use]
pub fn summary(facts: &SummaryFacts<'_>, language: Language) -> String {
    match language {
        Language::English => english(facts),
        Language::Japanese => japanese::summary(facts),
    }
}

fn english(facts: &SummaryFacts<'_>) -> String {
    let SummaryFacts { from, to, .. } = facts;
    let port = facts.port.map(|port| format!(" {port}")).unwrap_or_default();
    let what = format!("{}{port}", facts.protocol);
    let because = facts.blocker.map(|(text, stops_reply)| {
        let leg = if stops_reply { "the reply is stopped: " } else { "" };
        let more = match facts.blockers {
            0 | 1 => String::new(),
            2 => " (and 1 more blocker)".to_owned(),
            many => format!(" (and {} more blockers)", many - 1),
        };
        format!(": {leg}{text}{more}")
    });
    let because = because.unwrap_or_default();
    match facts.verdict {
        Verdict::Reachable if !facts.is_assumed => format!("{from} can reach {to} on {what}"),
        Verdict::Reachable => format!("{from} can reach {to} on {what}, given the assumptions below"),
        Verdict::Partial => format!("{from} can reach {to} on {what} only in part{because}"),
        Verdict::Unreachable => format!("{from} cannot reach {to} on {what}{because}"),
        Verdict::Undetermined => {
            let missing = facts.notice.map(|text| format!(": {text}")).unwrap_or_default();
            format!("whether {from} can reach {to} on {what} cannot be said{missing}")
        }
    }
}
