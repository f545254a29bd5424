//! One dense layer: weights, bias, activation. It does not run; see `forward`.

use crate::learning::network::NetworkError;
use crate::linear::Matrix;
use crate::theory::activation::Activation;
use std::sync::Arc;

/// a = φ(W·x + b), with W of fan_out × fan_in.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use varprop::learning::network::Dense;
/// use varprop::linear::Matrix;
/// use varprop::theory::activation::Tanh;
/// let weights = Matrix::new(2, 3, vec![0.1; 6]).unwrap();
/// let layer = Dense::new(weights, vec![0.0; 2], Arc::new(Tanh)).unwrap();
/// assert_eq!((layer.fan_in(), layer.fan_out()), (3, 2));
/// ```
#[derive(Clone, Debug)]
pub struct Dense {
    weights: Matrix,
    bias: Vec<f64>,
    activation: Arc<dyn Activation>,
}

impl Dense {
    /// The layer with these weights (fan_out × fan_in), bias (fan_out) and activation.
    ///
    /// # Errors
    /// [`NetworkError::EmptyLayer`] without inputs or units, [`NetworkError::Bias`] unless there
    /// is one bias a unit.
    pub fn new(
        weights: Matrix,
        bias: Vec<f64>,
        activation: Arc<dyn Activation>,
    ) -> Result<Self, NetworkError> {
        let (fan_out, fan_in) = (weights.rows(), weights.columns());
        if fan_out == 0 || fan_in == 0 {
            return Err(NetworkError::EmptyLayer { fan_out, fan_in });
        }
        if bias.len() != fan_out {
            return Err(NetworkError::Bias {
                expected: fan_out,
                received: bias.len(),
            });
        }
        Ok(Self {
            weights,
            bias,
            activation,
        })
    }

    /// W, fan_out × fan_in: row i holds the weights into unit i.
    #[must_use]
    pub fn weights(&self) -> &Matrix {
        &self.weights
    }

    /// b, one number a unit.
    #[must_use]
    pub fn bias(&self) -> &[f64] {
        &self.bias
    }

    /// φ.
    #[must_use]
    pub fn activation(&self) -> &dyn Activation {
        self.activation.as_ref()
    }

    pub(in crate::learning) fn shared_activation(&self) -> Arc<dyn Activation> {
        Arc::clone(&self.activation)
    }

    /// Inputs of each unit.
    #[must_use]
    pub fn fan_in(&self) -> usize {
        self.weights.columns()
    }

    /// Units.
    #[must_use]
    pub fn fan_out(&self) -> usize {
        self.weights.rows()
    }

    /// Weights and biases together.
    #[must_use]
    pub fn n_parameters(&self) -> usize {
        self.weights.values().len() + self.bias.len()
    }

    /// The weights row after row, then the bias.
    pub fn parameters(&self) -> impl Iterator<Item = f64> {
        self.weights.values().iter().chain(&self.bias).copied()
    }

    pub(in crate::learning::network) fn parameters_mut(
        &mut self,
    ) -> impl Iterator<Item = &mut f64> {
        self.weights.values_mut().iter_mut().chain(&mut self.bias)
    }
}
