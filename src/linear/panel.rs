//! Packed operands and the register tile of the matrix product.
//!
//! One canonical rule: each output is ONE chain of fused multiply-adds over ascending k. SIMD runs
//! across outputs only, and a block of k reloads the accumulator, so the bits are those of the
//! naive loop with `f64::mul_add`, on every processor. It knows nothing of threads.

use crate::linear::View;
use multiversion::multiversion;
use std::ops::Range;

/// Rows of a tile: each contributes one broadcast.
pub(in crate::linear) const TILE_ROWS: usize = 6;
/// Columns of a tile, the SIMD direction: 6×8 accumulators fit sixteen 256-bit registers.
const TILE_COLUMNS: usize = 8;
/// Length of a block of k: a right panel of 256×8 doubles is 16 KiB and stays in the first cache.
const BLOCK: usize = 256;

type Tile = [[f64; TILE_COLUMNS]; TILE_ROWS];

/// A right operand (inner × columns) in panels of [`TILE_COLUMNS`] columns, block after block of k.
pub(in crate::linear) struct PackedRight {
    panels: Vec<[f64; TILE_COLUMNS]>,
    inner: usize,
    columns: usize,
}

impl PackedRight {
    /// Copies the operand; a last panel is filled up with zeros, whose outputs are never stored.
    pub(in crate::linear) fn new(right: View<'_>) -> Self {
        let (inner, columns) = (right.rows(), right.columns());
        let n_panels = columns.div_ceil(TILE_COLUMNS);
        let mut panels = Vec::with_capacity(inner * n_panels);
        for ks in blocks(inner) {
            pack(&mut panels, right.transposed(), 0..columns, ks);
        }
        Self {
            panels,
            inner,
            columns,
        }
    }
}

/// Continues the chains in `out` (row-major) by left·right, where the first row of `out` belongs
/// to row `first_row` of `left`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2+fma"))]
pub(in crate::linear) fn accumulate(
    out: &mut [f64],
    left: View<'_>,
    first_row: usize,
    right: &PackedRight,
) {
    let columns = right.columns;
    let n_panels = columns.div_ceil(TILE_COLUMNS);
    let rows = first_row..first_row + out.len() / columns;
    let mut left_panels = Vec::new();
    for ks in blocks(right.inner) {
        left_panels.clear();
        pack(&mut left_panels, left, rows.clone(), ks.clone());
        let right_panels = &right.panels[ks.start * n_panels..ks.end * n_panels];
        for (j, right_panel) in right_panels.chunks_exact(ks.len()).enumerate() {
            for (i, left_panel) in left_panels.chunks_exact(ks.len()).enumerate() {
                let target = &mut out[i * TILE_ROWS * columns..];
                let mut tile = [[0.0; TILE_COLUMNS]; TILE_ROWS];
                exchange(target, columns, j * TILE_COLUMNS, &mut tile, load);
                tile = multiply(left_panel, right_panel, tile);
                exchange(target, columns, j * TILE_COLUMNS, &mut tile, store);
            }
        }
    }
}

/// The inner loop: every accumulator advances its chain by one fused multiply-add per k.
#[inline(always)]
fn multiply(left: &[[f64; TILE_ROWS]], right: &[[f64; TILE_COLUMNS]], mut tile: Tile) -> Tile {
    for (a, b) in left.iter().zip(right) {
        for i in 0..TILE_ROWS {
            for j in 0..TILE_COLUMNS {
                tile[i][j] = a[i].mul_add(b[j], tile[i][j]);
            }
        }
    }
    tile
}

/// Visits the rows that a tile shares with the target: all of both, but at the edges.
#[inline(always)]
fn exchange(
    target: &mut [f64],
    columns: usize,
    first_column: usize,
    tile: &mut Tile,
    transfer: impl Fn(&mut [f64], &mut [f64]),
) {
    let width = TILE_COLUMNS.min(columns - first_column);
    for (row, lanes) in target.chunks_exact_mut(columns).zip(tile) {
        let shared = &mut row[first_column..first_column + width];
        transfer(shared, &mut lanes[..width]);
    }
}

#[inline(always)]
fn load(shared: &mut [f64], lanes: &mut [f64]) {
    lanes.copy_from_slice(shared);
}

#[inline(always)]
fn store(shared: &mut [f64], lanes: &mut [f64]) {
    shared.copy_from_slice(lanes);
}

/// The blocks of k, ascending.
fn blocks(inner: usize) -> impl Iterator<Item = Range<usize>> {
    (0..inner)
        .step_by(BLOCK)
        .map(move |start| start..inner.min(start + BLOCK))
}

/// Appends rows of `view` in panels of `LANES`, each panel k after k.
#[inline(always)]
fn pack<const LANES: usize>(
    panels: &mut Vec<[f64; LANES]>,
    view: View<'_>,
    rows: Range<usize>,
    ks: Range<usize>,
) {
    for first in rows.clone().step_by(LANES) {
        let start = panels.len();
        panels.resize(start + ks.len(), [0.0; LANES]);
        for (lane, row) in (first..rows.end.min(first + LANES)).enumerate() {
            let entries = view.entries(row, ks.clone());
            for (packed, entry) in panels[start..].iter_mut().zip(entries) {
                packed[lane] = *entry;
            }
        }
    }
}
