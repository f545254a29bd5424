//! Why samples, settings or an exact computation are refused. It holds no logic beyond the
//! messages and codes.

use crate::num::RationalError;

/// Why a perceptron cannot be trained or judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PerceptronError {
    /// There is no sample.
    #[error("a perceptron needs at least one sample, got none")]
    NoSample,
    /// A sample without features.
    #[error("a sample needs at least one feature, got none")]
    NoFeature,
    /// A sample of another dimension than the first.
    #[error("sample {sample} has {received} features, the first has {expected}")]
    Dimension {
        /// The sample's place, from 0.
        sample: usize,
        /// The features of the first sample.
        expected: usize,
        /// The features of this one.
        received: usize,
    },
    /// A feature that is NaN or infinite.
    #[error("feature {feature} of sample {sample} is not a finite number")]
    NotFinite {
        /// The sample's place, from 0.
        sample: usize,
        /// The feature's place, from 0.
        feature: usize,
    },
    /// An order that names a sample that does not exist.
    #[error("the order names sample {received}; samples are 0 to {last}")]
    OrderOutside {
        /// What was received.
        received: usize,
        /// The last sample's place.
        last: usize,
    },
    /// An order that never picks some sample.
    #[error("the order never picks sample {sample}; a pass must pick every sample")]
    OrderMisses {
        /// The first sample that is missing, from 0.
        sample: usize,
    },
    /// An activation or a weight that left the doubles.
    #[error("an activation left the range of doubles in pass {pass}")]
    Diverged {
        /// The pass, from 1.
        pass: u64,
    },
    /// More updates than a trace may hold.
    #[error("more than {limit} numbers would be recorded; lower max_passes")]
    TraceTooLong {
        /// The largest number of recorded weights and biases.
        limit: usize,
    },
    /// A space of datasets that is empty or too large.
    #[error(
        "a search needs 1 to 4 dimensions, at least 2 points and 1 step, and at most {limit} points in all datasets"
    )]
    SpaceSize {
        /// The most points of all datasets together.
        limit: u64,
    },
    /// Exact arithmetic without an answer.
    #[error("{0}; features must be of like size and have few digits: rescale or round them")]
    Arithmetic(#[from] RationalError),
}

impl PerceptronError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSample => "no-sample",
            Self::NoFeature => "no-feature",
            Self::Dimension { .. } => "dimension",
            Self::NotFinite { .. } => "not-finite",
            Self::OrderOutside { .. } => "order-outside",
            Self::OrderMisses { .. } => "order-misses",
            Self::Diverged { .. } => "diverged",
            Self::TraceTooLong { .. } => "trace-too-long",
            Self::SpaceSize { .. } => "space-size",
            Self::Arithmetic(_) => "arithmetic",
        }
    }
}
