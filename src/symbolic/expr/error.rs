//! Why an operation on terms is refused. It does not describe malformed text; `syntax` does.

use thiserror::Error;

/// A refusal of this room.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ExprError {
    /// A family such as `w` in `w[j]` was to become something that cannot be indexed.
    #[error("cannot replace the family `{family}` by a term that is not a name")]
    FamilyReplaced {
        /// The family's name.
        family: String,
    },
    /// One name was declared twice.
    #[error("`{name}` is declared twice")]
    DeclaredTwice {
        /// The name.
        name: String,
    },
    /// A name is used where a declared one is needed.
    #[error("`{name}` is not declared; expected a variable or family declared above")]
    NotDeclared {
        /// The name.
        name: String,
    },
    /// A name stands on both sides of an independence bar.
    #[error("`{name}` cannot be independent of itself")]
    DependsOnItself {
        /// The name.
        name: String,
    },
}

impl ExprError {
    /// The stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::FamilyReplaced { .. } => "family-replaced",
            Self::DeclaredTwice { .. } => "declared-twice",
            Self::NotDeclared { .. } => "not-declared",
            Self::DependsOnItself { .. } => "depends-on-itself",
        }
    }
}
