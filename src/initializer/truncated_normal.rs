//! Truncated normal weights with bounds in absolute units, whatever the fans.
//!
//! Truncation scaled to a wanted variance is in `variance_scaling`.

use crate::initializer::EntryLaw;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::storage;
use crate::num::Rational;
use crate::spec::Parameter;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::TruncatedNormal;
use crate::theory::shape::Fans;

/// N(0, σ²)|[a, b]: truncated normal weights.
///
/// # Definition
/// W_ij ~ N(0, σ²) given a ≤ W_ij ≤ b, independent. The bounds are absolute: with σ = 0.02 and
/// ±2 they lie at 100σ and truncate nothing.
///
/// # Moments
/// Those of [`TruncatedNormal`]; the variance is irrational, so no exact one is offered.
///
/// # Assumptions
/// None. σ is the parent's standard deviation; the weights' own is 0.8796σ for bounds at ±2σ.
///
/// # Errors
/// Those of [`TruncatedNormal::new`]; an empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, TruncatedNormalInitializer, WeightLaw};
/// use varprop::theory::shape::Fans;
/// let weights = TruncatedNormalInitializer::two_sigma(1.0)?;
/// let WeightLaw::Independent(law) = weights.law(Fans { fan_in: 9, fan_out: 9 })? else {
///     unreachable!("truncated entries are independent");
/// };
/// assert_eq!(format!("{:.6}", law.variance()), "0.773741");
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// Robert (1995), Simulation of truncated normal variables; PyTorch (2020), nn.init.trunc_normal_.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TruncatedNormalInitializer {
    law: TruncatedNormal,
}

/// The entry of truncated-normal in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "truncated-normal",
    aliases: &["trunc-normal"],
    summary: "N(0, std_dev²) given low <= w <= high, whatever the fans",
    parameters: &[
        Parameter::required("std_dev", "0.02", "the parent's standard deviation"),
        Parameter::required("low", "-0.04", "the lower bound, in absolute units"),
        Parameter::required("high", "0.04", "the upper bound, in absolute units"),
    ],
    build: |given| {
        let (low, high) = (given.number("low")?, given.number("high")?);
        let initializer = TruncatedNormalInitializer::new(given.number("std_dev")?, low, high)?;
        Ok(Box::new(initializer))
    },
};

impl TruncatedNormalInitializer {
    /// N(0, std_dev²) given low ≤ W ≤ high.
    ///
    /// # Errors
    /// Those of [`TruncatedNormal::new`].
    pub fn new(std_dev: f64, low: f64, high: f64) -> Result<Self, InitializerError> {
        let law = TruncatedNormal::new(0.0, std_dev, low, high)?;
        Ok(Self { law })
    }

    /// N(0, std_dev²) truncated at ±2·std_dev.
    ///
    /// # Errors
    /// As [`TruncatedNormalInitializer::new`].
    pub fn two_sigma(std_dev: f64) -> Result<Self, InitializerError> {
        let law = TruncatedNormal::two_sigma(std_dev)?;
        Ok(Self { law })
    }
}

impl Initializer for TruncatedNormalInitializer {
    fn name(&self) -> &'static str {
        "truncated-normal"
    }

    fn label(&self) -> String {
        let (low, high) = self.law.support();
        format!(
            "truncated-normal({}, {low}, {high})",
            self.law.parent_std_dev()
        )
    }

    fn formula(&self) -> &'static str {
        "std_dev²·(1 + (αφ(α) − βφ(β))/Z − ((φ(α) − φ(β))/Z)²)"
    }

    fn source(&self) -> &'static str {
        "Johnson, Kotz & Balakrishnan (1994), §13.10.1; Robert (1995)"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        Ok(EntryLaw::TruncatedNormal(self.law))
    }

    fn exact_variance(&self, _fans: Fans) -> Option<Rational> {
        None
    }
}
