//! The product space of a layout's sources, and random variables as tables of values on it.

use crate::num::Rational;
use crate::num::RationalError;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::layout::Entity;
use crate::symbolic::finite::layout::Layout;
use crate::symbolic::finite::layout::Source;

/// The probabilities of each source's base points; a sign doubles them later.
pub(in crate::symbolic::finite) type Weights = Vec<Vec<Rational>>;

/// A finite space and where each member reads its value at each point.
#[derive(Clone, Debug)]
pub(in crate::symbolic::finite) struct Space {
    probabilities: Vec<Rational>,
    /// The size of each entity's table, in the order of the entities.
    pub(in crate::symbolic::finite) tables: Vec<usize>,
    columns: Vec<Reading>,
}

/// A member as places in a table, one a point.
#[derive(Clone, Debug)]
struct Reading {
    member: Member,
    entity: usize,
    places: Vec<(usize, bool)>,
}

/// A point while the space is built.
#[derive(Clone, Debug)]
struct Point {
    probability: Rational,
    /// For each source, the outcome of each copy.
    outcomes: Vec<Vec<Outcome>>,
}

/// A base point of a source and its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcome {
    base: usize,
    negative: bool,
}

impl Space {
    /// The space of all sources.
    ///
    /// `TooLarge` beyond `limit` points.
    pub(in crate::symbolic::finite) fn new(
        layout: &Layout,
        weights: &Weights,
        limit: usize,
    ) -> Result<Self, ModelError> {
        let points = points(layout, weights, limit)?;
        let tables = layout.entities.iter();
        let tables = tables.map(|entity| table_size(layout, entity, weights));
        let mut columns = Vec::new();
        for (place, entity) in layout.entities.iter().enumerate() {
            for member in &entity.members {
                let at = |point| value_at(layout, entity, member, weights, point);
                columns.push(Reading {
                    member: member.clone(),
                    entity: place,
                    places: points.iter().map(at).collect(),
                });
            }
        }
        Ok(Self {
            probabilities: points.iter().map(|point| point.probability).collect(),
            tables: tables.collect(),
            columns,
        })
    }

    /// How many integers a model of this layout needs.
    pub(in crate::symbolic::finite) fn entries(&self) -> usize {
        self.tables.iter().copied().fold(0, usize::saturating_add)
    }

    /// Puts the values, in the order of the entities' tables, on the space.
    pub(in crate::symbolic::finite) fn fill(
        &self,
        values: &[Rational],
        computed: &[Member],
        model: &mut Model,
    ) -> Result<(), RationalError> {
        model.probabilities.clone_from(&self.probabilities);
        let mut starts = Vec::with_capacity(self.tables.len());
        let mut start = 0_usize;
        for size in &self.tables {
            starts.push(start);
            start = start.saturating_add(*size);
        }
        for column in &self.columns {
            let start = starts.get(column.entity).copied().unwrap_or(0);
            let value = |(place, negative): &(usize, bool)| {
                let value = values.get(start + place).copied().unwrap_or(Rational::ZERO);
                if *negative {
                    value.checked_neg()
                } else {
                    Ok(value)
                }
            };
            let values = column.places.iter().map(value).collect::<Result<_, _>>()?;
            model.values.insert(column.member.clone(), values);
        }
        let zeros = vec![Rational::ZERO; self.probabilities.len()];
        for member in computed {
            model.values.insert(member.clone(), zeros.clone());
        }
        Ok(())
    }
}

/// All points of positive probability.
fn points(layout: &Layout, weights: &Weights, limit: usize) -> Result<Vec<Point>, ModelError> {
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
            points = extended(&points, &outcomes, source, limit)?;
        }
        if source.is_urn() {
            level_urn(&mut points)?;
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

/// Each point once for each outcome of one more copy of the last source; from an urn, only for
/// what is still in it.
fn extended(
    points: &[Point],
    outcomes: &[(Outcome, Rational)],
    source: &Source,
    limit: usize,
) -> Result<Vec<Point>, ModelError> {
    if points.len() * outcomes.len() > limit {
        return Err(ModelError::TooLarge { limit });
    }
    let mut longer = Vec::with_capacity(points.len() * outcomes.len());
    for point in points {
        for (outcome, weight) in outcomes {
            let drawn = point.outcomes.last();
            let drawn = drawn.is_some_and(|all| all.iter().any(|one| one.base == outcome.base));
            if source.is_urn() && drawn {
                continue;
            }
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

/// Scales the probabilities to the sum 1: an urn's outcomes have equal weights, so that all
/// orders without replacement are equally likely.
fn level_urn(points: &mut [Point]) -> Result<(), ModelError> {
    let mut total = Rational::ZERO;
    for point in points.iter() {
        total = total.checked_add(point.probability)?;
    }
    for point in points {
        point.probability = point.probability.checked_div(total)?;
    }
    Ok(())
}

/// How many outcomes of a source an entity tells apart.
fn outcomes_seen(layout: &Layout, entity: &Entity, weights: &Weights, source: usize) -> usize {
    let bases = weights.get(source).map_or(1, Vec::len);
    match reads_sign(layout, entity, source) {
        true => 2 * bases,
        false => bases,
    }
}

/// Whether the sign of a source chooses among an entity's values, rather than being their sign.
fn reads_sign(layout: &Layout, entity: &Entity, source: usize) -> bool {
    layout
        .sources
        .get(source)
        .is_some_and(|source| source.signed)
        && !entity.symmetric
}

fn table_size(layout: &Layout, entity: &Entity, weights: &Weights) -> usize {
    let sizes = entity.sources.iter();
    sizes
        .map(|source| outcomes_seen(layout, entity, weights, *source))
        .fold(1, usize::saturating_mul)
}

/// Where a member's value at a point stands in its table, and whether it is negated.
fn value_at(
    layout: &Layout,
    entity: &Entity,
    member: &Member,
    weights: &Weights,
    point: &Point,
) -> (usize, bool) {
    let (mut place, mut negative) = (0_usize, false);
    for source in &entity.sources {
        let Some(outcome) = outcome(layout, entity, member, point, *source) else {
            continue;
        };
        let seen = outcomes_seen(layout, entity, weights, *source);
        let code = match reads_sign(layout, entity, *source) {
            true => 2 * outcome.base + usize::from(outcome.negative),
            false => outcome.base,
        };
        place = place.saturating_mul(seen).saturating_add(code);
        negative |= entity.symmetric && entity.own == Some(*source) && outcome.negative;
    }
    (place, negative)
}

/// The outcome of the member's own copy of a source, or of its first copy.
fn outcome(
    layout: &Layout,
    entity: &Entity,
    member: &Member,
    point: &Point,
    source: usize,
) -> Option<Outcome> {
    let copies = &layout.sources.get(source)?.copies;
    let indices = member.indices.get(entity.steps..).unwrap_or_default();
    let own = copies.iter().position(|copy| copy == indices);
    point.outcomes.get(source)?.get(own.unwrap_or(0)).copied()
}

/// For each place of an entity's table, the base point of one of its sources.
pub(in crate::symbolic::finite) fn decoded(
    layout: &Layout,
    entity: &Entity,
    weights: &Weights,
    source: usize,
) -> Vec<usize> {
    let seen = |source: &usize| outcomes_seen(layout, entity, weights, *source);
    let later = entity
        .sources
        .iter()
        .skip_while(|other| **other != source)
        .skip(1);
    let stride: usize = later.map(seen).product();
    let size = seen(&source);
    let codes = 0..table_size(layout, entity, weights).min(MAX_TABLE);
    let base = |code: usize| match reads_sign(layout, entity, source) {
        true => code / 2,
        false => code,
    };
    codes
        .map(|place| base(place / stride.max(1) % size.max(1)))
        .collect()
}

/// Larger tables are not built.
pub(in crate::symbolic::finite) const MAX_TABLE: usize = 4096;
