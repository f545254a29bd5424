//! The program as its user meets it: exit codes, formats, files, pipes.
//!
//! What it refuses is in `refusal`, what its help says in `help`.

#![expect(clippy::panic, reason = "a helper that fails is a test that fails")]

use crate::program::CLAIMS;
use crate::program::command;
use crate::program::empty_folder;
use crate::program::names_in;
use crate::program::varprop;
use crate::program::varprop_in;
use crate::snapshot;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// The stem of one small claim for each engine.
const ONE_PER_ENGINE: [(&str, &str); 10] = [
    ("identity", "arithmetic-mean"),
    ("theory", "tanh-keeps-variance"),
    ("enclosed", "tanh-with-biases-is-ordered"),
    ("finite", "product-without-zero-mean"),
    ("table", "small-table"),
    ("propagation", "he-carries-relu"),
    ("draw", "glorot-has-its-law"),
    ("proof", "derivation"),
    ("perceptron", "perceptron-exceeds-bound"),
    ("training", "constant-units-stay-equal"),
];

fn good() -> String {
    format!("{CLAIMS}/good")
}

fn good_claim(stem: &str) -> String {
    format!("{CLAIMS}/good/{stem}.toml")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

#[test]
fn a_corpus_that_comes_out_as_expected_exits_with_0() {
    let answer = varprop(&["check", &good()]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    snapshot::assert("verdict-table", &answer.stdout);
}

#[test]
fn a_verdict_that_was_not_expected_exits_with_1() {
    let answer = varprop(&["check", &format!("{CLAIMS}/unexpected")]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    assert!(answer.stdout.contains("refuted (expected supported)"));
}

#[test]
fn bad_usage_exits_with_2_and_says_what_is_allowed() {
    for arguments in [
        &["chek"][..],
        &["check", "--format", "xml"],
        &["check", "--threads", "0"],
        &["check", "--seed", "-1"],
        &["simulate"],
        &["init", "he-normal"],
        &[],
    ] {
        let answer = varprop(arguments);
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (2, ""),
            "{arguments:?}"
        );
        let is_helpful = answer.stderr.contains("varprop") || answer.stderr.contains("--help");
        assert!(is_helpful, "{}", answer.stderr);
    }
}

#[test]
fn a_claim_that_stays_open_exits_with_3() {
    let answer = varprop(&["check", &format!("{CLAIMS}/open")]);
    assert_eq!((answer.code, answer.stderr.as_str()), (3, ""));
    assert!(answer.stdout.contains("inconclusive (expected supported)"));
}

#[test]
fn every_json_document_has_a_schema_version() {
    let widths = ["--widths", "6,5", "--batch", "4", "--replicates", "3"];
    let simulate: Vec<&str> = ["simulate"].into_iter().chain(widths).collect();
    for arguments in [
        &["check", &good()][..],
        &["report", &good_claim("harmonic-mean")],
        &["list", &good()],
        &["gain", "all"],
        &["activation"],
        &["conv", "32x32x3", "--kernel", "3"],
        &["init", "he-normal", "--fan-in", "8", "--fan-out", "8"],
        &["init", "all", "--fan-in", "8", "--fan-out", "8"],
        &simulate,
    ] {
        let arguments: Vec<&str> = arguments
            .iter()
            .copied()
            .chain(["--format", "json"])
            .collect();
        let answer = varprop(&arguments);
        assert_eq!(answer.code, 0, "{arguments:?}: {}", answer.stderr);
        assert_eq!(json(&answer.stdout)["schema_version"], 1, "{arguments:?}");
    }
}

#[test]
fn the_bytes_of_a_run_depend_neither_on_threads_nor_on_the_time_of_day() {
    let claims = ["small-table", "he-carries-relu", "glorot-has-its-law"].map(good_claim);
    let run = |threads| {
        let options = ["check", "--format", "json", "--threads", threads];
        let arguments: Vec<&str> = options
            .into_iter()
            .chain(claims.iter().map(String::as_str))
            .collect();
        varprop(&arguments)
    };
    let first = run("1");
    assert_eq!(json(&first.stdout)["summary"]["total"], 3);
    for threads in ["1", "2", "2"] {
        assert_eq!(run(threads), first, "{threads} threads");
    }
}

#[test]
fn the_seed_changes_a_simulation_and_no_computation() {
    let run = |seed, stem| {
        varprop(&[
            "check",
            "--format",
            "json",
            "--seed",
            seed,
            &good_claim(stem),
        ])
    };
    let claims = |seed, stem| json(&run(seed, stem).stdout)["claims"].clone();
    assert_ne!(claims("1", "small-table"), claims("2", "small-table"));
    assert_eq!(
        claims("1", "tanh-keeps-variance"),
        claims("2", "tanh-keeps-variance")
    );
}

#[test]
fn every_engine_has_a_page_that_explains_a_claim() {
    for (engine, stem) in ONE_PER_ENGINE {
        let answer = varprop(&["explain", &good_claim(stem)]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{stem}");
        snapshot::assert(&format!("explain-{engine}"), &answer.stdout);
    }
}

#[test]
fn a_report_has_a_form_for_people_and_one_for_programs() {
    for format in ["markdown", "json"] {
        let answer = varprop(&["report", &good(), "--format", format]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        snapshot::assert(&format!("report-{format}"), &answer.stdout);
    }
}

#[test]
fn a_report_is_written_whole_and_leaves_nothing_beside_it() {
    let folder = empty_folder("a_report_is_written_whole");
    let path = folder.join("report.md");
    fs::write(&path, "old").unwrap();
    let claim = good_claim("harmonic-mean");
    let printed = varprop(&["report", &claim]);
    let written = varprop(&["report", &claim, "--out", path.to_str().unwrap()]);
    assert_eq!((written.code, written.stdout.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(&path).unwrap(), printed.stdout);
    assert_eq!(names_in(&folder), ["report.md"]);
}

#[test]
fn a_report_that_cannot_be_written_leaves_nothing() {
    let folder = empty_folder("a_report_that_cannot_be_written");
    fs::create_dir(folder.join("a-folder")).unwrap();
    for target in ["missing/report.md", "a-folder"] {
        let path = folder.join(target);
        let claim = good_claim("harmonic-mean");
        let answer = varprop(&["report", &claim, "--out", path.to_str().unwrap()]);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{target}");
        assert!(answer.stderr.starts_with("error: "), "{}", answer.stderr);
        assert_eq!(names_in(&folder), ["a-folder"], "{target}");
    }
}

#[test]
fn a_report_on_a_malformed_claim_leaves_the_old_report_as_it_was() {
    let folder = empty_folder("a_report_on_a_malformed_claim");
    let path = folder.join("report.md");
    fs::write(&path, "old").unwrap();
    for stem in ["toml-unknown-key", "evaluation-unknown-function"] {
        let claim = format!("{CLAIMS}/refused/{stem}.toml");
        let answer = varprop(&["report", &claim, "--out", path.to_str().unwrap()]);
        assert_eq!(answer.code, 2, "{stem}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old", "{stem}");
        assert_eq!(names_in(&folder), ["report.md"], "{stem}");
    }
}

#[test]
fn the_answers_of_small_commands_are_these() {
    for (subject, arguments) in [
        ("list", &["list", &good()][..]),
        ("gain-all", &["gain", "all"]),
        ("activation-all", &["activation"]),
        ("init-like-list", &["init", "--like", "list"]),
        (
            "conv-199",
            &["conv", "199", "--kernel", "3", "--until", "1"],
        ),
        (
            "conv-same",
            &[
                "conv",
                "32x32x3",
                "--kernel",
                "5",
                "--padding",
                "same",
                "--channels",
                "16",
            ],
        ),
        ("worked-list", &["worked"]),
        ("worked-xor-221", &["worked", "xor-221", "--epochs", "1000"]),
        ("worked-xor-handbuilt", &["worked", "xor-handbuilt"]),
        ("gain-leaky-relu", &["gain", "leaky-relu(0.2)", "--q", "2"]),
        (
            "init-he-normal",
            &["init", "he-normal", "--fan-in", "64", "--fan-out", "48"],
        ),
        (
            "init-all",
            &["init", "all", "--fan-in", "64", "--fan-out", "48"],
        ),
        (
            "simulate-tanh",
            &[
                "simulate",
                "--widths",
                "20",
                "--depth",
                "3",
                "--batch",
                "10",
                "--init",
                "lecun-normal",
            ],
        ),
    ] {
        let answer = varprop(arguments);
        assert_eq!(
            (answer.code, answer.stderr.as_str()),
            (0, ""),
            "{arguments:?}"
        );
        snapshot::assert(subject, &answer.stdout);
    }
}

#[test]
fn a_completion_script_knows_every_command() {
    let script = varprop(&["completions", "bash"]).stdout;
    for command in [
        "check", "list", "explain", "report", "prove", "simulate", "gain", "init",
    ] {
        assert!(script.contains(command), "{command}");
    }
}

#[test]
fn without_a_terminal_no_escape_code_is_written() {
    let claim = good_claim("arithmetic-mean");
    for arguments in [
        &["check", claim.as_str()][..],
        &["check", "--nonsense"],
        &["explain", &claim],
        &["--help"],
    ] {
        for (name, value) in [
            ("NO_COLOR", ""),
            ("NO_COLOR", "1"),
            ("TERM", "xterm-256color"),
        ] {
            let root = Path::new(env!("CARGO_MANIFEST_DIR"));
            let output = command(root, arguments).env(name, value).output().unwrap();
            let is_escape = |byte: &u8| *byte == 0x1b;
            assert!(
                !output.stdout.iter().chain(&output.stderr).any(is_escape),
                "{arguments:?}"
            );
        }
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let good = good();
    for arguments in [
        &["completions", "bash"][..],
        &["gain", "all"],
        &["list", good.as_str()],
        &["--help"],
    ] {
        let mut program = command(root, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(program.stdout.take());
        let output = program.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), stderr.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn claims_are_found_below_a_folder_and_others_files_are_left_alone() {
    let folder = empty_folder("claims_are_found_below_a_folder");
    fs::create_dir_all(folder.join("mine/deeper")).unwrap();
    let text =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(good_claim("harmonic-mean"))).unwrap();
    fs::write(folder.join("mine/deeper/my-claim.toml"), text).unwrap();
    fs::write(folder.join("mine/notes.md"), "not a claim").unwrap();
    let answer = varprop_in(&folder, &["list", "./mine", "--format", "json"]);
    assert_eq!(
        json(&answer.stdout)["sheets"][0]["rows"][0]["claim"],
        "my-claim"
    );
    let hint = varprop_in(&folder, &["list", "mine"]);
    assert_eq!(hint.code, 2);
    assert!(hint.stderr.contains("write `./mine`"), "{}", hint.stderr);
}
