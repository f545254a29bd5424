//! Laws of initializers, as formulas call them: exact where the variance is rational in the fans.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::functions::Arguments;
use crate::evidence::functions::Entry;
use crate::evidence::prediction::LAW_ULPS;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::num::Interval;
use crate::theory::distribution::Distribution;
use crate::theory::shape::Fans;

/// The largest fan that a formula may name.
const MOST_FAN: u64 = 1 << 40;

pub(in crate::evidence) const ALL: &[Entry] = &[
    Entry {
        name: "init_variance",
        signature: "init_variance(initializer, fan_in, fan_out)",
        meaning: "Var(W), exact where it is rational in the fans",
        call: weight_variance,
    },
    Entry {
        name: "init_mean",
        signature: "init_mean(initializer, fan_in, fan_out)",
        meaning: "E W",
        call: |arguments| law_moment(arguments, |law| Some(law.mean())),
    },
    Entry {
        name: "init_kurtosis",
        signature: "init_kurtosis(initializer, fan_in, fan_out)",
        meaning: "E[(W − E W)⁴]/Var(W)²",
        call: |arguments| law_moment(arguments, |law| law.kurtosis()),
    },
    Entry {
        name: "init_bound",
        signature: "init_bound(initializer, fan_in, fan_out)",
        meaning: "the upper end of the law's support",
        call: |arguments| {
            law_moment(arguments, |law| {
                Some(law.support().1).filter(|end| end.is_finite())
            })
        },
    },
];

fn fans(arguments: &Arguments<'_>) -> Result<Fans, EvaluationError> {
    let fan_in = arguments.count("fan_in", MOST_FAN)?;
    let fan_out = arguments.count("fan_out", MOST_FAN)?;
    Ok(Fans { fan_in, fan_out })
}

fn weight_variance(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let initializer = arguments.initializer(0)?;
    match initializer.exact_variance(fans(arguments)?) {
        Some(exact) => Ok(Value::Exact(exact)),
        None => law_moment(arguments, |law| Some(law.variance())),
    }
}

fn law_moment(
    arguments: &Arguments<'_>,
    moment: fn(&dyn Distribution) -> Option<f64>,
) -> Result<Value, EvaluationError> {
    let initializer = arguments.initializer(0)?;
    let refuse = |error: InitializerError| arguments.refuse("1", error.to_string());
    let law = initializer.law(fans(arguments)?).map_err(refuse)?;
    let value = match &law {
        WeightLaw::Independent(law) | WeightLaw::Dependent(law) => moment(&**law),
        WeightLaw::Fixed => None,
    };
    let value = value.ok_or_else(|| arguments.refuse("1", "its entries have no such moment"))?;
    Ok(Value::Enclosed(Interval::around(
        value,
        LAW_ULPS * f64::EPSILON * value.abs(),
    )))
}
