//! What other frameworks call their initializers, and which of ours has the same law.
//!
//! Facts of named versions, as data. A framework's bug is not its convention: those are left to
//! the notes.

use crate::initializer::InitializerError;
use crate::spec::nearest;

/// One name of one framework.
///
/// # Example
/// ```
/// use varprop::initializer::{like, parse};
/// let keras = like("keras:GlorotNormal")?;
/// assert_eq!(keras.spec, "variance-scaling(mode=fan_avg)");
/// let label = parse(keras.spec)?.label();
/// assert_eq!(label, "variance-scaling(scale=1, mode=fan_avg, law=truncated)");
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Convention {
    /// `keras`, `tensorflow`, `pytorch`, `jax`, `flax`, `burn`, `candle`.
    pub framework: &'static str,
    /// The name there, with the parameters that are its defaults.
    pub name: &'static str,
    /// Ours of the same law.
    pub spec: &'static str,
    /// Whose weights it draws where nothing else is asked for; empty for none.
    pub default_of: &'static str,
    /// Where it differs from what the name suggests; empty where it does not.
    pub differs: &'static str,
    /// Project, version, function.
    pub source: &'static str,
}

const TRUNCATED: &str =
    "normal truncated at 2 parent std_devs, divided by .87962566103423978 to keep the variance";
const UNCORRECTED: &str = "truncated at 2 std_devs and not corrected: variance 0.7737·std_dev²";
const SLOPE: &str = "kaiming_uniform_(a=√5): U(±1/√fan_in), a sixth of He's variance";
const KERAS: &str = "Keras 3, keras.initializers (random_initializers.py)";
const DENSE: &str = "Keras 3, keras.layers.Dense and Conv: kernel_initializer=\"glorot_uniform\"";
const TF: &str = "TensorFlow 1.15, python/ops/init_ops.py";
const TF_VARIABLE: &str = "TensorFlow 1.15, tf.get_variable (variable_scope.py): initializer=None";
const TORCH: &str = "PyTorch 2, torch.nn.init";
const TORCH_LAYER: &str = "PyTorch 2, torch.nn.Linear and _ConvNd, reset_parameters";
const JAX: &str = "JAX, jax.nn.initializers.variance_scaling and its specializations";
const JAX_PLAIN: &str = "JAX, jax.nn.initializers";
const FLAX: &str = "Flax, flax.linen.Dense and Conv: kernel_init=lecun_normal()";
const BURN: &str = "burn 0.13 to 0.22, nn::Initializer";
const BURN_LAYER: &str = "burn 0.13 to 0.22, nn::LinearConfig and nn::conv: KaimingUniform { gain: 1/√3, fan_out_only: false }";
const CANDLE: &str = "candle-nn 0.10, init.rs";
const CANDLE_LAYER: &str = "candle-nn 0.10, linear.rs and conv.rs: init::DEFAULT_KAIMING_NORMAL";

const fn line(
    [framework, name, spec]: [&'static str; 3],
    default_of: &'static str,
    differs: &'static str,
    source: &'static str,
) -> Convention {
    Convention {
        framework,
        name,
        spec,
        default_of,
        differs,
        source,
    }
}

/// Every name, framework by framework.
#[rustfmt::skip]
pub static CONVENTIONS: &[Convention] = &[
    line(["keras", "GlorotUniform", "glorot-uniform"], "Dense, Conv1D to Conv3D", "", DENSE),
    line(["keras", "GlorotNormal", "variance-scaling(mode=fan_avg)"], "", TRUNCATED, KERAS),
    line(["keras", "HeUniform", "he-uniform"], "", "", KERAS),
    line(["keras", "HeNormal", "variance-scaling(2)"], "", TRUNCATED, KERAS),
    line(["keras", "LecunUniform", "lecun-uniform"], "", "", KERAS),
    line(["keras", "LecunNormal", "variance-scaling"], "", TRUNCATED, KERAS),
    line(["keras", "VarianceScaling", "variance-scaling"], "", "scale 1, mode fan_in, truncated_normal; distribution=\"untruncated_normal\" is variance-scaling(law=normal)", KERAS),
    line(["keras", "TruncatedNormal", "truncated-normal(0.05, low=-0.1, high=0.1)"], "", UNCORRECTED, KERAS),
    line(["keras", "RandomNormal", "normal(0.05)"], "", "no fan", KERAS),
    line(["keras", "RandomUniform", "uniform(0.05)"], "Embedding", "no fan", KERAS),
    line(["keras", "Orthogonal", "orthogonal"], "recurrent kernels", "", KERAS),
    line(["keras", "Identity", "identity"], "", "", KERAS),
    line(["keras", "Zeros", "zeros"], "biases", "", KERAS),
    line(["keras", "Ones", "constant(1)"], "", "", KERAS),
    line(["tensorflow", "get_variable", "glorot-uniform"], "tf.get_variable without initializer", "for floats; the scope's initializer comes first", TF_VARIABLE),
    line(["tensorflow", "glorot_uniform_initializer", "glorot-uniform"], "", "", TF),
    line(["tensorflow", "glorot_normal_initializer", "variance-scaling(mode=fan_avg)"], "", TRUNCATED, TF),
    line(["tensorflow", "variance_scaling_initializer", "variance-scaling"], "", TRUNCATED, TF),
    line(["tensorflow", "truncated_normal_initializer", "truncated-normal(1, low=-2, high=2)"], "", UNCORRECTED, TF),
    line(["tensorflow", "random_normal_initializer", "normal(1)"], "", "no fan", TF),
    line(["pytorch", "Linear", "pytorch-linear"], "Linear", SLOPE, TORCH_LAYER),
    line(["pytorch", "Conv2d", "pytorch-linear"], "Conv1d to Conv3d", SLOPE, TORCH_LAYER),
    line(["pytorch", "kaiming_uniform_", "he-uniform"], "", "a=0; fan_out counts all output channels of a grouped convolution", TORCH),
    line(["pytorch", "kaiming_normal_", "he-normal"], "", "a=0; fan_out counts all output channels of a grouped convolution", TORCH),
    line(["pytorch", "xavier_uniform_", "glorot-uniform"], "MultiheadAttention", "the packed (3E, E) projection sees fan_out = 3E: half the variance", TORCH),
    line(["pytorch", "xavier_normal_", "glorot-normal"], "", "not truncated, unlike Keras's", TORCH),
    line(["pytorch", "trunc_normal_", "truncated-normal(1, low=-2, high=2)"], "", "bounds are absolute: with std=0.02 they cut at 100 std_devs, which is normal(0.02)", TORCH),
    line(["pytorch", "normal_", "normal(1)"], "Embedding", "no fan", TORCH),
    line(["pytorch", "orthogonal_", "orthogonal"], "", "", TORCH),
    line(["pytorch", "dirac_", "dirac"], "", "", TORCH),
    line(["pytorch", "eye_", "identity"], "", "", TORCH),
    line(["pytorch", "zeros_", "zeros"], "", "", TORCH),
    line(["pytorch", "ones_", "constant(1)"], "", "", TORCH),
    line(["jax", "lecun_normal", "variance-scaling"], "", TRUNCATED, JAX),
    line(["jax", "lecun_uniform", "lecun-uniform"], "", "", JAX),
    line(["jax", "glorot_normal", "variance-scaling(mode=fan_avg)"], "", TRUNCATED, JAX),
    line(["jax", "glorot_uniform", "glorot-uniform"], "", "", JAX),
    line(["jax", "he_normal", "variance-scaling(2)"], "", TRUNCATED, JAX),
    line(["jax", "he_uniform", "he-uniform"], "", "", JAX),
    line(["jax", "truncated_normal", "truncated-normal(0.01, low=-0.02, high=0.02)"], "", UNCORRECTED, JAX_PLAIN),
    line(["jax", "normal", "normal(0.01)"], "", "no fan", JAX_PLAIN),
    line(["jax", "orthogonal", "orthogonal"], "", "", JAX_PLAIN),
    line(["jax", "zeros", "zeros"], "", "", JAX_PLAIN),
    line(["flax", "Dense", "variance-scaling"], "Dense, Conv", TRUNCATED, FLAX),
    line(["flax", "lecun_normal", "variance-scaling"], "Dense, Conv", TRUNCATED, FLAX),
    line(["burn", "Linear", "pytorch-linear"], "Linear, Conv1d to Conv3d", "bound 1/√fan_in; 0.22.1 swaps the fans with LinearLayout::Col", BURN_LAYER),
    line(["burn", "KaimingUniform", "he-uniform"], "", "with gain = √2, which is He's; the field has no default", BURN),
    line(["burn", "KaimingNormal", "he-normal"], "", "with gain = √2, which is He's; the field has no default", BURN),
    line(["burn", "XavierUniform", "glorot-uniform"], "", "with gain = 1", BURN),
    line(["burn", "XavierNormal", "glorot-normal"], "", "with gain = 1; not truncated, unlike Keras's", BURN),
    line(["burn", "Zeros", "zeros"], "", "", BURN),
    line(["burn", "Ones", "constant(1)"], "", "", BURN),
    line(["candle", "linear", "he-normal"], "linear, conv1d, conv2d", "He's normal law, where PyTorch, which it follows, has U(±1/√fan_in)", CANDLE_LAYER),
    line(["candle", "DEFAULT_KAIMING_NORMAL", "he-normal"], "linear, conv1d, conv2d", "", CANDLE),
    line(["candle", "DEFAULT_KAIMING_UNIFORM", "he-uniform"], "", "", CANDLE),
];

impl Convention {
    /// `keras:GlorotNormal`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}:{}", self.framework, self.name)
    }
}

/// The convention of `framework:name`; case, hyphens and underscores do not matter.
///
/// # Errors
/// `UnknownConvention`, with the nearest name.
pub fn like(name: &str) -> Result<&'static Convention, InitializerError> {
    let plain = |text: &str| text.to_lowercase().replace(['_', '-', ' '], "");
    let wanted = plain(name);
    let mut all = CONVENTIONS.iter();
    all.find(|convention| plain(&convention.label()) == wanted)
        .ok_or_else(|| InitializerError::UnknownConvention {
            received: name.to_owned(),
            hint: hint(name),
        })
}

/// The nearest name of the framework that was named, or the frameworks there are.
fn hint(name: &str) -> String {
    let (framework, rest) = name.split_once(':').unwrap_or((name, ""));
    let framework = framework.trim().to_lowercase();
    let names: Vec<_> = CONVENTIONS
        .iter()
        .filter(|convention| convention.framework == framework)
        .map(|convention| convention.name)
        .collect();
    if names.is_empty() {
        return "known frameworks are keras, tensorflow, pytorch, jax, flax, burn, candle"
            .to_owned();
    }
    let begun = rest.trim().to_lowercase();
    let begins = |name: &&&str| !begun.is_empty() && name.to_lowercase().starts_with(&begun);
    let close = match names.iter().find(begins) {
        Some(name) => *name,
        None => nearest(rest.trim(), names.iter().copied()),
    };
    format!(
        "did you mean {framework}:{close}? {framework} has {}",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::initializer::WeightLaw;
    use crate::initializer::parse;
    use crate::num::Tolerance;
    use crate::theory::shape::Fans;

    const FANS: Fans = Fans {
        fan_in: 300,
        fan_out: 100,
    };

    fn variance(name: &str) -> f64 {
        let initializer = parse(like(name).unwrap().spec).unwrap();
        match initializer.law(FANS).unwrap() {
            WeightLaw::Independent(law) | WeightLaw::Dependent(law) => law.variance(),
            WeightLaw::Fixed => 0.0,
        }
    }

    #[test]
    fn every_spec_parses_and_its_label_is_read_back() {
        for convention in CONVENTIONS {
            let found =
                parse(convention.spec).unwrap_or_else(|e| panic!("{}: {e}", convention.label()));
            let label = found.label();
            assert_eq!(
                parse(&label).unwrap().label(),
                label,
                "{}",
                convention.label()
            );
            assert_eq!(like(&convention.label()).unwrap(), convention);
            assert!(!convention.source.is_empty());
        }
    }

    /// Keras documents stddev = √(scale/n) after truncation; TensorFlow and JAX the same. Observed
    /// in PyTorch: the default has a third of LeCun's variance, and trunc_normal_'s law 0.7737.
    #[test]
    fn variances_are_the_documented_ones() {
        for (name, expected) in [
            ("keras:GlorotNormal", 2.0 / 400.0),
            ("keras:he_normal", 2.0 / 300.0),
            ("keras:LecunNormal", 1.0 / 300.0),
            ("keras:GlorotUniform", 2.0 / 400.0),
            ("tensorflow:get_variable", 2.0 / 400.0),
            (
                "tensorflow:truncated_normal_initializer",
                0.773_741_303_549_923_2,
            ),
            ("keras:TruncatedNormal", 0.0025 * 0.773_741_303_549_923_2),
            ("pytorch:linear", 1.0 / 900.0),
            ("pytorch:kaiming_uniform_", 2.0 / 300.0),
            ("jax:lecun-normal", 1.0 / 300.0),
            ("flax:Dense", 1.0 / 300.0),
            ("burn:Linear", 1.0 / 900.0),
            ("candle:linear", 2.0 / 300.0),
        ] {
            let tolerance = Tolerance::rounding(64, expected);
            assert!(
                tolerance.accepts(variance(name), expected),
                "{name}: {}",
                variance(name)
            );
        }
    }

    /// Keras's bounds: √(6/(fan_in + fan_out)), and 2·√(scale/n)/.87962566103423978.
    #[test]
    fn supports_are_the_documented_ones() {
        let bound = |name: &str| match parse(like(name).unwrap().spec).unwrap().law(FANS).unwrap() {
            WeightLaw::Independent(law) => law.support().1,
            _ => f64::NAN,
        };
        let truncated = 2.0 * (2.0_f64 / 400.0).sqrt() / 0.879_625_661_034_239_8;
        assert!(Tolerance::rounding(64, truncated).accepts(bound("keras:GlorotNormal"), truncated));
        let uniform = (6.0_f64 / 400.0).sqrt();
        assert!(Tolerance::rounding(8, uniform).accepts(bound("keras:GlorotUniform"), uniform));
    }

    #[test]
    fn an_unknown_name_gets_a_hint() {
        let message = |name: &str| like(name).unwrap_err().to_string();
        assert!(message("keras:GlorotNorml").contains("did you mean keras:GlorotNormal?"));
        assert!(message("keras:glorot").contains("did you mean keras:GlorotUniform?"));
        assert!(message("mxnet:Xavier").contains("known frameworks are keras"));
        assert_eq!(like("he").unwrap_err().code(), "unknown-convention");
    }
}
