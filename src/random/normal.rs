//! Standard normal numbers by the transform of Box & Muller (1958), sixteen at a time.
//!
//! Sixteen words become sixteen numbers without a branch, so the same words give the same bits on
//! every processor and no word is drawn again. `rand_distr` is the independent oracle of the law
//! (see `tests/statistical`). It draws no words.

use crate::num::vector::lane;
use multiversion::multiversion;

/// Words of one block, and numbers made of them.
pub(in crate::random) const BLOCK: usize = 16;
/// Pairs of numbers in a block.
const PAIRS: usize = BLOCK / 2;

/// The middle of one of 2⁵² cells of (0, 1), chosen by the top bits.
#[inline(always)]
pub(in crate::random) fn open_unit(bits: u64) -> f64 {
    const HALF_CELL: f64 = 0.5 * f64::EPSILON;
    f64::from_bits((bits >> 12) | 1.0_f64.to_bits()) - (1.0 - HALF_CELL)
}

/// Turns every block of words into a block of normal numbers.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
pub(in crate::random) fn transform(words: &[[u64; BLOCK]], normals: &mut [[f64; BLOCK]]) {
    for (words, normals) in words.iter().zip(normals) {
        for i in 0..PAIRS {
            let (sine, cosine) = polar(words[i], words[i + PAIRS]);
            normals[i] = sine;
            normals[i + PAIRS] = cosine;
        }
    }
}

/// Two independent normal numbers √(−2 ln u)·(sin θ, cos θ): the first word gives u in (0, 1), the
/// second θ, its top bits the place in an eighth of the circle, its lowest three which eighth.
#[inline(always)]
fn polar(radial: u64, angular: u64) -> (f64, f64) {
    let radius = (-2.0 * lane::ln_of_normal(open_unit(radial))).sqrt();
    let (sine, cosine) = lane::sin_cos_of_eighth_turn(open_unit(angular));
    let (sine, cosine) = if angular & 1 == 0 {
        (sine, cosine)
    } else {
        (cosine, sine)
    };
    (
        radius * with_sign(sine, angular << 62),
        radius * with_sign(cosine, angular << 61),
    )
}

/// The positive x with the top bit as its sign.
#[inline(always)]
fn with_sign(x: f64, top_bit: u64) -> f64 {
    const SIGN: u64 = 1 << 63;
    f64::from_bits(x.to_bits() | (top_bit & SIGN))
}
