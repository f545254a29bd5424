//! The uniform law on an interval.
//!
//! It does not draw; an interval of no length is `Constant`.

use crate::num::real;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::DistributionError;
use crate::theory::distribution::error;
use crate::theory::distribution::parameter;

/// U(a, b): the uniform law on [a, b].
///
/// # Definition
/// Density 1/(b − a) on [a, b].
///
/// # Moments
/// With w = b − a: E X = (a + b)/2, Var X = w²/12, E(X − E X)⁴ = w⁴/80; kurtosis 9/5.
///
/// # Example
/// ```
/// use varprop::theory::distribution::{Distribution, Uniform};
/// let law = Uniform::symmetric(3.0)?;
/// assert_eq!(law.variance(), 3.0);
/// # Ok::<(), varprop::theory::distribution::DistributionError>(())
/// ```
///
/// # References
/// Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, ch. 26.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

impl Uniform {
    /// The law on [low, high].
    ///
    /// # Errors
    /// When a bound is not finite, the bounds are not in order, or their distance lies outside
    /// 10⁻⁶⁰..=10⁶⁰ or below 10⁻¹² of their magnitude.
    pub fn new(low: f64, high: f64) -> Result<Self, DistributionError> {
        error::location("low", low)?;
        error::location("high", high)?;
        let (low, high) = error::interval(low, high)?;
        error::scale("high - low", high - low)?;
        Ok(Self { low, high })
    }

    /// The law on [−bound, bound].
    ///
    /// # Errors
    /// When the bound lies outside 10⁻⁶⁰..=10⁶⁰/2.
    pub fn symmetric(bound: f64) -> Result<Self, DistributionError> {
        error::scale("bound", bound)?;
        Self::new(-bound, bound)
    }
}

impl Distribution for Uniform {
    fn name(&self) -> &'static str {
        "uniform"
    }

    fn label(&self) -> String {
        format!("U({}, {})", parameter(self.low), parameter(self.high))
    }

    fn mean(&self) -> f64 {
        0.5 * (self.low + self.high)
    }

    fn variance(&self) -> f64 {
        let width = self.high - self.low;
        width * width / 12.0
    }

    fn fourth_central_moment(&self) -> f64 {
        real::powi(self.high - self.low, 4) / 80.0
    }

    fn cdf(&self, x: f64) -> f64 {
        ((x - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use statrs::distribution::ContinuousCDF;
    use statrs::statistics::Distribution as _;

    #[test]
    fn moments_and_cdf_are_those_of_statrs() {
        let law = Uniform::new(-0.7, 1.9).unwrap();
        let oracle = statrs::distribution::Uniform::new(-0.7, 1.9).unwrap();
        let variance = oracle.variance().unwrap();
        assert!(Tolerance::rounding(10, variance).accepts(law.variance(), variance));
        for i in -10..=25 {
            let x = f64::from(i) / 10.0;
            assert!(Tolerance::rounding(10, 1.0).accepts(law.cdf(x), oracle.cdf(x)));
        }
    }

    #[test]
    fn the_kurtosis_is_9_fifths() {
        let kurtosis = Uniform::symmetric(0.05).unwrap().kurtosis().unwrap();
        assert!(Tolerance::rounding(12, 1.8).accepts(kurtosis, 1.8));
    }

    #[test]
    fn bounds_out_of_order_are_refused() {
        let code = |low, high| Uniform::new(low, high).unwrap_err().code();
        assert_eq!(code(1.0, -1.0), "empty-interval");
        assert_eq!(code(f64::NEG_INFINITY, 0.0), "not-finite");
        assert_eq!(code(0.0, 1e-300), "scale-out-of-range");
        assert!(Uniform::symmetric(-1.0).is_err());
    }
}
