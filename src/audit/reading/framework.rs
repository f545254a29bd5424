//! Whose order of axes a file has: the one place that says how a framework stores each kind of
//! layer.
//!
//! To add a framework: a variant, its entry in `ALL`, and its order in `layout`.

use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;

/// Whose conventions the axes of a weight follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) enum Framework {
    /// PyTorch, and candle, tch and tinygrad, which follow it.
    PyTorch,
    /// Keras and TensorFlow.
    Keras,
    /// Flax.
    Flax,
    /// Haiku and Sonnet: Keras' transposed kernels, Flax' depthwise ones.
    Haiku,
    /// burn: a dense layer stores [in, out], convolutions as PyTorch does.
    Burn,
    /// MLX.
    Mlx,
}

impl Framework {
    /// Words for each in a specification, the first of which is its name.
    pub(in crate::audit) const ALL: [(Self, &[&str]); 6] = [
        (Self::PyTorch, &["pytorch", "torch", "candle", "tch"]),
        (Self::Keras, &["keras", "tensorflow", "tf"]),
        (Self::Flax, &["flax", "jax"]),
        (Self::Haiku, &["haiku", "sonnet"]),
        (Self::Burn, &["burn"]),
        (Self::Mlx, &["mlx"]),
    ];

    /// The framework of a word.
    pub(in crate::audit) fn of_word(word: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find_map(|(framework, words)| words.contains(&word).then_some(*framework))
    }

    /// The framework whose every layer has this order.
    pub(in crate::audit) fn of_layout(layout: Layout) -> Self {
        match layout {
            Layout::PyTorch => Self::PyTorch,
            Layout::Keras => Self::Keras,
            Layout::Flax => Self::Flax,
            Layout::Mlx => Self::Mlx,
        }
    }

    /// The order in which it stores a layer of this kind.
    pub(in crate::audit) fn layout(self, kind: LayerKind) -> Layout {
        let is_dense = matches!(kind, LayerKind::Dense | LayerKind::Projection { .. });
        let is_depthwise = matches!(kind, LayerKind::Depthwise { .. });
        match self {
            Self::PyTorch => Layout::PyTorch,
            Self::Keras => Layout::Keras,
            Self::Flax => Layout::Flax,
            Self::Haiku if is_depthwise => Layout::Flax,
            Self::Haiku => Layout::Keras,
            Self::Burn if is_dense => Layout::Keras,
            Self::Burn => Layout::PyTorch,
            Self::Mlx => Layout::Mlx,
        }
    }
}

/// The axis along which a weight's outputs lie, and so the parts of a packed one.
pub(in crate::audit) fn output_axis(kind: LayerKind, layout: Layout, rank: usize) -> usize {
    let is_transposed = matches!(kind, LayerKind::TransposedConvolution { .. });
    match layout {
        Layout::PyTorch if is_transposed => 1,
        Layout::Keras if is_transposed => rank.saturating_sub(2),
        Layout::PyTorch | Layout::Mlx => 0,
        Layout::Keras | Layout::Flax => rank.saturating_sub(1),
    }
}
