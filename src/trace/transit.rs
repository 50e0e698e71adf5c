//! Transit gateways (rules S-64, S-96 to S-106).

use super::block::Block;
use super::flow::Wanted;
use super::gaps::{Assumption, Gap};
use super::routes::world_position;
use super::step::{Fact, Line};
use super::walker::{At, End, Entered, Walker};
use crate::graph::Ix;
use crate::model::{
    AttachedTo, Call, Resource, Subnet, SubnetId, TransitAttachment, TransitDestination, TransitGatewayId,
    TransitRouteTable, TransitTableId, VpnConnection, Way,
};

impl Walker<'_, '_> {
    /// From a subnet's route into a transit gateway (rule S-96).
    pub(super) fn into_transit_gateway(
        &mut self,
        id: &TransitGatewayId,
        subnet: Ix,
        vpc: Ix,
        line: &Line,
    ) -> At {
        let world = self.world;
        let here = id.resource();
        let Some((ix, attachment)) = world.topology.attachment_between(world.network, vpc, id) else {
            if world.network.transit_gateways.find(id).is_none_or(|gateway| gateway.is_stub) {
                let named_by = self.last_table();
                let gap =
                    Gap::MissingResource { missing: here.clone(), named_by, call: Call::TransitGateways };
                return self.lost(here, gap, Some(line.clone()));
            }
            let read = self.has_read(Call::TransitVpcAttachments, vpc)
                || self.has_read(Call::TransitAttachments, vpc);
            if read {
                return self.stop(here, Block::TransitNotAttached, Some(line.clone()));
            }
            let gap = Gap::MissingDocument { call: Call::TransitVpcAttachments, about: here.clone() };
            return self.lost(here, gap, Some(line.clone()));
        };
        let at = attachment.id.resource();
        self.check_attachment(attachment);
        if attachment.translates {
            return self.lost(
                at.clone(),
                Gap::NotModelled { what: "transit gateway NAT", resource: at },
                None,
            );
        }
        let Some(from) = world.network.subnets.at(subnet as usize) else { return At::End(End::Stopped) };
        let Some(subnets) = &attachment.subnets else {
            let gap = Gap::MissingDocument { call: Call::TransitVpcAttachments, about: at.clone() };
            return self.lost(at, gap, None);
        };
        match self.zone_subnet(subnets, from) {
            Some(own) => {
                // Towards the gateway the attachment subnet's inbound list speaks, in the same subnet too (rule S-64).
                self.pass_acl(own, Way::Ingress);
            }
            None => {
                let zone = if from.zone.is_empty() { from.zone_id.clone() } else { from.zone.clone() };
                self.deny(at.clone(), Block::TransitZone { zone }, None);
            }
        }
        self.pass(at, Fact::Forwards, None);
        self.pass(here, Fact::Forwards, None);
        At::Transit { attachment: ix, from: Some(subnet) }
    }

    pub(super) fn check_attachment(&mut self, attachment: &TransitAttachment) {
        if attachment.is_up() {
            return;
        }
        let at = attachment.id.resource();
        let line = Line::Field {
            resource: at.clone(),
            text: format!("State: {}", attachment.state).into(),
            place: attachment.place.inside("/State"),
        };
        self.deny(at, Block::TransitState { state: attachment.state.clone() }, Some(line));
    }

    /// The attachment's subnet in the zone of another subnet. Without any zone in the input they count as one.
    fn zone_subnet(&self, subnets: &[SubnetId], of: &Subnet) -> Option<Ix> {
        let network = self.world.network;
        let mut known = subnets.iter().filter_map(|id| world_position(&network.subnets, id));
        known
            .find(|&ix| network.subnets.at(ix as usize).is_some_and(|own| own.shares_zone(of) != Some(false)))
    }

    /// On the transit gateway: the table of the attachment it came in by decides (rules S-97 to S-99).
    pub(super) fn transit(&mut self, ix: Ix, from: Option<Ix>) -> At {
        let network = self.world.network;
        let Some(attachment) = network.transit_attachments.at(ix as usize) else {
            return At::End(End::Stopped);
        };
        if from.is_none()
            && let Some(stopped) = self.enter_transit(attachment)
        {
            return stopped;
        }
        self.transit_gateway = Some(attachment.gateway.clone());
        self.by_transit_table(ix, attachment, attachment.table.as_ref(), from)
    }

    /// On the far gateway of a peering whose both ends share one attachment id (rule S-104).
    pub(super) fn transit_far(&mut self, ix: Ix) -> At {
        let Some(attachment) = self.world.network.transit_attachments.at(ix as usize) else {
            return At::End(End::Stopped);
        };
        if let AttachedTo::Peering { gateway: Some(far), .. } = &attachment.to {
            self.transit_gateway = Some(far.clone());
            self.pass(far.resource(), Fact::Forwards, None);
        }
        self.by_transit_table(ix, attachment, attachment.far_table.as_ref(), None)
    }

    /// The table of the attachment that the packet came in by.
    fn by_transit_table(
        &mut self,
        ix: Ix,
        attachment: &TransitAttachment,
        table_id: Option<&TransitTableId>,
        from: Option<Ix>,
    ) -> At {
        let network = self.world.network;
        let at = attachment.id.resource();
        let is_far = table_id != attachment.table.as_ref();
        if self.returns_to(if is_far { 5 } else { 4 }, ix) {
            return self.stop(at, Block::RoutingLoop, None);
        }
        if attachment.policy_table {
            let gap = Gap::NotModelled { what: "transit gateway policy table", resource: at.clone() };
            return self.lost(at, gap, None);
        }
        let Some(table_id) = table_id else {
            if attachment.association_known {
                return self.stop(at, Block::TransitNoTable, None);
            }
            let gap = Gap::MissingDocument { call: Call::TransitAttachments, about: at.clone() };
            return self.lost(at, gap, None);
        };
        let Some(table_ix) = world_position(&network.transit_tables, table_id) else {
            let missing = table_id.resource();
            let gap = Gap::MissingResource {
                missing: missing.clone(),
                named_by: at,
                call: Call::TransitRouteTables,
            };
            return self.lost(missing, gap, None);
        };
        let Some(table) = network.transit_tables.at(table_ix as usize) else { return At::End(End::Stopped) };
        let here = table.id.resource();
        let index = match self.transit_match(table) {
            Ok(Some(index)) => index,
            Ok(None) if !table.routes_known || table.truncated => {
                let gap = Gap::MissingTransitRoutes { table: here.clone(), truncated: table.truncated };
                return self.lost(here, gap, None);
            }
            Ok(None) => {
                return self.stop(here, Block::TransitNoRoute { destination: self.destination }, None);
            }
            Err(gap) => return self.lost(here, gap, None),
        };
        let Some(route) = table.routes.get(index) else { return At::End(End::Stopped) };
        let line = Line::Transit { table: table_ix, index };
        if route.blackhole {
            return self.stop(here, Block::TransitBlackhole { destination: self.destination }, Some(line));
        }
        let branch = self.choices.pick(route.attachments.len());
        let Some(to) = route.attachments.get(branch) else {
            return self.lost(here.clone(), Gap::UnclearLine { resource: here }, Some(line));
        };
        self.pass(here.clone(), Fact::Routes(Some(to.resource())), Some(line));
        let Some(to_ix) = world_position(&network.transit_attachments, to) else {
            let missing = to.resource();
            let gap = Gap::MissingResource {
                missing: missing.clone(),
                named_by: here,
                call: Call::TransitAttachments,
            };
            return self.lost(missing, gap, None);
        };
        self.out_of_transit(ix, to_ix, from)
    }

    /// Coming from outside the VPCs: VPN, Direct Connect or another transit gateway.
    fn enter_transit(&mut self, attachment: &TransitAttachment) -> Option<At> {
        let at = attachment.id.resource();
        if !self.is_reply() && self.memory.entry.is_none() && self.leg.steps.is_empty() {
            self.memory.entry = Some(at.clone());
            self.pass(Resource::on_premises(), Fact::Enters(self.source), None);
            self.assume(at.clone(), Assumption::OnPremises(at.clone()));
        }
        self.check_attachment(attachment);
        if attachment.translates {
            let gap = Gap::NotModelled { what: "transit gateway NAT", resource: at.clone() };
            return Some(self.lost(at, gap, None));
        }
        if let AttachedTo::Connect(_) = &attachment.to {
            let stopped = self.by_connect(attachment);
            if stopped.is_none() {
                self.pass(attachment.gateway.resource(), Fact::Forwards, None);
            }
            return stopped;
        }
        if let AttachedTo::Vpn(id) = &attachment.to
            && let Some(connection) = self.world.network.vpn_connections.find(id)
        {
            if !connection.is_up() {
                return Some(self.stop(connection.id.resource(), Block::VpnDown, None));
            }
            self.pass(connection.id.resource(), Fact::Forwards, None);
        }
        if let AttachedTo::DirectConnect(gateway) = &attachment.to
            && let Some(stopped) = self.from_direct_connect(gateway, &attachment.gateway)
        {
            return Some(stopped);
        }
        self.pass(at, Fact::Forwards, None);
        self.pass(attachment.gateway.resource(), Fact::Forwards, None);
        None
    }

    /// Longest prefix, then by rank (rule S-98).
    fn transit_match(&mut self, table: &TransitRouteTable) -> Result<Option<usize>, Gap> {
        let world = self.world;
        let mut best: Option<(u8, u8, usize)> = None;
        let mut unread = None;
        for (index, route) in table.routes.iter().enumerate() {
            let length = match &route.destination {
                TransitDestination::Block(block) => {
                    world.focus.contains(block, self.destination).then(|| block.prefix_len())
                }
                TransitDestination::PrefixList(list) => {
                    match world.network.prefix_lists.find(list).and_then(|list| list.entries.as_ref()) {
                        Some(entries) => {
                            let hits = entries.iter().filter(|e| world.focus.contains(e, self.destination));
                            hits.map(ipnet::IpNet::prefix_len).max()
                        }
                        None => {
                            unread = Some(Gap::MissingEntries { list: list.resource() });
                            None
                        }
                    }
                }
            };
            let Some(length) = length else { continue };
            let rank = route.rank();
            if best.is_none_or(|(longest, first, _)| (length, rank) > (longest, first)) {
                best = Some((length, rank, index));
            }
        }
        match (best, unread) {
            (Some((32, ..)), Some(_)) if self.destination.is_ipv4() => Ok(best.map(|(.., index)| index)),
            (_, Some(gap)) => Err(gap),
            (best, None) => Ok(best.map(|(.., index)| index)),
        }
    }

    /// Out of the transit gateway by an attachment.
    fn out_of_transit(&mut self, from: Ix, to: Ix, left: Option<Ix>) -> At {
        let network = self.world.network;
        let Some(attachment) = network.transit_attachments.at(to as usize) else {
            return At::End(End::Stopped);
        };
        let at = attachment.id.resource();
        self.check_attachment(attachment);
        if attachment.translates {
            return self.lost(
                at.clone(),
                Gap::NotModelled { what: "transit gateway NAT", resource: at },
                None,
            );
        }
        match &attachment.to {
            AttachedTo::Vpc(vpc) => {
                self.pass(at.clone(), Fact::Forwards, None);
                let Some(vpc_ix) = world_position(&network.vpcs, vpc) else {
                    let missing = vpc.resource();
                    let gap =
                        Gap::MissingResource { missing: missing.clone(), named_by: at, call: Call::Vpcs };
                    return self.lost(missing, gap, None);
                };
                self.into_vpc((from, to), attachment, vpc_ix, left)
            }
            AttachedTo::Vpn(id) => {
                self.pass(at.clone(), Fact::Forwards, None);
                let connection = network.vpn_connections.find(id);
                self.out_by_vpn(to, at, id.resource(), connection)
            }
            AttachedTo::DirectConnect(gateway) => {
                self.pass(at.clone(), Fact::Forwards, None);
                if let Some(stopped) = self.left_elsewhere(&at) {
                    return stopped;
                }
                if let Some(stopped) = self.over_direct_connect(gateway, &attachment.gateway) {
                    return stopped;
                }
                self.assume(at.clone(), Assumption::BgpAdvertises(gateway.resource()));
                self.out_to_premises(to, at)
            }
            AttachedTo::Peering { gateway, attachment: far } => {
                if attachment.far_table.is_some() {
                    // One id for both ends: which end this is shows in the gateway the packet is on.
                    self.pass(at, Fact::Forwards, None);
                    return if self.transit_gateway.as_ref() == Some(&attachment.gateway) {
                        At::TransitFar { attachment: to }
                    } else {
                        At::Transit { attachment: to, from: None }
                    };
                }
                self.over_transit_peering(at, gateway.as_ref(), far.as_ref())
            }
            AttachedTo::Connect(_) => {
                if let Some(stopped) = self.left_elsewhere(&at).or_else(|| self.by_connect(attachment)) {
                    return stopped;
                }
                self.out_to_premises(to, at)
            }
            AttachedTo::Other(_) if attachment.to.leads_out() => {
                if let Some(stopped) = self.left_elsewhere(&at) {
                    return stopped;
                }
                self.pass(at.clone(), Fact::Forwards, None);
                self.out_to_premises(to, at)
            }
            AttachedTo::Other(kind) if &**kind == "network-function" => {
                self.by_firewall(attachment, to, left)
            }
            AttachedTo::Other(_) => {
                let what = "transit gateway attachment type";
                self.lost(at.clone(), Gap::NotModelled { what, resource: at }, None)
            }
        }
    }

    /// Through a Network Firewall that is attached to the gateway, and on by the table of its attachment (rule S-106).
    fn by_firewall(&mut self, attachment: &TransitAttachment, ix: Ix, left: Option<Ix>) -> At {
        let at = attachment.id.resource();
        self.pass(at.clone(), Fact::Forwards, None);
        match self.firewall_of_attachment(attachment) {
            Some(firewall) => self.inspect(firewall),
            None => self.assume(at.clone(), Assumption::ApplianceForwards(at.clone())),
        }
        self.by_transit_table(ix, attachment, attachment.table.as_ref(), left)
    }

    fn out_by_vpn(&mut self, to: Ix, at: Resource, vpn: Resource, connection: Option<&VpnConnection>) -> At {
        if let Some(stopped) = self.left_elsewhere(&at) {
            return stopped;
        }
        match connection {
            Some(connection) if !connection.is_up() => return self.stop(vpn, Block::VpnDown, None),
            Some(_) => self.pass(vpn, Fact::Forwards, None),
            None => {
                let gap =
                    Gap::MissingResource { missing: vpn.clone(), named_by: at, call: Call::VpnConnections };
                return self.lost(vpn, gap, None);
            }
        }
        self.out_to_premises(to, at)
    }

    fn out_to_premises(&mut self, to: Ix, at: Resource) -> At {
        if matches!(self.wanted, Wanted::Interface(_) | Wanted::Host(_)) {
            return self.stop(at, Block::WrongEnd { got: Resource::on_premises() }, None);
        }
        self.assume(at.clone(), Assumption::OnPremises(at.clone()));
        if !self.is_reply() {
            self.memory.exit = Some(at);
        }
        self.pass(Resource::on_premises(), Fact::Leaves(self.destination), None);
        At::End(End::TransitAttachment(to))
    }

    /// Into the VPC of an attachment: its subnet in the source's zone, if it has one, routes on (rules S-101, S-102).
    fn into_vpc(
        &mut self,
        (from, to): (Ix, Ix),
        attachment: &TransitAttachment,
        vpc: Ix,
        left: Option<Ix>,
    ) -> At {
        let world = self.world;
        let network = world.network;
        let at = attachment.id.resource();
        let Some(subnets) = attachment.subnets.as_ref().filter(|subnets| !subnets.is_empty()) else {
            let gap = Gap::MissingDocument { call: Call::TransitVpcAttachments, about: at.clone() };
            return self.lost(at, gap, None);
        };
        let known: Vec<Ix> = subnets.iter().filter_map(|id| world_position(&network.subnets, id)).collect();
        if known.is_empty() {
            let missing = subnets.first().map_or_else(|| at.clone(), |subnet| subnet.resource());
            let gap = Gap::MissingResource { missing: missing.clone(), named_by: at, call: Call::Subnets };
            return self.lost(missing, gap, None);
        }
        let source = left.and_then(|ix| network.subnets.at(ix as usize));
        let same_zone = source.and_then(|source| self.zone_subnet(subnets, source));
        // In appliance mode both directions of a flow use one zone.
        let kept = self
            .memory
            .appliance_zones
            .iter()
            .find(|(of, _)| *of == attachment.id)
            .map(|(_, subnet)| *subnet);
        let own = match kept.filter(|_| self.is_reply()).or(same_zone) {
            Some(own) => own,
            None => {
                // Any attached zone may be taken (rule S-101).
                let branch = self.choices.pick(known.len());
                known.get(branch).or_else(|| known.first()).copied().unwrap_or(Ix::MAX)
            }
        };
        if attachment.appliance_mode && !self.is_reply() {
            self.memory.appliance_zones.push((attachment.id.clone(), own));
        }
        // A packet enters the gateway in its own zone, so that zone and the one it comes out in decide (rule S-105).
        let zones = [source, network.subnets.at(own as usize)];
        let has_groups = zones.into_iter().flatten().all(Subnet::has_transit_group_references);
        self.entered = Entered::Transit { from, to, has_groups };
        // From the gateway straight to an owner in the attachment subnet nothing is evaluated (rule S-64).
        if let Some(subnet) = network.subnets.at(own as usize) {
            self.pass(subnet.id.resource(), Fact::InSubnet, None);
        }
        let owner = world.topology.owner_in(vpc, self.destination);
        if owner.and_then(|owner| self.subnet_of_owner(owner)) == Some(own) {
            return At::Deliver { vpc, from: Some(own) };
        }
        At::Route(own)
    }

    /// To another transit gateway: static routes on both sides, each with its own table (rule S-104).
    fn over_transit_peering(
        &mut self,
        at: Resource,
        gateway: Option<&TransitGatewayId>,
        far: Option<&crate::model::TransitAttachmentId>,
    ) -> At {
        let network = self.world.network;
        self.pass(at.clone(), Fact::Forwards, None);
        let other_end = (0..).zip(&network.transit_attachments).find(|(_, other)| match far {
            Some(far) => other.id == *far && other.id.resource() != at,
            None => {
                gateway.is_some_and(|gateway| other.gateway == *gateway)
                    && matches!(&other.to, AttachedTo::Peering { .. })
                    && other.id.resource() != at
            }
        });
        match other_end {
            Some((ix, _)) => At::Transit { attachment: ix, from: None },
            None => {
                let missing = far.map_or_else(
                    || gateway.map_or_else(|| at.clone(), |gateway| gateway.resource()),
                    |far| far.resource(),
                );
                let call = Call::TransitPeeringAttachments;
                let gap = Gap::MissingResource { missing: missing.clone(), named_by: at, call };
                self.lost(missing, gap, None)
            }
        }
    }

    /// Group references over a transit gateway: inbound only, switched on everywhere (rule S-105).
    pub(super) fn transit_keeps_groups(
        &self,
        (from, to): (Ix, Ix),
        has_groups: bool,
        way: Way,
    ) -> Result<(), Block> {
        let network = self.world.network;
        let ends =
            (network.transit_attachments.at(from as usize), network.transit_attachments.at(to as usize));
        let (Some(from), Some(to)) = ends else { return Ok(()) };
        let refuse = |by: Resource| Err(Block::GroupReferenceUnsupported { by, way });
        let gateway = network.transit_gateways.find(&to.gateway);
        if way == Way::Egress || from.gateway != to.gateway || !gateway.is_some_and(|g| g.group_references) {
            return refuse(to.gateway.resource());
        }
        for attachment in [from, to] {
            if !has_groups || !attachment.group_references || !matches!(attachment.to, AttachedTo::Vpc(_)) {
                return refuse(attachment.id.resource());
            }
        }
        Ok(())
    }
}
