//! Gateway endpoints as hops, interface endpoints as ends (rules S-29, S-109, S-110, S-114, S-130).

use super::block::Block;
use super::gaps::{Assumption, Gap};
use super::leg::Note;
use super::step::{Fact, Line, Outcome, Step};
use super::walker::{At, End, Entered, Walker};
use crate::graph::Ix;
use crate::model::{Call, EncryptionMode, Endpoint, EndpointKind, Kind, Resource};
use crate::space::{PortSet, Protocol, ports};

impl Walker<'_, '_> {
    /// By a prefix-list route to S3 or DynamoDB (rule S-109).
    pub(super) fn into_gateway_endpoint(&mut self, ix: Ix, vpc: Ix) -> At {
        let Some(endpoint) = self.world.network.endpoints.at(ix as usize) else {
            return At::End(End::Stopped);
        };
        let here = endpoint.id.resource();
        if self.is_reply() {
            // The flow did not start through the endpoint, so its reply has no business there.
            return self.astray(here);
        }
        self.check_endpoint(endpoint, &here);
        if self.entered != Entered::Home {
            // Only clients of its own VPC (rule S-116).
            let why = super::block::NotInPeer::BehindGateway;
            let block = Block::NotInPeer { address: self.destination, why };
            return self.stop(here, block, None);
        }
        match self.protocol {
            Protocol::TCP => {}
            Protocol::ICMP => self.carry_only(&here, &ports::icmp(Some(8), None), Block::EndpointProtocol),
            Protocol(_) => self.deny(here.clone(), Block::EndpointProtocol, None),
        }
        self.check_encryption(endpoint, &here);
        if self.is_from_outside() {
            return self.stop(here.clone(), Block::NoSuchHost { address: self.destination }, None);
        }
        self.memory.exit = Some(here.clone());
        self.note_policy(endpoint);
        self.pass(here, Fact::Forwards, None);
        self.pass(Resource::new(Kind::AwsService, &*endpoint.service), Fact::Leaves(self.destination), None);
        At::End(End::Service { endpoint: ix, vpc })
    }

    /// The endpoint that an interface belongs to must work (rule S-110).
    pub(super) fn check_endpoint_of(&mut self, interface: Ix) {
        let Some(found) = self.interface(interface) else { return };
        if found.kind != crate::model::InterfaceKind::Endpoint {
            return;
        }
        let network = self.world.network;
        let owner = network.endpoints.iter().find(|endpoint| endpoint.interfaces.contains(&found.id));
        // An interface endpoint answers no ping (rule S-110).
        if self.protocol.is_icmp() && !self.is_reply() {
            self.deny(found.id.resource(), Block::Protocol, None);
        }
        if let Some(endpoint) = owner {
            let here = endpoint.id.resource();
            self.check_endpoint(endpoint, &here);
            let is_tcp_only = matches!(endpoint.kind, EndpointKind::Resource | EndpointKind::ServiceNetwork);
            if is_tcp_only && self.protocol != Protocol::TCP && !self.is_reply() {
                // A resource is reached by TCP only (rule S-114).
                self.deny(here.clone(), Block::Protocol, None);
            }
            self.check_encryption(endpoint, &here);
            self.note_policy(endpoint);
            self.pass(here, Fact::Forwards, None);
        } else if !self.is_reply() && !network.has_read_any(Call::Endpoints) {
            // Its state and its service are unknown.
            let here = found.id.resource();
            self.unclear(here.clone(), Gap::MissingDocument { call: Call::Endpoints, about: here }, None);
        }
    }

    /// Drops what is not among `carried`; goes on with the rest.
    pub(super) fn carry_only(&mut self, at: &Resource, carried: &PortSet, block: Block) {
        let dropped = self.leg.sure.union(&self.leg.maybe).difference(carried);
        if dropped.is_empty() {
            return;
        }
        (self.leg.sure, self.leg.maybe) =
            (self.leg.sure.intersection(carried), self.leg.maybe.intersection(carried));
        if self.leg.is_blocked() {
            self.deny(at.clone(), block, None);
            return;
        }
        let (fact, outcome) = (Fact::Stops(block), Outcome::Partial);
        self.leg.steps.push(Step { at: at.clone(), fact, outcome, line: None, ports: Some(dropped) });
    }

    /// Who may do what is not a question of reachability, but worth knowing (rule S-109).
    fn note_policy(&mut self, endpoint: &Endpoint) {
        if endpoint.has_policy && !self.is_reply() {
            self.leg.notes.push(Note::EndpointPolicy { endpoint: endpoint.id.resource() });
        }
    }

    fn check_endpoint(&mut self, endpoint: &Endpoint, here: &Resource) {
        if endpoint.is_up() {
            return;
        }
        let line = Line::Field {
            resource: here.clone(),
            text: format!("State: {}", endpoint.state).into(),
            place: endpoint.place.inside("/State"),
        };
        self.deny(here.clone(), Block::EndpointState { state: endpoint.state.clone() }, Some(line));
    }

    /// Where encryption is enforced, an endpoint carries TLS only: port 443 (rule S-130).
    fn check_encryption(&mut self, endpoint: &Endpoint, here: &Resource) {
        if self.is_reply() || !self.protocol.has_ports() {
            return;
        }
        let network = self.world.network;
        let Some(vpc) = network.vpcs.find(&endpoint.vpc) else { return };
        let is_known = vpc.encryption.is_some() || network.has_read(Call::EncryptionControls, &vpc.scope);
        let tls = PortSet::range(443, 443);
        self.world.focus.compares(&tls);
        let live = self.leg.sure.union(&self.leg.maybe);
        if live.is_subset(&tls) {
            return;
        }
        let Some(control) = &vpc.encryption else {
            if !is_known {
                let about = vpc.id.resource();
                self.assume(about.clone(), Assumption::EncryptionNotEnforced(about));
            }
            return;
        };
        match control.mode {
            EncryptionMode::Enforce => {
                let line = Line::Field {
                    resource: endpoint.vpc.resource(),
                    text: "EncryptionControl.Mode: enforce".into(),
                    place: control.place.clone(),
                };
                self.restrict(here, &tls, Block::EncryptionControl, Some(line));
            }
            EncryptionMode::Changing => {
                let gap = Gap::UnclearLine { resource: endpoint.vpc.resource() };
                self.unclear(endpoint.vpc.resource(), gap, None);
            }
        }
    }

    /// Lets some ports pass only, whatever came before.
    pub(super) fn restrict(&mut self, here: &Resource, to: &PortSet, block: Block, line: Option<Line>) {
        self.world.focus.compares(to);
        let live = self.leg.sure.union(&self.leg.maybe);
        let stopped = live.difference(to);
        if stopped.is_empty() {
            return;
        }
        if stopped == live {
            return self.deny(here.clone(), block, line);
        }
        self.leg.steps.push(Step {
            at: here.clone(),
            fact: Fact::Stops(block),
            outcome: Outcome::Partial,
            line,
            ports: Some(stopped),
        });
        self.leg.sure = self.leg.sure.intersection(to);
        self.leg.maybe = self.leg.maybe.intersection(to);
    }
}
