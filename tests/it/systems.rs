//! Every line of the page of systems runs, writes what it promises, and fails nowhere.

use crate::program::empty_folder;
use crate::program::varprop_in;

const PAGE: &str = include_str!("../../proofs/SYSTEMS.md");

/// The commands of the page, between backticks, each as words.
fn commands() -> Vec<Vec<String>> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| ")).skip(1);
    let command = |row: &str| Some(words(&row.split('`').nth(1)?.replace("\\|", "|")));
    rows.filter_map(command).collect()
}

/// The words of a shell line: single quotes keep blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        let is_quoted = index % 2 == 1;
        if is_quoted {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn every_line_of_the_page_runs_and_writes_its_files() {
    let folder = empty_folder("systems");
    let lines = commands();
    assert_eq!(lines.len(), 29);
    for line in lines.iter().filter(|line| line[0] == "varprop") {
        let arguments: Vec<&str> = line[1..].iter().map(String::as_str).collect();
        let answer = varprop_in(&folder, &arguments);
        assert_eq!(answer.code, 0, "{line:?}: {}", answer.stderr);
        for file in line.iter().filter(|word| is_file(word)) {
            assert!(folder.join(file).exists(), "{line:?}: no {file}");
        }
    }
}

fn is_file(word: &str) -> bool {
    [".svg", ".png", ".md"]
        .iter()
        .any(|end| word.ends_with(end))
}
