//! From terms to normal forms. Two terms with the same normal form are equal in every model of the
//! signature, as far as the licences allow; nothing is claimed of terms with different ones.

use crate::num::Rational;
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
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;
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
pub(super) enum Scoped {
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
        let is_first = is_bare && Guard::BareMemberHasOneLaw.met(same_law);
        if !(is_whole || is_first) {
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

    pub(super) fn under(
        &mut self,
        index: &str,
        meaning: Scoped,
        body: &Term,
    ) -> Checked<Polynomial> {
        self.scope.push((index.to_owned(), meaning));
        let normal = self.normalize(body);
        self.scope.pop();
        normal
    }
}

pub(in crate::symbolic::kernel) fn unreadable(term: &Term, why: &'static str) -> Refusal {
    Refusal::NotReadable {
        term: term.to_string(),
        why,
    }
}
