//! All weights one constant.
//!
//! Zero has its own file, `zeros`.

use crate::initializer::EntryLaw;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::storage;
use crate::num::Rational;
use crate::spec::Parameter;
use crate::theory::distribution::Constant;
use crate::theory::shape::Fans;

/// c: the constant initializer.
///
/// # Definition
/// W_ij = c.
///
/// # Moments
/// E W = c, Var W = 0.
///
/// # Assumptions
/// None; all units of a layer compute the same.
///
/// # Errors
/// A value that is not finite or beyond 10⁶⁰; an empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{ConstantInitializer, Initializer};
/// use varprop::random::Stream;
/// use varprop::theory::shape::Fans;
/// let half = ConstantInitializer::new(0.5)?;
/// assert_eq!(half.draw_matrix(Fans { fan_in: 2, fan_out: 1 }, Stream::root(0))?, [0.5, 0.5]);
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// Goodfellow, Bengio & Courville (2016), Deep Learning, §8.4.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConstantInitializer {
    law: Constant,
}

/// The entry of constant in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "constant",
    aliases: &[],
    summary: "the same value everywhere",
    parameters: &[Parameter::required("value", "0.5", "the value")],
    build: |given| Ok(Box::new(ConstantInitializer::new(given.number("value")?)?)),
};

impl ConstantInitializer {
    /// Every weight is `value`.
    ///
    /// # Errors
    /// When the value is not finite or exceeds 10⁶⁰ in magnitude.
    pub fn new(value: f64) -> Result<Self, InitializerError> {
        let law = Constant::new(value)?;
        Ok(Self { law })
    }
}

impl Initializer for ConstantInitializer {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn label(&self) -> String {
        format!("constant({})", self.law.value())
    }

    fn formula(&self) -> &'static str {
        "0"
    }

    fn source(&self) -> &'static str {
        "Goodfellow, Bengio & Courville (2016), §8.4"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        Ok(EntryLaw::Constant(self.law))
    }

    fn exact_variance(&self, _fans: Fans) -> Option<Rational> {
        Some(Rational::ZERO)
    }
}
