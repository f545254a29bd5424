//! Quotients and powers of normal forms; every denominator is recorded here.

use crate::num::Rational;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::normal::unreadable;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Polynomial;
use std::collections::BTreeSet;

type Checked<T> = Result<T, Refusal>;

/// Larger exponents are refused.
const MOST_EXPONENT: u32 = 64;

impl Normalizer<'_> {
    /// 1/p; every factor of p is recorded as a denominator.
    pub(super) fn inverse(&mut self, p: &Polynomial) -> Checked<Polynomial> {
        let common = common_factor(p)?;
        for atom in common.0.keys() {
            self.record(Polynomial::atom(atom.clone()));
        }
        let reciprocal = Polynomial::monomial(common.powi(-1)?);
        let rest = p.multiply(&reciprocal)?;
        let (_, first) = rest.0.first_key_value().ok_or(Refusal::DivisionByZero)?;
        let scale = Rational::ONE.checked_div(*first)?;
        let (rest, reciprocal) = (rest.scale(scale)?, reciprocal.scale(scale)?);
        if rest == Polynomial::integer(1) {
            return Ok(reciprocal);
        }
        self.record(rest.clone());
        let mut group = Monomial::default();
        group.multiply(Atom::Group(rest), -1)?;
        reciprocal.multiply(&Polynomial::monomial(group))
    }

    fn record(&mut self, denominator: Polynomial) {
        if Guard::DenominatorRecorded.met(false) {
            return;
        }
        self.nonzero.insert(denominator);
    }

    pub(super) fn power(
        &mut self,
        base: &Polynomial,
        exponent: &Polynomial,
        term: &Term,
    ) -> Checked<Polynomial> {
        if let Some(n) = exponent.as_constant() {
            let n = i32::try_from(n.numerator()).ok().filter(|_| n.is_integer());
            let n = n.filter(|n| n.unsigned_abs() <= MOST_EXPONENT);
            let n = n.ok_or_else(|| unreadable(term, "an exponent is a whole number up to 64"))?;
            return self.powi(base, n);
        }
        if !Guard::ExponentIsWhole.met(self.is_whole(exponent)) {
            return Err(unreadable(term, "an exponent is made of naturals"));
        }
        self.power_of(base, exponent)
    }

    /// base^exponent, a product over the terms of the exponent.
    pub(super) fn power_of(
        &mut self,
        base: &Polynomial,
        exponent: &Polynomial,
    ) -> Checked<Polynomial> {
        let mut product = Polynomial::integer(1);
        for (monomial, n) in exponent.0.iter() {
            let n = i32::try_from(n.numerator()).map_err(|_| Refusal::Overflow)?;
            if n.unsigned_abs() > MOST_EXPONENT {
                return Err(Refusal::TooLarge);
            }
            let power = if monomial.0.is_empty() {
                self.powi(base, n)?
            } else {
                let power = self.symbolic_power(base, monomial)?;
                self.powi(&power, n)?
            };
            product = product.multiply(&power)?;
        }
        Ok(product)
    }

    pub(super) fn powi(&mut self, base: &Polynomial, n: i32) -> Checked<Polynomial> {
        if n >= 0 {
            return base.powi(n.unsigned_abs());
        }
        if let Some((monomial, c)) = base.as_term() {
            let _recorded = self.inverse(base)?;
            return Polynomial::monomial(monomial.powi(n)?).scale(c.powi(n)?);
        }
        self.inverse(base)?.powi(n.unsigned_abs())
    }

    /// base^exponent with a symbolic exponent, factor by factor.
    fn symbolic_power(&mut self, base: &Polynomial, exponent: &Monomial) -> Checked<Polynomial> {
        let of = |base: Polynomial| Atom::Power {
            base,
            exponent: exponent.clone(),
        };
        let Some((monomial, c)) = base.as_term() else {
            return Ok(Polynomial::atom(of(base.clone())));
        };
        let mut power = Monomial::default();
        if c != Rational::ONE {
            power.multiply(of(Polynomial::constant(c)), 1)?;
        }
        for (atom, n) in &monomial.0 {
            power.multiply(of(Polynomial::atom(atom.clone())), *n)?;
        }
        Ok(Polynomial::monomial(power))
    }
}

/// The largest monomial that divides each term, with negative exponents where a term has them.
fn common_factor(p: &Polynomial) -> Checked<Monomial> {
    let least = |atom: &Atom| {
        p.0.keys()
            .map(|m| m.0.get(atom).copied().unwrap_or(0))
            .min()
    };
    let atoms: BTreeSet<&Atom> = p.0.keys().flat_map(|m| m.0.keys()).collect();
    let mut common = Monomial::default();
    for atom in atoms {
        match least(atom) {
            None | Some(0) => {}
            Some(exponent) => common.multiply(atom.clone(), exponent)?,
        }
    }
    Ok(common)
}
