//! Along one axis: how many outputs a convolution has.
//!
//! It does not know channels or fans.

use crate::theory::shape::ShapeError;
use crate::theory::shape::error;

/// One axis of a convolution: kernel k, stride s, padding p on each side, dilation d.
///
/// # Example
/// ```
/// use varprop::theory::shape::ConvolutionAxis;
/// let axis = ConvolutionAxis { kernel: 3, stride: 2, padding: 1, dilation: 1 };
/// assert_eq!(axis.output_size(224)?, 112);
/// # Ok::<(), varprop::theory::shape::ShapeError>(())
/// ```
///
/// # References
/// Dumoulin & Visin (2016), A guide to convolution arithmetic for deep learning, relation 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvolutionAxis {
    /// The kernel size k.
    pub kernel: u64,
    /// The stride s.
    pub stride: u64,
    /// The zeros p on each side.
    pub padding: u64,
    /// The distance d of neighbouring taps.
    pub dilation: u64,
}

impl ConvolutionAxis {
    /// ⌊(n + 2p − d(k−1) − 1)/s⌋ + 1 for an input of size n.
    ///
    /// # Errors
    /// `ZeroDimension` when n, k, s or d is 0, `KernelExceedsInput`, `TooLarge`.
    pub fn output_size(self, input: u64) -> Result<u64, ShapeError> {
        self.output_size_between(input, [self.padding, self.padding])
    }

    /// d(k − 1) + 1, what the kernel covers.
    ///
    /// # Errors
    /// `ZeroDimension` when k or d is 0, `TooLarge`.
    pub fn span(self) -> Result<u64, ShapeError> {
        error::positive("kernel size", self.kernel)?;
        error::positive("dilation", self.dilation)?;
        Ok(error::product(&[self.dilation, self.kernel - 1])? + 1)
    }

    /// [`Self::output_size`] with these zeros before and after the axis in place of its padding.
    ///
    /// # Errors
    /// As [`Self::output_size`].
    pub fn output_size_between(self, input: u64, zeros: [u64; 2]) -> Result<u64, ShapeError> {
        error::positive("input", input)?;
        let span = self.span()?;
        error::positive("stride", self.stride)?;
        let padded = zeros
            .iter()
            .try_fold(input, |sum, zeros| sum.checked_add(*zeros));
        let padded = padded.filter(|padded| *padded <= i64::MAX as u64);
        let padded = padded.ok_or(ShapeError::TooLarge)?;
        let room = padded.checked_sub(span);
        let room = room.ok_or(ShapeError::KernelExceedsInput { span, padded })?;
        Ok(room / self.stride + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_sizes_are_counted_placements() {
        for (input, kernel, stride, padding, dilation) in [
            (7, 3, 2, 1, 1),
            (10, 3, 1, 0, 2),
            (5, 5, 3, 2, 1),
            (9, 2, 4, 0, 3),
        ] {
            let axis = ConvolutionAxis {
                kernel,
                stride,
                padding,
                dilation,
            };
            let last_tap = |start: u64| start + dilation * (kernel - 1);
            let starts = (0..input + 2 * padding).step_by(stride as usize);
            let placements = starts
                .filter(|s| last_tap(*s) < input + 2 * padding)
                .count();
            assert_eq!(axis.output_size(input), Ok(placements as u64));
        }
    }

    /// 20 inputs, 7 kernels, 5 strides, 4 paddings, 3 dilations: 8,400 cases, windows counted.
    #[test]
    fn eight_thousand_four_hundred_output_sizes_are_the_windows_that_fit() {
        let mut n_cases = 0;
        for input in 1..=20_u64 {
            for (kernel, stride) in (1..=7_u64).flat_map(|k| (1..=5).map(move |s| (k, s))) {
                for (padding, dilation) in (0..4).flat_map(|p| (1..=3).map(move |d| (p, d))) {
                    let axis = ConvolutionAxis {
                        kernel,
                        stride,
                        padding,
                        dilation,
                    };
                    let padded: Vec<u64> = (0..input + 2 * padding).collect();
                    let taps = |start| (0..kernel).map(move |tap| start + tap * dilation);
                    let fits = |start: &u64| taps(*start).all(|place| padded.contains(&place));
                    let starts = padded.iter().copied().step_by(stride as usize);
                    let counted = starts.filter(fits).count() as u64;
                    let found = axis.output_size(input).unwrap_or(0);
                    assert_eq!(found, counted, "{axis:?} over {input}");
                    n_cases += 1;
                }
            }
        }
        assert_eq!(n_cases, 8400);
    }

    #[test]
    fn a_kernel_wider_than_its_input_is_refused() {
        let axis = ConvolutionAxis {
            kernel: 5,
            stride: 1,
            padding: 0,
            dilation: 2,
        };
        assert_eq!(
            axis.output_size(8).unwrap_err().code(),
            "kernel-exceeds-input"
        );
        assert_eq!(axis.output_size(9), Ok(1));
    }
}
