//! Values that no continuous law produces: zeros beyond chance, NaN and infinities.
//!
//! What the law itself says of zero is asked of its distribution function.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::empirical::stat::check::smallest;
use crate::empirical::stat::special;

/// The number of exact zeros against Bin(N, P(X rounds to 0)), upper tail.
#[derive(Clone, Copy, Debug)]
pub struct ZeroCheck<'a> {
    null: Null<'a>,
    storage: Storage,
}

impl<'a> ZeroCheck<'a> {
    /// Tests the share of zeros among values stored in this format.
    #[must_use]
    pub fn new(null: Null<'a>, storage: Storage) -> Self {
        Self { null, storage }
    }

    fn probability(&self) -> f64 {
        let (low, high) = self.storage.cell(0.0);
        (self.null.cdf(high) - self.null.cdf_below(low)).clamp(0.0, 1.0)
    }
}

impl Check for ZeroCheck<'_> {
    fn name(&self) -> &'static str {
        "zeros"
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "number of zeros, as observed"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let zeros = sample.values().iter().filter(|x| **x == 0.0).count() as u64;
        let n = sample.extent().n_samples();
        let p_value = PValue::bound(special::binomial_at_least(n, self.probability(), zeros)?)?;
        let name = "zeros";
        Ok(Measurement::new(
            name,
            zeros as f64,
            p_value,
            Guarantee::Exact,
        ))
    }

    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let (n, p) = (extent.n_samples(), self.probability());
        let rejects = |k| {
            let tail = special::binomial_at_least(n, p, k);
            tail.is_ok_and(|tail| tail <= level.alpha())
        };
        let count = smallest(|k| k > n || rejects(k)).unwrap_or(n);
        Ok(count as f64)
    }
}

/// Whether every value is a finite number: one NaN or infinity refutes any law.
#[derive(Clone, Copy, Debug, Default)]
pub struct FiniteCheck;

impl Check for FiniteCheck {
    fn name(&self) -> &'static str {
        "finite"
    }

    fn null(&self) -> String {
        "any law of real numbers".to_owned()
    }

    fn effect(&self) -> &'static str {
        "number of non-finite values"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let count = sample.values().iter().filter(|x| !x.is_finite()).count();
        let p_value = if count == 0 {
            PValue::ONE
        } else {
            PValue::ZERO
        };
        let name = "non-finite values";
        Ok(Measurement::new(
            name,
            count as f64,
            p_value,
            Guarantee::Exact,
        ))
    }

    fn minimum_detectable(&self, _: Extent, _: Level) -> Result<f64, StatError> {
        Ok(1.0)
    }
}
