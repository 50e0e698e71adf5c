//! What a request leaves behind in stateful devices, and where its reply starts (rule S-3).

use std::net::IpAddr;

use super::block::{Block, Stateful};
use super::remembered::Firewalls;
use super::walker::{At, End, Entered, Walker};
use crate::graph::Ix;
use crate::model::{Network, Resource, SortedSet, TransitAttachmentId};
use crate::space::{PortSet, Protocol, packet};

/// A device that rewrote the source and will undo that for the reply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Translator {
    /// A NAT gateway, by position.
    Gateway(Ix),
    /// A NAT instance's interface, by position.
    Instance(Ix),
}

/// One rewritten source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Rewrite {
    pub by: Translator,
    /// Source and destination before.
    pub before: (IpAddr, IpAddr),
    /// How the packet had come into the translator's VPC.
    pub entered: Entered,
    /// The subnet the client's packet left towards the translator, when it is in the same VPC.
    pub from: Option<Ix>,
    /// Its own ports from which the request passes; it takes one after the other.
    pub ports: PortSet,
}

/// What the request left behind.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// Flows that the groups of an interface track: the interface, and source and destination as it saw them.
    pub tracked: Vec<(Ix, IpAddr, IpAddr)>,
    /// Rewritten sources, in travel order.
    pub rewrites: Vec<Rewrite>,
    /// Appliances and Gateway Load Balancer endpoints passed without a rewrite, in travel order.
    pub appliances: Vec<Resource>,
    /// Gateway Load Balancer endpoints passed, with source and destination as the request had them there.
    pub endpoints: SortedSet<(Resource, IpAddr, IpAddr)>,
    /// The subnet that an attachment in appliance mode took for this flow (rule S-101).
    pub appliance_zones: Vec<(TransitAttachmentId, Ix)>,
    /// Gateways of the internet that Block Public Access was asked about.
    pub doors: SortedSet<Resource>,
    /// The gateway by which the request entered from outside.
    pub entry: Option<Resource>,
    /// The gateway by which the request left, where it left the model.
    pub exit: Option<Resource>,
    /// NAT gateway and peering connection, when the request went straight from one to the other (rule S-74).
    pub nat_over_peering: Option<(Ix, Ix)>,
    /// Ports the client sends from; the reply's destination ports behind the last translator.
    pub client: PortSet,
    /// Ports that the request reached, and whose replies pass; the reply's source ports.
    pub service: PortSet,
    /// Whether what passes differs by both ports at once, so that ports and client ports alone do not tell it.
    pub is_uneven: bool,
    /// A firewall behind which fewer pairs of ports are followed than pass it: that none gets through is no certain no.
    pub cut_short_by: Option<Resource>,
    /// What Network Firewalls on the way remember.
    pub firewalls: Firewalls,
}

impl Memory {
    /// Notes that the groups of an interface track a flow between these addresses, as it sees them.
    pub(super) fn track(&mut self, interface: Ix, source: IpAddr, destination: IpAddr) {
        let flow = (interface, source, destination);
        if !self.tracked.contains(&flow) {
            self.tracked.push(flow);
        }
    }
}

/// Where the reply of a request that ended at `end` starts.
pub(super) fn start(end: End) -> Option<At> {
    match end {
        End::Interface(ix) => Some(At::Leave(ix)),
        End::Host(subnet) => Some(At::Route(subnet)),
        End::Internet { gateway, vpc } => Some(gateway.enter(vpc)),
        End::VpnGateway { gateway, vpc } => Some(At::EnterVpn { gateway, vpc }),
        End::TransitAttachment(attachment) => Some(At::Transit { attachment, from: None }),
        End::Edge(vpc) => Some(At::Deliver { vpc, from: None }),
        End::CoreAttachment(attachment) => Some(At::EnterCore { attachment }),
        End::Service { vpc, .. } | End::Lattice { vpc } => Some(At::Deliver { vpc, from: None }),
        End::Platform | End::Stopped => None,
    }
}

/// The ports that the reply is sent to: a translator's own while one is on the way, else the client's.
pub(super) fn reply_ports(memory: &Memory, has_ports: bool) -> PortSet {
    if !has_ports {
        return PortSet::all();
    }
    memory.rewrites.last().map_or_else(|| memory.client.clone(), |rewrite| rewrite.ports.clone())
}

impl Walker<'_, '_> {
    /// Undoes the rewrite of a translator that the reply has come back to; `None` when it knows no such flow.
    pub(super) fn undo(&mut self, by: Translator, at: Resource) -> Option<Rewrite> {
        let known = self.memory.rewrites.iter().rposition(|rewrite| rewrite.by == by)?;
        let rewrite = self.memory.rewrites.remove(known);
        self.pass(at, super::step::Fact::RewritesDestination(self.destination, rewrite.before.0), None);
        self.destination = rewrite.before.0;
        // For NAT64 the families differ: the client knows the far end by its embedded address.
        self.source = rewrite.before.1;
        if self.protocol == Protocol::ICMP && self.destination.is_ipv6() {
            self.protocol = Protocol::ICMPV6;
            let replies = packet::icmp_replies(Protocol::ICMPV6, &PortSet::all());
            let translated = |set: &PortSet| if set.is_empty() { PortSet::empty() } else { replies.clone() };
            (self.leg.sure, self.leg.maybe) = (translated(&self.leg.sure), translated(&self.leg.maybe));
            self.leg.asked = replies;
        }
        if self.protocol.has_ports() {
            // From here on the ports are the client's; losing some of the translator's own makes connections
            // fail now and then, whatever port the client has.
            self.leg.intermittent |= !self.leg.sure.is_empty() && self.leg.sure != self.leg.asked;
            let next = reply_ports(self.memory, true);
            let (is_sure, is_open) = (!self.leg.sure.is_empty(), !self.leg.maybe.is_empty());
            self.leg.sure = if is_sure { next.clone() } else { PortSet::empty() };
            self.leg.maybe = if !is_sure && is_open { next.clone() } else { PortSet::empty() };
            self.leg.asked = next;
        }
        Some(rewrite)
    }

    /// Notes an appliance on the way; a reply at one that has not seen the request is its own question.
    pub(super) fn saw_request(&mut self, appliance: &Resource) -> bool {
        if self.is_reply() {
            return self.memory.appliances.contains(appliance);
        }
        self.memory.appliances.push(appliance.clone());
        true
    }

    /// Notes an endpoint on the way with the addresses of the packet; whether it knows the request that a reply answers.
    pub(super) fn saw_crossing(&mut self, endpoint: &Resource) -> bool {
        let (client, service) = self.as_requested();
        let crossing = (endpoint.clone(), client, service);
        if self.is_reply() {
            return self.memory.endpoints.contains(&crossing);
        }
        self.memory.endpoints.insert(crossing);
        true
    }

    /// The packet's addresses as its request has them here: the client's, then the service's.
    pub(super) fn as_requested(&self) -> (IpAddr, IpAddr) {
        if self.is_reply() { (self.destination, self.source) } else { (self.source, self.destination) }
    }

    /// An endpoint drops replies of flows whose first packet it did not see (rule S-35).
    pub(super) fn unknown_flow(&mut self, here: Resource) -> At {
        let expected = self.memory.entry.clone().unwrap_or_else(Resource::internet);
        let block = Block::Asymmetric(Stateful { expected, got: here.clone() });
        self.stop(here, block, None)
    }

    /// A reply that went to a device which does not know the flow (rule S-35).
    pub(super) fn astray(&mut self, got: Resource) -> At {
        let expected = self
            .memory
            .rewrites
            .last()
            .map(|rewrite| translator_resource(self.world.network, rewrite.by))
            .or_else(|| self.memory.appliances.last().cloned())
            .or_else(|| self.memory.entry.clone())
            .unwrap_or_else(Resource::internet);
        self.stop(got.clone(), Block::Asymmetric(Stateful { expected, got }), None)
    }
}

fn translator_resource(network: &Network, by: Translator) -> Resource {
    let found = match by {
        Translator::Gateway(ix) => network.nat_gateways.at(ix as usize).map(|nat| nat.id.resource()),
        Translator::Instance(ix) => {
            network.interfaces.at(ix as usize).map(|interface| interface.id.resource())
        }
    };
    found.unwrap_or_else(Resource::internet)
}
