//! Why data cannot be used. It holds no logic beyond the messages and codes.

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
}

impl DataError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Labels { .. } => "labels",
            Self::Class { .. } => "class",
        }
    }
}
