//! Gradients against other derivations, and what a wrong one looks like.

use crate::learning::network::tests::*;

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
                // Below what the wrong derivative of the next test is wrong by: a factor of one in
                // ten thousand anywhere is seen, and duals see a far smaller one.
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
fn a_factor_of_two_acts_like_weights_twice_as_large_above() {
    let network = specimen::network(&[3, 4, 2], &arc(Tanh));
    let (inputs, targets) = digits();
    let masks = vec![Matrix::of(20, 4, vec![2.0; 80])];
    let masked = network.masked_forward(&inputs, masks).unwrap();
    let [below, above] = network.layers() else {
        panic!("two layers");
    };
    let weights = above.weights().values().iter().map(|w| 2.0 * w).collect();
    let doubled = Dense::new(
        Matrix::of(2, 4, weights),
        above.bias().to_vec(),
        above.shared_activation(),
    );
    let doubled = Network::new(vec![below.clone(), doubled.unwrap()]).unwrap();
    let plain = doubled.forward(&inputs).unwrap();
    // Doubling rounds nothing, so that both passes have the same bits.
    assert_eq!(masked.outputs(), plain.outputs());
    let gradients = |network: &Network, forward| {
        let loss = Loss::SquaredError;
        network.backward(forward, loss, &targets).unwrap().1
    };
    let (masked, plain) = (gradients(&network, &masked), gradients(&doubled, &plain));
    assert_eq!(masked.weights()[0], plain.weights()[0]);
    let twice = plain.weights()[1].values().iter().map(|g| 2.0 * g);
    assert!(twice.eq(masked.weights()[1].values().iter().copied()));
}
