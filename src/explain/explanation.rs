//! A walk, explained.

use super::codes::Code;
use super::fragment::Sentence;
use super::language::{self, Language};
use super::remarks::Remark;
use super::{lines, reasons};
use crate::model::Order as _;
use crate::model::{AclLine, Kind, Network, Notice, Place, Resource, Way};
use crate::space::{PortSet, Protocol, ports};
use crate::trace::{Fact, Flow, Leg, Line, Outcome, Step, Walk};

/// A deciding line and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quote {
    /// Who holds the line.
    pub resource: Resource,
    /// The line as people write it.
    pub line: String,
    /// Which entry, for a network ACL's.
    pub acl_line: Option<AclLine>,
    /// File and JSON pointer.
    pub source: String,
}

/// A step in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hop {
    /// The component.
    pub resource: Resource,
    /// Its name, else empty.
    pub name: String,
    /// What it did to the packet.
    pub outcome: Outcome,
    /// The decision.
    pub sentence: Sentence,
    /// The line that decided.
    pub by: Option<Quote>,
}

/// A leg in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExplainedLeg {
    /// Its hops in travel order.
    pub hops: Vec<Hop>,
}

/// Why a leg stops.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// The code.
    pub code: Code,
    /// Whether it stops the reply, else the request.
    pub stops_reply: bool,
    /// Direction, for filters.
    pub way: Option<Way>,
    /// What stops it.
    pub resource: Resource,
    /// The sentence.
    pub sentence: Sentence,
    /// The deciding line.
    pub by: Option<Quote>,
    /// The ports it stops, when not all.
    pub ports: Option<String>,
}

/// A walk in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// The request.
    pub forward: ExplainedLeg,
    /// The reply.
    pub reply: Option<ExplainedLeg>,
    /// All blockers in travel order, request before reply.
    pub blockers: Vec<Reason>,
    /// What a yes rests on.
    pub assumptions: Vec<Remark>,
    /// What the input lacks.
    pub notices: Vec<Remark>,
}

/// Puts a walk into words.
#[must_use]
pub fn explain(network: &Network, flow: &Flow, walk: &Walk, language: Language) -> Explanation {
    let mut blockers = Vec::new();
    let mut notices: Vec<Remark> = Vec::new();
    let mut leg =
        |walked, before| leg(network, flow.protocol, walked, before, language, &mut blockers, &mut notices);
    let forward = leg(&walk.request, None);
    let reply = walk.reply.as_ref().map(|reply| leg(reply, Some(&forward)));
    let assumptions = assumptions(walk, language);
    notices.extend(walk.alike.iter().map(|gap| language.gap(gap)));
    touched(network, walk, language, &mut notices);
    notices.extend(language.client_ports(network, flow, walk));
    Explanation { forward, reply, blockers, assumptions, notices }
}

/// What a yes of a walk rests on: a part of [`explain`], for those who need no more.
#[must_use]
pub fn assumptions(walk: &Walk, language: Language) -> Vec<Remark> {
    walk.assumptions.iter().map(|assumed| language.assumption(assumed)).collect()
}

/// A leg in words; a reply comes after the request, which is `before` it.
fn leg(
    network: &Network,
    protocol: Protocol,
    walked: &Leg,
    before: Option<&ExplainedLeg>,
    language: Language,
    blockers: &mut Vec<Reason>,
    notices: &mut Vec<Remark>,
) -> ExplainedLeg {
    let stops_reply = before.is_some();
    // A reply passes most of what the request has passed, whose names have been looked up.
    let passed = before.map_or(&[][..], |before| &before.hops);
    let name = |resource: &Resource| match passed.iter().rev().find(|hop| hop.resource == *resource) {
        Some(hop) => hop.name.clone(),
        None => name_of(network, resource),
    };
    let mut hops: Vec<Hop> = Vec::with_capacity(walked.steps.len());
    for step in &walked.steps {
        let by = step.line.as_ref().and_then(|line| lines::quote(network, line));
        if let Fact::Stops(block) = &step.fact {
            let reason = Reason {
                code: reasons::code(block),
                stops_reply,
                way: reasons::way(block, step.line.as_ref()),
                resource: step.at.clone(),
                sentence: language.reason(network, block, step, stops_reply),
                by: by.clone(),
                ports: step.ports.as_ref().map(|ports| show(protocol, ports)),
            };
            if !blockers.contains(&reason) {
                blockers.push(reason);
            }
        }
        if let Fact::Unclear(gap) = &step.fact {
            let remark = language.gap(gap);
            if !notices.contains(&remark) {
                notices.push(remark);
            }
        }
        hops.push(Hop {
            resource: step.at.clone(),
            name: name(&step.at),
            outcome: step.outcome,
            sentence: language.step(network, protocol, step, stops_reply),
            by,
        });
    }
    for note in &walked.notes {
        let remark = language.note(note);
        if !notices.contains(&remark) {
            notices.push(remark);
        }
    }
    ExplainedLeg { hops }
}

/// Ports or ICMP points, as the protocol writes them.
pub(super) fn show(protocol: Protocol, points: &PortSet) -> String {
    if protocol.is_icmp() { ports::show_icmp(points) } else { ports::show(points) }
}

/// The name that people gave a resource, else empty.
#[must_use]
pub fn name_of(network: &Network, resource: &Resource) -> String {
    about(network, resource).map(|(name, _)| name.to_owned()).unwrap_or_default()
}

/// Name and place of a resource that the input describes.
fn about<'n>(network: &'n Network, resource: &Resource) -> Option<(&'n str, &'n Place)> {
    let id: &str = &resource.id;
    match resource.kind {
        Kind::Vpc => network.vpcs.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::Subnet => network.subnets.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::RouteTable => network.route_tables.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::NetworkAcl => network.nacls.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::SecurityGroup => network.groups.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::Interface => network.interfaces.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::Instance => network.instances.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::InternetGateway => network.internet_gateways.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::EgressOnlyInternetGateway => {
            network.egress_only_gateways.find_text(id).map(|x| (&*x.name, &x.place))
        }
        Kind::NatGateway => network.nat_gateways.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::VpnGateway => network.vpn_gateways.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::CustomerGateway => network.customer_gateways.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::VpnConnection => network.vpn_connections.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::PeeringConnection => network.peerings.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::Endpoint => network.endpoints.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::EndpointService => network.endpoint_services.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::PrefixList => network.prefix_lists.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::TransitGateway => network.transit_gateways.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::TransitGatewayAttachment => {
            network.transit_attachments.find_text(id).map(|x| (&*x.name, &x.place))
        }
        Kind::TransitGatewayRouteTable => network.transit_tables.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::DirectConnectGateway => {
            network.direct_connect_gateways.find_text(id).map(|x| (&*x.name, &x.place))
        }
        Kind::VirtualInterface => network.virtual_interfaces.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::ConnectPeer => network.connect_peers.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::CoreNetworkAttachment => network.core_attachments.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::ClientVpnEndpoint
        | Kind::Function
        | Kind::Database
        | Kind::DatabaseCluster
        | Kind::Task
        | Kind::KubernetesCluster => network.workloads.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::LoadBalancer => network.load_balancers.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::TargetGroup => network.target_groups.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::LatticeAssociation => network.lattice_associations.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::Firewall => network.firewalls.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::FirewallPolicy => network.firewall_policies.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::FirewallRuleGroup => network.rule_groups.find_text(id).map(|x| (&*x.name, &x.place)),
        Kind::Internet
        | Kind::OnPremises
        | Kind::AwsService
        | Kind::Listener
        | Kind::DirectConnectAssociation
        | Kind::CoreNetwork
        | Kind::LocalGateway
        | Kind::OracleNetwork
        | Kind::Account
        | Kind::Other => None,
    }
}

/// The input's notices about what the path passes (DESIGN 1: attached to each answer they touch).
fn touched(network: &Network, walk: &Walk, language: Language, notices: &mut Vec<Remark>) {
    if network.notices.is_empty() {
        return;
    }
    let steps = walk.request.steps.iter().chain(walk.reply.iter().flat_map(|reply| &reply.steps));
    let mut passed: Vec<&Resource> = steps.map(|step| &step.at).collect();
    passed.order();
    passed.dedup();
    for notice in &network.notices {
        let touches = match notice {
            Notice::DanglingReference { owner, missing, .. } => {
                passed.contains(&owner) || passed.contains(&missing)
            }
            Notice::Contradiction { resource, .. } => passed.contains(&resource),
            Notice::AddressOfTwo { one, other, .. } => passed.contains(&one) || passed.contains(&other),
            Notice::Unreadable { place, .. } | Notice::UnexpectedValue { place, .. } => passed
                .iter()
                .filter_map(|resource| about(network, resource))
                .any(|(_, of)| !of.pointer.is_empty() && place.is_inside(of)),
            // They touch what lacks the very call that they are about.
            Notice::Truncated { call, .. } | Notice::ParentUnknown { call, .. } => {
                notices.iter().any(|remark| remark.call == Some(*call))
            }
            Notice::NotReadYet { .. } | Notice::UnknownDocument { .. } => false,
        };
        if touches {
            let remark = language::notice_remark(network, notice, language);
            if !notices.contains(&remark) {
                notices.push(remark);
            }
        }
    }
}

/// Whether a step is about a line of a filter, and which way it faces.
#[must_use]
pub(super) const fn line_way(line: &Line) -> Option<Way> {
    match line {
        Line::Rule { way, .. } | Line::Acl { way, .. } => Some(*way),
        Line::Route { .. } | Line::Transit { .. } | Line::Field { .. } => None,
    }
}

/// What a partial step is about.
#[must_use]
pub(super) fn ports_of(protocol: Protocol, step: &Step) -> Option<String> {
    step.ports.as_ref().map(|ports| show(protocol, ports))
}
