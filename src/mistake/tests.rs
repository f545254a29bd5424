//! Ratios by hand, from the threads.

use super::*;
use crate::initializer;

fn ratio(code: &str, layer: &Layer, spec: &str) -> Option<f64> {
    let expected = initializer::parse(spec).unwrap();
    let setting = Setting {
        layer,
        expected: &*expected,
        shape: &[32, 8, 16],
        parts: 3,
        depth: Some(12),
    };
    let entry = DICTIONARY.iter().find(|entry| entry.code == code).unwrap();
    entry.ratio(&setting)
}

#[test]
fn a_mistake_has_the_ratio_that_its_rule_and_layer_give_it() {
    let dense = Layer::dense(784, 10).unwrap();
    let square = Layer::dense(64, 64).unwrap();
    let conv = Layer::convolution(64, 64, &[3, 3], 1).unwrap();
    let depthwise = Layer::depthwise(256, 1, &[3, 3]).unwrap();
    let transposed = Layer::transposed_convolution(64, 256, &[4, 4], 1).unwrap();
    let query = Layer::projection(&[32], &[8, 16]).unwrap();
    for (code, layer, spec, expected) in [
        // He by fan_out over 256 groups: 2/(256·9) instead of 2/9; by fan_in it changes nothing.
        (
            "groups-counted-in-fan-out",
            &depthwise,
            "he-normal(mode=fan_out)",
            Some(1.0 / 256.0),
        ),
        ("groups-counted-in-fan-out", &depthwise, "he-normal", None),
        // (1 + 1)/(1 + 256) for Glorot, as for Keras' fan_in of all channels.
        (
            "groups-counted-in-fan-out",
            &depthwise,
            "glorot-uniform",
            Some(2.0 / 257.0),
        ),
        (
            "channels-counted-in-fan-in",
            &depthwise,
            "glorot-uniform",
            Some(2.0 / 257.0),
        ),
        (
            "groups-left-out",
            &depthwise,
            "glorot-uniform",
            Some(1.0 / 256.0),
        ),
        ("receptive-field-forgotten", &conv, "he-uniform", Some(9.0)),
        // 2/(9 + 1) instead of 2/(9 + 9).
        (
            "receptive-field-not-in-fan-out",
            &conv,
            "glorot-normal",
            Some(1.8),
        ),
        ("receptive-field-not-in-fan-out", &conv, "he-normal", None),
        // Flux: 134 axes for 1152.
        (
            "fans-summed-over-axes",
            &conv,
            "glorot-uniform",
            Some(1152.0 / 134.0),
        ),
        ("fans-summed-over-axes", &conv, "he-uniform", None),
        ("transposed-fans", &transposed, "lecun-uniform", Some(0.25)),
        (
            "transposed-fans",
            &transposed,
            "variance-scaling(1, mode=fan_out)",
            Some(4.0),
        ),
        ("transposed-fans", &dense, "lecun-uniform", None),
        ("fans-swapped", &dense, "he-normal", Some(78.4)),
        (
            "fans-swapped",
            &dense,
            "he-normal(mode=fan_out)",
            Some(10.0 / 784.0),
        ),
        ("fans-swapped", &dense, "glorot-normal", None),
        ("packed-fan-out", &square, "glorot-uniform", Some(0.5)),
        ("packed-fan-out", &square, "he-uniform", None),
        // [32, 8, 16] as [outputs, inputs, kernel]: fan_in 8·16; as [kernel, inputs, outputs]: 32·8.
        (
            "axes-read-outputs-first",
            &conv,
            "he-normal",
            Some(576.0 / 128.0),
        ),
        (
            "axes-read-outputs-last",
            &conv,
            "he-normal",
            Some(576.0 / 256.0),
        ),
        ("axes-read-outputs-last", &dense, "he-normal", None),
        // Keras' attention: [32, 8, 16] as a kernel of 32 places: fan_in 256 instead of 32.
        (
            "projection-read-as-kernel",
            &query,
            "lecun-normal",
            Some(0.125),
        ),
        (
            "residual-scaling-skipped",
            &dense,
            "normal(0.02)",
            Some(24.0),
        ),
        ("residual-scaling-skipped", &dense, "he-normal", None),
        (
            "residual-scaling-twice",
            &dense,
            "normal(0.02)",
            Some(1.0 / 24.0),
        ),
        (
            "truncation-not-corrected",
            &dense,
            "variance-scaling(1)",
            Some(0.773_741_303_549_923_2),
        ),
        (
            "truncation-not-corrected",
            &dense,
            "variance-scaling(1, corrected=false)",
            None,
        ),
        ("framework-default", &dense, "he-uniform", Some(1.0 / 6.0)),
        ("deviation-as-bound", &dense, "he-uniform", Some(1.0 / 3.0)),
        ("deviation-as-bound", &dense, "he-normal", None),
        ("bound-as-deviation", &dense, "he-uniform", Some(3.0)),
        ("bound-as-width", &dense, "he-uniform", Some(0.25)),
        ("bound-as-width", &dense, "he-normal", None),
        // s = 2: U(±√(6/(21·fan_in))) for a variance of 4/(3·fan_in).
        (
            "scale-as-slope",
            &dense,
            "variance-scaling(1.3333333333333333, law=uniform)",
            Some(1.5 / 21.0),
        ),
        // 0.3²/3·(1 − 2·0.3²/15); the variance is 0.029641552 (mpmath).
        ("cut-at-variance", &dense, "normal(0.3)", Some(0.029_64)),
        ("fans-summed", &dense, "glorot-normal", Some(0.5)),
        ("fans-summed", &dense, "he-normal", None),
        ("bound-of-one-fan", &dense, "glorot-normal", Some(1.5)),
        // 2/784 + 10 for 2/794.
        (
            "brackets-missing",
            &dense,
            "glorot-normal",
            Some((2.0 / 784.0 + 10.0) * 397.0),
        ),
        ("gain-missing", &dense, "he-normal", Some(0.5)),
        ("gain-missing", &dense, "lecun-normal", None),
        ("gain-twice", &dense, "he-normal(mode=fan_out)", Some(2.0)),
        ("gain-added", &dense, "lecun-normal", Some(2.0)),
        ("gain-added", &dense, "he-normal", None),
        ("selu-gain", &dense, "lecun-uniform", Some(0.5625)),
        (
            "variance-as-deviation",
            &dense,
            "normal(0.02)",
            Some(0.0004),
        ),
        ("deviation-as-variance", &dense, "normal(0.02)", Some(50.0)),
        ("gain-of-other-axis", &dense, "orthogonal", Some(78.4)),
        ("gain-not-rooted", &depthwise, "orthogonal", Some(256.0)),
        ("gain-not-rooted", &depthwise, "he-normal", None),
    ] {
        let found = ratio(code, layer, spec);
        let is_same = match (found, expected) {
            (Some(found), Some(expected)) => {
                Tolerance::rounding(256, expected).accepts(found, expected)
            }
            (found, expected) => found == expected,
        };
        assert!(is_same, "{code} of {spec}: {found:?}, not {expected:?}");
    }
}

#[test]
fn codes_are_distinct_and_every_entry_says_where_it_is_from() {
    let codes: std::collections::BTreeSet<_> = DICTIONARY.iter().map(|entry| entry.code).collect();
    assert_eq!(codes.len(), DICTIONARY.len());
    let is_told = |one: &Mistake| !one.case.is_empty() && !one.cause.is_empty();
    assert!(DICTIONARY.iter().all(is_told));
}
