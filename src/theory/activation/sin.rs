//! The sine: a periodic activation, whose moments are elementary.

use crate::num::Interval;
use crate::num::real;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::activation::input::falling;
use crate::theory::quadrature::elementary;

/// The sine.
///
/// # Definition
/// φ(x) = sin x, φ′(x) = cos x; x in radians.
///
/// # Moments
/// With u = e^(−2q), from E cos(kX) = e^(−k²q/2): E φ = E φ³ = 0, E φ² = (1 − u)/2,
/// E φ⁴ = (3 − 4u + u⁴)/8 = (1 − u)²(3 + 2u + u²)/8, E φ′² = (1 + u)/2, d/dq E φ² = u,
/// d²/dq² E φ² = −2u.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// let gain = gain(&Sin, 1.0).unwrap();
/// assert!(gain.contains(1.520_866_623_178_815) && gain.radius() < 1e-14);
/// ```
///
/// # References
/// V. Sitzmann et al. (2020), "Implicit neural representations with periodic activation
/// functions", section 3.2.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sin;

impl Activation for Sin {
    fn name(&self) -> &'static str {
        "sin"
    }

    fn value(&self, x: f64) -> f64 {
        real::sin(x)
    }

    fn derivative(&self, x: f64) -> f64 {
        real::cos(x)
    }
}

/// E cos²(√q z) = (1 + e^(−2q))/2.
pub(super) fn square_of_cos(q: f64) -> Result<Interval, ActivationError> {
    let u = elementary::exp(exactly(-2.0) * checked(q)?);
    Ok(exactly(0.5) * (exactly(1.0) + u))
}

/// E sin²(√q z) = (1 − e^(−2q))/2, which keeps its digits for small q.
pub(super) fn square_of_sin(q: f64) -> Result<Interval, ActivationError> {
    Ok(exactly(0.5) * falling(2.0, checked(q)?))
}

impl GaussianMoments for Sin {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        square_of_sin(q)
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let u = elementary::exp(exactly(-2.0) * checked(q)?);
        let rest = exactly(3.0) + exactly(2.0) * u + u.square();
        Ok(exactly(0.5) * square_of_sin(q)?.square() * rest)
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        square_of_cos(q)
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(elementary::exp(exactly(-2.0) * checked(q)?))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(exactly(-2.0) * self.second_moment_slope(q)?)
    }

    fn is_monotone(&self) -> bool {
        false
    }
}
