//! Questions about laws: what is refuted, by how small a model, and what survives.

use super::agreeing;
use super::answer;
use super::witness;
use crate::num::Rational;
use crate::random::Stream;
use crate::symbolic::finite::Search;
use crate::symbolic::finite::level::Level;
use crate::symbolic::finite::level::levels;
use crate::symbolic::finite::prepared::Prepared;
use crate::symbolic::finite::problem::Problem;
use crate::symbolic::finite::refute;
use crate::symbolic::finite::structure;
use crate::symbolic::syntax::parse_goal;
use crate::symbolic::syntax::parse_signature;

const PRODUCT: &str = "Var[X*Y] = E[X]^2*Var[Y] + Var[X]*E[Y]^2 + Var[X]*Var[Y]";
const LAYER: &str = "nat n\niid w : n\nexchangeable a : n\nindep w | a\n";

#[test]
fn the_variance_of_a_product_needs_independence() {
    let found = witness("var X, Y", PRODUCT);
    assert_eq!(found.model.rows().len(), 2, "{found}");
    assert!(agreeing("var X, Y\nindep X | Y", PRODUCT) > 100);
}

#[test]
fn the_variance_of_a_product_does_not_imply_independence() {
    let declarations = format!("var X, Y\nassume {PRODUCT}");
    let found = witness(&declarations, "indep X | Y");
    let columns: Vec<_> = found.model.values.values().cloned().collect();
    assert_eq!(columns.len(), 2);
    assert!(found.sides.is_none());
}

#[test]
fn uncorrelated_variables_may_depend_on_each_other() {
    let found = witness("var X, Y\nassume Cov[X, Y] = 0", "indep X | Y");
    assert_eq!(
        found.model.rows().len(),
        3,
        "two points cannot do it:\n{found}"
    );
}

#[test]
fn the_layer_formula_needs_the_second_moment_of_the_inputs() {
    let zero_mean = format!("{LAYER}assume E[w] = 0");
    let sum = "Var[sum(j:n, w[j]*a[j])]";
    let found = witness(&zero_mean, &format!("{sum} = n*Var[w]*Var[a]"));
    assert!(found.models_checked >= 1);
    assert!(agreeing(&zero_mean, &format!("{sum} = n*Var[w]*E[a^2]")) > 100);
    // Even independent, identically distributed inputs do not save the other form.
    let iid = "nat n\niid w : n\niid a : n\nindep w | a\nassume E[w] = 0";
    witness(iid, &format!("{sum} = n*Var[w]*Var[a]"));
    let centred = format!("{iid}\nassume E[a] = 0");
    assert!(agreeing(&centred, &format!("{sum} = n*Var[w]*Var[a]")) > 100);
}

#[test]
fn the_layer_formula_needs_the_zero_mean_of_the_weights() {
    let found = witness(LAYER, "Var[sum(j:n, w[j]*a[j])] = n*Var[w]*E[a^2]");
    assert!(!found.model.rows().is_empty());
}

#[test]
fn the_layer_formula_needs_weights_independent_of_the_inputs() {
    let dependent = "nat n\niid w : n\nexchangeable a : n\nassume E[w] = 0";
    witness(dependent, "Var[sum(j:n, w[j]*a[j])] = n*Var[w]*E[a^2]");
}

#[test]
fn parameters_take_the_values_that_assumptions_define() {
    let declarations = format!("{LAYER}assume E[w] = 0\nassume E[w^2] = s/n\nassume E[a^2] = q");
    assert!(agreeing(&declarations, "Var[sum(j:n, w[j]*a[j])] = s*q") > 100);
    witness(&declarations, "Var[sum(j:n, w[j]*a[j])] = n*s*q");
}

#[test]
fn a_prescribed_variance_is_met_exactly() {
    let xavier = "nat n = 3\niid w : n\nassume E[w] = 0\nassume Var[w] = 1/n";
    assert!(agreeing(xavier, "Var[sum(j:n, w[j])] = 1") > 0);
    let he = "nat n = 2\niid w : n\nvar z\nsymmetric w\nindep w | z\n\
              assume E[w^2] = 3/5";
    assert!(agreeing(he, "E[w*z] = 0") > 0);
}

#[test]
fn symmetric_inputs_halve_the_second_moment_through_relu() {
    let goal = "E[relu(z)^2] = E[z^2]/2";
    assert!(agreeing("var z\nsymmetric z", goal) > 100);
    witness("var z", goal);
    witness("var z\nassume E[z] = 0", goal);
    assert!(agreeing("var z\nsymmetric z", "E[z^3] = 0") > 100);
}

#[test]
fn exchangeable_is_weaker_than_iid() {
    let goal = "Var[sum(j:n, a[j])] = n*Var[a]";
    assert!(agreeing("nat n\niid a : n", goal) > 100);
    let found = witness("nat n\nexchangeable a : n", goal);
    assert_eq!(found.model.numbers["n"], Rational::integer(2));
}

#[test]
fn matrices_of_weights_act_row_by_row() {
    let layer = "nat n, m\niid w : m, n\nexchangeable a : n\nindep w | a\nassume E[w] = 0";
    let preactivation = |i: u32| format!("sum(j:n, w[{i}, j]*a[j])");
    let uncorrelated = format!("Cov[{}, {}] = 0", preactivation(1), preactivation(2));
    assert!(agreeing(layer, &uncorrelated) > 10);
    // Without the zero mean, rows share the inputs.
    let biased = "nat n, m\niid w : m, n\nexchangeable a : n\nindep w | a";
    witness(biased, &uncorrelated);
}

#[test]
fn contradictory_assumptions_leave_zero_models_and_no_success() {
    let contradiction = "var X\nassume E[X] = 0\nassume X = 1";
    assert_eq!(agreeing(contradiction, "E[X] = 7"), 0);
}

#[test]
fn unknown_symbols_are_refused_and_not_searched() {
    let signature = parse_signature("var X").unwrap();
    let code = |goal: &str| {
        let goal = parse_goal(goal).unwrap();
        refute(&signature, &goal, Search::default())
            .unwrap_err()
            .code()
    };
    assert_eq!(code("E[Y] = 0"), "unknown-symbol");
    assert_eq!(code("indep X | Y"), "unknown-symbol");
    assert_eq!(code("E[tanh(X)] = 0"), "not-exact");
}

#[test]
fn every_model_has_the_declared_structure() {
    for text in [
        "nat n = 2\nvar z\niid w : n\nexchangeable a : n\nindep w, z | a\nsymmetric w, z",
        "nat n = 2\nvar U\niid v : n\nexchangeable a : n\nindep v | a\nsymmetric U",
        "nat n = 2\nvar X\niid v : n\niid w : n, n\nsymmetric v",
    ] {
        let signature = parse_signature(text).unwrap();
        let levels = levels(&signature);
        let goal = parse_goal("0 = 0").unwrap();
        let problem = Problem::new(&signature, &[], &[], &goal).unwrap();
        let checked = levels.iter().map(|level| sound_models(&problem, level));
        assert!(checked.sum::<usize>() >= 12, "{text}");
    }
}

/// How many models of a level were built; each must have the structure.
fn sound_models(problem: &Problem, level: &Level) -> usize {
    let mut generator = Stream::root(1).named("structure").generator();
    let prepared = Prepared::new(problem, level, 1500, &mut generator);
    let Some(prepared) = prepared.unwrap() else {
        return 0;
    };
    for _ in 0..2 {
        let model = prepared.build(&prepared.random_values(&mut generator));
        let model = model.unwrap();
        assert!(
            structure::structure_holds(&problem.signature, &model).unwrap(),
            "{level:?}\n{model}"
        );
    }
    2
}

#[test]
fn the_same_seed_finds_the_same_model() {
    let goal = "Var[sum(j:n, w[j]*a[j])] = n*Var[w]*Var[a]";
    assert_eq!(answer(LAYER, goal), answer(LAYER, goal));
}

#[test]
fn a_witness_is_a_table_a_person_can_read() {
    let text = witness("var X, Y", "E[X*Y] = E[X]*E[Y]").to_string();
    let table = "  P  X  Y\n1/2  0  0\n1/2  1  1\nleft side 1/2, right side 1/4\n";
    assert_eq!(text, table);
}
