//! Nearest points known by hand, and multipliers that prove nothing.

use super::*;

fn cloud(vectors: &[[i64; 2]], groups: &[usize]) -> Cloud {
    let row = |v: &[i64; 2]| v.iter().map(|n| Rational::integer(*n)).collect();
    Cloud {
        vectors: vectors.iter().map(row).collect(),
        groups: groups.to_vec(),
        n_groups: groups.iter().max().map_or(0, |most| most + 1),
    }
}

fn texts(numbers: &[Rational]) -> Vec<String> {
    numbers.iter().map(ToString::to_string).collect()
}

#[test]
fn the_nearest_point_of_a_triangle_may_lie_on_an_edge() {
    // The line through (3, 0) and (0, 4) is nearest at (48/25, 36/25).
    let triangle = cloud(&[[5, 5], [3, 0], [0, 4]], &[0, 0, 0]);
    let found = nearest(&triangle, &[]).unwrap();
    assert_eq!(texts(&found.point), ["48/25", "36/25"]);
    assert_eq!(texts(&found.multipliers), ["0", "16/25", "9/25"]);
}

#[test]
fn hints_good_bad_and_dependent_lead_to_the_same_point() {
    let square = cloud(&[[1, 1], [1, -1], [2, 0], [1, 0], [3, 5]], &[0; 5]);
    for hint in [&[][..], &[3], &[0, 1, 3, 2, 4], &[4, 2], &[0, 1]] {
        let found = nearest(&square, hint).unwrap();
        assert_eq!(texts(&found.point), ["1", "0"], "{hint:?}");
    }
}

#[test]
fn a_hull_that_holds_the_origin_is_at_distance_zero() {
    let around = cloud(&[[2, 0], [-1, 2], [-1, -2]], &[0; 3]);
    let found = nearest(&around, &[]).unwrap();
    assert_eq!(texts(&found.point), ["0", "0"]);
}

#[test]
fn multipliers_that_are_not_optimal_prove_nothing() {
    let triangle = cloud(&[[5, 5], [3, 0], [0, 4]], &[0, 0, 0]);
    let weights = |w: [i64; 3]| w.map(Rational::integer).to_vec();
    assert!(!triangle.is_proved(&weights([0, 1, 0])).unwrap());
    assert!(!triangle.is_proved(&weights([-1, 1, 1])).unwrap());
    assert!(!triangle.is_proved(&weights([0, 0, 0])).unwrap());
}
