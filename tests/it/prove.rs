//! `varprop prove` as its user meets it: what is decided, exit codes, formats, errors.

use crate::program::Answer;
use crate::program::empty_folder;
use crate::program::varprop;
use crate::program::varprop_in;
use crate::snapshot;
use serde_json::Value;
use std::fs;

const PAIR: &str = "var X, Y";
const INDEPENDENT: &str = "var X, Y; indep X | Y";
const SYMMETRIC: &str = "var z; symmetric z";
const LAYER: &str = "nat n; iid w : n; iid a : n; indep w | a";
const ZERO: &str = "nat n; iid w : n; iid a : n; indep w | a; assume zero: E[w] = 0";
const CENTRED: &str =
    "nat n; iid w : n; iid a : n; indep w | a; assume zero: E[w] = 0; assume centred: E[a] = 0";
const UNIFORM: &str = "nat n; iid w : n; law w = uniform(-sqrt(6/n), sqrt(6/n))";

fn prove(statement: &str, given: &str, format: &str) -> Answer {
    varprop(&["prove", statement, "--given", given, "--format", format])
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.stdout).unwrap_or(Value::Null)
}

#[test]
fn identities_are_decided_as_a_textbook_decides_them() {
    let sum = "Var[sum(j:n, w[j]*a[j])]";
    let xavier = format!("{ZERO}; assume Var[w] = 1/n; assume E[a^2] = q");
    let layer_of = |right: &str| format!("{sum} = {right}");
    for (given, statement, code) in [
        (PAIR, "Var[X + Y] = Var[X] + Var[Y]", 1),
        (INDEPENDENT, "Var[X + Y] = Var[X] + Var[Y]", 0),
        (INDEPENDENT, "Var[X - Y] = Var[X] - Var[Y]", 1),
        (PAIR, "Var[X + Y] = Var[X] + Var[Y] + 2*Cov[X, Y]", 0),
        (INDEPENDENT, "Var[X*Y] = Var[X]*Var[Y]", 1),
        (
            "var X, Y; indep X | Y; assume E[X] = 0; assume E[Y] = 0",
            "Var[X*Y] = Var[X]*Var[Y]",
            0,
        ),
        (
            INDEPENDENT,
            "Var[X*Y] = Var[X]*Var[Y] + E[X]^2*Var[Y] + Var[X]*E[Y]^2",
            0,
        ),
        (LAYER, &layer_of("n*Var[w]*Var[a]"), 1),
        (ZERO, &layer_of("n*Var[w]*Var[a]"), 1),
        (CENTRED, &layer_of("n*Var[w]*Var[a]"), 0),
        (ZERO, &layer_of("n*Var[w]*E[a^2]"), 0),
        (&xavier, &layer_of("q"), 0),
        (&xavier, &layer_of("2*q"), 1),
        (SYMMETRIC, "E[relu(z)^2] = Var[z]/2", 0),
        (SYMMETRIC, "E[relu(z)^2] = Var[z]", 1),
        ("var z; assume E[z] = 0", "E[relu(z)^2] = Var[z]/2", 1),
        (SYMMETRIC, "E[max(z, 0)*z] = E[z^2]/2", 0),
        (SYMMETRIC, "E[z^3] = 0", 0),
        (PAIR, "E[X^2] = E[X]^2", 1),
        (PAIR, "0 <= Var[X]", 0),
        (PAIR, "0 < Var[X]", 1),
        (PAIR, "E[X]^2 <= E[X^2]", 0),
        (PAIR, "0 <= E[max(X, 0)]", 0),
        (PAIR, "E[max(X, 0)] = max(E[X], 0)", 1),
        (PAIR, "2*E[X*Y] <= E[X^2] + E[Y^2]", 0),
        ("nat n, m", "2/(1/(1/n) + 1/(1/m)) = 2/(n + m)", 0),
        ("nat n, m", "2/(n + m) = (1/n + 1/m)/2", 1),
        ("nat n; iid x : n", "Var[sum(j:n, x[j])/n] = Var[x]/n", 0),
        (
            "nat n; exchangeable x : n",
            "Var[sum(j:n, x[j])/n] = Var[x]/n",
            1,
        ),
        (
            "nat n from 2; iid x : n",
            "E[sum(j:n, (x[j] - sum(k:n, x[k])/n)^2)/(n - 1)] = Var[x]",
            0,
        ),
        (
            "nat n from 2; iid x : n",
            "E[sum(j:n, (x[j] - sum(k:n, x[k])/n)^2)/n] = Var[x]",
            1,
        ),
        (UNIFORM, "Var[w] = 2/n", 0),
        (
            "var U; law U = uniform(-c, c); const c",
            "Var[U] = c^2/3",
            0,
        ),
        ("var X, Y; assume Cov[X, Y] = 0", "indep X | Y", 1),
        ("var z; assume E[z] = 0", "symmetric z", 1),
        (INDEPENDENT, "indep X | Y", 3),
        ("var X", "E[exp(X)] = exp(E[X])", 3),
    ] {
        let answer = prove(statement, given, "text");
        let found = (answer.code, answer.stderr.as_str());
        assert_eq!(found, (code, ""), "{statement}\n{given}\n{}", answer.stdout);
    }
}

#[test]
fn the_answers_read_like_this() {
    let layer = "Var[sum(j:n, w[j]*a[j])] = n*Var[w]*E[a^2]";
    for (subject, statement, given) in [
        ("proved", layer, ZERO),
        (
            "proved-product",
            "Var[X*Y] = Var[X]*Var[Y] + E[X]^2*Var[Y] + Var[X]*E[Y]^2",
            INDEPENDENT,
        ),
        ("proved-rectifier", "E[relu(z)^2] = Var[z]/2", SYMMETRIC),
        ("proved-uniform", "Var[w] = 2/n", UNIFORM),
        ("proved-inequality", "E[X]^2 <= E[X^2]", PAIR),
        ("refuted", "Var[X + Y] = Var[X] + Var[Y]", PAIR),
        ("not-decided", "E[exp(X)*X] = E[exp(X)]*E[X]", PAIR),
    ] {
        let answer = prove(statement, given, "text");
        snapshot::assert(&format!("prove-{subject}"), &answer.stdout);
    }
    for format in ["json", "markdown", "latex"] {
        let answer = prove(layer, ZERO, format);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        snapshot::assert(&format!("prove-proved-{format}"), &answer.stdout);
    }
}

#[test]
fn what_was_not_needed_is_said() {
    let given = "nat n; iid w : n; iid a : n; indep w | a; assume E[w] = 0; assume E[a] = 0";
    let answer = prove("E[sum(j:n, w[j]*a[j])] = 0", given, "json");
    let needs = &json(&answer)["proofs"][0]["proof"]["needs"];
    let requirement = |declaration: &str| {
        let needs = needs.as_array().into_iter().flatten();
        let mut named = needs.filter(|need| need["declaration"] == declaration);
        named.next().map(|need| need["requirement"].clone())
    };
    assert_eq!(requirement("indep w | a").unwrap_or_default(), "needed");
    // Either mean would do; what is dropped first is dropped.
    assert_eq!(
        requirement("assume assumption-2: E[a] = 0").unwrap_or_default(),
        "not needed"
    );
    assert_eq!(
        requirement("assume assumption-1: E[w] = 0").unwrap_or_default(),
        "needed"
    );
    assert_eq!(
        requirement("iid w : n").unwrap_or_default(),
        "weaker is enough"
    );
}

#[test]
fn a_refutation_shows_both_sides_exactly() {
    let answer = prove("E[X^2] = E[X]^2", "var X", "json");
    assert_eq!(answer.code, 1);
    let entry = json(&answer)["proofs"][0].clone();
    assert_eq!(entry["outcome"], "refuted");
    assert_eq!(entry["model"]["left"], "1/2");
    assert_eq!(entry["model"]["right"], "1/4");
    let points = entry["model"]["points"].as_array().map_or(0, Vec::len);
    assert_eq!(points, 2);
}

#[test]
fn the_seed_changes_no_proof() {
    let arguments = ["prove", "E[X + Y] = E[X] + E[Y]", "--given", PAIR];
    let with = |seed| varprop(&[&arguments[..], &["--seed", seed]].concat());
    assert_eq!(with("1"), with("7"));
}

#[test]
fn bad_input_is_located_and_exits_with_2() {
    for (subject, arguments, line) in [
        (
            "statement",
            &["prove", "E[X = 1", "--given", "var X"][..],
            "1 | E[X = 1",
        ),
        (
            "declaration",
            &["prove", "E[X] = 1", "--given", "var X; vor Y"],
            "2 |  vor Y",
        ),
        (
            "name",
            &["prove", "E[X] = mu", "--given", "var X"],
            "1 | E[X] = mu",
        ),
        (
            "assumed",
            &["prove", "indep X | Z", "--given", "var X"],
            "1 | indep X | Z",
        ),
    ] {
        let answer = varprop(arguments);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{subject}");
        assert!(answer.stderr.contains(line), "{subject}: {}", answer.stderr);
        assert!(answer.stderr.contains('^'), "{subject}: {}", answer.stderr);
    }
    let missing = varprop(&["prove", "no-such.proof"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (2, ""));
    let given = varprop(&["prove", "no-such.proof", "--given", "var X"]);
    assert!(given.stderr.contains("a script has its own declarations"));
}

const GOOD: &str = "# The mean of a sum.\ntheorem mean-of-a-sum\n  var X, Y\n  indep X | Y\n  \
                    goal E[X + Y] = E[X] + E[Y]\nproof\n  \
                    1: E[X + Y] = E[X] + E[Y]  by linearity\nqed\n";

#[test]
fn a_script_is_accepted_or_refused_at_its_place() {
    let folder = empty_folder("a_script_is_accepted_or_refused");
    let refused = GOOD.replace("by linearity", "by algebra");
    let unreadable = GOOD.replace("qed", "");
    for (name, text, code) in [
        ("good", GOOD, 0),
        ("refused", &refused, 1),
        ("unreadable", &unreadable, 2),
    ] {
        let file = format!("{name}.proof");
        assert!(fs::write(folder.join(&file), text).is_ok());
        let answer = varprop_in(&folder, &["prove", &file]);
        assert_eq!((answer.code, answer.stderr.as_str()), (code, ""), "{name}");
        snapshot::assert(&format!("prove-script-{name}"), &answer.stdout);
    }
    let all = varprop_in(&folder, &["prove", "."]);
    assert_eq!((all.code, all.stderr.as_str()), (2, ""));
    snapshot::assert("prove-folder", &all.stdout);
    let answer = varprop_in(&folder, &["prove", ".", "--format", "json"]);
    let document = json(&answer);
    assert_eq!(document["schema_version"], 1);
    assert_eq!(document["proofs"].as_array().map_or(0, Vec::len), 3);
    assert_eq!(document["proofs"][1]["refusal"]["code"], "sides-differ");
}

#[test]
fn a_folder_without_scripts_is_bad_input() {
    let folder = empty_folder("a_folder_without_scripts");
    let answer = varprop_in(&folder, &["prove", "."]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(
        answer.stderr.contains("no proof script"),
        "{}",
        answer.stderr
    );
}
