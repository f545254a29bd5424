//! Reading claim files and writing reports: bounded, sorted, atomic.

use crate::claim::File;
use crate::cli::error::CliError;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// A file larger than this is no claim; `claim::parse` has the exact limit.
const MOST_BYTES: u64 = 1 << 20;
/// Folders deeper than this below the one named are not searched: links may run in circles.
const MOST_DEPTH: usize = 16;

/// The claim files of a path: itself, or everything `*.toml` below a folder, in sorted order.
pub(in crate::cli) fn read_claims(path: &Path) -> Result<Vec<File>, CliError> {
    let mut paths = Vec::new();
    collect(path, MOST_DEPTH, &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        return Err(CliError::NoClaims {
            path: path.to_owned(),
        });
    }
    paths.iter().map(|file| read(file)).collect()
}

fn collect(path: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let about = |source| CliError::File {
        path: path.to_owned(),
        source,
    };
    if !fs::metadata(path).map_err(about)?.is_dir() {
        paths.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(about)? {
        let below = entry.map_err(about)?.path();
        let is_claim = below
            .extension()
            .is_some_and(|extension| extension == "toml");
        if is_claim || (below.is_dir() && depth > 0) {
            collect(&below, depth.saturating_sub(1), paths)?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<File, CliError> {
    let about = |source| CliError::File {
        path: path.to_owned(),
        source,
    };
    let found = fs::metadata(path).map_err(about)?.len();
    if found > MOST_BYTES {
        return Err(CliError::TooLarge {
            path: path.to_owned(),
            found,
            limit: MOST_BYTES,
        });
    }
    let text = fs::read_to_string(path).map_err(about)?;
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    Ok(File {
        path: parts.join("/"),
        text,
    })
}

/// Writes a file as a whole: a complete new one, or the old one stays.
pub(in crate::cli) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let about = |source| CliError::File {
        path: path.to_owned(),
        source,
    };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written = write_and_rename(&beside, path, bytes);
    if written.is_err() {
        // The half-written neighbour is worthless; that it may not exist is no news.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(about)
}

fn write_and_rename(beside: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::File::create(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside, path)
}
