//! The assumed equations, at the steps that occur; a variance or covariance of given value gives
//! the second moment.

use crate::symbolic::derive::supply::Premise;
use crate::symbolic::derive::supply::Wanted;
use crate::symbolic::derive::supply::visit;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::equation;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// At more steps than this an assumption is not cited.
const MOST_STEPS: usize = 4;

pub(in crate::symbolic::derive) fn lemmas(wanted: &Wanted<'_>) -> Vec<Premise> {
    let signature = wanted.context.signature();
    let steps = steps_in(signature, wanted);
    let mut found = Vec::new();
    for (place, assumption) in signature.assumptions().iter().enumerate() {
        if assumption.statement.relation != Relation::Equal {
            continue;
        }
        let label = wanted.context.label(place);
        let Ok(theorem) = kernel::assumption(wanted.context, &label) else {
            continue;
        };
        for (cite, theorem) in at_steps(signature, &label, &theorem, &steps) {
            found.extend(second(wanted, &cite, &theorem));
            found.push(premise(cite, theorem));
        }
    }
    found
}

/// The second moment that follows from a variance or a covariance.
fn second(wanted: &Wanted<'_>, cite: &str, theorem: &Theorem) -> Option<Premise> {
    let said = theorem.conclusion();
    let left = second_moment(&said.left, &said.right);
    let goal = left.or_else(|| second_moment(&said.right, &said.left))?;
    let cited = std::slice::from_ref(theorem);
    let proved = equation(wanted.context, &goal, Rule::Definition, cited).ok()?;
    let by = format!("definition {cite}");
    Some(Premise::lemma("second-moment", proved, &by, 3))
}

fn premise(cite: String, theorem: Theorem) -> Premise {
    let said = theorem.conclusion();
    let zero = Term::integer(0);
    let rank = match (&said.left, &said.right) {
        (_, right) if *right == zero => 1,
        (Term::Expectation(_), _) => 3,
        (Term::Variance(_) | Term::Covariance(..), _) => 5,
        _ => 4,
    };
    Premise {
        cite,
        theorem,
        step: None,
        rank,
    }
}

/// E[x²] = v + E[x]² from Var[x] = v; E[xy] = c + E[x]E[y] from Cov[x, y] = c.
fn second_moment(moment: &Term, value: &Term) -> Option<Statement> {
    let (product, means) = match moment {
        Term::Variance(x) => (square(x), square(&mean(x))),
        Term::Covariance(x, y) => (
            (**x).clone().with(Operator::Multiply, (**y).clone()),
            mean(x).with(Operator::Multiply, mean(y)),
        ),
        _ => return None,
    };
    let right = match value == &Term::integer(0) {
        true => means,
        false => value.clone().with(Operator::Add, means),
    };
    Some(Statement {
        left: mean(&product),
        relation: Relation::Equal,
        right,
    })
}

fn mean(x: &Term) -> Term {
    Term::Expectation(Box::new(x.clone()))
}

fn square(x: &Term) -> Term {
    x.clone().with(Operator::Power, Term::integer(2))
}

/// The assumption as it is and, if a step index is in it, at the steps that occur.
fn at_steps(
    signature: &Signature,
    label: &str,
    theorem: &Theorem,
    steps: &BTreeSet<Term>,
) -> Vec<(String, Theorem)> {
    let names = theorem.conclusion().free_symbols();
    let is_step = |name: &&str| {
        let range = signature.index(name).map(|index| &index.range);
        matches!(range, Some(IndexRange::Step { .. }))
    };
    let mut found = vec![(label.to_owned(), theorem.clone())];
    for name in names.into_iter().filter(is_step) {
        let mut values: BTreeSet<Term> = steps.clone();
        values.extend(steps.iter().filter_map(before));
        values.remove(&Term::symbol(name));
        for value in values.into_iter().take(MOST_STEPS) {
            let by = BTreeMap::from([(name.to_owned(), value.clone())]);
            if let Ok(at) = kernel::instantiate(theorem, &by) {
                found.push((format!("{label}({name} = {value})"), at));
            }
        }
    }
    found
}

/// l of l + 1, and 1 of 2.
fn before(step: &Term) -> Option<Term> {
    match step {
        Term::Binary {
            operator: Operator::Add,
            left,
            right,
        } if **right == Term::integer(1) => Some((**left).clone()),
        Term::Number(n) => Some(Term::Number(n.checked_sub(crate::num::Rational::ONE).ok()?)),
        _ => None,
    }
}

/// The steps at which members of families occur.
fn steps_in(signature: &Signature, wanted: &Wanted<'_>) -> BTreeSet<Term> {
    let mut steps = BTreeSet::new();
    for term in &wanted.terms {
        visit(term, &mut |inner| {
            if let Term::Indexed { family, indices } = inner
                && let Some(family) = signature.family(family)
            {
                steps.extend(indices.iter().take(family.steps).cloned());
            }
        });
    }
    steps
}
