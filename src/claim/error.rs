//! Why a claim file is refused: where, what was found, what was expected.

use std::fmt;
use thiserror::Error;

/// A place in a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Location {
    /// The place of a byte offset in a text.
    #[must_use]
    pub fn of_offset(text: &str, offset: usize) -> Self {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let line = before.matches('\n').count() + 1;
        Self {
            line,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Why a claim cannot be read.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ClaimError {
    /// The file is not the TOML that a claim is: wrong syntax, type, unknown or missing key.
    #[error("{path}:{location}: {message}")]
    Malformed {
        /// The file's name.
        path: String,
        /// Where.
        location: Location,
        /// What was found and what was expected.
        message: String,
    },
    /// The file is larger than a claim may be.
    #[error("{path}: a claim may have {limit} bytes at most, this file has {found}")]
    TooLarge {
        /// The file's name.
        path: String,
        /// Its size in bytes.
        found: usize,
        /// The largest size allowed.
        limit: usize,
    },
    /// Two files have the same id.
    #[error("{path}: the id `{id}` is taken by {other}")]
    DuplicateId {
        /// The second file.
        path: String,
        /// The id, the stem of both files.
        id: String,
        /// The first file.
        other: String,
    },
    /// The content contradicts itself.
    #[error("{path}: {message}")]
    Inconsistent {
        /// The file's name.
        path: String,
        /// What contradicts what.
        message: String,
    },
}

impl ClaimError {
    /// A stable name for the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "claim-malformed",
            Self::TooLarge { .. } => "claim-too-large",
            Self::DuplicateId { .. } => "claim-duplicate-id",
            Self::Inconsistent { .. } => "claim-inconsistent",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_one_in_characters() {
        assert_eq!(Location::of_offset("ab\nçd", 5).to_string(), "2:2");
        assert_eq!(Location::of_offset("", 9).to_string(), "1:1");
    }
}
