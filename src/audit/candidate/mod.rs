//! Which initializers may have drawn a tensor of this layer: laws, each with all names it has here.
//!
//! The list is data; the laws are those of `initializer`. It looks at no values.

mod situation;

use crate::audit::Family;
use crate::audit::Law;
use crate::audit::Reading;
use crate::audit::candidate::situation::default_of_transposed;
use crate::audit::candidate::situation::of_bias;
use crate::audit::candidate::situation::of_dense;
use crate::audit::candidate::situation::of_model;
use crate::audit::candidate::situation::rare_of_model;
use crate::initializer;
use crate::initializer::EntryLaw;
use crate::initializer::Initializer;
use crate::initializer::WeightLaw;
use crate::num::Tolerance;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::TWO_SIGMA_STD_DEV;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;
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
mod tests;
