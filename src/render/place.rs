//! Puts gateways on borders and draws the thin lines of what is attached to what: the part that grids cannot say.

use super::block::{Block, Placed, Shape};
use super::border::{Border, GATE, Relation};
use super::estate::Estate;
use super::geometry::{Point, Rect};
use super::layout;
use crate::model::Order as _;
use crate::model::SortedMap;

/// A thin line and the boxes it joins.
pub(super) struct Tie {
    ends: (usize, usize),
    pub(super) points: Vec<Point>,
}

/// All boxes with their places, and the thin lines.
pub(super) struct Map {
    /// Parents come before their children.
    pub(super) boxes: Vec<Placed>,
    pub(super) relations: Vec<Tie>,
    pub(super) size: (f32, f32),
    by_id: SortedMap<String, usize>,
}

impl Map {
    pub(super) fn of(estate: Estate) -> Self {
        let mut boxes = layout::arrange(estate.root);
        let size = boxes.first().map_or((64.0, 64.0), |root| (root.rect.w, root.rect.h));
        adopt(&mut boxes);
        let gates: Vec<Placed> = boxes
            .iter()
            .filter(|placed| placed.block.shape == Shape::Vpc)
            .filter_map(|vpc| estate.borders.get(&vpc.block.id).map(|border| (vpc, border)))
            .flat_map(|(vpc, border)| gates(vpc, border, axis(&boxes, vpc)))
            .collect();
        boxes.extend(gates);
        let mut by_id = SortedMap::new();
        for (index, placed) in
            boxes.iter().enumerate().filter(|(_, placed)| placed.block.shape != Shape::Hidden)
        {
            for id in std::iter::once(&placed.block.id).chain(&placed.block.aliases) {
                by_id.entry(id.clone()).or_insert(index);
            }
        }
        let mut map = Map { boxes, relations: Vec::new(), size, by_id };
        map.relations = relate(&map, &estate.relations);
        map
    }

    pub(super) fn get(&self, index: usize) -> Option<&Placed> {
        self.boxes.get(index)
    }

    /// The box that is, or stands for, a resource.
    pub(super) fn find(&self, resource: &str) -> Option<usize> {
        let tail = super::focus::balancer_tail(resource);
        self.by_id.get(resource).or_else(|| self.by_id.get(tail?)).copied()
    }

    /// The nearest box around `index` of a shape, itself included.
    pub(super) fn around(&self, index: usize, shape: Shape) -> Option<usize> {
        let mut at = Some(index);
        while let Some(index) = at {
            let placed = self.boxes.get(index)?;
            if placed.block.shape == shape {
                return Some(index);
            }
            at = placed.parent;
        }
        None
    }
}

impl Map {
    /// Takes away thin lines where the path itself is drawn.
    pub(super) fn hide_relations(&mut self, pairs: &[(usize, usize)]) {
        self.relations.retain(|tie| {
            let (a, b) = tie.ends;
            !pairs.contains(&(a, b)) && !pairs.contains(&(b, a))
        });
    }

    /// Whether a gateway stands on an upright border line.
    pub(super) fn sits_on_right(&self, index: usize) -> bool {
        let Some(gate) = self.get(index).map(|placed| placed.rect.center()) else { return false };
        let vpcs = self.boxes.iter().filter(|placed| placed.block.shape == Shape::Vpc);
        let mut rects = vpcs.map(|placed| placed.rect);
        rects.any(|rect| (rect.right() - gate.x).abs() < 1.0 && rect.y < gate.y && gate.y < rect.bottom())
    }
}

/// Zones are laid out beside the subnets of their column; from here on they hold them.
fn adopt(boxes: &mut [Placed]) {
    let zones: Vec<(usize, Option<usize>, Rect)> = boxes
        .iter()
        .enumerate()
        .filter(|(_, placed)| placed.block.shape == Shape::Zone)
        .map(|(index, placed)| (index, placed.parent, placed.rect))
        .collect();
    for placed in boxes.iter_mut().filter(|placed| placed.block.shape == Shape::Subnet) {
        let middle = placed.rect.center().x;
        let holds = |rect: &Rect| rect.x < middle && middle < rect.right();
        let zone = zones.iter().find(|(_, parent, rect)| *parent == placed.parent && holds(rect));
        if let Some((index, ..)) = zone {
            placed.parent = Some(*index);
        }
    }
}

/// The middle of a VPC's zones: gateways stand over it, and with two zones over the gutter between them.
fn axis(boxes: &[Placed], vpc: &Placed) -> f32 {
    let zones = || {
        let inside = |placed: &&Placed| placed.block.shape == Shape::Zone && vpc.rect.overlaps(&placed.rect);
        boxes.iter().filter(inside).map(|placed| placed.rect)
    };
    let left = zones().map(|rect| rect.x).min_by(f32::total_cmp);
    let right = zones().map(|rect| rect.right()).max_by(f32::total_cmp);
    left.zip(right).map_or(vpc.rect.center().x, |(left, right)| (left + right) / 2.0)
}

/// The gateways of one VPC, centred on its border lines.
fn gates(vpc: &Placed, border: &Border, axis: f32) -> Vec<Placed> {
    let rect = vpc.rect;
    let place = |block: &Block, at: Rect| Placed { block: block.clone(), rect: at, parent: vpc.parent };
    let mut placed = Vec::new();
    let title = super::text_size::width(&vpc.block.label, 14.0, true).min(196.0) + 60.0;
    for (gates, y, from) in [(&border.top, rect.y, title), (&border.bottom, rect.bottom(), 24.0)] {
        let whole: f32 = gates.iter().map(|gate| border.width(gate) + 16.0).sum::<f32>() - 16.0;
        let mut x = (axis - whole / 2.0).max(rect.x + from).round();
        for gate in gates {
            let w = border.width(gate);
            placed.push(place(gate, Rect::new(x, y - GATE / 2.0, w, GATE)));
            x += w + 16.0;
        }
    }
    let whole = border.right.len() as f32 * (GATE + 12.0) - 12.0;
    let mut y = (rect.y + (rect.h - whole) / 2.0).round();
    for gate in &border.right {
        let w = border.width(gate);
        placed.push(place(gate, Rect::new((rect.right() - w / 2.0).round(), y, w, GATE)));
        y += GATE + 12.0;
    }
    placed
}

/// Thin lines as buses: each transit gateway and each peering has its own level track, so that no two run together.
fn relate(map: &Map, relations: &[Relation]) -> Vec<Tie> {
    let mut tracks: SortedMap<usize, usize> = SortedMap::new();
    let nodes = map
        .boxes
        .iter()
        .enumerate()
        .filter(|(_, placed)| placed.block.shape == Shape::Node && placed.block.kind != "internet");
    for (track, (index, _)) in nodes.enumerate() {
        tracks.insert(index, track);
    }
    let walls: Vec<Rect> = map
        .boxes
        .iter()
        .filter_map(|placed| match placed.block.shape {
            Shape::Vpc | Shape::Card | Shape::Leaf | Shape::Gate | Shape::Node => Some(placed.rect),
            // The title of a Region.
            Shape::Scope => Some(Rect { w: 240.0, h: 44.0, ..placed.rect }),
            Shape::Hidden | Shape::Zone | Shape::Subnet | Shape::Site => None,
        })
        .collect();
    let mut ports: SortedMap<usize, f32> = SortedMap::new();
    let mut lines: Vec<Tie> = Vec::new();
    for relation in relations {
        let (Some(from), Some(to)) = (map.find(&relation.from), map.find(&relation.to)) else { continue };
        let (Some(a), Some(b)) = (map.get(from), map.get(to)) else { continue };
        let track = tracks.get(&to).copied().unwrap_or_default() as f32;
        let port = if a.block.shape == Shape::Vpc {
            let nth = ports.entry(from).or_insert(0.0);
            *nth += 1.0;
            *nth
        } else {
            0.0
        };
        let line = candidates(map, a, b, track, port).into_iter().find(|line| is_free(line, &walls));
        if let Some(points) = line.filter(|line| lines.iter().all(|tie| tie.points != *line)) {
            lines.push(Tie { ends: (from, to), points });
        }
    }
    lines
}

/// Ways to draw one relation, best first.
fn candidates(map: &Map, a: &Placed, b: &Placed, track: f32, port: f32) -> Vec<Vec<Point>> {
    let goal = b.rect.center();
    let up = goal.y < a.rect.y;
    let mut start = a.rect.center();
    start.y = if up { a.rect.y } else { a.rect.bottom() };
    if a.block.shape == Shape::Vpc {
        start.x = free_port(map, a, goal.x, port);
    }
    let end_y = if up { b.rect.bottom() } else { b.rect.y };
    if (goal.y - a.rect.center().y).abs() < 30.0 {
        // Two neighbours of the lane: a loop below them.
        let under = a.rect.bottom().max(b.rect.bottom()) + 14.0;
        return vec![vec![
            Point { x: start.x, y: a.rect.bottom() },
            Point { x: start.x, y: under },
            Point { x: goal.x, y: under },
            Point { x: goal.x, y: b.rect.bottom() },
        ]];
    }
    let bus = if up { end_y + 24.0 } else { end_y - 20.0 - 8.0 * track };
    let tail = [Point { x: goal.x, y: bus }, Point { x: goal.x, y: end_y }];
    let mut ways = vec![[vec![start, Point { x: start.x, y: bus }], tail.to_vec()].concat()];
    // A VPC of an inner row: along the row's gutter, then through a gutter between columns.
    let own = map
        .boxes
        .iter()
        .find(|placed| placed.block.shape == Shape::Vpc && placed.rect.grown(1.0).overlaps(&a.rect));
    if let Some(vpc) = own {
        let gutter = if up { vpc.rect.y - 22.0 } else { vpc.rect.bottom() + 24.0 + 8.0 * track };
        // Gutters lie left of VPCs, and at the far right of the Region. Ways up and ways down keep apart.
        let beside = if up { 12.0 } else { 20.0 + 4.0 * track };
        let regions = map.boxes.iter().filter(|placed| placed.block.shape == Shape::Scope);
        let region =
            regions.map(|placed| placed.rect).find(|rect| rect.overlaps(&vpc.rect)).unwrap_or_default();
        let vpcs = map.boxes.iter().filter(|placed| placed.block.shape == Shape::Vpc);
        let mut xs: Vec<f32> = vpcs.map(|placed| placed.rect.x - beside).filter(|x| region.x < *x).collect();
        xs.retain(|x| *x < region.right());
        xs.push(region.right() - beside);
        xs.order_by(|a, b| (a - start.x).abs().total_cmp(&(b - start.x).abs()).then(a.total_cmp(b)));
        xs.dedup();
        xs.truncate(6);
        for x in xs {
            let around =
                vec![start, Point { x: start.x, y: gutter }, Point { x, y: gutter }, Point { x, y: bus }];
            ways.push([around, tail.to_vec()].concat());
        }
    }
    ways.iter_mut().for_each(simplify);
    ways
}

/// Where on the lower border of a VPC a peering's line starts: towards its goal, beside the gateways there.
fn free_port(map: &Map, vpc: &Placed, goal: f32, nth: f32) -> f32 {
    let rect = vpc.rect;
    let side = if goal < rect.center().x { -1.0 } else { 1.0 };
    let mut from = rect.center().x;
    for gate in map.boxes.iter().filter(|placed| placed.block.shape == Shape::Gate) {
        let sits = (gate.rect.center().y - rect.bottom()).abs() < 1.0 && gate.rect.overlaps(&rect);
        if sits && side > 0.0 {
            from = from.max(gate.rect.right());
        } else if sits {
            from = from.min(gate.rect.x);
        }
    }
    (from + side * (8.0 + 16.0 * nth)).clamp(rect.x + 12.0, rect.right() - 12.0)
}

fn is_free(line: &[Point], walls: &[Rect]) -> bool {
    line.iter().zip(line.iter().skip(1)).all(|(a, b)| !walls.iter().any(|wall| wall.is_crossed(*a, *b)))
}

/// Leaves out points in the middle of straight runs.
pub(super) fn simplify(line: &mut Vec<Point>) {
    line.dedup();
    let mut kept: Vec<Point> = Vec::with_capacity(line.len());
    for point in line.drain(..) {
        if let [.., before, last] = kept.as_slice() {
            let straight = before.x == last.x && last.x == point.x || before.y == last.y && last.y == point.y;
            if straight {
                kept.pop();
            }
        }
        kept.push(point);
    }
    *line = kept;
}
