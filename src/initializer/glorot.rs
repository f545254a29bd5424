//! Glorot's scaling: variance 2/(fan_in + fan_out), normal or uniform.
//!
//! The textbooks' one-sided form is in `xavier_fan_in`, the form for the logistic function in
//! `glorot_sigmoid_uniform`.

use crate::initializer::EntryLaw;
use crate::initializer::Family;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::storage;
use crate::num::Rational;
use crate::theory::shape::Fans;

/// N(0, 2/(fan_in + fan_out)): Glorot's normal initializer.
///
/// # Definition
/// W_ij ~ N(0, 2/(fan_in + fan_out)), independent.
///
/// # Moments
/// E W = 0, Var W = 2/(fan_in + fan_out), kurtosis 3.
///
/// # Assumptions
/// Units with φ′(0) = 1 near 0. The forward variance is kept only where fan_in = fan_out. Keras
/// truncates its glorot_normal at ±2σ; this one is not truncated.
///
/// # Errors
/// An empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, GlorotNormal};
/// use varprop::theory::shape::Fans;
/// let fans = Fans { fan_in: 200, fan_out: 100 };
/// let variance = GlorotNormal.exact_variance(fans);
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/150".to_owned()));
/// ```
///
/// # References
/// Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward neural
/// networks, eq. 12.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GlorotNormal;

/// The entry of glorot-normal in `ALL`.
pub(in crate::initializer) const NORMAL: Entry = Entry {
    name: "glorot-normal",
    aliases: &["xavier-normal"],
    summary: "N(0, 2/(fan_in + fan_out)): a compromise between both directions",
    parameters: &[],
    build: |_| Ok(Box::new(GlorotNormal)),
};

impl Initializer for GlorotNormal {
    fn name(&self) -> &'static str {
        "glorot-normal"
    }

    fn formula(&self) -> &'static str {
        "2/(fan_in + fan_out)"
    }

    fn source(&self) -> &'static str {
        "Glorot & Bengio (2010), eq. 12"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Normal, 1.0 / fans.average())
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        exact::over_sum(2, fans)
    }
}

/// U(−b, b), b = √6/√(fan_in + fan_out): Glorot's uniform (normalized) initializer.
///
/// # Definition
/// W_ij ~ U(−b, b), independent.
///
/// # Moments
/// E W = 0, Var W = b²/3 = 2/(fan_in + fan_out), kurtosis 9/5.
///
/// # Assumptions
/// As [`GlorotNormal`].
///
/// # Errors
/// An empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, GlorotUniform};
/// use varprop::theory::shape::Fans;
/// let fans = Fans { fan_in: 200, fan_out: 100 };
/// let variance = GlorotUniform.exact_variance(fans);
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/150".to_owned()));
/// ```
///
/// # References
/// Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward neural
/// networks, eq. 16.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GlorotUniform;

/// The entry of glorot-uniform in `ALL`.
pub(in crate::initializer) const UNIFORM: Entry = Entry {
    name: "glorot-uniform",
    aliases: &["xavier-uniform"],
    summary: "U(±√6/√(fan_in + fan_out)): a compromise between both directions",
    parameters: &[],
    build: |_| Ok(Box::new(GlorotUniform)),
};

impl Initializer for GlorotUniform {
    fn name(&self) -> &'static str {
        "glorot-uniform"
    }

    fn formula(&self) -> &'static str {
        "2/(fan_in + fan_out)"
    }

    fn source(&self) -> &'static str {
        "Glorot & Bengio (2010), eq. 16"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Uniform, 1.0 / fans.average())
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        exact::over_sum(2, fans)
    }
}
