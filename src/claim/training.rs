//! A training experiment as a claim file names it.

use serde::Deserialize;

/// What to train; an arm may leave out what the setup says.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TrainingSetup {
    /// The data: `spiral(samples=200)`.
    #[serde(default)]
    pub data: Option<String>,
    /// Data that training never sees, drawn apart: `spiral(samples=500)`.
    #[serde(default)]
    pub test: Option<String>,
    /// Units of each hidden layer; empty for logistic regression.
    #[serde(default)]
    pub hidden: Option<Vec<u64>>,
    /// Hidden layers, where one width is given; by default as many as widths.
    #[serde(default)]
    pub depth: Option<u64>,
    /// The activation of hidden layers; by default tanh.
    #[serde(default)]
    pub activation: Option<String>,
    /// `sigmoid` (by default, for two classes) or `softmax`, with cross-entropy; or the activation
    /// of output units with squared error: `unit tanh`, `units identity`.
    #[serde(default)]
    pub output: Option<String>,
    /// The initializer of the weights; by default glorot-normal.
    #[serde(default)]
    pub initializer: Option<String>,
    /// Another initializer for the last layer.
    #[serde(default)]
    pub output_initializer: Option<String>,
    /// The initializer of the biases; by default zeros.
    #[serde(default)]
    pub bias: Option<String>,
    /// Every weight and bias at the start instead of draws: layer by layer, the weights into each
    /// unit, then the biases.
    #[serde(default)]
    pub parameters: Option<Vec<f64>>,
    /// The optimizer: `gradient-descent(rate=0.1)`.
    #[serde(default)]
    pub optimizer: Option<String>,
    /// Samples of a step; by default all.
    #[serde(default)]
    pub batch: Option<u64>,
    /// Whether each pass over the samples is shuffled (by default) or in their given order.
    #[serde(default)]
    pub order: Option<SampleOrder>,
    /// Updates.
    #[serde(default)]
    pub steps: Option<u64>,
    /// The share of hidden units dropped in each step; by default none.
    #[serde(default)]
    pub dropout: Option<f64>,
    /// The curve has a point every so many steps; by default a hundredth of all.
    #[serde(default)]
    pub record_every: Option<u64>,
}

/// The order of the samples within a pass.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum SampleOrder {
    /// A new permutation each pass.
    Shuffled,
    /// As the data have them.
    Given,
}

impl TrainingSetup {
    /// This setup with everything that the arm says instead.
    #[must_use]
    pub fn with(&self, arm: &Self) -> Self {
        let pick =
            |own: &Option<String>, other: &Option<String>| other.as_ref().or(own.as_ref()).cloned();
        Self {
            data: pick(&self.data, &arm.data),
            test: pick(&self.test, &arm.test),
            hidden: arm.hidden.as_ref().or(self.hidden.as_ref()).cloned(),
            depth: arm.depth.or(self.depth),
            activation: pick(&self.activation, &arm.activation),
            output: pick(&self.output, &arm.output),
            initializer: pick(&self.initializer, &arm.initializer),
            output_initializer: pick(&self.output_initializer, &arm.output_initializer),
            bias: pick(&self.bias, &arm.bias),
            parameters: arm
                .parameters
                .as_ref()
                .or(self.parameters.as_ref())
                .cloned(),
            optimizer: pick(&self.optimizer, &arm.optimizer),
            batch: arm.batch.or(self.batch),
            order: arm.order.or(self.order),
            steps: arm.steps.or(self.steps),
            dropout: arm.dropout.or(self.dropout),
            record_every: arm.record_every.or(self.record_every),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arm_changes_what_it_names_alone() {
        let setup = TrainingSetup {
            data: Some("xor".into()),
            steps: Some(10),
            ..TrainingSetup::default()
        };
        let arm = TrainingSetup {
            steps: Some(20),
            ..TrainingSetup::default()
        };
        let merged = setup.with(&arm);
        assert_eq!(merged.data.as_deref(), Some("xor"));
        assert_eq!(merged.steps, Some(20));
        assert_eq!(setup.with(&TrainingSetup::default()), setup);
    }
}
