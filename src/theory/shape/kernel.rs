//! The spatial extent of a convolution kernel: none to three axes.
//!
//! It does not know channels.

use crate::theory::shape::ShapeError;
use crate::theory::shape::error;

/// Kernel sizes along at most three spatial axes; none for a dense layer.
///
/// # Example
/// ```
/// use varprop::theory::shape::Kernel;
/// assert_eq!(Kernel::new(&[3, 3])?.volume(), 9);
/// assert_eq!(Kernel::none().volume(), 1);
/// # Ok::<(), varprop::theory::shape::ShapeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel {
    sizes: [u64; 3],
    rank: usize,
}

impl Kernel {
    /// No spatial axis.
    #[must_use]
    pub fn none() -> Self {
        Self {
            sizes: [1; 3],
            rank: 0,
        }
    }

    /// A kernel with these sizes.
    ///
    /// # Errors
    /// `WrongRank` unless there are 1 to 3 axes, `ZeroDimension`, `TooLarge`.
    pub fn new(sizes: &[u64]) -> Result<Self, ShapeError> {
        if sizes.is_empty() || 3 < sizes.len() {
            return Err(ShapeError::WrongRank {
                kind: "kernel",
                allowed: "1 to 3",
                received: sizes.len(),
            });
        }
        let mut kernel = Self {
            rank: sizes.len(),
            ..Self::none()
        };
        for (slot, size) in kernel.sizes.iter_mut().zip(sizes) {
            *slot = error::positive("kernel size", *size)?;
        }
        error::product(sizes).map(|_| kernel)
    }

    /// The sizes, in order.
    #[must_use]
    pub fn sizes(&self) -> &[u64] {
        self.sizes.get(..self.rank).unwrap_or(&self.sizes)
    }

    /// ∏k, the number of places; 1 without axes.
    #[must_use]
    pub fn volume(&self) -> u64 {
        self.sizes.iter().product()
    }

    /// The row-major offset of the place ⌊k/2⌋ on every axis: the center of odd kernels, and
    /// PyTorch's choice for even ones.
    #[must_use]
    pub fn center(&self) -> u64 {
        self.sizes().iter().fold(0, |at, size| at * size + size / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_center_of_a_3_by_5_kernel_is_its_eighth_place() {
        assert_eq!(Kernel::new(&[3, 5]).unwrap().center(), 7);
    }

    #[test]
    fn empty_and_vast_kernels_are_refused() {
        assert_eq!(Kernel::new(&[]).unwrap_err().code(), "wrong-rank");
        assert_eq!(Kernel::new(&[3, 0]).unwrap_err().code(), "zero-dimension");
        let vast = [1 << 31, 1 << 31, 1 << 31];
        assert_eq!(Kernel::new(&vast).unwrap_err().code(), "too-large");
    }
}
