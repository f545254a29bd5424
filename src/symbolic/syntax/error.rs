//! Why a text is not a formula; [`crate::symbolic::syntax::Diagnostic`] adds where.

use crate::symbolic::expr::ExprError;
use crate::symbolic::syntax::MAX_DEPTH;
use crate::symbolic::syntax::MAX_LENGTH;
use thiserror::Error;

/// The reason of a refusal.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SyntaxError {
    /// A character that no token begins with.
    #[error("unexpected character `{found}`{hint}")]
    UnexpectedCharacter {
        /// The character.
        found: char,
        /// What to write instead, if that is known.
        hint: &'static str,
    },
    /// A quoted name without its closing quote.
    #[error("expected a closing `\"` on the same line")]
    UnterminatedText,
    /// Digits that do not make a number.
    #[error(
        "malformed number `{found}`; expected a number such as 3, 0.25 or 1e-4, and `*` before a name"
    )]
    MalformedNumber {
        /// The text.
        found: String,
    },
    /// A number outside exact arithmetic.
    #[error("the number `{found}` does not fit in exact arithmetic of 128 bits")]
    NumberTooLarge {
        /// The text.
        found: String,
    },
    /// Something else was needed here.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What would have been allowed.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// `>` or `>=`.
    #[error("`{found}` is not a relation here; swap the sides and write `{instead}`")]
    Greater {
        /// What was written.
        found: &'static str,
        /// The relation for the swapped sides.
        instead: &'static str,
    },
    /// A second relation in one statement.
    #[error("expected the end after one relation, found {found}; write two statements")]
    ChainedRelation {
        /// The second relation.
        found: String,
    },
    /// A reserved word used as a name.
    #[error("`{name}` is reserved; it needs its arguments, as in `{usage}`")]
    ReservedName {
        /// The word.
        name: String,
        /// How it is used.
        usage: &'static str,
    },
    /// A named argument given twice.
    #[error("the argument `{name}` is given twice")]
    DuplicateArgument {
        /// The argument's name.
        name: String,
    },
    /// A positional argument behind a named one.
    #[error("positional arguments come before named ones")]
    PositionalAfterNamed,
    /// More than [`MAX_LENGTH`] bytes.
    #[error("the text has {length} bytes; at most {MAX_LENGTH} are read")]
    TooLong {
        /// The length of the text.
        length: usize,
    },
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("the formula is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// A declaration that contradicts the ones before it.
    #[error(transparent)]
    Declaration(#[from] ExprError),
}

impl SyntaxError {
    /// The stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnexpectedCharacter { .. } => "unexpected-character",
            Self::UnterminatedText => "unterminated-text",
            Self::MalformedNumber { .. } => "malformed-number",
            Self::NumberTooLarge { .. } => "number-too-large",
            Self::Unexpected { .. } => "unexpected-token",
            Self::Greater { .. } => "greater-relation",
            Self::ChainedRelation { .. } => "chained-relation",
            Self::ReservedName { .. } => "reserved-name",
            Self::DuplicateArgument { .. } => "duplicate-argument",
            Self::PositionalAfterNamed => "positional-after-named",
            Self::TooLong { .. } => "too-long",
            Self::TooDeep => "too-deep",
            Self::Declaration(error) => error.code(),
        }
    }
}
