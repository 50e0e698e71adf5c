//! Functions, databases, tasks and the like at the ends of a path (rules S-132 to S-134).

use std::net::IpAddr;

use super::block::Block;
use super::gaps::Assumption;
use super::leg::Note;
use super::public_access::Use;
use super::step::{Fact, Line};
use super::walker::{At, End, Walker};
use crate::graph::Ix;
use crate::model::{Call, Interface, InterfaceKind, Resource, Workload};
use crate::space::{Protocol, addresses};

impl<'w> Walker<'w, '_> {
    /// The one function, database, task or the like that an interface belongs to.
    pub(super) fn workload_of(&self, interface: &Interface) -> Option<&'w Workload> {
        self.world.network.workloads.find(interface.workload.as_ref()?)
    }

    /// What an interface rests on that no document shows: that it is there, and what a service decides by itself.
    pub(super) fn assume_of(&mut self, interface: &Interface) {
        let here = interface.id.resource();
        if interface.is_assumed {
            self.assume(here.clone(), Assumption::FunctionInterface(here.clone()));
        }
        if interface.kind == InterfaceKind::ClientVpn && !self.is_reply() {
            let owner = self.workload_of(interface).map_or(here, Workload::resource);
            self.assume(owner.clone(), Assumption::ClientVpnAdmits(owner));
        }
    }

    /// What an accelerator sends came from the internet: a gateway is attached, and nothing blocks it (rule S-135).
    pub(super) fn check_accelerator(&mut self, vpc: Ix, here: &Resource) {
        let network = self.world.network;
        if self.has_read(Call::InternetGateways, vpc)
            && self.world.topology.internet_gateways_of(vpc).is_empty()
            && let Some(found) = network.vpcs.at(vpc as usize)
        {
            self.deny(found.id.resource(), Block::NoInternetGateway, None);
        }
        self.pass_public_access(Use::In, vpc, self.source, here);
        self.assume(here.clone(), Assumption::AcceleratorListens(here.clone()));
    }

    /// The state of what an interface belongs to (rule S-6).
    pub(super) fn check_workload(&mut self, workload: &Workload) {
        if workload.is_serving() {
            return;
        }
        let at = workload.resource();
        let state = workload.state.clone();
        let text = format!("state: {state}").into();
        let line = Line::Field { resource: at.clone(), text, place: workload.place.clone() };
        self.deny(at, Block::WorkloadState { state }, Some(line));
    }

    /// Says so where a database is asked on another port than its own.
    pub(super) fn note_port(&mut self, workload: &Workload) {
        let Some(port) = workload.port else { return };
        if self.protocol == Protocol::TCP && !self.is_reply() && !self.leg.asked.contains(port) {
            self.leg.notes.push(Note::OtherPort { owner: workload.resource(), port });
        }
    }

    /// From a function outside of any VPC: it has the internet, and nothing else (rule S-132).
    pub(super) fn from_function(&mut self, function: Ix) -> At {
        let found = self.world.network.workloads.at(function as usize);
        let here = found.map_or_else(Resource::internet, Workload::resource);
        self.pass(here.clone(), Fact::Starts(self.source), None);
        if let Some(function) = found {
            self.check_workload(function);
        }
        let is_public = match self.destination {
            IpAddr::V4(v4) => {
                !addresses::is_private_or_shared(v4) && !v4.is_loopback() && !v4.is_link_local()
            }
            IpAddr::V6(_) => false,
        };
        if !is_public {
            return self.stop(here, Block::FunctionOutsideVpc, None);
        }
        let is_model = match self.destination {
            IpAddr::V4(v4) => self.world.topology.public_owner(v4).is_some(),
            IpAddr::V6(_) => false,
        };
        if is_model {
            return self.from_internet();
        }
        self.pass(Resource::internet(), Fact::Leaves(self.destination), None);
        At::End(End::Platform)
    }
}
