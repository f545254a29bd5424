//! Decimal text to an exact rational: 0.1 is 1/10, 1e-3 is 1/1000.
//!
//! It knows nothing of rows and columns.

use crate::num::Rational;
use crate::num::RationalError;

/// Larger exponents have no 128-bit rational, whatever the digits.
const MOST_EXPONENT: i32 = 99;

/// Reads `3`, `-0.25`, `+1`, `1.`, `.5`, `6.02e-3` or `-2/5`, exactly.
///
/// # Errors
/// `Malformed`, `Overflow` beyond 128 bits, `DivisionByZero` for a fraction over 0.
pub(in crate::learning::data) fn parse_number(text: &str) -> Result<Rational, RationalError> {
    if text.contains('/') {
        return text.parse();
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        None => (text, 0),
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
    };
    let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(RationalError::Malformed);
    }
    // Idle zeros must not cost bits: 0.5000000000000000000000000000000000000000 is ½.
    let significant = fraction.trim_end_matches('0');
    let number: Rational = format!("{sign}{whole}{significant}").parse()?;
    let places = i32::try_from(significant.len()).map_err(|_| RationalError::Overflow)?;
    scaled(number, exponent - places)
}

/// number·10^exponent.
fn scaled(number: Rational, exponent: i32) -> Result<Rational, RationalError> {
    if number.is_zero() {
        return Ok(number);
    }
    number.checked_mul(Rational::integer(10).powi(exponent)?)
}

/// A whole exponent, at most two digits of which matter.
fn parse_exponent(text: &str) -> Result<i32, RationalError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(RationalError::Malformed);
    }
    let exponent = digits.parse().map_err(|_| RationalError::Overflow)?;
    match exponent {
        ..=MOST_EXPONENT if text.starts_with('-') => Ok(-exponent),
        ..=MOST_EXPONENT => Ok(exponent),
        _ => Err(RationalError::Overflow),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_and_exponents_are_exact() {
        for (text, exact) in [
            ("0.1", "1/10"),
            ("+1", "1"),
            ("-1.0", "-1"),
            ("1.", "1"),
            (".5", "1/2"),
            ("-.5", "-1/2"),
            ("6.02e-3", "301/50000"),
            ("1E+2", "100"),
            ("-2/5", "-2/5"),
            ("0e99", "0"),
            ("0.5000000000000000000000000000000000000000000", "1/2"),
            ("1000000000000000000000e-21", "1"),
        ] {
            assert_eq!(parse_number(text).unwrap().to_string(), exact, "{text}");
        }
    }

    #[test]
    fn text_and_numbers_beyond_128_bits_are_told_apart() {
        for text in [
            "", "+", "-", ".", "e1", "1e", "1e+", "nan", "inf", "1,5", "--1", "0x1", "1 2",
        ] {
            assert_eq!(
                parse_number(text),
                Err(RationalError::Malformed),
                "{text:?}"
            );
        }
        for text in [
            "1e39",
            "1e-39",
            "1e999",
            "1e99999999999",
            "3.141592653589793238462643383279502884197169",
        ] {
            assert_eq!(parse_number(text), Err(RationalError::Overflow), "{text}");
        }
        assert_eq!(parse_number("1/0"), Err(RationalError::DivisionByZero));
    }
}
