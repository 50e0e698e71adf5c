//! Wrong readings of AWS. Each must be caught in every run, else the judge has gone blind.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mutant {
    /// The honest reading.
    None,
    /// Network ACLs speak between two interfaces of one subnet.
    AclInside,
    /// A request that arrives is enough.
    ReturnIgnored,
    /// The NAT gateway's subnet has no network ACL.
    NatAclIgnored,
    /// Every interface forwards.
    CheckIgnored,
    /// Security groups forget what they let through.
    GroupStateless,
    /// Network ACLs remember what they let through.
    AclStateful,
    /// No route is more specific than the local one.
    LocalWins,
    /// A transit gateway is reached from any zone.
    ZoneIgnored,
    /// Group references survive appliances and every relation.
    ReferencesSurvive,
}

impl Mutant {
    /// Those that change what is built; `ReturnIgnored` only changes how the outcome is read.
    pub(crate) const BUILT: [Mutant; 8] = [
        Mutant::AclInside,
        Mutant::NatAclIgnored,
        Mutant::CheckIgnored,
        Mutant::GroupStateless,
        Mutant::AclStateful,
        Mutant::LocalWins,
        Mutant::ZoneIgnored,
        Mutant::ReferencesSurvive,
    ];
}
