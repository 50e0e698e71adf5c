//! The way of the path line: upright and level pieces through the gutters, with few bends.
//!
//! Dijkstra on a sparse grid made of the edges of boxes. Must not know what the boxes are.

use crate::model::SortedSet;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::geometry::{Point, Rect};

/// What a bend costs, in pixels.
const BEND: u32 = 70;
/// What each pixel costs more where another line already runs.
const SHARED: u32 = 4;

/// A rectangle that costs.
pub(super) struct Area {
    pub(super) rect: Rect,
    /// Cost of a pixel in it beyond 1; `None` forbids it.
    pub(super) weight: Option<u32>,
    /// Distances from its sides at which lines like to run: level, upright.
    pub(super) lanes: (f32, f32),
}

/// The grid.
#[derive(Clone)]
pub(super) struct Router {
    xs: Vec<i32>,
    ys: Vec<i32>,
    /// Cost per pixel of the piece right of, and below, each node; `None` is forbidden.
    right: Vec<Option<u32>>,
    down: Vec<Option<u32>>,
}

/// Half pixels, so that middles of odd boxes are whole.
fn grid(value: f32) -> i32 {
    (value * 2.0).round() as i32
}

impl Router {
    /// A grid for these areas; `ports` are the points where lines may start or end.
    pub(super) fn new(areas: &[Area], ports: &[Point]) -> Self {
        let mut xs = SortedSet::new();
        let mut ys = SortedSet::new();
        for area in areas {
            let (level, upright) = area.lanes;
            xs.extend([grid(area.rect.x - upright), grid(area.rect.right() + upright)]);
            ys.extend([grid(area.rect.y - level), grid(area.rect.bottom() + level)]);
        }
        for port in ports {
            xs.insert(grid(port.x));
            ys.insert(grid(port.y));
        }
        let (xs, ys): (Vec<i32>, Vec<i32>) = (xs.into_iter().collect(), ys.into_iter().collect());
        let nodes = xs.len() * ys.len();
        let mut router = Router { xs, ys, right: vec![Some(1); nodes], down: vec![Some(1); nodes] };
        for area in areas {
            router.mark(area);
        }
        router
    }

    fn mark(&mut self, area: &Area) {
        let (x0, x1) = (grid(area.rect.x), grid(area.rect.right()));
        let (y0, y1) = (grid(area.rect.y), grid(area.rect.bottom()));
        let columns = self.xs.len();
        // Nodes strictly inside one way, pieces that reach inside the other way.
        let inside = |line: &[i32], from: i32, to: i32| {
            line.partition_point(|v| *v <= from)..line.partition_point(|v| *v < to)
        };
        let reaching = |line: &[i32], from: i32, to: i32| {
            line.partition_point(|v| *v <= from).saturating_sub(1)..line.partition_point(|v| *v < to)
        };
        for row in inside(&self.ys, y0, y1) {
            for column in reaching(&self.xs, x0, x1) {
                add(self.right.get_mut(row * columns + column), area.weight);
            }
        }
        for row in reaching(&self.ys, y0, y1) {
            for column in inside(&self.xs, x0, x1) {
                add(self.down.get_mut(row * columns + column), area.weight);
            }
        }
    }

    /// The cheapest way from one of `starts` to one of `goals`. Later lines will keep off it.
    pub(super) fn route(&mut self, starts: &[Port], goals: &[Port]) -> Option<Vec<Point>> {
        let size = self.xs.len() * self.ys.len();
        // Two states a node: arrived level (0) or upright (1).
        let mut best: Vec<u32> = vec![u32::MAX; size * 2];
        let mut before: Vec<usize> = vec![usize::MAX; size * 2];
        let mut heap = BinaryHeap::new();
        for start in starts {
            let Some(node) = self.node(start.at) else { continue };
            let state = node * 2 + usize::from(!start.is_level);
            if let Some(cost) = best.get_mut(state).filter(|cost| **cost > start.extra) {
                *cost = start.extra;
                heap.push(Reverse((start.extra, state)));
            }
        }
        let ends: Vec<(usize, u32)> = goals
            .iter()
            .filter_map(|goal| {
                self.node(goal.at).map(|node| (node * 2 + usize::from(!goal.is_level), goal.extra))
            })
            .collect();
        let mut found: Option<(u32, usize)> = None;
        while let Some(Reverse((cost, state))) = heap.pop() {
            if found.is_some_and(|(least, _)| least <= cost) {
                break;
            }
            if best.get(state).is_none_or(|least| *least < cost) {
                continue;
            }
            for (_, extra) in ends.iter().filter(|(end, _)| *end == state) {
                if found.is_none_or(|(least, _)| cost + extra < least) {
                    found = Some((cost + extra, state));
                }
            }
            for (next, step) in self.steps(state) {
                let total = cost.saturating_add(step);
                if let Some(least) = best.get_mut(next).filter(|least| **least > total) {
                    *least = total;
                    if let Some(from) = before.get_mut(next) {
                        *from = state;
                    }
                    heap.push(Reverse((total, next)));
                }
            }
        }
        let (_, mut state) = found?;
        let mut states = vec![state];
        while let Some(from) = before.get(state).copied().filter(|from| *from != usize::MAX) {
            state = from;
            states.push(state);
        }
        states.reverse();
        self.occupy(&states);
        let mut line: Vec<Point> = states.iter().filter_map(|state| self.point(state / 2)).collect();
        super::place::simplify(&mut line);
        Some(line)
    }

    /// Where one can go from a state, and what it costs.
    fn steps(&self, state: usize) -> Vec<(usize, u32)> {
        let (node, upright) = (state / 2, state % 2);
        let columns = self.xs.len();
        let column = node % columns;
        let mut steps = vec![(node * 2 + 1 - upright, BEND * 2)];
        let cost = |pieces: &[Option<u32>], piece: usize, length: i32| {
            pieces.get(piece).copied().flatten().map(|weight| weight.saturating_mul(length.unsigned_abs()))
        };
        let gap = |line: &[i32], at: usize| line.get(at + 1).zip(line.get(at)).map(|(b, a)| b - a);
        if upright == 0 {
            let ahead = gap(&self.xs, column).and_then(|length| cost(&self.right, node, length));
            steps.extend(ahead.map(|cost| ((node + 1) * 2, cost)));
            if column > 0 {
                let back = gap(&self.xs, column - 1).and_then(|length| cost(&self.right, node - 1, length));
                steps.extend(back.map(|cost| ((node - 1) * 2, cost)));
            }
        } else {
            let row = node / columns;
            let ahead = gap(&self.ys, row).and_then(|length| cost(&self.down, node, length));
            steps.extend(ahead.map(|cost| ((node + columns) * 2 + 1, cost)));
            if row > 0 {
                let back = gap(&self.ys, row - 1).and_then(|length| cost(&self.down, node - columns, length));
                steps.extend(back.map(|cost| ((node - columns) * 2 + 1, cost)));
            }
        }
        steps
    }

    fn occupy(&mut self, states: &[usize]) {
        let columns = self.xs.len();
        for (a, b) in states.iter().zip(states.iter().skip(1)) {
            let (low, high) = ((a / 2).min(b / 2), (a / 2).max(b / 2));
            if high == low + 1 && columns != 1 {
                add(self.right.get_mut(low), Some(SHARED));
            } else if high == low + columns {
                add(self.down.get_mut(low), Some(SHARED));
            }
        }
    }

    fn node(&self, at: Point) -> Option<usize> {
        let column = self.xs.binary_search(&grid(at.x)).ok()?;
        let row = self.ys.binary_search(&grid(at.y)).ok()?;
        Some(row * self.xs.len() + column)
    }

    fn point(&self, node: usize) -> Option<Point> {
        let columns = self.xs.len();
        let (x, y) = (self.xs.get(node % columns)?, self.ys.get(node / columns)?);
        Some(Point { x: *x as f32 / 2.0, y: *y as f32 / 2.0 })
    }
}

fn add(piece: Option<&mut Option<u32>>, weight: Option<u32>) {
    if let Some(cost) = piece {
        *cost = cost.zip(weight).map(|(cost, more)| cost.saturating_add(more));
    }
}

/// A place on the edge of a box where a line may start or end.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Port {
    pub(super) at: Point,
    /// Whether the line leaves it level (left and right sides).
    pub(super) is_level: bool,
    /// What it costs to use it, in half pixels.
    pub(super) extra: u32,
}

/// The middles of the four sides.
pub(super) fn ports(rect: &Rect, prefers_level: bool) -> [Port; 4] {
    let middle = rect.center();
    let level = if prefers_level { 0 } else { 60 };
    let upright = if prefers_level { 60 } else { 0 };
    [
        Port { at: Point { x: rect.right(), y: middle.y }, is_level: true, extra: level },
        Port { at: Point { x: rect.x, y: middle.y }, is_level: true, extra: level },
        Port { at: Point { x: middle.x, y: rect.bottom() }, is_level: false, extra: upright },
        Port { at: Point { x: middle.x, y: rect.y }, is_level: false, extra: upright },
    ]
}

/// More places on the upper and lower side of a wide box, for when the middles are taken.
pub(super) fn more_ports(rect: &Rect) -> Vec<Port> {
    let spots = [0.25, 0.75].map(|part| (rect.x + rect.w * part).round());
    let port = |x: f32, y: f32| Port { at: Point { x, y }, is_level: false, extra: 40 };
    spots.into_iter().flat_map(|x| [port(x, rect.y), port(x, rect.bottom())]).collect()
}
