//! The scaled complementary error function e^(x²)·erfc(x), enclosed.
//!
//! It neither overflows nor underflows, unlike its two factors. It does not take x < 0.

use crate::num::Interval;
use crate::theory::quadrature::elementary;

/// Depth of the continued fraction: at x = 2 it leaves 1e-18 (its convergents gain about
/// e^(−2x√(2n))).
const DEPTH: u32 = 60;

/// e^(x²)·erfc(x) for x ≥ 0; the whole line if a member of `x` is negative.
///
/// Below 2 the product of its factors; from there Laplace's continued fraction
/// √π·erfcx(x) = 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))), whose elements are positive, so that its
/// tail after n steps lies in [0, n/(2x)] (NIST DLMF 7.9.2).
///
/// # Example
/// ```
/// use varprop::num::Interval;
/// use varprop::theory::quadrature::erfcx;
/// // DLMF 7.12.1: erfcx(x) → 1/(x√π).
/// let far = erfcx(Interval::point(1e8));
/// assert!(far.contains(5.641_895_835_477_563e-9));
/// ```
#[must_use]
pub fn erfcx(x: Interval) -> Interval {
    if x.low() < 0.0 {
        return Interval::WHOLE;
    }
    if x.low() < 2.0 {
        return elementary::exp(x.square()) * elementary::erfc(x);
    }
    let half = Interval::point(0.5);
    let mut tail = Interval::new(0.0, f64::from(DEPTH) / x.low());
    for n in (1..DEPTH).rev() {
        tail = Interval::point(f64::from(n)) * half / (x + tail);
    }
    Interval::point(1.0) / ((x + tail) * elementary::pi().sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// mpmath 1.3, exp(x²)·erfc(x) at 40 digits.
    const TABLE: [(f64, f64); 5] = [
        (0.5, 0.615_690_344_192_925_9),
        (1.999, 0.255_502_514_590_577_9),
        (2.0, 0.255_395_676_310_505_74),
        (10.0, 0.056_140_992_743_822_59),
        (1000.0, 0.000_564_189_301_453_387_6),
    ];

    #[test]
    fn erfcx_contains_its_values_on_both_sides_of_the_switch() {
        for (x, truth) in TABLE {
            let enclosed = erfcx(Interval::point(x));
            assert!(enclosed.contains(truth), "{x}: {enclosed:?}");
            assert!(enclosed.radius() <= 2e-14 * truth, "{x}: {enclosed:?}");
        }
    }
}
