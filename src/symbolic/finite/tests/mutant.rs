//! Mutants of true statements: most are refuted, and a dropped premise is among them.

use crate::symbolic::finite::Refutation;
use crate::symbolic::finite::Search;
use crate::symbolic::finite::check;
use crate::symbolic::finite::mutants;
use crate::symbolic::syntax::Goal;
use crate::symbolic::syntax::parse_signature;
use crate::symbolic::syntax::parse_statement;

/// The mutants that no quick search refutes, and how many there are in all.
fn survivors(declarations: &str, statement: &str) -> (Vec<String>, usize) {
    let signature = parse_signature(declarations).unwrap();
    let all = mutants(&signature, &parse_statement(statement).unwrap());
    let count = all.len();
    let survives = |(what, signature, statement)| -> Option<String> {
        let goal = Goal::Statement(statement);
        let answer = check(&signature, &[], &[], &goal, Search::quick(0));
        (!matches!(answer, Ok(Refutation::Refuted(_)))).then_some(what)
    };
    (all.into_iter().filter_map(survives).collect(), count)
}

const LAYER: &str = "nat n\nconst s, q\niid w : n\nexchangeable a : n\nindep w | a\n\
                     assume E[w] = 0\nassume E[w^2] = s\nassume E[a^2] = q";
const GOAL: &str = "Var[sum(j:n, w[j]*a[j])] = n*s*q";

#[test]
fn a_layer_needs_every_part_of_its_statement() {
    let (survivors, count) = survivors(LAYER, GOAL);
    assert_eq!(survivors, Vec::<String>::new());
    assert!(count >= 15, "{count}");
}

#[test]
fn mutants_come_in_a_fixed_order_and_differ_from_the_original() {
    let signature = parse_signature(LAYER).unwrap();
    let statement = parse_statement(GOAL).unwrap();
    let (first, second) = (
        mutants(&signature, &statement),
        mutants(&signature, &statement),
    );
    assert_eq!(first, second);
    let changed = |(_, s, t): &(_, _, _)| *s != signature || *t != statement;
    assert!(first.iter().all(changed));
    let listed: Vec<&str> = first.iter().map(|(what, _, _)| what.as_str()).collect();
    for what in [
        "left: w becomes a",
        "right: s becomes q",
        "right: doubled",
        "w: iid becomes exchangeable",
        "a: exchangeable becomes dependent",
        "assumption E[w] = 0 dropped",
        "independence w | a dropped",
    ] {
        assert!(listed.contains(&what), "{what} is not in {listed:#?}");
    }
}

#[test]
fn an_unneeded_premise_survives_its_removal() {
    let text = "var X, Y\nsymmetric X\nassume E[X] = 0";
    let (survivors, _) = survivors(text, "Var[X] = E[X^2]");
    let spare = "assumption E[X] = 0 dropped";
    assert!(survivors.iter().any(|what| what == spare), "{survivors:?}");
}
