//! The functions that the engine `enclosed` may call: the names and arguments of those that
//! `theory` knows, computed by `theory::certified`.
//!
//! An answer holds for every member of every enclosed argument; no first-order term is dropped.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Functions;
use crate::evidence::formula::Value;
use crate::evidence::functions::Arguments;
use crate::evidence::functions::all;
use crate::num::Interval;
use crate::theory::certified::Activation;
use crate::theory::certified::CertifiedError;
use crate::theory::certified::FixedPoint;
use crate::theory::certified::Moment;
use crate::theory::certified::Recursion;

/// The deepest trajectory that a formula may ask for: a layer takes some milliseconds.
const MOST_LAYERS: u64 = 1000;

/// A function of the reference, computed by certified means.
type Call = fn(&Arguments<'_>) -> Result<Value, EvaluationError>;

/// Name and computation; the signature is that of the same name in [`all`].
const ALL: &[(&str, Call)] = &[
    ("mean", |a| of_q(a, |phi, q| phi.moment(Moment::Mean, q))),
    ("second_moment", |a| {
        of_q(a, |phi, q| phi.moment(Moment::Second, q))
    }),
    ("fourth_moment", |a| {
        of_q(a, |phi, q| phi.moment(Moment::Fourth, q))
    }),
    ("variance", |a| of_q(a, Activation::variance)),
    ("kurtosis", |a| of_q(a, Activation::kurtosis)),
    ("derivative_second_moment", |a| {
        of_q(a, |phi, q| phi.moment(Moment::DerivativeSecond, q))
    }),
    ("gain", |a| {
        of_q(a, |phi, q| {
            phi.moment(Moment::Second, q).map(reciprocal_root)
        })
    }),
    ("variance_gain", |a| {
        of_q(a, |phi, q| phi.variance(q).map(reciprocal_root))
    }),
    ("step", step),
    ("chi", chi),
    ("q_by_layer", |a| by_layer(a, |_, _, q| Ok(q))),
    ("mean_by_layer", |a| {
        by_layer(a, |phi, _, q| phi.moment(Moment::Mean, q))
    }),
    ("variance_by_layer", |a| {
        by_layer(a, |phi, _, q| phi.variance(q))
    }),
    ("std_by_layer", |a| {
        by_layer(a, |phi, _, q| phi.variance(q).map(Interval::sqrt))
    }),
    ("kurtosis_by_layer", |a| {
        by_layer(a, |phi, _, q| phi.kurtosis(q))
    }),
    ("chi_by_layer", |a| {
        by_layer(a, |_, recursion, q| recursion.chi(q))
    }),
    ("fixed_point", fixed_point),
];

/// The functions that formulas of the engine `enclosed` may call, in the order of the reference.
pub fn certified_names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}

/// The certified functions as formulas see them.
#[derive(Clone, Copy, Debug)]
pub(in crate::evidence) struct Certified;

impl Functions for Certified {
    fn call(
        &self,
        name: &str,
        positional: &[Value],
        named: &[(String, Value)],
    ) -> Result<Value, EvaluationError> {
        let entry = all().find(|entry| entry.name == name);
        let entry = entry.ok_or_else(|| EvaluationError::UnknownFunction {
            name: name.to_owned(),
            nearest: None,
        })?;
        let certified = ALL.iter().find(|(certified, _)| *certified == name);
        let (_, call) = certified.ok_or_else(|| not_certified(name))?;
        let arguments = Arguments::new(entry.signature, positional, named);
        let answer = call(&arguments)?;
        arguments.refuse_leftovers()?;
        Ok(answer)
    }

    fn permit_transcendental(&self, name: &str) -> Result<(), EvaluationError> {
        Err(not_certified(name))
    }

    fn names(&self) -> Vec<&str> {
        certified_names().collect()
    }
}

fn not_certified(name: &str) -> EvaluationError {
    EvaluationError::NotCertified {
        function: name.to_owned(),
        certified: certified_names().collect::<Vec<_>>().join(", "),
    }
}

/// The activation as this engine knows it; its spelling is settled where all names are.
fn activation(arguments: &Arguments<'_>) -> Result<Activation, EvaluationError> {
    let label = arguments.activation(0)?.label();
    Activation::parse(&label).map_err(|error| arguments.refuse("1", error.to_string()))
}

fn of_q(
    arguments: &Arguments<'_>,
    moment: fn(&Activation, Interval) -> Result<Interval, CertifiedError>,
) -> Result<Value, EvaluationError> {
    let phi = activation(arguments)?;
    let q = if arguments.has_default("q") {
        arguments.number_or("q", 1.0)?
    } else {
        arguments.number("q")?
    };
    finite(arguments, moment(&phi, q))
}

/// 1/√x.
fn reciprocal_root(x: Interval) -> Interval {
    Interval::point(1.0) / x.sqrt()
}

fn recursion(arguments: &Arguments<'_>) -> Result<Recursion, EvaluationError> {
    let phi = activation(arguments)?;
    let weights = arguments.number("fan_in_variance")?;
    // χ takes no bias: there the default stands for a variance that is not used.
    let biases = arguments.number_or("bias_variance", 0.0)?;
    Recursion::new(phi, weights, biases)
        .map_err(|error| arguments.refuse("fan_in_variance", error.to_string()))
}

fn step(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let next = recursion(arguments)?.step(arguments.number("q")?);
    finite(arguments, next)
}

fn chi(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let phi = activation(arguments)?;
    let weights = arguments.number("fan_in_variance")?;
    let recursion = Recursion::new(phi, weights, Interval::point(0.0))
        .map_err(|error| arguments.refuse("fan_in_variance", error.to_string()))?;
    finite(arguments, recursion.chi(arguments.number("q")?))
}

fn by_layer(
    arguments: &Arguments<'_>,
    quantity: fn(&Activation, &Recursion, Interval) -> Result<Interval, CertifiedError>,
) -> Result<Value, EvaluationError> {
    let recursion = recursion(arguments)?;
    let phi = recursion.activation();
    let depth = arguments.count("depth", MOST_LAYERS)?;
    let input = arguments.number_or("input", 1.0)?;
    let mut q = recursion.weight_variance() * input + recursion.bias_variance();
    let mut layers = Vec::new();
    for layer in 1..=depth {
        layers.push(finite(arguments, quantity(&phi, &recursion, q))?);
        if layer < depth {
            q = finite(arguments, recursion.step(q))?.to_interval()?;
        }
    }
    Ok(Value::List(layers))
}

/// The only attracting fixed point on [0, ∞), proved to be that.
fn fixed_point(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let refuse = |reason: String| arguments.refuse("fan_in_variance", reason);
    let points = recursion(arguments)?.fixed_points();
    let points = points.map_err(|error| refuse(error.to_string()))?;
    if let Some(range) = points.undecided.first() {
        let why = format!("it is not decided whether a q in {range} is fixed");
        return Err(refuse(why));
    }
    let may_attract = |point: &&FixedPoint| point.is_attracting() != Some(false);
    let candidates: Vec<_> = points.isolated.iter().filter(may_attract).collect();
    match candidates.as_slice() {
        [point] if point.is_attracting() == Some(true) => Ok(Value::Enclosed(point.q)),
        others => Err(refuse(format!("{} attracting fixed points", others.len()))),
    }
}

/// A value, unless it has no bound.
fn finite(
    arguments: &Arguments<'_>,
    answer: Result<Interval, CertifiedError>,
) -> Result<Value, EvaluationError> {
    let answer = answer.map_err(|error| arguments.refuse("q", error.to_string()))?;
    if answer.low().is_finite() && answer.high().is_finite() {
        Ok(Value::Enclosed(answer))
    } else {
        Err(EvaluationError::Overflow {
            what: "a certified function",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::formula::Environment;
    use crate::evidence::formula::evaluate;
    use crate::evidence::functions::Library;
    use crate::symbolic::syntax::parse_term;

    fn value(call: &str, functions: &dyn Functions) -> Result<Value, EvaluationError> {
        evaluate(&parse_term(call).unwrap(), &Environment::new(), functions)
    }

    fn overlap(left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| overlap(a, b))
            }
            _ => left
                .to_interval()
                .unwrap()
                .intersects(right.to_interval().unwrap()),
        }
    }

    /// One call of every certified function, with arguments that no double holds.
    fn calls() -> impl Iterator<Item = String> {
        certified_names().map(|name| {
            let rest = match name {
                "step" => "fan_in_variance = 4/3, q = 1/3, bias_variance = 1/7",
                "chi" => "fan_in_variance = 4/3, q = 1/3",
                "fixed_point" => "fan_in_variance = 4/3, bias_variance = 1/7",
                _ if name.ends_with("by_layer") => {
                    "fan_in_variance = 4/3, depth = 4, bias_variance = 1/7, input = 2/3"
                }
                _ => "q = 1/3",
            };
            format!("{name}(\"silu\", {rest})")
        })
    }

    #[test]
    fn every_certified_function_overlaps_with_the_one_of_theory() {
        for call in calls() {
            let (slow, fast) = (value(&call, &Certified), value(&call, &Library));
            let (slow, fast) = (slow.unwrap(), fast.unwrap());
            assert!(overlap(&slow, &fast), "{call}: {slow}, {fast}");
        }
    }

    #[test]
    fn an_enclosed_q_is_answered_and_exact_forms_stay_narrow() {
        let wide = value(
            "second_moment(\"tanh\", q = sqrt(2)*(1 + 1/10^9))",
            &Certified,
        );
        assert!(wide.unwrap().to_interval().unwrap().radius() < 1e-14);
        let gains = value("gain(\"relu\")^2", &Certified).unwrap();
        assert!(gains.to_interval().unwrap().contains(2.0));
    }

    #[test]
    fn a_fixed_point_that_is_not_proved_to_be_the_only_one_is_refused() {
        for (call, reason) in [
            ("fixed_point(\"tanh\", fan_in_variance = 1)", "not decided"),
            (
                "fixed_point(\"gelu\", fan_in_variance = 2)",
                "cannot be excluded",
            ),
            ("fixed_point(\"tanh\", fan_in_variance = -1)", "at least 0"),
        ] {
            let error = value(call, &Certified).unwrap_err();
            assert_eq!(error.code(), "wrong-argument");
            let message = error.to_string();
            assert!(message.contains(reason), "{message}");
        }
    }

    #[test]
    fn arguments_are_checked_as_in_theory() {
        for call in [
            "mean(\"tanh\")",
            "mean(\"tanh\", q = -1)",
            "mean(\"tanh\", q = 1, p = 2)",
            "chi(\"tanh\", fan_in_variance = 1, q = 1, bias_variance = 1)",
            "mean(\"thanh\", q = 1)",
            "q_by_layer(\"tanh\", fan_in_variance = 1, depth = 100000)",
        ] {
            assert_eq!(
                value(call, &Certified).unwrap_err().code(),
                "wrong-argument",
                "{call}"
            );
        }
    }
}
