//! Σ and Π of terms: over a family, between numbers, or over a range that stays unopened.

use crate::num::Rational;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::normal::Scoped;
use crate::symbolic::kernel::normal::unreadable;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Bound;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::replace::Replacement;
use std::collections::BTreeMap;

type Checked<T> = Result<T, Refusal>;

/// A sum with more terms than this is not written out.
const MOST_WRITTEN_OUT: i128 = 64;

impl Normalizer<'_> {
    /// The aggregate of a term: a sum over a family, a short one written out, or an unopened one.
    pub(super) fn aggregate(
        &mut self,
        aggregation: Aggregation,
        index: &str,
        from: &Term,
        to: &Term,
        body: &Term,
    ) -> Checked<Polynomial> {
        let (first, last) = (self.normalize(from)?, self.normalize(to)?);
        if let (Some(a), Some(b)) = (first.as_constant(), last.as_constant()) {
            return self.written_out(aggregation, index, (a, b), body);
        }
        let is_family_sum = aggregation == Aggregation::Sum
            && first == Polynomial::integer(1)
            && Guard::SumIsCounted.met(self.is_natural(&last))
            && self.counts_members(index, to, body);
        if is_family_sum {
            let name = self.fresh('@');
            self.extents.insert(name.clone(), last.clone());
            let body = self.under(index, Scoped::Member(name.clone()), body)?;
            return self.close(&[Bound { name, extent: last }], &body);
        }
        self.over_numbers(aggregation, index, &first, last, body)
    }

    /// Σ or Π between two numbers, term by term.
    fn written_out(
        &mut self,
        aggregation: Aggregation,
        index: &str,
        (from, to): (Rational, Rational),
        body: &Term,
    ) -> Checked<Polynomial> {
        let is_whole = from.is_integer() && to.is_integer();
        if !is_whole || to.numerator().saturating_sub(from.numerator()) > MOST_WRITTEN_OUT {
            return Err(unreadable(body, "bounds are whole numbers up to 64 apart"));
        }
        let mut terms = Vec::new();
        for at in from.numerator()..=to.numerator() {
            let by = BTreeMap::from([(index.to_owned(), Term::Number(Rational::new(at, 1)?))]);
            terms.push(self.normalize(&body.substitute(&by)?)?);
        }
        combine(aggregation, &terms)
    }

    /// Σ or Π with symbolic bounds; the last terms are split off: Π_{l ≤ L+1} = Π_{l ≤ L}·(…).
    fn over_numbers(
        &mut self,
        aggregation: Aggregation,
        index: &str,
        from: &Polynomial,
        to: Polynomial,
        body: &Term,
    ) -> Checked<Polynomial> {
        if !Guard::BoundsAreWhole.met(self.is_whole(&to) && self.is_natural(from)) {
            return Err(unreadable(body, "the bounds of a sum are whole numbers"));
        }
        let surplus = to.0.get(&Monomial::default()).copied();
        let surplus = surplus
            .filter(|c| *c > Rational::ZERO)
            .unwrap_or(Rational::ZERO);
        let start = to.subtract(&Polynomial::constant(surplus))?;
        let room = start.subtract(from)?.add(&Polynomial::integer(1))?;
        let is_short = surplus.numerator() <= MOST_WRITTEN_OUT;
        let is_there = Guard::LastTermsExist.met(self.is_nonnegative(&room));
        let (to, surplus) = if is_there && Guard::LastTermsAreFew.met(is_short) {
            (start, surplus)
        } else {
            (to, Rational::ZERO)
        };
        let mut terms = vec![self.unopened(aggregation, index, from, &to, body)?];
        for k in 1..=surplus.numerator().min(MOST_WRITTEN_OUT) {
            let at = to.add(&Polynomial::constant(Rational::new(k, 1)?))?;
            terms.push(self.under(index, Scoped::Number(at), body)?);
        }
        combine(aggregation, &terms)
    }

    /// Σ or Π with symbolic bounds. Over a range that is surely no shorter than empty, constants
    /// leave the Σ, and a Π of one term is the product of the Π of its factors.
    fn unopened(
        &mut self,
        aggregation: Aggregation,
        index: &str,
        from: &Polynomial,
        to: &Polynomial,
        body: &Term,
    ) -> Checked<Polynomial> {
        let count = to.subtract(from)?.add(&Polynomial::integer(1))?;
        if count == Polynomial::default() {
            return combine(aggregation, &[]);
        }
        let open = self.fresh('@');
        let range = (from.clone(), to.clone());
        self.ranges.insert(open.clone(), range);
        let number = Polynomial::atom(Atom::Symbol(open.clone()));
        let body = self.under(index, Scoped::Number(number), body)?;
        let is_range = Guard::RangeHasLength.met(self.is_nonnegative(&count));
        let mut range = Range {
            open,
            aggregation,
            from,
            to,
        };
        match aggregation {
            Aggregation::Sum if is_range => {
                let mut sum = Polynomial::default();
                for (monomial, c) in body.0.iter() {
                    let (inside, outside) = monomial.split(|atom| atom.mentions(&range.open));
                    let inner = if inside.0.is_empty() {
                        count.clone()
                    } else {
                        self.aggregate_atom(&mut range, &Polynomial::monomial(inside))?
                    };
                    let outer = Polynomial::monomial(outside).scale(*c)?;
                    sum = sum.add(&outer.multiply(&inner)?)?;
                }
                Ok(sum)
            }
            Aggregation::Product if is_range && body.as_term().is_some() => {
                let (monomial, c) = body.as_term().ok_or(Refusal::TooLarge)?;
                let (inside, outside) = monomial.split(|atom| atom.mentions(&range.open));
                let base = Polynomial::monomial(outside).scale(c)?;
                let mut product = self.power(&base, &count, &Term::symbol(index))?;
                for (atom, exponent) in &inside.0 {
                    let factor = Polynomial::atom(atom.clone());
                    let factor = self.aggregate_atom(&mut range, &factor)?;
                    product = product.multiply(&self.powi(&factor, *exponent)?)?;
                }
                Ok(product)
            }
            _ => self.aggregate_atom(&mut range, &body),
        }
    }

    /// The atom of Σ or Π of a body that mentions the open name.
    fn aggregate_atom(&mut self, range: &mut Range<'_>, body: &Polynomial) -> Checked<Polynomial> {
        let height = 1 + Atom::Expectation(body.clone()).height();
        let index: Name = format!("#{height}").into();
        let number = Polynomial::atom(Atom::Symbol(index.clone()));
        let body = self.replace(body, &Replacement::Symbol(range.open.clone(), number))?;
        Ok(Polynomial::atom(Atom::Aggregate {
            aggregation: range.aggregation,
            index,
            from: range.from.clone(),
            to: range.to.clone(),
            body,
        }))
    }

    /// Whether every occurrence of the index counts the members of a family of this extent.
    fn counts_members(&self, index: &str, extent: &Term, body: &Term) -> bool {
        let is_index = |term: &Term| *term == Term::symbol(index);
        match body {
            Term::Symbol(name) => name != index,
            Term::Indexed { family, indices } => {
                let family = self.signature().family(family);
                indices.iter().enumerate().all(|(place, at)| {
                    let fits = |f: &Family| {
                        let extent_at = place.checked_sub(f.steps).and_then(|p| f.extents.get(p));
                        extent_at == Some(extent)
                    };
                    if is_index(at) {
                        family.is_some_and(fits)
                    } else {
                        !at.free_symbols().contains(index)
                    }
                })
            }
            Term::Aggregate { index: inner, .. } if inner == index => true,
            _ => {
                let mut inside = body.children().into_iter();
                inside.all(|term| self.counts_members(index, extent, term))
            }
        }
    }
}

/// What an unopened aggregate runs over.
struct Range<'a> {
    open: Name,
    aggregation: Aggregation,
    from: &'a Polynomial,
    to: &'a Polynomial,
}

/// The sum or product of terms.
fn combine(aggregation: Aggregation, terms: &[Polynomial]) -> Checked<Polynomial> {
    match aggregation {
        Aggregation::Sum => terms
            .iter()
            .try_fold(Polynomial::default(), |sum, t| sum.add(t)),
        Aggregation::Product => terms
            .iter()
            .try_fold(Polynomial::integer(1), |product, t| product.multiply(t)),
    }
}
