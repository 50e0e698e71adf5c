//! A loaded network, ready to be asked.

use super::answer::{Answer, ApiError, FileReport, FileStatus, Found, Recognised, Summary};
use super::describe::remark;
use super::ends::{Ends, error};
use super::exposure::Prepared;
use super::index::Index;
use super::request::ReachRequest;
use crate::explain::{About, Language, notice_remark};
use crate::graph::Topology;
use crate::ingest;
use crate::model::{Network, SortedSet};

/// A file as it was given: its name with folders, and its bytes.
pub use crate::ingest::InputFile;
/// A file that is read when its turn comes, and how much can be read.
pub use crate::ingest::{Given, Limits, Source};

/// How far loading has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// `unpacking`, `reading` or `building`.
    pub phase: &'static str,
    /// Bytes done in this phase.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
}

/// A loaded network. It answers any number of questions; answers depend on nothing else.
pub struct Session {
    network: Network,
    topology: Topology,
    index: Index,
    files: Vec<FileReport>,
    prepared: Prepared,
}

impl Session {
    /// Reads files of any kind into a network. Never fails: what cannot be read is in [`Session::files`].
    pub fn load(files: Vec<InputFile>, progress: &mut dyn FnMut(Progress)) -> Session {
        Session::of(ingest::load(files, &mut |at| progress(step(at))))
    }

    /// As [`Session::load`], of files that may wait to be read until their turn comes.
    ///
    /// # Errors
    /// When the files hold more than can be read, before anything is read: the line says how much can be.
    pub fn load_given(
        files: Vec<Given>,
        limits: Limits,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Session, ApiError> {
        ingest::load_given(files, limits, &mut |at| progress(step(at))).map(Session::of).map_err(|large| {
            let ingest::TooLarge { bytes, most } = large;
            let message =
                format!("the files hold {bytes} bytes; {most} bytes are the most that can be read here");
            error("too-large", message, "give only what is about the network, or use the command line")
        })
    }

    fn of(loaded: ingest::Loaded) -> Session {
        let topology = Topology::build(&loaded.network);
        let files = loaded.files.into_iter().map(file_report).collect();
        Session {
            network: loaded.network,
            topology,
            index: Index::default(),
            files,
            prepared: Prepared::default(),
        }
    }

    /// One row for each file: recognised as what, or why not.
    #[must_use]
    pub fn files(&self) -> &[FileReport] {
        &self.files
    }

    /// How much was loaded, and all that the input said that was not understood.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.summary_in(Language::English)
    }

    /// As [`Session::summary`], with the notices in a language.
    #[must_use]
    pub fn summary_in(&self, language: Language) -> Summary {
        let network = &self.network;
        let scopes = network.vpcs.iter().map(|vpc| &vpc.scope);
        let distinct = |values: SortedSet<&str>| {
            values.into_iter().filter(|v| !v.is_empty()).map(str::to_owned).collect()
        };
        Summary {
            accounts: distinct(scopes.clone().map(|scope| &*scope.account).collect()),
            regions: distinct(scopes.map(|scope| &*scope.region).collect()),
            vpcs: network.vpcs.len(),
            subnets: network.subnets.len(),
            interfaces: network.interfaces.len(),
            instances: network.instances.len(),
            security_groups: network.groups.len(),
            gateways: network.internet_gateways.len()
                + network.egress_only_gateways.len()
                + network.nat_gateways.len()
                + network.vpn_gateways.len()
                + network.transit_gateways.len(),
            notices: network
                .notices
                .iter()
                .map(|notice| remark(network, &notice_remark(network, notice, language)))
                .collect(),
        }
    }

    /// What could be an end and holds all words of `text`, best first.
    #[must_use]
    pub fn search(&self, text: &str, limit: usize) -> Vec<Found> {
        self.search_in(text, limit, Language::English)
    }

    /// As [`Session::search`], with the details in a language. Words are found in any language.
    #[must_use]
    pub fn search_in(&self, text: &str, limit: usize, language: Language) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let start = text.trim().to_lowercase();
        for (word, kind, known_as, about) in [
            ("internet", "internet", About::Internet, About::EveryPublicAddress),
            ("onprem", "on-premises", About::OnPremises, About::BehindVpn),
        ] {
            if word.starts_with(&start) || known_as.words(Language::Japanese).starts_with(&start) {
                found.push(Found {
                    end: word.to_owned(),
                    kind,
                    name: String::new(),
                    detail: about.words(language).to_owned(),
                });
            }
        }
        let entries = self.index.search(&self.network, text, limit);
        found.extend(entries.into_iter().map(|entry| Found {
            end: entry.id.to_owned(),
            kind: entry.kind.name(),
            detail: self.index.detail(&self.network, &entry).words(language),
            name: entry.name.into_owned(),
        }));
        found.truncate(limit);
        found
    }

    /// Answers a question.
    ///
    /// # Errors
    /// When the question cannot be asked: an end that matches nothing or too much, a port out of range, a
    /// protocol that does not exist. One line says which, and the help what to do.
    pub fn reach(&self, request: &ReachRequest) -> Result<Answer, ApiError> {
        self.ends().reach(request)
    }

    pub(super) const fn ends(&self) -> Ends<'_> {
        Ends { network: &self.network, topology: &self.topology, index: &self.index }
    }

    /// What exposure keeps from one question to the next.
    pub(super) const fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// The network behind the session: for the floor above and for tests.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The invariants of the wiring that do not hold; empty for a sound one.
    #[must_use]
    pub fn verify(&self) -> Vec<String> {
        self.topology.verify()
    }
}

fn step(at: ingest::Progress) -> Progress {
    let phase = match at.phase {
        ingest::Phase::Unpacking => "unpacking",
        ingest::Phase::Reading => "reading",
        ingest::Phase::Building => "building",
    };
    Progress { phase, done: at.done, total: at.total }
}

fn file_report(outcome: ingest::FileOutcome) -> FileReport {
    FileReport {
        name: outcome.name,
        status: match outcome.status {
            ingest::FileStatus::Read => FileStatus::Read,
            ingest::FileStatus::Partly => FileStatus::Partly,
            ingest::FileStatus::Ignored => FileStatus::Ignored,
            ingest::FileStatus::Error => FileStatus::Error,
        },
        recognised: outcome.recognised.into_iter().map(|(what, items)| Recognised { what, items }).collect(),
        messages: outcome.messages,
        bytes: outcome.bytes,
    }
}
