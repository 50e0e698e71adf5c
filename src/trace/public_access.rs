//! VPC Block Public Access at internet and egress-only gateways (rule S-128).

use std::net::IpAddr;

use super::block::Block;
use super::gaps::{Assumption, Gap};
use super::step::Line;
use super::walker::Walker;
use crate::graph::{Ix, Owner};
use crate::model::{BlockMode, Call, Kind, Resource, SubnetId};

/// How a flow uses a gateway.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Use {
    /// Into the VPC.
    In,
    /// Out by an internet gateway.
    Out,
    /// Out by an egress-only gateway.
    OutEgressOnly,
}

impl Walker<'_, '_> {
    /// Denies a flow that Block Public Access keeps from a gateway: a request, and a reply by a gateway that the request
    /// did not use. The subnet that counts is that of the
    /// interface whose address uses the gateway: a NAT gateway's, a load balancer's, an appliance's.
    pub(super) fn pass_public_access(&mut self, how: Use, vpc: Ix, inside: IpAddr, here: &Resource) {
        let network = self.world.network;
        let Some(found) = network.vpcs.at(vpc as usize) else { return };
        if self.is_reply() && self.memory.doors.contains(here) {
            return;
        }
        self.memory.doors.insert(here.clone());
        let owner = self.world.topology.owner_in(vpc, inside);
        let public = match (owner, inside) {
            // A regional NAT gateway has only its public address, and no subnet.
            (None, IpAddr::V4(v4)) => self.world.topology.public_owner(v4).map(|(_, owner, _)| owner),
            _ => owner,
        };
        let is_nat = matches!(public, Some(Owner::Nat(_)));
        let subnet = match public {
            Some(owner) => self.subnet_of_owner(owner),
            None => self.subnet_containing(vpc, inside),
        };
        let subnet = subnet.and_then(|subnet| network.subnets.at(subnet as usize));
        // Where subnets were not read an interface still says which one it is in.
        let of_interface = match public {
            Some(Owner::Interface(ix)) => self.interface(ix).map(|interface| &interface.subnet),
            Some(Owner::Nat(_)) | None => None,
        };
        let id = subnet.map(|subnet| &subnet.id).or(of_interface);
        let Some(effective) = network.block_public_access.effective(found, id) else {
            if !self.has_read(Call::BlockPublicAccessOptions, vpc) {
                self.assume(here.clone(), Assumption::PublicAccessAllowed(found.id.resource()));
            }
            return;
        };
        let passes = match effective.mode {
            BlockMode::Off => true,
            BlockMode::Ingress => how == Use::OutEgressOnly || (how == Use::Out && is_nat),
            BlockMode::Bidirectional | BlockMode::Unknown => false,
        };
        if passes {
            return;
        }
        let of = id.map_or_else(|| found.id.resource(), SubnetId::resource);
        let by = effective.by.clone();
        let line = Line::Field { resource: effective.by, text: effective.text, place: effective.place };
        if effective.mode == BlockMode::Unknown {
            return self.unclear(here.clone(), Gap::UnclearLine { resource: by }, Some(line));
        }
        let call = Call::BlockPublicAccessExclusions;
        if by.kind == Kind::Account && !self.has_read(call, vpc) {
            // The subnet or the VPC may be left out of the block.
            return self.unclear(here.clone(), Gap::MissingDocument { call, about: of }, Some(line));
        }
        let block = Block::PublicAccess { mode: effective.mode, of };
        self.deny(here.clone(), block, Some(line));
    }
}
