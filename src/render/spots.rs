//! Where the numbers on a line stand: in travel order, near what they are about, over no box, no title and no other number.
//!
//! They stand one behind the other. Where the line is too short for that, two or three stand side by side.

use super::block::{Badge, Shape};
use super::geometry::{Point, Rect, length_of, point_at};
use super::place::Map;
use super::text_size::width;

/// What a square pixel costs that is covered, against a pixel from the wish.
const COVERED: f32 = 20.0;
/// What each number beside another one costs.
const BESIDE: f32 = 150.0;
/// How far beside the line they may stand, and what each pixel of it costs.
const SHIFTS: [f32; 6] = [-6.0, 6.0, -12.0, 12.0, -18.0, 18.0];
const SHIFTED: f32 = 4.0;
/// At most so many side by side.
const MOST_BESIDE: usize = 3;
/// At most so many places are tried on a line.
const MOST_PLACES: f32 = 60.0;

/// The place of a number.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Spot {
    /// How far along the line.
    pub(super) along: f32,
    /// Its middle.
    pub(super) at: Point,
}

/// The places of all numbers of a line.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Spots {
    pub(super) all: Vec<Spot>,
    /// Square pixels that they cover of what is taken.
    pub(super) covered: f32,
}

/// Numbers side by side, and the best way to come to them.
struct Row {
    along: f32,
    rects: Vec<Rect>,
    covered: f32,
    cost: f32,
    /// The row before: where in the list of those that end where this one begins.
    before: Option<(usize, usize)>,
}

/// Boxes and titles: what no number may cover.
pub(super) fn taken(map: &Map) -> Vec<Rect> {
    map.boxes
        .iter()
        .filter_map(|placed| {
            let (block, rect) = (&placed.block, placed.rect);
            let titled = |square: f32, size: f32| {
                let words = width(&block.label, size, true).max(width(&block.sub, 11.0, false));
                Rect::new(rect.x, rect.y, (square + 11.0 + words).min(rect.w), square + 13.0)
            };
            match block.shape {
                Shape::Hidden => None,
                Shape::Scope | Shape::Site => Some(titled(28.0, 13.0)),
                Shape::Vpc => Some(titled(28.0, 14.0)),
                Shape::Subnet => Some(titled(24.0, 12.0)),
                Shape::Zone => {
                    let words = width(&block.label, 11.0, true) + 8.0 + width(&block.sub, 11.0, false);
                    Some(Rect::new(rect.x + 14.0, rect.y + 10.0, words.min(rect.w - 14.0), 15.0))
                }
                Shape::Card | Shape::Leaf | Shape::Gate | Shape::Node => Some(rect.grown(1.0)),
            }
        })
        .collect()
}

/// Places numbers on a line; each wishes to stand so far along it. `last` is how far along one may stand at most.
pub(super) fn spots(points: &[Point], wishes: &[(Badge, f32)], last: f32, taken: &[Rect]) -> Spots {
    let length = length_of(points);
    let first = 11.0_f32.min(length / 2.0);
    let last = last.clamp(first, length.max(first));
    let near: Vec<Rect> = {
        let around = points.iter().map(|point| Rect::new(point.x, point.y, 0.0, 0.0).grown(70.0));
        let reach = around.reduce(|one, other| one.with(&other)).unwrap_or_default();
        taken.iter().filter(|one| one.overlaps(&reach)).copied().collect()
    };
    let step = ((last - first) / MOST_PLACES).max(1.5);
    let places = ((last - first) / step) as usize;
    let places: Vec<f32> = (0..=places).map(|at| first + at as f32 * step).collect();
    // By how many numbers have a place with it.
    let mut ending: Vec<Vec<Row>> = (0..=wishes.len()).map(|_| Vec::new()).collect();
    for start in 0..wishes.len() {
        for count in 1..=MOST_BESIDE.min(wishes.len() - start) {
            let Some(these) = wishes.get(start..start + count) else { continue };
            for &along in &places {
                let mut row = row(points, these, along, &near);
                if start > 0 {
                    let mut best: Option<(f32, f32, usize)> = None;
                    let before = (0..).zip(ending.get(start).into_iter().flatten());
                    for (at, before) in before.filter(|(_, before)| before.along <= along) {
                        if best.is_some_and(|(cost, ..)| cost <= before.cost) {
                            continue;
                        }
                        let shared = overlap(before.rects.iter().map(|one| one.grown(1.0)), &row.rects);
                        let cost = before.cost + shared * COVERED;
                        if best.is_none_or(|(least, ..)| cost < least) {
                            best = Some((cost, shared + before.covered, at));
                        }
                    }
                    let Some((cost, covered, at)) = best else { continue };
                    row.cost += cost;
                    row.covered += covered;
                    row.before = Some((start, at));
                }
                if let Some(rows) = ending.get_mut(start + count) {
                    rows.push(row);
                }
            }
        }
    }
    let ends = ending.last().into_iter().flatten();
    let mut at = ends.min_by(|one, other| one.cost.total_cmp(&other.cost));
    let mut found = Spots { all: Vec::new(), covered: at.map_or(0.0, |row| row.covered) };
    while let Some(row) = at {
        found.all.extend(row.rects.iter().rev().map(|rect| Spot { along: row.along, at: rect.center() }));
        at = row.before.and_then(|(end, at)| ending.get(end)?.get(at));
    }
    found.all.reverse();
    found
}

/// Some numbers side by side across the line, beside it where they would cover something on it.
fn row(points: &[Point], these: &[(Badge, f32)], along: f32, near: &[Rect]) -> Row {
    let (middle, is_level) = point_at(points, along);
    let size = |badge: &Badge| if is_level { 18.0 } else { badge.half() * 2.0 };
    let whole: f32 = these.iter().map(|(badge, _)| size(badge) + 2.0).sum();
    let shifted = |shift: f32| -> (Vec<Rect>, f32) {
        let mut from = shift + 1.0 - whole / 2.0;
        let mut rects = Vec::with_capacity(these.len());
        for (badge, _) in these {
            let by = from + size(badge) / 2.0;
            from += size(badge) + 2.0;
            let (x, y) = if is_level { (middle.x, middle.y + by) } else { (middle.x + by, middle.y) };
            rects.push(badge.rect(Point { x, y }));
        }
        let covered = overlap(rects.iter().copied(), near);
        (rects, covered)
    };
    let (mut rects, mut covered) = shifted(0.0);
    let mut beside = 0.0;
    for shift in SHIFTS {
        let (others, less) = shifted(shift);
        let far = shift.abs() * SHIFTED;
        if less * COVERED + far < covered * COVERED + beside {
            (rects, covered, beside) = (others, less, far);
        }
    }
    let away: f32 = these.iter().map(|(_, wish)| (wish - along).abs()).sum();
    let cost = covered * COVERED + beside + away + (these.len() as f32 - 1.0) * BESIDE;
    Row { along, rects, covered, cost, before: None }
}

/// The area that rectangles share with others.
fn overlap(these: impl Iterator<Item = Rect>, others: &[Rect]) -> f32 {
    these.flat_map(|one| others.iter().map(move |other| one.shared(other))).sum()
}
