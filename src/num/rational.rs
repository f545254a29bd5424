//! Exact rationals over checked 128-bit integers: an operation that overflows says so.
//!
//! No float enters; [`Rational::to_interval`] is the one way out. It does not grow beyond
//! 128 bits: a claim's own numbers are small, and failing closed is safer than rounding.

use crate::num::Interval;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Why an exact operation has no answer.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum RationalError {
    /// A numerator or denominator left 128 bits.
    #[error("exact arithmetic left 128 bits")]
    Overflow,
    /// The divisor is zero.
    #[error("division by zero")]
    DivisionByZero,
    /// The text is not a whole number, a fraction or a decimal.
    #[error("expected a number such as 3, -2/5 or 0.25")]
    Malformed,
}

/// numerator/denominator in lowest terms, the denominator positive.
///
/// # Example
/// ```
/// use varprop::num::Rational;
/// let third: Rational = "1/3".parse()?;
/// assert_eq!(third.checked_add(Rational::new(1, 6)?)?.to_string(), "1/2");
/// # Ok::<(), varprop::num::RationalError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rational {
    numerator: i128,
    denominator: i128,
}

fn gcd(a: u128, b: u128) -> u128 {
    // A division of 128 bits costs several of 64, and most numbers are small.
    match (u64::try_from(a), u64::try_from(b)) {
        (Ok(a), Ok(b)) => small_gcd(a, b).into(),
        _ if b == 0 => a,
        _ => gcd(b, a % b),
    }
}

fn small_gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { small_gcd(b, a % b) }
}

impl Rational {
    /// 0.
    pub const ZERO: Self = Self {
        numerator: 0,
        denominator: 1,
    };
    /// 1.
    pub const ONE: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// The fraction in lowest terms.
    ///
    /// # Errors
    /// `DivisionByZero` for a zero denominator, `Overflow` at the edge of 128 bits.
    pub fn new(numerator: i128, denominator: i128) -> Result<Self, RationalError> {
        if denominator == 0 {
            return Err(RationalError::DivisionByZero);
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).map_err(|_| RationalError::Overflow)?;
        let (n, d) = match divisor {
            1 => (numerator, denominator),
            _ => (numerator / divisor, denominator / divisor),
        };
        if d > 0 {
            return Ok(Self {
                numerator: n,
                denominator: d,
            });
        }
        let negated = n
            .checked_neg()
            .zip(d.checked_neg())
            .ok_or(RationalError::Overflow)?;
        Ok(Self {
            numerator: negated.0,
            denominator: negated.1,
        })
    }

    /// A whole number.
    #[must_use]
    pub fn integer(n: i64) -> Self {
        Self {
            numerator: i128::from(n),
            denominator: 1,
        }
    }

    fn whole(numerator: i128) -> Self {
        Self {
            numerator,
            denominator: 1,
        }
    }

    /// The numerator, of the number's sign.
    #[must_use]
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator, positive.
    #[must_use]
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether the number is 0.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Whether the denominator is 1.
    #[must_use]
    pub fn is_integer(self) -> bool {
        self.denominator == 1
    }

    /// self + other.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn checked_add(self, other: Self) -> Result<Self, RationalError> {
        if self.is_integer() && other.is_integer() {
            let sum = self.numerator.checked_add(other.numerator);
            return sum.map(Self::whole).ok_or(RationalError::Overflow);
        }
        let divisor = gcd(
            self.denominator.unsigned_abs(),
            other.denominator.unsigned_abs(),
        );
        let divisor = i128::try_from(divisor).map_err(|_| RationalError::Overflow)?;
        let left = product(self.numerator, other.denominator / divisor)?;
        let right = product(other.numerator, self.denominator / divisor)?;
        let numerator = left.checked_add(right).ok_or(RationalError::Overflow)?;
        Self::new(
            numerator,
            product(self.denominator, other.denominator / divisor)?,
        )
    }

    /// −self.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn checked_neg(self) -> Result<Self, RationalError> {
        let numerator = self
            .numerator
            .checked_neg()
            .ok_or(RationalError::Overflow)?;
        Ok(Self { numerator, ..self })
    }

    /// self − other.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn checked_sub(self, other: Self) -> Result<Self, RationalError> {
        self.checked_add(other.checked_neg()?)
    }

    /// self · other, cancelling across before multiplying.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn checked_mul(self, other: Self) -> Result<Self, RationalError> {
        if self.is_integer() && other.is_integer() {
            return product(self.numerator, other.numerator).map(Self::whole);
        }
        let a = Self::new(self.numerator, other.denominator)?;
        let b = Self::new(other.numerator, self.denominator)?;
        let numerator = product(a.numerator, b.numerator)?;
        Self::new(numerator, product(a.denominator, b.denominator)?)
    }

    /// self / other.
    ///
    /// # Errors
    /// `DivisionByZero`, `Overflow`.
    pub fn checked_div(self, other: Self) -> Result<Self, RationalError> {
        self.checked_mul(Self::new(other.denominator, other.numerator)?)
    }

    /// self^n for whole n; negative n inverts.
    ///
    /// # Errors
    /// `Overflow`; `DivisionByZero` for a negative power of 0.
    pub fn powi(self, n: i32) -> Result<Self, RationalError> {
        let base = if n < 0 {
            Self::ONE.checked_div(self)?
        } else {
            self
        };
        (0..n.unsigned_abs()).try_fold(Self::ONE, |product, _| product.checked_mul(base))
    }

    /// The tightest interval of doubles that this module can vouch for.
    #[must_use]
    pub fn to_interval(self) -> Interval {
        let part = |n: i128| {
            let x = n as f64;
            if n.unsigned_abs() < 1 << 53 {
                Interval::point(x)
            } else {
                Interval::around(x, x * f64::EPSILON)
            }
        };
        if self.denominator == 1 {
            part(self.numerator)
        } else {
            part(self.numerator) / part(self.denominator)
        }
    }

    /// The nearest double up to two roundings, for display and for sampling.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

fn product(a: i128, b: i128) -> Result<i128, RationalError> {
    a.checked_mul(b).ok_or(RationalError::Overflow)
}

impl Ord for Rational {
    /// By continued fractions, so that no product can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        compare(
            (self.numerator, self.denominator),
            (other.numerator, other.denominator),
        )
    }
}

/// Compares n/d of two fractions with positive denominators.
fn compare(a: (i128, i128), b: (i128, i128)) -> Ordering {
    if a.1 == b.1 {
        return a.0.cmp(&b.0);
    }
    let floors = a.0.div_euclid(a.1).cmp(&b.0.div_euclid(b.1));
    if floors != Ordering::Equal {
        return floors;
    }
    match (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1)) {
        (0, 0) => Ordering::Equal,
        (0, _) => Ordering::Less,
        (_, 0) => Ordering::Greater,
        // r/d < s/e exactly when e/s < d/r.
        (r, s) => compare((b.1, s), (a.1, r)),
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            write!(f, "{}", self.numerator)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

impl FromStr for Rational {
    type Err = RationalError;

    /// Reads `3`, `-2/5`, `0.25`, exactly.
    fn from_str(text: &str) -> Result<Self, RationalError> {
        if let Some((n, d)) = text.split_once('/') {
            return Self::new(parse_integer(n)?, parse_integer(d)?);
        }
        let Some((whole, fraction)) = text.split_once('.') else {
            return Self::new(parse_integer(text)?, 1);
        };
        let digits = u32::try_from(fraction.len()).map_err(|_| RationalError::Overflow)?;
        let unit = 10_i128.checked_pow(digits).ok_or(RationalError::Overflow)?;
        if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return Err(RationalError::Malformed);
        }
        Self::new(parse_integer(&format!("{whole}{fraction}"))?, unit)
    }
}

fn parse_integer(text: &str) -> Result<i128, RationalError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(RationalError::Malformed);
    }
    text.parse().map_err(|_| RationalError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rational(text: &str) -> Rational {
        text.parse().unwrap()
    }

    #[test]
    fn decimals_are_read_exactly() {
        assert_eq!(rational("0.1"), Rational::new(1, 10).unwrap());
        assert_eq!(rational("-0.25"), Rational::new(-1, 4).unwrap());
    }

    #[test]
    fn overflow_is_an_error_and_never_a_wrong_number() {
        let huge = Rational::new(i128::MAX, 1).unwrap();
        assert_eq!(
            huge.checked_add(Rational::ONE),
            Err(RationalError::Overflow)
        );
        assert_eq!(Rational::new(i128::MIN, -1), Err(RationalError::Overflow));
        assert_eq!(
            Rational::new(i128::MIN, i128::MIN).map(Rational::is_integer),
            Err(RationalError::Overflow)
        );
    }

    #[test]
    fn order_survives_denominators_that_cannot_be_cross_multiplied() {
        let a = Rational::new(i128::MAX - 1, i128::MAX).unwrap();
        assert!(a < Rational::ONE && Rational::new(-1, 3).unwrap() < a);
        assert!(rational("-1/2") < rational("-1/3"));
    }

    #[test]
    fn a_negative_power_of_zero_is_refused() {
        assert_eq!(Rational::ZERO.powi(-1), Err(RationalError::DivisionByZero));
        assert_eq!(rational("2/3").powi(-2).unwrap(), rational("9/4"));
    }

    #[test]
    fn malformed_text_is_refused() {
        for text in ["", "-", "1/", "1/0", "1.", ".", "1e3", "--1", "+1"] {
            assert!(text.parse::<Rational>().is_err(), "{text:?}");
        }
    }
}
