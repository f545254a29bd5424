//! The last layer and the loss that goes with it.

use crate::learning::data::Dataset;
use crate::learning::experiment::ExperimentError;
use crate::learning::network::Loss;
use crate::linear::Matrix;
use crate::theory::activation::Activation;
use crate::theory::activation::Identity;
use std::sync::Arc;

/// What the last layer answers, and the loss that trains it.
#[derive(Clone, Debug)]
pub enum Output {
    /// One unit whose sigmoid is the probability of class 1, cross-entropy: two classes.
    Sigmoid,
    /// One unit a class, softmax, cross-entropy.
    Softmax,
    /// One unit through φ, ½(a − y)² with y the class: two classes (0 and 1).
    Unit(Arc<dyn Activation>),
    /// One unit a class through φ, ½Σ(a − y)² with y one-hot.
    Units(Arc<dyn Activation>),
}

impl Output {
    /// The loss.
    #[must_use]
    pub fn loss(&self) -> Loss {
        match self {
            Self::Sigmoid => Loss::SigmoidCrossEntropy,
            Self::Softmax => Loss::SoftmaxCrossEntropy,
            Self::Unit(_) | Self::Units(_) => Loss::SquaredError,
        }
    }

    /// The activation of the last layer: the identity where the loss reads logits.
    #[must_use]
    pub fn activation(&self) -> Arc<dyn Activation> {
        match self {
            Self::Sigmoid | Self::Softmax => Arc::new(Identity),
            Self::Unit(activation) | Self::Units(activation) => activation.clone(),
        }
    }

    /// How many units the last layer has on these data.
    ///
    /// # Errors
    /// [`ExperimentError::Classes`] when one unit would have to tell more than two classes apart.
    pub fn width(&self, data: &Dataset) -> Result<usize, ExperimentError> {
        let n_classes = data.n_classes();
        match self {
            Self::Softmax | Self::Units(_) => Ok(n_classes),
            Self::Sigmoid | Self::Unit(_) if n_classes == 2 => Ok(1),
            Self::Sigmoid | Self::Unit(_) => Err(ExperimentError::Classes { n_classes }),
        }
    }

    /// What the outputs should be: samples × units.
    #[must_use]
    pub fn targets(&self, data: &Dataset) -> Matrix {
        match self {
            Self::Sigmoid | Self::Unit(_) => data.column(),
            Self::Softmax | Self::Units(_) => data.one_hot(),
        }
    }

    /// The name with which a person asks for it: `sigmoid`, `softmax`, `tanh`.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Sigmoid => "sigmoid with cross-entropy".into(),
            Self::Softmax => "softmax with cross-entropy".into(),
            Self::Unit(activation) | Self::Units(activation) => {
                format!("{} with squared error", activation.label())
            }
        }
    }
}
