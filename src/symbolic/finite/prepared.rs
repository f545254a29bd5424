//! The candidates of one level: their space, their integers, and what each turns out to be.

use crate::num::Rational;
use crate::random::Generator;
use crate::symbolic::expr::Signature;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::Quantity;
use crate::symbolic::finite::Witness;
use crate::symbolic::finite::candidate;
use crate::symbolic::finite::candidate::Point;
use crate::symbolic::finite::candidate::Weights;
use crate::symbolic::finite::hypothesis;
use crate::symbolic::finite::layout::Layout;
use crate::symbolic::finite::level::Level;
use crate::symbolic::finite::level::small_integer;
use crate::symbolic::finite::level::weights;
use crate::symbolic::syntax::Goal;

/// A level with more models than this is sampled.
const MAX_ENUMERATED: usize = 800;
/// How many models of such a level are drawn.
const SAMPLED: usize = 60;

/// A level with its layout, weights and numbers.
pub(in crate::symbolic::finite) struct Prepared {
    layout: Layout,
    weights: Weights,
    points: Vec<Point>,
    pub(in crate::symbolic::finite) numbers: Model,
    pub(in crate::symbolic::finite) entries: usize,
}

/// What a candidate turned out to be.
pub(in crate::symbolic::finite) enum Outcome {
    /// It misses an assumption.
    Misfit,
    /// The goal holds in it.
    Agrees,
    /// The goal fails in it.
    Refutes(Box<Witness>),
}

impl Prepared {
    /// `None` if the level is too large or has nothing new.
    pub(in crate::symbolic::finite) fn new(
        signature: &Signature,
        level: &Level,
    ) -> Result<Option<Self>, ModelError> {
        let mut numbers = Model::default();
        for (natural, value) in signature.naturals().iter().zip(&level.naturals) {
            let value = Rational::integer(*value);
            numbers.numbers.insert(natural.name.clone(), value);
        }
        let layout = match Layout::new(signature, &numbers) {
            Ok(layout) => layout,
            Err(error) if error.is_of_one_model() => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(weights) = weights(signature, &layout, level, &numbers)? else {
            return Ok(None);
        };
        let points = match candidate::points(&layout, &weights) {
            Ok(points) => points,
            Err(error) if error.is_of_one_model() => return Ok(None),
            Err(error) => return Err(error),
        };
        let tables = candidate::entries(&layout, &weights);
        Ok(Some(Self {
            entries: tables.saturating_add(signature.constants().len()),
            layout,
            weights,
            points,
            numbers,
        }))
    }

    /// How many candidates the level has.
    pub(in crate::symbolic::finite) fn count(&self, level: &Level) -> usize {
        self.enumerated(level).unwrap_or(SAMPLED)
    }

    /// How many models there are, if they are few enough to go through all.
    fn enumerated(&self, level: &Level) -> Option<usize> {
        let exponent = u32::try_from(self.entries).ok()?;
        let count = level.digit_base().checked_pow(exponent)?;
        (count <= MAX_ENUMERATED).then_some(count)
    }

    /// The integers of a candidate; `None` if a level with smaller integers has it too.
    pub(in crate::symbolic::finite) fn values(
        &self,
        level: &Level,
        number: usize,
        generator: &mut Generator,
    ) -> Option<Vec<Rational>> {
        let base = level.digit_base();
        let enumerated = self.enumerated(level).is_some();
        let mut rest = number;
        let mut digits = Vec::with_capacity(self.entries.min(4096));
        for _ in 0..self.entries.min(4096) {
            digits.push(if enumerated {
                rest % base
            } else {
                generator.below(base as u64) as usize
            });
            rest /= base;
        }
        let smaller = level.magnitude > 1 && digits.iter().all(|digit| *digit < base - 2);
        (!smaller || !enumerated).then(|| digits.into_iter().map(small_integer).collect())
    }

    pub(in crate::symbolic::finite) fn build(
        &self,
        tables: &[Rational],
        model: &mut Model,
    ) -> Result<(), ModelError> {
        candidate::build(&self.layout, &self.weights, &self.points, tables, model)
    }

    pub(in crate::symbolic::finite) fn examine(
        &self,
        signature: &Signature,
        goal: &Goal,
        values: &[Rational],
    ) -> Result<Outcome, ModelError> {
        let mut model = self.numbers.clone();
        let (constants, tables) = values.split_at(signature.constants().len().min(values.len()));
        for (name, value) in signature.constants().iter().zip(constants) {
            model.numbers.insert(name.clone(), *value);
        }
        self.build(tables, &mut model)?;
        hypothesis::meet(signature, &mut model)?;
        if !hypothesis::assumptions_hold(signature, &model)? {
            return Ok(Outcome::Misfit);
        }
        let (holds, sides) = judge(goal, &model)?;
        if holds {
            return Ok(Outcome::Agrees);
        }
        if !hypothesis::structure_holds(signature, &model)? {
            return Ok(Outcome::Misfit);
        }
        Ok(Outcome::Refutes(Box::new(Witness {
            model,
            sides,
            models_checked: 0,
        })))
    }
}

/// Whether the goal holds in a model, and its sides.
fn judge(goal: &Goal, model: &Model) -> Result<(bool, Option<(Quantity, Quantity)>), ModelError> {
    match goal {
        Goal::Statement(statement) => {
            let (left, right, holds) = model.compare(statement)?;
            Ok((holds, Some((left, right))))
        }
        Goal::Independent(blocks) => Ok((hypothesis::independent(model, blocks)?, None)),
        Goal::Symmetric(names) => {
            for name in names {
                if !hypothesis::symmetric(model, name)? {
                    return Ok((false, None));
                }
            }
            Ok((true, None))
        }
    }
}
