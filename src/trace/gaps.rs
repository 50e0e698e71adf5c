//! What a walk had to assume, and what it could not know.

use std::net::IpAddr;

use crate::model::{Call, Resource};

/// Something outside the data that an answer rests on.
#[derive(Clone, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Assumption {
    /// An appliance or NAT instance sends the packet on (rule S-34).
    ApplianceForwards(Resource),
    /// On-premises hosts accept, and their network routes back (rule S-95).
    OnPremises(Resource),
    /// The other end announces the prefix by BGP (rule S-88).
    BgpAdvertises(Resource),
    /// No network ACL document was read: AWS's default ACL, which allows all.
    DefaultNacl(Resource),
    /// No route table document was read: the VPC's local route.
    LocalRoute(Resource),
    /// No internet gateway document was read: the gateway that an active route names is attached.
    InternetGatewayAttached(Resource),
    /// No egress-only internet gateway document was read: the gateway that an active route names is attached.
    EgressOnlyGatewayAttached(Resource),
    /// No prefix list document was read: the address is not one of the AWS service's.
    NotInServiceList(Resource),
    /// No instance document was read: the instance runs.
    InstanceRuns(Resource),
    /// A function that has not run yet will have an interface with an address of its subnet (rule S-132).
    FunctionInterface(Resource),
    /// The authorization rules and routes of a Client VPN endpoint admit the destination (rule S-106).
    ClientVpnAdmits(Resource),
    /// An accelerator's listeners and endpoint groups admit the traffic (rule S-135).
    AcceleratorListens(Resource),
    /// No target of the group is healthy, so the load balancer uses all of them (rule S-120).
    FailOpen(Resource),
    /// The group's health check reaches no target, which makes all of them unhealthy (rule S-120).
    HealthCheckBlocked {
        /// The target group.
        group: Resource,
        /// The port it checks.
        port: u16,
    },
    /// No attributes of the group were read: AWS's default decides whose address targets see (rule S-122).
    ClientAddress {
        /// The target group.
        group: Resource,
        /// Whether they see the client's.
        keeps: bool,
    },
    /// No attributes of the load balancer were read: its nodes use targets of their own zone (rule S-121).
    OwnZoneOnly(Resource),
    /// What lies behind an endpoint, in the provider's account, takes the packet (rules S-112, S-114).
    ProviderSide(Resource),
    /// The policy of this firewall was not read: it lets the packet pass (rule S-129).
    FirewallPolicy(Resource),
    /// A group holds rules that are not checked: none of them stops the packet (rule S-129).
    FirewallRules {
        /// The group.
        group: Resource,
    },
    /// No rules of this listener were read, and its default action answers for all requests.
    DefaultActionAnswers(Resource),
    /// No call that tells of Block Public Access was read, and it is off in this VPC.
    PublicAccessAllowed(Resource),
    /// No `enableDnsSupport` was read, and the resolver of this VPC answers.
    ResolverAnswers(Resource),
    /// No encryption control was read, and this VPC enforces none.
    EncryptionNotEnforced(Resource),
    /// A firewall's stateful engine that sees one direction of a flow without a handshake lets it pass.
    HalfFlow(Resource),
}

impl Assumption {
    /// Whether it stands for a whole kind of document that is absent; `--strict` refuses those.
    #[must_use]
    pub const fn is_for_absent_document(&self) -> bool {
        match self {
            Assumption::ApplianceForwards(_)
            | Assumption::OnPremises(_)
            | Assumption::BgpAdvertises(_)
            | Assumption::FunctionInterface(_)
            | Assumption::ClientVpnAdmits(_)
            | Assumption::AcceleratorListens(_)
            | Assumption::FailOpen(_)
            | Assumption::HealthCheckBlocked { .. }
            | Assumption::FirewallRules { .. }
            | Assumption::HalfFlow(_)
            | Assumption::ProviderSide(_) => false,
            Assumption::DefaultNacl(_)
            | Assumption::LocalRoute(_)
            | Assumption::InternetGatewayAttached(_)
            | Assumption::DefaultActionAnswers(_)
            | Assumption::PublicAccessAllowed(_)
            | Assumption::ResolverAnswers(_)
            | Assumption::EncryptionNotEnforced(_)
            | Assumption::EgressOnlyGatewayAttached(_)
            | Assumption::NotInServiceList(_)
            | Assumption::InstanceRuns(_)
            | Assumption::ClientAddress { .. }
            | Assumption::OwnZoneOnly(_)
            | Assumption::FirewallPolicy(_) => true,
        }
    }
}

/// What the input lacks that would decide.
#[derive(Clone, PartialEq, Eq, Debug, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields are named after what they hold")]
pub enum Gap {
    /// A whole kind of document.
    MissingDocument { call: Call, about: Resource },
    /// An object that something names.
    MissingResource { missing: Resource, named_by: Resource, call: Call },
    /// The route table of a subnet, though route tables were read.
    MissingRouteTable { of: Resource },
    /// The network ACL of a subnet, though network ACLs were read.
    MissingNetworkAcl { of: Resource },
    /// Entries of a prefix list.
    MissingEntries { list: Resource },
    /// Routes of a transit route table.
    MissingTransitRoutes { table: Resource, truncated: bool },
    /// The address is inside a VPC, but the interfaces of its account were not read.
    UnseenInterface { address: IpAddr, vpc: Resource },
    /// A kind of hop that is not modelled yet.
    NotModelled { what: &'static str, resource: Resource },
    /// A line whose meaning the input, or AWS's documents, leave open.
    UnclearLine { resource: Resource },
    /// AWS does not say which of two ways it takes, and they end differently.
    Ambiguous { resource: Resource, ways: Vec<Resource> },
    /// AWS does not say which of two ways it takes, but they end alike.
    Alike { resource: Resource, ways: Vec<Resource> },
    /// More open places than are walked through.
    TooManyWays,
    /// `--strict`, and the answer rests on this.
    Strict(Assumption),
}
