//! Power of the battery against the faults that initializers have, at α_total = 10⁻⁶.
//!
//! Each fault is drawn a hundred times under the normal law and six times under others, each
//! time from its own stream.

use crate::law::Law;
use crate::law::null;
use rayon::prelude::*;
use varprop::empirical::stat::{
    Budget, Check, Extent, Level, Sample, Storage, VarianceCheck, battery, reused_draws,
};
use varprop::initializer::Family;
use varprop::random::Generator;
use varprop::random::Stream;

/// Trials of a fault under the normal law.
const TRIALS: u64 = 100;
/// Trials of a fault that is repeated for other laws and formats: all must agree.
const REPEATS: u64 = 6;
const ROWS: usize = 256;
const COLS: usize = 128;
/// He's standard deviation √(2/fan_in).
const STD_DEV: f64 = 0.125;

const NORMAL: Law = Law(Family::Normal, STD_DEV);
const UNIFORM: Law = Law(Family::Uniform, STD_DEV);
const TRUNCATED: Law = Law(Family::Truncated, STD_DEV);

fn draws(test: &str, trial: u64) -> Generator {
    let room = Stream::root(0).named("tests::statistical::power");
    room.named(test).indexed(trial).generator()
}

/// A hundred trials for the plain case, a few for its variants.
fn trials(law: Law, storage: Storage) -> u64 {
    match (law.0, storage) {
        (Family::Normal, Storage::F64) => TRIALS,
        _ => REPEATS,
    }
}

/// In how many of the trials `is_caught` says yes.
fn count(name: &str, trials: u64, is_caught: impl Fn(&mut Generator) -> bool + Sync) -> u64 {
    let caught = |trial: u64| u64::from(is_caught(&mut draws(name, trial)));
    (0..trials).into_par_iter().map(caught).sum()
}

/// In how many trials the battery rejects `null` on matrices made by `draw`.
fn rejections(
    name: &str,
    null: Law,
    storage: Storage,
    draw: impl Fn(&mut Generator) -> Vec<f64> + Sync,
) -> u64 {
    let trials = trials(null, storage);
    let promised = null.promised();
    let rejected = count(name, trials, |draws| {
        let values: Vec<f64> = draw(draws).iter().map(|x| storage.round(*x)).collect();
        let sample = Sample::new(&values, ROWS, COLS).unwrap().stored_as(storage);
        let found = battery(&sample, Some(&*promised), Budget::default()).unwrap();
        !found.rejected().is_empty()
    });
    println!("{rejected:4} of {trials}  {name}");
    rejected
}

fn matrix(law: Law, draws: &mut Generator) -> Vec<f64> {
    law.draws(ROWS * COLS, draws)
}

/// A matrix of the law, then spoilt.
fn spoilt(law: Law, spoil: impl Fn(&mut [f64]) + Sync) -> impl Fn(&mut Generator) -> Vec<f64> {
    move |draws| {
        let mut values = matrix(law, draws);
        spoil(&mut values);
        values
    }
}

/// Asserts that a fault is caught in at least 99 of 100 trials.
fn assert_caught(name: &str, null: Law, draw: impl Fn(&mut Generator) -> Vec<f64> + Sync) {
    let rejected = rejections(name, null, Storage::F64, draw);
    let trials = trials(null, Storage::F64);
    assert!(
        100 * rejected >= 99 * trials,
        "{name}: {rejected} of {trials}"
    );
}

#[test]
fn right_laws_are_not_refuted_in_any_storage() {
    for (law, label) in [
        (NORMAL, "normal"),
        (UNIFORM, "uniform"),
        (TRUNCATED, "truncated"),
    ] {
        for storage in [Storage::F64, Storage::F32, Storage::F16, Storage::Bf16] {
            let name = format!("right law: {label} stored as {storage:?}");
            let rejected = rejections(&name, law, storage, |draws| matrix(law, draws));
            assert_eq!(rejected, 0, "{name}");
        }
    }
}

#[test]
fn wrong_scales_are_caught() {
    for null in [NORMAL, UNIFORM, TRUNCATED] {
        let name = format!("variance × 1.08, {:?}", null.0);
        assert_caught(&name, null, |draws| matrix(null.scaled(1.08), draws));
        let name = format!("fan 64 for 128, {:?}", null.0);
        assert_caught(&name, null, |draws| matrix(null.scaled(2.0), draws));
    }
    let uncorrected = Law(Family::TruncatedUncorrected, STD_DEV);
    assert_caught("uncorrected truncation", TRUNCATED, |draws| {
        matrix(uncorrected, draws)
    });
}

#[test]
fn the_smaller_error_of_five_percent_is_caught_more_often_than_not() {
    let name = "variance × 1.05, normal";
    let rejected = rejections(name, NORMAL, Storage::F64, |draws| {
        matrix(NORMAL.scaled(1.05), draws)
    });
    assert!(rejected >= 74, "{name}: {rejected}");
}

#[test]
fn wrong_families_of_equal_variance_are_caught() {
    for (null, truth) in [
        (NORMAL, UNIFORM),
        (UNIFORM, NORMAL),
        (NORMAL, TRUNCATED),
        (TRUNCATED, NORMAL),
        (TRUNCATED, UNIFORM),
    ] {
        let name = format!("{:?} in place of {:?}, equal variance", truth.0, null.0);
        assert_caught(&name, null, |draws| matrix(truth, draws));
    }
}

#[test]
fn spoilt_rows_are_caught() {
    for law in [NORMAL, UNIFORM, TRUNCATED] {
        let kind = law.0;
        assert_caught(
            &format!("one duplicated row, {kind:?}"),
            law,
            spoilt(law, |values| values.copy_within(..COLS, 100 * COLS)),
        );
        let negate = |values: &mut [f64]| {
            values.copy_within(..COLS, 100 * COLS);
            values[..COLS].iter_mut().for_each(|x| *x = -*x);
        };
        assert_caught(
            &format!("one negated row, {kind:?}"),
            law,
            spoilt(law, negate),
        );
        assert_caught(
            &format!("one zero row, {kind:?}"),
            law,
            spoilt(law, |values| values[..COLS].fill(0.0)),
        );
    }
}

#[test]
fn one_outlier_of_nine_standard_deviations_is_caught() {
    let spoil = |values: &mut [f64]| values[4321] = 9.0 * STD_DEV;
    assert_caught("one 9σ outlier", NORMAL, spoilt(NORMAL, spoil));
}

#[test]
fn a_drift_over_the_rows_is_caught() {
    for law in [NORMAL, UNIFORM, TRUNCATED] {
        let drift = |values: &mut [f64]| {
            for (i, row) in values.chunks_exact_mut(COLS).enumerate() {
                let factor = 0.9 + 0.2 * i as f64 / (ROWS - 1) as f64;
                row.iter_mut().for_each(|x| *x *= factor);
            }
        };
        let name = format!("row drift 0.9 to 1.1, {:?}", law.0);
        assert_caught(&name, law, spoilt(law, drift));
    }
}

#[test]
fn serial_correlation_of_five_percent_is_caught() {
    let correlate = |values: &mut [f64]| {
        let rho = 0.05_f64;
        for i in 1..values.len() {
            values[i] = rho * values[i - 1] + (1.0 - rho * rho).sqrt() * values[i];
        }
    };
    let draw = spoilt(NORMAL, correlate);
    assert_caught("serial correlation 0.05", NORMAL, draw);
}

#[test]
fn low_rank_is_caught() {
    const RANK: usize = 64;
    let draw = |draws: &mut Generator| {
        let left = Law(Family::Normal, STD_DEV / (RANK as f64).sqrt()).draws(ROWS * RANK, draws);
        let right = Law(Family::Normal, 1.0).draws(RANK * COLS, draws);
        let mut product = vec![0.0; ROWS * COLS];
        for (row, out) in left.chunks_exact(RANK).zip(product.chunks_exact_mut(COLS)) {
            for (a, b) in row.iter().zip(right.chunks_exact(COLS)) {
                out.iter_mut().zip(b).for_each(|(o, b)| *o += a * b);
            }
        }
        product
    };
    assert_caught("rank 64 of 128", NORMAL, draw);
}

#[test]
fn a_seed_reused_in_two_layers_is_caught_and_separate_seeds_are_not() {
    for is_reused in [true, false] {
        let caught = count("seed reused in two layers", TRIALS, |draws| {
            let first = NORMAL.draws(4096, draws);
            let second = if is_reused {
                first[..2048].iter().map(|x| 1.5 * x).collect()
            } else {
                NORMAL.scaled(2.25).draws(2048, draws)
            };
            let (narrow, wider) = (NORMAL.promised(), NORMAL.scaled(2.25).promised());
            let tensors = [
                (Sample::flat(&first).unwrap(), null(&*narrow)),
                (Sample::flat(&second).unwrap(), null(&*wider)),
            ];
            reused_draws(&tensors).unwrap().p_value.value() <= 1e-6
        });
        println!("{caught:4} of {TRIALS}  seed reused in two layers: {is_reused}");
        assert!(if is_reused { caught >= 99 } else { caught == 0 });
    }
}

/// The peers' tests accept variances wrong by 10 % and more; a bounded law's edge gives it away.
#[test]
fn two_percent_at_a_hundred_thousand_is_caught_for_bounded_laws() {
    for law in [UNIFORM, TRUNCATED] {
        let promised = law.promised();
        for ratio in [0.98, 1.02] {
            let caught = count("two percent", REPEATS, |draws| {
                let values = law.scaled(ratio).draws(100_000, draws);
                let sample = Sample::flat(&values).unwrap();
                let found = battery(&sample, Some(&*promised), Budget::default()).unwrap();
                !found.rejected().is_empty()
            });
            println!(
                "{caught:4} of {REPEATS}  variance × {ratio}, n = 100,000, {:?}",
                law.0
            );
            assert_eq!(caught, REPEATS);
        }
    }
}

/// For a normal law no test can do that: by Neyman and Pearson the best one rejects a variance
/// wrong by 2 % at α = 10⁻⁶ with probability about Φ(0.02·√(n/2) − 4.75) = 0.39 at n = 100,000.
/// The χ² test says what it needs instead, and has the power it states there.
#[test]
fn two_percent_of_a_normal_variance_is_caught_at_the_stated_size() {
    let promised = NORMAL.promised();
    let check = VarianceCheck::new(null(&*promised));
    let level = Level::new(1e-6, 0.01).unwrap();
    let needed = check.minimum_samples(0.02, 1, level).unwrap();
    println!("variance × 1.02, normal: needs n = {needed}");
    assert!((200_000..300_000).contains(&needed));
    let at_hundred_thousand = check
        .minimum_detectable(Extent::flat(100_000), level)
        .unwrap();
    println!("normal, n = 100,000: detects a relative error of {at_hundred_thousand:.4}");
    assert!((0.03..0.035).contains(&at_hundred_thousand));
    let caught = count("two percent, normal", TRIALS, |draws| {
        let values = NORMAL.scaled(1.02).draws(needed as usize, draws);
        let found = check.measure(&Sample::flat(&values).unwrap()).unwrap();
        found.p_value.value() <= level.alpha()
    });
    println!("{caught:4} of {TRIALS}  variance × 1.02, normal, n = {needed}");
    // 95 or fewer of 100 at a power of 0.99 has probability 0.003.
    assert!(caught >= 96);
}
