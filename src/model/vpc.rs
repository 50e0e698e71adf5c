//! Virtual private clouds.

use ipnet::IpNet;

use super::{Entity, Place, Scope, Tag, VpcId};

/// A VPC (describe-vpcs).
#[derive(Clone, Debug)]
pub struct Vpc {
    /// `vpc-…`
    pub id: VpcId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// Tags in the input's order.
    pub tags: Vec<Tag>,
    /// Account and Region, as far as known.
    pub scope: Scope,
    /// The primary IPv4 block; its +2 address is the resolver (rule S-10).
    pub primary: Option<IpNet>,
    /// All associated blocks of both families, ascending (rule S-9).
    pub blocks: Vec<IpNet>,
    /// Whether it is the default VPC.
    pub is_default: bool,
    /// Whether another resource names it but no document describes it.
    pub is_stub: bool,
    /// Where it was read.
    pub place: Place,
}

impl Entity for Vpc {
    type Id = VpcId;
    fn id(&self) -> &VpcId {
        &self.id
    }
}
