//! What is surely positive or not negative: from declarations, cited facts, squares and sums.
//!
//! An answer is only ever "surely" or "not known".

use crate::num::Rational;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::theorem::Dependence;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

type Checked<T> = Result<T, Refusal>;

/// How much is known of a sign; the smaller says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::kernel) enum Sign {
    Positive,
    Nonnegative,
}

/// A polynomial of known sign, or one that is not 0, and the assumption that says so.
#[derive(Clone, Debug)]
pub(in crate::symbolic::kernel) struct Fact {
    polynomial: Polynomial,
    /// `None`: only that it is not 0.
    sign: Option<Sign>,
    assumption: Option<String>,
}

impl Normalizer<'_> {
    /// Takes an inequality as a fact; equations and what cannot be read say nothing here.
    pub(super) fn know(
        &mut self,
        statement: &Statement,
        assumption: Option<String>,
    ) -> Checked<()> {
        let sign = match statement.relation {
            Relation::Equal => return Ok(()),
            Relation::NotEqual => None,
            Relation::Less => Some(Sign::Positive),
            Relation::LessEqual => Some(Sign::Nonnegative),
        };
        let polynomial = self.difference(statement)?.scale(Rational::integer(-1))?;
        self.facts.push(Fact {
            polynomial,
            sign,
            assumption,
        });
        Ok(())
    }

    /// Takes every inequality that the signature assumes.
    pub(super) fn know_assumptions(&mut self) {
        for (place, assumption) in self.signature().assumptions().iter().enumerate() {
            let label = self.context.label(place);
            // An assumption that cannot be read here is no fact; it is not lost, only not used.
            let _unread = self.know(&assumption.statement, Some(label));
        }
    }

    pub(super) fn is_nonnegative(&mut self, p: &Polynomial) -> bool {
        self.sign(p).is_some()
    }

    /// Whether the polynomial is surely not 0.
    pub(super) fn is_nonzero(&mut self, p: &Polynomial) -> bool {
        if self
            .known(p, |_, sign| {
                Guard::FactIsNonzero.met(sign != Some(Sign::Nonnegative))
            })
            .is_some()
        {
            return true;
        }
        let negative = p.scale(Rational::integer(-1));
        let mut signs = [Some(p.clone()), negative.ok()].into_iter().flatten();
        signs.any(|p| self.sign(&p) == Some(Sign::Positive))
    }

    /// What is known of a polynomial's sign.
    pub(super) fn sign(&mut self, p: &Polynomial) -> Option<Sign> {
        if let Some(sign) = self.known_sign(p) {
            return Some(sign);
        }
        let (shifted, from_zero) = self.shifted(p).ok()?;
        let mut strongest = Sign::Nonnegative;
        for (monomial, c) in shifted.0.iter() {
            if !Guard::CoefficientsAgree.met(*c > Rational::ZERO) {
                return None;
            }
            strongest = strongest.min(self.sign_of_product(monomial, &from_zero)?);
        }
        (!shifted.0.is_empty())
            .then_some(strongest)
            .or(Some(Sign::Nonnegative))
    }

    /// The strongest fact about the polynomial's sign.
    fn known_sign(&mut self, p: &Polynomial) -> Option<Sign> {
        let of_sign = |wanted: Sign| {
            move |is_same: bool, sign| Guard::FactIsOfThisSign.met(is_same) && sign == Some(wanted)
        };
        self.known(p, of_sign(Sign::Positive))
            .or_else(|| self.known(p, of_sign(Sign::Nonnegative)))?
    }

    /// What the first fact that fits says, among those about this polynomial up to a factor that is
    /// positive (the fact is about the same) or negative.
    fn known(
        &mut self,
        p: &Polynomial,
        fits: impl Fn(bool, Option<Sign>) -> bool,
    ) -> Option<Option<Sign>> {
        let wanted = unit(p)?;
        let opposite = wanted.scale(Rational::integer(-1)).ok()?;
        let about = |fact: &&Fact| {
            let known = unit(&fact.polynomial);
            let is_same = known.as_ref() == Some(&wanted);
            (is_same || known.as_ref() == Some(&opposite)) && fits(is_same, fact.sign)
        };
        let fact = self.facts.iter().find(about)?;
        if let Some(label) = &fact.assumption {
            let used = Dependence::Assumption(label.clone());
            self.ledger.dependences.insert(used);
        }
        Some(fact.sign)
    }

    /// The polynomial with each natural n ≥ m written as m + n′, and the names n′ that are now at
    /// least 0. A natural in a denominator stays as it is.
    fn shifted(&self, p: &Polynomial) -> Checked<(Polynomial, BTreeSet<Name>)> {
        let mut least: BTreeMap<Name, i64> = BTreeMap::new();
        for atom in p.0.keys().flat_map(|m| m.0.keys()) {
            if let Atom::Symbol(name) = atom
                && let Some(m) = self.least(name)
            {
                least.insert(name.clone(), m);
            }
        }
        least.retain(|name, _| {
            let atom = Atom::Symbol(name.clone());
            p.0.keys().all(|m| m.0.get(&atom).is_none_or(|e| *e > 0))
        });
        let mut shifted = Polynomial::default();
        for (monomial, c) in p.0.iter() {
            let mut term = Polynomial::constant(*c);
            for (atom, exponent) in &monomial.0 {
                let mut factor = Polynomial::atom(atom.clone());
                if let Atom::Symbol(name) = atom
                    && let Some(m) = least.get(name)
                {
                    factor = factor
                        .add(&Polynomial::integer(*m))?
                        .powi(exponent.unsigned_abs())?;
                } else {
                    let mut power = Monomial::default();
                    power.multiply(atom.clone(), *exponent)?;
                    factor = Polynomial::monomial(power);
                }
                term = term.multiply(&factor)?;
            }
            shifted = shifted.add(&term)?;
        }
        Ok((shifted, least.into_keys().collect()))
    }

    /// The least value of a natural, a step index, or a number that an aggregate binds.
    fn least(&self, name: &Name) -> Option<i64> {
        let natural = self
            .signature()
            .naturals()
            .iter()
            .find(|n| *n.name == **name);
        if let Some(natural) = natural {
            return Some(i64::from(natural.least));
        }
        match self.signature().index(name).map(|index| &index.range) {
            Some(IndexRange::Step { least }) => Some(i64::from(*least)),
            Some(IndexRange::Member { .. }) => None,
            None => name.starts_with(['@', '#']).then_some(0),
        }
    }

    fn sign_of_product(&mut self, m: &Monomial, from_zero: &BTreeSet<Name>) -> Option<Sign> {
        let mut sign = Sign::Positive;
        for (atom, exponent) in &m.0 {
            let of_atom = match atom {
                Atom::Symbol(name) if from_zero.contains(name) => Some(Sign::Nonnegative),
                _ => self.sign_of_atom(atom),
            };
            let of_power = match of_atom {
                // A denominator is not 0: that is recorded where it is met.
                Some(Sign::Nonnegative) if *exponent < 0 => Some(Sign::Positive),
                None if !Guard::PowerIsEven.met(exponent % 2 == 0) => None,
                None if *exponent < 0 => Some(Sign::Positive),
                None => Some(Sign::Nonnegative),
                known => known,
            };
            sign = sign.max(of_power?);
        }
        Some(sign)
    }

    fn sign_of_atom(&mut self, atom: &Atom) -> Option<Sign> {
        if let Some(sign) = self.known_sign(&Polynomial::atom(atom.clone())) {
            return Some(sign);
        }
        let none = BTreeSet::new();
        match atom {
            Atom::Symbol(name) => match self.least(name)? {
                1.. => Some(Sign::Positive),
                0 => Some(Sign::Nonnegative),
                _ => None,
            },
            Atom::Call { function, .. } => match &**function {
                "exp" => Some(Sign::Positive),
                "relu" | "sqrt" => Some(Sign::Nonnegative),
                _ => None,
            },
            Atom::Power { base, .. } | Atom::Group(base) | Atom::Expectation(base) => {
                self.sign(base)
            }
            Atom::Variance(_) => Some(Sign::Nonnegative),
            Atom::Sum { factors, .. } => self.sign_of_product(factors, &none),
            Atom::Aggregate { body, .. } => self.sign(body).map(|_| Sign::Nonnegative),
            Atom::Member { .. } | Atom::Covariance(..) | Atom::Derivative { .. } => None,
        }
    }

    /// Whether the polynomial takes whole values only, by its form.
    pub(super) fn is_whole(&self, p: &Polynomial) -> bool {
        let is_number =
            |atom: &Atom| matches!(atom, Atom::Symbol(name) if self.least(name).is_some());
        p.0.iter()
            .all(|(m, c)| c.is_integer() && m.0.iter().all(|(atom, e)| *e > 0 && is_number(atom)))
    }

    /// Whether it is a whole number of at least 0.
    pub(super) fn is_natural(&mut self, p: &Polynomial) -> bool {
        self.is_whole(p) && self.is_nonnegative(p)
    }
}

/// The polynomial over the size of its first coefficient.
fn unit(p: &Polynomial) -> Option<Polynomial> {
    let (_, first) = p.0.first_key_value()?;
    let size = (*first).max(first.checked_neg().ok()?);
    p.scale(Rational::ONE.checked_div(size).ok()?).ok()
}
