//! Subnets.

use ipnet::IpNet;

use super::{Entity, Place, SubnetId, Tag, VpcId};

/// A subnet (describe-subnets).
#[derive(Clone, Debug)]
pub struct Subnet {
    /// `subnet-…`
    pub id: SubnetId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// Tags in the input's order.
    pub tags: Vec<Tag>,
    /// The VPC it is part of.
    pub vpc: VpcId,
    /// Account that owns it; empty when unknown.
    pub owner: Box<str>,
    /// Blocks of both families.
    pub blocks: Vec<IpNet>,
    /// Those of its IPv6 blocks that are marked private (rule S-67).
    pub private_v6: Vec<IpNet>,
    /// Zone name, `eu-west-1a`; empty when unknown.
    pub zone: Box<str>,
    /// Zone id, `euw1-az1`; empty when unknown. Compare zones by id across accounts (rule S-14).
    pub zone_id: Box<str>,
    /// Where it was read.
    pub place: Place,
}

impl Subnet {
    /// Whether two subnets are in one zone: by zone id where both have one, else by name (rule S-14).
    /// `None` when neither is known.
    #[must_use]
    pub fn shares_zone(&self, other: &Subnet) -> Option<bool> {
        if !self.zone_id.is_empty() && !other.zone_id.is_empty() {
            return Some(self.zone_id == other.zone_id);
        }
        if self.zone.is_empty() || other.zone.is_empty() {
            return None;
        }
        Some(self.zone == other.zone)
    }
}

impl Entity for Subnet {
    type Id = SubnetId;
    fn id(&self) -> &SubnetId {
        &self.id
    }
}
