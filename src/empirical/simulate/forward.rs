//! One layer forward: draws its weights and biases, multiplies, applies the activation.
//!
//! It keeps no history and records nothing: see `propagate`.

use crate::empirical::simulate::Network;
use crate::empirical::simulate::SimulateError;
use crate::linear::LinearError;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::linear::product;
use crate::random::Stream;
use crate::theory::shape::Fans;

/// Activations to which φ is applied at once.
const BLOCK: usize = 1 << 14;

/// One layer of one replicate, as it was drawn and computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// l, from 1.
    pub index: usize,
    /// W: units × inputs; row i holds the weights into unit i.
    pub weights: Matrix,
    /// Z = A·Wᵀ + b: samples × units.
    pub pre_activations: Matrix,
    /// φ(Z): samples × units.
    pub activations: Matrix,
}

/// Draws layer `index` (from 1) of a replicate and computes it for a batch `inputs` (samples ×
/// inputs): Z = A·Wᵀ + b, A′ = φ(Z).
///
/// Weights come from `replicate.named("weights").indexed(l)`, biases from
/// `replicate.named("biases").indexed(l)`.
///
/// # Errors
/// [`SimulateError::Initializer`] when the weights cannot be drawn, [`SimulateError::Linear`] when
/// the inputs, the layer or the drawn weights do not fit the network.
pub fn forward_layer(
    network: &Network,
    index: usize,
    inputs: &Matrix,
    replicate: Stream,
    work: Work,
) -> Result<Layer, SimulateError> {
    let fans = fans_of(network, index)?;
    let weights = draw_weights(network, index, fans, replicate)?;
    let biases = draw_biases(network, index, fans, replicate);
    activate(network, index, inputs, weights, biases.as_deref(), work)
}

/// The layer with these weights.
pub(in crate::empirical::simulate) fn activate(
    network: &Network,
    index: usize,
    inputs: &Matrix,
    weights: Matrix,
    biases: Option<&[f64]>,
    work: Work,
) -> Result<Layer, SimulateError> {
    let pre_activations = product(inputs.view(), weights.view().transposed(), biases, work)?;
    let mut activations = pre_activations.clone();
    work.for_each_block(activations.values_mut(), BLOCK, |_, block| {
        network.activation().apply(block);
    });
    Ok(Layer {
        index,
        weights,
        pre_activations,
        activations,
    })
}

fn fans_of(network: &Network, index: usize) -> Result<Fans, SimulateError> {
    let place = index.checked_sub(1);
    let fans = place.and_then(|place| network.fans().nth(place));
    fans.ok_or(
        LinearError::Shape {
            what: "a layer from 1 to the depth",
            expected: network.depth(),
            received: index,
        }
        .into(),
    )
}

fn draw_weights(
    network: &Network,
    index: usize,
    fans: Fans,
    replicate: Stream,
) -> Result<Matrix, SimulateError> {
    let stream = replicate.named("weights").indexed(index as u64);
    let drawn = network.initializer().draw_matrix(fans, stream);
    let values = drawn.map_err(|source| SimulateError::Initializer {
        layer: index,
        source,
    })?;
    Ok(Matrix::new(
        fans.fan_out as usize,
        fans.fan_in as usize,
        values,
    )?)
}

fn draw_biases(network: &Network, index: usize, fans: Fans, replicate: Stream) -> Option<Vec<f64>> {
    if network.bias_std_dev() == 0.0 {
        return None;
    }
    let stream = replicate.named("biases").indexed(index as u64);
    let mut biases = vec![0.0; fans.fan_out as usize];
    stream.generator().fill_normal(&mut biases);
    for bias in &mut biases {
        *bias *= network.bias_std_dev();
    }
    Some(biases)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;
    use crate::initializer::Initializer;
    use std::sync::Arc;

    fn network(initializer: impl Initializer + 'static, widths: &[u64]) -> Network {
        let activation = Arc::new(specimen::TANH);
        Network::new(widths.to_vec(), activation, Arc::new(initializer)).unwrap()
    }

    fn layer(network: &Network, index: usize, inputs: &Matrix) -> Result<Layer, SimulateError> {
        forward_layer(network, index, inputs, Stream::root(1), Work::OneThread)
    }

    #[test]
    fn a_unit_adds_its_bias_to_the_weighted_inputs() {
        let network = network(specimen::Constant(0.25), &[2, 1]);
        let inputs = Matrix::new(1, 2, vec![3.0, 5.0]).unwrap();
        let weights = Matrix::new(1, 2, vec![0.25, 0.5]).unwrap();
        let found = activate(
            &network,
            1,
            &inputs,
            weights,
            Some(&[-3.25]),
            Work::OneThread,
        );
        let found = found.unwrap();
        assert_eq!(found.pre_activations.values(), [0.0]);
        assert_eq!(found.activations.values(), [0.0]);
    }

    #[test]
    fn each_layer_draws_weights_and_biases_of_its_own() {
        let network = network(specimen::Gaussian { gain: 1.0 }, &[4, 4, 4]);
        let network = network.with_bias(1.0).unwrap();
        let inputs = crate::linear::specimen::matrix(3, 4, "inputs");
        let [first, second] = [1, 2].map(|index| layer(&network, index, &inputs).unwrap());
        assert_ne!(first.weights, second.weights);
        let silence = Matrix::new(1, 4, vec![0.0; 4]).unwrap();
        let biases = [1, 2].map(|index| layer(&network, index, &silence).unwrap().pre_activations);
        assert_ne!(biases[0], biases[1]);
    }

    #[test]
    fn an_initializer_that_fails_is_named_with_its_layer() {
        let inputs = crate::linear::specimen::matrix(1, 1, "inputs");
        let refusal = layer(&network(specimen::Faulty, &[1, 1]), 1, &inputs).unwrap_err();
        assert_eq!(refusal.code(), "initializer");
        assert!(refusal.to_string().starts_with("layer 1: "), "{refusal}");
    }

    #[test]
    fn an_initializer_that_draws_too_few_weights_is_refused() {
        let inputs = crate::linear::specimen::matrix(1, 2, "inputs");
        let refusal = layer(&network(specimen::Faulty, &[2, 3]), 1, &inputs).unwrap_err();
        let expected = "a matrix needs 6 numbers, got 5";
        assert_eq!(
            (refusal.code(), refusal.to_string().as_str()),
            ("shape", expected)
        );
    }

    #[test]
    fn layers_are_counted_from_one_to_the_depth() {
        let network = network(specimen::Constant(1.0), &[1, 1]);
        let inputs = crate::linear::specimen::matrix(1, 1, "inputs");
        assert!(layer(&network, 1, &inputs).is_ok());
        for index in [0, 2] {
            assert_eq!(layer(&network, index, &inputs).unwrap_err().code(), "shape");
        }
    }
}
