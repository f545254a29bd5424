//! What can go wrong with a file of tensors, and where.

/// Why tensors could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The system refused.
    #[error("{what} cannot be read")]
    Read {
        /// The file, or the tensor in it.
        what: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The bytes are not what the format promises.
    #[error("{what}: {problem}")]
    Malformed {
        /// The file, or the tensor in it.
        what: String,
        /// What was found and what was expected.
        problem: String,
    },
    /// A format of numbers that is not audited.
    #[error("{what} holds {found}: an audit reads {allowed}")]
    NumberFormat {
        /// The tensor.
        what: String,
        /// Its format, in the file's words.
        found: String,
        /// What can be read.
        allowed: &'static str,
    },
}

impl AuditError {
    /// A stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read",
            Self::Malformed { .. } => "malformed",
            Self::NumberFormat { .. } => "number-format",
        }
    }
}
