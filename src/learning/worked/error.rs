//! Why an example cannot be worked out. It holds no logic beyond the messages and codes.

use crate::learning::network::NetworkError;
use crate::linear::LinearError;
use crate::num::RationalError;

/// Why an example is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WorkedError {
    /// A name that no example has.
    #[error("no worked example is called {received:?}; known are {allowed}")]
    Unknown {
        /// What was received.
        received: String,
        /// All known names.
        allowed: String,
    },
    /// A run that would go on for days.
    #[error("a run has at most {limit} epochs, got {received}")]
    Epochs {
        /// The most epochs.
        limit: u64,
        /// What was received.
        received: u64,
    },
    /// A network refuses the example's numbers.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

impl From<RationalError> for WorkedError {
    fn from(error: RationalError) -> Self {
        Self::Network(error.into())
    }
}

impl From<LinearError> for WorkedError {
    fn from(error: LinearError) -> Self {
        Self::Network(error.into())
    }
}

impl WorkedError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "unknown-example",
            Self::Epochs { .. } => "too-many-epochs",
            Self::Network(error) => error.code(),
        }
    }
}
