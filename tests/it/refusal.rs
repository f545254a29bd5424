//! The refusal corpus of claim files, and what no mutilated claim may do to the parser.
//!
//! The files are named by the stage that refuses them; refusals of formulas are in `formula`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails is a test that fails"
)]

use crate::program::CLAIMS;
use crate::program::empty_folder;
use crate::program::names_in;
use crate::program::varprop;
use crate::program::varprop_in;
use crate::snapshot;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::RngAlgorithm;
use proptest::test_runner::TestRng;
use proptest::test_runner::TestRunner;
use std::fs;
use std::path::Path;
use varprop::claim::ClaimError;
use varprop::claim::parse;
use varprop::symbolic::syntax::parse_goal;
use varprop::symbolic::syntax::parse_signature;
use varprop::symbolic::syntax::parse_statement;
use varprop::symbolic::syntax::parse_term;

/// The files of a folder of the claim corpus, by name.
fn corpus(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(CLAIMS)
        .join(folder);
    let read = |name: String| (name.clone(), fs::read_to_string(root.join(name)).unwrap());
    names_in(&root).into_iter().map(read).collect()
}

#[test]
fn every_refused_claim_is_refused_at_its_place_and_exits_with_2() {
    let mut page = String::new();
    for (name, _) in corpus("refused") {
        let answer = varprop(&["check", &format!("{CLAIMS}/refused/{name}")]);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{name}");
        let stem = name.trim_end_matches(".toml");
        assert!(
            answer.stderr.starts_with("error: "),
            "{name}: {}",
            answer.stderr
        );
        assert!(answer.stderr.contains(stem), "{name}: {}", answer.stderr);
        page.push_str(&format!("{name}\n{}\n", answer.stderr));
    }
    snapshot::assert("refused-claims", &page);
}

#[test]
fn what_is_no_claim_at_all_is_refused_by_its_name() {
    let folder = empty_folder("what_is_no_claim_at_all");
    fs::create_dir(folder.join("empty")).unwrap();
    fs::write(folder.join("not-utf-8.toml"), b"statement = \"\xff\"").unwrap();
    fs::write(folder.join("too-large.toml"), "#".repeat(129 * 1024)).unwrap();
    fs::write(
        folder.join("much-too-large.toml"),
        "#".repeat((1 << 20) + 1),
    )
    .unwrap();
    fs::write(folder.join("nothing.toml"), "").unwrap();
    for below in ["one", "two"] {
        let (_, claim) = corpus("good").swap_remove(0);
        fs::create_dir_all(folder.join("twice").join(below)).unwrap();
        fs::write(folder.join("twice").join(below).join("same.toml"), claim).unwrap();
    }
    let mut page = String::new();
    for path in [
        "./empty",
        "./missing",
        "./missing.toml",
        "./not-utf-8.toml",
        "./too-large.toml",
        "./much-too-large.toml",
        "./nothing.toml",
        "./twice",
    ] {
        let answer = varprop_in(&folder, &["check", path]);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{path}");
        assert!(
            answer.stderr.contains(path.trim_start_matches("./")),
            "{}",
            answer.stderr
        );
        page.push_str(&format!("{path}\n{}\n", answer.stderr));
    }
    snapshot::assert("refused-paths", &page);
}

#[test]
fn numbers_and_names_on_the_command_line_are_refused_like_those_in_files() {
    let small = ["--widths", "6,5", "--batch", "4", "--replicates", "3"];
    let simulate = |option: &[&'static str]| [&["simulate"], &small[..], option].concat();
    let mut page = String::new();
    for arguments in [
        vec!["gain", "thanh"],
        vec!["gain", "tanh(2)"],
        vec!["gain", "leaky-relu(x)"],
        vec!["gain", "tanh", "--q", "nan"],
        vec!["gain", "tanh", "--q=-1"],
        vec!["init", "he-norml", "--fan-in", "4", "--fan-out", "4"],
        vec!["init", "he-normal(", "--fan-in", "4", "--fan-out", "4"],
        vec![
            "init",
            "he-normal(slope=nan)",
            "--fan-in",
            "4",
            "--fan-out",
            "4",
        ],
        vec!["init", "normal(-1)", "--fan-in", "4", "--fan-out", "4"],
        vec!["init", "normal", "--fan-in", "4", "--fan-out", "4"],
        vec!["init", "he-normal", "--fan-in", "0", "--fan-out", "4"],
        vec![
            "init",
            "he-normal",
            "--fan-in",
            "18446744073709551615",
            "--fan-out",
            "2",
        ],
        vec!["simulate", "--widths", "8"],
        vec!["simulate", "--widths", "8,4", "--depth", "2"],
        simulate(&["--bias-std-dev=-1"]),
        simulate(&["--input-variance", "inf"]),
        simulate(&["--init", "normal(1e999)"]),
        vec!["simulate", "--widths", "8,4", "--batch", "0"],
        vec![
            "simulate",
            "--widths",
            "8,4",
            "--batch",
            "18446744073709551615",
        ],
        vec![
            "simulate",
            "--widths",
            "8,4",
            "--replicates",
            "18446744073709551615",
        ],
        vec!["explain", "no-such-claim"],
        vec!["explain", "gb-"],
    ] {
        let answer = varprop(&arguments);
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (2, ""),
            "{arguments:?}"
        );
        page.push_str(&format!(
            "varprop {}\n{}\n",
            arguments.join(" "),
            answer.stderr
        ));
    }
    snapshot::assert("refused-arguments", &page);
}

/// A text, damaged: bytes replaced, a part cut out, another put in.
fn damaged(text: &str, flips: &[(usize, u8)], cut: (usize, usize), graft: (usize, &str)) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (place, byte) in flips {
        let place = place % bytes.len();
        bytes[place] = *byte;
    }
    let (from, to) = (cut.0 % bytes.len(), cut.1 % bytes.len());
    bytes.drain(from.min(to)..from.max(to));
    let place = graft.0 % (bytes.len() + 1);
    bytes.splice(place..place, graft.1.bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Texts that parsers stumble over.
const GRAFTS: [&str; 12] = [
    "",
    "\"",
    "\"\"\"",
    "[[",
    "]",
    "=",
    "\\u0000",
    "1e999",
    "-9223372036854775809",
    "(((((((",
    "σ²",
    "nan",
];

/// Bytes replaced, the part cut out, the place of a graft and which.
type Damage = (Vec<(usize, u8)>, (usize, usize), (usize, usize));

fn damage() -> impl Strategy<Value = Damage> {
    let flips = proptest::collection::vec((any::<usize>(), any::<u8>()), 0..4);
    // Short cuts leave most of the claim standing; long ones are truncations.
    let cut = (any::<u16>(), prop_oneof![0..4_usize, 0..400_usize]);
    let cut = cut.prop_map(|(from, length)| (from as usize, from as usize + length));
    (flips, cut, (any::<usize>(), 0..GRAFTS.len()))
}

fn deterministic(cases: u32) -> TestRunner {
    // The generator is fixed, so a failure repeats without a file of its seeds.
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// An error names the file; a place lies in the text.
fn assert_located(error: &ClaimError, text: &str) {
    assert!(error.to_string().starts_with("damaged.toml:"), "{error}");
    if let ClaimError::Malformed { location, .. } = error {
        let line = text.split('\n').nth(location.line - 1);
        let width = line.unwrap_or_else(|| panic!("{error}")).chars().count();
        assert!(location.column <= width + 1, "{error} in\n{text}");
    }
}

#[test]
fn no_damage_to_a_claim_file_panics_its_parser() {
    let files = corpus("good");
    let strategy = (0..files.len(), damage());
    let (mut read, mut refused) = (0, 0);
    let outcome = deterministic(3000).run(&strategy, |(file, (flips, cut, (place, graft)))| {
        let text = damaged(&files[file].1, &flips, cut, (place, GRAFTS[graft]));
        let _: Result<_, ()> = parse("damaged.toml", &text)
            .map(|_| ())
            .map_err(|error| assert_located(&error, &text));
        Ok(())
    });
    outcome.unwrap();
    for (name, text) in &files {
        for (end, _) in text.char_indices() {
            match parse("damaged.toml", &text[..end]) {
                Ok(_) => read += 1,
                Err(error) => {
                    refused += 1;
                    assert_located(&error, &text[..end]);
                }
            }
        }
        assert!(parse(name, text).is_ok());
    }
    assert!(
        read < refused,
        "a claim ends with what it needs: {read} of {refused}"
    );
}

#[test]
fn no_damage_to_a_formula_panics_its_parser() {
    let formulas = [
        "Var[sum(j in 1..n, w[j]*a[j])] <= 2.5e-3*f(\"σ-x\", q = [1, n]) != σ²",
        "second_moment(\"leaky-relu(0.2)\", q = 1/3) = (1 + 0.04)/6",
        "abs(q[10] - 1) < 1e-6",
        "nat n = 2\nvar X, Y\niid w : n\nexchangeable a : n\nindep w | a\nassume E[w] = 0",
        "indep X | Y, Z",
    ];
    let outcome = deterministic(3000).run(
        &(0..formulas.len(), damage()),
        |(which, (flips, cut, (place, graft)))| {
            let text = damaged(formulas[which], &flips, cut, (place, GRAFTS[graft]));
            for diagnostic in [
                parse_term(&text).err(),
                parse_statement(&text).err(),
                parse_goal(&text).err(),
                parse_signature(&text).err(),
            ]
            .into_iter()
            .flatten()
            {
                let line = text.split('\n').nth(diagnostic.line() - 1);
                prop_assert!(
                    line.is_some_and(|line| diagnostic.column() <= line.chars().count() + 1),
                    "{text:?}: {}",
                    diagnostic.render(&text)
                );
            }
            Ok(())
        },
    );
    outcome.unwrap();
}
