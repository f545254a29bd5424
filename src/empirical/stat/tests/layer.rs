//! Layers and networks: calibration and power of the exact laws, against simulated layers.

use crate::empirical::stat::special::binomial_at_least;
use crate::empirical::stat::test_law::Law;
use crate::empirical::stat::test_law::Shape;
use crate::empirical::stat::test_law::generator;
use crate::empirical::stat::*;
use crate::num::real;
use crate::random::Generator;

const N_IN: usize = 24;
const N_OUT: usize = 16;

/// Z = A Wᵀ + 1bᵀ with fresh weights of the law and normal biases.
fn outputs(a: &[f64], law: Law, bias: f64, draws: &mut Generator) -> Vec<f64> {
    let w = law.draws(N_IN * N_OUT, draws);
    let b: Vec<f64> = (0..N_OUT).map(|_| bias * draws.normal()).collect();
    let dot = |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| x * y).sum() };
    a.chunks_exact(N_IN)
        .flat_map(|x| {
            w.chunks_exact(N_IN)
                .zip(&b)
                .map(move |(row, b)| dot(x, row) + b)
        })
        .collect()
}

/// Correlated ReLU-like inputs, the second a copy of the first.
fn inputs(batch: usize, draws: &mut Generator) -> Vec<f64> {
    let mut a: Vec<f64> = (0..batch * N_IN).map(|_| draws.normal().max(0.0)).collect();
    a.copy_within(..N_IN, N_IN);
    a
}

fn alarms(law: Law, truth: Law, bias: f64, trials: u64, alpha: f64) -> u64 {
    let mut draws = generator(&format!("layer::{law:?}::{truth:?}::{bias}"));
    let a = inputs(10, &mut draws);
    let batch = Sample::new(&a, 10, N_IN).unwrap();
    let check = LayerCheck::new(Null::new(&law).unwrap(), &batch, bias).unwrap();
    assert_eq!(check.rank(), 9, "a repeated input adds no direction");
    let mut alarms = 0;
    for _ in 0..trials {
        let z = outputs(&a, truth, bias, &mut draws);
        let found = check.measure(&Sample::new(&z, 10, N_OUT).unwrap()).unwrap();
        alarms += u64::from(found.p_value.value() <= alpha);
    }
    alarms
}

#[test]
fn a_gaussian_layer_raises_false_alarms_at_its_rate() {
    let law = Law(Shape::Normal, 0.4);
    for bias in [0.0, 0.7] {
        let alarms = alarms(law, law, bias, 2000, 0.01);
        let more = binomial_at_least(2000, 0.01, alarms).unwrap();
        let fewer = 1.0 - binomial_at_least(2000, 0.01, alarms + 1).unwrap();
        assert!(
            more > 1e-4 && fewer > 1e-4,
            "{alarms} alarms of 2000 at 1 %"
        );
    }
}

#[test]
fn a_bounded_layer_raises_false_alarms_at_most_at_its_rate() {
    for shape in [Shape::Uniform, Shape::Truncated] {
        let law = Law(shape, 0.4);
        let alarms = alarms(law, law, 0.0, 500, 0.01);
        assert!(binomial_at_least(500, 0.01, alarms).unwrap() > 1e-4);
    }
}

#[test]
fn a_layer_sees_its_declared_error() {
    let law = Law(Shape::Normal, 0.4);
    let mut draws = generator("layer::power");
    let a = inputs(10, &mut draws);
    let batch = Sample::new(&a, 10, N_IN).unwrap();
    let check = LayerCheck::new(Null::new(&law).unwrap(), &batch, 0.0).unwrap();
    let extent = Extent {
        rows: 10,
        cols: N_OUT as u64,
    };
    let level = Level::new(1e-6, 1e-6).unwrap();
    let effect = check.minimum_detectable(extent, level).unwrap();
    let wrong = Law(Shape::Normal, 0.4 * (1.0 + effect).sqrt());
    assert_eq!(alarms(law, wrong, 0.0, 50, 1e-6), 50);
}

#[test]
fn a_uniform_layer_of_doubled_variance_is_refuted() {
    let (law, wrong) = (Law(Shape::Uniform, 0.4), Law(Shape::Uniform, 0.4 * 2.0));
    assert_eq!(alarms(law, wrong, 0.0, 50, 1e-6), 50);
}

#[test]
fn one_input_is_the_chi_squared_of_its_norm() {
    let law = Law(Shape::Normal, 0.5);
    let batch = Sample::new(&[3.0, 4.0], 1, 2).unwrap();
    let check = LayerCheck::new(Null::new(&law).unwrap(), &batch, 0.0).unwrap();
    let z = Sample::new(&[2.5, -2.5, 5.0], 1, 3).unwrap();
    let found = check.measure(&z).unwrap();
    // ‖z‖²/(σ²‖a‖²·n_out) = 37.5/(0.25·25·3) = 2.
    let allowed = crate::num::Tolerance::rounding(64, 2.0);
    assert!(allowed.accepts(found.statistic.value, 2.0));
}

/// ln(q_L/q_0) of ReLU networks, by their law: scale·χ²_K/n a layer, drawn unit by unit.
fn relu_logarithms(width: u64, depth: u32, scale: f64, count: usize, name: &str) -> Vec<f64> {
    let mut draws = generator(name);
    let layer = |draws: &mut Generator| {
        let energy: f64 = (0..width)
            .map(|_| {
                let z = draws.normal().max(0.0);
                z * z
            })
            .sum();
        real::ln(scale * energy / width as f64)
    };
    (0..count)
        .map(|_| (0..depth).map(|_| layer(&mut draws)).sum())
        .collect()
}

#[test]
fn he_networks_pass_end_to_end_and_a_wrong_gain_fails() {
    let layers = [Increment::Relu {
        width: 32,
        scale: 2.0,
    }; 8];
    let right = relu_logarithms(32, 8, 2.0, 200, "end-to-end");
    let wrong = relu_logarithms(32, 8, 2.2, 200, "end-to-end");
    assert!(end_to_end_bound(&layers, &right).unwrap().p_value.value() > 1e-3);
    let caught = end_to_end_bound(&layers, &wrong).unwrap();
    assert!(caught.p_value.value() < 1e-6 && caught.guarantee == Guarantee::Bound);
}

#[test]
fn end_to_end_bounds_raise_false_alarms_at_most_at_their_rate() {
    let layers = [Increment::Relu {
        width: 16,
        scale: 2.0,
    }; 3];
    let all = relu_logarithms(16, 3, 2.0, 20 * 500, "end-to-end::calibration");
    let finite: Vec<f64> = all.into_iter().filter(|x| x.is_finite()).collect();
    let alarms = finite
        .chunks_exact(20)
        .filter(|ln| end_to_end_bound(&layers, ln).unwrap().p_value.value() <= 0.01)
        .count();
    assert!(binomial_at_least(500, 0.01, alarms as u64).unwrap() > 1e-4);
}

#[test]
fn the_z_test_only_warns_and_agrees_with_the_bound_on_the_linear_law() {
    // mpmath: E = ψ(16) − ln 16 and Var = ψ′(16) of ln(χ²₃₂/32).
    let (mean, variance) = (-0.031575393912321, 0.064493783403239);
    let layers = [Increment::Linear {
        width: 32,
        scale: 1.0,
    }; 4];
    let ln = [4.0 * mean + 5.0 * (4.0 * variance / 100.0_f64).sqrt(); 100];
    let z = end_to_end_z(&[mean; 4], &[variance; 4], &ln).unwrap();
    let bound = end_to_end_bound(&layers, &ln).unwrap();
    assert!(!z.guarantee.may_refute());
    // Five standard errors: 5.7e−7 exactly, 2e^(−12.5) = 7.5e−6 by a sub-Gaussian bound.
    let ratio = bound.p_value.value() / z.p_value.value();
    assert!((1.0..50.0).contains(&ratio), "ratio {ratio}");
}

#[test]
fn a_dead_network_is_refused_not_averaged() {
    let layers = [Increment::Linear {
        width: 2,
        scale: 1.0,
    }];
    let error = end_to_end_bound(&layers, &[0.0, f64::NEG_INFINITY]).unwrap_err();
    assert_eq!(error.code(), "invalid-parameter");
}
