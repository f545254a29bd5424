//! The register tile of every product.
//!
//! One canonical rule: each output is ONE chain of fused multiply-adds over ascending k. SIMD runs
//! across outputs only, and a block of k reloads the accumulator, so the bits are those of the
//! naive loop with `mul_add`, on every processor and for every shape of tile. It knows nothing of
//! threads.

use crate::linear::entry::Entry;
use multiversion::multiversion;
use multiversion::target::match_target;
use std::ops::Range;

/// Rows of a packed left operand that are broadcast together: 12 rows by two registers of 512 bits
/// are 24 accumulators of 32; with 256 bits, four tiles of 6 rows by two registers.
pub(crate) const ROWS: usize = 12;

/// Length of a block of k: its inputs, 128×16 doubles, are 16 KiB and stay in the first cache beside
/// 12 KiB of rows.
pub(in crate::linear) const BLOCK: usize = 128;

/// The blocks of k, ascending.
pub(in crate::linear) fn blocks(inner: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = (0..inner).step_by(BLOCK);
    starts.map(move |start| start..inner.min(start + BLOCK))
}

/// [`Entry::advance`] for doubles.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
pub(in crate::linear) fn advance_f64(
    out: &mut [f64],
    starts: Option<&[f64]>,
    rows: &[f64],
    inner: usize,
    ks: Range<usize>,
    inputs: &[f64],
) {
    let inputs = inputs.as_chunks::<16>().0;
    let tiles = out.as_chunks_mut::<16>().0.as_chunks_mut::<ROWS>().0;
    let panels = rows.as_chunks::<ROWS>().0.chunks_exact(inner);
    let mut starts = starts.map(|starts| starts.as_chunks::<ROWS>().0.iter());
    for (tile, panel) in tiles.iter_mut().zip(panels) {
        let panel = &panel[ks.clone()];
        if let Some(starts) = starts.as_mut().and_then(Iterator::next) {
            begin(tile, starts);
        }
        match_target! {
            "x86_64+avx512f" => multiply::<f64, 16, ROWS, 16, 0, 0>(tile, panel, inputs),
            _ => {
                multiply::<f64, 16, 6, 8, 0, 0>(tile, panel, inputs);
                multiply::<f64, 16, 6, 8, 0, 8>(tile, panel, inputs);
                multiply::<f64, 16, 6, 8, 6, 0>(tile, panel, inputs);
                multiply::<f64, 16, 6, 8, 6, 8>(tile, panel, inputs);
            }
        }
    }
}

/// [`Entry::advance`] for single precision.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
pub(in crate::linear) fn advance_f32(
    out: &mut [f32],
    starts: Option<&[f32]>,
    rows: &[f32],
    inner: usize,
    ks: Range<usize>,
    inputs: &[f32],
) {
    let inputs = inputs.as_chunks::<32>().0;
    let tiles = out.as_chunks_mut::<32>().0.as_chunks_mut::<ROWS>().0;
    let panels = rows.as_chunks::<ROWS>().0.chunks_exact(inner);
    let mut starts = starts.map(|starts| starts.as_chunks::<ROWS>().0.iter());
    for (tile, panel) in tiles.iter_mut().zip(panels) {
        let panel = &panel[ks.clone()];
        if let Some(starts) = starts.as_mut().and_then(Iterator::next) {
            begin(tile, starts);
        }
        match_target! {
            "x86_64+avx512f" => multiply::<f32, 32, ROWS, 32, 0, 0>(tile, panel, inputs),
            _ => {
                multiply::<f32, 32, 6, 16, 0, 0>(tile, panel, inputs);
                multiply::<f32, 32, 6, 16, 0, 16>(tile, panel, inputs);
                multiply::<f32, 32, 6, 16, 6, 0>(tile, panel, inputs);
                multiply::<f32, 32, 6, 16, 6, 16>(tile, panel, inputs);
            }
        }
    }
}

/// Begins the chains of a tile. Kept out of the loop, whose registers it would take.
#[inline(never)]
fn begin<T: Entry, const N: usize>(tile: &mut [[T; N]; ROWS], starts: &[T; ROWS]) {
    for (row, start) in tile.iter_mut().zip(starts) {
        *row = [*start; N];
    }
}

/// The inner loop: R×L accumulators of a ROWS×N tile, from row R0 and lane L0, advance their
/// chains by one fused multiply-add per k. Constants all, so that they stay in registers.
#[inline(always)]
fn multiply<
    T: Entry,
    const N: usize,
    const R: usize,
    const L: usize,
    const R0: usize,
    const L0: usize,
>(
    tile: &mut [[T; N]; ROWS],
    panel: &[[T; ROWS]],
    inputs: &[[T; N]],
) {
    let mut chains = [[T::default(); L]; R];
    for r in 0..R {
        for l in 0..L {
            chains[r][l] = tile[R0 + r][L0 + l];
        }
    }
    for (w, a) in panel.iter().zip(inputs) {
        for r in 0..R {
            for l in 0..L {
                chains[r][l] = w[R0 + r].fused(a[L0 + l], chains[r][l]);
            }
        }
    }
    for r in 0..R {
        for l in 0..L {
            tile[R0 + r][L0 + l] = chains[r][l];
        }
    }
}
