//! The mean-field recursion of one activation at one (σ_w², σ_b²), as formulas call it.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::functions::Arguments;
use crate::evidence::functions::Entry;
use crate::evidence::functions::activation::over;
use crate::num::Interval;
use crate::theory::activation::GaussianMoments;
use crate::theory::mean_field::LayerMoments;
use crate::theory::mean_field::Recursion;
use crate::theory::mean_field::critical_points;

/// The deepest trajectory that a formula may ask for.
const MOST_LAYERS: u64 = 100_000;

pub(in crate::evidence) const ALL: &[Entry] = &[
    Entry {
        name: "step",
        signature: "step(activation, fan_in_variance, q, bias_variance = 0)",
        meaning: "σ_w²·E[φ(√q·z)²] + σ_b², with fan_in_variance = σ_w² = fan_in·Var(W)",
        call: step,
    },
    Entry {
        name: "chi",
        signature: "chi(activation, fan_in_variance, q)",
        meaning: "σ_w²·E[φ′(√q·z)²], the factor of squared gradients per layer",
        call: chi,
    },
    Entry {
        name: "q_by_layer",
        signature: "q_by_layer(activation, fan_in_variance, depth, bias_variance = 0, input = 1)",
        meaning: "the list of q_l = E[z_l²], q_1 = σ_w²·input + σ_b²",
        call: |arguments| by_layer(arguments, |layer| layer.q),
    },
    Entry {
        name: "mean_by_layer",
        signature: "mean_by_layer(activation, fan_in_variance, depth, bias_variance = 0, input = 1)",
        meaning: "the list of E[a_l]",
        call: |arguments| by_layer(arguments, |layer| layer.mean),
    },
    Entry {
        name: "variance_by_layer",
        signature: "variance_by_layer(activation, fan_in_variance, depth, bias_variance = 0, input = 1)",
        meaning: "the list of Var(a_l)",
        call: |arguments| by_layer(arguments, LayerMoments::variance),
    },
    Entry {
        name: "std_by_layer",
        signature: "std_by_layer(activation, fan_in_variance, depth, bias_variance = 0, input = 1)",
        meaning: "the list of √Var(a_l)",
        call: |arguments| by_layer(arguments, LayerMoments::std_dev),
    },
    Entry {
        name: "kurtosis_by_layer",
        signature: "kurtosis_by_layer(activation, fan_in_variance, depth, bias_variance = 0, input = 1)",
        meaning: "the list of E[(a_l − E a_l)⁴]/Var(a_l)²; 3 for a normal law",
        call: |arguments| by_layer(arguments, LayerMoments::kurtosis),
    },
    Entry {
        name: "chi_by_layer",
        signature: "chi_by_layer(activation, fan_in_variance, depth, bias_variance = 0, input = 1)",
        meaning: "the list of χ_l = σ_w²·E[φ′(z_l)²]",
        call: |arguments| by_layer(arguments, |layer| layer.chi),
    },
    Entry {
        name: "fixed_point",
        signature: "fixed_point(activation, fan_in_variance, bias_variance = 0)",
        meaning: "the attracting q* with q* = σ_w²·E[φ(√q*·z)²] + σ_b²; refused unless there is exactly one",
        call: fixed_point,
    },
    Entry {
        name: "critical_weight_variance",
        signature: "critical_weight_variance(activation, bias_variance)",
        meaning: "the σ_w² at which χ(q*) = 1; refused unless there is exactly one",
        call: critical_weight_variance,
    },
];

fn recursion<'a>(
    arguments: &Arguments<'_>,
    phi: &'a dyn GaussianMoments,
) -> Result<Recursion<'a>, EvaluationError> {
    let weight_variance = arguments.number("fan_in_variance")?;
    let bias_variance = arguments.number_or("bias_variance", 0.0)?;
    let recursion = Recursion::new(phi, weight_variance.midpoint(), bias_variance.midpoint())
        .map_err(|error| arguments.refuse("fan_in_variance", error.to_string()))?;
    // A fraction such as 1/20 is no double: the recursion answers for all numbers that near.
    let error = relative_error(weight_variance).max(relative_error(bias_variance));
    Ok(recursion.with_relative_error(error))
}

/// How far a member of an enclosure can lie from its middle, in units of the middle.
fn relative_error(number: Interval) -> f64 {
    match number.radius() {
        0.0 => 0.0,
        radius => (radius / number.midpoint().abs()).next_up(),
    }
}

fn step(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let phi = arguments.activation(0)?;
    let recursion = recursion(arguments, &*phi)?;
    let next = recursion.step_from(arguments.number("q")?);
    next.map(Value::Enclosed)
        .map_err(|error| arguments.refuse("q", error.to_string()))
}

fn chi(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let phi = arguments.activation(0)?;
    let recursion = recursion(arguments, &*phi)?;
    over(arguments, arguments.number("q")?, |q| recursion.chi(q))
}

fn by_layer(
    arguments: &Arguments<'_>,
    quantity: fn(&LayerMoments) -> Interval,
) -> Result<Value, EvaluationError> {
    let phi = arguments.activation(0)?;
    let recursion = recursion(arguments, &*phi)?;
    let depth = arguments.count("depth", MOST_LAYERS)?;
    let input = arguments.number_or("input", 1.0)?;
    let weight_variance = arguments.number("fan_in_variance")?;
    let q_1 = weight_variance * input + arguments.number_or("bias_variance", 0.0)?;
    let layers = recursion.trajectory_from(q_1, depth as usize);
    let layers = layers.map_err(|error| arguments.refuse("depth", error.to_string()))?;
    Ok(Value::List(
        layers
            .iter()
            .map(|layer| Value::Enclosed(quantity(layer)))
            .collect(),
    ))
}

fn fixed_point(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let phi = arguments.activation(0)?;
    let recursion = recursion(arguments, &*phi)?;
    let points = recursion.fixed_points();
    let points = points.map_err(|error| arguments.refuse("fan_in_variance", error.to_string()))?;
    let attracting: Vec<_> = points.attracting().collect();
    match attracting.as_slice() {
        [point] => Ok(Value::Enclosed(point.q)),
        others => Err(arguments.refuse(
            "fan_in_variance",
            format!("{} attracting fixed points", others.len()),
        )),
    }
}

fn critical_weight_variance(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let phi = arguments.activation(0)?;
    let bias_variance = arguments.number("bias_variance")?.midpoint();
    let found = critical_points(&*phi, bias_variance);
    let found = found.map_err(|error| arguments.refuse("bias_variance", error.to_string()))?;
    match found.isolated.as_slice() {
        [point] => Ok(Value::Enclosed(point.weight_variance)),
        others => {
            Err(arguments.refuse("bias_variance", format!("{} critical points", others.len())))
        }
    }
}
