//! `varprop perceptron` as its user meets it: runs, certificates, bounds, pictures, refused tables.

#![expect(clippy::panic, reason = "a helper that fails is a test that fails")]

use crate::program::Answer;
use crate::program::empty_folder;
use crate::program::names_in;
use crate::program::varprop;
use crate::program::varprop_in;
use crate::snapshot;
use serde_json::Value;
use std::fs;

/// A corner of a square above and to the right of two other points.
const SEPARABLE: &str = "height,width,class\n0,0,-1\n1,0,1\n1,0.5,1\n";

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.stdout).unwrap_or_else(|error| panic!("{error}"))
}

/// The number in a row of one of the sheets.
fn cell<'v>(page: &'v Value, sheet: usize, row: usize, column: &str) -> &'v Value {
    &page["sheets"][sheet]["rows"][row][column]
}

#[test]
fn a_separable_file_converges_and_exits_with_0() {
    let folder = empty_folder("a_separable_file_converges");
    fs::write(folder.join("points.csv"), SEPARABLE).unwrap();
    let answer = varprop_in(&folder, &["perceptron", "points.csv"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    snapshot::assert("perceptron-file", &answer.stdout);
}

#[test]
fn exclusive_or_gets_its_certificate_stops_at_its_passes_and_exits_with_1() {
    let answer = varprop(&["perceptron", "--boolean", "xor", "--max-passes", "20"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    snapshot::assert("perceptron-xor", &answer.stdout);
}

#[test]
fn fourteen_of_the_sixteen_functions_converge() {
    let answer = varprop(&["perceptron", "--boolean", "all", "--max-passes", "100"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    snapshot::assert("perceptron-functions", &answer.stdout);
}

#[test]
fn a_search_finds_the_smallest_counterexample_to_the_claimed_bound_alone() {
    let claimed = varprop(&["perceptron", "--find-counterexample", "inverse-margin"]);
    assert_eq!((claimed.code, claimed.stderr.as_str()), (1, ""));
    snapshot::assert("perceptron-counterexample", &claimed.stdout);
    let corrected = varprop(&["perceptron", "--find-counterexample", "corrected"]);
    assert_eq!((corrected.code, corrected.stderr.as_str()), (0, ""));
    let novikoff = [
        "perceptron",
        "--find-counterexample",
        "novikoff",
        "--no-bias",
    ];
    assert_eq!(varprop(&novikoff).code, 0);
}

#[test]
fn a_run_that_ends_before_it_converges_exits_with_3() {
    for name in ["and", "all"] {
        let answer = varprop(&["perceptron", "--boolean", name, "--max-passes", "2"]);
        assert_eq!((answer.code, answer.stderr.as_str()), (3, ""), "{name}");
    }
}

#[test]
fn every_rule_and_order_separates_and() {
    let rules = [
        "nonpositive",
        "sign",
        "sign-plus",
        "sign-minus",
        "zero-one",
        "zero-one-strict",
    ];
    for rule in rules {
        for order in ["cyclic", "shuffled"] {
            let options = ["--rule", rule, "--order", order, "--format", "json"];
            let arguments = [&["perceptron", "--boolean", "and"], &options[..]].concat();
            let answer = varprop(&arguments);
            assert_eq!(answer.code, 0, "{rule} {order}: {}", answer.stderr);
            let page = json(&answer);
            assert_eq!(page["schema_version"], 1);
            assert_eq!(cell(&page, 1, 0, "converged"), "yes");
            assert_eq!(cell(&page, 3, 2, "holds"), "yes");
        }
    }
}

#[test]
fn the_seed_orders_a_shuffled_run_and_no_other() {
    let run = |order, seed| {
        let options = [
            "--order", order, "--seed", seed, "--format", "json", "--trace",
        ];
        varprop(&[&["perceptron", "--boolean", "nand"], &options[..]].concat()).stdout
    };
    assert_eq!(run("cyclic", "1"), run("cyclic", "2"));
    assert_eq!(run("shuffled", "1"), run("shuffled", "1"));
    assert!(
        ["2", "3", "4"]
            .iter()
            .any(|seed| run("shuffled", seed) != run("shuffled", "1"))
    );
}

#[test]
fn a_trace_is_abridged_unless_it_is_asked_for() {
    let rows = |more: &[&str]| {
        let options = ["--boolean", "xor", "--max-passes", "6", "--format", "json"];
        let answer = varprop(&[&["perceptron"], &options[..], more].concat());
        json(&answer)["sheets"][0]["rows"].as_array().unwrap().len()
    };
    assert_eq!((rows(&[]), rows(&["--trace"])), (20, 24));
}

#[test]
fn without_a_bias_the_plane_passes_through_the_origin() {
    let folder = empty_folder("without_a_bias");
    fs::write(folder.join("points.csv"), "1,1\n2,0\n").unwrap();
    let answer = varprop_in(
        &folder,
        &["perceptron", "points.csv", "--no-bias", "--max-passes", "5"],
    );
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    assert!(answer.stdout.contains("Σ λyx = 0"), "{}", answer.stdout);
    assert_eq!(varprop_in(&folder, &["perceptron", "points.csv"]).code, 0);
}

#[test]
fn one_class_alone_trains_and_has_no_margin() {
    let folder = empty_folder("one_class_alone");
    fs::write(folder.join("points.csv"), "1,1\n2,1\n").unwrap();
    let answer = varprop_in(&folder, &["perceptron", "points.csv"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert!(
        answer
            .stdout
            .contains("one class only, so there is no margin")
    );
}

#[test]
fn a_picture_is_written_whole_and_is_the_same_every_time() {
    let folder = empty_folder("a_picture_is_written_whole");
    fs::write(folder.join("points.csv"), SEPARABLE).unwrap();
    let draw = || {
        let answer = varprop_in(&folder, &["perceptron", "points.csv", "--svg", "out.svg"]);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        fs::read_to_string(folder.join("out.svg")).unwrap()
    };
    let svg = draw();
    assert_eq!(draw(), svg);
    assert_eq!(names_in(&folder), ["out.svg", "points.csv"]);
    snapshot::assert("perceptron-picture", &svg);
}

#[test]
fn a_picture_of_other_than_two_features_is_refused_and_leaves_no_file() {
    let folder = empty_folder("a_picture_of_three_features");
    fs::write(folder.join("points.csv"), "a,b,c,y\n0,0,0,0\n1,1,1,1\n").unwrap();
    let three = ["perceptron", "points.csv", "--svg", "out.svg"];
    let answer = varprop_in(&folder, &three);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(
        answer.stderr.contains("two features, got 3"),
        "{}",
        answer.stderr
    );
    assert_eq!(names_in(&folder), ["points.csv"]);
    let two = [&three[..], &["--features", "a,3"]].concat();
    assert_eq!(varprop_in(&folder, &two).code, 0);
}

#[test]
fn tables_and_options_that_cannot_serve_are_refused_at_their_place() {
    let folder = empty_folder("tables_that_cannot_serve");
    let long = format!("1,1\n{},0\n", "1".repeat(1 << 20));
    for (name, text) in [
        ("empty", ""),
        ("header-only", "a,b,label\n"),
        ("ragged", "0,0,1\n1,0\n"),
        ("nan", "0,0,1\nnan,0,0\n"),
        ("infinite", "0,0,1\n1,-inf,0\n"),
        ("text", "a,b,label\n0,tall,1\n"),
        ("unknown-label", "0,0,1\n1,0,2\n"),
        ("mixed-labels", "0,0,1\n1,0,-1\n1,1,0\n"),
        ("beyond-exact", "0,0,1\n1e60,0,0\n"),
        ("long-line", &long),
        ("one-column", "1\n0\n"),
        ("two-delimiters", "0,5;1\n"),
    ] {
        fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
    fs::write(folder.join("not-utf-8.csv"), b"0,1\n\xff,0\n").unwrap();
    fs::write(folder.join("good.csv"), SEPARABLE).unwrap();
    let mut commands: Vec<Vec<String>> = Vec::new();
    for name in names_in(&folder) {
        if name != "good.csv" {
            commands.push(vec![name]);
        }
    }
    for options in [
        &["missing.csv"][..],
        &["good.csv", "--label", "weight"],
        &["good.csv", "--features", "height,1"],
        &["good.csv", "--features", "0"],
        &["good.csv", "--delimiter", "semicolon"],
        &["--boolean", "xro"],
        &["--boolean", "all", "--svg", "all.svg"],
    ] {
        commands.push(options.iter().map(|option| (*option).to_owned()).collect());
    }
    let mut page = String::new();
    for command in commands {
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let answer = varprop_in(&folder, &[&["perceptron"], &arguments[..]].concat());
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (2, ""),
            "{command:?}"
        );
        assert!(answer.stderr.starts_with("error: "), "{}", answer.stderr);
        page.push_str(&format!(
            "varprop perceptron {}\n{}\n",
            command.join(" "),
            answer.stderr
        ));
    }
    snapshot::assert("refused-tables", &page);
}

#[test]
fn a_command_without_data_or_with_two_is_bad_usage() {
    for arguments in [
        &["perceptron"][..],
        &["perceptron", "a.csv", "--boolean", "xor"],
        &["perceptron", "--boolean", "xor", "--label", "y"],
        &["perceptron", "--boolean", "xor", "--rule", "hebb"],
        &[
            "perceptron",
            "--find-counterexample",
            "novikoff",
            "--svg",
            "x.svg",
        ],
    ] {
        let answer = varprop(arguments);
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (2, ""),
            "{arguments:?}"
        );
    }
}
