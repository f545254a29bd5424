//! Tests of reading initializers: labels, aliases, located refusals.

use super::*;
use crate::spec::Named;
use crate::spec::SpecError;

fn label(text: &str) -> String {
    parse(text).unwrap().label()
}

#[test]
fn every_label_is_read_back_as_itself() {
    for text in [
        "he-normal",
        "he-uniform(mode=fan_out, slope=0.2)",
        "normal(0.01)",
        "constant(-0.5)",
        "truncated-normal(0.02, -0.04, inf)",
        "variance-scaling(scale=2, mode=fan_avg, law=truncated, corrected=false)",
        "orthogonal(2)",
        "sparse(0.9, 0.05)",
    ] {
        assert_eq!(label(text), text);
    }
    for entry in ALL {
        let shown = label(&entry.example());
        assert_eq!(label(&shown), shown);
    }
}

#[test]
fn aliases_and_blanks_are_understood() {
    assert_eq!(label("xavier-uniform"), "glorot-uniform");
    assert_eq!(label("lecun"), "lecun-normal");
    assert_eq!(
        label(" kaiming-normal ( slope = 0.2 ) "),
        "he-normal(slope=0.2)"
    );
    assert_eq!(label("he-normal()"), "he-normal");
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    let refused = parse(" he-norml").unwrap_err();
    assert!(matches!(
        refused,
        InitializerError::Spec(SpecError::UnknownName {
            column: 2,
            nearest: "he-normal",
            ..
        })
    ));
}

#[test]
fn an_unknown_parameter_is_located() {
    let refused = parse("he-normal(mode=fan_in, slop=1)").unwrap_err();
    assert!(matches!(
        refused,
        InitializerError::Spec(SpecError::UnknownParameter {
            column: 24,
            nearest: "slope",
            ..
        })
    ));
}

#[test]
fn a_malformed_value_is_located() {
    let refused = parse("he-normal(mode= fan)").unwrap_err();
    assert!(matches!(
        refused,
        InitializerError::Spec(SpecError::MalformedValue {
            column: 17,
            parameter: "mode",
            ..
        })
    ));
}

#[test]
fn every_malformed_text_has_its_code() {
    for (text, code) in [
        ("", "syntax"),
        ("(1)", "syntax"),
        ("he-normal(", "syntax"),
        ("normal(,)", "syntax"),
        ("truncated-normal(std_dev=1, -2, 2)", "syntax"),
        ("zeros(1)", "repeated-parameter"),
        ("normal(0.1, std_dev=0.1)", "repeated-parameter"),
        ("zeros(value=1)", "unknown-parameter"),
        ("normal", "missing-parameter"),
        ("normal(x)", "malformed-value"),
        ("normal(nan)", "not-finite"),
        ("normal(-1)", "scale-out-of-range"),
        ("uniform(inf)", "not-finite"),
        ("variance-scaling(scale=0)", "parameter-out-of-range"),
        ("sparse(1)", "share-out-of-range"),
        ("he-normal(mode=fan_avg)", "malformed-value"),
    ] {
        assert_eq!(parse(text).unwrap_err().code(), code, "{text:?}");
    }
}
