//! Why a specification is refused: where, what was found, what was expected.

use crate::claim::Location;
use crate::theory::shape::ShapeError;
use thiserror::Error;

/// Why a specification cannot be read, or does not suit a file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SpecificationError {
    /// The file is larger than a specification may be.
    #[error("{path}: a specification may have {limit} bytes at most, this file has {found}")]
    TooLarge {
        /// The file's name.
        path: String,
        /// Its size in bytes.
        found: usize,
        /// The largest size allowed.
        limit: usize,
    },
    /// Not the TOML that a specification is: wrong syntax, type, unknown or missing key, or a value
    /// that is not allowed.
    #[error("{path}:{location}: {message}")]
    Malformed {
        /// The file's name.
        path: String,
        /// Where.
        location: Location,
        /// What was found and what was expected.
        message: String,
    },
    /// An expectation that is no initializer.
    #[error("`{received}` is no expectation: {message}")]
    Expectation {
        /// What was received.
        received: String,
        /// Why it is none.
        message: String,
    },
    /// Entries that no tensor is called like.
    #[error("no tensor of the file is called like {}", listed(patterns))]
    Unmatched {
        /// The file and place of each, and its pattern.
        patterns: Vec<(String, String)>,
    },
    /// A tensor whose shape is not that of the layer which an entry says.
    #[error("{place}: tensor `{tensor}` of shape {shape:?} is no such layer: {source}")]
    Misfit {
        /// The file and place of the entry.
        place: String,
        /// The tensor.
        tensor: String,
        /// Its shape.
        shape: Vec<u64>,
        /// Why not.
        source: ShapeError,
    },
}

impl SpecificationError {
    /// A stable name for the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "specification-too-large",
            Self::Malformed { .. } => "specification-malformed",
            Self::Expectation { .. } => "expectation",
            Self::Unmatched { .. } => "specification-unmatched",
            Self::Misfit { .. } => "specification-misfit",
        }
    }
}

fn listed(patterns: &[(String, String)]) -> String {
    let quoted = patterns
        .iter()
        .map(|(place, pattern)| format!("`{pattern}` ({place})"));
    quoted.collect::<Vec<_>>().join(", ")
}
