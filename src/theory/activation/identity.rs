//! The identity φ(x) = x: the linear network. Not a law of anything else.

use crate::num::Interval;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;

/// The identity, φ(x) = x.
///
/// # Definition
/// φ(x) = x, φ′(x) = 1.
///
/// # Moments
/// E φ = 0, E φ² = q, E φ³ = 0, E φ⁴ = 3q², E φ′² = 1.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert_eq!(Identity.second_moment(2.0).unwrap().midpoint(), 2.0);
/// ```
///
/// # References
/// A. M. Saxe, J. L. McClelland, S. Ganguli (2014), "Exact solutions to the nonlinear dynamics of
/// learning in deep linear neural networks", ICLR.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Identity;

impl Activation for Identity {
    fn name(&self) -> &'static str {
        "identity"
    }

    fn value(&self, x: f64) -> f64 {
        x
    }

    fn derivative(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { 1.0 }
    }

    fn half_line_slopes(&self) -> Option<[f64; 2]> {
        Some([1.0, 1.0])
    }
}

impl GaussianMoments for Identity {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(exactly(3.0) * checked(q)?.square())
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(1.0))
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(1.0))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }
}
