//! Why matrices cannot be built or multiplied. It holds no logic beyond the messages and codes.

/// Why a matrix or a product is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinearError {
    /// Two shapes do not fit.
    #[error("{what} needs {expected} numbers, got {received}")]
    Shape {
        /// What was to be built or multiplied.
        what: &'static str,
        /// The size that would fit.
        expected: usize,
        /// The size received.
        received: usize,
    },
    /// The numbers would not fit the stated memory bound.
    #[error(
        "one computation would hold {entries} numbers of 8 bytes, more than the limit of {limit}"
    )]
    TooLarge {
        /// How many numbers would be held, saturating.
        entries: u64,
        /// The largest number allowed.
        limit: u64,
    },
}

impl LinearError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape { .. } => "shape",
            Self::TooLarge { .. } => "too-large",
        }
    }
}
