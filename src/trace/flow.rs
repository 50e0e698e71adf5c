//! What is walked: one source address, one destination address, one protocol, sets of ports.

use std::net::IpAddr;

use crate::graph::Ix;
use crate::space::{PortSet, Protocol};

/// Where a packet from outside the model enters it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Entry {
    /// By the internet.
    Internet,
    /// By a virtual private gateway, by position.
    VpnGateway(Ix),
    /// By a VPN or Direct Connect attachment of a transit gateway, by position.
    TransitAttachment(Ix),
    /// By an attachment of a core network, by position.
    CoreAttachment(Ix),
    /// By a local gateway or the like that routes of a VPC name; the VPC by position.
    Edge(Ix),
    /// From a function outside of any VPC, by position.
    Function(Ix),
    /// By no gateway: nothing joins the destination's VPC to on-premises.
    Nowhere,
    /// From an AWS service behind a gateway endpoint, by position: replies only.
    Endpoint(Ix),
}

/// Who sends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// An interface, by position, from one of its addresses.
    Interface(Ix, IpAddr),
    /// A host that is not in the input, in a subnet by position: no security group, nothing else known.
    Host(Ix, IpAddr),
    /// A host outside the model.
    Outside(Entry, IpAddr),
}

impl Source {
    /// The address it sends from.
    #[must_use]
    pub const fn address(self) -> IpAddr {
        match self {
            Source::Interface(_, address) | Source::Host(_, address) | Source::Outside(_, address) => address,
        }
    }
}

/// Where the packet should end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Wherever routing takes the address.
    Anywhere,
    /// At this interface, by position.
    Interface(Ix),
    /// A host that is not in the input, in a subnet by position.
    Host(Ix),
    /// Outside, on-premises.
    OnPremises,
}

/// A question for the walk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow {
    /// Who sends.
    pub source: Source,
    /// The address asked for.
    pub destination: IpAddr,
    /// Where the packet should end.
    pub wanted: Wanted,
    /// IP protocol.
    pub protocol: Protocol,
    /// Destination ports or ICMP points asked for.
    pub service: PortSet,
    /// Ports the client may send from; all for protocols without ports.
    pub client: PortSet,
}
