//! The table: one entry a mistake, with the case that it is known from.

use crate::initializer::Family;
use crate::mistake::Effect;
use crate::mistake::Mistake;
use crate::mistake::effect::axes_of_kernel;
use crate::mistake::effect::cut_at_variance;
use crate::mistake::effect::divided;
use crate::mistake::effect::is_transposed;
use crate::mistake::effect::is_uniform;
use crate::mistake::effect::of_gain_1;
use crate::mistake::effect::read_as_kernel;
use crate::mistake::effect::residual;
use crate::mistake::effect::square_of_gain;
use crate::mistake::effect::swapped;
use crate::mistake::effect::times;
use crate::mistake::effect::variance;
use crate::theory::distribution::TWO_SIGMA_STD_DEV;
use crate::theory::shape::Fans;
use crate::theory::shape::Layout;

/// What most entries have in common: a mistake of no special layer, which keeps the family.
const PLAIN: Mistake = Mistake {
    code: "",
    cause: "",
    formula: "",
    effect: Effect::Factor(|_| None),
    leaves: None,
    is_special: false,
    needs_expectation: false,
    seen_in: &[],
    case: "",
};

/// Of special layers.
const SPECIAL: Mistake = Mistake {
    is_special: true,
    ..PLAIN
};

/// Every mistake; of several that have the same ratio the first is the likelier.
pub const DICTIONARY: &[Mistake] = &[
    Mistake {
        code: "groups-counted-in-fan-out",
        cause: "groups left out of fan_out: it counts the output channels of all groups",
        formula: "fan_out·groups",
        effect: Effect::Fans(|setting| times(setting, 1, setting.layer.groups())),
        seen_in: &[Layout::PyTorch],
        case: "pytorch #23854, timm #84",
        ..SPECIAL
    },
    Mistake {
        code: "channels-counted-in-fan-in",
        cause: "groups left out of fan_in: it counts all input channels of a depthwise kernel",
        formula: "fan_in·groups",
        effect: Effect::Fans(|setting| times(setting, setting.layer.groups(), 1)),
        seen_in: &[Layout::Keras],
        case: "keras #11773, live in 3.15; tfjs #8568",
        ..SPECIAL
    },
    Mistake {
        code: "groups-left-out",
        cause: "groups left out: the fans count all channels",
        formula: "fan_in·groups, fan_out·groups",
        effect: Effect::Fans(|setting| {
            times(setting, setting.layer.groups(), setting.layer.groups())
        }),
        case: "keras #11773, of a kernel that is read as an ungrouped one",
        ..SPECIAL
    },
    Mistake {
        code: "receptive-field-forgotten",
        cause: "the kernel's receptive field left out of the fans",
        formula: "fan_in/k², fan_out/k²",
        effect: Effect::Fans(|setting| {
            let volume = setting.layer.kernel().volume();
            divided(setting, volume, volume)
        }),
        case: "chainer #1774, for both fans",
        ..SPECIAL
    },
    Mistake {
        code: "receptive-field-not-in-fan-out",
        cause: "the kernel's receptive field left out of fan_out alone",
        formula: "fan_out/k²",
        effect: Effect::Fans(|setting| divided(setting, 1, setting.layer.kernel().volume())),
        case: "keras PR #2252, chainer #1774",
        ..SPECIAL
    },
    Mistake {
        code: "fans-summed-over-axes",
        cause: "the fans are the sum of all axes of the kernel instead of channels times receptive field",
        formula: "fan_in + fan_out = Σ axes",
        effect: Effect::Fans(|setting| {
            let layer = setting.layer;
            let fan_in =
                layer.inputs() / layer.groups() + layer.kernel().sizes().iter().sum::<u64>();
            let fan_out = layer.outputs();
            let is_kernel = layer.kernel().volume() > 1 && setting.is_of_average();
            is_kernel.then_some(Fans { fan_in, fan_out })
        }),
        case: "Flux #442",
        ..SPECIAL
    },
    Mistake {
        code: "axes-read-outputs-first",
        cause: "the axes of the kernel are read as [outputs, inputs, kernel…], which is not their order",
        formula: "fan_in = axis 2·Π others, fan_out = axis 1·Π others",
        effect: Effect::Fans(|setting| {
            axes_of_kernel(setting, |shape| match shape {
                [outputs, inputs, kernel @ ..] => Some((*inputs, *outputs, kernel)),
                _ => None,
            })
        }),
        needs_expectation: true,
        case: "Lasagne #49: kernels in cuda-convnet's order",
        ..SPECIAL
    },
    Mistake {
        code: "axes-read-outputs-last",
        cause: "the axes of the kernel are read as [kernel…, inputs, outputs], which is not their order",
        formula: "fan_in = last but one·Π others, fan_out = last·Π others",
        effect: Effect::Fans(|setting| {
            axes_of_kernel(setting, |shape| match shape {
                [kernel @ .., inputs, outputs] => Some((*inputs, *outputs, kernel)),
                _ => None,
            })
        }),
        needs_expectation: true,
        case: "Lasagne #49, the other way round",
        ..SPECIAL
    },
    Mistake {
        code: "transposed-fans",
        cause: "fan_in and fan_out exchanged: a transposed convolution reads fan_in from its output channels",
        formula: "fan_in ↔ fan_out",
        effect: Effect::Fans(|setting| swapped(setting).filter(|_| is_transposed(setting))),
        seen_in: &[Layout::PyTorch, Layout::Keras],
        case: "tensorflow #31192, Lasagne #858; Keras 3.15 Conv2DTranspose",
        ..SPECIAL
    },
    Mistake {
        code: "fans-swapped",
        cause: "fan_in and fan_out exchanged: weights are stored in the other order than assumed",
        formula: "fan_in ↔ fan_out",
        effect: Effect::Fans(|setting| swapped(setting).filter(|_| !is_transposed(setting))),
        case: "observed in burn 0.22.1, LinearLayout::Col",
        ..PLAIN
    },
    Mistake {
        code: "packed-fan-out",
        cause: "fan_out counts all matrices that are packed into one tensor",
        formula: "fan_out·parts",
        effect: Effect::Fans(|setting| times(setting, 1, setting.parts)),
        seen_in: &[Layout::PyTorch, Layout::Keras],
        case: "pytorch #166378: MultiheadAttention's in_proj_weight",
        ..SPECIAL
    },
    Mistake {
        code: "projection-read-as-kernel",
        cause: "a projection of several axes is read as the kernel of a convolution",
        formula: "fan_in, fan_out = the last two axes times all others",
        effect: Effect::Fans(read_as_kernel),
        seen_in: &[Layout::Keras],
        case: "keras PR #22789: attention kernels of three axes",
        ..SPECIAL
    },
    Mistake {
        code: "truncation-not-corrected",
        cause: "the normal law was truncated at two standard deviations without the division by 0.8796",
        formula: "0.7737",
        effect: Effect::Factor(|setting| {
            let is_normal = matches!(setting.family(), Some(Family::Normal | Family::Truncated));
            // A law that keeps its rule's variance has a rational one: a second cut of an
            // uncorrected law is no case.
            let is_exact = setting
                .expected
                .exact_variance(setting.layer.fans())
                .is_some();
            (is_normal && is_exact).then_some(TWO_SIGMA_STD_DEV * TWO_SIGMA_STD_DEV)
        }),
        leaves: Some(Family::Truncated),
        case: "tensorflow #18706; Keras TruncatedNormal and jax.nn.initializers.truncated_normal by design",
        ..PLAIN
    },
    Mistake {
        code: "truncation-missing",
        cause: "the deviation is that of a truncation that does not take place",
        formula: "1/0.7737",
        effect: Effect::Factor(|setting| {
            let is_truncated = setting.family() == Some(Family::Truncated);
            is_truncated.then_some(1.0 / (TWO_SIGMA_STD_DEV * TWO_SIGMA_STD_DEV))
        }),
        leaves: Some(Family::Normal),
        case: "timm #1286, foundation-model-stack #289: trunc_normal_ with absolute bounds of ±2; lecun_normal_ of transformers 5.23 (observed)",
        ..PLAIN
    },
    Mistake {
        code: "residual-scaling-skipped",
        cause: "the scaling of residual branches by 1/√(2·blocks) was skipped",
        formula: "2·blocks",
        effect: Effect::Factor(|setting| residual(setting, |twice| twice)),
        case: "huggingface/transformers #47458: GPT-2's c_proj",
        ..PLAIN
    },
    Mistake {
        code: "residual-scaling-of-one-branch",
        cause: "residual branches were scaled by 1/√blocks: a block has two",
        formula: "2",
        effect: Effect::Factor(|setting| residual(setting, |_| 2.0)),
        case: "depth-scaled schemes that count blocks instead of branches",
        ..PLAIN
    },
    Mistake {
        code: "residual-scaling-twice",
        cause: "the scaling of residual branches by 1/√(2·blocks) was applied twice",
        formula: "1/(2·blocks)",
        effect: Effect::Factor(|setting| residual(setting, f64::recip)),
        case: "the inverse of residual-scaling-skipped",
        ..PLAIN
    },
    Mistake {
        code: "framework-default",
        cause: "the framework's default was left in place: a uniform bound without √6, U(±1/√fan_in)",
        formula: "(1/(3·fan_in))/expected",
        effect: Effect::Factor(|setting| {
            let fan_in = setting.layer.fans().fan_in as f64;
            Some(1.0 / (3.0 * fan_in) / setting.variance()?)
        }),
        leaves: Some(Family::Uniform),
        case: "pytorch #15314, #57109; MLX #2001; tch-rs #573",
        ..PLAIN
    },
    Mistake {
        code: "deviation-as-bound",
        cause: "the standard deviation used as a uniform bound",
        formula: "1/3",
        effect: Effect::Factor(|setting| is_uniform(setting).then_some(1.0 / 3.0)),
        leaves: Some(Family::Uniform),
        case: "keras #372",
        ..PLAIN
    },
    Mistake {
        code: "bound-as-deviation",
        cause: "the bound of a uniform law used as a standard deviation",
        formula: "3",
        effect: Effect::Factor(|_| Some(3.0)),
        leaves: Some(Family::Normal),
        needs_expectation: true,
        case: "the inverse of deviation-as-bound",
        ..PLAIN
    },
    Mistake {
        code: "bound-as-width",
        cause: "the bound of a uniform law used as the width of its interval: half of it on either side",
        formula: "1/4",
        effect: Effect::Factor(|setting| is_uniform(setting).then_some(0.25)),
        leaves: Some(Family::Uniform),
        needs_expectation: true,
        case: "Flux #442: what the thread asks for instead of √24·(rand − 1/2)",
        ..PLAIN
    },
    Mistake {
        code: "scale-as-slope",
        cause: "a factor s on the framework's default passed as Kaiming's slope √5·s: larger factors give smaller values",
        formula: "6/(s²·(1 + 5s²)), s² = 3·fan_in·variance",
        effect: Effect::Factor(|setting| {
            let square = 3.0 * setting.square_of_gain()?;
            Some(6.0 / (square * (1.0 + 5.0 * square)))
        }),
        leaves: Some(Family::Uniform),
        needs_expectation: true,
        case: "efficient-kan #72",
        ..PLAIN
    },
    Mistake {
        code: "cut-at-variance",
        cause: "the normal law was cut at the variance instead of two standard deviations: nearly uniform values",
        formula: "σ⁴/3, σ the deviation of the law that is cut, far below 1",
        effect: Effect::Factor(cut_at_variance),
        leaves: Some(Family::Uniform),
        needs_expectation: true,
        case: "tfjs-core #434",
        ..PLAIN
    },
    Mistake {
        code: "fans-summed",
        cause: "fan_in + fan_out in place of their mean",
        formula: "1/2",
        effect: Effect::Factor(|setting| setting.is_of_average().then_some(0.5)),
        needs_expectation: true,
        case: "MXNet #610, the bound √(3/(fan_in + fan_out)) before it",
        ..PLAIN
    },
    Mistake {
        code: "bound-of-one-fan",
        cause: "3 of a uniform bound used for a normal law: √(3/(fan_in + fan_out))",
        formula: "3/2",
        effect: Effect::Factor(|setting| setting.is_of_average().then_some(1.5)),
        leaves: Some(Family::Normal),
        needs_expectation: true,
        case: "tflearn #870",
        ..PLAIN
    },
    Mistake {
        code: "brackets-missing",
        cause: "brackets missing: 2/fan_in + fan_out in place of 2/(fan_in + fan_out)",
        formula: "(2/fan_in + fan_out)·(fan_in + fan_out)/2",
        effect: Effect::Factor(|setting| {
            let fans = setting.layer.fans();
            let (fan_in, fan_out) = (fans.fan_in as f64, fans.fan_out as f64);
            let ratio = (2.0 / fan_in + fan_out) * (fan_in + fan_out) / 2.0;
            setting.is_of_average().then_some(ratio)
        }),
        needs_expectation: true,
        case: "mlverse/torch #555",
        ..PLAIN
    },
    Mistake {
        code: "gain-missing",
        cause: "the gain is missing: of He's rule the factor 2 missing",
        formula: "1/gain²",
        effect: Effect::Factor(|setting| setting.square_of_gain().map(f64::recip)),
        case: "jw1912/bullet #363, LBANN #316",
        ..PLAIN
    },
    Mistake {
        code: "gain-twice",
        cause: "the gain was applied twice",
        formula: "gain²",
        effect: Effect::Factor(square_of_gain),
        case: "the inverse of gain-missing",
        ..PLAIN
    },
    Mistake {
        code: "gain-added",
        cause: "a gain √2 applied to a rule that has none",
        formula: "2",
        effect: Effect::Factor(|setting| of_gain_1(setting, 2.0)),
        case: "LBANN #316, the other way round",
        ..PLAIN
    },
    Mistake {
        code: "selu-gain",
        cause: "gain 3/4 for SELU, an empirical one, in place of 1",
        formula: "9/16",
        effect: Effect::Factor(|setting| of_gain_1(setting, 0.5625)),
        case: "pytorch #24991, #50664; candle and tch have it too",
        ..PLAIN
    },
    Mistake {
        code: "variance-as-deviation",
        cause: "the variance was used as the standard deviation: a square root is missing",
        formula: "expected variance",
        effect: Effect::Factor(variance),
        case: "tfjs-core #434",
        ..PLAIN
    },
    Mistake {
        code: "deviation-as-variance",
        cause: "the standard deviation was used as the variance: a square root too many",
        formula: "1/expected deviation",
        effect: Effect::Factor(|setting| Some(1.0 / setting.variance()?.sqrt())),
        case: "the inverse of variance-as-deviation: samplers that take a variance",
        ..PLAIN
    },
    Mistake {
        code: "gain-not-rooted",
        cause: "a gain over channels was multiplied by their number instead of its root",
        formula: "channels",
        effect: Effect::Factor(|setting| {
            setting
                .is_dependent()
                .then(|| setting.layer.inputs() as f64)
        }),
        case: "AutoInit, depthwise kernels with an orthogonal law",
        ..PLAIN
    },
    Mistake {
        code: "gain-of-other-axis",
        cause: "the gain of an orthogonal matrix was computed as if its axes were in the other order",
        formula: "fan_in/fan_out",
        effect: Effect::Factor(|setting| {
            let fans = setting.layer.fans();
            setting
                .is_dependent()
                .then(|| fans.fan_in as f64 / fans.fan_out as f64)
        }),
        case: "google-deepmind/dks, scaled_uniform_orthogonal_ for PyTorch",
        ..PLAIN
    },
];
