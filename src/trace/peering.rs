//! VPC peering (rules S-79 to S-86).

use std::net::IpAddr;

use ipnet::IpNet;

use super::block::{Block, NotInPeer, Stateful};
use super::flow::Wanted;
use super::gaps::Gap;
use super::reply::{Rewrite, Translator};
use super::routes::world_position;
use super::step::{Fact, Line};
use super::walker::{At, Entered, Identity, Walker};
use crate::graph::Ix;
use crate::model::{Call, Destination, PeeringId, PeeringSide, Resource, RouteTarget, VpcId, Way};

impl Walker<'_, '_> {
    /// Over a peering connection: delivered by the other VPC's local semantics (rule S-80).
    pub(super) fn over_peering(&mut self, id: &PeeringId, vpc: Ix, line: &Line) -> At {
        let network = self.world.network;
        let here = id.resource();
        let Some(ix) = world_position(&network.peerings, id) else {
            let named_by = self.last_table();
            let gap =
                Gap::MissingResource { missing: here.clone(), named_by, call: Call::PeeringConnections };
            return self.lost(here, gap, Some(line.clone()));
        };
        let (Some(peering), Some(own)) = (network.peerings.at(ix as usize), network.vpcs.at(vpc as usize))
        else {
            return At::End(super::walker::End::Stopped);
        };
        let Some((near, far)) = peering.seen_from(&own.id) else {
            return self.stop(here, Block::NotAttached { state: "".into() }, Some(line.clone()));
        };
        if &*peering.status != "active" {
            let line = Line::Field {
                resource: here.clone(),
                text: format!("Status.Code: {}", peering.status).into(),
                place: peering.place.inside("/Status/Code"),
            };
            let block = Block::PeeringState { status: peering.status.clone() };
            return self.stop(here, block, Some(line));
        }
        // A network load balancer may send on with its client's address.
        if !self.keeps_client && !self.is_in(&near.vpc, near, self.source) {
            // Only addresses of this VPC may start over it: no transit, no edge to edge (rule S-83).
            let block = Block::ForeignSource { address: self.source };
            return self.stop(here, block, Some(line.clone()));
        }
        if !self.is_in(&far.vpc, far, self.destination) {
            let why = self.why_not_in(&far.vpc);
            let block = Block::NotInPeer { address: self.destination, why };
            return self.stop(here, block, Some(line.clone()));
        }
        if let Some(asker) = self.asker_elsewhere(&far.vpc) {
            // Replies follow plain longest prefix match; nobody checks the way back (rule S-82).
            let block = Block::Asymmetric(Stateful { expected: asker, got: here.clone() });
            return self.stop(here, block, Some(line.clone()));
        }
        if !self.is_reply() {
            // Straight from a NAT gateway: its reply will need no route (rule S-74).
            let nat = match (self.memory.rewrites.last(), &self.identity) {
                (Some(Rewrite { by: Translator::Gateway(nat), .. }), _) => Some(*nat),
                (None, Identity::Interface(sender)) => self.nat_of(*sender),
                (Some(_), _) | (None, Identity::Lost(..) | Identity::Outside) => None,
            };
            if let Some(nat) = nat {
                self.memory.nat_over_peering = Some((nat, ix));
            }
        }
        self.pass(here.clone(), Fact::Forwards, None);
        let Some(peer_vpc) = world_position(&network.vpcs, &far.vpc) else {
            let gap = Gap::MissingResource {
                missing: far.vpc.resource(),
                named_by: here.clone(),
                call: Call::Vpcs,
            };
            return self.lost(far.vpc.resource(), gap, None);
        };
        self.entered = Entered::Peering(ix);
        At::Deliver { vpc: peer_vpc, from: None }
    }

    /// The interface that waits for this reply, when it is not in the VPC that the reply is about to enter.
    fn asker_elsewhere(&self, far: &VpcId) -> Option<Resource> {
        let Wanted::Interface(ix) = self.wanted else { return None };
        if !self.is_reply() || !self.memory.rewrites.is_empty() {
            return None;
        }
        self.interface(ix).filter(|interface| interface.vpc != *far).map(|interface| interface.id.resource())
    }

    /// The blocks of one side: the VPC's own where it is in the input, else as the connection prints them.
    fn is_in(&self, vpc: &VpcId, side: &PeeringSide, address: IpAddr) -> bool {
        let known = self.world.network.vpcs.find(vpc).filter(|vpc| !vpc.is_stub && !vpc.blocks.is_empty());
        let blocks: &[IpNet] = known.map_or(&side.blocks, |vpc| &vpc.blocks);
        blocks.iter().filter(|block| self.world.focus.contains(block, address)).count() > 0
    }

    /// What people expected of an address that is not in the peer (rule S-83).
    fn why_not_in(&self, peer: &VpcId) -> NotInPeer {
        let network = self.world.network;
        let tables = network.route_tables.iter().filter(|table| table.vpc == *peer);
        let routes = tables.flat_map(|table| &table.routes).filter(|route| match &route.destination {
            Destination::Block(block) => block.contains(&self.destination),
            Destination::PrefixList(list) => network
                .prefix_lists
                .find(list)
                .and_then(|list| list.entries.as_ref())
                .is_some_and(|entries| entries.iter().any(|entry| entry.contains(&self.destination))),
        });
        let mut why = NotInPeer::Elsewhere;
        for route in routes {
            match &route.target {
                RouteTarget::Peering(_) => return NotInPeer::BehindPeering,
                RouteTarget::InternetGateway(_)
                | RouteTarget::NatGateway(_)
                | RouteTarget::Interface(_)
                | RouteTarget::Instance(_)
                | RouteTarget::EgressOnlyGateway(_)
                | RouteTarget::VpnGateway(_)
                | RouteTarget::TransitGateway(_)
                | RouteTarget::CoreNetwork(_)
                | RouteTarget::CarrierGateway(_)
                | RouteTarget::LocalGateway(_)
                | RouteTarget::OracleNetwork(_)
                | RouteTarget::Endpoint(_) => why = NotInPeer::BehindGateway,
                RouteTarget::Local | RouteTarget::Unmodelled { .. } | RouteTarget::None => {}
            }
        }
        why
    }

    /// Group references work over an active peering connection inside one Region (rule S-43).
    pub(super) fn peering_keeps_groups(&self, ix: Ix, way: Way) -> Result<(), Block> {
        self.inter_region(ix).map_or(Ok(()), |by| Err(Block::GroupReferenceUnsupported { by, way }))
    }

    /// A peering connection whose sides are known to be in two Regions.
    pub(super) fn inter_region(&self, ix: Ix) -> Option<Resource> {
        let peering = self.world.network.peerings.at(ix as usize)?;
        let (one, two) = (&peering.requester.region, &peering.accepter.region);
        (!one.is_empty() && !two.is_empty() && one != two).then(|| peering.id.resource())
    }
}
