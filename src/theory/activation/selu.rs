//! SELU: ELU with the two constants that make (0, 1) a fixed point of mean and variance.

use crate::num::Interval;
use crate::num::vector;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::Elu;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::elu::elu;
use crate::theory::activation::elu::elu_slope;
use crate::theory::activation::input::exactly;

/// The scaled exponential linear unit, SELU.
///
/// # Definition
/// φ(x) = λ·ELU_α(x) with α = [`Selu::ALPHA`] and λ = [`Selu::LAMBDA`].
///
/// # Moments
/// λ^n times those of [`Elu`]. The constants solve E φ = 0, E φ² = 1 at q = 1.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// let (mean, second) = (Selu.mean(1.0).unwrap(), Selu.second_moment(1.0).unwrap());
/// assert!(mean.contains(0.0) && second.contains(1.0) && second.radius() < 1e-13);
/// ```
///
/// # References
/// G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter (2017), "Self-normalizing neural
/// networks", eq. 2.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Selu;

impl Selu {
    /// α = 1.6732632423543772848170429916717…, the double nearest to the digits that the authors
    /// published with their code; in closed form it is −√(2/π)/(e^½·erfc(1/√2) − 1).
    pub const ALPHA: f64 = 1.673_263_242_354_377_2;

    /// λ = 1.0507009873554804934193349852946…, from the same source.
    pub const LAMBDA: f64 = 1.050_700_987_355_480_5;

    const ELU: Elu = Elu::with_alpha(Self::ALPHA);

    /// λ^n.
    fn power(n: u32) -> Interval {
        exactly(Self::LAMBDA).powi(n)
    }
}

impl Activation for Selu {
    fn name(&self) -> &'static str {
        "selu"
    }

    fn value(&self, x: f64) -> f64 {
        vector::at(x, selu)
    }

    fn derivative(&self, x: f64) -> f64 {
        vector::at(x, slope)
    }

    fn apply(&self, values: &mut [f64]) {
        vector::map(values, selu);
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        vector::map(values, slope);
    }

    fn unsaturated(&self) -> (f64, f64) {
        let (low, high) = Self::ELU.unsaturated();
        (low * Self::LAMBDA, high)
    }
}

/// λ·ELU.
#[inline(always)]
fn selu(x: f64) -> f64 {
    Selu::LAMBDA * elu(Selu::ALPHA, x)
}

/// λ·ELU′.
#[inline(always)]
fn slope(x: f64) -> f64 {
    Selu::LAMBDA * elu_slope(Selu::ALPHA, x)
}

impl GaussianMoments for Selu {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(Self::power(1) * Self::ELU.mean(q)?)
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(Self::power(2) * Self::ELU.second_moment(q)?)
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(Self::power(3) * Self::ELU.third_moment(q)?)
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(Self::power(4) * Self::ELU.fourth_moment(q)?)
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(Self::power(2) * Self::ELU.derivative_second_moment(q)?)
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(Self::power(2) * Self::ELU.second_moment_slope(q)?)
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(Self::power(2) * Self::ELU.second_moment_curvature(q)?)
    }
}
