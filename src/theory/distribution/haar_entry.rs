//! The law of one entry of a random orthogonal matrix.
//!
//! Entries of one matrix depend on each other; only the marginal law is here.

use crate::num::real;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::DistributionError;
use crate::theory::distribution::error;
use crate::theory::distribution::incomplete_beta;
use crate::theory::distribution::parameter;

/// gain·u₁ for u uniform on the unit sphere of ℝⁿ: an entry of a Haar-orthogonal matrix.
///
/// # Definition
/// (X/gain)² ~ Beta(½, (n−1)/2), the sign fair. A matrix with orthonormal rows or columns that
/// is Haar-distributed has this law in each entry, with n its larger dimension.
///
/// # Moments
/// E X = 0, Var X = gain²/n, E X⁴ = 3·gain⁴/(n(n+2)); kurtosis 3n/(n+2).
///
/// # Example
/// ```
/// use varprop::num::Tolerance;
/// use varprop::theory::distribution::{Distribution, HaarEntry};
/// let law = HaarEntry::new(3, 1.0)?; // Archimedes: uniform on [−1, 1]
/// assert_eq!(law.variance(), 1.0 / 3.0);
/// assert!(Tolerance::rounding(8, 1.0).accepts(law.cdf(0.5), 0.75));
/// # Ok::<(), varprop::theory::distribution::DistributionError>(())
/// ```
///
/// # References
/// Muirhead (1982), Aspects of Multivariate Statistical Theory, thm. 1.5.7; Mezzadri (2007),
/// How to generate random matrices from the classical compact groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HaarEntry {
    dimension: u64,
    gain: f64,
}

impl HaarEntry {
    /// The law for the sphere of ℝⁿ, n = `dimension`, scaled by `gain`.
    ///
    /// # Errors
    /// When the dimension is 0 or the gain lies outside 10⁻⁶⁰..=10⁶⁰.
    pub fn new(dimension: u64, gain: f64) -> Result<Self, DistributionError> {
        if dimension == 0 {
            return Err(DistributionError::ZeroDimension);
        }
        Ok(Self {
            dimension,
            gain: error::scale("gain", gain)?,
        })
    }

    fn n(&self) -> f64 {
        self.dimension as f64
    }
}

impl Distribution for HaarEntry {
    fn name(&self) -> &'static str {
        "haar-entry"
    }

    fn label(&self) -> String {
        format!(
            "{}·u₁, u uniform on S^{}",
            parameter(self.gain),
            self.dimension - 1
        )
    }

    fn mean(&self) -> f64 {
        0.0
    }

    fn variance(&self) -> f64 {
        self.gain * self.gain / self.n()
    }

    fn fourth_central_moment(&self) -> f64 {
        3.0 * real::powi(self.gain, 4) / (self.n() * (self.n() + 2.0))
    }

    fn cdf(&self, x: f64) -> f64 {
        let u = x / self.gain;
        if u < -1.0 {
            return 0.0;
        }
        if 1.0 <= u {
            return 1.0;
        }
        // On S⁰ = {−1, 1} nothing lies between the two points.
        let within = if self.dimension == 1 {
            0.0
        } else {
            incomplete_beta::half(u * u, 0.5 * (self.n() - 1.0))
        };
        0.5 + 0.5 * within.copysign(u)
    }

    fn support(&self) -> (f64, f64) {
        (-self.gain, self.gain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    fn accepts(n: u64, x: f64, expected: f64) {
        let cdf = HaarEntry::new(n, 1.0).unwrap().cdf(x);
        let tolerance = Tolerance::bound(incomplete_beta::ERROR_BOUND);
        assert!(tolerance.accepts(cdf, expected), "n = {n}: {cdf}");
    }

    #[test]
    fn on_the_circle_it_is_the_arcsine_law() {
        for x in [-0.99, -0.5, 0.0, 0.25, 0.8] {
            accepts(2, x, 0.5 + real::asin(x) / real::PI);
        }
    }

    #[test]
    fn on_the_sphere_it_is_uniform() {
        for x in [-0.99, -0.5, 0.0, 0.25, 0.8] {
            accepts(3, x, 0.5 + 0.5 * x);
        }
    }

    #[test]
    fn the_cdf_has_the_values_of_an_independent_computation() {
        // (1 + sign(x)·I_{x²}(½, (n−1)/2))/2 to 20 digits by 40-digit arithmetic.
        accepts(4, 0.5, 0.804_498_890_522_114_7);
        accepts(10, -0.25, 0.229_221_826_949_893_77);
        accepts(64, 0.125, 0.839_431_984_208_687_2);
        accepts(500, 0.031_25, 0.757_377_923_588_603_6);
        accepts(1_000_000, 0.000_976_562_5, 0.835_606_980_361_631_4);
        accepts(7, 0.937_5, 0.999_708_950_519_561_8);
    }

    #[test]
    fn in_one_dimension_it_is_a_fair_sign() {
        let law = HaarEntry::new(1, 2.0).unwrap();
        assert_eq!((law.cdf(-2.1), law.cdf(-2.0)), (0.0, 0.5));
        assert_eq!((law.cdf(1.9), law.cdf(2.0)), (0.5, 1.0));
        assert_eq!(law.kurtosis(), Some(1.0));
    }

    #[test]
    fn no_dimension_is_refused() {
        let refused = HaarEntry::new(0, 1.0).unwrap_err();
        assert_eq!(refused.code(), "zero-dimension");
    }
}
