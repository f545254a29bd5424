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
    /// The bytes end before they should.
    #[error("{what} ends early: {found} of {expected} bytes are there from byte {at} on")]
    Truncated {
        /// The file, or the tensor in it.
        what: String,
        /// Where the missing part begins; in a compressed entry, counted in what it holds.
        at: u64,
        /// How many bytes should follow.
        expected: u64,
        /// How many do.
        found: u64,
    },
    /// No format that is read begins like this.
    #[error("{what} is {found}; {allowed}")]
    Unrecognized {
        /// The file.
        what: String,
        /// What it looks like.
        found: &'static str,
        /// What can be read, or what to do instead.
        allowed: &'static str,
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
    /// The system gives no threads.
    #[error("no {threads} threads: {reason}")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// Why.
        reason: String,
    },
}

impl AuditError {
    /// A stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read",
            Self::Truncated { .. } => "truncated",
            Self::Unrecognized { .. } => "unrecognized",
            Self::Malformed { .. } => "malformed",
            Self::NumberFormat { .. } => "number-format",
            Self::Threads { .. } => "threads",
        }
    }
}
