//! Certified enclosures against the trapezoid rule and its recursions: they share no code, no
//! theorem and no library function, and must overlap everywhere.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

use varprop::num::Interval;
use varprop::theory::activation::ALL;
use varprop::theory::activation::GaussianMoments;
use varprop::theory::certified::Activation;
use varprop::theory::certified::CertifiedError;
use varprop::theory::certified::Moment;
use varprop::theory::certified::NAMES;
use varprop::theory::certified::Recursion;
use varprop::theory::mean_field;

/// q from 0.01 to 100, four a decade.
const GRID: [f64; 17] = [
    0.01, 0.018, 0.032, 0.056, 0.1, 0.18, 0.32, 0.56, 1.0, 1.8, 3.2, 5.6, 10.0, 18.0, 32.0, 56.0,
    100.0,
];

/// The widest certified enclosure on the grid, relative to the moment's natural size (E φ²)^(k/2)
/// or to E φ⁴ and E φ′² themselves: that of E gelu³ at q = 0.56. Second moments and E φ′² stay
/// below 1.3e-14.
const RADIUS_REACHED: f64 = 3e-14;

/// (name, certified, predicted) of the five moments at q.
fn pairs(
    certified: Activation,
    predicted: &dyn GaussianMoments,
    q: f64,
) -> [(&'static str, Interval, Interval); 5] {
    let of = |moment| certified.moment(moment, Interval::point(q)).unwrap();
    [
        ("mean", of(Moment::Mean), predicted.mean(q).unwrap()),
        (
            "second",
            of(Moment::Second),
            predicted.second_moment(q).unwrap(),
        ),
        (
            "third",
            of(Moment::Third),
            predicted.third_moment(q).unwrap(),
        ),
        (
            "fourth",
            of(Moment::Fourth),
            predicted.fourth_moment(q).unwrap(),
        ),
        (
            "derivative",
            of(Moment::DerivativeSecond),
            predicted.derivative_second_moment(q).unwrap(),
        ),
    ]
}

#[test]
fn every_activation_is_certified_and_both_ways_overlap_on_the_whole_grid() {
    for entry in ALL {
        let predicted = varprop::theory::activation::parse(entry.name).unwrap();
        let label = predicted.label();
        let certified = Activation::parse(&label).unwrap();
        for q in GRID {
            let second = predicted.second_moment(q).unwrap().midpoint();
            let fourth = predicted.fourth_moment(q).unwrap().midpoint();
            let derivative = predicted.derivative_second_moment(q).unwrap().midpoint();
            let root = second.sqrt();
            let sizes = [root, second, root * second, fourth, derivative];
            for ((name, slow, fast), size) in pairs(certified, &*predicted, q).iter().zip(sizes) {
                assert!(
                    slow.intersects(*fast),
                    "{label} {name} at {q}: {slow}, {fast}"
                );
                let radius = slow.radius();
                assert!(
                    radius <= RADIUS_REACHED * size,
                    "{label} {name} at {q}: {radius:e}"
                );
            }
        }
    }
}

#[test]
fn slopes_of_the_second_moment_overlap_as_well() {
    for entry in ALL {
        let predicted = varprop::theory::activation::parse(entry.name).unwrap();
        let certified = Activation::parse(&predicted.label()).unwrap();
        for q in GRID {
            let slow = certified.second_moment_slope(Interval::point(q)).unwrap();
            let fast = predicted.second_moment_slope(q).unwrap();
            assert!(
                slow.intersects(fast),
                "{} at {q}: {slow}, {fast}",
                predicted.label()
            );
        }
    }
}

#[test]
fn parameters_are_understood_alike() {
    for spec in ["leaky-relu(0.2)", "elu(0.5)", "elu(2)", "leaky-relu(-1)"] {
        let predicted = varprop::theory::activation::parse(spec).unwrap();
        let certified = Activation::parse(spec).unwrap();
        for (name, slow, fast) in pairs(certified, &*predicted, 1.7) {
            assert!(slow.intersects(fast), "{spec} {name}: {slow}, {fast}");
        }
    }
    let names: Vec<&str> = ALL.iter().map(|entry| entry.name).collect();
    assert!(NAMES.iter().all(|(name, _)| names.contains(name)));
}

/// The recursion finds fixed points by signs of a scan; here they are proved, and are the same.
#[test]
fn certified_fixed_points_are_those_of_the_recursion() -> Result<(), CertifiedError> {
    for (name, weights, biases) in [
        ("tanh", 1.0, 1.0),
        ("tanh", 2.0, 0.125),
        ("tanh", 25.0, 0.0),
        ("sigmoid", 16.0, 0.0),
        ("erf", 1.5, 0.0625),
        ("gelu", 1.5, 0.125),
        ("silu", 1.5, 0.125),
        ("softplus", 1.0, 0.0),
        ("elu", 0.75, 0.0625),
        ("selu", 1.0, 0.0),
        ("leaky-relu", 1.5, 0.5),
    ] {
        let phi = varprop::theory::activation::parse(name).unwrap();
        let scanned = mean_field::Recursion::new(&*phi, weights, biases).unwrap();
        let scanned = scanned.fixed_points().unwrap().isolated;
        let [weights, biases] = [weights, biases].map(Interval::point);
        let proved = Recursion::new(Activation::parse(name)?, weights, biases)?.fixed_points()?;
        assert!(proved.undecided.is_empty(), "{name}: {proved:?}");
        assert_eq!(proved.isolated.len(), scanned.len(), "{name}");
        for (slow, fast) in proved.isolated.iter().zip(&scanned) {
            assert!(slow.q.intersects(fast.q), "{name}: {slow:?}, {fast:?}");
            assert!(slow.chi.intersects(fast.chi), "{name}: {slow:?}, {fast:?}");
            assert!(
                slow.slope.intersects(fast.slope),
                "{name}: {slow:?}, {fast:?}"
            );
        }
    }
    Ok(())
}
