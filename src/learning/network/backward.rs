//! Back-propagation in matrix form: δ_l = ∂J/∂a_l ⊙ φ′(z_l), ∂J/∂W_l = δ_lᵀ·a_{l−1}.
//!
//! `scalar` derives the same gradients another way; nothing here updates a weight.

use crate::learning::network::Dense;
use crate::learning::network::Forward;
use crate::learning::network::Loss;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::learning::network::forward::multiply;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::linear::product;

/// ∂J of everything that a network has: the loss is a mean over samples, and so are these.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients {
    weights: Vec<Matrix>,
    biases: Vec<Vec<f64>>,
    activations: Vec<Matrix>,
}

impl Gradients {
    /// ∂J/∂W₁ to ∂J/∂W_L, each fan_out × fan_in: `weights()[l − 1]` belongs to layer l.
    #[must_use]
    pub fn weights(&self) -> &[Matrix] {
        &self.weights
    }

    /// ∂J/∂b₁ to ∂J/∂b_L.
    #[must_use]
    pub fn biases(&self) -> &[Vec<f64>] {
        &self.biases
    }

    /// ∂J/∂a₀ to ∂J/∂a_L, samples × units: row s is n⁻¹ times the gradient of sample s's own loss.
    #[must_use]
    pub fn activations(&self) -> &[Matrix] {
        &self.activations
    }

    /// Every parameter's derivative, in the order of [`Network::parameters`].
    pub fn parameters(&self) -> impl Iterator<Item = f64> {
        let layers = self.weights.iter().zip(&self.biases);
        layers.flat_map(|(weights, bias)| weights.values().iter().chain(bias).copied())
    }
}

impl Network {
    /// J and its gradients, from this network's own forward pass.
    ///
    /// Dropout factors of the forward pass are part of what is differentiated.
    ///
    /// # Errors
    /// [`NetworkError::Shape`] unless the pass and the targets fit the network,
    /// [`NetworkError::NotLogits`] for a cross-entropy over a last activation that is not the
    /// identity.
    ///
    /// # Example
    /// ```
    /// # use std::sync::Arc;
    /// # use varprop::learning::network::{Dense, Loss, Network};
    /// # use varprop::linear::Matrix;
    /// # use varprop::theory::activation::Identity;
    /// let weights = Matrix::new(1, 1, vec![3.0]).unwrap();
    /// let layer = Dense::new(weights, vec![0.0], Arc::new(Identity)).unwrap();
    /// let network = Network::new(vec![layer]).unwrap();
    /// let (x, y) = (Matrix::new(1, 1, vec![2.0]).unwrap(), Matrix::new(1, 1, vec![5.0]).unwrap());
    /// let forward = network.forward(&x).unwrap();
    /// let (loss, gradients) = network.backward(&forward, Loss::SquaredError, &y).unwrap();
    /// // J = ½(3·2 − 5)², ∂J/∂w = (6 − 5)·2.
    /// assert_eq!((loss, gradients.weights()[0].values()[0]), (0.5, 2.0));
    /// ```
    pub fn backward(
        &self,
        forward: &Forward,
        loss: Loss,
        targets: &Matrix,
    ) -> Result<(f64, Gradients), NetworkError> {
        self.require_own(forward)?;
        self.require_logits(loss)?;
        let value = loss.value(forward.outputs(), targets)?;
        let mut upstream = loss.derivative(forward.outputs(), targets)?;
        let (mut weights, mut biases, mut activations) = (Vec::new(), Vec::new(), Vec::new());
        for (index, layer) in self.layers().iter().enumerate().rev() {
            let delta = delta(layer, forward, index, &upstream);
            let below = &forward.activations[index];
            weights.push(product(
                delta.view().transposed(),
                below.view(),
                None,
                Work::OneThread,
            )?);
            biases.push(column_sums(&delta));
            let next = product(delta.view(), layer.weights().view(), None, Work::OneThread)?;
            activations.push(std::mem::replace(&mut upstream, next));
        }
        activations.push(upstream);
        weights.reverse();
        biases.reverse();
        activations.reverse();
        let gradients = Gradients {
            weights,
            biases,
            activations,
        };
        Ok((value, gradients))
    }

    fn require_own(&self, forward: &Forward) -> Result<(), NetworkError> {
        let widths = self.widths();
        NetworkError::require(
            "layers of the forward pass",
            widths.len(),
            forward.activations.len(),
        )?;
        for (width, activations) in widths.iter().zip(&forward.activations) {
            NetworkError::require("units of the forward pass", *width, activations.columns())?;
        }
        Ok(())
    }

    fn require_logits(&self, loss: Loss) -> Result<(), NetworkError> {
        let last = self.layers().last().map(Dense::activation);
        match last {
            Some(activation) if loss.reads_logits() && activation.name() != "identity" => {
                Err(NetworkError::NotLogits {
                    loss: loss.name(),
                    activation: activation.label(),
                })
            }
            _ => Ok(()),
        }
    }
}

/// δ of the layer at this index: ∂J/∂z.
fn delta(layer: &Dense, forward: &Forward, index: usize, upstream: &Matrix) -> Matrix {
    let mut delta = upstream.clone();
    if let Some(mask) = forward.masks.get(index) {
        multiply(&mut delta, mask);
    }
    let z = forward.pre_activations[index].values();
    for (delta, z) in delta.values_mut().iter_mut().zip(z) {
        *delta *= layer.activation().derivative(*z);
    }
    delta
}

/// Σ over samples, in their order.
fn column_sums(delta: &Matrix) -> Vec<f64> {
    let mut sums = vec![0.0; delta.columns()];
    for row in delta.values().chunks(delta.columns().max(1)) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
    sums
}
