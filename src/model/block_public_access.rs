//! VPC Block Public Access: who may use internet gateways at all (rule S-128).

use super::{Order, Place, Resource, Scope, SubnetId, Vpc, VpcId};

/// `InternetGatewayBlockMode`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum BlockMode {
    /// Nothing is blocked.
    Off,
    /// Only flows that NAT gateways and egress-only gateways carry out pass.
    Ingress,
    /// Nothing passes.
    Bidirectional,
    /// A word that AWS did not have yet: what it lets pass is not known.
    Unknown,
}

impl BlockMode {
    /// AWS's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            BlockMode::Off => "off",
            BlockMode::Ingress => "block-ingress",
            BlockMode::Bidirectional => "block-bidirectional",
            BlockMode::Unknown => "unknown",
        }
    }

    /// The mode of AWS's word.
    #[must_use]
    pub fn parse(word: &str) -> Option<BlockMode> {
        [BlockMode::Off, BlockMode::Ingress, BlockMode::Bidirectional]
            .into_iter()
            .find(|mode| mode.name().eq_ignore_ascii_case(word))
    }
}

/// The mode of an account in a Region (describe-vpc-block-public-access-options).
#[derive(Clone, PartialEq, Debug)]
pub struct BlockOptions {
    /// Account and Region, as far as known.
    pub scope: Scope,
    /// The mode.
    pub mode: BlockMode,
    /// Where it was read.
    pub place: Place,
}

/// A subnet or VPC that is left out of the block; only exclusions in effect.
#[derive(Clone, PartialEq, Debug)]
pub struct BlockExclusion {
    /// `vpcbpa-exclude-…`
    pub id: Box<str>,
    /// The subnet's or VPC's id.
    pub of: Box<str>,
    /// Whether it lets out only what NAT gateways and egress-only gateways carry, else everything both ways.
    pub egress_only: bool,
    /// Where it was read.
    pub place: Place,
}

/// The mode that describe-subnets or describe-vpcs prints for one of theirs.
#[derive(Clone, PartialEq, Debug)]
pub struct PrintedMode {
    /// The subnet or VPC.
    pub of: Resource,
    /// The mode.
    pub mode: BlockMode,
    /// Where it was read.
    pub place: Place,
}

/// Everything that the input says about Block Public Access.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct BlockPublicAccess {
    /// A mode an account and Region.
    pub options: Vec<BlockOptions>,
    /// Exclusions in effect.
    pub exclusions: Vec<BlockExclusion>,
    /// Modes as subnets and VPCs print them, each of them once, ascending.
    printed: Vec<PrintedMode>,
}

/// The mode in effect for a subnet, and what says so.
#[derive(Clone, PartialEq, Debug)]
pub struct EffectiveMode {
    /// The mode, exclusions counted in.
    pub mode: BlockMode,
    /// Who says so: the exclusion, the account, the subnet or the VPC.
    pub by: Resource,
    /// The field and its value.
    pub text: Box<str>,
    /// Where.
    pub place: Place,
}

impl BlockPublicAccess {
    /// Out of what the documents say. Of one that prints two modes it is not known which holds.
    #[must_use]
    pub fn new(
        options: Vec<BlockOptions>,
        exclusions: Vec<BlockExclusion>,
        mut printed: Vec<PrintedMode>,
    ) -> Self {
        printed.order_by(|one, two| one.of.cmp(&two.of));
        printed.dedup_by(|later, first| {
            let is_same = later.of == first.of;
            if is_same && later.mode != first.mode {
                first.mode = BlockMode::Unknown;
            }
            is_same
        });
        BlockPublicAccess { options, exclusions, printed }
    }

    /// The mode for what uses an internet gateway from `subnet` of `vpc`; `None` where nothing is said.
    #[must_use]
    pub fn effective(&self, vpc: &Vpc, subnet: Option<&SubnetId>) -> Option<EffectiveMode> {
        let base = self.base(vpc, subnet)?;
        let of = |id: &str| self.exclusions.iter().find(|exclusion| *exclusion.of == *id);
        let exclusion = subnet.and_then(|subnet| of(subnet.as_str())).or_else(|| of(vpc.id.as_str()));
        let Some(exclusion) = exclusion else { return Some(base) };
        let (word, mode) = match (exclusion.egress_only, base.mode) {
            (false, _) => ("allow-bidirectional", BlockMode::Off),
            // Under the two other modes it lets nothing more out than passes anyway.
            (true, BlockMode::Bidirectional) => ("allow-egress", BlockMode::Ingress),
            (true, _) => return Some(base),
        };
        Some(EffectiveMode {
            mode,
            by: Resource::new(super::Kind::Other, &*exclusion.id),
            text: format!("InternetGatewayExclusionMode: {word}").into(),
            place: exclusion.place.inside("/InternetGatewayExclusionMode"),
        })
    }

    /// The account's own mode, else what the subnet or its VPC prints.
    fn base(&self, vpc: &Vpc, subnet: Option<&SubnetId>) -> Option<EffectiveMode> {
        let text = |mode: BlockMode| format!("InternetGatewayBlockMode: {}", mode.name()).into();
        let is_own = |options: &&BlockOptions| options.scope == vpc.scope;
        let may_be = |options: &&BlockOptions| options.scope.is_compatible(&vpc.scope);
        let own = self.options.iter().find(is_own);
        if let Some(options) = own.or_else(|| self.options.iter().find(may_be)) {
            let mut alike =
                self.options.iter().filter(|other| if own.is_some() { is_own(other) } else { may_be(other) });
            // Two answers of one account: which one holds is not known.
            let mode =
                if alike.all(|other| other.mode == options.mode) { options.mode } else { BlockMode::Unknown };
            let account = if options.scope.account.is_empty() { "account" } else { &*options.scope.account };
            return Some(EffectiveMode {
                mode,
                by: Resource::new(super::Kind::Account, account),
                text: text(options.mode),
                place: options.place.inside("/InternetGatewayBlockMode"),
            });
        }
        let of = |id: Resource| {
            let found = self.printed.binary_search_by(|printed| printed.of.cmp(&id)).ok();
            found.and_then(|at| self.printed.get(at))
        };
        let printed =
            subnet.and_then(|id| of(SubnetId::resource(id))).or_else(|| of(VpcId::resource(&vpc.id)))?;
        Some(EffectiveMode {
            mode: printed.mode,
            by: printed.of.clone(),
            text: text(printed.mode),
            place: printed.place.inside("/BlockPublicAccessStates/InternetGatewayBlockMode"),
        })
    }
}
