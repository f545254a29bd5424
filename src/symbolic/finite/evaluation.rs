//! The exact value of a term in a finite model: a number, or a random variable as a column.
//!
//! `diff(f, x)` is exact where f is rational in x: x is bound, f is evaluated with it as the
//! variable, and no hypothesis is used inside.

use crate::num::Rational;
use crate::num::RationalError;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::jet::Jet;
use crate::symbolic::finite::law;
use crate::symbolic::finite::quantity::Quantity;

/// More terms than a sum in a model may have.
pub(in crate::symbolic::finite) const MAX_TERMS: i128 = 64;

/// Values of indices by name, the innermost last.
pub(in crate::symbolic::finite) type Indices = Vec<(String, Rational)>;

impl Model {
    /// The value of a term. A bare family name means its first member.
    ///
    /// # Errors
    /// [`ModelError`], for unknown symbols, terms without an exact value, and arithmetic that
    /// overflows or divides by 0.
    pub fn evaluate(&self, term: &Term) -> Result<Quantity, ModelError> {
        self.evaluate_at(term, &Vec::new())
    }

    /// The value of a term with values of its free indices.
    pub(in crate::symbolic::finite) fn evaluate_at(
        &self,
        term: &Term,
        indices: &Indices,
    ) -> Result<Quantity, ModelError> {
        let mut scope = Scope {
            model: self,
            indices: indices.clone(),
            along: Vec::new(),
        };
        Ok(scope.value(term)?.into_value())
    }

    /// Both sides of a statement, and whether it holds at every point.
    ///
    /// # Errors
    /// As [`Model::evaluate`].
    pub fn compare(&self, s: &Statement) -> Result<(Quantity, Quantity, bool), ModelError> {
        self.compare_at(s, &Vec::new())
    }

    /// As [`Model::compare`], with values of the free indices.
    pub(in crate::symbolic::finite) fn compare_at(
        &self,
        s: &Statement,
        indices: &Indices,
    ) -> Result<(Quantity, Quantity, bool), ModelError> {
        let left = self.evaluate_at(&s.left, indices)?;
        let right = self.evaluate_at(&s.right, indices)?;
        let holds = self.holds(s.relation, &left, &right);
        Ok((left, right, holds))
    }

    fn holds(&self, relation: Relation, left: &Quantity, right: &Quantity) -> bool {
        let points = 0..self.probabilities.len().max(1);
        let mut orders = points.map(|point| left.at(point).cmp(&right.at(point)));
        // Random sides differ if they differ with positive probability, not only everywhere.
        match relation {
            Relation::NotEqual => orders.any(|order| relation.holds_of(order)),
            _ => orders.all(|order| relation.holds_of(order)),
        }
    }
}

/// What the symbols of a term stand for while it is evaluated.
struct Scope<'a> {
    model: &'a Model,
    indices: Indices,
    /// The variables of differentiation.
    along: Vec<Member>,
}

impl Scope<'_> {
    fn value(&mut self, term: &Term) -> Result<Jet, ModelError> {
        match term {
            Term::Number(x) => Ok(self.fixed(Quantity::Constant(*x))),
            Term::Symbol(name) => self.symbol(name),
            Term::Indexed { family, indices } => self.member(family, indices),
            Term::Negation(x) => self.fixed(Quantity::ZERO).subtract(&self.value(x)?),
            Term::Binary {
                operator,
                left,
                right,
            } => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                apply(*operator, left, &right)
            }
            Term::Call {
                function,
                positional,
                named,
            } if named.is_empty() => self.call(term, function, positional),
            Term::Expectation(x) => {
                let x = self.value(x)?;
                self.expectation(x, term)
            }
            Term::Variance(x) => {
                let x = self.value(x)?;
                self.covariance(x.clone(), &x, term)
            }
            Term::Covariance(x, y) => {
                let (x, y) = (self.value(x)?, self.value(y)?);
                self.covariance(x, &y, term)
            }
            Term::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => {
                let range = (self.whole(from)?, self.whole(to)?);
                self.aggregate(*aggregation, index, range, body)
            }
            Term::Call { .. } | Term::Text(_) | Term::List(_) => Err(not_exact(term)),
        }
    }

    /// A value that does not change along the variables of differentiation.
    fn fixed(&self, value: Quantity) -> Jet {
        Jet::fixed(value, self.along.len())
    }

    /// A value that changes along itself.
    fn variable(&self, member: &Member, value: Quantity) -> Jet {
        let places = self.along.iter().enumerate();
        let places = places.filter(|(_, other)| *other == member);
        Jet::variable(value, self.along.len(), places.map(|(place, _)| place))
    }

    fn symbol(&self, name: &str) -> Result<Jet, ModelError> {
        let bound = self.indices.iter().rev().find(|(index, _)| index == name);
        if let Some((_, number)) = bound {
            return Ok(self.fixed(Quantity::Constant(*number)));
        }
        if let Some(number) = self.model.numbers.get(name) {
            let value = Quantity::Constant(*number);
            return Ok(self.variable(&Member::variable(name), value));
        }
        let (member, value) = self.model.first_of(name).ok_or_else(|| unknown(name))?;
        Ok(self.variable(member, value))
    }

    fn member(&mut self, family: &str, at: &[Term]) -> Result<Jet, ModelError> {
        let member = self.resolved(family, at)?;
        let value = match self.model.values.get(&member) {
            Some(values) => Some(Quantity::Random(values.clone())),
            None => self
                .model
                .entries
                .get(&member)
                .copied()
                .map(Quantity::Constant),
        };
        if let Some(value) = value {
            return Ok(self.variable(&member, value));
        }
        if self.model.first_of(family).is_none() {
            return Err(unknown(family));
        }
        let member = member.to_string();
        Err(ModelError::OutOfRange { member })
    }

    fn resolved(&mut self, family: &str, at: &[Term]) -> Result<Member, ModelError> {
        let whole = |term| -> Result<i64, ModelError> {
            i64::try_from(self.whole(term)?).map_err(|_| RationalError::Overflow.into())
        };
        Ok(Member {
            name: family.to_owned(),
            indices: at.iter().map(whole).collect::<Result<_, _>>()?,
        })
    }

    fn whole(&mut self, term: &Term) -> Result<i128, ModelError> {
        match self.value(term)?.into_value() {
            Quantity::Constant(x) if x.is_integer() => Ok(x.numerator()),
            other => Err(ModelError::NotWhole {
                found: other.to_string(),
            }),
        }
    }

    fn aggregate(
        &mut self,
        aggregation: Aggregation,
        index: &str,
        (from, to): (i128, i128),
        body: &Term,
    ) -> Result<Jet, ModelError> {
        let (operator, start) = match aggregation {
            Aggregation::Sum => (Operator::Add, Rational::ZERO),
            Aggregation::Product => (Operator::Multiply, Rational::ONE),
        };
        if to.saturating_sub(from) > MAX_TERMS {
            return Err(ModelError::TooLarge {
                limit: MAX_TERMS as usize,
            });
        }
        let mut answer = self.fixed(Quantity::Constant(start));
        for at in from..=to {
            self.indices.push((index.to_owned(), Rational::new(at, 1)?));
            let term = self.value(body);
            self.indices.pop();
            answer = apply(operator, answer, &term?)?;
        }
        Ok(answer)
    }

    fn call(&mut self, term: &Term, function: &str, arguments: &[Term]) -> Result<Jet, ModelError> {
        if let ("diff", [f, x]) = (function, arguments) {
            return self.derivative(term, f, x);
        }
        let values = arguments.iter().map(|argument| self.value(argument));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let name = function.trim_end_matches('\'');
        if let (Some(coefficients), [x]) = (self.model.functions.get(name), values.as_slice()) {
            let order = function.len() - name.len();
            return x.polynomial(&derived(coefficients, order)?);
        }
        // Kinks have no derivative; where nothing changes there is none to take.
        if !values.iter().all(Jet::is_fixed) {
            return Err(not_exact(term));
        }
        let values: Vec<Quantity> = values.into_iter().map(Jet::into_value).collect();
        Ok(self.fixed(piecewise(function, &values).ok_or_else(|| not_exact(term))??))
    }

    /// diff(f, x) for a number, a member or a random variable x, the last point by point.
    fn derivative(&mut self, term: &Term, f: &Term, x: &Term) -> Result<Jet, ModelError> {
        let member = match x {
            Term::Symbol(name) => Member::variable(name),
            Term::Indexed { family, indices } => self.resolved(family, indices)?,
            _ => return Err(not_exact(term)),
        };
        self.along.push(member);
        let value = self.value(f);
        self.along.pop();
        Ok(value?.last_derivative())
    }

    fn expectation(&self, x: Jet, term: &Term) -> Result<Jet, ModelError> {
        let random = |member: &Member| self.model.values.contains_key(member);
        if self.along.iter().any(random) && !x.is_fixed() {
            return Err(not_exact(term));
        }
        x.each(|part| match part {
            Quantity::Constant(_) => Ok(part),
            Quantity::Random(values) => {
                let mean = law::mean(&self.model.probabilities, &values)?;
                Ok(Quantity::Constant(mean))
            }
        })
    }

    /// E[x·y] − E[x]·E[y].
    fn covariance(&self, x: Jet, y: &Jet, term: &Term) -> Result<Jet, ModelError> {
        let product = self.expectation(x.clone().multiply(y)?, term)?;
        let (x, y) = (
            self.expectation(x, term)?,
            self.expectation(y.clone(), term)?,
        );
        product.subtract(&x.multiply(&y)?)
    }
}

fn apply(operator: Operator, left: Jet, right: &Jet) -> Result<Jet, ModelError> {
    match operator {
        Operator::Add => left.add(right),
        Operator::Subtract => left.subtract(right),
        Operator::Multiply => left.multiply(right),
        Operator::Divide => left.divide(right),
        Operator::Power => left.power(exponent(right)?),
    }
}

fn exponent(jet: &Jet) -> Result<i32, ModelError> {
    let fixed = jet.is_fixed();
    match jet.clone().into_value() {
        Quantity::Constant(n)
            if fixed
                && n.is_integer()
                && n.numerator().unsigned_abs() <= MAX_TERMS.unsigned_abs() =>
        {
            i32::try_from(n.numerator()).map_err(|_| RationalError::Overflow.into())
        }
        other => Err(ModelError::NotWhole {
            found: other.to_string(),
        }),
    }
}

/// The coefficients of a derivative of a polynomial.
fn derived(coefficients: &[Rational], order: usize) -> Result<Vec<Rational>, ModelError> {
    let mut coefficients = coefficients.to_vec();
    for _ in 0..order {
        let powers = coefficients.iter().enumerate().skip(1);
        let next = powers.map(|(power, c)| c.checked_mul(Rational::integer(power as i64)));
        coefficients = next.collect::<Result<_, _>>()?;
    }
    Ok(coefficients)
}

/// The functions that are exact at rationals; `None` for any other.
fn piecewise(function: &str, values: &[Quantity]) -> Option<Result<Quantity, ModelError>> {
    let zero = &Quantity::ZERO;
    Some(match (function, values) {
        ("relu", [x]) => x.clone().zip(zero, |x, zero| Ok(x.max(zero))),
        ("step", [x]) => {
            let step = |x: Rational, zero| Ok(Rational::integer((x > zero).into()));
            x.clone().zip(zero, step)
        }
        ("sign", [x]) => {
            let sign = |x: Rational, zero| Ok(Rational::integer(x.cmp(&zero) as i64));
            x.clone().zip(zero, sign)
        }
        ("abs", [x]) => x
            .clone()
            .zip(zero, |x, zero| Ok(x.max(zero.checked_sub(x)?))),
        ("max", [x, y]) => x.clone().zip(y, |x, y| Ok(x.max(y))),
        ("min", [x, y]) => x.clone().zip(y, |x, y| Ok(x.min(y))),
        _ => return None,
    })
}

pub(in crate::symbolic::finite) fn unknown(name: &str) -> ModelError {
    ModelError::UnknownSymbol {
        name: name.to_owned(),
    }
}

pub(in crate::symbolic::finite) fn not_exact(term: &Term) -> ModelError {
    ModelError::NotExact {
        term: term.to_string(),
    }
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbolic::syntax::parse_term;

    /// x uniform on {−1, 0, 2}, y = 1 at the last point only.
    fn model() -> Model {
        let column = |values: [i64; 3]| values.map(Rational::integer).to_vec();
        let mut model = Model {
            probabilities: vec![Rational::new(1, 3).unwrap(); 3],
            ..Model::default()
        };
        model
            .values
            .insert(Member::variable("x"), column([-1, 0, 2]));
        model
            .values
            .insert(Member::variable("y"), column([0, 0, 1]));
        model
    }

    fn value(text: &str) -> String {
        let value = model().evaluate(&parse_term(text).unwrap());
        value.map_or_else(|error| error.code().to_owned(), |value| value.to_string())
    }

    #[test]
    fn moments_of_three_points_are_exact() {
        // By hand: E x = 1/3, E x² = 5/3, E xy = 2/3, E y = 1/3.
        assert_eq!(value("E[x]"), "1/3");
        assert_eq!(value("Var[x]"), "14/9");
        assert_eq!(value("Cov[x, y]"), "5/9");
        assert_eq!(value("relu(x) - abs(x)"), "(-1, 0, 0)");
        assert_eq!(value("sign(x) + step(x)"), "(-1, 0, 2)");
        assert_eq!(value("E[max(x, y)]*3"), "2");
        assert_eq!(value("sum(j:3, j*y)"), "(0, 0, 6)");
    }

    #[test]
    fn what_is_not_exact_is_refused() {
        assert_eq!(value("E[tanh(x)]"), "not-exact");
        assert_eq!(value("E[z]"), "unknown-symbol");
        assert_eq!(value("1/x"), "division-by-zero");
        assert_eq!(value("2^x"), "not-whole");
        assert_eq!(value("x[2]"), "out-of-range");
    }
}
