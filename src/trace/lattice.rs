//! To a service of VPC Lattice, at a link-local address that needs no route (rule S-115).

use super::block::Block;
use super::filters::{self, Reference, Seen};
use super::gaps::{Assumption, Gap};
use super::step::{Fact, Line};
use super::walker::{At, End, Walker};
use crate::graph::Ix;
use crate::model::{Call, Interface, Kind, LatticeAssociation, PeerGroup, Resource, Way};

impl Walker<'_, '_> {
    /// From an interface: its own groups, the subnet's network ACL (question Q-5), the association's groups. What the
    /// service network then does is the provider's side.
    pub(super) fn to_lattice(&mut self, ix: Ix, subnet: Ix, vpc: Ix) -> At {
        let network = self.world.network;
        let (Some(interface), Some(found)) = (self.interface(ix), network.vpcs.at(vpc as usize)) else {
            return At::End(End::Stopped);
        };
        self.pass_groups(ix, Way::Egress);
        if let Some(subnet) = network.subnets.at(subnet as usize) {
            self.pass(subnet.id.resource(), Fact::InSubnet, None);
        }
        self.pass_acl(subnet, Way::Egress);
        let of_vpc = || network.lattice_associations.iter().filter(|one| one.vpc == found.id);
        let Some(association) = of_vpc().find(|one| is_active(one)).or_else(|| of_vpc().next()) else {
            let about = found.id.resource();
            let gap = Gap::MissingDocument { call: Call::LatticeAssociations, about: about.clone() };
            return self.lost(about, gap, None);
        };
        let here = association.id.resource();
        if !is_active(association) {
            let line = Line::Field {
                resource: here.clone(),
                text: format!("status: {}", association.status).into(),
                place: association.place.inside("/status"),
            };
            self.deny(here.clone(), Block::NotAttached { state: association.status.clone() }, Some(line));
        }
        self.pass_association(ix, interface, association);
        self.assume(here.clone(), Assumption::ProviderSide(here.clone()));
        self.pass(here.clone(), Fact::Forwards, None);
        self.memory.exit = Some(here);
        self.pass(lattice(), Fact::Leaves(self.destination), None);
        At::End(End::Lattice { vpc })
    }

    /// The groups of an association judge the VPC's clients; references to clients' groups hold there.
    fn pass_association(&mut self, ix: Ix, client: &Interface, association: &LatticeAssociation) {
        if association.groups.is_empty() {
            return;
        }
        let world = self.world;
        let judge = Interface { groups: association.groups.clone(), ..client.clone() };
        let live = self.leg.sure.union(&self.leg.maybe);
        let seen = Seen { peer: self.source, protocol: self.protocol, service: &live };
        let reference = |group: &PeerGroup| -> Reference { self.carries(ix, group, Ok(())) };
        let way = Way::Ingress;
        let filtered = filters::security_groups(world.network, world.focus, &judge, way, &seen, &reference);
        let (at, block) = filtered.by_groups(&association.groups, way, lattice);
        let denied = live.difference(&filtered.allowed).difference(&filtered.unknown);
        let blame = |_: &crate::space::PortSet| vec![(at.clone(), None)];
        self.narrow(&filtered, &denied, way, &block, &blame);
    }
}

fn is_active(association: &LatticeAssociation) -> bool {
    association.status.is_empty() || association.status.eq_ignore_ascii_case("active")
}

/// What lies behind a service network.
pub(super) fn lattice() -> Resource {
    Resource::new(Kind::AwsService, "VPC Lattice")
}
