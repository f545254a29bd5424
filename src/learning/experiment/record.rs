//! What one training run was: the states before and after, and the loss in between.

use crate::learning::experiment::State;
use crate::learning::experiment::extreme::greatest;
use crate::learning::experiment::extreme::least;
use crate::learning::network::Network;
use crate::learning::network::Outcome;

/// The loss at one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Updates made so far.
    pub step: u64,
    /// The loss over the samples of this step, before its update; over all samples at the last.
    pub loss: f64,
}

/// A training run.
#[derive(Clone, Debug)]
pub struct Record {
    /// The network as initialized, on the training samples.
    pub before: State,
    /// The network at the end, or where its loss left the doubles.
    pub after: State,
    /// The loss every so many steps, the first and the last among them.
    pub curve: Vec<CurvePoint>,
    /// Whether training ended or diverged.
    pub outcome: Outcome,
    /// The largest change of a weight, layer by layer; NaN where one left the numbers.
    pub weights_moved: Vec<f64>,
    /// The largest change of a bias, layer by layer.
    pub biases_moved: Vec<f64>,
    /// The trained network.
    pub network: Network,
}

impl Record {
    /// The step at which the loss left the doubles.
    #[must_use]
    pub fn diverged_at(&self) -> Option<u64> {
        match self.outcome {
            Outcome::Completed => None,
            Outcome::Diverged { step } => Some(step),
        }
    }

    /// The largest loss of the curve; NaN where one of them is.
    #[must_use]
    pub fn highest_loss(&self) -> f64 {
        greatest(self.losses())
    }

    /// The least loss of the curve; NaN where one of them is.
    #[must_use]
    pub fn lowest_loss(&self) -> f64 {
        least(self.losses())
    }

    fn losses(&self) -> impl Iterator<Item = f64> {
        self.curve.iter().map(|point| point.loss)
    }
}
