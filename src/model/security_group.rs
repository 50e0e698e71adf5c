//! Security groups: allow rules without order, stateful (rules S-38 to S-51).

use std::sync::Arc;

use ipnet::IpNet;

use super::{Entity, PeeringId, Place, PrefixListId, SecurityGroupId, Tag, VpcId, Way};
use crate::space::{PortSet, Protocol};

/// A reference to a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerGroup {
    /// The group named; `None` for a reference whose group is gone (rule S-51).
    pub group: SecurityGroupId,
    /// The VPC the reference names, if it names one.
    pub vpc: Option<VpcId>,
    /// The peering the reference names, if it names one.
    pub peering: Option<PeeringId>,
    /// Whether AWS marks the peering of the reference as gone.
    pub is_stale: bool,
}

/// Whom a rule admits: the source of inbound, the destination of outbound packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peer {
    /// A block of one family.
    Block(IpNet),
    /// Every entry of a prefix list (rule S-46).
    PrefixList(PrefixListId),
    /// Private and IPv6 addresses of the interfaces that carry a group (rule S-42).
    Group(PeerGroup),
    /// The document gave no readable peer: whom the rule admits is not known.
    Unknown,
}

/// One rule: one element of an `IpPermission`, or one SecurityGroupRule.
#[derive(Clone, PartialEq, Debug)]
pub struct GroupRule {
    /// `None` for every protocol.
    pub protocol: Option<Protocol>,
    /// Destination ports, or ICMP points (rules S-40, S-41).
    pub service: PortSet,
    /// Whom it admits.
    pub peer: Peer,
    /// `sgr-…` where the input gives it, else empty.
    pub rule_id: Box<str>,
    /// Where the rule's permission stands in the input.
    pub place: Place,
}

/// A security group (describe-security-groups, describe-security-group-rules).
#[derive(Clone, PartialEq, Debug)]
pub struct SecurityGroup {
    /// `sg-…`
    pub id: SecurityGroupId,
    /// `GroupName`, else the Name tag, else empty.
    pub name: Arc<str>,
    /// Tags in the input's order.
    pub tags: Vec<Tag>,
    /// Its home VPC.
    pub vpc: VpcId,
    /// Account that owns it; empty when unknown.
    pub owner: Arc<str>,
    /// Inbound rules.
    pub ingress: Vec<GroupRule>,
    /// Outbound rules.
    pub egress: Vec<GroupRule>,
    /// Where it was read.
    pub place: Place,
}

impl SecurityGroup {
    /// The rules of one direction.
    #[must_use]
    pub fn rules(&self, way: Way) -> &[GroupRule] {
        match way {
            Way::Ingress => &self.ingress,
            Way::Egress => &self.egress,
        }
    }
}

impl Entity for SecurityGroup {
    type Id = SecurityGroupId;
    fn id(&self) -> &SecurityGroupId {
        &self.id
    }
}
