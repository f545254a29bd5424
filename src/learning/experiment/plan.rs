//! What is trained, on what, and how. It draws and trains nothing: see `run`.

use crate::initializer::Initializer;
use crate::learning::data::Dataset;
use crate::learning::experiment::ExperimentError;
use crate::learning::experiment::Output;
use crate::learning::network::Dropout;
use crate::learning::network::Order;
use crate::learning::network::Rule;
use crate::theory::activation::Activation;
use crate::theory::shape::Fans;
use std::sync::Arc;

/// A training experiment.
///
/// The network has the data's features as inputs, the hidden layers, and an output layer.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The samples to train on.
    pub data: Dataset,
    /// Samples that training never sees.
    pub test: Option<Dataset>,
    /// Units of each hidden layer; none for logistic regression.
    pub hidden: Vec<usize>,
    /// φ of the hidden layers.
    pub activation: Arc<dyn Activation>,
    /// The last layer and the loss.
    pub output: Output,
    /// The rule that draws the weights.
    pub initializer: Arc<dyn Initializer>,
    /// Another rule for the weights of the last layer.
    pub output_initializer: Option<Arc<dyn Initializer>>,
    /// The rule that draws the biases; zeros without one.
    pub bias_initializer: Option<Arc<dyn Initializer>>,
    /// All weights and biases at the start instead of draws, in the order of
    /// [`Network::parameters`](crate::learning::network::Network::parameters).
    pub parameters: Option<Vec<f64>>,
    /// The order of the samples within a pass.
    pub order: Order,
    /// The optimizer's rule.
    pub rule: Rule,
    /// Samples of a step; all without it.
    pub batch: Option<usize>,
    /// Updates.
    pub steps: u64,
    /// Whether and how hidden units are dropped.
    pub dropout: Option<Dropout>,
    /// The curve has a point every so many steps.
    pub record_every: u64,
}

impl Plan {
    /// The most parameters of a network: 2²⁴.
    pub const MAX_PARAMETERS: u64 = 1 << 24;
    /// The most updates: a hundred million.
    pub const MAX_STEPS: u64 = 100_000_000;

    /// The most points of a curve: 2²⁰.
    pub const MAX_CURVE_POINTS: u64 = 1 << 20;

    /// The widths: features, hidden layers, outputs.
    ///
    /// # Errors
    /// When the output cannot tell the classes apart, or a hidden layer has no unit.
    pub fn widths(&self) -> Result<Vec<usize>, ExperimentError> {
        if let Some(place) = self.hidden.iter().position(|width| *width == 0) {
            return Err(ExperimentError::ZeroWidth { layer: place + 1 });
        }
        let mut widths = vec![self.data.features()];
        widths.extend(&self.hidden);
        widths.push(self.output.width(&self.data)?);
        Ok(widths)
    }

    /// The fans of each layer.
    ///
    /// # Errors
    /// As [`Plan::widths`].
    pub fn fans(&self) -> Result<Vec<Fans>, ExperimentError> {
        let widths = self.widths()?;
        let pairs = widths.iter().zip(widths.iter().skip(1));
        let fans = pairs.map(|(&below, &above)| Fans {
            fan_in: below as u64,
            fan_out: above as u64,
        });
        Ok(fans.collect())
    }

    /// Weights and biases of all layers, saturating.
    ///
    /// # Errors
    /// As [`Plan::widths`].
    pub fn n_parameters(&self) -> Result<u64, ExperimentError> {
        let of_layer = |fans: Fans| fans.fan_in.saturating_add(1).saturating_mul(fans.fan_out);
        let layers = self.fans()?.into_iter().map(of_layer);
        Ok(layers.fold(0, u64::saturating_add))
    }

    /// Refuses what would not fit or never end, and test data of another kind.
    pub(in crate::learning::experiment) fn admit(&self) -> Result<(), ExperimentError> {
        at_most("parameters", self.n_parameters()?, Self::MAX_PARAMETERS)?;
        at_most("steps", self.steps, Self::MAX_STEPS)?;
        let n_points = self.steps / self.record_every.max(1);
        at_most("points of the curve", n_points, Self::MAX_CURVE_POINTS)?;
        match &self.test {
            Some(test) if !is_like(test, &self.data) => Err(ExperimentError::TestData {
                features: self.data.features(),
                classes: self.data.n_classes(),
                received_features: test.features(),
                received_classes: test.n_classes(),
            }),
            _ => Ok(()),
        }
    }
}

fn is_like(test: &Dataset, data: &Dataset) -> bool {
    test.features() == data.features() && test.n_classes() == data.n_classes()
}

pub(in crate::learning::experiment) fn at_most(
    what: &'static str,
    received: u64,
    limit: u64,
) -> Result<(), ExperimentError> {
    if received <= limit {
        return Ok(());
    }
    Err(ExperimentError::TooLarge {
        what,
        limit,
        received,
    })
}
