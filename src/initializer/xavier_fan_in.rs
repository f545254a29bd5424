//! The textbooks' one-sided Xavier scaling: variance 1/fan_in, normal or uniform.
//!
//! These are the laws of `lecun` under another name; Glorot & Bengio's own compromise between
//! both directions is in `glorot`.

use crate::initializer::EntryLaw;
use crate::initializer::Family;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::storage;
use crate::num::Rational;
use crate::theory::shape::Fans;

/// N(0, 1/fan_in): Xavier's normal initializer in its textbook form, the same law as
/// [`crate::initializer::LecunNormal`].
///
/// # Definition
/// W_ij ~ N(0, 1/fan_in), independent.
///
/// # Moments
/// E W = 0, Var W = 1/fan_in, kurtosis 3.
///
/// # Assumptions
/// Forward propagation only, through units with φ′(0) = 1 near 0.
///
/// # Errors
/// An empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, XavierNormalFanIn};
/// use varprop::theory::shape::Fans;
/// let fans = Fans { fan_in: 200, fan_out: 100 };
/// let variance = XavierNormalFanIn.exact_variance(fans);
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/200".to_owned()));
/// ```
///
/// # References
/// Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward neural
/// networks, eq. 10; Jia et al. (2014), Caffe (its `xavier` filler averages over fan_in).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct XavierNormalFanIn;

/// The entry of xavier-normal-fan-in in `ALL`.
pub(in crate::initializer) const NORMAL: Entry = Entry {
    name: "xavier-normal-fan-in",
    aliases: &[],
    summary: "N(0, 1/fan_in): the textbook form of Xavier, LeCun's law",
    parameters: &[],
    build: |_| Ok(Box::new(XavierNormalFanIn)),
};

impl Initializer for XavierNormalFanIn {
    fn name(&self) -> &'static str {
        "xavier-normal-fan-in"
    }

    fn formula(&self) -> &'static str {
        "1/fan_in"
    }

    fn source(&self) -> &'static str {
        "the textbook form of Glorot & Bengio (2010), eq. 10, for one direction only"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Normal, 1.0 / fans.fan_in as f64)
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        exact::ratio(1, fans.fan_in)
    }
}

/// U(−√(3/fan_in), √(3/fan_in)): Xavier's uniform initializer in its textbook form, the same
/// law as [`crate::initializer::LecunUniform`].
///
/// # Definition
/// W_ij ~ U(−b, b), b = √(3/fan_in), independent.
///
/// # Moments
/// E W = 0, Var W = b²/3 = 1/fan_in, kurtosis 9/5.
///
/// # Assumptions
/// As [`XavierNormalFanIn`].
///
/// # Errors
/// An empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, XavierUniformFanIn};
/// use varprop::theory::shape::Fans;
/// let fans = Fans { fan_in: 200, fan_out: 100 };
/// let variance = XavierUniformFanIn.exact_variance(fans);
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/200".to_owned()));
/// ```
///
/// # References
/// Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward neural
/// networks, eq. 10; Jia et al. (2014), Caffe (its `xavier` filler averages over fan_in).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct XavierUniformFanIn;

/// The entry of xavier-uniform-fan-in in `ALL`.
pub(in crate::initializer) const UNIFORM: Entry = Entry {
    name: "xavier-uniform-fan-in",
    aliases: &["caffe-xavier"],
    summary: "U(±√(3/fan_in)): the textbook form of Xavier, LeCun's law",
    parameters: &[],
    build: |_| Ok(Box::new(XavierUniformFanIn)),
};

impl Initializer for XavierUniformFanIn {
    fn name(&self) -> &'static str {
        "xavier-uniform-fan-in"
    }

    fn formula(&self) -> &'static str {
        "1/fan_in"
    }

    fn source(&self) -> &'static str {
        "the textbook form of Glorot & Bengio (2010), eq. 10, for one direction only"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Uniform, 1.0 / fans.fan_in as f64)
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        exact::ratio(1, fans.fan_in)
    }
}
