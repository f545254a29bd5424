//! Training: steps of an optimizer over batches, observed from outside.
//!
//! It records nothing and draws no weights; batches and dropout are drawn from the given stream.

use crate::learning::network::Dropout;
use crate::learning::network::Forward;
use crate::learning::network::Loss;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::learning::network::Optimizer;
use crate::learning::network::Rule;
use crate::linear::Matrix;
use crate::random::Stream;
use std::borrow::Cow;

/// What a training run does.
///
/// # Example
/// ```
/// use varprop::learning::network::{Loss, Rule, Training};
/// let rule = Rule::Adam { rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/// let training = Training { batch: Some(32), ..Training::new(Loss::SoftmaxCrossEntropy, rule, 500) };
/// assert!(training.dropout.is_none());
/// ```
#[derive(Clone, Debug)]
pub struct Training {
    /// What is made small.
    pub loss: Loss,
    /// How.
    pub rule: Rule,
    /// Samples of a step: `None` for all of them (batch gradient descent).
    ///
    /// The last batch of a pass holds what is left.
    pub batch: Option<usize>,
    /// In which order a pass takes the samples; without effect on full batches.
    pub order: Order,
    /// How many steps.
    pub steps: u64,
    /// Where shuffles and dropout are drawn from.
    pub stream: Stream,
    /// What a step hides of the hidden activations.
    pub dropout: Option<Dropout>,
}

/// In which order a pass over the data takes the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Shuffled anew for each pass.
    Shuffled,
    /// As they are given, pass after pass.
    Given,
}

/// How a training run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every step was taken.
    Completed,
    /// After this many steps the loss was no finite number; the network stays as it was then.
    Diverged {
        /// How many steps had been taken.
        step: u64,
    },
}

impl Training {
    /// Full batches, no dropout, streams of seed 1.
    #[must_use]
    pub fn new(loss: Loss, rule: Rule, steps: u64) -> Self {
        Self {
            loss,
            rule,
            batch: None,
            order: Order::Shuffled,
            steps,
            stream: Stream::root(1).named("training"),
            dropout: None,
        }
    }
}

/// Trains the network on `inputs` (samples × features) towards `targets` (samples × outputs).
///
/// `observe(k, network, loss)` is called before step k + 1 with the network after k steps and
/// the loss of the batch that the step is about to take, dropout included; and once more after the
/// last step, with the loss over all samples without dropout.
///
/// # Errors
/// When shapes, loss or rule do not fit; [`NetworkError::EmptyBatch`] for batches or data without
/// a sample. A loss that is no longer finite is no error but [`Outcome::Diverged`].
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use varprop::learning::network::*;
/// # use varprop::linear::Matrix;
/// # use varprop::theory::activation::Identity;
/// # let one = |x| Matrix::new(1, 1, vec![x]).unwrap();
/// # let layer = Dense::new(one(1.0), vec![0.0], Arc::new(Identity)).unwrap();
/// # let mut network = Network::new(vec![layer]).unwrap();
/// let training = Training::new(Loss::SquaredError, Rule::GradientDescent { rate: 0.5 }, 2);
/// let mut losses = Vec::new();
/// let observe = &mut |_: u64, _: &Network, loss: f64| losses.push(loss);
/// let outcome = train(&mut network, &one(1.0), &one(0.0), &training, observe).unwrap();
/// // J = ½(w + b)²; each step takes w + b to 0.
/// assert_eq!((outcome, losses), (Outcome::Completed, vec![0.5, 0.0, 0.0]));
/// ```
pub fn train(
    network: &mut Network,
    inputs: &Matrix,
    targets: &Matrix,
    training: &Training,
    observe: &mut dyn FnMut(u64, &Network, f64),
) -> Result<Outcome, NetworkError> {
    NetworkError::require("samples of the targets", inputs.rows(), targets.rows())?;
    if inputs.rows() == 0 || training.batch == Some(0) {
        return Err(NetworkError::EmptyBatch);
    }
    let mut optimizer = Optimizer::new(training.rule, network)?;
    let mut batches = Batches::new(inputs, targets, training);
    for step in 0..training.steps {
        let (x, y) = batches.next(step);
        let forward = hidden_forward(network, &x, training, step)?;
        let (loss, gradients) = network.backward(&forward, training.loss, &y)?;
        observe(step, network, loss);
        if !loss.is_finite() {
            return Ok(Outcome::Diverged { step });
        }
        optimizer.step(network, &gradients)?;
    }
    let forward = network.forward(inputs)?;
    let (loss, _) = network.backward(&forward, training.loss, targets)?;
    observe(training.steps, network, loss);
    if loss.is_finite() {
        Ok(Outcome::Completed)
    } else {
        Ok(Outcome::Diverged {
            step: training.steps,
        })
    }
}

/// The forward pass of a step, with its own dropout factors.
fn hidden_forward(
    network: &Network,
    inputs: &Matrix,
    training: &Training,
    step: u64,
) -> Result<Forward, NetworkError> {
    let Some(dropout) = training.dropout else {
        return network.forward(inputs);
    };
    let stream = training.stream.named("dropout").indexed(step);
    let hidden = network.layers().iter().rev().skip(1).rev().enumerate();
    let masks = hidden
        .map(|(layer, dense)| {
            dropout.mask(inputs.rows(), dense.fan_out(), stream.indexed(layer as u64))
        })
        .collect();
    network.masked_forward(inputs, masks)
}

/// The batches, pass after pass.
struct Batches<'a> {
    inputs: &'a Matrix,
    targets: &'a Matrix,
    batch: Option<usize>,
    order: Order,
    stream: Stream,
    pass: Vec<usize>,
}

impl<'a> Batches<'a> {
    fn new(inputs: &'a Matrix, targets: &'a Matrix, training: &Training) -> Self {
        Self {
            inputs,
            targets,
            batch: training.batch,
            order: training.order,
            stream: training.stream.named("shuffle"),
            pass: (0..inputs.rows()).collect(),
        }
    }

    /// The samples of this step, which follows the one before.
    fn next(&mut self, step: u64) -> (Cow<'a, Matrix>, Cow<'a, Matrix>) {
        let Some(size) = self.batch else {
            return (Cow::Borrowed(self.inputs), Cow::Borrowed(self.targets));
        };
        let batches_a_pass = self.pass.len().div_ceil(size) as u64;
        let (pass, place) = (step / batches_a_pass, step % batches_a_pass);
        if place == 0 && self.order == Order::Shuffled {
            self.pass = (0..self.pass.len()).collect();
            self.stream
                .indexed(pass)
                .generator()
                .shuffle(&mut self.pass);
        }
        let chosen: Vec<usize> = self
            .pass
            .iter()
            .skip(place as usize * size)
            .take(size)
            .copied()
            .collect();
        let chosen = |matrix| Cow::Owned(rows(matrix, &chosen));
        (chosen(self.inputs), chosen(self.targets))
    }
}

/// These rows of the matrix, in this order.
fn rows(matrix: &Matrix, chosen: &[usize]) -> Matrix {
    let values: Vec<f64> = chosen
        .iter()
        .filter_map(|row| matrix.row(*row))
        .flatten()
        .copied()
        .collect();
    Matrix::of(chosen.len(), matrix.columns(), values)
}
