//! What holds for every activation: containment in enclosures, gains, names.
//! The numbers compared with are in `oracle`, made elsewhere.

use super::oracle::TABLE;
use crate::num::Interval;
use crate::num::Tolerance;
use crate::num::real;
use crate::theory::activation::ALL;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::Elu;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::LeakyRelu;
use crate::theory::activation::Silu;
use crate::theory::activation::gain;
use crate::theory::activation::kurtosis;
use crate::theory::activation::parse;
use crate::theory::activation::saturated_probability;
use crate::theory::activation::saturation_probability;
use crate::theory::activation::variance_gain;

const NAMES: [&str; 7] = [
    "mean",
    "second",
    "third",
    "fourth",
    "derivative",
    "slope",
    "curvature",
];

fn moments(f: &dyn GaussianMoments, q: f64) -> [Interval; 7] {
    [
        f.mean(q).unwrap(),
        f.second_moment(q).unwrap(),
        f.third_moment(q).unwrap(),
        f.fourth_moment(q).unwrap(),
        f.derivative_second_moment(q).unwrap(),
        f.second_moment_slope(q).unwrap(),
        f.second_moment_curvature(q).unwrap(),
    ]
}

#[test]
fn every_moment_contains_the_value_computed_elsewhere() {
    let mut misses = Vec::new();
    for (label, q, truths) in TABLE {
        let activation = parse(label).unwrap();
        for ((enclosed, truth), name) in moments(&*activation, *q).iter().zip(truths).zip(NAMES) {
            if !enclosed.contains(*truth) {
                misses.push(format!(
                    "{label} {name} at q = {q}: {enclosed:?}, not {truth}"
                ));
            }
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// Moments: 2e-13 of their size. Slope and curvature in q cancel by nature: 5e-11. And 1e-13
/// of the natural size where a moment passes through 0, as the mean of SELU does at q = 1.
#[test]
fn every_moment_is_narrow() {
    for (label, q, truths) in TABLE {
        let activation = parse(label).unwrap();
        for (i, (enclosed, truth)) in moments(&*activation, *q).iter().zip(truths).enumerate() {
            let relative = Tolerance::bound(if i < 5 { 2e-13 } else { 5e-11 }).absolute();
            let allowed = (relative * truth.abs()).max(1e-13 * natural_size(*q, i));
            let radius = enclosed.radius();
            assert!(
                radius <= allowed,
                "{label} {} at q = {q}: {radius:e}",
                NAMES[i]
            );
        }
    }
}

/// The size of the i-th moment for small q, to scale an absolute allowance.
fn natural_size(q: f64, i: usize) -> f64 {
    real::pow(q.min(1.0), [0.5, 1.0, 1.5, 2.0, 0.0, 0.0, -0.5][i])
}

/// q from 10⁻¹² to 10⁶: intervals are finite, ordered as Jensen has it, and narrow.
#[test]
fn moments_stay_narrow_over_the_whole_range_of_q() {
    for entry in ALL {
        let f = parse(entry.name).unwrap();
        for q in [
            1e-12, 1e-6, 1e-3, 0.1, 0.9, 1.1, 3.9, 4.1, 64.0, 1e3, 1e5, 1e6,
        ] {
            let [mean, second, _, fourth, derivative, slope, _] = moments(&*f, q);
            for (moment, name) in [second, fourth, derivative, slope].iter().zip(NAMES) {
                // Besides what underflows, as the slope of sin does.
                let narrow = 1e-10 * moment.midpoint().abs() + f64::MIN_POSITIVE;
                assert!(
                    moment.radius() <= narrow,
                    "{} {name} at {q}: {moment:?}",
                    f.label()
                );
            }
            assert!(mean.square().low() <= second.high(), "{} at {q}", f.label());
            assert!(
                second.square().low() <= fourth.high(),
                "{} at {q}",
                f.label()
            );
        }
    }
}

/// φ(0)^k, φ′(0)², and for the slope of a smooth φ: φ′(0)² + φ(0)φ″(0).
#[test]
fn at_q_zero_every_moment_is_the_value_at_zero() {
    for entry in ALL {
        let f = parse(entry.name).unwrap();
        let at_zero = f.value(0.0);
        assert!(f.mean(0.0).unwrap().contains(at_zero), "{}", f.label());
        assert!(
            f.second_moment(0.0).unwrap().contains(at_zero * at_zero),
            "{}",
            f.label()
        );
        for q in [1e-300, 1e-150] {
            let tiny = f.second_moment(q).unwrap();
            assert!(tiny.radius() < 1e-14, "{} at {q}: {tiny:?}", f.label());
        }
    }
    let slope = |spec: &str| parse(spec).unwrap().second_moment_slope(0.0).unwrap();
    assert!(slope("tanh").contains(1.0) && slope("silu").contains(0.25));
    assert!(slope("gelu").contains(0.25) && slope("elu").contains(1.0));
    let curvature = parse("elu").unwrap().second_moment_curvature(0.0);
    assert_eq!(curvature.unwrap_err().code(), "infinite-curvature");
}

#[test]
fn a_negative_or_infinite_q_is_refused_by_every_moment() {
    for entry in ALL {
        let f = parse(entry.name).unwrap();
        for q in [-1.0, f64::INFINITY, f64::NAN] {
            let answers = [
                f.mean(q),
                f.second_moment(q),
                f.third_moment(q),
                f.fourth_moment(q),
                f.derivative_second_moment(q),
                f.second_moment_slope(q),
                f.second_moment_curvature(q),
                f.variance(q),
                f.fourth_central_moment(q),
            ];
            let refused = |a: &Result<_, ActivationError>| matches!(a, Err(error) if error.code() == "second-moment");
            assert!(answers.iter().all(refused), "{} at {q}", f.label());
        }
    }
}

/// (name, 1/√Var φ, 1/√E φ²) at q = 1: computed to 40 digits by independent quadrature.
const GAINS: [(&str, f64, f64); 13] = [
    ("relu", 1.712_858_550_449_662_7, real::SQRT_2),
    (
        "leaky-relu",
        1.704_831_627_177_336_7,
        1.414_142_856_997_835_3,
    ),
    ("tanh", 1.592_537_419_722_831_4, 1.592_537_419_722_831_4),
    ("sigmoid", 4.801_313_372_039_962, 1.846_228_545_338_605_4),
    ("silu", 1.787_187_222_100_442, 1.676_532_470_331_091),
    ("gelu", 1.700_926_243_363_333, 1.533_530_441_195_535_2),
    ("elu", 1.270_843_417_850_196_5, 1.245_198_300_700_706_6),
    ("selu", 1.0, 1.0),
    ("softplus", 1.919_125_980_107_656_4, 1.041_866_835_535_301_7),
    ("erf", 1.467_166_950_489_138_6, 1.467_166_950_489_138_6),
    ("step", 2.0, real::SQRT_2),
    ("sin", 1.520_866_623_178_814_9, 1.520_866_623_178_814_9),
    ("cos", 2.237_252_914_212_928, 1.327_250_600_284_575_1),
];

#[test]
fn gains_contain_the_values_to_forty_digits() {
    for (name, by_variance, by_second_moment) in GAINS {
        let f = parse(name).unwrap();
        // The table is printed to 16 decimals; SELU's constants are doubles besides.
        let printed = Tolerance::printed(16)
            .plus(Tolerance::rounding(4, by_variance))
            .absolute();
        let wide = |x: f64| Interval::around(x, printed);
        assert!(
            variance_gain(&*f, 1.0)
                .unwrap()
                .intersects(wide(by_variance)),
            "{name}"
        );
        assert!(
            gain(&*f, 1.0).unwrap().intersects(wide(by_second_moment)),
            "{name} {:?}",
            gain(&*f, 1.0)
        );
        assert!(gain(&*f, 1.0).unwrap().radius() < 1e-13, "{name}");
    }
}

#[test]
fn kurtosis_of_relu_and_of_sigmoid_at_vanishing_q_are_known() {
    // ReLU: with m = 1/√(2π), (3/2 − 4m·2m + 6m²/2 − 3m⁴)/(1/2 − m²)², computed by mpmath.
    let relu = kurtosis(&*parse("relu").unwrap(), 7.0).unwrap();
    assert!(
        relu.contains(RELU_KURTOSIS) && relu.radius() < 1e-13,
        "{relu:?}"
    );
    // A sigmoid of a tiny argument is linear, and a Gaussian's kurtosis is 3.
    let sigmoid = kurtosis(&*parse("sigmoid").unwrap(), 1e-12).unwrap();
    assert!(
        Tolerance::bound(1e-9).accepts(sigmoid.midpoint(), 3.0),
        "{sigmoid:?}"
    );
}

/// mpmath 1.3 at 40 digits.
const RELU_KURTOSIS: f64 = 5.4076392415974315;

/// A central difference errs by h²/6·sup|φ‴| and by ε|φ|/h; |φ‴| ≤ 4 for all of these.
#[test]
fn derivatives_are_the_limits_of_central_differences() {
    let h = 1e-5;
    for entry in ALL {
        let f = parse(entry.name).unwrap();
        for k in -12..=12 {
            let x = 0.5 * f64::from(k) + 0.1;
            let difference = (f.value(x + h) - f.value(x - h)) / (2.0 * h);
            let truncation = Tolerance::bound(h * h / 6.0 * 4.0);
            let rounding = Tolerance::rounding(16, (f.value(x).abs() + x.abs()) / h);
            let tolerance = truncation.plus(rounding);
            assert!(
                tolerance.accepts(f.derivative(x), difference),
                "{} at {x}",
                f.label()
            );
        }
    }
}

#[test]
fn values_and_derivatives_are_finite_far_out() {
    for entry in ALL {
        let f = parse(entry.name).unwrap();
        for x in [-1e300, -1e4, -40.0, 0.0, 40.0, 1e4, 1e300] {
            assert!(
                f.value(x).is_finite() && f.derivative(x).is_finite(),
                "{} {x}",
                f.label()
            );
        }
    }
}

#[test]
fn saturation_is_what_the_textbooks_call_it() {
    let saturated = |spec: &str, a: f64| parse(spec).unwrap().is_saturated(a);
    assert!(saturated("tanh", -0.991) && !saturated("tanh", 0.989));
    assert!(saturated("sigmoid", 0.009) && saturated("sigmoid", 0.991));
    assert!(!saturated("sigmoid", 0.02) && !saturated("relu", 0.0));
    assert!(saturated("elu(2)", -1.99) && !saturated("elu(2)", -1.9));
    assert!(saturated("selu", -1.75) && !saturated("selu", -1.7));
}

#[test]
fn saturation_probability_is_a_gaussian_tail() {
    // mpmath 1.3: erfc(atanh(0.99)/√(2·482.2)).
    let tanh = saturation_probability(&*parse("tanh").unwrap(), 0.99, 482.2).unwrap();
    assert!(
        tanh.contains(0.9040659215059853) && tanh.radius() < 1e-12,
        "{tanh:?}"
    );
    // P(σ > ½) = ½; P(|relu| > 0) = ½; P(softplus > 0) = 1.
    let of = |spec: &str, t: f64| saturation_probability(&*parse(spec).unwrap(), t, 3.0).unwrap();
    assert!(of("sigmoid", 0.5).contains(0.5) && of("relu", 0.0).contains(0.5));
    assert!(of("tanh", 1.5).contains(0.0) && of("tanh", -1.0).contains(1.0));
    let refused = saturation_probability(&*parse("gelu").unwrap(), 0.5, 1.0);
    assert_eq!(refused.unwrap_err().code(), "not-monotone");
}

#[test]
fn every_entry_parses_by_its_name_and_by_its_label() {
    for entry in ALL {
        let f = parse(entry.name).unwrap();
        assert_eq!(f.name(), entry.name);
        assert_eq!(parse(&f.label()).unwrap().label(), f.label());
    }
}

#[test]
fn a_parameter_left_out_is_the_constant_of_its_type() {
    for (spec, named) in [
        (
            "leaky-relu",
            LeakyRelu::new(LeakyRelu::DEFAULT_SLOPE).unwrap().label(),
        ),
        ("elu()", Elu::new(Elu::DEFAULT_ALPHA).unwrap().label()),
        ("swish", Silu.label()),
    ] {
        assert_eq!(parse(spec).unwrap().label(), named);
    }
}

#[test]
fn specs_that_mean_nothing_are_refused_with_a_stable_code() {
    for (spec, code) in [
        ("thanh", "unknown-name"),
        ("", "syntax"),
        ("elu(", "syntax"),
        ("elu(1", "syntax"),
        ("elu(x)", "malformed-value"),
        ("elu(slope=1)", "unknown-parameter"),
        ("elu(-1)", "activation-parameter"),
        ("leaky-relu(inf)", "activation-parameter"),
        ("elu(nan)", "activation-parameter"),
        ("tanh(2)", "repeated-parameter"),
    ] {
        assert_eq!(parse(spec).unwrap_err().code(), code, "{spec}");
    }
}

/// q from 10⁻¹² to 10⁶, four a decade; 1e-12 of the moment is far wider than any enclosure here.
#[test]
fn elu_of_any_alpha_is_enclosed_at_every_q() {
    for spec in ["selu", "elu", "elu(0)", "elu(0.1)", "elu(2)", "elu(30)"] {
        let f = parse(spec).unwrap();
        for k in -48..=24 {
            let q = real::pow(10.0, 0.25 * f64::from(k));
            let second = f.second_moment(q).unwrap();
            let narrow = Tolerance::bound(1e-12 * second.low());
            assert!(
                second.radius() <= narrow.absolute(),
                "{spec} {q}: {second:?}"
            );
        }
    }
}

/// Leading terms: E φ² = q/4, E φ³ = E[3x⁴u/4] = 9uq²/4, E φ⁴ = 3q²/16, u = t′(0).
#[test]
fn moments_of_a_vanishing_q_are_finite_and_keep_their_digits() {
    for (spec, slope) in [("silu", 0.25), ("gelu", real::FRAC_1_SQRT_2PI)] {
        let f = parse(spec).unwrap();
        for q in [1e-300, 1e-100, 1e-20] {
            let found = [f.second_moment(q), f.third_moment(q), f.fourth_moment(q)];
            let leading = [0.25 * q, 2.25 * slope * q * q, 0.1875 * q * q];
            for (found, leading) in found.into_iter().zip(leading) {
                let allowed = Interval::around(leading, 1e-14 * leading + f64::MIN_POSITIVE);
                assert!(found.unwrap().intersects(allowed), "{spec} {q}");
            }
            assert!(found_radius(&*f, q) <= 1e-14 * q, "{spec} {q}");
        }
    }
}

fn found_radius(f: &dyn GaussianMoments, q: f64) -> f64 {
    f.second_moment(q).unwrap().radius()
}

#[test]
fn nan_passes_through_every_activation_and_every_slope() {
    for entry in ALL {
        let f = parse(entry.name).unwrap();
        assert!(f.value(f64::NAN).is_nan(), "{}", f.label());
        assert!(f.derivative(f64::NAN).is_nan(), "{}", f.label());
        let (mut values, mut slopes) = ([f64::NAN, 1.0], [f64::NAN, 1.0]);
        f.apply(&mut values);
        f.apply_derivative(&mut slopes);
        assert!(values[0].is_nan() && slopes[0].is_nan(), "{}", f.label());
        assert!(
            values[1].is_finite() && slopes[1].is_finite(),
            "{}",
            f.label()
        );
    }
}

/// Doubles of every exponent and sign, the special ones among them, and a grid around 0.
fn inputs() -> Vec<f64> {
    let every_exponent = (0..2048_u64).flat_map(|e| {
        [0, 1, 0x8_1234_5678_9abc, 0xf_ffff_ffff_ffff].map(|m| f64::from_bits(e << 52 | m))
    });
    let grid = (0..3000).map(|i| 0.013 * f64::from(i));
    every_exponent.chain(grid).flat_map(|x| [x, -x]).collect()
}

#[test]
fn a_slice_gives_the_bits_of_single_values_and_derivatives() {
    let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
    let inputs = inputs();
    for entry in ALL {
        let f = parse(entry.name).unwrap();
        let (mut values, mut slopes) = (inputs.clone(), inputs.clone());
        f.apply(&mut values);
        f.apply_derivative(&mut slopes);
        for ((x, value), slope) in inputs.iter().zip(values).zip(slopes) {
            assert!(same(f.value(*x), value), "{}({x:e}) = {value:e}", f.label());
            assert!(
                same(f.derivative(*x), slope),
                "{}′({x:e}) = {slope:e}",
                f.label()
            );
        }
    }
}

#[test]
fn a_step_is_saturated_everywhere_and_fires_at_the_threshold() {
    let step = parse("step").unwrap();
    assert_eq!(
        [-1e-300, -0.0, 0.0, 1e-300].map(|x| step.value(x)),
        [0.0, 1.0, 1.0, 1.0]
    );
    let saturated = saturated_probability(&*step, 2.0).unwrap();
    assert!(
        saturated.contains(1.0) && saturated.radius() < 1e-14,
        "{saturated:?}"
    );
    let firing = saturation_probability(&*step, 0.5, 2.0).unwrap();
    assert!(
        firing.contains(0.5) && firing.radius() < 1e-14,
        "{firing:?}"
    );
    assert!(kurtosis(&*step, 2.0).unwrap().contains(1.0));
}

/// (E φ)⁴-like cancellation would leave nothing: Var cos = q²/2·(1 − q + …), kurtosis → 15.
#[test]
fn central_moments_of_the_cosine_keep_their_digits_for_small_q() {
    let cos = parse("cos").unwrap();
    let (q, variance) = (1e-9, cos.variance(1e-9).unwrap());
    let leading = 0.5 * q * q;
    assert!(Tolerance::bound(2.0 * q * leading).accepts(variance.midpoint(), leading));
    assert!(variance.radius() < 1e-14 * leading);
    let found = kurtosis(&*cos, q).unwrap();
    assert!(
        Tolerance::bound(1e-6).accepts(found.midpoint(), 15.0),
        "{found:?}"
    );
}
