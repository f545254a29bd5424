//! The exact value of a term in a finite model: a number, or a random variable as a column.

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
use crate::symbolic::finite::law;
use std::fmt;

/// The value of a term in a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The same number at every point.
    Constant(Rational),
    /// A value at each point.
    Random(Vec<Rational>),
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(x) => write!(f, "{x}"),
            Self::Random(values) => {
                let texts: Vec<String> = values.iter().map(Rational::to_string).collect();
                write!(f, "({})", texts.join(", "))
            }
        }
    }
}

/// More terms than a sum in a model may have.
const MAX_TERMS: i128 = 64;

type Binary = fn(Rational, Rational) -> Result<Rational, RationalError>;

impl Model {
    /// The value of a term. A bare family name means its first member.
    ///
    /// # Errors
    /// [`ModelError`], for unknown symbols, terms without an exact value, and arithmetic that
    /// overflows or divides by 0.
    pub fn evaluate(&self, term: &Term) -> Result<Quantity, ModelError> {
        self.value(term, &mut Vec::new())
    }

    /// Both sides of a statement, and whether it holds at every point.
    ///
    /// # Errors
    /// As [`Model::evaluate`].
    pub fn compare(&self, s: &Statement) -> Result<(Quantity, Quantity, bool), ModelError> {
        let (left, right) = (self.evaluate(&s.left)?, self.evaluate(&s.right)?);
        let holds = self.holds(s.relation, &left, &right);
        Ok((left, right, holds))
    }

    fn holds(&self, relation: Relation, left: &Quantity, right: &Quantity) -> bool {
        let points = 0..self.probabilities.len();
        let mut orders = points.map(|point| at(left, point).cmp(&at(right, point)));
        // Random sides differ if they differ with positive probability, not only everywhere.
        match relation {
            Relation::NotEqual => orders.any(|order| relation.holds_of(order)),
            _ => orders.all(|order| relation.holds_of(order)),
        }
    }

    fn value(
        &self,
        term: &Term,
        indices: &mut Vec<(String, Rational)>,
    ) -> Result<Quantity, ModelError> {
        match term {
            Term::Number(x) => Ok(Quantity::Constant(*x)),
            Term::Symbol(name) => self.symbol(name, indices),
            Term::Indexed {
                family,
                indices: at,
            } => self.member(family, at, indices),
            Term::Negation(x) => {
                let zero = Quantity::Constant(Rational::ZERO);
                zip(&zero, &self.value(x, indices)?, Rational::checked_sub)
            }
            Term::Binary {
                operator,
                left,
                right,
            } => {
                let (left, right) = (self.value(left, indices)?, self.value(right, indices)?);
                apply(*operator, &left, &right)
            }
            Term::Call {
                function,
                positional,
                named,
            } if named.is_empty() => self.call(term, function, positional, indices),
            Term::Expectation(x) => self.expectation(&self.value(x, indices)?),
            Term::Variance(x) => {
                let x = self.value(x, indices)?;
                self.covariance(&x, &x)
            }
            Term::Covariance(x, y) => {
                let (x, y) = (self.value(x, indices)?, self.value(y, indices)?);
                self.covariance(&x, &y)
            }
            Term::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => {
                let range = (self.whole(from, indices)?, self.whole(to, indices)?);
                self.aggregate(*aggregation, index, range, body, indices)
            }
            Term::Call { .. } | Term::Text(_) | Term::List(_) => Err(not_exact(term)),
        }
    }

    fn symbol(&self, name: &str, indices: &[(String, Rational)]) -> Result<Quantity, ModelError> {
        let bound = indices.iter().rev().find(|(index, _)| index == name);
        let number = bound.map(|(_, x)| x).or_else(|| self.numbers.get(name));
        if let Some(number) = number {
            return Ok(Quantity::Constant(*number));
        }
        let first = self.members_of(name).next();
        first
            .map(|values| Quantity::Random(values.clone()))
            .ok_or_else(|| unknown(name))
    }

    fn member(
        &self,
        family: &str,
        at: &[Term],
        indices: &mut Vec<(String, Rational)>,
    ) -> Result<Quantity, ModelError> {
        let whole = |term| -> Result<i64, ModelError> {
            i64::try_from(self.whole(term, indices)?).map_err(|_| RationalError::Overflow.into())
        };
        let mut whole = whole;
        let member = Member {
            name: family.to_owned(),
            indices: at.iter().map(&mut whole).collect::<Result<_, _>>()?,
        };
        if let Some(values) = self.values.get(&member) {
            return Ok(Quantity::Random(values.clone()));
        }
        if self.members_of(family).next().is_none() {
            return Err(unknown(family));
        }
        let member = member.to_string();
        Err(ModelError::OutOfRange { member })
    }

    fn whole(
        &self,
        term: &Term,
        indices: &mut Vec<(String, Rational)>,
    ) -> Result<i128, ModelError> {
        let value = self.value(term, indices)?;
        match value {
            Quantity::Constant(x) if x.is_integer() => Ok(x.numerator()),
            other => Err(ModelError::NotWhole {
                found: other.to_string(),
            }),
        }
    }

    fn aggregate(
        &self,
        aggregation: Aggregation,
        index: &str,
        (from, to): (i128, i128),
        body: &Term,
        indices: &mut Vec<(String, Rational)>,
    ) -> Result<Quantity, ModelError> {
        let (operator, start) = match aggregation {
            Aggregation::Sum => (Operator::Add, Rational::ZERO),
            Aggregation::Product => (Operator::Multiply, Rational::ONE),
        };
        if to.saturating_sub(from) > MAX_TERMS {
            return Err(ModelError::TooLarge {
                limit: MAX_TERMS as usize,
            });
        }
        let mut answer = Quantity::Constant(start);
        for at in from..=to {
            indices.push((index.to_owned(), Rational::new(at, 1)?));
            let term = self.value(body, indices);
            indices.pop();
            answer = apply(operator, &answer, &term?)?;
        }
        Ok(answer)
    }

    fn call(
        &self,
        term: &Term,
        function: &str,
        arguments: &[Term],
        indices: &mut Vec<(String, Rational)>,
    ) -> Result<Quantity, ModelError> {
        let values = arguments
            .iter()
            .map(|argument| self.value(argument, indices));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let zero = Quantity::Constant(Rational::ZERO);
        match (function, values.as_slice()) {
            ("relu", [x]) => zip(x, &zero, |x, zero| Ok(x.max(zero))),
            ("step", [x]) => zip(x, &zero, |x, zero| Ok(Rational::integer((x > zero).into()))),
            ("sign", [x]) => zip(x, &zero, |x, zero| {
                Ok(Rational::integer(x.cmp(&zero) as i64))
            }),
            ("abs", [x]) => zip(x, &zero, |x, zero| Ok(x.max(zero.checked_sub(x)?))),
            ("max", [x, y]) => zip(x, y, |x, y| Ok(x.max(y))),
            ("min", [x, y]) => zip(x, y, |x, y| Ok(x.min(y))),
            _ => Err(not_exact(term)),
        }
    }

    fn expectation(&self, x: &Quantity) -> Result<Quantity, ModelError> {
        Ok(Quantity::Constant(match x {
            Quantity::Constant(x) => *x,
            Quantity::Random(values) => law::mean(&self.probabilities, values)?,
        }))
    }

    /// E[x·y] − E[x]·E[y].
    fn covariance(&self, x: &Quantity, y: &Quantity) -> Result<Quantity, ModelError> {
        let product = self.expectation(&zip(x, y, Rational::checked_mul)?)?;
        let means = (self.expectation(x)?, self.expectation(y)?);
        let means = zip(&means.0, &means.1, Rational::checked_mul)?;
        zip(&product, &means, Rational::checked_sub)
    }
}

fn at(quantity: &Quantity, point: usize) -> Rational {
    match quantity {
        Quantity::Constant(x) => *x,
        Quantity::Random(values) => values.get(point).copied().unwrap_or(Rational::ZERO),
    }
}

fn apply(operator: Operator, left: &Quantity, right: &Quantity) -> Result<Quantity, ModelError> {
    match operator {
        Operator::Add => zip(left, right, Rational::checked_add),
        Operator::Subtract => zip(left, right, Rational::checked_sub),
        Operator::Multiply => zip(left, right, Rational::checked_mul),
        Operator::Divide => zip(left, right, Rational::checked_div),
        Operator::Power => power(left, right),
    }
}

fn power(base: &Quantity, exponent: &Quantity) -> Result<Quantity, ModelError> {
    let small = match exponent {
        Quantity::Constant(n)
            if n.is_integer() && n.numerator().unsigned_abs() <= MAX_TERMS.unsigned_abs() =>
        {
            exponent
        }
        other => {
            let found = other.to_string();
            return Err(ModelError::NotWhole { found });
        }
    };
    zip(base, small, |x, n| {
        x.powi(i32::try_from(n.numerator()).map_err(|_| RationalError::Overflow)?)
    })
}

/// Point by point.
fn zip(left: &Quantity, right: &Quantity, f: Binary) -> Result<Quantity, ModelError> {
    let points = match (left, right) {
        (Quantity::Constant(x), Quantity::Constant(y)) => {
            return Ok(Quantity::Constant(f(*x, *y)?));
        }
        (Quantity::Random(values), _) | (_, Quantity::Random(values)) => values.len(),
    };
    let values = (0..points).map(|point| f(at(left, point), at(right, point)));
    Ok(Quantity::Random(values.collect::<Result<_, _>>()?))
}

fn unknown(name: &str) -> ModelError {
    ModelError::UnknownSymbol {
        name: name.to_owned(),
    }
}

fn not_exact(term: &Term) -> ModelError {
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
