//! Wrong initializers that must not survive: each is drawn and held against the law that the
//! right one promises, by the tests that a user has.
//!
//! Tensors have some ten thousand weights; the family-wise false-alarm rate of each is 10⁻⁶. The
//! right initializers, drawn by the same code, are the controls.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails is a test that fails"
)]

use varprop::empirical::stat::Budget;
use varprop::empirical::stat::Sample;
use varprop::empirical::stat::battery;
use varprop::empirical::stat::haar_entries;
use varprop::empirical::stat::haar_trace;
use varprop::empirical::stat::orthogonality;
use varprop::initializer;
use varprop::initializer::EntryLaw;
use varprop::initializer::Family;
use varprop::initializer::Family::Normal;
use varprop::initializer::Family::Truncated;
use varprop::initializer::Family::TruncatedUncorrected;
use varprop::initializer::Family::Uniform;
use varprop::initializer::Initializer;
use varprop::initializer::WeightLaw;
use varprop::random::Stream;
use varprop::theory::distribution::Distribution;
use varprop::theory::shape::Layer;

/// 256 units of 128 inputs: the fans differ, so that taking one for the other shows.
const FAN_IN: f64 = 128.0;
const FAN_OUT: f64 = 256.0;

/// A scale that somebody got wrong: the right initializer, what was done instead, and the family
/// and variance of its entries.
type Slip = (&'static str, &'static str, Family, f64);

/// Slips in the scale or the family of independent entries of a 256 × 128 matrix.
#[rustfmt::skip] // A line a slip: it is a table.
const SLIPS: &[Slip] = &[
    // He, Zhang, Ren & Sun (2015): N(0, 2/fan_in), or U(±√(6/fan_in)).
    ("he-normal", "fan_out for fan_in", Normal, 2.0 / FAN_OUT),
    ("he-normal(mode=fan_out)", "fan_in for fan_out", Normal, 2.0 / FAN_IN),
    ("he-normal", "the gain √2 missing", Normal, 1.0 / FAN_IN),
    ("he-normal", "the gain √2 taken for a variance", Normal, std::f64::consts::SQRT_2 / FAN_IN),
    ("he-normal", "the gain squared twice", Normal, 4.0 / FAN_IN),
    ("he-normal", "the variance used as standard deviation", Normal, 4.0 / (FAN_IN * FAN_IN)),
    ("he-normal", "the standard deviation used as variance", Normal, 0.125),
    ("he-normal", "standard deviation × 1.05", Normal, 1.05 * 1.05 * 2.0 / FAN_IN),
    ("he-normal", "standard deviation ÷ 1.05", Normal, 2.0 / (1.05 * 1.05 * FAN_IN)),
    ("he-normal", "the mean fan", Normal, 4.0 / (FAN_IN + FAN_OUT)),
    ("he-normal", "a uniform law of the same variance", Uniform, 2.0 / FAN_IN),
    ("he-normal", "a truncated law of the same variance", Truncated, 2.0 / FAN_IN),
    ("he-normal(slope=0.5)", "the slope forgotten", Normal, 2.0 / FAN_IN),
    ("he-normal(slope=0.5)", "the slope not squared", Normal, 2.0 / 1.5 / FAN_IN),
    ("he-uniform", "fan_out for fan_in", Uniform, 2.0 / FAN_OUT),
    ("he-uniform", "the gain √2 missing", Uniform, 1.0 / FAN_IN),
    ("he-uniform", "the standard deviation used as bound", Uniform, 2.0 / FAN_IN / 3.0),
    ("he-uniform", "the bound used as standard deviation", Normal, 6.0 / FAN_IN),
    ("he-uniform", "a normal law of the same variance", Normal, 2.0 / FAN_IN),
    ("he-uniform", "standard deviation × 1.05", Uniform, 1.05 * 1.05 * 2.0 / FAN_IN),
    ("he-uniform", "PyTorch's default slope √5", Uniform, 1.0 / (3.0 * FAN_IN)),
    // Glorot & Bengio (2010): Var = 2/(fan_in + fan_out).
    ("glorot-normal", "fan_in alone", Normal, 1.0 / FAN_IN),
    ("glorot-normal", "fan_out alone", Normal, 1.0 / FAN_OUT),
    ("glorot-normal", "the sum for the mean of the fans", Normal, 1.0 / (FAN_IN + FAN_OUT)),
    ("glorot-normal", "the geometric mean of the fans", Normal, 1.0 / 181.019_336),
    ("glorot-normal", "standard deviation × 1.05", Normal, 1.05 * 1.05 * 2.0 / (FAN_IN + FAN_OUT)),
    ("glorot-normal", "a uniform law of the same variance", Uniform, 2.0 / (FAN_IN + FAN_OUT)),
    ("glorot-uniform", "fan_in alone", Uniform, 1.0 / FAN_IN),
    ("glorot-uniform", "the variance used as bound", Uniform, 1.0 / (192.0 * 192.0 * 3.0)),
    ("glorot-uniform", "the standard deviation used as bound", Uniform, 1.0 / 192.0 / 3.0),
    ("glorot-uniform", "the bound used as standard deviation", Normal, 3.0 / 192.0),
    ("glorot-uniform", "a normal law of the same variance", Normal, 1.0 / 192.0),
    ("glorot-uniform", "a truncated law of the same variance", Truncated, 1.0 / 192.0),
    ("glorot-sigmoid-uniform", "the factor 4 of the sigmoid missing", Uniform, 1.0 / 192.0),
    ("glorot-sigmoid-uniform", "the factor 4 not squared", Uniform, 4.0 / 192.0),
    // LeCun et al. (1998): Var = 1/fan_in.
    ("lecun-normal", "He's gain", Normal, 2.0 / FAN_IN),
    ("lecun-normal", "fan_out for fan_in", Normal, 1.0 / FAN_OUT),
    ("lecun-normal", "1/fan_in used as standard deviation", Normal, 1.0 / (FAN_IN * FAN_IN)),
    ("lecun-uniform", "the standard deviation used as bound", Uniform, 1.0 / FAN_IN / 3.0),
    ("lecun-uniform", "standard deviation × 1.05", Uniform, 1.05 * 1.05 / FAN_IN),
    ("xavier-normal-fan-in", "Glorot's mean of the fans", Normal, 1.0 / 192.0),
    ("xavier-uniform-fan-in", "Glorot's mean of the fans", Uniform, 1.0 / 192.0),
    ("pytorch-linear", "LeCun's bound", Uniform, 1.0 / FAN_IN),
    ("pytorch-linear", "He's bound", Uniform, 2.0 / FAN_IN),
    // Truncation at two standard deviations leaves 0.7737 of the variance.
    ("variance-scaling", "the correction for truncation missing", TruncatedUncorrected, 1.0 / FAN_IN),
    ("variance-scaling(corrected=false)", "a correction that was not asked for", Truncated, 1.0 / FAN_IN),
    ("variance-scaling", "a normal law of the same variance", Normal, 1.0 / FAN_IN),
    ("variance-scaling", "standard deviation × 1.05", Truncated, 1.05 * 1.05 / FAN_IN),
    ("variance-scaling(mode=fan_avg)", "fan_in for the mean", Truncated, 1.0 / FAN_IN),
    ("truncated-normal(0.02, -0.04, 0.04)", "no truncation", Normal, 0.0004),
    // Radford et al. (2019): residual layers scaled by 1/√(2·layers), here 12.
    ("normal(0.00408248290463863)", "the residual scaling skipped", Normal, 0.0004),
    ("normal(0.00408248290463863)", "1/√layers for 1/√(2·layers)", Normal, 0.0004 / 12.0),
    ("normal(0.00408248290463863)", "1/(2·layers) for its root", Normal, 0.0004 / (24.0 * 24.0)),
    ("normal(0.02)", "the standard deviation used as variance", Normal, 0.02),
    ("uniform(0.1)", "the bound used as standard deviation", Uniform, 0.01),
    ("uniform(0.1)", "a law on [0, bound) shifted to the mean", Uniform, 0.01 / 12.0),
];

/// Draws 256 rows of 128 from a law, row by row from a stream of its own.
fn drawn(law: EntryLaw, label: &str) -> Vec<f64> {
    let stream = Stream::root(1).named("mutants").named(label);
    let mut values = vec![0.0; 256 * 128];
    for (row, weights) in values.chunks_exact_mut(128).enumerate() {
        law.sampler()
            .fill(&mut stream.indexed(row as u64).generator(), weights);
    }
    values
}

fn matrix_layer() -> Layer {
    Layer::dense(128, 256).unwrap()
}

fn initializer(spec: &str) -> Box<dyn Initializer> {
    initializer::parse(spec).unwrap_or_else(|error| panic!("{spec}: {error}"))
}

/// The law that an initializer promises of a layer's independent weights.
fn promised(spec: &str, layer: &Layer) -> Box<dyn Distribution> {
    match initializer(spec).tensor_law(layer).unwrap() {
        WeightLaw::Independent(law) => law,
        other => panic!("{spec}: {other:?}"),
    }
}

/// The tests that reject weights of this layer under the law that `spec` promises.
fn rejected(spec: &str, layer: &Layer, values: &[f64]) -> Vec<&'static str> {
    let rows = layer.outputs() as usize;
    let sample = Sample::new(values, rows, values.len() / rows).unwrap();
    let law = promised(spec, layer);
    battery(&sample, Some(&*law), Budget::default())
        .unwrap()
        .rejected()
}

#[test]
fn every_wrong_scale_or_family_is_rejected() {
    let mut survivors = Vec::new();
    for (right, slip, family, variance) in SLIPS {
        let label = format!("{right}: {slip}");
        let values = drawn(EntryLaw::with_variance(*family, *variance).unwrap(), &label);
        if rejected(right, &matrix_layer(), &values).is_empty() {
            survivors.push(label);
        }
    }
    assert!(survivors.is_empty(), "{survivors:#?}");
}

#[test]
fn every_right_initializer_of_the_catalogue_passes() {
    for (right, _, _, _) in SLIPS {
        let stream = Stream::root(1).named("controls").named(right);
        let values = initializer(right)
            .draw_tensor(&matrix_layer(), stream)
            .unwrap();
        assert_eq!(
            rejected(right, &matrix_layer(), &values),
            [""; 0],
            "{right}"
        );
    }
}

/// A convolution whose fans were taken from another layer.
type WrongFans = (&'static str, Layer, Layer);

fn wrong_fans() -> Vec<WrongFans> {
    let convolution = |groups| Layer::convolution(32, 64, &[3, 3], groups).unwrap();
    let transposed = Layer::transposed_convolution(32, 64, &[3, 3], 1).unwrap();
    vec![
        (
            "the receptive field forgotten",
            convolution(1),
            Layer::dense(32, 64).unwrap(),
        ),
        (
            "one axis of the kernel forgotten",
            convolution(1),
            Layer::convolution(32, 64, &[3], 1).unwrap(),
        ),
        ("1/groups forgotten", convolution(4), convolution(1)),
        ("1/groups twice", convolution(2), convolution(4)),
        (
            "a depthwise layer taken for a full one",
            Layer::depthwise(256, 8, &[5, 5]).unwrap(),
            Layer::convolution(256, 2048, &[5, 5], 1).unwrap(),
        ),
        (
            "a transposed layer read as a plain one",
            transposed,
            Layer::convolution(64, 32, &[3, 3], 1).unwrap(),
        ),
    ]
}

#[test]
fn fans_of_another_layer_are_rejected() {
    for spec in [
        "he-normal",
        "he-uniform",
        "he-normal(mode=fan_out)",
        "glorot-uniform",
        "lecun-normal",
    ] {
        for (slip, layer, mistaken) in wrong_fans() {
            if mistaken.fans().average() == layer.fans().average() && spec.starts_with("glorot") {
                continue; // Glorot's law is the same for a layer and its transpose.
            }
            let stream = Stream::root(1).named("wrong fans").named(slip).named(spec);
            let right = initializer(spec).draw_tensor(&layer, stream).unwrap();
            assert_eq!(
                rejected(spec, &layer, &right),
                [""; 0],
                "{spec}: control of {slip}"
            );
            let law = initializer(spec).entry_law(mistaken.fans()).unwrap();
            let mut wrong = vec![0.0; right.len()];
            law.sampler()
                .fill(&mut stream.named("wrong").generator(), &mut wrong);
            assert!(!rejected(spec, &layer, &wrong).is_empty(), "{spec}: {slip}");
        }
    }
}

/// A fault in how numbers of the right law are used.
type Fault = (&'static str, fn(&mut [f64]));

/// Faults of the drawing itself, on 256 rows of 128.
const FAULTS: &[Fault] = &[
    ("the magnitude for the number", |w| {
        w.iter_mut().for_each(|x| *x = x.abs());
    }),
    ("a mean of a tenth of the deviation", |w| {
        w.iter_mut().for_each(|x| *x += 0.0125);
    }),
    ("one generator seeded anew for each row", |w| {
        for row in 1..256 {
            w.copy_within(..128, 128 * row);
        }
    }),
    ("the second half a copy of the first", |w| {
        w.copy_within(..128 * 128, 128 * 128);
    }),
    ("the second half the negated first", |w| {
        w.copy_within(..128 * 128, 128 * 128);
        w[128 * 128..].iter_mut().for_each(|x| *x = -*x);
    }),
    ("clamped at two deviations", |w| {
        w.iter_mut().for_each(|x| *x = x.clamp(-0.25, 0.25));
    }),
    ("one unit left at zero", |w| w[..128].fill(0.0)),
    ("one input left at zero", |w| {
        w.iter_mut().step_by(128).for_each(|x| *x = 0.0);
    }),
    ("one weight never drawn", |w| w[4321] = f64::NAN),
    ("kept as an integer of eight bits", |w| {
        w.iter_mut().for_each(|x| *x = (*x * 256.0).round() / 256.0);
    }),
    ("rows normalized", |w| {
        for row in w.chunks_exact_mut(128) {
            let norm = row.iter().map(|x| x * x).sum::<f64>().sqrt();
            row.iter_mut().for_each(|x| *x *= 2.0_f64.sqrt() / norm);
        }
    }),
];

#[test]
fn every_fault_of_the_drawing_is_rejected() {
    let layer = matrix_layer();
    for (fault, spoil) in FAULTS {
        let stream = Stream::root(1).named("faults").named(fault);
        let mut values = initializer("he-normal")
            .draw_tensor(&layer, stream)
            .unwrap();
        assert_eq!(
            rejected("he-normal", &layer, &values),
            [""; 0],
            "control of {fault}"
        );
        spoil(&mut values);
        assert!(
            !rejected("he-normal", &layer, &values).is_empty(),
            "{fault}"
        );
    }
}

/// p-values of the three tests of an orthogonal matrix, with its gain.
fn orthogonal_p_values(values: &[f64], side: usize, gain: f64) -> [f64; 3] {
    let sample = Sample::new(values, side, side).unwrap();
    // A product of two rows sums `side` terms, each rounded.
    [
        orthogonality(&sample, gain, side as f64).unwrap(),
        haar_entries(&sample, gain).unwrap(),
        haar_trace(&sample, gain).unwrap(),
    ]
    .map(|record| record.p_value.value())
}

#[test]
fn orthogonal_matrices_without_gain_or_orthogonality_are_rejected() {
    const SIDE: usize = 128;
    let layer = Layer::dense(SIDE as u64, SIDE as u64).unwrap();
    let draw = |spec: &str| {
        let stream = Stream::root(1).named("orthogonal");
        initializer(spec).draw_tensor(&layer, stream).unwrap()
    };
    let p_values = |values: &[f64]| orthogonal_p_values(values, SIDE, 2.0_f64.sqrt());
    let alpha = Budget::default().level(3).alpha();
    let least = |values: &[f64]| p_values(values).into_iter().fold(1.0, f64::min);
    let right = draw("orthogonal(1.4142135623730951)");
    assert!(least(&right) > alpha, "{:?}", p_values(&right));
    let mut identity = vec![0.0; SIDE * SIDE];
    identity
        .iter_mut()
        .step_by(SIDE + 1)
        .for_each(|x| *x = 2.0_f64.sqrt());
    for (slip, values) in [
        ("the gain missing", draw("orthogonal")),
        ("the gain squared", draw("orthogonal(2)")),
        ("normal entries of the same variance", draw("he-normal")),
        ("the identity, orthogonal but not uniformly so", identity),
    ] {
        assert!(least(&values) <= alpha, "{slip}: {:?}", p_values(&values));
    }
}
