//! What comes back. The shapes are the JSON contract: keys are added, never renamed.

use std::borrow::Cow;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::request::ReachRequest;
use crate::explain::{self, Words};

/// The answer to "can A reach B on port P?".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All of the asked traffic passes, both ways.
    Reachable,
    /// Some of the asked traffic, or some of the client's ports, pass.
    Partial,
    /// The input lacks what would decide.
    Undetermined,
    /// None of it passes.
    Unreachable,
    /// The question could not be asked (only in `--queries` answers).
    Error,
}

impl Verdict {
    /// The word in JSON and text.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Reachable => "reachable",
            Verdict::Partial => "partial",
            Verdict::Unreachable => "unreachable",
            Verdict::Undetermined => "undetermined",
            Verdict::Error => "error",
        }
    }
}

/// A whole answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The verdict over both legs, all pairs and all families.
    pub verdict: Verdict,
    /// The question as it was understood.
    pub query: ReachRequest,
    /// The verdict in one sentence.
    pub summary: String,
    /// The request.
    pub forward: Option<Leg>,
    /// The reply; `null` for a one-way question.
    #[serde(rename = "return")]
    pub reply: Option<Leg>,
    /// Every setting found on the way that stops a leg, in travel order, request before reply.
    pub blockers: Vec<Blocker>,
    /// The traffic that passes both ways; empty when unreachable.
    pub passes: Vec<Passes>,
    /// The traffic of which the input does not say whether it passes, beside what does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Passes>,
    /// What a `reachable` rests on outside the data.
    pub assumptions: Vec<Remark>,
    /// What the input held that was not understood, or lacks, and that touches this answer.
    pub notices: Vec<Remark>,
    /// Changes that would make it reachable.
    pub fixes: Vec<Fix>,
    /// One answer a pair, when an end names several interfaces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<PairAnswer>,
    /// One answer a family, when both ends have both.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub families: Vec<FamilyAnswer>,
}

/// The answer of one pair of interfaces.
#[derive(Clone, Debug, Serialize)]
pub struct PairAnswer {
    /// The source of the pair.
    pub from: String,
    /// The destination of the pair.
    pub to: String,
    /// The pair's verdict.
    pub verdict: Verdict,
    /// The request.
    pub forward: Option<Leg>,
    /// The reply.
    #[serde(rename = "return")]
    pub reply: Option<Leg>,
    /// As in [`Answer`].
    pub blockers: Vec<Blocker>,
    /// As in [`Answer`].
    pub passes: Vec<Passes>,
    /// As in [`Answer`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Passes>,
    /// As in [`Answer`].
    pub assumptions: Vec<Remark>,
    /// As in [`Answer`].
    pub notices: Vec<Remark>,
}

/// The answer of one address family.
#[derive(Clone, Debug, Serialize)]
pub struct FamilyAnswer {
    /// 4 or 6.
    pub family: u8,
    /// The family's verdict.
    pub verdict: Verdict,
    /// The request.
    pub forward: Option<Leg>,
    /// The reply.
    #[serde(rename = "return")]
    pub reply: Option<Leg>,
    /// As in [`Answer`].
    pub blockers: Vec<Blocker>,
    /// As in [`Answer`].
    pub passes: Vec<Passes>,
    /// As in [`Answer`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Passes>,
    /// As in [`Answer`].
    pub assumptions: Vec<Remark>,
    /// As in [`Answer`].
    pub notices: Vec<Remark>,
}

/// One direction of a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Leg {
    /// This leg's verdict.
    pub verdict: Verdict,
    /// Its hops in travel order.
    pub hops: Vec<Hop>,
}

/// One component passed, or the one that stopped the packet. On the wire it has its decision as one sentence, too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hop {
    /// AWS id, ARN, `internet` or `onprem`.
    pub resource: Words,
    /// `instance`, `network-interface`, `security-group`, `network-acl`, …
    pub kind: &'static str,
    /// Its name, where it has one.
    pub name: String,
    /// `passes`, `partial`, `blocked`, `unknown`: what this hop did to the packet.
    pub outcome: Outcome,
    /// The decision as a sentence in pieces, so that each resource can be a link.
    pub parts: Vec<Part>,
    /// The line that decided.
    pub by: Option<By>,
}

impl Hop {
    /// The decision as a sentence.
    #[must_use]
    pub fn decision(&self) -> Cow<'_, str> {
        match self.parts.as_slice() {
            [only] => Cow::Borrowed(only.as_str()),
            parts => Cow::Owned(explain::joined(parts)),
        }
    }
}

impl Serialize for Hop {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut hop = serializer.serialize_struct("Hop", 7)?;
        hop.serialize_field("resource", &self.resource)?;
        hop.serialize_field("kind", self.kind)?;
        if self.name.is_empty() {
            hop.skip_field("name")?;
        } else {
            hop.serialize_field("name", &self.name)?;
        }
        hop.serialize_field("outcome", &self.outcome)?;
        hop.serialize_field("decision", &*self.decision())?;
        hop.serialize_field("parts", &self.parts)?;
        match &self.by {
            Some(by) => hop.serialize_field("by", by)?,
            None => hop.skip_field("by")?,
        }
        hop.end()
    }
}

/// What a hop did to the packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// All of it went on.
    Passes,
    /// Some of it went on.
    Partial,
    /// None of it went on.
    Blocked,
    /// The input does not say.
    Unknown,
}

impl Outcome {
    /// The word in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Outcome::Passes => "passes",
            Outcome::Partial => "partial",
            Outcome::Blocked => "blocked",
            Outcome::Unknown => "unknown",
        }
    }
}

/// A piece of a sentence: on the wire its `text`, and the `resource` that the text names.
pub type Part = explain::Fragment;

/// The line that decided a hop.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct By {
    /// The resource that holds the line.
    pub resource: Words,
    /// The line as people write it: `egress tcp 3306 10.0.0.0/16`; an ACL entry's number; a route.
    pub line: String,
    /// File and JSON pointer into the user's own input.
    pub source: String,
}

/// A setting that stops a leg.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Blocker {
    /// Stable name; see `pathlight codes`.
    pub code: &'static str,
    /// AWS Reachability Analyzer's code of nearest meaning.
    pub aws: Option<&'static str>,
    /// `forward` or `return`.
    pub leg: &'static str,
    /// `ingress` or `egress`, where it has a direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<&'static str>,
    /// What stops it.
    pub resource: Words,
    /// The kind of that resource.
    pub kind: &'static str,
    /// The deciding line; an ACL entry's number or `*`.
    pub line: Option<String>,
    /// The reason as a sentence.
    pub text: Words,
    /// The sentence in pieces.
    pub parts: Vec<Part>,
    /// What of the asked ports it stops, when not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ports: Option<String>,
    /// File and JSON pointer.
    pub source: Option<String>,
}

/// Traffic that passes both ways: every one of the ports, from every client port, for every address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Passes {
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, a number, or `other` for those that nothing in the input names.
    pub protocol: String,
    /// The numbers of `other` protocols, ascending: `0,2-5,7-16`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocols: Option<String>,
    /// Client ports, ascending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_ports: Option<String>,
    /// Destination ports, ascending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ports: Option<String>,
    /// ICMP types and codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp: Option<String>,
    /// Source addresses, when the source is a set of them and not all of them pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_addresses: Option<Vec<String>>,
    /// Destination addresses, when the destination is a set of them and not all of them pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_addresses: Option<Vec<String>>,
    /// The row in words, without its addresses: `tcp 22, 443 from any client port`.
    pub label: String,
    /// As `label`, shorter: client ports only where some are missing.
    #[serde(skip)]
    pub short: String,
    /// One packet of it: ask for this and it passes.
    pub witness: Witness,
}

/// One packet out of a set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Witness {
    /// Its protocol, as a name or number.
    pub protocol: String,
    /// The address it is sent from.
    pub from: String,
    /// The address it is sent to.
    pub to: String,
    /// Destination port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Client port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_port: Option<u16>,
    /// ICMP type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_type: Option<u8>,
    /// ICMP code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_code: Option<u8>,
}

/// An assumption or a notice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Remark {
    /// Stable name; see `pathlight codes`.
    pub code: &'static str,
    /// The sentence.
    pub text: Words,
    /// The resource it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Words>,
    /// The AWS call that would settle it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<&'static str>,
    /// File and JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A change that would make it reachable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fix {
    /// The change as a sentence.
    pub text: String,
    /// AWS API actions.
    pub changes: Vec<String>,
    /// Whether the changed network was asked again and answered `reachable`.
    pub proved: bool,
}

/// One row of the list of dropped files.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FileReport {
    /// Name with its folders.
    pub name: String,
    /// What became of it.
    pub status: FileStatus,
    /// What it was recognised as.
    pub recognised: Vec<Recognised>,
    /// Why not, or what was odd: one line a problem.
    pub messages: Vec<String>,
    /// Size in bytes, unpacked.
    pub bytes: u64,
}

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileStatus {
    /// All of it was read.
    Read,
    /// Some of it was not understood.
    Partly,
    /// Nothing of it is used.
    Ignored,
    /// It could not be read at all.
    Error,
}

/// One AWS result found in a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Recognised {
    /// `describe-vpcs`, …
    pub what: String,
    /// How many items it holds.
    pub items: usize,
}

/// How much was loaded.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "counts of the nouns they are named after")]
pub struct Summary {
    pub accounts: Vec<String>,
    pub regions: Vec<String>,
    pub vpcs: usize,
    pub subnets: usize,
    pub interfaces: usize,
    pub instances: usize,
    pub security_groups: usize,
    pub gateways: usize,
    /// Everything the input said that was not understood, or lacks.
    pub notices: Vec<Remark>,
}

/// A search result: something that can be an end of a question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Found {
    /// What to put into `from` or `to`.
    pub end: String,
    /// `instance`, `subnet`, …
    pub kind: &'static str,
    /// Its name, else empty.
    pub name: String,
    /// What helps to tell it apart: addresses, VPC.
    pub detail: String,
}

/// A question that could not be asked, or input that could not be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// `unknown-end`, `ambiguous-end`, `bad-port`, …
    pub code: &'static str,
    /// One line: what, where.
    pub message: String,
    /// What to do about it; may be empty.
    pub help: String,
}
