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
    /// Not 1 to 3 axes, or not as many as the signal has.
    #[error("{what} must have 1 to 3 axes, as many as the signal, got {received}")]
    Axes {
        /// What was to be built.
        what: &'static str,
        /// How many axes were received.
        received: usize,
    },
    /// No window fits, or a size, stride or dilation is 0.
    #[error(
        "a window of {span} with stride {stride} does not fit into {padded} places; every size, \
         stride and dilation must be at least 1"
    )]
    Window {
        /// What the dilated kernel covers; 0 where a size is 0.
        span: usize,
        /// The places with their padding.
        padded: usize,
        /// The stride.
        stride: usize,
    },
    /// A rank at one point that stays below its bound decides nothing.
    #[error("the dimension lies from {rank} to {bound}, and the rank at one point decides no more")]
    Undecided {
        /// The rank found.
        rank: usize,
        /// What it cannot exceed.
        bound: usize,
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
    /// The computation would fit the memory, and take hours.
    #[error("one computation would take {products} products, more than the limit of {limit}")]
    TooLong {
        /// How many products it would take, saturating.
        products: u64,
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
            Self::Axes { .. } => "axes",
            Self::Window { .. } => "window",
            Self::Undecided { .. } => "undecided",
            Self::TooLarge { .. } => "too-large",
            Self::TooLong { .. } => "too-long",
        }
    }
}
