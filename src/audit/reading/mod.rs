//! What a tensor is for, read from its name and shape by documented rules.
//!
//! The rules are data, first match wins. A guess says that it is one: a specification overrides it.

mod inventory;

pub use inventory::Inventory;

use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;

/// What a tensor does in its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Multiplies activations.
    Weight,
    /// Is added to them.
    Bias,
    /// Rows that are looked up.
    Embedding,
    /// The factor of a normalization: 1 at first.
    NormScale,
    /// The offset of a normalization: 0 at first.
    NormOffset,
    /// A running average, a counter, a buffer: no initializer draws it.
    Buffer,
    /// Nothing in the name says.
    Unknown,
}

impl Role {
    /// The kebab-case name: `norm-scale`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Bias => "bias",
            Self::Embedding => "embedding",
            Self::NormScale => "norm-scale",
            Self::NormOffset => "norm-offset",
            Self::Buffer => "buffer",
            Self::Unknown => "unknown",
        }
    }
}

/// Whose conventions a name follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rule {
    /// Parts of a name, lower case; all must occur, the last one at the end if it begins with `$`.
    parts: &'static [&'static str],
    role: Role,
    /// The order of axes, where the name tells it.
    layout: Option<Layout>,
}

const fn rule(parts: &'static [&'static str], role: Role, layout: Option<Layout>) -> Rule {
    Rule {
        parts,
        role,
        layout,
    }
}

const TORCH: Option<Layout> = Some(Layout::PyTorch);
const KERAS: Option<Layout> = Some(Layout::Keras);

/// From names to roles. PyTorch, candle, tch and burn say `weight` and `bias`; Keras, TensorFlow
/// and Flax `kernel`, `gamma`, `beta`, `scale`, `embeddings`.
const RULES: &[Rule] = &[
    rule(&["num_batches_tracked"], Role::Buffer, None),
    rule(&["running_mean"], Role::Buffer, None),
    rule(&["running_var"], Role::Buffer, None),
    rule(&["moving_mean"], Role::Buffer, None),
    rule(&["moving_var"], Role::Buffer, None),
    rule(&["inv_freq"], Role::Buffer, None),
    rule(&["$gamma"], Role::NormScale, None),
    rule(&["$beta"], Role::NormOffset, None),
    rule(&["norm", "$scale"], Role::NormScale, None),
    rule(&["norm", "$weight"], Role::NormScale, None),
    rule(&["norm", "$bias"], Role::NormOffset, None),
    rule(&["ln_", "$weight"], Role::NormScale, None),
    rule(&["ln_", "$bias"], Role::NormOffset, None),
    rule(&["bn", "$weight"], Role::NormScale, None),
    rule(&["bn", "$bias"], Role::NormOffset, None),
    rule(&["$bias"], Role::Bias, None),
    rule(&["embed"], Role::Embedding, None),
    rule(&["wte"], Role::Embedding, None),
    rule(&["wpe"], Role::Embedding, None),
    // GPT-2's Conv1D is a dense layer that stores [in, out] (Hugging Face transformers).
    rule(&["c_attn", "$weight"], Role::Weight, KERAS),
    rule(&["c_proj", "$weight"], Role::Weight, KERAS),
    rule(&["c_fc", "$weight"], Role::Weight, KERAS),
    rule(&["kernel"], Role::Weight, KERAS),
    rule(&["weight"], Role::Weight, TORCH),
];

/// Words that say that a convolution up-samples.
const TRANSPOSED: &[&str] = &["transpose", "deconv", "upconv", "conv_t", "up_conv"];

/// Words of weights that hold several matrices one after the other, and how many.
const PACKED: &[(&str, u64)] = &[
    ("in_proj_weight", 3),
    ("in_proj_bias", 3),
    ("c_attn", 3),
    ("query_key_value", 3),
    ("qkv", 3),
    ("kv_proj", 2),
    ("gate_up_proj", 2),
    ("weight_ih", 4),
    ("weight_hh", 4),
];

/// What is read from a name and a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the tensor does.
    pub role: Role,
    /// The order of its axes.
    pub layout: Layout,
    /// The layer, for weights; of packed ones that of one part. Missing where the shape is no
    /// layer's.
    pub layer: Option<Layer>,
    /// How many equal parts it holds, along the axis of outputs.
    pub parts: u64,
    /// Another layer of the same shape: a convolution from one channel looks depthwise.
    pub alternative: Option<Layer>,
    /// The layer whose biases it holds.
    pub bias_of: Option<Layer>,
    /// Hidden units of the recurrent cell that it belongs to: PyTorch draws all its tensors from
    /// U(±1/√hidden).
    pub hidden: Option<u64>,
    /// How many equal blocks the model has that it belongs to, where names count them.
    pub depth: Option<u64>,
    /// The initializer that a specification expects, in the words of `varprop init`.
    pub expected: Option<String>,
}

impl Reading {
    /// Reads a name and a shape; `usual` is the order of axes where the name does not tell.
    ///
    /// # Example
    /// ```
    /// use varprop::audit::{Reading, Role};
    /// use varprop::theory::shape::Layout;
    /// let reading = Reading::of("features.0.weight", &[32, 16, 3, 3], Layout::PyTorch);
    /// assert_eq!(reading.role, Role::Weight);
    /// assert_eq!(reading.layer.map(|layer| layer.fans().fan_in), Some(144));
    /// ```
    #[must_use]
    pub fn of(name: &str, shape: &[u64], usual: Layout) -> Self {
        let lower = name.to_lowercase();
        // A normal law in a name is no normalization.
        let lower = lower.replace("normaliz", "norm").replace("normal", "");
        let rule = RULES.iter().find(|rule| rule.matches(&lower));
        let role = rule.map_or(Role::Unknown, |rule| rule.role);
        let layout = rule.and_then(|rule| rule.layout).unwrap_or(usual);
        let parts = PACKED.iter().find(|(word, _)| lower.contains(word));
        let parts = parts.map_or(1, |(_, parts)| *parts);
        let is_layer = matches!(role, Role::Weight | Role::Unknown);
        let kinds = if is_layer {
            kinds(&lower, shape, layout)
        } else {
            Vec::new()
        };
        let shape = of_one_part(shape, layout, parts);
        let mut layers = kinds
            .into_iter()
            .filter_map(|kind| Layer::from_weight_shape(kind, layout, &shape).ok());
        Self {
            role,
            layout,
            layer: layers.next(),
            parts,
            alternative: layers.next(),
            bias_of: None,
            hidden: None,
            depth: None,
            expected: None,
        }
    }
}

/// The shape of one of equal parts that follow one another along the axis of outputs.
fn of_one_part(shape: &[u64], layout: Layout, parts: u64) -> Vec<u64> {
    let mut shape = shape.to_vec();
    let outputs = match layout {
        Layout::PyTorch => shape.first_mut(),
        Layout::Keras => shape.last_mut(),
    };
    if let Some(outputs) = outputs.filter(|outputs| outputs.is_multiple_of(parts)) {
        *outputs /= parts;
    }
    shape
}

impl Rule {
    fn matches(&self, name: &str) -> bool {
        self.parts.iter().all(|part| match part.strip_prefix('$') {
            Some(end) => name.ends_with(end),
            None => name.contains(part),
        })
    }
}

/// The kinds of layer that this shape may be, the likeliest first.
fn kinds(name: &str, shape: &[u64], layout: Layout) -> Vec<LayerKind> {
    if shape.len() == 2 {
        return vec![LayerKind::Dense];
    }
    if !(3..=5).contains(&shape.len()) {
        return Vec::new();
    }
    if TRANSPOSED.iter().any(|word| name.contains(word)) {
        return vec![LayerKind::TransposedConvolution { groups: 1 }];
    }
    let convolution = LayerKind::Convolution { groups: 1 };
    let (from_one, last) = match layout {
        Layout::PyTorch => (shape[1] == 1 && shape[0] > 1, 1),
        Layout::Keras => (false, shape[shape.len() - 1]),
    };
    let depthwise = LayerKind::Depthwise { multiplier: last };
    let is_named =
        name.contains("depthwise") || name.contains("dw_conv") || name.contains("dwconv");
    if is_named {
        return vec![depthwise];
    }
    if from_one {
        return vec![convolution, depthwise];
    }
    vec![convolution]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fans(name: &str, shape: &[u64], usual: Layout) -> (u64, u64) {
        let fans = Reading::of(name, shape, usual).layer.unwrap().fans();
        (fans.fan_in, fans.fan_out)
    }

    #[test]
    fn names_of_each_framework_tell_the_order_of_axes() {
        for (name, shape, expected) in [
            ("0.weight", &[96, 128][..], (128, 96)),
            ("dense/kernel", &[128, 96], (128, 96)),
            ("params.Conv_0.kernel", &[3, 3, 16, 32], (144, 288)),
            ("conv.weight", &[32, 16, 3, 3], (144, 288)),
            ("h.0.mlp.c_fc.weight", &[768, 3072], (768, 3072)),
            ("depthwise_conv2d/depthwise_kernel", &[3, 3, 96, 1], (9, 9)),
            ("deconv1.weight", &[64, 32, 4, 4], (1024, 512)),
        ] {
            assert_eq!(fans(name, shape, Layout::PyTorch), expected, "{name}");
        }
    }

    #[test]
    fn a_name_that_tells_nothing_follows_the_usual_order() {
        assert_eq!(fans("glorot", &[150, 60], Layout::Keras), (150, 60));
        assert_eq!(fans("glorot", &[150, 60], Layout::PyTorch), (60, 150));
    }

    #[test]
    fn a_convolution_from_one_channel_may_be_depthwise() {
        let reading = Reading::of("stem.weight", &[64, 1, 3, 3], Layout::PyTorch);
        assert_eq!(reading.layer.unwrap().fans().fan_out, 576);
        assert_eq!(reading.alternative.unwrap().fans().fan_out, 9);
        let named = Reading::of("dwconv.weight", &[64, 1, 3, 3], Layout::PyTorch);
        assert_eq!(named.layer.unwrap().fans().fan_out, 9);
    }

    #[test]
    fn what_no_initializer_of_weights_draws_is_recognized() {
        for (name, role) in [
            ("bn1.running_mean", Role::Buffer),
            ("layer_norm.weight", Role::NormScale),
            ("LayerNorm_0/scale", Role::NormScale),
            ("batch_normalization/gamma", Role::NormScale),
            ("h.0.ln_1.bias", Role::NormOffset),
            ("fc.bias", Role::Bias),
            ("wte.weight", Role::Embedding),
            ("model.embed_tokens.weight", Role::Embedding),
            ("trained", Role::Unknown),
        ] {
            let reading = Reading::of(name, &[64], Layout::PyTorch);
            assert_eq!((reading.role, reading.layer), (role, None), "{name}");
        }
    }

    #[test]
    fn a_normal_law_in_a_name_is_no_normalization() {
        let role = |name: &str| Reading::of(name, &[8, 8], Layout::PyTorch).role;
        assert_eq!(role("kaiming_normal.weight"), Role::Weight);
        assert_eq!(role("layer_normalization.weight"), Role::NormScale);
    }

    #[test]
    fn packed_weights_say_how_many_parts_they_hold() {
        assert_eq!(
            fans("in_proj_weight", &[192, 64], Layout::PyTorch),
            (64, 64)
        );
        assert_eq!(
            fans("h.0.attn.c_attn.weight", &[768, 2304], Layout::PyTorch),
            (768, 768)
        );
        let parts = |name: &str| Reading::of(name, &[192, 64], Layout::PyTorch).parts;
        assert_eq!(parts("attention.in_proj_weight"), 3);
        assert_eq!(parts("attn.qkv.weight"), 3);
        assert_eq!(parts("fc.weight"), 1);
    }
}
