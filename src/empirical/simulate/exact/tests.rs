//! The forms of the exact engine against each other, against the direct engine, and a mistake.
//!
//! Agreement with the direct engine over many networks is in `tests/statistical`; here stands what
//! needs the inside: the version that forgets what the forward pass knows must be told apart.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::Detail;
use crate::empirical::simulate::EffectiveSamples;
use crate::empirical::simulate::Engine;
use crate::empirical::simulate::Experiment;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Measurement;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::exact::Form;
use crate::empirical::simulate::exact::Plan;
use crate::empirical::simulate::exact::Projection;
use crate::empirical::stat::two_sample;
use crate::num::Tolerance;
use crate::random::Stream;
use std::num::NonZeroUsize;
use std::sync::Arc;

fn network(widths: &[u64], activation: &str, initializer: &str, bias: f64) -> Network {
    let activation = crate::theory::activation::parse(activation).unwrap();
    let activation: Arc<dyn crate::theory::activation::Activation> = match activation.name() {
        "relu" => Arc::new(crate::theory::activation::Relu),
        "identity" => Arc::new(crate::theory::activation::Identity),
        "leaky-relu" => Arc::new(crate::theory::activation::LeakyRelu::new(-0.4).unwrap()),
        _ => Arc::new(crate::theory::activation::Tanh),
    };
    let initializer = Arc::from(crate::initializer::parse(initializer).unwrap());
    let network = Network::new(widths.to_vec(), activation, initializer).unwrap();
    network.with_bias(bias).unwrap()
}

fn experiment(network: Network, settings: Settings, replicates: u64, name: &str) -> Experiment {
    Experiment {
        network,
        settings,
        replicates,
        threads: NonZeroUsize::MIN,
        stream: Stream::root(2026).named("exact tests").named(name),
    }
}

/// Everything forward and backward.
fn thorough(batch: u64) -> Settings {
    Settings {
        backward: Backward::ActivationsAndWeights,
        effective_samples: EffectiveSamples::Measured,
        ..Settings::forward(batch)
    }
}

/// The second moments that every form has, layer by layer.
fn second_moments(record: &LayerRecord) -> [Option<f64>; 6] {
    let gradient = record.gradient.unwrap();
    [
        record.pre_activation.second_moment,
        record.activation.second_moment,
        gradient.output_second_moment,
        gradient.pre_activation_second_moment,
        gradient.input_second_moment,
        gradient.weight_second_moment,
    ]
}

/// One value a replicate of a layer (from 1).
fn values(
    measured: &Measurement,
    layer: usize,
    quantity: impl Fn(&LayerRecord) -> Option<f64>,
) -> Vec<f64> {
    measured
        .values(layer, quantity)
        .map(Option::unwrap)
        .collect()
}

/// The same streams feed both forms, so that they agree in rounding, not only in law.
#[test]
fn a_batch_of_one_is_the_single_input() {
    for (initializer, activation, bias) in [
        ("lecun-normal", "tanh", 0.0),
        ("normal(0.3)", "tanh", 0.6),
        ("he-normal", "relu", 0.2),
    ] {
        let network = network(&[7, 9, 4, 6], activation, initializer, bias);
        let settings = thorough(1);
        let single = Plan::new(&network, &settings).unwrap();
        let batch = Plan {
            form: Form::Batch,
            ..single.clone()
        };
        let measured = experiment(network, settings, 20, initializer);
        let [single, batch] =
            [single, batch].map(|plan| measured.run_plan(&plan, &|_| ()).unwrap());
        for (single, batch) in single.0.replicates.iter().zip(&batch.0.replicates) {
            for (single, batch) in single.iter().zip(batch) {
                let pairs = second_moments(single)
                    .into_iter()
                    .zip(second_moments(batch));
                for (found, expected) in pairs {
                    let expected = expected.unwrap();
                    // Three layers of chains of at most 9 products forward and back, squared;
                    // differences of gradients lose less than three digits here.
                    let tolerance = Tolerance::rounding(3 * 2 * 2 * 40 * 100, expected);
                    assert!(
                        tolerance.accepts(found.unwrap(), expected),
                        "{found:?} {expected}"
                    );
                }
                // A layer of a few ReLU units may be dead: then there is no direction at all.
                let lives = single.activation.second_moment > Some(0.0);
                assert_eq!(single.effective_samples, lives.then_some(1.0));
                assert_eq!(batch.effective_samples, lives.then_some(1.0));
            }
        }
    }
}

/// p-values of every second moment of every layer, lengths alone against vectors.
fn lengths_against_vectors(network: &Network, replicates: u64) -> Vec<f64> {
    let lengths = Settings {
        detail: Detail::SecondMoments,
        ..thorough(1)
    };
    let run = |settings: Settings, name| {
        let experiment = experiment(network.clone(), settings, replicates, name);
        experiment.run_exact(&|_| ()).unwrap().0
    };
    let plan = Plan::new(network, &lengths).unwrap();
    assert!(matches!(plan.form, Form::Norm { .. }), "{plan:?}");
    let [lengths, vectors] = [run(lengths, "lengths"), run(thorough(1), "vectors")];
    let mut p_values = Vec::new();
    for layer in 1..=network.depth() {
        for place in 0..6 {
            let [lengths, vectors] =
                [&lengths, &vectors].map(|m| values(m, layer, |r| second_moments(r)[place]));
            p_values.push(two_sample(&lengths, &vectors).unwrap().p_value.value());
        }
    }
    p_values
}

/// 10⁻⁹ over the 144 comparisons of the next test: six moments of 24 layers.
const LEVEL: f64 = 1e-9 / 144.0;

#[test]
fn lengths_alone_have_the_law_of_vectors() {
    for (widths, activation, initializer, bias) in [
        (&[5, 5, 5, 5][..], "relu", "he-normal", 0.0),
        (&[3, 6, 2, 4], "leaky-relu", "he-normal", 0.0),
        (&[3, 6, 2, 4], "relu", "lecun-normal", 0.5),
        (&[4, 3, 5], "leaky-relu", "lecun-normal", 0.8),
        (&[4, 4, 4], "identity", "lecun-normal", 0.3),
        (&[4, 4, 4], "identity", "orthogonal(1.2)", 0.0),
        (&[5, 5, 5, 5], "relu", "orthogonal(1.4)", 0.0),
        (&[3, 6, 2, 4], "leaky-relu", "orthogonal", 0.0),
        (&[1, 3, 1, 2], "relu", "orthogonal", 0.0),
    ] {
        let network = network(widths, activation, initializer, bias);
        let p_values = lengths_against_vectors(&network, 10_000);
        assert!(
            p_values.iter().all(|p| *p > LEVEL),
            "{activation} {initializer} {p_values:?}"
        );
    }
}

/// The share of the gradient at the inputs in what it and the last signal add up to: it sees their
/// laws and their dependence.
fn gradient_beside_signal(measured: &Measurement) -> Vec<f64> {
    let depth = measured.replicates[0].len();
    let gradients = values(measured, 1, |record| record.gradient?.input_second_moment);
    let signals = values(measured, depth, |record| record.activation.second_moment);
    let pairs = gradients.iter().zip(&signals);
    let share = |(gradient, signal): (&f64, &f64)| match gradient + signal {
        0.0 => 0.0,
        total => gradient / total,
    };
    pairs.map(share).collect()
}

/// p-values against the direct engine: without what the forward pass knows, and with it.
fn p_values_of_projection(network: &Network, settings: Settings) -> [f64; 2] {
    let run = |name| experiment(network.clone(), settings, 30_000, name);
    let ignore = |_: crate::empirical::simulate::Observation<'_>| ();
    let direct = run("direct").run_observed(&ignore, &|_| ()).unwrap().0;
    let direct = gradient_beside_signal(&direct);
    [Projection::Dropped, Projection::Kept].map(|projection| {
        let plan = Plan::new(network, &settings).unwrap();
        let plan = Plan { projection, ..plan };
        let exact = run("exact").run_plan(&plan, &|_| ()).unwrap().0;
        let record = two_sample(&direct, &gradient_beside_signal(&exact));
        record.unwrap().p_value.value()
    })
}

#[test]
fn gradients_that_forget_the_forward_pass_are_told_apart() {
    let backward = |batch| Settings {
        backward: Backward::Activations,
        ..Settings::forward(batch)
    };
    let lengths = Settings {
        detail: Detail::SecondMoments,
        ..backward(1)
    };
    for (width, activation, initializer, bias, settings) in [
        (5, "tanh", "normal(1)", 0.0, backward(1)),
        (5, "tanh", "normal(1)", 0.0, backward(2)),
        (5, "tanh", "normal(1)", 0.5, backward(1)),
        (5, "tanh", "normal(1)", 0.5, backward(2)),
        (5, "tanh", "orthogonal(1.4)", 0.0, backward(1)),
        (5, "relu", "he-normal", 0.0, backward(1)),
        (5, "relu", "he-normal", 0.0, lengths),
        (5, "relu", "he-normal", 0.5, lengths),
        (3, "relu", "orthogonal(1.4)", 0.0, lengths),
    ] {
        let network = network(&[width; 4], activation, initializer, bias);
        let [forgetful, exact] = p_values_of_projection(&network, settings);
        assert!(forgetful < 1e-9, "{activation} {initializer}: {forgetful}");
        assert!(exact > 1e-9, "{activation} {initializer}: {exact}");
    }
}

#[test]
fn one_two_and_three_threads_draw_the_same_bytes() {
    for (batch, detail) in [
        (1, Detail::SecondMoments),
        (1, Detail::Everything),
        (3, Detail::Everything),
    ] {
        let run = |threads, replicates| {
            let settings = Settings {
                detail,
                ..thorough(batch)
            };
            let network = network(&[30, 90, 20], "relu", "he-normal", 0.1);
            let experiment = experiment(network, settings, replicates, "threads");
            let threads = NonZeroUsize::new(threads).unwrap();
            Experiment {
                threads,
                ..experiment
            }
            .run_exact(&|_| ())
            .unwrap()
        };
        for replicates in [1, 5] {
            let alone = run(1, replicates);
            assert_eq!(run(2, replicates), alone);
            assert_eq!(run(3, replicates), alone);
        }
        let [few, many] = [2, 4].map(|replicates| run(1, replicates));
        assert_eq!(few.0.replicates[..], many.0.replicates[..2]);
    }
}

#[test]
fn a_backward_pass_changes_nothing_forward() {
    for batch in [1, 3] {
        let run = |settings| {
            let network = network(&[8, 6, 7], "tanh", "lecun-normal", 0.4);
            experiment(network, settings, 3, "forward")
                .run_exact(&|_| ())
                .unwrap()
        };
        let mut both = run(thorough(batch));
        for record in both.0.replicates.iter_mut().flatten() {
            assert!(record.gradient.take().is_some());
        }
        let forward = Settings {
            backward: Backward::Skipped,
            ..thorough(batch)
        };
        assert_eq!(run(forward), both);
    }
}

/// Every form of the exact engine, on one input or three.
fn every_form() -> [Settings; 3] {
    let lengths = Settings {
        detail: Detail::SecondMoments,
        ..thorough(1)
    };
    [lengths, thorough(1), thorough(3)]
}

#[test]
fn signals_that_vanish_or_die_leave_numbers_or_say_so() {
    for settings in every_form() {
        for (initializer, variance) in [
            ("normal(1e-60)", 1.0),
            ("he-normal", 0.0),
            ("normal(1e60)", 1.0),
        ] {
            let settings = Settings {
                input_variance: variance,
                ..settings
            };
            let network = network(&[4; 9], "identity", initializer, 0.0);
            let (measured, growth) = experiment(network, settings, 4, "extreme")
                .run_exact(&|_| ())
                .unwrap();
            for (records, growth) in measured.replicates.iter().zip(growth) {
                assert!(!growth.is_finite(), "{growth}");
                let last = &records[7];
                let moments = [
                    last.activation.second_moment,
                    last.gradient.unwrap().output_second_moment,
                ];
                if variance == 0.0 || initializer == "normal(1e-60)" {
                    assert_eq!(moments[0], Some(0.0));
                    assert!(moments[1].is_some());
                    assert_eq!(last.effective_samples, None);
                    assert_eq!(last.activation.non_finite_share, 0.0);
                } else {
                    assert_eq!(moments[0], None);
                    assert!(last.activation.non_finite_share > 0.0);
                }
            }
        }
    }
}

#[test]
fn a_tiny_signal_has_the_law_of_a_large_one() {
    // φ(t·x) = t·φ(x): a power of two changes every second moment by its square, exactly where
    // nothing but products and quotients of lengths stand between.
    for settings in every_form() {
        let run = |variance: f64| {
            let settings = Settings {
                input_variance: variance,
                ..settings
            };
            let network = network(&[6, 5, 7], "relu", "he-normal", 0.0);
            experiment(network, settings, 5, "tiny")
                .run_exact(&|_| ())
                .unwrap()
        };
        // 4⁻⁴⁵⁰: lengths of 2⁻⁴⁵⁰, squares of 2⁻⁹⁰⁰.
        let variance = f64::from_bits((1023 - 900) << 52);
        let [plain, tiny] = [1.0, variance].map(run);
        for (plain, tiny) in plain.1.iter().zip(&tiny.1) {
            // Logarithms of size 312·2, each within an ulp, and the roundings of two layers.
            // A dead signal is −∞ at either size.
            assert!(
                plain == tiny || Tolerance::rounding(64, 700.0).accepts(*plain, *tiny),
                "{plain} {tiny}"
            );
        }
        let last = |run: &(Measurement, Vec<f64>)| {
            values(&run.0, 2, |record| record.gradient?.input_second_moment)
        };
        for (plain, tiny) in last(&plain).iter().zip(last(&tiny)) {
            assert!(Tolerance::rounding(1000, *plain).accepts(*plain, tiny));
        }
    }
}

#[test]
fn a_million_units_run_in_one_vector() {
    let network = network(&[1_000_000; 3], "tanh", "lecun-normal", 0.0);
    let measured = experiment(network, Settings::forward(1), 1, "wide");
    let measured = measured.run_exact(&|_| ()).unwrap().0;
    let q = measured.replicates[0][0]
        .pre_activation
        .second_moment
        .unwrap();
    // q is a product of two χ²_n/n, each of standard deviation √(2/n); 7 of both together.
    let tolerance = Tolerance::standard_errors(7.0, 2.0 / 1000.0);
    assert!(tolerance.accepts(q, 1.0), "{q}");
}

/// What a record knows: moments, shares and gradients.
fn known(record: &LayerRecord) -> [bool; 8] {
    let gradient = record.gradient.unwrap();
    [
        record.pre_activation.second_moment,
        record.activation.second_moment,
        record.dead_unit_share,
        record.saturated_share,
        gradient.output_second_moment,
        gradient.pre_activation_second_moment,
        gradient.input_second_moment,
        gradient.weight_second_moment,
    ]
    .map(|number| number.is_some())
}

/// Widths and weights that multiply lengths by 10²⁸·⁷ and more a layer: squares leave the doubles in
/// the sixth layer, and numbers in the eleventh, by margins that no draw reaches.
#[test]
fn both_engines_miss_the_same_of_a_network_that_leaves_the_doubles() {
    for (activation, batch) in [("relu", 1), ("relu", 3), ("leaky-relu", 1), ("identity", 2)] {
        let network = network(&[50; 13], activation, "normal(1e28)", 0.0);
        let known_by = |engine| {
            let settings = Settings {
                engine,
                ..thorough(batch)
            };
            let experiment = experiment(network.clone(), settings, 3, activation);
            let measured = experiment.run(&|_| ()).unwrap();
            measured
                .replicates
                .iter()
                .map(|layers| layers.iter().map(known).collect())
                .collect::<Vec<Vec<_>>>()
        };
        let direct = known_by(Engine::Direct);
        assert_eq!(direct, known_by(Engine::Exact), "{activation} {batch}");
        for layers in direct {
            // The last layers have left the doubles: nothing is known but the cotangent itself.
            let [first, last] = [layers[0], layers[11]];
            assert_eq!(
                last,
                [false, false, false, false, true, false, false, false]
            );
            assert_eq!(first, [true, true, true, true, false, false, false, false]);
        }
    }
}
