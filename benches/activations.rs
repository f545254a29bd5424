//! Every activation: its enclosed Gaussian moments at q = 1, and values and derivatives a second.
//!
//! Baselines: the platform's tanh takes 18.9 ns a value, libm's 20.4 ns (Zen 3, one core); the
//! standard library's is measured beside ours. SciPy's `quad` takes about 130 µs for E tanh(z)²,
//! with an estimate of its error where ours is enclosed.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up is its author's bug"
)]

use divan::Bencher;
use divan::counter::ItemsCount;
use varprop::random::Stream;
use varprop::theory::activation::ALL;
use varprop::theory::activation::BoxedActivation;
use varprop::theory::activation::parse;

/// Values of one round: a layer of 100 units for 100 inputs.
const N: usize = 10_000;

fn main() {
    divan::main();
}

fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|entry| entry.name)
}

#[divan::bench(args = names())]
fn second_moment(bencher: Bencher<'_, '_>, name: &str) {
    let activation = activation(name);
    bencher.bench_local(|| activation.second_moment(divan::black_box(1.0)));
}

#[divan::bench(args = names())]
fn derivative_second_moment(bencher: Bencher<'_, '_>, name: &str) {
    let activation = activation(name);
    bencher.bench_local(|| activation.derivative_second_moment(divan::black_box(1.0)));
}

#[divan::bench(args = names())]
fn fourth_central_moment(bencher: Bencher<'_, '_>, name: &str) {
    let activation = activation(name);
    bencher.bench_local(|| activation.fourth_central_moment(divan::black_box(1.0)));
}

#[divan::bench(args = names())]
fn value(bencher: Bencher<'_, '_>, name: &str) {
    let activation = activation(name);
    over_normal_numbers(bencher, |values| activation.apply(values));
}

#[divan::bench(args = names())]
fn derivative(bencher: Bencher<'_, '_>, name: &str) {
    let activation = activation(name);
    over_normal_numbers(bencher, |values| {
        values
            .iter_mut()
            .for_each(|x| *x = activation.derivative(*x));
    });
}

#[divan::bench]
#[expect(
    clippy::disallowed_methods,
    reason = "the platform's tanh is the baseline"
)]
fn baseline_tanh_of_the_platform(bencher: Bencher<'_, '_>) {
    over_normal_numbers(bencher, |values| {
        values.iter_mut().for_each(|x| *x = x.tanh());
    });
}

fn activation(name: &str) -> BoxedActivation {
    parse(name).expect("the name is in the registry")
}

fn over_normal_numbers(bencher: Bencher<'_, '_>, change: impl Fn(&mut [f64])) {
    let mut drawn = vec![0.0; N];
    Stream::root(1).generator().fill_normal(&mut drawn);
    bencher
        .counter(ItemsCount::new(N))
        .with_inputs(|| drawn.clone())
        .bench_local_refs(|values| change(divan::black_box(values)));
}
