//! The logistic sigmoid. Its variance is that of tanh at q/4, divided by 4.
use crate::num::Interval;
use crate::num::vector;
use crate::num::vector::lane;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::Tanh;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::quadrature::Basis;
use crate::theory::quadrature::Hermite;
use crate::theory::quadrature::Monomial;
use crate::theory::quadrature::Polynomial;

/// The logistic sigmoid, σ.
///
/// # Definition
/// φ(x) = 1/(1 + e^−x), φ′ = φ(1 − φ).
///
/// # Moments
/// With s = σ′: E φ = ½, E φ² = ½ − E s, E φ³ = ½ − 3⁄2·E s, E φ⁴ = ½ − E[2s − s²], E φ′² = E s²,
/// by pairing x with −x. Central moments come from σ(x) − ½ = tanh(x/2)/2.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert_eq!(Sigmoid.mean(1.0).unwrap().midpoint(), 0.5);
/// let gain = variance_gain(&Sigmoid, 1.0).unwrap();
/// assert!(gain.contains(4.801_313_372_039_962) && gain.radius() < 1e-13);
/// ```
///
/// # References
/// Y. LeCun, L. Bottou, G. Orr, K.-R. Müller (1998), "Efficient BackProp", section 4.4;
/// X. Glorot, Y. Bengio (2010), section 3.1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sigmoid;

/// s = σ′.
const BUMP: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(1.0, [0, 0, 1, 0])],
};

/// ½ − (σ(x)⁴ + σ(−x)⁴)/2 = 2s − s².
const FOURTH_COMPLEMENT: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(2.0, [0, 0, 1, 0]),
        Monomial::new(-1.0, [0, 0, 2, 0]),
    ],
};

/// σ′² = s².
const DERIVATIVE_SQUARE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(1.0, [0, 0, 2, 0])],
};

/// −½s″ = 3s² − s/2.
const SLOPE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-0.5, [0, 0, 1, 0]),
        Monomial::new(3.0, [0, 0, 2, 0]),
    ],
};

/// −¼s⁗ = −s/4 + 15s²/2 − 30s³.
const CURVATURE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-0.25, [0, 0, 1, 0]),
        Monomial::new(7.5, [0, 0, 2, 0]),
        Monomial::new(-30.0, [0, 0, 3, 0]),
    ],
};

/// The size of E[s].
fn size(q: f64) -> f64 {
    0.25 / (1.0 + q).sqrt()
}

impl Activation for Sigmoid {
    fn name(&self) -> &'static str {
        "sigmoid"
    }

    fn value(&self, x: f64) -> f64 {
        vector::at(x, lane::sigmoid)
    }

    fn derivative(&self, x: f64) -> f64 {
        vector::at(x, slope)
    }

    fn apply(&self, values: &mut [f64]) {
        vector::map(values, lane::sigmoid);
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        vector::map(values, slope);
    }

    fn unsaturated(&self) -> (f64, f64) {
        (0.01, 0.99)
    }
}

/// σ(x)σ(−x) = e/(1 + e)², e = e^−|x|.
#[inline(always)]
fn slope(x: f64) -> f64 {
    let e = lane::exp(-x.abs());
    e / ((1.0 + e) * (1.0 + e))
}

impl GaussianMoments for Sigmoid {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.5))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(exactly(0.5) - BUMP.mean(q, Hermite::Zero, size(q)))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(exactly(0.5) - exactly(1.5) * BUMP.mean(q, Hermite::Zero, size(q)))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(exactly(0.5) - FOURTH_COMPLEMENT.mean(q, Hermite::Zero, size(q)))
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(DERIVATIVE_SQUARE.mean(q, Hermite::Zero, size(q)))
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q < 4.0 {
            return Ok(SLOPE.mean(q, Hermite::Zero, 0.1));
        }
        let weighted = BUMP.mean(q, Hermite::Two, size(q));
        Ok(-weighted / (exactly(2.0) * point))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q < 4.0 {
            return Ok(CURVATURE.mean(q, Hermite::Zero, 0.1));
        }
        let weighted = BUMP.mean(q, Hermite::Four, size(q));
        Ok(-weighted / (exactly(4.0) * point.square()))
    }

    fn variance(&self, q: f64) -> Result<Interval, ActivationError> {
        // ½ − E s − ¼ would lose every digit for small q.
        Ok(Tanh.second_moment(0.25 * q)? * exactly(0.25))
    }

    fn fourth_central_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(Tanh.fourth_moment(0.25 * q)? * exactly(0.0625))
    }
}
