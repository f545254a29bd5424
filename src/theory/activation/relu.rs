//! ReLU. Its leaky variants are in `leaky_relu`.

use crate::num::Interval;
use crate::num::vector;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::activation::input::half_normal_mean;
use crate::theory::activation::input::half_normal_third_moment;

/// The rectifier, ReLU(x) = max(x, 0).
///
/// # Definition
/// φ(x) = max(x, 0); φ′(0) = 0, as PyTorch has it.
///
/// # Moments
/// With h = √(q/2π): E φ = h, E φ² = q/2, E φ³ = 2qh, E φ⁴ = 3q²/2, E φ′² = ½.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert!(gain(&Relu, 1.0).unwrap().contains(std::f64::consts::SQRT_2));
/// assert_eq!(Relu.second_moment(3.0).unwrap().midpoint(), 1.5);
/// ```
///
/// # References
/// K. He, X. Zhang, S. Ren, J. Sun (2015), "Delving deep into rectifiers", eqs. 8–10.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Relu;

impl Activation for Relu {
    fn name(&self) -> &'static str {
        "relu"
    }

    fn value(&self, x: f64) -> f64 {
        relu(x)
    }

    fn derivative(&self, x: f64) -> f64 {
        slope(x)
    }

    fn apply(&self, values: &mut [f64]) {
        vector::map(values, relu);
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        vector::map(values, slope);
    }

    fn half_line_slopes(&self) -> Option<[f64; 2]> {
        Some([0.0, 1.0])
    }
}

/// In this order, so that NaN stays NaN.
#[inline(always)]
fn relu(x: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { x }
}

/// 0 at the kink; NaN stays NaN.
#[inline(always)]
fn slope(x: f64) -> f64 {
    let below = if x <= 0.0 { 0.0 } else { x };
    if x > 0.0 { 1.0 } else { below }
}

impl GaussianMoments for Relu {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(half_normal_mean)
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        // Halving is exact but for the last subnormal number.
        checked(q).map(|_| exactly(0.5 * q))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(half_normal_third_moment)
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(exactly(1.5) * checked(q)?.square())
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.5))
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.5))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }
}
