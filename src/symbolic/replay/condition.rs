//! Denominators: each one in a conclusion, a premise or an argument must be a recorded condition, or surely
//! not 0 by declarations and facts. Terms are recognized by their values.

use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::field::Field;
use crate::symbolic::replay::judge::Case;
use crate::symbolic::replay::sign::Judge;
use crate::symbolic::replay::sign::ratio;
use crate::symbolic::replay::structural::require_same;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::Licences;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Points at which denominators are compared.
const POINTS: usize = 8;

/// More factors are not multiplied with one another.
const MOST_FACTORS: usize = 16;

/// A denominator under the names that aggregates bind there.
type Denominator = (Term, Vec<String>);

/// Refuses a denominator that may be 0 and is not recorded.
pub(in crate::symbolic::replay) fn denominators(case: &Case<'_>, licences: Licences) -> Found<()> {
    let own = case.inference;
    let mut found = BTreeSet::new();
    let cited = case.premises.iter().map(|premise| &premise.conclusion);
    let sides = std::iter::once(&own.conclusion).chain(cited);
    let sides = sides.flat_map(|statement| [&statement.left, &statement.right]);
    for term in sides.chain(own.arguments.values()) {
        collect(term, &mut Vec::new(), &mut found);
    }
    if found.is_empty() {
        return Ok(());
    }
    // What is cited rewrites denominators too: here only signs are taken from it.
    let frame = case.frame(licences, Vec::new());
    let mut judge = Judge::new(&frame, &case.facts(&case.premises), POINTS)?;
    let mut open: Vec<Denominator> = Vec::new();
    for denominator in found {
        if !is_discharged(&mut judge, case, &denominator) {
            open.push(denominator);
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    let frame = case.frame(licences, Case::equations(&case.premises));
    let mut judge = Judge::new(&frame, &case.facts(&case.premises), POINTS)?;
    for denominator in open {
        if !is_discharged(&mut judge, case, &denominator) {
            return Err(missing(&denominator.0));
        }
    }
    Ok(())
}

fn missing(denominator: &Term) -> Fault {
    if matches!(denominator, Term::Symbol(_)) {
        return Fault::Wrong(format!(
            "the condition `{denominator}` != 0 is not recorded"
        ));
    }
    Fault::Unsupported(format!("whether `{denominator}` != 0 is recorded"))
}

/// The factors of the denominators inside a term.
fn collect(term: &Term, bound: &mut Vec<String>, found: &mut BTreeSet<Denominator>) {
    match term {
        Term::Binary {
            operator: Operator::Divide,
            right,
            ..
        } => insert(right, bound, found),
        Term::Binary {
            operator: Operator::Power,
            left,
            right,
        } if is_negative(right) => insert(left, bound, found),
        Term::Aggregate {
            index,
            from,
            to,
            body,
            ..
        } => {
            collect(from, bound, found);
            collect(to, bound, found);
            bound.push(index.clone());
            collect(body, bound, found);
            bound.pop();
            return;
        }
        _ => {}
    }
    for inner in term.children() {
        collect(inner, bound, found);
    }
}

fn is_negative(exponent: &Term) -> bool {
    match exponent {
        Term::Number(x) => x.numerator() < 0,
        Term::Negation(_) => true,
        _ => false,
    }
}

fn insert(term: &Term, bound: &[String], found: &mut BTreeSet<Denominator>) {
    let free = term.free_symbols();
    let inside = bound.iter().filter(|name| free.contains(name.as_str()));
    found.insert((term.clone(), inside.cloned().collect()));
}

/// x and y of x·y and of x/y, x of x^k and −x.
fn factors(term: &Term) -> Option<Vec<&Term>> {
    match term {
        Term::Negation(x) => Some(vec![x]),
        Term::Binary {
            operator: Operator::Multiply | Operator::Divide,
            left,
            right,
        } => Some(vec![left, right]),
        Term::Binary {
            operator: Operator::Power,
            left,
            ..
        } => Some(vec![left]),
        _ => None,
    }
}

/// Whether the denominator is surely not 0, or recorded, or a product of what is.
fn is_discharged(judge: &mut Judge<'_>, case: &Case<'_>, denominator: &Denominator) -> bool {
    let (term, bound) = denominator;
    if case.inference.conditions.contains(term) {
        return true;
    }
    if bound.is_empty() {
        return is_apart(judge, case, term);
    }
    let mut outer = Vec::new();
    for world in &mut judge.worlds {
        outer.push(world.names.clone());
        world
            .names
            .extend(bound.iter().map(|name| (name.clone(), 1)));
    }
    let found = is_apart(judge, case, term);
    for (world, names) in judge.worlds.iter_mut().zip(outer) {
        world.names = names;
    }
    found
}

fn is_apart(judge: &mut Judge<'_>, case: &Case<'_>, term: &Term) -> bool {
    if case.inference.conditions.contains(term)
        || judge.is_nonzero(term)
        || is_product(judge, case, term)
    {
        return true;
    }
    let factors = factors(term).unwrap_or_default();
    !factors.is_empty()
        && factors
            .into_iter()
            .all(|factor| is_apart(judge, case, factor))
}

/// Whether the denominator is a product of conditions, naturals and positive parts of it, times a number.
fn is_product(judge: &mut Judge<'_>, case: &Case<'_>, term: &Term) -> bool {
    let Some(wanted) = judge.vector(term) else {
        return false;
    };
    let naturals = case.signature.naturals().iter().filter(|n| n.least >= 1);
    let mut terms: Vec<Term> = naturals.map(|n| Term::symbol(&n.name)).collect();
    terms.extend(judge.known_nonzero());
    for condition in &case.inference.conditions {
        terms.extend(at_first_members(case, condition));
    }
    let mut vectors: Vec<Vec<u64>> = Vec::new();
    for term in terms {
        vectors.extend(judge.vector(&term));
    }
    // What is positive inside the term may be a factor of it, or a denominator.
    let mut inside = BTreeSet::new();
    positive_parts(judge, term, &mut inside);
    for part in inside {
        if let Some(values) = judge.vector(&part) {
            let inverses = values.iter().map(|x| Field::VALUES.inverse(*x));
            vectors.extend(inverses.collect::<Option<Vec<u64>>>());
            vectors.push(values);
        }
    }
    vectors.truncate(MOST_FACTORS);
    let mut products = vectors.clone();
    for _ in 0..4 {
        if products
            .iter()
            .any(|values| ratio(&wanted, values).is_some())
        {
            return true;
        }
        products = products
            .iter()
            .flat_map(|p| vectors.iter().map(|v| product(p, v)))
            .take(4_000)
            .collect();
    }
    false
}

fn positive_parts(judge: &mut Judge<'_>, term: &Term, found: &mut BTreeSet<Term>) {
    for part in term.children() {
        if !matches!(part, Term::Number(_) | Term::Symbol(_)) && judge.is_nonzero(part) {
            found.insert(part.clone());
        }
        if !matches!(part, Term::Aggregate { .. }) {
            positive_parts(judge, part, found);
        }
    }
}

fn product(a: &[u64], b: &[u64]) -> Vec<u64> {
    let values = a.iter().zip(b);
    values
        .map(|(x, y)| Field::VALUES.multiply(*x, *y))
        .collect()
}

/// A condition, and the condition at first members if it stands for all members: its bound names
/// are those of no declaration.
fn at_first_members(case: &Case<'_>, condition: &Term) -> Vec<Term> {
    let mut by = BTreeMap::new();
    indices_of(condition, &mut |name| {
        let is_number = case.signature.naturals().iter().any(|n| n.name == name);
        if !is_number {
            by.insert(name.to_owned(), Term::integer(1));
        }
    });
    let substituted = condition.substitute(&by);
    std::iter::once(condition.clone())
        .chain(substituted)
        .collect()
}

/// The symbols that stand as an index.
fn indices_of(term: &Term, found: &mut impl FnMut(&str)) {
    if let Term::Indexed { indices, .. } = term {
        for index in indices {
            if let Term::Symbol(name) = index {
                found(name);
            }
        }
    }
    for inner in term.children() {
        indices_of(inner, found);
    }
}

/// s on condition that D ≠ 0, and a fact that D ≠ 0.
pub(in crate::symbolic::replay) fn nonzero(case: &Case<'_>) -> Found<()> {
    let (theorem, fact) = (case.premise(0)?, case.premise(1)?);
    require_same(&case.inference.conclusion, &theorem.conclusion)?;
    let facts: Vec<Statement> = vec![fact.conclusion.clone()];
    let frame = case.frame(Licences::default(), Vec::new());
    let mut judge = Judge::new(&frame, &facts, POINTS)?;
    for condition in &fact.conditions {
        if !case.inference.conditions.contains(condition) {
            return Err(Fault::Wrong(format!(
                "the condition `{condition}` != 0 was dropped"
            )));
        }
    }
    for condition in theorem.conditions.difference(&case.inference.conditions) {
        if !judge.is_nonzero(condition) {
            let why = format!("the fact does not show `{condition}` != 0");
            return Err(Fault::Unsupported(why));
        }
    }
    Ok(())
}
