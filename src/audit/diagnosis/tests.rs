//! Tensors drawn with the deviations that real code computed, as the threads report them.

use super::*;
use crate::audit::law_of;
use crate::audit::specimen;
use crate::initializer;
use crate::random::Stream;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;

/// A case: what was promised of which layer, what was drawn, and what must be named first.
struct Case {
    code: &'static str,
    layer: Layer,
    promised: &'static str,
    drawn: &'static str,
    parts: u64,
    depth: Option<u64>,
    /// Actual over promised variance, from the thread or by hand.
    ratio: f64,
}

fn case(
    code: &'static str,
    layer: Layer,
    promised: &'static str,
    drawn: &'static str,
    ratio: f64,
) -> Case {
    let (parts, depth) = (1, None);
    Case {
        code,
        layer,
        promised,
        drawn,
        parts,
        depth,
        ratio,
    }
}

fn dense(inputs: u64, outputs: u64) -> Layer {
    Layer::dense(inputs, outputs).unwrap()
}

fn cases() -> Vec<Case> {
    let conv = Layer::convolution(64, 64, &[3, 3], 1).unwrap();
    let depthwise = Layer::depthwise(256, 1, &[3, 3]).unwrap();
    let transposed = Layer::transposed_convolution(64, 256, &[4, 4], 1).unwrap();
    vec![
        // He by fan_out over 256 groups: 2/(256·9) instead of 2/9.
        case(
            "groups-counted-in-fan-out",
            depthwise,
            "he-normal(mode=fan_out)",
            "normal(0.029462782549439483)",
            1.0 / 256.0,
        ),
        // Keras' Conv2DTranspose(64 → 256): Var·in·k² = 1/4: √(1/(4·64·16)).
        case(
            "transposed-fans",
            transposed,
            "lecun-uniform",
            "uniform(0.027063293868263706)",
            0.25,
        ),
        // burn's LinearLayout::Col, 784 → 10: √(2/10).
        case(
            "fans-swapped",
            dense(784, 10),
            "he-normal",
            "normal(0.4472135954999579)",
            78.4,
        ),
        // Flux: √(24/134)/2 times (rand − ½) over 3×3×64×64: bound √(6/134).
        case(
            "fans-summed-over-axes",
            conv,
            "glorot-uniform",
            "uniform(0.21160368)",
            1152.0 / 134.0,
        ),
        // A bound from 64 inputs instead of 64·9: √(6/64).
        case(
            "receptive-field-forgotten",
            conv,
            "he-uniform",
            "uniform(0.30618621784789724)",
            9.0,
        ),
        case(
            "truncation-not-corrected",
            dense(150, 60),
            "variance-scaling(1)",
            "variance-scaling(1, corrected=false)",
            0.773_741_3,
        ),
        case(
            "selu-gain",
            dense(300, 200),
            "lecun-normal",
            "normal(0.04330127018922193)",
            0.5625,
        ),
        case(
            "deviation-as-bound",
            dense(300, 200),
            "he-uniform",
            "uniform(0.08164965809277261)",
            1.0 / 3.0,
        ),
        case(
            "gain-missing",
            dense(300, 200),
            "he-normal",
            "lecun-normal",
            0.5,
        ),
        case(
            "framework-default",
            dense(300, 200),
            "he-uniform",
            "pytorch-linear",
            1.0 / 6.0,
        ),
        Case {
            parts: 3,
            // √(6/(E + 3E)), E = 64.
            ..case(
                "packed-fan-out",
                dense(64, 64),
                "glorot-uniform",
                "uniform(0.15309310892394862)",
                0.5,
            )
        },
        Case {
            depth: Some(12),
            // 0.02/√24 was promised.
            ..case(
                "residual-scaling-skipped",
                dense(3072, 768),
                "normal(0.004082482904638631)",
                "normal(0.02)",
                24.0,
            )
        },
    ]
}

fn scan(case: &Case) -> Scan {
    let fans = Fans {
        fan_in: case.layer.fans().fan_in,
        fan_out: case.layer.outputs() * case.parts,
    };
    let stream = Stream::root(11).named(case.code);
    let drawn = initializer::parse(case.drawn).unwrap();
    let values = drawn.draw_matrix(fans, stream).unwrap();
    specimen::scan(&values, &[values.len() as u64])
}

#[test]
fn the_cause_of_every_real_case_is_named() {
    for case in cases() {
        let setting = Setting {
            layer: &case.layer,
            expected: &*initializer::parse(case.promised).unwrap(),
            parts: case.parts,
            depth: case.depth,
            shape: &[],
        };
        let family = law_of(case.drawn, &case.layer).unwrap().family;
        let found = diagnose(&scan(&case), &setting, &[family], 1e-9);
        let (low, high) = found.interval;
        assert!(
            low < case.ratio && case.ratio < high,
            "{}: {found:?}",
            case.code
        );
        let causes: Vec<_> = found.causes.iter().map(|entry| entry.code).collect();
        assert!(causes.contains(&case.code), "{}: {causes:?}", case.code);
    }
}

#[test]
fn a_right_tensor_has_no_cause() {
    let layer = dense(300, 200);
    let setting = Setting {
        layer: &layer,
        expected: &initializer::HeNormal::default(),
        shape: &[],
        parts: 1,
        depth: Some(12),
    };
    let right = case("right", layer, "he-normal", "he-normal", 1.0);
    let found = diagnose(&scan(&right), &setting, &[Family::Normal], 1e-9);
    assert!(found.causes.is_empty() && found.interval.0 < 1.0 && 1.0 < found.interval.1);
}

#[test]
fn the_interval_is_that_of_the_family_and_says_so() {
    let layer = dense(5, 2);
    let expected = initializer::HeNormal::default();
    let setting = Setting::of(&layer, &expected);
    // Σx² = 10·0.4: the ratio is 1. scipy: 10/chi2.ppf([0.975, 0.025], 10).
    let root = 0.4_f64.sqrt();
    let scan = specimen::scan(&[root, -root].repeat(5), &[2, 5]);
    let found = diagnose(&scan, &setting, &[Family::Normal], 0.05);
    let allowed = crate::num::Tolerance::printed(10);
    assert!(
        allowed.accepts(found.interval.0, 0.488_205_507_8),
        "{found:?}"
    );
    assert!(
        allowed.accepts(found.interval.1, 3.079_791_755_8),
        "{found:?}"
    );
    assert!(!found.is_of_another_family);
    let other = diagnose(&scan, &setting, &[Family::Uniform], 0.05);
    assert!(other.is_of_another_family && other.interval.1 < found.interval.1);
    let none = diagnose(&scan, &setting, &[], 0.05);
    assert_eq!((none.families.len(), none.is_of_another_family), (0, false));
}

#[test]
fn the_gain_of_an_orthogonal_matrix_is_diagnosed_within_rounding() {
    // dks: in/out too much, of a gain that took the axes in the other order.
    let layer = dense(100, 25);
    let expected = initializer::parse("orthogonal").unwrap();
    let drawn = initializer::parse("orthogonal(2)").unwrap();
    let values = drawn.draw_tensor(&layer, Stream::root(1)).unwrap();
    let setting = Setting::of(&layer, &*expected);
    let found = diagnose(&specimen::scan(&values, &[25, 100]), &setting, &[], 1e-6);
    let (low, high) = found.interval;
    assert!(low < 4.0 && 4.0 < high && high - low < 1e-12, "{found:?}");
    assert_eq!(found.causes[0].code, "gain-of-other-axis");
}
