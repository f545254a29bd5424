//! Inner products and Euclidean lengths in one order of summation, also of tiny and huge signals.
//!
//! It draws nothing. A length of a signal with a value that is not finite is NaN.

use crate::empirical::simulate::moments;
use crate::num::sum::Sum;

/// Values of one partial sum, whose lanes lose at most 128 roundings.
const BLOCK: usize = 1024;
/// Independent partial sums of a block; fixed, because order is bits.
const LANES: usize = 8;
/// Sums of squares between these bounds lost nothing to underflow or overflow.
const SAFE: std::ops::RangeInclusive<f64> = 1e-250..=1e250;

/// Σ xᵢyᵢ over the shorter of the two.
pub(super) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let blocks = x.chunks(BLOCK).zip(y.chunks(BLOCK));
    blocks
        .map(|(x, y)| block_dot(x, y))
        .collect::<Sum>()
        .value()
}

fn block_dot(x: &[f64], y: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (x_groups, x_rest) = x.as_chunks::<LANES>();
    let (y_groups, y_rest) = y.as_chunks::<LANES>();
    for (x, y) in x_groups.iter().zip(y_groups) {
        for lane in 0..LANES {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    for (lane, (x, y)) in lanes.iter_mut().zip(x_rest.iter().zip(y_rest)) {
        *lane += x * y;
    }
    lanes.iter().sum()
}

/// ‖x‖: 0 of zeros alone, NaN if a value is not finite.
pub(super) fn length(x: &[f64]) -> f64 {
    let squares = dot(x, x);
    if SAFE.contains(&squares) {
        return squares.sqrt();
    }
    let largest = x.iter().fold(0.0, |largest, x| x.abs().max(largest));
    let is_finite = x.iter().all(|x| x.is_finite());
    if largest == 0.0 || !is_finite {
        return if is_finite { 0.0 } else { f64::NAN };
    }
    let (unit, inverse) = moments::power_of_two_near(largest);
    let scaled: Vec<f64> = x.iter().map(|x| x * inverse).collect();
    dot(&scaled, &scaled).sqrt() * unit
}

/// √(x² + y²) for x, y ≥ 0 without overflow or underflow on the way.
pub(super) fn hypot(x: f64, y: f64) -> f64 {
    let (small, large) = if x < y { (x, y) } else { (y, x) };
    if large == 0.0 {
        // 0, or NaN beside a 0.
        return small + large;
    }
    let ratio = small / large;
    large * (1.0 + ratio * ratio).sqrt()
}

/// The mean square of n values of this length; missing where it is not a finite number.
pub(super) fn mean_square(length: f64, n: u64) -> Option<f64> {
    let root = length / (n as f64).sqrt();
    Some(root * root).filter(|square| square.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn lengths_survive_the_smallest_and_the_largest_doubles() {
        for unit in [1.0, 1e-200, 1e-300, 1e300] {
            let found = length(&[3.0 * unit, -4.0 * unit]);
            // Scaling rounds each entry once, squares and sum three times, root and product twice.
            assert!(
                Tolerance::rounding(8, 5.0 * unit).accepts(found, 5.0 * unit),
                "{found}"
            );
            assert!(
                Tolerance::rounding(8, 5.0 * unit)
                    .accepts(hypot(3.0 * unit, 4.0 * unit), 5.0 * unit)
            );
        }
        assert_eq!(length(&[0.0; 3]), 0.0);
        assert!(length(&[1.0, f64::INFINITY]).is_nan());
        assert!(length(&[f64::NAN, 1.0]).is_nan());
        let nan = f64::NAN;
        assert!(
            [(nan, 0.0), (0.0, nan), (1.0, nan)].map(|(x, y)| hypot(x, y).is_nan()) == [true; 3]
        );
    }

    #[test]
    fn every_value_enters_an_inner_product_once() {
        for n in [0, 1, 7, 8, 1024, 1025, 5000_u32] {
            let x: Vec<f64> = (0..n).map(f64::from).collect();
            let n = f64::from(n);
            // 0 + 1 + … + (n − 1), squares by Faulhaber: whole numbers below 2⁵³.
            assert_eq!(dot(&x, &vec![1.0; x.len()]), n * (n - 1.0) / 2.0);
            assert_eq!(dot(&x, &x), (n - 1.0).max(0.0) * n * (2.0 * n - 1.0) / 6.0);
        }
    }
}
