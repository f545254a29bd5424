//! Certified enclosures beside the trapezoid rule, for every activation: what it costs to trust
//! neither a library function nor a contour theorem.
//!
//! Both stand in the same run, so their ratio is a reading of one machine at one time; it is
//! printed at the end, with the radius that each reaches.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up is its author's bug"
)]

use divan::Bencher;
use std::hint::black_box;
use varprop::num::Interval;
use varprop::theory::activation::ALL;
use varprop::theory::activation::BoxedActivation;
use varprop::theory::activation::parse;
use varprop::theory::certified::Activation;
use varprop::theory::certified::Moment;
use varprop::theory::certified::Recursion;
use varprop::theory::mean_field;

fn main() {
    divan::main();
    ratios();
}

fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|entry| entry.name)
}

fn predicted(name: &str) -> BoxedActivation {
    parse(name).expect("the name is from the list")
}

fn certified(name: &str) -> Activation {
    Activation::parse(name).expect("every activation is certified")
}

#[divan::bench(args = names())]
fn second_moment_certified(bencher: Bencher<'_, '_>, name: &str) {
    let activation = certified(name);
    bencher.bench_local(|| activation.moment(Moment::Second, black_box(Interval::point(1.0))));
}

#[divan::bench(args = names())]
fn second_moment_by_trapezoid(bencher: Bencher<'_, '_>, name: &str) {
    let activation = predicted(name);
    bencher.bench_local(|| activation.second_moment(black_box(1.0)));
}

#[divan::bench(args = names())]
fn derivative_second_moment_certified(bencher: Bencher<'_, '_>, name: &str) {
    let activation = certified(name);
    let q = Interval::point(1.0);
    bencher.bench_local(|| activation.moment(Moment::DerivativeSecond, black_box(q)));
}

#[divan::bench(args = names())]
fn derivative_second_moment_by_trapezoid(bencher: Bencher<'_, '_>, name: &str) {
    let activation = predicted(name);
    bencher.bench_local(|| activation.derivative_second_moment(black_box(1.0)));
}

/// σ_w² = ¾, σ_b² = ⅛: one attracting fixed point for every activation.
#[divan::bench(args = names())]
fn fixed_points_certified(bencher: Bencher<'_, '_>, name: &str) {
    let [weights, biases] = [0.75, 0.125].map(Interval::point);
    let recursion = Recursion::new(certified(name), weights, biases);
    let recursion = recursion.expect("the variances are positive");
    bencher.bench_local(|| recursion.fixed_points());
}

#[divan::bench(args = names())]
fn fixed_points_by_scan(bencher: Bencher<'_, '_>, name: &str) {
    let activation = predicted(name);
    let recursion = mean_field::Recursion::new(&*activation, 0.75, 0.125);
    let recursion = recursion.expect("the variances are positive");
    bencher.bench_local(|| recursion.fixed_points());
}

/// E φ(z)² both ways: time in microseconds, radius, and the ratio of the times.
fn ratios() {
    println!("\nE φ(z)²      certified: µs, radius   trapezoid: µs, radius   ratio");
    for name in names() {
        let (slow, fast) = (certified(name), predicted(name));
        let q = Interval::point(1.0);
        let (certified_time, certified_radius) = fastest(|| {
            let answer = slow.moment(Moment::Second, black_box(q));
            answer.expect("q is positive").radius()
        });
        let (predicted_time, predicted_radius) = fastest(|| {
            let answer = fast.second_moment(black_box(1.0));
            answer.expect("q is positive").radius()
        });
        let ratio = certified_time / predicted_time;
        println!(
            "{name:<12} {certified_time:>10.2} {certified_radius:>10.1e} \
             {predicted_time:>12.2} {predicted_radius:>10.1e} {ratio:>9.1}"
        );
    }
}

/// The fastest of some runs, in microseconds, and what they answer.
#[expect(clippy::disallowed_types, reason = "a bench measures time")]
fn fastest(run: impl Fn() -> f64) -> (f64, f64) {
    let mut best = (f64::INFINITY, f64::NAN);
    for _ in 0..50 {
        let start = std::time::Instant::now();
        let answer = run();
        let elapsed = start.elapsed().as_secs_f64() * 1e6;
        if elapsed < best.0 {
            best = (elapsed, answer);
        }
    }
    best
}
