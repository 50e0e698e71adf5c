//! What stands on the borders of VPCs, in the transit lane and at the far edge, and which of it hangs together.

use super::block::{Block, Nest, Shape, name_or_id};
use super::focus::Focus;
use super::glyphs::Glyph;
use super::groups::short_service;
use super::layout::{Align, Form};
use super::text_size;
use super::theme::Tone;
use super::words::Words;
use crate::model::Order as _;
use crate::model::{AttachedTo, EndpointKind, Gateway, Network, TransitGateway, TransitGatewayId, Vpc};

/// Height of a gateway on a border.
pub(super) const GATE: f32 = 32.0;
/// At most this many transit gateways and peerings are drawn when the path does not name them.
const MOST_NODES: usize = 8;

/// A thin line between two boxes, by their ids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Relation {
    pub(super) from: String,
    pub(super) to: String,
}

impl Relation {
    pub(super) fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Relation { from: from.into(), to: to.into() }
    }
}

/// Gateways on the border of one VPC.
#[derive(Clone, Debug, Default)]
pub(super) struct Border {
    /// Towards the internet.
    pub(super) top: Vec<Block>,
    /// Towards AWS services.
    pub(super) right: Vec<Block>,
    /// Towards other networks.
    pub(super) bottom: Vec<Block>,
    /// Path hops on each, by id, that need room in the box.
    pub(super) badges: Vec<(String, usize)>,
}

impl Border {
    pub(super) fn len(&self) -> usize {
        self.top.len() + self.right.len() + self.bottom.len()
    }

    pub(super) fn width(&self, gate: &Block) -> f32 {
        let badges = self.badges.iter().find(|(id, _)| *id == gate.id).map_or(0, |(_, count)| *count);
        gate_width(gate, badges)
    }

    fn widths(&self, gates: &[Block]) -> f32 {
        gates.iter().map(|gate| self.width(gate) + 16.0).sum()
    }

    pub(super) fn top_width(&self) -> f32 {
        self.widths(&self.top)
    }

    pub(super) fn bottom_width(&self) -> f32 {
        self.widths(&self.bottom)
    }

    /// Free space inside the right border, so that what stands on it touches nothing.
    pub(super) fn right_room(&self) -> f32 {
        self.right.iter().map(|gate| self.width(gate) / 2.0 + 28.0).fold(24.0, f32::max)
    }
}

fn gate_width(gate: &Block, badges: usize) -> f32 {
    let text =
        if gate.label.is_empty() { 0.0 } else { 8.0 + text_size::width(&gate.label, 12.0, true).min(136.0) };
    (12.0 + 16.0 + text + 12.0 + 20.0 * badges as f32).ceil()
}

/// Width of a box in the lane or at the edge, with room for numbers.
pub(super) fn node_width(block: &Block, badges: usize) -> f32 {
    let text = text_size::width(&block.label, 12.0, true).max(text_size::width(&block.sub, 10.5, false));
    (52.0 + text.clamp(56.0, 170.0) + 20.0 * badges as f32).ceil()
}

/// The gateways of a VPC.
pub(super) fn border(
    network: &Network,
    vpc: &Vpc,
    focus: &Focus,
    only_touched: bool,
    words: Words,
) -> Border {
    let mut border = Border::default();
    let wanted = |id: &str| !only_touched || focus.has(id);
    for gateway in network.internet_gateways.iter().filter(|one| one.vpcs.contains(&vpc.id)) {
        if wanted(gateway.id.as_str()) {
            let block = Block::new(Shape::Gate, "internet-gateway", gateway.id.as_str());
            border.top.push(named(block, Glyph::InternetGateway, gateway, words.internet_gateway()));
        }
    }
    for gateway in network.egress_only_gateways.iter().filter(|one| one.vpcs.contains(&vpc.id)) {
        if wanted(gateway.id.as_str()) {
            let block = Block::new(Shape::Gate, "egress-only-internet-gateway", gateway.id.as_str());
            border.top.push(named(block, Glyph::EgressOnly, gateway, words.egress_only()));
        }
    }
    for endpoint in
        network.endpoints.iter().filter(|one| one.vpc == vpc.id && one.kind == EndpointKind::Gateway)
    {
        if wanted(endpoint.id.as_str()) {
            let service = short_service(&endpoint.service);
            let block = Block::new(Shape::Gate, "vpc-endpoint", endpoint.id.as_str());
            let mut block = block.looks(Glyph::Endpoint, Tone::Network).says(service, "", words.endpoint());
            block.title = format!("{} · {}", block.title, name_or_id(&endpoint.name, &endpoint.service));
            border.right.push(block);
        }
    }
    let regional = network.nat_gateways.iter().filter(|nat| nat.vpc == vpc.id && nat.subnet.is_none());
    for nat in regional.filter(|nat| wanted(nat.id.as_str())) {
        let block = Block::new(Shape::Gate, "nat-gateway", nat.id.as_str());
        let name = name_or_id(&nat.name, nat.id.as_str());
        border.right.push(block.looks(Glyph::Nat, Tone::Network).says(name, "", words.nat_gateway()));
    }
    for attachment in &network.transit_attachments {
        if attachment.to == AttachedTo::Vpc(vpc.id.clone()) && wanted(attachment.id.as_str()) {
            let block = Block::new(Shape::Gate, "transit-gateway-attachment", attachment.id.as_str())
                .looks(Glyph::Attachment, Tone::Network);
            let name = name_or_id(&attachment.name, attachment.id.as_str());
            let mut block = block.says(name, attachment.gateway.as_str(), words.attachment());
            block.label.clear();
            block.sub.clear();
            border.bottom.push(block);
        }
    }
    for gateway in network.vpn_gateways.iter().filter(|one| one.vpcs.contains(&vpc.id)) {
        if wanted(gateway.id.as_str()) {
            let block = Block::new(Shape::Gate, "vpn-gateway", gateway.id.as_str());
            border.bottom.push(named(block, Glyph::Vpn, gateway, words.vpn_gateway()));
        }
    }
    let gates = border.top.iter().chain(&border.right).chain(&border.bottom);
    border.badges = gates
        .map(|gate| (gate.id.clone(), focus.count([gate.id.as_str()])))
        .filter(|(_, count)| *count > 0)
        .collect();
    border
}

fn named<Id: std::fmt::Display>(block: Block, glyph: Glyph, gateway: &Gateway<Id>, what: &str) -> Block {
    let id = gateway.id.to_string();
    block.looks(glyph, Tone::Network).says(name_or_id(&gateway.name, &id), "", what)
}

/// The boxes of the transit lane, and what they join.
pub(super) fn lane(
    network: &Network,
    focus: &Focus,
    path_only: bool,
    words: Words,
) -> (Vec<Nest>, Vec<Relation>) {
    let mut blocks = Vec::new();
    let mut relations = Vec::new();
    let mut ids: Vec<&TransitGatewayId> = network.transit_gateways.iter().map(|one| &one.id).collect();
    // A transit gateway of another account is known by its attachments only.
    ids.extend(network.transit_attachments.iter().map(|one| &one.gateway));
    ids.order();
    ids.dedup();
    for id in ids {
        let known: Option<&TransitGateway> = network.transit_gateways.find(id);
        let name = known.map_or("", |one| &one.name);
        let mut block = Block::new(Shape::Node, "transit-gateway", id.as_str())
            .looks(Glyph::Transit, Tone::Network)
            .says(name_or_id(name, id.as_str()), words.transit_gateway(), "");
        let tables = network.transit_tables.iter().filter(|table| table.gateway.as_ref() == Some(id));
        block.aliases.extend(tables.map(|table| table.id.as_str().to_owned()));
        let mine = || network.transit_attachments.iter().filter(|one| one.gateway == *id);
        let far = mine().filter(|one| !matches!(one.to, AttachedTo::Vpc(_)));
        block.aliases.extend(far.map(|one| one.id.as_str().to_owned()));
        for attachment in mine() {
            match &attachment.to {
                AttachedTo::Vpc(_) => relations.push(Relation::new(attachment.id.as_str(), id.as_str())),
                AttachedTo::Vpn(_) | AttachedTo::DirectConnect(_) | AttachedTo::Connect(_) => {
                    relations.push(Relation::new(id.as_str(), "onprem"));
                }
                AttachedTo::Peering { gateway: Some(other), .. } if other > id => {
                    relations.push(Relation::new(id.as_str(), other.as_str()));
                }
                AttachedTo::Peering { .. } | AttachedTo::Other(_) => {}
            }
        }
        blocks.push(block);
    }
    for peering in &network.peerings {
        let block = Block::new(Shape::Node, "vpc-peering-connection", peering.id.as_str());
        let name = name_or_id(&peering.name, peering.id.as_str());
        blocks.push(block.looks(Glyph::Peering, Tone::Network).says(name, words.peering(), ""));
        for side in [&peering.requester, &peering.accepter] {
            relations.push(Relation::new(side.vpc.as_str(), peering.id.as_str()));
        }
    }
    let touched = |block: &Block| focus.has(&block.id) || block.aliases.iter().any(|alias| focus.has(alias));
    if path_only {
        blocks.retain(touched);
    }
    let hidden = blocks.len().saturating_sub(MOST_NODES);
    if hidden > 1 {
        let mut kept = 0;
        blocks.retain(|block| {
            kept += 1;
            kept <= MOST_NODES || touched(block)
        });
        let more = Block::new(Shape::Node, "more", "transit#more").looks(Glyph::Others, Tone::Plain);
        blocks.push(more.says(format!("+ {hidden} {}", words.more()), words.peering(), ""));
    }
    relations.dedup();
    let nests = blocks.into_iter().map(|block| {
        let ids = std::iter::once(block.id.as_str()).chain(block.aliases.iter().map(String::as_str));
        let badges = focus.count(ids);
        let width = node_width(&block, badges);
        Nest::leaf(block, width, 44.0)
    });
    (nests.collect(), relations)
}

/// The network behind VPN and Direct Connect with its customer gateways, and what leads to it.
pub(super) fn site(
    network: &Network,
    focus: &Focus,
    path_only: bool,
    words: Words,
) -> (Option<Nest>, Vec<Relation>) {
    const MOST: usize = 6;
    let direct = network.transit_attachments.iter().any(|one| matches!(one.to, AttachedTo::DirectConnect(_)));
    let named = || {
        let vpns = network.vpn_connections.iter().map(|one| one.id.as_str());
        vpns.chain(network.customer_gateways.iter().map(|one| one.id.as_str())).any(|id| focus.has(id))
    };
    let known = direct
        || !network.vpn_gateways.is_empty()
        || !network.vpn_connections.is_empty()
        || !network.customer_gateways.is_empty();
    let wanted = if path_only { named() } else { known };
    if !wanted && !focus.has("onprem") {
        return (None, Vec::new());
    }
    let mut relations: Vec<Relation> =
        network.vpn_gateways.iter().map(|one| Relation::new(one.id.as_str(), "onprem")).collect();
    relations.dedup();
    let mut block = Block::new(Shape::Site, "on-premises", "onprem").looks(Glyph::Site, Tone::Site);
    block.label = words.on_premises().to_owned();
    block.title = words.on_premises().to_owned();
    let mut leaves: Vec<Block> = Vec::new();
    for gateway in &network.customer_gateways {
        let id = gateway.id.as_str();
        let address = gateway.address.map(|address| address.to_string()).unwrap_or_default();
        let mut leaf = Block::new(Shape::Leaf, "customer-gateway", id)
            .looks(Glyph::CustomerGateway, Tone::Plain)
            .says(name_or_id(&gateway.name, id), address, words.customer_gateway());
        let connections =
            network.vpn_connections.iter().filter(|one| one.customer_gateway.as_ref() == Some(&gateway.id));
        leaf.aliases = connections.map(|one| one.id.as_str().to_owned()).collect();
        leaves.push(leaf);
    }
    let touched = |leaf: &Block| focus.has(&leaf.id) || leaf.aliases.iter().any(|alias| focus.has(alias));
    if path_only {
        leaves.retain(touched);
    }
    if leaves.len() > MOST {
        let hidden = leaves.len() - MOST;
        let mut kept = 0;
        leaves.retain(|leaf| {
            kept += 1;
            kept <= MOST || touched(leaf)
        });
        let more = Block::new(Shape::Leaf, "more", "onprem#more").looks(Glyph::Others, Tone::Plain);
        leaves.push(more.says(format!("+ {hidden} {}", words.more()), "", words.customer_gateway()));
    }
    let form = Form {
        columns: leaves.len().min(3),
        pad: [44.0, 16.0, 16.0, 16.0],
        gap: (14.0, 12.0),
        align: Align::Top,
    };
    let leaves = leaves.into_iter().map(|leaf| Nest::leaf(leaf, 172.0, 36.0)).collect();
    let mut nest = Nest::new(block, form).holding(leaves);
    nest.least = (204.0, 46.0);
    (Some(nest), relations)
}
