//! How a printed number compares with the true one, at the precision of its print.

use crate::num::Interval;
use crate::num::Rational;
use crate::num::RationalError;
use std::fmt;

/// What is true of a printed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Within half a unit in the last printed place.
    Agrees,
    /// Not so, but what follows exactly from numbers that were rounded before.
    DoubleRounding,
    /// The magnitude agrees, the sign is the other one.
    SignError,
    /// None of these.
    Differs,
    /// The enclosure is too wide to tell.
    Undecided,
}

impl Comparison {
    /// Every word, best first.
    pub const ALL: [Self; 5] = [
        Self::Agrees,
        Self::DoubleRounding,
        Self::SignError,
        Self::Differs,
        Self::Undecided,
    ];

    /// The word as printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::DoubleRounding => "double rounding",
            Self::SignError => "sign error",
            Self::Differs => "differs",
            Self::Undecided => "undecided",
        }
    }

    /// What the word means, in one line.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Agrees => "the true number is within half a unit of the last printed place",
            Self::DoubleRounding => "it is not, but follows exactly from rounded intermediates",
            Self::SignError => "the magnitude agrees, the sign is wrong",
            Self::Differs => "neither the number nor its negative agrees",
            Self::Undecided => "the enclosure is too wide to tell",
        }
    }

    /// The printed decimal beside an enclosure of the truth.
    pub(in crate::learning::worked) fn of(
        printed: &str,
        truth: Interval,
    ) -> Result<Self, RationalError> {
        let decimals = printed
            .split_once('.')
            .map_or(0, |(_, digits)| digits.len());
        let unit = (0..decimals).try_fold(Rational::ONE, |unit, _| {
            unit.checked_div(Rational::integer(10))
        })?;
        let half_unit = unit.checked_div(Rational::integer(2))?.to_interval();
        let printed = printed.parse::<Rational>()?.to_interval();
        // ±0.5 in the last place counts as agreement, so the test is that no member is farther.
        let is_near = |truth: Interval| {
            half_unit
                .is_less_than((truth - printed).abs())
                .map(|far| !far)
        };
        Ok(match (is_near(truth), is_near(-truth)) {
            (Some(true), _) => Self::Agrees,
            (Some(false), Some(true)) => Self::SignError,
            (Some(false), Some(false)) => Self::Differs,
            _ => Self::Undecided,
        })
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(printed: &str, low: f64, high: f64) -> Comparison {
        Comparison::of(printed, Interval::new(low, high)).unwrap()
    }

    #[test]
    fn a_printed_number_may_be_half_a_unit_from_the_truth() {
        assert_eq!(compared("0.126", 0.1264, 0.1264), Comparison::Agrees);
        assert_eq!(compared("0.126", 0.1266, 0.1266), Comparison::Differs);
        assert_eq!(compared("-0.0037", 0.00368, 0.00369), Comparison::SignError);
        assert_eq!(compared("0.126", 0.1264, 0.1266), Comparison::Undecided);
        assert_eq!(compared("-0.5", -0.5, -0.5), Comparison::Agrees);
        assert_eq!(compared("3", 3.4, 3.4), Comparison::Agrees);
    }
}
