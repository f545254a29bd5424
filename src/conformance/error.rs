//! Why a question of conformance could not be asked or answered.
//!
//! An initializer that breaks its promise is an answer, not an error; it never appears here.

use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::initializer::InitializerError;
use crate::theory::shape::ShapeError;
use thiserror::Error;

/// Why a check could not be made.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ConformanceError {
    /// The law is not known, or does not exist for the layer.
    #[error(transparent)]
    Law(#[from] InitializerError),
    /// The layer does not exist.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// A rate is out of range, or a test could not be computed.
    #[error(transparent)]
    Stat(#[from] StatError),
    /// The declared effect is none.
    #[error("the detected variance ratio must be finite and above 1, got {received}")]
    EffectOutOfRange {
        /// The ratio received.
        received: f64,
    },
    /// No test with a finite-sample guarantee exists for the law.
    #[error("no test with a guarantee at finite size is known for {label}")]
    Untestable {
        /// The law as printed.
        label: String,
    },
    /// The initializer under test reported an error.
    #[error("the initializer failed for seed {seed}: {message}")]
    Failed {
        /// The seed it was called with.
        seed: u64,
        /// What it said.
        message: String,
    },
    /// A value is none of the declared storage format.
    #[error("{value} (seed {seed}, place {place}) is not a number of {storage:?}")]
    NotStored {
        /// The seed of the draw.
        seed: u64,
        /// The place in the slice that was filled.
        place: usize,
        /// The value found there.
        value: f64,
        /// The declared format.
        storage: Storage,
    },
    /// Memory is short for the draws that the limit allows.
    #[error("{values} values exceed the memory there is: lower the limit")]
    TooLarge {
        /// How many values were to be held.
        values: u64,
    },
}

impl ConformanceError {
    /// The stable kebab-case code of this variant; a law's, a layer's or a test's own where
    /// it refused.
    ///
    /// # Example
    /// ```
    /// use varprop::conformance::{Conformance, Layer};
    /// let layer = Layer::dense(3, 3)?;
    /// let refused = Conformance::to("he-norml", &layer).unwrap_err();
    /// assert_eq!(refused.code(), "unknown-name");
    /// # Ok::<(), varprop::conformance::ConformanceError>(())
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Law(error) => error.code(),
            Self::Shape(error) => error.code(),
            Self::Stat(error) => error.code(),
            Self::EffectOutOfRange { .. } => "effect-out-of-range",
            Self::Untestable { .. } => "untestable",
            Self::Failed { .. } => "failed",
            Self::NotStored { .. } => "not-stored",
            Self::TooLarge { .. } => "too-large",
        }
    }
}
