//! The formats in which products run: binary64 and binary32.
//!
//! It says how numbers enter and leave a format; the arithmetic is in `kernel`.

use crate::linear::kernel;
use crate::linear::packed;
use std::fmt::Debug;
use std::ops::Range;

/// A format of numbers in which a product runs. Sealed: its bits are promised for these two.
pub(crate) trait Entry: Copy + Default + Debug + PartialEq + Send + Sync + 'static {
    /// Rows of a batch that lie side by side: two registers of 512 bits.
    const LANES: usize;

    /// The nearest number of this format, ties to even.
    fn rounded(x: f64) -> Self;

    /// The same number as a double: exact.
    fn widened(self) -> f64;

    /// `self`·b + c, rounded once.
    fn fused(self, b: Self, c: Self) -> Self;

    /// Continues the chains of a panel: `out[r][lane]` by `rows[r][k]`·`inputs[k][lane]` over
    /// ascending k in `ks`; `rows` as [`kernel::ROWS`]-wide panels of `inner` entries each. With
    /// `starts`, the chains of row r begin at `starts[r]`.
    fn advance(
        out: &mut [Self],
        starts: Option<&[Self]>,
        rows: &[Self],
        inner: usize,
        ks: Range<usize>,
        inputs: &[Self],
    );

    /// Puts up to [`Entry::LANES`] rows (row-major, `inner` numbers each) side by side.
    fn lay_side_by_side(panel: &mut [Self], rows: &[f64], inner: usize);

    /// The same numbers, where this format is that of doubles.
    fn doubles(values: &mut [Self]) -> Option<&mut [f64]>;
}

impl Entry for f64 {
    const LANES: usize = 16;

    #[inline(always)]
    fn rounded(x: f64) -> Self {
        x
    }

    #[inline(always)]
    fn widened(self) -> f64 {
        self
    }

    #[inline(always)]
    fn fused(self, b: Self, c: Self) -> Self {
        self.mul_add(b, c)
    }

    fn advance(
        out: &mut [Self],
        starts: Option<&[Self]>,
        rows: &[Self],
        inner: usize,
        ks: Range<usize>,
        inputs: &[Self],
    ) {
        kernel::advance_f64(out, starts, rows, inner, ks, inputs);
    }

    fn lay_side_by_side(panel: &mut [Self], rows: &[f64], inner: usize) {
        packed::lay_side_by_side::<Self, { Self::LANES }>(panel, rows, inner);
    }

    #[inline(always)]
    fn doubles(values: &mut [Self]) -> Option<&mut [f64]> {
        Some(values)
    }
}

impl Entry for f32 {
    const LANES: usize = 32;

    #[inline(always)]
    fn rounded(x: f64) -> Self {
        x as Self
    }

    #[inline(always)]
    fn widened(self) -> f64 {
        f64::from(self)
    }

    #[inline(always)]
    fn fused(self, b: Self, c: Self) -> Self {
        self.mul_add(b, c)
    }

    fn advance(
        out: &mut [Self],
        starts: Option<&[Self]>,
        rows: &[Self],
        inner: usize,
        ks: Range<usize>,
        inputs: &[Self],
    ) {
        kernel::advance_f32(out, starts, rows, inner, ks, inputs);
    }

    fn lay_side_by_side(panel: &mut [Self], rows: &[f64], inner: usize) {
        packed::lay_side_by_side::<Self, { Self::LANES }>(panel, rows, inner);
    }

    #[inline(always)]
    fn doubles(_: &mut [Self]) -> Option<&mut [f64]> {
        None
    }
}
