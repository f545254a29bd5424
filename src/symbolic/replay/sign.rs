//! What is surely positive or not negative: by the form of a term, by declarations, and by facts,
//! which are recognized by their values. An answer is only ever "surely" or "not known".

use crate::num::Rational;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::field::Field;
use crate::symbolic::replay::points::Frame;
use crate::symbolic::replay::points::member_indices;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::World;
use std::collections::BTreeMap;

/// How much is known of a sign; the smaller says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::replay) enum Sign {
    Positive,
    Nonnegative,
}

/// Factors of proportionality are fractions of at most this height.
const TALLEST: i128 = 5_000;

/// A term that is positive, not negative, or only not 0.
struct Fact {
    term: Term,
    sign: Option<Sign>,
}

/// Points at which the equations hold, and what is known of signs there.
pub(in crate::symbolic::replay) struct Judge<'s> {
    pub(super) worlds: Vec<World<'s>>,
    facts: Vec<Fact>,
    bound: Vec<String>,
}

impl<'s> Judge<'s> {
    /// A judge with so many points.
    pub(super) fn new(frame: &Frame<'s>, facts: &[Statement], count: usize) -> Found<Self> {
        let mut worlds = Vec::new();
        let mut number = 0;
        while worlds.len() < count {
            match frame.point(number) {
                Ok(world) => worlds.push(world),
                Err(Fault::Undefined | Fault::TooLarge) => {}
                Err(fault) => return Err(fault),
            }
            number += 1;
            if number > 4 * u64::try_from(count).unwrap_or(1) + 20 {
                return Err(Fault::Undefined);
            }
        }
        let known = facts.iter().filter_map(fact).collect();
        let mut judge = Self {
            worlds,
            facts: known,
            bound: Vec::new(),
        };
        for statement in facts {
            judge.instantiate(frame, statement);
        }
        Ok(judge)
    }

    /// A fact with one member index holds at the other indices and at the first members too.
    fn instantiate(&mut self, frame: &Frame<'s>, statement: &Statement) {
        for index in member_indices(frame.signature, [statement]) {
            let range = frame.signature.index(&index).map(|i| &i.range);
            let others = frame.signature.indices().iter();
            let others = others.filter(|i| Some(&i.range) == range && i.name != index);
            let terms = others
                .map(|i| Term::symbol(&i.name))
                .chain([Term::integer(1)]);
            let is_distinct = frame
                .signature
                .distinct()
                .iter()
                .flatten()
                .any(|n| *n == index);
            for term in terms.filter(|_| !is_distinct) {
                let by = BTreeMap::from([(index.clone(), term)]);
                self.facts
                    .extend(statement.substitute(&by).ok().and_then(|s| fact(&s)));
            }
        }
    }

    /// The terms that facts say are not 0.
    pub(super) fn known_nonzero(&self) -> Vec<Term> {
        let known = self.facts.iter();
        let known = known.filter(|fact| fact.sign != Some(Sign::Nonnegative));
        known.map(|fact| fact.term.clone()).collect()
    }

    /// The values of a term at the points; `None` if it has none at one of them.
    pub(super) fn vector(&mut self, term: &Term) -> Option<Vec<u64>> {
        let mut values = Vec::with_capacity(self.worlds.len());
        for world in &mut self.worlds {
            world.restart();
            let value = world.evaluate(term).ok()?;
            values.push(world.print(&value));
        }
        Some(values)
    }

    /// Whether the term is 0 at all points.
    pub(super) fn is_zero(&mut self, term: &Term) -> bool {
        self.vector(term)
            .is_some_and(|values| values.iter().all(|x| *x == 0))
    }

    /// Whether the term is surely not 0.
    pub(super) fn is_nonzero(&mut self, term: &Term) -> bool {
        if self.sign(term) == Some(Sign::Positive) {
            return true;
        }
        if let Term::Binary {
            operator,
            left,
            right,
        } = term
        {
            match operator {
                Operator::Multiply | Operator::Divide => {
                    return (self.is_nonzero(left) && self.is_nonzero(right))
                        || self.fact(term).is_some_and(|sign| sign.is_none());
                }
                Operator::Power => return self.is_nonzero(left),
                Operator::Subtract => {
                    let turned = (**right).clone().with(Operator::Subtract, (**left).clone());
                    if self.sign(&turned) == Some(Sign::Positive) {
                        return true;
                    }
                }
                Operator::Add => {}
            }
        }
        if let Term::Negation(x) = term {
            return self.is_nonzero(x);
        }
        self.fact(term).is_some() && self.fact(term) != Some(Some(Sign::Nonnegative))
    }

    /// What is known of a term's sign.
    pub(super) fn sign(&mut self, term: &Term) -> Option<Sign> {
        if let Some(value) = number(term) {
            return sign_of_least(value);
        }
        if let Some(sign) = self.constant_sign(term) {
            return sign;
        }
        let by_fact = self.fact(term).flatten();
        if by_fact == Some(Sign::Positive) {
            return by_fact;
        }
        let by_form = self.by_form(term);
        match (by_fact, by_form) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// The sign of a term with the same small fraction as its value everywhere.
    fn constant_sign(&mut self, term: &Term) -> Option<Option<Sign>> {
        let values = self.vector(term)?;
        let first = *values.first()?;
        if values.iter().any(|x| *x != first) {
            return None;
        }
        let value = Field::VALUES.fraction(first, TALLEST)?;
        Some(match value.cmp(&Rational::ZERO) {
            std::cmp::Ordering::Greater => Some(Sign::Positive),
            std::cmp::Ordering::Equal => Some(Sign::Nonnegative),
            std::cmp::Ordering::Less => None,
        })
    }

    /// The fact of which the term is a positive multiple, or a negative one of what is not 0.
    fn fact(&mut self, term: &Term) -> Option<Option<Sign>> {
        let values = self.vector(term)?;
        let mut only_nonzero = None;
        for place in 0..self.facts.len() {
            let known = self.facts[place].term.clone();
            let sign = self.facts[place].sign;
            let Some(ratio) = self.vector(&known).and_then(|k| ratio(&values, &k)) else {
                continue;
            };
            if ratio > Rational::ZERO && sign.is_some() {
                return Some(sign);
            }
            if sign != Some(Sign::Nonnegative) {
                only_nonzero = Some(None);
            }
        }
        only_nonzero
    }

    fn by_form(&mut self, term: &Term) -> Option<Sign> {
        match term {
            Term::Symbol(name) => self.least_of(name).and_then(sign_of_least),
            Term::Binary {
                operator,
                left,
                right,
            } => self.by_operator(*operator, left, right),
            Term::Call {
                function,
                positional,
                ..
            } => match function.as_str() {
                "exp" => Some(Sign::Positive),
                "relu" | "sqrt" | "abs" => Some(Sign::Nonnegative),
                "max" => positional.iter().filter_map(|t| self.sign(t)).min(),
                _ => None,
            },
            Term::Expectation(x) => self.sign(x),
            Term::Variance(_) => Some(Sign::Nonnegative),
            Term::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => {
                let sign = self.under(index, from, to, |judge| judge.sign(body))?;
                let is_positive = sign == Sign::Positive
                    && (*aggregation == Aggregation::Product || self.is_one_or_more(from, to));
                Some(if is_positive {
                    Sign::Positive
                } else {
                    Sign::Nonnegative
                })
            }
            _ => None,
        }
    }

    /// Whether a range from 1 is not empty.
    fn is_one_or_more(&mut self, from: &Term, to: &Term) -> bool {
        *from == Term::integer(1) && self.least(to).is_some_and(|least| least >= Rational::ONE)
    }

    /// What holds of a body with a number in the range for its index, another at each point.
    fn under<T>(
        &mut self,
        index: &str,
        from: &Term,
        to: &Term,
        judge: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let mut outer = Vec::with_capacity(self.worlds.len());
        for world in &mut self.worlds {
            let (from, to) = (world.whole(from).ok()?, world.whole(to).ok()?);
            let count = u64::try_from(to.saturating_sub(from)).map_or(1, |n| n.saturating_add(1));
            let place = i64::try_from(world.field.hash([world.seed, 12]) % count).unwrap_or(0);
            outer.push(world.names.insert(index.to_owned(), from + place));
        }
        self.bound.push(index.to_owned());
        let found = judge(self);
        self.bound.pop();
        for (world, outer) in self.worlds.iter_mut().zip(outer) {
            match outer {
                Some(k) => _ = world.names.insert(index.to_owned(), k),
                None => _ = world.names.remove(index),
            }
        }
        found
    }

    fn by_operator(&mut self, operator: Operator, left: &Term, right: &Term) -> Option<Sign> {
        match operator {
            Operator::Add => {
                let (l, r) = (self.sign(left)?, self.sign(right)?);
                Some(l.min(r))
            }
            Operator::Subtract => {
                let difference = left.clone().with(operator, right.clone());
                self.least(&difference).and_then(sign_of_least)
            }
            Operator::Multiply if left == right => Some(self.even(left)),
            Operator::Multiply => {
                let (l, r) = (self.sign(left)?, self.sign(right)?);
                Some(l.max(r))
            }
            // A denominator is not 0: that is checked where it is met.
            Operator::Divide => {
                let l = self.sign(left)?;
                self.sign(right).map(|_| l)
            }
            Operator::Power => match right {
                Term::Number(n) if n.is_integer() && n.numerator() % 2 == 0 => {
                    Some(self.even(left))
                }
                _ => self.sign(left),
            },
        }
    }

    fn even(&mut self, base: &Term) -> Sign {
        if self.is_nonzero(base) {
            Sign::Positive
        } else {
            Sign::Nonnegative
        }
    }

    /// A lower bound of a term that is made of naturals and numbers, if it is one for all of them.
    pub(super) fn least(&mut self, term: &Term) -> Option<Rational> {
        match term {
            Term::Number(x) => Some(*x),
            Term::Symbol(name) => self.least_of(name),
            Term::Binary {
                operator,
                left,
                right,
            } => match operator {
                Operator::Add => self.least(left)?.checked_add(self.least(right)?).ok(),
                Operator::Subtract => match &**right {
                    Term::Number(x) => self.least(left)?.checked_sub(*x).ok(),
                    _ => None,
                },
                Operator::Multiply => {
                    let (l, r) = (self.least(left)?, self.least(right)?);
                    let are_natural = l >= Rational::ZERO && r >= Rational::ZERO;
                    are_natural.then(|| l.checked_mul(r).ok()).flatten()
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The least value of a natural or a step index.
    fn least_of(&self, name: &str) -> Option<Rational> {
        if self.bound.iter().any(|bound| bound == name) {
            return None;
        }
        let signature = self.worlds.first()?.signature;
        let natural = signature.naturals().iter().find(|n| n.name == name);
        if let Some(natural) = natural {
            let least = natural.value.unwrap_or(natural.least);
            return Some(Rational::integer(i64::from(least)));
        }
        match signature.index(name).map(|i| &i.range) {
            Some(IndexRange::Step { least }) => Some(Rational::integer(i64::from(*least))),
            _ => None,
        }
    }
}

fn sign_of_least(least: Rational) -> Option<Sign> {
    match least.cmp(&Rational::ZERO) {
        std::cmp::Ordering::Greater => Some(Sign::Positive),
        std::cmp::Ordering::Equal => Some(Sign::Nonnegative),
        std::cmp::Ordering::Less => None,
    }
}

/// The value of a term without names, exactly.
fn number(term: &Term) -> Option<Rational> {
    match term {
        Term::Number(x) => Some(*x),
        Term::Negation(x) => number(x)?.checked_neg().ok(),
        Term::Binary {
            operator,
            left,
            right,
        } => {
            let (l, r) = (number(left)?, number(right)?);
            match operator {
                Operator::Add => l.checked_add(r).ok(),
                Operator::Subtract => l.checked_sub(r).ok(),
                Operator::Multiply => l.checked_mul(r).ok(),
                Operator::Divide => l.checked_div(r).ok(),
                Operator::Power => {
                    let exponent = i32::try_from(r.numerator()).ok();
                    l.powi(exponent.filter(|_| r.is_integer())?).ok()
                }
            }
        }
        _ => None,
    }
}

/// right − left of an inequality.
fn fact(statement: &Statement) -> Option<Fact> {
    let sign = match statement.relation {
        Relation::Equal => return None,
        Relation::NotEqual => None,
        Relation::Less => Some(Sign::Positive),
        Relation::LessEqual => Some(Sign::Nonnegative),
    };
    let term = gap(statement);
    Some(Fact { term, sign })
}

/// right − left.
pub(in crate::symbolic::replay) fn gap(statement: &Statement) -> Term {
    let (left, right) = (statement.left.clone(), statement.right.clone());
    right.with(Operator::Subtract, left)
}

/// The one small fraction that every value is of the other.
pub(in crate::symbolic::replay) fn ratio(values: &[u64], of: &[u64]) -> Option<Rational> {
    let field = Field::VALUES;
    let place = of.iter().position(|x| *x != 0)?;
    let first = field.multiply(*values.get(place)?, field.inverse(*of.get(place)?)?);
    let fits = |(a, b): (&u64, &u64)| *a == field.multiply(first, *b);
    if first == 0 || !values.iter().zip(of).all(fits) {
        return None;
    }
    field.fraction(first, TALLEST)
}
