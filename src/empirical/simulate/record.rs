//! What is recorded of one layer in one replicate.
//!
//! It measures matrices that others computed; averages over replicates are in `measurement`.

use crate::empirical::simulate::Moments;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::moments;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::linear::product;
use crate::num::sum;

/// One layer of one replicate, over the whole batch. A share or moment that was not recorded is
/// missing, see [`Detail`](crate::empirical::simulate::Detail).
///
/// Nothing is said about only a part of the values: shares are missing where some activation is
/// infinite or NaN, and a gradient is missing behind a layer that the signal left the doubles in.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerRecord {
    /// l, from 1.
    pub layer: usize,
    /// Moments of the activations a_l over samples and units.
    pub activation: Moments,
    /// Moments of the pre-activations z_l; its second moment is q_l.
    pub pre_activation: Moments,
    /// The share of activations that [`Activation::is_saturated`](crate::theory::activation::Activation::is_saturated) calls saturated.
    pub saturated_share: Option<f64>,
    /// The share of activations that are exactly 0.
    pub zero_share: Option<f64>,
    /// The share of activations with |a| above the threshold of the run's settings.
    pub beyond_threshold_share: Option<f64>,
    /// The share of activations with |a| exactly 1: rounded onto an asymptote of ±1.
    pub unit_magnitude_share: Option<f64>,
    /// The share of units whose activation is 0 for every sample of the batch.
    pub dead_unit_share: Option<f64>,
    /// [`effective_samples`] of the activations, if it was asked for.
    pub effective_samples: Option<f64>,
    /// The gradients, if a backward pass was asked for.
    pub gradient: Option<GradientRecord>,
}

impl LayerRecord {
    /// The record as [`Detail::SecondMoments`](crate::empirical::simulate::Detail) has it.
    pub(in crate::empirical::simulate) fn reduced(self) -> Self {
        let second = |moments: Moments| Moments {
            n: moments.n,
            non_finite_share: moments.non_finite_share,
            second_moment: moments.second_moment,
            ..Moments::default()
        };
        Self {
            activation: second(self.activation),
            pre_activation: second(self.pre_activation),
            saturated_share: None,
            zero_share: None,
            beyond_threshold_share: None,
            unit_magnitude_share: None,
            dead_unit_share: None,
            ..self
        }
    }
}

/// Leaves out what would be a number about only a part of the values, whatever engine computed it.
///
/// A gradient on its way back meets φ′(z) of each layer; from the first that has a z or an a outside
/// the doubles on, nothing is known of it.
pub(in crate::empirical::simulate) fn leave_out_the_lost(records: &mut [LayerRecord]) {
    let mut is_lost = false;
    for record in records.iter_mut().rev() {
        let [z, a] = [record.pre_activation, record.activation].map(|m| m.non_finite_share > 0.0);
        if a {
            record.leave_out_shares();
        }
        if let Some(gradient) = &mut record.gradient {
            gradient.leave_out_lost([is_lost, is_lost | z | a]);
        }
        is_lost |= z | a;
    }
}

impl LayerRecord {
    fn leave_out_shares(&mut self) {
        self.saturated_share = None;
        self.zero_share = None;
        self.beyond_threshold_share = None;
        self.unit_magnitude_share = None;
        self.dead_unit_share = None;
    }
}

/// Second moments of the gradients of J = Σ δ·a_L, summed over samples and output units, where
/// δ ~ N(0, 1) are independent of each other and of the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientRecord {
    /// The mean of (∂J/∂a_l)² over samples and units of this layer.
    pub output_second_moment: Option<f64>,
    /// The mean of (∂J/∂z_l)² over samples and units of this layer.
    pub pre_activation_second_moment: Option<f64>,
    /// The mean of (∂J/∂a_{l−1})² over samples and inputs of this layer.
    pub input_second_moment: Option<f64>,
    /// The mean of (∂J/∂W_l)² over weights, where ∂J/∂W = Σ over samples of ∂J/∂z·aᵀ is not
    /// divided by the batch; `None` if it was not asked for.
    pub weight_second_moment: Option<f64>,
}

impl GradientRecord {
    /// Leaves out what lies behind a lost layer: ∂J/∂a, and the others.
    fn leave_out_lost(&mut self, [at_output, behind]: [bool; 2]) {
        if at_output {
            self.output_second_moment = None;
        }
        if behind {
            self.pre_activation_second_moment = None;
            self.input_second_moment = None;
            self.weight_second_moment = None;
        }
    }
}

/// n_eff = tr(G)²/‖G‖_F² of the Gram matrix G = A·Aᵀ of a batch A (samples × units): how many
/// independent directions the samples span, at most the smaller side of A.
///
/// A·Aᵀ and Aᵀ·A have the same trace and the same norm, so the smaller of the two is computed.
/// Missing for a batch that is all 0 or holds a non-finite value.
///
/// # Errors
/// None that a well-formed matrix can meet; the shapes of its own product always chain.
///
/// # Example
/// ```
/// use varprop::empirical::simulate::effective_samples;
/// use varprop::linear::{Matrix, Work};
/// let orthogonal = Matrix::new(2, 2, vec![3.0, 0.0, 0.0, 3.0]).unwrap();
/// assert_eq!(effective_samples(&orthogonal, Work::OneThread), Ok(Some(2.0)));
/// let copies = Matrix::new(2, 2, vec![1.0, 1.0, 1.0, 1.0]).unwrap();
/// assert_eq!(effective_samples(&copies, Work::OneThread), Ok(Some(1.0)));
/// ```
pub fn effective_samples(batch: &Matrix, work: Work) -> Result<Option<f64>, SimulateError> {
    let Some(largest) = moments::extent(batch.values()).filter(|largest| *largest > 0.0) else {
        return Ok(None);
    };
    let (_, inverse) = moments::power_of_two_near(largest);
    let scaled = batch.values().iter().map(|x| x * inverse).collect();
    let scaled = Matrix::new(batch.rows(), batch.columns(), scaled)?;
    let view = scaled.view();
    let gram = if batch.rows() <= batch.columns() {
        product(view, view.transposed(), None, work)?
    } else {
        product(view.transposed(), view, None, work)?
    };
    let trace = sum::sum(gram.values().iter().copied().step_by(gram.columns() + 1));
    // Entries of the scaled batch are below 2: no square of the matrix overflows.
    let squares = sum::sum(gram.values().iter().map(|g| g * g));
    Ok(Some(trace * trace / squares))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn both_sides_of_the_gram_matrix_give_the_same_effective_samples() {
        let wide = crate::linear::specimen::matrix(3, 40, "wide");
        let mut values = Vec::new();
        for unit in 0..wide.columns() {
            values.extend((0..wide.rows()).map(|sample| wide.view().at(sample, unit)));
        }
        let tall = Matrix::new(40, 3, values).unwrap();
        let [left, right] =
            [wide, tall].map(|batch| effective_samples(&batch, Work::OneThread).unwrap().unwrap());
        // Sums of positive terms: at most 40 + 1600 roundings, halved and doubled by the quotient.
        assert!(Tolerance::rounding(2 * 1640, 3.0).accepts(left, right));
        assert!(left > 2.0 && left <= 3.0, "{left}");
    }

    #[test]
    fn an_all_zero_or_non_finite_batch_has_no_effective_samples() {
        for value in [0.0, f64::NAN, f64::INFINITY] {
            let batch = Matrix::new(1, 2, vec![value; 2]).unwrap();
            assert_eq!(effective_samples(&batch, Work::OneThread), Ok(None));
        }
    }

    #[test]
    fn effective_samples_survive_the_smallest_doubles() {
        let batch = Matrix::new(2, 2, vec![1e-300, 0.0, 0.0, 1e-300]).unwrap();
        let found = effective_samples(&batch, Work::OneThread).unwrap().unwrap();
        assert!(Tolerance::rounding(8, 2.0).accepts(found, 2.0));
    }
}
