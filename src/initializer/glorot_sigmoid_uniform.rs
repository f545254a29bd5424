//! Glorot's uniform scaling for logistic units: four times the bound.
//!
//! The plain form is in `glorot`.

use crate::initializer::EntryLaw;
use crate::initializer::Family;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::storage;
use crate::num::Rational;
use crate::theory::shape::Fans;

/// U(−b, b), b = 4√6/√(fan_in + fan_out): Glorot's uniform initializer for logistic units.
///
/// # Definition
/// W_ij ~ U(−b, b), independent.
///
/// # Moments
/// E W = 0, Var W = b²/3 = 32/(fan_in + fan_out), kurtosis 9/5.
///
/// # Assumptions
/// Logistic units near 0, whose slope ¼ the factor 4 makes up for.
///
/// # Errors
/// An empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, GlorotSigmoidUniform};
/// use varprop::theory::shape::Fans;
/// let fans = Fans { fan_in: 200, fan_out: 100 };
/// let variance = GlorotSigmoidUniform.exact_variance(fans);
/// assert_eq!(variance.map(|v| v.to_string()), Some("8/75".to_owned()));
/// ```
///
/// # References
/// Glorot & Bengio (2010), eq. 16, with the factor 4 of the Deep Learning Tutorials (LISA lab,
/// 2010), Multilayer Perceptron.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GlorotSigmoidUniform;

/// The entry of glorot-sigmoid-uniform in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "glorot-sigmoid-uniform",
    aliases: &[],
    summary: "U(±4√6/√(fan_in + fan_out)): Glorot's bound for logistic units",
    parameters: &[],
    build: |_| Ok(Box::new(GlorotSigmoidUniform)),
};

impl Initializer for GlorotSigmoidUniform {
    fn name(&self) -> &'static str {
        "glorot-sigmoid-uniform"
    }

    fn formula(&self) -> &'static str {
        "32/(fan_in + fan_out)"
    }

    fn source(&self) -> &'static str {
        "the 4·√6/√(fan_in + fan_out) rule for logistic units of the deep-learning tutorials (LISA lab 2010), after Glorot & Bengio (2010), eq. 16"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Uniform, 16.0 / fans.average())
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        exact::over_sum(32, fans)
    }
}
