//! Functions every formula may call: roots, bounds, rounding to whole numbers, and the
//! elementary functions, enclosed by widening `num::real` by its stated error.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::formula::arithmetic::finite;
use crate::num::Interval;
use crate::num::Rational;
use crate::num::real;

/// The names that [`call`] knows.
pub(in crate::evidence::formula) const NAMES: [&str; 18] = [
    "abs", "at", "atan", "ceil", "cos", "erf", "exp", "floor", "last", "length", "ln", "max",
    "min", "relu", "sigmoid", "sin", "sqrt", "tanh",
];

/// Those of [`NAMES`] that rest on a library function.
pub(in crate::evidence::formula) const TRANSCENDENTAL: [&str; 8] =
    ["atan", "cos", "erf", "exp", "ln", "sigmoid", "sin", "tanh"];

/// Calls a built-in function; `None` if there is none of this name.
pub(in crate::evidence::formula) fn call(
    name: &str,
    arguments: &[Value],
) -> Option<Result<Value, EvaluationError>> {
    if !NAMES.contains(&name) {
        return None;
    }
    Some(match (name, arguments) {
        ("max", [first, rest @ ..]) => fold(first, rest, Rational::max, |a, b| {
            Interval::new(a.low().max(b.low()), a.high().max(b.high()))
        }),
        ("min", [first, rest @ ..]) => fold(first, rest, Rational::min, |a, b| {
            Interval::new(a.low().min(b.low()), a.high().min(b.high()))
        }),
        ("max" | "min", []) => Err(arity(name, "at least one argument", 0)),
        ("at", [list, index]) => element(name, list, index),
        ("at", _) => Err(arity(name, "a list and an index", arguments.len())),
        (_, [x]) => of_one(name, x),
        _ => Err(arity(name, "one argument", arguments.len())),
    })
}

fn arity(function: &str, expected: &'static str, received: usize) -> EvaluationError {
    EvaluationError::WrongArity {
        function: function.to_owned(),
        expected,
        received,
    }
}

fn of_one(name: &str, x: &Value) -> Result<Value, EvaluationError> {
    match name {
        "sqrt" => sqrt(x),
        "abs" => exact_or(x, absolute, Interval::abs),
        "relu" => exact_or(
            x,
            |x| Some(x.max(Rational::ZERO)),
            |x| Interval::new(x.low().max(0.0), x.high().max(0.0)),
        ),
        "floor" => whole(name, x, floor),
        "ceil" => whole(name, x, |x| {
            floor(x.checked_neg().ok()?)?.checked_neg().ok()
        }),
        "length" | "last" => of_list(name, x),
        "ln" if x.to_interval()?.low() <= 0.0 => Err(wrong(
            name,
            "1",
            &format!("expected a number above 0, found {x}"),
        )),
        _ => enclosed(name, x.to_interval()?),
    }
}

fn enclosed(name: &str, x: Interval) -> Result<Value, EvaluationError> {
    let answer = match name {
        "exp" => exp(x),
        "ln" => ln(x),
        "tanh" => within(increasing(x, real::tanh, 1.0), -1.0, 1.0),
        "atan" => increasing(x, real::atan, 1.0),
        "erf" => within(increasing(x, real::erf, 1.0), -1.0, 1.0),
        // Two roundings and an exponential: within 4 · MAX_ULP.
        "sigmoid" => within(increasing(x, real::sigmoid, 4.0), 0.0, 1.0),
        "sin" => lipschitz(x, real::sin),
        _ => lipschitz(x, real::cos),
    };
    finite(answer, "a function")
}

/// √x: exact for the square of a rational, else enclosed.
pub(in crate::evidence::formula) fn sqrt(x: &Value) -> Result<Value, EvaluationError> {
    if x.to_interval()?.low() < 0.0 {
        let reason = format!("expected a number of at least 0, found {x}");
        return Err(wrong("sqrt", "1", &reason));
    }
    exact_or(x, exact_sqrt, Interval::sqrt)
}

fn exact_sqrt(x: Rational) -> Option<Rational> {
    let (n, d) = (exact_isqrt(x.numerator())?, exact_isqrt(x.denominator())?);
    Rational::new(n, d).ok()
}

fn exact_isqrt(n: i128) -> Option<i128> {
    let root = n.checked_isqrt()?;
    (root * root == n).then_some(root)
}

/// e^x, enclosed.
pub(in crate::evidence::formula) fn exp(x: Interval) -> Interval {
    let image = increasing(x, real::exp, 1.0);
    Interval::new(image.low().max(0.0), image.high())
}

/// ln x of a positive interval, enclosed.
pub(in crate::evidence::formula) fn ln(x: Interval) -> Interval {
    increasing(x, real::ln, 1.0)
}

/// π, between its neighbouring doubles.
pub(in crate::evidence::formula) fn pi() -> Value {
    Value::Enclosed(Interval::new(real::PI.next_down(), real::PI.next_up()))
}

/// The image under an increasing function, each end widened by `calls` · `MAX_ULP` ulps.
fn increasing(x: Interval, f: impl Fn(f64) -> f64, calls: f64) -> Interval {
    let around = |y: f64| Interval::around(y, calls * real::MAX_ULP * ulp(y));
    around(f(x.low())).hull(around(f(x.high())))
}

/// The image under sine or cosine, which move no faster than their argument.
fn lipschitz(x: Interval, f: impl Fn(f64) -> f64) -> Interval {
    let error = x.radius() + real::MAX_ULP * f64::EPSILON;
    within(Interval::around(f(x.midpoint()), error), -1.0, 1.0)
}

fn ulp(y: f64) -> f64 {
    (y.abs() * f64::EPSILON).max(f64::MIN_POSITIVE)
}

fn within(x: Interval, low: f64, high: f64) -> Interval {
    Interval::new(x.low().clamp(low, high), x.high().clamp(low, high))
}

fn exact_or(
    x: &Value,
    exact: impl Fn(Rational) -> Option<Rational>,
    enclosed: impl Fn(Interval) -> Interval,
) -> Result<Value, EvaluationError> {
    if let Some(answer) = x.as_exact().and_then(exact) {
        return Ok(Value::Exact(answer));
    }
    finite(enclosed(x.to_interval()?), "a function")
}

fn absolute(x: Rational) -> Option<Rational> {
    x.checked_neg().ok().map(|negative| negative.max(x))
}

fn floor(x: Rational) -> Option<Rational> {
    Rational::new(x.numerator().div_euclid(x.denominator()), 1).ok()
}

/// A whole number of an exact argument: a rounded enclosure could fall on either side.
fn whole(
    name: &str,
    x: &Value,
    f: impl Fn(Rational) -> Option<Rational>,
) -> Result<Value, EvaluationError> {
    let answer = x.as_exact().and_then(f).map(Value::Exact);
    answer.ok_or_else(|| wrong(name, "1", &format!("expected an exact number, found {x}")))
}

fn fold(
    first: &Value,
    rest: &[Value],
    exact: impl Fn(Rational, Rational) -> Rational,
    enclosed: impl Fn(Interval, Interval) -> Interval,
) -> Result<Value, EvaluationError> {
    first.to_interval()?;
    rest.iter().try_fold(first.clone(), |a, b| match (&a, b) {
        (Value::Exact(a), Value::Exact(b)) => Ok(Value::Exact(exact(*a, *b))),
        _ => finite(enclosed(a.to_interval()?, b.to_interval()?), "a function"),
    })
}

fn of_list(name: &str, x: &Value) -> Result<Value, EvaluationError> {
    let Value::List(items) = x else {
        return Err(wrong(
            name,
            "1",
            &format!("expected a list, found {}", x.kind()),
        ));
    };
    if name == "length" {
        return Ok(Value::Exact(Rational::integer(items.len() as i64)));
    }
    let last = items.last().cloned();
    last.ok_or_else(|| wrong(name, "1", "expected a list that is not empty"))
}

/// The element of a list, counted from 1.
pub(in crate::evidence::formula) fn element(
    name: &str,
    list: &Value,
    index: &Value,
) -> Result<Value, EvaluationError> {
    let Value::List(items) = list else {
        return Err(wrong(
            name,
            "1",
            &format!("expected a list, found {}", list.kind()),
        ));
    };
    let whole = index.as_exact().filter(|i| i.is_integer());
    let position = whole.ok_or_else(|| EvaluationError::NotWhole {
        what: "an index",
        found: index.to_string(),
    })?;
    usize::try_from(position.numerator())
        .ok()
        .and_then(|i| items.get(i.checked_sub(1)?).cloned())
        .ok_or_else(|| EvaluationError::OutOfRange {
            name: name.to_owned(),
            index: index.to_string(),
            length: items.len(),
        })
}

fn wrong(function: &str, argument: &str, reason: &str) -> EvaluationError {
    EvaluationError::WrongArgument {
        function: function.to_owned(),
        argument: argument.to_owned(),
        reason: reason.to_owned(),
    }
}
