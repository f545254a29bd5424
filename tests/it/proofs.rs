//! Every proof script of the corpus is accepted.

use std::path::Path;
use std::path::PathBuf;
use varprop::symbolic::derive::prove_script;

/// The `.proof` files under a folder of the repository, sorted.
pub(crate) fn scripts(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut found,
    );
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "proof") {
            found.push(path);
        }
    }
}

#[test]
fn every_script_is_accepted() {
    let mut refused = Vec::new();
    for path in scripts("proofs") {
        let source = std::fs::read_to_string(&path).unwrap();
        if let Err(error) = prove_script(&source) {
            refused.push(format!("{}: {}", path.display(), error.render(&source)));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
