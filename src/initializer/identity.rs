//! The identity matrix, scaled.
//!
//! Its form for convolutions is `dirac`.

use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::initializer::entry::Entry;
use crate::initializer::orthogonal;
use crate::initializer::storage;
use crate::num::Rational;
use crate::random::Stream;
use crate::spec::Parameter;
use crate::theory::distribution::Constant;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;

/// gain·I: the identity initializer.
///
/// # Definition
/// W_ij = gain if i = j, else 0; a rectangle keeps the inputs that have an output of their number.
///
/// # Moments
/// Nothing is drawn: no variance is defined.
///
/// # Assumptions
/// A square linear net passes its input on unchanged; ReLU nets as recurrent ones (gain 1).
///
/// # Errors
/// A gain that is not finite; an empty fan; a layer with a kernel or groups; more than 2²⁸
/// entries.
///
/// # Example
/// ```
/// use varprop::initializer::{Identity, Initializer};
/// use varprop::random::Stream;
/// use varprop::theory::shape::Fans;
/// let weights = Identity::new(3.0)?.draw_matrix(Fans { fan_in: 2, fan_out: 2 }, Stream::root(0))?;
/// assert_eq!(weights, [3.0, 0.0, 0.0, 3.0]);
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// Le, Jaitly & Hinton (2015), A simple way to initialize recurrent networks of rectified linear
/// units, on the initialization trick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Identity {
    gain: f64,
}

/// The entry of identity in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "identity",
    aliases: &["eye"],
    summary: "gain on the diagonal, 0 elsewhere",
    parameters: &[Parameter::optional("gain", "1", "the diagonal's value")],
    build: |given| Ok(Box::new(Identity::new(given.number("gain")?)?)),
};

impl Identity {
    /// `gain` on the diagonal.
    ///
    /// # Errors
    /// When the gain is not finite or exceeds 10⁶⁰ in magnitude.
    pub fn new(gain: f64) -> Result<Self, InitializerError> {
        Constant::new(gain)?;
        Ok(Self { gain })
    }
}

impl Initializer for Identity {
    fn name(&self) -> &'static str {
        "identity"
    }

    fn label(&self) -> String {
        orthogonal::label(self.name(), self.gain)
    }

    fn formula(&self) -> &'static str {
        "fixed"
    }

    fn source(&self) -> &'static str {
        "Le, Jaitly & Hinton (2015), A simple way to initialize recurrent networks"
    }

    fn law(&self, fans: Fans) -> Result<WeightLaw, InitializerError> {
        storage::nonempty(fans)?;
        Ok(WeightLaw::Fixed)
    }

    fn exact_variance(&self, _fans: Fans) -> Option<Rational> {
        None
    }

    fn draw_matrix(&self, fans: Fans, _stream: Stream) -> Result<Vec<f64>, InitializerError> {
        storage::nonempty(fans)?;
        let mut weights = storage::zeros(fans.fan_out, fans.fan_in)?;
        // The length is at most 2²⁸, so the row length fits.
        let diagonal = weights.iter_mut().step_by(fans.fan_in as usize + 1);
        let places = fans.fan_in.min(fans.fan_out) as usize;
        diagonal.take(places).for_each(|entry| *entry = self.gain);
        Ok(weights)
    }

    fn draw_tensor(&self, layer: &Layer, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        if !layer.kernel().sizes().is_empty() {
            return Err(InitializerError::UnsuitableShape {
                initializer: self.name(),
                needed: "a dense layer (dirac suits convolutions)",
                received: layer.kind().name().to_owned(),
            });
        }
        self.draw_matrix(layer.fans(), stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_has_its_gain_on_the_diagonal_only() {
        let draw = |fan_in, fan_out| {
            let fans = Fans { fan_in, fan_out };
            Identity::new(2.0)
                .unwrap()
                .draw_matrix(fans, Stream::root(0))
        };
        assert_eq!(draw(3, 2).unwrap(), [2.0, 0.0, 0.0, 0.0, 2.0, 0.0]);
        assert_eq!(draw(2, 3).unwrap(), [2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(draw(0, 3).unwrap_err().code(), "empty-fan");
    }

    #[test]
    fn a_convolution_is_refused() {
        let layer = Layer::convolution(3, 3, &[3], 1).unwrap();
        let refused = Identity::new(1.0)
            .unwrap()
            .draw_tensor(&layer, Stream::root(0));
        assert_eq!(refused.unwrap_err().code(), "unsuitable-shape");
    }
}
