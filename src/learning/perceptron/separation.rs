//! Whether two classes can be separated by a plane, with a certificate either way, and how widely.
//!
//! It trains nothing. Every certificate has been checked in rationals before it is handed out.

use crate::learning::perceptron::Known;
use crate::learning::perceptron::Label;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Plane;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::enclosure;
use crate::learning::perceptron::known::unless_overflow;
use crate::learning::perceptron::nearest::Cloud;
use crate::learning::perceptron::nearest::Nearest;
use crate::learning::perceptron::nearest::nearest;
use crate::learning::perceptron::oracle;
use crate::learning::perceptron::scalar::dot;
use crate::num::Interval;
use crate::num::Rational;
use crate::num::RationalError;

/// Which planes are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Boundary {
    /// w·x + b = 0.
    #[default]
    Affine,
    /// w·x = 0, through the origin.
    Homogeneous,
}

/// Whether a plane separates the classes.
#[derive(Clone, Debug, PartialEq)]
pub enum Separation {
    /// There is one class only: the plane w = 0, b = ±1 puts every sample on its side, and no
    /// margin is defined, since b may grow without end at ‖w‖ = 1.
    OneClass(Plane),
    /// A plane separates them strictly.
    Separable(Separator),
    /// No plane does: λ ≥ 0, one a sample, with Σ λᵢyᵢ(xᵢ, 1) = 0 and Σ λᵢ = 1 (P. Gordan 1873).
    /// For planes through the origin, Σ λᵢyᵢxᵢ = 0.
    Inseparable(Vec<Rational>),
    /// Exact arithmetic left 128 bits and doubles do not tell; γ² lies here, 0 for inseparable.
    Undecided(Interval),
}

/// A plane and its margin, the largest there is where it is exact.
#[derive(Clone, Debug, PartialEq)]
pub struct Separator {
    /// The plane.
    pub plane: Plane,
    /// γ², the largest smallest yᵢ(w·xᵢ + b)² at ‖w‖ = 1: a quarter of the squared distance of the
    /// hulls of the classes. Where it is enclosed, its lower end is what `plane` attains.
    pub margin_squared: Known,
    /// b*² = b²/‖w‖² of `plane`.
    pub bias_squared: Known,
}

/// Fewer samples than this need no guess: the exact method is done in no time.
const ORACLE_FROM: usize = 12;

/// Separates the classes, or shows that it cannot be done.
///
/// The point of the difference of both hulls that is nearest to 0 answers both questions: at
/// distance 2γ it is the normal of the widest plane, at distance 0 its multipliers are the
/// certificate. An active-set method in doubles guesses which samples carry it; the rest is rational.
///
/// # Errors
/// Only for what [`Samples`] excludes.
///
/// # Example
/// ```
/// use varprop::learning::perceptron::{BooleanFunction, Boundary, Separation, separate};
/// use varprop::num::Rational;
/// let xor = BooleanFunction::named("xor").unwrap().samples()?;
/// let quarter = Rational::new(1, 4)?;
/// let answer = separate(&xor, Boundary::Affine)?;
/// assert_eq!(answer, Separation::Inseparable(vec![quarter; 4]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// K. P. Bennett and E. J. Bredensteiner (2000), "Duality and geometry in SVM classifiers".
pub fn separate(samples: &Samples, boundary: Boundary) -> Result<Separation, PerceptronError> {
    if boundary == Boundary::Affine && !samples.has_both_classes() {
        return Ok(Separation::OneClass(one_sided(samples)));
    }
    let (cloud, unit) = match unless_overflow(cloud(samples, boundary))? {
        Some(scaled) => scaled,
        None => (plain_cloud(samples, boundary)?, Rational::ONE),
    };
    let guess = (ORACLE_FROM <= samples.samples().len())
        .then(|| oracle::multipliers(&cloud))
        .flatten();
    let hint = guess.as_deref().map(oracle::hint).unwrap_or_default();
    let exact =
        nearest(&cloud, &hint).and_then(|nearest| answer(samples, boundary, &nearest, unit));
    match unless_overflow(exact)? {
        Some(separation) => Ok(separation),
        None => {
            let guess = guess.or_else(|| oracle::multipliers(&cloud));
            Ok(enclosure::separation(
                samples,
                boundary,
                &guess.unwrap_or_default(),
            ))
        }
    }
}

/// Whether λ shows that no plane separates: λ ≥ 0, Σ λ = 1, Σ λᵢyᵢ(xᵢ, 1) = 0, exactly.
///
/// Then 0 < Σ λᵢyᵢ(w·xᵢ + b) = 0 for every plane that separates.
///
/// # Errors
/// `Arithmetic` where a number leaves 128 bits.
pub fn shows_inseparable(
    samples: &Samples,
    multipliers: &[Rational],
    boundary: Boundary,
) -> Result<bool, PerceptronError> {
    let cloud = plain_cloud(samples, boundary)?;
    let negative = multipliers.iter().any(|m| *m < Rational::ZERO);
    if negative || multipliers.len() != samples.samples().len() {
        return Ok(false);
    }
    let (mut total, mut bias) = (Rational::ZERO, Rational::ZERO);
    let mut sum = vec![Rational::ZERO; samples.dimension()];
    for ((sample, vector), multiplier) in samples
        .samples()
        .iter()
        .zip(&cloud.vectors)
        .zip(multipliers)
    {
        total = total.checked_add(*multiplier)?;
        let sign = Rational::integer(sample.label.sign().into());
        bias = bias.checked_add(sign.checked_mul(*multiplier)?)?;
        for (sum, x) in sum.iter_mut().zip(vector) {
            *sum = sum.checked_add(multiplier.checked_mul(*x)?)?;
        }
    }
    let balanced = boundary == Boundary::Homogeneous || bias.is_zero();
    Ok(total == Rational::ONE && balanced && sum.iter().all(|x| x.is_zero()))
}

impl Separation {
    /// Whether a plane separates the classes; nothing where that is undecided.
    #[must_use]
    pub fn is_separable(&self) -> Option<bool> {
        match self {
            Self::OneClass(_) | Self::Separable(_) => Some(true),
            Self::Inseparable(_) => Some(false),
            Self::Undecided(_) => None,
        }
    }

    /// The separator, where both classes are there and apart.
    #[must_use]
    pub fn separator(&self) -> Option<&Separator> {
        match self {
            Self::Separable(separator) => Some(separator),
            _ => None,
        }
    }
}

/// w = 0 and b = y.
fn one_sided(samples: &Samples) -> Plane {
    let label = samples
        .samples()
        .first()
        .map_or(Label::Plus, |sample| sample.label);
    Plane {
        weights: vec![Rational::ZERO; samples.dimension()],
        bias: Rational::integer(label.sign().into()),
    }
}

/// yᵢxᵢ, in groups by class, or in one group for planes through the origin.
pub(in crate::learning::perceptron) fn plain_cloud(
    samples: &Samples,
    boundary: Boundary,
) -> Result<Cloud, PerceptronError> {
    let mut vectors = Vec::new();
    for sample in samples.samples() {
        let sign = Rational::integer(sample.label.sign().into());
        let vector = sample.features.iter().map(|x| x.checked_mul(sign));
        vectors.push(vector.collect::<Result<_, RationalError>>()?);
    }
    let (n_groups, groups) = match boundary {
        Boundary::Affine => {
            let group = |sample: &Sample| usize::from(sample.label.bit());
            (2, samples.samples().iter().map(group).collect())
        }
        Boundary::Homogeneous => (1, vec![0; vectors.len()]),
    };
    Ok(Cloud {
        vectors,
        groups,
        n_groups,
    })
}

/// The vectors times the least common denominator, and that denominator: whole numbers stay
/// small, and sums of them are quick.
fn cloud(samples: &Samples, boundary: Boundary) -> Result<(Cloud, Rational), PerceptronError> {
    let mut cloud = plain_cloud(samples, boundary)?;
    let mut unit = Rational::ONE;
    for x in cloud.vectors.iter().flatten() {
        // The denominator of unit·x is what the unit still lacks.
        let lacking = Rational::new(unit.checked_mul(*x)?.denominator(), 1)?;
        unit = unit.checked_mul(lacking)?;
    }
    for x in cloud.vectors.iter_mut().flatten() {
        *x = x.checked_mul(unit)?;
    }
    Ok((cloud, unit))
}

/// The answer in the samples' own units, each certificate checked against the samples.
fn answer(
    samples: &Samples,
    boundary: Boundary,
    nearest: &Nearest,
    unit: Rational,
) -> Result<Separation, PerceptronError> {
    let length = dot(&nearest.point, &nearest.point)?;
    if length.is_zero() {
        let groups = Rational::integer(if boundary == Boundary::Affine { 2 } else { 1 });
        let shares = nearest.multipliers.iter().map(|m| m.checked_div(groups));
        let shares = shares.collect::<Result<Vec<_>, _>>()?;
        return match shows_inseparable(samples, &shares, boundary)? {
            true => Ok(Separation::Inseparable(shares)),
            false => Err(RationalError::Overflow.into()),
        };
    }
    let plane = plane_of(nearest, unit)?;
    let Some(margin_squared) = plane.margin_squared(samples)? else {
        return Err(RationalError::Overflow.into());
    };
    Ok(Separation::Separable(Separator {
        bias_squared: plane.bias_squared()?.into(),
        margin_squared: margin_squared.into(),
        plane,
    }))
}

/// w·x + b in the samples' units, scaled so that every sample that carries the margin has
/// y(w·x + b) = 1: w = 2z/‖z‖² for two classes, z/‖z‖² for planes through the origin.
fn plane_of(nearest: &Nearest, unit: Rational) -> Result<Plane, PerceptronError> {
    let length = dot(&nearest.point, &nearest.point)?;
    let (groups, bias) = match nearest.levels.as_slice() {
        // −x·z ≥ first on the minus side, x·z ≥ second on the plus side.
        [minus, plus] => (2, minus.checked_sub(*plus)?.checked_div(length)?),
        _ => (1, Rational::ZERO),
    };
    let factor = Rational::integer(groups)
        .checked_mul(unit)?
        .checked_div(length)?;
    let weights = nearest.point.iter().map(|z| z.checked_mul(factor));
    Ok(Plane {
        weights: weights.collect::<Result<_, _>>()?,
        bias,
    })
}

#[cfg(test)]
mod tests;
