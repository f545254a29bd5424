//! Why a certificate cannot be read. It does not say which inferences are wrong; the report does.

use crate::symbolic::syntax::Diagnostic;
use thiserror::Error;

/// A certificate that is no certificate.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReplayError {
    /// A text without a line.
    #[error("the certificate is empty; its first line is the header")]
    Empty,
    /// A line that is no object of the format.
    #[error("line {line}: {found}")]
    Line {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        found: String,
    },
    /// Another format, or a version that is not known.
    #[error(
        "found format `{format}`, version {version}; expected `varprop-certificate`, version 1"
    )]
    Format {
        /// The format.
        format: String,
        /// The version.
        version: u32,
    },
    /// A formula or a declaration that cannot be parsed.
    #[error("line {line}: cannot read {what}: {diagnostic}")]
    Formula {
        /// The line, counted from 1.
        line: usize,
        /// What was read.
        what: &'static str,
        /// Where the formula is wrong.
        diagnostic: Box<Diagnostic>,
    },
    /// Inferences are numbered from 0, and premises come before conclusions.
    #[error("line {line}: found the number {found}, expected {expected}")]
    Number {
        /// The line, counted from 1.
        line: usize,
        /// The number.
        found: usize,
        /// What it can be.
        expected: String,
    },
    /// Declarations that contradict one another.
    #[error("the declarations do not fit together: {found}")]
    Declarations {
        /// What does not fit.
        found: String,
    },
}

impl ReplayError {
    /// The stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-certificate",
            Self::Line { .. } => "malformed-line",
            Self::Format { .. } => "unknown-format",
            Self::Formula { .. } => "malformed-formula",
            Self::Number { .. } => "wrong-number",
            Self::Declarations { .. } => "contradictory-declarations",
        }
    }
}
