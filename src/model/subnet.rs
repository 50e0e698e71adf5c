//! Subnets.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{Entity, Place, SubnetId, Tag, VpcId};
use crate::space::address_range;
use crate::space::addresses::to_number;

/// A subnet (describe-subnets).
#[derive(Clone, PartialEq, Debug)]
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
    /// Whether AWS keeps an address of the subnet for itself: the first four of each block, and the last (rule S-10).
    #[must_use]
    pub fn reserves(&self, address: IpAddr) -> bool {
        let number = to_number(address);
        self.blocks.iter().filter(|block| block.contains(&address)).any(|block| {
            let (first, last) = address_range(block);
            number < first.saturating_add(4) || number == last
        })
    }

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

    /// Whether transit gateway attachments of its zone carry references to security groups: those of `use1-az3` do
    /// not (rule S-105).
    #[must_use]
    pub fn has_transit_group_references(&self) -> bool {
        &*self.zone_id != "use1-az3"
    }
}

impl Entity for Subnet {
    type Id = SubnetId;
    fn id(&self) -> &SubnetId {
        &self.id
    }
}
