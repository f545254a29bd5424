//! Laws of one real random variable: exact moments, distribution function, support.
//!
//! To add one: a file, a `mod` line, an entry in `ALL`.
//! Nothing is drawn here; `initializer` draws.

use std::fmt::Debug;

/// The law of one weight.
///
/// Moments are exact up to rounding; `cdf` is right-continuous.
pub trait Distribution: Debug + Send + Sync {
    /// The kebab-case name of the family: `truncated-normal`.
    fn name(&self) -> &'static str;

    /// The law with its parameters, as printed: `N(0, 0.02²)`, `U(−0.1, 0.1)`.
    fn label(&self) -> String;

    /// E[X].
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
