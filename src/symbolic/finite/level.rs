//! The sizes of models to try, the smallest first, and the weights of their sources.

use crate::num::Rational;
use crate::symbolic::expr::Signature;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::candidate::Weights;
use crate::symbolic::finite::hypothesis;
use crate::symbolic::finite::layout::Layout;

/// One kind of candidates: a size, and whether they are enumerated or drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) struct Level {
    /// The value of each natural, in the order of their declaration.
    pub(in crate::symbolic::finite) naturals: Vec<i64>,
    /// Points of a source of chance, signs not counted.
    support: usize,
    shape: Shape,
    /// The largest absolute value.
    pub(in crate::symbolic::finite) magnitude: usize,
}

/// The weights of a source's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// All equal.
    Uniform,
    /// The last twice the others.
    Skew,
    /// As {−t, 0, t} needs them for a prescribed variance.
    Prescribed,
}

/// Larger values of open naturals are not tried.
const MAX_NATURAL: i64 = 3;
pub(in crate::symbolic::finite) fn levels(signature: &Signature) -> Vec<Level> {
    let mut levels = Vec::new();
    for support in 1..=4 {
        for naturals in naturals(signature) {
            for shape in [Shape::Uniform, Shape::Prescribed, Shape::Skew] {
                for magnitude in [1, 2] {
                    levels.push(Level {
                        naturals: naturals.clone(),
                        support,
                        shape,
                        magnitude,
                    });
                }
            }
        }
    }
    levels.retain(|level| level.support > 1 || level.shape == Shape::Uniform);
    levels
}

/// The values to try for the naturals, the smallest sum first.
fn naturals(signature: &Signature) -> Vec<Vec<i64>> {
    let mut choices = vec![Vec::new()];
    for natural in signature.naturals() {
        let range: Vec<i64> = match natural.value {
            Some(value) => vec![i64::from(value)],
            None => (1..=MAX_NATURAL).collect(),
        };
        let longer = |choice: &Vec<i64>| -> Vec<Vec<i64>> {
            let with = |value: &i64| choice.iter().copied().chain([*value]).collect();
            range.iter().map(with).collect()
        };
        choices = choices.iter().flat_map(longer).take(81).collect();
    }
    choices.sort_by_key(|choice| choice.iter().sum::<i64>());
    choices
}

/// The weights of all sources at a level; `None` if the level's shape changes nothing.
pub(in crate::symbolic::finite) fn weights(
    signature: &Signature,
    layout: &Layout,
    level: &Level,
    numbers: &Model,
) -> Result<Option<Weights>, ModelError> {
    let uniform = normalized(&vec![1; level.support])?;
    let mut all = Vec::new();
    for source in 0..layout.sources.len() {
        all.push(match level.shape {
            Shape::Uniform => uniform.clone(),
            Shape::Skew => {
                let mut parts = vec![1; level.support];
                parts[level.support - 1] = 2;
                normalized(&parts)?
            }
            Shape::Prescribed => prescribed(signature, layout, level, numbers, source)?
                .unwrap_or_else(|| uniform.clone()),
        });
    }
    let changed = level.shape == Shape::Uniform || all.iter().any(|weights| *weights != uniform);
    Ok(changed.then_some(all))
}

fn normalized(parts: &[i64]) -> Result<Vec<Rational>, ModelError> {
    let total = i128::from(parts.iter().sum::<i64>());
    let weights = parts
        .iter()
        .map(|part| Rational::new(i128::from(*part), total));
    Ok(weights.collect::<Result<_, _>>()?)
}

/// Weights p, 1 − 2p, p with p = c/(2t²), which give {−t, 0, t} the variance c, for the least
/// whole t with c ≤ t²; with a fair sign the points are t and 0.
fn prescribed(
    signature: &Signature,
    layout: &Layout,
    level: &Level,
    numbers: &Model,
    source: usize,
) -> Result<Option<Vec<Rational>>, ModelError> {
    let users = layout
        .entities
        .iter()
        .filter(|entity| entity.sources.contains(&source));
    let mut spreads =
        users.filter_map(|entity| hypothesis::prescribed_spread(signature, &entity.name, numbers));
    let Some(spread) = spreads.next().filter(|c| *c > Rational::ZERO) else {
        return Ok(None);
    };
    let squares = (1..=1000).map(|t: i64| Rational::integer(t * t));
    let Some(square) = squares.into_iter().find(|square| spread <= *square) else {
        return Ok(None);
    };
    let outer = spread.checked_div(square)?;
    let middle = Rational::ONE.checked_sub(outer)?;
    let half = outer.checked_div(Rational::integer(2))?;
    let signed = layout
        .sources
        .get(source)
        .is_some_and(|source| source.signed);
    Ok(match (signed, level.support) {
        (true, 2) => Some(vec![outer, middle]),
        (false, 3) => Some(vec![half, middle, half]),
        _ => None,
    })
}

impl Level {
    /// How many integers lie within the magnitude.
    pub(in crate::symbolic::finite) fn digit_base(&self) -> usize {
        2 * self.magnitude + 1
    }
}

/// 0, 1, −1, 2, −2, …
pub(in crate::symbolic::finite) fn small_integer(digit: usize) -> Rational {
    let magnitude = digit.div_ceil(2) as i64;
    Rational::integer(if digit % 2 == 1 {
        magnitude
    } else {
        -magnitude
    })
}
