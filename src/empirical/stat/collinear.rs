//! Rows that point almost the same way: near-duplicates, low rank, one row copied with noise.
//!
//! It compares all pairs, so its work is rows²·columns; larger matrices are refused.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::linear_form;
use crate::empirical::stat::linear_form::dot;
use crate::empirical::stat::special;

/// The most multiplications that one check may cost.
const MOST_WORK: u64 = 1 << 32;

/// The largest cos² of the angle between two rows.
///
/// *Normal with mean 0*: cos² ~ Beta(½, (n−1)/2) for each pair, whatever σ; union over pairs.
/// *Other laws*: ⟨w_i, w_j⟩/(σ‖w_j‖) is, given w_j, a linear form of unit norm.
#[derive(Clone, Copy, Debug)]
pub struct CollinearCheck<'a> {
    null: Null<'a>,
}

impl<'a> CollinearCheck<'a> {
    /// Tests the angles between rows under this law.
    #[must_use]
    pub fn new(null: Null<'a>) -> Self {
        Self { null }
    }

    fn pair_p_value(&self, pair: Pair, cols: f64) -> Result<(PValue, Guarantee), StatError> {
        if !self.null.is_normal() {
            return linear_form::p_value(&self.null, pair.z);
        }
        let tail = special::beta_sf(0.5, 0.5 * (cols - 1.0), pair.cos_squared)?;
        Ok((PValue::bound(tail)?, Guarantee::Bound))
    }
}

/// The most extreme pair so far.
#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    cos_squared: f64,
    z: f64,
}

fn most_extreme_pair(rows: &[&[f64]]) -> Pair {
    let energies: Vec<f64> = rows.iter().map(|row| dot(row, row)).collect();
    let mut extreme = Pair::default();
    for (i, row) in rows.iter().enumerate() {
        for (j, other) in rows.iter().enumerate().take(i) {
            let product = dot(row, other);
            // A zero row has no direction; it is found by its energy.
            if energies[i] * energies[j] > 0.0 {
                let cos_squared = product * product / (energies[i] * energies[j]);
                extreme.cos_squared = extreme.cos_squared.max(cos_squared);
                extreme.z = extreme.z.max(product.abs() / energies[j].sqrt());
            }
        }
    }
    extreme
}

impl Check for CollinearCheck<'_> {
    fn name(&self) -> &'static str {
        "collinear-rows"
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "|cos| of the angle between two rows, as observed"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let Extent { rows, cols } = sample.extent();
        let work = rows.saturating_mul(rows).saturating_mul(cols);
        if cols < 2 || rows < 2 || work > MOST_WORK {
            return Err(StatError::NotApplicable {
                check: "collinear-rows",
                label: format!("a matrix of {rows} × {cols}"),
            });
        }
        let x = linear_form::standardized(&self.null, sample.values());
        let standardized: Vec<&[f64]> = x.chunks_exact(sample.cols()).collect();
        let pair = most_extreme_pair(&standardized);
        let (p_value, guarantee) = self.pair_p_value(pair, cols as f64)?;
        let p_value = p_value.smallest_of(rows * (rows - 1) / 2);
        let name = "largest cos² of two rows";
        Ok(Measurement::new(name, pair.cos_squared, p_value, guarantee))
    }

    /// The cosine at which one pair is rejected: an effect in the data, never missed.
    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let (rows, cols) = (extent.rows as f64, extent.cols as f64);
        let alpha = level.alpha() / (0.5 * rows * (rows - 1.0)).max(1.0);
        if !self.null.is_normal() {
            return Ok(linear_form::quantile(&self.null, 0.5 * alpha)? / cols.sqrt());
        }
        let cos_squared = special::bisect(0.0, 1.0, |x| {
            Ok(special::beta_sf(0.5, 0.5 * (cols - 1.0), x)? > alpha)
        })?;
        Ok(cos_squared.sqrt())
    }
}
