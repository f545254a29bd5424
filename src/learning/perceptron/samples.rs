//! Labelled points of one dimension. It separates and trains nothing.

use crate::learning::perceptron::Label;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Scalar;
use crate::learning::perceptron::scalar::dot;
use crate::num::Rational;
use std::fmt;

/// A point x ∈ ℚᵈ, or in doubles, and its class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample<S = Rational> {
    /// The coordinates of x.
    pub features: Vec<S>,
    /// The class y.
    pub label: Label,
}

/// At least one sample, all of one dimension d ≥ 1.
///
/// # Example
/// ```
/// use varprop::learning::perceptron::{Label, Sample, Samples};
/// use varprop::num::Rational;
/// let sample = |x: i64, label| Sample { features: vec![Rational::integer(x)], label };
/// let samples = Samples::new(vec![sample(2, Label::Plus), sample(-1, Label::Minus)])?;
/// assert_eq!(samples.radius_squared()?, Rational::integer(4));
/// assert!(samples.has_both_classes());
/// # Ok::<(), varprop::learning::perceptron::PerceptronError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Samples<S = Rational> {
    samples: Vec<Sample<S>>,
    dimension: usize,
}

impl<S: Scalar> Samples<S> {
    /// These samples, in this order.
    ///
    /// # Errors
    /// `NoSample`, `NoFeature`, `Dimension` where a sample differs from the first, `NotFinite`
    /// for a NaN or an infinite double.
    pub fn new(samples: Vec<Sample<S>>) -> Result<Self, PerceptronError> {
        let dimension = match samples.first() {
            None => return Err(PerceptronError::NoSample),
            Some(first) => first.features.len(),
        };
        if dimension == 0 {
            return Err(PerceptronError::NoFeature);
        }
        for (place, sample) in samples.iter().enumerate() {
            check(place, sample, dimension)?;
        }
        Ok(Self { samples, dimension })
    }

    /// The samples in their order, at least one.
    #[must_use]
    pub fn samples(&self) -> &[Sample<S>] {
        &self.samples
    }

    /// d, the number of features, at least 1.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Whether each class has a sample.
    #[must_use]
    pub fn has_both_classes(&self) -> bool {
        let has = |label| self.samples.iter().any(|sample| sample.label == label);
        has(Label::Minus) && has(Label::Plus)
    }
}

impl Samples<Rational> {
    /// R² = max ‖x‖², exactly.
    ///
    /// # Errors
    /// `Arithmetic` where a square leaves 128 bits.
    pub fn radius_squared(&self) -> Result<Rational, PerceptronError> {
        let mut squares = self.samples.iter().map(|s| dot(&s.features, &s.features));
        squares.try_fold(Rational::ZERO, |most, square| Ok(most.max(square?)))
    }

    /// The same samples in doubles, each coordinate rounded.
    ///
    /// # Errors
    /// None today: a rational of 128 bits over 128 bits is a finite double.
    pub fn to_f64(&self) -> Result<Samples<f64>, PerceptronError> {
        let rounded = |sample: &Sample| Sample {
            features: sample.features.iter().map(|x| x.to_f64()).collect(),
            label: sample.label,
        };
        Samples::new(self.samples.iter().map(rounded).collect())
    }
}

impl fmt::Display for Samples<Rational> {
    /// `(1, 1/2) +, (0, 0) -`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, sample) in self.samples.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            let features: Vec<String> = sample.features.iter().map(ToString::to_string).collect();
            write!(f, "{comma}({}) {}", features.join(", "), sample.label)?;
        }
        Ok(())
    }
}

fn check<S: Scalar>(
    place: usize,
    sample: &Sample<S>,
    dimension: usize,
) -> Result<(), PerceptronError> {
    if sample.features.len() != dimension {
        return Err(PerceptronError::Dimension {
            sample: place,
            expected: dimension,
            received: sample.features.len(),
        });
    }
    match sample.features.iter().position(|x| !x.is_finite()) {
        None => Ok(()),
        Some(feature) => Err(PerceptronError::NotFinite {
            sample: place,
            feature,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample<S>(features: Vec<S>) -> Sample<S> {
        Sample {
            features,
            label: Label::Plus,
        }
    }

    fn code<S: Scalar>(samples: Vec<Sample<S>>) -> &'static str {
        Samples::new(samples).unwrap_err().code()
    }

    #[test]
    fn samples_without_a_number_or_of_two_dimensions_are_refused() {
        assert_eq!(code::<f64>(vec![]), "no-sample");
        assert_eq!(code::<f64>(vec![sample(vec![])]), "no-feature");
        let ragged = vec![sample(vec![1.0]), sample(vec![1.0, 2.0])];
        assert_eq!(code(ragged), "dimension");
        assert_eq!(code(vec![sample(vec![1.0, f64::NAN])]), "not-finite");
    }

    #[test]
    fn one_class_alone_is_not_both() {
        let samples = Samples::new(vec![sample(vec![Rational::ONE])]).unwrap();
        assert!(!samples.has_both_classes());
    }
}
