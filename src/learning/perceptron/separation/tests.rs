//! Certificates both ways, margins known by hand, and the solver's guess against none.

use super::*;
use crate::learning::perceptron::BooleanFunction;
use crate::learning::perceptron::specimen::samples;
use crate::random::Stream;

fn rational(text: &str) -> Rational {
    text.parse().unwrap()
}

fn margin_squared(text: &str) -> Known {
    let separation = separate(&samples(text), Boundary::Affine).unwrap();
    separation.separator().unwrap().margin_squared
}

#[test]
fn fourteen_of_sixteen_functions_have_a_plane_and_two_a_proof_that_there_is_none() {
    let mut without = Vec::new();
    for function in BooleanFunction::all() {
        let data = function.samples().unwrap();
        match separate(&data, Boundary::Affine).unwrap() {
            Separation::OneClass(plane) => assert!(plane.separates(&data).unwrap()),
            Separation::Separable(s) => assert!(s.plane.separates(&data).unwrap()),
            Separation::Inseparable(multipliers) => {
                assert!(shows_inseparable(&data, &multipliers, Boundary::Affine).unwrap());
                without.push(function.name());
            }
            Separation::Undecided(at) => panic!("{at}"),
        }
    }
    assert_eq!(without, ["xor", "xnor"]);
}

#[test]
fn margins_are_half_the_distance_between_the_hulls() {
    assert_eq!(margin_squared("1 +; -1 -"), rational("1").into());
    assert_eq!(margin_squared("1 +; 0 -"), rational("1/4").into());
    // (0, 3) lies 3 above the segment.
    assert_eq!(
        margin_squared("0 3 +; -1 0 -; 1 0 -"),
        rational("9/4").into()
    );
    // The distance of (0, 0) from the line x + y = 1 is 1/√2.
    assert_eq!(
        margin_squared("0 0 -; 1 0 +; 0 1 +"),
        rational("1/8").into()
    );
}

#[test]
fn one_class_has_a_plane_and_no_margin() {
    let data = samples("1 2 -; 0 1 -");
    let separation = separate(&data, Boundary::Affine).unwrap();
    assert!(matches!(&separation, Separation::OneClass(p) if p.separates(&data).unwrap()));
    assert_eq!(separation.is_separable(), Some(true));
    assert!(separation.separator().is_none());
}

#[test]
fn planes_through_the_origin_have_a_margin_of_their_own() {
    // (1, 0)+ and (0, 1)−: w = (1, −1)/√2, at distance 1/√2 from both.
    let data = samples("1 0 +; 0 1 -");
    let separation = separate(&data, Boundary::Homogeneous).unwrap();
    let separator = separation.separator().unwrap();
    assert_eq!(separator.margin_squared, rational("1/2").into());
    // 1 and 2 of different classes have the origin on one side.
    let data = samples("1 +; 2 -");
    let separation = separate(&data, Boundary::Homogeneous).unwrap();
    assert_eq!(separation.is_separable(), Some(false));
}

#[test]
fn a_point_in_both_classes_is_its_own_certificate() {
    let data = samples("1/3 2 +; 5 5 -; 1/3 2 -");
    let Separation::Inseparable(multipliers) = separate(&data, Boundary::Affine).unwrap() else {
        panic!("separable");
    };
    assert_eq!(multipliers, ["1/2", "0", "1/2"].map(rational));
}

#[test]
fn wrong_multipliers_show_nothing() {
    let xor = BooleanFunction::named("xor").unwrap().samples().unwrap();
    let shows = |texts: &[&str]| {
        let multipliers: Vec<Rational> = texts.iter().map(|t| rational(t)).collect();
        shows_inseparable(&xor, &multipliers, Boundary::Affine).unwrap()
    };
    assert!(shows(&["1/4"; 4]));
    assert!(!shows(&["1/2"; 4]));
    assert!(!shows(&["1/2", "1/2", "0", "0"]));
    assert!(!shows(&["1/4"; 3]));
    assert!(!shows(&["0"; 4]));
    let or = BooleanFunction::named("or").unwrap().samples().unwrap();
    assert!(!shows_inseparable(&or, &[rational("1/4"); 4], Boundary::Affine).unwrap());
}

/// Points with coordinates in −9..=9, labelled by coin or by the sign of their sum.
fn drawn(seed: u64, n: usize, dimension: usize, by_coin: bool) -> Samples {
    let mut generator = Stream::root(seed).named("separation").generator();
    let mut sample = || {
        let whole: Vec<i64> = (0..dimension)
            .map(|_| generator.below(19) as i64 - 9)
            .collect();
        let is_plus = match by_coin {
            true => generator.below(2) == 1,
            false => 0 < whole.iter().sum::<i64>(),
        };
        Sample {
            features: whole.into_iter().map(Rational::integer).collect(),
            label: if is_plus { Label::Plus } else { Label::Minus },
        }
    };
    Samples::new((0..n).map(|_| sample()).collect()).unwrap()
}

#[test]
fn the_solvers_guess_changes_no_margin() {
    for seed in 0..40 {
        let data = drawn(seed, 12 + seed as usize, 1 + seed as usize % 4, false);
        let cloud = plain_cloud(&data, Boundary::Affine).unwrap();
        let unguided = nearest(&cloud, &[]).unwrap();
        let guided = separate(&data, Boundary::Affine).unwrap();
        let length = dot(&unguided.point, &unguided.point).unwrap();
        let quarter = length.checked_mul(rational("1/4")).unwrap();
        let separator = guided.separator().unwrap();
        assert_eq!(separator.margin_squared, quarter.into(), "seed {seed}");
    }
}

#[test]
fn every_random_labelling_has_a_certificate_one_way_or_the_other() {
    let (mut apart, mut mixed) = (0, 0);
    for seed in 0..60 {
        let data = drawn(seed, 3 + seed as usize % 20, 2 + seed as usize % 3, true);
        match separate(&data, Boundary::Affine).unwrap() {
            Separation::Separable(found) => {
                assert!(found.plane.separates(&data).unwrap());
                apart += 1;
            }
            Separation::Inseparable(multipliers) => {
                assert!(shows_inseparable(&data, &multipliers, Boundary::Affine).unwrap());
                mixed += 1;
            }
            Separation::OneClass(plane) => assert!(plane.separates(&data).unwrap()),
            Separation::Undecided(at) => panic!("{at}"),
        }
    }
    assert!(5 < apart && 5 < mixed, "{apart} and {mixed}");
}

/// Points near 2⁶² apart have squares beyond 128 bits in the exact solution.
#[test]
fn a_margin_beyond_128_bits_is_enclosed() {
    let data = samples(
        "4611686018427387847/3 4611686018427387817/7 +; \
         -4611686018427387787/11 4611686018427387761/13 -; \
         -4611686018427387751/17 -4611686018427387737/19 -",
    );
    let separation = separate(&data, Boundary::Affine).unwrap();
    let separator = separation.separator().unwrap();
    let Known::Enclosed(margin_squared) = separator.margin_squared else {
        panic!("exact");
    };
    // Computed with exact fractions of arbitrary size, then rounded to a double.
    assert!(margin_squared.low() <= MARGIN && MARGIN <= margin_squared.high());
    assert!(margin_squared.high() <= margin_squared.low() * 1.000_1);
}

/// Half the distance of the first point from the segment of the other two, squared.
const MARGIN: f64 = 9.723_886_122_032_078e35;
