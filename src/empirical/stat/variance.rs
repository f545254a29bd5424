//! The variance of independent draws about the law's own mean, σ known.
//!
//! It does not estimate the mean: a shifted law is also a wrong second moment here.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::chernoff;
use crate::empirical::stat::chernoff::Side;
use crate::empirical::stat::special;
use crate::empirical::stat::square_cumulants::SquareCumulants;
use crate::num::real;
use crate::num::sum;

/// S = Σ((x − μ)/σ)² against χ²_N for normal laws; Chernoff's 2exp(−N·K*(S/N)) for bounded laws,
/// K the cumulant generating function of ((X − μ)/σ)²; the normal limit, which may only warn,
/// for all others.
#[derive(Clone, Debug)]
pub struct VarianceCheck<'a> {
    null: Null<'a>,
    cumulants: Option<SquareCumulants>,
}

impl<'a> VarianceCheck<'a> {
    /// Tests the variance of this law; tabulates its cumulants if it is bounded.
    #[must_use]
    pub fn new(null: Null<'a>) -> Self {
        let cumulants = if null.is_normal() {
            None
        } else {
            SquareCumulants::of(&null)
        };
        Self { null, cumulants }
    }

    /// The p-value of S, a sum over n draws, and how far it can be trusted.
    ///
    /// # Errors
    /// `SpecialFunction` where χ² has no distribution function: n or S not positive and finite.
    pub fn p_value(&self, energy: f64, n: f64) -> Result<(PValue, Guarantee), StatError> {
        if self.null.is_normal() {
            let lower = special::chi_squared_cdf(n, energy)?;
            let upper = special::chi_squared_sf(n, energy)?;
            return Ok((PValue::two_sided(lower, upper)?, Guarantee::Exact));
        }
        let Some(cumulants) = &self.cumulants else {
            let z = (energy - n) / (n * (self.null.kurtosis() - 1.0)).sqrt();
            let p_value = PValue::new(special::normal_beyond(z))?;
            return Ok((p_value, Guarantee::Asymptotic));
        };
        let exponent = n * chernoff::rate(cumulants, energy / n);
        let p_value = PValue::bound(2.0 * real::exp(-exponent))?;
        Ok((p_value, Guarantee::Bound))
    }

    /// The interval of variance ratios that n draws with this observed mean of ((x − μ)/σ)² leave
    /// at confidence 1 − α: r such that the draws, divided by √r, pass this test at α.
    ///
    /// Exact for normal laws, an outer bound for bounded ones, the normal limit for all others.
    ///
    /// # Errors
    /// `InvalidRate` unless 0 < α < 1.
    pub fn ratio_interval(
        &self,
        observed: f64,
        n: u64,
        alpha: f64,
    ) -> Result<(f64, f64), StatError> {
        let alpha = Level::new(alpha, 0.5)?.alpha();
        let n = n as f64;
        let (low, high) = if self.null.is_normal() {
            let lower = special::chi_squared_lower(n, 0.5 * alpha)? / n;
            (lower, special::chi_squared_upper(n, 0.5 * alpha)? / n)
        } else if let Some(cumulants) = &self.cumulants {
            let exponent = real::ln(2.0 / alpha) / n;
            let lower = chernoff::level(cumulants, exponent, Side::Lower);
            (lower, chernoff::level(cumulants, exponent, Side::Upper))
        } else {
            let z = special::normal_upper(0.5 * alpha)?;
            let half = z * ((self.null.kurtosis() - 1.0) / n).sqrt();
            (1.0 - half, 1.0 + half)
        };
        Ok((observed / high, observed / low.max(0.0)))
    }

    /// The relative variance error of a sum over n draws that is found at these rates.
    pub(in crate::empirical::stat) fn detectable(
        &self,
        n: f64,
        alpha: f64,
        beta: f64,
    ) -> Result<f64, StatError> {
        if self.null.is_normal() {
            let reject = special::chi_squared_upper(n, 0.5 * alpha)?;
            return Ok(reject / special::chi_squared_lower(n, beta)? - 1.0);
        }
        let Some(cumulants) = &self.cumulants else {
            let z = special::normal_upper(0.5 * alpha)? + special::normal_upper(beta)?;
            return Ok(z * ((self.null.kurtosis() - 1.0) / n).sqrt());
        };
        let reject = chernoff::level(cumulants, real::ln(2.0 / alpha) / n, Side::Upper);
        let miss = chernoff::level(cumulants, -real::ln(beta) / n, Side::Lower);
        Ok(reject / miss - 1.0)
    }
}

impl Check for VarianceCheck<'_> {
    fn name(&self) -> &'static str {
        "variance"
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "relative error of the variance"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let (mean, std_dev) = (self.null.mean(), self.null.std_dev());
        let n = sample.values().len() as f64;
        let energy = sum::sum(sample.values().iter().map(|x| {
            let z = (x - mean) / std_dev;
            z * z
        }));
        let (p_value, guarantee) = self.p_value(energy, n)?;
        let name = "mean of ((x - μ)/σ)²";
        Ok(Measurement::new(name, energy / n, p_value, guarantee))
    }

    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        self.detectable(extent.n_samples() as f64, level.alpha(), level.beta())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::stat::test_law::Law;
    use crate::empirical::stat::test_law::Shape;
    use crate::num::Tolerance;

    #[test]
    fn a_ratio_interval_of_normal_draws_is_that_of_chi_squared() {
        let law = Law(Shape::Normal, 0.3);
        let check = VarianceCheck::new(Null::new(&law).unwrap());
        let (low, high) = check.ratio_interval(1.1, 100, 0.05).unwrap();
        // scipy: 110/chi2.ppf(0.975, 100), 110/chi2.ppf(0.025, 100).
        let allowed = Tolerance::bound(1e-9);
        assert!(allowed.accepts(low, 0.849_019_632_338_076_4), "{low}");
        assert!(allowed.accepts(high, 1.482_041_813_548_483_9), "{high}");
    }

    #[test]
    fn the_ends_of_a_ratio_interval_are_where_the_test_turns() {
        let law = Law(Shape::Uniform, 0.3);
        let check = VarianceCheck::new(Null::new(&law).unwrap());
        let ends = check.ratio_interval(0.9, 500, 1e-3).unwrap();
        for r in [ends.0, ends.1] {
            let p = check.p_value(500.0 * 0.9 / r, 500.0).unwrap().0;
            assert!(Tolerance::bound(1e-6).accepts(p.value(), 1e-3), "{p:?}");
        }
        assert!(ends.0 < 0.9 && 0.9 < ends.1);
    }
}
