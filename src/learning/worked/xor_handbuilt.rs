//! XOR from three threshold neurons whose weights a person chose, and what can replace the
//! threshold.

use crate::learning::network::Dense;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Scalar;
use crate::learning::network::scalar::ScalarNetwork;
use crate::learning::worked::Comparison;
use crate::learning::worked::Example;
use crate::learning::worked::Row;
use crate::learning::worked::Section;
use crate::learning::worked::Settings;
use crate::learning::worked::WorkedError;
use crate::learning::worked::example::Number;
use crate::linear::Matrix;
use crate::num::Interval;
use crate::num::Rational;
use crate::theory::activation::Activation;
use crate::theory::activation::Identity;
use crate::theory::activation::Relu;
use crate::theory::activation::Sigmoid;
use crate::theory::activation::Step;
use crate::theory::activation::Tanh;
use std::sync::Arc;

/// x₁, x₂ and x₁ ⊕ x₂.
const TABLE: [[u8; 3]; 4] = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]];

pub(super) fn example(_: &Settings) -> Result<Example, WorkedError> {
    Ok(Example {
        name: "xor-handbuilt",
        title: "XOR from three threshold neurons",
        source: "Lecture slides on neural networks, \"Neuron1\" to \"Neuron3\" and \"N.N. Inference\"",
        sections: vec![
            inference_section()?,
            activation_section()?,
            steepness_section()?,
        ],
    })
}

/// The printed neurons: AND, OR, and OR without AND.
fn network(activation: &Arc<dyn Activation>) -> Result<Network, NetworkError> {
    let layer = |fan_out: usize, weights: &[f64], bias: &[f64]| {
        let weights = Matrix::new(fan_out, 2, weights.to_vec())?;
        Dense::new(weights, bias.to_vec(), Arc::clone(activation))
    };
    Network::new(vec![
        layer(2, &[1.0, 1.0, 1.0, 1.0], &[-1.5, -0.5])?,
        layer(1, &[-2.0, 1.0], &[-0.5])?,
    ])
}

/// The network over any scalar, every weight and bias multiplied by `steepness`.
fn steep<S: Scalar>(
    activation: &Arc<dyn Activation>,
    steepness: &S,
) -> Result<ScalarNetwork<S>, NetworkError> {
    let scaled = |_, weight: f64| S::from_f64(weight)?.times(steepness);
    ScalarNetwork::new(&network(activation)?, scaled)
}

fn inputs<S: Scalar>(row: [u8; 3]) -> Result<[S; 2], NetworkError> {
    Ok([S::from_f64(row[0].into())?, S::from_f64(row[1].into())?])
}

/// Every number of the threshold network, in exact fractions.
fn inference_section() -> Result<Section, WorkedError> {
    let threshold: Arc<dyn Activation> = Arc::new(Step);
    let units = steep(&threshold, &Rational::ONE)?;
    let mut rows = Vec::new();
    for row in TABLE {
        let trace = units.forward(&inputs::<Rational>(row)?)?;
        let z: Vec<String> = trace
            .pre_activations
            .concat()
            .iter()
            .map(ToString::to_string)
            .collect();
        let a: Vec<String> = trace.activations[1..]
            .concat()
            .iter()
            .map(ToString::to_string)
            .collect();
        let output = trace.outputs()[0];
        let [x1, x2, target] = row;
        let comparison = Comparison::of(&target.to_string(), output.to_interval())?;
        rows.push(Row {
            printed: Some(target.to_string()),
            comparison: Some(comparison),
            remark: format!("sums {}; outputs {}", z.join(", "), a.join(", ")),
            ..Row::new(format!("y({x1}, {x2})"), Number::Exact(output))
        });
    }
    Ok(Section::new("Inference with thresholds", rows)
        .note("The neurons are AND, OR, and OR without AND; no sum is 0, so what the threshold does there is idle."))
}

/// The outputs of the same weights under other activations.
fn activation_section() -> Result<Section, WorkedError> {
    let candidates: [(Arc<dyn Activation>, f64, &str); 5] = [
        (Arc::new(Step), 0.5, "computes XOR"),
        (Arc::new(Sigmoid), 0.5, "too flat: see the steepness below"),
        (
            Arc::new(Tanh),
            0.0,
            "at no steepness k: (0,1) needs t = tanh(k/2) > 1/6, and then (0,0) gives \
             2·tanh(3k/2) − t − 1/2 > 1/4, concave in t and so least at an end",
        ),
        (
            Arc::new(Relu),
            0.5,
            "at no steepness k: (0,1) and (1,1) reach the output with the same sum",
        ),
        (
            Arc::new(Identity),
            0.5,
            "a linear map: its output is 2 − x1 − x2",
        ),
    ];
    let mut rows = Vec::new();
    for (activation, middle, remark) in candidates {
        let units = steep(&activation, &Interval::point(1.0))?;
        let right = rights(&units, middle)?;
        let word = format!("{right} of 4 right");
        rows.push(Row::word(activation.name(), word).remark(remark));
    }
    Ok(
        Section::new("The same weights under other activations", rows).note(
            "An output counts as 1 above the middle of the activation's range: 1/2, for tanh 0.",
        ),
    )
}

/// How many inputs surely have their output on the right side of the middle.
fn rights(units: &ScalarNetwork<Interval>, middle: f64) -> Result<usize, NetworkError> {
    let mut right = 0;
    for row in TABLE {
        let output = units.forward(&inputs::<Interval>(row)?)?.outputs()[0];
        let is_one = Interval::point(middle).is_less_than(output);
        right += usize::from(is_one == Some(row[2] == 1));
    }
    Ok(right)
}

/// The steepness from which σ(k·z) does what the threshold does.
fn steepness_section() -> Result<Section, WorkedError> {
    let sigmoid: Arc<dyn Activation> = Arc::new(Sigmoid);
    let right_at = |k: f64| rights(&steep(&sigmoid, &Interval::point(k))?, 0.5);
    let rows = vec![
        Row::enclosed("least steepness k", least_steepness(&sigmoid)?)
            .remark("2·ln 5: (0,1) needs 3σ(k/2) > 5/2"),
        Row::word("right at k = 3.2", format!("{} of 4", right_at(3.2)?)),
        Row::word("right at k = 3.25", format!("{} of 4", right_at(3.25)?)),
        Row::word("right at k = 100", format!("{} of 4", right_at(100.0)?)),
    ];
    Ok(Section::new("Sigmoid units of steepness k", rows))
}

/// Bisection on the output for (0, 1), which grows with k; each end surely on its side.
fn least_steepness(sigmoid: &Arc<dyn Activation>) -> Result<Interval, NetworkError> {
    let (mut low, mut high) = (1.0, 8.0);
    loop {
        let middle = 0.5 * (low + high);
        let units = steep(sigmoid, &Interval::point(middle))?;
        let trace = units.forward(&inputs::<Interval>(TABLE[1])?)?;
        let Some(sum) = trace.pre_activations.last().and_then(|layer| layer.first()) else {
            return Ok(Interval::WHOLE);
        };
        match Interval::point(0.0).is_less_than(*sum) {
            Some(true) if middle < high => high = middle,
            Some(false) if low < middle => low = middle,
            _ => return Ok(Interval::new(low, high)),
        }
    }
}
