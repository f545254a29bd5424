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
    Backward, EffectiveSamples, Experiment, Moments, Network, Settings, effective_samples,
};
use varprop::initializer::{Initializer, LecunNormal};
use varprop::linear::{Matrix, Work, product};
use varprop::random::Stream;
use varprop::theory::activation::{Activation, Tanh};
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
    bencher.bench_local(|| LecunNormal.draw_matrix(fans, Stream::root(1)));
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
    let network = Network::new(vec![500; 11], Arc::new(Tanh), Arc::new(LecunNormal));
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
