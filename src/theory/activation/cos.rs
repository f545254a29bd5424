//! The cosine: an even activation, whose moments are elementary.

use crate::num::Interval;
use crate::num::real;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::Sin;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::activation::input::falling;
use crate::theory::activation::sin::square_of_cos;
use crate::theory::activation::sin::square_of_sin;
use crate::theory::quadrature::elementary;

/// The cosine.
///
/// # Definition
/// φ(x) = cos x, φ′(x) = −sin x; x in radians.
///
/// # Moments
/// With v = e^(−q), from E cos(kX) = e^(−k²q/2): E φ = √v, E φ² = (1 + v²)/2,
/// E φ³ = (3√v + √v⁹)/4, E φ⁴ = (3 + 4v² + v⁸)/8, E φ′² = (1 − v²)/2, d/dq E φ² = −v²,
/// d²/dq² E φ² = 2v², Var φ = (1 − v)²/2, E(φ − E φ)⁴ = (1 − v)⁴(3 + 12v + 10v² + 4v³ + v⁴)/8.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// let gain = variance_gain(&Cos, 1.0).unwrap();
/// assert!(gain.contains(2.237_252_914_212_927_6) && gain.radius() < 1e-14);
/// ```
///
/// # References
/// A. Rahimi, B. Recht (2007), "Random features for large-scale kernel machines", section 3.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cos;

impl Activation for Cos {
    fn name(&self) -> &'static str {
        "cos"
    }

    fn value(&self, x: f64) -> f64 {
        real::cos(x)
    }

    fn derivative(&self, x: f64) -> f64 {
        -real::sin(x)
    }
}

/// e^(−rate·q).
fn decay(rate: f64, q: f64) -> Result<Interval, ActivationError> {
    Ok(elementary::exp(exactly(-rate) * checked(q)?))
}

impl GaussianMoments for Cos {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        decay(0.5, q)
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        square_of_cos(q)
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let sum = exactly(3.0) * decay(0.5, q)? + decay(4.5, q)?;
        Ok(exactly(0.25) * sum)
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let sum = exactly(3.0) + exactly(4.0) * decay(2.0, q)? + decay(8.0, q)?;
        Ok(exactly(0.125) * sum)
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        square_of_sin(q)
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(-Sin.second_moment_slope(q)?)
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(-Sin.second_moment_curvature(q)?)
    }

    fn variance(&self, q: f64) -> Result<Interval, ActivationError> {
        // (1 + v²)/2 − v would lose every digit for small q.
        Ok(exactly(0.5) * falling(1.0, checked(q)?).square())
    }

    fn fourth_central_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let v = decay(1.0, q)?;
        let polynomial = [4.0, 10.0, 12.0, 3.0];
        let rest = polynomial
            .iter()
            .fold(exactly(1.0), |sum, c| sum * v + exactly(*c));
        Ok(exactly(0.125) * falling(1.0, checked(q)?).powi(4) * rest)
    }

    fn is_monotone(&self) -> bool {
        false
    }
}
