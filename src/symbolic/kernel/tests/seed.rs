//! For each rule the smallest theorem that isolates it: no other rule proves it.

use super::*;

/// The rule, declarations, the goal and a script's steps.
#[rustfmt::skip]
const SEEDS: [(Rule, &str, &str, &str); 20] = [
    (Rule::Assumption, "const x\nassume p: x = 1", "x = 1", "1: x = 1 by assumption p"),
    (Rule::Suppose, "index k from 0\nsequence q\nassume p: q[0] = 0\nassume r: q[k+1] = q[k]", "q[k] = 0", "h: suppose q[k] = 0\n1: q[k+1] = 0 by algebra r, h\n2: q[k] = 0 by induction on k, p, 1"),
    (Rule::Discharge, "const x\nassume p: x = 1", "x + 1 = 2", "h: suppose x = 1\n1: x + 1 = 2 by algebra h\n2: x + 1 = 2 by discharge p, 1"),
    (Rule::Instantiate, "index k from 0\nsequence q\nassume p: q[k] = 0", "q[3] = 0", "1: q[3] = 0 by instantiate p(k = 3)"),
    (Rule::Algebra, "const x, y", "(x + y)^2 = x^2 + 2*x*y + y^2", "1: (x + y)^2 = x^2 + 2*x*y + y^2 by algebra"),
    (Rule::Definition, "var X", "Var[X] = E[X^2] - E[X]^2", "1: Var[X] = E[X^2] - E[X]^2 by definition"),
    (Rule::Linearity, "var X, Y\nconst c", "E[c*X + Y] = c*E[X] + E[Y]", "1: E[c*X + Y] = c*E[X] + E[Y] by linearity"),
    (Rule::Independence, "var X, Y\nindep X | Y", "E[X*Y] = E[X]*E[Y]", "1: E[X*Y] = E[X]*E[Y] by independence"),
    (Rule::IidSum, "nat n\niid w : n", "E[sum(j:n, w[j])^2] = n*E[w^2] + n*(n-1)*E[w]^2", "1: E[sum(j:n, w[j])^2] = n*E[w^2] + n*(n-1)*E[w]^2 by iid-sum"),
    (Rule::Moments, "nat n\niid w : n", "Var[sum(j:n, w[j])] = n*Var[w]", "1: Var[sum(j:n, w[j])] = n*Var[w] by moments"),
    (Rule::Differentiate, "const x", "diff(x^3, x) = 3*x^2", "1: diff(x^3, x) = 3*x^2 by differentiate"),
    (Rule::SignFlip, "var X\nsymmetric X", "E[X^3] = E[(-X)^3]", "1: E[X^3] = E[(-X)^3] by sign-flip on X"),
    (Rule::Law, "var X\nlaw X = uniform(0, 1)", "E[X^2] = 1/3", "1: E[X^2] = 1/3 by law on X"),
    (Rule::SquareRoot, "const t\nassume p: 0 <= t", "sqrt(t)^2 = t", "1: sqrt(t)^2 = t by square-root p"),
    (Rule::Order, "const x, y", "2*x*y <= x^2 + y^2", "1: 2*x*y <= x^2 + y^2 by order square x - y"),
    (Rule::Cancel, "const m, l, r\nassume f: 0 < m\nassume p: m*l <= m*r", "l <= r", "1: l <= r by cancel p times m, f"),
    (Rule::SumMonotone, "nat n\nvector x : n\nvector y : n\nindex i : n\nassume p: x[i] <= y[i]", "sum(i:n, x[i]) <= sum(i:n, y[i])", "1: sum(i:n, x[i]) <= sum(i:n, y[i]) by sum-monotone p, on i"),
    (Rule::MeanMonotone, "var X, Y\nassume p: X <= Y", "E[X] <= E[Y]", "1: E[X] <= E[Y] by mean-monotone p"),
    (Rule::Induction, "index k from 0\nconst c\nsequence q\nassume p: q[0] = 1\nassume r: q[k+1] = c*q[k]", "q[k] = c^k", "0: q[0] = c^0 by algebra p\nh: suppose q[k] = c^k\n1: q[k+1] = c^(k+1) by algebra r, h\n2: q[k] = c^k by induction on k, 0, 1"),
    (Rule::Nonzero, "const x, y\nassume p: y = x^2 + 1", "y/y = 1", "1: y/y = 1 by algebra\n2: 0 < y by order p\n3: y/y = 1 by nonzero 1, 2"),
];

/// Rules that a theorem's history names.
fn rules(theorem: &Theorem) -> Vec<Rule> {
    let premises = theorem.step().premises.iter().flat_map(rules);
    [theorem.step().rule].into_iter().chain(premises).collect()
}

#[test]
fn each_rule_has_a_smallest_theorem() {
    for ((rule, declarations, goal, steps), named) in SEEDS.into_iter().zip(Rule::ALL) {
        assert_eq!(rule, named);
        let theorem = script(declarations, goal, steps).unwrap_or_else(|e| panic!("{goal}: {e}"));
        assert!(
            theorem.suppositions().is_empty() && theorem.conditions().is_empty(),
            "{goal}"
        );
        let used = rules(&theorem);
        assert!(used.contains(&rule), "{goal} by {used:?}");
    }
}

#[test]
fn what_a_mean_needs_is_recorded() {
    let theorem = holds("nat n\niid w : n", "Var[sum(j:n, w[j])] = n*Var[w]", &[]);
    assert_eq!(theorem.moments()["w"], 2);
    let members = Dependence::IndependentMembers("w".to_owned());
    assert!(theorem.dependences().contains(&members));
}
