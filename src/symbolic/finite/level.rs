//! The sizes of models to try, the smallest first, and the weights of their sources.

use crate::num::Rational;
use crate::random::Generator;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Natural;
use crate::symbolic::expr::Signature;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::layout::Entity;
use crate::symbolic::finite::layout::Layout;
use crate::symbolic::finite::layout::Sharing;
use crate::symbolic::finite::layout::Source;
use crate::symbolic::finite::mention::Atom;
use crate::symbolic::finite::moment::Moment;
use crate::symbolic::finite::space::Weights;
use crate::symbolic::finite::space::decoded;

/// One kind of candidates: a size, and how their laws are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) struct Level {
    /// The value of each natural, in the order of their declaration.
    pub(in crate::symbolic::finite) naturals: Vec<i64>,
    /// The last value of an index that counts steps in the goal.
    pub(in crate::symbolic::finite) horizon: i64,
    /// Points of a source of chance, signs not counted.
    pub(in crate::symbolic::finite) support: usize,
    pub(in crate::symbolic::finite) shape: Shape,
    pub(in crate::symbolic::finite) sharing: Sharing,
    /// The largest absolute value.
    pub(in crate::symbolic::finite) magnitude: usize,
}

/// The weights of a source's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::symbolic::finite) enum Shape {
    /// All equal.
    Uniform,
    /// The last twice the others.
    Skew,
    /// As prescribed means and variances need them.
    Prescribed,
}

/// Larger values of open naturals are not tried, unless they must be.
const MAX_NATURAL: i64 = 3;

/// All levels, the smallest first.
pub(in crate::symbolic::finite) fn levels(signature: &Signature) -> Vec<Level> {
    let mut levels = Vec::new();
    let sharings = sharings(signature);
    for support in 1..=4 {
        for naturals in naturals(signature) {
            for horizon in horizons(signature) {
                for sharing in &sharings {
                    for shape in [Shape::Uniform, Shape::Prescribed, Shape::Skew] {
                        for magnitude in [1, 2] {
                            levels.push(Level {
                                naturals: naturals.clone(),
                                horizon,
                                support,
                                shape,
                                sharing: *sharing,
                                magnitude,
                            });
                        }
                    }
                }
            }
        }
    }
    levels.retain(Level::is_of_its_own);
    levels
}

/// A few levels that differ in every respect, for many cheap questions; the largest first, since
/// a level too large for its limit is passed over.
pub(in crate::symbolic::finite) fn spread(signature: &Signature) -> Vec<Level> {
    let naturals = naturals(signature);
    let sharings = sharings(signature);
    let pick = |place: usize| naturals.get(place % naturals.len().max(1)).cloned();
    let two = naturals
        .iter()
        .position(|choice| choice.iter().all(|n| *n == 2));
    let two = two.unwrap_or(naturals.len() / 2);
    let shapes = [
        (2, Shape::Uniform, two),
        (2, Shape::Prescribed, two),
        (2, Shape::Skew, 0),
        (3, Shape::Skew, 0),
        (3, Shape::Prescribed, 0),
        (2, Shape::Skew, two + 1),
        (1, Shape::Uniform, naturals.len().saturating_sub(1)),
        (3, Shape::Uniform, 1),
    ];
    let horizons = horizons(signature);
    let turn = |place: usize, length: usize| place.checked_rem(length).unwrap_or(0);
    let level = |(place, (support, shape, choice)): (usize, (usize, Shape, usize))| {
        let sharing = sharings.get(turn(place, sharings.len()));
        Level {
            naturals: pick(choice).unwrap_or_default(),
            horizon: horizons
                .get(turn(place / 2, horizons.len()))
                .copied()
                .unwrap_or(0),
            support,
            shape,
            sharing: sharing.copied().unwrap_or(Sharing::Fresh),
            magnitude: 2,
        }
    };
    shapes.into_iter().enumerate().map(level).collect()
}

fn has_steps(signature: &Signature) -> bool {
    let counts = |range: &IndexRange| matches!(range, IndexRange::Step { .. });
    signature.families().iter().any(|family| family.steps > 0)
        || signature.indices().iter().any(|index| counts(&index.range))
}

fn horizons(signature: &Signature) -> Vec<i64> {
    match has_steps(signature) {
        true => vec![0, 1, 2],
        false => vec![0],
    }
}

fn sharings(signature: &Signature) -> Vec<Sharing> {
    let random = |kind: FamilyKind| kind != FamilyKind::Deterministic;
    let mut families = signature.families().iter();
    let steps = families.any(|family| family.steps > 0 && random(family.kind));
    let mut families = signature.families().iter();
    let urn = families.any(|family| family.kind == FamilyKind::Exchangeable);
    let mut sharings = vec![Sharing::Fresh];
    sharings.extend(steps.then_some(Sharing::Steps));
    sharings.extend(urn.then_some(Sharing::Urn));
    sharings
}

/// The values to try for the naturals, the smallest sum first.
fn naturals(signature: &Signature) -> Vec<Vec<i64>> {
    let mut choices = vec![Vec::new()];
    for natural in signature.naturals() {
        let range = range(natural);
        let longer = |choice: &Vec<i64>| -> Vec<Vec<i64>> {
            let with = |value: &i64| choice.iter().copied().chain([*value]).collect();
            range.iter().map(with).collect()
        };
        choices = choices.iter().flat_map(longer).take(81).collect();
    }
    choices.sort_by_key(|choice| choice.iter().sum::<i64>());
    choices
}

fn range(natural: &Natural) -> Vec<i64> {
    let least = i64::from(natural.least);
    match natural.value {
        Some(value) => vec![i64::from(value)],
        None => (least..=MAX_NATURAL.max(least + 1)).collect(),
    }
}

impl Level {
    /// Whether it differs from the level of the plain kind; one point has no law to vary.
    fn is_of_its_own(&self) -> bool {
        self.support > 1 || self.shape == Shape::Uniform && self.sharing == Sharing::Fresh
    }
}

/// The weights of all sources at a level, and the tables that go with them.
pub(in crate::symbolic::finite) struct Laws {
    pub(in crate::symbolic::finite) weights: Weights,
    /// For each entity a table, if its moments prescribe one.
    pub(in crate::symbolic::finite) tables: Vec<Option<Vec<Rational>>>,
}

/// The laws of a level; `None` if the level's shape changes nothing.
pub(in crate::symbolic::finite) fn laws(
    layout: &Layout,
    level: &Level,
    moments: &[(&[Atom], Moment, Rational)],
    generator: &mut Generator,
) -> Result<Option<Laws>, ModelError> {
    let plain = |source: usize| -> Result<Vec<Rational>, ModelError> {
        let mut parts = vec![1; points(layout, level, source)];
        let urn = layout.sources.get(source).is_some_and(Source::is_urn);
        if level.shape == Shape::Skew && !urn {
            parts.last_mut().into_iter().for_each(|last| *last = 2);
        }
        normalized(&parts)
    };
    let weights = (0..layout.sources.len())
        .map(plain)
        .collect::<Result<_, _>>()?;
    let mut laws = Laws {
        weights,
        tables: vec![None; layout.entities.len()],
    };
    if level.shape != Shape::Prescribed {
        return Ok(Some(laws));
    }
    let mut forced = vec![false; layout.sources.len()];
    let mut laws_of = Vec::new();
    for entity in &layout.entities {
        let law = prescribed(entity, layout, level, moments, generator)?;
        let own = entity.own.and_then(|own| forced.get_mut(own));
        let free = own.is_some_and(|taken| !std::mem::replace(taken, *taken || law.is_some()));
        laws_of.push(law.filter(|_| free));
    }
    for (entity, law) in layout.entities.iter().zip(&laws_of) {
        if let (Some(law), Some(own)) = (law, entity.own)
            && let Some(weights) = laws.weights.get_mut(own)
        {
            *weights = law.iter().map(|(_, weight)| *weight).collect();
        }
    }
    for ((entity, law), table) in layout.entities.iter().zip(&laws_of).zip(&mut laws.tables) {
        if let (Some(law), Some(own)) = (law, entity.own) {
            let bases = decoded(layout, entity, &laws.weights, own).into_iter();
            let value = |base: usize| law.get(base).map_or(Rational::ZERO, |(value, _)| *value);
            *table = Some(bases.map(value).collect());
        }
    }
    Ok(laws_of.iter().any(Option::is_some).then_some(laws))
}

/// How many base points a source has at a level: an urn holds enough for all its copies.
fn points(layout: &Layout, level: &Level, source: usize) -> usize {
    let source = layout.sources.get(source);
    let urn = source.filter(|source| source.is_urn());
    urn.map_or(level.support, |source| {
        level.support.max(source.copies.len())
    })
}

fn normalized(parts: &[i64]) -> Result<Vec<Rational>, ModelError> {
    let total = i128::from(parts.iter().sum::<i64>());
    let weights = parts
        .iter()
        .map(|part| Rational::new(i128::from(*part), total));
    Ok(weights.collect::<Result<_, _>>()?)
}

/// Values with weights.
type Points = Vec<(Rational, Rational)>;

/// A law with the moments prescribed for an entity, if there are any and the level's support can
/// have them.
fn prescribed(
    entity: &Entity,
    layout: &Layout,
    level: &Level,
    moments: &[(&[Atom], Moment, Rational)],
    generator: &mut Generator,
) -> Result<Option<Points>, ModelError> {
    let source = entity.own.and_then(|own| layout.sources.get(own));
    let Some(source) = source.filter(|source| !source.is_urn()) else {
        return Ok(None);
    };
    let of = |wanted: Moment| {
        let mut moments = moments.iter();
        let found = moments.find(|(atoms, moment, _)| {
            *moment == wanted && atoms.first() == entity.members.first()
        });
        found.map(|(_, _, value)| *value)
    };
    let (second, variance) = (of(Moment::Second), of(Moment::Variance));
    let mean = match (of(Moment::Mean), second) {
        (Some(mean), _) => mean,
        // q/(1 + q) is a mean that every second moment q allows.
        (None, Some(q)) if !entity.symmetric && q > Rational::ZERO && generator.below(3) > 0 => {
            q.checked_div(q.checked_add(Rational::ONE)?)?
        }
        _ => Rational::ZERO,
    };
    let square = mean.checked_mul(mean)?;
    let variance = match (variance, second) {
        (Some(variance), _) => variance,
        (None, Some(second)) => second.checked_sub(square)?,
        (None, None) => return Ok(None),
    };
    if variance < Rational::ZERO {
        return Ok(None);
    }
    let signed = source.signed && entity.symmetric;
    match (signed, level.support) {
        (true, 2) => outer(variance).map(|law| law.map(|law| law[..2].to_vec())),
        (false, 2) if !source.signed => two_points(mean, variance, generator).map(Some),
        (false, 3) if !source.signed => three_points(mean, variance),
        _ => Ok(None),
    }
}

/// m + v·r with weight 1/(v·r² + 1), m − 1/r with the rest: mean m, variance v, skewed.
fn two_points(
    mean: Rational,
    variance: Rational,
    generator: &mut Generator,
) -> Result<Points, ModelError> {
    let r = Rational::new(
        1 + i128::from(generator.below(2)),
        1 + i128::from(generator.below(2)),
    )?;
    let up = variance.checked_mul(r)?;
    let weight = Rational::ONE.checked_div(up.checked_mul(r)?.checked_add(Rational::ONE)?)?;
    let down = Rational::ONE.checked_div(r)?;
    let (low, rest) = (mean.checked_sub(down)?, Rational::ONE.checked_sub(weight)?);
    Ok(vec![(mean.checked_add(up)?, weight), (low, rest)])
}

fn three_points(mean: Rational, variance: Rational) -> Result<Option<Points>, ModelError> {
    let Some([(t, weight), middle]) = outer(variance)? else {
        return Ok(None);
    };
    let half = weight.checked_div(Rational::integer(2))?;
    Ok(Some(vec![
        (mean.checked_sub(t)?, half),
        (mean, middle.1),
        (mean.checked_add(t)?, half),
    ]))
}

/// t with weight v/t² and 0 with the rest, for the least whole t with v ≤ t².
fn outer(variance: Rational) -> Result<Option<[(Rational, Rational); 2]>, ModelError> {
    let whole = (1..=1000).map(Rational::integer);
    let fits = |t: &Rational| t.checked_mul(*t).is_ok_and(|square| variance <= square);
    let Some(t) = whole.into_iter().find(fits) else {
        return Ok(None);
    };
    let weight = variance.checked_div(t.checked_mul(t)?)?;
    let rest = Rational::ONE.checked_sub(weight)?;
    Ok(Some([(t, weight), (Rational::ZERO, rest)]))
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
