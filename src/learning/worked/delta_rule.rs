//! One layer of two outputs under E = ½Σ(y − a)²: the delta rule, and why its gradient is made of
//! blocks.

use crate::learning::network::Dense;
use crate::learning::network::Loss;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Dual;
use crate::learning::network::scalar::ScalarNetwork;
use crate::learning::network::scalar::cost;
use crate::learning::worked::Example;
use crate::learning::worked::Row;
use crate::learning::worked::Section;
use crate::learning::worked::Settings;
use crate::learning::worked::WorkedError;
use crate::learning::worked::chain::enclosures;
use crate::learning::worked::example::Number;
use crate::linear::Matrix;
use crate::num::Interval;
use crate::num::Rational;
use crate::theory::activation::Activation;
use crate::theory::activation::Identity;
use crate::theory::activation::Sigmoid;
use std::sync::Arc;

/// Chosen here, in the order of the network's parameters: the source has formulas alone.
const WEIGHTS: [&str; 6] = ["0.5", "-0.25", "0.75", "1", "0.125", "-0.5"];
const NAMES: [&str; 6] = ["w13", "w23", "w14", "w24", "w03", "w04"];
const INPUTS: [&str; 2] = ["1", "-2"];
const TARGETS: [&str; 2] = ["1", "0"];

pub(super) fn example(_: &Settings) -> Result<Example, WorkedError> {
    Ok(Example {
        name: "delta-rule",
        title: "The delta rule for one layer of two outputs",
        source: "Lecture slides on neural networks, \"Learning - single layered\": the formulas; the numbers are chosen here (x = (1, −2), y = (1, 0))",
        sections: vec![linear_section()?, sigmoid_section()?, block_section()?],
    })
}

/// The layer; its numbers are given by whoever runs it.
fn network(activation: Arc<dyn Activation>) -> Result<Network, NetworkError> {
    let weights = Matrix::new(2, 2, vec![0.5, -0.25, 0.75, 1.0])?;
    Network::new(vec![Dense::new(weights, vec![0.125, -0.5], activation)?])
}

fn rationals(texts: &[&str]) -> Result<Vec<Rational>, WorkedError> {
    let parsed = texts.iter().map(|text| Ok(text.parse::<Rational>()?));
    parsed.collect()
}

/// g(z) = z: (a − y)·x in exact fractions, beside duals.
fn linear_section() -> Result<Section, WorkedError> {
    let (x, y) = (rationals(&INPUTS)?, rationals(&TARGETS)?);
    let weights = rationals(&WEIGHTS)?;
    let network = network(Arc::new(Identity))?;
    let constants = |part: &[Rational]| -> Result<Vec<_>, NetworkError> {
        part.iter().map(|x| Dual::constant(*x)).collect()
    };
    let outputs = ScalarNetwork::new(&network, |index, _| Ok(weights[index]))?.forward(&x)?;
    let mut rows = Vec::new();
    for (place, name) in NAMES.iter().enumerate() {
        let units = ScalarNetwork::new(&network, |index, _| {
            if index == place {
                Dual::variable(weights[index])
            } else {
                Dual::constant(weights[index])
            }
        })?;
        let trace = units.forward(&constants(&x)?)?;
        let slope = cost(Loss::SquaredError, trace.outputs(), &constants(&y)?)?.slope;
        let (unit, input) = place_of(place);
        let error = outputs.outputs()[unit].checked_sub(y[unit])?;
        let rule = error.checked_mul(input.map_or(Rational::ONE, |input| x[input]))?;
        let agreement = if rule == slope {
            "duals equal"
        } else {
            "duals differ"
        };
        rows.push(Row::new(format!("∂E/∂{name}"), Number::Exact(rule)).remark(agreement));
    }
    Ok(Section::new(
        "Linear outputs, g(z) = z: ∂E/∂w = (a − y)·x",
        rows,
    ))
}

/// The unit and the input of a parameter; no input for a bias.
fn place_of(place: usize) -> (usize, Option<usize>) {
    match place {
        0..4 => (place / 2, Some(place % 2)),
        _ => (place - 4, None),
    }
}

/// g = σ: (a − y)·a(1 − a)·x, enclosed, beside duals.
fn sigmoid_section() -> Result<Section, WorkedError> {
    let (x, y) = (enclosures(&INPUTS)?, enclosures(&TARGETS)?);
    let outputs = outputs(&x)?;
    let one = Interval::point(1.0);
    let mut rows: Vec<Row> = ["a3", "a4"]
        .iter()
        .zip(&outputs)
        .map(|(name, a)| Row::enclosed(*name, *a))
        .collect();
    for (place, name) in NAMES.iter().enumerate() {
        let (unit, input) = place_of(place);
        let a = outputs[unit];
        let delta = (a - y[unit]) * a * (one - a);
        let rule = delta * input.map_or(one, |input| x[input]);
        let dual = derivatives(place, &x, &y)?;
        let total = dual[0] + dual[1];
        let agreement = if rule.intersects(total) {
            "duals overlap"
        } else {
            "duals differ"
        };
        rows.push(Row::enclosed(format!("∂E/∂{name}"), rule).remark(agreement));
    }
    Ok(Section::new(
        "Sigmoid outputs: ∂E/∂w = (a − y)·a·(1 − a)·x",
        rows,
    ))
}

/// a₃ and a₄ under the sigmoid.
fn outputs(x: &[Interval]) -> Result<Vec<Interval>, WorkedError> {
    let weights = enclosures(&WEIGHTS)?;
    let units = ScalarNetwork::new(&network(Arc::new(Sigmoid))?, |index, _| Ok(weights[index]))?;
    Ok(units.forward(x)?.outputs().to_vec())
}

/// ∂E₁ and ∂E₂ by the parameter at this place, of the halves ½(y₁ − a₃)² and ½(y₂ − a₄)².
fn derivatives(place: usize, x: &[Interval], y: &[Interval]) -> Result<[Interval; 2], WorkedError> {
    let weights = enclosures(&WEIGHTS)?;
    let network = network(Arc::new(Sigmoid))?;
    let units = ScalarNetwork::new(&network, |index, _| {
        if index == place {
            Dual::variable(weights[index])
        } else {
            Dual::constant(weights[index])
        }
    })?;
    let x = x
        .iter()
        .map(|x| Dual::constant(*x))
        .collect::<Result<Vec<_>, _>>()?;
    let trace = units.forward(&x)?;
    let half = |unit: usize| -> Result<Interval, NetworkError> {
        let target = Dual::constant(y[unit])?;
        let output = &trace.outputs()[unit..=unit];
        Ok(cost(Loss::SquaredError, output, &[target])?.slope)
    };
    Ok([half(0)?, half(1)?])
}

/// Which half of the error each weight moves.
fn block_section() -> Result<Section, WorkedError> {
    let (x, y) = (enclosures(&INPUTS)?, enclosures(&TARGETS)?);
    let mut rows = Vec::new();
    for (place, name) in NAMES.iter().enumerate() {
        let [first, second] = derivatives(place, &x, &y)?;
        rows.push(Row::enclosed(format!("∂E1/∂{name}"), first));
        rows.push(Row::enclosed(format!("∂E2/∂{name}"), second));
    }
    Ok(
        Section::new("Which half of the error a weight moves", rows).note(
            "The weights of the two outputs are different variables: the gradient of E is the \
         derivatives of E1 by its weights beside those of E2 by its own, not a sum of the two.",
        ),
    )
}
