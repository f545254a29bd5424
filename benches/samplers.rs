//! Numbers drawn a second, by every sampler of weights.
//!
//! Baselines, measured beside ours: the words of `rand_chacha`'s ChaCha8, and normal and uniform
//! numbers that `rand_distr` makes of them. NumPy's generator took 12–23 ns for a normal number,
//! PyTorch's 20–25 ns (Zen 3, one core). Orthogonal matrices cost
//! a decomposition: compare them with the square matrices of `simulate`, not with samplers.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up is its author's bug"
)]

use divan::Bencher;
use divan::counter::ItemsCount;
use rand_chacha::ChaCha8Rng;
use rand_core::Rng;
use rand_core::SeedableRng;
use rand_distr::Distribution;
use varprop::initializer::EntryLaw;
use varprop::initializer::Family;
use varprop::initializer::Initializer;
use varprop::initializer::Orthogonal;
use varprop::random::Stream;
use varprop::theory::distribution::TruncatedNormal;
use varprop::theory::shape::Fans;

/// Numbers of one round: a matrix of 256 × 256.
const N: usize = 1 << 16;

fn main() {
    divan::main();
}

#[divan::bench]
fn uniform(bencher: Bencher<'_, '_>) {
    fill(bencher, family(Family::Uniform));
}

#[divan::bench]
fn normal(bencher: Bencher<'_, '_>) {
    fill(bencher, family(Family::Normal));
}

/// The window of two standard deviations that frameworks use: one in twenty is drawn again.
#[divan::bench]
fn truncated(bencher: Bencher<'_, '_>) {
    fill(bencher, family(Family::Truncated));
}

/// A tail, by exponential proposals.
#[divan::bench]
fn truncated_tail(bencher: Bencher<'_, '_>) {
    let law = TruncatedNormal::new(0.0, 1.0, 3.0, f64::INFINITY).expect("the window is open");
    fill(bencher, EntryLaw::TruncatedNormal(law));
}

#[divan::bench(args = [16, 64, 256])]
fn orthogonal(bencher: Bencher<'_, '_>, side: u64) {
    let fans = Fans {
        fan_in: side,
        fan_out: side,
    };
    let orthogonal = Orthogonal::new(1.0).expect("the gain is 1");
    bencher
        .counter(ItemsCount::new(side * side))
        .bench_local(|| orthogonal.draw_matrix(fans, Stream::root(1)));
}

/// The generator itself, without the scaling of a law.
#[divan::bench]
fn standard_normal(bencher: Bencher<'_, '_>) {
    let (mut generator, mut values) = (Stream::root(1).generator(), vec![0.0; N]);
    bencher
        .counter(ItemsCount::new(N))
        .bench_local(|| generator.fill_normal(divan::black_box(&mut values)));
}

/// 500 numbers of a new stream: one neuron of the reference network.
#[divan::bench]
fn standard_normal_of_short_streams(bencher: Bencher<'_, '_>) {
    let mut values = vec![0.0; 500];
    bencher.counter(ItemsCount::new(500_u32)).bench_local(|| {
        let stream = divan::black_box(Stream::root(1)).indexed(1);
        stream
            .generator()
            .fill_normal(divan::black_box(&mut values));
    });
}

#[divan::bench]
fn words(bencher: Bencher<'_, '_>) {
    let (mut generator, mut words) = (Stream::root(1).generator(), vec![0; N]);
    bencher.counter(ItemsCount::new(N)).bench_local(|| {
        let words = divan::black_box(&mut words);
        words
            .iter_mut()
            .for_each(|word| *word = generator.next_u64());
    });
}

#[divan::bench]
#[expect(
    clippy::disallowed_methods,
    reason = "the baseline has a generator of its own"
)]
fn baseline_words_of_rand_chacha(bencher: Bencher<'_, '_>) {
    let mut generator = ChaCha8Rng::from_seed([1; 32]);
    let mut bytes = vec![0; 8 * N];
    bencher
        .counter(ItemsCount::new(N))
        .bench_local(|| generator.fill_bytes(divan::black_box(&mut bytes)));
}

#[divan::bench]
fn baseline_normal_of_rand_distr(bencher: Bencher<'_, '_>) {
    baseline(bencher, rand_distr::StandardNormal);
}

#[divan::bench]
fn baseline_uniform_of_rand_distr(bencher: Bencher<'_, '_>) {
    baseline(
        bencher,
        rand_distr::Uniform::new(-1.0, 1.0).expect("the bounds are in order"),
    );
}

fn family(family: Family) -> EntryLaw {
    EntryLaw::with_variance(family, 0.01).expect("the variance is in range")
}

fn fill(bencher: Bencher<'_, '_>, law: EntryLaw) {
    let (sampler, mut values) = (law.sampler(), vec![0.0; N]);
    let mut generator = Stream::root(1).generator();
    bencher
        .counter(ItemsCount::new(N))
        .bench_local(|| sampler.fill(&mut generator, divan::black_box(&mut values)));
}

#[expect(
    clippy::disallowed_methods,
    reason = "the baseline has a generator of its own"
)]
fn baseline(bencher: Bencher<'_, '_>, law: impl Distribution<f64>) {
    let mut generator = ChaCha8Rng::from_seed([1; 32]);
    let mut values = vec![0.0; N];
    bencher.counter(ItemsCount::new(N)).bench_local(|| {
        let values = divan::black_box(&mut values);
        values
            .iter_mut()
            .for_each(|x| *x = law.sample(&mut generator));
    });
}
