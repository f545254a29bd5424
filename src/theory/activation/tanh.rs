//! The hyperbolic tangent. Its integrals are those of the logistic basis at 4q, because
//! tanh(x) = 2t(2x) with t = tanh(x/2)/2, and sech²(x) = 4s(2x).
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

/// The hyperbolic tangent, tanh.
///
/// # Definition
/// φ(x) = (e^x − e^−x)/(e^x + e^−x), φ′(x) = sech²(x).
///
/// # Moments
/// E φ = E φ³ = 0; the others by quadrature, from E tanh² where q < 1 and from 1 − E sech²
/// above, so that neither small nor large q loses digits.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// let moment = Tanh.second_moment(1.0).unwrap();
/// assert!(moment.contains(0.394_294_490_397_841_1) && moment.radius() < 1e-14);
/// ```
///
/// # References
/// B. Poole et al. (2016), "Exponential expressivity in deep neural networks through transient
/// chaos", eqs. 3 and 6; X. Glorot, Y. Bengio (2010), section 3 (saturation).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tanh;

/// tanh² = 4t², at 2x.
const SQUARE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(4.0, [0, 2, 0, 0])],
};

/// tanh⁴ = 16t⁴, at 2x.
const FOURTH: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(16.0, [0, 4, 0, 0])],
};

/// 1 − tanh² = 4s, at 2x.
const SQUARE_COMPLEMENT: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(4.0, [0, 0, 1, 0])],
};

/// 1 − tanh⁴ = 8s − 16s², at 2x.
const FOURTH_COMPLEMENT: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(8.0, [0, 0, 1, 0]),
        Monomial::new(-16.0, [0, 0, 2, 0]),
    ],
};

/// sech⁴ = 16s², at 2x.
const DERIVATIVE_SQUARE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(16.0, [0, 0, 2, 0])],
};

/// ½(tanh²)″ = 3sech⁴ − 2sech², at 2x.
const SLOPE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-8.0, [0, 0, 1, 0]),
        Monomial::new(48.0, [0, 0, 2, 0]),
    ],
};

/// ¼(tanh²)⁗ = −4sech² + 30sech⁴ − 30sech⁶, at 2x.
const CURVATURE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-16.0, [0, 0, 1, 0]),
        Monomial::new(480.0, [0, 0, 2, 0]),
        Monomial::new(-1920.0, [0, 0, 3, 0]),
    ],
};

/// The size of E[sech²], for large q.
fn bump(q: f64) -> f64 {
    1.0 / (1.0 + q).sqrt()
}

impl Activation for Tanh {
    fn name(&self) -> &'static str {
        "tanh"
    }

    fn value(&self, x: f64) -> f64 {
        vector::at(x, lane::tanh)
    }

    fn derivative(&self, x: f64) -> f64 {
        vector::at(x, slope)
    }

    fn apply(&self, values: &mut [f64]) {
        vector::tanh(values);
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        vector::map(values, slope);
    }

    fn unsaturated(&self) -> (f64, f64) {
        (-0.99, 0.99)
    }
}

/// sech² x = 4e/(1 + e)², e = e^(−2|x|): 1 − tanh² would lose every digit for large |x|.
#[inline(always)]
fn slope(x: f64) -> f64 {
    let e = lane::exp(-2.0 * x.abs());
    4.0 * e / ((1.0 + e) * (1.0 + e))
}

impl GaussianMoments for Tanh {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        if q < 1.0 {
            return Ok(SQUARE.mean(4.0 * q, Hermite::Zero, q));
        }
        Ok(exactly(1.0) - SQUARE_COMPLEMENT.mean(4.0 * q, Hermite::Zero, bump(q)))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        if q < 1.0 {
            return Ok(FOURTH.mean(4.0 * q, Hermite::Zero, q * q));
        }
        Ok(exactly(1.0) - FOURTH_COMPLEMENT.mean(4.0 * q, Hermite::Zero, bump(q)))
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(DERIVATIVE_SQUARE.mean(4.0 * q, Hermite::Zero, bump(q)))
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q < 1.0 {
            return Ok(SLOPE.mean(4.0 * q, Hermite::Zero, 1.0));
        }
        let weighted = SQUARE_COMPLEMENT.mean(4.0 * q, Hermite::Two, bump(q));
        Ok(-weighted / (exactly(2.0) * point))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q < 1.0 {
            return Ok(CURVATURE.mean(4.0 * q, Hermite::Zero, 1.0));
        }
        let weighted = SQUARE_COMPLEMENT.mean(4.0 * q, Hermite::Four, bump(q));
        Ok(-weighted / (exactly(4.0) * point.square()))
    }
}
