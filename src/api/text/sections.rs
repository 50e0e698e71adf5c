//! Everything but the hops.

use super::ink::{Ink, pad, width};
use super::{Page, kind_word, sign};
use crate::api::answer::{Answer, Blocker, Leg, Remark, Verdict};
use crate::model::Order as _;

/// More rows than this are for programs, not for people.
const MOST_ROWS: usize = 40;
/// More addresses than this in one row are, too.
const MOST_ADDRESSES: usize = 8;

/// The verdict, the question, and the reason in one sentence.
pub(super) fn head(page: &mut Page, answer: &Answer) {
    let (symbol, ink) = sign(answer.verdict);
    let ends = format!("{} → {}", answer.query.from, answer.query.to);
    page.line(&[
        (ink, symbol),
        (Ink::Plain, " "),
        (ink, answer.verdict.word()),
        (Ink::Plain, "   "),
        (Ink::Bold, &ends),
        (Ink::Plain, "   "),
        (Ink::Plain, &traffic(answer)),
    ]);
    page.gap();
    page.sentence(2, Ink::Plain, &reason(answer));
}

/// `tcp 443, from 10.0.0.4, request only`
fn traffic(answer: &Answer) -> String {
    let query = &answer.query;
    let mut words = query.protocol_name();
    if query.asks_what_passes() {
        let any = if matches!(words.as_str(), "all" | "-1") { "any traffic" } else { ", any port" };
        words = if any.starts_with(',') { format!("{words}{any}") } else { any.to_owned() };
    } else if let Some(port) = &query.port {
        words.push_str(&format!(" {port}"));
    }
    let options = [
        ("type", query.icmp_type.as_ref().map(ToString::to_string)),
        ("code", query.icmp_code.as_ref().map(ToString::to_string)),
        ("client port", query.source_port.as_ref().map(ToString::to_string)),
        ("from", query.from_ip.clone()),
        ("to", query.to_ip.clone()),
        ("via", query.via.clone()),
        ("avoiding", query.avoid.clone()),
        ("IPv", query.family.as_ref().map(ToString::to_string)),
        ("request only", query.one_way.then(String::new)),
        ("strict", query.strict.then(String::new)),
    ];
    for (word, value) in options {
        match value {
            Some(value) if word == "IPv" => words.push_str(&format!(", IPv{value}")),
            Some(value) => words.push_str(format!(", {word} {value}").trim_end()),
            None => {}
        }
    }
    words
}

fn reason(answer: &Answer) -> String {
    let is_set = answer.query.asks_what_passes() && answer.pairs.is_empty();
    if is_set && matches!(answer.verdict, Verdict::Reachable | Verdict::Partial) {
        return answer.summary.clone();
    }
    let both = if answer.reply.is_some() {
        "the request arrives and the reply comes back"
    } else {
        "the request arrives"
    };
    match answer.verdict {
        Verdict::Reachable => match answer.assumptions.len() {
            0 => capital(both),
            1 => format!("{}, given the assumption below", capital(both)),
            many => format!("{}, given the {many} assumptions below", capital(both)),
        },
        Verdict::Partial if !answer.pairs.is_empty() => format!("{}; {}", of_pairs(answer), stops(answer)),
        Verdict::Partial => format!("Only a part passes; {}", stops(answer)),
        Verdict::Unreachable if is_set => format!("Nothing passes: {}", stops(answer)),
        Verdict::Unreachable => capital(&stops(answer)),
        Verdict::Undetermined | Verdict::Error => answer.notices.first().map_or_else(
            || "The input does not say".to_owned(),
            |notice| format!("The input does not say: {}", notice.text),
        ),
    }
}

fn of_pairs(answer: &Answer) -> String {
    let passing = answer.pairs.iter().filter(|pair| pair.verdict == Verdict::Reachable).count();
    format!("{passing} of {} pairs are reachable", answer.pairs.len())
}

/// Where it stops first, and whether elsewhere too.
fn stops(answer: &Answer) -> String {
    let Some(first) = answer.blockers.first() else {
        return "nothing of it arrives".to_owned();
    };
    let some = if first.ports.is_some() || answer.verdict == Verdict::Partial && answer.pairs.is_empty() {
        "some of "
    } else {
        ""
    };
    let (what, others) = match first.leg {
        "return" => (format!("the request arrives, but {some}its reply is stopped"), ""),
        _ if answer.blockers.iter().any(|blocker| blocker.leg == "return") => {
            (format!("{some}the request is stopped"), ", and the reply would be stopped too")
        }
        _ => (format!("{some}the request is stopped"), ""),
    };
    let more = match answer.blockers.iter().filter(|blocker| blocker.leg == first.leg).count() {
        0 | 1 => String::new(),
        2 => " and at one more place".to_owned(),
        many => format!(" and at {} more places", many - 1),
    };
    format!("{what} at {}{more}{others}", named(answer, first))
}

/// `network ACL acl-1 (data)`
fn named(answer: &Answer, blocker: &Blocker) -> String {
    let legs = [&answer.forward, &answer.reply].into_iter().flatten();
    let name = legs
        .flat_map(|leg| &leg.hops)
        .find(|hop| hop.resource == blocker.resource)
        .map_or("", |hop| &hop.name);
    let kind = kind_word(blocker.kind);
    if name.is_empty() || *name == *blocker.resource {
        format!("{kind} {}", blocker.resource)
    } else {
        format!("{kind} {} ({name})", blocker.resource)
    }
}

fn capital(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// What stops it, all of it, with the place to mend.
pub(super) fn blockers(page: &mut Page, answer: &Answer) {
    if answer.blockers.is_empty() {
        return;
    }
    page.title("STOPPED BY");
    for blocker in &answer.blockers {
        let leg = if blocker.leg == "return" { "reply" } else { "request" };
        let mut facts = vec![leg.to_owned()];
        facts.extend(blocker.ports.as_ref().map(|ports| format!("for {ports}")));
        facts.extend(blocker.aws.filter(|aws| *aws != blocker.code).map(|aws| format!("AWS: {aws}")));
        page.line(&[
            (Ink::Plain, "     "),
            (Ink::Red, "✖"),
            (Ink::Plain, " "),
            (Ink::Red, blocker.code),
            (Ink::Dim, "   "),
            (Ink::Dim, &facts.join(", ")),
        ]);
        page.sentence(7, Ink::Plain, &blocker.text);
        if let Some(source) = &blocker.source {
            page.line(&[(Ink::Plain, "       "), (Ink::Dim, source)]);
        }
    }
}

/// One row a pair, those that do not pass first.
pub(super) fn pairs(page: &mut Page, answer: &Answer) {
    if answer.pairs.is_empty() {
        return;
    }
    page.gap();
    page.line(&[
        (Ink::Plain, "  "),
        (Ink::Bold, "PAIRS"),
        (Ink::Plain, "    "),
        (Ink::Plain, &of_pairs(answer)),
    ]);
    let mut rows: Vec<_> = answer.pairs.iter().collect();
    rows.order_by_key(|pair| std::cmp::Reverse(pair.verdict));
    let left = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let widest = |end: &dyn Fn(usize) -> usize| (0..rows.len()).map(end).max().unwrap_or(0).min(40);
    let from = widest(&|at| rows.get(at).map_or(0, |pair| width(&pair.from)));
    let to = widest(&|at| rows.get(at).map_or(0, |pair| width(&pair.to)));
    for pair in rows {
        let shown = is_shown(answer, &pair.forward, &pair.reply);
        row(
            page,
            pair.verdict,
            &format!("{} → {}", pad(&pair.from, from), pad(&pair.to, to)),
            &why(&pair.blockers, &pair.notices),
            shown,
        );
    }
    if left > 0 {
        page.line(&[(Ink::Dim, &format!("       and {left} more: --format json lists them all"))]);
    }
    if answer.forward.is_some() {
        page.line(&[(Ink::Dim, "       what follows is about the pair marked ›")]);
    }
}

/// One row a family.
pub(super) fn families(page: &mut Page, answer: &Answer) {
    if answer.families.is_empty() {
        return;
    }
    page.title("FAMILIES");
    for family in &answer.families {
        let shown = is_shown(answer, &family.forward, &family.reply);
        row(
            page,
            family.verdict,
            &format!("IPv{}", family.family),
            &why(&family.blockers, &family.notices),
            shown,
        );
    }
}

fn row(page: &mut Page, verdict: Verdict, what: &str, why: &str, is_shown: bool) {
    let (symbol, ink) = sign(verdict);
    let mark = if is_shown { "   › " } else { "     " };
    page.line(&[
        (Ink::Bold, mark),
        (ink, symbol),
        (Ink::Plain, " "),
        (Ink::Plain, what),
        (Ink::Plain, "  "),
        (ink, &pad(verdict.word(), 12)),
        (Ink::Plain, "  "),
        (Ink::Dim, why),
    ]);
}

fn why(blockers: &[Blocker], notices: &[Remark]) -> String {
    let blocked = blockers.first().map(|first| {
        let leg = if first.leg == "return" { ", reply" } else { "" };
        format!("{} at {}{leg}", first.code, first.resource)
    });
    blocked.or_else(|| notices.first().map(|notice| notice.code.to_owned())).unwrap_or_default()
}

/// Whether these legs are the ones at the top of the answer.
fn is_shown(answer: &Answer, forward: &Option<Leg>, reply: &Option<Leg>) -> bool {
    answer.forward == *forward && answer.reply == *reply
}

/// The traffic that passes, and what cannot be decided.
pub(super) fn passes(page: &mut Page, answer: &Answer) {
    let lists =
        [("PASSES", &answer.passes, Verdict::Reachable), ("NOT KNOWN", &answer.open, Verdict::Undetermined)];
    for (title, rows, verdict) in lists {
        if rows.is_empty() {
            continue;
        }
        page.title(title);
        let (symbol, ink) = sign(verdict);
        for row in rows {
            page.line(&[(Ink::Plain, "     "), (ink, symbol), (Ink::Plain, " "), (Ink::Bold, &row.label)]);
            for (word, addresses) in [("from", &row.from_addresses), ("to", &row.to_addresses)] {
                if let Some(addresses) = addresses {
                    page.sentence(7, Ink::Dim, &format!("{word} {}", listed(addresses)));
                }
            }
        }
    }
}

fn listed(addresses: &[String]) -> String {
    let first: Vec<&str> = addresses.iter().take(MOST_ADDRESSES).map(String::as_str).collect();
    let more = match addresses.len().saturating_sub(MOST_ADDRESSES) {
        0 => String::new(),
        more => format!(" and {more} more blocks (--format json lists them)"),
    };
    format!("{}{more}", first.join(" "))
}

/// Assumptions or notices, each with the call that would settle it.
pub(in crate::api) fn remarks(page: &mut Page, title: &str, remarks: &[Remark]) {
    if remarks.is_empty() {
        return;
    }
    page.title(title);
    for remark in remarks {
        page.line(&[
            (Ink::Plain, "     "),
            (Ink::Violet, "?"),
            (Ink::Plain, " "),
            (Ink::Violet, remark.code),
        ]);
        page.sentence(7, Ink::Plain, &remark.text);
        if let Some(call) = &remark.call {
            let service = if call.contains(' ') { "aws " } else { "aws ec2 " };
            page.line(&[(Ink::Plain, "       settled by: "), (Ink::Bold, service), (Ink::Bold, call)]);
        }
        if let Some(source) = &remark.source {
            page.line(&[(Ink::Plain, "       "), (Ink::Dim, source)]);
        }
    }
}

/// What would make it reachable.
pub(super) fn fixes(page: &mut Page, answer: &Answer) {
    if answer.fixes.is_empty() {
        return;
    }
    page.title("FIXES");
    for fix in &answer.fixes {
        page.sentence(5, Ink::Plain, &fix.text);
        for change in &fix.changes {
            page.line(&[(Ink::Plain, "       "), (Ink::Bold, change)]);
        }
        if fix.proved {
            page.line(&[(Ink::Dim, "       asked again with this change: reachable")]);
        }
    }
}
