//! Losses: value, derivative by the outputs, and what the outputs predict.
//!
//! They see outputs and targets alone, never a network.

use crate::learning::network::NetworkError;
use crate::linear::Matrix;
use crate::num::real;
use crate::num::sum;
use std::fmt;

/// The cost J of outputs a against targets y, a mean over n samples (rows).
///
/// # Example
/// ```
/// use varprop::learning::network::Loss;
/// use varprop::linear::Matrix;
/// let logits = Matrix::new(1, 10, vec![0.0; 10]).unwrap();
/// let mut target = vec![0.0; 10];
/// target[3] = 1.0;
/// let target = Matrix::new(1, 10, target).unwrap();
/// // Equal logits cost ln 10, whatever the class.
/// let value = Loss::SoftmaxCrossEntropy.value(&logits, &target).unwrap();
/// assert_eq!(value, 2.302_585_092_994_046);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// J = (1/n) Σ ½ Σⱼ (aⱼ − yⱼ)².
    SquaredError,
    /// J = (1/n) Σ Σⱼ [ln(1 + e^zⱼ) − yⱼ·zⱼ], on logits z, for yⱼ in [0, 1].
    SigmoidCrossEntropy,
    /// J = (1/n) Σ [(Σⱼ yⱼ)·ln Σⱼ e^zⱼ − Σⱼ yⱼ·zⱼ], on logits z.
    SoftmaxCrossEntropy,
}

impl Loss {
    /// Every loss.
    pub const ALL: [Self; 3] = [
        Self::SquaredError,
        Self::SigmoidCrossEntropy,
        Self::SoftmaxCrossEntropy,
    ];

    /// The kebab-case name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SquaredError => "squared-error",
            Self::SigmoidCrossEntropy => "sigmoid-cross-entropy",
            Self::SoftmaxCrossEntropy => "softmax-cross-entropy",
        }
    }

    /// Whether the outputs must be logits, so that the last layer has the identity.
    #[must_use]
    pub fn reads_logits(self) -> bool {
        self != Self::SquaredError
    }

    /// J, without overflow for any finite logits.
    ///
    /// # Errors
    /// [`NetworkError::Shape`] unless outputs and targets have one shape.
    pub fn value(self, outputs: &Matrix, targets: &Matrix) -> Result<f64, NetworkError> {
        require_same_shape(outputs, targets)?;
        let samples = rows(outputs).zip(rows(targets));
        let total = sum::sum(samples.map(|(a, y)| self.of_sample(a, y)));
        Ok(total / outputs.rows() as f64)
    }

    /// ∂J/∂a, samples × outputs: the factor 1/n of the mean included.
    ///
    /// # Errors
    /// As [`Loss::value`].
    pub fn derivative(self, outputs: &Matrix, targets: &Matrix) -> Result<Matrix, NetworkError> {
        require_same_shape(outputs, targets)?;
        let n = outputs.rows() as f64;
        let mut slope = self.probabilities(outputs);
        let columns = outputs.columns();
        let pairs = slope.values_mut().chunks_mut(columns.max(1));
        for (p, y) in pairs.zip(rows(targets)) {
            let mass = self.mass(y);
            for (p, y) in p.iter_mut().zip(y) {
                *p = (mass * *p - y) / n;
            }
        }
        Ok(slope)
    }

    /// What the outputs say of each class: themselves under squared error, σ(z) or softmax(z) of
    /// logits.
    #[must_use]
    pub fn probabilities(self, outputs: &Matrix) -> Matrix {
        let mut probabilities = outputs.clone();
        let columns = outputs.columns().max(1);
        match self {
            Self::SquaredError => {}
            Self::SigmoidCrossEntropy => {
                let values = probabilities.values_mut();
                values.iter_mut().for_each(|z| *z = real::sigmoid(*z));
            }
            Self::SoftmaxCrossEntropy => {
                let samples = probabilities.values_mut().chunks_mut(columns);
                samples.for_each(softmax);
            }
        }
        probabilities
    }

    /// The class that each sample's outputs favour: of one output, 1 where its probability is
    /// above ½; of several, the first of the largest; none where one of them is NaN.
    #[must_use]
    pub fn predictions(self, outputs: &Matrix) -> Vec<Option<usize>> {
        rows(&self.probabilities(outputs)).map(favoured).collect()
    }

    fn of_sample(self, a: &[f64], y: &[f64]) -> f64 {
        let pairs = a.iter().zip(y);
        match self {
            Self::SquaredError => 0.5 * pairs.map(|(a, y)| (a - y) * (a - y)).sum::<f64>(),
            Self::SigmoidCrossEntropy => pairs.map(|(z, y)| softplus(*z) - y * z).sum(),
            Self::SoftmaxCrossEntropy => {
                let largest = a.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let tail: f64 = a.iter().map(|z| real::exp(z - largest)).sum();
                // Distances from the largest logit: the difference of two large numbers is never
                // taken.
                let distances: f64 = pairs.map(|(z, y)| y * (largest - z)).sum();
                self.mass(y) * real::ln(tail) + distances
            }
        }
    }

    /// The factor of the probabilities in the derivative: Σ y for softmax, else 1.
    fn mass(self, y: &[f64]) -> f64 {
        match self {
            Self::SoftmaxCrossEntropy => y.iter().sum(),
            Self::SquaredError | Self::SigmoidCrossEntropy => 1.0,
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn require_same_shape(outputs: &Matrix, targets: &Matrix) -> Result<(), NetworkError> {
    NetworkError::require("samples of the targets", outputs.rows(), targets.rows())?;
    NetworkError::require("targets of a sample", outputs.columns(), targets.columns())
}

fn rows(matrix: &Matrix) -> impl Iterator<Item = &[f64]> {
    matrix.values().chunks(matrix.columns().max(1))
}

/// ln(1 + e^z), without overflow.
fn softplus(z: f64) -> f64 {
    z.max(0.0) + real::ln_1p(real::exp(-z.abs()))
}

fn softmax(z: &mut [f64]) {
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    z.iter_mut().for_each(|z| *z = real::exp(*z - largest));
    let total: f64 = z.iter().sum();
    z.iter_mut().for_each(|p| *p /= total);
}

fn favoured(probabilities: &[f64]) -> Option<usize> {
    if probabilities.iter().any(|p| p.is_nan()) {
        return None;
    }
    if let [only] = probabilities {
        return Some(usize::from(*only > 0.5));
    }
    let mut best = 0;
    let mut largest = f64::NEG_INFINITY;
    for (class, p) in probabilities.iter().enumerate() {
        if *p > largest {
            (best, largest) = (class, *p);
        }
    }
    Some(best)
}
