//! Rules of gradient descent: what one step does to a parameter, and how a user names them.
//!
//! Steps are taken by `optimizer`.

use crate::learning::network::NetworkError;
use crate::spec;
use crate::spec::Parameter;
use crate::spec::SpecError;
use std::fmt;
use std::str::FromStr;

/// How a step follows from the gradient g of one parameter w.
///
/// # Example
/// ```
/// use varprop::learning::network::Rule;
/// let rule: Rule = "adam(rate=0.01)".parse()?;
/// assert_eq!(rule.to_string(), "adam(rate=0.01)");
/// assert_eq!("momentum(0.1)".parse::<Rule>()?, Rule::Momentum { rate: 0.1, momentum: 0.9 });
/// # Ok::<(), varprop::learning::network::NetworkError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// w ← w − rate·g.
    GradientDescent {
        /// The step size.
        rate: f64,
    },
    /// v ← momentum·v + g, w ← w − rate·v; v begins at 0.
    ///
    /// Polyak (1964), in the form of Sutskever et al. (2013) with the rate outside, as PyTorch
    /// has it.
    Momentum {
        /// The step size.
        rate: f64,
        /// How much of the velocity remains.
        momentum: f64,
    },
    /// s ← decay·s + (1 − decay)·g², w ← w − rate·g/(√s + epsilon); s begins at 0.
    ///
    /// Tieleman & Hinton (2012), Neural Networks for Machine Learning, lecture 6.5.
    RmsProp {
        /// The step size.
        rate: f64,
        /// How much of the mean square remains.
        decay: f64,
        /// Keeps the quotient finite.
        epsilon: f64,
    },
    /// m ← β₁·m + (1 − β₁)·g, s ← β₂·s + (1 − β₂)·g²,
    /// w ← w − rate·m̂/(√ŝ + epsilon) with m̂ = m/(1 − β₁ᵗ), ŝ = s/(1 − β₂ᵗ) at step t from 1.
    ///
    /// Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1.
    Adam {
        /// The step size.
        rate: f64,
        /// How much of the mean gradient remains.
        beta1: f64,
        /// How much of the mean square remains.
        beta2: f64,
        /// Keeps the quotient finite.
        epsilon: f64,
    },
}

/// A rule as a user meets it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The kebab-case name.
    pub name: &'static str,
    /// Other names that are understood.
    pub aliases: &'static [&'static str],
    /// One line on what it does.
    pub summary: &'static str,
    /// Its parameters, in the order in which they may stand without name.
    pub parameters: &'static [Parameter],
    build: fn(&[f64]) -> Rule,
}

const RATE: Parameter = Parameter::required("rate", "0.1", "the step size");

spec::named!(Entry, "optimizer");

/// The value at this place; entries build from as many values as they have parameters.
fn at(values: &[f64], place: usize) -> f64 {
    values.get(place).copied().unwrap_or(f64::NAN)
}

/// Every rule.
///
/// # Example
/// ```
/// use varprop::learning::network::{ALL, Rule};
/// for entry in ALL {
///     let rule: Rule = format!("{}(rate=0.5)", entry.name).parse()?;
///     assert_eq!(rule.name(), entry.name);
/// }
/// # Ok::<(), varprop::learning::network::NetworkError>(())
/// ```
pub static ALL: &[Entry] = &[
    Entry {
        name: "gradient-descent",
        aliases: &["gd", "sgd"],
        summary: "a step against the gradient; over mini-batches it is SGD",
        parameters: &[RATE],
        build: |values| Rule::GradientDescent {
            rate: at(values, 0),
        },
    },
    Entry {
        name: "momentum",
        aliases: &[],
        summary: "a step against a decaying sum of gradients (Polyak 1964)",
        parameters: &[
            RATE,
            Parameter::optional("momentum", "0.9", "how much of the velocity remains"),
        ],
        build: |values| Rule::Momentum {
            rate: at(values, 0),
            momentum: at(values, 1),
        },
    },
    Entry {
        name: "rmsprop",
        aliases: &["rms-prop"],
        summary: "the gradient over its root mean square (Tieleman & Hinton 2012)",
        parameters: &[
            Parameter::optional("rate", "0.001", "the step size"),
            Parameter::optional("decay", "0.9", "how much of the mean square remains"),
            Parameter::optional("epsilon", "1e-8", "keeps the quotient finite"),
        ],
        build: |values| Rule::RmsProp {
            rate: at(values, 0),
            decay: at(values, 1),
            epsilon: at(values, 2),
        },
    },
    Entry {
        name: "adam",
        aliases: &[],
        summary: "both, corrected for their start at 0 (Kingma & Ba 2015)",
        parameters: &[
            Parameter::optional("rate", "0.001", "the step size"),
            Parameter::optional("beta1", "0.9", "how much of the mean gradient remains"),
            Parameter::optional("beta2", "0.999", "how much of the mean square remains"),
            Parameter::optional("epsilon", "1e-8", "keeps the quotient finite"),
        ],
        build: |values| Rule::Adam {
            rate: at(values, 0),
            beta1: at(values, 1),
            beta2: at(values, 2),
            epsilon: at(values, 3),
        },
    },
];

impl Rule {
    /// The kebab-case name: `gradient-descent`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GradientDescent { .. } => "gradient-descent",
            Self::Momentum { .. } => "momentum",
            Self::RmsProp { .. } => "rmsprop",
            Self::Adam { .. } => "adam",
        }
    }

    /// The parameters' values, in the order of the rule's [`Entry`].
    #[must_use]
    pub fn values(self) -> Vec<f64> {
        match self {
            Self::GradientDescent { rate } => vec![rate],
            Self::Momentum { rate, momentum } => vec![rate, momentum],
            Self::RmsProp {
                rate,
                decay,
                epsilon,
            } => vec![rate, decay, epsilon],
            Self::Adam {
                rate,
                beta1,
                beta2,
                epsilon,
            } => vec![rate, beta1, beta2, epsilon],
        }
    }

    /// The rule's entry in [`ALL`].
    pub(in crate::learning::network) fn entry(self) -> Option<&'static Entry> {
        ALL.iter().find(|entry| entry.name == self.name())
    }

    /// Refuses parameters with which a step is not defined.
    ///
    /// # Errors
    /// [`NetworkError::OutOfRange`] for a rate that is not finite and above 0, a decay or
    /// momentum outside [0, 1), an epsilon that is not finite and above 0.
    pub fn check(self) -> Result<(), NetworkError> {
        let parameters = self.entry().map_or(&[][..], |entry| entry.parameters);
        for (parameter, value) in parameters.iter().zip(self.values()) {
            in_range(parameter.name, value)?;
        }
        Ok(())
    }
}

fn in_range(what: &'static str, value: f64) -> Result<(), NetworkError> {
    let (allowed, is_allowed) = match what {
        "rate" | "epsilon" => ("a finite number above 0", value.is_finite() && 0.0 < value),
        _ => ("at least 0 and below 1", (0.0..1.0).contains(&value)),
    };
    if is_allowed {
        return Ok(());
    }
    Err(NetworkError::OutOfRange {
        what,
        allowed,
        received: value,
    })
}

impl fmt::Display for Rule {
    /// The name with every parameter that differs from its default.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.entry().map_or(&[][..], |entry| entry.parameters);
        let given = parameters.iter().zip(self.values());
        let shown: Vec<String> = given
            .filter(|(parameter, value)| !is_default(parameter, *value))
            .map(|(parameter, value)| format!("{}={value}", parameter.name))
            .collect();
        if shown.is_empty() {
            return f.write_str(self.name());
        }
        write!(f, "{}({})", self.name(), shown.join(", "))
    }
}

fn is_default(parameter: &Parameter, value: f64) -> bool {
    let default = parameter.default.and_then(|text| text.parse().ok());
    default == Some(value)
}

impl FromStr for Rule {
    type Err = NetworkError;

    /// The rule that the text names, its parameters checked.
    ///
    /// # Errors
    /// [`NetworkError::Spec`], located by column, or as [`Rule::check`].
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (entry, given) = spec::parse(text, ALL)?;
        let parameters = entry.parameters.iter();
        let values: Result<Vec<f64>, SpecError> =
            parameters.map(|p| given.number(p.name)).collect();
        let rule = (entry.build)(&values?);
        rule.check()?;
        Ok(rule)
    }
}

#[cfg(test)]
mod tests;
