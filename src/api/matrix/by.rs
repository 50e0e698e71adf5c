//! The lines that let one pair's traffic through: a walk of its own for each row of a single pair.

use std::rc::Rc;

use super::fold::Folded;
use super::labels::Labels;
use crate::api::answer::By;
use crate::api::ask::{Question, Walked};
use crate::api::describe;
use crate::api::ends::{Ends, Member};
use crate::api::rows::Carried;
use crate::explain;
use crate::graph::Ix;
use crate::trace::Fact;

/// With more rows than this nobody reads lines, and the walks would take longer than the matrix.
const MOST_ROWS: usize = 2_000;

/// The lines of security groups by which each row passes; none for a row of several pairs.
pub(super) fn lines(ends: &Ends<'_>, question: &Question, labels: &Labels, rows: &[Folded]) -> Vec<Vec<By>> {
    if rows.len() > MOST_ROWS {
        return Vec::new();
    }
    // In a matrix by interface an end is one interface.
    let mut interface: Vec<Option<Ix>> = vec![None; labels.ends.len()];
    for (ix, of) in (0..).zip(&labels.of) {
        for end in of {
            if let Some(slot) = interface.get_mut(*end as usize) {
                *slot = Some(ix);
            }
        }
    }
    let at = |end: u32| interface.get(end as usize).copied().flatten();
    let of_row = |row: &Folded| -> Option<Vec<By>> {
        let ([from], [to]) = (row.from.as_slice(), row.to.as_slice()) else { return None };
        let member = |ix| Member::Interfaces { label: String::new(), interfaces: vec![ix] };
        let (from, to) = (member(at(*from)?), member(at(*to)?));
        let outcome = question.ask(ends, &from, &to, row.family)?;
        let protocol = row.piece.of.and_then(|of| question.traffic.get(of)).map(|asked| asked.protocol);
        let walks = outcome.passing.iter().filter(|one| {
            one.carries == Carried::All || protocol.is_none() || protocol == Some(one.witness.protocol)
        });
        let mut found: Vec<By> = Vec::new();
        for one in walks {
            admitting(ends, question, &one.walked, row, &mut found);
        }
        Some(found)
    };
    rows.iter().map(|row| of_row(row).unwrap_or_default()).collect()
}

fn admitting(ends: &Ends<'_>, question: &Question, walked: &Rc<Walked>, row: &Folded, found: &mut Vec<By>) {
    let Walked { flow, walk } = &**walked;
    let words = explain::explain(ends.network, flow, walk, question.language);
    for (step, hop) in walk.request.steps.iter().zip(&words.forward.hops) {
        let is_of_row = step.ports.as_ref().is_none_or(|own| !own.intersection(&row.piece.ports).is_empty());
        let Some(quote) = hop.by.as_ref().filter(|_| is_of_row && matches!(step.fact, Fact::GroupAdmits(_)))
        else {
            continue;
        };
        let by = describe::by(quote.clone());
        if !found.contains(&by) {
            found.push(by);
        }
    }
}
