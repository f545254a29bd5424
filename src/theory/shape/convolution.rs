//! A convolution over 1 to 3 axes as a shape: output, padding, counts of weights and products.
//!
//! It computes no convolution: that is `linear`'s.

use crate::theory::shape::ConvolutionAxis;
use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Padding;
use crate::theory::shape::ShapeError;
use crate::theory::shape::error;

/// A convolution layer with its strides, dilations and padding.
///
/// # Example
/// ```
/// use varprop::theory::shape::{Convolution, Layer, Padding};
/// let layer = Layer::convolution(3, 16, &[3, 3], 1)?;
/// let shape = Convolution::new(layer, &[2, 2], &[1, 1], Padding::Same)?.over(&[32, 32])?;
/// assert_eq!((shape.output, shape.multiply_accumulates), (vec![16, 16], 16 * 16 * 16 * 27));
/// # Ok::<(), varprop::theory::shape::ShapeError>(())
/// ```
///
/// # References
/// Dumoulin & Visin (2016), A guide to convolution arithmetic for deep learning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convolution {
    layer: Layer,
    axes: Vec<ConvolutionAxis>,
    padding: Padding,
}

/// What a convolution makes of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvolvedShape {
    /// The size of each axis of the output; its channels are the layer's outputs.
    pub output: Vec<u64>,
    /// Zeros before and after each axis.
    pub zeros: Vec<[u64; 2]>,
    /// Places of the padded input at the end of each axis that no window reaches.
    pub unused: Vec<u64>,
    /// One a weight and output place: outputs·∏out·fan_in, products with padded zeros included.
    pub multiply_accumulates: u64,
}

impl Convolution {
    /// A convolution with one stride and one dilation an axis of the kernel.
    ///
    /// # Errors
    /// `NotAConvolution` for a dense or transposed layer, `StrideCount`, `DilationCount`,
    /// `ZeroDimension`.
    pub fn new(
        layer: Layer,
        strides: &[u64],
        dilations: &[u64],
        padding: Padding,
    ) -> Result<Self, ShapeError> {
        let kind = layer.kind();
        if !matches!(
            kind,
            LayerKind::Convolution { .. } | LayerKind::Depthwise { .. }
        ) {
            return Err(ShapeError::NotAConvolution { kind: kind.name() });
        }
        let expected = layer.kernel().sizes().len();
        if strides.len() != expected {
            let received = strides.len();
            return Err(ShapeError::StrideCount { expected, received });
        }
        if dilations.len() != expected {
            let received = dilations.len();
            return Err(ShapeError::DilationCount { expected, received });
        }
        let axes = layer.kernel().sizes().iter().zip(strides).zip(dilations);
        let axes = axes.map(|((kernel, stride), dilation)| axis(*kernel, *stride, *dilation));
        let axes = axes.collect::<Result<_, _>>()?;
        Ok(Self {
            layer,
            axes,
            padding,
        })
    }

    /// The layer: channels, groups, kernel, fans.
    #[must_use]
    pub fn layer(&self) -> &Layer {
        &self.layer
    }

    /// Kernel, stride and dilation of each axis; the padding depends on the input.
    #[must_use]
    pub fn axes(&self) -> &[ConvolutionAxis] {
        &self.axes
    }

    /// What it makes of an input of these sizes, one an axis.
    ///
    /// # Errors
    /// `InputRank`, `ZeroDimension`, `KernelExceedsInput`, `TooLarge`.
    pub fn over(&self, input: &[u64]) -> Result<ConvolvedShape, ShapeError> {
        if input.len() != self.axes.len() {
            return Err(ShapeError::InputRank {
                expected: self.axes.len(),
                received: input.len(),
            });
        }
        let mut shape = ConvolvedShape {
            output: Vec::new(),
            zeros: Vec::new(),
            unused: Vec::new(),
            multiply_accumulates: 0,
        };
        for (axis, size) in self.axes.iter().zip(input) {
            let zeros = self.padding.zeros(*axis, *size)?;
            let output = axis.output_size_between(*size, zeros)?;
            let reached = (output - 1) * axis.stride + axis.span()?;
            shape.unused.push(size + zeros[0] + zeros[1] - reached);
            shape.output.push(output);
            shape.zeros.push(zeros);
        }
        let places = error::product(&shape.output)?;
        let fan_in = self.layer.fans().fan_in;
        shape.multiply_accumulates = error::product(&[places, self.layer.outputs(), fan_in])?;
        Ok(shape)
    }
}

fn axis(kernel: u64, stride: u64, dilation: u64) -> Result<ConvolutionAxis, ShapeError> {
    error::positive("stride", stride)?;
    error::positive("dilation", dilation)?;
    Ok(ConvolutionAxis {
        kernel,
        stride,
        padding: 0,
        dilation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(kernel: u64, stride: u64, padding: Padding) -> Convolution {
        let layer = Layer::convolution(4, 6, &[kernel, kernel], 2).unwrap();
        Convolution::new(layer, &[stride; 2], &[1, 1], padding).unwrap()
    }

    #[test]
    fn multiply_accumulates_are_counted_window_by_window() {
        let convolution = square(3, 2, Padding::Zeros(1));
        let shape = convolution.over(&[9, 8]).unwrap();
        assert_eq!((shape.output, shape.unused), (vec![5, 4], vec![0, 1]));
        // 20 places, 6 outputs, each over 2 of 4 channels and 9 places of the kernel.
        assert_eq!(shape.multiply_accumulates, 20 * 6 * 2 * 9);
        assert_eq!(convolution.layer().weight_count(), 6 * 2 * 9);
        assert_eq!(convolution.layer().bias_count(), 6);
    }

    /// 199 → 99 → 49 → 24 → 11 → 5 → 2: an even rest loses its last row and column.
    #[test]
    fn places_that_no_window_reaches_are_counted() {
        let halving = square(3, 2, Padding::Valid);
        let mut side = 199;
        let mut steps = Vec::new();
        while let Ok(shape) = halving.over(&[side, side]) {
            side = shape.output[0];
            steps.push((side, shape.unused[0]));
        }
        assert_eq!(steps, [(99, 0), (49, 0), (24, 0), (11, 1), (5, 0), (2, 0)]);
    }

    #[test]
    fn shapes_that_do_not_fit_are_refused_by_code() {
        let layer = Layer::convolution(1, 1, &[3, 3], 1).unwrap();
        let new = |strides: &[u64], dilations: &[u64]| {
            Convolution::new(layer, strides, dilations, Padding::Valid).map_err(|e| e.code())
        };
        assert_eq!(new(&[1], &[1, 1]), Err("stride-count"));
        assert_eq!(new(&[1, 1], &[1]), Err("dilation-count"));
        assert_eq!(new(&[0, 1], &[1, 1]), Err("zero-dimension"));
        let convolution = new(&[1, 1], &[2, 2]).unwrap();
        let code = |input: &[u64]| convolution.over(input).unwrap_err().code();
        assert_eq!(code(&[9]), "input-rank");
        assert_eq!(code(&[9, 4]), "kernel-exceeds-input");
        let dense = Layer::dense(2, 2).unwrap();
        let refused = Convolution::new(dense, &[], &[], Padding::Same).unwrap_err();
        assert_eq!(refused.code(), "not-a-convolution");
    }
}
