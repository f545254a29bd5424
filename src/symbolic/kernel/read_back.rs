//! From normal forms back to terms, for side conditions and messages.

use crate::num::Rational;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Bound;
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Polynomial;

type Checked<T> = Result<T, Refusal>;

impl Normalizer<'_> {
    /// A term whose normal form this is, if no index of an open sum is in it.
    #[expect(clippy::unused_self, reason = "callers read as one sentence")]
    pub(super) fn read_back(&self, p: &Polynomial) -> Checked<Term> {
        polynomial(p)
    }
}

fn polynomial(p: &Polynomial) -> Checked<Term> {
    // Positive terms first: `n - 1` rather than `-1 + n`.
    let (positive, negative): (Vec<_>, Vec<_>) =
        p.0.iter().rev().partition(|(_, c)| **c > Rational::ZERO);
    let mut sum: Option<Term> = None;
    for (m, c) in positive.into_iter().chain(negative) {
        sum = Some(match sum {
            None => product(m, *c)?,
            Some(sum) if *c < Rational::ZERO => {
                sum.with(Operator::Subtract, product(m, c.checked_neg()?)?)
            }
            Some(sum) => sum.with(Operator::Add, product(m, *c)?),
        });
    }
    Ok(sum.unwrap_or_else(|| Term::integer(0)))
}

fn product(m: &Monomial, c: Rational) -> Checked<Term> {
    let mut above: Vec<Term> = Vec::new();
    let mut below: Vec<Term> = Vec::new();
    for (atom, exponent) in &m.0 {
        let side = if *exponent > 0 {
            &mut above
        } else {
            &mut below
        };
        side.push(power(term(atom)?, exponent.unsigned_abs()));
    }
    if c != Rational::ONE || above.is_empty() {
        above.insert(0, Term::Number(c));
    }
    let times = |terms: Vec<Term>| {
        terms
            .into_iter()
            .reduce(|a, b| a.with(Operator::Multiply, b))
    };
    let above = times(above).unwrap_or_else(|| Term::integer(1));
    Ok(match times(below) {
        None => above,
        Some(below) => above.with(Operator::Divide, below),
    })
}

fn power(base: Term, exponent: u32) -> Term {
    match exponent {
        1 => base,
        n => base.with(Operator::Power, Term::integer(i64::from(n))),
    }
}

fn term(atom: &Atom) -> Checked<Term> {
    Ok(match atom {
        Atom::Symbol(name) => Term::symbol(&readable(name)),
        Atom::Member {
            family,
            steps,
            indices,
        } => member(family, steps, indices)?,
        Atom::Call {
            function,
            arguments,
        } => call(
            function,
            arguments.iter().map(polynomial).collect::<Checked<_>>()?,
        ),
        Atom::Power { base, exponent } => {
            polynomial(base)?.with(Operator::Power, product(exponent, Rational::ONE)?)
        }
        Atom::Group(p) => polynomial(p)?,
        Atom::Sum { bound, factors } => sum(bound, factors)?,
        Atom::Aggregate {
            aggregation,
            index,
            from,
            to,
            body,
        } => Term::Aggregate {
            aggregation: *aggregation,
            index: readable(index),
            from: Box::new(polynomial(from)?),
            to: Box::new(polynomial(to)?),
            body: Box::new(polynomial(body)?),
        },
        Atom::Expectation(x) => Term::Expectation(Box::new(polynomial(x)?)),
        Atom::Variance(x) => Term::Variance(Box::new(polynomial(x)?)),
        Atom::Covariance(x, y) => {
            Term::Covariance(Box::new(polynomial(x)?), Box::new(polynomial(y)?))
        }
        Atom::Derivative { body, variable } => {
            call("diff", vec![polynomial(body)?, term(variable)?])
        }
    })
}

fn call(function: &str, positional: Vec<Term>) -> Term {
    Term::Call {
        function: function.to_owned(),
        positional,
        named: Vec::new(),
    }
}

/// `w[1]`, `w[l, j]`; a generic member k is the (k + 1)-th.
fn member(family: &str, steps: &[Polynomial], indices: &[Index]) -> Checked<Term> {
    let mut at = steps
        .iter()
        .map(polynomial)
        .collect::<Checked<Vec<Term>>>()?;
    for index in indices {
        at.push(match index {
            Index::Literal(k) => Term::integer(i64::from(*k)),
            Index::Name(name) => Term::symbol(&readable(name)),
            Index::Generic(k) => Term::integer(i64::try_from(*k + 1).unwrap_or(i64::MAX)),
        });
    }
    Ok(Term::Indexed {
        family: family.to_owned(),
        indices: at,
    })
}

fn sum(bound: &[Bound], factors: &Monomial) -> Checked<Term> {
    let mut body = product(factors, Rational::ONE)?;
    for b in bound.iter().rev() {
        body = Term::Aggregate {
            aggregation: Aggregation::Sum,
            index: readable(&b.name),
            from: Box::new(Term::integer(1)),
            to: Box::new(polynomial(&b.extent)?),
            body: Box::new(body),
        };
    }
    Ok(body)
}

/// A bound name without the marks that keep it apart from the names in terms.
fn readable(name: &str) -> String {
    if !name.starts_with(['@', '#', '~']) {
        return name.to_owned();
    }
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    format!("j{digits}")
}
