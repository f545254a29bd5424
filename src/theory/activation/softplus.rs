//! Softplus: the integral of the sigmoid. Its even part is ln(2cosh(x/2)).
use crate::num::Interval;
use crate::num::real;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::Sigmoid;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::quadrature::Basis;
use crate::theory::quadrature::Hermite;
use crate::theory::quadrature::Monomial;
use crate::theory::quadrature::Polynomial;

/// Softplus, ζ(x) = ln(1 + e^x).
///
/// # Definition
/// φ(x) = ln(1 + e^x) = x/2 + e(x), e(x) = ln(2cosh(x/2)); φ′ = σ.
///
/// # Moments
/// E φ = E e, E φ² = q/4 + E e², E φ³ = E[3x²e/4 + e³], E φ⁴ = 3q²/16 + E[3x²e²/2 + e⁴],
/// E φ′² = E σ². The number of nodes grows like 25√q: at q = 10⁶ a moment takes a millisecond.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert!(gain(&Softplus, 1.0).unwrap().contains(1.041_866_835_533_501_7));
/// ```
///
/// # References
/// C. Dugas et al. (2001), "Incorporating second-order functional knowledge for better option
/// pricing", NIPS 13, eq. 5.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Softplus;

/// e.
const EVEN: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(1.0, [0, 0, 0, 1])],
};

/// e².
const SQUARE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(1.0, [0, 0, 0, 2])],
};

/// (ζ(x)³ + ζ(−x)³)/2 = 3x²e/4 + e³.
const THIRD: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(0.75, [2, 0, 0, 1]),
        Monomial::new(1.0, [0, 0, 0, 3]),
    ],
};

/// (ζ(x)⁴ + ζ(−x)⁴)/2 − x⁴/16.
const FOURTH: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(1.5, [2, 0, 0, 2]),
        Monomial::new(1.0, [0, 0, 0, 4]),
    ],
};

/// ½(x²/4 + e²)″ − ½ = (e − 1)s.
const SLOPE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-1.0, [0, 0, 1, 0]),
        Monomial::new(1.0, [0, 0, 1, 1]),
    ],
};

/// ½((e − 1)s)″ = −s + 11s²/2 + e(s − 6s²)/2.
const CURVATURE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-1.0, [0, 0, 1, 0]),
        Monomial::new(5.5, [0, 0, 2, 0]),
        Monomial::new(0.5, [0, 0, 1, 1]),
        Monomial::new(-3.0, [0, 0, 2, 1]),
    ],
};

/// The size of E[s].
fn size(q: f64) -> f64 {
    0.1 / (1.0 + q).sqrt()
}

impl Activation for Softplus {
    fn name(&self) -> &'static str {
        "softplus"
    }

    fn value(&self, x: f64) -> f64 {
        x.max(0.0) + real::ln_1p(real::exp(-x.abs()))
    }

    fn derivative(&self, x: f64) -> f64 {
        real::sigmoid(x)
    }

    fn is_saturated(&self, _: f64) -> bool {
        false
    }
}

impl GaussianMoments for Softplus {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(EVEN.mean(q, Hermite::Zero, 1.0))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(exactly(0.25) * checked(q)? + SQUARE.mean(q, Hermite::Zero, 0.5 + q))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(THIRD.mean(q, Hermite::Zero, 0.3 + q))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let polynomial = exactly(0.1875) * checked(q)?.square();
        Ok(polynomial + FOURTH.mean(q, Hermite::Zero, 0.2 + q * q))
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Sigmoid.second_moment(q)
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(exactly(0.5) + SLOPE.mean(q, Hermite::Zero, size(q)))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q < 4.0 {
            return Ok(CURVATURE.mean(q, Hermite::Zero, 0.1));
        }
        Ok(SLOPE.mean(q, Hermite::Two, size(q)) / (exactly(2.0) * point))
    }
}
