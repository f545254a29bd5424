//! A dense matrix of doubles, row-major, and a borrowed view that can be transposed for free.
//!
//! It does no arithmetic: see `product`.

use crate::linear::LinearError;
use std::ops::Range;

/// `rows` × `columns` numbers, row after row.
///
/// # Example
/// ```
/// use varprop::linear::Matrix;
/// let a = Matrix::new(2, 3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
/// assert_eq!(a.row(1), Some(&[4.0, 5.0, 6.0][..]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// The matrix of these values, row after row.
    ///
    /// # Errors
    /// [`LinearError::Shape`] when there are not `rows`·`columns` values.
    pub fn new(rows: usize, columns: usize, values: Vec<f64>) -> Result<Self, LinearError> {
        let expected = rows.saturating_mul(columns);
        if values.len() != expected {
            return Err(LinearError::Shape {
                what: "a matrix",
                expected,
                received: values.len(),
            });
        }
        Ok(Self {
            rows,
            columns,
            values,
        })
    }

    /// The matrix of values that the caller made to be `rows`·`columns` many.
    pub(crate) fn of(rows: usize, columns: usize, values: Vec<f64>) -> Self {
        debug_assert_eq!(values.len(), rows * columns);
        Self {
            rows,
            columns,
            values,
        }
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns it has.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All values, row after row.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// One row, or `None` beyond the last.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<&[f64]> {
        let start = index.checked_mul(self.columns)?;
        self.values.get(start..start.checked_add(self.columns)?)
    }

    /// The whole matrix, borrowed.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View {
            values: &self.values,
            rows: self.rows,
            columns: self.columns,
            row_stride: self.columns,
            column_stride: 1,
        }
    }

    /// How many entries fall into each of `bins` bins of equal width between `low` and `high`, the
    /// last of which holds its upper end; entries outside are counted in none.
    ///
    /// # Example
    /// ```
    /// use varprop::linear::Matrix;
    /// let a = Matrix::new(1, 5, vec![-1.0, 0.1, 0.2, 1.0, 7.0])?;
    /// assert_eq!(a.histogram(-1.0, 1.0, 2), [1, 3]);
    /// # Ok::<(), varprop::linear::LinearError>(())
    /// ```
    #[must_use]
    pub fn histogram(&self, low: f64, high: f64, bins: usize) -> Vec<u64> {
        let mut counts = vec![0; bins];
        let inside = self.values.iter().filter(|x| (low..=high).contains(*x));
        for x in inside {
            let place = ((x - low) / (high - low) * bins as f64) as usize;
            if let Some(count) = counts.get_mut(place.min(bins.saturating_sub(1))) {
                *count += 1;
            }
        }
        counts
    }

    pub(crate) fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }
}

/// A borrowed matrix; transposing it moves nothing.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    values: &'a [f64],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> View<'a> {
    /// The transposed matrix.
    #[must_use]
    pub fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(self) -> usize {
        self.rows
    }

    /// How many columns it has.
    #[must_use]
    pub fn columns(self) -> usize {
        self.columns
    }

    /// The entries of a row at these columns, both of which the caller keeps inside the shape.
    #[inline]
    pub(crate) fn entries(
        self,
        row: usize,
        columns: Range<usize>,
    ) -> impl Iterator<Item = &'a f64> {
        let start = row * self.row_stride + columns.start * self.column_stride;
        let rest = self.values.get(start..).unwrap_or_default();
        rest.iter().step_by(self.column_stride).take(columns.len())
    }

    /// The entry at (row, column), inside the shape.
    #[cfg(test)]
    pub(crate) fn at(self, row: usize, column: usize) -> f64 {
        self.values[row * self.row_stride + column * self.column_stride]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_of_the_wrong_length_is_refused() {
        let refusal = Matrix::new(2, 2, vec![1.0]).unwrap_err();
        assert_eq!(refusal.code(), "shape");
        assert_eq!(refusal.to_string(), "a matrix needs 4 numbers, got 1");
    }

    #[test]
    fn a_transposed_view_exchanges_row_and_column() {
        let a = Matrix::new(2, 3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
        let transposed = a.view().transposed();
        assert_eq!((transposed.rows(), transposed.columns()), (3, 2));
        assert_eq!(transposed.at(2, 0), 3.0);
        assert_eq!(transposed.at(0, 1), 4.0);
    }

    #[test]
    fn a_row_beyond_the_last_is_missing() {
        let a = Matrix::new(1, 2, vec![1.0, 2.0]).unwrap();
        assert_eq!(a.row(1), None);
    }
}
