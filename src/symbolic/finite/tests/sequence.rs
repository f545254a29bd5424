//! Questions about sequences, vectors, dependent families and functions.

use super::agreeing;
use super::witness;
use crate::num::Rational;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::Refutation;
use crate::symbolic::finite::Search;
use crate::symbolic::finite::refute;
use crate::symbolic::syntax::parse_goal;
use crate::symbolic::syntax::parse_signature;
use crate::symbolic::syntax::parse_term;

/// Weights of zero mean act on inputs of any joint law.
const ANY_INPUTS: &str = "nat n\niid w : n\ndependent a : n\nindep w | a\nassume E[w] = 0\n\
                          assume E[w^2] = s";

#[test]
fn zero_mean_weights_add_variances_over_dependent_inputs() {
    let goal = "Var[sum(j:n, w[j]*a[j])] = s*sum(j:n, E[a[j]^2])";
    assert!(agreeing(ANY_INPUTS, goal) > 100);
    let variances = "Var[sum(j:n, w[j]*a[j])] = s*sum(j:n, Var[a[j]])";
    witness(ANY_INPUTS, variances);
    // The inputs have laws of their own: the first does not speak for all.
    let found = witness(ANY_INPUTS, "Var[sum(j:n, w[j]*a[j])] = n*s*E[a[1]^2]");
    assert_eq!(found.model.numbers["n"], Rational::integer(2), "{found}");
    let dependent = ANY_INPUTS.replace("indep w | a\n", "");
    witness(&dependent, goal);
}

#[test]
fn dependent_members_may_depend_on_one_another() {
    let text = "nat n\ndependent a : n\nindex i, j : n\ndistinct i, j";
    let found = witness(text, "Cov[a[i], a[j]] = 0");
    assert!(
        found.model.numbers["i"] != found.model.numbers["j"],
        "{found}"
    );
    let uncorrelated = format!("{text}\nassume Cov[a[i], a[j]] = 0");
    let goal = "Var[sum(k:n, a[k])] = sum(k:n, Var[a[k]])";
    assert!(agreeing(&uncorrelated, goal) > 100);
    witness(text, goal);
}

#[test]
fn members_drawn_without_replacement_are_negatively_correlated() {
    let text = "nat n = 2\nexchangeable a : n";
    // Mixtures of independent draws only give covariances of at least 0 (de Finetti).
    let found = witness(text, "0 <= Cov[a[1], a[2]]");
    assert_eq!(found.model.rows().len(), 2, "{found}");
    assert!(agreeing("nat n = 2\niid a : n", "0 <= Cov[a[1], a[2]]") > 100);
}

#[test]
fn a_vector_is_any_list_of_numbers() {
    let text = "nat d\nvector x : d\nvector y : d";
    let square = |u: &str, v: &str| format!("sum(i:d, {u}[i]*{v}[i])");
    let (xy, xx, yy) = (square("x", "y"), square("x", "x"), square("y", "y"));
    assert!(agreeing(text, &format!("({xy})^2 <= ({xx})*({yy})")) > 100);
    let found = witness(text, &format!("{xy} <= {xx}"));
    assert!(found.model.values.is_empty() && !found.model.entries.is_empty());
    assert!(found.to_string().contains("x[1] = "), "{found}");
}

#[test]
fn indices_that_may_agree_are_not_distinct() {
    let text = "nat d\nvector x : d\nindex i, j : d";
    let injective = format!("{text}\ndistinct i, j\nassume x[i] != x[j]");
    assert!(agreeing(&injective, "x[i] != x[j]") > 10);
    let found = witness(&injective.replace("\nassume", "\n#"), "x[i] != x[j]");
    assert_eq!(found.model.numbers["d"], Rational::integer(2));
    // With i = j the assumption would be absurd: no model is left, and none is claimed.
    let absurd = format!("{text}\nassume x[i] != x[j]");
    assert_eq!(agreeing(&absurd, "x[i] != x[j]"), 0);
}

#[test]
fn a_recurrence_is_computed_forward() {
    let text = "const c\nsequence q\nindex l from 0\nassume q[l + 1] = c*q[l]";
    assert!(agreeing(text, "q[3] = c^3*q[0]") > 100);
    assert!(agreeing(text, "q[l] = c^l*q[0]") > 100);
    assert!(agreeing(text, "q[l + 2] = c^2*q[l]") > 100);
    let found = witness(text, "q[l] = c*q[0]");
    assert_eq!(found.model.numbers["l"], Rational::ZERO, "{found}");
    let open = format!("nat L from 0\n{text}");
    assert!(agreeing(&open, "q[L] = c^L*q[0]") > 100);
    witness(&open, "q[L] = c^(L + 1)*q[0]");
}

#[test]
fn layers_multiply() {
    let text = "nat L from 0\nsequence c, q\nindex l from 0\nassume q[l + 1] = c[l + 1]*q[l]";
    assert!(agreeing(text, "q[L] = q[0]*product(l:L, c[l])") > 100);
    let found = witness(text, "q[L] = q[0]*product(l:L, c[1])");
    assert_eq!(found.model.numbers["L"], Rational::integer(2), "{found}");
    witness(text, "q[L] = q[0]*product(l in 0..L, c[l])");
}

#[test]
fn naturals_from_a_declared_least_value_are_exponents() {
    assert!(agreeing("nat L from 0\nconst c", "c^(L + 1) = c*c^L") > 10);
    let found = witness("nat L from 0\nconst c", "c^L <= c");
    assert_eq!(found.model.numbers["L"], Rational::ZERO, "{found}");
    assert!(agreeing("nat L from 2", "2 <= L") > 1);
}

/// The perceptron's run on examples of label ±1 (Novikoff 1962).
const PERCEPTRON: &str = "nat d\nsequence y\nvector x : steps, d\nvector w : steps, d\nvector u : d\n\
    const gamma, R\nindex k from 0\nindex i : d\n\
    assume y[k]^2 = 1\nassume w[0, i] = 0\nassume w[k + 1, i] = w[k, i] + y[k]*x[k, i]\n\
    assume sum(i:d, u[i]^2) = 1\nassume gamma <= y[k]*sum(i:d, u[i]*x[k, i])\n\
    assume sum(i:d, x[k, i]^2) <= R^2\nassume mistake: y[k]*sum(i:d, w[k, i]*x[k, i]) <= 0";

#[test]
fn both_invariants_of_the_perceptron_survive() {
    assert!(agreeing(PERCEPTRON, "k*gamma <= sum(i:d, u[i]*w[k, i])") > 100);
    assert!(agreeing(PERCEPTRON, "sum(i:d, w[k, i]^2) <= k*R^2") > 100);
}

#[test]
fn the_norm_of_the_perceptron_needs_the_mistakes() {
    let lucky = PERCEPTRON.replace("assume mistake:", "# ");
    let found = witness(&lucky, "sum(i:d, w[k, i]^2) <= k*R^2");
    assert_eq!(found.model.numbers["k"], Rational::integer(2), "{found}");
    witness(PERCEPTRON, "(k + 1)*gamma <= sum(i:d, u[i]*w[k, i])");
    witness(PERCEPTRON, "sum(i:d, w[k, i]^2) <= k*R^2 - 1");
}

/// A linear network with weights of zero mean, fresh at each layer.
const NETWORK: &str = "nat n\niid W : steps, n, n\nexchangeable a : steps, n\nindep W | a\n\
    sequence s\nindex l from 0\nindex i, j : n\nassume E[W[l, i, j]] = 0\n\
    assume E[W[l, i, j]^2] = s[l]\nassume a[l + 1, i] = sum(j:n, W[l, i, j]*a[l, j])";

#[test]
fn a_random_recurrence_keeps_its_declared_structure() {
    let layer = "E[a[l + 1, i]^2] = n*s[l]*E[a[l, j]^2]";
    assert!(agreeing(NETWORK, layer) > 20);
    assert!(agreeing(NETWORK, "E[a[2, 1]^2] = n^2*s[0]*s[1]*E[a[0, 1]^2]") > 20);
    witness(NETWORK, "E[a[l + 1, i]^2] = s[l]*E[a[l, j]^2]");
    witness(NETWORK, "E[a[2, 1]^2] = n^2*s[0]^2*E[a[0, 1]^2]");
}

#[test]
fn steps_of_a_family_may_depend_on_one_another() {
    let text = "nat n\niid W : steps, n\nindex l from 0";
    let found = witness(text, "Cov[W[l, 1], W[l + 1, 1]] = 0");
    assert_eq!(found.model.numbers["l"], Rational::ZERO);
    witness(text, "E[W[l, 1]] = E[W[l + 1, 1]]");
    let open = format!("{text}\nindex i, j : n\ndistinct i, j");
    assert!(agreeing(&open, "Cov[W[l, i], W[l, j]] = 0") > 20);
}

#[test]
fn definitions_of_constants_are_met() {
    let kaiming = "nat n\nconst s\niid w : n\nexchangeable a : n\nindep w | a\n\
                   assume E[w] = 0\nassume s = 2/n\nassume Var[w] = s";
    let goal = "Var[sum(j:n, w[j]*a[j])] = 2*E[a^2]";
    assert!(agreeing(kaiming, goal) > 20);
    let reciprocal = kaiming.replace("s = 2/n", "n*s = 2");
    assert!(agreeing(&reciprocal, goal) > 20);
    witness(&reciprocal, "Var[sum(j:n, w[j]*a[j])] = E[a^2]");
    let scaled = "nat n\niid w : n\nassume E[w] = 0\nassume n*E[w^2] = 1";
    assert!(agreeing(scaled, "Var[sum(j:n, w[j])] = 1") > 20);
    let shared = "const v\nvar X, Y\nassume E[X] = 0\nassume v = Var[X]\nassume E[Y^2] = v";
    assert!(agreeing(shared, "E[X^2] = E[Y^2]") > 20);
    witness(shared, "E[X^4] = E[Y^4]");
}

#[test]
fn a_computed_variable_must_keep_its_declared_independence() {
    let text = "var X, Y, Z\nindep X | Y\nassume Z = X*Y\nassume E[X] = 0";
    assert!(agreeing(text, "E[Z] = 0") > 100);
    // Y = X is independent of X only if it is a number.
    let same = "var X, Y\nindep X | Y\nassume Y = X";
    assert!(agreeing(same, "Var[X] = 0") >= 1);
}

#[test]
fn roots_keep_both_signs() {
    let text = "sequence y\nindex k from 0\nassume y[k]^2 = 1";
    witness(text, "y[k] = 1");
    witness(text, "y[k] = y[k + 1]");
    assert!(agreeing(text, "y[k]^4 = 1") >= 2);
    let coin = "var X\nassume X^2 = 1";
    witness(coin, "E[X]^2 = 1");
    assert!(agreeing(&format!("{coin}\nsymmetric X"), "E[X] = 0") >= 1);
}

#[test]
fn a_backward_recurrence_is_followed_a_little_way() {
    let text = "const c\nsequence g\nindex l from 0\nassume g[l] = c*g[l + 1]";
    assert!(agreeing(text, "g[0] = c^2*g[2]") > 20);
    witness(text, "g[0] = c*g[2]");
    assert!(agreeing(&format!("{text}\nassume c = 0"), "g[1] = 0") >= 1);
}

#[test]
fn positive_constants_are_found() {
    let text = "const a, b\nassume 0 < a\nassume 0 < b";
    assert!(agreeing(text, "4*a*b/(a + b)^2 <= 1") > 100);
    witness(text, "4*a*b/(a + b)^2 < 1");
}

#[test]
fn derivatives_are_exact_for_polynomial_functions() {
    let text = "function g\nconst x, y, c";
    assert!(agreeing(text, "diff(g(x)^2, x) = 2*g(x)*g'(x)") > 100);
    assert!(agreeing(text, "diff(g(c*x), x) = c*g'(c*x)") > 100);
    assert!(agreeing(text, "diff(diff(g(x)*x, x), x) = 2*g'(x) + x*g''(x)") > 100);
    assert!(agreeing(text, "diff(diff(x^2*y^3, x), y) = 6*x*y^2") > 100);
    assert!(agreeing(text, "diff(1/(1 + x^2), x)*(1 + x^2)^2 = -2*x") > 100);
    witness(text, "diff(g(c*x), x) = g'(c*x)");
    witness(text, "g(x + y) = g(x) + g(y)");
    let found = witness(text, "g'(x) = g'(y)");
    assert!(found.to_string().contains("g(x) = "), "{found}");
}

#[test]
fn a_derivative_along_a_member_sees_only_that_member() {
    let text = "nat d\nvector x : d\nindex i : d";
    assert!(agreeing(text, "diff(sum(j:d, x[j]^2), x[i]) = 2*x[i]") > 100);
    let found = witness(text, "diff(sum(j:d, x[j])^2, x[i]) = 2*x[i]");
    assert_eq!(found.model.numbers["d"], Rational::integer(2), "{found}");
    // x is bound: no hypothesis about it is used inside.
    let held = "const x\nassume x = 1";
    assert!(agreeing(held, "diff(x^2, x) = 2") >= 1);
}

#[test]
fn derivatives_pass_through_expectations_but_not_along_what_is_random() {
    let text = "const b\nvar X\nfunction g";
    assert!(agreeing(text, "diff(E[(X + b)^2], b) = 2*E[X] + 2*b") > 100);
    assert!(agreeing(text, "diff(Var[b*X], b) = 2*b*Var[X]") > 100);
    assert!(agreeing(text, "diff(E[g(b*X)], b) = E[X*g'(b*X)]") > 100);
    let signature = parse_signature(text).unwrap();
    let refused = |goal: &str| {
        let goal = parse_goal(goal).unwrap();
        refute(&signature, &goal, Search::default())
            .unwrap_err()
            .code()
    };
    assert_eq!(refused("diff(E[X^2], X) = 2*X"), "not-exact");
    assert_eq!(refused("diff(relu(b), b) = step(b)"), "not-exact");
    assert_eq!(refused("exp(b) = 1"), "not-exact");
}

#[test]
fn a_law_that_no_finite_model_has_is_refused_where_it_matters() {
    let signature = parse_signature("const r\nvar X, Y\nlaw X = uniform(-r, r)").unwrap();
    let ask = |goal: &str| refute(&signature, &parse_goal(goal).unwrap(), Search::default());
    assert_eq!(ask("E[X] = 0").unwrap_err().code(), "not-exact");
    assert!(ask("E[Y]^2 <= E[Y^2]").is_ok());
}

#[test]
fn a_quotient_is_differentiated_as_by_hand() {
    // d/dx (x² + 1)/(x − 3) at x = 1: (2·(−2) − 2)/4 = −3/2; the second derivative is
    // 20/(x − 3)³ = −5/2.
    let mut model = Model::default();
    model.numbers.insert("x".to_owned(), Rational::ONE);
    let value = |text: &str| {
        model
            .evaluate(&parse_term(text).unwrap())
            .unwrap()
            .to_string()
    };
    assert_eq!(value("diff((x^2 + 1)/(x - 3), x)"), "-3/2");
    assert_eq!(value("diff(diff((x^2 + 1)*(x - 3)^-1, x), x)"), "-5/2");
    assert_eq!(
        value("diff(product(k:3, x + k), x)"),
        "26",
        "3·4 + 2·4 + 2·3"
    );
}

#[test]
fn a_negative_step_does_not_exist() {
    let text = "sequence q\nindex k from 0\nassume q[k] = 2*q[k - 1]";
    assert!(agreeing(text, "q[3] = 8*q[0]") > 1);
    let found = witness(text, "q[k] = 2*q[0]");
    assert!(found.model.entries.contains_key(&Member {
        name: "q".to_owned(),
        indices: vec![0]
    }));
}

#[test]
fn a_goal_that_reaches_no_step_is_not_refuted_by_assumptions_that_were_not_asked() {
    let text = "index k from 0\nsequence q\nconst c\nassume c <= q[k]\nassume q[k] <= 0";
    let signature = parse_signature(text).unwrap();
    let refuted = |goal: &str| {
        let goal = parse_goal(goal).unwrap();
        let found = refute(&signature, &goal, Search::default()).unwrap();
        matches!(found, Refutation::Refuted(_))
    };
    assert!(!refuted("c <= 0"), "it follows from the two assumptions");
    assert!(refuted("c = q[0]"), "where q is asked for, models refute");
}
