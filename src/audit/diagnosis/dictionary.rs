//! Bugs by the ratio of variances that they cause, one entry each, with the case that it is known
//! from.
//!
//! An entry is a formula of the layer; what was found is compared with it elsewhere.

use crate::audit::Family;
use crate::audit::Law;
use crate::num::real;
use crate::theory::distribution::TWO_SIGMA_STD_DEV;
use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;

/// What a formula may use.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The layer that the tensor belongs to.
    pub layer: &'a Layer,
    /// What was expected of it.
    pub expected: Law,
    /// Equal matrices that are packed into the tensor.
    pub parts: u64,
    /// Residual layers of the model, if they were counted.
    pub depth: Option<u64>,
}

/// One way to get a variance wrong.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// A stable name for programs.
    pub code: &'static str,
    /// What went wrong, in words.
    pub cause: &'static str,
    /// The ratio as a formula, for people.
    pub formula: &'static str,
    /// Actual over promised variance; missing where the bug cannot happen or changes nothing.
    pub ratio: fn(&Setting<'_>) -> Option<f64>,
    /// The family that the bug leaves; `None` for that which was expected.
    pub leaves: Option<Family>,
    /// Whether only special layers can have it: grouped, transposed, packed ones, kernels. Such a
    /// cause is seldom met by accident; a plain factor often is.
    pub is_special: bool,
    /// Where it was found.
    pub case: &'static str,
}

/// Every entry; of several that have the same ratio the first is the likelier.
pub const DICTIONARY: &[Entry] = &[
    Entry {
        code: "truncation-not-corrected",
        cause: "the normal law was truncated at two standard deviations and not divided by 0.8796",
        formula: "0.7737",
        ratio: |setting| {
            let is_truncated = setting.expected.family == Family::Truncated;
            is_truncated.then_some(TWO_SIGMA_STD_DEV * TWO_SIGMA_STD_DEV)
        },
        leaves: Some(Family::Truncated),
        is_special: false,
        case: "tensorflow #18706; Keras TruncatedNormal and jax.nn.initializers.truncated_normal by design",
    },
    Entry {
        code: "truncation-missing",
        cause: "the deviation was divided by 0.8796 for a truncation that does not take place",
        formula: "1/0.7737",
        ratio: |setting| {
            let is_truncated = setting.expected.family == Family::Truncated;
            is_truncated.then_some(1.0 / (TWO_SIGMA_STD_DEV * TWO_SIGMA_STD_DEV))
        },
        leaves: Some(Family::Normal),
        is_special: false,
        case: "timm #1286, foundation-model-stack #289: trunc_normal_ with absolute bounds of ±2",
    },
    Entry {
        code: "groups-counted-in-fan-out",
        cause: "fan_out counts the output channels of all groups",
        formula: "1/groups",
        ratio: |setting| unless_one(1.0 / setting.layer.groups() as f64),
        leaves: None,
        is_special: true,
        case: "pytorch #23854, timm #84; keras #11773 and tfjs #8568 for depthwise kernels",
    },
    Entry {
        code: "receptive-field-forgotten",
        cause: "the fan leaves out the kernel's receptive field",
        formula: "k²",
        ratio: |setting| unless_one(setting.layer.kernel().volume() as f64),
        leaves: None,
        is_special: true,
        case: "keras #2252, chainer #1774",
    },
    Entry {
        code: "fans-summed-over-axes",
        cause: "the fans are the sum of all axes of the kernel instead of channels times receptive field",
        formula: "(fan_in + fan_out)/(Σ axes)",
        ratio: |setting| {
            let fans = setting.layer.fans();
            let kernel = setting.layer.kernel().sizes();
            let axes =
                setting.layer.inputs() + setting.layer.outputs() + kernel.iter().sum::<u64>();
            let is_kernel = setting.layer.kernel().volume() > 1;
            is_kernel.then(|| (fans.fan_in + fans.fan_out) as f64 / axes as f64)
        },
        leaves: None,
        is_special: true,
        case: "Flux #442",
    },
    Entry {
        code: "transposed-fans",
        cause: "a transposed convolution reads fan_in from its output channels",
        formula: "fan_in/fan_out",
        ratio: |setting| {
            let is_transposed = matches!(
                setting.layer.kind(),
                LayerKind::TransposedConvolution { .. }
            );
            swapped(setting).filter(|_| is_transposed)
        },
        leaves: None,
        is_special: true,
        case: "tensorflow #31192, Lasagne #858; Keras 3.15 Conv2DTranspose",
    },
    Entry {
        code: "fans-swapped",
        cause: "fan_in and fan_out are swapped: weights are stored in the other order than assumed",
        formula: "fan_in/fan_out",
        ratio: |setting| {
            let is_transposed = matches!(
                setting.layer.kind(),
                LayerKind::TransposedConvolution { .. }
            );
            swapped(setting).filter(|_| !is_transposed)
        },
        leaves: None,
        is_special: false,
        case: "observed in burn 0.22.1, LinearLayout::Col",
    },
    Entry {
        code: "packed-fan-out",
        cause: "fan_out counts all matrices that are packed into one tensor",
        formula: "(fan_in + fan_out)/(fan_in + parts·fan_out)",
        ratio: |setting| {
            let fans = setting.layer.fans();
            let (fan_in, fan_out) = (fans.fan_in as f64, fans.fan_out as f64);
            unless_one((fan_in + fan_out) / (fan_in + setting.parts as f64 * fan_out))
        },
        leaves: None,
        is_special: true,
        case: "pytorch #166378: MultiheadAttention's in_proj_weight",
    },
    Entry {
        code: "residual-scaling-skipped",
        cause: "the scaling of residual branches by 1/√(2·layers) was skipped",
        formula: "2·layers",
        ratio: |setting| setting.depth.map(|depth| 2.0 * depth as f64),
        leaves: None,
        is_special: false,
        case: "huggingface/transformers #47458: GPT-2's c_proj",
    },
    Entry {
        code: "framework-default",
        cause: "the framework's default was left in place: U(±1/√fan_in), a sixth of He's variance",
        formula: "(1/(3·fan_in))/expected",
        ratio: |setting| {
            let fan_in = setting.layer.fans().fan_in as f64;
            unless_one(1.0 / (3.0 * fan_in) / variance(setting.expected))
        },
        leaves: Some(Family::Uniform),
        is_special: false,
        case: "pytorch #15314, #57109; MLX #2001",
    },
    Entry {
        code: "deviation-as-bound",
        cause: "the standard deviation was used as the bound of the uniform law",
        formula: "1/3",
        ratio: |_| Some(1.0 / 3.0),
        leaves: Some(Family::Uniform),
        is_special: false,
        case: "keras #372",
    },
    Entry {
        code: "gain-and-bound-missing",
        cause: "both the gain √2 and the factor √3 of a uniform bound are missing",
        formula: "1/6",
        ratio: |_| Some(1.0 / 6.0),
        leaves: None,
        is_special: false,
        case: "tch-rs #573",
    },
    Entry {
        code: "gain-missing",
        cause: "He's factor 2 is missing",
        formula: "1/2",
        ratio: |_| Some(0.5),
        leaves: None,
        is_special: false,
        case: "jw1912/bullet #363, LBANN #316",
    },
    Entry {
        code: "gain-twice",
        cause: "the gain √2 was applied twice, or to a law that has none",
        formula: "2",
        ratio: |_| Some(2.0),
        leaves: None,
        is_special: false,
        case: "the inverse of gain-missing",
    },
    Entry {
        code: "selu-gain",
        cause: "an empirical gain of 3/4 for SELU, whose gain is 1",
        formula: "9/16",
        ratio: |_| Some(0.5625),
        leaves: None,
        is_special: false,
        case: "pytorch #24991, #50664; candle and tch have it too",
    },
    Entry {
        code: "variance-as-deviation",
        cause: "the variance was used as the standard deviation: a square root is missing",
        formula: "expected variance",
        ratio: |setting| unless_one(variance(setting.expected)),
        leaves: None,
        is_special: false,
        case: "tfjs-core #434",
    },
    Entry {
        code: "gain-not-rooted",
        cause: "a gain over channels was multiplied by their number instead of its root",
        formula: "channels",
        ratio: |setting| unless_one(setting.layer.inputs() as f64),
        leaves: None,
        is_special: false,
        case: "AutoInit, depthwise kernels with an orthogonal law",
    },
];

fn variance(law: Law) -> f64 {
    law.std_dev * law.std_dev
}

fn swapped(setting: &Setting<'_>) -> Option<f64> {
    let fans = setting.layer.fans();
    unless_one(fans.fan_in as f64 / fans.fan_out as f64)
}

/// A ratio that changes something.
fn unless_one(ratio: f64) -> Option<f64> {
    (ratio.is_finite() && real::ln(ratio) != 0.0).then_some(ratio)
}
