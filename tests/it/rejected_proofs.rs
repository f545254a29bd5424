//! Scripts that must be refused, one file for each reason: `<code>.proof` or `<code>--<which>.proof`.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

use crate::proofs::scripts;
use crate::snapshot;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use varprop::symbolic::derive::prove_script;

/// Reasons that no script can give: the parser refuses first, or the kernel is asked by code only.
const UNREACHABLE: [&str; 4] = [
    // A script's theorems share their declarations.
    "context-mismatch",
    // A label is looked up before the kernel is asked.
    "unknown-assumption",
    // A formula too long for a line, and a script too long for a file: not worth a large file here.
    "too-long",
    "script-too-long",
];

fn code_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    stem.split("--").next().unwrap_or_default().to_owned()
}

/// The code and the rendered diagnostic; `accepted` for a script that proves its goal.
fn answer(path: &Path) -> (&'static str, String) {
    let source = std::fs::read_to_string(path).unwrap();
    assert!(source.starts_with("# "), "{} says why", path.display());
    match prove_script(&source) {
        Err(error) => (error.code(), error.render(&source)),
        Ok(_) => ("accepted", String::new()),
    }
}

#[test]
fn every_wrong_script_is_refused_for_its_reason() {
    let mut wrong = Vec::new();
    let mut rendered = String::new();
    for path in scripts("tests/data/proofs") {
        let (code, diagnostic) = answer(&path);
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if code != code_of(&path) {
            wrong.push(format!("{name}: {code}: {diagnostic}"));
        }
        writeln!(rendered, "{name}\n{diagnostic}\n").unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    snapshot::assert("rejected-proofs", &rendered);
}

/// The codes of a room, as its `code` function spells them.
fn codes_in(source: &str) -> BTreeSet<String> {
    let arms = source.lines().filter_map(|line| line.split_once("=> \""));
    let code = |(_, rest): (&str, &str)| rest.split('"').next().map(str::to_owned);
    arms.filter_map(code)
        .filter(|code| code.contains(|c: char| c.is_ascii_lowercase()))
        .collect()
}

#[test]
fn every_reason_that_a_script_can_give_has_a_file() {
    let mut codes = BTreeSet::new();
    for file in [
        "src/symbolic/kernel/refusal.rs",
        "src/symbolic/derive/error.rs",
        "src/symbolic/syntax/error.rs",
        "src/symbolic/expr/error.rs",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        codes.extend(codes_in(&std::fs::read_to_string(path).unwrap()));
    }
    let have: BTreeSet<String> = scripts("tests/data/proofs")
        .iter()
        .map(|p| code_of(p))
        .collect();
    let lacking: Vec<&String> = codes
        .iter()
        .filter(|code| !have.contains(*code) && !UNREACHABLE.contains(&code.as_str()))
        .collect();
    assert!(lacking.is_empty(), "no file for {lacking:?}");
}
