//! Laws that simulated networks must obey exactly, tested at stated false-alarm rates.
//!
//! The laws are known without the rest of this crate: χ² from statrs, constants from mpmath.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Observation;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::specimen;
use crate::linear::Matrix;
use crate::num::Tolerance;
use crate::num::real;
use crate::num::sum;
use statrs::distribution::ChiSquared;
use statrs::distribution::ContinuousCDF;

/// Width of the linear networks, their depth, and how many are drawn.
const WIDTH: u64 = 16;
const DEPTH: usize = 5;
const REPLICATES: u64 = 400;

/// q_l/q_{l−1} of every replicate and layer of a linear network fed one sample.
fn linear_ratios(gain: f64) -> Vec<f64> {
    let widths = [WIDTH; DEPTH + 1];
    let settings = Settings::forward(1);
    let linear = specimen::experiment(&widths, specimen::IDENTITY, gain, settings, REPLICATES);
    let energy = |matrix: &Matrix| sum::sum(matrix.values().iter().map(|x| x * x));
    let ratio = |seen: Observation<'_>| energy(&seen.pre_activations(1)) / energy(&seen.inputs(1));
    linear.run_observed(&ratio, &|_| ()).unwrap().1.concat()
}

/// The two-sided p-value of Σ n·q_l/q_{l−1} ~ χ² with n·L·R degrees of freedom: exact, because
/// ‖W·a‖² = σ²‖a‖²·χ²_n for Gaussian W whatever a is, so that layers are independent too.
fn p_value_of_energy(ratios: &[f64]) -> f64 {
    let statistic = WIDTH as f64 * sum::sum(ratios.iter().copied());
    let law = ChiSquared::new((WIDTH * REPLICATES) as f64 * DEPTH as f64).unwrap();
    2.0 * law.cdf(statistic).min(law.sf(statistic))
}

/// The false-alarm rate of each law test here.
const ALPHA: f64 = 1e-9;

#[test]
fn a_linear_network_keeps_the_expected_second_moment_at_gain_one() {
    assert!(p_value_of_energy(&linear_ratios(1.0)) >= ALPHA);
}

#[test]
fn a_weight_variance_wrong_by_a_tenth_does_not_pass_for_gain_one() {
    assert!(p_value_of_energy(&linear_ratios(1.1_f64.sqrt())) < ALPHA);
}

#[test]
fn a_linear_network_loses_the_digamma_amount_of_log_signal_per_layer() {
    // ψ(8) + ln(1/8) and ψ′(8) by mpmath: mean and variance of ln(χ²₁₆/16).
    const MEAN: f64 = -0.063_800_063_724_225_93;
    const VARIANCE: f64 = 0.133_137_014_694_031_43;
    // The normal quantile of α/2 (scipy); the sum of 2000 independent terms of kurtosis 3.3
    // is near enough to normal that its true rate stays below twice α.
    const QUANTILE: f64 = 6.109_410_204_869_397;
    let logarithms: Vec<f64> = linear_ratios(1.0).into_iter().map(real::ln).collect();
    let standard_error = (VARIANCE / logarithms.len() as f64).sqrt();
    let tolerance = Tolerance::standard_errors(QUANTILE, standard_error);
    let mean = sum::mean(&logarithms).unwrap();
    assert!(tolerance.accepts(mean, MEAN), "{mean}");
    assert!(
        !tolerance.accepts(mean, 0.0),
        "the loss must be visible: {mean}"
    );
}

#[test]
fn a_relu_layer_zeroes_half_of_its_units_per_sample() {
    let settings = Settings::forward(1);
    let relu = specimen::experiment(&[8, 64], specimen::RELU, 1.0, settings, 500);
    let zeros = relu
        .run(&|_| ())
        .unwrap()
        .summary(1, |record| record.zero_share);
    // 32,000 fair coins: a Hoeffding bound at α = 1e-9 allows √(ln(2/α)/2n) = 0.0183.
    let n_coins = 64.0 * 500.0;
    let allowance = (real::ln(2.0 / ALPHA) / (2.0 * n_coins)).sqrt();
    assert!(Tolerance::bound(allowance).accepts(zeros.mean.unwrap(), 0.5));
}

#[test]
fn a_linear_network_carries_the_gradient_back_by_the_same_law() {
    // ‖Wᵀd‖² = σ²‖d‖²·χ²_n for a cotangent d that knows nothing of W: linear layers only.
    let settings = Settings {
        backward: Backward::Activations,
        ..Settings::forward(1)
    };
    let widths = [WIDTH; DEPTH + 1];
    let linear = specimen::experiment(&widths, specimen::IDENTITY, 1.0, settings, REPLICATES);
    let measured = linear.run(&|_| ()).unwrap();
    let records = measured.replicates.iter().flatten();
    let ratio = |record: &LayerRecord| {
        let gradient = record.gradient.unwrap();
        gradient.input_second_moment.unwrap() / gradient.output_second_moment.unwrap()
    };
    assert!(p_value_of_energy(&records.map(ratio).collect::<Vec<_>>()) >= ALPHA);
}
