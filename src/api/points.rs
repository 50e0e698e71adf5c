//! Ends -> the addresses a walk starts from and is asked for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::ask::Question;
use super::ends::{Ends, Member};
use super::meant::meant;
use crate::graph::Ix;
use crate::model::Order as _;
use crate::model::{AttachedTo, Call, CoreAttached, RouteState, RouteTarget, TransitGatewayId};
use crate::space::addresses::{from_number, to_number};
use crate::space::{AddressSet, Family, RangeSet, address_range};
use crate::trace::{Entry, Source, Wanted};

impl Question {
    /// What the source member sends from.
    pub(super) fn sources(&self, ends: &Ends<'_>, from: &Member, to: &Member, family: Family) -> Vec<Point> {
        // Towards many addresses outside, any one of a function's stands for all.
        if let Member::Function(ix) = from
            && matches!(
                to,
                Member::Internet(_) | Member::OnPremises(_) | Member::Block(..) | Member::Service(..)
            )
        {
            let all = Outside { shown: AddressSet::internet(family), has_holes: false };
            let any = all.pick(ends, &all.shown.numbers);
            return any
                .map(|a| Point::Source(Source::Outside(Entry::Function(*ix), a)))
                .into_iter()
                .collect();
        }
        match from {
            Member::Interfaces { interfaces, .. } => {
                let mut found = Vec::new();
                for &ix in interfaces {
                    let addresses = self.source_addresses(ends, ix, family);
                    found.extend(addresses.into_iter().map(|a| Point::Source(Source::Interface(ix, a))));
                }
                found
            }
            Member::Nat(ix) => {
                let nat = ends.network.nat_gateways.at(*ix as usize);
                let own = nat
                    .into_iter()
                    .flat_map(|nat| &nat.addresses)
                    .find_map(|address| address.interface.as_ref());
                let position = own
                    .and_then(|id| ends.network.interfaces.position(id))
                    .and_then(|at| Ix::try_from(at).ok());
                let source = position.and_then(|ix| {
                    let address = self.source_addresses(ends, ix, family).first().copied()?;
                    Some(Point::Source(Source::Interface(ix, address)))
                });
                source.into_iter().collect()
            }
            Member::Host(subnet, address) if Family::of(*address) == family => {
                vec![Point::Source(Source::Host(*subnet, *address))]
            }
            Member::Internet(_) | Member::OnPremises(_) | Member::Service(..) | Member::Function(_) => {
                let set = outside_set(ends, from, family);
                match set.one_address(ends) {
                    Some(address) => {
                        self.outside_sources(ends, from, to, address).into_iter().map(Point::Source).collect()
                    }
                    None => vec![Point::Set(set)],
                }
            }
            Member::Host(..) | Member::Address(_) | Member::Block(..) | Member::Unseen(_) => Vec::new(),
        }
    }

    /// The addresses that an interface sends from: the one asked for, those of the block that named it, or its first.
    fn source_addresses(&self, ends: &Ends<'_>, ix: Ix, family: Family) -> Vec<IpAddr> {
        let Some(interface) = ends.network.interfaces.at(ix as usize) else { return Vec::new() };
        if let Some(asked) = self.from_ip {
            // A public address is sent from as the private one behind it.
            let private = interface.addresses.iter().find(|a| a.public.map(IpAddr::V4) == Some(asked));
            let address = private.map_or(asked, |address| IpAddr::V4(address.private));
            let is_own = interface.owns(address) && Family::of(address) == family;
            return is_own.then_some(address).into_iter().collect();
        }
        meant(interface, self.within.0, family)
    }

    /// Where a host outside may enter towards the destination.
    pub(super) fn outside_sources(
        &self,
        ends: &Ends<'_>,
        from: &Member,
        to: &Member,
        address: IpAddr,
    ) -> Vec<Source> {
        if let Member::Function(ix) = from {
            return vec![Source::Outside(Entry::Function(*ix), address)];
        }
        if !matches!(from, Member::OnPremises(_)) {
            return vec![Source::Outside(Entry::Internet, address)];
        }
        let vpcs = self.vpcs_of(ends, to);
        let mut entries: Vec<Entry> = Vec::new();
        for vpc in vpcs {
            entries.extend(ends.topology.vpn_gateways_of(vpc).into_iter().map(Entry::VpnGateway));
            let gateways = transit_gateways_of(ends, vpc);
            let outside = (0..)
                .zip(&ends.network.transit_attachments)
                .filter(|(_, other)| other.to.leads_out() && gateways.contains(&&other.gateway));
            entries.extend(outside.map(|(ix, _)| Entry::TransitAttachment(ix)));
        }
        entries.extend(self.core_entries(ends, to));
        if !entries.is_empty() && self.vpcs_of(ends, to).into_iter().any(|vpc| names_unread(ends, vpc)) {
            // What comes in by a gateway that was not read is not known.
            entries.push(Entry::Nowhere);
        }
        let has_local_gateway = |vpc: &Ix| {
            let own = ends.network.vpcs.at(*vpc as usize).map(|vpc| &vpc.id);
            let tables = ends.network.route_tables.iter().filter(|table| Some(&table.vpc) == own);
            let mut routes = tables.flat_map(|table| &table.routes);
            routes.any(|route| {
                route.state == RouteState::Active && matches!(route.target, RouteTarget::LocalGateway(_))
            })
        };
        entries.extend(self.vpcs_of(ends, to).into_iter().filter(has_local_gateway).map(Entry::Edge));
        if entries.is_empty() {
            // Towards no VPC of the model: whatever gateway there is takes the packet in, and shows where it ends.
            let attached =
                (0..).zip(&ends.network.vpn_gateways).filter(|(_, gateway)| !gateway.vpcs.is_empty());
            let is_address = matches!(
                to,
                Member::Address(_) | Member::Block(..) | Member::Internet(_) | Member::Service(..)
            );
            entries.extend(attached.filter(|_| is_address).map(|(ix, _)| Entry::VpnGateway(ix)));
        }
        entries.order();
        entries.dedup();
        if entries.is_empty() {
            entries.push(Entry::Nowhere);
        }
        entries.into_iter().map(|entry| Source::Outside(entry, address)).collect()
    }

    /// Attachments by which networks outside reach a core network that the destination's VPC hangs on.
    fn core_entries(&self, ends: &Ends<'_>, to: &Member) -> Vec<Entry> {
        let all = &ends.network.core_attachments;
        let vpcs = self.vpcs_of(ends, to);
        let ids: Vec<_> = vpcs.iter().filter_map(|vpc| ends.network.vpcs.at(*vpc as usize)).collect();
        let is_own = |to: &CoreAttached| ids.iter().any(|vpc| *to == CoreAttached::Vpc(vpc.id.clone()));
        let cores: Vec<_> = all.iter().filter(|one| is_own(&one.to)).map(|one| &one.core).collect();
        let outside = (0..).zip(all).filter(|(_, one)| {
            cores.contains(&&one.core) && matches!(one.to, CoreAttached::Vpn(_) | CoreAttached::Outside)
        });
        outside.map(|(ix, _)| Entry::CoreAttachment(ix)).collect()
    }

    pub(super) fn vpcs_of(&self, ends: &Ends<'_>, to: &Member) -> Vec<Ix> {
        let mut vpcs: Vec<Ix> = match to {
            Member::Interfaces { interfaces, .. } => {
                // Where subnets were not read an interface still says which VPC it is in.
                let found = interfaces.iter().filter_map(|&ix| ends.network.interfaces.at(ix as usize));
                found.filter_map(|interface| ends.topology.vpc(ends.network, &interface.vpc)).collect()
            }
            Member::Host(subnet, _) => {
                ends.topology.vpc_of(ends.network, *subnet).map(|(vpc, _)| vpc).into_iter().collect()
            }
            Member::Nat(ix) => {
                let nat = ends.network.nat_gateways.at(*ix as usize);
                nat.and_then(|nat| ends.topology.vpc(ends.network, &nat.vpc)).into_iter().collect()
            }
            Member::Address(address) => {
                let by_block = (0..)
                    .zip(&ends.network.vpcs)
                    .filter(|(_, vpc)| vpc.blocks.iter().any(|b| b.contains(address)));
                by_block.map(|(ix, _)| ix).collect()
            }
            Member::Internet(_)
            | Member::OnPremises(_)
            | Member::Block(..)
            | Member::Service(..)
            | Member::Function(_)
            | Member::Unseen(_) => Vec::new(),
        };
        vpcs.order();
        vpcs.dedup();
        vpcs
    }

    /// What the destination member is asked for at.
    pub(super) fn targets(&self, ends: &Ends<'_>, from: &Member, to: &Member, family: Family) -> Vec<Point> {
        let from_internet = matches!(from, Member::Internet(_) | Member::Function(_));
        match to {
            Member::Interfaces { interfaces, .. } => {
                let mut found = Vec::new();
                for &ix in interfaces {
                    let addresses = self.target_addresses(ends, ix, from_internet, family);
                    found.extend(addresses.into_iter().map(|a| Point::Target(a, Wanted::Interface(ix))));
                }
                found
            }
            Member::Nat(ix) => {
                let nat = ends.network.nat_gateways.at(*ix as usize);
                let address = nat.into_iter().flat_map(|nat| &nat.addresses).find_map(|address| {
                    let asked = self.to_ip.filter(|ip| {
                        address.public.map(IpAddr::V4) == Some(*ip)
                            || address.private.map(IpAddr::V4) == Some(*ip)
                    });
                    let public = address.public.map(IpAddr::V4).filter(|_| from_internet);
                    asked.or(public).or(address.private.or(address.public).map(IpAddr::V4))
                });
                address
                    .filter(|a| Family::of(*a) == family)
                    .map(|a| Point::Target(a, Wanted::Anywhere))
                    .into_iter()
                    .collect()
            }
            Member::Host(subnet, address) if Family::of(*address) == family => {
                vec![Point::Target(*address, Wanted::Host(*subnet))]
            }
            Member::Address(address) if Family::of(*address) == family => {
                vec![Point::Target(*address, Wanted::Anywhere)]
            }
            Member::Internet(_) | Member::OnPremises(_) | Member::Block(..) | Member::Service(..) => {
                let wanted =
                    if matches!(to, Member::OnPremises(_)) { Wanted::OnPremises } else { Wanted::Anywhere };
                let set = outside_set(ends, to, family);
                match set.one_address(ends) {
                    Some(address) => vec![Point::Target(address, wanted)],
                    None => vec![Point::TargetSet(set)],
                }
            }
            Member::Host(..) | Member::Address(_) | Member::Function(_) | Member::Unseen(_) => Vec::new(),
        }
    }

    fn target_addresses(&self, ends: &Ends<'_>, ix: Ix, from_internet: bool, family: Family) -> Vec<IpAddr> {
        let Some(interface) = ends.network.interfaces.at(ix as usize) else { return Vec::new() };
        if let Some(asked) = self.to_ip {
            return (Family::of(asked) == family).then_some(asked).into_iter().collect();
        }
        if family == Family::V4 && from_internet {
            let public: Vec<IpAddr> =
                interface.addresses.iter().filter_map(|a| a.public).map(IpAddr::V4).collect();
            if !public.is_empty() {
                return public;
            }
        }
        meant(interface, self.within.1, family)
    }
}

/// Whether a route of a VPC leads to a virtual private gateway, and none was read.
fn names_unread(ends: &Ends<'_>, vpc: Ix) -> bool {
    let Some(vpc) = ends.network.vpcs.at(vpc as usize) else { return false };
    if ends.network.has_read(Call::VpnGateways, &vpc.scope) {
        return false;
    }
    let tables = ends.network.route_tables.iter().filter(|table| table.vpc == vpc.id);
    let mut routes = tables.flat_map(|table| &table.routes);
    routes
        .any(|route| route.state == RouteState::Active && matches!(route.target, RouteTarget::VpnGateway(_)))
}

/// A set of addresses outside the model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Outside {
    /// All of them, the public addresses of the model among them.
    pub shown: AddressSet,
    /// Whether those of the model are ends of their own, and not asked for here; they are many, and looked up one by one.
    has_holes: bool,
}

impl Outside {
    /// An address to stand for those of its numbers that are left: a documentation address where it is a member, since
    /// people know those.
    pub(super) fn pick(&self, ends: &Ends<'_>, left: &RangeSet<u128>) -> Option<IpAddr> {
        let known = known_to_people(self.shown.family);
        if left.contains(to_number(known)) && !self.is_hole(ends, known) {
            return Some(known);
        }
        self.asked(ends, left).next()
    }

    /// The members of a set of numbers that are asked for, ascending.
    fn asked<'s>(
        &'s self,
        ends: &'s Ends<'_>,
        numbers: &'s RangeSet<u128>,
    ) -> impl Iterator<Item = IpAddr> + 's {
        let all = numbers.ranges().flatten().map(|number| from_number(self.shown.family, number));
        all.filter(|address| !self.is_hole(ends, *address))
    }

    fn is_hole(&self, ends: &Ends<'_>, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(v4) => self.has_holes && ends.topology.public_owner(v4).is_some(),
            IpAddr::V6(_) => false,
        }
    }

    /// The only address asked for, where it is one.
    fn one_address(&self, ends: &Ends<'_>) -> Option<IpAddr> {
        let mut asked = self.asked(ends, &self.shown.numbers);
        let only = asked.next()?;
        asked.next().is_none().then_some(only)
    }
}

/// A source or a target, one address or many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Point {
    Source(Source),
    Target(IpAddr, Wanted),
    /// Outside sources as a set.
    Set(Outside),
    /// Outside targets as a set.
    TargetSet(Outside),
}

/// The members that are one address.
pub(super) fn single(all: &[Point]) -> Vec<Point> {
    all.iter().filter(|point| matches!(point, Point::Source(_) | Point::Target(..))).cloned().collect()
}

/// The member that is a set of outside addresses.
pub(super) fn outside(all: &[Point]) -> Option<&Outside> {
    all.iter().find_map(|point| match point {
        Point::Set(set) | Point::TargetSet(set) => Some(set),
        Point::Source(_) | Point::Target(..) => None,
    })
}

fn one_address(set: &AddressSet) -> Option<IpAddr> {
    let mut ranges = set.numbers.ranges();
    let only = ranges.next().filter(|range| range.start() == range.end())?;
    ranges.next().is_none().then(|| from_number(set.family, *only.start()))
}

/// A documentation address.
const fn known_to_people(family: Family) -> IpAddr {
    match family {
        Family::V4 => IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)),
        Family::V6 => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7)),
    }
}

/// The addresses of an outside member.
pub(super) fn outside_set(ends: &Ends<'_>, member: &Member, family: Family) -> Outside {
    let of = |blocks: &[IpNet]| AddressSet::of_networks(family, blocks);
    let shown = match member {
        Member::Internet(Some(blocks))
        | Member::OnPremises(Some(blocks))
        | Member::Block(_, blocks)
        | Member::Service(_, blocks) => of(blocks),
        Member::OnPremises(None) => ends.on_premises_blocks(family),
        Member::Internet(None) | Member::Function(_) => {
            let network = ends.network;
            let services = network.prefix_lists.iter().filter(|list| list.is_aws);
            let blocks: Vec<IpNet> =
                services.flat_map(|list| list.entries.iter().flatten()).copied().collect();
            // An IPv6 block that AWS gave to a VPC of the model is nobody else's on the internet.
            let own_blocks = network
                .vpcs
                .iter()
                .flat_map(|vpc| &vpc.blocks)
                .filter(|block| family == Family::V6 && Family::of_network(block) == Family::V6);
            let own = RangeSet::from_ranges(own_blocks.map(address_range));
            AddressSet::internet(family).without(&of(&blocks)).without(&AddressSet { family, numbers: own })
        }
        Member::Interfaces { .. }
        | Member::Nat(_)
        | Member::Host(..)
        | Member::Address(_)
        | Member::Unseen(_) => AddressSet::empty(family),
    };
    let has_holes = one_address(&shown).is_none();
    Outside { shown, has_holes }
}

/// Whether an end has addresses of a family, or the one asked for is of it.
pub(super) fn has_family(ends: &Ends<'_>, member: &Member, asked: Option<IpAddr>, family: Family) -> bool {
    if let Some(asked) = asked {
        return Family::of(asked) == family;
    }
    match member {
        Member::Interfaces { interfaces, .. } => interfaces.iter().any(|&ix| {
            let interface = ends.network.interfaces.at(ix as usize);
            interface.is_some_and(|i| i.own_addresses().any(|address| Family::of(address) == family))
        }),
        Member::Nat(_) => family == Family::V4,
        Member::Host(_, address) | Member::Address(address) => Family::of(*address) == family,
        Member::Internet(None) => true,
        Member::Function(_) => family == Family::V4,
        Member::OnPremises(None) => {
            family == Family::V4 || !ends.on_premises_blocks(family).numbers.is_empty()
        }
        Member::Internet(Some(blocks))
        | Member::OnPremises(Some(blocks))
        | Member::Block(_, blocks)
        | Member::Service(_, blocks) => blocks.iter().any(|block| Family::of_network(block) == family),
        Member::Unseen(_) => false,
    }
}

/// The transit gateways that a VPC hangs on, and those peered with them, over others, too.
fn transit_gateways_of<'n>(ends: &Ends<'n>, vpc: Ix) -> Vec<&'n TransitGatewayId> {
    let all = &ends.network.transit_attachments;
    let own = ends.topology.transit_attachments_of(vpc).into_iter();
    let mut found: Vec<&TransitGatewayId> =
        own.filter_map(|ix| all.at(ix as usize)).map(|attachment| &attachment.gateway).collect();
    let mut next = 0;
    while let Some(&gateway) = found.get(next) {
        for attachment in all {
            if let AttachedTo::Peering { gateway: Some(far), .. } = &attachment.to
                && attachment.gateway == *gateway
                && !found.contains(&far)
            {
                found.push(far);
            }
        }
        next += 1;
    }
    found
}
