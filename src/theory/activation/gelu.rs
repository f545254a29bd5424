//! GELU in its exact form, x·Φ(x); the tanh approximation is another function.
use crate::num::Interval;
use crate::num::vector;
use crate::num::vector::lane;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::quadrature::Basis;
use crate::theory::quadrature::Hermite;
use crate::theory::quadrature::Monomial;
use crate::theory::quadrature::Polynomial;
use crate::theory::quadrature::elementary;

/// The Gaussian error linear unit, GELU(x) = x·Φ(x).
///
/// # Definition
/// φ(x) = x·Φ(x), φ′(x) = Φ(x) + x·g(x), g the standard normal density.
///
/// # Moments
/// With R = √(1 + 2q) and A = asin(q/(1 + q)): E φ = q/√(2π(1 + q)),
/// E φ² = q/4 + (q/2π)(A + 2q/((1 + q)R)),
/// E φ′² = ¼ + (1/2π)(A + 2q/((1 + q)R) + q/R³),
/// d/dq E φ² = ¼ + (1/2π)(A + q(4q² + 11q + 5)/((1 + q)²R³)),
/// d²/dq² E φ² = (6 + 18q + 11q² − 5q³)/(2π(1 + q)³R⁵). E φ³ and E φ⁴ by quadrature.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert!(gain(&Gelu, 1.0).unwrap().contains(1.533_530_441_195_535_2));
/// ```
///
/// # References
/// D. Hendrycks, K. Gimpel (2016), "Gaussian error linear units", section 2; Williams (1998)
/// for E Φ². The closed forms follow by Gaussian integration by parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gelu;

/// (E φ³)/q²: x³u integrated by parts, u = 3t/4 + t³, is 3u′ + xu″.
const THIRD: Polynomial = Polynomial {
    basis: Basis::Normal,
    terms: &[
        Monomial::new(4.5, [0, 0, 0, 1]),
        Monomial::new(-9.0, [0, 0, 1, 1]),
        Monomial::new(6.0, [1, 1, 0, 2]),
        Monomial::new(-1.5, [2, 0, 0, 1]),
        Monomial::new(3.0, [2, 0, 1, 1]),
    ],
};

/// 3/2 − (E φ⁴)/q²: x⁴v integrated by parts, v = 2s − s², is 3v + 5xv′ + x²v″.
const FOURTH: Polynomial = Polynomial {
    basis: Basis::Normal,
    terms: &[
        Monomial::new(6.0, [0, 0, 1, 0]),
        Monomial::new(-3.0, [0, 0, 2, 0]),
        Monomial::new(-20.0, [1, 1, 0, 1]),
        Monomial::new(20.0, [1, 1, 1, 1]),
        Monomial::new(-3.0, [2, 0, 0, 2]),
        Monomial::new(-12.0, [2, 2, 0, 2]),
        Monomial::new(4.0, [3, 1, 0, 1]),
        Monomial::new(-4.0, [3, 1, 1, 1]),
    ],
};

/// The size of E[g(√q z)].
fn size(q: f64) -> f64 {
    0.1 / (1.0 + q).sqrt()
}

/// 1/2π.
fn over_two_pi() -> Interval {
    exactly(0.5) / elementary::pi()
}

/// (1 + q, 1 + 2q, √(1 + 2q), asin(q/(1 + q))).
fn parts(q: Interval) -> (Interval, Interval, Interval, Interval) {
    let one = exactly(1.0) + q;
    let two = exactly(1.0) + exactly(2.0) * q;
    (one, two, two.sqrt(), elementary::asin(q / one))
}

impl Activation for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn value(&self, x: f64) -> f64 {
        vector::at(x, gelu)
    }

    fn derivative(&self, x: f64) -> f64 {
        vector::at(x, slope)
    }

    fn apply(&self, values: &mut [f64]) {
        vector::map(values, gelu);
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        vector::map(values, slope);
    }
}

/// x·Φ(x).
#[inline(always)]
fn gelu(x: f64) -> f64 {
    x * lane::normal_cdf(x)
}

/// Φ(x) + x·g(x).
#[inline(always)]
fn slope(x: f64) -> f64 {
    lane::normal_cdf(x) + x * lane::normal_pdf(x)
}

impl GaussianMoments for Gelu {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        let q = checked(q)?;
        let variance = exactly(2.0) * elementary::pi() * (exactly(1.0) + q);
        Ok(q / variance.sqrt())
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let q = checked(q)?;
        let (one, _, root, arc) = parts(q);
        let bracket = arc + exactly(2.0) * q / (one * root);
        Ok(q * (exactly(0.25) + over_two_pi() * bracket))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(checked(q)?.square() * THIRD.mean(q, Hermite::Zero, size(q)))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let complement = FOURTH.mean(q, Hermite::Zero, size(q));
        Ok(checked(q)?.square() * (exactly(1.5) - complement))
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let q = checked(q)?;
        let (one, two, root, arc) = parts(q);
        let bracket = arc + exactly(2.0) * q / (one * root) + q / (two * root);
        Ok(exactly(0.25) + over_two_pi() * bracket)
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        let q = checked(q)?;
        let (one, two, root, arc) = parts(q);
        let numerator = q * (exactly(5.0) + q * (exactly(11.0) + exactly(4.0) * q));
        let bracket = arc + numerator / (one.square() * two * root);
        Ok(exactly(0.25) + over_two_pi() * bracket)
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        let q = checked(q)?;
        let (one, two, root, _) = parts(q);
        let inner = exactly(11.0) - exactly(5.0) * q;
        let numerator = exactly(6.0) + q * (exactly(18.0) + q * inner);
        Ok(over_two_pi() * numerator / (one.powi(3) * two.square() * root))
    }

    fn is_monotone(&self) -> bool {
        false
    }
}
