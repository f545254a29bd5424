//! Names and scales of candidates, by hand.

use super::*;
use crate::audit::specimen;

fn names(layer: &Layer, name: &str) -> Vec<String> {
    let all = candidates(&specimen::weights_of(layer), &[]);
    let found = all.into_iter().find(|c| c.names.iter().any(|n| n == name));
    found.map(|candidate| candidate.names).unwrap_or_default()
}

#[test]
fn every_initializer_of_the_lists_has_a_law_here() {
    let layer = Layer::dense(30, 70).unwrap();
    for spec in RULES.iter().chain(RARE).chain(FIXED) {
        assert!(law_of(spec, &layer).is_some(), "{spec}");
    }
}

#[test]
fn laws_that_coincide_are_one_candidate() {
    let square = Layer::dense(64, 64).unwrap();
    let expected = [
        "glorot-normal",
        "lecun-normal",
        "variance-scaling(1, mode=fan_out, law=normal)",
    ];
    assert_eq!(names(&square, "lecun-normal"), expected);
    // out = 2·in: He by fan_out is LeCun by fan_in.
    let wide = Layer::convolution(16, 32, &[3, 3], 1).unwrap();
    let expected = ["he-normal(mode=fan_out)", "lecun-normal"];
    assert_eq!(names(&wide, "lecun-normal"), expected);
    assert_eq!(
        names(&Layer::dense(50, 10).unwrap(), "lecun-normal"),
        ["lecun-normal"]
    );
}

#[test]
fn a_law_of_fixed_scale_may_be_a_rule_by_chance() {
    // 2/5000 = 0.02².
    let layer = Layer::dense(5000, 10).unwrap();
    assert_eq!(names(&layer, "normal(0.02)"), ["he-normal", "normal(0.02)"]);
}

#[test]
fn biases_have_the_bound_of_their_weights() {
    let layer = Layer::dense(128, 96).unwrap();
    let all = candidates(
        &Reading {
            layer: None,
            bias_of: Some(layer),
            ..specimen::weights_of(&layer)
        },
        &[96],
    );
    let first = &all[0];
    assert_eq!(first.names, ["pytorch-linear"]);
    let expected = 1.0 / (3.0_f64 * 128.0).sqrt();
    assert!(crate::num::Tolerance::rounding(8, expected).accepts(first.law.std_dev, expected));
}

#[test]
fn what_depends_on_the_model_is_a_candidate_where_the_model_is_known() {
    let layer = Layer::dense(3072, 768).unwrap();
    let reading = Reading {
        depth: Some(12),
        hidden: Some(64),
        ..specimen::weights_of(&layer)
    };
    let all = candidates(&reading, &[768, 3072]);
    let std_dev = |name: &str| {
        let found = all.iter().find(|c| c.names.iter().any(|n| n == name));
        found.map(|one| one.law.std_dev).unwrap()
    };
    let is = |name: &str, expected: f64| {
        crate::num::Tolerance::rounding(8, expected).accepts(std_dev(name), expected)
    };
    // 0.02/√24 and 1/√(3·64).
    assert!(is("normal(0.02/√(2·depth))", 0.004_082_482_904_638_631));
    assert!(is("uniform(1/√hidden)", 0.072_168_783_648_703_22));
}

#[test]
fn laws_of_single_blocks_and_heads_are_candidates_where_names_tell_them() {
    let reading = Reading {
        depth: Some(12),
        block: Some(6),
        heads: Some(4),
        ..specimen::weights_of(&Layer::dense(512, 128).unwrap())
    };
    let all = candidates(&reading, &[128, 512]);
    let is = |name: &str, expected: f64| {
        let found = all.iter().find(|c| c.names.iter().any(|n| n == name));
        let found = found.filter(|candidate| candidate.is_rare);
        let accepts = |std_dev| Tolerance::rounding(8, expected).accepts(std_dev, expected);
        found.is_some_and(|candidate| accepts(candidate.law.std_dev))
    };
    // 0.02/√14, 1/√(32·512), 1/√(24·128), 1/√(3·12·512), and 0.02/√24 times 0.87962…
    assert!(is("normal(0.02/√(2·block))", 0.005_345_224_838_248_488));
    assert!(is("T5 query: normal(1/√(head·fan_in))", 0.007_812_5));
    assert!(is(
        "normal(1/√(2·depth·fan_out))",
        0.018_042_195_912_175_804
    ));
    assert!(is("uniform(1/√(depth·fan_in))", 0.007_365_695_637_359_869));
    assert!(is(
        "truncated-normal(0.02/√(2·depth))",
        0.003_591_056_723_653_739
    ));
}

#[test]
fn embeddings_scale_with_their_features() {
    let reading = Reading::of(
        "embed.weight",
        &[1000, 64],
        crate::theory::shape::Layout::PyTorch,
    );
    let all = candidates(&reading, &[1000, 64]);
    let has = |name: &str| all.iter().any(|c| c.names.iter().any(|n| n == name));
    assert!(has("normal(1/√features)") && has("normal(1)"));
}

#[test]
fn bounds_far_out_truncate_nothing() {
    let layer = Layer::dense(4, 4).unwrap();
    let far = law_of("truncated-normal(0.02, low=-2, high=2)", &layer).unwrap();
    assert!(far.is(law_of("normal(0.02)", &layer).unwrap()));
    assert_eq!(
        law_of("truncated-normal(0.02, low=-0.02, high=0.02)", &layer),
        None
    );
}

#[test]
fn half_of_glorots_variance_is_a_gain_of_separate_matrices_alone() {
    let layer = Layer::dense(64, 64).unwrap();
    let has = |parts| {
        let reading = Reading {
            parts,
            ..specimen::weights_of(&layer)
        };
        let all = candidates(&reading, &[64, 64]);
        all.iter()
            .any(|c| c.names.iter().any(|name| name == HALVED[1]))
    };
    assert!(has(1) && !has(3));
}
