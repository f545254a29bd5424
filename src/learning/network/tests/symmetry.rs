//! Units that are alike stay alike, to the bit, and what breaks that.

use crate::learning::network::tests::*;

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
