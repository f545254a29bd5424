//! LeCun's scaling: variance 1/fan_in, normal or uniform.
//!
//! The same laws under Xavier's name are in `xavier_fan_in`, after the textbooks that use it.

use crate::initializer::EntryLaw;
use crate::initializer::Family;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::storage;
use crate::num::Rational;
use crate::theory::shape::Fans;

/// N(0, 1/fan_in): LeCun's normal initializer.
///
/// # Definition
/// W_ij ~ N(0, 1/fan_in), independent.
///
/// # Moments
/// E W = 0, Var W = 1/fan_in, kurtosis 3.
///
/// # Assumptions
/// Inputs with zero mean, unit variance and no correlation; a unit in its linear range. Keras
/// and JAX truncate their lecun_normal at ±2σ; this one is not truncated.
///
/// # Errors
/// An empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, LecunNormal};
/// use varprop::theory::shape::Fans;
/// let fans = Fans { fan_in: 200, fan_out: 100 };
/// let variance = LecunNormal.exact_variance(fans);
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/200".to_owned()));
/// ```
///
/// # References
/// LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, eq. 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LecunNormal;

/// The entry of lecun-normal in `ALL`.
pub(in crate::initializer) const NORMAL: Entry = Entry {
    name: "lecun-normal",
    aliases: &["lecun"],
    summary: "N(0, 1/fan_in): keeps a linear unit's variance",
    parameters: &[],
    build: |_| Ok(Box::new(LecunNormal)),
};

impl Initializer for LecunNormal {
    fn name(&self) -> &'static str {
        "lecun-normal"
    }

    fn formula(&self) -> &'static str {
        "1/fan_in"
    }

    fn source(&self) -> &'static str {
        "LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, eq. 16"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Normal, 1.0 / fans.fan_in as f64)
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        exact::ratio(1, fans.fan_in)
    }
}

/// U(−√(3/fan_in), √(3/fan_in)): LeCun's uniform initializer.
///
/// # Definition
/// W_ij ~ U(−b, b), b = √(3/fan_in), independent.
///
/// # Moments
/// E W = 0, Var W = b²/3 = 1/fan_in, kurtosis 9/5.
///
/// # Assumptions
/// As [`LecunNormal`].
///
/// # Errors
/// An empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, LecunUniform};
/// use varprop::theory::shape::Fans;
/// let fans = Fans { fan_in: 200, fan_out: 100 };
/// let variance = LecunUniform.exact_variance(fans);
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/200".to_owned()));
/// ```
///
/// # References
/// LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, eq. 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LecunUniform;

/// The entry of lecun-uniform in `ALL`.
pub(in crate::initializer) const UNIFORM: Entry = Entry {
    name: "lecun-uniform",
    aliases: &[],
    summary: "U(±√(3/fan_in)): keeps a linear unit's variance",
    parameters: &[],
    build: |_| Ok(Box::new(LecunUniform)),
};

impl Initializer for LecunUniform {
    fn name(&self) -> &'static str {
        "lecun-uniform"
    }

    fn formula(&self) -> &'static str {
        "1/fan_in"
    }

    fn source(&self) -> &'static str {
        "LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, eq. 16"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Uniform, 1.0 / fans.fan_in as f64)
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        exact::ratio(1, fans.fan_in)
    }
}
