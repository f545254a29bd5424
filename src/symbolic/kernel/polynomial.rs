//! Polynomials over atoms, with whole exponents of either sign: the normal form of every term.
//!
//! An atom is what the arithmetic does not look into. This file only adds and multiplies; what a
//! term means is `normal`'s.

use crate::num::Rational;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::kernel::Refusal;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

pub(in crate::symbolic::kernel) type Name = Arc<str>;
type Checked<T> = Result<T, Refusal>;

/// More terms than this are refused: a wrong goal must not eat the machine.
const MOST_TERMS: usize = 20_000;

/// Where a member stands in its family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::kernel) enum Index {
    /// 1, 2, …
    Literal(u32),
    /// A schematic index, or one bound by a sum.
    Name(Name),
    /// The k-th of several different members, no matter which.
    Generic(usize),
}

/// Whether no sum and no mean inside the normal form binds the index.
pub(in crate::symbolic::kernel) fn is_free(index: &Index) -> bool {
    match index {
        Index::Literal(_) => true,
        Index::Name(name) => !name.starts_with('#'),
        Index::Generic(_) => false,
    }
}

/// An index bound by a sum over a whole family: its name and the family's extent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::kernel) struct Bound {
    pub(in crate::symbolic::kernel) name: Name,
    pub(in crate::symbolic::kernel) extent: Polynomial,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::kernel) enum Atom {
    Symbol(Name),
    Member {
        family: Name,
        steps: Vec<Polynomial>,
        indices: Vec<Index>,
    },
    Call {
        function: Name,
        arguments: Vec<Polynomial>,
    },
    /// base^exponent for an exponent that is a product of naturals.
    Power {
        base: Polynomial,
        exponent: Monomial,
    },
    /// A denominator of several terms; its exponent is negative.
    Group(Polynomial),
    /// Σ of a connected product over all values of the bound indices, which may coincide.
    Sum {
        bound: Vec<Bound>,
        factors: Monomial,
    },
    /// Σ or Π over a range of numbers, unopened.
    Aggregate {
        aggregation: Aggregation,
        index: Name,
        from: Polynomial,
        to: Polynomial,
        body: Polynomial,
    },
    Expectation(Polynomial),
    Variance(Polynomial),
    Covariance(Polynomial, Polynomial),
    Derivative {
        body: Polynomial,
        variable: Box<Atom>,
    },
}

/// A product of atoms with exponents that are not 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::kernel) struct Monomial(pub(super) BTreeMap<Atom, i32>);

/// A sum of monomials with coefficients that are not 0; copies share their terms.
#[derive(Clone, Debug, Default)]
pub(in crate::symbolic::kernel) struct Polynomial(pub(super) Arc<BTreeMap<Monomial, Rational>>);

impl PartialEq for Polynomial {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for Polynomial {}

impl PartialOrd for Polynomial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Polynomial {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        self.0.cmp(&other.0)
    }
}

impl Atom {
    /// The polynomials directly inside.
    pub(super) fn inner(&self) -> Vec<&Polynomial> {
        match self {
            Self::Symbol(_) | Self::Sum { .. } => Vec::new(),
            Self::Member { steps, .. } => steps.iter().collect(),
            Self::Call { arguments, .. } => arguments.iter().collect(),
            Self::Power { base, .. } => vec![base],
            Self::Group(p) | Self::Expectation(p) | Self::Variance(p) => vec![p],
            Self::Derivative { body, .. } => vec![body],
            Self::Covariance(p, q) => vec![p, q],
            Self::Aggregate { from, to, body, .. } => vec![from, to, body],
        }
    }

    /// Walks over this atom and the atoms inside it, where `see` asks to go on.
    pub(super) fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Self) -> bool) {
        if !see(self) {
            return;
        }
        match self {
            Self::Sum { factors, .. } => factors.visit(see),
            Self::Power { base, exponent } => {
                base.visit(see);
                exponent.visit(see);
            }
            Self::Derivative { body, variable } => {
                body.visit(see);
                variable.visit(see);
            }
            _ => self.inner().into_iter().for_each(|p| p.visit(see)),
        }
    }

    /// Whether an index of this name stands anywhere inside.
    pub(super) fn mentions(&self, name: &Name) -> bool {
        let mut found = false;
        self.visit(&mut |atom| {
            let names = |index: &Index| matches!(index, Index::Name(other) if other == name);
            found |= match atom {
                Self::Member { indices, .. } => indices.iter().any(names),
                Self::Symbol(other) => other == name,
                _ => false,
            };
            !found
        });
        found
    }

    /// How deep sums nest inside, so that names bound at different depths differ.
    pub(super) fn height(&self) -> usize {
        let inside = |atoms: &Monomial| atoms.0.keys().map(Self::height).max().unwrap_or(0);
        let of = |p: &Polynomial| p.0.keys().map(inside).max().unwrap_or(0);
        let deepest = self.inner().into_iter().map(of).max().unwrap_or(0);
        match self {
            Self::Sum { factors, .. } => 1 + inside(factors),
            Self::Aggregate { .. } => 1 + deepest,
            _ => deepest,
        }
    }
}

impl Monomial {
    pub(super) fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Atom) -> bool) {
        self.0.keys().for_each(|atom| atom.visit(see));
    }

    pub(super) fn multiply(&mut self, atom: Atom, exponent: i32) -> Checked<()> {
        match self.0.entry(atom) {
            Entry::Vacant(entry) if exponent != 0 => _ = entry.insert(exponent),
            Entry::Vacant(_) => {}
            Entry::Occupied(mut entry) => {
                let sum = entry.get().checked_add(exponent).ok_or(Refusal::Overflow)?;
                if sum == 0 {
                    entry.remove();
                } else {
                    entry.insert(sum);
                }
            }
        }
        Ok(())
    }

    pub(super) fn product(&self, other: &Self) -> Checked<Self> {
        let mut product = self.clone();
        for (atom, exponent) in &other.0 {
            product.multiply(atom.clone(), *exponent)?;
        }
        Ok(product)
    }

    /// The monomial to a whole power.
    pub(super) fn powi(&self, n: i32) -> Checked<Self> {
        let mut power = Self::default();
        for (atom, exponent) in &self.0 {
            let exponent = exponent.checked_mul(n).ok_or(Refusal::Overflow)?;
            power.multiply(atom.clone(), exponent)?;
        }
        Ok(power)
    }

    /// self/divisor, if each exponent of the divisor is there to be taken away.
    pub(super) fn quotient(&self, divisor: &Self) -> Option<Self> {
        let divides = |(atom, e): (&Atom, &i32)| match self.0.get(atom) {
            Some(have) => have.signum() == e.signum() && have.abs() >= e.abs(),
            None => false,
        };
        if divisor.0.is_empty() || !divisor.0.iter().all(divides) {
            return None;
        }
        let inverse = divisor.powi(-1).ok()?;
        self.product(&inverse).ok()
    }

    /// The factors that satisfy the predicate, and the others.
    pub(super) fn split(&self, inside: impl Fn(&Atom) -> bool) -> (Self, Self) {
        let (yes, no): (BTreeMap<_, _>, BTreeMap<_, _>) = self
            .0
            .clone()
            .into_iter()
            .partition(|(atom, _)| inside(atom));
        (Self(yes), Self(no))
    }

    /// t in relu(t)^k with k ≥ 2: relu(t)^k = t^(k−1)·relu(t), for every real t.
    fn rectified(&self) -> Option<(&Atom, i32, &Polynomial)> {
        self.0.iter().find_map(|(atom, exponent)| match atom {
            Atom::Call {
                function,
                arguments,
            } if &**function == "relu" && *exponent >= 2 => {
                arguments.first().map(|t| (atom, *exponent, t))
            }
            _ => None,
        })
    }
}

impl Polynomial {
    pub(super) fn constant(value: Rational) -> Self {
        let mut terms = BTreeMap::new();
        if !value.is_zero() {
            terms.insert(Monomial::default(), value);
        }
        Self(Arc::new(terms))
    }

    pub(super) fn integer(n: i64) -> Self {
        Self::constant(Rational::integer(n))
    }

    pub(super) fn atom(atom: Atom) -> Self {
        Self::monomial(Monomial(BTreeMap::from([(atom, 1)])))
    }

    pub(super) fn monomial(monomial: Monomial) -> Self {
        Self(Arc::new(BTreeMap::from([(monomial, Rational::ONE)])))
    }

    pub(super) fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Atom) -> bool) {
        self.0.keys().for_each(|monomial| monomial.visit(see));
    }

    /// Its value, if no atom is in it.
    pub(super) fn as_constant(&self) -> Option<Rational> {
        match self.0.first_key_value() {
            None => Some(Rational::ZERO),
            Some((m, value)) if self.0.len() == 1 && m.0.is_empty() => Some(*value),
            _ => None,
        }
    }

    /// Its only term, if it has just one.
    pub(super) fn as_term(&self) -> Option<(&Monomial, Rational)> {
        let (monomial, coefficient) = self.0.first_key_value()?;
        (self.0.len() == 1).then_some((monomial, *coefficient))
    }

    /// Its only atom, if it is one.
    pub(super) fn as_atom(&self) -> Option<&Atom> {
        let (monomial, coefficient) = self.as_term()?;
        let (atom, exponent) = monomial.0.first_key_value()?;
        (coefficient == Rational::ONE && monomial.0.len() == 1 && *exponent == 1).then_some(atom)
    }

    pub(super) fn add_term(&mut self, monomial: Monomial, coefficient: Rational) -> Checked<()> {
        let terms = Arc::make_mut(&mut self.0);
        match terms.entry(monomial) {
            Entry::Vacant(entry) if !coefficient.is_zero() => _ = entry.insert(coefficient),
            Entry::Vacant(_) => {}
            Entry::Occupied(mut entry) => {
                let sum = entry.get().checked_add(coefficient)?;
                if sum.is_zero() {
                    entry.remove();
                } else {
                    entry.insert(sum);
                }
            }
        }
        if terms.len() > MOST_TERMS {
            return Err(Refusal::TooLarge);
        }
        Ok(())
    }

    /// Takes a term out and gives its coefficient.
    pub(super) fn take(&mut self, monomial: &Monomial) -> Rational {
        let taken = Arc::make_mut(&mut self.0).remove(monomial);
        taken.unwrap_or(Rational::ZERO)
    }

    pub(super) fn add(&self, other: &Self) -> Checked<Self> {
        let mut sum = self.clone();
        for (monomial, coefficient) in other.0.iter() {
            sum.add_term(monomial.clone(), *coefficient)?;
        }
        Ok(sum)
    }

    pub(super) fn subtract(&self, other: &Self) -> Checked<Self> {
        self.add(&other.scale(Rational::integer(-1))?)
    }

    pub(super) fn scale(&self, factor: Rational) -> Checked<Self> {
        let mut scaled = Self::default();
        for (monomial, coefficient) in self.0.iter() {
            scaled.add_term(monomial.clone(), coefficient.checked_mul(factor)?)?;
        }
        Ok(scaled)
    }

    pub(super) fn multiply(&self, other: &Self) -> Checked<Self> {
        let mut product = Self::default();
        for (m, a) in self.0.iter() {
            for (n, b) in other.0.iter() {
                product.add_rectified(&m.product(n)?, a.checked_mul(*b)?)?;
            }
        }
        Ok(product)
    }

    /// Adds a term whose powers of relu are reduced first.
    fn add_rectified(&mut self, monomial: &Monomial, coefficient: Rational) -> Checked<()> {
        let Some((atom, exponent, argument)) = monomial.rectified() else {
            return self.add_term(monomial.clone(), coefficient);
        };
        let mut rest = monomial.clone();
        rest.multiply(atom.clone(), 1 - exponent)?;
        let power = argument.powi(exponent.unsigned_abs() - 1)?;
        for (m, c) in power.0.iter() {
            self.add_rectified(&m.product(&rest)?, c.checked_mul(coefficient)?)?;
        }
        Ok(())
    }

    pub(super) fn powi(&self, n: u32) -> Checked<Self> {
        (0..n).try_fold(Self::integer(1), |power, _| power.multiply(self))
    }
}
