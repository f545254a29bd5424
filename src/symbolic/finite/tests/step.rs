//! Steps of proofs: further hypotheses, conditions, suppositions, and a small budget.

use crate::symbolic::finite::Refutation;
use crate::symbolic::finite::Search;
use crate::symbolic::finite::check;
use crate::symbolic::finite::check_supposing;
use crate::symbolic::syntax::parse_goal;
use crate::symbolic::syntax::parse_signature;
use crate::symbolic::syntax::parse_statement;
use crate::symbolic::syntax::parse_term;

/// The number of models that agree; `None` for a refutation.
fn quickly(text: &str, hypotheses: &[&str], conditions: &[&str], goal: &str) -> Option<usize> {
    let signature = parse_signature(text).unwrap();
    let given: Vec<_> = hypotheses
        .iter()
        .map(|s| parse_statement(s).unwrap())
        .collect();
    let conditions: Vec<_> = conditions.iter().map(|s| parse_term(s).unwrap()).collect();
    let goal = parse_goal(goal).unwrap();
    match check(&signature, &given, &conditions, &goal, Search::quick(1)).unwrap() {
        Refutation::NotRefuted { models_checked, .. } => Some(models_checked),
        Refutation::Refuted(_) => None,
    }
}

#[test]
fn a_condition_excludes_the_models_in_which_it_is_zero() {
    let text = "const a, b, c";
    assert_eq!(quickly(text, &["a*c = b*c"], &[], "a = b"), None);
    assert!(quickly(text, &["a*c = b*c"], &["c"], "a = b") >= Some(20));
    assert!(quickly(text, &[], &["a - b"], "(a^2 - b^2)/(a - b) = a + b") >= Some(20));
    // A condition that is 0 in all models leaves nothing to check, and says so.
    assert_eq!(quickly(text, &[], &["c - c"], "a = b"), Some(0));
}

#[test]
fn quick_checks_refute_what_a_proof_could_get_wrong() {
    let layer = "nat n\niid w : n\nexchangeable a : n\nindep w | a\nconst s, q\n\
                 assume E[w] = 0\nassume E[w^2] = s\nassume E[a^2] = q";
    let goal = "Var[sum(j:n, w[j]*a[j])]";
    assert!(quickly(layer, &[], &[], &format!("{goal} = n*s*q")) >= Some(20));
    assert_eq!(quickly(layer, &[], &[], &format!("{goal} = n*s^2*q")), None);
    assert_eq!(quickly(layer, &[], &[], "Cov[a[1], a[2]] = 0"), None);
    assert_eq!(quickly("var X, Y", &[], &[], "E[X*Y] = E[X]*E[Y]"), None);
    let squares = "E[sum(j:n, a[j]^2)^2] = n*E[a^4] + n*(n - 1)*E[a^2]^2";
    assert_eq!(quickly(layer, &[], &[], squares), None, "a is not iid");
    assert_eq!(
        quickly("var z\nassume E[z] = 0", &[], &[], "E[z^3] = 0"),
        None
    );
    assert_eq!(
        quickly(
            "var z\nassume E[z] = 0",
            &[],
            &["E[z^2]"],
            "E[z^4] = E[z^2]^2"
        ),
        None
    );
}

#[test]
fn a_supposition_is_about_the_same_index_as_the_goal() {
    let text = "const c\nsequence q\nindex l from 0\nassume q[l + 1] = c*q[l]";
    let signature = parse_signature(text).unwrap();
    let step = |supposed: &str, goal: &str| {
        let supposed = [parse_statement(supposed).unwrap()];
        let goal = parse_goal(goal).unwrap();
        check_supposing(&signature, &[], &supposed, &[], &goal, Search::quick(0)).unwrap()
    };
    let kept = step("q[l] <= 5", "c*q[l] = q[l + 1]");
    assert!(
        matches!(
            kept,
            Refutation::NotRefuted {
                models_checked: 10..,
                ..
            }
        ),
        "{kept:?}"
    );
    // For all l at once this would follow; for one l it does not.
    assert!(matches!(
        step("q[l] <= 5", "q[l + 1] <= 5"),
        Refutation::Refuted(_)
    ));
    let universal = [parse_statement("q[l] <= 5").unwrap()];
    let goal = parse_goal("q[l + 1] <= 5").unwrap();
    let all = check(&signature, &universal, &[], &goal, Search::quick(0)).unwrap();
    assert!(
        matches!(
            all,
            Refutation::NotRefuted {
                models_checked: 10..,
                ..
            }
        ),
        "{all:?}"
    );
}

#[test]
fn hypotheses_that_no_model_meets_are_reported_as_unchecked() {
    assert_eq!(
        quickly("const c", &["c = 1", "c = 2"], &[], "c = 3"),
        Some(0)
    );
    assert_eq!(
        quickly("var X", &["X = 1", "Var[X] = 2"], &[], "E[X] = 1"),
        Some(0)
    );
}
