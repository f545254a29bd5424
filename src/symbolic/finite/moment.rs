//! Moments that a hypothesis prescribes for one name, and moving a law to them.

use crate::num::Rational;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::law;
use crate::symbolic::finite::law::Column;

/// A moment of one member; the order is that in which they are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::finite) enum Moment {
    /// E[v].
    Mean,
    /// E[v²].
    Second,
    /// Var[v].
    Variance,
}

/// Stands for the moment in a statement that is solved for it; no text can spell it.
pub(in crate::symbolic::finite) const PLACEHOLDER: &str = "the moment";

/// The first moment of a single symbol or member in a statement, and the statement with the
/// placeholder in its stead.
pub(in crate::symbolic::finite) fn prescribed(
    statement: &Statement,
) -> Option<(Moment, &Term, Statement)> {
    let (term, moment, of) = first(&statement.left).or_else(|| first(&statement.right))?;
    let replaced = Statement {
        left: replace(&statement.left, term),
        relation: statement.relation,
        right: replace(&statement.right, term),
    };
    Some((moment, of, replaced))
}

/// The first moment that arithmetic alone surrounds.
fn first(term: &Term) -> Option<(&Term, Moment, &Term)> {
    match term {
        Term::Expectation(_) | Term::Variance(_) => {
            moment(term).map(|(moment, of)| (term, moment, of))
        }
        Term::Negation(x) => first(x),
        Term::Binary { left, right, .. } => first(left).or_else(|| first(right)),
        _ => None,
    }
}

fn moment(term: &Term) -> Option<(Moment, &Term)> {
    let single = |x: &Term| matches!(x, Term::Symbol(_) | Term::Indexed { .. });
    match term {
        Term::Variance(x) if single(x) => Some((Moment::Variance, x)),
        Term::Expectation(x) => match &**x {
            x if single(x) => Some((Moment::Mean, x)),
            Term::Binary {
                operator: Operator::Power,
                left,
                right,
            } if single(left) && **right == Term::integer(2) => Some((Moment::Second, left)),
            _ => None,
        },
        _ => None,
    }
}

/// The term with the placeholder for each occurrence of the moment.
fn replace(term: &Term, moment: &Term) -> Term {
    if term == moment {
        return Term::symbol(PLACEHOLDER);
    }
    match term {
        Term::Negation(x) => Term::Negation(Box::new(replace(x, moment))),
        Term::Binary {
            operator,
            left,
            right,
        } => replace(left, moment).with(*operator, replace(right, moment)),
        other => other.clone(),
    }
}

/// Moves members of one law to a prescribed moment; leaves them if no rational factor does it.
pub(in crate::symbolic::finite) fn adjust(
    model: &mut Model,
    moment: Moment,
    members: &[Member],
    wanted: Rational,
) -> Result<(), ModelError> {
    let Some(column) = members.first().and_then(|member| model.values.get(member)) else {
        return Ok(());
    };
    let mean = law::mean(&model.probabilities, column)?;
    if moment == Moment::Mean {
        let shift = wanted.checked_sub(mean)?;
        return transform(model, members, |x| Ok(x.checked_add(shift)?));
    }
    let squares = column.iter().map(|x| x.checked_mul(*x));
    let squares = squares.collect::<Result<Column, _>>()?;
    let second = law::mean(&model.probabilities, &squares)?;
    let (centre, present) = match moment {
        Moment::Second => (Rational::ZERO, second),
        _ => (mean, second.checked_sub(mean.checked_mul(mean)?)?),
    };
    if present.is_zero() {
        return Ok(());
    }
    let Some(factor) = square_root(wanted.checked_div(present)?) else {
        return Ok(());
    };
    transform(model, members, |x| {
        let distance = x.checked_sub(centre)?.checked_mul(factor)?;
        Ok(distance.checked_add(centre)?)
    })
}

fn transform(
    model: &mut Model,
    members: &[Member],
    f: impl Fn(Rational) -> Result<Rational, ModelError>,
) -> Result<(), ModelError> {
    for member in members {
        for value in model.values.get_mut(member).into_iter().flatten() {
            *value = f(*value)?;
        }
    }
    Ok(())
}

/// The root of a rational that is a square.
pub(in crate::symbolic::finite) fn square_root(x: Rational) -> Option<Rational> {
    let root = |n: i128| n.checked_isqrt().filter(|root| root * root == n);
    Rational::new(root(x.numerator())?, root(x.denominator())?).ok()
}
