//! The mean of independent draws: exact for normal laws, a bound for bounded ones.
//!
//! It does not estimate the scale: σ is the null law's own.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::TailKind;
use crate::empirical::stat::special;
use crate::num::real;
use crate::num::sum;

/// z = √N (x̄ − μ)/σ against N(0, 1), or its sub-Gaussian or Hoeffding bound.
///
/// *Normal*: z ~ N(0, 1) exactly. *Strictly sub-Gaussian*: P(|z| ≥ c) ≤ 2e^(−c²/2).
/// *Bounded on* \[a, b\]: the smaller of Hoeffding's 2exp(−2N(x̄−μ)²/(b−a)²) and Bernstein's
/// bound. *Other laws*: the normal limit, which may only warn.
/// Hoeffding (1963), Theorem 2; Bernstein's inequality as in Boucheron, Lugosi & Massart (2013),
/// eq. (2.10).
#[derive(Clone, Copy, Debug)]
pub struct MeanCheck<'a> {
    null: Null<'a>,
}

impl<'a> MeanCheck<'a> {
    /// Tests the mean of this law.
    #[must_use]
    pub fn new(null: Null<'a>) -> Self {
        Self { null }
    }

    fn p_value(&self, z: f64, n: f64) -> Result<(PValue, Guarantee), StatError> {
        Ok(match self.null.kind() {
            TailKind::Normal => (PValue::new(special::normal_beyond(z))?, Guarantee::Exact),
            TailKind::Unbounded => (
                PValue::new(special::normal_beyond(z))?,
                Guarantee::Asymptotic,
            ),
            _ => (
                PValue::bound(2.0 * real::exp(-self.exponent(z, n)))?,
                Guarantee::Bound,
            ),
        })
    }

    /// The exponent e of the bound P(one tail beyond z) ≤ exp(−e).
    fn exponent(&self, z: f64, n: f64) -> f64 {
        if self.null.kind() == TailKind::StrictlySubGaussian {
            return 0.5 * z * z;
        }
        let (low, high) = self.null.support();
        let width = (high - low) / self.null.std_dev();
        let hoeffding = 2.0 * z * z / (width * width);
        let bernstein = 0.5 * z * z / (1.0 + self.null.reach() * z.abs() / (3.0 * n.sqrt()));
        hoeffding.max(bernstein)
    }

    /// The z beyond which one tail has at most probability p.
    fn quantile(&self, p: f64, n: f64) -> Result<f64, StatError> {
        match self.null.kind() {
            TailKind::Normal | TailKind::Unbounded => special::normal_upper(p),
            _ => special::bisect(0.0, n.sqrt() * (1.0 + self.null.reach()), |z| {
                Ok(self.exponent(z, n) < -real::ln(p))
            }),
        }
    }
}

impl Check for MeanCheck<'_> {
    fn name(&self) -> &'static str {
        "mean"
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "shift of the mean in standard deviations"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let (mean, std_dev) = (self.null.mean(), self.null.std_dev());
        let n = sample.values().len() as f64;
        let z = sum::sum(sample.values().iter().map(|x| (x - mean) / std_dev)) / n.sqrt();
        let (p_value, guarantee) = self.p_value(z, n)?;
        let name = "sqrt(N) (mean - μ)/σ";
        Ok(Measurement::new(name, z, p_value, guarantee))
    }

    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let n = extent.n_samples() as f64;
        let reject = self.quantile(0.5 * level.alpha(), n)?;
        Ok((reject + self.quantile(level.beta(), n)?) / n.sqrt())
    }
}
