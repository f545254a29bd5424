//! False theorems that an earlier kernel accepted, the smallest of each kind. None may come back.

use super::*;
use crate::symbolic::expr::Relation;

/// A script with these declarations, goal and steps is refused.
fn refused(declarations: &str, goal: &str, steps: &str) {
    if let Ok(theorem) = script(declarations, goal, steps) {
        panic!("accepted: {}", theorem.conclusion());
    }
}

#[test]
fn a_fact_of_at_least_zero_is_not_one_of_other_than_zero() {
    let theorem = decide(
        "const s\nassume f: 0 <= s",
        "s/s = 1",
        Rule::Algebra,
        &["f"],
    )
    .unwrap();
    assert_eq!(theorem.conditions().len(), 1);
    refused(
        "const m, l, r\nassume f: 0 <= m\nassume p: m*l = m*r",
        "l = r",
        "1: l = r by cancel p times m, f",
    );
}

#[test]
fn an_index_bound_inside_a_sum_is_no_value_for_a_schematic_one() {
    refused(
        "nat n\nvector W : n, n\nindex i : n\nassume rows: sum(j:n, W[i, j]) = 0",
        "sum(j:n, W[j, j]) = 0",
        "1: sum(j:n, W[j, j]) = 0 by algebra rows",
    );
}

#[test]
fn a_sum_counts_only_up_to_a_whole_number_of_at_least_zero() {
    refused(
        "nat n",
        "sum(j in 1..n-5, 1) = n-5",
        "1: sum(j in 1..n-5, 1) = n-5 by algebra",
    );
    refused(
        "const x",
        "sum(j in 1..x, 1) = x",
        "1: sum(j in 1..x, 1) = x by algebra",
    );
}

#[test]
fn the_condition_of_a_sum_is_about_every_value_of_its_index() {
    let theorem = decide(
        "nat L from 0\nconst j\nsequence x",
        "sum(l in 0..L, x[l]/x[l]) = L+1",
        Rule::Algebra,
        &[],
    );
    let theorem = theorem.unwrap();
    assert_eq!(conditions(&theorem), ["product(k in 0..L, x[k])"]);
    let theorem = decide(
        "nat n, m\nvector x : n, m",
        "sum(i:n, sum(j:m, x[i, j]/x[i, j])) = n*m",
        Rule::Algebra,
        &[],
    );
    let theorem = theorem.unwrap();
    assert_eq!(
        conditions(&theorem),
        ["product(k:n, product(j:m, x[k, j]))"]
    );
}

#[test]
fn induction_does_not_step_over_an_index_that_must_differ() {
    refused(
        "index k, l from 0\ndistinct k, l\nsequence x\nsequence y\nassume same: x[k+1]*y[l] = x[k]*y[l]\nassume start: x[0] = 0",
        "x[k]*y[l] = 0",
        "0: x[0]*y[l] = 0 by algebra start\nh: suppose x[k]*y[l] = 0\n1: x[k+1]*y[l] = 0 by algebra same, h\n2: x[k]*y[l] = 0 by induction on k, 0, 1",
    );
}

#[test]
fn distinct_indices_have_room_together() {
    let absurd = |declarations: &str| {
        refused(declarations, "0 = 1", "1: 0 = 1 by order absurd");
    };
    absurd(
        "nat n, m\nvector a : n\nvector b : m\nindex i : n\nindex j : m\ndistinct i, j\nassume absurd: a[i]+b[j] = a[i]+b[j]+1",
    );
    absurd(
        "nat n from 2\nvector a : n\nindex i, j, k : n\ndistinct i, j\ndistinct j, k\ndistinct i, k\nassume absurd: a[i]+a[j]+a[k] = a[i]+a[j]+a[k]+1",
    );
}

#[test]
fn a_law_has_no_random_parameter() {
    refused(
        "var X, Y\nlaw X = uniform(0, Y)",
        "E[X] = Y/2",
        "1: E[X] = Y/2 by law on X",
    );
}

#[test]
fn a_bound_name_is_not_flipped() {
    let sum = |body| Term::Aggregate {
        aggregation: crate::symbolic::expr::Aggregation::Sum,
        index: "X".to_owned(),
        from: Box::new(Term::integer(1)),
        to: Box::new(Term::integer(3)),
        body: Box::new(body),
    };
    let context = Context::new(parse_signature("var X\nsymmetric X").unwrap()).unwrap();
    assert!(sign_flip(&context, "X", &sum(Term::symbol("X"))).is_err());
}

#[test]
fn an_index_that_is_still_summed_is_not_apart_from_a_label() {
    let goal = "sum(i:n, w[i]*sum(k:n, E[w[i]*w[k]]))";
    let declarations = "nat n\niid w : n\nassume m: E[w] = 1\nassume s: E[w^2] = s";
    let wrong = decide(
        declarations,
        &format!("E[{goal}] = n^2"),
        Rule::Moments,
        &["m", "s"],
    );
    assert!(wrong.is_err());
    holds(
        declarations,
        &format!("E[{goal}] = n*s + n*(n-1)"),
        &["m", "s"],
    );
}

#[test]
fn a_member_that_rewriting_brings_in_is_not_apart_from_a_label() {
    refused(
        "nat n\niid w : n\ndependent b : n\nindex i : n\nassume link: E[b[i]*w[i]] = E[w[1]*w[i]]",
        "E[sum(j:n, b[j]*w[j])] = n*E[w]^2",
        "1: E[sum(j:n, b[j]*w[j])] = n*E[w]^2 by moments link",
    );
}

#[test]
fn the_last_terms_of_an_inner_sum_keep_the_outer_index() {
    refused(
        "nat L from 0\nconst j1, j2, j3, j4",
        "sum(l in 0..L, sum(m in 0..l+1, m)) = sum(l in 0..L, sum(m in 0..l, m)) + (L+1)*(j2+1)",
        "1: sum(l in 0..L, sum(m in 0..l+1, m)) = sum(l in 0..L, sum(m in 0..l, m)) + (L+1)*(j2+1) by algebra",
    );
    for k in 1..9 {
        let goal = format!(
            "sum(l in 0..L, sum(m in 0..l+1, m)) = sum(l in 0..L, sum(m in 0..l, m)) + (L+1)*(j{k}+1)"
        );
        assert!(
            decide(
                &format!("nat L from 0\nconst j{k}"),
                &goal,
                Rule::Algebra,
                &[]
            )
            .is_err()
        );
    }
    holds(
        "nat L from 0",
        "sum(l in 0..L, sum(m in 0..l+1, m)) = sum(l in 0..L, sum(m in 0..l, m)) + sum(l in 0..L, l) + L+1",
        &[],
    );
}

#[test]
fn more_last_terms_than_are_written_out_are_not_dropped() {
    refused(
        "nat L from 0",
        "sum(l in 0..L+100, 1) = L+65",
        "1: sum(l in 0..L+100, 1) = L+65 by algebra",
    );
}

#[test]
fn a_bound_name_does_not_change_an_extent() {
    let sum = |index: &str, to: &str, body: Term| Term::Aggregate {
        aggregation: crate::symbolic::expr::Aggregation::Sum,
        index: index.to_owned(),
        from: Box::new(Term::integer(1)),
        to: Box::new(Term::symbol(to)),
        body: Box::new(body),
    };
    let member = Term::Indexed {
        family: "w".to_owned(),
        indices: vec![Term::symbol("j")],
    };
    let term = sum("n", "m", sum("j", "n", member));
    let context = Context::new(parse_signature("nat n, m\nvector w : n").unwrap()).unwrap();
    let goal = Statement {
        left: term.clone(),
        relation: Relation::Equal,
        right: term,
    };
    assert_eq!(
        equation(&context, &goal, Rule::Algebra, &[])
            .unwrap_err()
            .code(),
        "bad-index"
    );
}

#[test]
fn a_name_of_the_normal_form_is_no_index() {
    let member = |index: &str| Term::Indexed {
        family: "w".to_owned(),
        indices: vec![Term::symbol(index)],
    };
    let product = |right: Term| Term::Aggregate {
        aggregation: crate::symbolic::expr::Aggregation::Sum,
        index: "j".to_owned(),
        from: Box::new(Term::integer(1)),
        to: Box::new(Term::symbol("n")),
        body: Box::new(member("j").with(crate::symbolic::expr::Operator::Multiply, right)),
    };
    let context = Context::new(parse_signature("nat n\nvector w : n").unwrap()).unwrap();
    let goal = Statement {
        left: product(member("@1")),
        relation: Relation::Equal,
        right: product(member("j")),
    };
    assert!(equation(&context, &goal, Rule::Algebra, &[]).is_err());
}

#[test]
fn a_fact_brings_its_own_denominators() {
    let theorem = decide("const x, y", "x/x = 1", Rule::Algebra, &[]).unwrap();
    let fact = parse_statement("x/y*y != 0").unwrap();
    let fact = suppose(theorem.context(), &fact).unwrap();
    let theorem = nonzero(&theorem, &fact).unwrap();
    assert_eq!(conditions(&theorem), ["y"]);
}

#[test]
fn a_label_names_one_assumption() {
    let signature = parse_signature("const x\nassume assumption-2: x = 1\nassume x = 2").unwrap();
    assert_eq!(Context::new(signature).unwrap_err().code(), "wrong-form");
}

#[test]
fn a_natural_is_at_least_its_least_value() {
    use crate::symbolic::expr::Natural;
    use crate::symbolic::expr::Signature;
    let mut signature = Signature::default();
    let natural = Natural {
        name: "n".to_owned(),
        value: Some(0),
        least: 1,
    };
    signature.declare_natural(natural).unwrap();
    assert!(Context::new(signature).is_err());
}

#[test]
fn huge_exponents_are_refused_at_once() {
    for goal in [
        "x^(-2147483648) = 1",
        "(x+1)^(2000000000*n) = 1",
        "(x+1)^(n+2000000000) = 1",
    ] {
        assert!(decide("nat n\nconst x", goal, Rule::Algebra, &[]).is_err());
    }
}
