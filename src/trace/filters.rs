//! What a set of security groups, or a network ACL, does to the ports of a packet.

use std::net::IpAddr;

use super::block::Block;
use super::focus::Focus;
use super::gaps::Gap;
use super::step::Line;
use crate::graph::Ix;
use crate::model::{
    AclLine, AclPeer, Call, Interface, Nacl, Network, Peer, PeerGroup, Resource, SecurityGroupId, Way,
};
use crate::space::{Family, PortSet, Protocol};

/// What a filter admits of the ports it was asked about; the rest it drops.
#[derive(Debug, Default)]
pub(super) struct Filtered {
    /// Certainly admitted.
    pub allowed: PortSet,
    /// May be admitted: the line that would tell is not readable or not in the input.
    pub unknown: PortSet,
    /// The lines that admitted, with their ports, in evaluation order.
    pub admitted_by: Vec<(Line, Resource, PortSet)>,
    /// The lines that denied, with their ports, in evaluation order (network ACLs only).
    pub denied_by: Vec<(Line, PortSet)>,
    /// Why some ports are unknown.
    pub gaps: Vec<Gap>,
    /// A rule that would have admitted, had the sender's group been known here, or why there is none: by the group that
    /// it is about.
    pub near_miss: Option<(Resource, Block)>,
}

impl Filtered {
    /// Where and why groups deny what no rule of theirs admits; `none` where there are none.
    pub(super) fn by_groups(
        &self,
        groups: &[SecurityGroupId],
        way: Way,
        none: impl FnOnce() -> Resource,
    ) -> (Resource, Block) {
        if let Some(near) = &self.near_miss {
            return near.clone();
        }
        let mut all = groups.iter().map(SecurityGroupId::resource);
        let first = all.next().unwrap_or_else(none);
        (first, Block::GroupMismatch { way, others: all.collect() })
    }
}

/// The packet as one filter sees it.
pub(super) struct Seen<'a> {
    /// The far address: source of inbound, destination of outbound packets.
    pub peer: IpAddr,
    pub protocol: Protocol,
    pub service: &'a PortSet,
}

/// Whether a rule's group reference holds for the far end of a packet.
pub(super) enum Reference {
    /// The far end carries the group, and the way it came keeps that.
    Holds,
    /// It does not carry the group.
    No,
    /// It carries the group, but the way it came does not keep that.
    Lost(Block),
    /// The input does not tell whether it carries the group.
    Unknown(Gap),
}

/// The union of all rules of all groups of an interface (rules S-38 to S-46).
pub(super) fn security_groups(
    network: &Network,
    focus: &Focus,
    interface: &Interface,
    way: Way,
    seen: &Seen<'_>,
    reference: &dyn Fn(&PeerGroup) -> Reference,
) -> Filtered {
    let mut result = Filtered::default();
    for id in &interface.groups {
        let Some(position) = network.groups.position(id) else {
            let missing = id.resource();
            result.unknown = seen.service.clone();
            result.gaps.push(Gap::MissingResource {
                missing,
                named_by: interface.id.resource(),
                call: Call::SecurityGroups,
            });
            continue;
        };
        let Some(group) = network.groups.at(position) else { continue };
        for (index, rule) in group.rules(way).iter().enumerate() {
            if rule.protocol.is_some_and(|protocol| protocol != seen.protocol) {
                continue;
            }
            let matched = ports_of(focus, &rule.service, seen);
            if matched.is_subset(&result.allowed) {
                continue;
            }
            let is_match = match &rule.peer {
                Peer::Block(block) => Reference::from(focus.contains(block, seen.peer)),
                Peer::PrefixList(list) => {
                    match network.prefix_lists.find(list).and_then(|l| l.entries.as_ref()) {
                        Some(entries) => {
                            // Every entry is compared, so that the focus learns all of them.
                            let hits =
                                entries.iter().filter(|entry| focus.contains(entry, seen.peer)).count();
                            Reference::from(hits > 0)
                        }
                        None => Reference::Unknown(Gap::MissingEntries { list: list.resource() }),
                    }
                }
                Peer::Group(reference_to) => reference(reference_to),
                Peer::Unknown => Reference::Unknown(Gap::UnclearLine { resource: group.id.resource() }),
            };
            match is_match {
                Reference::Holds => {
                    let ix = Ix::try_from(position).unwrap_or(Ix::MAX);
                    let gained = matched.difference(&result.allowed);
                    result.allowed = result.allowed.union(&matched);
                    result.admitted_by.push((
                        Line::Rule { group: ix, way, index },
                        group.id.resource(),
                        gained,
                    ));
                }
                Reference::Unknown(gap) => {
                    result.unknown = result.unknown.union(&matched);
                    result.gaps.push(gap);
                }
                Reference::Lost(block) => result.near_miss = Some((group.id.resource(), block)),
                Reference::No => {}
            }
        }
    }
    result.unknown = result.unknown.difference(&result.allowed);
    if result.near_miss.is_none() && interface.groups.iter().all(|id| has_no_rules(network, id, way)) {
        let first = interface.groups.first().map(SecurityGroupId::resource);
        result.near_miss = first.map(|first| (first, Block::GroupWithoutRules { way }));
    }
    result
}

impl From<bool> for Reference {
    fn from(holds: bool) -> Self {
        if holds { Reference::Holds } else { Reference::No }
    }
}

fn has_no_rules(network: &Network, id: &SecurityGroupId, way: Way) -> bool {
    network.groups.find(id).is_some_and(|group| group.rules(way).is_empty())
}

/// The first matching entry decides, port by port (rules S-54 to S-59).
pub(super) fn network_acl(focus: &Focus, ix: Ix, nacl: &Nacl, way: Way, seen: &Seen<'_>) -> Filtered {
    let mut result = Filtered::default();
    let mut remaining = seen.service.clone();
    for entry in nacl.entries(way).values() {
        if remaining.is_empty() {
            break;
        }
        if entry.protocol.is_some_and(|protocol| protocol != seen.protocol) {
            continue;
        }
        let matched = remaining.intersection(&ports_of(focus, &entry.service, seen));
        if matched.is_empty() {
            continue;
        }
        let line = Line::Acl { nacl: ix, way, line: AclLine::Number(entry.number) };
        match entry.peer {
            AclPeer::Block(block) if !focus.contains(&block, seen.peer) => {}
            AclPeer::Block(_) if entry.allows => {
                remaining = remaining.difference(&matched);
                result.allowed = result.allowed.union(&matched);
                result.admitted_by.push((line, nacl.id.resource(), matched));
            }
            AclPeer::Block(_) => {
                remaining = remaining.difference(&matched);
                result.denied_by.push((line, matched));
            }
            AclPeer::Unknown => {
                remaining = remaining.difference(&matched);
                result.unknown = result.unknown.union(&matched);
                result.gaps.push(Gap::UnclearLine { resource: nacl.id.resource() });
            }
        }
    }
    if !remaining.is_empty() {
        result.denied_by.push((Line::Acl { nacl: ix, way, line: AclLine::Star }, remaining));
    }
    result
}

/// The asked ports that a line speaks of: protocols without ports match whatever the line's ports say
/// (rules S-40, S-56).
fn ports_of(focus: &Focus, line: &PortSet, seen: &Seen<'_>) -> PortSet {
    if seen.protocol.has_ports() || seen.protocol.is_icmp() {
        // `icmp` never matches an IPv6 packet, nor `icmpv6` an IPv4 one (rule S-40).
        let crossed = match Family::of(seen.peer) {
            Family::V4 => seen.protocol == Protocol::ICMPV6,
            Family::V6 => seen.protocol == Protocol::ICMP,
        };
        focus.compares(line);
        return if crossed { PortSet::empty() } else { line.intersection(seen.service) };
    }
    seen.service.clone()
}
