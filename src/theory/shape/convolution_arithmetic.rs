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
        error::positive("input", input)?;
        error::positive("kernel size", self.kernel)?;
        error::positive("stride", self.stride)?;
        error::positive("dilation", self.dilation)?;
        let span = error::product(&[self.dilation, self.kernel - 1])? + 1;
        let padded = error::product(&[2, self.padding])?
            .checked_add(input)
            .ok_or(ShapeError::TooLarge)?;
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
