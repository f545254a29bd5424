//! What a dataset and settings come to: updates, radius, margin, and which mistake bounds hold.
//!
//! It searches for no dataset.

use crate::learning::perceptron::Boundary;
use crate::learning::perceptron::Known;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::Separation;
use crate::learning::perceptron::Settings;
use crate::learning::perceptron::Trace;
use crate::learning::perceptron::separate;
use crate::learning::perceptron::train;
use crate::num::Rational;

/// A training run beside the geometry of its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Examination {
    /// The run.
    pub trace: Trace,
    /// R² = max ‖x‖².
    pub radius_squared: Rational,
    /// Whether and how widely the classes are apart: by any plane if a bias is learned, by planes
    /// through the origin if not.
    pub separation: Separation,
}

/// A bound on the number of updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// 1/γ² where R ≤ 1, as the slides have it.
    InverseMargin,
    /// R²/γ² (A. B. J. Novikoff 1962): true without a bias.
    Novikoff,
    /// (R² + 1)(1 + b*²)/γ²: Novikoff's theorem for the points (x, 1), true with a bias.
    Corrected,
}

impl Bound {
    /// All bounds.
    pub const ALL: [Self; 3] = [Self::InverseMargin, Self::Novikoff, Self::Corrected];

    /// The formula, for readers.
    #[must_use]
    pub fn formula(self) -> &'static str {
        match self {
            Self::InverseMargin => "1/γ²",
            Self::Novikoff => "R²/γ²",
            Self::Corrected => "(R² + 1)(1 + b*²)/γ²",
        }
    }

    /// Whether it is a theorem about runs of these settings, so that a run beyond it is a bug of
    /// this crate: the corrected bound always, the others without a bias.
    #[must_use]
    pub fn is_theorem(self, settings: &Settings) -> bool {
        self == Self::Corrected || !settings.learns_bias
    }
}

impl Examination {
    /// Trains, and measures the data.
    ///
    /// # Errors
    /// Those of [`train`]; `Arithmetic` where R² leaves 128 bits.
    ///
    /// # Example
    /// The bound of the slides fails at margin 1, and the corrected one is attained:
    /// ```
    /// use varprop::learning::perceptron::{Bound, Examination, Label, Sample, Samples, Settings};
    /// use varprop::num::Rational;
    /// let sample = |x: i64, label| Sample { features: vec![Rational::integer(x)], label };
    /// let samples = Samples::new(vec![sample(1, Label::Plus), sample(-1, Label::Minus)])?;
    /// let examination = Examination::of(&samples, &Settings::default())?;
    /// assert_eq!(examination.holds(Bound::InverseMargin), Some(false));
    /// assert_eq!(examination.holds(Bound::Corrected), Some(true));
    /// assert_eq!(examination.bound(Bound::Corrected), Some(Rational::integer(2).into()));
    /// # Ok::<(), varprop::learning::perceptron::PerceptronError>(())
    /// ```
    pub fn of(samples: &Samples, settings: &Settings) -> Result<Self, PerceptronError> {
        let separation = separate(samples, boundary(settings))?;
        Self::with(separation, samples, settings)
    }

    /// The same where a plane is known to separate the classes; nothing elsewhere, where a run
    /// would go on to the last pass.
    ///
    /// # Errors
    /// Those of [`Self::of`].
    pub fn of_separable(
        samples: &Samples,
        settings: &Settings,
    ) -> Result<Option<Self>, PerceptronError> {
        let separation = separate(samples, boundary(settings))?;
        match separation.is_separable() {
            Some(true) => Self::with(separation, samples, settings).map(Some),
            _ => Ok(None),
        }
    }

    fn with(
        separation: Separation,
        samples: &Samples,
        settings: &Settings,
    ) -> Result<Self, PerceptronError> {
        Ok(Self {
            trace: train(samples, settings)?,
            radius_squared: samples.radius_squared()?,
            separation,
        })
    }

    /// The value of a bound; none where it says nothing: without a margin, or for 1/γ² where
    /// R > 1.
    #[must_use]
    pub fn bound(&self, bound: Bound) -> Option<Known> {
        let separator = self.separation.separator()?;
        let one = Known::Exact(Rational::ONE);
        let radius_squared = Known::Exact(self.radius_squared);
        let numerator = match bound {
            Bound::InverseMargin if Rational::ONE < self.radius_squared => return None,
            Bound::InverseMargin => one,
            Bound::Novikoff => radius_squared,
            Bound::Corrected => {
                let points = radius_squared.plus(one);
                points.times(separator.bias_squared.plus(one))
            }
        };
        Some(numerator.over(separator.margin_squared))
    }

    /// Whether the updates made so far are within a bound; nothing where it says nothing or the
    /// margin is enclosed too loosely to tell.
    #[must_use]
    pub fn holds(&self, bound: Bound) -> Option<bool> {
        Known::Exact(self.updates()).is_at_most(self.bound(bound)?)
    }

    /// How many updates were made.
    #[must_use]
    pub fn updates(&self) -> Rational {
        // A trace holds at most 2²⁴ numbers.
        Rational::integer(self.trace.updates.len() as i64)
    }
}

/// The planes that a run can reach.
fn boundary(settings: &Settings) -> Boundary {
    match settings.learns_bias {
        true => Boundary::Affine,
        false => Boundary::Homogeneous,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::perceptron::Arrangement;
    use crate::learning::perceptron::orthonormal;
    use crate::learning::perceptron::specimen::samples;

    fn of(text: &str) -> Examination {
        Examination::of(&samples(text), &Settings::default()).unwrap()
    }

    #[test]
    fn unit_vectors_make_two_n_minus_two_updates_of_two_n_allowed() {
        for (n, updates) in [(4, 6), (16, 30), (64, 126)] {
            let samples = orthonormal(n, Arrangement::Grouped).unwrap();
            let examination = Examination::of(&samples, &Settings::default()).unwrap();
            assert_eq!(examination.trace.updates.len(), updates);
            let n = n as i64;
            let value = |bound| examination.bound(bound).unwrap();
            assert_eq!(value(Bound::InverseMargin), Rational::integer(n).into());
            assert_eq!(value(Bound::Corrected), Rational::integer(2 * n).into());
            assert_eq!(examination.holds(Bound::InverseMargin), Some(false));
            assert_eq!(examination.holds(Bound::Corrected), Some(true));
        }
    }

    #[test]
    fn alternating_unit_vectors_make_n_updates() {
        for n in [4, 16] {
            let samples = orthonormal(n, Arrangement::Alternating).unwrap();
            let examination = Examination::of(&samples, &Settings::default()).unwrap();
            assert_eq!(examination.trace.updates.len(), n);
            assert_eq!(examination.holds(Bound::InverseMargin), Some(true));
        }
    }

    #[test]
    fn five_updates_exceed_a_bound_of_four() {
        let examination = of("1 +; 0 -");
        assert_eq!(examination.trace.updates.len(), 5);
        assert_eq!(
            examination.bound(Bound::InverseMargin),
            Some(Rational::integer(4).into())
        );
        // (1 + 1)(1 + 1/4)·4.
        assert_eq!(
            examination.bound(Bound::Corrected),
            Some(Rational::integer(10).into())
        );
    }

    #[test]
    fn only_the_corrected_bound_is_a_theorem_with_a_bias() {
        let with = Settings::default();
        let without = Settings {
            learns_bias: false,
            ..Settings::default()
        };
        let theorems = |settings| Bound::ALL.map(|bound| bound.is_theorem(settings));
        assert_eq!(theorems(&with), [false, false, true]);
        assert_eq!(theorems(&without), [true; 3]);
    }

    #[test]
    fn a_bound_says_nothing_outside_its_premises() {
        assert_eq!(of("2 +; -2 -").holds(Bound::InverseMargin), None);
        assert_eq!(of("2 +; -2 -").holds(Bound::Novikoff), Some(true));
        assert_eq!(of("1 +; 1 -").holds(Bound::Corrected), None);
        assert_eq!(of("1 +; 2 +").holds(Bound::Corrected), None);
    }

    #[test]
    fn the_boundary_that_is_found_may_be_narrower_than_the_widest() {
        let data = samples("1 0 +; 0 0 -; 1 0.5 +");
        let examination = Examination::of(&data, &Settings::default()).unwrap();
        let plane = crate::learning::perceptron::Plane {
            weights: examination.trace.weights.clone(),
            bias: examination.trace.bias,
        };
        // w = (2, 1/2), b = −1: 1/√(17/4) = 0.4850713 against 1/2.
        let found = plane.margin_squared(&data).unwrap().unwrap();
        assert_eq!(found, Rational::new(4, 17).unwrap());
        let widest = examination.separation.separator().unwrap().margin_squared;
        assert_eq!(widest, Rational::new(1, 4).unwrap().into());
    }
}
