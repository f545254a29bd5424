//! Gradient checks: back-propagation against central differences and against dual numbers.
//!
//! Allowances are derived: a truncation measured by halving the step, and roundings counted along
//! the longest chain at magnitudes carried through the network without signs (`magnitude`).

mod magnitude;

use crate::learning::network::Loss;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Dual;
use crate::learning::network::scalar::ScalarNetwork;
use crate::learning::network::scalar::cost;
use crate::linear::Matrix;
use crate::num::Tolerance;
use magnitude::Magnitudes;

/// How back-propagation compares with two other derivations, over all parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// How many derivatives were compared.
    pub n_parameters: usize,
    /// Against (J(w + h) − J(w − h))/2h.
    pub differences: Deviation,
    /// Against dual numbers through the scalar implementation.
    pub duals: Deviation,
}

impl Check {
    /// Whether every derivative lies within its allowance, both ways.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.differences.holds() && self.duals.holds()
    }
}

/// The comparison that uses the largest share of its allowance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deviation {
    /// The parameter, counted as in [`Network::parameters`].
    pub parameter: usize,
    /// The derivative by back-propagation.
    pub gradient: f64,
    /// The derivative by the other way.
    pub other: f64,
    /// How far they may lie apart, with its derivation.
    pub allowance: f64,
    /// The largest |gradient − other| over all parameters, wherever it is.
    pub largest: f64,
}

impl Deviation {
    /// Whether the worst comparison, and so each, is within its allowance; never for NaN.
    #[must_use]
    pub fn holds(&self) -> bool {
        (self.gradient - self.other).abs() <= self.allowance
    }

    /// The share of its allowance that a comparison uses; NaN counts as all and more.
    fn share(&self) -> f64 {
        let share = (self.gradient - self.other).abs() / self.allowance;
        if share.is_nan() {
            return if self.gradient == self.other {
                0.0
            } else {
                f64::INFINITY
            };
        }
        share
    }
}

/// Compares every derivative of J on these samples.
///
/// The step of parameter w is h = ∛ε·max(1, |w|), where truncation h²J‴/6 and rounding ε|J|/h are
/// alike in size. Differences with h and 2h differ by three times the leading truncation of the
/// first, and their distance is allowed; to it comes the rounding of both values of J over 2h.
/// Choose inputs off kinks: at a kink of a piecewise linear activation the difference is no
/// derivative.
///
/// # Errors
/// As [`Network::forward`] and [`Network::backward`]; [`NetworkError::NoFormula`] for an
/// activation that the scalar implementation does not know.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use varprop::learning::network::{Dense, Loss, Network, check_gradients};
/// use varprop::linear::Matrix;
/// use varprop::theory::activation::{Identity, Tanh};
/// let hidden = Matrix::new(2, 1, vec![0.5, -1.5]).unwrap();
/// let output = Matrix::new(1, 2, vec![1.0, 2.0]).unwrap();
/// let network = Network::new(vec![
///     Dense::new(hidden, vec![0.1, 0.2], Arc::new(Tanh)).unwrap(),
///     Dense::new(output, vec![0.0], Arc::new(Identity)).unwrap(),
/// ]).unwrap();
/// let x = Matrix::new(2, 1, vec![0.3, -0.7]).unwrap();
/// let y = Matrix::new(2, 1, vec![1.0, 0.0]).unwrap();
/// let check = check_gradients(&network, &x, &y, Loss::SigmoidCrossEntropy).unwrap();
/// assert!(check.holds() && check.duals.largest < 1e-14 && check.differences.largest < 1e-9);
/// ```
pub fn check_gradients(
    network: &Network,
    inputs: &Matrix,
    targets: &Matrix,
    loss: Loss,
) -> Result<Check, NetworkError> {
    let forward = network.forward(inputs)?;
    let (_, gradients) = network.backward(&forward, loss, targets)?;
    let magnitudes = Magnitudes::new(network, &forward, targets, loss)?;
    let parameters: Vec<f64> = network.parameters().collect();
    let cost = |place, value| {
        let mut moved = parameters.clone();
        moved[place] = value;
        let moved = network.with_parameters(&moved)?;
        loss.value(moved.forward(inputs)?.outputs(), targets)
    };
    let (mut differences, mut duals) = (Vec::new(), Vec::new());
    for (place, gradient) in gradients.parameters().enumerate() {
        let rounding = magnitudes.of_gradient(place);
        let by_duals = dual_derivative(network, place, inputs, targets, loss)?;
        duals.push((gradient, by_duals, rounding));
        let (difference, allowance) =
            central_difference(|w| cost(place, w), parameters[place], magnitudes.of_loss())?;
        differences.push((gradient, difference, allowance.plus(rounding)));
    }
    Ok(Check {
        n_parameters: parameters.len(),
        differences: worst(&differences),
        duals: worst(&duals),
    })
}

/// The difference with step h, and how far it may lie from the derivative.
fn central_difference(
    cost: impl Fn(f64) -> Result<f64, NetworkError>,
    w: f64,
    rounding: Tolerance,
) -> Result<(f64, Tolerance), NetworkError> {
    let h = CUBE_ROOT_OF_EPSILON * w.abs().max(1.0);
    let difference = |h: f64| -> Result<f64, NetworkError> {
        // The step that was really taken, after rounding.
        let (left, right) = (w - h, w + h);
        Ok((cost(right)? - cost(left)?) / (right - left))
    };
    let (near, far) = (difference(h)?, difference(2.0 * h)?);
    let truncation = Tolerance::bound((far - near).abs());
    Ok((
        near,
        truncation.plus(Tolerance::bound(rounding.absolute() / h)),
    ))
}

/// ∛2⁻⁵² rounded to a power of two: 2⁻¹⁷.
const CUBE_ROOT_OF_EPSILON: f64 = 1.0 / 131_072.0;

/// ∂J/∂w at this place by one pass of dual numbers over all samples.
fn dual_derivative(
    network: &Network,
    place: usize,
    inputs: &Matrix,
    targets: &Matrix,
    loss: Loss,
) -> Result<f64, NetworkError> {
    let units = ScalarNetwork::new(network, |index, value| {
        if index == place {
            Dual::variable(value)
        } else {
            Dual::constant(value)
        }
    })?;
    let constants = |row: &[f64]| -> Result<Vec<Dual<f64>>, NetworkError> {
        row.iter().map(|x| Dual::constant(*x)).collect()
    };
    let mut total = 0.0;
    let samples = inputs.values().chunks(inputs.columns().max(1));
    for (x, y) in samples.zip(targets.values().chunks(targets.columns().max(1))) {
        let trace = units.forward(&constants(x)?)?;
        total += cost(loss, trace.outputs(), &constants(y)?)?.slope;
    }
    Ok(total / inputs.rows() as f64)
}

/// The comparison with the largest share of its allowance, and the largest distance of any.
fn worst(comparisons: &[(f64, f64, Tolerance)]) -> Deviation {
    let mut worst = Deviation {
        parameter: 0,
        gradient: 0.0,
        other: 0.0,
        allowance: 0.0,
        largest: 0.0,
    };
    for (parameter, (gradient, other, allowance)) in comparisons.iter().enumerate() {
        let candidate = Deviation {
            parameter,
            gradient: *gradient,
            other: *other,
            allowance: allowance.absolute(),
            largest: (gradient - other).abs().max(worst.largest),
        };
        if parameter == 0 || candidate.share() > worst.share() {
            worst = candidate;
        } else {
            worst.largest = candidate.largest;
        }
    }
    worst
}
