//! What can be asked for as a matrix, and what comes back. Keys are added, never renamed.

use serde::{Deserialize, Serialize};

use crate::api::answer::Verdict;
use crate::api::request::Scalar;

/// Who can talk to whom on what?
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MatrixRequest {
    /// `interface`, `group`, `subnet`, `vpc`, `name` or `tag:KEY`; absent: the finest of the first four with few ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Only this protocol; every protocol when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Scalar>,
    /// Only these destination ports; every port when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<Scalar>,
    /// Client ports, of protocols with ports only; 1024-65535 of those when absent, and every protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_port: Option<Scalar>,
    /// Only this address family, 4 or 6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<Scalar>,
    /// Language of the sentences: `en` (the default) or `ja`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// More bytes than this are not written; no limit when absent.
    #[serde(skip)]
    pub limit: Option<u64>,
}

/// What stands before the rows.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixHead {
    /// The question as it was understood; `by` is filled in.
    pub query: MatrixRequest,
    /// The answer in one sentence.
    pub summary: String,
    /// How rows are folded, in words.
    pub folded: String,
    /// How many interfaces were looked at.
    pub interfaces: usize,
    /// Pairs of interfaces, by family.
    pub pairs: Vec<PairCount>,
    /// How many rows follow.
    pub row_count: usize,
    /// Every end that rows may name, ascending.
    pub ends: Vec<MatrixEnd>,
    /// Ends of which the input has no interface, so that no row says anything about them.
    pub unseen: Vec<String>,
}

/// All ordered pairs of two different interfaces in a family.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct PairCount {
    /// 4 or 6.
    pub family: u8,
    /// How many there are: those that have an address of the family.
    pub all: u64,
    /// Between how many something passes for certain.
    pub passing: u64,
    /// Between how many nothing passes for certain, and something may.
    pub undetermined: u64,
    /// Between how many nothing passes: those are no rows.
    pub unreachable: u64,
}

/// An end that rows name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct MatrixEnd {
    /// As the rows write it.
    pub end: String,
    /// `network-interface`, `security-group`, `subnet`, `vpc`, `name` or `tag`.
    pub kind: &'static str,
    /// Its name, where it has one; of an interface, that of its instance or load balancer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// How many interfaces it is.
    pub interfaces: usize,
}

/// Some traffic, from every end of one list to every other end of another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MatrixRow {
    /// Who sends.
    pub from: Vec<String>,
    /// Who receives.
    pub to: Vec<String>,
    /// 4 or 6.
    pub family: u8,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, a number, or `other` for those that nothing in the input names.
    pub protocol: String,
    /// The numbers of `other` protocols.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocols: Option<String>,
    /// Destination ports, ascending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ports: Option<String>,
    /// Client ports, ascending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_ports: Option<String>,
    /// ICMP types and codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp: Option<String>,
    /// The traffic in words.
    pub label: String,
    /// `reachable` where it passes for all pairs of interfaces; `partial` for some of them, or now and then;
    /// `undetermined`.
    pub verdict: Verdict,
    /// Pairs of interfaces.
    pub pairs: RowPairs,
    /// The lines of security groups that let it through, of a row of one pair of interfaces; else empty.
    pub by: Vec<crate::api::answer::By>,
}

/// Pairs of interfaces of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize)]
pub struct RowPairs {
    /// For how many each port of the row passes; not for each port the same pairs.
    pub passing: u64,
    /// For how many each port may pass.
    pub undetermined: u64,
    /// How many there are between the ends.
    pub all: u64,
}
