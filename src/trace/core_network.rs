//! Core networks of Cloud WAN, as far as attachments and routes of segments tell (rule S-108).

use super::block::Block;
use super::flow::Wanted;
use super::gaps::{Assumption, Gap};
use super::routes::world_position;
use super::step::{Fact, Line};
use super::walker::{At, End, Entered, Walker};
use crate::graph::Ix;
use crate::model::{
    Call, CoreAttached, CoreAttachment, CoreNetworkId, CoreRoute, CoreTable, Resource, RouteState,
    RouteTarget, TransitDestination, VpcId,
};

impl<'w> Walker<'w, '_> {
    /// From a subnet's route into a core network, by the VPC's attachment.
    pub(super) fn into_core_network(&mut self, id: &CoreNetworkId, vpc: Ix, line: &Line) -> At {
        let network = self.world.network;
        let here = id.resource();
        let Some(own) = network.vpcs.at(vpc as usize) else { return At::End(End::Stopped) };
        let found = (0..).zip(&network.core_attachments).find(|(_, attachment)| {
            attachment.core == *id && attachment.to == CoreAttached::Vpc(own.id.clone())
        });
        let Some((ix, attachment)) = found else {
            if network.has_read_any(Call::CoreAttachments) {
                return self.stop(here, Block::NotAttached { state: "".into() }, Some(line.clone()));
            }
            let gap = Gap::MissingDocument { call: Call::CoreAttachments, about: here.clone() };
            return self.lost(here, gap, Some(line.clone()));
        };
        self.check_core_attachment(attachment);
        self.pass(attachment.id.resource(), Fact::Forwards, None);
        At::Core { attachment: ix }
    }

    fn check_core_attachment(&mut self, attachment: &CoreAttachment) {
        if attachment.is_up() {
            return;
        }
        let at = attachment.id.resource();
        let line = Line::Field {
            resource: at.clone(),
            text: format!("State: {}", attachment.state).into(),
            place: attachment.place.inside("/State"),
        };
        self.deny(at, Block::NotAttached { state: attachment.state.clone() }, Some(line));
    }

    /// From a network outside, by its attachment.
    pub(super) fn enter_core_network(&mut self, ix: Ix) -> At {
        let network = self.world.network;
        let Some(attachment) = network.core_attachments.at(ix as usize) else { return At::End(End::Stopped) };
        let at = attachment.id.resource();
        if !self.is_reply() {
            self.memory.entry = Some(at.clone());
            self.pass(Resource::on_premises(), Fact::Enters(self.source), None);
            self.assume(at.clone(), Assumption::OnPremises(at.clone()));
        }
        self.check_core_attachment(attachment);
        if let CoreAttached::Vpn(id) = &attachment.to
            && let Some(connection) = network.vpn_connections.find(id)
        {
            if !connection.is_up() {
                return self.stop(connection.id.resource(), Block::VpnDown, None);
            }
            self.pass(connection.id.resource(), Fact::Forwards, None);
        }
        self.pass(at, Fact::Forwards, None);
        At::Core { attachment: ix }
    }

    /// On the core network: the routes of the attachment's segment at its edge decide.
    pub(super) fn core_network(&mut self, ix: Ix) -> At {
        let network = self.world.network;
        let Some(attachment) = network.core_attachments.at(ix as usize) else { return At::End(End::Stopped) };
        let here = attachment.core.resource();
        if self.returns_to(6, ix) {
            return self.stop(here, Block::RoutingLoop, None);
        }
        let Some(table) = network.core_tables.find(&attachment.table()) else {
            let gap = Gap::MissingDocument { call: Call::NetworkRoutes, about: here.clone() };
            return self.lost(here, gap, None);
        };
        let route = match self.core_match(table) {
            Ok(Some(route)) => route,
            Ok(None) => {
                let segment = attachment.segment.clone();
                let block = Block::CoreNoRoute { destination: self.destination, segment };
                return self.stop(here, block, None);
            }
            Err(gap) => return self.lost(here, gap, None),
        };
        let text = match &route.destination {
            TransitDestination::Block(block) => block.to_string(),
            TransitDestination::PrefixList(list) => list.to_string(),
        };
        let line = Line::Field {
            resource: here.clone(),
            text: format!("{} {text}", attachment.segment).into(),
            place: route.place.clone(),
        };
        if route.blackhole {
            let segment = attachment.segment.clone();
            let block = Block::CoreBlackhole { destination: self.destination, segment };
            return self.stop(here, block, Some(line));
        }
        let branch = self.choices.pick(route.to.len());
        let Some(to) = route.to.get(branch).and_then(Option::as_ref) else {
            let gap = Gap::NotModelled { what: "core network attachment type", resource: here.clone() };
            return self.lost(here, gap, Some(line));
        };
        self.pass(here.clone(), Fact::Routes(Some(to.resource())), Some(line));
        let Some(to_ix) = world_position(&network.core_attachments, to) else {
            let missing = to.resource();
            let call = Call::CoreAttachments;
            let gap = Gap::MissingResource { missing: missing.clone(), named_by: here, call };
            return self.lost(missing, gap, None);
        };
        self.out_of_core_network(to_ix)
    }

    /// Longest prefix, static before propagated.
    fn core_match(&self, table: &'w CoreTable) -> Result<Option<&'w CoreRoute>, Gap> {
        let world = self.world;
        let mut best: Option<(u8, bool, &CoreRoute)> = None;
        let mut unread = None;
        for route in &table.routes {
            let length = match &route.destination {
                TransitDestination::Block(block) => {
                    world.focus.contains(block, self.destination).then(|| block.prefix_len())
                }
                TransitDestination::PrefixList(list) => {
                    let known = world.network.prefix_lists.find(list).and_then(|list| list.entries.as_ref());
                    if known.is_none() {
                        unread = Some(Gap::MissingEntries { list: list.resource() });
                    }
                    let entries = known.into_iter().flatten();
                    let hits = entries.filter(|entry| world.focus.contains(entry, self.destination));
                    hits.map(ipnet::IpNet::prefix_len).max()
                }
            };
            let Some(length) = length else { continue };
            if best.is_none_or(|(longest, is_static, _)| (length, route.is_static) > (longest, is_static)) {
                best = Some((length, route.is_static, route));
            }
        }
        unread.map_or(Ok(best.map(|(.., route)| route)), Err)
    }

    fn out_of_core_network(&mut self, ix: Ix) -> At {
        let network = self.world.network;
        let Some(attachment) = network.core_attachments.at(ix as usize) else { return At::End(End::Stopped) };
        let at = attachment.id.resource();
        self.check_core_attachment(attachment);
        match &attachment.to {
            CoreAttached::Vpc(vpc) => {
                self.pass(at.clone(), Fact::Forwards, None);
                self.entered = Entered::CoreNetwork(ix);
                self.core_into_vpc(at, vpc)
            }
            CoreAttached::Vpn(id) => {
                if let Some(stopped) = self.left_elsewhere(&at) {
                    return stopped;
                }
                self.pass(at.clone(), Fact::Forwards, None);
                match network.vpn_connections.find(id) {
                    Some(connection) if !connection.is_up() => {
                        return self.stop(id.resource(), Block::VpnDown, None);
                    }
                    Some(_) => self.pass(id.resource(), Fact::Forwards, None),
                    None => {
                        let (missing, call) = (id.resource(), Call::VpnConnections);
                        let gap = Gap::MissingResource { missing, named_by: at, call };
                        return self.lost(id.resource(), gap, None);
                    }
                }
                self.core_to_premises(ix, at)
            }
            CoreAttached::Outside => {
                if let Some(stopped) = self.left_elsewhere(&at) {
                    return stopped;
                }
                self.pass(at.clone(), Fact::Forwards, None);
                self.core_to_premises(ix, at)
            }
            CoreAttached::Other => {
                let gap = Gap::NotModelled { what: "core network attachment type", resource: at.clone() };
                self.lost(at, gap, None)
            }
        }
    }

    /// Into the VPC of an attachment. Its subnets are in no list of attachments, so only local delivery is certain.
    fn core_into_vpc(&mut self, at: Resource, vpc: &VpcId) -> At {
        let world = self.world;
        let Some(vpc_ix) = world_position(&world.network.vpcs, vpc) else {
            let missing = vpc.resource();
            let gap = Gap::MissingResource { missing: missing.clone(), named_by: at, call: Call::Vpcs };
            return self.lost(missing, gap, None);
        };
        let is_inside = world.network.vpcs.at(vpc_ix as usize).is_some_and(|vpc| {
            vpc.blocks.iter().filter(|block| world.focus.contains(block, self.destination)).count() > 0
        });
        if !is_inside {
            let what = "what the subnets of a core network's attachment route on";
            return self.lost(at.clone(), Gap::NotModelled { what, resource: at }, None);
        }
        At::Deliver { vpc: vpc_ix, from: None }
    }

    fn core_to_premises(&mut self, ix: Ix, at: Resource) -> At {
        if matches!(self.wanted, Wanted::Interface(_) | Wanted::Host(_)) {
            return self.stop(at, Block::WrongEnd { got: Resource::on_premises() }, None);
        }
        self.assume(at.clone(), Assumption::OnPremises(at.clone()));
        if !self.is_reply() {
            self.memory.exit = Some(at);
        }
        self.pass(Resource::on_premises(), Fact::Leaves(self.destination), None);
        At::End(End::CoreAttachment(ix))
    }

    /// The core network that a VPC routes into, of which no document was read.
    pub(super) fn unread_core_network(&self, vpc: Ix) -> Option<Resource> {
        let network = self.world.network;
        let own = network.vpcs.at(vpc as usize)?;
        let tables = network.route_tables.iter().filter(|table| table.vpc == own.id);
        let active = tables.flat_map(|table| &table.routes).filter(|route| route.state == RouteState::Active);
        let mut named = active.filter_map(|route| {
            if let RouteTarget::CoreNetwork(id) = &route.target { Some(id.resource()) } else { None }
        });
        named.next().filter(|_| !network.has_read_any(Call::CoreAttachments))
    }
}
