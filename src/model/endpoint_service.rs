//! Endpoint services: the provider's side of PrivateLink (rules S-112, S-113).

use super::{EndpointId, Entity, LoadBalancerId, Place, ServiceId};

/// An endpoint's connection to a service (describe-vpc-endpoint-connections).
#[derive(Clone, PartialEq, Debug)]
pub struct EndpointConnection {
    /// The service.
    pub service: ServiceId,
    /// The consumer's endpoint.
    pub endpoint: EndpointId,
    /// `available`, `pendingAcceptance`, `rejected`, …; case as printed.
    pub state: Box<str>,
    /// Where it was read.
    pub place: Place,
}

/// An endpoint service (describe-vpc-endpoint-service-configurations).
#[derive(Clone, PartialEq, Debug)]
pub struct EndpointService {
    /// `vpce-svc-…`
    pub id: ServiceId,
    /// The Name tag, else empty.
    pub name: Box<str>,
    /// `com.amazonaws.vpce.eu-west-1.vpce-svc-…`, by which endpoints name it.
    pub service_name: Box<str>,
    /// `Available`, or a state that carries no traffic; case as printed.
    pub state: Box<str>,
    /// Network load balancers behind it.
    pub network_balancers: Vec<LoadBalancerId>,
    /// Gateway Load Balancers behind it.
    pub gateway_balancers: Vec<LoadBalancerId>,
    /// Connections of consumers' endpoints, as far as read.
    pub connections: Vec<EndpointConnection>,
    /// Where it was read.
    pub place: Place,
}

impl EndpointService {
    /// Whether it takes traffic.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.state.is_empty() || self.state.eq_ignore_ascii_case("available")
    }
}

impl Entity for EndpointService {
    type Id = ServiceId;
    fn id(&self) -> &ServiceId {
        &self.id
    }
}
