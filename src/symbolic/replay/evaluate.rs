//! The value of a term at a point. Aggregates are written out, families are their members.

use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::field::Field;
use crate::symbolic::replay::field::words;
use crate::symbolic::replay::slope;
use crate::symbolic::replay::value::Value;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::Member;
use crate::symbolic::replay::world::Scalar;
use crate::symbolic::replay::world::World;
use std::collections::BTreeMap;

/// A range with more values than this is not written out.
pub(in crate::symbolic::replay) const LONGEST_RANGE: i64 = 400;

/// Derivatives of higher order than this are not written out.
const MOST_DERIVATIVES: usize = 4;

impl World<'_> {
    /// left − right.
    pub(super) fn difference(&mut self, statement: &Statement) -> Found<Value> {
        let left = self.evaluate(&statement.left)?;
        let right = self.evaluate(&statement.right)?;
        Ok(left.subtract(self.field, &right))
    }

    pub(super) fn evaluate(&mut self, term: &Term) -> Found<Value> {
        self.spend()?;
        match term {
            Term::Number(x) => Ok(Value::number(
                self.field.rational(*x).ok_or(Fault::Undefined)?,
            )),
            Term::Text(_) | Term::List(_) => Err(unsupported(term, "is no number")),
            Term::Symbol(name) => self.symbol(name, term),
            Term::Indexed { family, indices } => self.member(family, indices, term),
            Term::Negation(x) => {
                let x = self.evaluate(x)?;
                Ok(x.scale(self.field, self.field.integer(-1)))
            }
            Term::Binary {
                operator,
                left,
                right,
            } => self.binary(*operator, left, right),
            Term::Call {
                function,
                positional,
                named,
            } if named.is_empty() => self.function(function, positional, term),
            Term::Call { .. } => Err(unsupported(term, "has named arguments")),
            Term::Expectation(x) => {
                let x = self.evaluate(x)?;
                self.mean(&x)
            }
            Term::Variance(x) => {
                let x = self.evaluate(x)?;
                self.covariance("variance", &x, &x)
            }
            Term::Covariance(x, y) => {
                let (x, y) = (self.evaluate(x)?, self.evaluate(y)?);
                self.covariance("covariance", &x, &y)
            }
            Term::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => self.aggregate(*aggregation, index, (from, to), body),
        }
    }

    fn symbol(&mut self, name: &str, term: &Term) -> Found<Value> {
        if let Some(n) = self.names.get(name) {
            return Ok(Value::number(self.field.integer(i128::from(*n))));
        }
        if self.signature.family(name).is_some() {
            return self.member(name, &[], term);
        }
        if self.signature.functions().iter().any(|f| f == name) {
            return Err(unsupported(term, "is a function without its argument"));
        }
        if self.is_random(name) {
            return Ok(self.random(Member {
                name: name.to_owned(),
                steps: Vec::new(),
                indices: Vec::new(),
            }));
        }
        let value = self.scalar(Scalar::Symbol(name.to_owned()));
        Ok(Value::number(value))
    }

    /// A member; without its member indices the first one, of a family in which all have one law.
    fn member(&mut self, name: &str, at: &[Term], term: &Term) -> Found<Value> {
        let family = self.signature.family(name);
        let family = family.ok_or_else(|| unsupported(term, "is of no declared family"))?;
        let mut places = Vec::with_capacity(at.len());
        for index in at {
            places.push(self.whole(index)?);
        }
        let same_law = matches!(family.kind, FamilyKind::Iid | FamilyKind::Exchangeable);
        if places.len() == family.steps && same_law {
            places.extend(family.extents.iter().map(|_| 1));
        }
        if places.len() != family.steps + family.extents.len() {
            return Err(unsupported(term, "has another number of indices"));
        }
        let indices = places.split_off(family.steps);
        for (index, extent) in indices.iter().zip(&family.extents) {
            if !(1..=self.whole(extent)?).contains(index) {
                return Err(Fault::Undefined);
            }
        }
        if places.iter().any(|step| *step < 0) {
            return Err(Fault::Undefined);
        }
        let member = Member {
            name: name.to_owned(),
            steps: places,
            indices,
        };
        if self.is_random(name) {
            return Ok(self.random(member));
        }
        Ok(Value::number(self.scalar(Scalar::Member(member))))
    }

    fn random(&mut self, member: Member) -> Value {
        let id = self.base(member);
        self.read_atom(id)
    }

    /// An atom, or what a premise puts in its place.
    pub(super) fn read_atom(&mut self, id: usize) -> Value {
        self.trail.atoms.push(id);
        match self.replaced.get(&id) {
            Some(value) => value.clone(),
            None => Value::atom(id),
        }
    }

    pub(super) fn whole(&self, term: &Term) -> Found<i64> {
        whole(&self.names, term)
    }

    fn binary(&mut self, operator: Operator, left: &Term, right: &Term) -> Found<Value> {
        let l = self.evaluate(left)?;
        if operator == Operator::Power {
            let exponent = self.whole(right)?;
            return self.power(&l, exponent);
        }
        let r = self.evaluate(right)?;
        match operator {
            Operator::Add => Ok(l.add(self.field, &r)),
            Operator::Subtract => Ok(l.subtract(self.field, &r)),
            Operator::Multiply => self.multiply(&l, &r),
            _ => {
                let inverse = self.inverse(&r)?;
                self.multiply(&l, &inverse)
            }
        }
    }

    pub(super) fn power(&mut self, base: &Value, exponent: i64) -> Found<Value> {
        if let Some(x) = base.as_number() {
            let power = self.field.signed_power(x, exponent);
            return power.map(Value::number).ok_or(Fault::Undefined);
        }
        if exponent.unsigned_abs() > 64 {
            return Err(Fault::TooLarge);
        }
        let base = if exponent < 0 {
            self.inverse(base)?
        } else {
            base.clone()
        };
        let mut power = Value::number(1);
        for _ in 0..exponent.unsigned_abs() {
            power = self.multiply(&power, &base)?;
        }
        Ok(power)
    }

    /// 1/x; of a random x, an atom.
    pub(super) fn inverse(&mut self, x: &Value) -> Found<Value> {
        if let Some(x) = x.as_number() {
            let inverse = self.field.inverse(x);
            return inverse.map(Value::number).ok_or(Fault::Undefined);
        }
        let print = self.field.inverse(self.print(x)).ok_or(Fault::Undefined)?;
        let id = self.composite("1/", x, print);
        Ok(Value::atom(id))
    }

    fn aggregate(
        &mut self,
        aggregation: Aggregation,
        index: &str,
        (from, to): (&Term, &Term),
        body: &Term,
    ) -> Found<Value> {
        let (from, to) = (self.whole(from)?, self.whole(to)?);
        if to.saturating_sub(from) > LONGEST_RANGE {
            return Err(Fault::TooLarge);
        }
        let mut total = match aggregation {
            Aggregation::Sum => Value::default(),
            Aggregation::Product => Value::number(1),
        };
        let outer = self.names.get(index).copied();
        for at in from..=to {
            self.names.insert(index.to_owned(), at);
            let term = self.evaluate(body);
            let next = term.and_then(|term| match aggregation {
                Aggregation::Sum => Ok(total.add(self.field, &term)),
                Aggregation::Product => self.multiply(&total, &term),
            });
            match next {
                Ok(next) => total = next,
                Err(fault) => {
                    self.rebind(index, outer);
                    return Err(fault);
                }
            }
        }
        self.rebind(index, outer);
        Ok(total)
    }

    fn rebind(&mut self, index: &str, outer: Option<i64>) {
        match outer {
            Some(n) => _ = self.names.insert(index.to_owned(), n),
            None => _ = self.names.remove(index),
        }
    }

    fn function(&mut self, function: &str, arguments: &[Term], term: &Term) -> Found<Value> {
        match (function, arguments) {
            ("diff", [body, variable]) => self.derivative(body, variable),
            (slope::SAME, [a, b]) => {
                let is_same = self.whole(a)? == self.whole(b)?;
                Ok(Value::number(u64::from(is_same)))
            }
            ("exp", [t]) => self.exponential(t),
            ("max", [a, b]) => {
                let (a, b) = (self.evaluate(a)?, self.evaluate(b)?);
                let above = self.relu(&a.subtract(self.field, &b))?;
                Ok(b.add(self.field, &above))
            }
            ("min", [a, b]) => {
                let (a, b) = (self.evaluate(a)?, self.evaluate(b)?);
                let above = self.relu(&a.subtract(self.field, &b))?;
                Ok(a.subtract(self.field, &above))
            }
            (_, [t]) => {
                let t = self.evaluate(t)?;
                self.call(function, &t)
            }
            _ => Err(unsupported(term, "is a function of so many arguments")),
        }
    }

    /// function(t), for functions that need no more of t than its value.
    pub(super) fn call(&mut self, function: &str, t: &Value) -> Found<Value> {
        match function {
            "relu" => self.relu(t),
            "abs" => {
                let twice = self.relu(t)?.scale(self.field, 2);
                Ok(twice.subtract(self.field, t))
            }
            "1/" => self.inverse(t),
            "exp" => Err(Fault::Unsupported("a renamed exponential".to_owned())),
            "ln" if t.as_number() == Some(1) => Ok(Value::default()),
            _ => self.opaque(function, t),
        }
    }

    fn opaque(&mut self, function: &str, t: &Value) -> Found<Value> {
        if let Some(t) = t.as_number() {
            let value = self.scalar(Scalar::Call(function.to_owned(), t));
            return Ok(Value::number(value));
        }
        let key = [self.seed, 8, self.print(t)];
        let key = key.into_iter().chain(words(function));
        let print = self.field.hash(key);
        let id = self.composite(function, t, print);
        Ok(self.read_atom(id))
    }

    /// relu(t) = t for positive t and 0 otherwise. Of a random t it is an atom whose argument has
    /// a first coefficient of 1: relu(ct) = c·relu(t) for c > 0, relu(−t) = relu(t) − t.
    fn relu(&mut self, t: &Value) -> Found<Value> {
        let Some((_, first)) = t.0.first_key_value() else {
            return Ok(Value::default());
        };
        if let Some(x) = t.as_number() {
            let is_positive = self.field.is_positive(x);
            return Ok(Value::number(if is_positive { x } else { 0 }));
        }
        let scale = self.field.inverse(*first).ok_or(Fault::Undefined)?;
        let unit = t.scale(self.field, scale);
        // Not t or 0 at the outcome: E[relu(t)] and E[t] are different numbers. That
        // relu(t)² = t·relu(t) is seen when products are made.
        let print = self.field.hash([self.seed, 13, self.print(&unit)]);
        let id = self.composite("relu", &unit, print);
        let rectified = self.read_atom(id);
        if self.field.is_positive(*first) {
            return Ok(rectified.scale(self.field, *first));
        }
        let negative = self.field.negate(*first);
        let reflected = rectified.subtract(self.field, &unit);
        Ok(reflected.scale(self.field, negative))
    }

    /// e^t: the exponent is evaluated in the field of exponents.
    fn exponential(&mut self, t: &Term) -> Found<Value> {
        let Some(mut exponents) = self.exponents.take() else {
            // An exponential in an exponent: only equal arguments are seen to be equal.
            self.is_partial = true;
            let t = self.evaluate(t)?;
            if t.as_number() == Some(0) {
                return Ok(Value::number(1));
            }
            return self.opaque("exp", &t);
        };
        exponents.names.clone_from(&self.names);
        let exponent = exponents.evaluate(t);
        let print = match &exponent {
            Ok(exponent) => exponents.print(exponent),
            Err(_) => 0,
        };
        self.is_partial |= exponents.is_partial;
        self.exponents = Some(exponents);
        let exponent = exponent?;
        let value = Field::VALUES.exponential(print);
        if exponent.as_number().is_some() {
            return Ok(Value::number(value));
        }
        let argument = self.evaluate(t)?;
        let id = self.composite("exp", &argument, value);
        Ok(self.read_atom(id))
    }

    /// diff(f, x), worked out or closed.
    fn derivative(&mut self, body: &Term, variable: &Term) -> Found<Value> {
        let variable = self.settled(variable)?;
        if self.licences.derivatives {
            let slope = slope::slope(body, &variable, MOST_DERIVATIVES)?;
            return self.evaluate(&slope);
        }
        // What the premises say holds at the value of x, not around it, and cannot fix it.
        let trail = self.trail.clone();
        let fixed = std::mem::take(&mut self.fixed);
        let replaced = std::mem::take(&mut self.replaced);
        let reduced = std::mem::take(&mut self.reduced);
        let value = self.evaluate(body).map(|value| self.print(&value));
        let x = self.evaluate(&variable).map(|x| self.print(&x));
        (self.fixed, self.replaced, self.reduced) = (fixed, replaced, reduced);
        self.trail = trail;
        let closed = Scalar::Closed("derivative", vec![value?, x?]);
        Ok(Value::number(self.scalar(closed)))
    }

    /// The variable of a derivative with numbers for its indices.
    fn settled(&self, variable: &Term) -> Found<Term> {
        match variable {
            Term::Symbol(name) if !self.names.contains_key(name) && !self.is_random(name) => {
                Ok(variable.clone())
            }
            Term::Indexed { family, indices } if !self.is_random(family) => {
                let at = indices.iter().map(|i| self.whole(i).map(Term::integer));
                Ok(Term::Indexed {
                    family: family.clone(),
                    indices: at.collect::<Found<_>>()?,
                })
            }
            _ => Err(unsupported(variable, "is no variable to differentiate by")),
        }
    }
}

pub(in crate::symbolic::replay) fn unsupported(term: &Term, why: &str) -> Fault {
    Fault::Unsupported(format!("`{term}` {why}"))
}

/// The whole number that an index, a bound or an exponent stands for.
pub(in crate::symbolic::replay) fn whole(names: &BTreeMap<String, i64>, term: &Term) -> Found<i64> {
    let found = match term {
        Term::Number(x) if x.is_integer() => i64::try_from(x.numerator()).ok(),
        Term::Symbol(name) => names.get(name).copied(),
        Term::Negation(x) => whole(names, x)?.checked_neg(),
        Term::Binary {
            operator,
            left,
            right,
        } => {
            let (l, r) = (whole(names, left)?, whole(names, right)?);
            match operator {
                Operator::Add => l.checked_add(r),
                Operator::Subtract => l.checked_sub(r),
                Operator::Multiply => l.checked_mul(r),
                Operator::Power => u32::try_from(r).ok().and_then(|r| l.checked_pow(r)),
                Operator::Divide if r == 0 || l % r != 0 => return Err(Fault::Undefined),
                Operator::Divide => l.checked_div(r),
            }
        }
        _ => None,
    };
    found.ok_or_else(|| unsupported(term, "is no whole number here"))
}
