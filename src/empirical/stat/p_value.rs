//! p-values that are numbers in [0, 1], and the few ways of combining them.
//!
//! It does not decide: see `budget`.

use crate::empirical::stat::StatError;
use crate::num::real;

/// A probability, under the null law, of data at least as extreme; or an upper bound on it.
///
/// # Example
/// ```
/// use varprop::empirical::stat::PValue;
/// let p = PValue::new(0.012_345_678)?;
/// assert_eq!(p.rounded(), 0.01235);
/// assert!(PValue::new(f64::NAN).is_err());
/// # Ok::<(), varprop::empirical::stat::StatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct PValue(f64);

impl PValue {
    /// Certainty: nothing speaks against the null law.
    pub const ONE: Self = Self(1.0);
    /// Impossibility under the null law: the data lie outside what it allows.
    pub const ZERO: Self = Self(0.0);

    /// A checked probability.
    ///
    /// # Errors
    /// `InvalidPValue` for NaN, infinity and everything outside [0, 1].
    pub fn new(value: f64) -> Result<Self, StatError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(StatError::InvalidPValue { value })
        }
    }

    /// The bound min(1, `bound`): inequalities exceed 1 where they say nothing.
    ///
    /// # Errors
    /// `InvalidPValue` for NaN, infinity and negative numbers.
    pub fn bound(bound: f64) -> Result<Self, StatError> {
        if bound.is_finite() {
            Self::new(bound.min(1.0))
        } else {
            Err(StatError::InvalidPValue { value: bound })
        }
    }

    /// min(1, 2·min(lower, upper)) from the probabilities of both tails.
    ///
    /// # Errors
    /// `InvalidPValue` if a tail is NaN, infinite or negative.
    pub fn two_sided(lower: f64, upper: f64) -> Result<Self, StatError> {
        let (lower, upper) = (Self::bound(lower)?, Self::bound(upper)?);
        Self::bound(2.0 * lower.0.min(upper.0))
    }

    /// 1 − (1 − p)^m: the smallest of m independent p-values of which `self` is the smallest.
    ///
    /// Šidák (1967); exact for independent uniform p-values.
    #[must_use]
    pub fn smallest_of_independent(self, m: u64) -> Self {
        Self((-real::exp_m1(m as f64 * real::ln_1p(-self.0))).clamp(0.0, 1.0))
    }

    /// min(1, m·p): the union bound over m p-values of which `self` is the smallest.
    #[must_use]
    pub fn smallest_of(self, m: u64) -> Self {
        Self((m as f64 * self.0).min(1.0))
    }

    /// The number.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }

    /// The number at 4 significant digits: what may be printed, because p-values pass through
    /// the platform's logarithms and agree between machines to about ten digits only.
    #[must_use]
    pub fn rounded(self) -> f64 {
        rounded(self.0)
    }
}

/// A number at 4 significant digits, for output.
///
/// # Example
/// ```
/// assert_eq!(varprop::empirical::stat::rounded(2.718_281_8e-9), 2.718e-9);
/// ```
#[must_use]
pub fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn a_p_value_outside_the_unit_interval_is_a_hard_error() {
        for value in [f64::NAN, f64::INFINITY, -1e-300, 1.0 + f64::EPSILON] {
            assert_eq!(PValue::new(value).unwrap_err().code(), "invalid-p-value");
        }
        assert!(PValue::bound(f64::INFINITY).is_err());
        assert!(PValue::bound(f64::NAN).is_err());
        assert!(PValue::two_sided(f64::NAN, 0.1).is_err());
    }

    #[test]
    fn sidak_keeps_tiny_p_values() {
        // 1 − (1 − 1e−20)^1000 = 1e−17 up to a relative 1e−17.
        let p = PValue::new(1e-20).unwrap().smallest_of_independent(1000);
        assert!(Tolerance::rounding(8, 1e-17).accepts(p.value(), 1e-17));
    }

    #[test]
    fn sidak_is_below_the_union_bound() {
        let p = PValue::new(0.01).unwrap();
        assert!(p.smallest_of_independent(50) < p.smallest_of(50));
        assert_eq!(p.smallest_of(1000), PValue::ONE);
    }
}
