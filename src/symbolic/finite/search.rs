//! The search for a model that refutes a goal: small integer laws in order first, then random
//! ones from a named stream; or, for many cheap questions, random ones of a few sizes.

use crate::num::Rational;
use crate::random::Generator;
use crate::random::Stream;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::Quantity;
use crate::symbolic::finite::evaluation::Indices;
use crate::symbolic::finite::level::levels;
use crate::symbolic::finite::level::spread;
use crate::symbolic::finite::mention::Ground;
use crate::symbolic::finite::prepared::Outcome;
use crate::symbolic::finite::prepared::Prepared;
use crate::symbolic::finite::problem::Problem;
use crate::symbolic::syntax::Goal;
use std::collections::BTreeSet;
use std::fmt;

/// How far to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// The seed of the random candidates.
    pub seed: u64,
    /// How many candidates to build at most, those that miss an assumption included.
    pub max_candidates: usize,
    /// How many models that meet every assumption are enough.
    pub max_models: usize,
}

impl Default for Search {
    /// As thorough as a claim deserves.
    fn default() -> Self {
        Self {
            seed: 0,
            max_candidates: 5000,
            max_models: usize::MAX,
        }
    }
}

impl Search {
    /// As cheap as one step of a proof deserves.
    #[must_use]
    pub fn quick(seed: u64) -> Self {
        Self {
            seed,
            max_candidates: 600,
            max_models: 40,
        }
    }
}

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refutation {
    /// A model meets every hypothesis and not the goal.
    Refuted(Box<Witness>),
    /// No model that was tried refutes the goal. With `models_checked` 0 nothing was checked.
    NotRefuted {
        /// How many models met every assumption, and every condition somewhere.
        models_checked: usize,
        /// How many candidates were built.
        candidates: usize,
    },
}

/// A model that refutes a goal, with every hypothesis verified in it exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The model; the values of the goal's indices are among its numbers.
    pub model: Model,
    /// Both sides of the goal, if it is a statement.
    pub sides: Option<(Quantity, Quantity)>,
    /// How many models met every assumption, this one included.
    pub models_checked: usize,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.model)?;
        match &self.sides {
            Some((left, right)) => writeln!(f, "left side {left}, right side {right}"),
            None => Ok(()),
        }
    }
}

/// Searches for a finite model with all hypotheses of the signature in which the goal fails.
///
/// Models come by size: first the fewest points a source of chance, then the smallest naturals,
/// then the smallest integers as values. Independence, identical laws, exchangeability and
/// symmetry are built in; equations that define a value, recurrences among them, are computed,
/// prescribed means and variances are met by centring and scaling; other assumptions select.
/// Before a model is returned all of them are verified exactly. A goal or an assumption that
/// mentions an index is asked for every value of it, steps up to a small horizon: of families
/// without end only the steps exist that the goal reaches.
///
/// # Errors
/// `UnknownSymbol` or `NotExact` if the goal or an assumption cannot be evaluated in any model.
///
/// # Example
/// ```
/// use varprop::symbolic::finite::{Refutation, Search, refute};
/// use varprop::symbolic::syntax::{parse_goal, parse_signature};
/// let dependent = parse_signature("var X, Y")?;
/// let independent = parse_signature("var X, Y\nindep X | Y")?;
/// let goal = parse_goal("E[X*Y] = E[X]*E[Y]")?;
/// let Refutation::Refuted(witness) = refute(&dependent, &goal, Search::default())? else { panic!() };
/// assert_eq!(witness.model.rows().len(), 2);
/// let answer = refute(&independent, &goal, Search::default())?;
/// assert!(matches!(answer, Refutation::NotRefuted { models_checked: 1.., .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn refute(
    signature: &Signature,
    goal: &Goal,
    search: Search,
) -> Result<Refutation, ModelError> {
    let problem = Problem::new(signature, &[], &[], goal)?;
    let mut tally = Tally::new(search);
    // The smallest sizes can use up any budget: the last fifth is for larger ones.
    tally.max_candidates -= search.max_candidates / 5;
    let mut found = smallest_first(&problem, &mut tally)?;
    if found.is_none() && tally.is_spent() {
        tally.max_candidates = search.max_candidates;
        found = in_turn(&problem, &mut tally, MAX_POINTS)?;
    }
    Ok(tally.refutation(found))
}

/// Checks a step of a proof: the goal under further hypotheses, where no condition is 0.
///
/// A hypothesis that mentions an index is one for every value of it, like an assumption; see
/// [`check_supposing`] for one about a fixed but arbitrary value. Candidates are drawn from a few
/// sizes, the weakest laws they allow included; if none of them meets the hypotheses, the small
/// ones are gone through in order.
///
/// # Errors
/// As [`refute`].
///
/// # Example
/// ```
/// use varprop::symbolic::finite::{Refutation, Search, check};
/// use varprop::symbolic::syntax::{parse_goal, parse_signature, parse_statement, parse_term};
/// let signature = parse_signature("const a, b, c")?;
/// let given = [parse_statement("a*c = b*c")?];
/// let goal = parse_goal("a = b")?;
/// let careless = check(&signature, &given, &[], &goal, Search::default())?;
/// assert!(matches!(careless, Refutation::Refuted(_)));
/// let careful = check(&signature, &given, &[parse_term("c")?], &goal, Search::quick(0))?;
/// assert!(matches!(careful, Refutation::NotRefuted { models_checked: 1.., .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(
    signature: &Signature,
    hypotheses: &[Statement],
    conditions: &[Term],
    goal: &Goal,
    search: Search,
) -> Result<Refutation, ModelError> {
    let problem = Problem::new(signature, hypotheses, conditions, goal)?;
    let mut tally = Tally::new(search);
    let found = sampled(&problem, &mut tally)?;
    Ok(tally.refutation(found))
}

/// As [`check`], with suppositions about the same values of the indices as the goal: in an
/// induction P(k) is supposed for one k and P(k + 1) is shown for it.
///
/// # Errors
/// As [`refute`].
pub fn check_supposing(
    signature: &Signature,
    hypotheses: &[Statement],
    suppositions: &[Statement],
    conditions: &[Term],
    goal: &Goal,
    search: Search,
) -> Result<Refutation, ModelError> {
    let problem = Problem::new(signature, hypotheses, conditions, goal)?;
    let cases = fixed_cases(&problem, suppositions);
    let mut tally = Tally::new(search);
    for (place, case) in cases.iter().enumerate() {
        tally.open_part(place + 1, cases.len());
        let Ok(fixed) = problem.at(case, suppositions) else {
            continue;
        };
        if let Some(witness) = sampled(&fixed, &mut tally)? {
            return Ok(tally.refutation(Some(witness)));
        }
    }
    Ok(tally.refutation(None))
}

/// Small values for the indices that suppositions share with the goal.
fn fixed_cases(problem: &Problem, suppositions: &[Statement]) -> Vec<Indices> {
    let names: BTreeSet<&str> = suppositions
        .iter()
        .flat_map(Statement::free_symbols)
        .collect();
    let mut cases = vec![Indices::new()];
    for index in problem.signature.indices() {
        if !names.contains(index.name.as_str()) {
            continue;
        }
        let first = match index.range {
            IndexRange::Step { least } => i64::from(least),
            IndexRange::Member { .. } => 1,
        };
        let longer = |case: &Indices| -> Vec<Indices> {
            let with = |value: i64| {
                let mut next = case.clone();
                next.push((index.name.clone(), Rational::integer(value)));
                next
            };
            (first..first + 2).map(with).collect()
        };
        cases = cases.iter().flat_map(longer).collect();
        let naturals = Model::default();
        let ground = Ground {
            signature: &problem.signature,
            naturals: &naturals,
        };
        cases.retain(|case| ground.is_distinct(case));
        cases.truncate(8);
    }
    cases
}

/// How much of a search is spent.
struct Tally {
    search: Search,
    candidates: usize,
    models: usize,
    /// The limits of the part that is open.
    max_candidates: usize,
    max_models: usize,
}

impl Tally {
    fn new(search: Search) -> Self {
        Self {
            search,
            candidates: 0,
            models: 0,
            max_candidates: search.max_candidates,
            max_models: search.max_models,
        }
    }

    /// Opens the limits to part `place` of `parts` equal ones.
    fn open_part(&mut self, place: usize, parts: usize) {
        let part = |whole: usize| (whole / parts.max(1)).saturating_mul(place).max(place);
        self.max_candidates = part(self.search.max_candidates);
        self.max_models = part(self.search.max_models);
    }

    fn is_spent(&self) -> bool {
        self.candidates >= self.max_candidates || self.models >= self.max_models
    }

    /// The stream of the random numbers of a level.
    fn generator(&self, purpose: &str, place: usize) -> Generator {
        let root = Stream::root(self.search.seed).named(purpose);
        root.indexed(place as u64).generator()
    }

    /// Examines a candidate and counts it; a witness ends the search.
    fn examine(
        &mut self,
        prepared: &Prepared<'_>,
        values: &[Rational],
    ) -> Result<Option<Box<Witness>>, ModelError> {
        self.candidates += 1;
        match prepared.examine(values) {
            Ok(Outcome::Misfit) => {}
            Ok(Outcome::Agrees) => self.models += 1,
            Ok(Outcome::Refutes(mut witness)) => {
                self.models += 1;
                witness.models_checked = self.models;
                return Ok(Some(witness));
            }
            Err(error) if error.is_of_one_model() => {}
            Err(error) => return Err(error),
        }
        Ok(None)
    }

    fn refutation(&self, found: Option<Box<Witness>>) -> Refutation {
        match found {
            Some(witness) => Refutation::Refuted(witness),
            None => Refutation::NotRefuted {
                models_checked: self.models,
                candidates: self.candidates,
            },
        }
    }
}

/// More points than a model may have.
const MAX_POINTS: usize = 1500;
/// More points than a model may have that is one of many.
const MAX_QUICK_POINTS: usize = 130;

/// Goes through all levels in order.
fn smallest_first(
    problem: &Problem,
    tally: &mut Tally,
) -> Result<Option<Box<Witness>>, ModelError> {
    for (place, level) in levels(&problem.signature).into_iter().enumerate() {
        if tally.is_spent() {
            break;
        }
        let mut laws = tally.generator("finite-law", place);
        let Some(prepared) = Prepared::new(problem, &level, MAX_POINTS, &mut laws)? else {
            continue;
        };
        let mut generator = tally.generator("finite-model", place);
        for number in 0..prepared.count() {
            if tally.is_spent() {
                break;
            }
            let Some(values) = prepared.values(number, &mut generator) else {
                continue;
            };
            let found = tally.examine(&prepared, &values)?;
            if found.is_some() {
                return Ok(found);
            }
        }
    }
    Ok(None)
}

/// Draws candidates of a few levels with half of what is left; goes through all levels in order
/// if none of them is a model, or if no number of models is enough.
fn sampled(problem: &Problem, tally: &mut Tally) -> Result<Option<Box<Witness>>, ModelError> {
    let (models, limit) = (tally.models, tally.max_candidates);
    tally.max_candidates -= limit.saturating_sub(tally.candidates) / 2;
    let found = in_turn(problem, tally, MAX_QUICK_POINTS)?;
    tally.max_candidates = limit;
    match found.is_none() && (tally.models == models || tally.max_models == usize::MAX) {
        true => smallest_first(problem, tally),
        false => Ok(found),
    }
}

/// Draws candidates of a few levels in turn.
fn in_turn(
    problem: &Problem,
    tally: &mut Tally,
    max_points: usize,
) -> Result<Option<Box<Witness>>, ModelError> {
    let mut prepared = Vec::new();
    for (place, level) in spread(&problem.signature).into_iter().enumerate() {
        let mut generator = tally.generator("finite-step", place);
        let built = Prepared::new(problem, &level, max_points, &mut generator)?;
        prepared.extend(built.map(|prepared| (prepared, generator)));
    }
    while !prepared.is_empty() {
        for (prepared, generator) in &mut prepared {
            if tally.is_spent() {
                return Ok(None);
            }
            let values = prepared.random_values(generator);
            let found = tally.examine(prepared, &values)?;
            if found.is_some() {
                return Ok(found);
            }
        }
    }
    Ok(None)
}
