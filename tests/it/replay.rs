//! Every proof of the corpus is checked a second time, from its certificate; tampered certificates
//! are not.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a certificate that cannot be read fails the test, and says which"
)]

use crate::proofs::scripts;
use serde_json::Value;
use serde_json::json;
use varprop::symbolic::derive::Proof;
use varprop::symbolic::derive::certificate;
use varprop::symbolic::derive::prove_script;
use varprop::symbolic::replay::Report;
use varprop::symbolic::replay::Verdict;
use varprop::symbolic::replay::replay;

/// One inference in fifty may be beyond the second checker; more would be a hole.
const MOST_UNSUPPORTED_PER_THOUSAND: usize = 20;

/// The certificate of all goals and steps of a proof.
fn whole(proof: &Proof) -> String {
    let steps = proof.steps.iter().map(|step| step.theorem.clone());
    let theorems: Vec<_> = proof.goals.iter().cloned().chain(steps).collect();
    certificate(&theorems)
}

/// The certificates of the corpus, by file and theorem.
fn corpus() -> Vec<(String, String)> {
    let mut certificates = Vec::new();
    for path in scripts("proofs") {
        let source = std::fs::read_to_string(&path).unwrap();
        for proof in prove_script(&source).unwrap_or_default() {
            let name = format!("{}: {}", path.display(), proof.name);
            certificates.push((name, whole(&proof)));
        }
    }
    certificates
}

#[test]
fn every_proof_is_checked_a_second_time() {
    let (mut wrong, mut unsupported) = (Vec::new(), Vec::new());
    let mut count = 0;
    for (name, text) in corpus() {
        let report = replay(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        count += report.checks.len();
        wrong.extend(report.wrong().map(|check| format!("{name}: {check:?}")));
        unsupported.extend(
            report
                .unsupported()
                .map(|check| format!("{name}: {check:?}")),
        );
    }
    println!(
        "{count} inferences, unsupported:\n{}",
        unsupported.join("\n")
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unsupported.len() * 1000 <= count * MOST_UNSUPPORTED_PER_THOUSAND);
}

#[test]
fn a_certificate_has_the_same_bytes_every_time() {
    assert_eq!(corpus(), corpus());
}

/// Proves a script and gives its certificate as lines.
fn lines(script: &str) -> Vec<Value> {
    let proofs = prove_script(script).unwrap_or_else(|e| panic!("{}", e.render(script)));
    let text = whole(&proofs[0]);
    let read = |line: &str| serde_json::from_str(line).unwrap();
    text.lines().map(read).collect()
}

fn judged(lines: &[Value]) -> Report {
    let text: Vec<String> = lines.iter().map(ToString::to_string).collect();
    replay(&text.join("\n")).unwrap()
}

/// The line of the last inference by this rule.
fn line_of(lines: &[Value], rule: &str) -> usize {
    lines.iter().rposition(|line| line["rule"] == rule).unwrap()
}

fn refuses(lines: &[Value], place: usize, tampering: &str) {
    let check = &judged(lines).checks[place - 1];
    assert_ne!(check.verdict, Verdict::Checked, "{tampering}: {check:?}");
}

fn edit(lines: &mut [Value], place: usize, field: &str, from: &str, to: &str) {
    let text = lines[place][field].to_string();
    assert!(text.contains(from), "{text} has no {from}");
    lines[place][field] = serde_json::from_str(&text.replace(from, to)).unwrap();
}

const FORWARD: &str = "theorem forward
  nat n
  iid w : n
  exchangeable a : n
  indep w | a
  assume zero: E[w] = 0
  assume variance: E[w^2] = s
  assume signal: E[a^2] = q
  goal Var[sum(j:n, w[j]*a[j])] = n*s*q
proof
  1: Var[sum(j:n, w[j]*a[j])] = n*s*q    by moments zero, variance, signal
qed";

#[test]
fn another_coefficient_index_or_exponent_is_refused() {
    for (from, to) in [
        ("n*s*q", "2*n*s*q"),
        ("w[j]*a[j]", "w[1]*a[j]"),
        ("n*s*q", "n*s*q^2"),
    ] {
        let mut lines = lines(FORWARD);
        let place = line_of(&lines, "moments");
        edit(&mut lines, place, "conclusion", from, to);
        refuses(&lines, place, to);
    }
}

#[test]
fn a_dropped_premise_is_refused() {
    for premise in 0..3 {
        let mut lines = lines(FORWARD);
        let place = line_of(&lines, "moments");
        lines[place]["premises"]
            .as_array_mut()
            .unwrap()
            .remove(premise);
        refuses(&lines, place, &format!("without premise {premise}"));
    }
}

#[test]
fn weaker_declarations_are_refused() {
    for (from, to) in [
        ("\"indep w | a\",", ""),
        ("iid w : n", "exchangeable w : n"),
        ("iid w : n", "dependent w : n"),
        ("exchangeable a : n", "dependent a : n"),
    ] {
        let mut lines = lines(FORWARD);
        let place = line_of(&lines, "moments");
        edit(&mut lines, 0, "declarations", from, to);
        refuses(&lines, place, to);
    }
}

#[test]
fn what_is_used_must_be_recorded() {
    for dependence in [
        "independence 0",
        "independent-members w",
        "same-law w",
        "same-law a",
    ] {
        let mut lines = lines(FORWARD);
        let place = line_of(&lines, "moments");
        let recorded = lines[place]["dependences"].as_array_mut().unwrap();
        let before = recorded.len();
        recorded.retain(|d| d != dependence);
        assert!(recorded.len() < before, "{dependence} is recorded");
        refuses(&lines, place, dependence);
    }
    let mut lines = lines(FORWARD);
    let place = line_of(&lines, "moments");
    lines[place]["moments"] = json!({"a": 2, "w": 1});
    refuses(&lines, place, "a lower moment");
}

#[test]
fn a_rule_that_cannot_show_it_is_refused() {
    for rule in [
        "algebra",
        "definition",
        "linearity",
        "order",
        "assumption",
        "law",
        "magic",
    ] {
        let mut lines = lines(FORWARD);
        let place = line_of(&lines, "moments");
        lines[place]["rule"] = json!(rule);
        refuses(&lines, place, rule);
    }
}

#[test]
fn a_dropped_condition_is_refused() {
    let script =
        "theorem quotient\n  const a, b\n  goal a*b/b = a\nproof\n  1: a*b/b = a  by algebra\nqed";
    let mut lines = lines(script);
    let place = line_of(&lines, "algebra");
    assert_eq!(judged(&lines).checked(), 1);
    lines[place]["conditions"] = json!([]);
    refuses(&lines, place, "without b != 0");
}

const STEPS: &str = "theorem growth
  index k from 0
  nat K
  sequence q
  assume start: q[0] = 1
  assume next: q[k+1] = 2*q[k]
  goal q[K] = 2^K
proof
  0: q[0] = 2^0                    by algebra start
  h: suppose q[k] = 2^k
  1: q[k+1] = 2^(k+1)              by algebra next, h
  2: q[k] = 2^k                    by induction on k, 0, 1
  3: q[K] = 2^K                    by instantiate 2(k = K)
qed";

#[test]
fn a_dropped_supposition_is_refused() {
    let mut lines = lines(STEPS);
    assert!(judged(&lines).is_checked());
    let place = lines
        .iter()
        .rposition(|l| l["conclusion"] == "q[k + 1] = 2^(k + 1)")
        .unwrap();
    lines[place]["suppositions"] = json!([]);
    refuses(&lines, place, "without the supposition");
    let place = line_of(&lines, "suppose");
    lines[place]["suppositions"] = json!([]);
    refuses(&lines, place, "a supposition that supposes nothing");
}

#[test]
fn an_induction_with_other_cases_is_refused() {
    let mut lines = lines(STEPS);
    let place = line_of(&lines, "induction");
    let premises = lines[place]["premises"].clone();
    for wrong in [
        json!([premises[0], premises[0]]),
        json!([premises[1], premises[1]]),
        json!([]),
    ] {
        lines[place]["premises"] = wrong.clone();
        refuses(&lines, place, &wrong.to_string());
    }
    lines[place]["premises"] = premises;
    edit(
        &mut lines,
        0,
        "declarations",
        "index k from 0",
        "index k from 1",
    );
    refuses(&lines, place, "another first value");
}

#[test]
fn an_instance_out_of_range_is_refused() {
    let mut lines = lines(STEPS);
    let place = line_of(&lines, "instantiate");
    edit(&mut lines, place, "arguments", "K", "K - 2");
    edit(&mut lines, place, "conclusion", "K", "(K - 2)");
    refuses(&lines, place, "K - 2");
}

const BOUND: &str = "theorem bound
  const a, b, c
  assume above: a <= b
  assume positive: 0 < c
  goal c*a <= c*b
  goal a*b <= (a^2 + b^2)/2
  goal a <= b
proof
  1: c*a <= c*b                   by order above times c, positive
  2: a*b <= (a^2 + b^2)/2         by order square a - b times 1/2
  3: a <= b                       by cancel 1 times c, positive
qed";

#[test]
fn a_multiplier_of_another_sign_or_size_is_refused() {
    let genuine = lines(BOUND);
    assert!(judged(&genuine).is_checked(), "{:?}", judged(&genuine));
    let places: Vec<usize> = (1..genuine.len())
        .filter(|p| genuine[*p]["rule"] == "order")
        .collect();
    for (place, field, from, to) in [
        (places[0], "arguments", "c", "-c"),
        (places[0], "arguments", "c", "2*c"),
        (places[0], "conclusion", "c*a <= c*b", "c*b <= c*a"),
        (places[0], "conclusion", "<=", "<"),
        (
            places[0],
            "dependences",
            "assumption positive",
            "assumption above",
        ),
        (places[1], "arguments", "1/2", "-1/2"),
        (places[1], "arguments", "a - b", "a + b"),
        (
            line_of(&genuine, "cancel"),
            "conclusion",
            "a <= b",
            "b <= a",
        ),
        (line_of(&genuine, "cancel"), "arguments", "c", "-c"),
    ] {
        let mut lines = genuine.clone();
        edit(&mut lines, place, field, from, to);
        if field == "dependences" {
            // The cited premise says the same; without it nothing does.
            lines[place]["premises"] = json!([lines[place]["premises"][1]]);
        }
        refuses(&lines, place, to);
    }
}

const CHANCE: &str = "theorem chance
  const r
  var X, Y
  symmetric X
  indep X | Y
  law Y = uniform(-r, r)
  goal E[X*Y^2] = E[-X*Y^2]
  goal E[Y^2] = r^2/3
proof
  1: E[X*Y^2] = E[-X*Y^2]         by sign-flip on X
  2: E[Y^2] = r^2/3               by law on Y
qed";

#[test]
fn symmetry_and_laws_that_are_not_declared_are_refused() {
    let genuine = lines(CHANCE);
    assert!(judged(&genuine).is_checked(), "{:?}", judged(&genuine));
    let (flip, law) = (line_of(&genuine, "sign-flip"), line_of(&genuine, "law"));
    for (place, tampered, field, from, to) in [
        (flip, 0, "declarations", "\"indep X | Y\",", ""),
        (
            flip,
            0,
            "declarations",
            "\"symmetric X\"",
            "\"symmetric Y\"",
        ),
        (
            flip,
            flip,
            "dependences",
            "independence 0",
            "independence 1",
        ),
        (flip, flip, "dependences", "symmetry X", "symmetry Y"),
        (flip, flip, "arguments", "\"on\":\"X\"", "\"on\":\"Y\""),
        (law, 0, "declarations", "uniform(-r, r)", "normal(0, r)"),
        (law, 0, "declarations", "uniform(-r, r)", "uniform(0, 2*r)"),
        (law, law, "arguments", "2", "4"),
        (law, law, "conclusion", "1/3", "1/5"),
    ] {
        let mut lines = genuine.clone();
        edit(&mut lines, tampered, field, from, to);
        refuses(&lines, place, to);
    }
}

#[test]
fn a_law_with_a_random_parameter_is_refused() {
    let mut lines = lines(CHANCE);
    let place = line_of(&lines, "law");
    edit(
        &mut lines,
        0,
        "declarations",
        "uniform(-r, r)",
        "uniform(-X, X)",
    );
    edit(&mut lines, place, "conclusion", "r", "X");
    refuses(&lines, place, "uniform(-X, X)");
}

#[test]
fn texts_that_are_no_certificate_are_refused_by_name() {
    let text = whole(&prove_script(FORWARD).unwrap()[0]);
    let code = |text: &str| replay(text).unwrap_err().code();
    assert_eq!(code(""), "empty-certificate");
    assert_eq!(code("{}"), "malformed-line");
    assert_eq!(
        code(&text.replace("\"version\":1", "\"version\":2")),
        "unknown-format"
    );
    assert_eq!(code(&text.replace("n*s*q", "n**q")), "malformed-formula");
    assert_eq!(code(&text.replace("\"id\":1", "\"id\":7")), "wrong-number");
    assert_eq!(code(&text.replace("[0,1,2]", "[0,1,3]")), "wrong-number");
    assert_eq!(
        code(&text.replace("nat n", "nat n from 0")),
        "contradictory-declarations"
    );
}

/// The line with 1 added to the right side of its conclusion.
fn shifted(lines: &[Value], place: usize) -> Vec<Value> {
    let mut lines = lines.to_vec();
    let conclusion = lines[place]["conclusion"].as_str().unwrap();
    lines[place]["conclusion"] = json!(format!("{conclusion} + 1"));
    lines
}

#[test]
fn no_equation_of_the_corpus_is_checked_with_1_added_to_a_side() {
    let rules = [
        "algebra",
        "definition",
        "linearity",
        "independence",
        "moments",
        "differentiate",
    ];
    let mut count = 0;
    for (name, text) in corpus() {
        let read = |line: &str| serde_json::from_str(line).unwrap();
        let lines: Vec<Value> = text.lines().map(read).collect();
        let is_equation = |line: &Value| rules.iter().any(|rule| line["rule"] == *rule);
        let Some(place) = lines.iter().rposition(is_equation) else {
            continue;
        };
        let check = &judged(&shifted(&lines, place)).checks[place - 1];
        assert_ne!(check.verdict, Verdict::Checked, "{name}: {check:?}");
        count += 1;
    }
    assert!(count > 0, "the corpus has equations");
}

#[test]
fn half_of_a_second_moment_is_not_the_whole() {
    let script = "theorem leaky
  const c
  var z
  symmetric z
  goal E[relu(z)^2] + c^2*E[relu(-z)^2] = (1 + c^2)*E[z^2]/2
proof
  1: E[relu(z)^2] = E[z^2]/2       by symmetry on z
  2: E[relu(-z)^2] = E[z^2]/2      by symmetry on z
  3: E[relu(z)^2] + c^2*E[relu(-z)^2] = (1 + c^2)*E[z^2]/2   by algebra 1, 2
qed";
    let mut lines = lines(script);
    assert!(judged(&lines).is_checked());
    let place = line_of(&lines, "algebra");
    edit(&mut lines, place, "conclusion", "(1 + c^2)", "2*(1 + c^2)");
    refuses(&lines, place, "twice the right side");
}
