//! Why a text is not a formula; [`crate::symbolic::syntax::Diagnostic`] adds where.

use crate::symbolic::expr::ExprError;
use crate::symbolic::syntax::MAX_DEPTH;
use crate::symbolic::syntax::MAX_LENGTH;
use crate::symbolic::syntax::MAX_SCRIPT_LENGTH;
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
    /// A declared function or an abbreviation whose name ends in a prime.
    #[error("`{name}` cannot be declared; a prime stands for a derivative")]
    PrimedName {
        /// The name.
        name: String,
    },
    /// One label for two assumptions or steps.
    #[error("the label `{label}` is used twice in this theorem")]
    DuplicateLabel {
        /// The label.
        label: String,
    },
    /// A name of a theorem or a rule that is not in kebab-case.
    #[error("expected {expected} in small letters, digits and hyphens, found {found}")]
    MalformedWord {
        /// What the word names.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// One name for two theorems.
    #[error("the theorem `{name}` stands twice in this file")]
    DuplicateTheorem {
        /// The name.
        name: String,
    },
    /// A file without a theorem.
    #[error("expected at least one theorem, found the end")]
    NoTheorem,
    /// Text before, between or after the theorems.
    #[error("expected `theorem NAME`, found `{found}`")]
    OutsideTheorem {
        /// The text.
        found: String,
    },
    /// A theorem without a goal.
    #[error("the theorem `{theorem}` has no `goal STATEMENT` above its proof")]
    MissingGoal {
        /// The theorem's name.
        theorem: String,
    },
    /// A theorem without a proof.
    #[error("expected `proof` for the theorem `{theorem}`, found {found}")]
    MissingProof {
        /// The theorem's name.
        theorem: String,
        /// What stands there.
        found: String,
    },
    /// A proof without its end.
    #[error("expected `qed` for the theorem `{theorem}`, found {found}")]
    MissingQed {
        /// The theorem's name.
        theorem: String,
        /// What stands there.
        found: String,
    },
    /// Something in a proof that is no step.
    #[error("expected `LABEL: STATEMENT by RULE`, a further `= TERM by RULE`, or `qed`")]
    ExpectedStep,
    /// A relation without a left side.
    #[error("expected `LABEL: STATEMENT`; there is no chain above that this line could continue")]
    NothingToContinue,
    /// A statement without its rule.
    #[error("expected ` by RULE` before {found}")]
    MissingRule {
        /// What stands there.
        found: String,
    },
    /// An abbreviation of itself.
    #[error("`{name}` abbreviates a term that mentions `{name}`")]
    RecursiveAbbreviation {
        /// Its name.
        name: String,
    },
    /// A name that had another meaning above its abbreviation.
    #[error("`{name}` is used above its abbreviation; write `let {name}` first")]
    UsedBeforeAbbreviation {
        /// Its name.
        name: String,
    },
    /// An abbreviation with the wrong number of arguments, or with named ones.
    #[error("`{name}` abbreviates with {expected} arguments by position, found {found}")]
    AbbreviationArguments {
        /// Its name.
        name: String,
        /// How many parameters it has.
        expected: usize,
        /// What stands there.
        found: String,
    },
    /// A parameter in the place of a function.
    #[error("the parameter `{name}` stands for a term and cannot be applied to arguments")]
    AppliedParameter {
        /// Its name.
        name: String,
    },
    /// A prime at an abbreviation.
    #[error("`{name}'` has no meaning, since `{name}` abbreviates a term; write `diff(…, x)`")]
    PrimedAbbreviation {
        /// Its name.
        name: String,
    },
    /// Abbreviations that make a formula too large.
    #[error("with `{name}` expanded, the formulas of this file exceed {MAX_SCRIPT_LENGTH} nodes")]
    ExpansionTooLarge {
        /// The abbreviation at which the limit is met.
        name: String,
    },
    /// A script of more than [`MAX_SCRIPT_LENGTH`] bytes.
    #[error("the script has {length} bytes; at most {MAX_SCRIPT_LENGTH} are read")]
    ScriptTooLong {
        /// The length of the text.
        length: usize,
    },
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
            Self::PrimedName { .. } => "primed-name",
            Self::DuplicateLabel { .. } => "duplicate-label",
            Self::MalformedWord { .. } => "malformed-word",
            Self::DuplicateTheorem { .. } => "duplicate-theorem",
            Self::NoTheorem => "no-theorem",
            Self::OutsideTheorem { .. } => "outside-theorem",
            Self::MissingGoal { .. } => "missing-goal",
            Self::MissingProof { .. } => "missing-proof",
            Self::MissingQed { .. } => "missing-qed",
            Self::ExpectedStep => "expected-step",
            Self::NothingToContinue => "nothing-to-continue",
            Self::MissingRule { .. } => "missing-rule",
            Self::RecursiveAbbreviation { .. } => "recursive-abbreviation",
            Self::UsedBeforeAbbreviation { .. } => "used-before-abbreviation",
            Self::AbbreviationArguments { .. } => "abbreviation-arguments",
            Self::AppliedParameter { .. } => "applied-parameter",
            Self::PrimedAbbreviation { .. } => "primed-abbreviation",
            Self::ExpansionTooLarge { .. } => "expansion-too-large",
            Self::ScriptTooLong { .. } => "script-too-long",
            Self::Declaration(error) => error.code(),
        }
    }
}
