//! Network ACLs: numbered, ordered, stateless (rules S-53 to S-64).

use ipnet::IpNet;

use super::SortedMap;
use super::{Entity, NaclId, Place, SubnetId, VpcId, Way};
use crate::space::{PortSet, Protocol};

/// The addresses an entry speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AclPeer {
    /// A block of one family; the other family never matches.
    Block(IpNet),
    /// The document gave no readable block: what the entry matches is not known.
    Unknown,
}

/// One numbered entry.
#[derive(Clone, PartialEq, Debug)]
pub struct AclEntry {
    /// Evaluation order, lowest first. 32767 and 32768 are AWS's final `*`.
    pub number: u32,
    /// `true` for allow.
    pub allows: bool,
    /// Source of inbound, destination of outbound packets.
    pub peer: AclPeer,
    /// `None` for every protocol.
    pub protocol: Option<Protocol>,
    /// Destination ports, or ICMP points (rule S-56).
    pub service: PortSet,
    /// Position in the document's `Entries`.
    pub index: u32,
}

/// The number of an entry, or the final `*`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
pub enum AclLine {
    /// An entry by number.
    Number(u32),
    /// No entry matched: AWS's final deny.
    Star,
}

impl std::fmt::Display for AclLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            // AWS prints the final deny as entry 32767 (IPv4) or 32768 (IPv6) and shows it as `*` (rule S-54).
            AclLine::Number(number) if *number < 32767 => write!(f, "{number}"),
            AclLine::Number(_) | AclLine::Star => f.write_str("*"),
        }
    }
}

/// A network ACL (describe-network-acls).
// INVARIANT (evaluation order): the maps' key order is AWS's order, lowest number first; the final `*` deny
// is the absence of a match.
#[derive(Clone, PartialEq, Debug)]
pub struct Nacl {
    /// `acl-…`
    pub id: NaclId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// The VPC it is part of.
    pub vpc: VpcId,
    /// Whether subnets without an association of their own use it (rule S-53).
    pub is_default: bool,
    /// Subnets that name it.
    pub subnets: Vec<SubnetId>,
    /// Inbound entries by number.
    pub ingress: SortedMap<u32, AclEntry>,
    /// Outbound entries by number.
    pub egress: SortedMap<u32, AclEntry>,
    /// Where it was read.
    pub place: Place,
}

impl Nacl {
    /// The entries of one direction, in evaluation order.
    #[must_use]
    pub const fn entries(&self, way: Way) -> &SortedMap<u32, AclEntry> {
        match way {
            Way::Ingress => &self.ingress,
            Way::Egress => &self.egress,
        }
    }
}

impl Entity for Nacl {
    type Id = NaclId;
    fn id(&self) -> &NaclId {
        &self.id
    }
}
