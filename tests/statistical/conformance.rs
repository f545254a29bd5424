//! `conformance` keeps its two rates, and finds and names the bugs that initializers shipped with.
//!
//! Rates are inflated where they are counted, so that two thousand checks say something.

use rayon::prelude::*;
use varprop::conformance::{Conformance, Conformity, Layer, Standing, Storage};
use varprop::initializer::{Initializer, parse};
use varprop::num::real;
use varprop::random::Stream;

/// The rate of each assertion on counts below, one-sided.
const DOUBT: f64 = 1e-6;

/// P(Bin(n, p) ≥ k), summed.
fn binomial_at_least(n: u64, p: f64, k: u64) -> f64 {
    let ln_factorial = |m: u64| real::ln_gamma(m as f64 + 1.0);
    let ln_choose = |j: u64| ln_factorial(n) - ln_factorial(j) - ln_factorial(n - j);
    let ln_term = |j: u64| ln_choose(j) + j as f64 * real::ln(p) + (n - j) as f64 * real::ln_1p(-p);
    (k..=n).map(|j| real::exp(ln_term(j))).sum()
}

/// The stream of one seed in one trial.
fn stream(test: &str, trial: u64, seed: u64) -> Stream {
    let room = Stream::root(0).named("tests::statistical::conformance");
    room.named(test).indexed(trial).indexed(seed)
}

fn dense(inputs: u64, outputs: u64) -> Layer {
    Layer::dense(inputs, outputs).unwrap()
}

/// Draws of one law for a check of another.
#[derive(Clone, Copy)]
struct Case<'a> {
    test: &'a str,
    trial: u64,
    promised: &'a dyn Initializer,
    layer: &'a Layer,
    storage: Storage,
}

/// How surely a check is made.
#[derive(Clone, Copy)]
struct Rates {
    false_alarms: f64,
    misses: f64,
    detects: f64,
}

const BY_DEFAULT: Rates = Rates {
    false_alarms: 1e-6,
    misses: 1e-6,
    detects: 1.02,
};

impl Case<'_> {
    /// The check of what `draw` makes of each seed's stream, rounded to the case's format.
    fn check(self, rates: Rates, draw: impl Fn(Stream) -> Vec<f64>) -> Conformity {
        let asked = Conformance::of(self.promised, self.layer).unwrap();
        let asked = asked
            .stored_as(self.storage)
            .false_alarms(rates.false_alarms)
            .misses(rates.misses)
            .detects(rates.detects);
        let drawn = |seed| draw(stream(self.test, self.trial, seed));
        let found = if self.storage == Storage::F64 {
            asked.check(|seed, weights: &mut [f64]| weights.copy_from_slice(&drawn(seed)))
        } else {
            asked.check(|seed, weights: &mut [f32]| {
                for (weight, x) in weights.iter_mut().zip(drawn(seed)) {
                    *weight = self.storage.round(x) as f32;
                }
            })
        };
        found.unwrap()
    }
}

const CHECKS: u64 = 2000;
const ALARMS: f64 = 0.01;

const LAWS: [&str; 10] = [
    "he-normal",
    "glorot-uniform",
    "variance-scaling(2)",
    "lecun-normal",
    "he-uniform(mode=fan_out)",
    "truncated-normal(0.02, low=-0.04, high=0.04)",
    "orthogonal",
    "normal(0.02)",
    "pytorch-linear",
    "sparse(0.3)",
];
const FORMATS: [Storage; 4] = [Storage::F64, Storage::F32, Storage::Bf16, Storage::F16];

fn layers() -> Vec<Layer> {
    vec![
        dense(12, 10),
        dense(64, 32),
        dense(1, 200),
        dense(150, 1),
        dense(3, 2),
        Layer::projection(&[16], &[4, 4]).unwrap(),
        Layer::convolution(4, 8, &[3, 3], 1).unwrap(),
        Layer::convolution(8, 8, &[3], 4).unwrap(),
        Layer::depthwise(16, 1, &[3, 3]).unwrap(),
        Layer::transposed_convolution(6, 4, &[2, 2], 2).unwrap(),
        Layer::convolution(2, 3, &[3, 3, 3], 1).unwrap(),
    ]
}

/// Right initializers are refused no more often than stated: 2,000 checks over layers, laws and
/// formats, each with its own draws.
#[test]
fn false_alarms_of_two_thousand_checks_come_at_most_at_their_rate() {
    let layers = layers();
    let laws: Vec<_> = LAWS.iter().map(|spec| parse(spec).unwrap()).collect();
    let refused: Vec<String> = (0..CHECKS)
        .into_par_iter()
        .filter_map(|trial| {
            let law = &*laws[trial as usize % laws.len()];
            // Eleven layers against ten laws and four formats: all combinations come up.
            let wanted = &layers[trial as usize % layers.len()];
            let fallback = &layers[1];
            // A transposed kernel's rows lie across its layout, in which these draws are not.
            let is_across = wanted.kind().name() == "transposed-convolution";
            let suits = law.draw_tensor(wanted, Stream::root(0)).is_ok()
                && !(is_across && law.name() == "orthogonal");
            let case = Case {
                test: "calibration",
                trial,
                promised: law,
                layer: if suits { wanted } else { fallback },
                storage: FORMATS[trial as usize / 110 % FORMATS.len()],
            };
            let rates = Rates {
                false_alarms: ALARMS,
                misses: 0.01,
                detects: 1.4,
            };
            let found = case.check(rates, |stream| law.draw_tensor(case.layer, stream).unwrap());
            match found.standing() {
                Standing::Holds => None,
                _ => Some(format!("{:?} {:?} {found}", found.refuted(), case.storage)),
            }
        })
        .collect();
    println!("{} of {CHECKS} right initializers refused", refused.len());
    let tail = binomial_at_least(CHECKS, ALARMS, refused.len() as u64);
    assert!(
        tail > DOUBT,
        "{} alarms:\n{}",
        refused.len(),
        refused.join("\n")
    );
}

/// A variance wrong by the declared ratio is missed no more often than stated, both ways.
#[test]
fn a_variance_at_the_declared_ratio_is_missed_at_most_at_its_rate() {
    const TRIALS: u64 = 150;
    const MISSES: f64 = 0.05;
    let layer = dense(16, 12);
    for (spec, declared) in [
        ("he-normal", 1.3),
        ("he-uniform", 1.3),
        ("variance-scaling(2)", 1.5),
    ] {
        let law = parse(spec).unwrap();
        for ratio in [declared, 1.0 / declared] {
            let test = format!("power {spec} {ratio}");
            let missed: u64 = (0..TRIALS)
                .into_par_iter()
                .map(|trial| {
                    let case = Case {
                        test: &test,
                        trial,
                        promised: &*law,
                        layer: &layer,
                        storage: Storage::F32,
                    };
                    let rates = Rates {
                        false_alarms: 1e-3,
                        misses: MISSES,
                        detects: declared,
                    };
                    let found = case.check(rates, |stream| {
                        let drawn = law.draw_tensor(&layer, stream).unwrap();
                        drawn.iter().map(|x| ratio.sqrt() * x).collect()
                    });
                    // The variance test alone must have the stated power.
                    u64::from(!found.refuted().contains(&"variance"))
                })
                .sum();
            println!("{missed:4} of {TRIALS} missed: {spec}, variance × {ratio:.3}");
            assert!(
                binomial_at_least(TRIALS, MISSES, missed) > DOUBT,
                "{spec} × {ratio}: {missed} of {TRIALS}"
            );
        }
    }
}

/// The defaults: right weights hold, and two per cent are found in either direction.
#[test]
fn two_percent_is_found_with_the_defaults() {
    let layer = dense(784, 256);
    let law = parse("he-normal").unwrap();
    let found = |ratio: f64| {
        let case = Case {
            test: "defaults",
            trial: 0,
            promised: &*law,
            layer: &layer,
            storage: Storage::F32,
        };
        let draw = |stream| {
            let drawn = law.draw_tensor(&layer, stream).unwrap();
            drawn.iter().map(|x| ratio.sqrt() * x).collect()
        };
        case.check(BY_DEFAULT, draw)
    };
    let ratios = [1.0, 1.02, 1.0 / 1.02];
    let results: Vec<_> = ratios.par_iter().map(|ratio| found(*ratio)).collect();
    for result in &results {
        println!("{result}");
    }
    assert!(results[0].holds(), "{}", results[0]);
    assert!(results[1].refuted().contains(&"variance"), "{}", results[1]);
    assert!(results[2].refuted().contains(&"variance"), "{}", results[2]);
}

/// The check, at 10 % and a false-alarm rate of 10⁻⁶, of what a buggy initializer draws.
fn mutant(
    test: &str,
    promised: &str,
    layer: &Layer,
    storage: Storage,
    draw: impl Fn(Stream) -> Vec<f64>,
) -> Conformity {
    let promised = parse(promised).unwrap();
    let case = Case {
        test,
        trial: 0,
        promised: &*promised,
        layer,
        storage,
    };
    let rates = Rates {
        detects: 1.1,
        ..BY_DEFAULT
    };
    let found = case.check(rates, draw);
    println!("{test}: {found}\n");
    found
}

/// What the law of this name draws for a layer.
fn drawing(spec: &str, layer: Layer) -> impl Fn(Stream) -> Vec<f64> + use<> {
    let law = parse(spec).unwrap();
    move |stream| law.draw_tensor(&layer, stream).unwrap()
}

/// Asserts that the variance decides and that one of the named causes says this.
fn assert_named(found: &Conformity, cause: &str) {
    assert_eq!(found.standing(), Standing::Differs, "{found}");
    assert_eq!(
        found.decisive().map(|r| r.name),
        Some("variance"),
        "{found}"
    );
    let mut causes = found.causes().iter();
    assert!(causes.any(|named| named.says.contains(cause)), "{found}");
}

fn assert_decided_by(found: &Conformity, test: &str) {
    assert_eq!(found.standing(), Standing::Differs, "{found}");
    assert_eq!(found.decisive().map(|r| r.name), Some(test), "{found}");
    assert!(found.causes().is_empty(), "{found}");
}

#[test]
fn wrong_fans_are_found_and_named() {
    let layer = dense(96, 24);
    // burn's column layout, observed in 0.22.1: fans exchanged.
    let swapped = drawing("he-normal", dense(24, 96));
    let found = mutant("fans swapped", "he-normal", &layer, Storage::F32, swapped);
    assert_named(&found, "exchanged");
    // Keras #11773, still in 3.15: depthwise fans count all channels.
    let layer = Layer::depthwise(32, 1, &[3, 3]).unwrap();
    let full = drawing("he-normal", Layer::convolution(32, 32, &[3, 3], 1).unwrap());
    let count = layer.weight_count() as usize;
    let first = |stream: Stream| full(stream)[..count].to_vec();
    let found = mutant("1/groups", "he-normal", &layer, Storage::F32, first);
    assert_named(&found, "groups left out");
    // PyTorch #23854: fan_out of a grouped convolution counts all output channels.
    let scaled = drawing("he-normal(mode=fan_out)", layer);
    let all = |stream| scaled(stream).iter().map(|x| x / 32.0_f64.sqrt()).collect();
    let promised = "he-normal(mode=fan_out)";
    let found = mutant("fan_out of all groups", promised, &layer, Storage::F32, all);
    assert_named(&found, "groups left out of fan_out");
    // Keras PR #2252: no receptive field.
    let layer = Layer::convolution(8, 12, &[3, 3], 1).unwrap();
    let right = drawing("he-normal", layer);
    let tripled = |stream| right(stream).iter().map(|x| 3.0 * x).collect();
    let found = mutant(
        "receptive field",
        "he-normal",
        &layer,
        Storage::F32,
        tripled,
    );
    assert_named(&found, "receptive field");
}

#[test]
fn wrong_gains_and_truncations_are_found_and_named() {
    let layer = dense(64, 48);
    let scaled = |spec: &str, factor: f64| {
        let right = drawing(spec, layer);
        move |stream| {
            right(stream)
                .iter()
                .map(|x| factor * x)
                .collect::<Vec<f64>>()
        }
    };
    let cases = [
        // TensorFlow #18706: a truncated normal not divided by 0.8796.
        ("variance-scaling(2)", 0.879_625_661_034_239_8, "0.8796"),
        // PyTorch #24991: calculate_gain('selu') = 3/4.
        ("lecun-normal", 0.75, "gain 3/4"),
        // Keras PR #372: a standard deviation used as bound.
        ("he-uniform", 1.0 / 3.0_f64.sqrt(), "uniform bound"),
        // bullet PR #363: He without its factor 2.
        ("he-normal", 1.0 / 2.0_f64.sqrt(), "factor 2 missing"),
        // tch-rs PR #573: He's uniform without √6.
        ("he-uniform", 1.0 / 6.0_f64.sqrt(), "without √6"),
    ];
    for (spec, factor, cause) in cases {
        let found = mutant(cause, spec, &layer, Storage::F32, scaled(spec, factor));
        assert_named(&found, cause);
    }
}

#[test]
fn seeds_and_generators_in_a_wrong_state_are_found() {
    let layer = dense(40, 30);
    let right = drawing("he-normal", layer);
    let ignored = |_: Stream| right(Stream::root(7));
    let found = mutant("seed ignored", "he-normal", &layer, Storage::F32, ignored);
    assert_decided_by(&found, "seeds-differ");
    // torchtitan #3106: shards drawn from one state.
    let shards = |stream| {
        let mut weights = right(stream);
        let half = weights.len() / 2;
        weights.copy_within(..half, half);
        weights
    };
    let found = mutant("equal shards", "he-normal", &layer, Storage::Bf16, shards);
    assert_decided_by(&found, "repeats");
    let rows = |stream| right(stream)[..40].repeat(30);
    let found = mutant(
        "one state for all rows",
        "he-normal",
        &layer,
        Storage::F32,
        rows,
    );
    assert_decided_by(&found, "repeats");
    // One stream for all seeds, each a place further on than the one before.
    let law = parse("he-normal").unwrap();
    let long = law.draw_tensor(&dense(40, 4000), Stream::root(3)).unwrap();
    let found = Conformance::of(&*law, &layer)
        .unwrap()
        .detects(1.1)
        .check(|seed, weights: &mut [f64]| {
            weights.copy_from_slice(&long[seed as usize..][..1200]);
        })
        .unwrap();
    println!("overlapping streams: {found}\n");
    assert_decided_by(&found, "repeats");
}

#[test]
fn places_left_unset_are_found() {
    let layer = dense(40, 30);
    for spec in ["he-normal", "he-uniform"] {
        let right = drawing(spec, layer);
        let zero_row = |stream| {
            let mut weights = right(stream);
            weights[80..120].fill(0.0);
            weights
        };
        let found = mutant("one zero row", spec, &layer, Storage::F32, zero_row);
        assert_eq!(found.standing(), Standing::Differs, "{found}");
        assert!(found.refuted().contains(&"zeros"), "{found}");
        assert!(found.refuted().contains(&"row-energies"), "{found}");
    }
}

/// PyTorch #145498: in bfloat16 the inverse of erf returns −∞, which the clamp turns into −2.
#[test]
fn an_outlier_at_the_bound_is_found() {
    let layer = dense(40, 30);
    let promised = "truncated-normal(0.01, low=-2, high=2)";
    let right = drawing(promised, layer);
    let flushed = |stream: Stream| {
        let mut weights = right(stream);
        let mut coins = stream.named("flush").generator();
        for weight in &mut weights {
            if coins.uniform() < 0.003_91 {
                *weight = -2.0;
            }
        }
        weights
    };
    let found = mutant("flushed to -2", promised, &layer, Storage::Bf16, flushed);
    assert_eq!(found.standing(), Standing::Differs, "{found}");
    for test in ["extremes", "variance", "mean"] {
        assert!(found.refuted().contains(&test), "{test}: {found}");
    }
    assert!(mutant("not flushed", promised, &layer, Storage::Bf16, &right).holds());
}

/// The factor Q of Householder's QR as LAPACK returns it, row-major: diag R is not made positive.
fn unsigned_q(n: usize, stream: Stream) -> Vec<f64> {
    let mut normals = vec![0.0; n * n];
    stream.generator().fill_normal(&mut normals);
    let mut r = nalgebra::DMatrix::from_vec(n, n, normals);
    let mut q = nalgebra::DMatrix::<f64>::identity(n, n);
    for k in 0..n {
        let mut axis = nalgebra::DVector::zeros(n);
        axis.rows_mut(k, n - k)
            .copy_from(&r.view((k, k), (n - k, 1)));
        axis[k] += axis.norm().copysign(axis[k]);
        let axis = axis.normalize();
        r -= 2.0 * &axis * (axis.transpose() * &r);
        q -= 2.0 * (&q * &axis) * axis.transpose();
    }
    q.transpose().as_slice().to_vec()
}

/// TensorFlow PR #9429, chainer #5615: QR without the signs of diag R is not Haar.
#[test]
fn an_orthogonal_matrix_without_the_sign_fix_is_found_at_every_size() {
    for n in [2, 4, 8, 16, 32, 64, 128] {
        let layer = dense(n, n);
        let name = format!("unsigned QR, {n}");
        let draw = |stream| unsigned_q(n as usize, stream);
        let found = mutant(&name, "orthogonal", &layer, Storage::F32, draw);
        assert_eq!(found.standing(), Standing::Differs, "{found}");
        assert!(found.refuted().iter().all(|name| name.starts_with("haar-")));
        let right = drawing("orthogonal", layer);
        let found = mutant(
            &format!("Haar, {n}"),
            "orthogonal",
            &layer,
            Storage::F32,
            right,
        );
        assert!(found.holds(), "{found}");
    }
    let scaled = drawing("orthogonal(1.002)", dense(32, 48));
    let found = mutant(
        "gain 1.002",
        "orthogonal",
        &dense(32, 48),
        Storage::F32,
        scaled,
    );
    assert_decided_by(&found, "orthogonality");
}
