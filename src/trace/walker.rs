//! The walk's state and its main loop: one place after another, until the packet ends.

use std::net::IpAddr;

use super::block::Block;
use super::choice::Choices;
use super::filters::{self, Filtered, Reference, Seen};
use super::flow::{Flow, Wanted};
use super::focus::Focus;
use super::gaps::{Assumption, Gap};
use super::leg::Leg;
use super::reply::Memory;
use super::step::{Fact, Line, Outcome, Step};
use crate::graph::{Ix, Owner, Topology};
use crate::model::{Call, Interface, Network, PeerGroup, Resource, Scope, SortedSet, TransitGatewayId, Way};
use crate::space::{PortSet, Protocol};

/// More places than this are never needed: a path has at most some tens (rule S-4).
const MOST_PLACES: usize = 64;

/// Who is to blame for denied ports: resources, and the lines that denied.
type Blame<'b> = dyn Fn(&PortSet) -> Vec<(Resource, Option<Line>)> + 'b;

/// What is fixed for all legs of a question.
#[derive(Clone, Copy)]
pub(super) struct World<'w> {
    pub network: &'w Network,
    pub topology: &'w Topology,
    pub focus: &'w Focus,
    pub strict: bool,
    /// How many load balancers the packet is behind.
    pub depth: u8,
}

/// Request or reply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Direction {
    Request,
    Reply,
}

/// Who sent the packet as the receiver's groups see it (rule S-44).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Identity {
    /// An interface of the model, address unchanged since.
    Interface(Ix),
    /// An interface whose group memberships this device made unknown.
    Lost(Ix, Resource),
    /// Nobody that carries groups.
    Outside,
}

/// How the packet came into the VPC it is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Entered {
    /// It started here.
    Home,
    /// By a peering connection, by position.
    Peering(Ix),
    /// By a transit gateway: attachments it came from and to, and whether their zones carry group references.
    Transit { from: Ix, to: Ix, has_groups: bool },
    /// By an internet gateway.
    Internet,
    /// By a virtual private gateway.
    VpnGateway,
    /// From an AWS service, by a gateway endpoint.
    Service,
    /// By a core network: the attachment it came out of.
    CoreNetwork(Ix),
}

impl Entered {
    /// The peering connection, by position.
    pub(super) const fn peering(self) -> Option<Ix> {
        if let Entered::Peering(ix) = self { Some(ix) } else { None }
    }
}

/// Where the packet is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum At {
    /// Leaving an interface.
    Leave(Ix),
    /// At the router of a subnet, to be routed by the subnet's table.
    Route(Ix),
    /// In a VPC, to be delivered to whoever owns the destination; the subnet it comes from, if any.
    Deliver { vpc: Ix, from: Option<Ix> },
    /// At an interface or NAT gateway that owns the destination.
    Arrive(Owner),
    /// At an internet gateway from outside.
    EnterInternet { gateway: Ix, vpc: Ix },
    /// At a virtual private gateway from outside.
    EnterVpn { gateway: Ix, vpc: Ix },
    /// On a transit gateway, having come in by an attachment; the subnet it left, if any.
    Transit { attachment: Ix, from: Option<Ix> },
    /// On the far gateway of a transit peering whose both ends share one attachment.
    TransitFar { attachment: Ix },
    /// On a core network, having come in by an attachment.
    Core { attachment: Ix },
    /// At an attachment of a core network from outside.
    EnterCore { attachment: Ix },
    /// Ended.
    End(End),
}

/// How a leg ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// At an interface.
    Interface(Ix),
    /// At a host that is not in the input, in a subnet.
    Host(Ix),
    /// Outside, by an internet gateway or egress-only gateway of a VPC.
    Internet { gateway: super::internet::Door, vpc: Ix },
    /// On-premises, by a virtual private gateway.
    VpnGateway { gateway: Ix, vpc: Ix },
    /// Outside, by an attachment of a transit gateway.
    TransitAttachment(Ix),
    /// Outside, by a local gateway or the like of a VPC.
    Edge(Ix),
    /// Outside, by an attachment of a core network.
    CoreAttachment(Ix),
    /// At an AWS service, by a gateway endpoint.
    Service { endpoint: Ix, vpc: Ix },
    /// At a service of VPC Lattice, from a VPC.
    Lattice { vpc: Ix },
    /// At a platform address, or between two hosts outside the model: answered without any filter.
    Platform,
    /// Nowhere.
    Stopped,
}

/// A packet on its way.
pub(super) struct Walker<'w, 'q> {
    pub world: World<'w>,
    pub choices: &'q mut Choices,
    pub assumptions: &'q mut SortedSet<Assumption>,
    pub direction: Direction,
    pub source: IpAddr,
    pub destination: IpAddr,
    pub protocol: Protocol,
    pub leg: Leg,
    /// A filter has denied everything; the walk goes on as if it had not, to find what else is in the way.
    pub is_dead: bool,
    pub identity: Identity,
    pub entered: Entered,
    pub wanted: Wanted,
    /// A network load balancer sends it on with the client's own source address.
    pub keeps_client: bool,
    /// The transit gateway the packet is on.
    pub transit_gateway: Option<TransitGatewayId>,
    pub memory: &'q mut Memory,
    /// Few: a walk visits some tens of places.
    visited: Vec<(u8, Ix, IpAddr, IpAddr)>,
}

impl<'w, 'q> Walker<'w, 'q> {
    pub(super) fn new(
        world: World<'w>,
        choices: &'q mut Choices,
        assumptions: &'q mut SortedSet<Assumption>,
        memory: &'q mut Memory,
        flow: &Flow,
    ) -> Self {
        Walker {
            world,
            choices,
            assumptions,
            direction: Direction::Request,
            source: flow.source.address(),
            destination: flow.destination,
            protocol: flow.protocol,
            leg: Leg::start(flow.service.clone()),
            is_dead: false,
            identity: Identity::Outside,
            entered: Entered::Home,
            wanted: flow.wanted,
            keeps_client: false,
            transit_gateway: None,
            memory,
            visited: Vec::new(),
        }
    }

    /// Walks until the packet ends.
    pub(super) fn run(&mut self, mut at: At) -> End {
        for _ in 0..MOST_PLACES {
            at = match at {
                At::Leave(interface) => self.leave(interface),
                At::Route(subnet) => self.route(subnet),
                At::Deliver { vpc, from } => self.deliver(vpc, from),
                At::Arrive(owner) => self.arrive(owner),
                At::EnterInternet { gateway, vpc } => self.enter_internet(gateway, vpc),
                At::EnterVpn { gateway, vpc } => self.enter_vpn(gateway, vpc),
                At::Transit { attachment, from } => self.transit(attachment, from),
                At::TransitFar { attachment } => self.transit_far(attachment),
                At::Core { attachment } => self.core_network(attachment),
                At::EnterCore { attachment } => self.enter_core_network(attachment),
                At::End(end) => {
                    if self.is_dead || end == End::Stopped {
                        self.leg.sure = PortSet::empty();
                        if self.is_dead {
                            self.leg.maybe = PortSet::empty();
                        }
                    }
                    return end;
                }
            };
        }
        let here = self.leg.steps.last().map_or_else(Resource::internet, |step| step.at.clone());
        let stopped = self.stop(here, Block::RoutingLoop, None);
        self.run(stopped)
    }

    pub(super) fn is_reply(&self) -> bool {
        self.direction == Direction::Reply
    }

    /// Whether the packet was at this place before with the same addresses; notes that it is there now.
    pub(super) fn returns_to(&mut self, kind: u8, place: Ix) -> bool {
        let here = (kind, place, self.source, self.destination);
        let was_here = self.visited.contains(&here);
        if !was_here {
            self.visited.push(here);
        }
        was_here
    }

    /// Writes a step that everything passes.
    pub(super) fn pass(&mut self, at: Resource, fact: Fact, line: Option<Line>) {
        self.leg.steps.push(Step { at, fact, outcome: Outcome::Passes, line, ports: None });
    }

    /// Stops the packet: there is no way to go on, not even as if it were allowed.
    pub(super) fn stop(&mut self, at: Resource, block: Block, line: Option<Line>) -> At {
        self.deny(at, block, line);
        At::End(End::Stopped)
    }

    /// Denies the packet, but goes on to find what else is in the way.
    pub(super) fn deny(&mut self, at: Resource, block: Block, line: Option<Line>) {
        self.leg.steps.push(Step {
            at,
            fact: Fact::Stops(block),
            outcome: Outcome::Blocked,
            line,
            ports: None,
        });
        self.is_dead = true;
    }

    /// Writes that the input does not say whether the packet passes here; goes on as if it did.
    pub(super) fn unclear(&mut self, at: Resource, gap: Gap, line: Option<Line>) {
        self.leg.steps.push(Step {
            at,
            fact: Fact::Unclear(gap),
            outcome: Outcome::Unknown,
            line,
            ports: None,
        });
        self.leg.maybe = self.leg.sure.union(&self.leg.maybe);
        self.leg.sure = PortSet::empty();
    }

    /// As [`Walker::unclear`], where there is no way to go on.
    pub(super) fn lost(&mut self, at: Resource, gap: Gap, line: Option<Line>) -> At {
        self.unclear(at, gap, line);
        At::End(End::Stopped)
    }

    /// Rests the answer on an assumption; with `--strict` one for an absent document leaves it open instead.
    pub(super) fn assume(&mut self, at: Resource, assumption: Assumption) {
        if self.world.strict && assumption.is_for_absent_document() {
            self.unclear(at, Gap::Strict(assumption), None);
        } else {
            self.assumptions.insert(assumption);
        }
    }

    /// Whether the call was read for the account and Region of a VPC.
    pub(super) fn has_read(&self, call: Call, vpc: Ix) -> bool {
        let unknown = Scope::default();
        let scope = self.world.network.vpcs.at(vpc as usize).map_or(&unknown, |vpc| &vpc.scope);
        self.world.network.has_read(call, scope)
    }

    /// Passes the security groups of an interface, unless the flow is tracked there (rules S-38, S-47).
    pub(super) fn pass_groups(&mut self, ix: Ix, way: Way) {
        let world = self.world;
        let Some(interface) = world.network.interfaces.at(ix as usize) else { return };
        let (client, service) = self.as_requested();
        if self.is_reply() && self.memory.tracked.contains(&(ix, client, service)) {
            if let Some(group) = interface.groups.first() {
                self.pass(group.resource(), Fact::Tracked, None);
            }
            return;
        }
        if !self.is_reply() {
            self.memory.track(ix, client, service);
        }
        if interface.groups.is_empty() {
            if interface.groups_known {
                // Without groups nothing filters (rule S-38): gateways, and network load balancers made without.
                self.pass(interface.id.resource(), Fact::Unfiltered, None);
            } else {
                let gap =
                    Gap::MissingDocument { call: Call::NetworkInterfaces, about: interface.id.resource() };
                self.unclear(interface.id.resource(), gap, None);
            }
            return;
        }
        let peer = match way {
            Way::Ingress => self.source,
            Way::Egress => self.destination,
        };
        let live = self.leg.sure.union(&self.leg.maybe);
        let seen = Seen { peer, protocol: self.protocol, service: &live };
        let reference = |group: &PeerGroup| self.reference(ix, way, group);
        let filtered =
            filters::security_groups(world.network, world.focus, interface, way, &seen, &reference);
        let (at, block) = filtered.by_groups(&interface.groups, way, || interface.id.resource());
        let denied = live.difference(&filtered.allowed).difference(&filtered.unknown);
        let blame = |_: &PortSet| vec![(at.clone(), None)];
        self.narrow(&filtered, &denied, way, &block, &blame);
    }

    /// Passes the network ACL of a subnet (rules S-53 to S-60).
    pub(super) fn pass_acl(&mut self, subnet: Ix, way: Way) {
        let world = self.world;
        let Some((ix, nacl)) = world.topology.nacl_of(world.network, subnet) else {
            self.pass_missing_acl(subnet);
            return;
        };
        let peer = match way {
            Way::Ingress => self.source,
            Way::Egress => self.destination,
        };
        let live = self.leg.sure.union(&self.leg.maybe);
        let seen = Seen { peer, protocol: self.protocol, service: &live };
        let filtered = filters::network_acl(world.focus, ix, nacl, way, &seen);
        let denied = live.difference(&filtered.allowed).difference(&filtered.unknown);
        let blame = |denied: &PortSet| {
            let lines = filtered.denied_by.iter().filter(|(_, ports)| !ports.intersection(denied).is_empty());
            lines.map(|(line, _)| (nacl.id.resource(), Some(line.clone()))).collect()
        };
        self.narrow(&filtered, &denied, way, &Block::AclDenies { way }, &blame);
    }

    fn pass_missing_acl(&mut self, subnet: Ix) {
        let world = self.world;
        let Some(found) = world.network.subnets.at(subnet as usize) else { return };
        let about = found.id.resource();
        let vpc = world.topology.vpc_of(world.network, subnet).map(|(ix, _)| ix);
        if vpc.is_some_and(|vpc| self.has_read(Call::NetworkAcls, vpc)) {
            let gap = Gap::MissingNetworkAcl { of: about.clone() };
            self.unclear(about, gap, None);
        } else {
            self.assume(about.clone(), Assumption::DefaultNacl(about));
        }
    }

    /// Narrows the ports on their way by what a filter did, and writes the steps.
    pub(super) fn narrow(
        &mut self,
        filtered: &Filtered,
        denied: &PortSet,
        way: Way,
        block: &Block,
        blame: &Blame<'_>,
    ) {
        let is_group = !matches!(block, Block::AclDenies { .. });
        let live = self.leg.sure.union(&self.leg.maybe);
        let blocked = denied == &live && !live.is_empty();
        if !blocked {
            for (line, at, ports) in &filtered.admitted_by {
                if ports.intersection(&live).is_empty() {
                    continue;
                }
                let fact = if is_group { Fact::GroupAdmits(way) } else { Fact::AclAdmits(way) };
                let (outcome, line) = (Outcome::Passes, Some(line.clone()));
                let ports = (ports != &live).then(|| ports.clone());
                self.leg.steps.push(Step { at: at.clone(), fact, outcome, line, ports });
            }
        }
        if !denied.is_empty() {
            for (at, line) in blame(denied) {
                let outcome = if blocked { Outcome::Blocked } else { Outcome::Partial };
                let ports = (!blocked).then(|| match &line {
                    Some(line) => filtered
                        .denied_by
                        .iter()
                        .find(|(by, _)| by == line)
                        .map_or_else(|| denied.clone(), |(_, ports)| ports.intersection(denied)),
                    None => denied.clone(),
                });
                self.leg.steps.push(Step { at, fact: Fact::Stops(block.clone()), outcome, line, ports });
            }
        }
        if blocked {
            self.is_dead = true;
            return;
        }
        let unknown = live.intersection(&filtered.unknown);
        if !unknown.is_empty()
            && let Some(gap) = filtered.gaps.first()
        {
            let at = blame(&unknown).into_iter().next().map(|(at, _)| at);
            let at =
                at.unwrap_or_else(|| self.leg.steps.last().map_or_else(Resource::internet, |s| s.at.clone()));
            let fact = Fact::Unclear(gap.clone());
            self.leg.steps.push(Step { at, fact, outcome: Outcome::Unknown, line: None, ports: None });
        }
        let maybe = self.leg.maybe.intersection(&filtered.allowed).union(&unknown);
        self.leg.sure = self.leg.sure.intersection(&filtered.allowed);
        self.leg.maybe = maybe;
    }

    /// Whether a group reference of `interface`'s rules holds for the far end (rules S-42 to S-44, S-105).
    fn reference(&self, interface: Ix, way: Way, wanted: &PeerGroup) -> Reference {
        match way {
            Way::Ingress => match &self.identity {
                Identity::Outside => Reference::No,
                Identity::Interface(sender) => self.carries(*sender, wanted, self.relation_in(way)),
                Identity::Lost(sender, by) => {
                    let lost = Block::GroupReferenceLost { by: by.clone() };
                    self.carries(*sender, wanted, Err(lost))
                }
            },
            Way::Egress => self.egress_reference(interface, wanted),
        }
    }

    /// Whether the way into this VPC keeps group references.
    fn relation_in(&self, way: Way) -> Result<(), Block> {
        match self.entered {
            Entered::Home => Ok(()),
            Entered::Peering(ix) => self.peering_keeps_groups(ix, way),
            Entered::Transit { from, to, has_groups } => {
                self.transit_keeps_groups((from, to), has_groups, way)
            }
            Entered::CoreNetwork(ix) => {
                let attachment = self.world.network.core_attachments.at(ix as usize);
                let by = attachment.map_or_else(Resource::internet, |one| one.core.resource());
                Err(Block::GroupReferenceUnsupported { by, way })
            }
            Entered::Internet | Entered::VpnGateway | Entered::Service => {
                Err(Block::GroupReferenceLost { by: Resource::internet() })
            }
        }
    }

    /// Whether an interface carries the wanted group, over a relation that keeps that or not.
    pub(super) fn carries(
        &self,
        interface: Ix,
        wanted: &PeerGroup,
        relation: Result<(), Block>,
    ) -> Reference {
        let Some(found) = self.world.network.interfaces.at(interface as usize) else { return Reference::No };
        if !found.groups_known {
            let about = found.id.resource();
            return Reference::Unknown(Gap::MissingDocument { call: Call::NetworkInterfaces, about });
        }
        if wanted.is_stale || !found.groups.contains(&wanted.group) {
            return Reference::No;
        }
        match relation {
            Ok(()) => Reference::Holds,
            Err(block) => Reference::Lost(block),
        }
    }

    /// An interface by position.
    pub(super) fn interface(&self, ix: Ix) -> Option<&'w Interface> {
        self.world.network.interfaces.at(ix as usize)
    }
}
