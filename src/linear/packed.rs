//! A left operand packed for the kernel: panels of rows, each panel k after k.
//!
//! It copies; it does not multiply.

use crate::linear::entry::Entry;
use crate::linear::kernel;
use crate::linear::kernel::ROWS;

/// Numbers of a row that are packed before those of the next.
const STRETCH: usize = 16;

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

    /// Makes room for `rows` rows of `inner` numbers; what they are is not said.
    pub(crate) fn reset(&mut self, rows: usize, inner: usize) {
        (self.rows, self.inner) = (rows, inner);
        let length = rows.next_multiple_of(ROWS) * inner;
        make_room(&mut self.values, length);
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

    /// Room for the outputs of all rows.
    pub(crate) fn outputs(&self) -> Vec<T> {
        vec![T::default(); self.rows.next_multiple_of(ROWS) * T::LANES]
    }

    /// One start a row, filled up to whole panels: `values`, and 0 where there are none.
    pub(crate) fn starts(&self, values: Option<&[f64]>) -> Vec<T> {
        let mut starts = vec![T::default(); self.rows.next_multiple_of(ROWS)];
        for (start, value) in starts.iter_mut().zip(values.unwrap_or_default()) {
            *start = T::rounded(*value);
        }
        starts
    }

    /// Continues the chains of each `out` (rows × lanes) by these rows times its `inputs` (inner ×
    /// lanes), or begins them at `starts`: a panel of rows meets all pairs while it is in cache.
    pub(crate) fn accumulate(&self, pairs: &mut [(&mut [T], &[T])], starts: Option<&[T]>) {
        for ks in kernel::blocks(self.inner) {
            let starts = starts.filter(|_| ks.start == 0);
            let block = ks.start * T::LANES..ks.end * T::LANES;
            let panels = self.values.chunks_exact((ROWS * self.inner).max(1));
            for (place, panel) in panels.enumerate() {
                let tile = place * ROWS * T::LANES..(place + 1) * ROWS * T::LANES;
                let starts = starts.map(|starts| &starts[place * ROWS..(place + 1) * ROWS]);
                for (out, inputs) in &mut *pairs {
                    let inputs = &inputs[block.clone()];
                    T::advance(
                        &mut out[tile.clone()],
                        starts,
                        panel,
                        self.inner,
                        ks.clone(),
                        inputs,
                    );
                }
            }
        }
    }
}

/// Gives the vector this length. Fresh memory comes zeroed from the system, page by page as threads
/// touch it; filling it here would do so on one thread.
pub(in crate::linear) fn make_room<T: Entry>(values: &mut Vec<T>, length: usize) {
    if values.capacity() < length {
        *values = vec![T::default(); length];
    }
    values.resize(length, T::default());
}

/// Puts up to [`ROWS`] rows (row-major, `inner` numbers each) into one panel.
pub(crate) fn pack_rows<T: Entry>(panel: &mut [T], rows: &[f64], inner: usize) {
    lay_side_by_side::<T, ROWS>(panel, rows, inner);
}

/// Puts up to N rows (row-major, `inner` numbers each) side by side, a stretch of all of them after
/// the other: what is written stays in the first cache until the last row is.
pub(in crate::linear) fn lay_side_by_side<T: Entry, const N: usize>(
    panel: &mut [T],
    rows: &[f64],
    inner: usize,
) {
    let places = &mut panel.as_chunks_mut::<N>().0[..inner];
    for (places, first) in places.chunks_mut(STRETCH).zip((0..).step_by(STRETCH)) {
        for (lane, row) in rows.chunks_exact(inner).enumerate() {
            let row = &row[first..first + places.len()];
            // By index: a stretch is so short that building adaptors of iterators takes as long.
            for k in 0..places.len() {
                places[k][lane] = T::rounded(row[k]);
            }
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
