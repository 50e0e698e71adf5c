//! Direct Connect: which virtual interfaces carry for a gateway, and what is announced over them (rule S-93).

use super::block::Block;
use super::gaps::Gap;
use super::step::{Fact, Line};
use super::walker::{At, Walker};
use crate::graph::Ix;
use crate::model::{
    AssociatedWith, AttachedTo, Call, DirectConnectAssociation, DirectConnectGateway, DirectConnectGatewayId,
    Network, Place, Resource, TransitAttachment, TransitGatewayId, VirtualInterface, VirtualInterfaceKind,
    VpnGatewayId,
};

/// What does not work on a way over Direct Connect.
pub(super) struct Fault {
    pub at: Resource,
    pub block: Block,
    pub line: Option<Line>,
}

/// One way from a virtual private gateway to on-premises: a virtual interface, by a Direct Connect gateway or not.
#[derive(Clone, Copy)]
pub(super) struct DirectWay<'n> {
    /// `None` where the virtual interface ends on the virtual private gateway itself.
    pub association: Option<&'n DirectConnectAssociation>,
    /// `None` where the input has no virtual interface of the Direct Connect gateway.
    pub interface: Option<&'n VirtualInterface>,
}

impl<'n> DirectWay<'n> {
    /// The components from the virtual private gateway outwards.
    pub(super) fn hops(&self) -> impl Iterator<Item = Resource> + use<'n> {
        let gateway = self.association.map(|association| association.gateway.resource());
        gateway.into_iter().chain(self.interface.map(|interface| interface.id.resource()))
    }

    /// Why it carries nothing.
    pub(super) fn fault(&self, network: &Network, is_v6: bool) -> Option<Fault> {
        let of_association = self.association.and_then(|association| {
            association_fault(association)
                .or_else(|| gateway_fault(network.direct_connect_gateways.find(&association.gateway)?))
        });
        of_association.or_else(|| interface_fault(self.interface?, is_v6))
    }

    /// Whether on-premises learns an address of a VPC this way: the block that holds it must be allowed whole.
    pub(super) fn announces(&self, network: &Network, vpc: Ix, address: std::net::IpAddr) -> bool {
        let Some(association) = self.association.filter(|association| !association.allowed.is_empty()) else {
            return true;
        };
        let blocks = network.vpcs.at(vpc as usize).map(|vpc| &vpc.blocks);
        let held = blocks.into_iter().flatten().find(|block| block.contains(&address));
        held.is_none_or(|block| association.allowed.iter().any(|allowed| allowed.contains(block)))
    }
}

fn association_fault(association: &DirectConnectAssociation) -> Option<Fault> {
    let at = association.gateway.resource();
    let state = association.state.clone();
    let line = field(&at, "associationState", &state, &association.place);
    (!association.is_up()).then_some(Fault { at, block: Block::NotAttached { state }, line })
}

fn gateway_fault(gateway: &DirectConnectGateway) -> Option<Fault> {
    let at = gateway.id.resource();
    let state = gateway.state.clone();
    let line = field(&at, "directConnectGatewayState", &state, &gateway.place);
    let block = Block::GatewayState { state };
    (!matches!(&*gateway.state, "" | "available")).then_some(Fault { at, block, line })
}

fn interface_fault(interface: &VirtualInterface, is_v6: bool) -> Option<Fault> {
    let at = interface.id.resource();
    if !interface.is_available() {
        let state = interface.state.clone();
        let line = field(&at, "virtualInterfaceState", &state, &interface.place);
        return Some(Fault { at, block: Block::GatewayState { state }, line });
    }
    if interface.has_session(is_v6) {
        return None;
    }
    let line = Line::Field {
        resource: at.clone(),
        text: "bgpPeers".into(),
        place: interface.place.inside("/bgpPeers"),
    };
    Some(Fault { at, block: Block::BgpDown { is_v6 }, line: Some(line) })
}

fn field(resource: &Resource, name: &str, value: &str, place: &Place) -> Option<Line> {
    let text = format!("{name}: {value}").into();
    Some(Line::Field { resource: resource.clone(), text, place: place.inside(&format!("/{name}")) })
}

impl<'w> Walker<'w, '_> {
    /// All ways over Direct Connect from a virtual private gateway.
    pub(super) fn direct_ways(&self, id: &VpnGatewayId) -> Vec<DirectWay<'w>> {
        let network = self.world.network;
        let private = || {
            let all = network.virtual_interfaces.iter();
            all.filter(|interface| interface.kind == VirtualInterfaceKind::Private)
        };
        let own = private().filter(|interface| interface.vpn_gateway.as_ref() == Some(id));
        let mut ways: Vec<DirectWay<'w>> =
            own.map(|interface| DirectWay { association: None, interface: Some(interface) }).collect();
        for association in &network.direct_connect_associations {
            if association.with != AssociatedWith::VpnGateway(id.clone()) {
                continue;
            }
            let before = ways.len();
            let carrying =
                private().filter(|interface| interface.gateway.as_ref() == Some(&association.gateway));
            ways.extend(
                carrying.map(|interface| DirectWay {
                    association: Some(association),
                    interface: Some(interface),
                }),
            );
            if ways.len() == before {
                ways.push(DirectWay { association: Some(association), interface: None });
            }
        }
        ways
    }

    /// The document that would show Direct Connect at a virtual private gateway, where one was not read.
    pub(super) fn unread_direct_connect(&self) -> Option<Call> {
        let calls = [Call::VirtualInterfaces, Call::DirectConnectAssociations];
        calls.into_iter().find(|call| !self.world.network.has_read_any(*call))
    }

    /// Through a Connect attachment: a peer with a BGP session, over a transport that works (rule S-106).
    pub(super) fn by_connect(&mut self, attachment: &TransitAttachment) -> Option<At> {
        let network = self.world.network;
        let at = attachment.id.resource();
        if let AttachedTo::Connect(Some(transport)) = &attachment.to
            && let Some(transport) = network.transit_attachments.find(transport)
        {
            self.check_attachment(transport);
        }
        if !network.has_read_any(Call::TransitConnectPeers) {
            let gap = Gap::MissingDocument { call: Call::TransitConnectPeers, about: at.clone() };
            return Some(self.lost(at, gap, None));
        }
        let mut peers = network.connect_peers.iter().filter(|peer| peer.attachment == attachment.id);
        let Some(peer) = peers.find(|peer| peer.is_up()) else {
            return Some(self.stop(at, Block::BgpDown { is_v6: false }, None));
        };
        self.pass(at, Fact::Forwards, None);
        self.pass(peer.id.resource(), Fact::Forwards, None);
        None
    }

    /// The virtual interface that carries between on-premises and a transit gateway, where the input has one, or what
    /// does not work on the way.
    fn transit_interface(
        &self,
        gateway: &DirectConnectGatewayId,
        transit: &TransitGatewayId,
    ) -> Result<Option<&'w VirtualInterface>, Box<Fault>> {
        let network = self.world.network;
        let is_v6 = self.destination.is_ipv6();
        let of_association = self.transit_association(gateway, transit).and_then(association_fault);
        let of_gateway = || network.direct_connect_gateways.find(gateway).and_then(gateway_fault);
        if let Some(fault) = of_association.or_else(of_gateway) {
            return Err(Box::new(fault));
        }
        let mut carrying = network
            .virtual_interfaces
            .iter()
            .filter(|one| one.kind == VirtualInterfaceKind::Transit && one.gateway.as_ref() == Some(gateway));
        let first = carrying.clone().next();
        match carrying.find(|interface| interface_fault(interface, is_v6).is_none()) {
            Some(working) => Ok(Some(working)),
            None => first
                .and_then(|first| interface_fault(first, is_v6))
                .map_or(Ok(None), |fault| Err(Box::new(fault))),
        }
    }

    /// From a transit gateway to a Direct Connect gateway and over one of its virtual interfaces.
    pub(super) fn over_direct_connect(
        &mut self,
        gateway: &DirectConnectGatewayId,
        transit: &TransitGatewayId,
    ) -> Option<At> {
        match self.transit_interface(gateway, transit) {
            Err(fault) => {
                let Fault { at, block, line } = *fault;
                Some(self.stop(at, block, line))
            }
            Ok(working) => {
                self.pass(gateway.resource(), Fact::Forwards, None);
                if let Some(interface) = working {
                    self.pass(interface.id.resource(), Fact::Forwards, None);
                }
                None
            }
        }
    }

    /// From on-premises over a Direct Connect gateway to a transit gateway: only what is announced comes that way.
    pub(super) fn from_direct_connect(
        &mut self,
        gateway: &DirectConnectGatewayId,
        transit: &TransitGatewayId,
    ) -> Option<At> {
        let working = match self.transit_interface(gateway, transit) {
            Err(fault) => {
                let Fault { at, block, line } = *fault;
                return Some(self.stop(at, block, line));
            }
            Ok(working) => working,
        };
        if let Some(association) = self.transit_association(gateway, transit) {
            let focus = self.world.focus;
            let allowed =
                association.allowed.iter().filter(|block| focus.contains(block, self.destination)).count();
            if allowed == 0 && !association.allowed.is_empty() {
                return Some(self.not_announced(association));
            }
        }
        if let Some(interface) = working {
            self.pass(interface.id.resource(), Fact::Forwards, None);
        }
        self.pass(gateway.resource(), Fact::Forwards, None);
        None
    }

    /// On-premises has no route for the destination, so nothing comes in this way.
    pub(super) fn not_announced(&mut self, association: &DirectConnectAssociation) -> At {
        let at = association.gateway.resource();
        let allowed: Vec<String> = association.allowed.iter().map(ToString::to_string).collect();
        let line = Line::Field {
            resource: at.clone(),
            text: format!("allowedPrefixesToDirectConnectGateway: {}", allowed.join(", ")).into(),
            place: association.place.inside("/allowedPrefixesToDirectConnectGateway"),
        };
        self.stop(at, Block::NotAnnounced { address: self.destination }, Some(line))
    }

    fn transit_association(
        &self,
        gateway: &DirectConnectGatewayId,
        transit: &TransitGatewayId,
    ) -> Option<&'w DirectConnectAssociation> {
        let mut all = self.world.network.direct_connect_associations.iter();
        all.find(|one| one.gateway == *gateway && one.with == AssociatedWith::TransitGateway(transit.clone()))
    }
}
