//! Tests of reading rules: labels, aliases, refusals.

use super::*;

fn read(text: &str) -> Rule {
    text.parse().unwrap()
}

#[test]
fn every_display_is_read_back_as_itself() {
    for text in [
        "gradient-descent(rate=0.1)",
        "momentum(rate=0.1)",
        "momentum(rate=0.1, momentum=0.5)",
        "rmsprop",
        "rmsprop(decay=0.5)",
        "adam",
        "adam(rate=0.01, epsilon=0.000001)",
    ] {
        assert_eq!(read(text).to_string(), text);
    }
}

#[test]
fn aliases_blanks_and_places_are_understood() {
    assert_eq!(read("sgd( 0.1 )"), Rule::GradientDescent { rate: 0.1 });
    assert_eq!(
        read(" momentum (0.1, momentum = 0.2) "),
        read("momentum(0.1, 0.2)")
    );
    assert_eq!(read("adam()"), read("adam"));
}

#[test]
fn every_malformed_text_has_its_code() {
    for (text, code) in [
        ("", "syntax"),
        ("adam(", "syntax"),
        ("adam(beta2=0.5, 0.1)", "syntax"),
        ("adamw", "unknown-name"),
        ("sgd(0.1, 0.2)", "repeated-parameter"),
        ("sgd(0.1, rate=0.2)", "repeated-parameter"),
        ("adam(gamma=1)", "unknown-parameter"),
        ("momentum(momentum=0.5)", "missing-parameter"),
        ("sgd(fast)", "malformed-value"),
        ("sgd(,)", "syntax"),
        ("sgd(0)", "out-of-range"),
        ("sgd(nan)", "out-of-range"),
        ("momentum(0.1, 1)", "out-of-range"),
        ("adam(epsilon=0)", "out-of-range"),
    ] {
        assert_eq!(text.parse::<Rule>().unwrap_err().code(), code, "{text:?}");
    }
}

#[test]
fn an_unknown_rule_is_answered_with_one_that_is_alike() {
    let refusal = "adamw".parse::<Rule>().unwrap_err().to_string();
    assert!(refusal.contains("nearest is 'adam'"), "{refusal}");
}
