//! How many zeros go before and after an axis: none, a number, or TensorFlow's `same`.
//!
//! It does not know channels; sizes are `convolution_arithmetic`'s.

use crate::theory::shape::ConvolutionAxis;
use crate::theory::shape::ShapeError;
use crate::theory::shape::error;

/// The padding that a user asks for, one word for all axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// No zeros: only windows that fit.
    #[default]
    Valid,
    /// As many zeros as give ⌈n/s⌉ outputs; of an odd number the larger half goes after the axis.
    Same,
    /// This many zeros on each side.
    Zeros(u64),
}

impl Padding {
    /// The padding of a word: `valid`, `same`, or a number of zeros on each side.
    ///
    /// # Errors
    /// `Padding` for anything else.
    pub fn parse(word: &str) -> Result<Self, ShapeError> {
        match word.trim() {
            "valid" => Ok(Self::Valid),
            "same" => Ok(Self::Same),
            number => number
                .parse()
                .map(Self::Zeros)
                .map_err(|_| ShapeError::Padding {
                    received: word.to_owned(),
                }),
        }
    }

    /// The zeros before and after an axis of this size; `axis.padding` is not looked at.
    ///
    /// `Same` needs max((⌈n/s⌉ − 1)·s + d(k − 1) + 1 − n, 0) zeros, the half rounded down before.
    ///
    /// # Errors
    /// `ZeroDimension`, `TooLarge`.
    ///
    /// # Example
    /// ```
    /// use varprop::theory::shape::{ConvolutionAxis, Padding};
    /// let axis = ConvolutionAxis { kernel: 3, stride: 2, padding: 0, dilation: 1 };
    /// assert_eq!(Padding::Same.zeros(axis, 224)?, [0, 1]);
    /// # Ok::<(), varprop::theory::shape::ShapeError>(())
    /// ```
    ///
    /// # References
    /// TensorFlow, guide of `tf.nn`, "Notes on padding".
    pub fn zeros(self, axis: ConvolutionAxis, input: u64) -> Result<[u64; 2], ShapeError> {
        match self {
            Self::Valid => Ok([0, 0]),
            Self::Zeros(zeros) => Ok([zeros, zeros]),
            Self::Same => {
                error::positive("input", input)?;
                let steps = input.div_ceil(error::positive("stride", axis.stride)?) - 1;
                let reach = error::product(&[steps, axis.stride])?;
                let total = reach
                    .checked_add(axis.span()?)
                    .ok_or(ShapeError::TooLarge)?;
                let total = total.saturating_sub(input);
                Ok([total / 2, total - total / 2])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_gives_the_input_size_divided_by_the_stride_rounded_up() {
        for input in 1..=20 {
            for kernel in 1..=7 {
                for stride in 1..=4 {
                    for dilation in 1..=3 {
                        let axis = ConvolutionAxis {
                            kernel,
                            stride,
                            padding: 0,
                            dilation,
                        };
                        let zeros = Padding::Same.zeros(axis, input).unwrap();
                        let size = axis.output_size_between(input, zeros).unwrap();
                        assert_eq!(size, input.div_ceil(stride), "{axis:?} at {input}");
                        assert!(zeros[0] == zeros[1] || zeros[0] + 1 == zeros[1]);
                    }
                }
            }
        }
    }

    #[test]
    fn a_padding_that_is_neither_word_nor_number_is_refused() {
        assert_eq!(Padding::parse(" same "), Ok(Padding::Same));
        assert_eq!(Padding::parse("2"), Ok(Padding::Zeros(2)));
        for word in ["full", "-1", "", "1.5"] {
            assert_eq!(
                Padding::parse(word).unwrap_err().code(),
                "padding",
                "{word}"
            );
        }
    }
}
