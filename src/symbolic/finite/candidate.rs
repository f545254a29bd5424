//! From weights of sources and a list of small integers to a model of a layout.

use crate::num::Rational;
use crate::num::RationalError;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::layout::Entity;
use crate::symbolic::finite::layout::Layout;

/// More points than a model may have.
const MAX_POINTS: usize = 1500;

/// The probabilities of each source's base points; a sign doubles them later.
pub(in crate::symbolic::finite) type Weights = Vec<Vec<Rational>>;

/// How many integers a model of this layout needs.
pub(in crate::symbolic::finite) fn entries(layout: &Layout, weights: &Weights) -> usize {
    let sizes = layout
        .entities
        .iter()
        .map(|entity| table_size(layout, entity, weights));
    sizes.fold(0, usize::saturating_add)
}

/// Puts the values, in the order of the entities' tables, on the space of all sources.
pub(in crate::symbolic::finite) fn build(
    layout: &Layout,
    weights: &Weights,
    points: &[Point],
    values: &[Rational],
    model: &mut Model,
) -> Result<(), ModelError> {
    model.probabilities = points.iter().map(|point| point.probability).collect();
    let mut rest = values;
    for entity in &layout.entities {
        let size = table_size(layout, entity, weights).min(rest.len());
        let (table, after) = rest.split_at(size);
        rest = after;
        for member in &entity.members {
            let at = |point| value_at(layout, entity, member, weights, table, point);
            let column = points
                .iter()
                .map(at)
                .collect::<Result<_, RationalError>>()?;
            model.values.insert(member.clone(), column);
        }
    }
    Ok(())
}

/// A point of the product space.
#[derive(Clone, Debug)]
pub(in crate::symbolic::finite) struct Point {
    probability: Rational,
    /// For each source, the outcome of each copy.
    outcomes: Vec<Vec<Outcome>>,
}

/// A base point of a source and its sign.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    base: usize,
    negative: bool,
}

/// All points of positive probability.
///
/// `TooLarge` beyond 1,500 points.
pub(in crate::symbolic::finite) fn points(
    layout: &Layout,
    weights: &Weights,
) -> Result<Vec<Point>, ModelError> {
    let mut points = vec![Point {
        probability: Rational::ONE,
        outcomes: Vec::new(),
    }];
    for (source, bases) in layout.sources.iter().zip(weights) {
        let outcomes = outcomes(bases, source.signed)?;
        points
            .iter_mut()
            .for_each(|point| point.outcomes.push(Vec::new()));
        for _ in &source.copies {
            points = extended(&points, &outcomes)?;
        }
    }
    Ok(points)
}

fn outcomes(bases: &[Rational], signed: bool) -> Result<Vec<(Outcome, Rational)>, ModelError> {
    let positive = bases
        .iter()
        .enumerate()
        .filter(|(_, weight)| !weight.is_zero());
    let half = Rational::new(1, 2)?;
    let mut outcomes = Vec::new();
    for (base, weight) in positive {
        let weight = if signed {
            weight.checked_mul(half)?
        } else {
            *weight
        };
        let signs: &[bool] = if signed { &[false, true] } else { &[false] };
        let with_sign = |negative: &bool| Outcome {
            base,
            negative: *negative,
        };
        outcomes.extend(signs.iter().map(|sign| (with_sign(sign), weight)));
    }
    Ok(outcomes)
}

/// Each point once for each outcome of one more copy of the last source.
fn extended(points: &[Point], outcomes: &[(Outcome, Rational)]) -> Result<Vec<Point>, ModelError> {
    if points.len() * outcomes.len() > MAX_POINTS {
        return Err(ModelError::TooLarge { limit: MAX_POINTS });
    }
    let mut longer = Vec::with_capacity(points.len() * outcomes.len());
    for point in points {
        for (outcome, weight) in outcomes {
            let mut next = point.clone();
            next.probability = next.probability.checked_mul(*weight)?;
            if let Some(last) = next.outcomes.last_mut() {
                last.push(*outcome);
            }
            longer.push(next);
        }
    }
    Ok(longer)
}

/// How many outcomes of a source an entity tells apart.
fn outcomes_seen(layout: &Layout, entity: &Entity, weights: &Weights, source: usize) -> usize {
    let bases = weights.get(source).map_or(1, Vec::len);
    let signed = layout.sources.get(source).is_some_and(|s| s.signed);
    bases
        * if signed && entity.sign.is_none() {
            2
        } else {
            1
        }
}

fn table_size(layout: &Layout, entity: &Entity, weights: &Weights) -> usize {
    let sizes = entity.sources.iter();
    sizes
        .map(|source| outcomes_seen(layout, entity, weights, *source))
        .fold(1, usize::saturating_mul)
}

/// The value of a member at a point: its table's entry, with the sign if it is symmetric.
fn value_at(
    layout: &Layout,
    entity: &Entity,
    member: &Member,
    weights: &Weights,
    table: &[Rational],
    point: &Point,
) -> Result<Rational, RationalError> {
    let (mut place, mut negative) = (0, false);
    for source in &entity.sources {
        let Some(outcome) = outcome(layout, member, point, *source) else {
            continue;
        };
        let seen = outcomes_seen(layout, entity, weights, *source);
        let signed = layout.sources.get(*source).is_some_and(|s| s.signed);
        let code = if signed && entity.sign.is_none() {
            2 * outcome.base + usize::from(outcome.negative)
        } else {
            outcome.base
        };
        place = place * seen + code;
        negative |= entity.sign == Some(*source) && outcome.negative;
    }
    let value = table.get(place).copied().unwrap_or(Rational::ZERO);
    if negative {
        value.checked_neg()
    } else {
        Ok(value)
    }
}

/// The outcome of the member's own copy of a source, or of its first copy.
fn outcome(layout: &Layout, member: &Member, point: &Point, source: usize) -> Option<Outcome> {
    let copies = &layout.sources.get(source)?.copies;
    let own = copies.iter().position(|indices| *indices == member.indices);
    point.outcomes.get(source)?.get(own.unwrap_or(0)).copied()
}
