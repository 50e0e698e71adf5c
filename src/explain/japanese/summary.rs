//! The verdict in one Japanese sentence.

use crate::explain::summary::SummaryFacts;
use crate::trace::Verdict;

/// The verdict in one sentence.
pub(in crate::explain) fn summary(facts: &SummaryFacts<'_>) -> String {
    let SummaryFacts { from, to, .. } = facts;
    let protocol = match facts.protocol {
        "all" | "-1" => "すべてのプロトコル",
        named => named,
    };
    let port = facts.port.map(|port| format!(" {port}")).unwrap_or_default();
    // A space only after Latin letters and figures.
    let space = if port.is_empty() && !protocol.is_ascii() { "" } else { " " };
    let what = format!("{protocol}{port}{space}");
    let gap = if protocol.is_ascii() { " " } else { "" };
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
        Verdict::Reachable if !facts.is_assumed => format!("{from} から {to} へは{gap}{what}で到達できます"),
        Verdict::Reachable => format!("下記の前提のもとで、{from} から {to} へは{gap}{what}で到達できます"),
        Verdict::Partial => format!("{from} から {to} へは{gap}{what}で一部だけ到達できます{because}"),
        Verdict::Unreachable => format!("{from} から {to} へは{gap}{what}で到達できません{because}"),
        Verdict::Undetermined => {
            let missing = facts.notice.map(|text| format!(": {text}")).unwrap_or_default();
            format!("{from} から {to} へ{gap}{what}で到達できるかどうかは判定できません{missing}")
        }
    }
}
