//! The constant law: all mass at one point.
//!
//! It is also the law of zeros and of biases; it knows no density.

use crate::theory::distribution::Distribution;
use crate::theory::distribution::DistributionError;
use crate::theory::distribution::error;
use crate::theory::distribution::parameter;

/// δ(c): the constant law.
///
/// # Definition
/// P(X = c) = 1.
///
/// # Moments
/// E X = c, Var X = 0, E(X − c)⁴ = 0; the kurtosis does not exist.
///
/// # Example
/// ```
/// use varprop::theory::distribution::{Constant, Distribution};
/// let law = Constant::new(0.5)?;
/// assert_eq!((law.cdf(0.49), law.cdf(0.5)), (0.0, 1.0));
/// # Ok::<(), varprop::theory::distribution::DistributionError>(())
/// ```
///
/// # References
/// Dirac measure; Feller (1971), An Introduction to Probability Theory II, §V.2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constant {
    value: f64,
}

impl Constant {
    /// All mass at `value`.
    ///
    /// # Errors
    /// When the value is not finite or exceeds 10⁶⁰ in magnitude.
    pub fn new(value: f64) -> Result<Self, DistributionError> {
        error::location("value", value).map(|value| Self { value })
    }

    /// The one value.
    #[must_use]
    pub fn value(self) -> f64 {
        self.value
    }
}

impl Distribution for Constant {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn label(&self) -> String {
        format!("δ({})", parameter(self.value))
    }

    fn mean(&self) -> f64 {
        self.value
    }

    fn variance(&self) -> f64 {
        0.0
    }

    fn fourth_central_moment(&self) -> f64 {
        0.0
    }

    fn cdf(&self, x: f64) -> f64 {
        if x < self.value { 0.0 } else { 1.0 }
    }

    fn support(&self) -> (f64, f64) {
        (self.value, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_no_number_is_refused() {
        assert_eq!(Constant::new(f64::NAN).unwrap_err().code(), "not-finite");
        assert_eq!(
            Constant::new(-1e61).unwrap_err().code(),
            "location-out-of-range"
        );
    }
}
