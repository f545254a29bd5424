//! + − × ÷ ^ on values: exact while 128 bits suffice, enclosed beyond.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::formula::builtin;
use crate::num::Interval;
use crate::num::Rational;
use crate::num::RationalError;
use crate::symbolic::expr::Operator;

/// left operator right.
pub(in crate::evidence::formula) fn apply(
    operator: Operator,
    left: &Value,
    right: &Value,
) -> Result<Value, EvaluationError> {
    match operator {
        Operator::Add => mixed(left, right, Rational::checked_add, |a, b| a + b),
        Operator::Subtract => mixed(left, right, Rational::checked_sub, |a, b| a - b),
        Operator::Multiply => mixed(left, right, Rational::checked_mul, |a, b| a * b),
        Operator::Divide => quotient(left, right),
        Operator::Power => power(left, right),
    }
}

/// −x.
pub(in crate::evidence::formula) fn negate(x: &Value) -> Result<Value, EvaluationError> {
    apply(Operator::Subtract, &Value::integer(0), x)
}

/// Exact if both sides are exact and the answer fits, else enclosed.
fn mixed(
    left: &Value,
    right: &Value,
    exact: impl Fn(Rational, Rational) -> Result<Rational, RationalError>,
    enclosed: impl Fn(Interval, Interval) -> Interval,
) -> Result<Value, EvaluationError> {
    if let (Value::Exact(a), Value::Exact(b)) = (left, right)
        && let Ok(answer) = exact(*a, *b)
    {
        return Ok(Value::Exact(answer));
    }
    finite(
        enclosed(left.to_interval()?, right.to_interval()?),
        "an operation",
    )
}

/// The interval as a value, unless nothing is known of it.
pub(in crate::evidence::formula) fn finite(
    x: Interval,
    what: &'static str,
) -> Result<Value, EvaluationError> {
    if x.low().is_finite() && x.high().is_finite() {
        Ok(Value::Enclosed(x))
    } else {
        Err(EvaluationError::Overflow { what })
    }
}

fn quotient(left: &Value, right: &Value) -> Result<Value, EvaluationError> {
    let zero = match right {
        Value::Exact(divisor) => divisor.is_zero(),
        _ => right.to_interval()?.contains(0.0),
    };
    if zero {
        let divisor = right.to_string();
        return Err(EvaluationError::DivisionByZero { divisor });
    }
    mixed(left, right, Rational::checked_div, |a, b| a / b)
}

fn power(base: &Value, exponent: &Value) -> Result<Value, EvaluationError> {
    match whole_exponent(exponent) {
        Some(n) => whole_power(base, n),
        None if is_half(exponent) => builtin::sqrt(base),
        None => real_power(base, exponent),
    }
}

/// Whether a power with this exponent is e^(y·ln x) and not products or a root.
pub(in crate::evidence::formula) fn needs_logarithm(exponent: &Value) -> bool {
    whole_exponent(exponent).is_none() && !is_half(exponent)
}

fn whole_exponent(exponent: &Value) -> Option<i32> {
    let whole = exponent.as_exact().filter(|n| n.is_integer())?;
    i32::try_from(whole.numerator()).ok()
}

fn is_half(exponent: &Value) -> bool {
    let exact = exponent.as_exact();
    exact.is_some() && exact == Rational::new(1, 2).ok()
}

fn whole_power(base: &Value, n: i32) -> Result<Value, EvaluationError> {
    if n < 0 {
        let positive = whole_power_unsigned(base, n.unsigned_abs())?;
        return quotient(&Value::integer(1), &positive);
    }
    whole_power_unsigned(base, n.unsigned_abs())
}

fn whole_power_unsigned(base: &Value, n: u32) -> Result<Value, EvaluationError> {
    if let Some(answer) = base.as_exact().and_then(|x| exact_power(x, n)) {
        return Ok(Value::Exact(answer));
    }
    finite(base.to_interval()?.powi(n), "a power")
}

/// x^n by repeated squaring, so that 1^(10⁹) is quick; `None` beyond 128 bits.
fn exact_power(x: Rational, n: u32) -> Option<Rational> {
    let (mut base, mut left, mut product) = (x, n, Rational::ONE);
    while left > 0 {
        if left % 2 == 1 {
            product = product.checked_mul(base).ok()?;
        }
        left /= 2;
        if left > 0 {
            base = base.checked_mul(base).ok()?;
        }
    }
    Some(product)
}

/// x^y = e^(y·ln x) for x > 0.
fn real_power(base: &Value, exponent: &Value) -> Result<Value, EvaluationError> {
    let (x, y) = (base.to_interval()?, exponent.to_interval()?);
    if x.low() <= 0.0 {
        return Err(EvaluationError::UndefinedPower {
            base: base.to_string(),
            exponent: exponent.to_string(),
        });
    }
    finite(builtin::exp(y * builtin::ln(x)), "a power")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::real;

    #[test]
    fn exact_arithmetic_that_overflows_is_enclosed_and_not_wrong() {
        let big = Value::Exact(Rational::new(i128::MAX, 1).unwrap());
        let square = apply(Operator::Multiply, &big, &big).unwrap();
        let expected = real::powi(2.0, 254);
        assert!(matches!(square, Value::Enclosed(x) if x.contains(expected)));
    }

    #[test]
    fn a_huge_power_of_one_is_quick_and_exact() {
        let one = Value::integer(1);
        let exponent = Value::integer(2_000_000_000);
        assert_eq!(apply(Operator::Power, &one, &exponent), Ok(one));
    }

    #[test]
    fn a_power_without_a_real_value_is_refused() {
        let half = Value::Exact(Rational::new(1, 3).unwrap());
        let error = apply(Operator::Power, &Value::integer(-1), &half).unwrap_err();
        assert_eq!(error.code(), "undefined-power");
        let error = apply(Operator::Power, &Value::integer(0), &Value::integer(-1)).unwrap_err();
        assert_eq!(error.code(), "division-by-zero");
    }
}
