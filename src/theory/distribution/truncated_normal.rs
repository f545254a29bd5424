//! The normal law conditioned on an interval, however far in the tail or narrow.
//!
//! It does not draw; `initializer` does, by rejection and never by clamping.

use crate::theory::distribution::Distribution;
use crate::theory::distribution::DistributionError;
use crate::theory::distribution::Window;
use crate::theory::distribution::error;
use crate::theory::distribution::parameter;

/// The standard deviation of N(0, 1) truncated to ±2: √(1 − 4φ(2)/(2Φ(2) − 1)).
///
/// 0.8796256610342397504128…, by 40-digit arithmetic; Keras and JAX print .87962566103423978.
pub const TWO_SIGMA_STD_DEV: f64 = 0.879_625_661_034_239_8;

/// How far from the mean a window may begin, in standard deviations of the parent: beyond it
/// the window's probability is below e^(−500,000) and such a law is a mistake.
const MAX_TAIL: f64 = 1000.0;

/// N(μ, σ²)|[a, b]: the normal law truncated to an interval.
///
/// # Definition
/// The law of X ~ N(μ, σ²) given a ≤ X ≤ b. The parameters μ and σ are the parent's: the
/// truncated law's own standard deviation is smaller (0.8796σ at ±2σ).
///
/// # Moments
/// With α = (a−μ)/σ, β = (b−μ)/σ, Z = Φ(β) − Φ(α):
/// E X = μ + σ(φ(α) − φ(β))/Z, Var X = σ²(1 + (αφ(α) − βφ(β))/Z − ((φ(α) − φ(β))/Z)²).
/// They are computed not by these differences, which cancel, but as integrals of positive terms
/// from the window's likeliest point.
///
/// # Example
/// ```
/// use varprop::theory::distribution::{Distribution, TruncatedNormal};
/// let law = TruncatedNormal::two_sigma(1.0)?;
/// assert_eq!(format!("{:.12}", law.variance()), "0.773741303550");
/// assert_eq!(format!("{:.4}", law.kurtosis().unwrap()), "2.3655");
/// # Ok::<(), varprop::theory::distribution::DistributionError>(())
/// ```
///
/// # References
/// Johnson, Kotz & Balakrishnan (1994), Continuous Univariate Distributions 1, §13.10.1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TruncatedNormal {
    mean: f64,
    std_dev: f64,
    low: f64,
    high: f64,
}

impl TruncatedNormal {
    /// N(mean, std_dev²) given low ≤ X ≤ high; either bound may be infinite.
    ///
    /// # Errors
    /// When the mean is not finite, the standard deviation lies outside 10⁻⁶⁰..=10⁶⁰, the bounds
    /// are not in order or closer than 10⁻¹² of their magnitude (or 10⁻⁶⁰, also of the standard deviation), or the interval
    /// begins beyond 1000 standard deviations from the mean.
    pub fn new(mean: f64, std_dev: f64, low: f64, high: f64) -> Result<Self, DistributionError> {
        error::location("mean", mean)?;
        error::scale("std_dev", std_dev)?;
        let (low, high) = error::interval(low, high)?;
        if (high - low).is_finite() {
            error::scale("high - low", high - low)?;
            error::scale("(high - low)/std_dev", (high - low) / std_dev)?;
        }
        let distance = ((low - mean).max(mean - high) / std_dev).max(0.0);
        if MAX_TAIL < distance {
            return Err(DistributionError::TailTooFar { distance });
        }
        Ok(Self {
            mean,
            std_dev,
            low,
            high,
        })
    }

    /// N(0, std_dev²) truncated at two of its standard deviations; its own are 0.8796·std_dev.
    ///
    /// # Errors
    /// As [`TruncatedNormal::new`].
    pub fn two_sigma(std_dev: f64) -> Result<Self, DistributionError> {
        Self::new(0.0, std_dev, -2.0 * std_dev, 2.0 * std_dev)
    }

    /// The centered law truncated at two of its parent's standard deviations whose own standard
    /// deviation is `std_dev`: the parent's is std_dev/0.8796.
    ///
    /// # Errors
    /// As [`TruncatedNormal::new`].
    pub fn corrected_two_sigma(std_dev: f64) -> Result<Self, DistributionError> {
        Self::two_sigma(std_dev / TWO_SIGMA_STD_DEV)
    }

    /// The mean of the parent.
    #[must_use]
    pub fn parent_mean(self) -> f64 {
        self.mean
    }

    /// The standard deviation of the parent.
    #[must_use]
    pub fn parent_std_dev(self) -> f64 {
        self.std_dev
    }

    /// The window in coordinates where nothing cancels.
    #[must_use]
    pub(crate) fn window(self) -> Window {
        Window::new(self.mean, self.std_dev, self.low, self.high)
    }
}

impl Distribution for TruncatedNormal {
    fn name(&self) -> &'static str {
        "truncated-normal"
    }

    fn label(&self) -> String {
        let [mean, std_dev, low, high] =
            [self.mean, self.std_dev, self.low, self.high].map(parameter);
        format!("N({mean}, {std_dev}²) | [{low}, {high}]")
    }

    fn mean(&self) -> f64 {
        let window = self.window();
        window.anchor + window.direction * self.std_dev * window.moment(1, 0.0)
    }

    fn variance(&self) -> f64 {
        let window = self.window();
        let mean = window.moment(1, 0.0);
        window.moment(2, mean) * self.std_dev * self.std_dev
    }

    fn fourth_central_moment(&self) -> f64 {
        let window = self.window();
        let mean = window.moment(1, 0.0);
        let squared = self.std_dev * self.std_dev;
        window.moment(4, mean) * squared * squared
    }

    fn cdf(&self, x: f64) -> f64 {
        if x < self.low || x == f64::NEG_INFINITY {
            return 0.0;
        }
        if self.high <= x {
            return 1.0;
        }
        let window = self.window();
        let offset = window.direction * (x - window.anchor) / self.std_dev;
        let share = window.share_up_to(offset).clamp(0.0, 1.0);
        if window.direction < 0.0 {
            1.0 - share
        } else {
            share
        }
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

#[cfg(test)]
mod tests;
