//! Speed of the simulation: products, the parts of one layer, and the reference job.
//!
//! The reference job is 1000 samples of 500 inputs through ten tanh layers of 500 units: weights
//! drawn, mean and standard deviation of each layer recorded. A fused multiply-add counts as two
//! operations, so that the throughput of a product can be held against the processor's peak.

#![expect(
    clippy::expect_used,
    reason = "a bench has no user: a malformed job is its author's bug"
)]

use divan::Bencher;
use divan::counter::ItemsCount;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;
use varprop::empirical::simulate::{
    Backward, EffectiveSamples, Experiment, Matrix, Moments, Network, Settings, Work,
    effective_samples, product,
};
use varprop::initializer::{Initializer, InitializerError, WeightLaw};
use varprop::num::Rational;
use varprop::num::real;
use varprop::random::Stream;
use varprop::theory::activation::Activation;
use varprop::theory::shape::Fans;

fn main() {
    divan::main();
}

#[divan::bench(args = [(64, 64, 64), (1000, 500, 500), (1000, 1000, 1000)])]
fn matrix_product(bencher: Bencher<'_, '_>, (m, k, n): (usize, usize, usize)) {
    let (a, w) = (normal_matrix(m, k), normal_matrix(n, k));
    bencher
        .counter(ItemsCount::new(2 * m * k * n))
        .bench_local(|| product(a.view(), w.view().transposed(), None, Work::OneThread));
}

#[divan::bench]
fn moments_of_one_layer(bencher: Bencher<'_, '_>) {
    let a = normal_matrix(1000, 500);
    bencher.bench_local(|| Moments::of(a.values(), Work::OneThread));
}

#[divan::bench]
fn effective_samples_of_one_layer(bencher: Bencher<'_, '_>) {
    let a = normal_matrix(1000, 500);
    bencher.bench_local(|| effective_samples(&a, Work::OneThread));
}

#[divan::bench]
fn weights_of_one_layer(bencher: Bencher<'_, '_>) {
    let fans = Fans {
        fan_in: 500,
        fan_out: 500,
    };
    bencher.bench_local(|| Lecun.draw_matrix(fans, Stream::root(1)));
}

#[divan::bench]
fn tanh_of_one_layer(bencher: Bencher<'_, '_>) {
    let z = normal_matrix(1000, 500);
    bencher
        .with_inputs(|| z.values().to_vec())
        .bench_local_refs(|values| Tanh.apply(black_box(values)));
}

#[divan::bench(args = [1, 2])]
fn reference_job_forward(threads: usize) {
    run(&reference_job(threads, Settings::forward(1000)));
}

#[divan::bench(args = [1, 2])]
fn reference_job_with_everything_measured(threads: usize) {
    let settings = Settings {
        backward: Backward::ActivationsAndWeights,
        effective_samples: EffectiveSamples::Measured,
        ..Settings::forward(1000)
    };
    run(&reference_job(threads, settings));
}

fn reference_job(threads: usize, settings: Settings) -> Experiment {
    let network = Network::new(vec![500; 11], Arc::new(Tanh), Arc::new(Lecun));
    Experiment {
        network: network.expect("the widths are positive"),
        settings,
        replicates: 1,
        threads: NonZeroUsize::new(threads).expect("at least one thread"),
        stream: Stream::root(1).named("bench"),
    }
}

fn run(experiment: &Experiment) {
    let measured = experiment.run(&|_| ()).expect("the job is well-formed");
    black_box(measured);
}

fn normal_matrix(rows: usize, columns: usize) -> Matrix {
    let mut values = vec![0.0; rows * columns];
    Stream::root(1).generator().fill_normal(&mut values);
    Matrix::new(rows, columns, values).expect("the length fits")
}

/// Independent N(0, 1/fan_in) weights, written here so that the bench measures this room alone.
#[derive(Debug)]
struct Lecun;

impl Initializer for Lecun {
    fn name(&self) -> &'static str {
        "bench-normal"
    }

    fn law(&self, _: Fans) -> Result<WeightLaw, InitializerError> {
        Ok(WeightLaw::Fixed)
    }

    fn exact_variance(&self, _: Fans) -> Option<Rational> {
        None
    }

    fn draw_matrix(&self, fans: Fans, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        let (rows, columns) = (fans.fan_out as usize, fans.fan_in as usize);
        let std_dev = 1.0 / (columns as f64).sqrt();
        let mut weights = vec![0.0; rows * columns];
        for (row, weights) in weights.chunks_mut(columns).enumerate() {
            stream.indexed(row as u64).generator().fill_normal(weights);
            weights.iter_mut().for_each(|w| *w *= std_dev);
        }
        Ok(weights)
    }
}

#[derive(Debug)]
struct Tanh;

impl Activation for Tanh {
    fn name(&self) -> &'static str {
        "bench-tanh"
    }

    fn value(&self, x: f64) -> f64 {
        real::tanh(x)
    }

    fn derivative(&self, x: f64) -> f64 {
        let tanh = real::tanh(x);
        1.0 - tanh * tanh
    }

    fn is_saturated(&self, output: f64) -> bool {
        output.abs() > 0.99
    }
}
