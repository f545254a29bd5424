//! One layer forward: draws its weights and biases, multiplies, applies the activation.
//!
//! It keeps no history and records nothing: see `propagate`.

use crate::empirical::simulate::Matrix;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::Work;
use crate::empirical::simulate::product;
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
/// [`SimulateError::Initializer`] when the weights cannot be drawn, [`SimulateError::Shape`] when
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
    fans.ok_or(SimulateError::Shape {
        what: "a layer from 1 to the depth",
        expected: network.depth(),
        received: index,
    })
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
    Matrix::new(fans.fan_out as usize, fans.fan_in as usize, values)
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
