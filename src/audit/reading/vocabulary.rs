//! What frameworks call things: the rules of names, as data.
//!
//! To teach the audit a framework's name, add it here, in the list of what it names. Names are in
//! lower case; words are those of [`words`](super::name::words), compared whole.

use crate::audit::reading::framework::Framework;
use crate::audit::reading::name::words;

/// What the last component of a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit::reading) enum Leaf {
    /// A weight, in this framework's order if it tells one.
    Weight(Framework),
    /// A bias.
    Bias,
    /// The factor of a normalization.
    Scale,
    /// The offset of a normalization.
    Offset,
    /// Rows that are looked up.
    Embedding,
    /// What no initializer draws.
    Buffer,
    /// A statistic, where it belongs to a normalization.
    Statistic,
    /// A parameter of its own, which is no layer's weight.
    Own,
}

use Framework::Haiku;
use Framework::Keras;
use Framework::Mlx;
use Framework::PyTorch;

/// What tensors are called in their layers.
const LEAVES: &[(&str, Leaf)] = &[
    ("weight", Leaf::Weight(PyTorch)),
    ("weight_orig", Leaf::Weight(PyTorch)),
    ("weight_v", Leaf::Weight(PyTorch)),
    ("original", Leaf::Weight(PyTorch)),
    ("original1", Leaf::Weight(PyTorch)),
    // Keras, TensorFlow, Flax.
    ("kernel", Leaf::Weight(Keras)),
    // Haiku, Sonnet.
    ("w", Leaf::Weight(Haiku)),
    ("w_i", Leaf::Weight(Haiku)),
    ("w_h", Leaf::Weight(Haiku)),
    // MLX's recurrent cells.
    ("wx", Leaf::Weight(Mlx)),
    ("wh", Leaf::Weight(Mlx)),
    ("wxh", Leaf::Weight(Mlx)),
    ("whh", Leaf::Weight(Mlx)),
    ("text_projection", Leaf::Weight(Keras)),
    ("proj", Leaf::Weight(Keras)),
    // Experts of a mixture, one after the other.
    ("gate_up_proj", Leaf::Weight(Keras)),
    ("down_proj", Leaf::Weight(Keras)),
    ("bias", Leaf::Bias),
    ("b", Leaf::Bias),
    ("biases", Leaf::Bias),
    // Of PyTorch's attention, and Transformer-XL's.
    ("bias_k", Leaf::Bias),
    ("bias_u", Leaf::Bias),
    ("bias_v", Leaf::Bias),
    ("bhn", Leaf::Bias),
    ("bias_n", Leaf::Bias),
    ("gamma", Leaf::Scale),
    ("scale", Leaf::Scale),
    ("beta", Leaf::Offset),
    ("offset", Leaf::Offset),
    ("embedding", Leaf::Embedding),
    ("embeddings", Leaf::Embedding),
    ("relative_position_bias_table", Leaf::Embedding),
    ("rel_pos_h", Leaf::Embedding),
    ("rel_pos_w", Leaf::Embedding),
    ("num_batches_tracked", Leaf::Buffer),
    ("running_mean", Leaf::Buffer),
    ("running_var", Leaf::Buffer),
    ("moving_mean", Leaf::Buffer),
    ("moving_var", Leaf::Buffer),
    ("moving_variance", Leaf::Buffer),
    ("seed_generator_state", Leaf::Buffer),
    ("min_val", Leaf::Buffer),
    ("max_val", Leaf::Buffer),
    ("inv_freq", Leaf::Buffer),
    ("freqs_cis", Leaf::Buffer),
    ("cos_cached", Leaf::Buffer),
    ("sin_cached", Leaf::Buffer),
    ("position_ids", Leaf::Buffer),
    ("token_type_ids", Leaf::Buffer),
    ("relative_position_index", Leaf::Buffer),
    ("relative_coords_table", Leaf::Buffer),
    ("masked_bias", Leaf::Buffer),
    ("mask", Leaf::Buffer),
    ("attn_mask", Leaf::Buffer),
    ("causal_mask", Leaf::Buffer),
    // A diffusion's schedule.
    ("betas", Leaf::Buffer),
    ("alphas_cumprod", Leaf::Buffer),
    ("alphas_cumprod_prev", Leaf::Buffer),
    ("sqrt_alphas_cumprod", Leaf::Buffer),
    ("sqrt_one_minus_alphas_cumprod", Leaf::Buffer),
    ("log_one_minus_alphas_cumprod", Leaf::Buffer),
    ("sigmas", Leaf::Buffer),
    // Weight normalization starts from the norms of its weight, spectral from drawn vectors.
    ("weight_g", Leaf::Buffer),
    ("original0", Leaf::Buffer),
    ("weight_u", Leaf::Buffer),
    ("_u", Leaf::Buffer),
    ("_v", Leaf::Buffer),
    ("vector_u", Leaf::Buffer),
    ("mean", Leaf::Statistic),
    ("var", Leaf::Statistic),
    ("variance", Leaf::Statistic),
    ("count", Leaf::Statistic),
    ("counter", Leaf::Statistic),
    ("hidden", Leaf::Statistic),
    ("average", Leaf::Statistic),
    ("a_log", Leaf::Own),
    ("dt_bias", Leaf::Own),
    ("latents", Leaf::Own),
];

/// How such names end, where they are not in the list.
const ENDINGS: &[(&str, Leaf)] = &[
    ("_weight", Leaf::Weight(PyTorch)),
    ("_kernel", Leaf::Weight(Keras)),
    ("_bias", Leaf::Bias),
    ("_embedding", Leaf::Embedding),
    ("_embeddings", Leaf::Embedding),
    ("_embed", Leaf::Embedding),
    ("_emb", Leaf::Embedding),
    ("_token", Leaf::Own),
    ("_tokens", Leaf::Own),
    ("_mask", Leaf::Buffer),
    ("_bias_u", Leaf::Bias),
    ("_bias_v", Leaf::Bias),
    ("_biases", Leaf::Bias),
    // What an observer has seen, or is allowed to see: infinite at first.
    ("_min", Leaf::Buffer),
    ("_max", Leaf::Buffer),
];

/// How the tensors of PyTorch's recurrent cells begin, before the number of the layer.
const BEGINNINGS: &[(&str, Leaf)] = &[
    ("weight_ih", Leaf::Weight(PyTorch)),
    ("weight_hh", Leaf::Weight(PyTorch)),
    ("weight_hr", Leaf::Weight(PyTorch)),
    ("bias_ih", Leaf::Bias),
    ("bias_hh", Leaf::Bias),
];

/// What a last component says, in lower case.
pub(in crate::audit::reading) fn leaf(name: &str) -> Option<Leaf> {
    let is = |(known, _): &&(&str, Leaf)| *known == name;
    let begins = |(known, _): &&(&str, Leaf)| name.starts_with(known);
    let ends = |(known, _): &&(&str, Leaf)| name.ends_with(known);
    let found = LEAVES.iter().find(is);
    let found = found.or_else(|| BEGINNINGS.iter().find(begins));
    let found = found.or_else(|| ENDINGS.iter().find(ends));
    found.map(|(_, leaf)| *leaf)
}

/// Whether a component is what a tensor is called in its layer.
pub(in crate::audit::reading) fn is_leaf(component: &str) -> bool {
    leaf(&component.to_lowercase()).is_some()
}

/// Words of layers that normalize; `layernorm` and the like by their end.
const NORMS: &[&str] = &["bn", "ln", "gn", "normalization", "normalisation"];

/// Whether a layer normalizes.
pub(in crate::audit::reading) fn is_norm(layer: &str) -> bool {
    let is = |word: &String| NORMS.contains(&word.as_str()) || word.ends_with("norm");
    words(layer).iter().any(is)
}

/// Layers whose last word says that their weight's rows are looked up.
const EMBEDDINGS: &[&str] = &[
    "embedding",
    "embeddings",
    "embed",
    "emb",
    "codebook",
    "token",
    "tokens",
];

/// Layers that are called so and look up.
const LOOK_UPS: &[&str] = &[
    "wte",
    "wpe",
    "shared",
    "embed_tokens",
    "embed_positions",
    "embed_in",
    "tok_embeddings",
    "relative_attention_bias",
];

/// T5's table of relative positions, one column a head.
pub(in crate::audit::reading) const TABLE_OF_HEADS: &str = "relative_attention_bias";

/// Whether the rows of a layer's weight are looked up.
pub(in crate::audit::reading) fn is_embedding(layer: &str) -> bool {
    let words = words(layer);
    // The rows of a table are those of what is called before; an image's patches are multiplied.
    let name = words.iter().rev().find(|word| *word != "table");
    let is_name = |last: &String| EMBEDDINGS.contains(&last.as_str());
    let is_patch = words.iter().any(|word| word == "patch");
    let is_named = name.is_some_and(is_name) && !is_patch;
    is_named || LOOK_UPS.contains(&layer.to_lowercase().as_str())
}

/// Words of layers whose vector of weights is no normalization's.
const ACTIVATIONS: &[&str] = &["prelu", "act", "activation", "relu"];

/// Whether a layer is an activation with parameters.
pub(in crate::audit::reading) fn is_activation(layer: &str) -> bool {
    words(layer)
        .iter()
        .any(|word| ACTIVATIONS.contains(&word.as_str()))
}

/// Words of a convolution that up-samples, one after the other.
const TRANSPOSED: &[&[&str]] = &[
    &["transpose"],
    &["transposed"],
    &["convtranspose"],
    // `Conv2DTranspose`
    &["dtranspose"],
    &["deconv"],
    &["deconvolution"],
    &["upconv"],
    &["up", "conv"],
    &["conv", "t"],
    &["convt"],
];

/// Words of a convolution of each channel by itself.
const DEPTHWISE: &[&[&str]] = &[
    &["depthwise"],
    &["dwconv"],
    &["dw"],
    &["depth", "wise"],
    &["depth", "conv"],
    &["mixer", "conv"],
    &["mamba", "conv"],
];

/// Words of a convolution, for tensors that are not called weights.
const CONVOLUTIONS: &[&[&str]] = &[&["conv"], &["convolution"], &["kernel"], &["filter"]];

/// Whether the words of these components say that a convolution up-samples.
pub(in crate::audit::reading) fn is_transposed(said: &[String]) -> bool {
    TRANSPOSED.iter().any(|rule| follows(said, rule))
}

/// Whether they say that it treats each channel by itself.
pub(in crate::audit::reading) fn is_depthwise(said: &[String]) -> bool {
    DEPTHWISE.iter().any(|rule| follows(said, rule))
}

/// Whether they say that it is a convolution.
pub(in crate::audit::reading) fn is_convolution(said: &[String]) -> bool {
    CONVOLUTIONS.iter().any(|rule| follows(said, rule))
}

/// Words of a bilinear layer, whose weight has an axis of outputs before those of its two inputs.
pub(in crate::audit::reading) const BILINEAR: &[&str] = &["bilinear", "bil", "biaffine"];

/// Words of a dense layer of several axes.
const GENERAL: &[&[&str]] = &[&["einsum"], &["dense", "general"], &["linear", "general"]];

/// Whether they say that a layer is dense, whatever axes its kernel has.
pub(in crate::audit::reading) fn is_general(said: &[String]) -> bool {
    GENERAL.iter().any(|rule| follows(said, rule))
}

fn follows(said: &[String], rule: &[&str]) -> bool {
    said.windows(rule.len()).any(|window| window == rule)
}

/// Layers of attention whose kernel of three axes is [in, heads, size].
pub(in crate::audit::reading) const FROM_MODEL: &[&str] = &[
    "query", "key", "value", "q", "k", "v", "q_proj", "k_proj", "v_proj", "wq", "wk", "wv",
];

/// Layers of attention whose kernel of three axes is [heads, size, out].
pub(in crate::audit::reading) const TO_MODEL: &[&str] = &[
    "out",
    "attention_output",
    "output",
    "o",
    "o_proj",
    "out_proj",
    "wo",
];

/// Matrices that a model multiplies by from the right, whatever its framework does: CLIP's.
pub(in crate::audit::reading) const FROM_THE_RIGHT: &[&str] = &["text_projection", "proj"];

/// GPT-2's Conv1D of Hugging Face: a dense layer that stores [in, out]. Others use the same names
/// for plain dense layers.
pub(in crate::audit::reading) const DENSE_CONV1D: &[&str] = &["c_attn", "c_proj", "c_fc", "q_attn"];

/// Layers, or tensors, that hold several matrices of equal size along their outputs.
pub(in crate::audit::reading) const PACKED: &[(&str, u64)] = &[
    ("in_proj_weight", 3),
    ("in_proj_bias", 3),
    ("c_attn", 3),
    ("query_key_value", 3),
    ("qkv", 3),
    ("qkv_proj", 3),
    ("wqkv", 3),
    ("to_qkv", 3),
    ("kv_proj", 2),
    ("to_kv", 2),
    ("kv", 2),
    ("gate_up_proj", 2),
    ("gate_up", 2),
    ("w12", 2),
];

/// Where attention's output projection stands beside packed queries, keys and values.
pub(in crate::audit::reading) const OUTPUT_PROJECTIONS: &[&[&str]] = &[
    &["o_proj", "weight"],
    &["out_proj", "weight"],
    &["proj", "weight"],
    &["dense", "weight"],
    &["wo", "weight"],
    &["c_proj", "weight"],
    &["to_out", "0", "weight"],
    &["to_out", "weight"],
];

/// Where a weight's bias stands: the weight's leaf, how many components of its name fall away, and
/// what comes instead.
pub(in crate::audit::reading) const BIASES: &[(&str, usize, &str)] = &[
    ("weight", 1, "bias"),
    ("kernel", 1, "bias"),
    ("w", 1, "b"),
    ("pointwise_kernel", 1, "bias"),
    ("weight_v", 1, "bias"),
    ("weight_orig", 1, "bias"),
    ("original", 3, "bias"),
    ("original1", 3, "bias"),
];

/// Where a bias's weight stands: the bias's leaf, and what comes instead.
pub(in crate::audit::reading) const BIASED: &[(&str, &[&str])] = &[
    ("bias", &["weight"]),
    ("bias", &["kernel"]),
    ("bias", &["pointwise_kernel"]),
    ("bias", &["weight_orig"]),
    ("bias", &["weight_v"]),
    ("bias", &["parametrizations", "weight", "original1"]),
    ("bias", &["parametrizations", "weight", "original"]),
    ("b", &["w"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_whole() {
        for layer in ["subnet", "rgbnet", "kaiming_normal", "bnb", "conv_temporal"] {
            assert!(!is_norm(layer), "{layer}");
        }
        for layer in [
            "bn1",
            "LayerNorm_0",
            "layer_normalization",
            "rmsnorm",
            "ln_f",
            "norm2",
        ] {
            assert!(is_norm(layer), "{layer}");
        }
        for layer in [
            "x_embedder",
            "embeddings_project",
            "embedding_hidden_mapping_in",
        ] {
            assert!(!is_embedding(layer), "{layer}");
        }
        let said = |layer: &str| words(layer);
        assert!(!is_transposed(&said("conv_temporal")));
        assert!(is_transposed(&said("ConvTranspose_0")));
        assert!(is_depthwise(&said("conv_dw")));
    }

    #[test]
    fn a_name_stands_once_in_the_list() {
        for (i, (name, _)) in LEAVES.iter().enumerate() {
            assert!(LEAVES[..i].iter().all(|(other, _)| other != name), "{name}");
        }
    }
}
