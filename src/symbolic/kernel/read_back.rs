//! From normal forms back to terms, for side conditions and messages.

use crate::num::Rational;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::context::is_word;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Bound;
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Polynomial;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

type Checked<T> = Result<T, Refusal>;

impl Normalizer<'_> {
    /// A term whose normal form this is; names of sums that are still open become words, so that a
    /// message can show them.
    pub(super) fn read_back(&self, p: &Polynomial) -> Checked<Term> {
        let term = self.with_words(&polynomial(p)?)?;
        let open = term
            .free_symbols()
            .into_iter()
            .filter(|name| !is_word(name));
        let by = open.map(|name| (name.to_owned(), Term::Symbol(format!("j{}", digits(name)))));
        Ok(term.substitute(&by.collect())?)
    }

    /// The term that must not vanish for this not to: a product over all values of the open names.
    pub(super) fn condition(&self, p: &Polynomial) -> Checked<Term> {
        let mut term = polynomial(p)?;
        // A sum inside another was opened later, and its bounds may speak of the other's name.
        while let Some(name) = latest_open(&term) {
            term = self.over_all(&name, term)?;
        }
        self.with_words(&term)
    }

    fn over_all(&self, open: &str, body: Term) -> Checked<Term> {
        let unbound = || Refusal::NotReadable {
            term: body.to_string(),
            why: "a denominator speaks of an index whose values are not known",
        };
        let (from, to) = match (self.extents.get(open), self.ranges.get(open)) {
            (Some(extent), _) => (Term::integer(1), polynomial(extent)?),
            (None, Some((from, to))) => (polynomial(from)?, polynomial(to)?),
            (None, None) => return Err(unbound()),
        };
        Ok(Term::Aggregate {
            aggregation: Aggregation::Product,
            index: open.to_owned(),
            from: Box::new(from),
            to: Box::new(to),
            body: Box::new(body),
        })
    }

    /// The term with words for the names that it binds, other than all names in it.
    fn with_words(&self, term: &Term) -> Checked<Term> {
        let mut failure = None;
        let inside = term.with_children(|inner| {
            let named = self.with_words(inner);
            named.unwrap_or_else(|refusal| {
                failure = Some(refusal);
                inner.clone()
            })
        });
        match (failure, inside) {
            (Some(refusal), _) => Err(refusal),
            (
                None,
                Term::Aggregate {
                    aggregation,
                    index,
                    from,
                    to,
                    body,
                },
            ) => {
                let word = self.unused_word(&body);
                let by = BTreeMap::from([(index, Term::symbol(&word))]);
                Ok(Term::Aggregate {
                    aggregation,
                    index: word,
                    from,
                    to,
                    body: Box::new(body.substitute(&by)?),
                })
            }
            (None, other) => Ok(other),
        }
    }

    /// j, k, l, j_1, …: the first that is neither declared nor in the body.
    fn unused_word(&self, body: &Term) -> String {
        let mut used = body.free_symbols();
        bound_names(body, &mut used);
        let letters = ["j", "k", "l"].into_iter().map(str::to_owned);
        let numbered = (1_u64..).map(|count| format!("j_{count}"));
        let mut words = letters.chain(numbered);
        let is_unused =
            |word: &String| !used.contains(word.as_str()) && !self.signature().is_declared(word);
        words.find(is_unused).unwrap_or_default()
    }
}

/// The names that sums inside the term bind.
fn bound_names<'t>(term: &'t Term, names: &mut BTreeSet<&'t str>) {
    if let Term::Aggregate { index, .. } = term {
        names.insert(index);
    }
    for inner in term.children() {
        bound_names(inner, names);
    }
}

/// The open name that was made last.
fn latest_open(term: &Term) -> Option<String> {
    let names = term.free_symbols().into_iter();
    let open = names.filter(|name| !is_word(name));
    let age = |name: &&str| digits(name).parse::<u64>().unwrap_or(0);
    open.max_by_key(age).map(str::to_owned)
}

fn digits(name: &str) -> String {
    name.chars().filter(char::is_ascii_digit).collect()
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
        Atom::Symbol(name) => Term::symbol(name),
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
            index: index.to_string(),
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
            Index::Name(name) => Term::symbol(name),
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
            index: b.name.to_string(),
            from: Box::new(Term::integer(1)),
            to: Box::new(polynomial(&b.extent)?),
            body: Box::new(body),
        };
    }
    Ok(body)
}
