//! Load balancers of both generations, their listeners, and the groups of targets behind them (rules S-117 to S-127).

use std::net::IpAddr;

use ipnet::IpNet;

use super::{
    Entity, InterfaceId, Kind, LoadBalancerId, Place, Resource, Scope, SubnetId, TargetGroupId, VpcId,
};

/// What kind of load balancer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LoadBalancerKind {
    /// Layer 7: opens connections of its own.
    Application,
    /// Layer 4: may keep the client's address.
    Network,
    /// In front of appliances (rule S-125).
    Gateway,
    /// The first generation: opens connections of its own.
    Classic,
}

/// A zone that a load balancer is enabled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalancerZone {
    /// The zone's name; empty when unknown.
    pub name: Box<str>,
    /// The subnet of its node.
    pub subnet: SubnetId,
    /// Addresses of its node as far as the load balancer's own document prints them.
    pub addresses: Vec<IpAddr>,
}

/// What a listener or a rule does with a request (rule S-127).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenerAction {
    /// To one of these groups.
    Forward(Vec<TargetGroupId>),
    /// Answered by the load balancer itself: `redirect` or `fixed-response`.
    Answer(Box<str>),
    /// Nothing that is known here.
    Unknown,
}

/// A listener's rule that is not its default.
#[derive(Clone, PartialEq, Debug)]
pub struct ListenerRule {
    /// Its ARN.
    pub id: Box<str>,
    /// Its place in the order; lowest first.
    pub priority: u32,
    /// The client's address must be in one of these; `None` for a rule without that condition.
    pub sources: Option<Vec<IpNet>>,
    /// Whether it also asks for what only the request itself can tell.
    pub has_other_conditions: bool,
    /// What it does.
    pub action: ListenerAction,
    /// Where it was read.
    pub place: Place,
}

/// A listener.
#[derive(Clone, PartialEq, Debug)]
pub struct Listener {
    /// Its ARN; for Classic load balancers, name and port.
    pub id: Box<str>,
    /// The load balancer.
    pub of: LoadBalancerId,
    /// The port it listens on.
    pub port: u16,
    /// `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, `SSL`, …
    pub protocol: Box<str>,
    /// What happens when no rule matches.
    pub action: ListenerAction,
    /// Rules before the default, in their order; `None` where none of its rules was read, not even the default one.
    pub rules: Option<Vec<ListenerRule>>,
    /// Where it was read.
    pub place: Place,
}

impl Listener {
    /// The listener as a hop.
    #[must_use]
    pub fn resource(&self) -> Resource {
        Resource::new(Kind::Listener, &*self.id)
    }
}

/// A load balancer.
#[derive(Clone, PartialEq, Debug)]
pub struct LoadBalancer {
    /// Its ARN; for Classic ones, the name.
    pub id: LoadBalancerId,
    /// Its name.
    pub name: Box<str>,
    /// The public name that resolves to its nodes.
    pub dns: Box<str>,
    /// Its kind.
    pub kind: LoadBalancerKind,
    /// Whether its public name resolves to public addresses (rule S-126).
    pub internet_facing: bool,
    /// Its VPC.
    pub vpc: VpcId,
    /// Account and Region, as far as known.
    pub scope: Scope,
    /// `active`, or a state that carries no traffic; empty when unknown.
    pub state: Box<str>,
    /// Zones it is enabled in.
    pub zones: Vec<BalancerZone>,
    /// Whether its nodes use targets of other zones; `None` when the input does not say.
    pub cross_zone: Option<bool>,
    /// Whether its security groups also judge what comes by PrivateLink (rule S-112).
    pub filters_private_link: bool,
    /// Its nodes' interfaces, ascending.
    pub nodes: Vec<InterfaceId>,
    /// Its listeners; `None` when no document lists them.
    pub listeners: Option<Vec<Listener>>,
    /// Where it was read.
    pub place: Place,
}

impl LoadBalancer {
    /// Whether a question may call it `text`: by its ARN, the end of its ARN, its name, or its DNS name.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        let path = self.id.as_str().split_once(":loadbalancer/").map(|(_, path)| path);
        let is_dns = !self.dns.is_empty() && self.dns.eq_ignore_ascii_case(text.trim_end_matches('.'));
        self.id.as_str() == text || path == Some(text) || *self.name == *text || is_dns
    }
}

impl Entity for LoadBalancer {
    type Id = LoadBalancerId;
    fn id(&self) -> &LoadBalancerId {
        &self.id
    }
}

/// What a group's targets are (rule S-119).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TargetKind {
    /// The primary address of an instance's primary interface.
    Instance,
    /// An address.
    Ip,
    /// A function: no network leg.
    Lambda,
    /// An application load balancer behind a network load balancer.
    Alb,
}

/// A registered target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Instance id, address or ARN.
    pub id: Box<str>,
    /// Its port, where it has one of its own.
    pub port: Option<u16>,
    /// Its zone, `all`, or empty.
    pub zone: Box<str>,
    /// `healthy`, `unhealthy`, `initial`, `draining`, `unused`, `unavailable`; empty when unknown.
    pub state: Box<str>,
    /// Where it was read.
    pub place: Place,
}

/// Where a group's health checks go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HealthCheck {
    /// There is none, or the input does not say.
    None,
    /// To the port that traffic goes to.
    TrafficPort,
    /// To a port of its own.
    Port(u16),
}

/// A target group; a Classic load balancer's instances are one for each listener.
#[derive(Clone, PartialEq, Debug)]
pub struct TargetGroup {
    /// Its ARN; for Classic load balancers, name and port.
    pub id: TargetGroupId,
    /// Its name.
    pub name: Box<str>,
    /// `TCP`, `UDP`, `HTTP`, …
    pub protocol: Box<str>,
    /// The port of targets without one of their own.
    pub port: Option<u16>,
    /// What its targets are.
    pub kind: TargetKind,
    /// Whether its targets' addresses are IPv6.
    pub is_ipv6: bool,
    /// Its health check.
    pub health_check: HealthCheck,
    /// Whether targets see the client's address; `None` when the input does not say (rule S-122).
    pub preserves_client: Option<bool>,
    /// Whether it overrides its load balancer's use of other zones.
    pub cross_zone: Option<bool>,
    /// Its targets; `None` when no document lists them.
    pub targets: Option<Vec<Target>>,
    /// Where it was read.
    pub place: Place,
}

impl TargetGroup {
    /// AWS's default for keeping the client's address: off for addresses behind TCP and TLS, else on (rule S-122).
    #[must_use]
    pub fn preserves_by_default(&self) -> bool {
        !(self.kind == TargetKind::Ip && matches!(&*self.protocol, "TCP" | "TLS"))
    }
}

impl Entity for TargetGroup {
    type Id = TargetGroupId;
    fn id(&self) -> &TargetGroupId {
        &self.id
    }
}
