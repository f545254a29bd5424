//! All activations, and how a user names one: `tanh`, `leaky-relu`, `leaky-relu(0.2)`.

use crate::spec;
use crate::spec::Arguments;
use crate::spec::Parameter;
use crate::theory::activation::ActivationError;
use crate::theory::activation::Cos;
use crate::theory::activation::Elu;
use crate::theory::activation::Erf;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::Gelu;
use crate::theory::activation::Identity;
use crate::theory::activation::LeakyRelu;
use crate::theory::activation::Relu;
use crate::theory::activation::Selu;
use crate::theory::activation::Sigmoid;
use crate::theory::activation::Silu;
use crate::theory::activation::Sin;
use crate::theory::activation::Softplus;
use crate::theory::activation::Step;
use crate::theory::activation::Tanh;

/// An activation, ready for use and shared between threads.
pub type BoxedActivation = Box<dyn GaussianMoments>;

/// One line of the registry.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The kebab-case name.
    pub name: &'static str,
    /// Other names by which it is known.
    pub aliases: &'static [&'static str],
    /// One line of help.
    pub summary: &'static str,
    /// Its parameters, at most one today.
    pub parameters: &'static [Parameter],
    build: for<'t> fn(&Arguments<'t>) -> Result<BoxedActivation, ActivationError>,
}

impl Entry {
    const fn plain(
        name: &'static str,
        summary: &'static str,
        build: for<'t> fn(&Arguments<'t>) -> Result<BoxedActivation, ActivationError>,
    ) -> Self {
        Self {
            name,
            aliases: &[],
            summary,
            parameters: &[],
            build,
        }
    }

    const fn also(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    const fn with(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }
}

spec::named!(Entry, "activation");

/// The slope of leaky ReLU; its default is [`LeakyRelu::DEFAULT_SLOPE`].
const SLOPE: Parameter = Parameter::optional("slope", "0.01", "φ′ below 0");
/// The α of ELU; its default is [`Elu::DEFAULT_ALPHA`].
const ALPHA: Parameter = Parameter::optional("alpha", "1", "φ tends to −alpha on the left");

/// Every activation, in the order of the help text.
pub static ALL: &[Entry] = &[
    Entry::plain("identity", "x: the linear network", |_| {
        Ok(Box::new(Identity))
    })
    .also(&["linear"]),
    Entry::plain("relu", "max(x, 0)", |_| Ok(Box::new(Relu))),
    Entry::plain("leaky-relu", "x above 0, slope·x below", |given| {
        Ok(Box::new(LeakyRelu::new(given.number("slope")?)?))
    })
    .with(&[SLOPE]),
    Entry::plain("tanh", "hyperbolic tangent", |_| Ok(Box::new(Tanh))),
    Entry::plain("sigmoid", "1/(1 + e^-x)", |_| Ok(Box::new(Sigmoid))),
    Entry::plain("erf", "error function", |_| Ok(Box::new(Erf))),
    Entry::plain("elu", "x above 0, alpha·(e^x - 1) below", |given| {
        Ok(Box::new(Elu::new(given.number("alpha")?)?))
    })
    .with(&[ALPHA]),
    Entry::plain("selu", "self-normalizing ELU", |_| Ok(Box::new(Selu))),
    Entry::plain("gelu", "x·Phi(x), the exact form", |_| Ok(Box::new(Gelu))),
    Entry::plain("silu", "x·sigmoid(x)", |_| Ok(Box::new(Silu))).also(&["swish"]),
    Entry::plain("softplus", "ln(1 + e^x)", |_| Ok(Box::new(Softplus))),
    Entry::plain("step", "1 for x >= 0, 0 below: the threshold unit", |_| {
        Ok(Box::new(Step))
    }),
    Entry::plain("sin", "sine", |_| Ok(Box::new(Sin))),
    Entry::plain("cos", "cosine", |_| Ok(Box::new(Cos))),
];

/// The activation that the text names, with its parameter.
///
/// # Errors
/// `Spec`, located by column, or the constructor's refusal of a parameter.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert_eq!(parse("leaky-relu(0.2)")?.value(-1.0), -0.2);
/// assert_eq!(parse("leaky-relu(slope=0.2)")?.label(), "leaky-relu(0.2)");
/// assert_eq!(parse("linear")?.name(), "identity");
/// let error = parse("thanh").unwrap_err();
/// assert_eq!(error.code(), "unknown-name");
/// assert!(error.to_string().contains("nearest is 'tanh'"));
/// # Ok::<(), ActivationError>(())
/// ```
pub fn parse(text: &str) -> Result<BoxedActivation, ActivationError> {
    let (entry, given) = spec::parse(text, ALL)?;
    (entry.build)(&given)
}
