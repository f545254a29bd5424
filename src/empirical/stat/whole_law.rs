//! The whole distribution function of independent draws, aware of how they were stored.
//!
//! It is for shape; for scale the χ² test of `variance` sees effects two to three times smaller.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::num::real;

/// D = sup|Fₙ − F| with P(D ≥ d) ≤ 2e^(−2Nd²), for every N and every law.
///
/// A stored value v stands for the reals that round to it, so Fₙ just after v is compared with F
/// at the upper edge of v's cell, and Fₙ just before v with F at the lower edge. At cell edges
/// the rounded and the unrounded sample have the same Fₙ, so the bound keeps holding.
/// Dvoretzky, Kiefer & Wolfowitz (1956) with the constant of Massart (1990), Corollary 1.
#[derive(Clone, Copy, Debug)]
pub struct WholeLawCheck<'a> {
    null: Null<'a>,
}

impl<'a> WholeLawCheck<'a> {
    /// Tests the distribution function of this law.
    #[must_use]
    pub fn new(null: Null<'a>) -> Self {
        Self { null }
    }
}

impl Check for WholeLawCheck<'_> {
    fn name(&self) -> &'static str {
        "whole-law"
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "largest distance of the distribution functions"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let mut sorted = sample.values().to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let (mut before, mut distance) = (0.0_f64, 0.0_f64);
        for ties in sorted.chunk_by(|a, b| a == b) {
            let Some(&value) = ties.first() else { continue };
            let after = before + ties.len() as f64;
            let (low, high) = sample.storage().cell(value);
            let below = (before / n - self.null.cdf_below(low)).abs();
            let above = (after / n - self.null.cdf(high)).abs();
            distance = nan_max(distance, nan_max(below, above));
            before = after;
        }
        let p_value = PValue::bound(dkw(n, distance))?;
        let name = "sup |F_N - F|";
        Ok(Measurement::new(name, distance, p_value, Guarantee::Bound))
    }

    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let n = extent.n_samples() as f64;
        Ok(dkw_radius(n, level.alpha(), 2.0) + dkw_radius(n, level.beta(), 1.0))
    }
}

/// The larger, or NaN if either is: a maximum that hides nothing.
fn nan_max(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.max(b)
    }
}

/// 2e^(−2nd²).
pub(in crate::empirical::stat) fn dkw(n: f64, distance: f64) -> f64 {
    2.0 * real::exp(-2.0 * n * distance * distance)
}

/// The d with `sides`·e^(−2nd²) = p.
pub(in crate::empirical::stat) fn dkw_radius(n: f64, p: f64, sides: f64) -> f64 {
    (real::ln(sides / p).max(0.0) / (2.0 * n)).sqrt()
}
