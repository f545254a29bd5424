//! Tolerances with a derivation: a comparison states why it allows what it allows.
//!
//! It does not decide statistical tests; those state a false-alarm rate instead.

/// How far two numbers may lie apart, and the reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    absolute: f64,
    reason: &'static str,
}

impl Tolerance {
    /// Rounding: `operations` roundings of size at most ε/2 each at the given magnitude.
    #[must_use]
    pub fn rounding(operations: u32, magnitude: f64) -> Self {
        let absolute = 0.5 * f64::EPSILON * f64::from(operations) * magnitude.abs();
        Self {
            absolute,
            reason: "rounding",
        }
    }

    /// A number printed with `decimals` digits behind the point: half a unit in the last place.
    #[must_use]
    pub fn printed(decimals: u32) -> Self {
        let absolute = 0.5 / crate::num::real::powi(10.0, decimals);
        Self {
            absolute,
            reason: "half a unit in the last printed place",
        }
    }

    /// A stated error bound of the method that made the number.
    #[must_use]
    pub fn bound(absolute: f64) -> Self {
        Self {
            absolute,
            reason: "stated error bound",
        }
    }

    /// `quantile` standard errors of an estimate.
    #[must_use]
    pub fn standard_errors(quantile: f64, standard_error: f64) -> Self {
        Self {
            absolute: quantile * standard_error,
            reason: "standard errors",
        }
    }

    /// Both allowances together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            absolute: self.absolute + other.absolute,
            reason: "several allowances",
        }
    }

    /// The allowance as a distance.
    #[must_use]
    pub fn absolute(self) -> f64 {
        self.absolute
    }

    /// Why the allowance has its size.
    #[must_use]
    pub fn reason(self) -> &'static str {
        self.reason
    }

    /// Whether two numbers agree; never for NaN.
    #[must_use]
    pub fn accepts(self, left: f64, right: f64) -> bool {
        (left - right).abs() <= self.absolute
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_number_may_be_half_a_unit_away() {
        let tolerance = Tolerance::printed(3);
        assert!(tolerance.accepts(0.12649, 0.126));
        assert!(!tolerance.accepts(0.12651, 0.126));
    }

    #[test]
    fn nan_agrees_with_nothing() {
        assert!(!Tolerance::bound(1.0).accepts(f64::NAN, f64::NAN));
    }
}
