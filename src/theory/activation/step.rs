//! The unit step: the threshold unit of the perceptron. It is no sign function of values ±1.

use crate::num::Interval;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;

/// The unit step, Heaviside's function.
///
/// # Definition
/// φ(x) = 1 for x ≥ 0, 0 for x < 0: a threshold unit fires when its input reaches the threshold.
/// φ′(x) = 0, at the jump as well: no gradient passes, which is why back-propagation cannot train
/// such a unit.
///
/// # Moments
/// E φ^k = ½ for q > 0 and 1 at q = 0, where the input never leaves the threshold; E φ′² = 0, and
/// the slopes in q are 0 (at q = 0: the limits from above).
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert_eq!((Step.value(-0.1), Step.value(0.0)), (0.0, 1.0));
/// assert_eq!(Step.variance(3.0).unwrap().midpoint(), 0.25);
/// ```
///
/// # References
/// W. S. McCulloch, W. Pitts (1943), "A logical calculus of the ideas immanent in nervous
/// activity"; F. Rosenblatt (1958), "The perceptron".
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Step;

impl Activation for Step {
    fn name(&self) -> &'static str {
        "step"
    }

    fn value(&self, x: f64) -> f64 {
        if x >= 0.0 {
            1.0
        } else if x < 0.0 {
            0.0
        } else {
            x
        }
    }

    fn derivative(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { 0.0 }
    }

    fn unsaturated(&self) -> (f64, f64) {
        // Nothing is: both of its values are asymptotes.
        (f64::INFINITY, f64::NEG_INFINITY)
    }
}

/// E φ^k, the same for every k ≥ 1.
fn power_mean(q: f64) -> Result<Interval, ActivationError> {
    checked(q).map(|_| exactly(if q > 0.0 { 0.5 } else { 1.0 }))
}

impl GaussianMoments for Step {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        power_mean(q)
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        power_mean(q)
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        power_mean(q)
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        power_mean(q)
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }
}
