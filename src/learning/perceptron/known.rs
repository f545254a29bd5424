//! A number that is known exactly, or enclosed. It decides nothing that an enclosure leaves open.

use crate::learning::perceptron::PerceptronError;
use crate::num::Interval;
use crate::num::Rational;
use std::fmt;

/// An exact number, or an interval that surely holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Known {
    /// The number.
    Exact(Rational),
    /// Where it lies.
    Enclosed(Interval),
}

/// An exact operation.
type ExactOperation = fn(Rational, Rational) -> Result<Rational, crate::num::RationalError>;

impl Known {
    /// The number as an interval.
    #[must_use]
    pub fn to_interval(self) -> Interval {
        match self {
            Self::Exact(x) => x.to_interval(),
            Self::Enclosed(x) => x,
        }
    }

    /// The number, if it is known exactly.
    #[must_use]
    pub fn as_exact(self) -> Option<Rational> {
        match self {
            Self::Exact(x) => Some(x),
            Self::Enclosed(_) => None,
        }
    }

    /// Whether self ≤ other; nothing where enclosures overlap.
    #[must_use]
    pub fn is_at_most(self, other: Self) -> Option<bool> {
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) => Some(a <= b),
            _ => {
                let greater = other.to_interval().is_less_than(self.to_interval());
                greater.map(|greater| !greater)
            }
        }
    }

    /// self + other.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.by(other, Rational::checked_add, |a, b| a + b)
    }

    /// self · other.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        self.by(other, Rational::checked_mul, |a, b| a * b)
    }

    /// self / other; the whole line where the divisor may be 0.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        self.by(other, Rational::checked_div, |a, b| a / b)
    }

    /// Exactly where both are exact and the answer fits 128 bits; else enclosed.
    fn by(
        self,
        other: Self,
        exact: ExactOperation,
        enclosed: fn(Interval, Interval) -> Interval,
    ) -> Self {
        let answer = self
            .as_exact()
            .zip(other.as_exact())
            .map(|(a, b)| exact(a, b));
        match answer {
            Some(Ok(answer)) => Self::Exact(answer),
            _ => Self::Enclosed(enclosed(self.to_interval(), other.to_interval())),
        }
    }
}

impl From<Rational> for Known {
    fn from(x: Rational) -> Self {
        Self::Exact(x)
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(x) => write!(f, "{x}"),
            Self::Enclosed(x) => write!(f, "{x}"),
        }
    }
}

/// The answer, or nothing where it left 128 bits.
pub(in crate::learning::perceptron) fn unless_overflow<T>(
    answer: Result<T, PerceptronError>,
) -> Result<Option<T>, PerceptronError> {
    use crate::num::RationalError::Overflow;
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(PerceptronError::Arithmetic(Overflow)) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_beyond_128_bits_is_enclosed() {
        let huge = Known::Exact(Rational::new(i128::MAX, 1).unwrap());
        let square = huge.times(huge);
        assert!(square.as_exact().is_none());
        assert_eq!(huge.is_at_most(square), Some(true));
    }

    #[test]
    fn overlapping_enclosures_are_not_compared() {
        let around = Known::Enclosed(Interval::new(0.5, 1.5));
        assert_eq!(around.is_at_most(Rational::ONE.into()), None);
        assert_eq!(around.is_at_most(Rational::integer(2).into()), Some(true));
    }
}
