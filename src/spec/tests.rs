//! Tests of reading names and values from text.

use super::*;

struct Line(&'static str, &'static [Parameter]);

impl Named for Line {
    const KIND: &'static str = "line";

    fn name(&self) -> &'static str {
        self.0
    }

    fn parameters(&self) -> &'static [Parameter] {
        self.1
    }
}

static LINES: &[Line] = &[
    Line("plain", &[]),
    Line(
        "dotted",
        &[
            Parameter::required("gap", "2", "between dots"),
            Parameter::optional("count", "3", "of dots"),
        ],
    ),
];

#[test]
fn values_stand_by_place_by_name_or_by_default() {
    for (text, gap, count) in [
        ("dotted(1)", 1.0, 3),
        (" dotted ( count=5, gap = 2 )", 2.0, 5),
    ] {
        let (line, given) = parse(text, LINES).unwrap();
        assert_eq!(line.0, "dotted");
        assert_eq!(given.number("gap"), Ok(gap));
        assert_eq!(given.count("count"), Ok(count));
    }
    assert_eq!(LINES[1].example(), "dotted(gap=2)");
}

#[test]
fn each_refusal_says_what_was_looked_for_and_where() {
    let refused = |text: &'static str| parse(text, LINES).map(|_| ()).unwrap_err().to_string();
    assert_eq!(
        refused(" dottd"),
        "column 2: no line is named 'dottd', nearest is 'dotted'; allowed: plain, dotted"
    );
    assert_eq!(refused(""), "column 1: expected a name");
    assert_eq!(refused("plain(1)"), "column 7: plain takes no parameter");
}

#[test]
fn a_value_of_another_kind_is_located() {
    let (_, given) = parse("dotted(1, count=2.5)", LINES).unwrap();
    let refused = given.count("count").unwrap_err();
    assert_eq!(refused.code(), "malformed-value");
    assert_eq!(
        refused.to_string(),
        "column 17: count must be a whole number, got '2.5'"
    );
}
