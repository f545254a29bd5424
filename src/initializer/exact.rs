//! Exact variances: rationals of the fans and of decimal parameters.
//!
//! No float enters a result; what does not fit is `None`.

use crate::num::Rational;
use crate::theory::shape::Fans;

/// The shortest decimal that names this double, exactly: 0.01 is 1/100.
pub(in crate::initializer) fn decimal(x: f64) -> Option<Rational> {
    format!("{x}").parse().ok()
}

/// The square of the shortest decimal.
pub(in crate::initializer) fn squared(x: f64) -> Option<Rational> {
    decimal(x)?.powi(2).ok()
}

/// numerator/denominator.
pub(in crate::initializer) fn ratio(numerator: u64, denominator: u64) -> Option<Rational> {
    Rational::new(i128::from(numerator), i128::from(denominator)).ok()
}

/// numerator/(fan_in + fan_out); `None` for an empty fan.
pub(in crate::initializer) fn over_sum(numerator: u64, fans: Fans) -> Option<Rational> {
    if fans.fan_in == 0 || fans.fan_out == 0 {
        return None;
    }
    let sum = i128::from(fans.fan_in) + i128::from(fans.fan_out);
    Rational::new(i128::from(numerator), sum).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_is_read_as_the_decimal_a_person_wrote() {
        assert_eq!(decimal(0.01), ratio(1, 100));
        assert_eq!(squared(-0.2), ratio(1, 25));
        assert_eq!(decimal(1e-200), None);
    }
}
