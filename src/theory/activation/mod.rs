//! Activations, one file each: value, derivative, Gaussian moments, gain.
//!
//! To add one: a file, a `mod` line, an entry in [`ALL`].
//! Nothing here is simulated; the recursion over layers lives in `theory::mean_field`.

mod cos;
mod elu;
mod erf;
mod gain;
mod gelu;
mod identity;
mod input;
mod leaky_relu;
#[cfg(test)]
mod oracle;
mod property;
mod registry;
mod relu;
mod selu;
mod sigmoid;
mod silu;
mod sin;
mod softplus;
mod step;
mod tanh;
#[cfg(test)]
mod tests;

pub use cos::Cos;
pub use elu::Elu;
pub use erf::Erf;
pub use gain::gain;
pub use gain::kurtosis;
pub use gain::saturated_probability;
pub use gain::saturation_probability;
pub use gain::variance_gain;
pub use gelu::Gelu;
pub use identity::Identity;
pub use leaky_relu::LeakyRelu;
pub use property::Properties;
pub use property::properties;
pub use registry::ALL;
pub use registry::BoxedActivation;
pub use registry::Entry;
pub use registry::parse;
pub use relu::Relu;
pub use selu::Selu;
pub use sigmoid::Sigmoid;
pub use silu::Silu;
pub use sin::Sin;
pub use softplus::Softplus;
pub use step::Step;
pub use tanh::Tanh;

use crate::num::Interval;
use crate::spec::SpecError;
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

    /// φ′(x); at a kink the value that PyTorch uses (0 for ReLU at 0). NaN for NaN, as φ itself:
    /// a lost signal must not look like a slope.
    fn derivative(&self, x: f64) -> f64;

    /// φ over a slice, in place; the same bits as [`Activation::value`] on each.
    fn apply(&self, values: &mut [f64]) {
        values.iter_mut().for_each(|x| *x = self.value(*x));
    }

    /// φ′ over a slice, in place; the same bits as [`Activation::derivative`] on each.
    fn apply_derivative(&self, values: &mut [f64]) {
        values.iter_mut().for_each(|x| *x = self.derivative(*x));
    }

    /// [b, a] where φ(x) = a·x for x > 0 and b·x for x ≤ 0; `None` for any other φ.
    ///
    /// Such a φ commutes with positive factors, φ(t·x) = t·φ(x), and xφ′(x) = φ(x).
    fn half_line_slopes(&self) -> Option<[f64; 2]> {
        None
    }

    /// The outputs of units that are not saturated, (low, high): within 1 % of its asymptotes'
    /// distance of an asymptote a unit is (|tanh| > 0.99 counts as saturated by the textbooks).
    /// (−∞, ∞) where φ has none.
    fn unsaturated(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    /// Whether a unit with this output is saturated: outside [`Activation::unsaturated`].
    fn is_saturated(&self, output: f64) -> bool {
        let (low, high) = self.unsaturated();
        output < low || high < output
    }
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

    /// E[φ(√q z)³].
    ///
    /// # Errors
    /// As [`GaussianMoments::mean`].
    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError>;

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
    /// As [`GaussianMoments::mean`]. At q = 0 the limit, or an error where that is infinite.
    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError>;

    /// Var[φ(√q z)].
    ///
    /// # Errors
    /// As [`GaussianMoments::mean`].
    fn variance(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(self.second_moment(q)? - self.mean(q)?.square())
    }

    /// E[(φ − E φ)⁴] = E φ⁴ − 4·E φ·E φ³ + 6(E φ)²·E φ² − 3(E φ)⁴.
    ///
    /// # Errors
    /// As [`GaussianMoments::mean`].
    fn fourth_central_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let mean = self.mean(q)?;
        let (second, third) = (self.second_moment(q)?, self.third_moment(q)?);
        let [three, four, six] = [3.0, 4.0, 6.0].map(Interval::point);
        let corrections = four * mean * third + three * mean.powi(4);
        Ok(self.fourth_moment(q)? + six * mean.square() * second - corrections)
    }

    /// Whether φ never decreases: `false` for those with a dip below 0, such as GELU.
    fn is_monotone(&self) -> bool {
        true
    }
}

/// Why an activation, or a moment of one, cannot be given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ActivationError {
    /// The second moment of the pre-activation is negative, infinite or NaN.
    #[error("q must be a finite number, at least 0, got {q}")]
    SecondMoment {
        /// What was received.
        q: f64,
    },
    /// The second derivative of E φ² has no finite limit at q = 0.
    #[error("the curvature of the second moment of {activation} is infinite at q = 0; give q > 0")]
    InfiniteCurvature {
        /// The activation's name.
        activation: &'static str,
    },
    /// The event is an interval only for a monotone φ.
    #[error("{activation} is not monotone, and only a monotone activation has one threshold")]
    NotMonotone {
        /// The activation's name.
        activation: &'static str,
    },
    /// A parameter out of range.
    #[error("{activation} takes {allowed}, got {value}")]
    Parameter {
        /// The activation's name.
        activation: &'static str,
        /// What was received.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// The text does not name an activation with its parameters.
    #[error(transparent)]
    Spec(#[from] SpecError),
}

impl ActivationError {
    /// The stable code of the variant.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SecondMoment { .. } => "second-moment",
            Self::InfiniteCurvature { .. } => "infinite-curvature",
            Self::NotMonotone { .. } => "not-monotone",
            Self::Parameter { .. } => "activation-parameter",
            Self::Spec(error) => error.code(),
        }
    }
}
