//! The house's floors and absences, read off the source itself.
//!
//! To change a rule, change the table here and in ARCHITECTURE.md, with the reason.

#![expect(
    clippy::unwrap_used,
    reason = "a file of the repository that cannot be read fails the test, and says which"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room and its floor: a room imports only itself and lower floors.
const FLOORS: &[(&str, u32)] = &[
    ("num", 1),
    ("spec", 1),
    ("random", 2),
    ("symbolic::expr", 2),
    ("symbolic::syntax", 3),
    ("symbolic::kernel", 3),
    ("symbolic::derive", 4),
    ("symbolic::replay", 4),
    ("symbolic::finite", 4),
    ("theory::quadrature", 2),
    ("theory::certified", 2),
    ("theory::distribution", 2),
    ("theory::shape", 2),
    ("linear", 3),
    ("theory::activation", 3),
    ("theory::mean_field", 4),
    ("initializer", 5),
    ("verdict", 5),
    ("mistake", 6),
    ("learning::data", 4),
    ("learning::network", 5),
    ("learning::perceptron", 5),
    ("learning::experiment", 6),
    ("learning::worked", 6),
    ("claim", 6),
    ("empirical::simulate", 6),
    ("empirical::stat", 6),
    ("audit", 7),
    ("conformance", 7),
    ("evidence", 7),
    ("report", 8),
    ("picture", 7),
    ("cli", 9),
];

/// What a room must not mention in code, and why.
const ABSENCES: &[(&str, &[&str], &str)] = &[
    (
        "symbolic::expr",
        &["f64", "f32", "std::fs"],
        "the proved wing holds no float and no I/O",
    ),
    (
        "symbolic",
        &["crate::theory", "crate::empirical"],
        "the wings do not know each other",
    ),
    (
        "symbolic::replay",
        &["symbolic::kernel", "symbolic::derive", "f64", "f32"],
        "the second checker shares nothing with the first but terms and their syntax",
    ),
    (
        "theory",
        &["crate::random", "crate::symbolic", "crate::empirical"],
        "theory draws nothing at random",
    ),
    (
        "theory::certified",
        &["num::real", "real::", "libm", "statrs"],
        "certified numbers trust + − × ÷ √ alone",
    ),
    (
        "empirical",
        &[
            "GaussianMoments",
            "theory::mean_field",
            "theory::quadrature",
            "crate::symbolic",
        ],
        "a measurement never calls the formula it tests",
    ),
    (
        "learning",
        &[
            "GaussianMoments",
            "theory::mean_field",
            "theory::quadrature",
            "crate::symbolic",
        ],
        "training never calls the formula that predicts it",
    ),
    (
        "report",
        &["crate::theory", "crate::empirical", "crate::evidence"],
        "a report computes nothing",
    ),
];

/// Words that only `cli` may use: files, environment, terminal, clock.
const OUTSIDE_WORLD: &[&str] = &[
    "std::fs",
    "std::env",
    "std::io",
    "std::time",
    "println!",
    "eprintln!",
];

/// Rooms that may use one of those words, and why.
const WINDOWS: &[(&str, &str, &str)] = &[(
    "audit",
    "std::io",
    "tensors of gigabytes are read through `Read` and `Seek` of what the caller opened",
)];

/// Files over this many lines are a house with one room too few.
const MOST_LINES: usize = 600;

struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The module path of the file: `theory::activation::tanh`.
    fn module(&self) -> String {
        let below = self.path.strip_prefix(root().join("src")).unwrap();
        let parts: Vec<_> = below
            .with_extension("")
            .iter()
            .map(|p| p.to_string_lossy().into_owned())
            .collect();
        let parts: Vec<_> = parts.into_iter().filter(|part| part != "mod").collect();
        parts.join("::")
    }

    /// Whether the file holds unit tests alone. They may look down on their room from above, and
    /// print what they counted.
    fn is_test(&self) -> bool {
        self.module().split("::").any(|part| part == "tests")
    }

    /// Lines of code with their numbers: comments and doc lines left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        self.text
            .lines()
            .enumerate()
            .map(|(i, line)| (i + 1, line))
            .filter(move |(_, l)| is_code(l))
    }

    /// Code before the unit tests.
    fn product_code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code()
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&root().join("src"), &mut paths);
    paths.sort();
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).unwrap(),
        path,
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|e| e == "rs") {
            paths.push(path);
        }
    }
}

/// The room that a module path lies in, with its floor.
fn room(module: &str) -> Option<(&'static str, u32)> {
    let inside = |room: &str| module == room || module.starts_with(&format!("{room}::"));
    FLOORS.iter().copied().find(|(room, _)| inside(room))
}

/// The module paths that a line of code names after `crate::`.
fn mentions(line: &str) -> Vec<&str> {
    line.match_indices("crate::")
        .map(|(i, found)| &line[i + found.len()..])
        .map(|rest| {
            rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
                .next()
                .unwrap_or("")
        })
        .collect()
}

fn assert_none(violations: &[String], rule: &str) {
    assert!(violations.is_empty(), "{rule}:\n{}", violations.join("\n"));
}

#[test]
fn every_room_imports_only_from_lower_floors() {
    let mut violations = Vec::new();
    for source in sources().iter().filter(|s| !s.is_test()) {
        let module = source.module();
        let Some((home, floor)) = room(&module) else {
            continue;
        };
        for (number, line) in source.code() {
            for target in mentions(line).into_iter().filter_map(room) {
                if target.0 != home && target.1 >= floor {
                    violations.push(format!(
                        "{module}:{number}: {home} (floor {floor}) imports {target:?}"
                    ));
                }
            }
        }
    }
    assert_none(&violations, "a room imports only from lower floors");
}

#[test]
fn every_module_lies_in_a_room() {
    let parents = ["lib", "main", "symbolic", "theory", "empirical", "learning"];
    let homeless =
        |s: &Source| room(&s.module()).is_none() && !parents.contains(&s.module().as_str());
    let violations: Vec<_> = sources()
        .iter()
        .filter(|s| homeless(s))
        .map(Source::module)
        .collect();
    assert_none(&violations, "every file belongs to a room of the table");
}

#[test]
fn imports_are_one_path_a_line() {
    let is_hidden = |line: &str| {
        line.contains("crate::{")
            || line.contains("super::super")
            || (line.contains("use crate::") && line.contains('{'))
    };
    let mut violations = Vec::new();
    for source in sources() {
        let hidden = source.code().filter(|(_, line)| is_hidden(line));
        violations
            .extend(hidden.map(|(n, line)| format!("{}:{n}: {}", source.module(), line.trim())));
    }
    assert_none(
        &violations,
        "an import is one path, so that this test can read it",
    );
}

#[test]
fn rooms_do_not_mention_what_they_must_not_know() {
    let mut violations = Vec::new();
    for source in sources() {
        let module = source.module();
        for (room, words, why) in ABSENCES
            .iter()
            .filter(|(room, ..)| module.starts_with(room))
        {
            for (number, line) in source.product_code() {
                let found = words.iter().filter(|word| line.contains(**word));
                violations.extend(
                    found.map(|word| format!("{module}:{number}: {room} mentions {word}: {why}")),
                );
            }
        }
    }
    assert_none(&violations, "some things are absent on purpose");
}

#[test]
fn only_the_command_line_touches_the_outside_world() {
    let mut violations = Vec::new();
    for source in sources()
        .iter()
        .filter(|s| !s.module().starts_with("cli") && s.module() != "main" && !s.is_test())
    {
        for (number, line) in source.product_code() {
            let is_window = |word: &str| {
                let module = source.module();
                WINDOWS
                    .iter()
                    .any(|(room, open, _)| *open == word && module.starts_with(room))
            };
            let found = OUTSIDE_WORLD.iter().filter(|word| line.contains(**word));
            let found = found.filter(|word| !is_window(word));
            violations.extend(found.map(|word| format!("{}:{number}: {word}", source.module())));
        }
    }
    assert_none(
        &violations,
        "files, environment, terminal and clock belong to cli",
    );
}

#[test]
fn every_file_opens_with_what_it_is_responsible_for() {
    let closed = |s: &&Source| !s.text.starts_with("//! ");
    let violations: Vec<_> = sources()
        .iter()
        .filter(closed)
        .map(Source::module)
        .collect();
    assert_none(&violations, "a file opens with a `//!` sentence");
}

#[test]
fn no_file_is_longer_than_the_house_allows() {
    let lines = |s: &Source| s.text.lines().count();
    let sources = sources();
    let long = sources.iter().filter(|s| lines(s) > MOST_LINES);
    let violations: Vec<_> = long
        .map(|s| format!("{}: {} lines", s.module(), lines(s)))
        .collect();
    assert_none(&violations, "a file has at most 600 lines");
}

/// Lines of code, comments and tests left out, that the trusted base may have; ARCHITECTURE.md says
/// why it is more than was first drawn.
const TRUSTED: &[(&str, usize)] = &[("symbolic::kernel", 4_800), ("symbolic::expr", 700)];

#[test]
fn the_trusted_base_keeps_its_budget() {
    for (room, budget) in TRUSTED {
        let files = sources().into_iter();
        let trusted = files.filter(|s| s.module().starts_with(room) && !s.is_test());
        let filled = |s: &Source| {
            s.product_code()
                .filter(|(_, l)| !l.trim().is_empty())
                .count()
        };
        let lines: usize = trusted.map(|s| filled(&s)).sum();
        assert!(
            lines <= *budget,
            "{room}: {lines} lines of code, at most {budget}"
        );
    }
}

#[test]
fn nothing_is_left_over() {
    let left = ["todo!", "unimplemented!", "dbg!", "#[ignore", "#[allow("];
    let mut violations = Vec::new();
    for source in sources() {
        for (number, line) in source.code() {
            let found = left.iter().filter(|word| line.contains(**word));
            violations.extend(found.map(|word| format!("{}:{number}: {word}", source.module())));
        }
    }
    assert_none(&violations, "no stub, no silenced lint without a reason");
}

#[test]
fn the_map_names_every_room_and_its_floor() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let missing = |(room, floor): &&(&str, u32)| !map.contains(&format!("| {floor} | `{room}` |"));
    let violations: Vec<_> = FLOORS
        .iter()
        .filter(missing)
        .map(|(room, floor)| format!("{room} on floor {floor}"))
        .collect();
    assert_none(&violations, "ARCHITECTURE.md has the same table");
}
