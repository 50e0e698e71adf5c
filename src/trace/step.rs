//! One step of a walk: one component, one decision, the line that decided.

use std::net::IpAddr;

use super::balance::Balance;
use super::block::Block;
use super::firewall::Inspection;
use super::gaps::Gap;
use crate::graph::Ix;
use crate::model::{AclLine, Place, Resource, Way};
use crate::space::PortSet;

/// What a step did to the packet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// All of it went on.
    Passes,
    /// Some of the ports went on.
    Partial,
    /// None went on.
    Blocked,
    /// The input does not say.
    Unknown,
}

/// The line of the input that decided a step.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Line {
    /// A security group rule.
    Rule {
        /// Position of the group.
        group: Ix,
        /// Direction.
        way: Way,
        /// Position among the group's rules of that direction.
        index: usize,
    },
    /// A network ACL entry, or the final `*`.
    Acl {
        /// Position of the ACL.
        nacl: Ix,
        /// Direction.
        way: Way,
        /// Which entry.
        line: AclLine,
    },
    /// A route.
    Route {
        /// Position of the table.
        table: Ix,
        /// Position among the table's routes.
        index: usize,
    },
    /// A transit gateway route.
    Transit {
        /// Position of the table.
        table: Ix,
        /// Position among the table's routes.
        index: usize,
    },
    /// A field of a resource.
    Field {
        /// Who has it.
        resource: Resource,
        /// `State: stopped`, as AWS names them.
        text: Box<str>,
        /// Where.
        place: Place,
    },
}

/// The decision of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// The packet starts here, from this address.
    Starts(IpAddr),
    /// The packet enters the model here, from this address.
    Enters(IpAddr),
    /// A rule of this group admits it.
    GroupAdmits(Way),
    /// The group lets the reply of a tracked flow pass whatever its rules say.
    Tracked,
    /// No group guards the interface, because it has none.
    Unfiltered,
    /// The subnet it is in, leaves from or comes to.
    InSubnet,
    /// The winning route, towards this resource; `None` for local delivery.
    Routes(Option<Resource>),
    /// An entry of this ACL admits it.
    AclAdmits(Way),
    /// A gateway rewrites the source address.
    RewritesSource(IpAddr, IpAddr),
    /// A gateway rewrites the destination address.
    RewritesDestination(IpAddr, IpAddr),
    /// It passes through.
    Forwards,
    /// An appliance is assumed to send it on.
    ApplianceForwards,
    /// The reply of a NAT flow over peering comes back without a route (rule S-74).
    ReturnsToSender,
    /// It arrives at this address.
    Arrives(IpAddr),
    /// It leaves the model and arrives outside, at this address.
    Leaves(IpAddr),
    /// A platform address that nothing filters (rule S-11).
    Platform(IpAddr),
    /// A part of a load balancer takes it, hands it on or answers it.
    Balances(Balance),
    /// An engine of a Network Firewall lets it pass.
    Inspects(Inspection),
    /// It, or the ports named, stops here.
    Stops(Block),
    /// The input does not say what happens here.
    Unclear(Gap),
}

/// One step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The component.
    pub at: Resource,
    /// Its decision.
    pub fact: Fact,
    /// What that did to the packet.
    pub outcome: Outcome,
    /// The line that decided, where there is one.
    pub line: Option<Line>,
    /// The ports a partial step is about.
    pub ports: Option<PortSet>,
}
