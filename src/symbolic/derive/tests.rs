//! Identities, true and false, decided without a script.

use super::*;
use crate::symbolic::syntax::parse_goal;
use crate::symbolic::syntax::parse_signature;

const PAIR: &str = "var X, Y";
const INDEPENDENT: &str = "var X, Y\nindep X | Y";
const LAYER: &str = "nat n\niid w : n\niid a : n\nindep w | a";

/// The answer to a goal under declarations.
fn decision(declarations: &str, goal: &str) -> Decision {
    let signature = parse_signature(declarations).unwrap();
    decide(&signature, &parse_goal(goal).unwrap()).unwrap()
}

/// The derivation of a goal; what is missing is shown.
fn derivation(declarations: &str, goal: &str) -> Derivation {
    match decision(declarations, goal) {
        Decision::Proved(derivation) => *derivation,
        Decision::NotDecided { why, nearest } => {
            let nearest = nearest.map(|term| term.to_string());
            panic!("{declarations}\n{goal}: {why}: {nearest:?}")
        }
    }
}

fn with(declarations: &str, more: &str) -> String {
    format!("{declarations}\n{more}")
}

#[test]
fn true_identities_are_proved_and_their_derivations_run_as_scripts() {
    let zero = "assume E[X] = 0\nassume E[Y] = 0";
    let layer = with(LAYER, "assume zero-mean: E[w] = 0");
    let centred = with(&layer, "assume centred: E[a] = 0");
    let sum = "Var[sum(j:n, w[j]*a[j])]";
    let bound = "nat n\niid w : n\nlaw w = uniform(-sqrt(6/n), sqrt(6/n))";
    let table = [
        (PAIR.into(), "Var[X + Y] = Var[X] + Var[Y] + 2*Cov[X, Y]".to_owned()),
        (INDEPENDENT.into(), "Var[X + Y] = Var[X] + Var[Y]".into()),
        (INDEPENDENT.into(), "Var[X*Y] = Var[X]*Var[Y] + E[X]^2*Var[Y] + Var[X]*E[Y]^2".into()),
        (with(INDEPENDENT, zero), "Var[X*Y] = Var[X]*Var[Y]".into()),
        (layer.clone(), format!("{sum} = n*Var[w]*E[a^2]")),
        (centred, format!("{sum} = n*Var[w]*Var[a]")),
        (with(&layer, "assume Var[w] = 1/n\nassume E[a^2] = q"), format!("{sum} = q")),
        (with(&layer, "assume Var[w] = 2/n\nassume E[a^2] = q/2"), format!("{sum} = q")),
        ("var z\nsymmetric z".into(), "E[relu(z)^2] = Var[z]/2".into()),
        ("var z\nsymmetric z".into(), "E[z^3] = 0".into()),
        ("var z\nsymmetric z".into(), "E[max(z, 0)^2] = E[z^2]/2".into()),
        ("var z\nsymmetric z".into(), "E[relu(z)*z^3] = E[z^4]/2".into()),
        ("nat n\niid w : n\ndependent a : n\nsymmetric w\nindep w | a".into(),
         "E[relu(sum(j:n, w[j]*a[j]))^2] = E[sum(j:n, w[j]*a[j])^2]/2".into()),
        ("nat n\niid x : n".into(), "Var[sum(j:n, x[j])/n] = Var[x]/n".into()),
        ("nat n from 2\niid x : n".into(),
         "E[sum(j:n, (x[j] - sum(k:n, x[k])/n)^2)/(n-1)] = Var[x]".into()),
        ("var U\nlaw U = uniform(-c, c)".into(), "Var[U] = c^2/3".into()),
        ("const a, b\nvar U\nlaw U = uniform(a, b)".into(), "Var[U] = (b - a)^2/12".into()),
        (bound.into(), "Var[w] = 2/n".into()),
        ("nat n, m\nassume s = 2/(n + m)\nassume r = sqrt(3*s)\nassume 0 < s\nvar U\nlaw U = uniform(-r, r)".into(),
         "Var[U] = 2/(n + m)".into()),
        ("nat n, m".into(), "2/(1/(1/n) + 1/(1/m)) = 2/(n + m)".into()),
        ("nat n, m\nassume a = 1/n\nassume b = 1/m".into(), "2/(1/a + 1/b) = 2/(n + m)".into()),
        ("const m\nvar Z\nlaw Z = normal(0, v)".into(), "E[Z^4] = 3*v^2".into()),
        ("sequence q\nindex l from 0\nassume step: q[l+1] = c*q[l]".into(),
         "q[2] = c^2*q[0]".into()),
        ("const x".into(), "diff(x^3, x) = 3*x^2".into()),
        (PAIR.into(), "0 <= Var[X]".into()),
        (PAIR.into(), "E[X]^2 <= E[X^2]".into()),
        (PAIR.into(), "2*E[X*Y] <= E[X^2] + E[Y^2]".into()),
        (PAIR.into(), "0 <= E[max(X, 0)]".into()),
        (PAIR.into(), "0 <= E[(X - Y)^2]".into()),
        ("const a, b".into(), "2*a*b <= a^2 + b^2".into()),
        ("var X, Y\nassume below: X <= Y".into(), "E[X] <= E[Y]".into()),
    ];
    for (declarations, goal) in table {
        let found = derivation(&declarations, &goal);
        assert_eq!(
            found.theorem.conclusion().to_string(),
            parse_goal(&goal).unwrap().to_string()
        );
        let script = found.script("found");
        if let Err(error) = prove_script(&script) {
            panic!("{script}\n{}", error.render(&script));
        }
    }
}

#[test]
fn false_identities_are_not_decided() {
    let sum = "Var[sum(j:n, w[j]*a[j])]";
    let table = [
        (PAIR.to_owned(), "Var[X + Y] = Var[X] + Var[Y]".to_owned()),
        (INDEPENDENT.into(), "Var[X*Y] = Var[X]*Var[Y]".into()),
        (LAYER.into(), format!("{sum} = n*Var[w]*Var[a]")),
        (
            with(LAYER, "assume E[w] = 0"),
            format!("{sum} = n*Var[w]*Var[a]"),
        ),
        (PAIR.into(), "E[X^2] = E[X]^2".into()),
        (PAIR.into(), "E[max(X, 0)^2] = E[X^2]/2".into()),
        ("var z\nsymmetric z".into(), "E[relu(z)] = 0".into()),
        ("nat n, m".into(), "2/(n + m) = (1/n + 1/m)/2".into()),
        (
            "nat n\nexchangeable x : n".into(),
            "Var[sum(j:n, x[j])] = n*Var[x]".into(),
        ),
        (
            "var U\nlaw U = uniform(-c, c)".into(),
            "Var[U] = c^2/6".into(),
        ),
        (PAIR.into(), "Var[X] <= E[X]^2".into()),
        ("const a, b".into(), "a*b <= a + b".into()),
    ];
    for (declarations, goal) in table {
        let answer = decision(&declarations, &goal);
        assert!(matches!(answer, Decision::NotDecided { .. }), "{goal}");
    }
}

#[test]
fn what_is_needed_together_is_left_when_all_else_is_dropped() {
    let declarations = "nat n from 3\niid w : n\niid a : n\nindep w | a\nsymmetric w\n\
                        assume zero: E[w] = 0\nassume size: E[a^2] = q";
    let goal = "Var[sum(j:n, w[j]*a[j])] = n*q*E[w^2]";
    let needs = needs_of_decision(&derivation(declarations, goal).theorem);
    let texts: Vec<String> = needs
        .iter()
        .map(|need| match &need.requirement {
            Requirement::Needed => format!("needed: {}", need.declaration),
            Requirement::NotNeeded => format!("not needed: {}", need.declaration),
            Requirement::Weaker(enough) => format!("{enough} for {}", need.declaration),
        })
        .collect();
    assert_eq!(
        texts,
        [
            "nat n for nat n from 3",
            "needed: iid w : n",
            "exchangeable a : n for iid a : n",
            "needed: indep w | a",
            "not needed: symmetric w",
            "needed: assume zero: E[w] = 0",
            "needed: assume size: E[a^2] = q",
        ]
    );
}

#[test]
fn a_script_that_cites_too_much_does_not_need_what_it_cites() {
    let source = "theorem t\n var X, Y\n indep X | Y\n assume mean: E[X] = 0\n \
                  goal Var[X + Y] = Var[X] + Var[Y]\nproof\n \
                  1: E[X*Y] = 0  by independence mean\n \
                  2: Var[X + Y] = Var[X] + Var[Y]  by moments mean\nqed";
    let script = crate::symbolic::syntax::parse_script(source).unwrap();
    let needs = needs(&script.theorems[0], source);
    let found: Vec<&Requirement> = needs.iter().map(|need| &need.requirement).collect();
    assert_eq!(found, [&Requirement::Needed, &Requirement::NotNeeded]);
}

#[test]
fn a_name_without_a_meaning_is_refused() {
    let signature = parse_signature("var X").unwrap();
    for goal in ["E[X] = mu", "indep X | Y", "symmetric Y"] {
        let error = decide(&signature, &parse_goal(goal).unwrap()).unwrap_err();
        assert_eq!(error.code(), "undeclared-name", "{goal}");
    }
}

#[test]
fn layers_are_gone_through_one_by_one() {
    let declarations = "nat n\nindex l from 0\nindex i : n\niid W : steps, n, n\n\
                        exchangeable a : steps, n\nindep W | a\n\
                        assume layer: a[l+1, i] = sum(j:n, W[l, i, j]*a[l, j])\n\
                        assume zero: E[W[l, 1, 1]] = 0\nassume v: E[W[l, 1, 1]^2] = v";
    let found = derivation(declarations, "E[a[3, 1]^2] = (n*v)^3*E[a[0, 1]^2]");
    assert_eq!((found.tactic, found.steps[0].links.len()), ("layers", 7));
    assert!(prove_script(&found.script("three-layers")).is_ok());
}

#[test]
fn what_is_missing_is_named() {
    let Decision::NotDecided { nearest, .. } = decision(PAIR, "Var[X + Y] = Var[X] + Var[Y]")
    else {
        panic!("false for dependent variables")
    };
    let nearest = nearest.map(|term| term.to_string());
    assert_eq!(nearest.as_deref(), Some("2*E[X*Y] - 2*E[X]*E[Y]"));
}

#[test]
fn a_conclusion_under_a_denominator_says_so() {
    let found = derivation("const a, b", "a*b/b = a");
    let conditions: Vec<String> = found
        .theorem
        .conditions()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(conditions, ["b"]);
}

#[test]
fn an_assumption_that_discharges_a_side_condition_is_needed() {
    let source = "theorem t\n  const g, h\n  assume moving: g != 0\n  goal h*g/g = h\nproof\n  1: h*g/g = h  by algebra\nqed\n";
    let script = crate::symbolic::syntax::parse_script(source).unwrap();
    let needs = needs(&script.theorems[0], source);
    assert_eq!(needs[0].declaration, "assume moving: g != 0");
    assert_eq!(needs[0].requirement, Requirement::Needed);
}
