//! The loss of one sample over any scalar, by its textbook formula.

use crate::learning::network::Loss;
use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Scalar;

/// The loss of one sample's outputs against its targets, without the mean over samples.
///
/// # Errors
/// [`NetworkError::Shape`] unless there are as many targets as outputs; what the scalar refuses.
pub fn cost<S: Scalar>(loss: Loss, outputs: &[S], targets: &[S]) -> Result<S, NetworkError> {
    NetworkError::require("targets of a sample", outputs.len(), targets.len())?;
    let pairs = || outputs.iter().zip(targets);
    let zero = S::from_f64(0.0)?;
    match loss {
        Loss::SquaredError => {
            let total = pairs().try_fold(zero, |sum, (a, y)| {
                let error = a.minus(y)?;
                sum.plus(&error.times(&error)?)
            });
            total?.times(&S::from_f64(0.5)?)
        }
        // −y·ln σ(z) − (1 − y)·ln(1 − σ(z)) = −y·z + ln(1 + e^z).
        Loss::SigmoidCrossEntropy => pairs().try_fold(zero, |sum, (z, y)| {
            let both = [S::from_f64(0.0)?, z.clone()];
            sum.plus(&log_sum_exp(&both)?)?.minus(&y.times(z)?)
        }),
        // −Σ y·ln softmax(z) = Σ y·(ln Σ e^z − z).
        Loss::SoftmaxCrossEntropy => {
            let normalizer = log_sum_exp(outputs)?;
            pairs().try_fold(zero, |sum, (z, y)| {
                sum.plus(&y.times(&normalizer.minus(z)?)?)
            })
        }
    }
}

/// ln Σ e^z, shifted by a double near the largest z.
fn log_sum_exp<S: Scalar>(z: &[S]) -> Result<S, NetworkError> {
    let largest = z
        .iter()
        .map(S::approximate)
        .fold(f64::NEG_INFINITY, f64::max);
    let shift = S::from_f64(largest)?;
    let total = z.iter().try_fold(S::from_f64(0.0)?, |sum, z| {
        sum.plus(&z.minus(&shift)?.exp()?)
    })?;
    total.ln()?.plus(&shift)
}
