//! The value of a term at every point of a finite space. It does not know terms.

use crate::num::Rational;
use crate::num::RationalError;
use crate::symbolic::finite::ModelError;
use std::fmt;

/// The value of a term in a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The same number at every point.
    Constant(Rational),
    /// A value at each point.
    Random(Vec<Rational>),
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(x) => write!(f, "{x}"),
            Self::Random(values) => {
                let texts: Vec<String> = values.iter().map(Rational::to_string).collect();
                write!(f, "({})", texts.join(", "))
            }
        }
    }
}

/// An exact operation on two numbers.
type Binary = fn(Rational, Rational) -> Result<Rational, RationalError>;

impl Quantity {
    /// 0 at every point.
    pub(in crate::symbolic::finite) const ZERO: Self = Self::Constant(Rational::ZERO);

    /// The value at a point.
    pub(in crate::symbolic::finite) fn at(&self, point: usize) -> Rational {
        match self {
            Self::Constant(x) => *x,
            Self::Random(values) => values.get(point).copied().unwrap_or(Rational::ZERO),
        }
    }

    /// Point by point; a column is reused for the answer.
    pub(in crate::symbolic::finite) fn zip(
        self,
        right: &Self,
        f: Binary,
    ) -> Result<Self, ModelError> {
        match (self, right) {
            (Self::Constant(x), Self::Constant(y)) => Ok(Self::Constant(f(x, *y)?)),
            (Self::Constant(x), Self::Random(values)) => {
                let values = values.iter().map(|y| f(x, *y));
                Ok(Self::Random(values.collect::<Result<_, _>>()?))
            }
            (Self::Random(mut values), right) => {
                for (point, x) in values.iter_mut().enumerate() {
                    *x = f(*x, right.at(point))?;
                }
                Ok(Self::Random(values))
            }
        }
    }

    /// Whether it is the number 0.
    pub(in crate::symbolic::finite) fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// Whether it is 0 at some point.
    pub(in crate::symbolic::finite) fn vanishes_somewhere(&self) -> bool {
        match self {
            Self::Constant(x) => x.is_zero(),
            Self::Random(values) => values.iter().any(|x| x.is_zero()),
        }
    }
}
