//! Polynomials with rational coefficients in named symbols. No division, no evaluation.

use crate::num::Rational;
use crate::num::RationalError;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Term;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Exponents by symbol; no exponent is 0.
pub(in crate::evidence::formula) type Monomial = BTreeMap<String, u32>;

/// A sum of monomials with coefficients, none of them 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::evidence::formula) struct Polynomial(BTreeMap<Monomial, Rational>);

/// More terms than anyone writes: a product that would exceed this counts as an overflow.
const MAX_TERMS: usize = 4096;

type Result<T> = std::result::Result<T, RationalError>;

impl Polynomial {
    pub(in crate::evidence::formula) fn constant(value: Rational) -> Self {
        Self::monomial(Monomial::new(), value)
    }

    pub(in crate::evidence::formula) fn symbol(name: &str) -> Self {
        Self::monomial(Monomial::from([(name.to_owned(), 1)]), Rational::ONE)
    }

    pub(in crate::evidence::formula) fn monomial(
        monomial: Monomial,
        coefficient: Rational,
    ) -> Self {
        if coefficient.is_zero() {
            return Self::default();
        }
        Self(BTreeMap::from([(monomial, coefficient)]))
    }

    pub(in crate::evidence::formula) fn terms(
        &self,
    ) -> impl Iterator<Item = (&Monomial, Rational)> {
        self.0.iter().map(|(monomial, value)| (monomial, *value))
    }

    pub(in crate::evidence::formula) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The value, if no symbol occurs.
    pub(in crate::evidence::formula) fn as_constant(&self) -> Option<Rational> {
        match self.0.len() {
            0 => Some(Rational::ZERO),
            1 => self.0.get(&Monomial::new()).copied(),
            _ => None,
        }
    }

    pub(in crate::evidence::formula) fn symbols(&self) -> BTreeSet<&str> {
        self.0
            .keys()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect()
    }

    pub(in crate::evidence::formula) fn add(&self, other: &Self) -> Result<Self> {
        let mut sum = self.clone();
        for (monomial, value) in &other.0 {
            sum.add_term(monomial.clone(), *value)?;
        }
        Ok(sum)
    }

    pub(in crate::evidence::formula) fn negated(&self) -> Result<Self> {
        self.scaled(Rational::integer(-1))
    }

    pub(in crate::evidence::formula) fn subtract(&self, other: &Self) -> Result<Self> {
        self.add(&other.negated()?)
    }

    pub(in crate::evidence::formula) fn scaled(&self, factor: Rational) -> Result<Self> {
        self.multiply(&Self::constant(factor))
    }

    pub(in crate::evidence::formula) fn multiply(&self, other: &Self) -> Result<Self> {
        let mut answer = Self::default();
        for (a, x) in &self.0 {
            for (b, y) in &other.0 {
                answer.add_term(product(a, b)?, x.checked_mul(*y)?)?;
            }
        }
        Ok(answer)
    }

    pub(in crate::evidence::formula) fn power(&self, n: u32) -> Result<Self> {
        let one = Self::constant(Rational::ONE);
        (0..n).try_fold(one, |answer, _| answer.multiply(self))
    }

    /// The polynomial with each symbol replaced by a polynomial.
    pub(in crate::evidence::formula) fn compose(
        &self,
        replace: impl Fn(&str) -> Self,
    ) -> Result<Self> {
        let mut answer = Self::default();
        for (monomial, value) in &self.0 {
            let mut term = Self::constant(*value);
            for (name, exponent) in monomial {
                term = term.multiply(&replace(name).power(*exponent)?)?;
            }
            answer = answer.add(&term)?;
        }
        Ok(answer)
    }

    /// The two polynomials A and B, free of the symbol, with self = A·symbol + B; `None` if the
    /// symbol does not occur to the first power only.
    pub(in crate::evidence::formula) fn linear_in(&self, name: &str) -> Option<(Self, Self)> {
        let (mut slope, mut rest) = (Self::default(), Self::default());
        for (monomial, value) in &self.0 {
            let mut others = monomial.clone();
            match others.remove(name) {
                None => _ = rest.0.insert(others, *value),
                Some(1) => _ = slope.0.insert(others, *value),
                Some(_) => return None,
            }
        }
        (!slope.is_zero()).then_some((slope, rest))
    }

    /// The polynomial as a term.
    pub(in crate::evidence::formula) fn to_term(&self) -> Term {
        let terms = self.0.iter().map(|(monomial, value)| {
            let powers = monomial.iter().map(|(name, exponent)| match exponent {
                1 => Term::symbol(name),
                n => Term::symbol(name).with(Operator::Power, Term::integer(i64::from(*n))),
            });
            let number =
                (*value != Rational::ONE || monomial.is_empty()).then_some(Term::Number(*value));
            let factors = number.into_iter().chain(powers);
            factors.reduce(|a, b| a.with(Operator::Multiply, b))
        });
        let sum = terms.flatten().reduce(|a, b| a.with(Operator::Add, b));
        sum.unwrap_or(Term::Number(Rational::ZERO))
    }

    fn add_term(&mut self, monomial: Monomial, value: Rational) -> Result<()> {
        let sum = self
            .0
            .get(&monomial)
            .map_or(Ok(value), |old| old.checked_add(value))?;
        if sum.is_zero() {
            self.0.remove(&monomial);
        } else {
            self.0.insert(monomial, sum);
        }
        if self.0.len() > MAX_TERMS {
            return Err(RationalError::Overflow);
        }
        Ok(())
    }
}

fn product(a: &Monomial, b: &Monomial) -> Result<Monomial> {
    let mut answer = a.clone();
    for (name, exponent) in b {
        let sum = answer.entry(name.clone()).or_insert(0);
        *sum = sum.checked_add(*exponent).ok_or(RationalError::Overflow)?;
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_of_a_difference_has_three_terms() {
        let (p, q) = (Polynomial::symbol("p"), Polynomial::symbol("q"));
        let square = p.subtract(&q).unwrap().power(2).unwrap();
        assert_eq!(square.to_term().to_string(), "-2*p*q + p^2 + q^2");
        assert!(square.subtract(&square).unwrap().is_zero());
    }
}
