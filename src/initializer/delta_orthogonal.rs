//! A convolution whose kernel is a random orthogonal matrix at its center, zero elsewhere.
//!
//! The matrix itself is drawn as `orthogonal` does.

use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::initializer::dirac;
use crate::initializer::entry::Entry;
use crate::initializer::orthogonal;
use crate::initializer::storage;
use crate::num::Rational;
use crate::random::Stream;
use crate::spec::Parameter;
use crate::theory::distribution::HaarEntry;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;

/// gain·Q·δ: the delta-orthogonal initializer of convolutions.
///
/// # Definition
/// The weight at the kernel's place ⌊k/2⌋ is gain·Q, Q Haar-distributed with orthonormal columns
/// ([outputs, inputs], inputs ≤ outputs); it is 0 at every other place. For even kernels JAX
/// takes ⌊(k−1)/2⌋ instead.
///
/// # Moments
/// At the center Var W = gain²/outputs, elsewhere 0: entries have no common law.
///
/// # Assumptions
/// Circular or odd symmetric padding; a linear net then keeps all norms exactly.
///
/// # Errors
/// A gain outside 10⁻⁶⁰..=10⁶⁰; a layer that is no convolution, has groups, or more inputs than
/// outputs; more than 2²⁸ entries.
///
/// # Example
/// ```
/// use varprop::initializer::{DeltaOrthogonal, Initializer};
/// use varprop::random::Stream;
/// use varprop::theory::shape::Layer;
/// let layer = Layer::convolution(1, 1, &[3], 1)?;
/// let weights = DeltaOrthogonal::new(2.0)?.draw_tensor(&layer, Stream::root(0))?;
/// assert_eq!((weights[0], weights[1].abs(), weights[2]), (0.0, 2.0, 0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Xiao, Bahri, Sohl-Dickstein, Schoenholz & Pennington (2018), Dynamical isometry and a mean
/// field theory of CNNs, algorithm 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeltaOrthogonal {
    gain: f64,
}

/// The entry of delta-orthogonal in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "delta-orthogonal",
    aliases: &[],
    summary: "gain times a Haar-random matrix at a convolution's center, 0 elsewhere",
    parameters: &[Parameter::optional("gain", "1", "the factor of the matrix")],
    build: |given| Ok(Box::new(DeltaOrthogonal::new(given.number("gain")?)?)),
};

impl DeltaOrthogonal {
    /// A Haar-random center, times the gain.
    ///
    /// # Errors
    /// When the gain lies outside 10⁻⁶⁰..=10⁶⁰.
    pub fn new(gain: f64) -> Result<Self, InitializerError> {
        HaarEntry::new(1, gain)?;
        Ok(Self { gain })
    }

    fn check(self, layer: &Layer) -> Result<(), InitializerError> {
        dirac::require_convolution(self.name(), layer)?;
        let (inputs, outputs, groups) = (layer.inputs(), layer.outputs(), layer.groups());
        if groups != 1 || outputs < inputs {
            return Err(InitializerError::UnsuitableShape {
                initializer: self.name(),
                needed: "one group and at most as many inputs as outputs",
                received: format!("{groups} groups, {inputs} inputs, {outputs} outputs"),
            });
        }
        Ok(())
    }
}

impl Initializer for DeltaOrthogonal {
    fn name(&self) -> &'static str {
        "delta-orthogonal"
    }

    fn label(&self) -> String {
        orthogonal::label(self.name(), self.gain)
    }

    fn formula(&self) -> &'static str {
        "gain²/outputs at the center, 0 elsewhere"
    }

    fn source(&self) -> &'static str {
        "Xiao et al. (2018), algorithm 1"
    }

    /// Always refused: center and border differ in law.
    fn law(&self, fans: Fans) -> Result<WeightLaw, InitializerError> {
        storage::nonempty(fans)?;
        Err(InitializerError::NoCommonLaw {
            initializer: self.name(),
        })
    }

    fn exact_variance(&self, _fans: Fans) -> Option<Rational> {
        None
    }

    /// Always refused: a matrix has no kernel.
    fn admit_matrix(&self, fans: Fans) -> Result<(), InitializerError> {
        storage::nonempty(fans)?;
        Err(dirac::needs_convolution(self.name(), "dense"))
    }

    fn draw_matrix(&self, fans: Fans, _stream: Stream) -> Result<Vec<f64>, InitializerError> {
        self.admit_matrix(fans).map(|()| Vec::new())
    }

    fn draw_tensor(&self, layer: &Layer, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        self.check(layer)?;
        let mut weights = storage::zeros(layer.outputs(), layer.fans().fan_in)?;
        let center = orthogonal::haar(layer.outputs(), layer.inputs(), self.gain, stream)?;
        let volume = layer.kernel().volume() as usize;
        let places = weights.iter_mut().skip(layer.kernel().center() as usize);
        for (place, entry) in places.step_by(volume).zip(center) {
            *place = entry;
        }
        Ok(weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_center_is_the_orthogonal_matrix_and_the_rest_zero() {
        let layer = Layer::convolution(3, 5, &[3, 3], 1).unwrap();
        let stream = Stream::root(2).named("delta");
        let weights = DeltaOrthogonal::new(1.0)
            .unwrap()
            .draw_tensor(&layer, stream)
            .unwrap();
        let center: Vec<f64> = weights.iter().copied().skip(4).step_by(9).collect();
        assert_eq!(center, orthogonal::haar(5, 3, 1.0, stream).unwrap());
        let filled = weights.iter().filter(|w| **w != 0.0).count();
        assert_eq!(filled, 15);
    }

    #[test]
    fn groups_and_narrowing_are_refused() {
        for layer in [
            Layer::convolution(5, 3, &[3], 1).unwrap(),
            Layer::convolution(4, 4, &[3], 2).unwrap(),
        ] {
            let refused = DeltaOrthogonal::new(1.0)
                .unwrap()
                .draw_tensor(&layer, Stream::root(0));
            assert_eq!(refused.unwrap_err().code(), "unsuitable-shape");
        }
    }
}
