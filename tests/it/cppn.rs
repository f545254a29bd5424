//! `varprop cppn` as its user meets it: a picture by its seed, and what is refused.

use crate::program::empty_folder;
use crate::program::names_in;
use crate::program::varprop_in;
use crate::snapshot;
use std::fs;

#[test]
fn a_banner_is_the_same_bytes_for_the_same_seed() {
    let folder = empty_folder("a_banner_is_the_same_bytes");
    let paint = |seed: &str, threads: &str| {
        let size = ["--size", "64x16", "--out", "banner.png"];
        let run = ["cppn", "--seed", seed, "--threads", threads];
        let answer = varprop_in(&folder, &[&run[..], &size[..]].concat());
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        fs::read(folder.join("banner.png")).unwrap()
    };
    let first = paint("1", "1");
    assert!(first.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(paint("1", "2"), first);
    assert_ne!(paint("2", "1"), first);
    assert_eq!(names_in(&folder), ["banner.png"]);
}

#[test]
fn the_four_networks_of_the_banner_say_how_many_parameters_they_have() {
    let folder = empty_folder("the_four_networks_of_the_banner");
    let mut page = String::new();
    for (depth, width, activation) in [
        ("3", "20", "linear"),
        ("3", "25", "step"),
        ("4", "20", "leaky-relu"),
        ("4", "25", "sin"),
    ] {
        let network = [
            "--depth",
            depth,
            "--width",
            width,
            "--activation",
            activation,
        ];
        let run = ["cppn", "--size", "16x4", "--out", "banner.png"];
        let answer = varprop_in(&folder, &[&run[..], &network[..]].concat());
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        page.push_str(&answer.stdout);
    }
    snapshot::assert("cppn-parameters", &page);
}

#[test]
fn options_that_cannot_serve_are_refused_and_leave_no_file() {
    let folder = empty_folder("options_of_cppn_that_cannot_serve");
    let mut page = String::new();
    for options in [
        &["--size", "64"][..],
        &["--size", "0x4"],
        &["--size", "9000x4"],
        &["--palette", "000000,ffffff"],
        &["--palette", "000000,ffffff,+12345"],
        &["--activation", "sine"],
        &["--init", "he"],
        &["--bias", "orthogonal"],
        &[
            "--init",
            "normal(1e60)",
            "--depth",
            "8",
            "--activation",
            "relu",
        ],
        &["--depth", "65"],
        &["--width", "0"],
    ] {
        let arguments = [&["cppn", "--out", "banner.png"], options].concat();
        let answer = varprop_in(&folder, &arguments);
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (2, ""),
            "{options:?}"
        );
        assert!(names_in(&folder).is_empty(), "{options:?}");
        page.push_str(&format!(
            "varprop cppn {}\n{}\n",
            options.join(" "),
            answer.stderr
        ));
    }
    snapshot::assert("refused-cppn", &page);
}
