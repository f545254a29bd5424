//! Why a simulation cannot be set up or run. It holds no logic beyond the messages and codes.

use crate::initializer::InitializerError;
use crate::linear::LinearError;

/// Why a network or an experiment is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SimulateError {
    /// There is no layer: an input width and at least one more are needed.
    #[error("a network needs an input width and at least one layer width, got {n_widths} widths")]
    NoLayer {
        /// How many widths were received.
        n_widths: usize,
    },
    /// A width is zero.
    #[error("width {index} is 0; every width must be at least 1")]
    ZeroWidth {
        /// The place of the width, 0 for the input.
        index: usize,
    },
    /// A count that must be at least 1 is zero.
    #[error("{count} must be at least 1, got 0")]
    ZeroCount {
        /// What was counted: `batch`, `replicates`.
        count: &'static str,
    },
    /// A number is negative, infinite or NaN.
    #[error("{parameter} must be a finite number, at least 0, got {value}")]
    Parameter {
        /// Which one: `input_variance`, `bias_std_dev`, `threshold`.
        parameter: &'static str,
        /// What was received.
        value: f64,
    },
    /// The records of all replicates would not fit.
    #[error("replicates must be at most {limit}, got {replicates}")]
    TooManyReplicates {
        /// How many were asked for.
        replicates: u64,
        /// The largest number allowed.
        limit: u64,
    },
    /// The engine that draws outputs instead of weights does not cover this network.
    #[error("the exact engine does not apply: {why}")]
    NotExact {
        /// What it needs, and what it got.
        why: String,
    },
    /// No padding of both sides alike keeps the size of an image under an even kernel.
    #[error("kernels must have an odd size to keep the size of the images, got {kernel}")]
    EvenKernel {
        /// The size received.
        kernel: usize,
    },
    /// Matrices that do not fit one another, or the stated memory bound.
    #[error(transparent)]
    Linear(#[from] LinearError),
    /// The initializer cannot draw these weights.
    #[error("layer {layer}: {source}")]
    Initializer {
        /// The layer, from 1.
        layer: usize,
        /// The initializer's reason.
        source: InitializerError,
    },
    /// The threads could not be started.
    #[error("{threads} threads could not be started: {reason}")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// The operating system's reason.
        reason: String,
    },
}

impl SimulateError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoLayer { .. } => "no-layer",
            Self::ZeroWidth { .. } => "zero-width",
            Self::ZeroCount { .. } => "zero-count",
            Self::Parameter { .. } => "parameter",
            Self::TooManyReplicates { .. } => "too-many-replicates",
            Self::NotExact { .. } => "not-exact",
            Self::EvenKernel { .. } => "even-kernel",
            Self::Linear(error) => error.code(),
            Self::Initializer { .. } => "initializer",
            Self::Threads { .. } => "threads",
        }
    }

    /// The value, if it is a finite number, at least 0.
    pub(in crate::empirical::simulate) fn non_negative(
        parameter: &'static str,
        value: f64,
    ) -> Result<f64, Self> {
        if value.is_finite() && value >= 0.0 {
            return Ok(value);
        }
        Err(Self::Parameter { parameter, value })
    }
}
