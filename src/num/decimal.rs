//! Decimal digits: fixed significant ones, so that a report does not move in its last bits.

/// The number at so many significant digits, in scientific form outside 10⁻⁴ ≤ |x| < 10⁶.
///
/// # Example
/// ```
/// use varprop::num::significant;
/// assert_eq!(significant(0.394_294_490_4, 6), "0.394294");
/// assert_eq!(significant(2.98e-7, 3), "2.98e-7");
/// assert_eq!(significant(0.0, 3), "0");
/// ```
#[must_use]
pub fn significant(x: f64, digits: usize) -> String {
    if x == 0.0 || !x.is_finite() {
        return if x == 0.0 { "0".into() } else { format!("{x}") };
    }
    let scientific = format!("{x:.*e}", digits.saturating_sub(1));
    let exponent: i32 = scientific
        .rsplit('e')
        .next()
        .and_then(|e| e.parse().ok())
        .unwrap_or(0);
    if !(-4..6).contains(&exponent) {
        return scientific;
    }
    let decimals = (digits as i32 - 1 - exponent).max(0);
    format!("{x:.*}", decimals as usize)
}

/// The number rounded to so many significant digits, without zeros that say nothing: for labels,
/// where `0.02` should stay `0.02`. In scientific form outside 10⁻⁴ ≤ |x| < 10⁶.
///
/// # Example
/// ```
/// use varprop::num::brief;
/// assert_eq!(brief(0.063_245_553_203_367_58, 6), "0.0632456");
/// assert_eq!(brief(0.02, 6), "0.02");
/// assert_eq!(brief(2e-9, 6), "2e-9");
/// ```
#[must_use]
pub fn brief(x: f64, digits: usize) -> String {
    let rounded = format!("{x:.*e}", digits.saturating_sub(1));
    let rounded: f64 = rounded.parse().unwrap_or(x);
    if rounded == 0.0 || !rounded.is_finite() || (1e-4..1e6).contains(&rounded.abs()) {
        format!("{rounded}")
    } else {
        format!("{rounded:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_number_is_the_significant_one_without_idle_zeros() {
        assert_eq!(brief(0.0, 6), "0");
        assert_eq!(brief(-1.0, 6), "-1");
        assert_eq!(brief(0.999_999_96, 6), "1");
        assert_eq!(brief(999_999.96, 6), "1e6");
        assert_eq!(brief(f64::INFINITY, 6), "inf");
    }

    #[test]
    fn rounding_up_to_a_power_of_ten_keeps_the_digits() {
        assert_eq!(significant(0.999_96, 4), "1.000");
        assert_eq!(significant(999_999.9, 3), "1.00e6");
        assert_eq!(significant(-12.345, 3), "-12.3");
        assert_eq!(significant(f64::NAN, 3), "NaN");
    }
}
