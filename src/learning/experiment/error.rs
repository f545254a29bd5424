//! Why an experiment cannot be set up or run. It holds no logic beyond the messages and codes.

use crate::initializer::InitializerError;
use crate::learning::network::NetworkError;

/// Why an experiment is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExperimentError {
    /// The network cannot be built or trained.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The weights of a layer cannot be drawn.
    #[error("layer {layer}: {source}")]
    Initializer {
        /// The layer, from 1.
        layer: usize,
        /// The initializer's reason.
        source: InitializerError,
    },
    /// A hidden layer without units.
    #[error("hidden layer {layer} has 0 units; every layer needs at least 1")]
    ZeroWidth {
        /// The hidden layer, from 1.
        layer: usize,
    },
    /// More numbers, or more work, than an experiment may take.
    #[error("{what} must be at most {limit}, got {received}")]
    TooLarge {
        /// What was counted: `parameters`, `steps`, `points of the curve`.
        what: &'static str,
        /// The largest number allowed.
        limit: u64,
        /// What was received, saturating.
        received: u64,
    },
    /// Test samples of another kind than the training samples.
    #[error(
        "test samples have {received_features} features and {received_classes} classes, training samples {features} and {classes}"
    )]
    TestData {
        /// Features of a training sample.
        features: usize,
        /// Classes of the training samples.
        classes: usize,
        /// Features of a test sample.
        received_features: usize,
        /// Classes of the test samples.
        received_classes: usize,
    },
    /// No replicate at all.
    #[error("an experiment needs at least one replicate, got 0")]
    NoReplicate,
    /// The threads could not be started.
    #[error("{threads} threads could not be started: {reason}")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// The operating system's reason.
        reason: String,
    },
    /// Two classes are what one sigmoid unit can tell apart.
    #[error("a sigmoid output tells 2 classes apart, the data have {n_classes}; use softmax")]
    Classes {
        /// Classes of the data.
        n_classes: usize,
    },
    /// A pixel whose colour overflowed.
    #[error("pixel ({column}, {row}): the network has no finite output; draw smaller weights")]
    NotFinite {
        /// The pixel's column, from 0.
        column: u32,
        /// The pixel's row, from 0.
        row: u32,
    },
}

impl ExperimentError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Network(error) => error.code(),
            Self::Initializer { source, .. } => source.code(),
            Self::ZeroWidth { .. } => "zero-width",
            Self::TooLarge { .. } => "too-large",
            Self::TestData { .. } => "test-data",
            Self::NoReplicate => "no-replicate",
            Self::Threads { .. } => "threads",
            Self::Classes { .. } => "classes",
            Self::NotFinite { .. } => "not-finite",
        }
    }
}
