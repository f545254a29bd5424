//! Tests of whole networks: batches, dropout, divergence, refusals; the rest by subject.

mod gradient;
mod step;
mod symmetry;

use super::*;
use crate::linear::Matrix;
use crate::num::Tolerance;
use crate::random::Stream;
use crate::theory::activation::Activation;
use crate::theory::activation::Identity;
use crate::theory::activation::Relu;
use crate::theory::activation::Sigmoid;
use crate::theory::activation::Tanh;
use crate::theory::activation::parse;
use std::sync::Arc;

/// One rule of each kind, with parameters that are exact in binary.
const RULES: [Rule; 4] = [
    Rule::GradientDescent { rate: 0.25 },
    Rule::Momentum {
        rate: 0.25,
        momentum: 0.5,
    },
    Rule::RmsProp {
        rate: 0.25,
        decay: 0.75,
        epsilon: 1.0,
    },
    Rule::Adam {
        rate: 0.25,
        beta1: 0.5,
        beta2: 0.75,
        epsilon: 2.0,
    },
];

fn arc(activation: impl Activation + 'static) -> Arc<dyn Activation> {
    Arc::new(activation)
}

fn matrix(rows: usize, columns: usize, values: &[f64]) -> Matrix {
    Matrix::new(rows, columns, values.to_vec()).unwrap()
}

fn digits() -> (Matrix, Matrix) {
    let inputs = specimen::normal(20, 3, 1.0, "inputs");
    let targets = specimen::normal(20, 2, 1.0, "targets");
    (inputs, targets)
}

fn mini_batches(rule: Rule) -> Training {
    Training {
        batch: Some(7),
        ..Training::new(Loss::SquaredError, rule, 60)
    }
}

/// The rule at a rate with which none of these networks diverges.
fn slow(rule: Rule) -> Rule {
    let rate = 0.01;
    match rule {
        Rule::GradientDescent { .. } => Rule::GradientDescent { rate },
        Rule::Momentum { momentum, .. } => Rule::Momentum { rate, momentum },
        Rule::RmsProp { decay, epsilon, .. } => Rule::RmsProp {
            rate,
            decay,
            epsilon,
        },
        Rule::Adam {
            beta1,
            beta2,
            epsilon,
            ..
        } => Rule::Adam {
            rate,
            beta1,
            beta2,
            epsilon,
        },
    }
}

#[test]
fn one_run_gives_the_same_bits_twice_and_another_stream_other_ones() {
    let (inputs, targets) = digits();
    let run = |seed| {
        let mut network = specimen::network(&[3, 6, 2], &arc(Tanh));
        let training = Training {
            stream: Stream::root(seed),
            dropout: Some(Dropout::new(0.25).unwrap()),
            ..mini_batches(slow(RULES[3]))
        };
        train(
            &mut network,
            &inputs,
            &targets,
            &training,
            &mut |_, _, _| {},
        )
        .unwrap();
        network.parameters().collect::<Vec<_>>()
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn a_pass_takes_every_sample_once_and_the_rest_in_a_smaller_batch() {
    // J of one batch of a line without bias error tells which samples it held: targets are 4^k.
    let inputs = matrix(5, 1, &[0.0; 5]);
    let targets = matrix(5, 1, &[1.0, 2.0, 4.0, 8.0, 16.0]);
    let layer = Dense::new(matrix(1, 1, &[0.0]), vec![0.0], arc(Identity)).unwrap();
    let mut network = Network::new(vec![layer]).unwrap();
    let training = Training {
        batch: Some(2),
        ..Training::new(
            Loss::SquaredError,
            Rule::GradientDescent { rate: 1e-300 },
            6,
        )
    };
    let mut losses = Vec::new();
    train(
        &mut network,
        &inputs,
        &targets,
        &training,
        &mut |_, _, loss| losses.push(loss),
    )
    .unwrap();
    // ½·(1 + 4 + 16 + 64 + 256) over a pass: batches of 2, 2 and 1.
    for pass in losses[..6].chunks(3) {
        assert_eq!(2.0 * pass[0] + 2.0 * pass[1] + pass[2], 170.5);
    }
    assert_ne!(losses[..3], losses[3..6]);
}

#[test]
fn training_that_diverges_stops_and_says_when() {
    let layer = Dense::new(matrix(1, 1, &[1.0]), vec![0.0], arc(Identity)).unwrap();
    let mut network = Network::new(vec![layer]).unwrap();
    let (x, y) = (matrix(1, 1, &[1e100]), matrix(1, 1, &[0.0]));
    let training = Training::new(Loss::SquaredError, Rule::GradientDescent { rate: 1.0 }, 10);
    let outcome = train(&mut network, &x, &y, &training, &mut |_, _, _| {}).unwrap();
    assert_eq!(outcome, Outcome::Diverged { step: 1 });
}

#[test]
fn what_does_not_fit_is_refused() {
    let network = specimen::network(&[3, 4, 2], &arc(Tanh));
    let (inputs, targets) = digits();
    let code = |result: Result<(), NetworkError>| result.unwrap_err().code();
    assert_eq!(code(network.forward(&targets).map(drop)), "network-shape");
    let forward = network.forward(&inputs).unwrap();
    let other = specimen::network(&[3, 5, 2], &arc(Tanh));
    let backward = |network: &Network, loss, targets: &Matrix| {
        network.backward(&forward, loss, targets).map(drop)
    };
    assert_eq!(
        code(backward(&other, Loss::SquaredError, &targets)),
        "network-shape"
    );
    assert_eq!(
        code(backward(&network, Loss::SquaredError, &inputs)),
        "network-shape"
    );
    let layer = Dense::new(matrix(2, 3, &[0.1; 6]), vec![0.0; 2], arc(Sigmoid)).unwrap();
    let probabilities = Network::new(vec![layer]).unwrap();
    let forward = probabilities.forward(&inputs).unwrap();
    let refusal = probabilities.backward(&forward, Loss::SigmoidCrossEntropy, &targets);
    assert_eq!(
        refusal.unwrap_err().to_string(),
        "sigmoid-cross-entropy reads logits: the last layer must have the identity, it has sigmoid"
    );
    let empty = Training {
        batch: Some(0),
        ..Training::new(Loss::SquaredError, RULES[0], 1)
    };
    let mut network = network;
    let trained = train(&mut network, &inputs, &targets, &empty, &mut |_, _, _| {});
    assert_eq!(trained.unwrap_err().code(), "empty-batch");
}

#[test]
fn cross_entropies_of_large_logits_neither_overflow_nor_lose_the_small_class() {
    let logits = matrix(1, 2, &[800.0, -800.0]);
    let wrong = matrix(1, 2, &[0.0, 1.0]);
    assert_eq!(
        Loss::SoftmaxCrossEntropy.value(&logits, &wrong).unwrap(),
        1600.0
    );
    assert_eq!(
        Loss::SigmoidCrossEntropy.value(&logits, &wrong).unwrap(),
        1600.0
    );
    let right = matrix(1, 2, &[1.0, 0.0]);
    assert_eq!(
        Loss::SoftmaxCrossEntropy.value(&logits, &right).unwrap(),
        0.0
    );
    assert_eq!(Loss::SoftmaxCrossEntropy.predictions(&logits), [Some(0)]);
    assert_eq!(
        Loss::SigmoidCrossEntropy.predictions(&matrix(2, 1, &[0.0, 0.1])),
        [Some(0), Some(1)]
    );
    assert_eq!(
        Loss::SquaredError.predictions(&matrix(1, 3, &[0.1, 0.7, 0.7])),
        [Some(1)]
    );
}

#[test]
fn outputs_that_are_no_numbers_favour_no_class() {
    for loss in Loss::ALL {
        let alone = matrix(2, 1, &[f64::NAN, 1.0]);
        assert_eq!(loss.predictions(&alone)[0], None, "{loss}");
        let among = matrix(1, 3, &[0.0, f64::NAN, 1.0]);
        assert_eq!(loss.predictions(&among), [None], "{loss}");
    }
}
