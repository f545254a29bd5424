//! Reading claim files and writing reports: bounded, sorted, atomic.

use crate::claim::File;
use crate::claim::MAX_BYTES;
use crate::cli::error::CliError;
use std::fs;
use std::io;
use std::io::BufWriter;
use std::io::IntoInnerError;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// A file larger than this is no claim.
const MOST_BYTES: u64 = MAX_BYTES as u64;
/// Folders deeper than this below the one named are not searched: links may run in circles.
const MOST_DEPTH: usize = 16;

/// The claim files of a path: itself, or everything `*.toml` below a folder, in sorted order.
pub(in crate::cli) fn read_claims(path: &Path) -> Result<Vec<File>, CliError> {
    let paths = paths_below(path, "toml")?;
    if paths.is_empty() {
        return Err(CliError::NoClaims {
            path: path.to_owned(),
        });
    }
    paths.iter().map(|file| read(file)).collect()
}

/// The path itself if it is a file, or the files of this extension below a folder, sorted.
pub(in crate::cli) fn paths_below(path: &Path, extension: &str) -> Result<Vec<PathBuf>, CliError> {
    let mut paths = Vec::new();
    collect(path, extension, MOST_DEPTH, &mut paths)?;
    paths.sort();
    Ok(paths)
}

fn collect(
    path: &Path,
    wanted: &str,
    depth: usize,
    paths: &mut Vec<PathBuf>,
) -> Result<(), CliError> {
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
        if below.is_dir() {
            if depth > 0 {
                collect(&below, wanted, depth - 1, paths)?;
            }
        } else if below
            .extension()
            .is_some_and(|extension| extension == wanted)
        {
            paths.push(below);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<File, CliError> {
    let text = read_text(path, MOST_BYTES)?;
    Ok(File {
        path: portable(path),
        text,
    })
}

/// The same name on every platform, with `/`.
pub(in crate::cli) fn portable(path: &Path) -> String {
    let name = path.to_string_lossy();
    name.replace(std::path::MAIN_SEPARATOR, "/")
}

/// The text of a file of at most so many bytes.
pub(in crate::cli) fn read_text(path: &Path, limit: u64) -> Result<String, CliError> {
    let about = |source| CliError::File {
        path: path.to_owned(),
        source,
    };
    let file = fs::File::open(path).map_err(about)?;
    // Not by the size that the system states: a device has none, and a file may grow.
    let mut text = String::new();
    let read = file.take(limit + 1).read_to_string(&mut text);
    if read.map_err(about)? as u64 > limit {
        return Err(CliError::TooLarge {
            path: path.to_owned(),
            limit,
        });
    }
    Ok(text)
}

/// The bytes of a data file, at most so many.
pub(in crate::cli) fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, CliError> {
    let about = |source| CliError::File {
        path: path.to_owned(),
        source,
    };
    let file = fs::File::open(path).map_err(about)?;
    let mut bytes = Vec::new();
    let read = file.take(limit + 1).read_to_end(&mut bytes);
    if read.map_err(about)? as u64 > limit {
        return Err(CliError::LargeData {
            path: path.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

/// Writes a file as a whole: a complete new one, or the old one stays. A link stays a link, and its
/// target is written; a device or a pipe has no whole and takes the bytes as they come.
pub(in crate::cli) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    write_through(path, |file| Ok(file.write_all(bytes)?))
}

/// As [`write_atomically`], for more bytes than should be held at once.
pub(in crate::cli) fn write_through(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let written = if is_stream(path) {
        open_stream(path).and_then(|mut stream| write(&mut stream))
    } else {
        resolved(path).and_then(|target| write_beside(&target, write))
    };
    written.map_err(|error| match error {
        CliError::Output(source) => CliError::File {
            path: path.to_owned(),
            source,
        },
        other => other,
    })
}

/// Whether what has this name is neither a file nor a folder, but takes bytes: a pipe, a device.
pub(in crate::cli) fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
}

/// Opens a pipe or a device to write to it.
pub(in crate::cli) fn open_stream(path: &Path) -> Result<fs::File, CliError> {
    let opened = fs::File::options().write(true).open(path);
    opened.map_err(|source| CliError::File {
        path: path.to_owned(),
        source,
    })
}

/// What a link leads to; the path itself if it is none.
pub(in crate::cli) fn resolved(path: &Path) -> Result<PathBuf, CliError> {
    if !path.is_symlink() {
        return Ok(path.to_owned());
    }
    fs::canonicalize(path).map_err(|error| CliError::File {
        path: path.to_owned(),
        source: io::Error::new(error.kind(), format!("a link that leads nowhere ({error})")),
    })
}

/// Whether both paths name one file that exists.
pub(in crate::cli) fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(one).is_some_and(|path| real(other) == Some(path))
}

fn write_beside(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written = write_and_rename(&beside, path, write);
    if written.is_err() {
        // The half-written neighbour is worthless; that it may not exist is no news.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_and_rename(
    beside: &Path,
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let mut file = BufWriter::new(fs::File::create(beside)?);
    write(&mut file)?;
    let file = file.into_inner().map_err(IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(fs::rename(beside, path)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder of this test alone, removed when dropped.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("varprop-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).unwrap();
            let mut names: Vec<String> = entries
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_written_file_is_whole_and_leaves_no_neighbour() {
        let folder = Folder::new("write");
        let path = folder.0.join("report.md");
        for text in ["first, and longer", "second"] {
            write_atomically(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(folder.names(), ["report.md"]);
    }

    #[test]
    fn a_write_that_fails_keeps_the_old_and_leaves_no_neighbour() {
        let folder = Folder::new("refuse");
        // A folder that is not empty cannot be replaced by a file.
        let path = folder.0.join("taken");
        fs::create_dir_all(path.join("inside")).unwrap();
        assert!(write_atomically(&path, b"x").is_err());
        assert_eq!(folder.names(), ["taken"]);
        assert!(path.join("inside").is_dir());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_its_target_is_written() {
        let folder = Folder::new("link");
        let (target, link) = (folder.0.join("target"), folder.0.join("link"));
        std::os::unix::fs::symlink("target", &link).unwrap();
        let nowhere = write_atomically(&link, b"x").unwrap_err().to_string();
        assert!(nowhere.contains("leads nowhere"), "{nowhere}");
        fs::write(&target, "old").unwrap();
        write_atomically(&link, b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        assert_eq!(folder.names(), ["link", "target"]);
    }

    #[test]
    fn claims_are_found_below_a_folder_in_sorted_order() {
        let folder = Folder::new("read");
        fs::create_dir_all(folder.0.join("b.toml")).unwrap();
        for name in ["c.toml", "a.toml", "note.md", "b.toml/d.toml"] {
            fs::write(folder.0.join(name), name).unwrap();
        }
        let files = read_claims(&folder.0).unwrap();
        let texts: Vec<&str> = files.iter().map(|file| file.text.as_str()).collect();
        assert_eq!(texts, ["a.toml", "b.toml/d.toml", "c.toml"]);
        assert!(files[0].path.ends_with("/a.toml"), "{}", files[0].path);
    }

    #[test]
    fn a_folder_without_claims_and_a_file_beyond_the_limit_are_refused() {
        let folder = Folder::new("empty");
        let none = read_claims(&folder.0).unwrap_err();
        assert!(matches!(none, CliError::NoClaims { .. }), "{none}");
        let path = folder.0.join("large.toml");
        fs::write(&path, vec![b' '; MOST_BYTES as usize + 1]).unwrap();
        let large = read_claims(&path).unwrap_err();
        assert!(matches!(large, CliError::TooLarge { .. }), "{large}");
    }
}
