//! Jets against Taylor coefficients computed elsewhere, and the stated bounds on a grid.

use super::*;

fn jet(spec: &str, x: f64) -> Jet {
    let side = if x < 0.0 { Side::Left } else { Side::Right };
    let activation = Activation::parse(spec).unwrap();
    activation.jet(side, Interval::point(x), 6)
}

/// φ, φ′, φ″/2, φ‴/6 and φ⁗/24: mpmath 1.3, `taylor`, 40 digits.
#[test]
fn jets_contain_the_taylor_coefficients() {
    let table = [
        (
            "tanh",
            0.5,
            [
                0.46211715726000974,
                0.7864477329659274,
                -0.36343099069179363,
                -0.09420154804329506,
                0.16467581515519095,
            ],
        ),
        (
            "tanh",
            -2.25,
            [
                -0.9780261147388136,
                0.04346491888890094,
                0.04250982574834945,
                0.027087413418581886,
                0.012322255787983164,
            ],
        ),
        (
            "sigmoid",
            -1.5,
            [
                0.18242552380635635,
                0.14914645207033286,
                0.04736510639237634,
                0.0026130778465540466,
                -0.003117245370992079,
            ],
        ),
        (
            "sigmoid",
            6.0,
            [
                0.9975273768433652,
                0.0024665092913600476,
                -0.0012271558976901522,
                0.00040500121380897583,
                -9.923620005057932e-05,
            ],
        ),
        (
            "erf",
            0.75,
            [
                0.7111556336535151,
                0.6429310691952074,
                -0.4821983018964055,
                0.026788794549800304,
                0.1506869693426267,
            ],
        ),
        (
            "gelu",
            -1.25,
            [
                -0.13206221708356908,
                -0.12266158306942213,
                0.039954487428848544,
                0.09275148867411269,
                0.034216975469199905,
            ],
        ),
        (
            "gelu",
            2.0,
            [
                1.9544997361036416,
                1.085231801078197,
                -0.05399096651318805,
                0.0,
                0.01799698883772935,
            ],
        ),
        (
            "silu",
            -3.0,
            [
                -0.14227761953270035,
                -0.08810410601516962,
                -0.016160702260503087,
                0.003980249218343526,
                0.003148083002902751,
            ],
        ),
        (
            "softplus",
            -2.0,
            [
                0.1269280110429725,
                0.11920292202211756,
                0.05249679270175326,
                0.013327083509358843,
                0.0016188194811752508,
            ],
        ),
        (
            "softplus",
            0.5,
            [
                0.9740769841801067,
                0.6224593312018546,
                0.11750185610079725,
                -0.009592799142053457,
                -0.004014864845399359,
            ],
        ),
        (
            "sin",
            0.75,
            [
                0.6816387600233342,
                0.7316888688738209,
                -0.3408193800116671,
                -0.12194814481230348,
                0.02840161500097226,
            ],
        ),
        (
            "cos",
            -2.5,
            [
                -0.8011436155469337,
                0.5984721441039565,
                0.4005718077734669,
                -0.09974535735065942,
                -0.03338098398112224,
            ],
        ),
        (
            "elu",
            -0.75,
            [
                -0.5276334472589853,
                0.4723665527410147,
                0.23618327637050734,
                0.07872775879016912,
                0.01968193969754228,
            ],
        ),
    ];
    for (spec, x, coefficients) in table {
        for (k, value) in coefficients.into_iter().enumerate() {
            let found = jet(spec, x).coefficient(k);
            let ulp = Interval::around(value, f64::EPSILON * f64::abs(value));
            assert!(
                found.intersects(ulp),
                "{spec} {x} {k}: {found}, not {value}"
            );
            let narrow = 100.0 * f64::EPSILON;
            assert!(found.radius() < narrow, "{spec} {x} {k}: {found}");
        }
    }
}

#[test]
fn values_and_three_derivatives_stay_below_their_stated_bounds() {
    for (name, _) in NAMES {
        let activation = Activation::parse(name).unwrap();
        let size = activation.size();
        for k in -200..=200 {
            let x = 0.05 * f64::from(k);
            let side = if x < 0.0 { Side::Left } else { Side::Right };
            let jet = activation.jet(side, Interval::point(x), 4);
            let bounds = [1.0 + x.abs(), 3.0, 1.5, 0.5];
            for (order, bound) in bounds.into_iter().enumerate() {
                let largest = jet.coefficient(order).abs().high();
                assert!(largest <= size * bound, "{name} {order} at {x}");
            }
        }
    }
}

#[test]
fn the_square_of_a_value_stays_below_the_stated_growth() {
    for (name, _) in NAMES {
        let activation = Activation::parse(name).unwrap();
        let (a, b) = activation.growth();
        for k in 0..=200 {
            let x = 0.05 * f64::from(k);
            let at = |side, x| activation.jet(side, Interval::point(x), 1).coefficient(0);
            let both = at(Side::Right, x).square() + at(Side::Left, -x).square();
            let bound = Interval::point(2.0) * (a * Interval::point(x).square() + b);
            let slack = Interval::around(0.0, 64.0 * f64::EPSILON * (1.0 + x * x));
            assert!(both.low() <= (bound + slack).high(), "{name} at {x}");
        }
    }
}

#[test]
fn a_jet_of_an_interval_holds_those_of_its_members() {
    for (name, _) in NAMES {
        let activation = Activation::parse(name).unwrap();
        for k in 0..20 {
            let (low, high) = (0.25 * f64::from(k), 0.25 * f64::from(k) + 0.25);
            let all = activation.jet(Side::Right, Interval::new(low, high), 8);
            for x in [low, 0.5 * (low + high), high] {
                let one = activation.jet(Side::Right, Interval::point(x), 8);
                let inside = |k| one.coefficient(k).intersects(all.coefficient(k));
                assert!((0..8).all(inside), "{name} at {x}");
            }
        }
    }
}

#[test]
fn what_is_not_certified_is_refused() {
    for spec in ["mish", "tanh(1)", "elu(-1)", "elu(x", "leaky-relu(nan)", ""] {
        assert_eq!(
            Activation::parse(spec).unwrap_err().code(),
            "certified-activation",
            "{spec}"
        );
    }
}
