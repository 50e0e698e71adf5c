//! Virtual private clouds.

use ipnet::IpNet;

use super::{Entity, Place, Scope, Tag, VpcId};

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

/// DNS attributes of a VPC (describe-vpc-attribute); `None` where the input does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct VpcDns {
    /// `enableDnsSupport`: whether its resolver answers.
    pub support: Option<bool>,
    /// `enableDnsHostnames`: with the other, private zones resolve.
    pub hostnames: Option<bool>,
}

impl VpcDns {
    /// Whether private zones, those of interface endpoints among them, resolve (rule S-111). AWS refuses private DNS
    /// for an endpoint where they do not, so an endpoint that has it stands for attributes that were not read.
    #[must_use]
    pub fn resolves_private(self) -> bool {
        self.support != Some(false) && self.hostnames != Some(false)
    }
}

/// A VPC (describe-vpcs).
#[derive(Clone, PartialEq, Debug)]
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
    /// Those of its IPv6 blocks, and of its subnets', that are marked private: no gateway to the internet passes them
    /// (rule S-67).
    pub private_v6: Vec<IpNet>,
    /// Whether it is the default VPC.
    pub is_default: bool,
    /// Whether another resource names it but no document describes it.
    pub is_stub: bool,
    /// How it resolves names.
    pub dns: VpcDns,
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
