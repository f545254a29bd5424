//! Normal weights of a given standard deviation, whatever the fans.
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
use crate::theory::distribution::Normal;
use crate::theory::shape::Fans;

/// N(0, σ²): normal weights of a fixed standard deviation.
///
/// # Definition
/// W_ij ~ N(0, σ²), independent, σ = `std_dev`.
///
/// # Moments
/// E W = 0, Var W = σ² whatever the fans, kurtosis 3.
///
/// # Assumptions
/// None; the signal's variance is multiplied by fan_in·σ² a layer.
///
/// # Errors
/// A standard deviation outside 10⁻⁶⁰..=10⁶⁰; an empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, NormalInitializer};
/// use varprop::theory::shape::Fans;
/// let small = NormalInitializer::new(0.01)?;
/// let variance = small.exact_variance(Fans { fan_in: 500, fan_out: 500 });
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/10000".to_owned()));
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// Krizhevsky, Sutskever & Hinton (2012), ImageNet classification with deep convolutional neural
/// networks, §5 (σ = 0.01).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormalInitializer {
    std_dev: f64,
    law: Normal,
}

/// The entry of normal in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "normal",
    aliases: &["gaussian"],
    summary: "N(0, std_dev²), whatever the fans",
    parameters: &[Parameter::required(
        "std_dev",
        "0.01",
        "the standard deviation",
    )],
    build: |given| Ok(Box::new(NormalInitializer::new(given.number("std_dev")?)?)),
};

impl NormalInitializer {
    /// Weights of N(0, std_dev²).
    ///
    /// # Errors
    /// When the standard deviation lies outside 10⁻⁶⁰..=10⁶⁰.
    pub fn new(std_dev: f64) -> Result<Self, InitializerError> {
        let law = Normal::new(0.0, std_dev)?;
        Ok(Self { std_dev, law })
    }
}

impl Initializer for NormalInitializer {
    fn name(&self) -> &'static str {
        "normal"
    }

    fn label(&self) -> String {
        format!("normal({})", self.std_dev)
    }

    fn formula(&self) -> &'static str {
        "std_dev²"
    }

    fn source(&self) -> &'static str {
        "Krizhevsky, Sutskever & Hinton (2012), §5"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        Ok(EntryLaw::Normal(self.law))
    }

    fn exact_variance(&self, _fans: Fans) -> Option<Rational> {
        exact::squared(self.std_dev)
    }
}
