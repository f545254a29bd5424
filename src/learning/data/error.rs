//! Why data cannot be used. It holds no logic beyond the messages and codes.

use crate::learning::data::IdxError;
use crate::learning::data::MAX_SAMPLES;
use crate::spec::SpecError;

/// Why a dataset is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DataError {
    /// There is no sample.
    #[error("a dataset needs at least one sample, got none")]
    Empty,
    /// Samples and labels differ in number.
    #[error("{samples} samples need as many labels, got {labels}")]
    Labels {
        /// Rows of the inputs.
        samples: usize,
        /// Labels received.
        labels: usize,
    },
    /// A label is not a class.
    #[error("sample {sample} has class {label}; classes are 0 to {}", n_classes.saturating_sub(1))]
    Class {
        /// The sample's place, from 0.
        sample: usize,
        /// What was received.
        label: usize,
        /// How many classes there are.
        n_classes: usize,
    },
    /// Too few or too many samples are asked for.
    #[error("this dataset has {least} to {MAX_SAMPLES} samples, got {samples}")]
    Samples {
        /// What was received.
        samples: usize,
        /// The fewest: one of each class.
        least: usize,
    },
    /// Samples of another number of features.
    #[error("samples need {expected} features, got {received}")]
    Features {
        /// How many are needed.
        expected: usize,
        /// How many there are.
        received: usize,
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
    /// The text does not name a dataset with its parameters.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The images of an IDX dataset are refused.
    #[error("images: {0}")]
    Images(IdxError),
    /// The labels of an IDX dataset are refused.
    #[error("labels: {0}")]
    LabelFile(IdxError),
}

impl DataError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Labels { .. } => "labels",
            Self::Class { .. } => "class",
            Self::Samples { .. } => "samples",
            Self::Features { .. } => "features",
            Self::ParameterOutOfRange { .. } => "parameter-out-of-range",
            Self::Spec(error) => error.code(),
            Self::Images(error) | Self::LabelFile(error) => error.code(),
        }
    }
}
