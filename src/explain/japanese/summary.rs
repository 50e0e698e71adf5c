//! The verdict in one Japanese sentence.

use crate::summary::SummaryFacts;
use crate::trace::Verdict;

/// The verdict in one sentence.
pub(crate) fn summary(facts: &SummaryFacts<'_>) -> String {
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
    if let Some(passes) = facts.passes {
        return what_passes(facts, passes, &because);
    }
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

/// The answer to "what passes?".
fn what_passes(facts: &SummaryFacts<'_>, passes: &str, because: &str) -> String {
    let SummaryFacts { from, to, .. } = facts;
    let given = if facts.is_assumed { "下記の前提のもとで、" } else { "" };
    let any = match facts.protocol.to_ascii_lowercase().as_str() {
        "all" | "-1" => "通信".to_owned(),
        _ => format!(" {} の通信", facts.protocol),
    };
    match facts.verdict {
        Verdict::Reachable => format!("{given}{from} から {to} へはすべての{any}が到達します"),
        Verdict::Partial if facts.is_open => {
            format!("{given}{from} から {to} へ到達するのは {passes} です。残りの一部は判定できません")
        }
        Verdict::Partial => format!("{given}{from} から {to} へ到達するのは {passes} だけです"),
        Verdict::Unreachable => format!("{from} から {to} へはどの{any}も到達しません{because}"),
        Verdict::Undetermined => {
            let missing = facts.notice.map(|text| format!(": {text}")).unwrap_or_default();
            format!("{from} から {to} へどの{any}が到達するかは判定できません{missing}")
        }
    }
}
