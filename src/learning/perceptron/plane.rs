//! A plane w·x + b = 0 and how far samples lie from it. It does not search for one.

use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::scalar::dot;
use crate::num::Rational;

/// w·x + b; a boundary only where w is not 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plane {
    /// w.
    pub weights: Vec<Rational>,
    /// b.
    pub bias: Rational,
}

impl Plane {
    /// w·x + b.
    ///
    /// # Errors
    /// `Arithmetic` where a number leaves 128 bits.
    pub fn activation(&self, features: &[Rational]) -> Result<Rational, PerceptronError> {
        Ok(dot(&self.weights, features)?.checked_add(self.bias)?)
    }

    /// min yᵢ(w·xᵢ + b), positive exactly where the plane separates strictly; it scales with w.
    ///
    /// # Errors
    /// `Arithmetic` where a number leaves 128 bits.
    pub fn functional_margin(&self, samples: &Samples) -> Result<Rational, PerceptronError> {
        let mut least: Option<Rational> = None;
        for sample in samples.samples() {
            let sign = Rational::integer(sample.label.sign().into());
            let side = self.activation(&sample.features)?.checked_mul(sign)?;
            least = Some(least.map_or(side, |least| least.min(side)));
        }
        Ok(least.unwrap_or(Rational::ZERO))
    }

    /// Whether yᵢ(w·xᵢ + b) > 0 for every sample.
    ///
    /// # Errors
    /// `Arithmetic` where a number leaves 128 bits.
    pub fn separates(&self, samples: &Samples) -> Result<bool, PerceptronError> {
        Ok(Rational::ZERO < self.functional_margin(samples)?)
    }

    /// The squared distance of the nearest sample, (min yᵢ(w·xᵢ + b))²/‖w‖²; none unless the
    /// plane separates and w is not 0.
    ///
    /// # Errors
    /// `Arithmetic` where a number leaves 128 bits.
    pub fn margin_squared(&self, samples: &Samples) -> Result<Option<Rational>, PerceptronError> {
        let margin = self.functional_margin(samples)?;
        let length = dot(&self.weights, &self.weights)?;
        if margin <= Rational::ZERO || length.is_zero() {
            return Ok(None);
        }
        Ok(Some(margin.checked_mul(margin)?.checked_div(length)?))
    }

    /// b²/‖w‖², the squared distance of the plane from the origin.
    ///
    /// # Errors
    /// `Arithmetic` where a number leaves 128 bits or w is 0.
    pub fn bias_squared(&self) -> Result<Rational, PerceptronError> {
        let length = dot(&self.weights, &self.weights)?;
        Ok(self.bias.checked_mul(self.bias)?.checked_div(length)?)
    }
}
