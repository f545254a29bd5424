//! How frameworks order the axes of a weight.
//!
//! It maps semantics to shapes and back; it moves no data.

use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;
use crate::theory::shape::ShapeError;
use crate::theory::shape::error;

/// A framework family's order of axes.
///
/// | kind | PyTorch | Keras | Flax | MLX |
/// |---|---|---|---|---|
/// | dense | [out, in] | [in, out] | [in, out] | [out, in] |
/// | projection | [out…, in…] | [in…, out…] | [in…, out…] | [out…, in…] |
/// | convolution | [out, in/g, k…] | [k…, in/g, out] | [k…, in/g, out] | [out, k…, in/g] |
/// | depthwise | [C·m, 1, k…] | [k…, C, m] | [k…, 1, C·m] | [C·m, k…, 1] |
/// | transposed | [in, out/g, k…] | [k…, out/g, in] | [k…, in/g, out] | [out, k…, in/g] |
///
/// Flax transposes a kernel only when told `transpose_kernel`; then it has Keras' order.
///
/// # Example
/// ```
/// use varprop::theory::shape::{Layer, LayerKind, Layout};
/// let kind = LayerKind::TransposedConvolution { groups: 1 };
/// let layer = Layer::from_weight_shape(kind, Layout::PyTorch, &[64, 256, 4, 4])?;
/// assert_eq!(layer.fans().fan_in, 1024);
/// # Ok::<(), varprop::theory::shape::ShapeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Channels first: PyTorch, candle, tch.
    PyTorch,
    /// Channels last: Keras, TensorFlow.
    Keras,
    /// Channels last, and every kernel in the order of a plain convolution: Flax.
    Flax,
    /// Outputs first, the other channels last: MLX.
    Mlx,
}

impl Layout {
    /// Every order of axes.
    pub const ALL: [Self; 4] = [Self::PyTorch, Self::Keras, Self::Flax, Self::Mlx];

    /// The lower-case name: `pytorch`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PyTorch => "pytorch",
            Self::Keras => "keras",
            Self::Flax => "flax",
            Self::Mlx => "mlx",
        }
    }

    pub(in crate::theory::shape) fn read(
        self,
        kind: LayerKind,
        shape: &[u64],
    ) -> Result<Layer, ShapeError> {
        match kind {
            LayerKind::Dense => self.read_dense(shape),
            LayerKind::Projection { input_axes } => self.read_projection(kind, input_axes, shape),
            LayerKind::Convolution { groups } => {
                let (kernel, output, input) = self.split(kind, shape)?;
                let inputs = error::product(&[input, groups])?;
                Layer::convolution(inputs, output, kernel, groups)
            }
            LayerKind::TransposedConvolution { groups } => {
                let (kernel, first, second) = self.split(kind, shape)?;
                let whole = error::product(&[second, groups])?;
                let (inputs, outputs) = if self.swaps_transposed() {
                    (first, whole)
                } else {
                    (whole, first)
                };
                Layer::transposed_convolution(inputs, outputs, kernel, groups)
            }
            LayerKind::Depthwise { multiplier } => self.read_depthwise(kind, multiplier, shape),
        }
    }

    pub(in crate::theory::shape) fn write(self, layer: &Layer) -> Vec<u64> {
        let (inputs, outputs, groups) = (layer.inputs(), layer.outputs(), layer.groups());
        let (first, second) = match (layer.kind(), self) {
            (LayerKind::TransposedConvolution { .. }, _) if self.swaps_transposed() => {
                (inputs, outputs / groups)
            }
            (LayerKind::Depthwise { multiplier }, Self::Keras) => (multiplier, inputs),
            _ => (outputs, inputs / groups),
        };
        let kernel = layer.kernel().sizes().iter().copied();
        match self {
            Self::PyTorch => [first, second].into_iter().chain(kernel).collect(),
            Self::Keras | Self::Flax => kernel.chain([second, first]).collect(),
            Self::Mlx if layer.kernel().sizes().is_empty() => vec![first, second],
            Self::Mlx => [first].into_iter().chain(kernel).chain([second]).collect(),
        }
    }

    /// Whether the channels of a transposed convolution change places, as those of its adjoint.
    fn swaps_transposed(self) -> bool {
        matches!(self, Self::PyTorch | Self::Keras)
    }

    fn read_dense(self, shape: &[u64]) -> Result<Layer, ShapeError> {
        match (self, shape) {
            (Self::PyTorch | Self::Mlx, [outputs, inputs])
            | (Self::Keras | Self::Flax, [inputs, outputs]) => Layer::dense(*inputs, *outputs),
            _ => Err(wrong_rank(LayerKind::Dense, "2", shape)),
        }
    }

    fn read_projection(
        self,
        kind: LayerKind,
        input_axes: usize,
        shape: &[u64],
    ) -> Result<Layer, ShapeError> {
        let is_split = 0 < input_axes && input_axes < shape.len();
        if !is_split {
            return Err(wrong_rank(
                kind,
                "more than its input's (at least 1)",
                shape,
            ));
        }
        match self {
            Self::Keras | Self::Flax => {
                let (inputs, outputs) = shape.split_at(input_axes);
                Layer::projection(inputs, outputs)
            }
            Self::PyTorch | Self::Mlx => {
                let (outputs, inputs) = shape.split_at(shape.len() - input_axes);
                Layer::projection(inputs, outputs)
            }
        }
    }

    fn read_depthwise(
        self,
        kind: LayerKind,
        multiplier: u64,
        shape: &[u64],
    ) -> Result<Layer, ShapeError> {
        error::positive("multiplier", multiplier)?;
        let (kernel, first, second) = self.split(kind, shape)?;
        let mismatch = |axis, expected, received| ShapeError::AxisMismatch {
            kind: kind.name(),
            axis,
            expected,
            received,
        };
        match self {
            Self::Keras if first != multiplier => Err(mismatch(shape.len() - 1, multiplier, first)),
            Self::Keras => Layer::depthwise(second, multiplier, kernel),
            _ if second != 1 => Err(mismatch(self.second_axis(shape.len()), 1, second)),
            _ if !first.is_multiple_of(multiplier) => Err(ShapeError::GroupsDoNotDivide {
                channels: "outputs",
                count: first,
                groups: multiplier,
            }),
            _ => Layer::depthwise(first / multiplier, multiplier, kernel),
        }
    }

    /// Where a convolution's inputs of one group stand.
    fn second_axis(self, rank: usize) -> usize {
        match self {
            Self::PyTorch => 1,
            Self::Keras | Self::Flax => rank - 2,
            Self::Mlx => rank - 1,
        }
    }

    /// The kernel sizes, then the axis PyTorch puts first, then its second.
    fn split(self, kind: LayerKind, shape: &[u64]) -> Result<(&[u64], u64, u64), ShapeError> {
        let is_convolution = (3..=5).contains(&shape.len());
        match (self, shape) {
            (Self::PyTorch, [first, second, kernel @ ..]) if is_convolution => {
                Ok((kernel, *first, *second))
            }
            (Self::Keras | Self::Flax, [kernel @ .., second, first])
            | (Self::Mlx, [first, kernel @ .., second])
                if is_convolution =>
            {
                Ok((kernel, *first, *second))
            }
            _ => Err(wrong_rank(kind, "3 to 5", shape)),
        }
    }
}

fn wrong_rank(kind: LayerKind, allowed: &'static str, shape: &[u64]) -> ShapeError {
    ShapeError::WrongRank {
        kind: kind.name(),
        allowed,
        received: shape.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers() -> Vec<Layer> {
        vec![
            Layer::dense(784, 10).unwrap(),
            Layer::convolution(8, 12, &[3], 1).unwrap(),
            Layer::convolution(8, 12, &[3, 5], 4).unwrap(),
            Layer::depthwise(6, 2, &[3, 3]).unwrap(),
            Layer::transposed_convolution(8, 12, &[2, 3, 4], 2).unwrap(),
        ]
    }

    #[test]
    fn a_shape_written_is_read_back_as_the_same_layer() {
        for layer in layers() {
            for layout in Layout::ALL {
                let shape = layer.weight_shape(layout);
                let read = Layer::from_weight_shape(layer.kind(), layout, &shape);
                assert_eq!(read, Ok(layer), "{layout:?} {shape:?}");
            }
        }
    }

    #[test]
    fn shapes_are_those_the_frameworks_print() {
        let shape = |layer: Layer, layout| layer.weight_shape(layout);
        let dense = Layer::dense(784, 10).unwrap();
        assert_eq!(shape(dense, Layout::PyTorch), [10, 784]);
        assert_eq!(shape(dense, Layout::Keras), [784, 10]);
        let transposed = Layer::transposed_convolution(64, 256, &[4, 4], 1).unwrap();
        assert_eq!(shape(transposed, Layout::PyTorch), [64, 256, 4, 4]);
        assert_eq!(shape(transposed, Layout::Keras), [4, 4, 256, 64]);
        let depthwise = Layer::depthwise(32, 2, &[3, 3]).unwrap();
        assert_eq!(shape(depthwise, Layout::PyTorch), [64, 1, 3, 3]);
        assert_eq!(shape(depthwise, Layout::Keras), [3, 3, 32, 2]);
        let grouped = Layer::convolution(32, 64, &[3], 4).unwrap();
        assert_eq!(shape(grouped, Layout::PyTorch), [64, 8, 3]);
        assert_eq!(shape(grouped, Layout::Keras), [3, 8, 64]);
    }

    /// The shapes that Flax 0.12 and MLX give these layers.
    #[test]
    fn flax_and_mlx_order_every_kernel_as_a_plain_convolution() {
        let shapes = |layer: Layer| [Layout::Flax, Layout::Mlx].map(|l| layer.weight_shape(l));
        let transposed = Layer::transposed_convolution(64, 32, &[4, 4], 1).unwrap();
        assert_eq!(shapes(transposed), [[4, 4, 64, 32], [32, 4, 4, 64]]);
        let depthwise = Layer::depthwise(32, 3, &[3, 3]).unwrap();
        assert_eq!(shapes(depthwise), [[3, 3, 1, 96], [96, 3, 3, 1]]);
        let grouped = Layer::convolution(32, 64, &[3], 4).unwrap();
        assert_eq!(shapes(grouped), [[3, 8, 64], [64, 3, 8]]);
        assert_eq!(
            shapes(Layer::dense(784, 10).unwrap()),
            [[784, 10], [10, 784]]
        );
    }

    #[test]
    fn shapes_that_contradict_their_semantics_are_refused() {
        let code = |kind, layout, shape: &[u64]| {
            let refused = Layer::from_weight_shape(kind, layout, shape);
            refused.unwrap_err().code()
        };
        let depthwise = LayerKind::Depthwise { multiplier: 2 };
        let projection = LayerKind::Projection { input_axes: 3 };
        let (torch, keras) = (Layout::PyTorch, Layout::Keras);
        assert_eq!(code(LayerKind::Dense, torch, &[3]), "wrong-rank");
        assert_eq!(code(projection, keras, &[3, 4, 5]), "wrong-rank");
        assert_eq!(code(depthwise, torch, &[64, 2, 3, 3]), "axis-mismatch");
        assert_eq!(code(depthwise, keras, &[3, 3, 32, 1]), "axis-mismatch");
        assert_eq!(code(depthwise, torch, &[63, 1, 3]), "groups-do-not-divide");
    }
}
