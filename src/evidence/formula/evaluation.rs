//! The value of a term where its symbols have values. It refuses E, Var and Cov: those need a
//! probability model.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::formula::arithmetic;
use crate::evidence::formula::builtin;
use crate::evidence::formula::nearest;
use crate::num::Rational;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Term;
use std::cell::Cell;
use std::collections::BTreeMap;

/// The values of symbols; a symbol here hides the constant `pi`.
pub type Environment = BTreeMap<String, Value>;

/// Named functions beyond the built-in ones.
pub trait Functions {
    /// Calls a function.
    ///
    /// # Errors
    /// `UnknownFunction` (its `nearest` may be empty: the evaluation fills it in), or what is
    /// wrong with the arguments.
    fn call(
        &self,
        name: &str,
        positional: &[Value],
        named: &[(String, Value)],
    ) -> Result<Value, EvaluationError>;

    /// Whether formulas may use what rests on a library function: `exp`, `tanh`, x^0.3, …
    ///
    /// # Errors
    /// Why this one may not be used.
    fn permit_transcendental(&self, _name: &str) -> Result<(), EvaluationError> {
        Ok(())
    }

    /// The names of the functions, for suggestions.
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// No functions but the built-in ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFunctions;

impl Functions for NoFunctions {
    fn call(
        &self,
        name: &str,
        _: &[Value],
        _: &[(String, Value)],
    ) -> Result<Value, EvaluationError> {
        Err(EvaluationError::UnknownFunction {
            name: name.to_owned(),
            nearest: None,
        })
    }
}

/// How many terms the sums and products of one term may have in all.
const MAX_TERMS: u64 = 1_000_000;

/// The value of a term.
///
/// # Errors
/// An [`EvaluationError`]; never a wrong number.
///
/// # Example
/// ```
/// use varprop::evidence::formula::{Environment, NoFunctions, Value, evaluate};
/// use varprop::symbolic::syntax::parse_term;
/// let term = parse_term("sum(j:n, j^2)")?;
/// let environment = Environment::from([("n".to_owned(), Value::integer(10))]);
/// assert_eq!(evaluate(&term, &environment, &NoFunctions)?, Value::integer(385));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn evaluate(
    term: &Term,
    environment: &Environment,
    functions: &dyn Functions,
) -> Result<Value, EvaluationError> {
    Evaluation {
        environment,
        functions,
        terms_left: Cell::new(MAX_TERMS),
    }
    .value(term, None)
}

struct Evaluation<'a> {
    environment: &'a Environment,
    functions: &'a dyn Functions,
    terms_left: Cell<u64>,
}

/// Bound indices, the innermost first.
struct Scope<'a> {
    index: &'a str,
    value: Rational,
    outer: Option<&'a Self>,
}

type Scoped<'a> = Option<&'a Scope<'a>>;

impl Evaluation<'_> {
    fn value(&self, term: &Term, scope: Scoped<'_>) -> Result<Value, EvaluationError> {
        match term {
            Term::Number(x) => Ok(Value::Exact(*x)),
            Term::Text(text) => Ok(Value::Text(text.clone())),
            Term::List(items) => Ok(Value::List(self.values(items, scope)?)),
            Term::Symbol(name) => self.symbol(name, scope),
            Term::Indexed { family, indices } => self.indexed(family, indices, scope),
            Term::Negation(x) => arithmetic::negate(&self.value(x, scope)?),
            Term::Binary {
                operator,
                left,
                right,
            } => {
                let (left, right) = (self.value(left, scope)?, self.value(right, scope)?);
                if *operator == Operator::Power && arithmetic::needs_logarithm(&right) {
                    self.functions.permit_transcendental("a fractional power")?;
                }
                arithmetic::apply(*operator, &left, &right)
            }
            Term::Call {
                function,
                positional,
                named,
            } => self.call(function, positional, named, scope),
            Term::Expectation(_) => Err(needs_model("E")),
            Term::Variance(_) => Err(needs_model("Var")),
            Term::Covariance(..) => Err(needs_model("Cov")),
            Term::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => {
                let range = (self.whole(from, scope)?, self.whole(to, scope)?);
                self.aggregate(*aggregation, index, range, body, scope)
            }
        }
    }

    fn values(&self, terms: &[Term], scope: Scoped<'_>) -> Result<Vec<Value>, EvaluationError> {
        terms.iter().map(|term| self.value(term, scope)).collect()
    }

    fn symbol(&self, name: &str, scope: Scoped<'_>) -> Result<Value, EvaluationError> {
        let mut inner = scope;
        while let Some(binding) = inner {
            if binding.index == name {
                return Ok(Value::Exact(binding.value));
            }
            inner = binding.outer;
        }
        match self.environment.get(name) {
            Some(value) => Ok(value.clone()),
            None if name == "pi" => Ok(builtin::pi()),
            None => Err(self.unknown_symbol(name)),
        }
    }

    fn unknown_symbol(&self, name: &str) -> EvaluationError {
        let known = self.environment.keys().map(String::as_str);
        EvaluationError::UnknownSymbol {
            name: name.to_owned(),
            nearest: nearest(name, known).map(str::to_owned),
        }
    }

    fn indexed(
        &self,
        family: &str,
        indices: &[Term],
        scope: Scoped<'_>,
    ) -> Result<Value, EvaluationError> {
        let list = self.symbol(family, scope)?;
        indices.iter().try_fold(list, |list, index| {
            builtin::element(family, &list, &self.value(index, scope)?)
        })
    }

    fn call(
        &self,
        function: &str,
        positional: &[Term],
        named: &[(String, Term)],
        scope: Scoped<'_>,
    ) -> Result<Value, EvaluationError> {
        let positional = self.values(positional, scope)?;
        if builtin::TRANSCENDENTAL.contains(&function) {
            self.functions.permit_transcendental(function)?;
        }
        if named.is_empty()
            && let Some(answer) = builtin::call(function, &positional)
        {
            return answer;
        }
        let named = named
            .iter()
            .map(|(name, term)| Ok((name.clone(), self.value(term, scope)?)))
            .collect::<Result<Vec<_>, EvaluationError>>()?;
        self.functions
            .call(function, &positional, &named)
            .map_err(|error| self.with_suggestion(error))
    }

    fn with_suggestion(&self, error: EvaluationError) -> EvaluationError {
        let EvaluationError::UnknownFunction {
            name,
            nearest: None,
        } = error
        else {
            return error;
        };
        let known = self.functions.names().into_iter().chain(builtin::NAMES);
        let nearest = nearest(&name, known).map(str::to_owned);
        EvaluationError::UnknownFunction { name, nearest }
    }

    fn whole(&self, term: &Term, scope: Scoped<'_>) -> Result<i128, EvaluationError> {
        let value = self.value(term, scope)?;
        let whole = value.as_exact().filter(|x| x.is_integer());
        whole
            .map(Rational::numerator)
            .ok_or_else(|| EvaluationError::NotWhole {
                what: "a bound of a sum",
                found: value.to_string(),
            })
    }

    fn aggregate(
        &self,
        aggregation: Aggregation,
        index: &str,
        (from, to): (i128, i128),
        body: &Term,
        scope: Scoped<'_>,
    ) -> Result<Value, EvaluationError> {
        let (operator, mut answer) = match aggregation {
            Aggregation::Sum => (Operator::Add, Value::integer(0)),
            Aggregation::Product => (Operator::Multiply, Value::integer(1)),
        };
        for at in from..=to {
            self.spend_one_term()?;
            let overflow = |_| EvaluationError::Overflow { what: "an index" };
            let inner = Scope {
                index,
                value: Rational::new(at, 1).map_err(overflow)?,
                outer: scope,
            };
            let term = self.value(body, Some(&inner))?;
            answer = arithmetic::apply(operator, &answer, &term)?;
        }
        Ok(answer)
    }

    fn spend_one_term(&self) -> Result<(), EvaluationError> {
        let left = self.terms_left.get().checked_sub(1);
        self.terms_left
            .set(left.ok_or(EvaluationError::TooManyTerms { limit: MAX_TERMS })?);
        Ok(())
    }
}

fn needs_model(operator: &'static str) -> EvaluationError {
    EvaluationError::NeedsModel { operator }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::symbolic::syntax::parse_term;

    fn value(text: &str) -> Result<Value, EvaluationError> {
        let list = Value::List((1..=3).map(|i| Value::integer(10 * i)).collect());
        let environment = Environment::from([
            ("q".to_owned(), list),
            ("fan_in".to_owned(), Value::integer(4)),
        ]);
        evaluate(&parse_term(text).unwrap(), &environment, &NoFunctions)
    }

    fn code(text: &str) -> &'static str {
        value(text).unwrap_err().code()
    }

    #[test]
    fn exact_terms_have_exact_values() {
        let exact = |text: &str| value(text).unwrap().to_string();
        assert_eq!(exact("1/3 + 0.1"), "13/30");
        assert_eq!(exact("sqrt(2/8)"), "1/2");
        assert_eq!(exact("fan_in^-2"), "1/16");
        assert_eq!(exact("q[2] + sum(j:3, q[j])"), "80");
        assert_eq!(exact("product(j in 2..4, j)"), "24");
        assert_eq!(exact("floor((199 + 0 - 3)/2) + 1"), "99");
        assert_eq!(exact("ceil(-7/2)"), "-3");
        assert_eq!(exact("max(1, 3/2, min(2, 5))"), "2");
        assert_eq!(exact("sum(j:0, 1/0)"), "0");
        assert_eq!(exact("last(q) - at([1, 2], 2)"), "28");
    }

    #[test]
    fn inexact_terms_enclose_the_published_digits() {
        // Digits from Abramowitz & Stegun, tables 1.1 and 4.16: √2, π, e, tanh 1, ln 2.
        for (text, digits) in [
            ("sqrt(2)", std::f64::consts::SQRT_2),
            ("pi", std::f64::consts::PI),
            ("exp(1)", std::f64::consts::E),
            ("tanh(1)", 0.761_594_155_955_764_9),
            ("ln(2)", std::f64::consts::LN_2),
            ("2^(1/2)", std::f64::consts::SQRT_2),
            ("2^0.3", 1.231_144_413_344_916_3),
            ("sin(pi/6)", 0.5),
        ] {
            let interval = value(text).unwrap().to_interval().unwrap();
            assert!(interval.contains(digits), "{text}: {interval}");
            assert!(
                interval.radius() < Tolerance::rounding(64, digits).absolute(),
                "{text}: {interval}"
            );
        }
    }

    #[test]
    fn what_has_no_value_is_refused_by_name() {
        assert_eq!(code("q[4]"), "out-of-range");
        assert_eq!(code("q[0]"), "out-of-range");
        assert_eq!(code("q[1/2]"), "not-whole");
        assert_eq!(code("fan_in[1]"), "wrong-argument");
        assert_eq!(code("1/(fan_in - 4)"), "division-by-zero");
        assert_eq!(code("1/(sqrt(2)*sqrt(2) - 2)"), "division-by-zero");
        assert_eq!(code("sqrt(-1)"), "wrong-argument");
        assert_eq!(code("ln(0)"), "wrong-argument");
        assert_eq!(code("exp(1000)"), "overflow");
        assert_eq!(code("tanh(1, 2)"), "wrong-arity");
        assert_eq!(code("1 + \"x\""), "not-a-number");
        assert_eq!(code("E[fan_in]"), "needs-model");
        assert_eq!(code("sum(j:10^30, j)"), "too-many-terms");
        assert_eq!(code("sum(i:10000, sum(j:10000, 1))"), "too-many-terms");
    }

    #[test]
    fn a_misspelt_name_gets_a_suggestion() {
        let message = |text: &str| value(text).unwrap_err().to_string();
        assert_eq!(
            message("fanin"),
            "unknown symbol `fanin`; did you mean `fan_in`?"
        );
        assert_eq!(
            message("sigmiod(1)"),
            "unknown function `sigmiod`; did you mean `sigmoid`?"
        );
        assert_eq!(message("zzz"), "unknown symbol `zzz`");
    }
}
