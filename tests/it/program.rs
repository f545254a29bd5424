//! Runs the built program as a person would. It asserts nothing but that there was no panic.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a helper that fails is a test that fails"
)]

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

/// The folder of claim files that tests run, relative to the root of the package.
pub(crate) const CLAIMS: &str = "./tests/data/claims";

/// What the program said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program at the root of the package, without a terminal.
pub(crate) fn varprop(arguments: &[&str]) -> Answer {
    varprop_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

/// The program in a folder, so that messages name files by their relative paths.
pub(crate) fn varprop_in(folder: &Path, arguments: &[&str]) -> Answer {
    let output = command(folder, arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let answer = Answer {
        code: output.status.code().expect("no signal ends the program"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    assert_ne!(answer.code, 101, "a panic: {}", answer.stderr);
    answer
}

/// The command itself, for tests that close its pipes or set its environment.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_varprop"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("COLUMNS")
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null());
    command
}

/// An empty folder of the test's own.
pub(crate) fn empty_folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The names in a folder, sorted.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
