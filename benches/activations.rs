//! Every activation: its enclosed Gaussian moments at q = 1, and values and derivatives a second.
//!
//! Baselines, measured beside ours: every vector function of `libm`, and the platform's tanh.
//! On one core of Zen 5 a value of our tanh takes 1.0 ns, libm's 9.4, the platform's 7.6; our exp
//! 0.5 ns, libm's 4.9; our erf 1.7 ns, libm's 13.6. SciPy's `quad` takes about 130 µs for E tanh(z)²,
//! with an estimate of its error where ours is enclosed.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up is its author's bug"
)]

use divan::Bencher;
use divan::counter::ItemsCount;
use varprop::num::real;
use varprop::num::vector;
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
    over_normal_numbers(bencher, |values| activation.apply_derivative(values));
}

/// A function over slices by its name.
type OverSlices = (&'static str, fn(&mut [f64]));

/// A function of one number by its name.
type OfOne = (&'static str, fn(f64) -> f64);

/// Our functions over slices, and `libm`'s one by one, by the same names.
const OURS: [OverSlices; 8] = [
    ("erf", vector::erf),
    ("erfc", vector::erfc),
    ("exp", vector::exp),
    ("exp_m1", vector::exp_m1),
    ("ln", vector::ln),
    ("ln_1p", vector::ln_1p),
    ("sigmoid", vector::sigmoid),
    ("tanh", vector::tanh),
];
const LIBM: [OfOne; 8] = [
    ("erf", libm::erf),
    ("erfc", libm::erfc),
    ("exp", libm::exp),
    ("exp_m1", libm::expm1),
    ("ln", libm::log),
    ("ln_1p", libm::log1p),
    ("sigmoid", |x| 1.0 / (1.0 + libm::exp(-x))),
    ("tanh", libm::tanh),
];

#[divan::bench(args = OURS.map(|(name, _)| name))]
fn vector_function(bencher: Bencher<'_, '_>, name: &str) {
    let (_, over_slice) = OURS.iter().find(|(n, _)| *n == name).expect("it is listed");
    over_normal_numbers(bencher, over_slice);
}

#[divan::bench(args = OURS.map(|(name, _)| name))]
fn baseline_libm(bencher: Bencher<'_, '_>, name: &str) {
    let (_, of_one) = LIBM.iter().find(|(n, _)| *n == name).expect("it is listed");
    over_normal_numbers(bencher, |values| {
        values.iter_mut().for_each(|x| *x = of_one(*x));
    });
}

/// The door to one number, through the same dispatch as the slices.
#[divan::bench]
fn one_tanh_at_a_time(bencher: Bencher<'_, '_>) {
    over_normal_numbers(bencher, |values| {
        values.iter_mut().for_each(|x| *x = real::tanh(*x));
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
