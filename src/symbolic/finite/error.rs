//! Why a term has no value in a model.

use crate::num::RationalError;
use thiserror::Error;

/// A refusal of this room.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ModelError {
    /// A symbol that is neither declared nor defined by an assumption.
    #[error("`{name}` is neither declared nor defined by an assumption such as `E[w^2] = {name}`")]
    UnknownSymbol {
        /// The symbol.
        name: String,
    },
    /// A term that finite models do not evaluate exactly.
    #[error(
        "`{term}` is not exact in a finite model; allowed are + - * / ^, sums, E, Var, Cov, relu, step, abs, sign, max, min, declared functions, and diff of what is smooth"
    )]
    NotExact {
        /// The term.
        term: String,
    },
    /// An index, a bound or an exponent that is not a whole number.
    #[error("expected a whole number, found {found}")]
    NotWhole {
        /// What was found.
        found: String,
    },
    /// A member outside its family; smaller families may lack it.
    #[error("{member} is outside its family")]
    OutOfRange {
        /// The member.
        member: String,
    },
    /// Exact arithmetic failed in this model.
    #[error(transparent)]
    Arithmetic(#[from] RationalError),
    /// More values than a finite check can walk through.
    #[error("the model would have more than {limit} points")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
}

impl ModelError {
    /// The stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownSymbol { .. } => "unknown-symbol",
            Self::NotExact { .. } => "not-exact",
            Self::NotWhole { .. } => "not-whole",
            Self::OutOfRange { .. } => "out-of-range",
            Self::Arithmetic(RationalError::DivisionByZero) => "division-by-zero",
            Self::Arithmetic(_) => "overflow",
            Self::TooLarge { .. } => "too-large",
        }
    }

    /// Whether another model may do better, so that the search goes on.
    #[must_use]
    pub(in crate::symbolic::finite) fn is_of_one_model(&self) -> bool {
        matches!(
            self,
            Self::OutOfRange { .. } | Self::Arithmetic(_) | Self::TooLarge { .. }
        )
    }
}
