//! What moments must contain: values computed elsewhere, identities, their own slopes.

use super::*;
use crate::num::Tolerance;

const MOMENTS: [Moment; 5] = [
    Moment::Mean,
    Moment::Second,
    Moment::Third,
    Moment::Fourth,
    Moment::DerivativeSecond,
];

fn activations() -> impl Iterator<Item = Activation> {
    let names = crate::theory::certified::NAMES.iter();
    names.map(|(name, _)| Activation::parse(name).unwrap())
}

fn at(activation: Activation, moment: Moment, q: Interval) -> Interval {
    activation.moment(moment, q).unwrap()
}

#[test]
fn the_second_moment_of_tanh_is_enclosed_tighter_than_before() {
    let enclosed = at(Activation::Tanh, Moment::Second, Interval::point(1.0));
    assert!(enclosed.low() >= 0.394_294_490_397_812_95, "{enclosed}");
    assert!(enclosed.high() <= 0.394_294_490_397_866_96, "{enclosed}");
    // mpmath 1.3 at 55 digits: 0.3942944903978411744165.
    assert!(enclosed.contains(0.394_294_490_397_841_2) && enclosed.radius() < 2e-15);
}

/// Mean, second, third, fourth moment and E φ′²: mpmath 1.3, `quad` at 40 digits.
#[test]
fn every_moment_contains_the_value_computed_elsewhere_narrowly() {
    let table = [
        (
            "tanh",
            0.5,
            [
                0.0,
                0.2736763079367389,
                0.0,
                0.1397784092452742,
                0.5924257933717963,
            ],
        ),
        (
            "tanh",
            7.0,
            [
                0.0,
                0.7142865312028612,
                0.0,
                0.6251720182112274,
                0.19659895580550488,
            ],
        ),
        (
            "sigmoid",
            0.5,
            [
                0.5,
                0.27537663200636026,
                0.16306494800954036,
                0.10211578105342518,
                0.051362517040704714,
            ],
        ),
        (
            "sigmoid",
            7.0,
            [
                0.5,
                0.3740397449676089,
                0.3110596174514133,
                0.2712114924683413,
                0.023132002533123586,
            ],
        ),
        (
            "erf",
            0.5,
            [0.0, 0.3333333333333333, 0.0, 0.2, 0.7351051938957227],
        ),
        (
            "erf",
            7.0,
            [
                0.0,
                0.7662281135409196,
                0.0,
                0.6989569239259528,
                0.2364346478399916,
            ],
        ),
        (
            "gelu",
            0.5,
            [
                0.16286750396763996,
                0.18955654183222762,
                0.1991057989957868,
                0.2686451468942777,
                0.4072479685443648,
            ],
        ),
        (
            "gelu",
            7.0,
            [
                0.9873317712085735,
                3.440382599864061,
                14.651684166347263,
                73.2342969177378,
                0.5106602557005887,
            ],
        ),
        (
            "silu",
            0.5,
            [
                0.11231168399681989,
                0.15857624956582725,
                0.1336568744352092,
                0.16774212067709937,
                0.3347089583480499,
            ],
        ),
        (
            "silu",
            7.0,
            [
                0.8817217852267379,
                3.24703446292443,
                13.861118252180399,
                70.06662312412838,
                0.48816533432902565,
            ],
        ),
        (
            "softplus",
            0.5,
            [
                0.7522629793107751,
                0.6972250044122633,
                0.7654351195980285,
                0.9659336627868248,
                0.27537663200636026,
            ],
        ),
        (
            "softplus",
            7.0,
            [
                1.2739413319011428,
                3.7817499534127896,
                15.358804375185485,
                75.08720065925,
                0.3740397449676089,
            ],
        ),
        (
            "elu",
            0.5,
            [
                0.08993996387034107,
                0.3481014438849776,
                0.2250476520567152,
                0.4108970453281871,
                0.7137917880779036,
            ],
        ),
        // By the trapezoid rule at 55 digits.
        (
            "sin",
            1.0,
            [
                0.0,
                0.43233235838169365,
                0.0,
                0.30737429121018145,
                0.5676676416183063,
            ],
        ),
        (
            "cos",
            0.25,
            [
                0.8824969025845955,
                0.8032653298563167,
                0.743035793778034,
                0.6951822402608933,
                0.1967346701436833,
            ],
        ),
        (
            "elu",
            7.0,
            [
                0.6904636155218402,
                3.8030241322344382,
                14.51257126396859,
                73.73720793584705,
                0.5729472404557426,
            ],
        ),
    ];
    for (name, q, truths) in table {
        let activation = Activation::parse(name).unwrap();
        for (moment, truth) in MOMENTS.into_iter().zip(truths) {
            let found = at(activation, moment, Interval::point(q));
            let half_ulp = Interval::around(truth, 0.5 * f64::EPSILON * f64::abs(truth));
            assert!(
                found.intersects(half_ulp),
                "{name} {moment:?} at {q}: {found}"
            );
            let narrow = Tolerance::rounding(256, truth);
            assert!(
                found.radius() <= narrow.absolute(),
                "{name} {moment:?} at {q}: {found}"
            );
        }
    }
}

/// E erf² = (2/π)·asin(2q/(1 + 2q)) (Williams 1998), which is ⅓ at q = ½ where asin ½ = π/6;
/// E erf′² = (4/π)/√(1 + 4q).
#[test]
fn erf_has_its_closed_forms() {
    let half = Interval::point(0.5);
    assert!(at(Activation::Erf, Moment::Second, half).intersects(third()));
    for q in [0.01, 0.75, 30.0] {
        let q = Interval::point(q);
        let pi = Interval::point(0.5) / normal_constant().square();
        let root = (Interval::point(1.0) + Interval::point(4.0) * q).sqrt();
        let closed = Interval::point(4.0) / (pi * root);
        assert!(at(Activation::Erf, Moment::DerivativeSecond, q).intersects(closed));
    }
}

fn third() -> Interval {
    Interval::point(1.0) / Interval::point(3.0)
}

/// By symmetry E σ = ½; 4σ′(x) = sech²(x/2); softplus′ = σ; SiLU(x) + SiLU(−x) = x·tanh(x/2).
#[test]
fn moments_keep_the_identities_between_activations() {
    for q in [0.04, 1.0, 25.0] {
        let (quarter, q) = (Interval::point(0.25 * q), Interval::point(q));
        let sigmoid = |moment| at(Activation::Sigmoid, moment, q);
        assert!(sigmoid(Moment::Mean).contains(0.5));
        let square = Interval::point(0.25)
            + Interval::point(0.25) * at(Activation::Tanh, Moment::Second, quarter);
        assert!(sigmoid(Moment::Second).intersects(square));
        let derivative = at(Activation::Softplus, Moment::DerivativeSecond, q);
        assert!(derivative.intersects(sigmoid(Moment::Second)));
    }
}

#[test]
fn a_moment_of_an_interval_of_q_holds_those_of_its_members() {
    for activation in activations() {
        for (low, high) in [(0.0, 0.5), (0.5, 0.5 + 1e-9), (1.0, 1.3), (2.0, 8.0)] {
            let all = Interval::new(low, high);
            for moment in MOMENTS {
                let hull = at(activation, moment, all);
                for q in [low, 0.5 * (low + high), high] {
                    let one = at(activation, moment, Interval::point(q));
                    assert!(hull.intersects(one), "{activation:?} {moment:?} {q}");
                }
            }
        }
    }
}

/// A moment of q ± r is no wider than that of q and r times the slope, twice over.
#[test]
fn a_narrow_interval_of_q_costs_little() {
    for activation in activations() {
        for moment in MOMENTS {
            let (point, around) = (Interval::point(1.5), Interval::around(1.5, 1e-12));
            let (narrow, wide) = (
                at(activation, moment, point),
                at(activation, moment, around),
            );
            let beside = 2.0 * activation.slope(moment, point).abs().high() * 1e-12;
            let allowed = Tolerance::rounding(64, narrow.abs().high()).absolute() + beside;
            assert!(
                wide.radius() <= allowed,
                "{activation:?} {moment:?}: {wide}"
            );
        }
    }
}

/// By the mean-value theorem over [q, q + h], with the slope enclosed over it; a kink's
/// density would be missed here.
#[test]
fn the_slope_is_that_of_the_moment() {
    for activation in activations() {
        for moment in MOMENTS {
            let (low, high) = (Interval::point(1.0), Interval::point(1.0 + 1.0 / 64.0));
            let rise = at(activation, moment, high) - at(activation, moment, low);
            let slope = activation.slope(moment, low.hull(high));
            assert!(
                (slope * (high - low)).intersects(rise),
                "{activation:?} {moment:?}"
            );
            let allowed = 0.05 * (1.0 + slope.abs().high());
            assert!(
                slope.radius() < allowed,
                "{activation:?} {moment:?}: {slope}"
            );
        }
    }
}

#[test]
fn at_q_zero_the_activation_is_evaluated_at_zero() {
    let zero = Interval::point(0.0);
    // The step jumps there: its input never leaves the threshold.
    assert_eq!(
        at(Activation::Step, Moment::Second, zero),
        Interval::point(1.0)
    );
    for activation in activations().filter(|activation| *activation != Activation::Step) {
        for moment in MOMENTS {
            let there = at(activation, moment, zero);
            let near = at(activation, moment, Interval::point(1e-14));
            let close = Interval::around(0.0, 1e-6);
            assert!(
                (there + close).intersects(near),
                "{activation:?} {moment:?}"
            );
        }
    }
    assert_eq!(at(Activation::Tanh, Moment::Second, zero), zero);
}

#[test]
fn kurtosis_is_three_for_the_identity_and_that_of_relu_is_known() {
    let kurtosis = |name: &str| {
        let activation = Activation::parse(name).unwrap();
        activation.kurtosis(Interval::point(2.0)).unwrap()
    };
    assert!(kurtosis("identity").contains(3.0));
    // mpmath 1.3 at 40 digits.
    let relu = kurtosis("relu");
    assert!(
        relu.contains(5.407_639_241_597_431_5) && relu.radius() < 1e-13,
        "{relu}"
    );
}

#[test]
fn a_q_that_may_be_negative_or_infinite_is_refused() {
    let far = Interval::new(1.0, f64::INFINITY);
    for q in [Interval::around(0.0, 1e-3), far, Interval::WHOLE] {
        let refusal = Activation::Tanh.moment(Moment::Mean, q).unwrap_err();
        assert_eq!(refusal.code(), "certified-second-moment");
        assert!(Activation::Gelu.second_moment_slope(q).is_err());
    }
}
