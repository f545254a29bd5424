//! The largest deviation of independent draws, and values outside the support.
//!
//! It sees a missing truncation and a single outlier, to which sums are blind.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::special;
use crate::num::real;

/// M = max|x − μ|, of law P(M ≤ m) = (1 − P(|X − μ| > m))^N, two-sided; a value whose whole
/// rounding cell lies outside the support refutes outright.
///
/// For N(0, σ²): (2Φ(m/σ) − 1)^N. For U(−b, b): (m/b)^N.
#[derive(Clone, Copy, Debug)]
pub struct ExtremeCheck<'a> {
    null: Null<'a>,
}

impl<'a> ExtremeCheck<'a> {
    /// Tests the extremes of this law.
    #[must_use]
    pub fn new(null: Null<'a>) -> Self {
        Self { null }
    }

    /// The least and the greatest |x − μ| that the stored value can stand for.
    fn deviations(&self, sample: &Sample<'_>, value: f64) -> (f64, f64) {
        let (low, high) = sample.storage().cell(value);
        let (a, b) = (
            (low - self.null.mean()).abs(),
            (high - self.null.mean()).abs(),
        );
        (a.min(b), a.max(b))
    }

    fn violates_support(&self, sample: &Sample<'_>, value: f64) -> bool {
        let (cell_low, cell_high) = sample.storage().cell(value);
        let (low, high) = self.null.support();
        cell_high < low || cell_low > high
    }
}

impl Check for ExtremeCheck<'_> {
    fn name(&self) -> &'static str {
        "extremes"
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "one outlier, in standard deviations"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let (mut least, mut most) = (0.0_f64, 0.0_f64);
        let mut is_outside = false;
        for &value in sample.values() {
            let (low, high) = self.deviations(sample, value);
            (least, most) = (least.max(low), most.max(high));
            is_outside |= self.violates_support(sample, value);
        }
        let n = sample.values().len() as f64;
        let p_value = if is_outside {
            PValue::ZERO
        } else {
            // P(M ≤ m) at the outer edge, P(M ≥ m) at the inner edge of the largest value's cell.
            let lower = real::exp(n * real::ln_1p(-self.null.beyond(most).min(1.0)));
            let upper = -real::exp_m1(n * real::ln_1p(-self.null.beyond(least).min(1.0)));
            PValue::two_sided(lower, upper)?
        };
        let value = most / self.null.std_dev();
        let name = "max |x - μ|/σ";
        Ok(Measurement::new(name, value, p_value, Guarantee::Exact))
    }

    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let n = extent.n_samples() as f64;
        let per_value = -real::exp_m1(real::ln_1p(-0.5 * level.alpha()) / n);
        let far = self.null.reach().min(1e6);
        let std_dev = self.null.std_dev();
        special::bisect(0.0, far, |z| Ok(self.null.beyond(z * std_dev) > per_value))
    }
}
