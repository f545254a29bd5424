//! SiLU, also known as Swish. Not monotone: it has a minimum at −1.278.
use crate::num::Interval;
use crate::num::real;
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

/// The sigmoid linear unit, SiLU(x) = x·σ(x), also called Swish.
///
/// # Definition
/// φ(x) = x·σ(x), φ′(x) = σ(x)(1 + xσ(−x)).
///
/// # Moments
/// With s = σ′ and t = σ − ½, pairing x with −x and integrating by parts: E φ = q·E s,
/// E φ² = q(½ − E[s − 2xts]), E φ³ = q²E[9s/2 − 9s² − 3xts + 12xts²],
/// E φ⁴ = 3q²/2 − E[x⁴(2s − s²)], E φ′² = ½ + E[x²s² + 2xts − s].
/// The powers of q stand before expectations of order 1, so that a vanishing q costs no digits.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert!(variance_gain(&Silu, 1.0).unwrap().contains(1.787_187_222_100_442));
/// ```
///
/// # References
/// S. Elfwing, E. Uchibe, K. Doya (2018), "Sigmoid-weighted linear units", section 2;
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

/// −(E φ²)/q + ½: x²s integrated by parts, with s′ = −2ts; of order 1 however small q is.
const SQUARE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(1.0, [0, 0, 1, 0]),
        Monomial::new(-2.0, [1, 1, 1, 0]),
    ],
};

/// (E φ³)/q²: x³u integrated by parts, u = 3t/4 + t³, is 3u′ + xu″.
const THIRD: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(4.5, [0, 0, 1, 0]),
        Monomial::new(-9.0, [0, 0, 2, 0]),
        Monomial::new(-3.0, [1, 1, 1, 0]),
        Monomial::new(12.0, [1, 1, 2, 0]),
    ],
};

/// 3/2 − (E φ⁴)/q²: x⁴v integrated by parts, v = 2s − s², is 3v + 5xv′ + x²v″.
const FOURTH: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(6.0, [0, 0, 1, 0]),
        Monomial::new(-3.0, [0, 0, 2, 0]),
        Monomial::new(-20.0, [1, 1, 1, 0]),
        Monomial::new(20.0, [1, 1, 2, 0]),
        Monomial::new(2.0, [2, 0, 1, 0]),
        Monomial::new(-16.0, [2, 0, 2, 0]),
        Monomial::new(20.0, [2, 0, 3, 0]),
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
        vector::at(x, silu)
    }

    fn derivative(&self, x: f64) -> f64 {
        vector::at(x, slope)
    }

    fn apply(&self, values: &mut [f64]) {
        vector::map(values, silu);
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        vector::map(values, slope);
    }
}

/// x·σ(x).
#[inline(always)]
fn silu(x: f64) -> f64 {
    x * lane::sigmoid(x)
}

/// σ(x)(1 + xσ(−x)).
#[inline(always)]
fn slope(x: f64) -> f64 {
    lane::sigmoid(x) * (1.0 + x * lane::sigmoid(-x))
}

impl GaussianMoments for Silu {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(checked(q)? * BUMP.mean(q, Hermite::Zero, size(q, 0)))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(checked(q)? * (exactly(0.5) - SQUARE.mean(q, Hermite::Zero, size(q, 0))))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(checked(q)?.square() * THIRD.mean(q, Hermite::Zero, size(q, 0)))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let complement = FOURTH.mean(q, Hermite::Zero, size(q, 0));
        Ok(checked(q)?.square() * (exactly(1.5) - complement))
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
