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

    /// How many weights there are: fan_in for each output.
    #[must_use]
    pub fn weight_count(&self) -> u64 {
        self.outputs * self.fans().fan_in
    }

    /// How many biases there are, where the layer has any: one for each output.
    #[must_use]
    pub fn bias_count(&self) -> u64 {
        self.outputs
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
mod tests;
