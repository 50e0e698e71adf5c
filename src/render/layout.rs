//! Where boxes go: nested grids, laid out by Taffy. The only file that may name Taffy, and it must not know AWS.

use taffy::prelude::{
    AlignContent, AlignItems, AvailableSpace, Display, Line, NodeId, Rect as Sides, Size, Style, TaffyAuto,
    TaffyTree, auto, length, line, span,
};

use super::block::{Nest, Placed};
use super::geometry::Rect;

/// How a box arranges its children.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form {
    /// Columns of the grid; children without a cell flow into it row by row.
    pub(super) columns: usize,
    /// Free space inside: top, right, bottom, left.
    pub(super) pad: [f32; 4],
    /// Between columns, between rows.
    pub(super) gap: (f32, f32),
    pub(super) align: Align,
}

/// How children use the room of their cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Align {
    /// Children fill their cells; left-over height stays free below them.
    #[default]
    Top,
    /// Children are as tall as their row and as wide as they need.
    Row,
    /// Children keep their size and stand in the middle.
    Middle,
}

/// Lays out a whole picture. Parents come before their children; every coordinate is a whole pixel.
pub(super) fn arrange(root: Nest) -> Vec<Placed> {
    let mut tree: TaffyTree<()> = TaffyTree::new();
    let Some(top) = grow(&mut tree, &root) else { return Vec::new() };
    let space = Size { width: AvailableSpace::MaxContent, height: AvailableSpace::MaxContent };
    if tree.compute_layout(top, space).is_err() {
        return Vec::new();
    }
    let mut placed = Vec::new();
    collect(&tree, top, root, (0.0, 0.0), None, &mut placed);
    placed
}

fn grow(tree: &mut TaffyTree<()>, nest: &Nest) -> Option<NodeId> {
    let children: Vec<NodeId> = nest.children.iter().filter_map(|child| grow(tree, child)).collect();
    tree.new_with_children(style(nest), &children).ok()
}

fn style(nest: &Nest) -> Style {
    let [top, right, bottom, left] = nest.form.pad;
    let (w, h) = nest.least;
    let mut style = Style {
        min_size: Size { width: length(w), height: length(h) },
        padding: Sides { top: length(top), right: length(right), bottom: length(bottom), left: length(left) },
        margin: Sides {
            left: length(nest.side),
            right: length(nest.side),
            top: length(0.0),
            bottom: length(0.0),
        },
        ..Style::default()
    };
    if !nest.children.is_empty() {
        style.display = Display::Grid;
        style.gap = Size { width: length(nest.form.gap.0), height: length(nest.form.gap.1) };
        style.grid_template_columns = vec![auto_track(); nest.form.columns.max(1)];
        match nest.form.align {
            Align::Top => style.align_content = AlignContent::START,
            Align::Row => style.justify_items = AlignItems::START,
            Align::Middle => {
                style.justify_items = AlignItems::CENTER;
                style.align_items = AlignItems::CENTER;
            }
        }
    }
    if let Some(cell) = nest.cell {
        let number = |n: usize| i16::try_from(n).unwrap_or(i16::MAX);
        style.grid_row =
            Line { start: line(number(cell.row)), end: span(u16::try_from(cell.rows).unwrap_or(1)) };
        style.grid_column = line(number(cell.column));
    }
    style
}

fn auto_track<T: TaffyAuto>() -> T {
    auto()
}

fn collect(
    tree: &TaffyTree<()>,
    node: NodeId,
    nest: Nest,
    from: (f32, f32),
    parent: Option<usize>,
    placed: &mut Vec<Placed>,
) {
    let Ok(layout) = tree.layout(node) else { return };
    let at = (from.0 + layout.location.x, from.1 + layout.location.y);
    let index = placed.len();
    let rect = Rect::new(at.0, at.1, layout.size.width, layout.size.height);
    placed.push(Placed { block: nest.block, rect, parent });
    let nodes = tree.children(node).unwrap_or_default();
    for (child, node) in nest.children.into_iter().zip(nodes) {
        collect(tree, node, child, at, Some(index), placed);
    }
}
