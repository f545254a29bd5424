//! Leaky ReLU: two slopes, the second a parameter. ReLU is its own file, for its own name.

use crate::num::Interval;
use crate::num::vector;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::activation::input::half_normal_mean;
use crate::theory::activation::input::half_normal_third_moment;

/// The leaky rectifier, max(x, 0) + a·min(x, 0).
///
/// # Definition
/// φ(x) = x for x > 0, a·x otherwise; φ′(0) = a, as PyTorch has it.
///
/// # Moments
/// With h = √(q/2π): E φ = (1 − a)h, E φ² = (1 + a²)q/2, E φ³ = 2(1 − a³)qh,
/// E φ⁴ = 3(1 + a⁴)q²/2, E φ′² = (1 + a²)/2.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// let gain = gain(&LeakyRelu::new(0.01).unwrap(), 1.0).unwrap();
/// assert!(gain.contains(1.414_142_856_997_835_3)); // √(2/(1 + 0.01²))
/// ```
///
/// # References
/// A. L. Maas, A. Y. Hannun, A. Y. Ng (2013), "Rectifier nonlinearities improve neural network
/// acoustic models"; K. He et al. (2015), "Delving deep into rectifiers", eq. 15 (gain).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeakyRelu {
    slope: f64,
}

impl LeakyRelu {
    /// The slope that frameworks use where none is given (Maas et al. 2013, section 2).
    pub const DEFAULT_SLOPE: f64 = 0.01;

    /// With slope a below 0.
    ///
    /// # Errors
    /// When the slope is not finite.
    pub fn new(slope: f64) -> Result<Self, ActivationError> {
        if slope.is_finite() {
            Ok(Self { slope })
        } else {
            Err(ActivationError::Parameter {
                activation: "leaky-relu",
                value: slope,
                allowed: "a finite slope",
            })
        }
    }

    /// a: the slope below 0.
    #[must_use]
    pub fn slope(&self) -> f64 {
        self.slope
    }

    /// a^n.
    fn power(&self, n: u32) -> Interval {
        exactly(self.slope).powi(n)
    }
}

impl Default for LeakyRelu {
    fn default() -> Self {
        Self {
            slope: Self::DEFAULT_SLOPE,
        }
    }
}

impl Activation for LeakyRelu {
    fn name(&self) -> &'static str {
        "leaky-relu"
    }

    fn label(&self) -> String {
        format!("leaky-relu({})", self.slope)
    }

    fn value(&self, x: f64) -> f64 {
        leaky(self.slope, x)
    }

    fn derivative(&self, x: f64) -> f64 {
        leaky_slope(self.slope, x)
    }

    fn apply(&self, values: &mut [f64]) {
        let slope = self.slope;
        vector::map(values, |x| leaky(slope, x));
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        let slope = self.slope;
        vector::map(values, |x| leaky_slope(slope, x));
    }

    fn half_line_slopes(&self) -> Option<[f64; 2]> {
        Some([self.slope, 1.0])
    }
}

/// x above 0, a·x below.
#[inline(always)]
fn leaky(slope: f64, x: f64) -> f64 {
    if x > 0.0 { x } else { slope * x }
}

/// 1 above 0, a below; NaN stays NaN.
#[inline(always)]
fn leaky_slope(slope: f64, x: f64) -> f64 {
    let below = if x <= 0.0 { slope } else { x };
    if x > 0.0 { 1.0 } else { below }
}

impl GaussianMoments for LeakyRelu {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok((exactly(1.0) - self.power(1)) * half_normal_mean(checked(q)?))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok((exactly(1.0) + self.power(2)) * (exactly(0.5) * checked(q)?))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok((exactly(1.0) - self.power(3)) * half_normal_third_moment(checked(q)?))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok((exactly(1.0) + self.power(4)) * (exactly(1.5) * checked(q)?.square()))
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok((exactly(1.0) + self.power(2)) * exactly(0.5))
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        self.derivative_second_moment(q)
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q).map(|_| exactly(0.0))
    }

    fn is_monotone(&self) -> bool {
        self.slope >= 0.0
    }
}
