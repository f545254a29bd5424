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
///
/// Radii first, then angles: taken together their operations wait for one another longer than a
/// processor looks ahead.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
pub(in crate::random) fn transform(words: &[[u64; BLOCK]], normals: &mut [[f64; BLOCK]]) {
    for (words, normals) in words.iter().zip(&mut *normals) {
        // Both stand in arrays of their own: what may overlap is not computed side by side.
        let (words, mut block) = (*words, [0.0; BLOCK]);
        for i in 0..PAIRS {
            block[i] = square_of_radius(words[i]);
        }
        *normals = block;
    }
    for (words, normals) in words.iter().zip(normals) {
        let (words, mut block) = (*words, *normals);
        for i in 0..PAIRS {
            (block[i], block[i + PAIRS]) = polar(block[i], words[i + PAIRS]);
        }
        *normals = block;
    }
}

/// −2 ln u, u in (0, 1).
#[inline(always)]
fn square_of_radius(radial: u64) -> f64 {
    -2.0 * lane::ln_of_normal(open_unit(radial))
}

/// Two independent normal numbers √(−2 ln u)·(sin θ, cos θ): the first word gave u, the second
/// gives θ, its top bits the place in an eighth of the circle, its lowest three which eighth.
#[inline(always)]
fn polar(square_of_radius: f64, angular: u64) -> (f64, f64) {
    let radius = square_of_radius.sqrt();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::random::Stream;

    fn words() -> [[u64; BLOCK]; 64] {
        let mut generator = Stream::root(4).named("words").generator();
        std::array::from_fn(|_| std::array::from_fn(|_| generator.next_u64()))
    }

    #[test]
    fn the_bits_do_not_depend_on_the_processor() {
        let (words, mut normals) = (words(), [[0.0; BLOCK]; 64]);
        transform(&words, &mut normals);
        for (words, normals) in words.iter().zip(&normals) {
            for i in 0..PAIRS {
                // Called here, the lane is compiled for any processor.
                let (sine, cosine) = polar(square_of_radius(words[i]), words[i + PAIRS]);
                assert_eq!(sine.to_bits(), normals[i].to_bits());
                assert_eq!(cosine.to_bits(), normals[i + PAIRS].to_bits());
            }
        }
    }

    #[test]
    fn the_lowest_bits_of_the_second_word_turn_the_pair_through_the_eighths() {
        let place = 0x1234_5678_9abc_d000;
        let (sine, cosine) = polar(square_of_radius(1 << 60), place);
        assert!(0.0 < sine && sine < cosine);
        assert_eq!(polar(square_of_radius(1 << 60), place | 1), (cosine, sine));
        assert_eq!(polar(square_of_radius(1 << 60), place | 2), (-sine, cosine));
        assert_eq!(polar(square_of_radius(1 << 60), place | 4), (sine, -cosine));
        assert_eq!(
            polar(square_of_radius(1 << 60), place | 7),
            (-cosine, -sine)
        );
    }

    /// u = 2⁻⁵³, and 1 − 2⁻⁵³: √(106 ln 2) = 8.5716743486529…, √(2⁻⁵²) = 2⁻²⁶ (mpmath).
    #[test]
    fn the_radius_ends_where_the_words_end() {
        let radius = |word| {
            let (sine, cosine) = polar(square_of_radius(word), 1 << 63);
            (sine * sine + cosine * cosine).sqrt()
        };
        let largest = 8.571_674_348_652_91;
        // A logarithm, its root, sine and cosine within 2 ulp, and as many roundings.
        assert!(Tolerance::rounding(12, largest).accepts(radius(0), largest));
        let smallest = 1.0 / f64::from(1 << 26);
        // ln(1 − ε) = −ε(1 + ε/2) to the last digit.
        assert!(Tolerance::rounding(12, smallest).accepts(radius(u64::MAX), smallest));
    }

    #[test]
    fn open_units_are_the_middles_of_cells() {
        let cell = f64::EPSILON;
        assert_eq!(open_unit(0), 0.5 * cell);
        assert_eq!(open_unit(u64::MAX), 1.0 - 0.5 * cell);
        assert_eq!(open_unit(1 << 63), 0.5 + 0.5 * cell);
    }
}
