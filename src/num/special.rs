//! Special functions of statistics that `libm` lacks: ψ, ψ′ and the logarithm of a binomial.
//!
//! They stand on [`real`] and on the order of their sums, so their bits are the same everywhere.
//! Each states a bound on its error; none is evaluated outside the real half-line it names.

use crate::num::real;
use crate::num::sum::sum;

/// From here on the asymptotic series, cut after eight terms, errs by less than 10⁻¹⁷.
const ASYMPTOTIC_FROM: f64 = 10.0;

/// B₂ₖ/(2k) for k = 1…8, B₂ₖ the Bernoulli numbers (Abramowitz & Stegun 1964, 6.3.18, 23.2).
const DIGAMMA_SERIES: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 120.0,
    1.0 / 252.0,
    -1.0 / 240.0,
    1.0 / 132.0,
    -691.0 / 32_760.0,
    1.0 / 12.0,
    -3_617.0 / 8_160.0,
];

/// B₂ₖ for k = 1…8 (Abramowitz & Stegun 1964, 6.4.12, 23.2).
const BERNOULLI: [f64; 8] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2_730.0,
    7.0 / 6.0,
    -3_617.0 / 510.0,
];

/// The digamma function ψ(x) = d/dx ln Γ(x) for x > 0; NaN elsewhere.
///
/// Below 10 the recurrence ψ(x) = ψ(x + 1) − 1/x (Abramowitz & Stegun 1964, 6.3.5) raises x; from
/// there ψ(x) = ln x − 1/(2x) − Σₖ B₂ₖ/(2k·x²ᵏ) (ibid., 6.3.18), whose error is less than the
/// first term left out: B₁₈/(18·10¹⁸) < 4·10⁻¹⁸. [`digamma_error`] bounds the whole error.
///
/// # Example
/// ```
/// use varprop::num::special::{digamma, digamma_error};
/// let euler = 0.577_215_664_901_532_9; // ψ(1) = −γ
/// assert!((digamma(1.0) + euler).abs() <= digamma_error(1.0));
/// ```
#[must_use]
pub fn digamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let steps = steps_to_asymptotic(x);
    let y = x + f64::from(steps);
    let lowered = (0..steps).map(|k| -1.0 / (x + f64::from(k)));
    let square = 1.0 / (y * y);
    let series = -square * horner(&DIGAMMA_SERIES, square);
    sum([real::ln(y), -0.5 / y, series].into_iter().chain(lowered))
}

/// A bound on |computed ψ(x) − ψ(x)|: 24·2⁻⁵²·max(1, 1/x, ln x).
///
/// Each of the at most ten terms 1/(x + k) carries two roundings (together below 2⁻⁵²(1/x + 3)),
/// the logarithm [`real::MAX_ULP`] and the rounding of its argument (below 2⁻⁵²(3 max(ln x, 2.5) + 1)),
/// and the compensated sum one rounding of the result; 24 leaves a margin of a third.
#[must_use]
pub fn digamma_error(x: f64) -> f64 {
    24.0 * f64::EPSILON * (1.0 / x).max(real::ln(x)).max(1.0)
}

/// The trigamma function ψ′(x) = d²/dx² ln Γ(x) for x > 0; NaN elsewhere.
///
/// ψ′(x) = ψ′(x + 1) + 1/x² up to 10 (Abramowitz & Stegun 1964, 6.4.6), then
/// 1/x + 1/(2x²) + Σₖ B₂ₖ/x²ᵏ⁺¹ (ibid., 6.4.12), cut where it errs by less than 6·10⁻¹⁸.
/// Every recurrence term is positive: see [`trigamma_error`].
///
/// # Example
/// ```
/// use varprop::num::special::{trigamma, trigamma_error};
/// let basel = 1.644_934_066_848_226_4; // ψ′(1) = π²/6
/// assert!((trigamma(1.0) - basel).abs() <= trigamma_error(1.0));
/// ```
#[must_use]
pub fn trigamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let steps = steps_to_asymptotic(x);
    let y = x + f64::from(steps);
    let raised = (0..steps).map(|k| 1.0 / ((x + f64::from(k)) * (x + f64::from(k))));
    let square = 1.0 / (y * y);
    let series = square / y * horner(&BERNOULLI, square);
    sum([1.0 / y, 0.5 * square, series].into_iter().chain(raised))
}

/// A bound on |computed ψ′(x) − ψ′(x)|: 4·2⁻⁵²·ψ′(x).
///
/// A term 1/(x + k)² carries four roundings of 2⁻⁵³ at most, two of them from x + k; all terms but
/// those of the series (below 1/600 of the whole) are positive, so relative errors do not grow.
#[must_use]
pub fn trigamma_error(x: f64) -> f64 {
    4.0 * f64::EPSILON * trigamma(x)
}

/// ln C(n, k) for k ≤ n; −∞ for k > n, where C(n, k) = 0.
///
/// From ln Γ, hence with an absolute error of up to 2⁻⁵⁰·ln n!: good for choosing terms, and for
/// comparing, but not for summing probabilities of a large n (there, take ratios C(n, k+1)/C(n, k)).
///
/// # Example
/// ```
/// use varprop::num::special::ln_binomial;
/// use varprop::num::{Tolerance, real};
/// let stated = real::powi(0.5, 50) * real::ln(3_628_800.0); // 10! = 3,628,800
/// assert!(Tolerance::bound(stated).accepts(ln_binomial(10, 3), real::ln(120.0)));
/// ```
#[must_use]
pub fn ln_binomial(n: u32, k: u32) -> f64 {
    if k > n {
        return f64::NEG_INFINITY;
    }
    let ln_factorial = |m: u32| real::ln_gamma(f64::from(m) + 1.0);
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

/// How many times the recurrence must raise x.
fn steps_to_asymptotic(x: f64) -> u32 {
    (0..10)
        .filter(|&k| x + f64::from(k) < ASYMPTOTIC_FROM)
        .count() as u32
}

/// c₀ + c₁t + c₂t² + …
fn horner(coefficients: &[f64], t: f64) -> f64 {
    coefficients
        .iter()
        .rev()
        .fold(0.0, |value, c| value * t + c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    /// (x, ψ(x), ψ′(x)), by mpmath 1.3 `digamma`, `psi(1, ·)` at 25 digits.
    const TABLE: [(f64, f64, f64); 7] = [
        (0.001, -1_000.575_571_931_810_3, 1_000_001.642_533_195_9),
        (0.5, -1.963_510_026_021_423_5, 4.934_802_200_544_679),
        (1.0, -0.577_215_664_901_532_9, 1.644_934_066_848_226_4),
        (1.5, 0.036_489_973_978_576_52, 0.934_802_200_544_679_3),
        (10.0, 2.251_752_589_066_721, 0.105_166_335_681_685_75),
        (25.5, 3.218_942_472_883_919_8, 0.039_994_669_649_562_93),
        (1000.0, 6.907_255_195_648_812, 0.001_000_500_166_666_633_4),
    ];

    #[test]
    fn digamma_meets_the_table_within_its_stated_error() {
        for (x, published, _) in TABLE {
            // The argument 0.001 is itself rounded: ψ′(x)·x·2⁻⁵³.
            let argument = Tolerance::rounding(1, x * trigamma(x));
            let tolerance = Tolerance::bound(digamma_error(x)).plus(argument);
            assert!(tolerance.accepts(digamma(x), published), "ψ({x})");
        }
    }

    #[test]
    fn trigamma_meets_the_table_within_its_stated_error() {
        for (x, _, published) in TABLE {
            // ψ″(x)·x is at most 2/x² + 1/x, below 3ψ′(x).
            let argument = Tolerance::rounding(3, published);
            let tolerance = Tolerance::bound(trigamma_error(x)).plus(argument);
            assert!(tolerance.accepts(trigamma(x), published), "ψ′({x})");
        }
    }

    #[test]
    fn the_two_branches_meet_at_the_recurrence() {
        for k in 1..200 {
            let x = 0.1 * f64::from(k);
            let tolerance = Tolerance::bound(2.0 * digamma_error(x));
            assert!(tolerance.accepts(digamma(x + 1.0) - digamma(x), 1.0 / x));
        }
    }

    #[test]
    fn outside_the_half_line_there_is_no_value() {
        assert!(digamma(0.0).is_nan() && digamma(-1.5).is_nan() && trigamma(f64::NAN).is_nan());
        assert!(trigamma(0.0).is_nan() && trigamma(-2.0).is_nan());
    }

    #[test]
    fn ln_binomial_counts_subsets() {
        // C(30, 15) = 155,117,520, and ln 30! < 75.
        let tolerance = Tolerance::bound(4.0 * f64::EPSILON * 75.0);
        assert!(tolerance.accepts(ln_binomial(30, 15), real::ln(155_117_520.0)));
        assert_eq!(ln_binomial(3, 4), f64::NEG_INFINITY);
    }
}
