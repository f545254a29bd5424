//! All activations, and how a user names one: `tanh`, `leaky-relu`, `leaky-relu(0.2)`.

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
    /// One line of help.
    pub summary: &'static str,
    /// The parameter's name and default, if there is one.
    pub parameter: Option<(&'static str, f64)>,
    construct: Construct,
}

/// How an entry becomes an activation.
#[derive(Clone, Copy, Debug)]
enum Construct {
    Plain(fn() -> BoxedActivation),
    Parametric(fn(f64) -> Result<BoxedActivation, ActivationError>),
}

impl Entry {
    const fn plain(
        name: &'static str,
        summary: &'static str,
        make: fn() -> BoxedActivation,
    ) -> Self {
        Self {
            name,
            summary,
            parameter: None,
            construct: Construct::Plain(make),
        }
    }

    const fn parametric(
        name: &'static str,
        summary: &'static str,
        parameter: (&'static str, f64),
        make: fn(f64) -> Result<BoxedActivation, ActivationError>,
    ) -> Self {
        Self {
            name,
            summary,
            parameter: Some(parameter),
            construct: Construct::Parametric(make),
        }
    }

    /// The activation, with its parameter or the default.
    ///
    /// # Errors
    /// When the parameter is out of range, or given to an activation without one.
    pub fn build(&self, parameter: Option<f64>) -> Result<BoxedActivation, ActivationError> {
        match (self.construct, parameter, self.parameter) {
            (Construct::Plain(make), None, _) => Ok(make()),
            (Construct::Plain(_), Some(value), _) => Err(ActivationError::Parameter {
                activation: self.name,
                value,
                allowed: "no parameter",
            }),
            (Construct::Parametric(make), given, default) => {
                make(given.or(default.map(|(_, value)| value)).unwrap_or(0.0))
            }
        }
    }
}

/// Every activation, in the order of the help text.
pub static ALL: &[Entry] = &[
    Entry::plain("identity", "x: the linear network", || Box::new(Identity)),
    Entry::plain("relu", "max(x, 0)", || Box::new(Relu)),
    Entry::parametric(
        "leaky-relu",
        "x above 0, slope·x below",
        ("slope", LeakyRelu::DEFAULT_SLOPE),
        |slope| Ok(Box::new(LeakyRelu::new(slope)?)),
    ),
    Entry::plain("tanh", "hyperbolic tangent", || Box::new(Tanh)),
    Entry::plain("sigmoid", "1/(1 + e^-x)", || Box::new(Sigmoid)),
    Entry::plain("erf", "error function", || Box::new(Erf)),
    Entry::parametric(
        "elu",
        "x above 0, alpha·(e^x - 1) below",
        ("alpha", Elu::DEFAULT_ALPHA),
        |alpha| Ok(Box::new(Elu::new(alpha)?)),
    ),
    Entry::plain("selu", "self-normalizing ELU", || Box::new(Selu)),
    Entry::plain("gelu", "x·Phi(x), the exact form", || Box::new(Gelu)),
    Entry::plain("silu", "x·sigmoid(x), also swish", || Box::new(Silu)),
    Entry::plain("softplus", "ln(1 + e^x)", || Box::new(Softplus)),
    Entry::plain("step", "1 for x >= 0, 0 below: the threshold unit", || {
        Box::new(Step)
    }),
    Entry::plain("sin", "sine", || Box::new(Sin)),
    Entry::plain("cos", "cosine", || Box::new(Cos)),
];

/// The activation that `spec` names.
///
/// # Errors
/// When the name is not in [`ALL`], the parentheses hold no number, or the number is refused.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert_eq!(parse("leaky-relu(0.2)").unwrap().value(-1.0), -0.2);
/// let error = parse("thanh").unwrap_err();
/// assert_eq!(error.code(), "unknown-activation");
/// assert!(error.to_string().contains("did you mean tanh?"));
/// ```
pub fn parse(spec: &str) -> Result<BoxedActivation, ActivationError> {
    let spec = spec.trim();
    let (name, parameter) = match spec.split_once('(') {
        None => (spec, None),
        Some((name, rest)) => (name.trim_end(), Some(parameter(spec, rest)?)),
    };
    let entry = ALL.iter().find(|entry| entry.name == name);
    entry.ok_or_else(|| unknown(name))?.build(parameter)
}

/// The number before the closing parenthesis.
fn parameter(spec: &str, rest: &str) -> Result<f64, ActivationError> {
    let number = rest.strip_suffix(')').map(str::trim);
    let value = number.and_then(|number| number.parse().ok());
    value.ok_or_else(|| ActivationError::Malformed {
        spec: spec.to_owned(),
    })
}

fn unknown(name: &str) -> ActivationError {
    let names = ALL.iter().map(|entry| entry.name);
    ActivationError::Unknown {
        name: name.to_owned(),
        nearest: names.clone().min_by_key(|known| distance(name, known)),
        allowed: names.collect::<Vec<_>>().join(", "),
    }
}

/// The Levenshtein distance: how many letters to insert, delete or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((y, above), left_above) in b.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or(0);
            let replaced = left_above + usize::from(x != *y);
            next.push(replaced.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
