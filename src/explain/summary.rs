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
    /// What passes, where the question is that and not whether some port does; empty when nothing does.
    pub passes: Option<&'a str>,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the input does not say of some of it whether it passes.
    pub is_open: bool,
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
    let what = match facts.port {
        Some(port) => [facts.protocol, " ", port].concat(),
        None => facts.protocol.to_owned(),
    };
    let because = facts.blocker.map(|(text, stops_reply)| {
        let leg = if stops_reply { "the reply is stopped: " } else { "" };
        let more = match facts.blockers {
            0 | 1 => String::new(),
            2 => " (and 1 more blocker)".to_owned(),
            many => format!(" (and {} more blockers)", many - 1),
        };
        [": ", leg, text, &more].concat()
    });
    let because = because.unwrap_or_default();
    if let Some(passes) = facts.passes {
        return what_passes(facts, passes, &because);
    }
    match facts.verdict {
        Verdict::Reachable => {
            let given = if facts.is_assumed { ", given the assumptions below" } else { "" };
            [from, " can reach ", to, " on ", &what, given].concat()
        }
        Verdict::Partial => [from, " can reach ", to, " on ", &what, " only in part", &because].concat(),
        Verdict::Unreachable => [from, " cannot reach ", to, " on ", &what, &because].concat(),
        Verdict::Undetermined => {
            let missing = facts.notice.map(|text| format!(": {text}")).unwrap_or_default();
            format!("whether {from} can reach {to} on {what} cannot be said{missing}")
        }
    }
}

/// The answer to "what passes?".
fn what_passes(facts: &SummaryFacts<'_>, passes: &str, because: &str) -> String {
    let SummaryFacts { from, to, protocol, .. } = facts;
    let given = if facts.is_assumed { ", given the assumptions below" } else { "" };
    let is_all = matches!(protocol.to_ascii_lowercase().as_str(), "all" | "-1");
    match facts.verdict {
        Verdict::Reachable if is_all => format!("everything passes from {from} to {to}{given}"),
        Verdict::Reachable => format!("all {protocol} traffic passes from {from} to {to}{given}"),
        Verdict::Partial if facts.is_open => {
            format!("{from} can reach {to} on {passes}{given}; of other traffic the input does not say")
        }
        Verdict::Partial => {
            let else_ = if is_all { "nothing else" } else { "no other port" };
            format!("{from} can reach {to} on {passes}{given}; {else_} passes")
        }
        Verdict::Unreachable if is_all => format!("nothing passes from {from} to {to}{because}"),
        Verdict::Unreachable => format!("no {protocol} traffic passes from {from} to {to}{because}"),
        Verdict::Undetermined => {
            let missing = facts.notice.map(|text| format!(": {text}")).unwrap_or_default();
            format!("what passes from {from} to {to} cannot be said{missing}")
        }
    }
}
