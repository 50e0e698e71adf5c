//! What can be asked about exposure, and what comes back. Keys are added, never renamed.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::names::EndNames;
use crate::api::answer::{By, Remark, Verdict, Witness};
use crate::api::request::{ReachRequest, Scalar};

/// Who can reach whom? With neither end: what can the internet reach?
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExposureRequest {
    /// Everything that this end can reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Everything that can reach this end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Only this protocol; every protocol when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Scalar>,
    /// Only these destination ports; every port when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<Scalar>,
    /// Only this address family, 4 or 6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<Scalar>,
    /// Leave open what rests on an absent kind of document.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// Language of the sentences: `en` (the default) or `ja`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl ExposureRequest {
    /// What is asked of each pair of ends.
    pub(super) fn asked(&self) -> ReachRequest {
        ReachRequest {
            protocol: self.protocol.clone(),
            port: self.port.clone(),
            family: self.family.clone(),
            strict: self.strict,
            language: self.language.clone(),
            ..ReachRequest::default()
        }
    }
}

/// Everything that an end can reach, or that can reach it.
#[derive(Clone, Debug, Serialize)]
pub struct Exposure {
    /// The question as it was understood.
    pub query: ExposureRequest,
    /// The answer in one sentence.
    pub summary: String,
    /// How many ends were looked at, beside the one that was asked about.
    pub looked_at: usize,
    /// What passes, the most exposed first; every `from` of a row reaches every other `to` of it.
    pub rows: Vec<ExposureRow>,
    /// What the input does not decide, in the same form.
    pub undetermined: Vec<ExposureRow>,
    /// Every end that a row names, ascending.
    pub ends: Vec<Arc<NamedEnd>>,
    /// What rows rest on outside the data.
    pub assumptions: Vec<Remark>,
    /// What the input lacks, and that rows of `undetermined` wait for.
    pub notices: Vec<Remark>,
}

/// Some traffic, from every end of one list to every end of another.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ExposureRow {
    /// Who sends: ids as `reach` takes them, `internet`, `onprem`, `service:s3`.
    pub from: EndNames,
    /// Who receives, in the same forms.
    pub to: EndNames,
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
    /// The traffic in words, with client ports only where some are missing: `tcp 22, 443`.
    pub label: String,
    /// `reachable`; `partial` where it passes now and then; `undetermined`.
    pub verdict: Verdict,
    /// The lines that decided.
    pub by: Vec<Arc<By>>,
    /// What it comes in or goes out by: gateways, load balancers, peering connections, transit gateways.
    pub door: Vec<Door>,
    /// The addresses of `from`, where `from` is a set of them and not all of them pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_addresses: Option<Vec<String>>,
    /// The addresses of `to`, where `to` is a set of them and not all of them pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_addresses: Option<Vec<String>>,
    /// How much of an address space that is, where one end is a set of addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<Space>,
    /// Codes of what it rests on; their sentences are in `assumptions`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumes: Vec<&'static str>,
    /// Codes of what is missing; their sentences are in `notices`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<&'static str>,
    /// One packet of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness>,
}

/// Something on the way into or out of a network.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Door {
    /// Its id, or ARN.
    pub resource: String,
    /// `internet-gateway`, `nat-gateway`, `load-balancer`, …
    pub kind: &'static str,
    /// Its name, where it has one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A part of an address space.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Space {
    /// In words: `whole internet`, `1 address`, `256 addresses in 203.0.113.0/24`.
    pub text: String,
    /// How many addresses, as a decimal number.
    pub addresses: String,
    /// How much of all that were asked about, from 0 to 1.
    pub share: f64,
}

/// An end that rows name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct NamedEnd {
    /// As the rows write it.
    pub end: Arc<str>,
    /// `instance`, `load-balancer`, `internet`, …
    pub kind: &'static str,
    /// Its name, where it has one.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub name: Arc<str>,
    /// Its addresses; public ones where an internet is the other end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<EndAddress>,
}

/// An address of an end, on the wire as people write it: `10.0.0.5 (198.51.100.9)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct EndAddress {
    /// The address.
    pub own: IpAddr,
    /// The public one that an internet gateway maps to it.
    pub public: Option<Ipv4Addr>,
}

impl fmt::Display for EndAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.public {
            Some(public) => write!(f, "{} ({public})", self.own),
            None => write!(f, "{}", self.own),
        }
    }
}

impl Serialize for EndAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
