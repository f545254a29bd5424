//! What an output of a stack of convolutions sees of the input, along one axis.
//!
//! It counts places; what is computed from them is `linear`'s.

use crate::theory::shape::ConvolutionAxis;
use crate::theory::shape::ShapeError;
use crate::theory::shape::error;

/// The window of inputs behind one output, and how far apart the windows of neighbours lie.
///
/// # Definition
/// Before any layer the size r and the jump j are 1. A layer of kernel k, stride s and dilation d
/// makes r + d(k − 1)·j of r, then s·j of j.
///
/// # Example
/// ```
/// use varprop::theory::shape::{ConvolutionAxis, ReceptiveField};
/// let layer = ConvolutionAxis { kernel: 3, stride: 1, padding: 0, dilation: 1 };
/// assert_eq!(ReceptiveField::of(&[layer; 99])?.size, 199);
/// # Ok::<(), varprop::theory::shape::ShapeError>(())
/// ```
///
/// # References
/// A. Araujo, W. Norris, J. Sim (2019), "Computing receptive fields of convolutional neural
/// networks", Distill, eq. 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceptiveField {
    /// Inputs from the first to the last that the output sees, gaps of a dilation included.
    pub size: u64,
    /// The distance, in inputs, of the windows of neighbouring outputs.
    pub jump: u64,
}

impl ReceptiveField {
    /// Of an input itself.
    pub const INPUT: Self = Self { size: 1, jump: 1 };

    /// After all these layers, first layer first.
    ///
    /// # Errors
    /// `ZeroDimension`, `TooLarge`.
    pub fn of(layers: &[ConvolutionAxis]) -> Result<Self, ShapeError> {
        layers
            .iter()
            .try_fold(Self::INPUT, |field, layer| field.after(*layer))
    }

    /// After one more layer.
    ///
    /// # Errors
    /// `ZeroDimension`, `TooLarge`.
    pub fn after(self, layer: ConvolutionAxis) -> Result<Self, ShapeError> {
        error::positive("stride", layer.stride)?;
        let more = error::product(&[layer.span()? - 1, self.jump])?;
        Ok(Self {
            size: self.size.checked_add(more).ok_or(ShapeError::TooLarge)?,
            jump: error::product(&[self.jump, layer.stride])?,
        })
    }
}

/// A stack of 3-wide kernels that sees what one kernel sees, per pair of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackOfThrees {
    /// (k − 1)/2 layers.
    pub layers: u64,
    /// Weights of the one kernel, k^axes.
    pub weights_of_kernel: u64,
    /// Weights of the stack, layers·3^axes.
    pub weights_of_stack: u64,
}

impl StackOfThrees {
    /// The stack for a kernel of this size along each of so many axes; `None` for an even size or
    /// 1, which no stack of threes has.
    ///
    /// The window is the same, not the functions: see `linear::reachable_dimension`.
    ///
    /// # Errors
    /// `TooLarge`.
    ///
    /// # Example
    /// ```
    /// use varprop::theory::shape::StackOfThrees;
    /// let five = StackOfThrees::replacing(5, 2)?.unwrap();
    /// assert_eq!((five.weights_of_stack, five.weights_of_kernel), (18, 25));
    /// assert_eq!(StackOfThrees::replacing(4, 2)?, None);
    /// # Ok::<(), varprop::theory::shape::ShapeError>(())
    /// ```
    ///
    /// # References
    /// K. Simonyan, A. Zisserman (2015), "Very deep convolutional networks", section 2.3.
    pub fn replacing(kernel: u64, axes: usize) -> Result<Option<Self>, ShapeError> {
        if kernel < 3 || kernel.is_multiple_of(2) {
            return Ok(None);
        }
        let layers = (kernel - 1) / 2;
        let [ones, threes] = [kernel, 3].map(|size| error::product(&vec![size; axes]));
        Ok(Some(Self {
            layers,
            weights_of_kernel: ones?,
            weights_of_stack: error::product(&[layers, threes?])?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(kernel: u64, stride: u64, dilation: u64) -> ConvolutionAxis {
        ConvolutionAxis {
            kernel,
            stride,
            padding: 0,
            dilation,
        }
    }

    /// The inputs behind output 0, followed back tap by tap.
    fn seen(layers: &[ConvolutionAxis]) -> Vec<u64> {
        let mut places = vec![0];
        for layer in layers.iter().rev() {
            let taps = |place: &u64| {
                let start = place * layer.stride;
                (0..layer.kernel).map(move |tap| start + tap * layer.dilation)
            };
            places = places.iter().flat_map(taps).collect();
        }
        places
    }

    #[test]
    fn the_window_is_what_following_every_tap_back_finds() {
        let kinds = [(1, 1, 1), (3, 1, 1), (3, 2, 1), (2, 3, 2), (5, 1, 2)];
        for a in kinds {
            for b in kinds {
                for c in kinds {
                    let layers = [a, b, c].map(|(k, s, d)| layer(k, s, d));
                    let places = seen(&layers);
                    let size = places.iter().max().unwrap() + 1;
                    assert_eq!(
                        ReceptiveField::of(&layers).unwrap().size,
                        size,
                        "{layers:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn strides_multiply_into_the_jump() {
        let field = ReceptiveField::of(&[layer(7, 2, 1), layer(3, 2, 1), layer(3, 1, 1)]);
        assert_eq!(field.unwrap(), ReceptiveField { size: 19, jump: 4 });
    }

    #[test]
    fn a_stack_of_threes_saves_weights_in_every_dimension_but_one() {
        let of = |k, axes| StackOfThrees::replacing(k, axes).unwrap().unwrap();
        assert_eq!(
            (of(7, 2).weights_of_stack, of(7, 2).weights_of_kernel),
            (27, 49)
        );
        assert_eq!(
            (of(5, 1).weights_of_stack, of(5, 1).weights_of_kernel),
            (6, 5)
        );
        assert_eq!(
            (of(5, 3).weights_of_stack, of(5, 3).weights_of_kernel),
            (54, 125)
        );
        assert_eq!(StackOfThrees::replacing(1, 2), Ok(None));
    }
}
