//! Tests of the scalar implementation against activations, matrices and exact numbers.

use super::*;
use crate::learning::network::specimen;
use crate::num::Interval;
use crate::num::Rational;
use crate::num::Tolerance;
use crate::theory::activation::Relu;
use crate::theory::activation::Step;
use crate::theory::activation::parse;
use std::sync::Arc;

const NAMES: [&str; 14] = [
    "identity",
    "step",
    "relu",
    "leaky-relu(0.1)",
    "tanh",
    "sigmoid",
    "erf",
    "elu(0.7)",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "sin",
    "cos",
];

fn arc(name: &str) -> Arc<dyn Activation> {
    Arc::from(parse(name).unwrap() as Box<dyn Activation>)
}

#[test]
fn every_formula_gives_the_activations_value_and_derivative() {
    for name in NAMES {
        let activation = arc(name);
        for k in -40..=40 {
            let x = 0.2 * f64::from(k) + 0.013;
            let dual = Dual::variable(x).unwrap();
            let y = by_formula(activation.as_ref(), &dual).unwrap();
            // Some 16 roundings and library calls at magnitudes up to 1 + |x|, and 2σ(2x) − 1
            // carries a derivative of 2; x² e^{−x²} stays below 1.
            let tolerance = Tolerance::rounding(64, 1.0 + x.abs());
            assert!(
                tolerance.accepts(y.value, activation.value(x)),
                "{name} at {x}"
            );
            assert!(
                tolerance.accepts(y.slope, activation.derivative(x)),
                "{name}′ at {x}"
            );
        }
    }
}

#[test]
fn the_matrix_form_has_the_bits_of_the_scalar_form() {
    for name in NAMES {
        let network = specimen::network(&[3, 17, 5, 2], &arc(name));
        let inputs = specimen::normal(7, 3, 1.0, "inputs");
        let forward = network.forward(&inputs).unwrap();
        let units = ScalarNetwork::new(&network, |_, x| Ok(x)).unwrap();
        for sample in 0..7 {
            let trace = units.forward(inputs.row(sample).unwrap()).unwrap();
            for (layer, matrix) in forward.activations().iter().enumerate() {
                assert_eq!(
                    trace.activations[layer],
                    matrix.row(sample).unwrap(),
                    "{name}"
                );
            }
            for (layer, matrix) in forward.pre_activations().iter().enumerate() {
                assert_eq!(
                    trace.pre_activations[layer],
                    matrix.row(sample).unwrap(),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn intervals_hold_the_doubles_where_they_have_the_functions() {
    for name in [
        "identity",
        "relu",
        "leaky-relu",
        "tanh",
        "sigmoid",
        "silu",
        "elu",
    ] {
        let network = specimen::network(&[2, 4, 4, 1], &arc(name));
        let inputs = specimen::normal(5, 2, 1.0, "inputs");
        let forward = network.forward(&inputs).unwrap();
        let units = ScalarNetwork::new(&network, |_, x| Interval::from_f64(x)).unwrap();
        for sample in 0..5 {
            let points: Vec<_> = inputs
                .row(sample)
                .unwrap()
                .iter()
                .map(|x| Interval::point(*x))
                .collect();
            let enclosed = units.forward(&points).unwrap().outputs()[0];
            let value = forward.outputs().row(sample).unwrap()[0];
            // 3 layers of up to 4 terms and a formula of some 10 operations each.
            let allowed = Tolerance::rounding(200, 8.0);
            assert!(
                enclosed.radius() <= allowed.absolute(),
                "{name}: {enclosed}"
            );
            assert!(
                allowed.accepts(enclosed.midpoint(), value),
                "{name}: {enclosed}, {value}"
            );
        }
    }
}

#[test]
fn what_a_kind_of_number_lacks_is_refused_by_name() {
    let refused = |name, kind: Result<(), NetworkError>| {
        let refusal = kind.unwrap_err();
        assert_eq!(refusal.code(), "no-formula", "{name}");
        refusal.to_string()
    };
    let half = Rational::new(1, 2).unwrap();
    let tanh = refused("tanh", half.activate(arc("tanh").as_ref()).map(drop));
    assert_eq!(tanh, "e^x has no formula over rationals");
    let gelu = refused(
        "gelu",
        Interval::point(1.0)
            .activate(arc("gelu").as_ref())
            .map(drop),
    );
    assert_eq!(gelu, "erf has no formula over intervals");
}

#[test]
fn rationals_run_a_piecewise_linear_network_without_rounding() {
    let network = specimen::network(&[1, 2, 1], &(Arc::new(Relu) as Arc<dyn Activation>));
    // w = (1/3, −2/7), b = (0, 1/5), output (3, 5), bias −1 at x = 1/2.
    let numbers = ["1/3", "-2/7", "0", "1/5", "3", "5", "-1"];
    let units =
        ScalarNetwork::new(&network, |index, _| Ok(numbers[index].parse::<Rational>()?)).unwrap();
    let trace = units.forward(&["1/2".parse().unwrap()]).unwrap();
    // relu(1/6)·3 + relu(1/5 − 1/7)·5 − 1 = 1/2 + 2/7 − 1.
    assert_eq!(trace.outputs()[0].to_string(), "-3/14");
}

#[test]
fn doubles_become_the_fractions_that_they_are() {
    assert_eq!(Rational::from_f64(-0.375).unwrap().to_string(), "-3/8");
    assert_eq!(Rational::from_f64(0.1).unwrap().denominator(), 1 << 55);
    for x in [f64::NAN, f64::INFINITY, 1e300, 1e-300] {
        assert_eq!(
            Rational::from_f64(x).unwrap_err().code(),
            "exact-arithmetic"
        );
    }
}

#[test]
fn enclosures_around_a_kink_hold_both_sides() {
    let around = Interval::new(-1.0, 2.0);
    assert_eq!(around.activate(&Relu).unwrap(), Interval::new(0.0, 2.0));
    assert_eq!(around.activate(&Step).unwrap(), Interval::new(0.0, 1.0));
    assert_eq!(
        Interval::point(0.0).activate(&Step).unwrap(),
        Interval::point(1.0)
    );
}

#[test]
fn a_sample_with_other_features_is_refused() {
    let network = specimen::network(&[2, 1], &arc("tanh"));
    let units = ScalarNetwork::new(&network, |_, x| Ok(x)).unwrap();
    assert_eq!(units.forward(&[1.0]).unwrap_err().code(), "network-shape");
}
