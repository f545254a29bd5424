//! What can go wrong with the files of a sweep, with the way out.

use crate::cli::sweep::manifest::Difference;
use crate::cli::sweep::manifest::NoManifest;
use std::path::Path;
use std::path::PathBuf;
use thiserror::Error;

/// Why a part or a shard is refused.
#[derive(Debug, Error)]
pub(in crate::cli) enum SweepFileError {
    /// The file does not begin as a shard does.
    #[error("{path}: not a shard of a sweep: its first line is no manifest", path = path.display())]
    NoManifest {
        /// The file.
        path: PathBuf,
    },
    /// The file begins as a shard of another layout.
    #[error(
        "{path}: a shard of layout {found}, this program reads and writes layout {expected}; take the \
         version of varprop that wrote it", path = path.display()
    )]
    Layout {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: u64,
        /// The layout of this program.
        expected: u64,
    },
    /// A finished shard of another sweep has the name that this one should get.
    #[error(
        "{path}: here is a finished shard of a sweep with another {difference}; remove the file to \
         write this one, or name another", path = path.display()
    )]
    Taken {
        /// The file.
        path: PathBuf,
        /// What differs.
        difference: Difference,
    },
    /// The file to be written is the grid.
    #[error("{path}: cannot write the table over its grid", path = path.display())]
    OntoGrid {
        /// The file.
        path: PathBuf,
    },
    /// A part that another sweep left.
    #[error(
        "{path}: this part was written by a sweep with another {difference}; finish that one, or \
         remove the file to begin anew", path = path.display()
    )]
    OtherPart {
        /// The file.
        path: PathBuf,
        /// What differs.
        difference: Difference,
    },
    /// A shard that does not belong to the first.
    #[error("{path}: not of the same sweep as {first}: another {difference}", path = path.display(), first = first.display())]
    OtherShard {
        /// The file.
        path: PathBuf,
        /// The file it was compared with.
        first: PathBuf,
        /// What differs.
        difference: Difference,
    },
    /// A part that another process writes.
    #[error("{path}: another process is writing this part", path = path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A shard with something else in it than its blocks.
    #[error("{path}:{line}: {reason}; run this shard again", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What was found and what was expected.
        reason: String,
    },
    /// A shard that ends early.
    #[error(
        "{path}: shard {shard} is not finished: it has {found} of its {expected} points; run it \
         again to go on", path = path.display()
    )]
    Unfinished {
        /// The file.
        path: PathBuf,
        /// Which shard.
        shard: String,
        /// Points in finished blocks.
        found: u64,
        /// Points that it should have.
        expected: u64,
    },
    /// Shards that were not given.
    #[error("{}", missing(shards))]
    Missing {
        /// k/n of each.
        shards: Vec<String>,
    },
    /// A shard that was given twice.
    #[error("shard {shard} is given twice: {first} and {path}", path = path.display(), first = first.display())]
    Twice {
        /// Which.
        shard: String,
        /// The first file.
        first: PathBuf,
        /// The second file.
        path: PathBuf,
    },
    /// The file to be written is one of those to be read.
    #[error("{path}: cannot merge shards into one of them", path = path.display())]
    IntoShard {
        /// The file.
        path: PathBuf,
    },
    /// Shards whose lines are not those of the format that was asked for.
    #[error(
        "shards written as {found} cannot be merged as {wanted}: their lines stay as they are, or \
         become parquet"
    )]
    OtherFormat {
        /// The format of the shards.
        found: &'static str,
        /// The format of the table.
        wanted: &'static str,
    },
    /// A Parquet table, of a binary that cannot write it.
    #[error(
        "this varprop was built without Parquet: build one with `cargo build --release --features \
         parquet`, or take jsonl or csv"
    )]
    WithoutParquet,
    /// A shard cannot be written where nothing can be resumed or checked.
    #[error("a shard needs a file, which can be resumed and checked: give --out FILE")]
    ShardToStdout,
}

impl SweepFileError {
    /// A file whose first line is no manifest.
    pub(in crate::cli) fn without_manifest(path: &Path, why: NoManifest) -> Self {
        let path = path.to_owned();
        match why {
            NoManifest::Other => Self::NoManifest { path },
            NoManifest::Layout { found, expected } => Self::Layout {
                path,
                found,
                expected,
            },
        }
    }
}

/// The first few of the missing.
const SHOWN: usize = 8;

fn missing(shards: &[String]) -> String {
    let (last, before) = match shards {
        [only] => return format!("shard {only} is missing"),
        [before @ .., last] if shards.len() <= SHOWN => (last.clone(), before),
        _ => (
            format!("{} others", shards.len().saturating_sub(SHOWN)),
            shards.get(..SHOWN).unwrap_or_default(),
        ),
    };
    format!("shards {} and {last} are missing", before.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_shards_are_named_as_a_person_would() {
        let said = |ks: &[u64]| missing(&ks.iter().map(|k| format!("{k}/64")).collect::<Vec<_>>());
        assert_eq!(said(&[3]), "shard 3/64 is missing");
        assert_eq!(said(&[3, 5]), "shards 3/64 and 5/64 are missing");
        assert_eq!(said(&[1, 3, 5]), "shards 1/64, 3/64 and 5/64 are missing");
        let many = said(&(1..=20).collect::<Vec<_>>());
        assert!(many.ends_with("8/64 and 12 others are missing"), "{many}");
    }
}
