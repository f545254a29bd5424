//! The identity of a convolution: a one at the kernel's center.
//!
//! Its form for dense layers is `identity`; with a random orthogonal matrix in place of the
//! identity it is `delta_orthogonal`.

use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::initializer::entry::Entry;
use crate::initializer::storage;
use crate::num::Rational;
use crate::random::Stream;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;

/// δ: the Dirac initializer of convolutions.
///
/// # Definition
/// Within each group, output channel i copies input channel i: the weight is 1 at the kernel's
/// place ⌊k/2⌋ and 0 elsewhere; outputs beyond the inputs' number stay 0.
///
/// # Moments
/// Nothing is drawn: no variance is defined.
///
/// # Assumptions
/// Odd kernels with padding (k − 1)/2, so that the copy is in place.
///
/// # Errors
/// A layer that is not a convolution; more than 2²⁸ entries.
///
/// # Example
/// ```
/// use varprop::initializer::{Dirac, Initializer};
/// use varprop::random::Stream;
/// use varprop::theory::shape::Layer;
/// let weights = Dirac.draw_tensor(&Layer::convolution(1, 1, &[3], 1)?, Stream::root(0))?;
/// assert_eq!(weights, [0.0, 1.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Zagoruyko & Komodakis (2017), DiracNets; PyTorch (2017), nn.init.dirac_.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dirac;

/// The entry of dirac in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "dirac",
    aliases: &[],
    summary: "a convolution that copies its input",
    parameters: &[],
    build: |_| Ok(Box::new(Dirac)),
};

impl Initializer for Dirac {
    fn name(&self) -> &'static str {
        "dirac"
    }

    fn formula(&self) -> &'static str {
        "fixed"
    }

    fn source(&self) -> &'static str {
        "Zagoruyko & Komodakis (2017), DiracNets"
    }

    fn law(&self, fans: Fans) -> Result<WeightLaw, InitializerError> {
        storage::nonempty(fans)?;
        Ok(WeightLaw::Fixed)
    }

    fn exact_variance(&self, _fans: Fans) -> Option<Rational> {
        None
    }

    /// Always refused: a matrix has no kernel.
    fn admit_matrix(&self, fans: Fans) -> Result<(), InitializerError> {
        storage::nonempty(fans)?;
        Err(needs_convolution(self.name(), "dense"))
    }

    fn draw_matrix(&self, fans: Fans, _stream: Stream) -> Result<Vec<f64>, InitializerError> {
        self.admit_matrix(fans).map(|()| Vec::new())
    }

    fn draw_tensor(&self, layer: &Layer, _stream: Stream) -> Result<Vec<f64>, InitializerError> {
        require_convolution(self.name(), layer)?;
        let row_length = layer.fans().fan_in;
        let mut weights = storage::zeros(layer.outputs(), row_length)?;
        let outputs_a_group = (layer.outputs() / layer.groups()) as usize;
        let inputs_a_group = (layer.inputs() / layer.groups()) as usize;
        let volume = layer.kernel().volume() as usize;
        let center = layer.kernel().center() as usize;
        for (output, row) in weights.chunks_exact_mut(row_length as usize).enumerate() {
            let input = output % outputs_a_group;
            if input < inputs_a_group
                && let Some(entry) = row.get_mut(input * volume + center)
            {
                *entry = 1.0;
            }
        }
        Ok(weights)
    }
}

/// Refuses layers without a kernel, and transposed ones.
pub(in crate::initializer) fn require_convolution(
    initializer: &'static str,
    layer: &Layer,
) -> Result<(), InitializerError> {
    match layer.kind() {
        LayerKind::Convolution { .. } | LayerKind::Depthwise { .. } => Ok(()),
        other => Err(needs_convolution(initializer, other.name())),
    }
}

/// The refusal itself.
pub(in crate::initializer) fn needs_convolution(
    initializer: &'static str,
    received: &'static str,
) -> InitializerError {
    InitializerError::UnsuitableShape {
        initializer,
        needed: "a convolution",
        received: received.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_copies_its_own_channels() {
        let layer = Layer::convolution(4, 4, &[1], 2).unwrap();
        let weights = Dirac.draw_tensor(&layer, Stream::root(0)).unwrap();
        assert_eq!(weights, [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn outputs_beyond_the_inputs_stay_zero() {
        let layer = Layer::convolution(1, 2, &[3, 3], 1).unwrap();
        let weights = Dirac.draw_tensor(&layer, Stream::root(0)).unwrap();
        assert_eq!(weights.iter().sum::<f64>(), 1.0);
        assert_eq!(weights[4], 1.0);
    }

    #[test]
    fn dense_and_transposed_layers_are_refused() {
        for layer in [
            Layer::dense(3, 3).unwrap(),
            Layer::transposed_convolution(3, 3, &[3], 1).unwrap(),
        ] {
            let refused = Dirac.draw_tensor(&layer, Stream::root(0)).unwrap_err();
            assert_eq!(refused.code(), "unsuitable-shape");
        }
    }
}
