//! The default of PyTorch's dense and convolution layers.
//!
//! It is neither He's nor LeCun's law, though it is written as a call of He's.

use crate::initializer::EntryLaw;
use crate::initializer::Family;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::storage;
use crate::num::Rational;
use crate::theory::shape::Fans;

/// U(−1/√fan_in, 1/√fan_in): the default of PyTorch's linear and convolution layers.
///
/// # Definition
/// W_ij ~ U(−b, b), b = 1/√fan_in, independent: He's uniform law at negative slope √5.
///
/// # Moments
/// E W = 0, Var W = b²/3 = 1/(3·fan_in), kurtosis 9/5.
///
/// # Assumptions
/// None: it keeps no variance (a sixth of He's, a third of LeCun's).
///
/// # Errors
/// An empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, PytorchLinear};
/// use varprop::theory::shape::Fans;
/// let fans = Fans { fan_in: 200, fan_out: 100 };
/// let variance = PytorchLinear.exact_variance(fans);
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/600".to_owned()));
/// ```
///
/// # References
/// PyTorch (2017), torch.nn.Linear.reset_parameters; LeCun et al. (1998), Efficient BackProp,
/// for the form ±1/√fan_in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PytorchLinear;

/// The entry of pytorch-linear in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "pytorch-linear",
    aliases: &["pytorch-default"],
    summary: "U(±1/√fan_in): PyTorch's default, a third of LeCun's variance",
    parameters: &[],
    build: |_| Ok(Box::new(PytorchLinear)),
};

impl Initializer for PytorchLinear {
    fn name(&self) -> &'static str {
        "pytorch-linear"
    }

    fn formula(&self) -> &'static str {
        "1/(3·fan_in)"
    }

    fn source(&self) -> &'static str {
        "PyTorch (2017), nn.Linear.reset_parameters: kaiming_uniform_(a=√5)"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Uniform, 1.0 / (3.0 * fans.fan_in as f64))
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        exact::ratio(1, fans.fan_in)?
            .checked_div(Rational::integer(3))
            .ok()
    }
}
