//! Wrong readings of AWS. Each must be caught in every run, else the judge has gone blind.

use pathlight::api::Answer;

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

    /// Whether a flow is stopped by just the rule that this mutant lacks. Networks without one would only cost time.
    pub(crate) fn would_show(self, answer: &Answer) -> bool {
        let [only] = &*answer.blockers else { return false };
        match self {
            Mutant::CheckIgnored => only.code == "ENI_SOURCE_DEST_CHECK_RESTRICTION",
            Mutant::AclStateful => only.code == "SUBNET_ACL_RESTRICTION" && only.leg == "return",
            Mutant::ZoneIgnored => only.code == "TGW_ROUTE_AZ_RESTRICTION",
            Mutant::ReferencesSurvive => {
                ["SG_REFERENCES_NOT_PRESERVED", "SG_REFERENCING_SUPPORT"].contains(&only.code)
            }
            Mutant::None
            | Mutant::AclInside
            | Mutant::ReturnIgnored
            | Mutant::NatAclIgnored
            | Mutant::GroupStateless
            | Mutant::LocalWins => false,
        }
    }

    /// Whether `would_show` is asked: these are seen where a flow is stopped, the others by flows that pass too.
    pub(crate) const fn is_a_missing_stop(self) -> bool {
        matches!(
            self,
            Mutant::CheckIgnored | Mutant::AclStateful | Mutant::ZoneIgnored | Mutant::ReferencesSurvive
        )
    }
}
