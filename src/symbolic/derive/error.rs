//! Why a script proves nothing: the place, the rule, what was found and what was needed.

use crate::symbolic::kernel::Refusal;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::excerpt;
use crate::symbolic::syntax::position;
use std::ops::Range;
use thiserror::Error;

/// A script that was refused.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProofError {
    /// The script cannot be read.
    #[error(transparent)]
    Syntax(#[from] Diagnostic),
    /// The kernel refused a step or the declarations.
    #[error("{rule}: {refusal}")]
    Refused {
        /// The rule that the script named.
        rule: String,
        /// The kernel's reason.
        refusal: Refusal,
        /// The formula.
        span: Range<usize>,
    },
    /// No rule has this name.
    #[error("no rule is called `{found}`; expected one of {known}")]
    UnknownRule {
        /// What was written.
        found: String,
        /// The rules.
        known: String,
        /// Where.
        span: Range<usize>,
    },
    /// A label that stands for nothing above.
    #[error("no step or assumption above is labelled `{label}`")]
    UnknownLabel {
        /// The label.
        label: String,
        /// Where.
        span: Range<usize>,
    },
    /// Arguments that the rule does not take.
    #[error("{rule} needs {needed}")]
    Arguments {
        /// The rule.
        rule: String,
        /// What it needs.
        needed: &'static str,
        /// Where.
        span: Range<usize>,
    },
    /// A name without a declaration.
    #[error("`{name}` is not declared and no assumption defines it")]
    UndeclaredName {
        /// The name.
        name: String,
        /// Where.
        span: Range<usize>,
    },
    /// A goal that no step reaches.
    #[error("no step proves the goal `{goal}`{pending}")]
    GoalNotReached {
        /// The goal.
        goal: String,
        /// What a step that comes close still supposes.
        pending: String,
        /// Where.
        span: Range<usize>,
    },
}

impl ProofError {
    /// The stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(diagnostic) => diagnostic.code(),
            Self::Refused { refusal, .. } => refusal.code(),
            Self::UnknownRule { .. } => "unknown-rule",
            Self::UnknownLabel { .. } => "unknown-label",
            Self::Arguments { .. } => "wrong-arguments",
            Self::UndeclaredName { .. } => "undeclared-name",
            Self::GoalNotReached { .. } => "goal-not-reached",
        }
    }

    /// The bytes at fault.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        match self {
            Self::Syntax(diagnostic) => diagnostic.span(),
            Self::Refused { span, .. }
            | Self::UnknownRule { span, .. }
            | Self::UnknownLabel { span, .. }
            | Self::Arguments { span, .. }
            | Self::UndeclaredName { span, .. }
            | Self::GoalNotReached { span, .. } => span.clone(),
        }
    }

    /// The message with its line, and the script's text with carets under the fault.
    #[must_use]
    pub fn render(&self, source: &str) -> String {
        if let Self::Syntax(diagnostic) = self {
            return diagnostic.render(source);
        }
        let (line, column) = position(source, self.span().start);
        format!(
            "line {line}, column {column}: {self}\n{}",
            excerpt(source, self.span())
        )
    }
}
