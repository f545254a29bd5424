//! Rows that are equal, or equal up to sign, entry for entry.
//!
//! It compares bits; rows that are merely close are `collinear`'s.

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
use crate::num::real;
use std::cmp::Ordering;

/// The number of pairs of rows with w_i = ±w_j.
///
/// Two stored values can only be equal if they fall in one cell of any partition made of
/// rounding cells; with cell probabilities p_c that has probability q = Σ p_c², so a pair of rows
/// of n values coincides up to sign with probability ≤ 2qⁿ, and any of the pairs with at most
/// (number of pairs)·2qⁿ. Rows of one value say nothing under this bound, rows of 16 all.
#[derive(Clone, Copy, Debug)]
pub struct DuplicateCheck<'a> {
    null: Null<'a>,
    storage: Storage,
    collision: f64,
}

impl<'a> DuplicateCheck<'a> {
    /// Tests for coinciding rows of values stored in this format.
    #[must_use]
    pub fn new(null: Null<'a>, storage: Storage) -> Self {
        Self {
            null,
            storage,
            collision: collision(&null, storage),
        }
    }

    /// (number of pairs)·2qⁿ.
    fn bound(&self, extent: Extent) -> f64 {
        let pairs = 0.5 * extent.rows as f64 * (extent.rows as f64 - 1.0);
        2.0 * pairs * real::exp(extent.cols as f64 * real::ln(self.collision))
    }
}

impl Check for DuplicateCheck<'_> {
    fn name(&self) -> &'static str {
        "duplicate-rows"
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "pairs of rows equal up to sign"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        if sample.storage() != self.storage {
            return Err(StatError::NotApplicable {
                check: "duplicate-rows",
                label: format!("values stored as {:?}", sample.storage()),
            });
        }
        let pairs = coinciding_pairs(sample);
        let p_value = if pairs == 0 {
            PValue::ONE
        } else {
            PValue::bound(self.bound(sample.extent()))?
        };
        let name = "pairs of rows equal up to sign";
        Ok(Measurement::new(
            name,
            pairs as f64,
            p_value,
            Guarantee::Bound,
        ))
    }

    /// One pair, wherever the rows are long enough; such a pair is then never missed.
    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        if self.bound(extent) <= level.alpha() {
            return Ok(1.0);
        }
        Err(StatError::EffectOutOfReach {
            check: self.name(),
            effect: 1.0,
        })
    }
}

/// Pairs of rows that coincide up to sign.
pub(in crate::empirical::stat) fn coinciding_pairs(sample: &Sample<'_>) -> u64 {
    let mut rows: Vec<&[f64]> = sample.row_slices().collect();
    rows.sort_unstable_by(|a, b| compare(a, b));
    rows.chunk_by(|a, b| compare(a, b) == Ordering::Equal)
        .map(|group| group.len() as u64 * (group.len() as u64 - 1) / 2)
        .sum()
}

/// Lexicographic order of rows after each is signed so that its first non-zero is positive.
fn compare(a: &[f64], b: &[f64]) -> Ordering {
    let (s, t) = (leading_sign(a), leading_sign(b));
    let pairs = a.iter().zip(b);
    // Adding 0 turns −0 into 0.
    let mut orders = pairs.map(|(x, y)| (s * x + 0.0).total_cmp(&(t * y + 0.0)));
    orders
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn leading_sign(row: &[f64]) -> f64 {
    match row.iter().find(|x| **x != 0.0) {
        Some(x) => x.signum(),
        None => 1.0,
    }
}

/// Half the cells of the partition; they span ±8 standard deviations.
const HALF_CELLS: i32 = 512;

/// q = Σ p_c² over a partition whose edges are edges of rounding cells.
fn collision(null: &Null<'_>, storage: Storage) -> f64 {
    let width = 8.0 * null.std_dev() / f64::from(HALF_CELLS);
    let edges = (-HALF_CELLS..=HALF_CELLS).map(|k| {
        let point = storage.round(null.mean() + f64::from(k) * width);
        null.cdf(storage.cell(point).1)
    });
    let (mut total, mut previous) = (0.0, 0.0);
    for probability in edges.chain([1.0]) {
        let cell: f64 = probability - previous;
        total += cell * cell;
        previous = probability;
    }
    total
}
