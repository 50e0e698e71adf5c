//! Virtual private clouds.

use ipnet::IpNet;

use super::{Entity, Place, Scope, VpcId};

/// How far encryption controls go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EncryptionMode {
    /// Endpoints carry TLS only.
    Enforce,
    /// The mode is being changed, so either may hold.
    Changing,
}

/// Encryption controls that are not only monitoring (rule S-130).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EncryptionControl {
    /// How far they go.
    pub mode: EncryptionMode,
    /// Where they were read.
    pub place: Place,
}

/// A VPC (describe-vpcs).
#[derive(Clone, Debug)]
pub struct Vpc {
    /// `vpc-…`
    pub id: VpcId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// Tags in the input's order.
    pub tags: Vec<(Box<str>, Box<str>)>,
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
    /// What its encryption controls ask for, where they ask for anything (rule S-130).
    pub encryption: Option<EncryptionControl>,
    /// Where it was read.
    pub place: Place,
}

impl Entity for Vpc {
    type Id = VpcId;
    fn id(&self) -> &VpcId {
        &self.id
    }
}
