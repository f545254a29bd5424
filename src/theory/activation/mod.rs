//! Activations, one file each: value, derivative, Gaussian moments, gain.
//!
//! To add one: a file, a `mod` line, an entry in [`ALL`].
//! Nothing here is simulated; the recursion over layers lives in `theory::mean_field`.

use crate::num::Interval;
use std::fmt::Debug;

/// A pointwise non-linearity φ: ℝ → ℝ.
///
/// This trait is all that a simulation may know of it; its moments are [`GaussianMoments`].
pub trait Activation: Debug + Send + Sync {
    /// The kebab-case name by which a user asks for it, without parameters: `leaky-relu`.
    fn name(&self) -> &'static str;

    /// The name with its parameters, as printed: `leaky-relu(0.01)`.
    fn label(&self) -> String {
        self.name().to_owned()
    }

    /// φ(x).
    fn value(&self, x: f64) -> f64;

    /// φ′(x); at a kink the value that PyTorch uses (0 for ReLU at 0).
    fn derivative(&self, x: f64) -> f64;

    /// φ over a slice, in place; the same bits as [`Activation::value`] on each.
    fn apply(&self, values: &mut [f64]) {
        values.iter_mut().for_each(|x| *x = self.value(*x));
    }

    /// Whether a unit with this output is saturated: within 1 % of its asymptotes' distance of an
    /// asymptote (|tanh| > 0.99 counts as saturated by the textbooks); `false` where φ has none.
    fn is_saturated(&self, output: f64) -> bool;
}

/// Moments of φ(√q·z) for z ~ N(0, 1), each enclosed.
///
/// `q` is the second moment of the pre-activation; it must be finite and not negative.
pub trait GaussianMoments: Activation {
    /// E[φ(√q z)].
    ///
    /// # Errors
    /// When `q` is negative or not finite; so for every method here.
    fn mean(&self, q: f64) -> Result<Interval, ActivationError>;

    /// E[φ(√q z)²].
    ///
    /// # Errors
    /// As [`GaussianMoments::mean`].
    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError>;

    /// E[φ(√q z)⁴].
    ///
    /// # Errors
    /// As [`GaussianMoments::mean`].
    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError>;

    /// E[φ′(√q z)²], the factor of the gradient recursion.
    ///
    /// # Errors
    /// As [`GaussianMoments::mean`].
    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError>;

    /// d/dq E[φ(√q z)²] = E[φ(√q z)²·(z² − 1)]/(2q), by Gaussian integration by parts; at q = 0
    /// its limit φ′(0)² where φ(0) = 0 and φ is smooth there.
    ///
    /// # Errors
    /// As [`GaussianMoments::mean`].
    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError>;

    /// d²/dq² E[φ(√q z)²] = E[φ(√q z)²·(z⁴ − 6z² + 3)]/(4q²).
    ///
    /// # Errors
    /// As [`GaussianMoments::mean`]; `q` must be positive.
    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError>;
}

/// Why a moment cannot be given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ActivationError {
    /// The second moment of the pre-activation is negative, infinite or NaN.
    #[error("q must be a finite number, at least 0, got {q}")]
    SecondMoment {
        /// What was received.
        q: f64,
    },
}
