//! The normal law of any mean and standard deviation.
//!
//! It does not draw; a standard deviation of 0 is `Constant`.

use crate::num::real;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::DistributionError;
use crate::theory::distribution::error;
use crate::theory::distribution::parameter;

/// N(μ, σ²): the normal law.
///
/// # Definition
/// Density e^(−(x−μ)²/(2σ²))/(σ√(2π)).
///
/// # Moments
/// E X = μ, Var X = σ², E(X − μ)⁴ = 3σ⁴.
///
/// # Example
/// ```
/// use varprop::theory::distribution::{Distribution, Normal};
/// let law = Normal::new(0.0, 0.5)?;
/// assert_eq!(law.variance(), 0.25);
/// assert_eq!(law.cdf(0.0), 0.5);
/// # Ok::<(), varprop::theory::distribution::DistributionError>(())
/// ```
///
/// # References
/// Johnson, Kotz & Balakrishnan (1994), Continuous Univariate Distributions 1, eq. 13.1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    std_dev: f64,
}

impl Normal {
    /// The law N(mean, std_dev²).
    ///
    /// # Errors
    /// When the mean is not finite, or the standard deviation lies outside 10⁻⁶⁰..=10⁶⁰.
    pub fn new(mean: f64, std_dev: f64) -> Result<Self, DistributionError> {
        Ok(Self {
            mean: error::location("mean", mean)?,
            std_dev: error::scale("std_dev", std_dev)?,
        })
    }
}

impl Distribution for Normal {
    fn name(&self) -> &'static str {
        "normal"
    }

    fn label(&self) -> String {
        format!("N({}, {}²)", parameter(self.mean), parameter(self.std_dev))
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.std_dev * self.std_dev
    }

    fn fourth_central_moment(&self) -> f64 {
        3.0 * real::powi(self.std_dev, 4)
    }

    fn cdf(&self, x: f64) -> f64 {
        real::normal_cdf((x - self.mean) / self.std_dev)
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn std_dev(&self) -> f64 {
        self.std_dev
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use statrs::distribution::ContinuousCDF;

    #[test]
    fn the_cdf_is_that_of_statrs() {
        let law = Normal::new(0.3, 1.7).unwrap();
        let oracle = statrs::distribution::Normal::new(0.3, 1.7).unwrap();
        for i in -60..=60 {
            let x = f64::from(i) / 10.0;
            // The rational approximations of statrs 0.19 are good to a relative 1e-10.
            let tolerance = Tolerance::bound(1e-10);
            assert!(tolerance.accepts(law.cdf(x), oracle.cdf(x)), "x = {x}");
        }
    }

    #[test]
    fn the_kurtosis_is_3() {
        let kurtosis = Normal::new(1.0, 0.02).unwrap().kurtosis().unwrap();
        assert!(Tolerance::rounding(8, 3.0).accepts(kurtosis, 3.0));
    }

    #[test]
    fn a_standard_deviation_that_is_not_positive_is_refused() {
        for std_dev in [0.0, -0.1, 1e-61] {
            let refused = Normal::new(0.0, std_dev).unwrap_err();
            assert_eq!(refused.code(), "scale-out-of-range");
        }
    }
}
