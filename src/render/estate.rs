//! The whole picture as nested boxes: which VPCs are open, what stands in the transit lane and at the edge.

use super::Scene;
use super::block::{Block, Nest, Shape};
use super::border::{Border, Relation, border, lane, node_width, site};
use super::focus::Focus;
use super::glyphs::Glyph;
use super::groups::short_service;
use super::layout::{Align, Form};
use super::shelves;
use super::theme::Tone;
use super::vpc_box::{self, Detail, Index};
use super::words::Words;
use crate::model::Order as _;
use crate::model::{Network, Scope, SortedMap, Vpc};

/// Everything that layout and drawing need to know.
pub(super) struct Estate {
    pub(super) root: Nest,
    /// What sits on the border of each open VPC.
    pub(super) borders: SortedMap<String, Border>,
    /// Thin lines: what is attached to what.
    pub(super) relations: Vec<Relation>,
}

/// A VPC, what is on its border, and how much of it will be drawn.
struct Planned<'n> {
    vpc: &'n Vpc,
    border: Border,
    detail: Detail,
    /// The VPC laid open, and its number of boxes, borders included.
    nest: Nest,
    boxes: usize,
}

impl Estate {
    pub(super) fn of(network: &Network, scene: &Scene<'_>, focus: &Focus) -> Self {
        let words = Words { japanese: scene.japanese };
        let index = Index::of(network, words);
        let path_only = scene.path_only && !focus.is_empty();
        let mut scopes: SortedMap<&Scope, Vec<&Vpc>> = SortedMap::new();
        for vpc in &network.vpcs {
            if !path_only || focus.vpcs.contains(&vpc.id) {
                scopes.entry(&vpc.scope).or_default().push(vpc);
            }
        }
        let (nodes, mut relations) = lane(network, focus, path_only, words);
        let (site, edges) = site(network, focus, path_only, words);
        relations.extend(edges);
        let edge = edge(network, focus, path_only, words);
        // Edge boxes, the lane, the Region boxes and their "more" cards always stay.
        let fixed = nodes.len() + 2 * scopes.len() + site.as_ref().map_or(0, boxes_in) + 2;
        let room = scene.max_boxes.saturating_sub(fixed);
        let mut plans = plan(&scopes, &index, focus, path_only, room);

        let one_scope = scopes.len() == 1;
        let tracks = nodes.len();
        let lane_nest = (!nodes.is_empty()).then(|| row(nodes, 64.0));
        let mut borders = SortedMap::new();
        let mut regions = Vec::new();
        let mut kept_lane = lane_nest;
        for (scope, vpcs) in &scopes {
            let mut open = Vec::new();
            let mut cards = Vec::new();
            for vpc in vpcs {
                let Some(planned) = plans.remove(vpc.id.as_str()) else { continue };
                if planned.detail == Detail::Card {
                    cards.push(vpc_box::card(planned.vpc, &index));
                } else {
                    borders.insert(vpc.id.as_str().to_owned(), planned.border);
                    open.push(planned.nest);
                }
            }
            let missing = vpcs.len() - open.len() - cards.len();
            if missing > 0 {
                cards.push(more_card(scope, missing, words));
            }
            let lane = if one_scope { kept_lane.take() } else { None };
            // Tall ones first, so that those of one row are about equally tall. Subnet rows tell, not pixels:
            // a path must not move a VPC.
            open.order_by_key(|nest| {
                let rows = nest.children.iter().filter_map(|child| child.cell).map(|cell| cell.row).max();
                (std::cmp::Reverse(rows), nest.block.label.clone(), nest.block.id.clone())
            });
            regions.push(region(scope, open, cards, lane, tracks, words));
        }
        let mut floors = Vec::new();
        if !edge.is_empty() {
            let gates = borders.values().flat_map(|border| &border.top);
            relations.extend(gates.map(|gate| Relation::new(&gate.id, "internet")));
            floors.push(row(edge, 64.0));
        }
        floors.extend(shelves::shelves(regions).into_iter().map(|shelf| {
            let form = Form { columns: shelf.len(), pad: [0.0; 4], gap: (40.0, 0.0), align: Align::Row };
            Nest::new(Block::hidden(), form).holding(shelf)
        }));
        floors.extend(kept_lane);
        floors.extend(site);
        let between = if one_scope { 48.0 } else { 48.0 + 8.0 * tracks.min(12) as f32 };
        let form = Form { columns: 1, pad: [32.0; 4], gap: (0.0, between), align: Align::Middle };
        Estate { root: Nest::new(Block::hidden(), form).holding(floors), borders, relations }
    }
}

/// Decides how much of each VPC is drawn: all of it while the boxes last, else cards, and the path's VPCs open.
fn plan<'n>(
    scopes: &SortedMap<&Scope, Vec<&'n Vpc>>,
    index: &Index<'n>,
    focus: &Focus,
    path_only: bool,
    room: usize,
) -> SortedMap<&'n str, Planned<'n>> {
    let all: Vec<&Vpc> = scopes.values().flatten().copied().collect();
    let first = if path_only { Detail::Touched } else { Detail::Full };
    let at_least: usize = all.iter().map(|vpc| index.subnets(vpc).len() + 1).sum();
    // Folding groups of an estate that cannot fit anyway would only cost time.
    if at_least <= room || path_only {
        let full: Vec<Planned> = all.iter().map(|vpc| planned(vpc, index, focus, first)).collect();
        if full.iter().map(|planned| planned.boxes).sum::<usize>() <= room {
            return full.into_iter().map(|planned| (planned.vpc.id.as_str(), planned)).collect();
        }
    }
    let mut left = room;
    let mut plans = SortedMap::new();
    let mut order = all;
    order.order_by_key(|vpc| !focus.vpcs.contains(&vpc.id));
    let alone = order.len() == 1;
    let mut behind = order.len();
    for vpc in order {
        behind -= 1;
        let worth = focus.vpcs.contains(&vpc.id) || alone;
        // The VPCs that follow want a card each.
        let share = left.saturating_sub(behind.min(left / 2));
        let details: &[Detail] = if worth { &[Detail::Full, Detail::Subnets, Detail::Touched] } else { &[] };
        let fitting = details
            .iter()
            .filter(|detail| **detail != Detail::Full || index.subnets(vpc).len() < share)
            .map(|detail| planned(vpc, index, focus, *detail))
            .find(|planned| planned.boxes <= share);
        let chosen = fitting.unwrap_or_else(|| planned(vpc, index, focus, Detail::Card));
        if chosen.boxes <= left {
            left -= chosen.boxes;
            plans.insert(vpc.id.as_str(), chosen);
        }
    }
    plans
}

fn planned<'n>(vpc: &'n Vpc, index: &Index<'n>, focus: &Focus, detail: Detail) -> Planned<'n> {
    let subnets = index.subnets(vpc);
    // What another document only names has no inside to show; the default VPC of an account that nobody uses
    // would only take room.
    let is_idle = vpc.is_default && subnets.iter().all(|subnet| index.count(subnet) == 0);
    let is_dull = is_idle && !focus.vpcs.contains(&vpc.id) || vpc.is_stub && subnets.is_empty();
    let detail = if is_dull { Detail::Card } else { detail };
    if detail == Detail::Card {
        return Planned { vpc, border: Border::default(), detail, nest: vpc_box::card(vpc, index), boxes: 1 };
    }
    let border = border(index.network, vpc, focus, detail == Detail::Touched, index.words);
    let least = 2.0 * (vpc_box::title_width(vpc) - 20.0) + border.top_width();
    let least = least.max(border.bottom_width() + 48.0).max(vpc_box::sub_width(vpc, detail, index, focus));
    let nest = vpc_box::open(vpc, index, focus, detail, least, border.right_room());
    let boxes = boxes_in(&nest) + border.len();
    Planned { vpc, border, detail, nest, boxes }
}

fn boxes_in(nest: &Nest) -> usize {
    usize::from(nest.block.shape != Shape::Hidden) + nest.children.iter().map(boxes_in).sum::<usize>()
}

/// What lies beyond the gateways: the internet, and the AWS services that the path goes to.
fn edge(network: &Network, focus: &Focus, path_only: bool, words: Words) -> Vec<Nest> {
    let mut blocks = Vec::new();
    let has_gateway = !network.internet_gateways.is_empty() || !network.egress_only_gateways.is_empty();
    if focus.has("internet") || has_gateway && !path_only {
        let mut block = Block::new(Shape::Node, "internet", "internet").looks(Glyph::Internet, Tone::Plain);
        block.label = words.internet().to_owned();
        block.title = words.internet().to_owned();
        blocks.push(block);
    }
    for service in focus.services() {
        let block = Block::new(Shape::Node, "aws-service", service).looks(Glyph::Storage, Tone::Storage);
        blocks.push(block.says(short_service(service), words.aws_services(), ""));
    }
    let nest = |block: Block| {
        let width = node_width(&block, focus.count([block.id.as_str()]));
        Nest::leaf(block, width, 44.0)
    };
    blocks.into_iter().map(nest).collect()
}

/// A row of boxes that keep their size.
fn row(nests: Vec<Nest>, gap: f32) -> Nest {
    let form = Form { columns: nests.len(), pad: [0.0; 4], gap: (gap, 0.0), align: Align::Middle };
    Nest::new(Block::hidden(), form).holding(nests)
}

fn region(
    scope: &Scope,
    open: Vec<Nest>,
    cards: Vec<Nest>,
    lane: Option<Nest>,
    tracks: usize,
    words: Words,
) -> Nest {
    let columns = shelves::card_columns(cards.len(), &open);
    // Between rows there is room for what hangs on the borders and for one level line a lane box.
    let between = 56.0 + 8.0 * tracks.min(12) as f32;
    let mut floors = Vec::new();
    floors.extend(shelves::shelves(open).into_iter().map(|shelf| {
        let form = Form { columns: shelf.len(), pad: [0.0; 4], gap: (72.0, 0.0), align: Align::Row };
        Nest::new(Block::hidden(), form).holding(shelf)
    }));
    floors.extend(lane);
    if !cards.is_empty() {
        let form = Form { columns, pad: [0.0; 4], gap: (16.0, 16.0), align: Align::Row };
        floors.push(Nest::new(Block::hidden(), form).holding(cards));
    }
    let label = if scope.region.is_empty() { words.region_unknown() } else { &scope.region };
    let sub = if scope.account.is_empty() {
        String::new()
    } else {
        format!("{} {}", words.account(), scope.account)
    };
    let block = Block::new(Shape::Scope, "region", format!("{}/{}", scope.account, scope.region))
        .looks(Glyph::Region, Tone::Region)
        .says(label, sub, "");
    let form = Form { columns: 1, pad: [68.0, 44.0, 36.0, 44.0], gap: (0.0, between), align: Align::Middle };
    let mut nest = Nest::new(block, form).holding(floors);
    nest.least = (300.0, 120.0);
    nest
}

fn more_card(scope: &Scope, missing: usize, words: Words) -> Nest {
    let id = format!("{}/{}#more", scope.account, scope.region);
    let label = format!("+ {} {}", words.vpcs(missing), words.more());
    let block = Block::new(Shape::Card, "more", id).looks(Glyph::Vpc, Tone::Vpc).says(label, "", "");
    Nest::leaf(block, 248.0, 84.0)
}
