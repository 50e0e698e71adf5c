//! Local gateways of Outposts and Oracle networks: networks outside that a route of a VPC names (rule S-37).

use super::block::Block;
use super::flow::Wanted;
use super::gaps::Assumption;
use super::step::{Fact, Line};
use super::walker::{At, End, Entered, Walker};
use crate::graph::Ix;
use crate::model::{LocalGatewayId, Resource, RouteState, RouteTarget};

impl Walker<'_, '_> {
    /// Leaves a VPC by an Outpost's local gateway.
    pub(super) fn leave_by_local_gateway(&mut self, id: &LocalGatewayId, vpc: Ix) -> At {
        self.check_local_gateway(id);
        self.leave_by_edge(id.resource(), vpc)
    }

    fn check_local_gateway(&mut self, id: &LocalGatewayId) {
        let Some(found) = self.world.network.local_gateways.find(id) else { return };
        if matches!(&*found.state, "" | "available") {
            return;
        }
        let at = id.resource();
        let text = format!("State: {}", found.state).into();
        let line = Line::Field { resource: at.clone(), text, place: found.place.inside("/State") };
        self.deny(at, Block::GatewayState { state: found.state.clone() }, Some(line));
    }

    /// Leaves a VPC towards a network outside, which is assumed to accept and to route back.
    pub(super) fn leave_by_edge(&mut self, here: Resource, vpc: Ix) -> At {
        if let Some(stopped) = self.left_elsewhere(&here) {
            return stopped;
        }
        if matches!(self.wanted, Wanted::Interface(_) | Wanted::Host(_)) {
            return self.stop(here, Block::WrongEnd { got: Resource::on_premises() }, None);
        }
        self.pass(here.clone(), Fact::Forwards, None);
        self.assume(here.clone(), Assumption::OnPremises(here.clone()));
        if !self.is_reply() {
            self.memory.exit = Some(here);
        }
        self.pass(Resource::on_premises(), Fact::Leaves(self.destination), None);
        At::End(End::Edge(vpc))
    }

    /// Comes into a VPC by the local gateway that its routes name.
    pub(super) fn enter_by_edge(&mut self, vpc: Ix) -> At {
        let network = self.world.network;
        self.pass(Resource::on_premises(), Fact::Enters(self.source), None);
        let own = network.vpcs.at(vpc as usize).map(|vpc| &vpc.id);
        let tables = network.route_tables.iter().filter(|table| Some(&table.vpc) == own);
        let active = tables.flat_map(|table| &table.routes).filter(|route| route.state == RouteState::Active);
        let mut named = active.filter_map(|route| {
            if let RouteTarget::LocalGateway(id) = &route.target { Some(id) } else { None }
        });
        let Some(id) = named.next() else {
            return self.stop(Resource::on_premises(), Block::NoConnection, None);
        };
        let here = id.resource();
        self.check_local_gateway(id);
        self.memory.entry = Some(here.clone());
        self.assume(here.clone(), Assumption::OnPremises(here.clone()));
        self.pass(here, Fact::Forwards, None);
        self.entered = Entered::VpnGateway;
        At::Deliver { vpc, from: None }
    }

    /// Inside a VPC two Wavelength Zones do not reach each other.
    pub(super) fn check_wavelength(&mut self, from: Ix, to: Ix) {
        let subnets = &self.world.network.subnets;
        let (Some(from), Some(to)) = (subnets.at(from as usize), subnets.at(to as usize)) else { return };
        if from.zone != to.zone && from.zone.contains("-wlz-") && to.zone.contains("-wlz-") {
            let block = Block::WavelengthZones { zones: [from.zone.clone(), to.zone.clone()] };
            self.deny(to.id.resource(), block, None);
        }
    }
}
