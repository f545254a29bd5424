//! A stack of dense layers whose shapes chain. Running it is `forward`'s and `backward`'s.

use crate::learning::network::Dense;
use crate::learning::network::NetworkError;

/// Layers 1 to L, each receiving the activations of the one below.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use varprop::learning::network::{Dense, Network};
/// use varprop::linear::Matrix;
/// use varprop::theory::activation::{Identity, Tanh};
/// let hidden = Matrix::new(2, 2, vec![0.02, 0.03, 0.01, 0.02]).unwrap();
/// let output = Matrix::new(1, 2, vec![0.01, 0.03]).unwrap();
/// let network = Network::new(vec![
///     Dense::new(hidden, vec![0.0; 2], Arc::new(Tanh)).unwrap(),
///     Dense::new(output, vec![0.0], Arc::new(Identity)).unwrap(),
/// ])
/// .unwrap();
/// assert_eq!(network.widths(), [2, 2, 1]);
/// assert_eq!(network.n_parameters(), 9);
/// ```
#[derive(Clone, Debug)]
pub struct Network {
    layers: Vec<Dense>,
}

impl Network {
    /// The network of these layers, from the inputs up.
    ///
    /// # Errors
    /// [`NetworkError::Empty`] without layers, [`NetworkError::Chain`] where a layer does not
    /// take as many activations as the one below has units.
    pub fn new(layers: Vec<Dense>) -> Result<Self, NetworkError> {
        if layers.is_empty() {
            return Err(NetworkError::Empty);
        }
        let above = layers.iter().skip(1);
        for (index, (below, above)) in layers.iter().zip(above).enumerate() {
            if below.fan_out() != above.fan_in() {
                return Err(NetworkError::Chain {
                    layer: index + 2,
                    expected: below.fan_out(),
                    received: above.fan_in(),
                });
            }
        }
        Ok(Self { layers })
    }

    /// Layers 1 to L; never empty.
    #[must_use]
    pub fn layers(&self) -> &[Dense] {
        &self.layers
    }

    /// Inputs, then the units of each layer: L + 1 numbers.
    #[must_use]
    pub fn widths(&self) -> Vec<usize> {
        let units = self.layers.iter().map(Dense::fan_out);
        std::iter::once(self.n_inputs()).chain(units).collect()
    }

    /// Features of a sample.
    #[must_use]
    pub fn n_inputs(&self) -> usize {
        self.layers.first().map_or(0, Dense::fan_in)
    }

    /// Units of the last layer.
    #[must_use]
    pub fn n_outputs(&self) -> usize {
        self.layers.last().map_or(0, Dense::fan_out)
    }

    /// Weights and biases of all layers.
    #[must_use]
    pub fn n_parameters(&self) -> usize {
        self.layers.iter().map(Dense::n_parameters).sum()
    }

    /// Every parameter: layer after layer, the weights row after row, then the bias.
    pub fn parameters(&self) -> impl Iterator<Item = f64> {
        self.layers.iter().flat_map(Dense::parameters)
    }

    /// The same network with other parameters, in the order of [`Network::parameters`].
    ///
    /// # Errors
    /// [`NetworkError::Shape`] unless there are [`Network::n_parameters`] of them.
    pub fn with_parameters(&self, parameters: &[f64]) -> Result<Self, NetworkError> {
        let expected = self.n_parameters();
        NetworkError::require("parameters of the network", expected, parameters.len())?;
        let mut changed = self.clone();
        for (place, value) in changed.parameters_mut().zip(parameters) {
            *place = *value;
        }
        Ok(changed)
    }

    pub(in crate::learning::network) fn parameters_mut(
        &mut self,
    ) -> impl Iterator<Item = &mut f64> {
        self.layers.iter_mut().flat_map(Dense::parameters_mut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::Matrix;
    use crate::theory::activation::Identity;
    use std::sync::Arc;

    fn layer(fan_out: usize, fan_in: usize) -> Dense {
        let weights = Matrix::of(fan_out, fan_in, vec![1.0; fan_out * fan_in]);
        Dense::new(weights, vec![0.0; fan_out], Arc::new(Identity)).unwrap()
    }

    #[test]
    fn a_layer_that_does_not_chain_is_named() {
        let refusal = Network::new(vec![layer(2, 3), layer(4, 2), layer(1, 5)]).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "layer 3 receives 4 activations from below, its weights take 5"
        );
        assert_eq!(refusal.code(), "chain");
    }

    #[test]
    fn a_network_needs_layers_inputs_units_and_a_bias_each() {
        assert_eq!(
            Network::new(Vec::new()).unwrap_err().code(),
            "empty-network"
        );
        let empty = Matrix::of(0, 3, Vec::new());
        let refusal = Dense::new(empty, Vec::new(), Arc::new(Identity)).unwrap_err();
        assert_eq!(refusal.code(), "empty-layer");
        let weights = Matrix::of(1, 1, vec![1.0]);
        let refusal = Dense::new(weights, Vec::new(), Arc::new(Identity)).unwrap_err();
        assert_eq!(refusal.code(), "bias");
    }

    #[test]
    fn parameters_are_read_back_in_their_order() {
        let network = Network::new(vec![layer(2, 1), layer(1, 2)]).unwrap();
        let numbers: Vec<f64> = (0..7).map(f64::from).collect();
        let changed = network.with_parameters(&numbers).unwrap();
        assert_eq!(changed.parameters().collect::<Vec<_>>(), numbers);
        assert_eq!(changed.layers()[0].bias(), [2.0, 3.0]);
        assert_eq!(
            network.with_parameters(&[0.0]).unwrap_err().code(),
            "network-shape"
        );
    }
}
