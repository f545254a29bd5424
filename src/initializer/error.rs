//! Why an initializer cannot serve, or cannot be read from its text.
//!
//! It formats no diagnostics beyond one line; columns count bytes from 1.

use crate::spec::SpecError;
use crate::theory::distribution::DistributionError;

/// Why an initializer cannot serve.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InitializerError {
    /// A fan is zero.
    #[error("fan_in and fan_out must be at least 1, got fan_in = {fan_in}, fan_out = {fan_out}")]
    EmptyFan {
        /// The fan_in received.
        fan_in: u64,
        /// The fan_out received.
        fan_out: u64,
    },
    /// The tensor would have more entries than are ever drawn.
    #[error("{rows} x {columns} entries exceed the allowed 2^28, or the memory there is")]
    TooLarge {
        /// The rows asked for.
        rows: u64,
        /// The columns asked for.
        columns: u64,
    },
    /// The law does not exist for these parameters.
    #[error(transparent)]
    Law(#[from] DistributionError),
    /// A single law or row was asked of an initializer whose entries depend on each other.
    #[error("the entries of {initializer} are not independent: draw the whole matrix")]
    DependentEntries {
        /// The initializer's name.
        initializer: &'static str,
    },
    /// Entries at different places have different laws.
    #[error("the entries of {initializer} have no common law: it depends on the place")]
    NoCommonLaw {
        /// The initializer's name.
        initializer: &'static str,
    },
    /// A row buffer of the wrong length.
    #[error("a row has fan_in = {expected} weights, got a buffer of {received}")]
    RowLength {
        /// The row's length.
        expected: u64,
        /// The buffer's length.
        received: usize,
    },
    /// The layer's shape does not suit the initializer.
    #[error("{initializer} needs {needed}, got {received}")]
    UnsuitableShape {
        /// The initializer's name.
        initializer: &'static str,
        /// What it needs.
        needed: &'static str,
        /// What was received.
        received: String,
    },
    /// A mode that the initializer's rule does not have.
    #[error("{initializer} scales by fan_in or fan_out, got fan_avg (see variance-scaling)")]
    UnsuitableMode {
        /// The initializer's name.
        initializer: &'static str,
    },
    /// A parameter lies outside its range.
    #[error("{parameter} must be {allowed}, got {received}")]
    ParameterOutOfRange {
        /// Which parameter.
        parameter: &'static str,
        /// What is allowed.
        allowed: &'static str,
        /// What was received.
        received: f64,
    },
    /// The text does not name an initializer with its parameters.
    #[error(transparent)]
    Spec(#[from] SpecError),
}

impl InitializerError {
    /// The stable kebab-case code of this variant; a law's own code where the law refused.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFan { .. } => "empty-fan",
            Self::TooLarge { .. } => "too-large",
            Self::Law(error) => error.code(),
            Self::DependentEntries { .. } => "dependent-entries",
            Self::NoCommonLaw { .. } => "no-common-law",
            Self::RowLength { .. } => "row-length",
            Self::UnsuitableShape { .. } => "unsuitable-shape",
            Self::UnsuitableMode { .. } => "unsuitable-mode",
            Self::ParameterOutOfRange { .. } => "parameter-out-of-range",
            Self::Spec(error) => error.code(),
        }
    }
}
