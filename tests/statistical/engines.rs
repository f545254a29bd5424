//! The exact engine draws from the law of the direct one: two-sample tests over many networks.
//!
//! Every quantity of every case is one test by Gnedenko & Korolyuk's exact law of D (ties only
//! lower it); all of them share a false-alarm rate of 10⁻⁶ by Holm. That the tests can see a wrong
//! law is shown by the twins: a weight variance wrong by a fifth, and, inside the crate,
//! gradients that forget the forward pass.

use std::num::NonZeroUsize;
use std::sync::Arc;
use varprop::empirical::simulate::Backward;
use varprop::empirical::simulate::EffectiveSamples;
use varprop::empirical::simulate::Engine;
use varprop::empirical::simulate::Experiment;
use varprop::empirical::simulate::LayerRecord;
use varprop::empirical::simulate::Measurement;
use varprop::empirical::simulate::Network;
use varprop::empirical::simulate::Settings;
use varprop::empirical::stat::PValue;
use varprop::empirical::stat::holm;
use varprop::empirical::stat::two_sample;
use varprop::initializer;
use varprop::random::Stream;
use varprop::theory::activation;

/// Networks of each engine in each case.
const REPLICATES: u64 = 12_000;
/// The false-alarm rate of all tests together.
const ALPHA: f64 = 1e-6;

/// Widths, activation, initializer, standard deviation of biases, batch.
type Case = (&'static [u64], &'static str, &'static str, f64, u64);

const CASES: [Case; 12] = [
    (&[5, 5, 5, 5], "tanh", "normal(1)", 0.0, 1),
    (&[5, 5, 5, 5], "relu", "he-normal", 0.0, 1),
    (&[8, 8, 8], "gelu", "lecun-normal", 0.5, 1),
    (&[20, 20, 20], "tanh", "glorot-normal", 0.2, 1),
    (&[3, 9, 2, 6], "leaky-relu(0.2)", "he-normal", 0.3, 1),
    (&[5, 5, 5], "tanh", "normal(0.8)", 0.0, 2),
    (&[4, 7, 3], "relu", "he-normal", 0.4, 3),
    // More inputs than dimensions: their Gram matrix is singular.
    (&[2, 5, 2, 4], "tanh", "lecun-normal", 0.0, 3),
    (&[1, 3, 3], "relu", "he-normal", 0.7, 3),
    (&[5, 5, 5], "tanh", "orthogonal(1.5)", 0.0, 1),
    (&[3, 8, 2, 5], "tanh", "orthogonal(1.2)", 0.0, 1),
    (&[6, 3, 7], "relu", "orthogonal(1.4)", 0.5, 1),
];

fn network((widths, phi, init, bias_std_dev, _): Case) -> Network {
    let phi = Arc::from(activation::parse(phi).unwrap()) as Arc<dyn activation::GaussianMoments>;
    let init = Arc::from(initializer::parse(init).unwrap());
    let network = Network::new(widths.to_vec(), phi, init).unwrap();
    network.with_bias(bias_std_dev).unwrap()
}

fn measured(case: Case, engine: Engine, name: &str) -> Measurement {
    let settings = Settings {
        backward: Backward::ActivationsAndWeights,
        effective_samples: EffectiveSamples::Measured,
        threshold: 0.5,
        engine,
        ..Settings::forward(case.4)
    };
    let experiment = Experiment {
        network: network(case),
        settings,
        replicates: REPLICATES,
        threads: NonZeroUsize::new(2).unwrap(),
        stream: Stream::root(1).named("engines").named(name),
    };
    experiment.run(&|_| ()).unwrap()
}

/// What is compared of a layer; what is missing in a network that died counts as −1.
const QUANTITIES: [fn(&LayerRecord) -> Option<f64>; 11] = [
    |r| r.pre_activation.second_moment,
    |r| r.pre_activation.kurtosis,
    |r| r.activation.mean,
    |r| r.activation.std_dev,
    |r| r.zero_share,
    |r| r.beyond_threshold_share,
    |r| r.dead_unit_share,
    |r| r.effective_samples,
    |r| r.gradient?.pre_activation_second_moment,
    |r| r.gradient?.input_second_moment,
    |r| r.gradient?.weight_second_moment,
];

/// Every quantity of every layer; then, layer by layer, the share of the gradient in what it and
/// the last signal add up to, which sees how they depend on each other.
fn samples(measured: &Measurement) -> Vec<Vec<f64>> {
    let depth = measured.replicates[0].len();
    let all = |layer: usize, quantity: &dyn Fn(&LayerRecord) -> Option<f64>| -> Vec<f64> {
        let values = measured.values(layer, quantity);
        values.map(|value| value.unwrap_or(-1.0)).collect()
    };
    let mut samples = Vec::new();
    for layer in 1..=depth {
        samples.extend(QUANTITIES.iter().map(|quantity| all(layer, quantity)));
        let gradients = all(layer, &|r| r.gradient?.input_second_moment);
        let signals = all(depth, &|r| r.activation.second_moment);
        let pairs = gradients.iter().zip(&signals);
        let share = |(g, q): (&f64, &f64)| if g + q > 0.0 { g / (g + q) } else { 0.0 };
        samples.push(pairs.map(share).collect());
    }
    samples
}

fn p_values(first: &Measurement, second: &Measurement) -> Vec<PValue> {
    let pairs = samples(first).into_iter().zip(samples(second));
    let p_value =
        |(first, second): (Vec<f64>, Vec<f64>)| two_sample(&first, &second).unwrap().p_value;
    pairs.map(p_value).collect()
}

#[test]
fn the_exact_engine_has_the_law_of_the_direct_one() {
    let of_case = |case: &Case| {
        let direct = measured(*case, Engine::Direct, "direct");
        let exact = measured(*case, Engine::Exact, "exact");
        p_values(&direct, &exact)
    };
    let p_values: Vec<Vec<PValue>> = CASES.iter().map(of_case).collect();
    let decisions = holm(&p_values.concat(), ALPHA);
    let rejected: Vec<_> = decisions.iter().filter(|d| d.rejected).collect();
    assert!(rejected.is_empty(), "{rejected:?}\n{p_values:?}");
}

#[test]
fn a_weight_variance_wrong_by_a_fifth_is_told_apart() {
    for (case, init) in [
        (CASES[0], "normal(1.1)"),
        (CASES[5], "normal(0.88)"),
        (CASES[9], "orthogonal(1.65)"),
    ] {
        let wrong = (case.0, case.1, init, case.3, case.4);
        let direct = measured(case, Engine::Direct, "direct");
        let exact = measured(wrong, Engine::Exact, "exact");
        let decisions = holm(&p_values(&direct, &exact), ALPHA);
        assert!(decisions.iter().any(|d| d.rejected), "{init}");
    }
}
