//! Why a recursion cannot be set up or carried on.
//!
//! It does not repeat what an activation refuses: that reason is passed on.

use crate::theory::activation::ActivationError;

/// Why a mean-field prediction cannot be given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MeanFieldError {
    /// A variance or second moment is negative, infinite or NaN.
    #[error("{what} must be a finite number, at least 0, got {value}")]
    Variance {
        /// Which quantity.
        what: &'static str,
        /// What was received.
        value: f64,
    },
    /// A kurtosis that no law has.
    #[error("a kurtosis must be a finite number, at least 1, got {value}")]
    Kurtosis {
        /// What was received.
        value: f64,
    },
    /// A correlation that no two variables have.
    #[error("a correlation must lie between -1 and 1, got {value}")]
    Correlation {
        /// What was received.
        value: f64,
    },
    /// A layer without units.
    #[error("a width must be at least 1, got 0 at position {position}")]
    Width {
        /// The position in the list of widths, the input being 0.
        position: usize,
    },
    /// L layers need L + 1 widths, the input's first.
    #[error("{layers} layers need {} widths, the input's first, got {widths}", layers + 1)]
    WidthCount {
        /// How many layers were received.
        layers: usize,
        /// How many widths were received.
        widths: usize,
    },
    /// A layer that the network does not have, or a list that belongs to another network.
    #[error("expected a layer from 1 to {depth}, got {layer}")]
    Layer {
        /// What was received.
        layer: usize,
        /// The last layer.
        depth: usize,
    },
    /// q left the range of doubles, or its enclosure did.
    #[error("q has no finite enclosure at layer {layer}: the recursion or its error diverges")]
    Diverged {
        /// The first layer without a finite enclosure of q.
        layer: usize,
    },
    /// The activation has no such moment.
    #[error(transparent)]
    Activation(#[from] ActivationError),
}

impl MeanFieldError {
    /// A stable name of the reason, for scripts and tests.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Variance { .. } => "mean-field-variance",
            Self::Kurtosis { .. } => "mean-field-kurtosis",
            Self::Correlation { .. } => "mean-field-correlation",
            Self::Width { .. } => "mean-field-width",
            Self::WidthCount { .. } => "mean-field-width-count",
            Self::Layer { .. } => "mean-field-layer",
            Self::Diverged { .. } => "mean-field-diverged",
            Self::Activation(_) => "mean-field-activation",
        }
    }
}

/// The value itself if it can be a variance.
pub(super) fn checked_variance(what: &'static str, value: f64) -> Result<f64, MeanFieldError> {
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(MeanFieldError::Variance { what, value })
    }
}
