//! The values under test with their shape and their storage format.
//!
//! It borrows; it neither reads files nor draws.

use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::num::sum;

/// A matrix of values, row-major: row i holds the weights into output unit i.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    values: &'a [f64],
    rows: usize,
    cols: usize,
    storage: Storage,
}

impl<'a> Sample<'a> {
    /// A matrix of `rows` × `cols` values kept in double precision.
    ///
    /// # Errors
    /// `ShapeMismatch` if the values do not fill the shape, or there are none.
    pub fn new(values: &'a [f64], rows: usize, cols: usize) -> Result<Self, StatError> {
        if values.is_empty() || rows.checked_mul(cols) != Some(values.len()) {
            return Err(StatError::ShapeMismatch {
                rows,
                cols,
                received: values.len(),
            });
        }
        Ok(Self {
            values,
            rows,
            cols,
            storage: Storage::F64,
        })
    }

    /// Values without a shape: one column.
    ///
    /// # Errors
    /// `ShapeMismatch` if there are none.
    pub fn flat(values: &'a [f64]) -> Result<Self, StatError> {
        Self::new(values, values.len(), 1)
    }

    /// The same values, known to have been rounded to this format.
    #[must_use]
    pub fn stored_as(self, storage: Storage) -> Self {
        Self { storage, ..self }
    }

    /// All values, row by row.
    #[must_use]
    pub fn values(self) -> &'a [f64] {
        self.values
    }

    /// The format of the values.
    #[must_use]
    pub fn storage(self) -> Storage {
        self.storage
    }

    /// The shape.
    #[must_use]
    pub fn extent(self) -> Extent {
        Extent {
            rows: self.rows as u64,
            cols: self.cols as u64,
        }
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(self) -> usize {
        self.rows
    }

    /// The number of columns.
    #[must_use]
    pub fn cols(self) -> usize {
        self.cols
    }

    /// The rows, in order.
    pub fn row_slices(self) -> impl ExactSizeIterator<Item = &'a [f64]> {
        self.values.chunks_exact(self.cols)
    }

    /// Σ_j ((x_ij − μ)/σ)² for each row i.
    pub(in crate::empirical::stat) fn row_energies(self, mean: f64, std_dev: f64) -> Vec<f64> {
        self.row_slices()
            .map(|row| sum::sum(row.iter().map(|x| square((x - mean) / std_dev))))
            .collect()
    }

    /// Σ_i ((x_ij − μ)/σ)² for each column j.
    pub(in crate::empirical::stat) fn column_energies(self, mean: f64, std_dev: f64) -> Vec<f64> {
        let mut energies = vec![sum::Sum::default(); self.cols];
        for row in self.row_slices() {
            for (energy, x) in energies.iter_mut().zip(row) {
                energy.add(square((x - mean) / std_dev));
            }
        }
        energies.into_iter().map(sum::Sum::value).collect()
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// The shape of a sample that need not exist yet: what a plan of an experiment speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Rows: output units.
    pub rows: u64,
    /// Columns: inputs of one unit.
    pub cols: u64,
}

impl Extent {
    /// n values without a shape.
    #[must_use]
    pub fn flat(n_samples: u64) -> Self {
        Self {
            rows: n_samples,
            cols: 1,
        }
    }

    /// rows · cols.
    #[must_use]
    pub fn n_samples(self) -> u64 {
        self.rows.saturating_mul(self.cols)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_must_fill_the_shape() {
        let refused = Sample::new(&[1.0, 2.0, 3.0], 2, 2).unwrap_err();
        assert_eq!(refused.code(), "shape-mismatch");
        assert!(Sample::flat(&[]).is_err());
        assert!(Sample::new(&[1.0], usize::MAX, 2).is_err());
    }

    #[test]
    fn energies_sum_squares_along_each_axis() {
        let sample = Sample::new(&[1.0, 2.0, 3.0, 4.0], 2, 2).unwrap();
        assert_eq!(sample.row_energies(0.0, 1.0), [5.0, 25.0]);
        assert_eq!(sample.column_energies(0.0, 1.0), [10.0, 20.0]);
        assert_eq!(sample.row_energies(1.0, 0.5), [4.0, 52.0]);
    }
}
