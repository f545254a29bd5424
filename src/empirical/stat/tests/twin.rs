//! Every check passes its own law and rejects it perturbed by the declared detectable effect.

use crate::empirical::stat::test_law::Law;
use crate::empirical::stat::test_law::Shape;
use crate::empirical::stat::test_law::generator;
use crate::empirical::stat::*;
use crate::random::Generator;

const ROWS: usize = 128;
const COLS: usize = 96;
const EXTENT: Extent = Extent {
    rows: ROWS as u64,
    cols: COLS as u64,
};
const LAWS: [Law; 3] = [
    Law(Shape::Normal, 0.25),
    Law(Shape::Uniform, 0.25),
    Law(Shape::Truncated, 0.25),
];

fn level() -> Level {
    Level::new(1e-6, 1e-6).unwrap()
}

/// Draws a matrix, asserts that it passes, applies the declared effect, asserts that it fails.
fn twin(check: &dyn Check, law: Law, perturb: impl Fn(&mut [f64], f64, &mut Generator)) {
    let mut draws = generator(&format!("twin::{}::{}", check.name(), law.1));
    let mut values = law.draws(ROWS * COLS, &mut draws);
    let p = |values: &[f64]| {
        let sample = Sample::new(values, ROWS, COLS).unwrap();
        check.measure(&sample).unwrap().p_value.value()
    };
    let what = format!("{} under {law:?}", check.name());
    assert!(
        p(&values) > 1e-4,
        "{what} refutes its own law: {}",
        p(&values)
    );
    let effect = check.minimum_detectable(EXTENT, level()).unwrap();
    perturb(&mut values, effect, &mut draws);
    assert!(
        p(&values) <= 1e-6,
        "{what} misses its effect {effect}: {}",
        p(&values)
    );
}

fn rescale(values: &mut [f64], factor: f64) {
    values.iter_mut().for_each(|x| *x *= factor);
}

#[test]
fn the_mean_check_sees_its_declared_shift() {
    for law in LAWS {
        let check = MeanCheck::new(Null::new(&law).unwrap());
        twin(&check, law, |values, effect, _| {
            values.iter_mut().for_each(|x| *x += effect * law.1);
        });
    }
}

#[test]
fn the_variance_check_sees_its_declared_error() {
    for law in LAWS {
        let check = VarianceCheck::new(Null::new(&law).unwrap());
        twin(&check, law, |values, effect, _| {
            rescale(values, (1.0 + effect).sqrt());
        });
    }
}

#[test]
fn the_whole_law_check_sees_its_declared_distance() {
    for law in LAWS {
        let check = WholeLawCheck::new(Null::new(&law).unwrap());
        twin(&check, law, |values, effect, draws| {
            // G = (1 − D)F below a far atom: the distance is D.
            for x in values {
                if draws.uniform() < effect {
                    *x = 1e3;
                }
            }
        });
    }
}

#[test]
fn the_extreme_check_sees_its_declared_outlier() {
    for law in LAWS {
        let check = ExtremeCheck::new(Null::new(&law).unwrap());
        twin(&check, law, |values, effect, _| {
            values[77] = -effect * law.1 * (1.0 + 1e-9);
        });
    }
}

#[test]
fn the_energy_checks_see_their_declared_line() {
    for law in LAWS {
        let null = Null::new(&law).unwrap();
        twin(
            &EnergyCheck::new(null, Axis::Rows),
            law,
            |values, effect, _| {
                rescale(&mut values[..COLS], (1.0 + effect).sqrt());
            },
        );
        twin(
            &EnergyCheck::new(null, Axis::Columns),
            law,
            |values, effect, _| {
                let column = values.iter_mut().skip(5).step_by(COLS);
                column.for_each(|x| *x *= (1.0 + effect).sqrt());
            },
        );
    }
}

#[test]
fn the_energy_law_check_sees_its_declared_distance() {
    let law = LAWS[0];
    let check = EnergyLawCheck::new(Null::new(&law).unwrap(), Axis::Rows).unwrap();
    twin(&check, law, |values, effect, _| {
        let rows = (effect * ROWS as f64).ceil() as usize;
        rescale(&mut values[..rows * COLS], 3.0);
    });
}

#[test]
fn the_drift_check_sees_its_declared_excess() {
    for law in LAWS {
        let check = DriftCheck::new(Null::new(&law).unwrap()).unwrap();
        twin(&check, law, |values, effect, _| {
            rescale(&mut values[..ROWS * COLS / 2], (1.0 + effect).sqrt());
        });
    }
}

#[test]
fn the_serial_checks_see_their_declared_correlation() {
    for law in LAWS {
        for lag in [1, COLS] {
            let check = SerialCheck::new(Null::new(&law).unwrap(), lag).unwrap();
            twin(&check, law, |values, effect, draws| {
                // Repeating the value a lag back with probability ρ has correlation ρ.
                for i in lag..values.len() {
                    if draws.uniform() < effect {
                        values[i] = values[i - lag];
                    }
                }
            });
        }
    }
}

#[test]
fn the_duplicate_check_sees_one_pair() {
    for law in LAWS {
        let check = DuplicateCheck::new(Null::new(&law).unwrap(), Storage::F64);
        for sign in [1.0, -1.0] {
            twin(&check, law, |values, effect, _| {
                assert_eq!(effect, 1.0);
                values.copy_within(..COLS, 40 * COLS);
                rescale(&mut values[40 * COLS..41 * COLS], sign);
            });
        }
    }
}

#[test]
fn the_collinear_check_sees_its_declared_cosine() {
    for law in LAWS {
        let check = CollinearCheck::new(Null::new(&law).unwrap());
        twin(&check, law, |values, effect, _| {
            // A row of the stated cosine with row 0, of its expected length.
            let (first, rest) = values.split_at_mut(COLS);
            let other = &mut rest[..COLS];
            let along: f64 = first.iter().zip(&*other).map(|(a, b)| a * b).sum();
            let energy: f64 = first.iter().map(|a| a * a).sum();
            for (b, a) in other.iter_mut().zip(&*first) {
                *b -= along / energy * a;
            }
            let left: f64 = other.iter().map(|b| b * b).sum();
            let length = law.1 * (COLS as f64).sqrt();
            let (c, s) = (1.01 * effect, (1.0 - 1.0201 * effect * effect).sqrt());
            for (b, a) in other.iter_mut().zip(&*first) {
                *b = length * (c * a / energy.sqrt() + s * *b / left.sqrt());
            }
        });
    }
}

#[test]
fn the_zero_check_sees_its_declared_number() {
    for law in LAWS {
        let check = ZeroCheck::new(Null::new(&law).unwrap(), Storage::F64);
        twin(&check, law, |values, effect, _| {
            values
                .iter_mut()
                .take(effect as usize)
                .for_each(|x| *x = 0.0);
        });
    }
}

#[test]
fn the_finite_check_sees_one_nan() {
    twin(&FiniteCheck, LAWS[0], |values, _, _| values[3] = f64::NAN);
}

#[test]
fn the_spectrum_check_sees_its_declared_excess() {
    let law = LAWS[0];
    let check = SpectrumCheck::new(Null::new(&law).unwrap()).unwrap();
    twin(&check, law, |values, effect, _| {
        let sample = Sample::new(values, ROWS, COLS).unwrap();
        let now = check.measure(&sample).unwrap().statistic.value;
        rescale(values, (1.0 + effect) / now * (1.0 + 1e-9));
    });
}

#[test]
fn a_draw_that_is_reused_at_another_scale_is_found() {
    for law in LAWS {
        let mut draws = generator("reuse");
        let (x, y) = (law.draws(4096, &mut draws), law.draws(1024, &mut draws));
        let copied: Vec<f64> = x[..1024].iter().map(|v| 3.0 * v).collect();
        let scaled = Law(law.0, 3.0 * law.1);
        let null = Null::new(&law).unwrap();
        let tensor = |values| (Sample::flat(values).unwrap(), null);
        let honest = reused_draws(&[tensor(&x), tensor(&y)]).unwrap();
        assert!(honest.p_value.value() > 1e-4);
        let other = (Sample::flat(&copied).unwrap(), Null::new(&scaled).unwrap());
        let caught = reused_draws(&[tensor(&x), tensor(&y), other]).unwrap();
        assert!(caught.p_value.value() < 1e-12 && caught.guarantee.may_refute());
    }
}

#[test]
fn the_needed_sample_size_inverts_the_detectable_effect() {
    for law in LAWS {
        let null = Null::new(&law).unwrap();
        let checks: [Box<dyn Check + '_>; 3] = [
            Box::new(MeanCheck::new(null)),
            Box::new(VarianceCheck::new(null)),
            Box::new(WholeLawCheck::new(null)),
        ];
        for check in checks {
            let n = check.minimum_samples(0.05, 1, level()).unwrap();
            let at = |n| check.minimum_detectable(Extent::flat(n), level()).unwrap();
            assert!(
                at(n) <= 0.05 && at(n - 1) > 0.05,
                "{} needs {n}",
                check.name()
            );
        }
    }
}

#[test]
fn no_sample_size_finds_nothing_at_all() {
    let law = LAWS[0];
    let check = MeanCheck::new(Null::new(&law).unwrap());
    let error = check.minimum_samples(0.0, 1, level()).unwrap_err();
    assert_eq!(error.code(), "effect-out-of-reach");
}

#[test]
fn nan_in_the_data_is_a_hard_error_of_every_sum() {
    let law = LAWS[0];
    let values = [0.1, f64::NAN, 0.2, 0.3];
    let sample = Sample::new(&values, 2, 2).unwrap();
    let null = Null::new(&law).unwrap();
    let checks: [Box<dyn Check + '_>; 4] = [
        Box::new(MeanCheck::new(null)),
        Box::new(VarianceCheck::new(null)),
        Box::new(WholeLawCheck::new(null)),
        Box::new(SerialCheck::new(null, 1).unwrap()),
    ];
    for check in checks {
        let error = check.measure(&sample).unwrap_err();
        assert_eq!(error.code(), "invalid-p-value", "{}", check.name());
    }
}
