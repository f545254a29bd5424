//! Why a law does not exist, and the checks that find out.
//!
//! It does not know any law.

/// The smallest scale accepted: σ⁴ = 10⁻²⁴⁰ keeps fourth moments far above underflow.
pub(in crate::theory::distribution) const MIN_SCALE: f64 = 1e-60;
/// The largest scale accepted: σ⁴ = 10²⁴⁰ keeps fourth moments far below overflow.
pub(in crate::theory::distribution) const MAX_SCALE: f64 = 1e60;

/// Why a law with these parameters does not exist here.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DistributionError {
    /// A parameter is NaN or infinite where a finite number is needed.
    #[error("{parameter} must be a finite number, got {received}")]
    NotFinite {
        /// Which parameter.
        parameter: &'static str,
        /// What was received.
        received: f64,
    },
    /// A scale (standard deviation, width, gain) is NaN, not positive, or extreme.
    #[error("{parameter} must lie in 1e-60..=1e60, got {received:e}")]
    ScaleOutOfRange {
        /// Which parameter.
        parameter: &'static str,
        /// What was received.
        received: f64,
    },
    /// A location is so large that moments would overflow.
    #[error("{parameter} must lie in -1e60..=1e60, got {received:e}")]
    LocationOutOfRange {
        /// Which parameter.
        parameter: &'static str,
        /// What was received.
        received: f64,
    },
    /// The bounds are not in order, or one is NaN.
    #[error("low must be below high, got low = {low}, high = {high}")]
    EmptyInterval {
        /// The lower bound received.
        low: f64,
        /// The upper bound received.
        high: f64,
    },
    /// The interval holds too few doubles for a law on it to make sense.
    #[error("the interval {low:e}..{high:e} is narrower than 1e-12 of its place")]
    IntervalTooNarrow {
        /// The lower bound received.
        low: f64,
        /// The upper bound received.
        high: f64,
    },
    /// A truncation interval lies more than 1000 parent standard deviations from the mean.
    #[error("the nearer bound lies {distance:e} standard deviations off the mean, allowed is 1000")]
    TailTooFar {
        /// The distance in standard deviations of the parent.
        distance: f64,
    },
    /// A share is not a probability below 1.
    #[error("{parameter} must be at least 0 and below 1, got {received}")]
    ShareOutOfRange {
        /// Which parameter.
        parameter: &'static str,
        /// What was received.
        received: f64,
    },
    /// A dimension is zero.
    #[error("the dimension must be at least 1, got 0")]
    ZeroDimension,
}

impl DistributionError {
    /// The stable kebab-case code of this variant.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFinite { .. } => "not-finite",
            Self::ScaleOutOfRange { .. } => "scale-out-of-range",
            Self::LocationOutOfRange { .. } => "location-out-of-range",
            Self::EmptyInterval { .. } => "empty-interval",
            Self::IntervalTooNarrow { .. } => "interval-too-narrow",
            Self::TailTooFar { .. } => "tail-too-far",
            Self::ShareOutOfRange { .. } => "share-out-of-range",
            Self::ZeroDimension => "zero-dimension",
        }
    }
}

/// A positive number in 10⁻⁶⁰..=10⁶⁰.
pub(in crate::theory::distribution) fn scale(
    parameter: &'static str,
    received: f64,
) -> Result<f64, DistributionError> {
    if !received.is_finite() {
        return Err(DistributionError::NotFinite {
            parameter,
            received,
        });
    }
    if !(MIN_SCALE..=MAX_SCALE).contains(&received) {
        return Err(DistributionError::ScaleOutOfRange {
            parameter,
            received,
        });
    }
    Ok(received)
}

/// A finite number of magnitude at most 10⁶⁰.
pub(in crate::theory::distribution) fn location(
    parameter: &'static str,
    received: f64,
) -> Result<f64, DistributionError> {
    if !received.is_finite() {
        return Err(DistributionError::NotFinite {
            parameter,
            received,
        });
    }
    if received.abs() > MAX_SCALE {
        return Err(DistributionError::LocationOutOfRange {
            parameter,
            received,
        });
    }
    Ok(received)
}

/// Two bounds in order, so far apart that thousands of doubles lie between them.
pub(in crate::theory::distribution) fn interval(
    low: f64,
    high: f64,
) -> Result<(f64, f64), DistributionError> {
    if low.is_nan() || high.is_nan() || high <= low {
        return Err(DistributionError::EmptyInterval { low, high });
    }
    let place = low.abs().max(high.abs());
    if place.is_finite() && high - low < 1e-12 * place {
        return Err(DistributionError::IntervalTooNarrow { low, high });
    }
    Ok((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_refused_outside_its_range() {
        for (received, code) in [
            (f64::NAN, "not-finite"),
            (f64::INFINITY, "not-finite"),
            (0.0, "scale-out-of-range"),
            (-1.0, "scale-out-of-range"),
            (1e61, "scale-out-of-range"),
        ] {
            assert_eq!(scale("std_dev", received).unwrap_err().code(), code);
        }
    }

    #[test]
    fn bounds_must_be_in_order_and_apart() {
        assert_eq!(interval(1.0, 1.0).unwrap_err().code(), "empty-interval");
        assert_eq!(
            interval(f64::NAN, 1.0).unwrap_err().code(),
            "empty-interval"
        );
        let adjacent = 1.0_f64.next_up();
        assert_eq!(
            interval(1.0, adjacent).unwrap_err().code(),
            "interval-too-narrow"
        );
        assert!(interval(f64::NEG_INFINITY, 1.0).is_ok());
    }
}
