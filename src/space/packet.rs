//! One directed packet, with its destination ports as a set.

use std::net::IpAddr;

use super::addresses::Family;
use super::ports::{self, PortSet};
use super::protocol::Protocol;

/// A packet as filters see it. Everything is one value but the service, which is the set of destination
/// ports (or ICMP types and codes) still in question; filters narrow it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Packet {
    /// Source address, as it is at this hop.
    pub source: IpAddr,
    /// Destination address, as it is at this hop.
    pub destination: IpAddr,
    /// IP protocol.
    pub protocol: Protocol,
    /// Destination ports, or ICMP points; all points for protocols that have neither.
    pub service: PortSet,
}

impl Packet {
    /// The family of the packet.
    #[must_use]
    pub const fn family(&self) -> Family {
        Family::of(self.destination)
    }
}

/// The ICMP messages that answer `requests`: echo, timestamp, information and mask requests have a reply
/// of their own, everything else is one-way.
#[must_use]
pub fn icmp_replies(protocol: Protocol, requests: &PortSet) -> PortSet {
    PortSet::from_ranges(icmp_pairs(protocol).iter().flat_map(|&(request, reply)| {
        let asked = requests.intersection(&ports::icmp(Some(request), None));
        let shift = |point: u16| (u16::from(reply) << 8) | (point & 0xff);
        asked.ranges().map(|range| (shift(*range.start()), shift(*range.end()))).collect::<Vec<_>>()
    }))
}

/// The ICMP requests that `replies` answer: the inverse of [`icmp_replies`].
#[must_use]
pub fn icmp_requests(protocol: Protocol, replies: &PortSet) -> PortSet {
    PortSet::from_ranges(icmp_pairs(protocol).iter().flat_map(|&(request, reply)| {
        let answered = replies.intersection(&ports::icmp(Some(reply), None));
        let shift = |point: u16| (u16::from(request) << 8) | (point & 0xff);
        answered.ranges().map(|range| (shift(*range.start()), shift(*range.end()))).collect::<Vec<_>>()
    }))
}

/// Echo requests as the other family writes them, for a packet that NAT64 has translated to `protocol`.
#[must_use]
pub fn icmp_translated(requests: &PortSet, protocol: Protocol) -> PortSet {
    let (from, to) = if protocol == Protocol::ICMP { (128, 8) } else { (8, 128) };
    let echo = requests.intersection(&ports::icmp(Some(from), None));
    let shift = |point: u16| (to << 8) | (point & 0xff);
    PortSet::from_ranges(echo.ranges().map(|range| (shift(*range.start()), shift(*range.end()))))
}

const fn icmp_pairs(protocol: Protocol) -> &'static [(u8, u8)] {
    match protocol {
        Protocol::ICMP => &[(8, 0), (13, 14), (15, 16), (17, 18)],
        Protocol::ICMPV6 => &[(128, 129)],
        Protocol(_) => &[],
    }
}
