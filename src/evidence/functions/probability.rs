//! Probabilities of the standard normal law, as formulas call them.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::functions::Arguments;
use crate::evidence::functions::Entry;
use crate::num::Interval;
use crate::theory::quadrature::elementary;

pub(in crate::evidence) const ALL: &[Entry] = &[
    Entry {
        name: "normal_cdf",
        signature: "normal_cdf(x)",
        meaning: "P(Z ≤ x) for Z ~ N(0, 1)",
        call: |arguments| {
            Ok(Value::Enclosed(elementary::normal_cdf(
                arguments.positional_number(0)?,
            )))
        },
    },
    Entry {
        name: "normal_outside",
        signature: "normal_outside(x)",
        meaning: "P(|Z| > x) for Z ~ N(0, 1) and x ≥ 0",
        call: normal_outside,
    },
];

/// 2·Φ(−x).
fn normal_outside(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let x = arguments.positional_number(0)?;
    if x.low() < 0.0 {
        return Err(arguments.refuse("1", "expected a number that is not negative"));
    }
    Ok(Value::Enclosed(
        Interval::point(2.0) * elementary::normal_cdf(-x),
    ))
}
