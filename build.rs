//! Embeds the corpus: every file under `proofs/`, in sorted order, into the binary.
//!
//! An installed `varprop check` then works from any folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let corpus = root.join("proofs");
    println!("cargo:rerun-if-changed={}", corpus.display());
    let mut files = Vec::new();
    collect(&corpus, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let name = relative_name(&corpus, file);
        writeln!(table, "    ({name:?}, include_str!({file:?})),").map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("corpus.rs"), table)
}

/// Every TOML claim and proof script below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|e| e == "toml" || e == "proof")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// The path below the corpus, with `/` on every platform.
fn relative_name(corpus: &Path, file: &Path) -> String {
    let below = file.strip_prefix(corpus).unwrap_or(file);
    let parts: Vec<_> = below
        .components()
        .map(|c| c.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}
