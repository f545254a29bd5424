//! From terms to normal forms. Two terms with the same normal form are equal in every model of the
//! signature, as far as the licences allow; nothing is claimed of terms with different ones.

use crate::num::Rational;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::context::is_word;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Bound;
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::replace::Replacement;
use crate::symbolic::kernel::rewrite::Rewrite;
use crate::symbolic::kernel::sign::Fact;
use crate::symbolic::kernel::theorem::Ledger;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

type Checked<T> = Result<T, Refusal>;

/// What the normal form may look into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::symbolic::kernel) struct Licences {
    /// Var[x] = E[x²] − E[x]², Cov[x, y] = E[xy] − E[x]E[y].
    pub(super) definitions: bool,
    /// E is linear, and goes into sums.
    pub(super) linearity: bool,
    /// E of a product over independent blocks is the product of the E.
    pub(super) independence: bool,
    /// The members of an iid or exchangeable family have one law: sums are counted by which of
    /// their indices coincide.
    pub(super) same_law: bool,
    /// diff(f, x) is worked out.
    pub(super) derivatives: bool,
}

/// A sum with more terms than this is not written out.
const MOST_WRITTEN_OUT: i128 = 64;

/// Larger exponents are refused.
const MOST_EXPONENT: u32 = 64;

/// The state of one normalization: what was used, and what must not vanish.
pub(in crate::symbolic::kernel) struct Normalizer<'a> {
    pub(super) context: &'a Context,
    pub(super) licences: Licences,
    pub(super) rewrites: Vec<Rewrite>,
    /// Every denominator met.
    pub(super) nonzero: BTreeSet<Polynomial>,
    pub(super) ledger: Ledger,
    /// The extents of names bound by sums that are being worked on.
    pub(super) extents: BTreeMap<Name, Polynomial>,
    /// The first and last value of names bound by sums over numbers.
    pub(super) ranges: BTreeMap<Name, (Polynomial, Polynomial)>,
    /// Labels of the pattern that is being worked on, each with an index that it differs from.
    pub(super) apart: Vec<(Name, Index)>,
    /// How many sums by patterns are being worked on, one inside the other.
    pub(super) depth: usize,
    /// What is known to be positive or not negative.
    pub(super) facts: Vec<Fact>,
    scope: Vec<(String, Scoped)>,
    fresh: usize,
    pub(super) fuel: usize,
}

/// What a bound name in a term stands for.
#[derive(Clone, Debug)]
enum Scoped {
    Member(Name),
    Number(Polynomial),
}

impl<'a> Normalizer<'a> {
    pub(super) fn new(context: &'a Context, licences: Licences) -> Self {
        Self {
            context,
            licences,
            rewrites: Vec::new(),
            nonzero: BTreeSet::new(),
            ledger: Ledger::default(),
            extents: BTreeMap::new(),
            apart: Vec::new(),
            ranges: BTreeMap::new(),
            depth: 0,
            facts: Vec::new(),
            scope: Vec::new(),
            fresh: 0,
            fuel: 10_000,
        }
    }

    /// left − right in normal form.
    pub(super) fn difference(&mut self, statement: &Statement) -> Checked<Polynomial> {
        let left = self.normalize(&statement.left)?;
        left.subtract(&self.normalize(&statement.right)?)
    }

    pub(super) fn normalize(&mut self, term: &Term) -> Checked<Polynomial> {
        let normal = match term {
            Term::Number(value) => Polynomial::constant(*value),
            Term::Text(_) | Term::List(_) => return Err(unreadable(term, "it is no number")),
            Term::Symbol(name) => self.symbol(name, term)?,
            Term::Indexed { family, indices } => self.member(family, indices, term)?,
            Term::Negation(x) => self.normalize(x)?.scale(Rational::integer(-1))?,
            Term::Binary {
                operator,
                left,
                right,
            } => self.binary(*operator, left, right)?,
            Term::Call {
                function,
                positional,
                named,
            } if named.is_empty() => self.function(function, positional, term)?,
            Term::Call { .. } => return Err(unreadable(term, "it has named arguments")),
            Term::Expectation(x) => {
                let x = self.normalize(x)?;
                self.expectation(&x)?
            }
            Term::Variance(x) => {
                let x = self.normalize(x)?;
                self.variance(&x)?
            }
            Term::Covariance(x, y) => {
                let (x, y) = (self.normalize(x)?, self.normalize(y)?);
                self.covariance(&x, &y)?
            }
            Term::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => self.aggregate(*aggregation, index, from, to, body)?,
        };
        self.rewrite(normal)
    }

    pub(super) fn signature(&self) -> &'a Signature {
        self.context.signature()
    }

    /// A name that no term can hold.
    pub(super) fn fresh(&mut self, mark: char) -> Name {
        self.fresh += 1;
        format!("{mark}{}", self.fresh).into()
    }

    fn symbol(&mut self, name: &str, term: &Term) -> Checked<Polynomial> {
        match self.scope.iter().rev().find(|(bound, _)| bound == name) {
            Some((_, Scoped::Number(value))) => return Ok(value.clone()),
            Some((_, Scoped::Member(_))) => {
                return Err(unreadable(term, "it counts members and is no number here"));
            }
            None => {}
        }
        if !is_word(name) {
            return Err(unreadable(term, "it is no word"));
        }
        let natural = self.signature().naturals().iter().find(|n| n.name == name);
        if let Some(value) = natural.and_then(|natural| natural.value) {
            return Ok(Polynomial::integer(i64::from(value)));
        }
        if self.signature().family(name).is_some() {
            return self.member(name, &[], term);
        }
        let index = self.signature().index(name);
        if index.is_some_and(|index| !matches!(index.range, IndexRange::Step { .. })) {
            return Err(unreadable(term, "it counts members and is no number here"));
        }
        if self.signature().functions().iter().any(|f| f == name) {
            return Err(unreadable(term, "a function needs its argument"));
        }
        Ok(Polynomial::atom(Atom::Symbol(name.into())))
    }

    /// A member; without its member indices the first one, of a family in which all have one law.
    fn member(&mut self, name: &str, at: &[Term], term: &Term) -> Checked<Polynomial> {
        let Some(family) = self.signature().family(name) else {
            return Err(Refusal::NotDeclared {
                name: name.to_owned(),
                needed: "as a family",
            });
        };
        let is_bare = at.len() == family.steps;
        let same_law = matches!(family.kind, FamilyKind::Iid | FamilyKind::Exchangeable);
        let is_whole = at.len() == family.steps + family.extents.len();
        if !(is_whole || is_bare && Guard::BareMemberHasOneLaw.met(same_law)) {
            return Err(unreadable(
                term,
                "a member needs an index for each position",
            ));
        }
        let mut steps = Vec::with_capacity(family.steps);
        for step in &at[..family.steps] {
            steps.push(self.step(step)?);
        }
        let mut indices = Vec::with_capacity(family.extents.len());
        for (place, extent) in family.extents.iter().enumerate() {
            indices.push(match at.get(family.steps + place) {
                Some(index) => self.member_index(index, extent)?,
                None => Index::Literal(1),
            });
        }
        Ok(Polynomial::atom(Atom::Member {
            family: name.into(),
            steps,
            indices,
        }))
    }

    /// A step index: a whole number of at least 0.
    fn step(&mut self, term: &Term) -> Checked<Polynomial> {
        let step = self.normalize(term)?;
        if Guard::StepIsNatural.met(self.is_natural(&step)) {
            return Ok(step);
        }
        Err(Refusal::BadIndex {
            found: term.to_string(),
            needed: "a whole number that is at least 0 by its declaration".to_owned(),
        })
    }

    /// A member index within its extent.
    pub(super) fn member_index(&mut self, term: &Term, extent: &Term) -> Checked<Index> {
        let bad = || Refusal::BadIndex {
            found: term.to_string(),
            needed: format!("an index that counts to {extent}"),
        };
        let wanted = self.extent(extent)?;
        match term {
            Term::Number(n) => {
                let literal = u32::try_from(n.numerator()).ok();
                let literal = literal
                    .filter(|k| n.is_integer() && *k >= 1)
                    .ok_or_else(bad)?;
                let room = wanted.subtract(&Polynomial::integer(i64::from(literal)))?;
                Guard::LiteralWithinExtent
                    .met(self.is_nonnegative(&room))
                    .then_some(Index::Literal(literal))
                    .ok_or_else(bad)
            }
            Term::Symbol(name) => {
                let bound = self.scope.iter().rev().find(|(bound, _)| bound == name);
                let name: Name = match bound {
                    Some((_, Scoped::Member(fresh))) => fresh.clone(),
                    Some((_, Scoped::Number(_))) => return Err(bad()),
                    // Names inside normal forms are no words, and no index of a term.
                    None if !Guard::IndexIsWord.met(is_word(name)) => return Err(bad()),
                    None => name.as_str().into(),
                };
                let counts_to = self.extent_of(&name)?;
                Guard::IndexFitsExtent
                    .met(counts_to.as_ref() == Some(&wanted))
                    .then_some(Index::Name(name))
                    .ok_or_else(bad)
            }
            _ => Err(bad()),
        }
    }

    /// The extent of a bound or schematic member index.
    pub(super) fn extent_of(&mut self, name: &Name) -> Checked<Option<Polynomial>> {
        if let Some(extent) = self.extents.get(name) {
            return Ok(Some(extent.clone()));
        }
        match self.signature().index(name).map(|index| &index.range) {
            Some(IndexRange::Member { extent }) => self.extent(extent).map(Some),
            _ => Ok(None),
        }
    }

    /// A declared extent: what a sum around it binds has nothing to do with its names.
    pub(super) fn extent(&mut self, extent: &Term) -> Checked<Polynomial> {
        let scope = std::mem::take(&mut self.scope);
        let normal = self.normalize(extent);
        self.scope = scope;
        normal
    }

    fn binary(&mut self, operator: Operator, left: &Term, right: &Term) -> Checked<Polynomial> {
        let (l, r) = (self.normalize(left)?, self.normalize(right)?);
        match operator {
            Operator::Add => l.add(&r),
            Operator::Subtract => l.subtract(&r),
            Operator::Multiply => l.multiply(&r),
            Operator::Divide => l.multiply(&self.inverse(&r)?),
            Operator::Power => self.power(&l, &r, right),
        }
    }

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

    fn power(
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
        for (monomial, n) in &exponent.0 {
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

    fn function(&mut self, function: &str, arguments: &[Term], term: &Term) -> Checked<Polynomial> {
        if function == "diff" {
            let [body, variable] = arguments else {
                return Err(unreadable(term, "write diff(f, x)"));
            };
            return self.derivative(body, variable);
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.normalize(argument)?);
        }
        self.call(function, values)
    }

    /// The aggregate of a term: a sum over a family, a short one written out, or an unopened one.
    fn aggregate(
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
        self.over_numbers(aggregation, index, first, last, body)
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
        from: Polynomial,
        to: Polynomial,
        body: &Term,
    ) -> Checked<Polynomial> {
        if !Guard::BoundsAreWhole.met(self.is_whole(&to) && self.is_natural(&from)) {
            return Err(unreadable(body, "the bounds of a sum are whole numbers"));
        }
        let surplus = to.0.get(&Monomial::default()).copied();
        let surplus = surplus
            .filter(|c| *c > Rational::ZERO)
            .unwrap_or(Rational::ZERO);
        let start = to.subtract(&Polynomial::constant(surplus))?;
        let room = start.subtract(&from)?.add(&Polynomial::integer(1))?;
        let is_short = surplus.numerator() <= MOST_WRITTEN_OUT;
        let is_there = Guard::LastTermsExist.met(self.is_nonnegative(&room));
        let (to, surplus) = if is_there && Guard::LastTermsAreFew.met(is_short) {
            (start, surplus)
        } else {
            (to, Rational::ZERO)
        };
        let mut terms = vec![self.unopened(aggregation, index, &from, &to, body)?];
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
                for (monomial, c) in &body.0 {
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

    fn under(&mut self, index: &str, meaning: Scoped, body: &Term) -> Checked<Polynomial> {
        self.scope.push((index.to_owned(), meaning));
        let normal = self.normalize(body);
        self.scope.pop();
        normal
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

pub(in crate::symbolic::kernel) fn unreadable(term: &Term, why: &'static str) -> Refusal {
    Refusal::NotReadable {
        term: term.to_string(),
        why,
    }
}
