//! Addresses that the platform itself answers, past every filter (rules S-10, S-11).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::IpNet;

use super::block::Block;
use super::gaps::{Assumption, Gap};
use super::step::{Fact, Line};
use super::walker::{At, End, Walker};
use crate::graph::Ix;
use crate::model::{Interface, Resource, Vpc};
use crate::space::Family;
use crate::space::addresses::{from_number, to_number};

/// A platform address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PlatformAddress {
    /// The VPC's resolver: +2 of the primary block, or its link-local name.
    Resolver,
    /// Instance metadata.
    Metadata,
    /// Time sync, ECS task metadata, Windows activation.
    Service,
    /// VPC Lattice's link-local range, which has a way of its own (rule S-115).
    Lattice,
    /// Any other link-local address: nobody answers.
    Nobody,
}

impl PlatformAddress {
    /// What an address is to an interface of this VPC; `None` for ordinary addresses.
    pub(super) fn in_vpc(vpc: &Vpc, address: IpAddr) -> Option<Self> {
        let resolver = vpc.primary.map(|block| to_number(block.network()) + 2);
        if Family::of(address) == Family::V4
            && resolver.map(|number| from_number(Family::V4, number)) == Some(address)
        {
            return Some(PlatformAddress::Resolver);
        }
        match address {
            IpAddr::V4(v4) if v4.is_link_local() => Some(link_local_v4(v4)),
            IpAddr::V6(v6) => amazon_v6(v6),
            IpAddr::V4(_) => None,
        }
    }
}

/// The link-local addresses that something answers.
const SPECIAL: [Ipv4Addr; 6] = [
    Ipv4Addr::new(169, 254, 169, 253),
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(169, 254, 169, 123),
    Ipv4Addr::new(169, 254, 169, 250),
    Ipv4Addr::new(169, 254, 169, 251),
    Ipv4Addr::new(169, 254, 170, 2),
];

/// Ranges that are never routed (rule S-11), VPC Lattice's own (rule S-115) among them.
static LINK_LOCAL: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    let known = ["169.254.0.0/16", "169.254.171.0/24", "fd00:ec2::/32"];
    known.iter().filter_map(|network| network.parse().ok()).collect()
});

const fn link_local_v4(address: Ipv4Addr) -> PlatformAddress {
    match address.octets() {
        [169, 254, 169, 253] => PlatformAddress::Resolver,
        [169, 254, 169, 254] => PlatformAddress::Metadata,
        [169, 254, 169, 123 | 250 | 251] | [169, 254, 170, 2] => PlatformAddress::Service,
        [169, 254, 171, _] => PlatformAddress::Lattice,
        _ => PlatformAddress::Nobody,
    }
}

const fn amazon_v6(address: Ipv6Addr) -> Option<PlatformAddress> {
    match address.segments() {
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x253] => Some(PlatformAddress::Resolver),
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] => Some(PlatformAddress::Metadata),
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x123] => Some(PlatformAddress::Service),
        [0xfd00, 0xec2, ..] => Some(PlatformAddress::Nobody),
        _ => None,
    }
}

/// A VPC carries no multicast by itself (rule S-10).
pub(super) static MULTICAST: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    let known = ["224.0.0.0/4", "ff00::/8"];
    known.iter().filter_map(|network| network.parse().ok()).collect()
});

impl Walker<'_, '_> {
    /// Multicast: only a transit gateway's multicast domain carries it, and none is read.
    pub(super) fn multicast(&mut self, vpc: Option<Ix>, here: Resource) -> At {
        let network = self.world.network;
        let attached = vpc.map(|vpc| self.world.topology.transit_attachments_of(vpc)).unwrap_or_default();
        let gateways = attached.iter().filter_map(|ix| network.transit_attachments.at(*ix as usize));
        let mut carrying = gateways.filter_map(|one| network.transit_gateways.find(&one.gateway));
        match carrying.find(|gateway| gateway.multicast) {
            Some(gateway) => {
                let resource = gateway.id.resource();
                let gap = Gap::NotModelled { what: "transit gateway multicast", resource: resource.clone() };
                self.lost(resource, gap, None)
            }
            None => self.stop(here, Block::NoSuchHost { address: self.destination }, None),
        }
    }

    /// What the destination is to this VPC's platform.
    pub(super) fn platform_address(&self, vpc: Ix) -> Option<PlatformAddress> {
        let found = self.world.network.vpcs.at(vpc as usize)?;
        let special = found
            .primary
            .map(|block| from_number(Family::of_network(&block), to_number(block.network()) + 2));
        for address in special.into_iter().chain(SPECIAL.iter().copied().map(IpAddr::V4)) {
            self.world.focus.equals(self.destination, address);
        }
        self.world.focus.is_in_any(&LINK_LOCAL, self.destination);
        PlatformAddress::in_vpc(found, self.destination)
    }

    /// The platform answers; neither groups nor network ACLs see it.
    pub(super) fn to_platform(
        &mut self,
        platform: PlatformAddress,
        interface: Option<&Interface>,
        vpc: Ix,
    ) -> At {
        let network = self.world.network;
        let here = network.vpcs.at(vpc as usize).map_or_else(Resource::internet, |vpc| vpc.id.resource());
        match platform {
            PlatformAddress::Metadata => {
                let instance = interface.and_then(Interface::instance);
                let instance = instance.and_then(|id| network.instances.find(id));
                let is_off_v6 = self.destination.is_ipv6()
                    && instance.is_some_and(|instance| instance.metadata_ipv6 == Some(false));
                if let Some(instance) = instance
                    && (is_off_v6 || instance.metadata_enabled == Some(false))
                {
                    let field = if is_off_v6 { "HttpProtocolIpv6" } else { "HttpEndpoint" };
                    let line = Line::Field {
                        resource: instance.id.resource(),
                        text: format!("MetadataOptions.{field}: disabled").into(),
                        place: instance.place.inside(&format!("/MetadataOptions/{field}")),
                    };
                    return self.stop(instance.id.resource(), Block::MetadataOff, Some(line));
                }
            }
            PlatformAddress::Lattice | PlatformAddress::Nobody => {
                return self.stop(here, Block::NoSuchHost { address: self.destination }, None);
            }
            PlatformAddress::Resolver => {
                match network.vpcs.at(vpc as usize).and_then(|vpc| vpc.dns.support) {
                    Some(true) => {}
                    Some(false) => return self.stop(here, Block::ResolverOff, None),
                    None => self.assume(here.clone(), Assumption::ResolverAnswers(here.clone())),
                }
            }
            PlatformAddress::Service => {}
        }
        self.pass(here, Fact::Platform(self.destination), None);
        At::End(End::Platform)
    }
}
