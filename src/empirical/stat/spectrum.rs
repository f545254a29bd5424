//! Extreme singular values of a normal matrix.
//!
//! Eigenvalues come from `nalgebra` and are compared with a bound, never printed as exact.

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
use crate::num::real;
use nalgebra::DMatrix;

/// The largest matrix that is decomposed: its shorter and its longer side.
const MOST_SIDES: (usize, usize) = (512, 8192);

/// P(s_max ≥ √m + √n + t) ≤ e^(−t²/2) and P(s_min ≤ √m − √n − t) ≤ e^(−t²/2), m ≥ n, for a
/// matrix of independent standard normal entries.
///
/// Davidson & Szarek (2001), Theorem II.13.
#[derive(Clone, Copy, Debug)]
pub struct SpectrumCheck<'a> {
    null: Null<'a>,
}

impl<'a> SpectrumCheck<'a> {
    /// Tests the spectrum under this law.
    ///
    /// # Errors
    /// `NotApplicable` unless the law is normal.
    pub fn new(null: Null<'a>) -> Result<Self, StatError> {
        if !null.is_normal() {
            return Err(StatError::NotApplicable {
                check: "spectrum",
                label: null.label(),
            });
        }
        Ok(Self { null })
    }
}

impl Check for SpectrumCheck<'_> {
    fn name(&self) -> &'static str {
        "spectrum"
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "relative excess of the largest singular value over √m + √n, as observed"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let x = linear_form::standardized(&self.null, sample.values());
        let (least, most) = extreme_singular_values(&x, sample.rows(), sample.cols())?;
        let (rows, cols) = (sample.rows() as f64, sample.cols() as f64);
        let above = tail(most - (rows.sqrt() + cols.sqrt()));
        let below = tail((rows.sqrt() - cols.sqrt()).abs() - least);
        let p_value = PValue::bound(2.0 * above.min(below))?;
        let value = most / (rows.sqrt() + cols.sqrt());
        let name = "s_max/(√m + √n)";
        Ok(Measurement::new(name, value, p_value, Guarantee::Bound))
    }

    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let edge = (extent.rows as f64).sqrt() + (extent.cols as f64).sqrt();
        Ok((2.0 * real::ln(2.0 / level.alpha())).sqrt() / edge)
    }
}

/// e^(−t²/2) for t > 0, else 1.
fn tail(t: f64) -> f64 {
    if t.is_nan() {
        return f64::NAN;
    }
    real::exp(-0.5 * t.max(0.0) * t.max(0.0))
}

/// (s_min, s_max) from the eigenvalues of the smaller Gram matrix.
fn extreme_singular_values(x: &[f64], rows: usize, cols: usize) -> Result<(f64, f64), StatError> {
    let refused = StatError::Decomposition {
        what: "the spectrum",
        rows,
        cols,
    };
    if rows.min(cols) > MOST_SIDES.0 || rows.max(cols) > MOST_SIDES.1 {
        return Err(refused);
    }
    if let Some(&value) = x.iter().find(|x| !x.is_finite()) {
        // The iteration below ends for finite matrices only.
        return Err(StatError::InvalidPValue { value });
    }
    let eigenvalues = smaller_gram(x, rows, cols).symmetric_eigenvalues();
    let least = eigenvalues.iter().copied().fold(f64::INFINITY, f64::min);
    let most = eigenvalues.iter().copied().fold(0.0, f64::max);
    Ok((least.max(0.0).sqrt(), most.sqrt()))
}

/// X Xᵀ or Xᵀ X, whichever is smaller, by products in a fixed order.
pub(in crate::empirical::stat) fn smaller_gram(
    x: &[f64],
    rows: usize,
    cols: usize,
) -> DMatrix<f64> {
    if rows <= cols {
        return gram(x, rows, cols);
    }
    let transposed: Vec<f64> = (0..cols)
        .flat_map(|j| x.iter().skip(j).step_by(cols).copied())
        .collect();
    gram(&transposed, cols, rows)
}

/// X Xᵀ for row-major X.
pub(in crate::empirical::stat) fn gram(x: &[f64], rows: usize, cols: usize) -> DMatrix<f64> {
    let row = |i: usize| &x[i * cols..(i + 1) * cols];
    let mut gram = DMatrix::zeros(rows, rows);
    for i in 0..rows {
        for j in 0..=i {
            let product = dot(row(i), row(j));
            gram[(i, j)] = product;
            gram[(j, i)] = product;
        }
    }
    gram
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn singular_values_of_a_diagonal_stretch() {
        let x = [3.0, 0.0, 0.0, 0.0, 4.0, 0.0];
        let (least, most) = extreme_singular_values(&x, 2, 3).unwrap();
        let allowed = Tolerance::rounding(32, 4.0);
        assert!(allowed.accepts(least, 3.0) && allowed.accepts(most, 4.0));
    }
}
