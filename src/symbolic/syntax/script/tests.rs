//! Scripts as people write them, every refusal with its place, and texts that nobody writes.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;

const FORWARD: &str = "\
# Xavier's forward condition.
# The activations may depend on one another.
theorem xavier-forward                  # a note to nobody
  nat n
  iid w : n
  exchangeable a : n
  indep w | a
  let z = sum(j:n, w[j]*a[j])
  assume zero-mean: E[w] = 0
  assume weight-variance: E[w^2] = s
  assume signal: E[a^2] = q
  goal Var[z] = n*s*q
  goal Var[z]
       <= n*s*q
proof
  # By definition.
  def: Var[z] = E[z^2] - E[z]^2       by def-var
  2.a: E[z]
         = n*E[w]*E[a]                by iid-sum def
         = 0                          by calc zero-mean, def(x = z, y = w[j + 1]) times -n,
                                         square z - 1 times 2, on n  # three more

  # Not a note, since a blank line follows.

  sup: suppose 0
         <= q
  4: Var[z] = n*s*q                   by moments
qed

theorem nothing
  goal 1 = 1
proof
qed
";

fn read(source: &str) -> Script {
    parse_script(source).map_err(|d| d.render(source)).unwrap()
}

fn links(step: &ScriptStep) -> &[Link] {
    match &step.body {
        StepBody::Chain { links } => links,
        StepBody::Suppose(_) => &[],
    }
}

#[test]
fn a_script_is_read_as_it_is_written() {
    let script = read(FORWARD);
    let [theorem, nothing] = &script.theorems[..] else {
        panic!("{} theorems", script.theorems.len())
    };
    assert_eq!(theorem.name, "xavier-forward");
    let note = "Xavier's forward condition.\nThe activations may depend on one another.";
    assert_eq!(theorem.note.as_deref(), Some(note));
    assert_eq!(theorem.signature.assumptions().len(), 3);
    let labels: Vec<&str> = theorem.steps.iter().map(|s| s.label.as_str()).collect();
    assert_eq!(labels, ["def", "2.a", "sup", "4"]);
    assert_eq!(theorem.steps[0].note.as_deref(), Some("By definition."));
    assert_eq!(theorem.steps[2].note, None);
    assert_eq!((nothing.note.as_ref(), nothing.steps.len()), (None, 0));
}

#[test]
fn a_chain_continues_from_the_last_right_side() {
    let script = read(FORWARD);
    let links = links(&script.theorems[0].steps[1]);
    let statements: Vec<String> = links.iter().map(|l| l.statement.to_string()).collect();
    assert_eq!(
        statements,
        ["E[sum(j:n, w[j]*a[j])] = n*E[w]*E[a]", "n*E[w]*E[a] = 0"]
    );
    assert_eq!(&FORWARD[links[0].rule_span.clone()], "iid-sum");
    assert_eq!(&FORWARD[links[1].span.clone()], "= 0");
}

#[test]
fn a_supposition_may_take_more_than_one_line() {
    let script = read(FORWARD);
    let StepBody::Suppose(statement) = &script.theorems[0].steps[2].body else {
        panic!("no supposition")
    };
    assert_eq!(statement.to_string(), "0 <= q");
}

#[test]
fn goals_are_expanded_and_located() {
    let script = read(FORWARD);
    let goals = &script.theorems[0].goals;
    let expected = "Var[sum(j:n, w[j]*a[j])] <= n*s*q";
    assert_eq!(goals[1].value.to_string(), expected);
    assert_eq!(&FORWARD[goals[0].span.clone()], "Var[z] = n*s*q");
}

#[test]
fn arguments_cite_square_and_name() {
    let script = read(FORWARD);
    let arguments = &links(&script.theorems[0].steps[1])[1].arguments;
    let texts: Vec<&str> = arguments.iter().map(|a| &FORWARD[a.span()]).collect();
    assert_eq!(
        texts,
        [
            "zero-mean",
            "def(x = z, y = w[j + 1]) times -n",
            "square z - 1 times 2",
            "on n"
        ]
    );
    let Argument::Cite { at, times, .. } = &arguments[1] else {
        panic!("no citation")
    };
    let at: Vec<String> = at.iter().map(|(x, term)| format!("{x} = {term}")).collect();
    assert_eq!(at, ["x = sum(j:n, w[j]*a[j])", "y = w[j + 1]"]);
    assert_eq!(times.as_ref().unwrap().to_string(), "-n");
    assert!(matches!(&arguments[3], Argument::On { name, .. } if name == "n"));
}

/// The goal of a theorem with these lines above it, as printed.
fn goal(lines: &str, goal: &str) -> Result<String, (&'static str, usize, usize)> {
    let source = format!("theorem t\n{lines}\ngoal {goal}\nproof\nqed");
    let place = |d: Diagnostic| (d.code(), d.line(), d.column());
    let script = parse_script(&source).map_err(place)?;
    Ok(script.theorems[0].goals[0].value.to_string())
}

#[test]
fn abbreviations_expand_without_capture() {
    for (lines, formula, expected) in [
        (
            "let s(z) = 1/(1 + exp(-z))",
            "s(2*x) = y",
            "1/(1 + exp(-(2*x))) = y",
        ),
        (
            "let s(z) = z^2\nlet t(x) = s(x)*s(s(x))",
            "t(a) = 0",
            "a^2*(a^2)^2 = 0",
        ),
        (
            "let c = j",
            "sum(j:n, c*w[j]) = c",
            "sum(j_1:n, j*w[j_1]) = j",
        ),
        ("let c = j", "sum(j:j, c*j_1) = 0", "sum(j_2:j, j*j_1) = 0"),
        (
            "let c = j",
            "sum(j:n, sum(j_1:n, c*j*w[j_1])) = 0",
            "sum(j_2:n, sum(j_1:n, j*j_2*w[j_1])) = 0",
        ),
        (
            "let c = j",
            "sum(j:n, j*sum(j:n, c*j)) = 0",
            "sum(j_1:n, j_1*sum(j_2:n, j*j_2)) = 0",
        ),
        (
            "let f(x) = sum(j:n, x*w[j])",
            "f(j) = 0",
            "sum(j_1:n, j*w[j_1]) = 0",
        ),
        ("let s(z) = z^2", "sum(z:n, s(z)) = 0", "sum(z:n, z^2) = 0"),
        ("let q = 3", "sum(q:n, q) = q", "sum(q:n, q) = 3"),
        ("let v = w", "v[1] = 0", "w[1] = 0"),
        ("let z = 1\nlet s(z) = z + 1", "s(z) = z", "1 + 1 = 1"),
        (
            "let d(x) = diff(g(x), x)",
            "g'(t) = d(t)",
            "g'(t) = diff(g(t), t)",
        ),
    ] {
        assert_eq!(goal(lines, formula).as_deref(), Ok(expected), "{lines}");
    }
}

#[test]
fn an_abbreviation_holds_for_one_theorem() {
    let script = read(
        "theorem a\nlet q = 2\ngoal q = 2\nproof\nqed\n\
         theorem b\nconst q\ngoal q = 2\nproof\nqed",
    );
    assert_eq!(script.theorems[1].goals[0].value.to_string(), "q = 2");
}

#[test]
fn misused_abbreviations_are_refused_at_their_name() {
    for (lines, formula, refusal) in [
        (
            "let s(z) = z + s(1)",
            "1 = 1",
            ("recursive-abbreviation", 2, 5),
        ),
        (
            "let s(z) = s'(z)",
            "1 = 1",
            ("recursive-abbreviation", 2, 5),
        ),
        (
            "assume q = 1\nlet q = 2",
            "1 = 1",
            ("used-before-abbreviation", 3, 5),
        ),
        (
            "let a = b\nlet b = 1",
            "1 = 1",
            ("used-before-abbreviation", 3, 5),
        ),
        (
            "let s(z) = z",
            "1 = s(1, 2)",
            ("abbreviation-arguments", 3, 10),
        ),
        (
            "let s(z) = z",
            "s(z = 2) = 1",
            ("abbreviation-arguments", 3, 6),
        ),
        (
            "let s(z) = z",
            "1 + s = 1",
            ("abbreviation-arguments", 3, 10),
        ),
        ("let q = 1", "q(2) = 1", ("abbreviation-arguments", 3, 6)),
        (
            "let s(z) = z^2",
            "2 = s'(1)",
            ("primed-abbreviation", 3, 10),
        ),
        ("let s'(z) = z^2", "1 = 1", ("primed-name", 2, 5)),
        ("let f(g) = g(1)", "1 = 1", ("applied-parameter", 2, 5)),
        ("let f(x, x) = x", "1 = 1", ("duplicate-argument", 2, 10)),
        ("let f(f) = f", "1 = 1", ("duplicate-argument", 2, 7)),
        ("let f(x = 1", "1 = 1", ("unexpected-token", 2, 9)),
        ("let v = 2*w", "v[1] = 0", ("family-replaced", 3, 6)),
        ("let q = 1\nlet q = 2", "1 = 1", ("declared-twice", 3, 5)),
        ("const q\nlet q = 2", "1 = 1", ("declared-twice", 3, 5)),
        ("let q = 2\nconst q", "1 = 1", ("declared-twice", 3, 1)),
        ("let E = 2", "1 = 1", ("reserved-name", 2, 5)),
    ] {
        assert_eq!(goal(lines, formula), Err(refusal), "{lines}; {formula}");
    }
}

#[test]
fn abbreviations_cannot_grow_without_bound() {
    let doubled = |k: usize| format!("let x{} = x{k} + x{k}\n", k + 1);
    let lines: String = (0..60).map(doubled).collect();
    assert_eq!(goal(&lines, "1 = 1").unwrap_err().0, "expansion-too-large");
    let deeper = |k: usize| format!("let y{} = {}y{k}\n", k + 1, "-".repeat(90));
    let lines: String = (0..3).map(deeper).collect();
    assert_eq!(goal(&lines, "1 = 1").unwrap_err().0, "too-deep");
}

#[test]
fn a_refused_script_says_why_and_where() {
    let header = "theorem t\ngoal x = y\n";
    let in_proof = |line: &str| format!("{header}proof\n{line}\nqed\n");
    let whole = |text: &str| text.to_owned();
    for (source, refusal) in [
        (whole(""), ("no-theorem", 1, 1)),
        (whole("# only\n"), ("no-theorem", 2, 1)),
        (whole("lemma t"), ("outside-theorem", 1, 1)),
        (whole("theorem Big"), ("malformed-word", 1, 9)),
        (whole("theorem a--b"), ("malformed-word", 1, 9)),
        (whole("theorem two words"), ("malformed-word", 1, 9)),
        (whole("theorem\n"), ("malformed-word", 1, 8)),
        (whole("theorem t\nproof\nqed"), ("missing-goal", 1, 1)),
        (whole(header), ("missing-proof", 1, 1)),
        (format!("{header}qed"), ("missing-proof", 3, 1)),
        (format!("{header}theorem u"), ("missing-proof", 3, 1)),
        (
            format!("{header}lemma x = y\nproof\nqed"),
            ("unexpected-token", 3, 1),
        ),
        (
            format!("{header}proof by magic\nqed"),
            ("unexpected-token", 3, 1),
        ),
        (
            format!("{header}proof\n1: x = y by r\n"),
            ("missing-qed", 4, 14),
        ),
        (format!("{header}proof\ntheorem u"), ("missing-qed", 4, 1)),
        (
            format!("{header}proof\nqed\nmore"),
            ("outside-theorem", 5, 1),
        ),
        (
            format!("{header}proof\nqed\n{header}proof\nqed"),
            ("duplicate-theorem", 5, 1),
        ),
        (
            format!("{header}assume a: x = 1\nassume a: x = 2"),
            ("duplicate-label", 4, 8),
        ),
        (
            format!("{header}assume a: x = 1\nproof\na: x = y by r\nqed"),
            ("duplicate-label", 5, 1),
        ),
        (
            in_proof("1: x = y by r\n1: x = y by r"),
            ("duplicate-label", 5, 1),
        ),
        (in_proof("on: x = y by r"), ("reserved-name", 4, 1)),
        (in_proof("x = y by r"), ("expected-step", 4, 1)),
        (in_proof("qed now"), ("expected-step", 4, 1)),
        (in_proof("= y by r"), ("nothing-to-continue", 4, 1)),
        (in_proof("1: x = y"), ("missing-rule", 4, 9)),
        (
            in_proof("1: x =\n y # by r\n2: z = y by r"),
            ("missing-rule", 5, 3),
        ),
        (in_proof("1:"), ("missing-rule", 4, 3)),
        (in_proof("1: x = y by"), ("malformed-word", 4, 12)),
        (in_proof("1: x = y by Rule"), ("malformed-word", 4, 13)),
        (in_proof("1: by r"), ("unexpected-token", 4, 4)),
        (
            in_proof("1: x = y by r\n > 0 by r"),
            ("greater-relation", 5, 2),
        ),
        (in_proof("1: x = y = z by r"), ("chained-relation", 4, 10)),
        (
            in_proof("1: x = y by r\n = z = u by r"),
            ("chained-relation", 5, 6),
        ),
        (
            in_proof("1: suppose x = y by r"),
            ("unexpected-token", 4, 18),
        ),
        (in_proof("1: suppose"), ("unexpected-token", 4, 11)),
        (in_proof("1: x = y by r a b"), ("unexpected-token", 4, 17)),
        (in_proof("1: x = y by r, a"), ("unexpected-token", 4, 14)),
        (in_proof("1: x = y by r a,"), ("unexpected-token", 4, 17)),
        (
            in_proof("1: x = y by r a(x 1)"),
            ("unexpected-token", 4, 19),
        ),
        (in_proof("1: x = y by r a()"), ("unexpected-token", 4, 17)),
        (
            in_proof("1: x = y by r a(x = 1"),
            ("unexpected-token", 4, 22),
        ),
        (
            in_proof("1: x = y by r a(x = 1, x = 2)"),
            ("duplicate-argument", 4, 24),
        ),
        (
            in_proof("1: x = y by r a times"),
            ("unexpected-token", 4, 22),
        ),
        (
            in_proof("1: x = y by r square"),
            ("unexpected-token", 4, 21),
        ),
        (
            in_proof("1: x = y by r square times 2"),
            ("unexpected-token", 4, 22),
        ),
        (in_proof("1: x = y by r on 2"), ("unexpected-token", 4, 18)),
        (in_proof("1: x = y by r \"a"), ("unexpected-token", 4, 15)),
    ] {
        let diagnostic = parse_script(&source).unwrap_err();
        let found = (diagnostic.code(), diagnostic.line(), diagnostic.column());
        assert_eq!(found, refusal, "{}", diagnostic.render(&source));
    }
}

#[test]
fn what_is_too_long_is_refused() {
    let long = " ".repeat(MAX_SCRIPT_LENGTH + 1);
    assert_eq!(parse_script(&long).unwrap_err().code(), "script-too-long");
    let names: String = (0..3000).map(|k| format!("const c{k}\n")).collect();
    assert_eq!(goal(&names, "1 = 1").unwrap_err().0, "too-long");
}

#[test]
fn windows_line_ends_change_nothing() {
    let script = read(&FORWARD.replace('\n', "\r\n"));
    let unix = read(FORWARD);
    for (theorem, other) in script.theorems.iter().zip(&unix.theorems) {
        assert_eq!(theorem.note, other.note);
        assert_eq!(theorem.signature, other.signature);
        assert_eq!(theorem.steps.len(), other.steps.len());
    }
}

/// What mutations put into a script.
const PIECES: [&str; 20] = [
    "\n",
    " by ",
    "(",
    ")",
    "[",
    "\"",
    "#",
    ",",
    ":",
    "times ",
    "square ",
    "on ",
    "let z = ",
    "qed",
    "theorem t\n",
    "proof",
    "'",
    "é",
    "= ",
    "suppose ",
];

fn mutated(cuts: &[(usize, usize, usize)]) -> String {
    let mut text = FORWARD.to_owned();
    let boundary = |text: &str, at: usize| {
        let at = at % (text.len() + 1);
        (0..=at)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap()
    };
    for (at, length, piece) in cuts {
        let start = boundary(&text, *at);
        let end = boundary(&text, (start + length % 9).min(text.len()));
        text.replace_range(start..end.max(start), PIECES[piece % PIECES.len()]);
    }
    text
}

#[test]
fn no_text_makes_the_reader_panic() {
    let cuts = prop::collection::vec((0..2000_usize, 0..9_usize, 0..PIECES.len()), 1..6);
    let config = ProptestConfig::with_cases(3000);
    let rng =
        prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let n_read = Cell::new(0_u32);
    let outcome = runner.run(&cuts, |cuts| {
        let text = mutated(&cuts);
        match parse_script(&text) {
            Ok(script) => {
                n_read.set(n_read.get() + 1);
                for theorem in &script.theorems {
                    prop_assert!(text.get(theorem.span.clone()).is_some());
                    for link in theorem.steps.iter().flat_map(links) {
                        prop_assert!(text.get(link.span.clone()).is_some());
                        prop_assert_eq!(text.get(link.rule_span.clone()), Some(&*link.rule));
                    }
                }
            }
            Err(diagnostic) => {
                prop_assert!(text.get(diagnostic.span()).is_some(), "{}", diagnostic);
                prop_assert!(diagnostic.render(&text).contains('^'));
            }
        }
        Ok(())
    });
    outcome.unwrap();
    let n_read = n_read.into_inner();
    assert!(
        n_read > 0 && n_read < 3000,
        "{n_read} of 3000 texts were read"
    );
}
