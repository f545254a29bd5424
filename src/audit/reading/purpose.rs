//! The role of a tensor, from its name, its rank and its siblings.
//!
//! It chooses no layer: that is `choice`.

use crate::audit::reading::Role;
use crate::audit::reading::name::is_number;
use crate::audit::reading::name::words;
use crate::audit::reading::subject::Subject;
use crate::audit::reading::subject::n_long;
use crate::audit::reading::vocabulary::Leaf;
use crate::audit::reading::vocabulary::is_activation;
use crate::audit::reading::vocabulary::is_embedding;
use crate::audit::reading::vocabulary::is_norm;

/// What the tensor is for.
pub(in crate::audit::reading) fn role(subject: &Subject<'_>) -> Role {
    let is_vector = n_long(subject.shape) <= 1;
    match subject.said {
        Some(Leaf::Buffer) => Role::Buffer,
        Some(Leaf::Embedding) => Role::Embedding,
        Some(Leaf::Weight(_)) => role_of_weight(subject),
        Some(Leaf::Bias) => role_of_bias(subject),
        Some(Leaf::Scale) if is_vector && !is_layer_scale(subject) => Role::NormScale,
        Some(Leaf::Offset) if is_vector => Role::NormOffset,
        Some(Leaf::Statistic) if is_statistic(subject) => Role::Buffer,
        Some(Leaf::Scale | Leaf::Offset | Leaf::Statistic | Leaf::Own) | None => Role::Unknown,
    }
}

fn role_of_weight(subject: &Subject<'_>) -> Role {
    let is_norm = is_norm(subject.layer());
    match subject.shape {
        [] => Role::Unknown,
        // Spectral normalization's vector; the weight of weight normalization has more axes.
        [_] if subject.leaf == "weight_v" => Role::Buffer,
        [_] if is_activation(subject.layer()) => Role::Unknown,
        // In a sequence, PyTorch's PReLU has no name and one number.
        [1] if is_number(subject.layer()) => Role::Unknown,
        [_] if subject.leaf == "weight" || is_norm => Role::NormScale,
        [_] => Role::Unknown,
        // A layer norm over several axes: its bias has the same.
        shape if is_norm && subject.bias() == Some(shape) => Role::NormScale,
        [_, _] if is_looked_up(subject) => Role::Embedding,
        _ => Role::Weight,
    }
}

/// A bias makes an embedding a dense layer.
fn is_looked_up(subject: &Subject<'_>) -> bool {
    let layer = match subject.layer() {
        // One of several.
        number if is_number(number) => subject.name.above(2),
        layer => layer,
    };
    subject.leaf == "weight" && is_embedding(layer) && subject.bias().is_none()
}

fn role_of_bias(subject: &Subject<'_>) -> Role {
    let weight = subject.weight();
    let weight = weight.and_then(|key| subject.shape_of(&key));
    let is_normalized = weight.is_some_and(|shape| shape.len() == 1)
        || subject.sibling("scale").is_some()
        || subject.sibling("gamma").is_some();
    let is_norm = is_norm(subject.layer());
    if n_long(subject.shape) <= 1 {
        // Where a weight of more axes stands beside it, the layer does more than normalize.
        let is_beside_matrix = weight.is_some_and(|shape| shape.len() > 1);
        return match is_normalized || is_norm && !is_beside_matrix {
            true => Role::NormOffset,
            false => Role::Bias,
        };
    }
    match (weight, subject.shape) {
        (Some(shape), bias) if is_norm && shape == bias => Role::NormOffset,
        (_, [.., rows, columns]) if subject.shape.len() > 2 && rows == columns => Role::Buffer,
        (Some(_), _) => Role::Bias,
        _ if subject.sibling("recurrent_kernel").is_some() => Role::Bias,
        _ => Role::Unknown,
    }
}

/// A factor of a residual branch, which starts small: it is called so, or stands in a numbered
/// block without an offset.
fn is_layer_scale(subject: &Subject<'_>) -> bool {
    let layer = subject.layer();
    let above = words(layer);
    let is_named = above.iter().any(|word| word == "ls" || word == "scale");
    let is_of_block = is_number(layer)
        && subject.leaf == "gamma"
        && subject.sibling("beta").is_none()
        && !is_norm(subject.name.above(2));
    is_named || is_of_block
}

/// Flax keeps statistics in a collection, Keras in the layer, Haiku in averages of their own.
fn is_statistic(subject: &Subject<'_>) -> bool {
    let components = subject.name.components();
    components.contains(&"batch_stats")
        || is_norm(subject.layer())
        || words(subject.layer()).iter().any(|word| word == "ema")
}
