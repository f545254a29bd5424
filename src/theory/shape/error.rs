//! Why a layer of this shape does not exist.
//!
//! It does not know layouts; it only names what was received and what was allowed.

/// Why a shape was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// A dimension is zero.
    #[error("{dimension} must be at least 1, got 0")]
    ZeroDimension {
        /// Which dimension.
        dimension: &'static str,
    },
    /// The groups do not divide the channels.
    #[error("groups must divide {channels}, got {groups} groups and {count} {channels}")]
    GroupsDoNotDivide {
        /// Which channels: `inputs` or `outputs`.
        channels: &'static str,
        /// How many channels there are.
        count: u64,
        /// How many groups were asked for.
        groups: u64,
    },
    /// The number of axes does not suit the kind of layer.
    #[error("a {kind} weight has {allowed} axes, got {received}")]
    WrongRank {
        /// The kind of layer.
        kind: &'static str,
        /// The ranks allowed, as printed.
        allowed: &'static str,
        /// The rank received.
        received: usize,
    },
    /// An axis contradicts the semantics it was read with.
    #[error("axis {axis} of this {kind} weight must be {expected}, got {received}")]
    AxisMismatch {
        /// The kind of layer.
        kind: &'static str,
        /// The axis, from 0.
        axis: usize,
        /// What the semantics demand.
        expected: u64,
        /// What was received.
        received: u64,
    },
    /// A size, or a number of weights or products, exceeds 2⁶³ − 1.
    #[error("a size, or the number of weights or products, would exceed 2^63 - 1")]
    TooLarge,
    /// The kernel does not fit into the padded input.
    #[error("a kernel spanning {span} does not fit into a padded input of {padded}")]
    KernelExceedsInput {
        /// The dilated kernel's extent d(k−1)+1.
        span: u64,
        /// The input with its padding, n + 2p.
        padded: u64,
    },
    /// A word that names no padding.
    #[error("padding must be `valid`, `same` or a number of zeros on each side, got {received:?}")]
    Padding {
        /// What was received.
        received: String,
    },
    /// The dilations are not as many as the kernel's axes.
    #[error("expected {expected} dilations, one an axis of the kernel, got {received}")]
    DilationCount {
        /// The kernel's spatial rank.
        expected: usize,
        /// How many dilations were received.
        received: usize,
    },
    /// The input has not as many spatial axes as the kernel.
    #[error("expected an input of {expected} spatial axes, as the kernel has, got {received}")]
    InputRank {
        /// The kernel's spatial rank.
        expected: usize,
        /// How many sizes were received.
        received: usize,
    },
    /// A layer of another kind.
    #[error("a {kind} layer slides no kernel over its input; give a convolution")]
    NotAConvolution {
        /// The kind of layer.
        kind: &'static str,
    },
    /// The strides are not as many as the kernel's axes.
    #[error("expected {expected} strides, one an axis of the kernel, got {received}")]
    StrideCount {
        /// The kernel's spatial rank.
        expected: usize,
        /// How many strides were received.
        received: usize,
    },
}

impl ShapeError {
    /// The stable kebab-case code of this variant.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ZeroDimension { .. } => "zero-dimension",
            Self::GroupsDoNotDivide { .. } => "groups-do-not-divide",
            Self::WrongRank { .. } => "wrong-rank",
            Self::AxisMismatch { .. } => "axis-mismatch",
            Self::TooLarge => "too-large",
            Self::KernelExceedsInput { .. } => "kernel-exceeds-input",
            Self::StrideCount { .. } => "stride-count",
            Self::Padding { .. } => "padding",
            Self::DilationCount { .. } => "dilation-count",
            Self::InputRank { .. } => "input-rank",
            Self::NotAConvolution { .. } => "not-a-convolution",
        }
    }
}

/// A dimension of at least 1.
pub(in crate::theory::shape) fn positive(
    dimension: &'static str,
    received: u64,
) -> Result<u64, ShapeError> {
    if received == 0 {
        return Err(ShapeError::ZeroDimension { dimension });
    }
    Ok(received)
}

/// A product that stays below 2⁶³.
pub(in crate::theory::shape) fn product(factors: &[u64]) -> Result<u64, ShapeError> {
    const LIMIT: u64 = i64::MAX as u64;
    factors
        .iter()
        .try_fold(1_u64, |product, factor| product.checked_mul(*factor))
        .filter(|product| *product <= LIMIT)
        .ok_or(ShapeError::TooLarge)
}
