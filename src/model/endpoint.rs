//! VPC endpoints (rules S-109 to S-116).

use super::{EndpointId, Entity, InterfaceId, Place, RouteTableId, SecurityGroupId, SubnetId, VpcId};

/// `VpcEndpointType`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndpointKind {
    /// Prefix-list routes to S3 or DynamoDB.
    Gateway,
    /// Interfaces in the consumer's subnets.
    Interface,
    /// A route target in front of appliances; Network Firewall's included.
    GatewayLoadBalancer,
    /// Interfaces in the consumer's subnets, in front of one resource of a provider (rule S-114).
    Resource,
    /// Interfaces in the consumer's subnets, in front of what a Lattice service network holds (rule S-114).
    ServiceNetwork,
    /// Tunnel, or a type newer than this program.
    Other,
}

/// A VPC endpoint (describe-vpc-endpoints).
#[derive(Clone, PartialEq, Debug)]
pub struct Endpoint {
    /// `vpce-…`
    pub id: EndpointId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// The consumer's VPC.
    pub vpc: VpcId,
    /// Its type.
    pub kind: EndpointKind,
    /// `com.amazonaws.eu-west-1.s3`
    pub service: Box<str>,
    /// `available`, or a state that carries no traffic; case as printed.
    pub state: Box<str>,
    /// Tables with a route to it (gateway endpoints).
    pub route_tables: Vec<RouteTableId>,
    /// Subnets it has an interface in.
    pub subnets: Vec<SubnetId>,
    /// Its interfaces.
    pub interfaces: Vec<InterfaceId>,
    /// Its security groups.
    pub groups: Vec<SecurityGroupId>,
    /// Whether the service's public name resolves to it inside the VPC.
    pub private_dns: bool,
    /// Whether it has a policy of its own, which is not looked at.
    pub has_policy: bool,
    /// Names that resolve to it; the service's public name among them where `private_dns` is on.
    pub dns: Vec<Box<str>>,
    /// Where it was read.
    pub place: Place,
}

impl Endpoint {
    /// Whether it forwards: `available`, or `partial` with a note (rule S-110).
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.state.eq_ignore_ascii_case("available") || self.state.eq_ignore_ascii_case("partial")
    }
}

impl Entity for Endpoint {
    type Id = EndpointId;
    fn id(&self) -> &EndpointId {
        &self.id
    }
}
