//! `varprop train` as its user meets it: sheets, files, pictures, what is refused.

use crate::program::empty_folder;
use crate::program::names_in;
use crate::program::varprop;
use crate::program::varprop_in;
use crate::snapshot;
use std::fs;

/// Eight images of 1×2 bytes, the first byte large in class 1, and their labels.
fn idx_files() -> (Vec<u8>, Vec<u8>) {
    let mut images = vec![0, 0, 8, 3, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2];
    let mut labels = vec![0, 0, 8, 1, 0, 0, 0, 8];
    for sample in 0..8 {
        let class = sample % 2;
        images.extend([class * 200 + sample, 100]);
        labels.push(class);
    }
    (images, labels)
}

#[test]
fn equal_units_stay_equal_and_the_page_shows_it() {
    let answer = varprop(&[
        "train",
        "--data",
        "xor",
        "--hidden",
        "2",
        "--init",
        "constant(0.5)",
        "--optimizer",
        "adam(rate=0.01)",
        "--steps",
        "200",
    ]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    snapshot::assert("train-constant", &answer.stdout);
}

#[test]
fn tables_and_idx_files_are_trained_on() {
    let folder = empty_folder("tables_and_idx_files");
    let (images, labels) = idx_files();
    fs::write(folder.join("images"), images).unwrap();
    fs::write(folder.join("labels"), labels).unwrap();
    fs::write(folder.join("points.csv"), "0,0,-1\n0,1,-1\n1,0,1\n1,1,1\n").unwrap();
    for source in [
        &["--csv", "points.csv"][..],
        &["--idx", "images", "labels"][..],
    ] {
        let mut arguments = vec!["train", "--format", "json", "--steps", "300"];
        arguments.extend(source);
        let answer = varprop_in(&folder, &arguments);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        let page: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
        assert_eq!(page["sheets"][0]["rows"][1]["accuracy"], 1.0, "{source:?}");
    }
}

#[test]
fn pictures_are_written_and_have_the_same_bytes_again() {
    let folder = empty_folder("pictures_of_training");
    let run = |name: &str| {
        let (loss, regions, histograms) = (
            format!("{name}-loss.svg"),
            format!("{name}-regions.svg"),
            format!("{name}-histograms.svg"),
        );
        let answer = varprop_in(
            &folder,
            &[
                "train",
                "--data",
                "circle(samples=40)",
                "--hidden",
                "4",
                "--steps",
                "50",
                "--loss-svg",
                &loss,
                "--regions-svg",
                &regions,
                "--histograms-svg",
                &histograms,
            ],
        );
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        [loss, regions, histograms].map(|file| fs::read_to_string(folder.join(file)).unwrap())
    };
    let pictures = run("a");
    assert_eq!(pictures, run("b"));
    assert!(pictures.iter().all(|svg| svg.starts_with("<svg ")));
    assert_eq!(names_in(&folder).len(), 6);
}

#[test]
fn what_cannot_be_trained_is_refused_with_its_reason() {
    let folder = empty_folder("training_refused");
    let (images, labels) = idx_files();
    fs::write(folder.join("images"), &images).unwrap();
    fs::write(folder.join("short"), &images[..20]).unwrap();
    fs::write(folder.join("labels"), labels).unwrap();
    fs::write(
        folder.join("huge"),
        [
            0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        ],
    )
    .unwrap();
    fs::write(folder.join("ragged.csv"), "0,0,-1\n1,1\n").unwrap();
    fs::write(folder.join("one.csv"), "0,-1\n1,1\n").unwrap();
    fs::write(folder.join("nan.csv"), "0,nan,-1\n1,1,1\n").unwrap();
    let mut page = String::new();
    for arguments in [
        &[][..],
        &["--data", "moons"],
        &["--data", "spiral(samples=1)"],
        &["--data", "xor", "--csv", "ragged.csv"],
        &["--csv", "ragged.csv"],
        &["--csv", "nan.csv"],
        &["--csv", "absent.csv"],
        &["--csv", "one.csv", "--test", "xor"],
        &["--idx", "short", "labels"],
        &["--idx", "huge", "labels"],
        &["--idx", "images", "images"],
        &["--idx", "labels", "labels"],
        &["--data", "xor", "--hidden", "0"],
        &["--data", "xor", "--hidden", "2,3", "--depth", "4"],
        &["--data", "xor", "--hidden", "2", "--depth", "99999999999"],
        &["--data", "xor", "--hidden", "1000000000"],
        &["--data", "xor", "--optimizer", "sdg(0.1)"],
        &["--data", "xor", "--optimizer", "sgd"],
        &["--data", "xor", "--batch", "0"],
        &["--data", "xor", "--dropout", "1"],
        &["--data", "xor", "--replicates", "100000000"],
        &["--data", "digits(samples=20)", "--output", "sigmoid"],
        &["--data", "xor", "--output", "units"],
        &[
            "--data",
            "digits(samples=20)",
            "--regions-svg",
            "r.svg",
            "--steps",
            "1",
        ],
    ] {
        let mut all = vec!["train"];
        all.extend(arguments);
        let answer = varprop_in(&folder, &all);
        assert_eq!(answer.code, 2, "{arguments:?}: {}", answer.stdout);
        page.push_str(&format!("$ varprop {}\n{}\n", all.join(" "), answer.stderr));
    }
    snapshot::assert("train-refused", &page);
}
