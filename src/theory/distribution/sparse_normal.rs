//! The law of one entry of a sparsely initialized matrix: zero, or normal.
//!
//! It does not say how zeros are spread over a matrix; that is the initializer's.

use crate::num::real;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::DistributionError;
use crate::theory::distribution::error;
use crate::theory::distribution::parameter;

/// p·δ(0) + (1 − p)·N(0, σ²): zero with probability p, else normal.
///
/// # Definition
/// P(X ≤ x) = (1 − p)·Φ(x/σ) + p·[0 ≤ x].
///
/// # Moments
/// E X = 0, Var X = (1 − p)σ², E X⁴ = 3(1 − p)σ⁴; kurtosis 3/(1 − p).
///
/// # Example
/// ```
/// use varprop::theory::distribution::{Distribution, SparseNormal};
/// let law = SparseNormal::new(0.75, 2.0)?;
/// assert_eq!(law.variance(), 1.0);
/// assert_eq!(law.kurtosis(), Some(12.0));
/// # Ok::<(), varprop::theory::distribution::DistributionError>(())
/// ```
///
/// # References
/// Martens (2010), Deep learning via Hessian-free optimization, §5 (sparse initialization).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SparseNormal {
    zero_share: f64,
    std_dev: f64,
}

impl SparseNormal {
    /// Zero with probability `zero_share`, else N(0, std_dev²).
    ///
    /// # Errors
    /// When the share is not in 0 ≤ p < 1, or the standard deviation lies outside
    /// 10⁻⁶⁰..=10⁶⁰.
    pub fn new(zero_share: f64, std_dev: f64) -> Result<Self, DistributionError> {
        if !(0.0..1.0).contains(&zero_share) {
            return Err(DistributionError::ShareOutOfRange {
                parameter: "zero_share",
                received: zero_share,
            });
        }
        Ok(Self {
            zero_share,
            std_dev: error::scale("std_dev", std_dev)?,
        })
    }
}

impl Distribution for SparseNormal {
    fn name(&self) -> &'static str {
        "sparse-normal"
    }

    fn label(&self) -> String {
        let [zero, rest, std_dev] =
            [self.zero_share, 1.0 - self.zero_share, self.std_dev].map(parameter);
        format!("{zero}·δ(0) + {rest}·N(0, {std_dev}²)")
    }

    fn mean(&self) -> f64 {
        0.0
    }

    fn variance(&self) -> f64 {
        (1.0 - self.zero_share) * self.std_dev * self.std_dev
    }

    fn fourth_central_moment(&self) -> f64 {
        (1.0 - self.zero_share) * 3.0 * real::powi(self.std_dev, 4)
    }

    fn cdf(&self, x: f64) -> f64 {
        let at_zero = if x < 0.0 { 0.0 } else { self.zero_share };
        at_zero + (1.0 - self.zero_share) * real::normal_cdf(x / self.std_dev)
    }

    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn the_cdf_jumps_at_zero_by_the_share_of_zeros() {
        let law = SparseNormal::new(0.9, 0.01).unwrap();
        let jump = law.cdf(0.0) - law.cdf(0.0_f64.next_down());
        assert!(Tolerance::rounding(6, 1.0).accepts(jump, 0.9));
    }

    #[test]
    fn a_share_of_1_is_refused() {
        for share in [1.0, -0.1, f64::NAN] {
            let refused = SparseNormal::new(share, 0.01).unwrap_err();
            assert_eq!(refused.code(), "share-out-of-range");
        }
    }
}
