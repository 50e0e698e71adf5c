//! The languages of the sentences, and which file words what in each.

use super::fragment::Sentence;
use super::remarks::Remark;
use super::{balancers, clients, japanese, reasons, remarks, steps};
use crate::model::{Network, Notice, Resource};
use crate::space::Protocol;
use crate::trace::{Assumption, Block, Flow, Gap, Note, Step, Walk};

/// A language of the sentences. Codes, deciding lines and names are the same in each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash)]
pub enum Language {
    /// `en`
    #[default]
    English,
    /// `ja`
    Japanese,
}

impl Language {
    /// All of them.
    pub const ALL: &'static [Language] = &[Language::English, Language::Japanese];

    /// The language's tag: `en`, `ja`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Japanese => "ja",
        }
    }

    /// The language of a tag, English when there is none; `None` when no sentences are in that language.
    #[must_use]
    pub fn parse(tag: Option<&str>) -> Option<Language> {
        let Some(tag) = tag else { return Some(Language::English) };
        Language::ALL.iter().copied().find(|language| language.tag() == tag)
    }

    pub(super) fn step(self, network: &Network, protocol: Protocol, step: &Step, is_reply: bool) -> Sentence {
        match self {
            Language::English => steps::sentence(network, protocol, step, is_reply),
            Language::Japanese => japanese::step(network, protocol, step, is_reply),
        }
    }

    pub(super) fn reason(self, network: &Network, block: &Block, step: &Step, is_reply: bool) -> Sentence {
        match self {
            Language::English => reasons::sentence(network, block, step, is_reply),
            Language::Japanese => japanese::reason(network, block, step, is_reply),
        }
    }

    pub(super) fn assumption(self, assumption: &Assumption) -> Remark {
        self.remark(remarks::assumption(assumption), || japanese::assumption(assumption))
    }

    pub(super) fn note(self, note: &Note) -> Remark {
        self.remark(balancers::note(note), || japanese::note(note))
    }

    pub(super) fn gap(self, gap: &Gap) -> Remark {
        self.remark(remarks::gap(gap), || japanese::gap(gap))
    }

    pub(super) fn client_ports(self, network: &Network, flow: &Flow, walk: &Walk) -> Option<Remark> {
        let ports = clients::client_ports(network, flow, walk)?;
        Some(self.remark(clients::remark(&ports), || japanese::client_ports(&ports)))
    }

    /// Code, resource and call are the same in every language; only the sentence is not.
    fn remark(self, english: Remark, japanese: impl FnOnce() -> Sentence) -> Remark {
        match self {
            Language::English => english,
            Language::Japanese => Remark { sentence: japanese(), ..english },
        }
    }
}

/// A notice of the input in words.
#[must_use]
pub fn notice_remark(network: &Network, notice: &Notice, language: Language) -> Remark {
    language.remark(remarks::notice_remark(network, notice), || japanese::notice(notice))
}

/// An end whose interfaces are not in the input, in words.
#[must_use]
pub fn unseen_remark(end: &Resource, language: Language) -> Remark {
    language.remark(remarks::unseen(end), || japanese::unseen(end))
}
