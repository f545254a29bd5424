//! SiLU, also known as Swish. Not monotone: it has a minimum at −1.278.
use crate::num::Interval;
use crate::num::real;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::quadrature::Basis;
use crate::theory::quadrature::Hermite;
use crate::theory::quadrature::Monomial;
use crate::theory::quadrature::Polynomial;

/// The sigmoid linear unit, SiLU(x) = x·σ(x), also called Swish.
///
/// # Definition
/// φ(x) = x·σ(x), φ′(x) = σ(x)(1 + xσ(−x)).
///
/// # Moments
/// With s = σ′ and t = σ − ½, pairing x with −x and integrating by parts: E φ = q·E s,
/// E φ² = q/2 − E(x²s), E φ³ = q(2q·E s + E[3x²s/2 − 3x²s² − 2xts]),
/// E φ⁴ = 3q²/2 − E[x⁴(2s − s²)], E φ′² = ½ + E[x²s² + 2xts − s].
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert!(variance_gain(&Silu, 1.0).unwrap().contains(1.787_187_222_100_442));
/// ```
///
/// # References
/// S. Elfwing, E. Uchibe, K. Doya (2018), "Sigmoid-weighted linear units", eq. 4;
/// P. Ramachandran, B. Zoph, Q. V. Le (2017), "Searching for activation functions".
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Silu;

/// s = σ′.
const BUMP: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(1.0, [0, 0, 1, 0])],
};

/// x²/2 − (φ(x)² + φ(−x)²)/2 = x²s.
const SQUARE_COMPLEMENT: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(1.0, [2, 0, 1, 0])],
};

/// What decays in (E φ³)/q.
const THIRD: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-2.0, [1, 1, 1, 0]),
        Monomial::new(1.5, [2, 0, 1, 0]),
        Monomial::new(-3.0, [2, 0, 2, 0]),
    ],
};

/// x⁴/2 − (φ(x)⁴ + φ(−x)⁴)/2 = x⁴(2s − s²).
const FOURTH_COMPLEMENT: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(2.0, [4, 0, 1, 0]),
        Monomial::new(-1.0, [4, 0, 2, 0]),
    ],
};

/// (φ′(x)² + φ′(−x)²)/2 − ½.
const DERIVATIVE_SQUARE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-1.0, [0, 0, 1, 0]),
        Monomial::new(2.0, [1, 1, 1, 0]),
        Monomial::new(1.0, [2, 0, 2, 0]),
    ],
};

/// −½(x²s)″, with s′ = −2ts and s″ = s − 6s².
const SLOPE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-1.0, [0, 0, 1, 0]),
        Monomial::new(4.0, [1, 1, 1, 0]),
        Monomial::new(-0.5, [2, 0, 1, 0]),
        Monomial::new(3.0, [2, 0, 2, 0]),
    ],
};

/// −¼(x²s)⁗ = −3s″ − 2xs‴ − x²s⁗/4.
const CURVATURE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-3.0, [0, 0, 1, 0]),
        Monomial::new(18.0, [0, 0, 2, 0]),
        Monomial::new(4.0, [1, 1, 1, 0]),
        Monomial::new(-48.0, [1, 1, 2, 0]),
        Monomial::new(-0.25, [2, 0, 1, 0]),
        Monomial::new(7.5, [2, 0, 2, 0]),
        Monomial::new(-30.0, [2, 0, 3, 0]),
    ],
};

/// The size of E[x^n·s].
fn size(q: f64, n: u32) -> f64 {
    0.1 * real::powi(q.min(1.0), n / 2) / (1.0 + q).sqrt()
}

impl Activation for Silu {
    fn name(&self) -> &'static str {
        "silu"
    }

    fn value(&self, x: f64) -> f64 {
        x * real::sigmoid(x)
    }

    fn derivative(&self, x: f64) -> f64 {
        real::sigmoid(x) * (1.0 + x * real::sigmoid(-x))
    }

    fn is_saturated(&self, _: f64) -> bool {
        false
    }
}

impl GaussianMoments for Silu {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(checked(q)? * BUMP.mean(q, Hermite::Zero, size(q, 0)))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(exactly(0.5) * checked(q)? - SQUARE_COMPLEMENT.mean(q, Hermite::Zero, size(q, 2)))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        let growing = exactly(2.0) * point * BUMP.mean(q, Hermite::Zero, size(q, 0));
        Ok(point * (growing + THIRD.mean(q, Hermite::Zero, size(q, 2))))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let limit = exactly(1.5) * checked(q)?.square();
        Ok(limit - FOURTH_COMPLEMENT.mean(q, Hermite::Zero, size(q, 4)))
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(exactly(0.5) + DERIVATIVE_SQUARE.mean(q, Hermite::Zero, size(q, 0)))
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(exactly(0.5) + SLOPE.mean(q, Hermite::Zero, size(q, 0)))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q < 4.0 {
            return Ok(CURVATURE.mean(q, Hermite::Zero, 0.1));
        }
        let weighted = SQUARE_COMPLEMENT.mean(q, Hermite::Four, size(q, 2));
        Ok(-weighted / (exactly(4.0) * point.square()))
    }

    fn is_monotone(&self) -> bool {
        false
    }
}
