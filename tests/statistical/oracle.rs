//! Our samplers against two strangers: draws of `rand_distr`, distribution functions of `statrs`.
//!
//! Neither shares code with ours. All tests of this file share a false-alarm rate of 10⁻⁹.

use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use statrs::distribution::ContinuousCDF;
use varprop::empirical::stat::two_sample;
use varprop::initializer::EntryLaw;
use varprop::random::Stream;
use varprop::theory::distribution::Normal;
use varprop::theory::distribution::TruncatedNormal;
use varprop::theory::distribution::Uniform;

/// Numbers from each side: a distance of 0.0072 between the laws is seen with near certainty.
const N: usize = 1_000_000;
/// 10⁻⁹ over the ten tests below.
const ALPHA: f64 = 1e-10;

/// Windows of the truncated normal law, one for each way of proposing: the parent, uniform
/// numbers, and an exponential tail on either side.
const WINDOWS: [(f64, f64); 4] = [
    (-2.0, 2.0),
    (0.5, 0.75),
    (3.0, f64::INFINITY),
    (f64::NEG_INFINITY, -2.5),
];

fn ours(law: EntryLaw, name: &str) -> Vec<f64> {
    let mut values = vec![0.0; N];
    let stream = Stream::root(1).named("oracle").named(name);
    law.sampler().fill(&mut stream.generator(), &mut values);
    values
}

/// A generator that owes nothing to our streams.
#[expect(
    clippy::disallowed_methods,
    reason = "the oracle must not share the door that it tests"
)]
fn stranger(seed: u8) -> ChaCha8Rng {
    ChaCha8Rng::from_seed([seed; 32])
}

/// Numbers of `rand_distr`, those outside the window drawn again.
fn theirs(
    law: impl rand_distr::Distribution<f64>,
    window: (f64, f64),
    seed: u8,
    n: usize,
) -> Vec<f64> {
    let inside = |x: &f64| window.0 <= *x && *x <= window.1;
    law.sample_iter(stranger(seed))
        .filter(inside)
        .take(n)
        .collect()
}

fn assert_one_law(ours: &[f64], theirs: &[f64], name: &str) {
    let found = two_sample(ours, theirs).unwrap();
    assert!(found.p_value.value() > ALPHA, "{name}: {found:?}");
}

/// sup|F_N − F| against the bound of Dvoretzky, Kiefer & Wolfowitz in Massart's (1990) form.
fn assert_follows(values: &[f64], cdf: impl Fn(f64) -> f64, name: &str) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let distances = sorted.iter().enumerate().map(|(i, x)| {
        let below = cdf(*x) - i as f64 / n;
        below.max((i + 1) as f64 / n - cdf(*x))
    });
    let distance = distances.fold(0.0, f64::max);
    // −ln(α/2) at α = 10⁻¹⁰.
    let radius = (23.718_998_110_500_4 / (2.0 * n)).sqrt();
    assert!(distance <= radius, "{name}: {distance} > {radius}");
}

#[test]
fn normal_numbers_have_the_law_of_two_strangers() {
    let law = EntryLaw::Normal(Normal::new(0.5, 2.0).unwrap());
    let values = ours(law, "normal");
    let whole = (f64::NEG_INFINITY, f64::INFINITY);
    let drawn = theirs(rand_distr::Normal::new(0.5, 2.0).unwrap(), whole, 1, N);
    assert_one_law(&values, &drawn, "normal");
    let oracle = statrs::distribution::Normal::new(0.5, 2.0).unwrap();
    assert_follows(&values, |x| oracle.cdf(x), "normal");
}

#[test]
fn uniform_numbers_have_the_law_of_two_strangers() {
    let law = EntryLaw::Uniform(Uniform::new(-0.25, 1.0).unwrap());
    let values = ours(law, "uniform");
    let drawn = theirs(
        rand_distr::Uniform::new(-0.25, 1.0).unwrap(),
        (-0.25, 1.0),
        2,
        N,
    );
    assert_one_law(&values, &drawn, "uniform");
    let oracle = statrs::distribution::Uniform::new(-0.25, 1.0).unwrap();
    assert_follows(&values, |x| oracle.cdf(x), "uniform");
}

#[test]
fn truncated_numbers_have_the_law_of_what_strangers_leave_inside_the_window() {
    let oracle = statrs::distribution::Normal::new(0.0, 1.0).unwrap();
    for (low, high) in WINDOWS {
        let name = format!("truncated normal on [{low}, {high}]");
        let law = TruncatedNormal::new(0.0, 1.0, low, high).unwrap();
        let values = ours(EntryLaw::TruncatedNormal(law), &name);
        // Rejection keeps one in 740 of a far tail: fewer of those.
        let n = if 2.4 < low.max(-high) { N / 50 } else { N };
        let drawn = theirs(rand_distr::StandardNormal, (low, high), 3, n);
        assert_one_law(&values, &drawn, &name);
        // The upper tail is computed from the lower one, where nothing cancels.
        let (mass, below) = if 0.0 < low {
            let above = |x: f64| oracle.cdf(-x);
            (
                above(low) - above(high),
                Box::new(move |x| above(low) - above(x)) as Box<dyn Fn(f64) -> f64>,
            )
        } else {
            let start = oracle.cdf(low);
            (
                oracle.cdf(high) - start,
                Box::new(move |x| oracle.cdf(x) - start) as Box<dyn Fn(f64) -> f64>,
            )
        };
        assert_follows(&values, |x| below(x) / mass, &name);
    }
}
