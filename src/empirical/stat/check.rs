//! One test as three operations: check data, state the detectable effect, state the needed size.
//!
//! The operations follow TensorFlow Probability's `statistical_testing` (check, minimum
//! detectable discrepancy, sufficient samples). Concrete tests have a file each.

use crate::empirical::stat::Detectable;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Statistic;
use crate::empirical::stat::TestRecord;

/// A test of a null law that states what it can see.
pub trait Check {
    /// The kebab-case name of the test.
    fn name(&self) -> &'static str;

    /// The null law, as printed.
    fn null(&self) -> String;

    /// What the detectable effect measures.
    fn effect(&self) -> &'static str;

    /// Statistic, p-value and guarantee for these data.
    ///
    /// # Errors
    /// When the data or the null law do not suit the test.
    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError>;

    /// The effect that data of this shape reveal with probability ≥ 1 − β at false-alarm rate α.
    ///
    /// # Errors
    /// When no effect is revealed at this shape.
    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError>;

    /// The smallest number of rows of `cols` values that reveals the effect, in values.
    ///
    /// # Errors
    /// `EffectOutOfReach` if none up to 2⁴⁰ values does.
    fn minimum_samples(&self, effect: f64, cols: u64, level: Level) -> Result<u64, StatError> {
        let detects = |rows| {
            let found = self.minimum_detectable(Extent { rows, cols }, level);
            found.is_ok_and(|found| found <= effect)
        };
        let rows = smallest(detects).ok_or(StatError::EffectOutOfReach {
            check: self.name(),
            effect,
        })?;
        Ok(rows.saturating_mul(cols))
    }

    /// The record of this test on these data; its detectable effect is the one at `level`.
    ///
    /// # Errors
    /// As [`Check::measure`].
    fn check(&self, sample: &Sample<'_>, level: Level) -> Result<TestRecord, StatError> {
        let measurement = self.measure(sample)?;
        let effect = self.minimum_detectable(sample.extent(), level).ok();
        Ok(TestRecord {
            name: self.name(),
            null: self.null(),
            n_samples: sample.extent().n_samples(),
            statistic: measurement.statistic,
            p_value: measurement.p_value,
            guarantee: measurement.guarantee,
            detectable: effect.map(|effect| Detectable {
                meaning: self.effect(),
                effect,
            }),
        })
    }
}

/// What a test computed from data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measurement {
    /// The statistic.
    pub statistic: Statistic,
    /// Its p-value.
    pub p_value: PValue,
    /// How far the p-value can be trusted.
    pub guarantee: Guarantee,
}

impl Measurement {
    /// Names the three parts.
    pub(in crate::empirical::stat) fn new(
        name: &'static str,
        value: f64,
        p_value: PValue,
        guarantee: Guarantee,
    ) -> Self {
        Self {
            statistic: Statistic { name, value },
            p_value,
            guarantee,
        }
    }
}

/// The most rows a plan may ask for.
const MOST_ROWS: u64 = 1 << 40;

/// The smallest n with `holds(n)`, for a condition that stays true once it is.
pub(in crate::empirical::stat) fn smallest(holds: impl Fn(u64) -> bool) -> Option<u64> {
    let mut high = 1;
    while !holds(high) {
        high *= 2;
        if high > MOST_ROWS {
            return None;
        }
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smallest_finds_the_turn() {
        assert_eq!(smallest(|n| n >= 1), Some(1));
        assert_eq!(smallest(|n| n * n >= 1000), Some(32));
        assert_eq!(smallest(|_| false), None);
    }
}
