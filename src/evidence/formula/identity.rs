//! Statements over all positive integers: decided by a normal form where that is possible,
//! refuted by a smallest counterexample where there is one, and otherwise left undecided.

use crate::evidence::formula::Environment;
use crate::evidence::formula::NoFunctions;
use crate::evidence::formula::Value;
use crate::evidence::formula::compare;
use crate::evidence::formula::evaluate;
use crate::evidence::formula::inequality;
use crate::evidence::formula::polynomial::Polynomial;
use crate::evidence::formula::ratio::Normalizer;
use crate::evidence::formula::ratio::Obstacle;
use crate::evidence::formula::ratio::Ratio;
use crate::evidence::formula::ratio::difference;
use crate::num::Rational;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A statement, what it assumes, and what its symbols range over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is to be decided.
    pub conclusion: Statement,
    /// What may be assumed. Equations linear in a symbol define it; others only restrict the
    /// search for counterexamples.
    pub premises: Vec<Statement>,
    /// Symbols that range over the rationals. All others range over the positive integers.
    pub rationals: BTreeSet<String>,
}

/// The answer to a [`Question`].
#[derive(Clone, Debug, PartialEq)]
pub enum Identity {
    /// True wherever every divisor is nonzero.
    Holds {
        /// Every divisor met that is not a number.
        nonzero: Vec<Term>,
        /// Those divisors that were not shown to be positive: conditions of the statement.
        conditions: Vec<Term>,
        /// How it was shown.
        reason: &'static str,
    },
    /// False: the premises hold at these values and the conclusion does not.
    Fails(Counterexample),
    /// Neither shown nor refuted.
    NotDecided {
        /// What stood in the way.
        why: String,
    },
}

/// Values at which a statement is false.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterexample {
    /// The value of each symbol.
    pub values: BTreeMap<String, Rational>,
    /// The left side there.
    pub left: Value,
    /// The right side there.
    pub right: Value,
}

/// How many assignments the search for a counterexample tries.
const MAX_ASSIGNMENTS: usize = 20_000;

/// Decides a statement over all positive integers, or says why not.
///
/// An equation is decided by cross-multiplication and exact comparison of polynomials. An
/// inequality is shown by nonnegative coefficients or a square (see `inequality`).
/// What is not shown is searched for the counterexample with the smallest sum of its symbols.
///
/// # Example
/// ```
/// use std::collections::BTreeSet;
/// use varprop::evidence::formula::{Identity, Question, decide};
/// use varprop::symbolic::syntax::parse_statement;
/// let conclusion = parse_statement("2/(n + m) = (1/n + 1/m)/2")?;
/// let question = Question { conclusion, premises: vec![], rationals: BTreeSet::new() };
/// let Identity::Fails(found) = decide(&question) else { panic!() };
/// assert_eq!(found.left.to_string(), "2/3");
/// assert_eq!(found.right.to_string(), "3/4");
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
#[must_use]
pub fn decide(question: &Question) -> Identity {
    let statements = question.premises.iter().chain([&question.conclusion]);
    if statements
        .flat_map(Statement::free_symbols)
        .any(|name| name == "pi")
    {
        let why = "pi is no positive integer and no rational".to_owned();
        return Identity::NotDecided { why };
    }
    let mut normalizer = Normalizer::new(&question.rationals);
    let (definitions, slopes) = definitions(question, &mut normalizer);
    let shown = show(
        &question.conclusion,
        &definitions,
        question,
        &mut normalizer,
    );
    let undischarged = not_positive(&slopes, &question.rationals);
    let why = match shown {
        Ok(Some(_)) if !is_satisfiable(question, &definitions) => {
            "no assignment was found that meets the premises".to_owned()
        }
        Ok(Some(reason)) if undischarged.is_empty() => {
            return holds(&normalizer.divisors, reason, &question.rationals);
        }
        Ok(Some(_)) => {
            let terms: Vec<String> = undischarged.iter().map(Term::to_string).collect();
            format!("shown only where {} ≠ 0", terms.join(", "))
        }
        Ok(None) => "neither a reason nor a counterexample was found".to_owned(),
        Err(Obstacle(why)) => why,
    };
    // Where a premise was divided by 0 it defines nothing: look there too.
    let found = search(question, &definitions).or_else(|| {
        let elsewhere = || search(question, &Definitions::new());
        (!undischarged.is_empty()).then(elsewhere).flatten()
    });
    match found {
        Some(found) => Identity::Fails(found),
        None => Identity::NotDecided {
            why: format!("{why} (searched {MAX_ASSIGNMENTS} assignments at most)"),
        },
    }
}

/// Those polynomials that were not shown to be positive.
fn not_positive(polynomials: &[Polynomial], rationals: &BTreeSet<String>) -> Vec<Term> {
    let positive = |p: &&Polynomial| inequality::is_positive_by_shift(p, rationals) == Ok(true);
    let others = polynomials.iter().filter(|p| !positive(p));
    others.map(Polynomial::to_term).collect()
}

fn holds(divisors: &[Polynomial], reason: &'static str, rationals: &BTreeSet<String>) -> Identity {
    Identity::Holds {
        conditions: not_positive(divisors, rationals),
        nonzero: divisors.iter().map(Polynomial::to_term).collect(),
        reason,
    }
}

/// Symbols defined by premises, in the order of their elimination.
type Definitions = BTreeMap<String, Term>;

/// Solves each premise that is an equation linear in a symbol, after inserting what is
/// known. Also answers what was divided by: where it is 0 the premise says nothing.
fn definitions(
    question: &Question,
    normalizer: &mut Normalizer<'_>,
) -> (Definitions, Vec<Polynomial>) {
    let mut known = Definitions::new();
    let mut slopes = Vec::new();
    for premise in &question.premises {
        let solved = solve(premise, &known, question, normalizer);
        let Some((name, term, slope)) = solved.ok().flatten() else {
            continue;
        };
        slopes.extend(Some(slope).filter(|slope| slope.as_constant().is_none()));
        let by = BTreeMap::from([(name.clone(), term.clone())]);
        for definition in known.values_mut() {
            if let Ok(replaced) = definition.substitute(&by) {
                *definition = replaced;
            }
        }
        known.insert(name, term);
    }
    (known, slopes)
}

/// A symbol, its value by the premise, and what was divided by; rationals before naturals, and a
/// divisor that cannot vanish before one that can.
fn solve(
    premise: &Statement,
    known: &Definitions,
    question: &Question,
    normalizer: &mut Normalizer<'_>,
) -> Result<Option<(String, Term, Polynomial)>, Obstacle> {
    if premise.relation != Relation::Equal {
        return Ok(None);
    }
    if let Some(defined) = written_out(premise, known, question) {
        return Ok(Some(defined));
    }
    let polynomial = cross_multiplied(premise, known, normalizer)?.numerator;
    let symbols = polynomial.symbols();
    let (rationals, naturals): (Vec<&str>, Vec<&str>) = symbols
        .into_iter()
        .partition(|name| question.rationals.contains(*name));
    let solvable: Vec<_> = rationals
        .into_iter()
        .chain(naturals)
        .filter_map(|name| Some((name, polynomial.linear_in(name)?)))
        .collect();
    // A slope that is surely not 0 leaves no condition behind.
    let safe = |(_, (slope, _)): &&(&str, (Polynomial, Polynomial))| {
        slope.as_constant().is_some()
            || inequality::is_positive_by_shift(slope, &question.rationals) == Ok(true)
    };
    let chosen = solvable.iter().find(safe).or(solvable.first());
    let Some((name, (slope, rest))) = chosen else {
        return Ok(None);
    };
    let value = rest.negated()?.to_term();
    let term = value.with(Operator::Divide, slope.to_term());
    Ok(Some(((*name).to_owned(), term, slope.clone())))
}

/// A premise that already reads `symbol = term`: nothing needs to be divided by.
fn written_out(
    premise: &Statement,
    known: &Definitions,
    question: &Question,
) -> Option<(String, Term, Polynomial)> {
    let Term::Symbol(name) = &premise.left else {
        return None;
    };
    let right = premise.right.substitute(known).ok()?;
    let is_free = !known.contains_key(name) && !right.free_symbols().contains(name.as_str());
    let one = Polynomial::constant(Rational::ONE);
    (is_free && question.rationals.contains(name)).then(|| (name.clone(), right, one))
}

/// left − right with the definitions inserted.
fn cross_multiplied(
    statement: &Statement,
    known: &Definitions,
    normalizer: &mut Normalizer<'_>,
) -> Result<Ratio, Obstacle> {
    let inserted = statement.substitute(known);
    let statement = inserted.map_err(|error| Obstacle(error.to_string()))?;
    let left = normalizer.ratio(&statement.left)?;
    let right = normalizer.ratio(&statement.right)?;
    difference(&left, &right)
}

fn show(
    conclusion: &Statement,
    known: &Definitions,
    question: &Question,
    normalizer: &mut Normalizer<'_>,
) -> Result<Option<&'static str>, Obstacle> {
    let mut ratio = cross_multiplied(conclusion, known, normalizer)?;
    match conclusion.relation {
        Relation::Equal => Ok(ratio
            .numerator
            .is_zero()
            .then_some("both sides are the same")),
        Relation::NotEqual => {
            let above = inequality::reason(&ratio, true, &question.rationals)?;
            ratio.numerator = ratio.numerator.negated()?;
            let below = inequality::reason(&ratio, true, &question.rationals)?;
            Ok(above.or(below))
        }
        Relation::Less | Relation::LessEqual => {
            ratio.numerator = ratio.numerator.negated()?;
            let strict = conclusion.relation == Relation::Less;
            inequality::reason(&ratio, strict, &question.rationals)
        }
    }
}

/// The counterexample with the smallest sum of the symbols that no premise defines.
fn search(question: &Question, known: &Definitions) -> Option<Counterexample> {
    assignments(question, known)
        .find_map(|(free, values)| refutation(question, known, &free, &values))
}

/// Symbols that no premise defines, with positive integers for them, smallest sum first.
fn assignments<'a>(
    question: &'a Question,
    known: &Definitions,
) -> impl Iterator<Item = (Vec<&'a str>, Vec<i64>)> {
    let statements = question.premises.iter().chain([&question.conclusion]);
    let names: BTreeSet<&str> = statements.flat_map(Statement::free_symbols).collect();
    let is_free = |name: &&str| !known.contains_key(*name);
    let free: Vec<&str> = names.into_iter().filter(is_free).collect();
    let start = vec![1; free.len()];
    let values = std::iter::successors(Some(start), |values| next_assignment(values));
    values
        .take(MAX_ASSIGNMENTS)
        .map(move |values| (free.clone(), values))
}

/// Whether some assignment meets every premise: from contradictory ones anything follows.
fn is_satisfiable(question: &Question, known: &Definitions) -> bool {
    // A premise with a root is enclosed, so that it can be met without being decided.
    let perhaps = |holds| holds != Some(false);
    question.premises.is_empty()
        || assignments(question, known)
            .any(|(free, values)| admitted(question, known, (&free, &values), perhaps).is_some())
}

/// The next vector of positive integers: first by sum, then lexicographically.
fn next_assignment(values: &[i64]) -> Option<Vec<i64>> {
    let mut next = values.to_vec();
    let last = next.len().checked_sub(1)?;
    // Move one unit left from the rightmost entry above 1 that has a left neighbour.
    let Some(place) = (1..=last).rev().find(|i| next[*i] > 1) else {
        let sum: i64 = next.iter().sum();
        next.fill(1);
        next[last] = sum + 2 - next.len() as i64;
        return Some(next);
    };
    let moved = next[place];
    next[place] = 1;
    next[place - 1] += 1;
    next[last] = moved - 1;
    Some(next)
}

/// The counterexample at these values, if they are one.
fn refutation(
    question: &Question,
    known: &Definitions,
    free: &[&str],
    values: &[i64],
) -> Option<Counterexample> {
    let surely = |holds| holds == Some(true);
    let environment = admitted(question, known, (free, values), surely)?;
    let comparison = compare(&question.conclusion, &environment, &NoFunctions).ok();
    let comparison = comparison.filter(|c| c.holds == Some(false))?;
    let exact = environment.into_iter();
    Some(Counterexample {
        values: exact
            .filter_map(|(name, value)| Some((name, value.as_exact()?)))
            .collect(),
        left: comparison.left,
        right: comparison.right,
    })
}

/// All symbols with their values, if every one lies in its range and what is known of every
/// premise there suffices.
fn admitted(
    question: &Question,
    known: &Definitions,
    (free, values): (&[&str], &[i64]),
    suffices: fn(Option<bool>) -> bool,
) -> Option<Environment> {
    let named = free.iter().zip(values);
    let mut environment: Environment = named
        .map(|(name, value)| ((*name).to_owned(), Value::integer(*value)))
        .collect();
    for (name, term) in known {
        let value = evaluate(term, &environment, &NoFunctions).ok()?;
        let natural = value
            .as_exact()
            .filter(|x| x.is_integer() && *x > Rational::ZERO);
        if natural.is_none() && !question.rationals.contains(name) {
            return None;
        }
        environment.insert(name.clone(), value);
    }
    let met = |premise| {
        let comparison = compare(premise, &environment, &NoFunctions);
        comparison.is_ok_and(|comparison| suffices(comparison.holds))
    };
    question.premises.iter().all(met).then_some(environment)
}

#[cfg(test)]
mod tests;
