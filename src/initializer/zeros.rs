//! All weights zero.
//!
//! Any other constant is in `constant`.

use crate::initializer::EntryLaw;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::storage;
use crate::num::Rational;
use crate::theory::distribution::Constant;
use crate::theory::shape::Fans;

/// 0: the zero initializer, the usual one of biases.
///
/// # Definition
/// W_ij = 0.
///
/// # Moments
/// E W = 0, Var W = 0.
///
/// # Assumptions
/// None; as weights of a hidden layer it keeps all units equal for ever.
///
/// # Errors
/// An empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, Zeros};
/// use varprop::random::Stream;
/// use varprop::theory::shape::Fans;
/// let weights = Zeros.draw_matrix(Fans { fan_in: 2, fan_out: 1 }, Stream::root(0))?;
/// assert_eq!(weights, [0.0, 0.0]);
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// Rumelhart, Hinton & Williams (1986), Learning internal representations by error propagation,
/// on why symmetry must be broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zeros;

/// The entry of zeros in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "zeros",
    aliases: &["zero"],
    summary: "0 everywhere",
    parameters: &[],
    build: |_| Ok(Box::new(Zeros)),
};

impl Initializer for Zeros {
    fn name(&self) -> &'static str {
        "zeros"
    }

    fn formula(&self) -> &'static str {
        "0"
    }

    fn source(&self) -> &'static str {
        "Rumelhart, Hinton & Williams (1986), on symmetry breaking"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        Ok(EntryLaw::Constant(Constant::new(0.0)?))
    }

    fn exact_variance(&self, _fans: Fans) -> Option<Rational> {
        Some(Rational::ZERO)
    }
}
