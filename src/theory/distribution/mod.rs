//! Laws of one real random variable: exact moments, distribution function, support.
//!
//! To add one: a file, a `mod` line, a `pub use`, and a line in the tests' list below.
//! Nothing is drawn here; `initializer` draws.

mod constant;
mod error;
mod haar_entry;
mod incomplete_beta;
mod legendre;
mod normal;
mod sparse_normal;
mod truncated_normal;
mod uniform;
mod window;

use crate::num::brief;
use std::fmt::Debug;

pub use constant::Constant;
pub use error::DistributionError;
pub use haar_entry::HaarEntry;
pub use normal::Normal;
pub use sparse_normal::SparseNormal;
pub use truncated_normal::{TWO_SIGMA_STD_DEV, TruncatedNormal};
pub use uniform::Uniform;
pub(crate) use window::Window;

/// The law of one weight.
///
/// Moments are exact up to rounding; `cdf` is right-continuous.
pub trait Distribution: Debug + Send + Sync {
    /// The kebab-case name of the family: `truncated-normal`.
    fn name(&self) -> &'static str;

    /// The law with its parameters, as printed: `N(0, 0.02²)`, `U(−0.1, 0.1)`.
    fn label(&self) -> String;

    /// `E[X]`.
    fn mean(&self) -> f64;

    /// Var(X) = E[(X − E X)²].
    fn variance(&self) -> f64;

    /// E[(X − E X)⁴].
    fn fourth_central_moment(&self) -> f64;

    /// P(X ≤ x).
    fn cdf(&self, x: f64) -> f64;

    /// The smallest closed interval of probability 1; infinite ends are allowed.
    fn support(&self) -> (f64, f64);

    /// Fourth standardized moment κ = E[(X − E X)⁴]/Var(X)²; `None` for a constant.
    fn kurtosis(&self) -> Option<f64> {
        let variance = self.variance();
        (variance > 0.0).then(|| self.fourth_central_moment() / (variance * variance))
    }

    /// √Var(X).
    fn std_dev(&self) -> f64 {
        self.variance().sqrt()
    }
}

/// A parameter in a label: six digits, with a true minus sign.
fn parameter(x: f64) -> String {
    brief(x, 6).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_of_each() -> Vec<Box<dyn Distribution>> {
        vec![
            Box::new(Constant::new(0.25).unwrap()),
            Box::new(HaarEntry::new(7, 1.5).unwrap()),
            Box::new(Normal::new(1.0, 2.0).unwrap()),
            Box::new(SparseNormal::new(0.75, 0.5).unwrap()),
            Box::new(TruncatedNormal::new(0.0, 1.0, 0.5, f64::INFINITY).unwrap()),
            Box::new(Uniform::new(-1.0, 3.0).unwrap()),
        ]
    }

    #[test]
    fn every_cdf_rises_from_0_to_1_and_is_1_at_the_end_of_the_support() {
        for law in one_of_each() {
            let grid = (-400..=400).map(|i| law.cdf(f64::from(i) / 40.0));
            assert!(grid.is_sorted(), "{law:?}");
            assert_eq!(law.cdf(f64::NEG_INFINITY), 0.0, "{law:?}");
            assert_eq!(law.cdf(law.support().1), 1.0, "{law:?}");
        }
    }

    #[test]
    fn nothing_lies_below_the_support() {
        for law in one_of_each() {
            assert_eq!(law.cdf(law.support().0.next_down()), 0.0, "{law:?}");
        }
    }

    #[test]
    fn a_kurtosis_is_never_below_1_and_a_constant_has_none() {
        for law in one_of_each() {
            let kurtosis = law.kurtosis();
            assert_eq!(kurtosis.is_none(), law.variance() == 0.0, "{law:?}");
            assert!(kurtosis.is_none_or(|k| 1.0 <= k), "{law:?}");
        }
    }

    #[test]
    fn names_are_distinct() {
        let names: std::collections::BTreeSet<_> =
            one_of_each().iter().map(|law| law.name()).collect();
        assert_eq!(names.len(), one_of_each().len());
    }
}
