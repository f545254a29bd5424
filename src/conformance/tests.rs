//! Whole checks of right and wrong initializers; rates are honoured in `tests/statistical`.

use super::*;
use crate::initializer::ALL;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::initializer::parse;
use crate::num::Rational;
use crate::random::Stream;
use crate::spec::Named;
use crate::theory::distribution::TruncatedNormal;
use crate::theory::shape::Fans;

/// Entries of one law, whatever the fans: an initializer of someone else's.
#[derive(Debug)]
struct OneLaw(TruncatedNormal);

impl Initializer for OneLaw {
    fn name(&self) -> &'static str {
        "one-law"
    }

    fn formula(&self) -> &'static str {
        "the law's"
    }

    fn source(&self) -> &'static str {
        "these tests"
    }

    fn law(&self, _fans: Fans) -> Result<WeightLaw, InitializerError> {
        Ok(WeightLaw::Independent(Box::new(self.0)))
    }

    fn exact_variance(&self, _fans: Fans) -> Option<Rational> {
        None
    }
}

/// A check of 20 %, which a few thousand values decide.
fn asked<'a>(law: &'a dyn Initializer, layer: &Layer) -> Conformance<'a> {
    Conformance::of(law, layer).unwrap().detects(1.2)
}

fn drawn(law: &dyn Initializer, layer: &Layer, seed: u64) -> Vec<f64> {
    let stream = Stream::root(seed).named("conformance::tests");
    law.draw_tensor(layer, stream).unwrap()
}

/// The check of one law against the draws of another, in single precision.
fn against(promised: &str, actual: &str, layer: &Layer) -> Conformity {
    let (promised, actual) = (parse(promised).unwrap(), parse(actual).unwrap());
    let fill = |seed, weights: &mut [f32]| {
        for (weight, x) in weights.iter_mut().zip(drawn(&*actual, layer, seed)) {
            *weight = x as f32;
        }
    };
    asked(&*promised, layer).check(fill).unwrap()
}

#[test]
fn every_initializer_of_ours_conforms_to_itself_on_some_layer() {
    let layers = [
        Layer::dense(24, 18).unwrap(),
        Layer::convolution(6, 8, &[3, 3], 1).unwrap(),
    ];
    for entry in ALL {
        let example = entry.example();
        let law = parse(&example).unwrap();
        let suits = |layer: &&Layer| law.draw_tensor(layer, Stream::root(0)).is_ok();
        let layer = layers.iter().find(suits).unwrap();
        let found = against(&example, &example, layer);
        assert!(found.holds(), "{found}");
        assert!(found.decisive().is_some(), "{example}");
    }
}

#[test]
fn every_other_law_of_another_scale_or_shape_is_refused() {
    let layer = Layer::dense(40, 30).unwrap();
    for actual in [
        "he-uniform",
        "lecun-normal",
        "glorot-normal",
        "variance-scaling(2)",
        "orthogonal(1.4142)",
        "sparse(0.5)",
        "zeros",
        "constant(0.2)",
        "identity",
    ] {
        let found = against("he-normal", actual, &layer);
        assert_eq!(found.standing(), Standing::Differs, "{actual}: {found}");
        let back = against(actual, "he-normal", &layer);
        assert_eq!(back.standing(), Standing::Differs, "{actual}: {back}");
    }
}

#[test]
fn layouts_are_read_as_declared() {
    // A row of zeros is one of output 3 in either layout.
    let layer = Layer::dense(20, 10).unwrap();
    let law = parse("identity").unwrap();
    let keras = |_: u64, weights: &mut [f64]| {
        for (i, weight) in weights.iter_mut().enumerate() {
            *weight = f64::from(u8::from(i / 10 == i % 10));
        }
    };
    let found = asked(&*law, &layer).layout(Layout::Keras).check(keras);
    assert!(found.unwrap().holds());
    let found = asked(&*law, &layer).check(keras).unwrap();
    assert_eq!(found.refuted(), ["exact-values"]);
}

#[test]
fn a_place_never_filled_is_found() {
    let layer = Layer::dense(20, 10).unwrap();
    let law = parse("he-normal").unwrap();
    let found = asked(&*law, &layer).check(|seed, weights: &mut [f64]| {
        let drawn = drawn(&*law, &layer, seed);
        weights[1..].copy_from_slice(&drawn[1..]);
    });
    let found = found.unwrap();
    assert_eq!(found.refuted(), ["finite"]);
    let seeds = found.n_seeds() as f64;
    assert_eq!(found.decisive().unwrap().statistic.value, seeds);
}

#[test]
fn a_generator_of_its_own_is_refused_unless_declared() {
    let layer = Layer::dense(20, 10).unwrap();
    let law = parse("he-uniform").unwrap();
    let mut calls = 0;
    let mut fill = |_: u64, weights: &mut [f64]| {
        calls += 1;
        weights.copy_from_slice(&drawn(&*law, &layer, calls));
    };
    let found = asked(&*law, &layer).check(&mut fill).unwrap();
    assert_eq!(found.refuted(), ["reproducible"]);
    let found = asked(&*law, &layer).unseeded().check(&mut fill).unwrap();
    assert!(found.holds(), "{found}");
}

#[test]
fn too_small_a_limit_is_inconclusive_and_says_what_is_needed() {
    let layer = Layer::dense(20, 10).unwrap();
    let law = parse("he-normal").unwrap();
    let fill = |seed, weights: &mut [f64]| weights.copy_from_slice(&drawn(&*law, &layer, seed));
    let needed = asked(&*law, &layer).check(fill).unwrap().n_seeds();
    let found = asked(&*law, &layer).at_most(1000).check(fill).unwrap();
    assert_eq!(found.n_seeds(), 5);
    let needed_seeds = found.needed_seeds();
    assert_eq!(found.standing(), Standing::Inconclusive { needed_seeds });
    assert_eq!(needed_seeds, needed);
    assert!(found.to_string().contains("INCONCLUSIVE"), "{found}");
    let none = asked(&*law, &layer).at_most(399).check(fill).unwrap();
    assert_eq!((none.n_seeds(), none.holds()), (0, false));
    // What differs does so at any number of draws.
    let zeros = |_: u64, weights: &mut [f64]| weights.fill(0.0);
    let found = asked(&*law, &layer).at_most(1000).check(zeros).unwrap();
    assert_eq!(found.standing(), Standing::Differs);
}

#[test]
fn names_of_frameworks_are_laws() {
    let layer = Layer::dense(30, 20).unwrap();
    let keras = Conformance::to("keras:GlorotNormal", &layer).unwrap();
    let law = parse("variance-scaling(mode=fan_avg)").unwrap();
    let fill = |seed, weights: &mut [f64]| weights.copy_from_slice(&drawn(&*law, &layer, seed));
    let found = keras.detects(1.2).check(fill).unwrap();
    assert!(found.holds(), "{found}");
}

#[test]
fn what_cannot_be_asked_is_an_error_with_a_code() {
    let layer = Layer::dense(4, 4).unwrap();
    let code = |law: &str| Conformance::to(law, &layer).map_or_else(|e| e.code(), |_| "");
    assert_eq!(code("he-norml"), "unknown-name");
    assert_eq!(code("mxnet:Xavier"), "unknown-convention");
    let zeros = |_: u64, weights: &mut [f32]| weights.fill(0.0);
    let he = || Conformance::to("he-normal", &layer).unwrap();
    let code = |asked: Conformance<'_>| asked.check(zeros).unwrap_err().code();
    assert_eq!(code(he().detects(1.0)), "effect-out-of-range");
    assert_eq!(code(he().detects(f64::NAN)), "effect-out-of-range");
    assert_eq!(code(he().false_alarms(0.0)), "invalid-rate");
    assert_eq!(code(he().misses(1.0)), "invalid-rate");
    // Bounds at 100σ truncate nothing; a bound on one side alone has no test of its variance.
    let far = Conformance::to("truncated-normal(1, low=-100, high=100)", &layer);
    assert_eq!(
        far.unwrap().detects(2.0).check(zeros).unwrap().law,
        "N(0, 1²)"
    );
    let law = TruncatedNormal::new(0.0, 1.0, 0.0, f64::INFINITY).unwrap();
    let one_sided = OneLaw(law);
    let one_sided = Conformance::of(&one_sided, &layer).unwrap();
    assert_eq!(code(one_sided), "untestable");
    let failing = |_: u64, _: &mut [f32]| Err("no device");
    let failed = he().detects(2.0).try_check(failing).unwrap_err();
    assert_eq!(failed.code(), "failed");
    assert!(failed.to_string().contains("no device"));
    let third = |_: u64, weights: &mut [f32]| weights.fill(0.3);
    let stored = he().stored_as(Storage::Bf16).check(third).unwrap_err();
    assert_eq!(stored.code(), "not-stored");
}

#[test]
fn every_test_has_a_meaning_and_a_plan_counts_enough_of_them() {
    for (law, layer) in [
        ("he-normal", Layer::dense(12, 12).unwrap()),
        ("he-uniform", Layer::convolution(4, 6, &[3], 2).unwrap()),
        ("sparse(0.5)", Layer::dense(12, 12).unwrap()),
        ("orthogonal", Layer::dense(20, 20).unwrap()),
        (
            "delta-orthogonal",
            Layer::convolution(4, 6, &[3], 1).unwrap(),
        ),
        ("identity", Layer::dense(12, 12).unwrap()),
    ] {
        let found = against(law, law, &layer);
        assert!(found.tests.len() <= independent::MOST_TESTS, "{law}");
        for record in found.records() {
            assert_ne!(meaning::of(record.name), "", "{}", record.name);
        }
    }
}

#[test]
fn a_failing_test_prints_what_differs_and_why() {
    let layer = Layer::dense(90, 30).unwrap();
    let swapped = Layer::dense(30, 90).unwrap();
    let law = parse("he-uniform").unwrap();
    let found = asked(&*law, &layer).check(|seed, weights: &mut [f64]| {
        weights.copy_from_slice(&drawn(&*law, &swapped, seed));
    });
    let shown = found.unwrap().to_string();
    assert!(
        shown.starts_with("he-uniform on dense [30, 90]: DIFFERS"),
        "{shown}"
    );
    assert!(
        shown.contains("3 = fan_in and fan_out exchanged"),
        "{shown}"
    );
    println!("{shown}");
}
