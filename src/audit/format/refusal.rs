//! Errors of this room, in its words.

use crate::audit::AuditError;
use crate::audit::format::NumberFormat;
use std::io;

pub(super) fn truncated(what: &str, at: u64, expected: u64, found: u64) -> AuditError {
    let what = what.to_owned();
    AuditError::Truncated {
        what,
        at,
        expected,
        found,
    }
}

pub(super) fn malformed(what: &str, problem: impl Into<String>) -> AuditError {
    let (what, problem) = (what.to_owned(), problem.into());
    AuditError::Malformed { what, problem }
}

/// What the system said; or what a decompressor said, which is about the bytes.
///
/// Readers that say themselves that they end early are few: here ends are found by counting.
pub(super) fn refused(what: &str, source: io::Error) -> AuditError {
    match source.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
            malformed(what, source.to_string())
        }
        _ => AuditError::Read {
            what: what.to_owned(),
            source,
        },
    }
}

/// The most axes of a tensor that are read: no framework has more than 64.
const MOST_AXES: usize = 64;

/// A shape that could be that of a tensor.
pub(super) fn check_axes(what: &str, n_axes: usize) -> Result<(), AuditError> {
    if n_axes <= MOST_AXES {
        return Ok(());
    }
    let problem = format!("the shape has {n_axes} axes, more than {MOST_AXES}");
    Err(malformed(what, problem))
}

/// There is no tensor of this number.
pub(super) fn absent(what: &str, tensor: usize, n_tensors: usize) -> AuditError {
    let problem = format!("tensor number {tensor} was asked for, and there are {n_tensors}");
    malformed(what, problem)
}

/// The numbers of this tensor are not audited.
pub(super) fn not_audited(what: String, format: &NumberFormat) -> AuditError {
    let found = format.to_string();
    AuditError::NumberFormat {
        what,
        found,
        allowed: NumberFormat::AUDITED,
    }
}
