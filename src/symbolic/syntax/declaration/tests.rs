//! Declarations as they are written, as they are refused, and as they are printed back.

use super::*;
use crate::symbolic::expr::Index;
use crate::symbolic::expr::IndexRange;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::RefCell;
use std::collections::BTreeSet;

#[test]
fn declarations_are_read_as_the_proof_scripts_write_them() {
    let text = "nat n = 2, m  # widths\niid w : n, m\nexchangeable a : m\nindep w | a\n\
                var X\nsymmetric w\nassume E[w] = 0\nassume second-moment: E[a^2] = q\n";
    let signature = parse_signature(text).unwrap();
    assert_eq!(signature.naturals()[0].value, Some(2));
    assert_eq!(signature.families()[0].extents.len(), 2);
    assert!(signature.is_symmetric("w") && !signature.is_symmetric("a"));
    assert_eq!(signature.assumptions().len(), 2);
}

#[test]
fn steps_come_before_extents() {
    let text = "nat n\niid W : steps, n, n\nvector x : n\nsequence q\ndependent b : steps\n\
                vector r : steps";
    let signature = parse_signature(text).unwrap();
    let shape = |name: &str| {
        let family = signature.family(name).unwrap();
        (family.kind, family.steps, family.extents.len())
    };
    assert_eq!(shape("W"), (FamilyKind::Iid, 1, 2));
    assert_eq!(shape("x"), (FamilyKind::Deterministic, 0, 1));
    assert_eq!(shape("q"), (FamilyKind::Deterministic, 1, 0));
    assert_eq!(shape("b"), (FamilyKind::Dependent, 1, 0));
    assert_eq!(shape("r"), shape("q"));
}

#[test]
fn naturals_and_indices_have_a_least_value() {
    let text = "nat n\nnat L, M from 0\nindex k from 2\nindex i, j : n + 1\ndistinct i, j";
    let signature = parse_signature(text).unwrap();
    let least: Vec<u32> = signature.naturals().iter().map(|n| n.least).collect();
    assert_eq!(least, [1, 0, 0]);
    let name = "k".to_owned();
    let range = IndexRange::Step { least: 2 };
    assert_eq!(signature.index("k"), Some(&Index { name, range }));
    assert_eq!(signature.distinct(), [["i", "j"]]);
}

#[test]
fn functions_have_derivatives_and_variables_have_laws() {
    let text = "function g, phi\nvar X\nconst x'\nlaw X = uniform(-r, r)\nassume g'(x') = g''(0)";
    let signature = parse_signature(text).unwrap();
    assert_eq!(signature.functions(), ["g", "phi"]);
    assert_eq!(signature.laws()[0].1.to_string(), "uniform(-r, r)");
    let left = &signature.assumptions()[0].statement.left;
    assert!(matches!(left, Term::Call { function, .. } if function == "g'"));
}

#[test]
fn a_fault_is_located_in_the_whole_text() {
    for (text, refusal) in [
        ("var X\nindep X | Y", ("not-declared", 2, 7)),
        ("var X\nindep X | X", ("depends-on-itself", 2, 7)),
        ("var X\nassume mean: E[X] 0", ("unexpected-token", 2, 19)),
        ("\nvariable X", ("unexpected-token", 2, 1)),
        ("nat n\nvar n", ("declared-twice", 2, 5)),
        ("iid w : k", ("not-declared", 1, 5)),
        ("nat n = 0", ("unexpected-token", 1, 9)),
        ("nat n = 1/2", ("unexpected-token", 1, 10)),
        ("nat n from -1", ("unexpected-token", 1, 12)),
        ("nat n = 2 from 1", ("unexpected-token", 1, 11)),
        ("nat a, b, a", ("declared-twice", 1, 11)),
        ("nat steps", ("reserved-name", 1, 5)),
        ("nat n\niid w : n, steps", ("not-declared", 2, 5)),
        ("iid w", ("unexpected-token", 1, 6)),
        ("sequence q : 3", ("unexpected-token", 1, 12)),
        ("index k", ("unexpected-token", 1, 8)),
        ("index k : n", ("not-declared", 1, 7)),
        ("index k from n", ("unexpected-token", 1, 14)),
        ("index i, j from 0\ndistinct i", ("unexpected-token", 2, 11)),
        (
            "index i, j from 0\ndistinct i, i",
            ("depends-on-itself", 2, 10),
        ),
        ("var X\ndistinct X, X", ("not-declared", 2, 10)),
        ("function g'", ("primed-name", 1, 10)),
        ("function g, g", ("declared-twice", 1, 13)),
        ("var X\nlaw X : 3", ("unexpected-token", 2, 7)),
        ("var X\nlaw X = r", ("unexpected-token", 2, 9)),
        ("law X = uniform(0, 1)", ("not-declared", 1, 5)),
        (
            "var X\nlaw X = a(1)\nlaw X = b(1)",
            ("declared-twice", 3, 5),
        ),
        ("vector x : 3\nindep x | x", ("not-declared", 2, 7)),
        (
            "assume a.1: x = 1\nassume  a.1 : x = 2",
            ("duplicate-label", 2, 9),
        ),
        ("assume times: x = 1", ("reserved-name", 1, 8)),
    ] {
        let diagnostic = parse_signature(text).unwrap_err();
        let found = (diagnostic.code(), diagnostic.line(), diagnostic.column());
        assert_eq!(found, refusal, "{}", diagnostic.render(text));
    }
}

/// A declaration that may or may not fit the ones above it.
fn candidate((kind, first, second): (usize, usize, usize), number: usize) -> String {
    let (new, a, b) = (
        format!("x{number}"),
        format!("x{first}"),
        format!("x{second}"),
    );
    match kind {
        0 => format!("nat {new} = {}", second + 1),
        1 => format!("nat {new} from {second}"),
        2 => format!("nat {new}"),
        3 => format!("const {new}, {new}'"),
        4 => format!("function {new}"),
        5 => format!("var {new}"),
        6 => format!("iid {new} : {a}, {b} + 1"),
        7 => format!("exchangeable {new} : steps, {a}"),
        8 => format!("dependent {new} : steps, steps"),
        9 => format!("vector {new} : {a}"),
        10 => format!("sequence {new}"),
        11 => format!("index {new} from {second}"),
        12 => format!("index {new} : {a}*2"),
        13 => format!("index {new}, {new}b from 1\ndistinct {new}b, {new}"),
        14 => format!("law {a} = normal(0, {b}[1, 2])"),
        15 => format!("indep {a} | {b}"),
        16 => format!("symmetric {a}"),
        17 => format!("assume {new}-a.b: {a} != -{b}'(0.5)"),
        _ => format!("assume {a} <= E[{b}]^2/3"),
    }
}

#[test]
fn a_signature_prints_as_declarations_that_give_it_back() {
    let choices = prop::collection::vec((0..19_usize, 0..12_usize, 0..12_usize), 0..40);
    let accepted = RefCell::new(BTreeSet::new());
    let mut runner = TestRunner::deterministic();
    let outcome = runner.run(&choices, |choices| {
        let mut text = String::new();
        for (number, choice) in choices.into_iter().enumerate() {
            let longer = format!("{text}{}\n", candidate(choice, number));
            if parse_signature(&longer).is_ok() {
                text = longer;
                accepted.borrow_mut().insert(choice.0);
            }
        }
        let signature = parse_signature(&text).map_err(|d| TestCaseError::fail(d.to_string()))?;
        let printed = signature_lines(&signature).join("\n");
        let again = parse_signature(&printed).map_err(|d| d.render(&printed));
        prop_assert_eq!(again, Ok(signature), "{}", text);
        Ok(())
    });
    outcome.unwrap();
    assert_eq!(accepted.into_inner().len(), 19, "each kind was printed");
}
