//! The sentences in Japanese: polite form, no full stop at the end, AWS's nouns as its Japanese console writes them,
//! a space between Latin letters and kana or kanji.
//!
//! Every match names every variant, so that a new fact does not compile before it has its sentence.

mod balancers;
mod firewalls;
mod reasons;
mod remarks;
mod steps;
mod summary;
#[cfg(test)]
mod tests;

pub(super) use balancers::note;
pub(super) use reasons::sentence as reason;
pub(super) use remarks::{assumption, client_ports, gap, notice, unseen};
pub(super) use steps::sentence as step;
pub(super) use summary::summary;

use super::fragment::Sentence;
use crate::model::{Resource, Way};

const fn packet(is_reply: bool) -> &'static str {
    if is_reply { "応答" } else { "要求" }
}

const fn way_word(way: Way) -> &'static str {
    match way {
        Way::Ingress => "インバウンド",
        Way::Egress => "アウトバウンド",
    }
}

/// A sentence that begins with the name of a resource.
fn name(resource: &Resource) -> Sentence {
    Sentence::default().name(resource)
}
