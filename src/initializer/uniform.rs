//! Uniform weights of a given bound, whatever the fans.
//!
//! Scalings by the fans have their own files.

use crate::initializer::EntryLaw;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::storage;
use crate::num::Rational;
use crate::spec::Parameter;
use crate::theory::distribution::Uniform;
use crate::theory::shape::Fans;

/// U(−b, b): uniform weights of a fixed bound.
///
/// # Definition
/// W_ij ~ U(−b, b), independent, b = `bound`.
///
/// # Moments
/// E W = 0, Var W = b²/3 whatever the fans (the bound is not the standard deviation), kurtosis
/// 9/5.
///
/// # Assumptions
/// None; the signal's variance is multiplied by fan_in·b²/3 a layer.
///
/// # Errors
/// A bound outside 10⁻⁶⁰..=10⁶⁰/2; an empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, UniformInitializer};
/// use varprop::theory::shape::Fans;
/// let uniform = UniformInitializer::new(0.05)?;
/// let variance = uniform.exact_variance(Fans { fan_in: 10, fan_out: 10 });
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/1200".to_owned()));
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// Keras (2015), RandomUniform, whose default bound is 0.05.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UniformInitializer {
    bound: f64,
    law: Uniform,
}

/// The entry of uniform in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "uniform",
    aliases: &[],
    summary: "U(-bound, bound), whatever the fans",
    parameters: &[Parameter::required(
        "bound",
        "0.05",
        "the largest magnitude",
    )],
    build: |given| Ok(Box::new(UniformInitializer::new(given.number("bound")?)?)),
};

impl UniformInitializer {
    /// Weights of U(−bound, bound).
    ///
    /// # Errors
    /// When the bound lies outside 10⁻⁶⁰..=10⁶⁰/2.
    pub fn new(bound: f64) -> Result<Self, InitializerError> {
        let law = Uniform::symmetric(bound)?;
        Ok(Self { bound, law })
    }
}

impl Initializer for UniformInitializer {
    fn name(&self) -> &'static str {
        "uniform"
    }

    fn label(&self) -> String {
        format!("uniform({})", self.bound)
    }

    fn formula(&self) -> &'static str {
        "bound²/3"
    }

    fn source(&self) -> &'static str {
        "Keras (2015), RandomUniform"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        Ok(EntryLaw::Uniform(self.law))
    }

    fn exact_variance(&self, _fans: Fans) -> Option<Rational> {
        let squared = exact::squared(self.bound)?;
        squared.checked_div(Rational::integer(3)).ok()
    }
}
