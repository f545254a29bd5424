//! The matrix product whose bits do not depend on processor, thread count or block size.
//!
//! It checks shapes, packs operands and deals out rows; the arithmetic is in `kernel`.

use crate::linear::LinearError;
use crate::linear::Matrix;
use crate::linear::View;
use crate::linear::Work;
use crate::linear::entry::Entry;
use crate::linear::kernel;
use crate::linear::kernel::ROWS;
use std::ops::Range;

/// Rows that one task computes: 8 panels, so that a packed block of the right operand serves 8
/// times.
const TASK_ROWS: usize = 8 * ROWS;

/// Columns that lie side by side.
const LANES: usize = <f64 as Entry>::LANES;

/// The most numbers that one computation may hold: 2²⁷ of 8 bytes, 1 GiB, besides the packed copy
/// of one operand while a product runs.
pub const MAX_ENTRIES: u64 = 1 << 27;

/// Cᵢⱼ = startⱼ + Σₖ leftᵢₖ·rightₖⱼ, each entry one chain of fused multiply-adds over ascending k
/// that begins at startⱼ (0 without a start).
///
/// Shapes: `left` m×k, `right` k×n, `start` n; the answer m×n.
///
/// # Errors
/// [`LinearError::Shape`] when the shapes do not chain, [`LinearError::TooLarge`] when the
/// answer has more than [`MAX_ENTRIES`] entries.
///
/// # Example
/// ```
/// use varprop::linear::{Matrix, Work, product};
/// let a = Matrix::new(1, 2, vec![1.0, 2.0]).unwrap();
/// let b = Matrix::new(2, 2, vec![3.0, 4.0, 5.0, 6.0]).unwrap();
/// let c = product(a.view(), b.view(), Some(&[0.5, 0.0]), Work::OneThread).unwrap();
/// assert_eq!(c.values(), [13.5, 16.0]);
/// ```
pub fn product(
    left: View<'_>,
    right: View<'_>,
    start: Option<&[f64]>,
    work: Work,
) -> Result<Matrix, LinearError> {
    let (rows, columns) = (left.rows(), right.columns());
    require("the inner side of a product", left.columns(), right.rows())?;
    within_limit((rows as u64).saturating_mul(columns as u64))?;
    let mut values = match start {
        Some(start) => {
            require("the start of a product", columns, start.len())?;
            start.repeat(rows)
        }
        None => vec![0.0; rows * columns],
    };
    if columns > 0 {
        let packed = Right::new(right);
        work.for_each_block(&mut values, TASK_ROWS * columns, |task, out| {
            let first = task * TASK_ROWS;
            packed.accumulate(out, left, first..first + out.len() / columns);
        });
    }
    Matrix::new(rows, columns, values)
}

/// A right operand (inner × columns) in panels of [`LANES`] columns, each k after k.
struct Right {
    panels: Vec<f64>,
    inner: usize,
    columns: usize,
}

impl Right {
    /// Copies the operand; a last panel is filled up with zeros, whose outputs are never stored.
    fn new(right: View<'_>) -> Self {
        let (inner, columns) = (right.rows(), right.columns());
        let mut panels = vec![0.0; columns.div_ceil(LANES) * LANES * inner];
        for (panel, first) in panels
            .chunks_exact_mut((LANES * inner).max(1))
            .zip((0..).step_by(LANES))
        {
            let columns = first..columns.min(first + LANES);
            pack::<LANES>(panel, right.transposed(), columns, inner);
        }
        Self {
            panels,
            inner,
            columns,
        }
    }

    /// Continues the chains of `out` (row-major) by these rows of `left` times this operand.
    fn accumulate(&self, out: &mut [f64], left: View<'_>, rows: Range<usize>) {
        let inner = self.inner;
        let n_panels = rows.len().div_ceil(ROWS);
        let mut packed = vec![0.0; n_panels * ROWS * inner];
        for (panel, first) in packed
            .chunks_exact_mut((ROWS * inner).max(1))
            .zip(rows.clone().step_by(ROWS))
        {
            pack::<ROWS>(panel, left, first..rows.end.min(first + ROWS), inner);
        }
        let mut tiles = vec![0.0; n_panels * ROWS * LANES];
        let length = (LANES * inner).max(1);
        for (panel, first) in self.panels.chunks_exact(length).zip((0..).step_by(LANES)) {
            let width = LANES.min(self.columns - first);
            let places =
                |row: usize| row * self.columns + first..row * self.columns + first + width;
            for (row, lanes) in tiles.chunks_exact_mut(LANES).enumerate().take(rows.len()) {
                lanes[..width].copy_from_slice(&out[places(row)]);
            }
            for ks in kernel::blocks(inner) {
                let block = &panel[ks.start * LANES..ks.end * LANES];
                f64::advance(&mut tiles, None, &packed, inner, ks, block);
            }
            for (row, lanes) in tiles.chunks_exact(LANES).enumerate().take(rows.len()) {
                out[places(row)].copy_from_slice(&lanes[..width]);
            }
        }
    }
}

/// Puts rows of `view` side by side into one panel of `N` lanes, k after k.
fn pack<const N: usize>(panel: &mut [f64], view: View<'_>, rows: Range<usize>, inner: usize) {
    let places = panel.as_chunks_mut::<N>().0;
    for (lane, row) in rows.enumerate() {
        for (packed, entry) in places.iter_mut().zip(view.entries(row, 0..inner)) {
            packed[lane] = *entry;
        }
    }
}

/// Refuses to hold more numbers than [`MAX_ENTRIES`].
pub(crate) fn within_limit(entries: u64) -> Result<(), LinearError> {
    let limit = MAX_ENTRIES;
    if entries <= limit {
        return Ok(());
    }
    Err(LinearError::TooLarge { entries, limit })
}

fn require(what: &'static str, expected: usize, received: usize) -> Result<(), LinearError> {
    if expected == received {
        return Ok(());
    }
    Err(LinearError::Shape {
        what,
        expected,
        received,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::specimen;

    /// The rule itself, as the slowest program that follows it.
    fn naive(left: View<'_>, right: View<'_>, start: Option<&[f64]>) -> Vec<f64> {
        let mut values = Vec::new();
        for i in 0..left.rows() {
            for j in 0..right.columns() {
                let begin = start.map_or(0.0, |start| start[j]);
                values.push((0..left.columns()).fold(begin, |chain, k| {
                    left.at(i, k).mul_add(right.at(k, j), chain)
                }));
            }
        }
        values
    }

    /// Rows, inner length, columns: below, at and beyond every tile and block.
    const SHAPES: [(usize, usize, usize); 8] = [
        (1, 1, 1),
        (7, 13, 5),
        (6, 256, 8),
        (64, 100, 33),
        (97, 257, 17),
        (200, 3, 1),
        (1, 600, 9),
        (5, 0, 4),
    ];

    #[test]
    fn the_product_has_the_bits_of_one_chain_per_output() {
        for (m, k, n) in SHAPES {
            let (a, b) = (specimen::matrix(m, k, "a"), specimen::matrix(k, n, "b"));
            let start = specimen::matrix(1, n, "start");
            for start in [None, Some(start.values())] {
                let c = product(a.view(), b.view(), start, Work::OneThread).unwrap();
                assert_eq!(c.values(), naive(a.view(), b.view(), start), "{m}×{k}×{n}");
            }
        }
    }

    #[test]
    fn transposed_operands_have_the_same_bits_as_copied_ones() {
        let (a, b) = (specimen::matrix(31, 20, "a"), specimen::matrix(20, 27, "b"));
        let mut copied = Vec::new();
        for k in 0..a.columns() {
            copied.extend((0..a.rows()).map(|i| a.view().at(i, k)));
        }
        let copied = Matrix::new(20, 31, copied).unwrap();
        let direct = product(a.view(), b.view(), None, Work::OneThread).unwrap();
        let through = product(copied.view().transposed(), b.view(), None, Work::OneThread);
        assert_eq!(through.unwrap(), direct);
    }

    #[test]
    fn one_two_and_three_threads_give_the_same_bits() {
        let (a, b) = (
            specimen::matrix(301, 77, "a"),
            specimen::matrix(77, 19, "b"),
        );
        let alone = product(a.view(), b.view(), None, Work::OneThread).unwrap();
        for threads in 1..=3 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let shared = pool
                .build()
                .unwrap()
                .install(|| product(a.view(), b.view(), None, Work::AllThreads).unwrap());
            assert_eq!(shared, alone, "{threads} threads");
        }
    }

    #[test]
    fn padding_never_meets_an_infinite_entry() {
        let a = Matrix::new(1, 1, vec![f64::INFINITY]).unwrap();
        let c = product(a.view(), a.view(), None, Work::OneThread).unwrap();
        assert_eq!(c.values(), [f64::INFINITY]);
    }

    #[test]
    fn shapes_that_do_not_chain_are_refused() {
        let (a, b) = (specimen::matrix(2, 3, "a"), specimen::matrix(2, 3, "b"));
        let refusal = product(a.view(), b.view(), None, Work::OneThread).unwrap_err();
        assert_eq!(refusal.code(), "shape");
        let square = product(
            a.view(),
            b.view().transposed(),
            Some(&[1.0]),
            Work::OneThread,
        );
        assert_eq!(square.unwrap_err().code(), "shape");
    }

    #[test]
    fn an_answer_beyond_the_memory_limit_is_refused() {
        // Without an inner side the operands hold nothing, whatever their other side says.
        let empty = Matrix::new(usize::MAX, 0, Vec::new()).unwrap();
        let view = empty.view();
        let refusal = product(view, view.transposed(), None, Work::OneThread).unwrap_err();
        assert_eq!(refusal.code(), "too-large");
    }
}
