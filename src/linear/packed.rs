//! A left operand packed for the kernel: panels of rows, each panel k after k.
//!
//! It copies; it does not multiply.

use crate::linear::entry::Entry;
use crate::linear::kernel;
use crate::linear::kernel::ROWS;

/// Rows of numbers in panels of [`ROWS`], to be broadcast over the lanes of a
/// [`Batch`](crate::linear::Batch).
#[derive(Clone, Debug)]
pub(crate) struct Packed<T> {
    values: Vec<T>,
    rows: usize,
    inner: usize,
}

impl<T: Entry> Packed<T> {
    /// Nothing yet; its memory is used again by every [`Packed::reset`].
    pub(crate) fn new() -> Self {
        Self {
            values: Vec::new(),
            rows: 0,
            inner: 0,
        }
    }

    /// Makes room for `rows` rows of `inner` numbers, all 0.
    pub(crate) fn reset(&mut self, rows: usize, inner: usize) {
        (self.rows, self.inner) = (rows, inner);
        self.values.clear();
        self.values
            .resize(rows.next_multiple_of(ROWS) * inner, T::default());
    }

    /// How many rows it has.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The panels, each with its first row and how many rows it has, to be filled side by side.
    pub(crate) fn panels(&mut self) -> Vec<(usize, usize, &mut [T])> {
        let (rows, length) = (self.rows, (ROWS * self.inner).max(1));
        let panels = self.values.chunks_mut(length).enumerate();
        let place = |(index, panel)| {
            let first = index * ROWS;
            (first, ROWS.min(rows - first), panel)
        };
        panels.map(place).collect()
    }

    /// Outputs for all rows, each chain at 0.
    pub(crate) fn zeros(&self) -> Vec<T> {
        vec![T::default(); self.rows.next_multiple_of(ROWS) * T::LANES]
    }

    /// Continues the chains of `out` (rows × lanes) by these rows times `inputs` (inner × lanes).
    pub(crate) fn accumulate(&self, out: &mut [T], inputs: &[T]) {
        for ks in kernel::blocks(self.inner) {
            let block = &inputs[ks.start * T::LANES..ks.end * T::LANES];
            T::advance(out, &self.values, self.inner, ks, block);
        }
    }
}

/// Puts up to [`ROWS`] rows (row-major, `inner` numbers each) into one panel.
pub(crate) fn pack_rows<T: Entry>(panel: &mut [T], rows: &[f64], inner: usize) {
    for (lane, row) in rows.chunks_exact(inner.max(1)).enumerate() {
        for (packed, x) in panel.as_chunks_mut::<ROWS>().0.iter_mut().zip(row) {
            packed[lane] = T::rounded(*x);
        }
    }
}

/// Puts [`ROWS`] columns from `first` on of a row-major matrix into one panel: its transpose.
pub(crate) fn pack_columns<T: Entry>(
    panel: &mut [T],
    matrix: &[f64],
    columns: usize,
    first: usize,
) {
    let width = ROWS.min(columns - first);
    let rows = matrix.chunks_exact(columns);
    for (packed, row) in panel.as_chunks_mut::<ROWS>().0.iter_mut().zip(rows) {
        for (packed, x) in packed.iter_mut().zip(&row[first..first + width]) {
            *packed = T::rounded(*x);
        }
    }
}
