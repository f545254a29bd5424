//! Why a statistical question has no answer: one variant per reason, a stable code for each.
//!
//! A rejected null law is an answer, not an error; it never appears here.

use thiserror::Error;

/// Why a test, an interval or a plan could not be computed.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum StatError {
    /// A p-value is NaN, infinite, or outside [0, 1].
    #[error("p-value must be in [0, 1], got {value}")]
    InvalidPValue {
        /// The number received.
        value: f64,
    },
    /// A false-alarm or miss rate is not strictly between 0 and 1.
    #[error("{what} must be strictly between 0 and 1, got {value}")]
    InvalidRate {
        /// Which rate.
        what: &'static str,
        /// The number received.
        value: f64,
    },
    /// A number is outside what the method allows.
    #[error("{what} must be {allowed}, got {value}")]
    InvalidParameter {
        /// Which parameter.
        what: &'static str,
        /// What is allowed.
        allowed: &'static str,
        /// The number received.
        value: f64,
    },
    /// Fewer observations than the method needs.
    #[error("{what} needs at least {needed} observations, got {received}")]
    TooFewSamples {
        /// Which method.
        what: &'static str,
        /// The least number it works with.
        needed: usize,
        /// How many there were.
        received: usize,
    },
    /// A number of values does not fill its shape.
    #[error("shape {rows} × {cols} needs {} values and at least one, got {received}", rows.saturating_mul(*cols))]
    ShapeMismatch {
        /// Rows stated.
        rows: usize,
        /// Columns stated.
        cols: usize,
        /// Values received.
        received: usize,
    },
    /// The null law is a constant, or its moments are not finite.
    #[error("the null law must have a finite positive variance, got {label}")]
    DegenerateLaw {
        /// The law as printed.
        label: String,
    },
    /// No sample size reaches the requested effect.
    #[error("no sample size makes {check} detect an effect of {effect}")]
    EffectOutOfReach {
        /// Which check.
        check: &'static str,
        /// The effect asked for.
        effect: f64,
    },
    /// A special function was asked outside its domain.
    #[error("{function} is undefined at the requested point")]
    SpecialFunction {
        /// Which function.
        function: &'static str,
    },
    /// An eigenvalue iteration did not converge, or its matrix is too large.
    #[error("{what} is not available for a matrix of {rows} × {cols}")]
    Decomposition {
        /// Which decomposition.
        what: &'static str,
        /// Rows of the matrix.
        rows: usize,
        /// Columns of the matrix.
        cols: usize,
    },
    /// The check does not apply to this null law.
    #[error("{check} does not apply to {label}")]
    NotApplicable {
        /// Which check.
        check: &'static str,
        /// The law as printed.
        label: String,
    },
}

impl StatError {
    /// A stable kebab-case code.
    ///
    /// # Example
    /// ```
    /// use varprop::empirical::stat::StatError;
    /// assert_eq!(StatError::InvalidPValue { value: 2.0 }.code(), "invalid-p-value");
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidPValue { .. } => "invalid-p-value",
            Self::InvalidRate { .. } => "invalid-rate",
            Self::InvalidParameter { .. } => "invalid-parameter",
            Self::TooFewSamples { .. } => "too-few-samples",
            Self::ShapeMismatch { .. } => "shape-mismatch",
            Self::DegenerateLaw { .. } => "degenerate-law",
            Self::EffectOutOfReach { .. } => "effect-out-of-reach",
            Self::SpecialFunction { .. } => "special-function",
            Self::Decomposition { .. } => "decomposition",
            Self::NotApplicable { .. } => "not-applicable",
        }
    }
}
