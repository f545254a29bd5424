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

/// Length of a block of k: its inputs, 512×16 doubles, are 64 KiB of the second cache. Shorter blocks
/// would stay in the first, but reload and store every chain more often than that saves.
pub(in crate::linear) const BLOCK: usize = 512;

/// The blocks of k, ascending.
pub(in crate::linear) fn blocks(inner: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = (0..inner).step_by(BLOCK);
    starts.map(move |start| start..inner.min(start + BLOCK))
}

/// [`Entry::advance`] for one format: the same walk over tiles, with the registers that a processor
/// has.
macro_rules! advance {
    ($name:ident, $number:ty, $lanes:literal, $wide:ident, $narrow:ident) => {
        #[doc = concat!("[`Entry::advance`] for `", stringify!($number), "`.")]
        #[multiversion(targets("x86_64+avx512f+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
        pub(in crate::linear) fn $name(
            out: &mut [$number],
            starts: Option<&[$number]>,
            rows: &[$number],
            inner: usize,
            ks: Range<usize>,
            inputs: &[$number],
        ) {
            let inputs = inputs.as_chunks::<$lanes>().0;
            let tiles = out.as_chunks_mut::<$lanes>().0.as_chunks_mut::<ROWS>().0;
            let panels = rows.as_chunks::<ROWS>().0.chunks_exact(inner);
            let mut starts = starts.map(|starts| starts.as_chunks::<ROWS>().0.iter());
            for (tile, panel) in tiles.iter_mut().zip(panels) {
                let panel = &panel[ks.clone()];
                let start = starts.as_mut().and_then(Iterator::next);
                match_target! {
                    "x86_64+avx512f" => x86::$wide::<ROWS, 0, 0>(tile, start, panel, inputs),
                    "x86_64+avx2+fma" => {
                        x86::$narrow::<6, 0, 0>(tile, start, panel, inputs);
                        x86::$narrow::<6, 0, 2>(tile, start, panel, inputs);
                        x86::$narrow::<6, 6, 0>(tile, start, panel, inputs);
                        x86::$narrow::<6, 6, 2>(tile, start, panel, inputs);
                    }
                    _ => multiply(tile, start, panel, inputs),
                }
            }
        }
    };
}

advance!(advance_f64, f64, 16, multiply_8_f64, multiply_4_f64);
advance!(advance_f32, f32, 32, multiply_16_f32, multiply_8_f32);

/// The inner loop where no registers are named: all chains of a tile advance by one fused
/// multiply-add per k.
#[inline(always)]
fn multiply<T: Entry, const N: usize>(
    tile: &mut [[T; N]; ROWS],
    start: Option<&[T; ROWS]>,
    panel: &[[T; ROWS]],
    inputs: &[[T; N]],
) {
    for (row, r) in tile.iter_mut().zip(0..) {
        let mut chains = start.map_or(*row, |start| [start[r]; N]);
        for (w, a) in panel.iter().zip(inputs) {
            for (chain, a) in chains.iter_mut().zip(a) {
                *chain = w[r].fused(*a, *chain);
            }
        }
        *row = chains;
    }
}

/// The inner loop in registers that are named, so that no optimizer has to find them: it depends on
/// how a crate is cut into units, and scalar code is thirty times as slow.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::ROWS;
    use bytemuck::cast;
    use std::arch::x86_64 as arch;

    /// R rows from row R0 on, by two registers of a row from register L0 on: their chains stay in
    /// registers over all k.
    macro_rules! multiply {
        ($name:ident, $feature:literal, $number:ty, $lanes:literal, $registers:ty, $splat:ident, $fused:ident) => {
            #[target_feature(enable = $feature)]
            pub(super) fn $name<const R: usize, const R0: usize, const L0: usize>(
                tile: &mut [[$number; $lanes]; ROWS],
                start: Option<&[$number; ROWS]>,
                panel: &[[$number; ROWS]],
                inputs: &[[$number; $lanes]],
            ) {
                let mut chains = [[cast::<_, $registers>([0 as $number; $lanes])[0]; 2]; R];
                for r in 0..R {
                    let registers: $registers = cast(tile[R0 + r]);
                    chains[r] = [registers[L0], registers[L0 + 1]];
                    if let Some(start) = start {
                        chains[r] = [arch::$splat(start[R0 + r]); 2];
                    }
                }
                for (w, a) in panel.iter().zip(inputs) {
                    let a: $registers = cast(*a);
                    for r in 0..R {
                        let w = arch::$splat(w[R0 + r]);
                        chains[r][0] = arch::$fused(w, a[L0], chains[r][0]);
                        chains[r][1] = arch::$fused(w, a[L0 + 1], chains[r][1]);
                    }
                }
                for r in 0..R {
                    let mut registers: $registers = cast(tile[R0 + r]);
                    [registers[L0], registers[L0 + 1]] = chains[r];
                    tile[R0 + r] = cast(registers);
                }
            }
        };
    }

    multiply!(
        multiply_8_f64,
        "avx512f",
        f64,
        16,
        [arch::__m512d; 2],
        _mm512_set1_pd,
        _mm512_fmadd_pd
    );
    multiply!(
        multiply_16_f32,
        "avx512f",
        f32,
        32,
        [arch::__m512; 2],
        _mm512_set1_ps,
        _mm512_fmadd_ps
    );
    multiply!(
        multiply_4_f64,
        "avx2,fma",
        f64,
        16,
        [arch::__m256d; 4],
        _mm256_set1_pd,
        _mm256_fmadd_pd
    );
    multiply!(
        multiply_8_f32,
        "avx2,fma",
        f32,
        32,
        [arch::__m256; 4],
        _mm256_set1_ps,
        _mm256_fmadd_ps
    );
}
