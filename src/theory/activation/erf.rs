//! The error function as an activation: the sigmoid whose moments are elementary.
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
use crate::theory::quadrature::elementary;

/// The error function, erf.
///
/// # Definition
/// φ(x) = (2/√π)∫₀^x e^(−v²)dv, φ′(x) = (2/√π)e^(−x²).
///
/// # Moments
/// E φ = E φ³ = 0, E φ² = (2/π)·asin(2q/(1 + 2q)), E φ′² = (4/π)/√(1 + 4q); E φ⁴ by quadrature of
/// 16t⁴ at 2q, because erf(x) = 2Φ(√2 x) − 1.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// let moment = Erf.second_moment(1.0).unwrap();
/// assert!(moment.contains(0.46455905439753997) && moment.radius() < 1e-14);
/// ```
///
/// # References
/// C. K. I. Williams (1998), "Computation with infinite neural networks", Neural Computation
/// 10(5).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Erf;

/// erf⁴ = 16t⁴, at √2·x.
const FOURTH: Polynomial = Polynomial {
    basis: Basis::Normal,
    terms: &[Monomial::new(16.0, [0, 4, 0, 0])],
};

/// 1 − erf⁴ = 8s − 16s², at √2·x.
const FOURTH_COMPLEMENT: Polynomial = Polynomial {
    basis: Basis::Normal,
    terms: &[
        Monomial::new(8.0, [0, 0, 1, 0]),
        Monomial::new(-16.0, [0, 0, 2, 0]),
    ],
};

/// 1 + n·q.
fn one_plus(n: f64, q: Interval) -> Interval {
    exactly(1.0) + exactly(n) * q
}

/// n/π.
fn over_pi(n: f64) -> Interval {
    exactly(n) / elementary::pi()
}

impl Activation for Erf {
    fn name(&self) -> &'static str {
        "erf"
    }

    fn value(&self, x: f64) -> f64 {
        vector::at(x, lane::erf)
    }

    fn derivative(&self, x: f64) -> f64 {
        vector::at(x, slope)
    }

    fn apply(&self, values: &mut [f64]) {
        vector::map(values, lane::erf);
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        vector::map(values, slope);
    }

    fn unsaturated(&self) -> (f64, f64) {
        (-0.99, 0.99)
    }
}

/// (2/√π)e^(−x²).
#[inline(always)]
fn slope(x: f64) -> f64 {
    real::FRAC_2_SQRT_PI * lane::exp(-x * x)
}

impl GaussianMoments for Erf {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let q = checked(q)?;
        Ok(over_pi(2.0) * elementary::asin(exactly(2.0) * q / one_plus(2.0, q)))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        if q < 1.0 {
            return Ok(FOURTH.mean(2.0 * q, Hermite::Zero, q * q));
        }
        let size = 1.0 / (1.0 + q).sqrt();
        Ok(exactly(1.0) - FOURTH_COMPLEMENT.mean(2.0 * q, Hermite::Zero, size))
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let q = checked(q)?;
        Ok(over_pi(4.0) / one_plus(4.0, q).sqrt())
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        let q = checked(q)?;
        Ok(over_pi(4.0) / (one_plus(2.0, q) * one_plus(4.0, q).sqrt()))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        // The slope times −(2/(1 + 2q) + 2/(1 + 4q)), by its logarithmic derivative.
        let slope = self.second_moment_slope(q)?;
        let q = checked(q)?;
        let rate = exactly(2.0) / one_plus(2.0, q) + exactly(2.0) / one_plus(4.0, q);
        Ok(-(slope * rate))
    }
}
