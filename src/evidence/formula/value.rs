//! The value of a term: an exact number, an enclosure, a list, or a name.

use crate::evidence::formula::EvaluationError;
use crate::num::Interval;
use crate::num::Rational;
use std::fmt;

/// What a term evaluates to.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An exact number.
    Exact(Rational),
    /// A number known to lie in an interval.
    Enclosed(Interval),
    /// Values in order, indexed from 1.
    List(Vec<Self>),
    /// A name, such as that of an initializer.
    Text(String),
}

impl Value {
    /// A whole number, exactly.
    #[must_use]
    pub fn integer(n: i64) -> Self {
        Self::Exact(Rational::integer(n))
    }

    /// The number as an interval.
    ///
    /// # Errors
    /// `NotANumber` for a list or a text.
    pub fn to_interval(&self) -> Result<Interval, EvaluationError> {
        match self {
            Self::Exact(x) => Ok(x.to_interval()),
            Self::Enclosed(x) => Ok(*x),
            Self::List(_) | Self::Text(_) => {
                Err(EvaluationError::NotANumber { found: self.kind() })
            }
        }
    }

    /// The exact number, if it is known exactly.
    #[must_use]
    pub fn as_exact(&self) -> Option<Rational> {
        match self {
            Self::Exact(x) => Some(*x),
            _ => None,
        }
    }

    /// What kind of value this is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Exact(_) => "an exact number",
            Self::Enclosed(_) => "an enclosed number",
            Self::List(_) => "a list",
            Self::Text(_) => "a text",
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(x) => write!(f, "{x}"),
            Self::Enclosed(x) => write!(f, "{x}"),
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::List(items) => {
                let texts: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", texts.join(", "))
            }
        }
    }
}
