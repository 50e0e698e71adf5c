//! Where a request starts, and where and as whom its reply does.

use std::net::IpAddr;

use super::block::Block;
use super::flow::{Entry, Flow, Source, Wanted};
use super::gaps::Gap;
use super::platform::{MULTICAST, PlatformAddress};
use super::step::Fact;
use super::walker::{At, End, Entered, Walker};
use crate::graph::Ix;
use crate::model::{Call, Kind, Resource, RouteState, RouteTarget};

/// The first place of a request.
pub(super) fn begin(walker: &mut Walker<'_, '_>, flow: &Flow) -> At {
    match flow.source {
        Source::Interface(ix, _) => At::Leave(ix),
        Source::Host(subnet, address) => walker.from_host(subnet, address),
        Source::Outside(Entry::Internet, _) => walker.from_internet(),
        Source::Outside(Entry::VpnGateway(gateway), _) => {
            let vpc = walker.vpc_of_gateway(gateway);
            vpc.map_or(At::End(End::Stopped), |vpc| At::EnterVpn { gateway, vpc })
        }
        Source::Outside(Entry::TransitAttachment(attachment), _) => At::Transit { attachment, from: None },
        Source::Outside(Entry::Function(function), _) => walker.from_function(function),
        Source::Outside(Entry::Edge(vpc), _) => walker.enter_by_edge(vpc),
        Source::Outside(Entry::CoreAttachment(attachment), _) => At::EnterCore { attachment },
        Source::Outside(Entry::Nowhere, address) => {
            walker.pass(Resource::on_premises(), Fact::Enters(address), None);
            let vpc = walker.vpc_of_wanted();
            let unread = vpc.and_then(|vpc| walker.unread_core_network(vpc));
            if let Some(core) = unread {
                let gap = Gap::MissingDocument { call: Call::CoreAttachments, about: core.clone() };
                return walker.lost(core, gap, None);
            }
            if let Some((gateway, gap)) = walker.unread_gateway(vpc) {
                return walker.lost(gateway, gap, None);
            }
            walker.stop(Resource::on_premises(), Block::NoConnection, None)
        }
        Source::Outside(Entry::Endpoint(_), _) => At::End(End::Stopped),
    }
}

pub(super) fn back_source(end: End, address: IpAddr) -> Source {
    match end {
        End::Interface(ix) => Source::Interface(ix, address),
        End::Host(subnet) => Source::Host(subnet, address),
        End::Internet { .. } | End::Lattice { .. } | End::Platform | End::Stopped => {
            Source::Outside(Entry::Internet, address)
        }
        End::VpnGateway { gateway, .. } => Source::Outside(Entry::VpnGateway(gateway), address),
        End::Edge(vpc) => Source::Outside(Entry::Edge(vpc), address),
        End::CoreAttachment(ix) => Source::Outside(Entry::CoreAttachment(ix), address),
        End::TransitAttachment(ix) => Source::Outside(Entry::TransitAttachment(ix), address),
        End::Service { endpoint, .. } => Source::Outside(Entry::Endpoint(endpoint), address),
    }
}

pub(super) const fn back_wanted(flow: &Flow) -> Wanted {
    match flow.source {
        Source::Interface(ix, _) => Wanted::Interface(ix),
        Source::Host(subnet, _) => Wanted::Host(subnet),
        Source::Outside(..) => Wanted::Anywhere,
    }
}

impl Walker<'_, '_> {
    /// A packet from the internet: to the VPC that the public address belongs to (rule S-66).
    pub(super) fn from_internet(&mut self) -> At {
        let world = self.world;
        self.pass(Resource::internet(), Fact::Enters(self.source), None);
        let owner = match self.destination {
            IpAddr::V4(v4) => world.topology.public_owner(v4).map(|(vpc, ..)| vpc),
            IpAddr::V6(_) => world.topology.owners_anywhere(self.destination).first().map(|(vpc, _)| *vpc),
        };
        let owner = owner.or_else(|| self.pool_route(self.destination).map(|pool| pool.vpc));
        let vpc = owner.or_else(|| self.vpc_of_wanted());
        let Some(vpc) = vpc else {
            return self.stop(Resource::internet(), Block::NoSuchHost { address: self.destination }, None);
        };
        let gateway = self.door_to(vpc);
        if owner.is_none() {
            // No public address, so no gateway will bring it in, whichever there is.
            let attached =
                world.network.internet_gateways.at(gateway as usize).map(|gateway| gateway.id.resource());
            let here = attached.unwrap_or_else(Resource::internet);
            let known_as = match self.destination {
                IpAddr::V4(v4) => world.topology.public_of(vpc, v4),
                IpAddr::V6(_) => None,
            };
            let block = Block::NoPublicDestination { address: self.destination, known_as };
            return self.stop(here, block, None);
        }
        At::EnterInternet { gateway, vpc }
    }

    /// A gateway to on-premises that a route of the VPC names, or of any VPC, and that the input does not hold.
    fn unread_gateway(&self, vpc: Option<Ix>) -> Option<(Resource, Gap)> {
        let network = self.world.network;
        let own = vpc.and_then(|vpc| network.vpcs.at(vpc as usize)).map(|vpc| &vpc.id);
        let tables = network.route_tables.iter().filter(|table| own.is_none_or(|own| table.vpc == *own));
        let active = tables.flat_map(|table| table.routes.iter().map(move |route| (table, route)));
        active.filter(|(_, route)| route.state == RouteState::Active).find_map(|(table, route)| {
            let named_by = table.id.resource();
            if let RouteTarget::VpnGateway(id) = &route.target {
                let missing = id.resource();
                let gap =
                    Gap::MissingResource { missing: missing.clone(), named_by, call: Call::VpnGateways };
                return network.vpn_gateways.find(id).is_none().then_some((missing, gap));
            }
            let RouteTarget::TransitGateway(id) = &route.target else { return None };
            let call = Call::TransitAttachments;
            let gap = Gap::MissingDocument { call, about: id.resource() };
            (!network.has_read_any(call)).then_some((id.resource(), gap))
        })
    }

    fn vpc_of_wanted(&self) -> Option<Ix> {
        let world = self.world;
        let subnet = match self.wanted {
            Wanted::Interface(ix) => {
                let found = self.interface(ix)?;
                return world.topology.vpc(world.network, &found.vpc);
            }
            Wanted::Host(subnet) => subnet,
            Wanted::Anywhere | Wanted::OnPremises => {
                return world.topology.owners_anywhere(self.destination).first().map(|(vpc, _)| *vpc);
            }
        };
        world.topology.vpc_of(world.network, subnet).map(|(vpc, _)| vpc)
    }

    /// A hypothetical host in a subnet: no group, nothing known but the subnet.
    fn from_host(&mut self, subnet: Ix, address: IpAddr) -> At {
        let world = self.world;
        let Some(found) = world.network.subnets.at(subnet as usize) else { return At::End(End::Stopped) };
        self.pass(found.id.resource(), Fact::Starts(address), None);
        let vpc = world.topology.vpc_of(world.network, subnet).map(|(vpc, _)| vpc);
        if let Some(vpc) = vpc
            && let Some(platform) = self.platform_address(vpc)
            && platform != PlatformAddress::Lattice
        {
            return self.to_platform(platform, None, vpc);
        }
        if world.focus.is_in_any(&MULTICAST, self.destination) {
            return self.multicast(vpc, found.id.resource());
        }
        if let Some(vpc) = vpc
            && let Some(owner) = world.topology.owner_in(vpc, self.destination)
            && self.subnet_of_owner(owner) == Some(subnet)
        {
            return At::Deliver { vpc, from: Some(subnet) };
        }
        At::Route(subnet)
    }

    /// The VPC a virtual private gateway is attached to, or was.
    fn vpc_of_gateway(&self, gateway: Ix) -> Option<Ix> {
        let world = self.world;
        let found = world.network.vpn_gateways.at(gateway as usize)?;
        let id = found.vpcs.first().or_else(|| found.broken.first().map(|(vpc, _)| vpc))?;
        world.topology.vpc(world.network, id)
    }

    /// The first step of a reply from outside the model.
    pub(super) fn begin_outside(&mut self, end: End) {
        let from = match end {
            End::VpnGateway { .. } | End::TransitAttachment(_) | End::CoreAttachment(_) | End::Edge(_) => {
                Resource::on_premises()
            }
            End::Service { endpoint, .. } => {
                let endpoint = self.world.network.endpoints.at(endpoint as usize);
                let service = endpoint.map_or("aws", |endpoint| &*endpoint.service);
                self.pass(Resource::new(Kind::AwsService, service), Fact::Enters(self.source), None);
                if let Some(endpoint) = endpoint {
                    self.pass(endpoint.id.resource(), Fact::Forwards, None);
                }
                self.entered = super::walker::Entered::Service;
                return;
            }
            End::Lattice { .. } => {
                self.entered = Entered::Service;
                super::lattice::lattice()
            }
            End::Internet { .. } | End::Interface(_) | End::Host(_) | End::Platform | End::Stopped => {
                Resource::internet()
            }
        };
        self.pass(from, Fact::Enters(self.source), None);
    }
}
