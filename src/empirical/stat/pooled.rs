//! Layer-local statistics of many networks in one: independent χ² variables add.
//!
//! Each network's layer is judged given its own inputs, so the sum is exact at any depth.

use crate::empirical::stat::Detectable;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::LayerCheck;
use crate::empirical::stat::Level;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Statistic;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::special;

/// Σ T over networks, T = tr(Zᵀ G⁺ Z)/σ² ~ χ²_{n_out·r} of each ([`LayerCheck`]), for normal
/// weights: a χ² variable whose degrees of freedom are the sum.
///
/// # Example
/// ```
/// use varprop::empirical::stat::PooledLayer;
/// let pooled = PooledLayer::default();
/// assert_eq!(pooled.degrees(), 0.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PooledLayer {
    total: f64,
    degrees: f64,
}

impl PooledLayer {
    /// The statistic of one network's layer: its outputs, one row for each input of the check.
    ///
    /// # Errors
    /// `NotApplicable` unless the weights are normal, `ShapeMismatch` for another batch.
    pub fn of(check: &LayerCheck<'_>, outputs: &Sample<'_>) -> Result<Self, StatError> {
        let (total, degrees) = check.normal_total(outputs)?;
        Ok(Self { total, degrees })
    }

    /// The statistic of two independent layers together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            total: self.total + other.total,
            degrees: self.degrees + other.degrees,
        }
    }

    /// The degrees of freedom: independent standard normal numbers that entered.
    #[must_use]
    pub fn degrees(self) -> f64 {
        self.degrees
    }

    /// The two-sided test of the weights' variance.
    ///
    /// # Errors
    /// `InvalidPValue` for a statistic that is not finite, `TooFewSamples` for none.
    pub fn test(self, null: String, level: Level) -> Result<TestRecord, StatError> {
        if self.degrees < 1.0 {
            let (needed, received) = (1, 0);
            let what = "degrees of freedom";
            return Err(StatError::TooFewSamples {
                what,
                needed,
                received,
            });
        }
        let lower = special::chi_squared_cdf(self.degrees, self.total)?;
        let upper = special::chi_squared_sf(self.degrees, self.total)?;
        let reject = special::chi_squared_upper(self.degrees, 0.5 * level.alpha())?;
        let effect = reject / special::chi_squared_lower(self.degrees, level.beta())? - 1.0;
        Ok(TestRecord {
            name: "layer-local",
            null,
            n_samples: self.degrees as u64,
            statistic: Statistic {
                name: "Σ tr(Zᵀ G⁺ Z)/(σ² n_out r)",
                value: self.total / self.degrees,
            },
            p_value: PValue::two_sided(lower, upper)?,
            guarantee: Guarantee::Exact,
            detectable: Some(Detectable {
                meaning: "relative error of the weights' variance",
                effect,
            }),
        })
    }
}
