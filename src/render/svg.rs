//! Writes the map as SVG text: plain attributes only, so that a strict CSP and resvg show it alike.
//!
//! Must not decide anything: places, words and numbers are given. Names are strangers' text; maud escapes them.

use maud::{Markup, PreEscaped, Render, html};

use super::HopOutcome;
use super::block::{Badge, Block, Placed, Shape};
use super::geometry::{Point, Rect};
use super::glyphs::Glyph;
use super::path::{Mark, Overlay, Stroke};
use super::place::Map;
use super::tags::Tag;
use super::text_size::{fit, fit_middle, width};
use super::theme::{Palette, Theme, Tone};
use super::words::Words;

const FONTS: &str = "system-ui, \"Hiragino Sans\", \"Noto Sans JP\", sans-serif";
/// Height of the legend under the picture.
const LEGEND: f32 = 34.0;

/// A coordinate, to half a pixel: the last digits of a float may differ between machines.
struct Px(f32);

impl Render for Px {
    fn render_to(&self, buffer: &mut String) {
        let halves = (self.0 * 2.0).round() as i64;
        buffer.push_str(&(halves / 2).to_string());
        if halves % 2 != 0 {
            // -0.5 would lose its sign, but nothing is drawn left of 0.
            buffer.push_str(".5");
        }
    }
}

/// Strangers' text without what XML forbids and without what turns the direction of writing.
fn clean(text: &str) -> String {
    let is_bad = |c: &char| {
        c.is_control()
            || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if is_bad(&c) { '\u{fffd}' } else { c }).collect()
}

/// Pen: what every drawing function needs.
#[derive(Clone, Copy)]
struct Pen {
    theme: Theme,
    palette: Palette,
    words: Words,
}

/// The whole document.
pub(super) fn document(map: &Map, overlay: &Overlay, theme: Theme, words: Words) -> String {
    let pen = Pen { theme, palette: theme.palette(), words };
    let (w, mut h) = map.size;
    if !overlay.strokes.is_empty() {
        h += LEGEND;
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); map.boxes.len()];
    for (index, placed) in map.boxes.iter().enumerate() {
        if let Some(list) = placed.parent.and_then(|parent| children.get_mut(parent)) {
            list.push(index);
        }
    }
    html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(Px(w)) height=(Px(h)) viewBox={ "0 0 " (Px(w)) " " (Px(h)) }
            role="graphics-document" font-family=(FONTS) {
            title { (words.picture()) }
            desc { (summary(map, words)) }
            rect width=(Px(w)) height=(Px(h)) fill=(pen.palette.page) {}
            (pen.branch(map, &children, 0))
            g fill="none" stroke=(pen.palette.relation) stroke-width="1.5" {
                @for tie in &map.relations { path d=(rounded(&tie.points, 6.0)) {} }
            }
            // The reply lies under the request.
            @for stroke in overlay.strokes.iter().rev() { (pen.stroke(stroke)) }
            @for tag in &overlay.tags { (pen.tag(tag)) }
            @for mark in &overlay.marks { (pen.mark(mark)) }
            @if !overlay.strokes.is_empty() { (pen.legend(overlay, h)) }
        }
    }
    .into_string()
}

fn summary(map: &Map, words: Words) -> String {
    let count =
        |shapes: &[Shape]| map.boxes.iter().filter(|placed| shapes.contains(&placed.block.shape)).count();
    format!("{} · {}", words.vpcs(count(&[Shape::Vpc, Shape::Card])), words.subnets(count(&[Shape::Subnet])))
}

impl Pen {
    /// A box and what is in it.
    fn branch(self, map: &Map, children: &[Vec<usize>], index: usize) -> Markup {
        let Some(placed) = map.get(index) else { return html! {} };
        let inside = children.get(index).map_or(&[] as &[usize], Vec::as_slice);
        let drawn = html! { @for child in inside { (self.branch(map, children, *child)) } };
        if placed.block.shape == Shape::Hidden {
            return drawn;
        }
        let block = &placed.block;
        html! {
            g role="graphics-object" data-id=(clean(&block.id)) data-kind=(block.kind) {
                title { (clean(&block.title)) }
                (self.shape(placed))
                (drawn)
            }
        }
    }

    fn shape(self, placed: &Placed) -> Markup {
        let Placed { block, rect, .. } = placed;
        match block.shape {
            Shape::Hidden => html! {},
            Shape::Scope => self.titled(block, rect, 28.0, (13.0, 19.0), (11.0, 37.0), Some("1 5")),
            Shape::Vpc => self.titled(block, rect, 28.0, (14.0, 19.0), (11.0, 39.0), None),
            Shape::Site => self.titled(block, rect, 28.0, (13.0, 19.0), (11.0, 37.0), None),
            Shape::Subnet => self.titled(block, rect, 24.0, (12.0, 17.0), (11.0, 34.0), None),
            Shape::Zone => self.zone(block, rect),
            Shape::Card => self.card(block, rect),
            Shape::Leaf | Shape::Gate | Shape::Node => self.leaf(block, rect),
        }
    }

    /// A container in the language of AWS diagrams: a filled square in the corner, the title beside it.
    fn titled(
        self,
        block: &Block,
        rect: &Rect,
        square: f32,
        title: (f32, f32),
        sub: (f32, f32),
        dash: Option<&str>,
    ) -> Markup {
        let ink = self.theme.ink(block.tone);
        let x = rect.x + square + 9.0;
        let room = rect.right() - x - 8.0;
        let title_room = if block.shape == Shape::Vpc { room.min(196.0) } else { room };
        html! {
            rect x=(Px(rect.x)) y=(Px(rect.y)) width=(Px(rect.w)) height=(Px(rect.h)) fill=(ink.fill)
                stroke=(self.outline(block, ink.stroke))
                stroke-width=(if block.is_end { "2.5" } else if block.shape == Shape::Subnet { "1" } else { "1.5" })
                stroke-dasharray=[dash] stroke-linecap=[dash.map(|_| "round")] {}
            rect x=(Px(rect.x)) y=(Px(rect.y)) width=(Px(square)) height=(Px(square)) fill=(ink.stroke) {}
            (glyph(block.glyph, rect.x + (square - 16.0) / 2.0, rect.y + (square - 16.0) / 2.0, self.palette.on_square))
            (text(&fit_middle(&block.label, title.0, true, title_room), x, rect.y + title.1, title.0, ink.text, true))
            @if !block.sub.is_empty() {
                (text(&fit(&block.sub, sub.0, false, room), x, rect.y + sub.1, sub.0, self.palette.muted, false))
            }
            (self.badges(block, &Rect { h: square, ..*rect }))
        }
    }

    fn zone(self, block: &Block, rect: &Rect) -> Markup {
        let ink = self.theme.ink(Tone::Zone);
        let label = fit(&block.label, 11.0, true, rect.w - 28.0);
        let x = rect.x + 14.0 + width(&label, 11.0, true) + 8.0;
        html! {
            rect x=(Px(rect.x)) y=(Px(rect.y)) width=(Px(rect.w)) height=(Px(rect.h)) rx="4" fill="none"
                stroke=(ink.stroke) stroke-width="1" stroke-dasharray="5 4" {}
            (text(&label, rect.x + 14.0, rect.y + 21.0, 11.0, ink.text, true))
            @if !block.sub.is_empty() && rect.right() - x > width(&block.sub, 11.0, false) + 8.0 {
                (text(&block.sub, x, rect.y + 21.0, 11.0, self.palette.muted, false))
            }
        }
    }

    fn card(self, block: &Block, rect: &Rect) -> Markup {
        let ink = self.theme.ink(block.tone);
        let room = rect.w - 48.0;
        html! {
            rect x=(Px(rect.x)) y=(Px(rect.y)) width=(Px(rect.w)) height=(Px(rect.h)) fill=(self.ground(block))
                stroke=(self.outline(block, ink.stroke)) stroke-width=(if block.is_end { "2.5" } else { "1.5" }) {}
            rect x=(Px(rect.x)) y=(Px(rect.y)) width="28" height="28" fill=(ink.stroke) {}
            (glyph(block.glyph, rect.x + 6.0, rect.y + 6.0, self.palette.on_square))
            (text(&fit_middle(&block.label, 13.0, true, room), rect.x + 37.0, rect.y + 19.0, 13.0, ink.text, true))
            (text(&fit(&block.count, 11.0, false, room), rect.x + 37.0, rect.y + 39.0, 11.0, self.palette.muted, false))
            (text(&fit(&block.sub, 11.0, false, room), rect.x + 37.0, rect.y + 62.0, 11.0, self.palette.ink, false))
            (self.badges(block, rect))
        }
    }

    /// A group, an interface, a gateway: a glyph and one or two lines.
    fn leaf(self, block: &Block, rect: &Rect) -> Markup {
        let ink = self.theme.ink(block.tone);
        let is_gate = block.shape == Shape::Gate;
        let edge = if block.shape == Shape::Leaf { self.palette.edge } else { ink.stroke };
        let radius = match block.shape {
            Shape::Gate => 16.0,
            Shape::Node => 8.0,
            Shape::Hidden
            | Shape::Scope
            | Shape::Vpc
            | Shape::Card
            | Shape::Zone
            | Shape::Subnet
            | Shape::Leaf
            | Shape::Site => 4.0,
        };
        let inset = if is_gate { 12.0 } else { 11.0 };
        let middle = rect.center().y;
        let right = if block.count.is_empty() { 10.0 } else { 16.0 + width(&block.count, 12.0, true) };
        let x = rect.x + inset + if is_gate { 24.0 } else { 26.0 };
        let room = rect.right() - x - right - badges_width(&block.badges) + if is_gate { 2.0 } else { 0.0 };
        let is_bold = block.shape != Shape::Leaf || block.is_end;
        let two = !block.sub.is_empty() && !is_gate;
        html! {
            rect x=(Px(rect.x)) y=(Px(rect.y)) width=(Px(rect.w)) height=(Px(rect.h)) rx=(Px(radius))
                fill=(self.ground(block)) stroke=(self.outline(block, edge))
                stroke-width=(if block.is_end { "2.5" } else if is_gate { "1.5" } else { "1" }) {}
            (glyph(block.glyph, rect.x + inset, middle - 8.0, ink.stroke))
            @if !block.label.is_empty() {
                (text(&fit_middle(&block.label, 12.0, is_bold, room), x, if two { middle - 2.0 } else { middle + 4.0 },
                    12.0, self.palette.ink, is_bold))
            }
            @if two {
                (text(&fit(&block.sub, 10.5, false, room), x, middle + 12.0, 10.5, self.palette.muted, false))
            }
            @if !block.count.is_empty() {
                text x=(Px(rect.right() - 10.0)) y=(Px(middle + 4.0)) font-size="12" font-weight="600"
                    fill=(self.palette.muted) text-anchor="end" { (clean(&block.count)) }
            }
            (self.badges(block, rect))
        }
    }

    fn ground(self, block: &Block) -> &'static str {
        if block.is_end { self.palette.end_fill } else { self.palette.card }
    }

    fn outline(self, block: &Block, usual: &'static str) -> &'static str {
        let is_blocked = block.badges.iter().any(|badge| badge.outcome == HopOutcome::Blocked);
        match (block.is_end, is_blocked) {
            (_, true) => self.palette.blocked,
            (true, false) => self.palette.passes,
            (false, false) => usual,
        }
    }

    /// Numbers at the right end of a box, first hop leftmost.
    fn badges(self, block: &Block, rect: &Rect) -> Markup {
        let mut x = rect.right() - 6.0 - badges_width(&block.badges);
        html! {
            @for badge in &block.badges {
                @let half = badge.half();
                ({ x += half + 1.0; self.badge(badge, Point { x, y: rect.center().y }) })
                ({ x += half + 1.0; PreEscaped("") })
            }
        }
    }

    fn badge(self, badge: &Badge, at: Point) -> Markup {
        let half = badge.half();
        let colour = self.colour(if badge.is_after { HopOutcome::Blocked } else { badge.outcome });
        let is_hollow =
            badge.is_after && badge.outcome != HopOutcome::Blocked || badge.outcome == HopOutcome::Partial;
        let (fill, ink) = if is_hollow { (self.palette.page, colour) } else { (colour, self.palette.page) };
        let sign = match badge.outcome {
            HopOutcome::Passes | HopOutcome::Partial => "",
            HopOutcome::Blocked => "× ",
            HopOutcome::Unknown => "? ",
        };
        html! {
            rect x=(Px(at.x - half)) y=(Px(at.y - 9.0)) width=(Px(half * 2.0)) height="18" rx="9" fill=(fill)
                stroke=(if is_hollow { colour } else { self.palette.page }) stroke-width="1.5" {}
            text x=(Px(at.x)) y=(Px(at.y + 4.0)) font-size="11" font-weight="700" fill=(ink) text-anchor="middle" {
                (sign) (badge.number)
            }
        }
    }

    fn colour(self, outcome: HopOutcome) -> &'static str {
        match outcome {
            HopOutcome::Passes | HopOutcome::Partial => self.palette.passes,
            HopOutcome::Blocked => self.palette.blocked,
            HopOutcome::Unknown => self.palette.unknown,
        }
    }

    fn stroke(self, stroke: &Stroke) -> Markup {
        let colour = self.colour(stroke.state);
        let thickness = if stroke.is_reply { 1.5 } else { 3.0 };
        let mut points = stroke.points.clone();
        let arrow = if stroke.has_arrow {
            arrow(&mut points, if stroke.is_reply { 7.0 } else { 10.0 })
        } else {
            None
        };
        html! {
            g data-line=(if stroke.is_reply { "reply" } else { "forward" }) data-state=(state(stroke.state)) {
                @if !stroke.is_reply {
                    // A halo keeps the line apart from borders that it crosses.
                    path d=(rounded(&points, 8.0)) fill="none" stroke=(self.palette.page) stroke-width="6"
                        stroke-opacity="0.7" {}
                }
                path d=(rounded(&points, 8.0)) fill="none" stroke=(colour) stroke-width=(Px(thickness))
                    stroke-dasharray=[dash(stroke.state)]
                    stroke-linecap=[(stroke.state == HopOutcome::Unknown).then_some("round")] {}
                @if let Some(tip) = arrow { path d=(tip) fill=(colour) {} }
            }
        }
    }

    fn mark(self, mark: &Mark) -> Markup {
        html! {
            g role="graphics-symbol" data-id=(clean(&mark.resource)) data-hop=(mark.badge.number) {
                title { (mark.badge.number) " · " (clean(&mark.resource)) }
                (self.badge(&mark.badge, mark.at))
            }
        }
    }

    fn tag(self, tag: &Tag) -> Markup {
        let colour = self.colour(tag.outcome);
        let Rect { x, y, w, h } = tag.rect;
        html! {
            rect x=(Px(x)) y=(Px(y)) width=(Px(w)) height=(Px(h)) rx="3" fill=(self.palette.page) stroke=(colour) {}
            text x=(Px(x + w / 2.0)) y=(Px(y + 13.0)) font-size="11" font-weight="600" fill=(colour)
                text-anchor="middle" { (tag.text) }
        }
    }

    /// What the lines mean; only those that are there.
    fn legend(self, overlay: &Overlay, h: f32) -> Markup {
        let y = h - 28.0;
        let has = |state: HopOutcome| {
            overlay.strokes.iter().any(|stroke| !stroke.is_reply && stroke.state == state)
        };
        let mut entries: Vec<(HopOutcome, bool, &str)> = Vec::new();
        for (state, word) in [
            (HopOutcome::Passes, self.words.passes()),
            (HopOutcome::Blocked, self.words.blocked()),
            (HopOutcome::Unknown, self.words.unknown()),
        ] {
            if has(state) {
                entries.push((state, false, word));
            }
        }
        if let Some(reply) = overlay.strokes.iter().find(|stroke| stroke.is_reply) {
            entries.push((reply.state, true, self.words.reply()));
        }
        let mut x = 32.0;
        html! {
            g {
                @for (state, is_reply, word) in entries {
                    ({
                        let from = x;
                        x += 36.0 + width(word, 11.0, false) + 28.0;
                        html! {
                            path d={ "M" (Px(from)) " " (Px(y)) "H" (Px(from + 28.0)) } fill="none"
                                stroke=(self.colour(state)) stroke-width=(if is_reply { "1.5" } else { "3" })
                                stroke-dasharray=[dash(state)]
                                stroke-linecap=[(state == HopOutcome::Unknown).then_some("round")] {}
                            (text(word, from + 36.0, y + 4.0, 11.0, self.palette.ink, false))
                        }
                    })
                }
            }
        }
    }
}

const fn state(outcome: HopOutcome) -> &'static str {
    match outcome {
        HopOutcome::Passes => "passes",
        HopOutcome::Partial => "partial",
        HopOutcome::Blocked => "blocked",
        HopOutcome::Unknown => "unknown",
    }
}

const fn dash(outcome: HopOutcome) -> Option<&'static str> {
    match outcome {
        HopOutcome::Passes | HopOutcome::Partial => None,
        HopOutcome::Blocked => Some("7 5"),
        HopOutcome::Unknown => Some("0.5 6"),
    }
}

fn badges_width(badges: &[Badge]) -> f32 {
    badges.iter().map(|badge| badge.half() * 2.0 + 2.0).sum()
}

fn text(words: &str, x: f32, y: f32, size: f32, fill: &str, bold: bool) -> Markup {
    html! {
        text x=(Px(x)) y=(Px(y)) font-size=(Px(size)) font-weight=[bold.then_some("600")] fill=(fill) { (clean(words)) }
    }
}

fn glyph(glyph: Glyph, x: f32, y: f32, colour: &str) -> Markup {
    html! {
        path transform={ "translate(" (Px(x)) " " (Px(y)) ")" } d=(glyph.path()) fill="none" stroke=(colour)
            stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" {}
    }
}

/// Shortens a line by its arrow head and gives the head.
fn arrow(points: &mut [Point], length: f32) -> Option<String> {
    let [.., before, tip] = points else { return None };
    let (dx, dy) = ((tip.x - before.x).signum(), (tip.y - before.y).signum());
    let (dx, dy) = if tip.y == before.y { (dx, 0.0) } else { (0.0, dy) };
    let half = length * 0.6;
    let base = Point { x: tip.x - dx * length, y: tip.y - dy * length };
    let left = Point { x: base.x - dy * half, y: base.y + dx * half };
    let right = Point { x: base.x + dy * half, y: base.y - dx * half };
    let d = html! {
        "M" (Px(tip.x)) " " (Px(tip.y)) "L" (Px(left.x)) " " (Px(left.y)) "L" (Px(right.x)) " " (Px(right.y)) "Z"
    };
    *tip = base;
    Some(d.into_string())
}

/// A chain of straight pieces with rounded corners.
fn rounded(points: &[Point], radius: f32) -> String {
    let mut d = String::new();
    for (at, point) in points.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| points.get(at));
        let (Some(before), Some(after)) = (before, points.get(at + 1)) else {
            d.push(if at == 0 { 'M' } else { 'L' });
            push(&mut d, *point);
            continue;
        };
        let start = towards(*point, *before, radius);
        let end = towards(*point, *after, radius);
        d.push('L');
        push(&mut d, start);
        d.push('Q');
        push(&mut d, *point);
        d.push(' ');
        push(&mut d, end);
    }
    d
}

fn push(d: &mut String, point: Point) {
    Px(point.x).render_to(d);
    d.push(' ');
    Px(point.y).render_to(d);
}

/// The point `by` from one point towards another, at most half way.
fn towards(from: Point, to: Point, by: f32) -> Point {
    let far = (to.x - from.x).abs() + (to.y - from.y).abs();
    let part = if far > 0.0 { (by / far).min(0.5) } else { 0.0 };
    Point { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
}
