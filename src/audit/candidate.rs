//! Which initializers may have drawn a tensor of this layer: laws, each with all names it has here.
//!
//! The list is data; the laws are those of `initializer`. It looks at no values.

use crate::audit::Family;
use crate::audit::Law;
use crate::audit::Reading;
use crate::audit::Role;
use crate::initializer;
use crate::initializer::EntryLaw;
use crate::initializer::Initializer;
use crate::initializer::WeightLaw;
use crate::num::Tolerance;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::TWO_SIGMA_STD_DEV;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;
use crate::theory::shape::Layout;
use std::sync::LazyLock;

/// Laws whose scale is a rule of the fans, in the words of `varprop init`.
const RULES: &[&str] = &[
    "he-normal",
    "he-normal(mode=fan_out)",
    "he-uniform",
    "he-uniform(mode=fan_out)",
    "variance-scaling(2)",
    "variance-scaling(2, mode=fan_out)",
    "glorot-normal",
    "glorot-uniform",
    "variance-scaling(1, mode=fan_avg)",
    "lecun-normal",
    "lecun-uniform",
    "variance-scaling(1)",
    "variance-scaling(1, mode=fan_out)",
    "variance-scaling(1, mode=fan_out, law=normal)",
    "variance-scaling(1, mode=fan_out, law=uniform)",
    "pytorch-linear",
];

/// Rules of the fans that some models have: asked only where no other law is left, since they are many.
const RARE: &[&str] = &[
    // Haiku's and Sonnet's default: cut at two deviations, and not corrected.
    "variance-scaling(1, corrected=false)",
    // PyTorch's gains: xavier_*_(gain=√2) for relu, 5/3 for tanh, 1/√2 for packed q, k, v (fairseq).
    "variance-scaling(2, mode=fan_avg, law=normal)",
    "variance-scaling(2, mode=fan_avg, law=uniform)",
    "variance-scaling(2.7777777777777777, mode=fan_avg, law=normal)",
    "variance-scaling(2.7777777777777777, mode=fan_avg, law=uniform)",
    "variance-scaling(0.5, mode=fan_avg, law=normal)",
    "variance-scaling(0.5, mode=fan_avg, law=uniform)",
    // OpenAI's CLIP: fc of a block, 1/(2·width).
    "variance-scaling(0.5, law=normal)",
    // Small init (Nguyen & Salazar 2019), GPT-NeoX: 2/(5·width).
    "variance-scaling(0.4, law=normal)",
];

/// Those of them that fairseq and BART give q, k and v, as if the three were packed.
const HALVED: [&str; 2] = [
    "variance-scaling(0.5, mode=fan_avg, law=normal)",
    "variance-scaling(0.5, mode=fan_avg, law=uniform)",
];

/// Laws of a fixed scale: what frameworks and models use by default.
const FIXED: &[&str] = &[
    "normal(1)",
    "normal(0.1)",
    "normal(0.05)",
    "normal(0.02)",
    "normal(0.01)",
    "normal(0.006)",
    "normal(0.001)",
    "normal(0.000001)",
    // Hugging Face's vision encoders of BLIP and SAM.
    "normal(0.0000000001)",
    "uniform(1)",
    "uniform(0.1)",
    "uniform(0.08)",
    "uniform(0.05)",
    "uniform(0.01)",
    "truncated-normal(1, low=-2, high=2)",
    "truncated-normal(0.1, low=-0.2, high=0.2)",
    "truncated-normal(0.05, low=-0.1, high=0.1)",
    "truncated-normal(0.02, low=-0.04, high=0.04)",
    "truncated-normal(0.01, low=-0.02, high=0.02)",
];

/// One law, and every initializer that has it for this layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The law.
    pub law: Law,
    /// The initializers, in the words of `varprop init`, or as a formula where it has no word for
    /// them (`uniform(1/√hidden)`): they cannot be told apart here.
    pub names: Vec<String>,
    /// Whether only some models have it: what a common law explains it does not.
    pub is_rare: bool,
}

/// A law that is known by some name, before names of one law are joined.
struct Known {
    law: Law,
    name: &'static str,
    is_rare: bool,
}

/// The candidates for a tensor of this reading and shape: rules of its layer's fans, or of the layer
/// whose biases it holds, what depends on its model, and laws of a fixed scale.
///
/// # Example
/// ```
/// use varprop::audit::{Reading, candidates};
/// use varprop::theory::shape::Layout;
/// // On a square layer Glorot's and LeCun's normal laws are the same.
/// let reading = Reading::of("fc.weight", &[64, 64], Layout::PyTorch);
/// let all = candidates(&reading, &[64, 64]);
/// let lecun = all.iter().find(|c| c.names.iter().any(|name| name == "lecun-normal"));
/// assert!(lecun.unwrap().names.iter().any(|name| name == "glorot-normal"));
/// ```
#[must_use]
pub fn candidates(reading: &Reading, shape: &[u64]) -> Vec<Candidate> {
    let layers = || reading.layer.iter().chain(&reading.alternative);
    // Of packed matrices half of Glorot's variance is a mistake, not fairseq's gain.
    let is_meant = |known: &Known| reading.parts == 1 || !HALVED.contains(&known.name);
    let known = layers()
        .flat_map(of_layer)
        .chain(reading.bias_of.iter().flat_map(of_bias))
        .chain(of_model(reading, shape))
        .chain(FIXED_LAWS.iter().map(|(name, law)| named(*law, name)))
        .chain(layers().flat_map(rare_of_layer).filter(is_meant))
        .chain(rare_of_model(reading));
    let mut found: Vec<Candidate> = Vec::new();
    for Known { law, name, is_rare } in known {
        match found.iter_mut().find(|candidate| candidate.law.is(law)) {
            // Rare names come last: they add nothing to a law that has a common one.
            Some(same) if is_rare && !same.is_rare => (),
            Some(same) if same.names.iter().any(|known| known == name) => (),
            Some(same) => {
                same.names.push(name.to_owned());
                same.is_rare &= is_rare;
            }
            None => found.push(Candidate {
                law,
                names: vec![name.to_owned()],
                is_rare,
            }),
        }
    }
    found
}

fn named(law: Law, name: &'static str) -> Known {
    let is_rare = false;
    Known { law, name, is_rare }
}

fn rare(law: Law, name: &'static str) -> Known {
    let is_rare = true;
    Known { law, name, is_rare }
}

/// The initializers of a list, parsed once.
type Parsed = Vec<(&'static str, Box<dyn Initializer>)>;

fn parsed(list: &[&'static str]) -> Parsed {
    let parse = |spec: &&'static str| Some((*spec, initializer::parse(spec).ok()?));
    list.iter().filter_map(parse).collect()
}

static RULES_OF_FANS: LazyLock<Parsed> = LazyLock::new(|| parsed(RULES));

static RARE_RULES: LazyLock<Parsed> = LazyLock::new(|| parsed(RARE));

/// A law of fixed scale is the same for every layer.
static FIXED_LAWS: LazyLock<Vec<(&str, Law)>> = LazyLock::new(|| {
    let of = |spec: &&'static str| Some((*spec, law_of(spec, &Layer::dense(1, 1).ok()?)?));
    FIXED.iter().filter_map(of).collect()
});

fn of_layer(layer: &Layer) -> impl Iterator<Item = Known> + use<> {
    let fans = layer.fans();
    let common = RULES_OF_FANS.iter();
    let common = common.filter_map(move |(name, rule)| Some(named(law_for(&**rule, fans)?, name)));
    let transposed = "pytorch ConvTranspose: uniform(1/√(outputs/groups·k²))";
    common.chain(default_of_transposed(layer, transposed))
}

fn rare_of_layer(layer: &Layer) -> impl Iterator<Item = Known> + use<> {
    let fans = layer.fans();
    let rules = RARE_RULES.iter();
    rules
        .filter_map(move |(name, rule)| Some(rare(law_for(&**rule, fans)?, name)))
        .chain(of_dense(layer))
}

/// Rules of dense layers that single models have.
fn of_dense(layer: &Layer) -> impl Iterator<Item = Known> + use<> {
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
fn of_bias(layer: &Layer) -> impl Iterator<Item = Known> + use<> {
    let name = "pytorch-linear";
    let bound = uniform(layer.fans().fan_in as f64);
    let own = named(bound, name);
    let transposed = "pytorch ConvTranspose bias: uniform(1/√(outputs/groups·k²))";
    std::iter::once(own).chain(default_of_transposed(layer, transposed))
}

/// PyTorch takes axis 1 for the inputs, which of a transposed kernel are the outputs: its default
/// there, wrong as it is by its own definition.
fn default_of_transposed(layer: &Layer, name: &'static str) -> Option<Known> {
    let is_transposed = matches!(layer.kind(), LayerKind::TransposedConvolution { .. });
    is_transposed.then(|| named(uniform(layer.fans().fan_out as f64), name))
}

/// What depends on the model beyond the layer.
fn of_model(reading: &Reading, shape: &[u64]) -> impl Iterator<Item = Known> + use<> {
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
fn rare_of_model(reading: &Reading) -> impl Iterator<Item = Known> + use<> {
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

/// The law of an initializer for a layer, if its entries are independent and of a known family.
#[must_use]
pub fn law_of(spec: &str, layer: &Layer) -> Option<Law> {
    let initializer = initializer::parse(spec).ok()?;
    match initializer.tensor_law(layer).ok()? {
        WeightLaw::Independent(law) => of_distribution(&*law),
        WeightLaw::Dependent(_) | WeightLaw::Fixed => None,
    }
}

/// The same for fans, without a box.
pub(in crate::audit) fn law_for(initializer: &dyn Initializer, fans: Fans) -> Option<Law> {
    match initializer.entry_law(fans).ok()? {
        EntryLaw::Normal(law) => of_distribution(&law),
        EntryLaw::Uniform(law) => of_distribution(&law),
        EntryLaw::TruncatedNormal(law) => of_distribution(&law),
        EntryLaw::Constant(_) => None,
    }
}

fn of_distribution(law: &dyn Distribution) -> Option<Law> {
    let (low, high) = law.support();
    let is_symmetric = -low == high || Tolerance::rounding(64, high).accepts(-low, high);
    if !is_symmetric || law.name() == "normal" && law.mean() != 0.0 {
        return None;
    }
    match law.name() {
        "normal" => Some(Law {
            family: Family::Normal,
            std_dev: law.std_dev(),
        }),
        "uniform" => Some(Law {
            family: Family::Uniform,
            std_dev: high / 3.0_f64.sqrt(),
        }),
        "truncated-normal" => truncated(law, high),
        _ => None,
    }
}

/// Truncated at two of its parent's standard deviations on either side, or so far out that no
/// number of values shows it; elsewhere is another law.
fn truncated(law: &dyn Distribution, high: f64) -> Option<Law> {
    /// A normal number in 10³⁰⁰ lies beyond.
    const NOWHERE: f64 = 37.0;
    let std_dev = high / 2.0 * TWO_SIGMA_STD_DEV;
    let own = law.std_dev();
    let (family, std_dev) = if Tolerance::rounding(256, own).accepts(std_dev, own) {
        (Family::Truncated, std_dev)
    } else if high > NOWHERE * own {
        (Family::Normal, own)
    } else {
        return None;
    };
    Some(Law { family, std_dev })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::specimen;

    fn names(layer: &Layer, name: &str) -> Vec<String> {
        let all = candidates(&specimen::weights_of(layer), &[]);
        let found = all.into_iter().find(|c| c.names.iter().any(|n| n == name));
        found.map(|candidate| candidate.names).unwrap_or_default()
    }

    #[test]
    fn every_initializer_of_the_lists_has_a_law_here() {
        let layer = Layer::dense(30, 70).unwrap();
        for spec in RULES.iter().chain(RARE).chain(FIXED) {
            assert!(law_of(spec, &layer).is_some(), "{spec}");
        }
    }

    #[test]
    fn laws_that_coincide_are_one_candidate() {
        let square = Layer::dense(64, 64).unwrap();
        let expected = [
            "glorot-normal",
            "lecun-normal",
            "variance-scaling(1, mode=fan_out, law=normal)",
        ];
        assert_eq!(names(&square, "lecun-normal"), expected);
        // out = 2·in: He by fan_out is LeCun by fan_in.
        let wide = Layer::convolution(16, 32, &[3, 3], 1).unwrap();
        let expected = ["he-normal(mode=fan_out)", "lecun-normal"];
        assert_eq!(names(&wide, "lecun-normal"), expected);
        assert_eq!(
            names(&Layer::dense(50, 10).unwrap(), "lecun-normal"),
            ["lecun-normal"]
        );
    }

    #[test]
    fn a_law_of_fixed_scale_may_be_a_rule_by_chance() {
        // 2/5000 = 0.02².
        let layer = Layer::dense(5000, 10).unwrap();
        assert_eq!(names(&layer, "normal(0.02)"), ["he-normal", "normal(0.02)"]);
    }

    #[test]
    fn biases_have_the_bound_of_their_weights() {
        let layer = Layer::dense(128, 96).unwrap();
        let all = candidates(
            &Reading {
                layer: None,
                bias_of: Some(layer),
                ..specimen::weights_of(&layer)
            },
            &[96],
        );
        let first = &all[0];
        assert_eq!(first.names, ["pytorch-linear"]);
        let expected = 1.0 / (3.0_f64 * 128.0).sqrt();
        assert!(crate::num::Tolerance::rounding(8, expected).accepts(first.law.std_dev, expected));
    }

    #[test]
    fn what_depends_on_the_model_is_a_candidate_where_the_model_is_known() {
        let layer = Layer::dense(3072, 768).unwrap();
        let reading = Reading {
            depth: Some(12),
            hidden: Some(64),
            ..specimen::weights_of(&layer)
        };
        let all = candidates(&reading, &[768, 3072]);
        let std_dev = |name: &str| {
            let found = all.iter().find(|c| c.names.iter().any(|n| n == name));
            found.map(|one| one.law.std_dev).unwrap()
        };
        let is = |name: &str, expected: f64| {
            crate::num::Tolerance::rounding(8, expected).accepts(std_dev(name), expected)
        };
        // 0.02/√24 and 1/√(3·64).
        assert!(is("normal(0.02/√(2·depth))", 0.004_082_482_904_638_631));
        assert!(is("uniform(1/√hidden)", 0.072_168_783_648_703_22));
    }

    #[test]
    fn laws_of_single_blocks_and_heads_are_candidates_where_names_tell_them() {
        let reading = Reading {
            depth: Some(12),
            block: Some(6),
            heads: Some(4),
            ..specimen::weights_of(&Layer::dense(512, 128).unwrap())
        };
        let all = candidates(&reading, &[128, 512]);
        let is = |name: &str, expected: f64| {
            let found = all.iter().find(|c| c.names.iter().any(|n| n == name));
            let found = found.filter(|candidate| candidate.is_rare);
            let accepts = |std_dev| Tolerance::rounding(8, expected).accepts(std_dev, expected);
            found.is_some_and(|candidate| accepts(candidate.law.std_dev))
        };
        // 0.02/√14, 1/√(32·512), 1/√(24·128), 1/√(3·12·512), and 0.02/√24 times 0.87962…
        assert!(is("normal(0.02/√(2·block))", 0.005_345_224_838_248_488));
        assert!(is("T5 query: normal(1/√(head·fan_in))", 0.007_812_5));
        assert!(is(
            "normal(1/√(2·depth·fan_out))",
            0.018_042_195_912_175_804
        ));
        assert!(is("uniform(1/√(depth·fan_in))", 0.007_365_695_637_359_869));
        assert!(is(
            "truncated-normal(0.02/√(2·depth))",
            0.003_591_056_723_653_739
        ));
    }

    #[test]
    fn embeddings_scale_with_their_features() {
        let reading = Reading::of(
            "embed.weight",
            &[1000, 64],
            crate::theory::shape::Layout::PyTorch,
        );
        let all = candidates(&reading, &[1000, 64]);
        let has = |name: &str| all.iter().any(|c| c.names.iter().any(|n| n == name));
        assert!(has("normal(1/√features)") && has("normal(1)"));
    }

    #[test]
    fn bounds_far_out_truncate_nothing() {
        let layer = Layer::dense(4, 4).unwrap();
        let far = law_of("truncated-normal(0.02, low=-2, high=2)", &layer).unwrap();
        assert!(far.is(law_of("normal(0.02)", &layer).unwrap()));
        assert_eq!(
            law_of("truncated-normal(0.02, low=-0.02, high=0.02)", &layer),
            None
        );
    }

    #[test]
    fn half_of_glorots_variance_is_a_gain_of_separate_matrices_alone() {
        let layer = Layer::dense(64, 64).unwrap();
        let has = |parts| {
            let reading = Reading {
                parts,
                ..specimen::weights_of(&layer)
            };
            let all = candidates(&reading, &[64, 64]);
            all.iter()
                .any(|c| c.names.iter().any(|name| name == HALVED[1]))
        };
        assert!(has(1) && !has(3));
    }
}
