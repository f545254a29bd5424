//! Where a framework's layout puts the weight of an output, an input and a place of the kernel.
//!
//! It moves no data; the order that all tests use is `[outputs][inputs/groups][kernel…]`.

use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;

/// The counts that an index is made of.
#[derive(Clone, Copy, Debug)]
pub(in crate::conformance) struct Axes {
    layout: Layout,
    /// Whether inputs stand where a plain convolution has its outputs.
    is_transposed: bool,
    outputs: usize,
    inputs: usize,
    groups: usize,
    volume: usize,
}

impl Axes {
    /// The axes of a layer whose weights fit into memory.
    pub(in crate::conformance) fn new(layer: &Layer, layout: Layout) -> Self {
        Self {
            layout,
            is_transposed: matches!(layer.kind(), LayerKind::TransposedConvolution { .. })
                && matches!(layout, Layout::PyTorch | Layout::Keras),
            outputs: layer.outputs() as usize,
            inputs: layer.inputs() as usize,
            groups: layer.groups() as usize,
            volume: layer.kernel().volume() as usize,
        }
    }

    /// The framework's index of each weight, in the order of the tests.
    pub(in crate::conformance) fn indices(self) -> impl Iterator<Item = usize> {
        let row = self.inputs / self.groups * self.volume;
        (0..self.outputs * row).map(move |at| {
            let (output, rest) = (at / row, at % row);
            self.index(output, rest / self.volume, rest % self.volume)
        })
    }

    /// `input` counts within the group that the output belongs to.
    fn index(self, output: usize, input: usize, place: usize) -> usize {
        let (outputs_a_group, inputs_a_group) =
            (self.outputs / self.groups, self.inputs / self.groups);
        let (first, second, seconds) = if self.is_transposed {
            let group = output / outputs_a_group;
            let input = group * inputs_a_group + input;
            (input, output % outputs_a_group, outputs_a_group)
        } else {
            (output, input, inputs_a_group)
        };
        let firsts = if self.is_transposed {
            self.inputs
        } else {
            self.outputs
        };
        match self.layout {
            Layout::PyTorch => (first * seconds + second) * self.volume + place,
            Layout::Keras | Layout::Flax => (place * seconds + second) * firsts + first,
            Layout::Mlx => (first * self.volume + place) * seconds + second,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indices(layer: &Layer, layout: Layout) -> Vec<usize> {
        Axes::new(layer, layout).indices().collect()
    }

    #[test]
    fn pytorch_layers_are_in_the_order_of_the_tests_unless_transposed() {
        for layer in [
            Layer::dense(3, 2).unwrap(),
            Layer::convolution(4, 6, &[3, 2], 2).unwrap(),
            Layer::depthwise(3, 2, &[3]).unwrap(),
        ] {
            let count = layer.weight_count() as usize;
            assert_eq!(
                indices(&layer, Layout::PyTorch),
                (0..count).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn a_keras_matrix_is_transposed() {
        let layer = Layer::dense(3, 2).unwrap();
        // [in, out]: output 0 reads places 0, 2, 4.
        assert_eq!(indices(&layer, Layout::Keras), [0, 2, 4, 1, 3, 5]);
    }

    #[test]
    fn a_depthwise_keras_kernel_holds_channel_and_multiplier_last() {
        let layer = Layer::depthwise(2, 2, &[2]).unwrap();
        // [k, C, m]: output c·m + j at place p lies at p·4 + output.
        assert_eq!(indices(&layer, Layout::Keras), [0, 4, 1, 5, 2, 6, 3, 7]);
    }

    #[test]
    fn a_transposed_kernel_in_groups_reads_its_own_group() {
        let layer = Layer::transposed_convolution(4, 2, &[1], 2).unwrap();
        // PyTorch's [in, out/g, k]: output 0 has inputs 0 and 1, output 1 has inputs 2 and 3.
        assert_eq!(indices(&layer, Layout::PyTorch), [0, 1, 2, 3]);
        let layer = Layer::transposed_convolution(2, 3, &[1], 1).unwrap();
        assert_eq!(indices(&layer, Layout::PyTorch), [0, 3, 1, 4, 2, 5]);
        assert_eq!(indices(&layer, Layout::Keras), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn every_layout_is_a_permutation() {
        for layer in [
            Layer::projection(&[6], &[2, 3]).unwrap(),
            Layer::convolution(4, 6, &[3, 2], 2).unwrap(),
            Layer::transposed_convolution(6, 4, &[2, 2], 2).unwrap(),
            Layer::depthwise(3, 2, &[3, 3]).unwrap(),
        ] {
            for layout in Layout::ALL {
                let mut all = indices(&layer, layout);
                all.sort_unstable();
                assert_eq!(all, (0..all.len()).collect::<Vec<_>>(), "{layer:?}");
            }
        }
    }
}
