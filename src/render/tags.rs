//! Words beside the numbers that are not a plain pass, put where they cover nothing.

use super::HopOutcome;
use super::block::{Badge, Shape};
use super::geometry::Rect;
use super::path::{Overlay, strips};
use super::place::Map;
use super::text_size;
use super::words::Words;

/// A word beside a number.
pub(super) struct Tag {
    pub(super) rect: Rect,
    pub(super) text: &'static str,
    pub(super) outcome: HopOutcome,
}

/// The words of all numbers on lines and on boxes.
pub(super) fn tags(map: &Map, overlay: &Overlay, words: Words) -> Vec<Tag> {
    let marks: Vec<(Rect, Badge)> =
        overlay.marks.iter().map(|mark| (mark.badge.rect(mark.at), mark.badge)).collect();
    let mut hard = texts(map);
    hard.extend(marks.iter().map(|(rect, _)| *rect));
    let lines: Vec<Rect> = overlay
        .strokes
        .iter()
        .flat_map(|stroke| stroke.points.iter().zip(stroke.points.iter().skip(1)))
        .map(|(a, b)| Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs()).grown(2.0))
        .collect();
    let vpcs = map.boxes.iter().filter(|placed| placed.block.shape == Shape::Vpc);
    let borders: Vec<Rect> = vpcs.flat_map(|placed| strips(&placed.rect)).collect();
    let mut tags: Vec<Tag> = Vec::new();
    let mut put = |own: Option<Rect>, badge: Badge, places: &dyn Fn(f32, f32) -> Vec<Rect>| {
        let text = match badge.outcome {
            HopOutcome::Passes => return,
            HopOutcome::Partial => words.partly(),
            HopOutcome::Blocked => words.blocked(),
            HopOutcome::Unknown => words.unknown(),
        };
        let places = places((text_size::width(text, 11.0, true) + 14.0).ceil(), 18.0);
        let best = places.into_iter().enumerate().min_by_key(|(order, rect)| {
            let covered: f32 =
                hard.iter().filter(|other| Some(**other) != own).map(|other| rect.shared(other)).sum();
            let said: f32 = tags.iter().map(|tag| rect.shared(&tag.rect)).sum();
            let crossed: f32 = lines.iter().chain(&borders).map(|line| rect.shared(line)).sum();
            ((covered * 4.0 + said * 8.0 + crossed).round() as u32, *order)
        });
        if let Some((_, rect)) = best {
            tags.push(Tag { rect, text, outcome: badge.outcome });
        }
    };
    for (rect, badge) in &marks {
        put(None, *badge, &|w, h| around(rect, w, h));
    }
    for placed in &map.boxes {
        for badge in &placed.block.badges {
            put(Some(placed.rect), *badge, &|w, h| on_edge(&placed.rect, w, h));
        }
    }
    tags
}

/// Boxes, and the title lines of containers.
fn texts(map: &Map) -> Vec<Rect> {
    let title = |rect: Rect, height: f32| Some(Rect::new(rect.x, rect.y + 4.0, rect.w, height));
    let found = map.boxes.iter().filter_map(|placed| match placed.block.shape {
        Shape::Subnet => title(placed.rect, 36.0),
        Shape::Zone => title(placed.rect, 20.0),
        Shape::Card | Shape::Leaf | Shape::Gate | Shape::Node => Some(placed.rect),
        Shape::Hidden | Shape::Scope | Shape::Vpc | Shape::Site => None,
    });
    found.collect()
}

/// Places for a word on the lower or upper edge of a box, best first.
fn on_edge(rect: &Rect, w: f32, h: f32) -> Vec<Rect> {
    let right = rect.right() - w - 8.0;
    let mut places = Vec::new();
    for y in [rect.bottom() - 8.0, rect.y - h + 8.0] {
        places.extend([right, rect.x + 8.0, rect.center().x - w / 2.0].map(|x| Rect::new(x, y, w, h)));
    }
    places
}

/// Places for a word beside a number on a line, best first.
fn around(rect: &Rect, w: f32, h: f32) -> Vec<Rect> {
    let middle = rect.center();
    let mut places = Vec::new();
    for gap in [3.0, 12.0, 24.0] {
        places.push(Rect::new(middle.x - w / 2.0, rect.bottom() + gap, w, h));
        places.push(Rect::new(middle.x - w / 2.0, rect.y - gap - h, w, h));
        places.push(Rect::new(rect.right() + gap, middle.y - h / 2.0, w, h));
        places.push(Rect::new(rect.x - gap - w, middle.y - h / 2.0, w, h));
        places.push(Rect::new(rect.right() + gap, rect.bottom() + gap, w, h));
        places.push(Rect::new(rect.x - gap - w, rect.bottom() + gap, w, h));
        places.push(Rect::new(rect.right() + gap, rect.y - gap - h, w, h));
        places.push(Rect::new(rect.x - gap - w, rect.y - gap - h, w, h));
    }
    places
}
