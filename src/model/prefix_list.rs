//! Managed prefix lists.

use ipnet::IpNet;

use super::{Entity, Place, PrefixListId};

/// A prefix list (describe-managed-prefix-lists, get-managed-prefix-list-entries, describe-prefix-lists).
#[derive(Clone, PartialEq, Debug)]
pub struct PrefixList {
    /// `pl-…`
    pub id: PrefixListId,
    /// `com.amazonaws.eu-west-1.s3`, or the owner's name for it.
    pub name: Box<str>,
    /// Whether AWS owns it.
    pub is_aws: bool,
    /// Its entries; `None` when no document gives them.
    pub entries: Option<Vec<IpNet>>,
    /// Where it was read.
    pub place: Place,
}

impl Entity for PrefixList {
    type Id = PrefixListId;
    fn id(&self) -> &PrefixListId {
        &self.id
    }
}
