//! Laws that no rule of `initializer` has: of one kind of layer, or of a model beyond its layers.
//!
//! Each names the framework or the model that it is from.

use crate::audit::Family;
use crate::audit::Law;
use crate::audit::Reading;
use crate::audit::Role;
use crate::audit::candidate::Known;
use crate::audit::candidate::named;
use crate::audit::candidate::rare;
use crate::theory::distribution::TWO_SIGMA_STD_DEV;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;

/// Rules of dense layers that single models have.
pub(in crate::audit::candidate) fn of_dense(layer: &Layer) -> impl Iterator<Item = Known> + use<> {
    let fans = Some(layer.fans()).filter(|_| layer.kind() == LayerKind::Dense);
    // timm's classifiers of mobile networks; T5's queries, whose heads have 64 units.
    let classifier = |fans: Fans| rare(uniform(fans.fan_out as f64), "timm: uniform(1/√fan_out)");
    let query = |fans: Fans| {
        let std_dev = (1.0 / (64.0 * fans.fan_in as f64)).sqrt();
        let family = Family::Normal;
        rare(Law { family, std_dev }, "T5 query: normal(1/√(64·fan_in))")
    };
    [fans.map(classifier), fans.map(query)]
        .into_iter()
        .flatten()
}

/// PyTorch draws biases as it draws weights, from the fan_in of the weights.
pub(in crate::audit::candidate) fn of_bias(layer: &Layer) -> impl Iterator<Item = Known> + use<> {
    let name = "pytorch-linear";
    let bound = uniform(layer.fans().fan_in as f64);
    let own = named(bound, name);
    let transposed = "pytorch ConvTranspose bias: uniform(1/√(outputs/groups·k²))";
    std::iter::once(own).chain(default_of_transposed(layer, transposed))
}

/// PyTorch takes axis 1 for the inputs, which of a transposed kernel are the outputs: its default
/// there, wrong as it is by its own definition.
pub(in crate::audit::candidate) fn default_of_transposed(
    layer: &Layer,
    name: &'static str,
) -> Option<Known> {
    let is_transposed = matches!(layer.kind(), LayerKind::TransposedConvolution { .. });
    is_transposed.then(|| named(uniform(layer.fans().fan_out as f64), name))
}

/// What depends on the model beyond the layer.
pub(in crate::audit::candidate) fn of_model(
    reading: &Reading,
    shape: &[u64],
) -> impl Iterator<Item = Known> + use<> {
    let hidden = reading.hidden.map(|hidden| hidden.max(1) as f64);
    let depth = reading.depth.map(|depth| depth.max(1) as f64);
    let features = shape.last().filter(|_| reading.role == Role::Embedding);
    let features = features.map(|features| (*features).max(1) as f64);
    [
        hidden.map(|h| named(uniform(h), "uniform(1/√hidden)")),
        depth.map(|l| named(normal(0.02 / (2.0 * l).sqrt()), "normal(0.02/√(2·depth))")),
        depth.map(|l| named(normal(0.02 / l.sqrt()), "normal(0.02/√depth)")),
        // Flax's Embed, fairseq's Embedding.
        features.map(|d| named(normal(1.0 / d.sqrt()), "normal(1/√features)")),
        features.map(|d| named(uniform(d), "uniform(1/√features)")),
    ]
    .into_iter()
    .flatten()
}

/// Of that, what single models have.
pub(in crate::audit::candidate) fn rare_of_model(
    reading: &Reading,
) -> impl Iterator<Item = Known> + use<> {
    let dense = reading.layer.as_ref();
    let dense = dense.filter(|layer| layer.kind() == LayerKind::Dense);
    let outputs = dense.map(|layer| layer.outputs() as f64);
    let heads = reading.heads.map(|heads| heads.max(1) as f64);
    let units = outputs.zip(heads).map(|(outputs, heads)| outputs / heads);
    let units = units.filter(|units| *units != 64.0);
    let inputs = reading.layer.map(|layer| layer.fans().fan_in as f64);
    let depth = reading.depth.map(|depth| depth.max(1) as f64);
    let block = reading.block.map(|block| block as f64 + 1.0);
    let of_width = inputs.zip(depth);
    // Small tensors of special layers would be explained by accident.
    let is_plain = |layer: &Layer| !matches!(layer.kind(), LayerKind::Depthwise { .. });
    let is_torch =
        reading.layout == Layout::PyTorch && reading.layer.as_ref().is_some_and(is_plain);
    let is_embedding = reading.role == Role::Embedding;
    let known = |law: Option<Law>, name| law.map(|law| rare(law, name));
    [
        // torchvision's SSDlite.
        known(is_torch.then(|| normal(0.03)), "normal(0.03)"),
        // XLM, FlauBERT.
        known(
            is_embedding.then(|| normal(1.0 / 2048.0_f64.sqrt())),
            "normal(1/√2048)",
        ),
        // GPT-NeoX, wang_init; OpenAI's CLIP, proj_std.
        known(
            of_width.map(|(w, l)| normal(2.0 / (l * w.sqrt()))),
            "normal(2/(depth·√fan_in))",
        ),
        known(
            of_width.map(|(w, l)| normal(1.0 / (2.0 * l * w).sqrt())),
            "normal(1/√(2·depth·fan_in))",
        ),
        // Hugging Face's CLIP, where the last matrix of a block ends in the width.
        known(
            outputs
                .zip(depth)
                .map(|(w, l)| normal(1.0 / (2.0 * l * w).sqrt())),
            "normal(1/√(2·depth·fan_out))",
        ),
        // Mamba: PyTorch's default over √depth.
        known(
            of_width.map(|(w, l)| uniform(l * w)),
            "uniform(1/√(depth·fan_in))",
        ),
        // ModernBERT, cut at two deviations.
        known(
            depth.map(|l| cut(0.02 / (2.0 * l).sqrt())),
            "truncated-normal(0.02/√(2·depth))",
        ),
        // BEiT, EVA and torchtitan scale each block by its own number, from 1.
        known(
            block.map(|i| normal(0.02 / (2.0 * i).sqrt())),
            "normal(0.02/√(2·block))",
        ),
        // T5's queries, where heads do not have 64 units.
        known(
            units
                .zip(inputs)
                .map(|(units, w)| normal(1.0 / (units * w).sqrt())),
            "T5 query: normal(1/√(head·fan_in))",
        ),
    ]
    .into_iter()
    .flatten()
}

fn normal(std_dev: f64) -> Law {
    let family = Family::Normal;
    Law { family, std_dev }
}

/// A normal law of this deviation, cut at two of it.
fn cut(parent: f64) -> Law {
    Law {
        family: Family::Truncated,
        std_dev: parent * TWO_SIGMA_STD_DEV,
    }
}

/// U(±1/√n).
fn uniform(n: f64) -> Law {
    Law {
        family: Family::Uniform,
        std_dev: (1.0 / (3.0 * n)).sqrt(),
    }
}
