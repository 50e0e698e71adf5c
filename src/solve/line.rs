//! The service line: every protocol's ports, or types and codes, side by side, so that one set of numbers says all.

use crate::space::{Family, PortSet, Protocol, RangeSet};

/// A set of points of the line.
pub(super) type LineSet = RangeSet<u32>;

const BLOCK: u32 = 0x1_0000;
const TCP: u32 = 0;
const UDP: u32 = BLOCK;
const ICMP: u32 = 2 * BLOCK;
const ICMPV6: u32 = 3 * BLOCK;
/// One point a protocol number, for protocols without ports.
const OTHER: u32 = 4 * BLOCK;
const OTHERS: u32 = 256;

/// The protocols that have a block of their own.
const WITH_BLOCK: [Protocol; 4] = [Protocol::TCP, Protocol::UDP, Protocol::ICMP, Protocol::ICMPV6];

/// First and last point of a protocol.
pub(super) const fn span(protocol: Protocol) -> (u32, u32) {
    let first = match protocol {
        Protocol::TCP => TCP,
        Protocol::UDP => UDP,
        Protocol::ICMP => ICMP,
        Protocol::ICMPV6 => ICMPV6,
        Protocol(number) => return (OTHER + number as u32, OTHER + number as u32),
    };
    (first, first + BLOCK - 1)
}

/// The protocol of ICMP in a family.
pub(super) const fn icmp_of(family: Family) -> Protocol {
    match family {
        Family::V4 => Protocol::ICMP,
        Family::V6 => Protocol::ICMPV6,
    }
}

/// Protocols without ports: one point each.
pub(super) fn others() -> LineSet {
    let named = WITH_BLOCK.map(|Protocol(number)| (OTHER + u32::from(number), OTHER + u32::from(number)));
    LineSet::range(OTHER, OTHER + OTHERS - 1).difference(&LineSet::from_ranges(named))
}

/// Every point that a packet of this family may have: the other family's ICMP never matches (rule S-40).
pub(super) fn universe(family: Family) -> LineSet {
    let blocks = [Protocol::TCP, Protocol::UDP, icmp_of(family)].map(span);
    LineSet::from_ranges(blocks).union(&others())
}

/// The points that a rule or entry speaks of; protocols without ports match whatever its ports say (rules S-40, S-56).
pub(super) fn matched(protocol: Option<Protocol>, service: &PortSet, family: Family) -> LineSet {
    match protocol {
        Some(protocol) => on(protocol, service).intersection(&universe(family)),
        None => {
            let blocks = [Protocol::TCP, Protocol::UDP, icmp_of(family)];
            let parts = blocks.iter().flat_map(|protocol| shifted(*protocol, service));
            LineSet::from_ranges(parts).union(&others())
        }
    }
}

/// Ports, or types and codes, of one protocol as points; the one point of a protocol that has neither.
pub(super) fn on(protocol: Protocol, service: &PortSet) -> LineSet {
    if protocol.has_ports() || protocol.is_icmp() {
        return LineSet::from_ranges(shifted(protocol, service));
    }
    let (first, last) = span(protocol);
    LineSet::range(first, last)
}

fn shifted(protocol: Protocol, service: &PortSet) -> impl Iterator<Item = (u32, u32)> + '_ {
    let (start, _) = span(protocol);
    service.ranges().map(move |range| (start + u32::from(*range.start()), start + u32::from(*range.end())))
}

/// The ports, or types and codes, of one protocol; all or none for a protocol without.
pub(super) fn part(set: &LineSet, protocol: Protocol) -> PortSet {
    let (start, last) = span(protocol);
    let inside = set.intersection(&LineSet::range(start, last));
    if !protocol.has_ports() && !protocol.is_icmp() {
        return if inside.is_empty() { PortSet::empty() } else { PortSet::all() };
    }
    let number = |point: u32| u16::try_from(point - start).unwrap_or(u16::MAX);
    PortSet::from_ranges(inside.ranges().map(|range| (number(*range.start()), number(*range.end()))))
}

/// The numbers of the protocols without ports that are in a set.
pub(super) fn other_numbers(set: &LineSet) -> PortSet {
    let inside = set.intersection(&others());
    let number = |point: u32| u16::try_from(point - OTHER).unwrap_or(u16::MAX);
    PortSet::from_ranges(inside.ranges().map(|range| (number(*range.start()), number(*range.end()))))
}
