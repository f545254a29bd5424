//! Why a sweep is refused or stops: where, what was found, what was expected.

use crate::claim::Location;
use crate::evidence::EvidenceError;
use thiserror::Error;

/// Why a grid cannot be read, or a point cannot be computed.
#[derive(Debug, Error)]
pub enum SweepError {
    /// The file is larger than a grid may be.
    #[error("{path}: a grid may have {limit} bytes at most, this file has {found}")]
    TooLarge {
        /// The file's name.
        path: String,
        /// Its size in bytes.
        found: usize,
        /// The largest size allowed.
        limit: usize,
    },
    /// Not the TOML that a grid is: wrong syntax, type, unknown or missing key, or a value that
    /// is not allowed.
    #[error("{path}:{location}: {message}")]
    Malformed {
        /// The file's name.
        path: String,
        /// Where.
        location: Location,
        /// What was found and what was expected.
        message: String,
    },
    /// Values that do not go together.
    #[error("{path}: {message}")]
    Inconsistent {
        /// The file's name.
        path: String,
        /// What contradicts what.
        message: String,
    },
    /// A shard that does not exist.
    #[error("a shard is k/n with 1 ≤ k ≤ n ≤ {most}, for example 3/64, got \"{received}\"")]
    Shard {
        /// What was received.
        received: String,
        /// The most shards.
        most: u64,
    },
    /// A point that cannot be computed.
    #[error("point {point} ({label}): {source}")]
    Point {
        /// Its index, from 0.
        point: u64,
        /// Its coordinates.
        label: String,
        /// Why.
        source: Box<EvidenceError>,
    },
}

impl SweepError {
    /// A stable name for the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "grid-too-large",
            Self::Malformed { .. } => "grid-malformed",
            Self::Inconsistent { .. } => "grid-inconsistent",
            Self::Shard { .. } => "shard",
            Self::Point { source, .. } => source.code(),
        }
    }
}
