//! The forward pass, layer by layer, and everything that it leaves behind.
//!
//! It computes no gradient and no loss.

use crate::learning::network::Dense;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::linear::product;

/// What a forward pass leaves: samples are rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Forward {
    pub(in crate::learning::network) pre_activations: Vec<Matrix>,
    pub(in crate::learning::network) activations: Vec<Matrix>,
    /// The dropout factors of each hidden layer; empty without dropout.
    pub(in crate::learning::network) masks: Vec<Matrix>,
}

impl Forward {
    /// z₁ to z_L: `pre_activations()[l − 1]` is samples × units of layer l.
    #[must_use]
    pub fn pre_activations(&self) -> &[Matrix] {
        &self.pre_activations
    }

    /// a₀ (the inputs) to a_L: `activations()[l]` is samples × units of layer l.
    #[must_use]
    pub fn activations(&self) -> &[Matrix] {
        &self.activations
    }

    /// a_L, samples × outputs.
    #[must_use]
    pub fn outputs(&self) -> &Matrix {
        // A forward pass holds at least its inputs.
        &self.activations[self.activations.len() - 1]
    }
}

impl Network {
    /// z_l = a_{l−1}·W_lᵀ + b_l and a_l = φ_l(z_l) for `inputs` of samples × features; each z is
    /// one chain of fused multiply-adds that begins at the bias.
    ///
    /// # Errors
    /// [`NetworkError::Shape`] unless each sample has as many features as the first layer takes.
    ///
    /// # Example
    /// ```
    /// # use std::sync::Arc;
    /// # use varprop::learning::network::{Dense, Network};
    /// # use varprop::linear::Matrix;
    /// # use varprop::theory::activation::Relu;
    /// let weights = Matrix::new(1, 2, vec![1.0, -2.0]).unwrap();
    /// let layer = Dense::new(weights, vec![0.5], Arc::new(Relu)).unwrap();
    /// let network = Network::new(vec![layer]).unwrap();
    /// let inputs = Matrix::new(2, 2, vec![3.0, 1.0, 0.0, 1.0]).unwrap();
    /// let forward = network.forward(&inputs).unwrap();
    /// assert_eq!(forward.pre_activations()[0].values(), [1.5, -1.5]);
    /// assert_eq!(forward.outputs().values(), [1.5, 0.0]);
    /// ```
    pub fn forward(&self, inputs: &Matrix) -> Result<Forward, NetworkError> {
        self.masked_forward(inputs, Vec::new())
    }

    /// The forward pass with the activations of hidden layer l multiplied by `masks[l − 1]`.
    pub(in crate::learning::network) fn masked_forward(
        &self,
        inputs: &Matrix,
        masks: Vec<Matrix>,
    ) -> Result<Forward, NetworkError> {
        NetworkError::require("features of a sample", self.n_inputs(), inputs.columns())?;
        let mut pre_activations = Vec::with_capacity(self.layers().len());
        let mut activations = vec![inputs.clone()];
        for (index, layer) in self.layers().iter().enumerate() {
            let z = pre_activation(layer, &activations[index])?;
            let mut a = z.clone();
            layer.activation().apply(a.values_mut());
            if let Some(mask) = masks.get(index) {
                multiply(&mut a, mask);
            }
            pre_activations.push(z);
            activations.push(a);
        }
        Ok(Forward {
            pre_activations,
            activations,
            masks,
        })
    }
}

fn pre_activation(layer: &Dense, below: &Matrix) -> Result<Matrix, NetworkError> {
    let weights = layer.weights().view().transposed();
    let z = product(below.view(), weights, Some(layer.bias()), Work::OneThread)?;
    Ok(z)
}

/// Multiplies entry by entry.
pub(in crate::learning::network) fn multiply(target: &mut Matrix, factors: &Matrix) {
    for (value, factor) in target.values_mut().iter_mut().zip(factors.values()) {
        *value *= factor;
    }
}
