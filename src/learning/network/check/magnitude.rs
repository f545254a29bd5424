//! How much rounding J and its gradients can carry: the passes forward and backward with every
//! sign taken away, times the number of roundings along the longest chain.
//!
//! First order in ε, as such counts are (Higham 2002, Accuracy and Stability of Numerical
//! Algorithms, section 3.4, running error analysis).

use crate::learning::network::Dense;
use crate::learning::network::Forward;
use crate::learning::network::Loss;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::linear::product;
use crate::num::Tolerance;
use crate::num::real;

/// The magnitude at which an activation's own formula rounds, besides its value: 2σ(2x) − 1 and
/// 1 + erf pass through 1.
const INSIDE: f64 = 1.0;
/// A bound on |φ″| away from kinks: SELU's λα = 1.76 is the largest.
const MOST_CURVED: f64 = 2.0;

/// The magnitudes of J and of each derivative, and how often they are rounded.
pub(super) struct Magnitudes {
    roundings: u32,
    loss: f64,
    gradient: Vec<f64>,
}

impl Magnitudes {
    pub(super) fn new(
        network: &Network,
        forward: &Forward,
        targets: &Matrix,
        loss: Loss,
    ) -> Result<Self, NetworkError> {
        let (sums, units) = without_signs(network, forward)?;
        let n = targets.rows() as f64;
        let outputs = units[units.len() - 1].values();
        let upstream: Vec<f64> = outputs
            .iter()
            .zip(targets.values())
            .map(|(a, y)| (a + y.abs() + 1.0) / n)
            .collect();
        let carried: f64 = upstream.iter().zip(outputs).map(|(u, a)| u * a).sum();
        let value = loss.value(forward.outputs(), targets)?;
        let upstream = Matrix::of(targets.rows(), targets.columns(), upstream);
        Ok(Self {
            roundings: roundings(network, targets.rows()),
            loss: value.abs() + carried,
            gradient: backward(network, forward, &sums, &units, upstream)?,
        })
    }

    /// The rounding of J.
    pub(super) fn of_loss(&self) -> Tolerance {
        Tolerance::rounding(self.roundings, self.loss)
    }

    /// The roundings of one derivative in each of its two computations.
    pub(super) fn of_gradient(&self, place: usize) -> Tolerance {
        let magnitude = self.gradient.get(place).copied().unwrap_or(f64::NAN);
        Tolerance::rounding(2 * self.roundings, magnitude)
    }
}

/// Roundings along the longest chain: down and up each layer's sums, in each activation and its
/// derivative at most 8 operations and 2 library calls, the sums over samples and the loss.
fn roundings(network: &Network, samples: usize) -> u32 {
    let library = (2.0 * 2.0 * real::MAX_ULP) as usize;
    let layer = |layer: &Dense| 2 * (layer.fan_in() + layer.fan_out() + 8 + library);
    let layers: usize = network.layers().iter().map(layer).sum();
    let loss = 2 * (network.n_outputs() + 8 + library);
    u32::try_from(layers + 2 * samples + loss).unwrap_or(u32::MAX)
}

/// |b| + Σ|w|·ā of each layer, and ā = |a| + 1 + |φ′|·(that).
fn without_signs(
    network: &Network,
    forward: &Forward,
) -> Result<(Vec<Matrix>, Vec<Matrix>), NetworkError> {
    let inputs = absolute(&forward.activations()[0]);
    let (mut sums, mut units) = (Vec::new(), vec![inputs]);
    for (index, layer) in network.layers().iter().enumerate() {
        let bias: Vec<f64> = layer.bias().iter().map(|b| b.abs()).collect();
        let weights = absolute(layer.weights());
        let right = weights.view().transposed();
        let sum = product(units[index].view(), right, Some(&bias), Work::OneThread)?;
        let mut unit = absolute(&forward.activations()[index + 1]);
        let z = forward.pre_activations()[index].values();
        let places = unit.values_mut().iter_mut().zip(sum.values()).zip(z);
        for ((unit, sum), z) in places {
            *unit += INSIDE + layer.activation().derivative(*z).abs() * sum;
        }
        sums.push(sum);
        units.push(unit);
    }
    Ok((sums, units))
}

/// The backward pass without signs: δ̄ = ū·(|φ′| + sup|φ″|·(|b| + Σ|w|·ā)).
fn backward(
    network: &Network,
    forward: &Forward,
    sums: &[Matrix],
    units: &[Matrix],
    mut upstream: Matrix,
) -> Result<Vec<f64>, NetworkError> {
    let mut layers = Vec::new();
    for (index, layer) in network.layers().iter().enumerate().rev() {
        let z = forward.pre_activations()[index].values();
        let places = upstream.values_mut().iter_mut().zip(z);
        for ((delta, z), sum) in places.zip(sums[index].values()) {
            *delta *= layer.activation().derivative(*z).abs() + MOST_CURVED * sum;
        }
        let transposed = upstream.view().transposed();
        let weights = product(transposed, units[index].view(), None, Work::OneThread)?;
        let ones = Matrix::of(1, upstream.rows(), vec![1.0; upstream.rows()]);
        let bias = product(ones.view(), upstream.view(), None, Work::OneThread)?;
        layers.push([weights.values(), bias.values()].concat());
        let down = absolute(layer.weights());
        upstream = product(upstream.view(), down.view(), None, Work::OneThread)?;
    }
    layers.reverse();
    Ok(layers.concat())
}

fn absolute(matrix: &Matrix) -> Matrix {
    let values = matrix.values().iter().map(|x| x.abs()).collect();
    Matrix::of(matrix.rows(), matrix.columns(), values)
}
