//! Probabilities of the standard normal law, as formulas call them.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::functions::Arguments;
use crate::evidence::functions::Entry;
use crate::num::Interval;
use crate::num::real;

pub(in crate::evidence) const ALL: &[Entry] = &[
    Entry {
        name: "normal_cdf",
        signature: "normal_cdf(x)",
        meaning: "P(Z ≤ x) for Z ~ N(0, 1)",
        call: |arguments| monotone(arguments, real::normal_cdf),
    },
    Entry {
        name: "normal_outside",
        signature: "normal_outside(x)",
        meaning: "P(|Z| > x) for Z ~ N(0, 1) and x ≥ 0",
        call: |arguments| monotone(arguments, |x| real::erfc(x * real::FRAC_1_SQRT_2)),
    },
];

/// A monotone function over an interval: its values at both ends, widened by their roundings.
fn monotone(arguments: &Arguments<'_>, function: fn(f64) -> f64) -> Result<Value, EvaluationError> {
    let x = arguments.positional_number(0)?;
    let at = |x: f64| {
        let value = function(x);
        // erfc within MAX_ULP, its argument within an ulp at a condition number of at most 2x².
        let ulps = 2.0 * real::MAX_ULP + 2.0 * x * x;
        Interval::around(value, ulps * f64::EPSILON * value)
    };
    Ok(Value::Enclosed(at(x.low()).hull(at(x.high()))))
}
