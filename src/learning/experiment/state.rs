//! A network on its data at one moment: loss, accuracy, and each layer's signal and gradient.

use crate::learning::data::Dataset;
use crate::learning::experiment::ExperimentError;
use crate::learning::experiment::Output;
use crate::learning::experiment::extreme::greatest;
use crate::learning::experiment::extreme::least;
use crate::learning::network::Dense;
use crate::learning::network::Forward;
use crate::learning::network::Gradients;
use crate::learning::network::Network;
use crate::linear::Matrix;
use crate::num::sum;

/// One layer at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerState {
    /// Units.
    pub width: usize,
    /// √ of the mean of a² over samples and units.
    pub activation_rms: f64,
    /// √ of the mean of (∂J/∂a)² over samples and units.
    pub gradient_rms: f64,
    /// √ of the mean of (∂J/∂W)² over the layer's weights.
    pub weight_gradient_rms: f64,
    /// √ of the mean of W².
    pub weight_rms: f64,
    /// The largest difference between two units of the layer in an incoming weight or in the
    /// bias; 0 means that all its units are the same, to the bit;
    /// NaN where one is infinite or NaN.
    pub unit_spread: f64,
    /// The share of activations that are saturated.
    pub saturated: f64,
    /// The share of units that are 0 for every sample.
    pub dead: f64,
}

/// A network on its data at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// J over all training samples.
    pub loss: f64,
    /// The share of training samples put into their class; a NaN among the outputs is no class.
    pub accuracy: f64,
    /// J over the test samples.
    pub test_loss: Option<f64>,
    /// The share of test samples put into their class.
    pub test_accuracy: Option<f64>,
    /// √ of the sum of squares of all of ∂J/∂(weights and biases).
    pub gradient_norm: f64,
    /// The layers, in order.
    pub layers: Vec<LayerState>,
    /// The activations of each layer, samples × units: what histograms show.
    pub activations: Vec<Matrix>,
}

impl State {
    /// Measures a network.
    ///
    /// # Errors
    /// When the data do not fit the network.
    pub(in crate::learning::experiment) fn of(
        network: &Network,
        output: &Output,
        data: &Dataset,
        test: Option<&Dataset>,
    ) -> Result<Self, ExperimentError> {
        let forward = network.forward(data.inputs())?;
        let (loss, gradients) = network.backward(&forward, output.loss(), &output.targets(data))?;
        let tested = test.map(|test| scores(network, output, test)).transpose()?;
        let activations: Vec<Matrix> = forward.activations().iter().skip(1).cloned().collect();
        Ok(Self {
            loss,
            accuracy: accuracy(output, forward.outputs(), data),
            test_loss: tested.map(|(loss, _)| loss),
            test_accuracy: tested.map(|(_, accuracy)| accuracy),
            gradient_norm: sum::sum(gradients.parameters().map(|g| g * g)).sqrt(),
            layers: layers(network, &forward, &gradients),
            activations,
        })
    }
}

fn layers(network: &Network, forward: &Forward, gradients: &Gradients) -> Vec<LayerState> {
    let dense = network.layers().iter();
    let activations = forward.activations().iter().skip(1);
    let slopes = gradients.activations().iter().skip(1);
    dense
        .zip(activations)
        .zip(slopes.zip(gradients.weights()))
        .map(|((dense, a), (gradient, weight_gradient))| LayerState {
            width: dense.fan_out(),
            activation_rms: rms(a),
            gradient_rms: rms(gradient),
            weight_gradient_rms: rms(weight_gradient),
            weight_rms: rms(dense.weights()),
            unit_spread: unit_spread(dense),
            saturated: saturated(dense, a),
            dead: dead(a),
        })
        .collect()
}

/// Loss and accuracy.
fn scores(
    network: &Network,
    output: &Output,
    data: &Dataset,
) -> Result<(f64, f64), ExperimentError> {
    let forward = network.forward(data.inputs())?;
    let loss = output
        .loss()
        .value(forward.outputs(), &output.targets(data))?;
    Ok((loss, accuracy(output, forward.outputs(), data)))
}

fn accuracy(output: &Output, outputs: &Matrix, data: &Dataset) -> f64 {
    let predicted = output.loss().predictions(outputs);
    let pairs = predicted.iter().zip(data.labels());
    let right = pairs.filter(|(predicted, label)| **predicted == Some(**label));
    right.count() as f64 / data.samples() as f64
}

fn rms(matrix: &Matrix) -> f64 {
    let values = matrix.values();
    let total = sum::sum(values.iter().map(|x| x * x));
    (total / values.len().max(1) as f64).sqrt()
}

/// The widest range of one input's weights, or of the biases, over the units.
fn unit_spread(dense: &Dense) -> f64 {
    let weights = dense.weights();
    let into_units = |input: usize| {
        let column = weights.values().iter().skip(input);
        column.step_by(weights.columns()).copied()
    };
    let spreads = (0..weights.columns()).map(|input| range(into_units(input)));
    let biases = range(dense.bias().iter().copied());
    greatest(spreads.chain(std::iter::once(biases)))
}

fn range(values: impl Iterator<Item = f64> + Clone) -> f64 {
    greatest(values.clone()) - least(values)
}

fn saturated(dense: &Dense, activations: &Matrix) -> f64 {
    let values = activations.values();
    let saturated = values
        .iter()
        .filter(|a| dense.activation().is_saturated(**a));
    saturated.count() as f64 / values.len().max(1) as f64
}

fn dead(activations: &Matrix) -> f64 {
    let columns = activations.columns();
    let is_dead = |unit: &usize| {
        let column = activations.values().iter().skip(*unit);
        column.step_by(columns).all(|a| *a == 0.0)
    };
    (0..columns).filter(is_dead).count() as f64 / columns.max(1) as f64
}
