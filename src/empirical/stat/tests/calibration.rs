//! False alarms come at the stated rate: exactly for exact p-values, at most for bounds.

use crate::empirical::stat::special::binomial_at_least;
use crate::empirical::stat::test_law::Law;
use crate::empirical::stat::test_law::Shape;
use crate::empirical::stat::test_law::generator;
use crate::empirical::stat::*;

const TRIALS: u64 = 2000;
const ALPHA: f64 = 0.01;
/// The false-alarm rate of each assertion below, one-sided.
const DOUBT: f64 = 1e-4;

/// Whether `alarms` of the trials fit a rate of at most α, and of α itself if exact.
fn is_calibrated(alarms: u64, is_exact: bool) -> bool {
    let more = binomial_at_least(TRIALS, ALPHA, alarms).unwrap();
    let fewer = 1.0 - binomial_at_least(TRIALS, ALPHA, alarms + 1).unwrap();
    more > DOUBT && (fewer > DOUBT || !is_exact)
}

/// Counts the alarms of a check at rate α on data of a law; the weakest guarantee met.
fn alarms(check: &dyn Check, law: Law) -> (u64, Guarantee) {
    let mut draws = generator(&format!("calibration::{}::{law:?}", check.name()));
    let (mut alarms, mut guarantee) = (0, Guarantee::Exact);
    for _ in 0..TRIALS {
        let values = law.draws(16 * 12, &mut draws);
        let sample = Sample::new(&values, 16, 12).unwrap();
        let found = check.measure(&sample).unwrap();
        guarantee = guarantee.max(found.guarantee);
        alarms += u64::from(found.p_value.value() <= ALPHA);
    }
    (alarms, guarantee)
}

fn calibrate(check: &dyn Check, law: Law, is_continuous: bool) {
    let (alarms, guarantee) = alarms(check, law);
    let is_exact = guarantee == Guarantee::Exact && is_continuous;
    assert!(
        is_calibrated(alarms, is_exact),
        "{} under {law:?}: {alarms} alarms of {TRIALS} at {ALPHA}",
        check.name()
    );
}

#[test]
fn checks_of_normal_matrices_raise_false_alarms_at_their_rate() {
    let law = Law(Shape::Normal, 0.3);
    let null = Null::new(&law).unwrap();
    calibrate(&MeanCheck::new(null), law, true);
    calibrate(&VarianceCheck::new(null), law, true);
    calibrate(&WholeLawCheck::new(null), law, true);
    calibrate(&ExtremeCheck::new(null), law, true);
    calibrate(&EnergyCheck::new(null, Axis::Rows), law, true);
    calibrate(&EnergyCheck::new(null, Axis::Columns), law, true);
    calibrate(&EnergyLawCheck::new(null, Axis::Rows).unwrap(), law, true);
    calibrate(&DriftCheck::new(null).unwrap(), law, true);
    calibrate(&SerialCheck::new(null, 1).unwrap(), law, true);
    calibrate(&SerialCheck::new(null, 12).unwrap(), law, true);
    calibrate(&CollinearCheck::new(null), law, true);
    calibrate(&SpectrumCheck::new(null).unwrap(), law, true);
    calibrate(&DuplicateCheck::new(null, Storage::F64), law, false);
    calibrate(&ZeroCheck::new(null, Storage::F64), law, false);
}

#[test]
fn checks_of_bounded_matrices_raise_false_alarms_at_most_at_their_rate() {
    for law in [Law(Shape::Uniform, 0.3), Law(Shape::Truncated, 0.3)] {
        let null = Null::new(&law).unwrap();
        calibrate(&MeanCheck::new(null), law, true);
        calibrate(&VarianceCheck::new(null), law, true);
        calibrate(&WholeLawCheck::new(null), law, true);
        calibrate(&ExtremeCheck::new(null), law, true);
        calibrate(&DriftCheck::new(null).unwrap(), law, true);
        calibrate(&SerialCheck::new(null, 1).unwrap(), law, true);
        calibrate(&CollinearCheck::new(null), law, true);
    }
}

#[test]
fn an_inflated_rate_would_be_noticed() {
    let law = Law(Shape::Normal, 0.3);
    let wrong = Law(Shape::Normal, 0.28);
    let check = VarianceCheck::new(Null::new(&wrong).unwrap());
    assert!(!is_calibrated(alarms(&check, law).0, true));
}

#[test]
fn two_samples_of_one_law_raise_false_alarms_at_most_at_their_rate() {
    let mut draws = generator("calibration::two-sample");
    for (n, m) in [(60, 60), (60, 45)] {
        let mut alarms = 0;
        for _ in 0..TRIALS {
            let a: Vec<f64> = (0..n).map(|_| draws.normal()).collect();
            let b: Vec<f64> = (0..m).map(|_| draws.normal()).collect();
            alarms += u64::from(two_sample(&a, &b).unwrap().p_value.value() <= ALPHA);
        }
        assert!(
            is_calibrated(alarms, false),
            "{alarms} alarms at sizes {n}, {m}"
        );
    }
}

#[test]
fn storage_is_not_mistaken_for_a_wrong_law() {
    let law = Law(Shape::Normal, 0.02);
    for storage in [Storage::F32, Storage::F16, Storage::Bf16] {
        let mut draws = generator(&format!("storage::{storage:?}"));
        for _ in 0..20 {
            let drawn = law.draws(128 * 128, &mut draws);
            let values: Vec<f64> = drawn.iter().map(|x| storage.round(*x)).collect();
            let sample = Sample::new(&values, 128, 128).unwrap().stored_as(storage);
            let found = battery(&sample, Some(&law), Budget::default()).unwrap();
            assert!(
                found.rejected().is_empty(),
                "{storage:?}: {:?}",
                found.rejected()
            );
        }
    }
}

#[test]
fn bf16_is_refuted_where_its_cells_are_ignored() {
    let law = Law(Shape::Normal, 0.02);
    let mut draws = generator("storage::ignored");
    let drawn = law.draws(1 << 17, &mut draws);
    let values: Vec<f64> = drawn.iter().map(|x| Storage::Bf16.round(*x)).collect();
    let check = WholeLawCheck::new(Null::new(&law).unwrap());
    let told = Sample::flat(&values).unwrap().stored_as(Storage::Bf16);
    assert!(check.measure(&told).unwrap().p_value.value() > DOUBT);
    let untold = Sample::flat(&values).unwrap();
    let found = check.measure(&untold).unwrap();
    assert!(found.p_value < check.measure(&told).unwrap().p_value);
}
