//! Why nothing can be certified.
//!
//! It does not say that an enclosure is too wide to decide: that is an answer, not an error.

use crate::num::Interval;
use crate::theory::certified::activation::NAMES;

/// Why an enclosure cannot be given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CertifiedError {
    /// An activation without certified enclosures.
    #[error("no enclosure is certified for {spec:?}; certified are {}", names())]
    Activation {
        /// What was received.
        spec: String,
    },
    /// A second moment that may be negative or infinite.
    #[error("q must be finite and at least 0, got {q}")]
    SecondMoment {
        /// What was received.
        q: Interval,
    },
    /// A variance that may be negative or infinite.
    #[error("{what} must be finite and at least 0, got {value}")]
    Variance {
        /// Whose variance.
        what: &'static str,
        /// What was received.
        value: Interval,
    },
    /// No bound on fixed points: the recursion may grow with q.
    #[error(
        "fixed points cannot be excluded for large q: E φ² may grow like {growth}·q, and the weight \
         variance times that must be below 1"
    )]
    Unbounded {
        /// The factor a of E φ² ≤ a·q + b.
        growth: f64,
    },
}

impl CertifiedError {
    /// The stable code of the variant.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Activation { .. } => "certified-activation",
            Self::SecondMoment { .. } => "certified-second-moment",
            Self::Variance { .. } => "certified-variance",
            Self::Unbounded { .. } => "certified-unbounded",
        }
    }
}

fn names() -> String {
    let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}
