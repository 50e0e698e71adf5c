//! Boxes in rows, so that the whole is about as wide as a screen is. Works on sizes near enough to choose by.

use super::block::Nest;
use crate::model::SortedMap;

/// Width to height that a picture should have.
const WISH: f32 = 1.7;
/// Space between boxes and rows, near enough.
const GAP: f32 = 56.0;

/// A size near enough to choose rows and columns by; layout finds the true one.
pub(super) fn estimate(nest: &Nest) -> (f32, f32) {
    let [top, right, bottom, left] = nest.form.pad;
    let columns = nest.form.columns.max(1);
    let mut rows: SortedMap<usize, f32> = SortedMap::new();
    let mut widths: SortedMap<usize, f32> = SortedMap::new();
    for (at, child) in nest.children.iter().enumerate() {
        let (w, h) = estimate(child);
        let (row, column) = child.cell.map_or((at / columns, at % columns), |cell| (cell.row, cell.column));
        let tall = rows.entry(row).or_default();
        *tall = tall.max(h);
        let wide = widths.entry(column).or_default();
        *wide = wide.max(w + 2.0 * child.side);
    }
    let between = |count: usize, gap: f32| gap * count.saturating_sub(1) as f32;
    let w = widths.values().sum::<f32>() + between(widths.len(), nest.form.gap.0);
    let h = rows.values().sum::<f32>() + between(rows.len(), nest.form.gap.1);
    ((w + left + right).max(nest.least.0), (h + top + bottom).max(nest.least.1))
}

/// Breaks boxes into rows, in their order.
pub(super) fn shelves(nests: Vec<Nest>) -> Vec<Vec<Nest>> {
    let sizes: Vec<(f32, f32)> = nests.iter().map(estimate).collect();
    // Each width that a first row could have is tried.
    let mut widths = Vec::with_capacity(sizes.len());
    let mut sum = 0.0;
    for (w, _) in &sizes {
        sum += w + GAP;
        widths.push(sum);
    }
    let shape = |width: f32| {
        let rows = breaks(&sizes, width);
        let wide =
            rows.iter().map(|row| row.iter().map(|size| size.0 + GAP).sum::<f32>()).fold(0.0, f32::max);
        let high: f32 = rows.iter().map(|row| row.iter().map(|size| size.1).fold(0.0, f32::max) + GAP).sum();
        // No logarithm: its last digits differ between machines.
        let ratio = wide / high.max(1.0) / WISH;
        ratio.max(1.0 / ratio.max(1e-6))
    };
    let best = widths.into_iter().min_by(|a, b| shape(*a).total_cmp(&shape(*b))).unwrap_or_default();
    let counts: Vec<usize> = breaks(&sizes, best).iter().map(Vec::len).collect();
    let mut rest = nests.into_iter();
    counts.into_iter().map(|count| rest.by_ref().take(count).collect()).collect()
}

fn breaks(sizes: &[(f32, f32)], width: f32) -> Vec<Vec<(f32, f32)>> {
    let mut rows: Vec<Vec<(f32, f32)>> = Vec::new();
    let mut used = f32::INFINITY;
    for size in sizes {
        if used + size.0 + GAP > width + 0.5 {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += size.0 + GAP;
        if let Some(row) = rows.last_mut() {
            row.push(*size);
        }
    }
    rows
}

/// Columns of equal cards: they fill the width of the open boxes above them, or make a block of their own.
pub(super) fn card_columns(cards: usize, open: &[Nest]) -> usize {
    let area: f32 = open.iter().map(estimate).map(|(w, h)| (w + GAP) * (h + GAP)).sum();
    let fill = ((area * WISH).sqrt() / 264.0).floor() as usize;
    let block = (cards as f32 * WISH * 100.0 / 264.0).sqrt().ceil() as usize;
    fill.max(block).clamp(1, cards.max(1))
}
