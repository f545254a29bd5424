//! Families of datasets whose number of updates is known. It trains none of them.

use crate::learning::perceptron::Label;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;
use crate::num::Rational;

/// In which order the classes come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrangement {
    /// All of one class, then all of the other.
    #[default]
    Grouped,
    /// One of each in turn.
    Alternating,
}

/// The n unit vectors e₁, …, eₙ of ℝⁿ, half of them + and half −.
///
/// R = 1 and γ² = 1/n. In the grouped order the perceptron with a bias makes 2n − 2 updates from
/// n = 4 on, which is nearly twice 1/γ² and nearly the corrected bound 2n; alternating it makes n.
///
/// # Errors
/// `NoSample` for n = 0.
///
/// # Example
/// ```
/// use varprop::learning::perceptron::{Arrangement, Settings, orthonormal, train};
/// let samples = orthonormal(16, Arrangement::Grouped)?;
/// assert_eq!(train(&samples, &Settings::default())?.updates.len(), 30);
/// # Ok::<(), varprop::learning::perceptron::PerceptronError>(())
/// ```
pub fn orthonormal(n: usize, arrangement: Arrangement) -> Result<Samples, PerceptronError> {
    let is_plus = |place: usize| match arrangement {
        Arrangement::Grouped => 2 * place < n,
        Arrangement::Alternating => place.is_multiple_of(2),
    };
    let sample = |place: usize| Sample {
        features: (0..n)
            .map(|k| {
                if k == place {
                    Rational::ONE
                } else {
                    Rational::ZERO
                }
            })
            .collect(),
        label: if is_plus(place) {
            Label::Plus
        } else {
            Label::Minus
        },
    };
    Samples::new((0..n).map(sample).collect())
}
