//! The candidates of one level: their space, their integers, and what each turns out to be.

use crate::num::Rational;
use crate::random::Generator;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::Quantity;
use crate::symbolic::finite::Witness;
use crate::symbolic::finite::evaluation::Indices;
use crate::symbolic::finite::layout::Layout;
use crate::symbolic::finite::level::Laws;
use crate::symbolic::finite::level::Level;
use crate::symbolic::finite::level::Shape;
use crate::symbolic::finite::level::laws;
use crate::symbolic::finite::level::small_integer;
use crate::symbolic::finite::mention::Ground;
use crate::symbolic::finite::plan::Plan;
use crate::symbolic::finite::problem::Problem;
use crate::symbolic::finite::role::Style;
use crate::symbolic::finite::space::MAX_TABLE;
use crate::symbolic::finite::space::Space;
use crate::symbolic::finite::structure;
use crate::symbolic::syntax::Goal;

/// A level with more models than this is sampled.
const MAX_ENUMERATED: usize = 800;
/// How many models of such a level are drawn.
const SAMPLED: usize = 60;
/// A function is a polynomial with this many coefficients.
const COEFFICIENTS: usize = 3;

/// A level with its space, its laws and what is computed in its models.
pub(in crate::symbolic::finite) struct Prepared<'a> {
    problem: &'a Problem,
    plan: Plan<'a>,
    space: Space,
    tables: Vec<Option<Vec<Rational>>>,
    /// The naturals, and the numbers that a prescribed law depends on.
    base: Model,
    /// Whether the numbers of the plan are already in the base.
    numbered: bool,
    magnitude: usize,
    /// How many integers make a candidate.
    pub(in crate::symbolic::finite) entries: usize,
}

/// What a candidate turned out to be.
pub(in crate::symbolic::finite) enum Outcome {
    /// It misses an assumption, or the goal says nothing in it.
    Misfit,
    /// The goal holds in it.
    Agrees,
    /// The goal fails in it.
    Refutes(Box<Witness>),
}

impl<'a> Prepared<'a> {
    /// `None` if the level is too large or has nothing new.
    pub(in crate::symbolic::finite) fn new(
        problem: &'a Problem,
        level: &Level,
        limit: usize,
        generator: &mut Generator,
    ) -> Result<Option<Self>, ModelError> {
        match Self::built(problem, level, limit, generator) {
            Err(error) if error.is_of_one_model() => Ok(None),
            built => built,
        }
    }

    fn built(
        problem: &'a Problem,
        level: &Level,
        limit: usize,
        generator: &mut Generator,
    ) -> Result<Option<Self>, ModelError> {
        let mut naturals = Model::default();
        for (natural, value) in problem.signature.naturals().iter().zip(&level.naturals) {
            let value = Rational::integer(*value);
            naturals.numbers.insert(natural.name.clone(), value);
        }
        let prescribe = level.shape == Shape::Prescribed;
        let style = Style {
            prescribe,
            turn: level.support + level.magnitude + level.shape as usize,
        };
        let Some(plan) = Plan::new(problem, &naturals, level.horizon, style)? else {
            return Ok(None);
        };
        let ground = Ground {
            signature: &problem.signature,
            naturals: &naturals,
        };
        let layout = Layout::new(ground, &plan.drawn, level.sharing)?;
        let mut base = naturals.clone();
        if prescribe {
            draw_numbers(&plan, &mut base, generator);
            plan.meet_numbers(ground, &mut base)?;
        }
        let moments = match prescribe {
            true => plan.moments(&mut base),
            false => Vec::new(),
        };
        let Some(Laws { weights, tables }) = laws(&layout, level, &moments, generator)? else {
            return Ok(None);
        };
        let space = Space::new(&layout, &weights, limit)?;
        if space.entries() > MAX_TABLE {
            return Err(ModelError::TooLarge { limit: MAX_TABLE });
        }
        let known: usize = tables.iter().flatten().map(Vec::len).sum();
        let numbers = if prescribe { 0 } else { plan.numbers.len() };
        let functions = problem.signature.functions().len() * COEFFICIENTS;
        Ok(Some(Self {
            problem,
            entries: numbers + functions + space.entries() - known,
            plan,
            space,
            tables,
            base,
            numbered: prescribe,
            magnitude: level.magnitude,
        }))
    }

    /// How many candidates the level has.
    pub(in crate::symbolic::finite) fn count(&self) -> usize {
        self.enumerated().unwrap_or(SAMPLED)
    }

    fn digit_base(&self) -> usize {
        2 * self.magnitude + 1
    }

    /// How many models there are, if they are few enough to go through all.
    fn enumerated(&self) -> Option<usize> {
        let exponent = u32::try_from(self.entries).ok()?;
        let count = self.digit_base().checked_pow(exponent)?;
        (count <= MAX_ENUMERATED).then_some(count)
    }

    /// The integers of a candidate in order; `None` if a level with smaller integers has it too.
    pub(in crate::symbolic::finite) fn values(
        &self,
        number: usize,
        generator: &mut Generator,
    ) -> Option<Vec<Rational>> {
        if self.enumerated().is_none() {
            return Some(self.random_values(generator));
        }
        let base = self.digit_base();
        let mut rest = number;
        let mut digits = Vec::with_capacity(self.entries);
        for _ in 0..self.entries {
            digits.push(rest % base);
            rest /= base;
        }
        let smaller = self.magnitude > 1 && digits.iter().all(|digit| *digit < base - 2);
        (!smaller).then(|| digits.into_iter().map(small_integer).collect())
    }

    /// The integers of a candidate at random.
    pub(in crate::symbolic::finite) fn random_values(
        &self,
        generator: &mut Generator,
    ) -> Vec<Rational> {
        let base = self.digit_base() as u64;
        let digits = (0..self.entries).map(|_| generator.below(base) as usize);
        digits.map(small_integer).collect()
    }

    /// The model before hypotheses are met.
    pub(in crate::symbolic::finite) fn build(
        &self,
        values: &[Rational],
    ) -> Result<Model, ModelError> {
        let mut model = self.base.clone();
        let mut rest = values.iter().copied();
        if !self.numbered {
            for atom in &self.plan.numbers {
                let value = rest.next().unwrap_or(Rational::ZERO);
                match atom.indices.is_empty() {
                    true => _ = model.numbers.insert(atom.name.clone(), value),
                    false => _ = model.entries.insert(atom.clone(), value),
                }
            }
        }
        for function in self.problem.signature.functions() {
            let coefficients = rest.by_ref().take(COEFFICIENTS).collect();
            model.functions.insert(function.clone(), coefficients);
        }
        let mut tables = Vec::with_capacity(self.space.entries());
        for (table, size) in self.tables.iter().zip(&self.space.tables) {
            match table {
                Some(known) => tables.extend(known),
                None => tables.extend(rest.by_ref().take(*size)),
            }
        }
        self.space.fill(&tables, &self.plan.computed, &mut model)?;
        Ok(model)
    }

    /// Builds a candidate, meets the hypotheses, and asks the goal.
    pub(in crate::symbolic::finite) fn examine(
        &self,
        values: &[Rational],
    ) -> Result<Outcome, ModelError> {
        let mut model = self.build(values)?;
        if !self.plan.meet(&mut model)? || !self.plan.hypotheses_hold(&model, false)? {
            return Ok(Outcome::Misfit);
        }
        let answer = self.judge(&model)?;
        let refuted = matches!(answer, Answer::Fails { .. });
        if matches!(answer, Answer::Silent) || !self.is_lawful(&model, refuted)? {
            return Ok(Outcome::Misfit);
        }
        let Answer::Fails { sides, case } = answer else {
            return Ok(Outcome::Agrees);
        };
        if !self.is_whole(&model) {
            return Ok(Outcome::Misfit);
        }
        let indices = case.into_iter().chain(self.problem.fixed.iter().cloned());
        model.numbers.extend(indices);
        Ok(Outcome::Refutes(Box::new(Witness {
            model,
            sides,
            models_checked: 0,
        })))
    }

    /// Whether the model holds something of every family over steps that an assumption speaks of.
    /// Such families are without end, and a model has them only as far as the goal reaches: where
    /// it reaches none, the assumption was not asked, and its failure refutes nothing.
    fn is_whole(&self, model: &Model) -> bool {
        let signature = &self.problem.signature;
        let assumptions = signature.assumptions().iter();
        let mut names = assumptions.flat_map(|a| a.statement.free_symbols());
        names.all(|name| {
            let has_steps = signature.family(name).is_some_and(|f| f.steps > 0);
            let mut members = model.values.keys().chain(model.entries.keys());
            !has_steps || members.any(|member| member.name == name)
        })
    }

    /// Whether the declared structure holds. It is built in, unless something random is computed;
    /// everything is verified once more in a model that is about to be shown.
    fn is_lawful(&self, model: &Model, refuted: bool) -> Result<bool, ModelError> {
        if !refuted && self.plan.has_drawn_laws {
            return Ok(true);
        }
        Ok(structure::structure_holds(&self.problem.signature, model)?
            && (!refuted || self.plan.hypotheses_hold(model, true)?))
    }

    /// Whether the goal holds in every case in which no condition is 0.
    fn judge(&self, model: &Model) -> Result<Answer, ModelError> {
        let mut answer = Answer::Silent;
        for case in &self.plan.cases {
            if !self.is_defined(model, case)? {
                continue;
            }
            let (holds, sides) = self.holds(model, case)?;
            if !holds {
                let case = case.clone();
                return Ok(Answer::Fails { sides, case });
            }
            answer = Answer::Holds;
        }
        Ok(answer)
    }

    /// Whether every condition has a value and is 0 nowhere.
    fn is_defined(&self, model: &Model, case: &Indices) -> Result<bool, ModelError> {
        for condition in &self.problem.conditions {
            match model.evaluate_at(condition, case) {
                Ok(value) if !value.vanishes_somewhere() => {}
                Ok(_) => return Ok(false),
                Err(error) if error.is_of_one_model() => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn holds(&self, model: &Model, case: &Indices) -> Result<(bool, Sides), ModelError> {
        match &self.problem.goal {
            Goal::Statement(statement) => {
                let (left, right, holds) = model.compare_at(statement, case)?;
                Ok((holds, Some((left, right))))
            }
            Goal::Independent(blocks) => {
                let signature = &self.problem.signature;
                Ok((structure::independent(signature, model, blocks)?, None))
            }
            Goal::Symmetric(names) => {
                for name in names {
                    if !structure::symmetric(model, name)? {
                        return Ok((false, None));
                    }
                }
                Ok((true, None))
            }
        }
    }
}

type Sides = Option<(Quantity, Quantity)>;

/// What a goal says in a model.
enum Answer {
    /// Nothing: a condition is 0 in every case.
    Silent,
    /// It holds in every case in which it says something.
    Holds,
    /// It fails in a case.
    Fails { sides: Sides, case: Indices },
}

/// Draws the numbers that prescribed laws may depend on, constants positive.
fn draw_numbers(plan: &Plan<'_>, model: &mut Model, generator: &mut Generator) {
    for atom in &plan.numbers {
        if atom.indices.is_empty() {
            let (n, d) = (1 + generator.below(3), 1 + generator.below(2));
            let value = Rational::new(n.into(), d.into()).unwrap_or(Rational::ONE);
            model.numbers.insert(atom.name.clone(), value);
        } else {
            let value = small_integer(generator.below(5) as usize);
            model.entries.insert(atom.clone(), value);
        }
    }
}
