//! The verdict in one Japanese sentence.

use crate::explain::summary::SummaryFacts;
use crate::trace::Verdict;

/// The verdict in one sentence.
pub(in crate::explain) fn summary(facts: &SummaryFacts<'_>) -> String {
    let SummaryFacts { from, to, .. } = facts;
    // Latin letters keep a space to both sides.
    let what = match (facts.protocol, facts.port) {
        ("all" | "-1", None) => "すべてのプロトコル".to_owned(),
        (protocol, None) => format!(" {protocol} "),
        (protocol, Some(port)) => format!(" {protocol} {port} "),
    };
    let because = facts.blocker.map(|(text, stops_reply)| {
        let leg = if stops_reply { "応答が遮断されます: " } else { "" };
        let more = match facts.blockers {
            0 | 1 => String::new(),
            many => format!(" (ほかに遮断 {} 件)", many - 1),
        };
        format!(": {leg}{text}{more}")
    });
    let because = because.unwrap_or_default();
    match facts.verdict {
        Verdict::Reachable if !facts.is_assumed => format!("{from} から {to} へは{what}で到達できます"),
        Verdict::Reachable => format!("下記の前提のもとで、{from} から {to} へは{what}で到達できます"),
        Verdict::Partial => format!("{from} から {to} へは{what}のうち一部だけが到達できます{because}"),
        Verdict::Unreachable => format!("{from} から {to} へは{what}で到達できません{because}"),
        Verdict::Undetermined => {
            let missing = facts.notice.map(|text| format!(": {text}")).unwrap_or_default();
            format!("{from} から {to} へ{what}で到達できるかどうかは判定できません{missing}")
        }
    }
}
