//! What is drawn as a box: its words and its looks, before and after it has a place.

use super::geometry::{Point, Rect};
use super::glyphs::Glyph;
use super::layout::Form;
use super::theme::Tone;

/// The form a box is drawn in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// Only holds others; nothing is drawn.
    Hidden,
    /// Account and Region.
    Scope,
    /// A VPC with its insides.
    Vpc,
    /// A VPC as one card.
    Card,
    /// An availability zone.
    Zone,
    /// A subnet.
    Subnet,
    /// Interfaces in a subnet, or one of them.
    Leaf,
    /// A gateway that sits on the border of its VPC.
    Gate,
    /// A transit gateway, a peering, a place outside.
    Node,
    /// The network behind a VPN, holding its customer gateways.
    Site,
}

impl Shape {
    /// Whether nothing may be drawn over it.
    pub(super) const fn is_solid(self) -> bool {
        matches!(self, Shape::Card | Shape::Leaf | Shape::Gate | Shape::Node)
    }
}

/// A number in a circle, on a box or on the path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Badge {
    pub(super) number: usize,
    pub(super) outcome: super::HopOutcome,
    /// Whether the path was stopped before it came here.
    pub(super) is_after: bool,
}

impl Badge {
    /// Half its width: a circle, or a pill where it carries a sign or two digits.
    pub(super) fn half(&self) -> f32 {
        let signed = matches!(self.outcome, super::HopOutcome::Blocked | super::HopOutcome::Unknown);
        let digits = if self.number > 9 { 4.0 } else { 0.0 };
        if signed { 15.0 + digits } else { 9.0 + digits / 2.0 }
    }

    /// The room it takes when it stands at `at`.
    pub(super) fn rect(&self, at: Point) -> Rect {
        Rect::new(at.x - self.half(), at.y - 9.0, self.half() * 2.0, 18.0)
    }
}

/// A box.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) shape: Shape,
    /// `data-kind`.
    pub(super) kind: &'static str,
    /// `data-id`.
    pub(super) id: String,
    /// What it says; cut to fit when drawn.
    pub(super) label: String,
    /// The smaller line under it.
    pub(super) sub: String,
    /// `×4`
    pub(super) count: String,
    /// Everything, for the tooltip and screen readers.
    pub(super) title: String,
    pub(super) glyph: Glyph,
    pub(super) tone: Tone,
    /// Other ids that this box stands for.
    pub(super) aliases: Vec<String>,
    /// Whether the path starts or ends here.
    pub(super) is_end: bool,
    pub(super) badges: Vec<Badge>,
}

impl Block {
    pub(super) fn new(shape: Shape, kind: &'static str, id: impl Into<String>) -> Self {
        Block {
            shape,
            kind,
            id: id.into(),
            label: String::new(),
            sub: String::new(),
            count: String::new(),
            title: String::new(),
            glyph: Glyph::Others,
            tone: Tone::Plain,
            aliases: Vec::new(),
            is_end: false,
            badges: Vec::new(),
        }
    }

    pub(super) fn hidden() -> Self {
        Block::new(Shape::Hidden, "", "")
    }

    pub(super) fn looks(mut self, glyph: Glyph, tone: Tone) -> Self {
        self.glyph = glyph;
        self.tone = tone;
        self
    }

    /// Its words. The tooltip is the label, the id and the smaller line, each once.
    pub(super) fn says(mut self, label: impl Into<String>, sub: impl Into<String>, what: &str) -> Self {
        self.label = label.into();
        self.sub = sub.into();
        let mut parts: Vec<&str> = Vec::new();
        for part in [what, self.label.as_str(), self.id.as_str(), self.sub.as_str()] {
            if !part.is_empty() && !parts.contains(&part) {
                parts.push(part);
            }
        }
        self.title = parts.join(" · ");
        self
    }
}

/// The name where there is one, else the id.
pub(super) fn name_or_id<'t>(name: &'t str, id: &'t str) -> &'t str {
    if name.is_empty() { id } else { name }
}

/// A place in a grid, counted from 1, and how many rows it covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cell {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) rows: usize,
}

/// A box with boxes in it, to be laid out.
#[derive(Clone, Debug)]
pub(super) struct Nest {
    pub(super) block: Block,
    pub(super) form: Form,
    /// Its place in the parent's grid; `None` to flow.
    pub(super) cell: Option<Cell>,
    /// Least width and height.
    pub(super) least: (f32, f32),
    /// Space kept free beside it inside its cell, left and right.
    pub(super) side: f32,
    pub(super) children: Vec<Nest>,
}

impl Nest {
    pub(super) fn new(block: Block, form: Form) -> Self {
        Nest { block, form, cell: None, least: (0.0, 0.0), side: 0.0, children: Vec::new() }
    }

    pub(super) fn leaf(block: Block, w: f32, h: f32) -> Self {
        Nest { least: (w, h), ..Nest::new(block, Form::default()) }
    }

    pub(super) fn at(mut self, row: usize, column: usize, rows: usize) -> Self {
        self.cell = Some(Cell { row, column, rows });
        self
    }

    pub(super) fn holding(mut self, children: Vec<Nest>) -> Self {
        self.children = children;
        self
    }
}

/// A box with its place, and its parent's index; parents come before children.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) block: Block,
    pub(super) rect: Rect,
    pub(super) parent: Option<usize>,
}
