//! Moments of softplus for large q, where the nodes of a quadrature would grow like √q.
//!
//! softplus(x) = max(x, 0) + r(x) with r(x) = ln(1 + e^−|x|) ≤ e^−|x|, an even function. What r
//! adds to a half-normal moment is an integral of a decaying f ≥ 0 against the density, and
//! 1 − u ≤ e^−u ≤ 1 − u + u²/2 at u = x²/2q brackets it:
//! √(2πq)·E f = M₀ − M₂/2q + [0, M₄/8q²], Mₖ = ∫ x^k f. It does not serve below [`FROM`].

use crate::num::Interval;
use crate::theory::activation::input::exactly;
use crate::theory::activation::input::half_normal_mean;
use crate::theory::activation::input::half_normal_third_moment;
use crate::theory::quadrature::elementary;

/// From here on every bracket is narrower than one part in 10¹⁶ of its moment.
pub(super) const FROM: f64 = 1e7;

/// ζ(3) = 1.20205690315959428539… (OEIS A002117).
const ZETA_3: f64 = 1.202_056_903_159_594_2;

/// √(q/2π) + E r: M₀ = 2η(2) = π²/6, M₂ = 4η(4) = 7π⁴/180, M₄ = 48η(6) < 48, where
/// ∫₀^∞ x^n·r = n!·η(n + 2) and η is Dirichlet's (NIST DLMF 25.5.3).
pub(super) fn mean(q: Interval) -> Interval {
    let first = elementary::pi().square() / exactly(6.0);
    let second = exactly(7.0) * elementary::pi().powi(4) / (exactly(360.0) * q);
    let rest = Interval::new(0.0, 6.0) / q.square();
    half_normal_mean(q) + (first - second + rest) / root(q)
}

/// q/2 + E[|x|r + r²]: M₀ = 2η(3) + 2·ζ(3)/4 = 2ζ(3), M₂ ≤ 2·3! + 2·2/8 = 12.5.
pub(super) fn second_moment(q: Interval) -> Interval {
    let zeta = Interval::around(ZETA_3, f64::EPSILON);
    let bracket = exactly(2.0) * zeta - Interval::new(0.0, 6.25) / q;
    exactly(0.5) * q + bracket / root(q)
}

/// 2q√(q/2π) + E[(3/2)x²r + (3/2)|x|r² + r³]: M₀ = π⁴/15, M₂ ≤ 3·4! + 3·3!/2⁴ + 2·2/3³ < 74.
pub(super) fn third_moment(q: Interval) -> Interval {
    let bracket = elementary::pi().powi(4) / exactly(15.0) - Interval::new(0.0, 37.0) / q;
    half_normal_third_moment(q) + bracket / root(q)
}

/// 3q²/2 + E[2|x|³r + 3x²r² + 2|x|r³ + r⁴]: 0 ≤ M₀ ≤ 4·3! + 6·2/2³ + 4/3² + 2/4 < 27.
pub(super) fn fourth_moment(q: Interval) -> Interval {
    exactly(1.5) * q.square() + Interval::new(0.0, 27.0) / root(q)
}

/// √(2πq).
fn root(q: Interval) -> Interval {
    (exactly(2.0) * elementary::pi() * q).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::theory::activation::GaussianMoments;
    use crate::theory::activation::Softplus;

    fn all(q: f64) -> [Interval; 4] {
        let q = exactly(q);
        [mean(q), second_moment(q), third_moment(q), fourth_moment(q)]
    }

    /// mpmath 1.3 at 30 digits, quadrature of the definition.
    #[test]
    fn large_moments_contain_the_quadrature_of_the_definition() {
        let at_2e7 = [
            1_784.124_262_891_089_6,
            10_000_000.000_214_462,
            71_364_964_646.111_42,
            6e14,
        ];
        let at_1e9 = [
            12_615.662_630_852_733,
            500_000_000.000_030_3,
            25_231_325_220_201.6,
            1.5e18,
        ];
        for (q, truths) in [(2e7, at_2e7), (1e9, at_1e9)] {
            for (enclosed, truth) in all(q).into_iter().zip(truths) {
                // The printed truth is the nearest double.
                let printed = Tolerance::rounding(1, truth).absolute();
                assert!(enclosed.intersects(Interval::around(truth, printed)), "{q}");
                assert!(enclosed.radius() <= 1e-14 * truth, "{q}: {enclosed:?}");
            }
        }
    }

    #[test]
    fn both_ways_overlap_where_one_takes_over_from_the_other() {
        let below = FROM.next_down();
        let quadrature = [
            Softplus.mean(below).unwrap(),
            Softplus.second_moment(below).unwrap(),
            Softplus.third_moment(below).unwrap(),
            Softplus.fourth_moment(below).unwrap(),
        ];
        for (series, quadrature) in all(below).into_iter().zip(quadrature) {
            assert!(series.intersects(quadrature), "{series:?} {quadrature:?}");
        }
    }

    #[test]
    fn moments_stay_finite_far_beyond_any_network() {
        assert!(Softplus.second_moment(1e300).unwrap().radius() < 1e286);
        assert!(Softplus.mean(f64::MAX).unwrap().radius().is_finite());
    }
}
