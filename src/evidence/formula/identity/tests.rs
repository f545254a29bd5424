//! What the normal form decides, what it refutes, and what it must leave open.

use super::*;
use crate::symbolic::syntax::parse_statement;

fn answer(conclusion: &str, premises: &[&str], rationals: &[&str]) -> Identity {
    let premises = premises.iter().map(|text| parse_statement(text).unwrap());
    decide(&Question {
        conclusion: parse_statement(conclusion).unwrap(),
        premises: premises.collect(),
        rationals: rationals.iter().map(|name| (*name).to_owned()).collect(),
    })
}

fn shown(conclusion: &str) -> bool {
    matches!(answer(conclusion, &[], &[]), Identity::Holds { .. })
}

fn counterexample(answer: Identity) -> Vec<(String, String)> {
    let Identity::Fails(found) = answer else {
        panic!("{answer:?}");
    };
    let values = found.values.into_iter();
    values
        .map(|(name, value)| (name, value.to_string()))
        .collect()
}

#[test]
fn identities_of_initializers_hold_for_all_widths() {
    for text in [
        "(2*sqrt(6/(n + m)))^2/12 = 2/(n + m)",
        "2/(n + m) = 1/((n + m)/2)",
        "(a + b)^3 = a^3 + 3*a^2*b + 3*a*b^2 + b^3",
        "sum(j:n, v) = n*v",
        "sum(j:4, x^j) = x*(1 + x)*(1 + x^2)",
        "product(j in 1..3, j*x) = 6*x^3",
        "k^2*c - (k - 1)^2*c = (2*k - 1)*c",
    ] {
        assert!(shown(text), "{text}: {:?}", answer(text, &[], &[]));
    }
}

#[test]
fn every_divisor_is_recorded() {
    let Identity::Holds {
        nonzero,
        conditions,
        ..
    } = answer("1/(1/(a - b)) = a - b", &[], &[])
    else {
        panic!();
    };
    assert_eq!(nonzero.len(), 1);
    assert_eq!(conditions[0].to_string(), "a + -1*b");
    let Identity::Holds {
        nonzero,
        conditions,
        ..
    } = answer("n/n = 1", &[], &[])
    else {
        panic!();
    };
    assert_eq!((nonzero.len(), conditions.len()), (1, 0));
    assert!(matches!(
        answer("x/(x - x) = 1", &[], &[]),
        Identity::NotDecided { .. }
    ));
}

#[test]
fn a_false_identity_fails_at_its_smallest_counterexample() {
    let found = answer("(n + m)/2 = n", &[], &[]);
    let pair = |n: &str, m: &str| {
        vec![
            ("m".to_owned(), m.to_owned()),
            ("n".to_owned(), n.to_owned()),
        ]
    };
    assert_eq!(counterexample(found), pair("2", "1"));
    // 1·x = x^2 fails only from x = 2 on.
    assert_eq!(counterexample(answer("x^2 = x", &[], &[]))[0].1, "2");
    assert_eq!(counterexample(answer("n < 5", &[], &[]))[0].1, "5");
}

#[test]
fn both_variance_conditions_force_equal_widths() {
    let premises = ["n*v = 1", "m*v = 1"];
    assert!(matches!(
        answer("n = m", &premises, &["v"]),
        Identity::Holds { .. }
    ));
    let weaker = answer("n = m", &premises[..1], &["v"]);
    assert_eq!(counterexample(weaker).len(), 3);
}

#[test]
fn the_mean_inequality_holds_and_its_converse_does_not() {
    assert!(shown("4*p*q/(p + q)^2 <= 1"));
    assert!(shown("(n + 1)^2 < (n + 2)^2"));
    assert!(shown("n != n + 1"));
    assert!(shown("1/(n + 1) < 1/n"));
    assert!(!shown("4*p*q/(p + q)^2 < 1"), "equality at p = q");
    assert_eq!(
        counterexample(answer("4*p*q/(p + q)^2 < 1", &[], &[]))[0].1,
        "1"
    );
}

#[test]
fn rationals_do_not_pass_the_test_for_naturals() {
    assert!(shown("1 <= x"));
    assert!(matches!(
        answer("1 <= x", &[], &["x"]),
        Identity::NotDecided { .. }
    ));
    assert!(matches!(
        answer("0 <= x^2", &[], &["x"]),
        Identity::Holds { .. }
    ));
}

#[test]
fn what_is_not_rational_is_not_decided() {
    assert!(matches!(
        answer("2^n = 2^n", &[], &[]),
        Identity::NotDecided { .. }
    ));
    assert_eq!(counterexample(answer("2^n = 2*n", &[], &[]))[0].1, "3");
}

#[test]
fn assignments_come_by_their_sum() {
    let mut values = vec![1, 1];
    let mut seen = vec![values.clone()];
    for _ in 0..5 {
        values = next_assignment(&values).unwrap();
        seen.push(values.clone());
    }
    assert_eq!(seen, [[1, 1], [1, 2], [2, 1], [1, 3], [2, 2], [3, 1]]);
    let mut values = vec![1, 1, 1];
    let mut seen = BTreeSet::new();
    for _ in 0..84 {
        assert!(seen.insert(values.clone()) && values.iter().sum::<i64>() <= 9);
        values = next_assignment(&values).unwrap();
    }
}

#[test]
fn from_premises_that_nothing_meets_nothing_follows() {
    for premises in [["n + m = n"], ["n + m = 1"]] {
        let answer = answer("m = 0", &premises, &[]);
        assert!(!matches!(answer, Identity::Holds { .. }), "{answer:?}");
    }
    assert!(matches!(
        answer("n + m <= 1", &["n + m = 1"], &[]),
        Identity::NotDecided { .. }
    ));
}
