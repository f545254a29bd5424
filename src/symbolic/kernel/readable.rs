//! Normal forms as a person would write them: letters for bound names, E[w] for a member of one law.
//!
//! For derivations and messages only; side conditions are read back by `read_back`.

use crate::num::Rational;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::context::is_word;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Bound;
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;
use std::cmp::Ordering;
use std::collections::BTreeSet;

type Checked<T> = Result<T, Refusal>;

impl Normalizer<'_> {
    /// A term whose normal form this is, if no index of an open sum is in it.
    ///
    /// Names bound by sums become j, k, …, whatever the signature leaves free. A number that an open
    /// sum counts keeps its mark, so that no term can be mistaken for it.
    pub(super) fn readable(&self, p: &Polynomial) -> Checked<Term> {
        let mut reader = Reader {
            signature: self.signature(),
            taken: BTreeSet::new(),
            open: Vec::new(),
            bare: BTreeSet::new(),
        };
        p.visit(&mut |atom| {
            if let Atom::Symbol(name) = atom {
                reader.taken.insert(name.to_string());
            }
            true
        });
        reader.polynomial(p)
    }
}

/// The names that bound indices may get, in this order.
const LETTERS: [&str; 8] = ["j", "k", "l", "i", "m", "p", "r", "s"];

/// What is known of names while reading back.
struct Reader<'a> {
    signature: &'a Signature,
    taken: BTreeSet<String>,
    /// The bound names around the place, with what they are called.
    open: Vec<(Name, String)>,
    /// Families of which one member stands for all.
    bare: BTreeSet<Name>,
}

impl Reader<'_> {
    fn polynomial(&mut self, p: &Polynomial) -> Checked<Term> {
        // Positive terms first, high powers first: `n - 1` and `x^2 + 2*x*y + y^2`.
        let mut terms: Vec<(&Monomial, &Rational)> = p.0.iter().collect();
        terms.sort_by(|(a, _), (b, _)| by_powers(a, b));
        let (positive, negative): (Vec<_>, Vec<_>) =
            terms.into_iter().partition(|(_, c)| **c > Rational::ZERO);
        let mut sum: Option<Term> = None;
        for (m, c) in positive.into_iter().chain(negative) {
            sum = Some(match sum {
                None => self.product(m, *c)?,
                Some(sum) if *c < Rational::ZERO => {
                    sum.with(Operator::Subtract, self.product(m, c.checked_neg()?)?)
                }
                Some(sum) => sum.with(Operator::Add, self.product(m, *c)?),
            });
        }
        Ok(sum.unwrap_or_else(|| Term::integer(0)))
    }

    fn product(&mut self, m: &Monomial, c: Rational) -> Checked<Term> {
        let mut above: Vec<Term> = Vec::new();
        let mut below: Vec<Term> = Vec::new();
        for (atom, exponent) in &m.0 {
            let factor = power(self.term(atom)?, exponent.unsigned_abs());
            if *exponent > 0 {
                above.push(factor);
            } else {
                below.push(factor);
            }
        }
        let numerator = Rational::new(c.numerator(), 1)?;
        if numerator != Rational::ONE || above.is_empty() {
            above.insert(0, Term::Number(numerator));
        }
        if !c.is_integer() {
            below.insert(0, Term::Number(Rational::new(c.denominator(), 1)?));
        }
        let above = times(above).unwrap_or_else(|| Term::integer(1));
        Ok(match times(below) {
            None => above,
            Some(below) => above.with(Operator::Divide, below),
        })
    }

    fn term(&mut self, atom: &Atom) -> Checked<Term> {
        Ok(match atom {
            Atom::Symbol(name) => Term::symbol(&self.number(name)),
            Atom::Member {
                family,
                steps,
                indices,
            } => self.member(family, steps, indices)?,
            Atom::Call {
                function,
                arguments,
            } => {
                let arguments = arguments.iter().map(|p| self.polynomial(p));
                call(function, arguments.collect::<Checked<_>>()?)
            }
            Atom::Power { base, exponent } => {
                let exponent = self.product(exponent, Rational::ONE)?;
                self.polynomial(base)?.with(Operator::Power, exponent)
            }
            Atom::Group(p) => self.polynomial(p)?,
            Atom::Sum { bound, factors } => self.sum(bound, factors)?,
            Atom::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => {
                let (from, to) = (self.polynomial(from)?, self.polynomial(to)?);
                let name = self.bind(index);
                let body = self.polynomial(body)?;
                self.open.pop();
                aggregate(*aggregation, name, from, to, body)
            }
            Atom::Expectation(x) => Term::Expectation(Box::new(self.moment(&[x])?.remove(0))),
            Atom::Variance(x) => Term::Variance(Box::new(self.moment(&[x])?.remove(0))),
            Atom::Covariance(x, y) => {
                let mut both = self.moment(&[x, y])?;
                let (y, x) = (both.remove(1), both.remove(0));
                Term::Covariance(Box::new(x), Box::new(y))
            }
            Atom::Derivative { body, variable } => {
                let body = self.polynomial(body)?;
                call("diff", vec![body, self.term(variable)?])
            }
        })
    }

    /// What stands in one moment: a family of which a single member occurs is named without it.
    fn moment(&mut self, inside: &[&Polynomial]) -> Checked<Vec<Term>> {
        let outer = std::mem::take(&mut self.bare);
        self.bare = self.single(inside);
        let terms = inside.iter().map(|p| self.polynomial(p)).collect();
        self.bare = outer;
        terms
    }

    /// The iid and exchangeable families of which only the first member occurs.
    fn single(&self, inside: &[&Polynomial]) -> BTreeSet<Name> {
        let (mut first, mut other) = (BTreeSet::new(), BTreeSet::new());
        for p in inside {
            p.visit(&mut |atom| {
                if let Atom::Member {
                    family, indices, ..
                } = atom
                {
                    let is_first = |i: &Index| matches!(i, Index::Generic(0) | Index::Literal(1));
                    let side = if indices.iter().all(is_first) {
                        &mut first
                    } else {
                        &mut other
                    };
                    side.insert(family.clone());
                }
                true
            });
        }
        let same_law = |name: &Name| {
            let kind = self.signature.family(name).map(|f| f.kind);
            matches!(kind, Some(FamilyKind::Iid | FamilyKind::Exchangeable))
        };
        first.retain(|name| same_law(name) && !other.contains(name));
        first
    }

    /// `w`, `w[1]`, `w[l, j]`; a generic member k is the (k + 1)-th.
    fn member(&mut self, family: &Name, steps: &[Polynomial], indices: &[Index]) -> Checked<Term> {
        let steps = steps.iter().map(|p| self.polynomial(p));
        let mut at = steps.collect::<Checked<Vec<Term>>>()?;
        if self.bare.contains(family) {
            if at.is_empty() {
                return Ok(Term::symbol(family));
            }
            return Ok(indexed(family, at));
        }
        if let [Index::Generic(_)] = indices {
            let extents = self.signature.family(family).map_or(1, |f| f.extents.len());
            at.extend((1..extents).map(|_| Term::integer(1)));
        }
        for index in indices {
            at.push(match index {
                Index::Literal(k) => Term::integer(i64::from(*k)),
                Index::Name(name) => Term::symbol(&self.index(name)),
                Index::Generic(k) => Term::integer(i64::try_from(*k + 1).unwrap_or(i64::MAX)),
            });
        }
        Ok(indexed(family, at))
    }

    fn sum(&mut self, bound: &[Bound], factors: &Monomial) -> Checked<Term> {
        let mut heads = Vec::with_capacity(bound.len());
        for b in bound {
            let extent = self.polynomial(&b.extent)?;
            heads.push((self.bind(&b.name), extent));
        }
        let mut body = self.product(factors, Rational::ONE)?;
        for (name, extent) in heads.into_iter().rev() {
            self.open.pop();
            body = aggregate(Aggregation::Sum, name, Term::integer(1), extent, body);
        }
        Ok(body)
    }

    /// Gives a bound name a letter that nothing around it has; the caller takes it back.
    fn bind(&mut self, name: &Name) -> String {
        let is_free = |letter: &String| {
            !self.signature.is_declared(letter)
                && !self.taken.contains(letter)
                && self.open.iter().all(|(_, other)| other != letter)
        };
        let numbered = (1_u64..).map(|k| format!("j_{k}"));
        let mut letters = LETTERS.map(str::to_owned).into_iter().chain(numbered);
        let letter = letters.find(is_free).unwrap_or_else(|| name.to_string());
        self.open.push((name.clone(), letter.clone()));
        letter
    }

    fn called(&self, name: &Name) -> Option<String> {
        let mut around = self.open.iter().rev();
        around
            .find(|(bound, _)| bound == name)
            .map(|(_, l)| l.clone())
    }

    /// A symbol; a number bound outside of what is read keeps its mark and is no word.
    fn number(&self, name: &Name) -> String {
        self.called(name).unwrap_or_else(|| name.to_string())
    }

    /// An index of members; one bound outside of what is read gets a letter for the reader's eye.
    fn index(&mut self, name: &Name) -> String {
        match self.called(name) {
            Some(letter) => letter,
            None if is_word(name) => name.to_string(),
            None => {
                let letter = self.bind(name);
                // It stays open to the end: it stands before all that is read.
                let entry = self.open.pop();
                self.open.splice(0..0, entry);
                letter
            }
        }
    }
}

/// The larger power of the first factor in which the products differ comes first.
fn by_powers(a: &Monomial, b: &Monomial) -> Ordering {
    let atoms: BTreeSet<&Atom> = a.0.keys().chain(b.0.keys()).collect();
    let power = |m: &Monomial, atom: &Atom| m.0.get(atom).copied().unwrap_or(0);
    let mut orders = atoms.into_iter().map(|x| power(b, x).cmp(&power(a, x)));
    orders
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn times(terms: Vec<Term>) -> Option<Term> {
    let mut terms = terms.into_iter();
    let first = terms.next()?;
    Some(terms.fold(first, |a, b| a.with(Operator::Multiply, b)))
}

fn power(base: Term, exponent: u32) -> Term {
    match exponent {
        1 => base,
        n => base.with(Operator::Power, Term::integer(i64::from(n))),
    }
}

fn call(function: &str, positional: Vec<Term>) -> Term {
    Term::Call {
        function: function.to_owned(),
        positional,
        named: Vec::new(),
    }
}

fn indexed(family: &Name, indices: Vec<Term>) -> Term {
    Term::Indexed {
        family: family.to_string(),
        indices,
    }
}

fn aggregate(aggregation: Aggregation, index: String, from: Term, to: Term, body: Term) -> Term {
    Term::Aggregate {
        aggregation,
        index,
        from: Box::new(from),
        to: Box::new(to),
        body: Box::new(body),
    }
}
