//! Why the kernel refuses to make a theorem.

use crate::num::RationalError;
use crate::symbolic::expr::ExprError;
use thiserror::Error;

/// A refusal of the kernel: what was found, what was needed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// The two sides have different normal forms.
    #[error("the sides differ by {difference}, which is not 0")]
    SidesDiffer {
        /// left − right in normal form, written as a term.
        difference: String,
    },
    /// A rule makes another kind of statement.
    #[error("the rule `{rule}` shows {expected}, found `{found}`")]
    WrongForm {
        /// The rule.
        rule: &'static str,
        /// What it can show.
        expected: &'static str,
        /// What was asked.
        found: String,
    },
    /// A premise of the wrong form.
    #[error("the premise `{found}` does not fit; needed {needed}")]
    WrongPremise {
        /// The premise.
        found: String,
        /// What is needed.
        needed: String,
    },
    /// Theorems of different signatures.
    #[error("the premises were proved under different declarations")]
    ContextMismatch,
    /// No assumption has this label.
    #[error("no assumption is labelled `{label}`")]
    UnknownAssumption {
        /// The label.
        label: String,
    },
    /// The sign of a term is not known.
    #[error("needed {needed}, which the declarations and cited facts do not give for `{term}`")]
    UnknownSign {
        /// The term.
        term: String,
        /// What is needed of it.
        needed: &'static str,
    },
    /// A declaration is missing.
    #[error("`{name}` is not declared {needed}")]
    NotDeclared {
        /// The name.
        name: String,
        /// As what.
        needed: &'static str,
    },
    /// A name that may depend on what it must not depend on.
    #[error("`{name}` is not declared independent of everything else in `{term}`")]
    NotIndependent {
        /// The name.
        name: String,
        /// The term.
        term: String,
    },
    /// An index that does not fit its place.
    #[error("the index `{found}` does not fit; needed {needed}")]
    BadIndex {
        /// The index.
        found: String,
        /// What is needed.
        needed: String,
    },
    /// An index or variable that a hypothesis fixes.
    #[error("`{name}` is free in the supposition `{supposition}`")]
    FixedIndex {
        /// The name.
        name: String,
        /// The supposition.
        supposition: String,
    },
    /// A side condition is pending where none may be.
    #[error("the side condition `{condition}` != 0 is pending; discharge it first")]
    PendingCondition {
        /// The term that must not vanish.
        condition: String,
    },
    /// A term that this rule does not read.
    #[error("cannot read `{term}`: {why}")]
    NotReadable {
        /// The term.
        term: String,
        /// Why.
        why: &'static str,
    },
    /// A function without a known derivative.
    #[error("cannot differentiate `{term}`: {why}")]
    NotDifferentiable {
        /// The term.
        term: String,
        /// Why.
        why: &'static str,
    },
    /// A division by a term that is 0.
    #[error("a denominator is identically 0")]
    DivisionByZero,
    /// Rewriting does not end.
    #[error("the cited equations rewrite one another without end")]
    Diverges,
    /// A declaration that makes no sense.
    #[error(transparent)]
    Declaration(#[from] ExprError),
    /// Exact arithmetic left 128 bits.
    #[error("exact arithmetic left 128 bits")]
    Overflow,
    /// A normal form with too many terms.
    #[error("the normal form has too many terms")]
    TooLarge,
}

impl From<RationalError> for Refusal {
    fn from(error: RationalError) -> Self {
        match error {
            RationalError::DivisionByZero => Self::DivisionByZero,
            _ => Self::Overflow,
        }
    }
}

impl Refusal {
    /// The stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SidesDiffer { .. } => "sides-differ",
            Self::WrongForm { .. } => "wrong-form",
            Self::WrongPremise { .. } => "wrong-premise",
            Self::ContextMismatch => "context-mismatch",
            Self::UnknownAssumption { .. } => "unknown-assumption",
            Self::UnknownSign { .. } => "unknown-sign",
            Self::NotDeclared { .. } => "not-declared",
            Self::NotIndependent { .. } => "not-independent",
            Self::BadIndex { .. } => "bad-index",
            Self::FixedIndex { .. } => "fixed-index",
            Self::PendingCondition { .. } => "pending-condition",
            Self::NotReadable { .. } => "not-readable",
            Self::NotDifferentiable { .. } => "not-differentiable",
            Self::DivisionByZero => "division-by-zero",
            Self::Diverges => "diverges",
            Self::Declaration(error) => error.code(),
            Self::Overflow => "overflow",
            Self::TooLarge => "too-large",
        }
    }
}
