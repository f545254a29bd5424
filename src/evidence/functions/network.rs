//! Networks of given widths under an initializer, forward and backward, as formulas call them.

use crate::empirical::simulate::Detail;
use crate::empirical::simulate::Engine;
use crate::empirical::simulate::Precision;
use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::functions::Arguments;
use crate::evidence::functions::Entry;
use crate::evidence::prediction::Prediction;
use crate::evidence::specimen::Specimen;
use crate::num::Interval;
use crate::theory::mean_field::HomogeneousLayer;

/// The widest layer that a formula may name.
const MOST_WIDTH: u64 = 1 << 32;

pub(in crate::evidence) const ALL: &[Entry] = &[
    Entry {
        name: "network_q",
        signature: "network_q(activation, initializer, widths, input = 1)",
        meaning: "the list of q_l = E[z_l²] through layers of these widths (input width first)",
        call: network_q,
    },
    Entry {
        name: "network_gradient",
        signature: "network_gradient(activation, initializer, widths, input = 1)",
        meaning: "the list of E[(∂J/∂a_l)²] for l = 0 (the input) to L, relative to that at the output",
        call: network_gradient,
    },
    Entry {
        name: "network_weight_gradient",
        signature: "network_weight_gradient(activation, initializer, widths, input = 1)",
        meaning: "the list of E[(∂J/∂W_l)²] of one weight for l = 1 to L, relative to E[(∂J/∂a_L)²]",
        call: network_weight_gradient,
    },
    Entry {
        name: "log_growth_mean",
        signature: "log_growth_mean(negative_slope, width)",
        meaning: "E ln(|a_l|²/|a_{l−1}|²) of a layer of this finite width with normal weights that keep E|a|², exactly: slope 1 is the identity, 0 ReLU (given that the layer lives)",
        call: |arguments| log_growth(arguments, |moments| moments.0),
    },
    Entry {
        name: "log_growth_variance",
        signature: "log_growth_variance(negative_slope, width)",
        meaning: "Var ln(|a_l|²/|a_{l−1}|²), under the same conditions",
        call: |arguments| log_growth(arguments, |moments| moments.1),
    },
];

/// The predictions for a network with one input and no biases.
fn predict(arguments: &Arguments<'_>) -> Result<Prediction, EvaluationError> {
    let specimen = Specimen {
        activation: arguments.activation(0)?,
        initializer: arguments.initializer(1)?,
        widths: arguments.counts("widths", MOST_WIDTH)?,
        input_variance: exactly(arguments, "input", arguments.number_or("input", 1.0)?)?,
        bias_std_dev: 0.0,
        batch: 1,
        replicates: 1,
        engine: Engine::Direct,
        precision: Precision::Double,
        detail: Detail::Everything,
    };
    let refuse = |reason: String| arguments.refuse("widths", reason);
    let prediction = Prediction::of(&specimen).map_err(|error| refuse(error.to_string()))?;
    prediction.ok_or_else(|| refuse("the recursion says nothing about these weights".into()))
}

fn network_q(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let layers = predict(arguments)?.forward;
    Ok(Value::List(
        layers
            .iter()
            .map(|layer| Value::Enclosed(layer.q))
            .collect(),
    ))
}

fn network_gradient(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let layers = predict(arguments)?.backward;
    let inputs = layers.iter().map(|layer| Value::Enclosed(layer.input));
    let output = std::iter::once(Value::Enclosed(Interval::point(1.0)));
    Ok(Value::List(inputs.chain(output).collect()))
}

fn network_weight_gradient(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let layers = predict(arguments)?.backward;
    let weights = layers.iter().map(|layer| Value::Enclosed(layer.weight));
    Ok(Value::List(weights.collect()))
}

fn log_growth(
    arguments: &Arguments<'_>,
    moment: fn((Interval, Interval)) -> Interval,
) -> Result<Value, EvaluationError> {
    let slope = exactly(arguments, "1", arguments.positional_number(0)?)?;
    let width = arguments.count("width", 1 << 20)? as u32;
    let layer = HomogeneousLayer::new(width, slope);
    let layer = layer.map_err(|error| arguments.refuse("1", error.to_string()))?;
    Ok(Value::Enclosed(moment(layer.log_moments())))
}

/// A number that must be a double: what follows takes it at its word.
fn exactly(
    arguments: &Arguments<'_>,
    name: &str,
    number: Interval,
) -> Result<f64, EvaluationError> {
    if number.low() == number.high() {
        return Ok(number.low());
    }
    Err(arguments.refuse(name, "expected a number that a double holds exactly"))
}
