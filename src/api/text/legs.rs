//! Both legs, hop by hop.

use super::ink::{Ink, pad, width, wrap};
use super::{Page, as_verdict, kind_word, sign};
use crate::api::answer::{Answer, Hop, Leg, Outcome, Verdict};

/// Where the columns of both legs stand, so that they line up with each other.
struct Columns {
    kind: usize,
    resource: usize,
    name: usize,
}

impl Columns {
    fn of(answer: &Answer) -> Self {
        let hops = || [&answer.forward, &answer.reply].into_iter().flatten().flat_map(|leg| &leg.hops);
        let widest = |widths: &mut dyn Iterator<Item = usize>, most: usize| {
            widths.filter(|width| *width <= most).max().unwrap_or(0)
        };
        Columns {
            kind: widest(&mut hops().map(|hop| width(kind_word(hop.kind))), 20),
            // A load balancer's ARN must not push the names of all others off the page.
            resource: widest(&mut hops().map(|hop| width(&hop.resource)), 30),
            name: widest(&mut hops().map(|hop| width(&hop.name)), 24),
        }
    }
}

/// The request, and the reply where it was asked for.
pub(super) fn both(page: &mut Page, answer: &Answer) {
    let columns = Columns::of(answer);
    if let Some(forward) = &answer.forward {
        leg(page, "REQUEST", forward, &columns, true);
    }
    match (&answer.reply, &answer.forward) {
        // The reply is walked as if the request had arrived.
        (Some(reply), forward) => {
            let is_sent = forward.as_ref().is_none_or(|leg| leg.verdict != Verdict::Unreachable);
            leg(page, "REPLY", reply, &columns, is_sent);
        }
        (None, Some(_)) => {
            page.gap();
            let why =
                if answer.query.one_way { "not asked" } else { "not walked, since the request finds no way" };
            page.line(&[(Ink::Plain, "  "), (Ink::Bold, &pad("REPLY", 9)), (Ink::Dim, why)]);
        }
        (None, None) => {}
    }
}

fn leg(page: &mut Page, title: &str, leg: &Leg, columns: &Columns, is_sent: bool) {
    let (symbol, ink) = sign(leg.verdict);
    page.gap();
    page.line(&[
        (Ink::Plain, "  "),
        (Ink::Bold, &pad(title, 9)),
        (ink, symbol),
        (Ink::Plain, " "),
        (ink, outcome_word(leg.verdict, is_sent)),
    ]);
    let mut is_reached = is_sent;
    for (at, hop) in leg.hops.iter().enumerate() {
        line(page, at + 1, hop, columns, is_reached);
        let stops_here = is_reached && hop.outcome == Outcome::Blocked;
        if stops_here && at + 1 < leg.hops.len() {
            page.line(&[(Ink::Dim, rail(false)), (Ink::Dim, "it ends here; beyond, it would meet:")]);
        }
        is_reached &= !stops_here;
    }
}

/// What runs down from hop to hop; broken where no packet gets.
const fn rail(is_reached: bool) -> &'static str {
    if is_reached { "     │ " } else { "     ┊ " }
}

const fn outcome_word(verdict: Verdict, is_sent: bool) -> &'static str {
    match verdict {
        Verdict::Reachable if !is_sent => "would pass, if the request arrived",
        Verdict::Unreachable if !is_sent => "would be stopped, too",
        Verdict::Reachable => "passes",
        Verdict::Partial => "passes in part",
        Verdict::Unreachable => "is stopped",
        Verdict::Undetermined | Verdict::Error => "cannot be decided",
    }
}

fn line(page: &mut Page, number: usize, hop: &Hop, columns: &Columns, is_reached: bool) {
    let (symbol, ink) = sign(as_verdict(hop.outcome));
    let words = if is_reached { Ink::Plain } else { Ink::Dim };
    let decision_ink = if hop.outcome == Outcome::Passes { words } else { ink };
    let number = format!("{number:>4} ");
    let kind = format!(" {}  ", pad(kind_word(hop.kind), columns.kind));
    let id = pad(&hop.resource, columns.resource);
    let name = pad(&hop.name, columns.name);
    let id_ink = if is_reached { Ink::Bold } else { Ink::Dim };
    let mut head = vec![
        (Ink::Dim, number.as_str()),
        (ink, symbol),
        (Ink::Dim, &kind),
        (id_ink, &id),
        (words, "  "),
        (words, &name),
    ];
    let used: usize = head.iter().map(|(_, piece)| width(piece)).sum();
    let sentence = hop.decision();
    let is_short = hop.by.is_none() && used + 2 + width(&sentence) <= page.style.width;
    if is_short {
        head.extend([(words, "  "), (decision_ink, &*sentence)]);
    }
    page.line(&head);
    let rail = rail(is_reached && hop.outcome != Outcome::Blocked);
    if !is_short {
        decision(page, hop, (&sentence, decision_ink), rail, words);
    }
    if let Some(by) = &hop.by {
        page.line(&[(Ink::Dim, rail), (Ink::Dim, &by.source)]);
    }
}

/// The sentence, and the line it rests on in quotes, unless the sentence says it already.
fn decision(page: &mut Page, hop: &Hop, (said, ink): (&str, Ink), rail: &str, words: Ink) {
    let room = page.style.width.saturating_sub(width(rail));
    let by = hop.by.as_ref().filter(|by| !by.line.is_empty() && !said.contains(&by.line));
    let quote = by.map(|by| {
        let holder = if by.resource == hop.resource { String::new() } else { format!("{}: ", by.resource) };
        format!("{holder}`{}`", by.line)
    });
    let mut sentence = wrap(said, room);
    let last = sentence.pop().unwrap_or_default();
    for line in sentence {
        page.line(&[(Ink::Dim, rail), (ink, &line)]);
    }
    let Some(quote) = quote else { return page.line(&[(Ink::Dim, rail), (ink, &last)]) };
    if width(&last) + 2 + width(&quote) <= room {
        return page.line(&[(Ink::Dim, rail), (ink, &last), (Ink::Plain, "  "), (words, &quote)]);
    }
    page.line(&[(Ink::Dim, rail), (ink, &last)]);
    for line in wrap(&quote, room) {
        page.line(&[(Ink::Dim, rail), (words, &line)]);
    }
}
