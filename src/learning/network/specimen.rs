//! Networks for tests, here and in the rooms that train them.

use crate::learning::network::Dense;
use crate::learning::network::Network;
use crate::linear::Matrix;
use crate::random::Stream;
use crate::theory::activation::Activation;
use crate::theory::activation::Identity;
use std::sync::Arc;

/// A matrix of standard normal numbers times `std_dev`.
pub(in crate::learning) fn normal(rows: usize, columns: usize, std_dev: f64, name: &str) -> Matrix {
    let mut values = vec![0.0; rows * columns];
    let mut generator = Stream::root(11).named(name).generator();
    generator.fill_normal(&mut values);
    values.iter_mut().for_each(|x| *x *= std_dev);
    Matrix::of(rows, columns, values)
}

/// Hidden layers of this activation, then one of the identity; normal weights and biases.
pub(in crate::learning) fn network(widths: &[usize], activation: &Arc<dyn Activation>) -> Network {
    let last = widths.len() - 2;
    let layers = widths.windows(2).enumerate().map(|(index, fans)| {
        let name = format!("layer {index}");
        let weights = normal(fans[1], fans[0], 0.7, &name);
        let bias = normal(1, fans[1], 0.3, &format!("{name} bias"));
        let activation = if index == last {
            Arc::new(Identity)
        } else {
            Arc::clone(activation)
        };
        Dense::new(weights, bias.values().to_vec(), activation).unwrap()
    });
    Network::new(layers.collect()).unwrap()
}
