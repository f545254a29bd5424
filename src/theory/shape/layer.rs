//! A layer's semantics: which inputs each output sums over, hence its fans.
//!
//! Fans come from here and never from a bare shape: the same shape means other fans under other
//! semantics. How a framework stores the weight is in `layout`.

use crate::num::Rational;
use crate::theory::shape::Fans;
use crate::theory::shape::Kernel;
use crate::theory::shape::Layout;
use crate::theory::shape::ShapeError;
use crate::theory::shape::error;

/// What a weight does, as needed to read its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// z = W·a, a matrix.
    Dense,
    /// A dense map whose input or output is split over several axes, as attention's
    /// [model, heads, head] kernels: the first `input_axes` axes are inputs, the rest outputs.
    Projection {
        /// How many leading axes are inputs.
        input_axes: usize,
    },
    /// A convolution over 1 to 3 spatial axes.
    Convolution {
        /// Into how many groups the channels fall.
        groups: u64,
    },
    /// A convolution of each channel by itself.
    Depthwise {
        /// Outputs a channel.
        multiplier: u64,
    },
    /// The adjoint of a convolution, which up-samples.
    TransposedConvolution {
        /// Into how many groups the channels fall.
        groups: u64,
    },
}

impl LayerKind {
    /// The kebab-case name: `transposed-convolution`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Projection { .. } => "projection",
            Self::Convolution { .. } => "convolution",
            Self::Depthwise { .. } => "depthwise",
            Self::TransposedConvolution { .. } => "transposed-convolution",
        }
    }
}

/// A layer with one weight tensor, its counts checked.
///
/// # Definition
/// With g groups and kernel sizes k (∏k = 1 for dense layers):
///
/// - fan_in = (inputs/g)·∏k, what one output unit sums over;
/// - fan_out = (outputs/g)·∏k, what one input unit feeds.
///
/// # Assumptions
/// Borders, padding and stride are ignored, as all the initialization papers do. A convolution of
/// stride s feeds each input into fan_out/∏s outputs on average; a transposed convolution of
/// stride s sums over fan_in/∏s inputs on average: see [`Layer::mean_fans_at_stride`].
///
/// # Example
/// ```
/// use varprop::theory::shape::Layer;
/// let depthwise = Layer::depthwise(64, 1, &[3, 3])?;
/// assert_eq!(depthwise.fans().fan_in, 9);
/// # Ok::<(), varprop::theory::shape::ShapeError>(())
/// ```
///
/// # References
/// He et al. (2015), Delving deep into rectifiers, §2.2: n_l = k_l²·c_l; Dumoulin & Visin (2016),
/// A guide to convolution arithmetic for deep learning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    kind: LayerKind,
    inputs: u64,
    outputs: u64,
    groups: u64,
    kernel: Kernel,
}

/// Fans on average over positions, for a given stride.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeanFans {
    /// Inputs that an output unit sums over, on average.
    pub fan_in: Rational,
    /// Outputs that an input unit feeds, on average.
    pub fan_out: Rational,
}

impl Layer {
    /// A dense layer.
    ///
    /// # Errors
    /// `ZeroDimension`, `TooLarge`; so for every constructor here.
    pub fn dense(inputs: u64, outputs: u64) -> Result<Self, ShapeError> {
        Self::checked(LayerKind::Dense, inputs, outputs, 1, Kernel::none())
    }

    /// A dense layer whose inputs and outputs are split over axes.
    ///
    /// # Errors
    /// As [`Layer::dense`].
    pub fn projection(inputs: &[u64], outputs: &[u64]) -> Result<Self, ShapeError> {
        let kind = LayerKind::Projection {
            input_axes: inputs.len(),
        };
        let (inputs, outputs) = (error::product(inputs)?, error::product(outputs)?);
        Self::checked(kind, inputs, outputs, 1, Kernel::none())
    }

    /// A convolution from `inputs` to `outputs` channels.
    ///
    /// # Errors
    /// As [`Layer::dense`]; `GroupsDoNotDivide`; `WrongRank` unless the kernel has 1 to 3 axes.
    pub fn convolution(
        inputs: u64,
        outputs: u64,
        kernel: &[u64],
        groups: u64,
    ) -> Result<Self, ShapeError> {
        let kind = LayerKind::Convolution { groups };
        Self::checked(kind, inputs, outputs, groups, Kernel::new(kernel)?)
    }

    /// A depthwise convolution with `multiplier` outputs a channel: one group a channel.
    ///
    /// # Errors
    /// As [`Layer::convolution`].
    pub fn depthwise(channels: u64, multiplier: u64, kernel: &[u64]) -> Result<Self, ShapeError> {
        let kind = LayerKind::Depthwise { multiplier };
        error::positive("multiplier", multiplier)?;
        let outputs = error::product(&[channels, multiplier])?;
        Self::checked(kind, channels, outputs, channels, Kernel::new(kernel)?)
    }

    /// A transposed convolution from `inputs` to `outputs` channels.
    ///
    /// # Errors
    /// As [`Layer::convolution`].
    pub fn transposed_convolution(
        inputs: u64,
        outputs: u64,
        kernel: &[u64],
        groups: u64,
    ) -> Result<Self, ShapeError> {
        let kind = LayerKind::TransposedConvolution { groups };
        Self::checked(kind, inputs, outputs, groups, Kernel::new(kernel)?)
    }

    /// The layer whose weight a framework stores with this shape.
    ///
    /// # Errors
    /// `WrongRank`, `AxisMismatch`, or as the constructors.
    pub fn from_weight_shape(
        kind: LayerKind,
        layout: Layout,
        shape: &[u64],
    ) -> Result<Self, ShapeError> {
        layout.read(kind, shape)
    }

    /// The shape in which a framework stores the weight.
    #[must_use]
    pub fn weight_shape(&self, layout: Layout) -> Vec<u64> {
        layout.write(self)
    }

    /// The kind of layer.
    #[must_use]
    pub fn kind(&self) -> LayerKind {
        self.kind
    }

    /// Input channels or units.
    #[must_use]
    pub fn inputs(&self) -> u64 {
        self.inputs
    }

    /// Output channels or units.
    #[must_use]
    pub fn outputs(&self) -> u64 {
        self.outputs
    }

    /// Groups; 1 for dense layers, the channels for depthwise ones.
    #[must_use]
    pub fn groups(&self) -> u64 {
        self.groups
    }

    /// The kernel.
    #[must_use]
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// What one output unit sums over and one input unit feeds, at stride 1.
    #[must_use]
    pub fn fans(&self) -> Fans {
        Fans {
            fan_in: self.inputs / self.groups * self.kernel.volume(),
            fan_out: self.outputs / self.groups * self.kernel.volume(),
        }
    }

    /// The fans averaged over positions for these strides, borders apart.
    ///
    /// A convolution keeps fan_in and divides fan_out by ∏s; a transposed convolution keeps
    /// fan_out and divides fan_in by ∏s, since only every s-th place of the up-sampled input
    /// holds a value.
    ///
    /// # Errors
    /// `StrideCount` unless there is one stride an axis; `ZeroDimension`; `TooLarge`.
    pub fn mean_fans_at_stride(&self, strides: &[u64]) -> Result<MeanFans, ShapeError> {
        let expected = self.kernel.sizes().len();
        if strides.len() != expected {
            let received = strides.len();
            return Err(ShapeError::StrideCount { expected, received });
        }
        for stride in strides {
            error::positive("stride", *stride)?;
        }
        let stride = error::product(strides)?;
        let (by_in, by_out) = match self.kind {
            LayerKind::TransposedConvolution { .. } => (stride, 1),
            _ => (1, stride),
        };
        let over = |n: u64, d: u64| {
            Rational::new(i128::from(n), i128::from(d)).map_err(|_| ShapeError::TooLarge)
        };
        Ok(MeanFans {
            fan_in: over(self.fans().fan_in, by_in)?,
            fan_out: over(self.fans().fan_out, by_out)?,
        })
    }

    fn checked(
        kind: LayerKind,
        inputs: u64,
        outputs: u64,
        groups: u64,
        kernel: Kernel,
    ) -> Result<Self, ShapeError> {
        error::positive("inputs", inputs)?;
        error::positive("outputs", outputs)?;
        error::positive("groups", groups)?;
        for (channels, count) in [("inputs", inputs), ("outputs", outputs)] {
            if !count.is_multiple_of(groups) {
                return Err(ShapeError::GroupsDoNotDivide {
                    channels,
                    count,
                    groups,
                });
            }
        }
        // Both fans divide this count, so they cannot overflow either.
        error::product(&[outputs, inputs / groups, kernel.volume()])?;
        Ok(Self {
            kind,
            inputs,
            outputs,
            groups,
            kernel,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fans(layer: Layer) -> (u64, u64) {
        (layer.fans().fan_in, layer.fans().fan_out)
    }

    #[test]
    fn grouped_convolution_feeds_only_its_own_group() {
        // pytorch #23854, timm #84: fan_out used all 256 output channels instead of 1.
        let layer = Layer::convolution(256, 256, &[3, 3], 256).unwrap();
        assert_eq!(fans(layer), (9, 9));
        let grouped = Layer::convolution(32, 64, &[3, 3], 4).unwrap();
        assert_eq!(fans(grouped), (72, 144));
    }

    #[test]
    fn depthwise_kernel_of_512_channels_has_fan_in_9() {
        // keras #11773: fan_in was C·k² = 4608.
        assert_eq!(fans(Layer::depthwise(512, 1, &[3, 3]).unwrap()), (9, 9));
        assert_eq!(fans(Layer::depthwise(64, 2, &[3, 3]).unwrap()), (9, 18));
    }

    #[test]
    fn transposed_convolution_sums_over_its_input_channels() {
        // tensorflow #31192, Lasagne #858: fan_in was read from the 256 output channels.
        let layer = Layer::transposed_convolution(64, 256, &[4, 4], 1).unwrap();
        assert_eq!(fans(layer), (64 * 16, 256 * 16));
    }

    #[test]
    fn convolution_fans_are_products_and_not_sums_of_dimensions() {
        // Flux #442: fans were sum(dims) = 134 for both together instead of 1152.
        let layer = Layer::convolution(64, 64, &[3, 3], 1).unwrap();
        assert_eq!(fans(layer), (576, 576));
    }

    #[test]
    fn fan_out_counts_the_receptive_field() {
        // keras PR #2252, chainer PR #1774: fan_out was the 128 output channels alone.
        let layer = Layer::convolution(64, 128, &[5, 5], 1).unwrap();
        assert_eq!(fans(layer), (64 * 25, 128 * 25));
    }

    #[test]
    fn attention_query_of_rank_3_is_a_dense_map() {
        // keras PR #22789: [32, 8, 16] was read as a convolution kernel, fan_in 32·8 = 256.
        let kind = LayerKind::Projection { input_axes: 1 };
        let query = Layer::from_weight_shape(kind, Layout::Keras, &[32, 8, 16]).unwrap();
        assert_eq!(fans(query), (32, 128));
        let kind = LayerKind::Projection { input_axes: 2 };
        let output = Layer::from_weight_shape(kind, Layout::Keras, &[8, 16, 32]).unwrap();
        assert_eq!(fans(output), (128, 32));
    }

    /// Counts, by walking a strided one-dimensional transposed convolution far from its borders,
    /// how many (input, tap) pairs reach outputs in one period.
    fn counted_fan_in(inputs: u64, kernel: u64, stride: u64) -> Rational {
        let pairs = (0..stride)
            .map(|phase| (0..kernel).filter(|tap| tap % stride == phase).count() as i128)
            .sum::<i128>();
        Rational::new(pairs * i128::from(inputs), i128::from(stride)).unwrap()
    }

    #[test]
    fn stride_thins_what_a_transposed_convolution_sums_over() {
        for (kernel, stride) in [(4, 2), (3, 2), (5, 3), (2, 4)] {
            let layer = Layer::transposed_convolution(6, 10, &[kernel], 1).unwrap();
            let mean = layer.mean_fans_at_stride(&[stride]).unwrap();
            assert_eq!(mean.fan_in, counted_fan_in(6, kernel, stride));
            assert_eq!(mean.fan_out, Rational::integer(10 * kernel as i64));
        }
    }

    #[test]
    fn stride_thins_what_an_input_of_a_convolution_feeds() {
        let layer = Layer::convolution(6, 10, &[4, 4], 1).unwrap();
        let mean = layer.mean_fans_at_stride(&[2, 2]).unwrap();
        assert_eq!(mean.fan_in, Rational::integer(96));
        assert_eq!(mean.fan_out, Rational::integer(40));
        let refused = layer.mean_fans_at_stride(&[2]).unwrap_err();
        assert_eq!(refused.code(), "stride-count");
    }

    #[test]
    fn impossible_layers_are_refused() {
        let code = |layer: Result<Layer, ShapeError>| layer.unwrap_err().code();
        assert_eq!(code(Layer::dense(0, 5)), "zero-dimension");
        assert_eq!(code(Layer::dense(u64::MAX, 2)), "too-large");
        assert_eq!(
            code(Layer::convolution(6, 9, &[3], 2)),
            "groups-do-not-divide"
        );
        assert_eq!(code(Layer::convolution(6, 9, &[3], 0)), "zero-dimension");
        assert_eq!(code(Layer::convolution(6, 9, &[3; 4], 1)), "wrong-rank");
        assert_eq!(code(Layer::depthwise(0, 1, &[3])), "zero-dimension");
    }
}
