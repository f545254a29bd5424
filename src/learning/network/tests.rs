//! Tests of whole networks: exact steps, symmetry to the bit, dropout, divergence.

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

/// The parameters after so many steps on J = ½(2w + b − 5)² from w = 3, b = 0.
fn line_after(rule: Rule, steps: u64) -> Vec<f64> {
    let layer = Dense::new(matrix(1, 1, &[3.0]), vec![0.0], arc(Identity)).unwrap();
    let mut network = Network::new(vec![layer]).unwrap();
    let training = Training::new(Loss::SquaredError, rule, steps);
    let (x, y) = (matrix(1, 1, &[2.0]), matrix(1, 1, &[5.0]));
    train(&mut network, &x, &y, &training, &mut |_, _, _| {}).unwrap();
    network.parameters().collect()
}

#[test]
fn one_step_of_each_rule_is_the_one_computed_by_hand() {
    // ∂J/∂w = 2 and ∂J/∂b = 1 at the start.
    let expected = [
        [2.5, -0.25],
        [2.5, -0.25],
        // s = g²/4, so the steps are ¼·2/(1 + 1) and ¼·1/(½ + 1).
        [2.75, -1.0 / 6.0],
        // m̂ = g and √ŝ = |g|: ¼·2/(2 + 2) and ¼·1/(1 + 2).
        [2.875, -1.0 / 12.0],
    ];
    for (rule, expected) in RULES.into_iter().zip(expected) {
        assert_eq!(line_after(rule, 1), expected, "{rule}");
    }
}

#[test]
fn two_steps_of_each_rule_are_those_computed_by_hand() {
    // Gradient descent: 2w + b − 5 = −¼, so g = (−½, −¼). Momentum: v = (½, ¼).
    assert_eq!(line_after(RULES[0], 2), [2.625, -0.1875]);
    assert_eq!(line_after(RULES[1], 2), [2.375, -0.3125]);
    // RMSProp: 2w + b − 5 = ⅓, g = ⅔, s = ¾ + 1/9 = 31/36.
    let rms_prop = 2.75 - 0.25 * (2.0 / 3.0) / ((31.0_f64 / 36.0).sqrt() + 1.0);
    // Adam: 2w + b − 5 = ⅔, g = 4/3, m̂ = (7/6)/(3/4) = 14/9, ŝ = (43/36)/(7/16) = 172/63.
    let adam = 2.875 - 0.25 * (14.0 / 9.0) / ((172.0_f64 / 63.0).sqrt() + 2.0);
    for (rule, expected) in [(RULES[2], rms_prop), (RULES[3], adam)] {
        // Some 20 operations at magnitudes up to 5.
        let tolerance = Tolerance::rounding(20, 5.0);
        assert!(
            tolerance.accepts(line_after(rule, 2)[0], expected),
            "{rule}"
        );
    }
}

#[test]
fn back_propagation_agrees_with_differences_and_duals_at_every_depth() {
    for name in [
        "tanh", "sigmoid", "erf", "gelu", "silu", "softplus", "sin", "cos", "identity",
    ] {
        let activation: Arc<dyn Activation> =
            Arc::from(parse(name).unwrap() as Box<dyn Activation>);
        for depth in 1..=4 {
            let mut widths = vec![3; depth];
            widths.push(2);
            let network = specimen::network(&widths, &activation);
            let inputs = specimen::normal(4, 3, 1.0, "inputs");
            for (loss, targets) in [
                (Loss::SquaredError, specimen::normal(4, 2, 1.0, "targets")),
                (
                    Loss::SigmoidCrossEntropy,
                    matrix(4, 2, &[0., 1., 1., 1., 0., 0., 0.25, 0.5]),
                ),
                (
                    Loss::SoftmaxCrossEntropy,
                    matrix(4, 2, &[0., 1., 1., 0., 0., 1., 0.5, 0.5]),
                ),
            ] {
                let check = check_gradients(&network, &inputs, &targets, loss).unwrap();
                assert!(check.holds(), "{name}, depth {depth}, {loss}: {check:?}");
                // The allowances themselves stay small: a wrong factor anywhere is seen.
                assert!(
                    check.differences.allowance < 1e-4,
                    "{name} {depth} {loss}: {check:?}"
                );
                assert!(
                    check.duals.allowance < 1e-8,
                    "{name} {depth} {loss}: {check:?}"
                );
            }
        }
    }
}

#[derive(Debug)]
struct WrongTanh;

impl Activation for WrongTanh {
    fn name(&self) -> &'static str {
        "tanh"
    }

    fn value(&self, x: f64) -> f64 {
        Tanh.value(x)
    }

    fn derivative(&self, x: f64) -> f64 {
        Tanh.derivative(x) * (1.0 + 1e-4)
    }

    fn is_saturated(&self, _: f64) -> bool {
        false
    }
}

#[test]
fn a_derivative_that_is_wrong_by_a_ten_thousandth_is_found_both_ways() {
    let network = specimen::network(&[3, 3, 2], &arc(WrongTanh));
    let inputs = specimen::normal(4, 3, 1.0, "inputs");
    let targets = specimen::normal(4, 2, 1.0, "targets");
    let check = check_gradients(&network, &inputs, &targets, Loss::SquaredError).unwrap();
    assert!(
        !check.differences.holds() && !check.duals.holds(),
        "{check:?}"
    );
}

/// All weights of a layer equal, all biases equal.
fn constant_network(widths: &[usize], activation: &Arc<dyn Activation>) -> Network {
    let start = specimen::network(widths, activation);
    let layers = start.layers().iter().enumerate().map(|(index, layer)| {
        let (rows, columns) = (layer.fan_out(), layer.fan_in());
        let weights = vec![0.3 + 0.1 * index as f64; rows * columns];
        let weights = Matrix::of(rows, columns, weights);
        Dense::new(weights, vec![0.05; rows], layer.shared_activation()).unwrap()
    });
    Network::new(layers.collect()).unwrap()
}

/// Whether all hidden units of each hidden layer have equal weights and biases, to the bit.
fn hidden_units_are_equal(network: &Network) -> bool {
    let hidden = &network.layers()[..network.layers().len() - 1];
    hidden.iter().all(|layer| {
        let first = layer.weights().row(0).unwrap();
        let mut rows = layer.weights().values().chunks(layer.fan_in());
        rows.all(|row| row == first) && layer.bias().iter().all(|b| *b == layer.bias()[0])
    })
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

#[test]
fn constant_initialization_keeps_hidden_units_equal_to_the_bit_under_every_rule() {
    let (inputs, targets) = digits();
    for activation in [arc(Tanh), arc(Relu), arc(Sigmoid)] {
        for rule in RULES {
            let mut network = constant_network(&[3, 9, 5, 2], &activation);
            let start: Vec<f64> = network.parameters().collect();
            let observe = &mut |_: u64, network: &Network, _: f64| {
                assert!(hidden_units_are_equal(network), "{rule}");
            };
            let training = Training {
                rule: slow(rule),
                ..mini_batches(rule)
            };
            let outcome = train(&mut network, &inputs, &targets, &training, observe).unwrap();
            assert_eq!(outcome, Outcome::Completed, "{rule}");
            assert_ne!(
                network.parameters().collect::<Vec<_>>(),
                start,
                "{rule} moved nothing"
            );
        }
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
fn dropout_and_unequal_output_weights_break_the_symmetry() {
    let (inputs, targets) = digits();
    let rule = slow(RULES[0]);
    let constant = constant_network(&[3, 4, 2], &arc(Tanh));
    let run = |mut network: Network, training: &Training| {
        train(&mut network, &inputs, &targets, training, &mut |_, _, _| {}).unwrap();
        hidden_units_are_equal(&network)
    };
    assert!(run(constant.clone(), &mini_batches(rule)));
    let dropout = Training {
        dropout: Some(Dropout::new(0.5).unwrap()),
        ..mini_batches(rule)
    };
    assert!(!run(constant.clone(), &dropout));
    let mut parameters: Vec<f64> = constant.parameters().collect();
    // The first output weight follows 4·3 weights and 4 biases.
    parameters[16] = 0.5;
    let unequal = constant.with_parameters(&parameters).unwrap();
    assert!(hidden_units_are_equal(&unequal));
    assert!(!run(unequal, &mini_batches(rule)));
}

/// Three ReLU units of which each sample wakes one: sums over units have one term that is not 0.
fn one_unit_a_sample(order: [usize; 3]) -> Network {
    let diagonal = [0.7, 0.9, 1.1];
    let weights: Vec<f64> = order
        .iter()
        .flat_map(|unit| (0..3).map(|x| if x == *unit { diagonal[x] } else { -5.0 }))
        .collect();
    let output: Vec<f64> = order.iter().map(|unit| [0.3, -0.2, 0.6][*unit]).collect();
    Network::new(vec![
        Dense::new(matrix(3, 3, &weights), vec![0.1; 3], arc(Relu)).unwrap(),
        Dense::new(matrix(1, 3, &output), vec![0.0], arc(Identity)).unwrap(),
    ])
    .unwrap()
}

#[test]
fn permuting_hidden_units_commutes_with_training_to_the_bit_where_sums_have_one_term() {
    let order = [2, 0, 1];
    let inputs = matrix(3, 3, &[1., 0., 0., 0., 1., 0., 0., 0., 1.]);
    let targets = matrix(3, 1, &[0.9, -0.4, 0.2]);
    for rule in RULES.map(slow) {
        let training = Training {
            batch: Some(2),
            ..mini_batches(rule)
        };
        let trained = |order| {
            let mut network = one_unit_a_sample(order);
            train(
                &mut network,
                &inputs,
                &targets,
                &training,
                &mut |_, _, _| {},
            )
            .unwrap();
            network
        };
        let (plain, permuted) = (trained([0, 1, 2]), trained(order));
        for (place, unit) in order.into_iter().enumerate() {
            let (a, b) = (&plain.layers()[0], &permuted.layers()[0]);
            assert_eq!(a.weights().row(unit), b.weights().row(place), "{rule}");
            assert_eq!(a.bias()[unit], b.bias()[place], "{rule}");
            let (a, b) = (plain.layers()[1].weights(), permuted.layers()[1].weights());
            assert_eq!(a.values()[unit], b.values()[place], "{rule}");
        }
        assert_ne!(
            plain.layers()[0].weights(),
            one_unit_a_sample([0, 1, 2]).layers()[0].weights()
        );
    }
}

#[test]
fn permuting_hidden_units_permutes_gradients_up_to_the_order_of_sums() {
    let network = specimen::network(&[3, 5, 2], &arc(Tanh));
    let order = [3, 0, 4, 2, 1];
    let (first, second) = (&network.layers()[0], &network.layers()[1]);
    let rows: Vec<f64> = order
        .iter()
        .flat_map(|i| first.weights().row(*i).unwrap().to_vec())
        .collect();
    let bias = order.iter().map(|i| first.bias()[*i]).collect();
    let columns: Vec<f64> = (0..2)
        .flat_map(|row| order.map(|i| second.weights().row(row).unwrap()[i]))
        .collect();
    let permuted = Network::new(vec![
        Dense::new(matrix(5, 3, &rows), bias, arc(Tanh)).unwrap(),
        Dense::new(
            matrix(2, 5, &columns),
            second.bias().to_vec(),
            arc(Identity),
        )
        .unwrap(),
    ])
    .unwrap();
    let (inputs, targets) = digits();
    let gradient = |network: &Network| {
        let forward = network.forward(&inputs).unwrap();
        network
            .backward(&forward, Loss::SquaredError, &targets)
            .unwrap()
            .1
    };
    let (plain, moved) = (gradient(&network), gradient(&permuted));
    // Sums of 5 units, 2 outputs, 20 samples at magnitudes below 8.
    let tolerance = Tolerance::rounding(2 * (5 + 2 + 20 + 10), 8.0);
    for (place, unit) in order.into_iter().enumerate() {
        let pairs = plain.weights()[0]
            .row(unit)
            .unwrap()
            .iter()
            .zip(moved.weights()[0].row(place).unwrap());
        for (a, b) in pairs {
            assert!(tolerance.accepts(*a, *b), "{a} {b}");
        }
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
fn dropout_is_differentiated_as_it_was_drawn() {
    // Without a hidden unit awake, nothing but the output bias learns.
    let network = specimen::network(&[3, 4, 2], &arc(Tanh));
    let (inputs, targets) = digits();
    let masks = vec![Matrix::of(20, 4, vec![0.0; 80])];
    let forward = network.masked_forward(&inputs, masks).unwrap();
    let (_, gradients) = network
        .backward(&forward, Loss::SquaredError, &targets)
        .unwrap();
    assert!(gradients.weights()[0].values().iter().all(|g| *g == 0.0));
    assert!(gradients.weights()[1].values().iter().all(|g| *g == 0.0));
    assert!(gradients.biases()[1].iter().all(|g| *g != 0.0));
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
    assert_eq!(Loss::SoftmaxCrossEntropy.predictions(&logits), [0]);
    assert_eq!(
        Loss::SigmoidCrossEntropy.predictions(&matrix(2, 1, &[0.0, 0.1])),
        [0, 1]
    );
    assert_eq!(
        Loss::SquaredError.predictions(&matrix(1, 3, &[0.1, 0.7, 0.7])),
        [1]
    );
}
