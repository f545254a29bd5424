//! The refusal corpus of formulas, and what no formula may do to the parser.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails is a test that fails"
)]

use std::collections::BTreeSet;
use varprop::evidence::formula::Environment;
use varprop::evidence::formula::NoFunctions;
use varprop::evidence::formula::evaluate;
use varprop::symbolic::finite::Search;
use varprop::symbolic::finite::refute;
use varprop::symbolic::syntax::Diagnostic;
use varprop::symbolic::syntax::MAX_DEPTH;
use varprop::symbolic::syntax::MAX_LENGTH;
use varprop::symbolic::syntax::parse_goal;
use varprop::symbolic::syntax::parse_signature;
use varprop::symbolic::syntax::parse_statement;
use varprop::symbolic::syntax::parse_term;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    stage: String,
    input: String,
    declarations: Option<String>,
    code: String,
    line: Option<usize>,
    column: Option<usize>,
}

fn corpus() -> Vec<Case> {
    let text = include_str!("../data/formula/refused.toml");
    toml::from_str::<Corpus>(text).unwrap().case
}

/// The code of the refusal and, for syntax, its place.
fn refusal(case: &Case) -> (String, Option<(usize, usize)>) {
    let located = |d: Diagnostic| (d.code().to_owned(), Some((d.line(), d.column())));
    match case.stage.as_str() {
        "term" => located(parse_term(&case.input).unwrap_err()),
        "statement" => located(parse_statement(&case.input).unwrap_err()),
        "declarations" => located(parse_signature(&case.input).unwrap_err()),
        "value" => {
            let term = parse_term(&case.input).unwrap();
            let error = evaluate(&term, &Environment::new(), &NoFunctions).unwrap_err();
            (error.code().to_owned(), None)
        }
        "model" => {
            let signature = parse_signature(case.declarations.as_deref().unwrap()).unwrap();
            let goal = parse_goal(&case.input).unwrap();
            let error = refute(&signature, &goal, Search::default()).unwrap_err();
            (error.code().to_owned(), None)
        }
        other => panic!("unknown stage {other}"),
    }
}

#[test]
fn every_malformed_formula_is_refused_with_its_code_at_its_place() {
    for case in corpus() {
        let place = case.column.map(|column| (case.line.unwrap_or(1), column));
        let expected = (case.code.clone(), place);
        assert_eq!(refusal(&case), expected, "{}: {}", case.stage, case.input);
    }
}

#[test]
fn every_reason_has_a_refused_example() {
    let seen: BTreeSet<(String, String)> = corpus()
        .into_iter()
        .map(|case| (case.stage, case.code))
        .collect();
    let syntax = [
        ("term", "unexpected-character"),
        ("term", "unterminated-text"),
        ("term", "malformed-number"),
        ("term", "number-too-large"),
        ("term", "unexpected-token"),
        ("statement", "greater-relation"),
        ("statement", "chained-relation"),
        ("term", "reserved-name"),
        ("term", "duplicate-argument"),
        ("term", "positional-after-named"),
        ("declarations", "declared-twice"),
        ("declarations", "not-declared"),
        ("declarations", "depends-on-itself"),
    ];
    let value = [
        "unknown-symbol",
        "unknown-function",
        "wrong-arity",
        "wrong-argument",
        "not-a-number",
        "out-of-range",
        "not-whole",
        "division-by-zero",
        "undefined-power",
        "overflow",
        "too-many-terms",
        "needs-model",
    ];
    let needed = syntax.into_iter().chain(value.map(|code| ("value", code)));
    for (stage, code) in needed {
        let key = (stage.to_owned(), code.to_owned());
        assert!(seen.contains(&key), "no example of {stage} {code}");
    }
}

#[test]
fn a_diagnostic_shows_the_line_and_a_caret() {
    let text = "var X, Y\nindep X | Z\n";
    let rendered = parse_signature(text).unwrap_err().render(text);
    let expected = "\
line 2, column 7: `Z` is not declared; expected a variable or family declared above
  |
2 | indep X | Z
  |       ^^^^^
";
    assert_eq!(rendered, expected);
}

#[test]
fn no_depth_of_nesting_overflows_the_stack() {
    let deep = |open: &str, close: &str, n: usize| {
        let text = open.repeat(n) + "x" + &close.repeat(n);
        parse_term(&text).map_err(|diagnostic| diagnostic.code())
    };
    for (open, close) in [
        ("(", ")"),
        ("-", ""),
        ("f(", ")"),
        ("E[", "]"),
        ("x^", ""),
        ("[", "]"),
    ] {
        assert!(deep(open, close, MAX_DEPTH / 4).is_ok(), "{open}");
        assert_eq!(deep(open, close, 4 * MAX_DEPTH), Err("too-deep"), "{open}");
    }
    assert_eq!(
        deep("x + ", "", 4 * MAX_DEPTH),
        Err("too-deep"),
        "a long sum is deep, too"
    );
    let long = "x".repeat(MAX_LENGTH + 1);
    assert_eq!(parse_term(&long).unwrap_err().code(), "too-long");
    assert_eq!(parse_signature(&long).unwrap_err().code(), "too-long");
}

#[test]
fn no_prefix_or_mutilation_of_a_formula_panics_the_parser() {
    let formula = "Var[sum(j in 1..n, w[j]*a[j])] <= 2.5e-3*f(\"σ-x\", q = [1, n]) != σ²";
    let cuts: Vec<usize> = formula.char_indices().map(|(at, _)| at).collect();
    for from in &cuts {
        for to in cuts.iter().filter(|to| *to >= from) {
            let text = formula[..*from].to_owned() + &formula[*to..];
            for diagnostic in [
                parse_statement(&text).err(),
                parse_statement(&formula[*from..*to]).err(),
            ] {
                let column = diagnostic.map_or(1, |d| d.column());
                assert!(column <= formula.chars().count() + 1);
            }
        }
    }
}
