//! Rectangles and points of the picture, in pixels. Must not know what they stand for.
use crate::model::Order as _;

/// A point.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Point {
    pub(super) x: f32,
    pub(super) y: f32,
}

/// An upright rectangle.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Rect {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) w: f32,
    pub(super) h: f32,
}

impl Rect {
    pub(super) const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Rect { x, y, w, h }
    }

    pub(super) fn right(&self) -> f32 {
        self.x + self.w
    }

    pub(super) fn bottom(&self) -> f32 {
        self.y + self.h
    }

    pub(super) fn center(&self) -> Point {
        Point { x: self.x + self.w / 2.0, y: self.y + self.h / 2.0 }
    }

    /// Grown by `by` on every side.
    pub(super) fn grown(&self, by: f32) -> Rect {
        Rect::new(self.x - by, self.y - by, self.w + 2.0 * by, self.h + 2.0 * by)
    }

    /// The least that holds both.
    pub(super) fn with(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Rect::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }

    /// Whether the insides of both have a point in common.
    pub(super) fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// The area that both cover.
    pub(super) fn shared(&self, other: &Rect) -> f32 {
        let w = self.right().min(other.right()) - self.x.max(other.x);
        let h = self.bottom().min(other.bottom()) - self.y.max(other.y);
        w.max(0.0) * h.max(0.0)
    }

    /// Whether the straight, upright or level piece `a` to `b` runs through the inside.
    pub(super) fn is_crossed(&self, a: Point, b: Point) -> bool {
        a.x.min(b.x) < self.right()
            && self.x < a.x.max(b.x)
            && a.y > self.y
            && a.y < self.bottom()
            && a.y == b.y
            || a.y.min(b.y) < self.bottom()
                && self.y < a.y.max(b.y)
                && a.x > self.x
                && a.x < self.right()
                && a.x == b.x
    }
}

/// Length of a chain of upright and level pieces.
pub(super) fn length_of(points: &[Point]) -> f32 {
    points.iter().zip(points.iter().skip(1)).map(|(a, b)| distance(*a, *b)).sum()
}

/// Distance along the axes.
pub(super) fn distance(a: Point, b: Point) -> f32 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The point `along` a chain, and whether the piece it is on is level.
pub(super) fn point_at(points: &[Point], along: f32) -> (Point, bool) {
    let mut left = along.max(0.0);
    let mut last = (points.first().copied().unwrap_or_default(), true);
    for (a, b) in points.iter().zip(points.iter().skip(1)) {
        let piece = distance(*a, *b);
        let is_level = a.y == b.y;
        if left <= piece && piece > 0.0 {
            let part = left / piece;
            return (Point { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part }, is_level);
        }
        left -= piece;
        last = (*b, is_level);
    }
    last
}

/// The part of a chain between two lengths along it.
pub(super) fn part_of(points: &[Point], from: f32, to: f32) -> Vec<Point> {
    let mut part = vec![point_at(points, from).0];
    let mut along = 0.0;
    for (a, b) in points.iter().zip(points.iter().skip(1)) {
        along += distance(*a, *b);
        if along > from && along < to {
            part.push(*b);
        }
    }
    part.push(point_at(points, to).0);
    part.dedup();
    part
}

/// How far along a chain it first (`last` false) or last crosses the border of `rect`.
pub(super) fn crossing(points: &[Point], rect: &Rect, last: bool) -> Option<f32> {
    let mut along = 0.0;
    let mut found = None;
    for (a, b) in points.iter().zip(points.iter().skip(1)) {
        let piece = distance(*a, *b);
        let level = a.y == b.y;
        let (from, to) = if level { (a.x, b.x) } else { (a.y, b.y) };
        let side = if level { a.y } else { a.x };
        let (low, high) = if level { (rect.y, rect.bottom()) } else { (rect.x, rect.right()) };
        let edges = if level { [rect.x, rect.right()] } else { [rect.y, rect.bottom()] };
        if side >= low && side <= high {
            let mut hits: Vec<f32> = edges
                .iter()
                .filter(|edge| (from - **edge) * (to - **edge) <= 0.0 && from != to)
                .map(|edge| along + (edge - from).abs())
                .collect();
            hits.order_by(f32::total_cmp);
            if last {
                found = hits.last().copied().or(found);
            } else if found.is_none() {
                found = hits.first().copied();
            }
        }
        along += piece;
    }
    found
}
