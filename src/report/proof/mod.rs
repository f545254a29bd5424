//! Reports on proofs: what was proved and by which steps, what was refuted by which model, what
//! stayed open. It proves nothing.
//!
//! To add a format: a file, a `mod` line, an entry in [`ProofFormat`].

mod json;
mod latex;
mod lines;
mod markdown;
mod text;

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::Need;
use crate::symbolic::expr::Term;
use crate::symbolic::finite::Witness;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::syntax::Goal;

/// What became of a goal, or of a theorem of a script.
#[derive(Clone, Debug)]
pub struct ProofEntry {
    /// The theorem's name; none for a goal without a script.
    pub name: Option<String>,
    /// The script's path.
    pub file: Option<String>,
    /// What the author says of it.
    pub note: Option<String>,
    /// The declarations, one a line.
    pub declarations: Vec<String>,
    /// What was to be proved.
    pub goals: Vec<Goal>,
    /// What became of it.
    pub outcome: ProofOutcome,
}

/// What became of a goal.
#[derive(Clone, Debug)]
pub enum ProofOutcome {
    /// The kernel made theorems of all goals.
    Proved(Box<Proved>),
    /// A model meets every hypothesis and not the goal.
    Refuted(Box<Witness>),
    /// Proved and refuted: a bug of this program.
    Conflict(Box<Witness>),
    /// Neither proved nor refuted.
    NotDecided {
        /// Why there is no proof.
        why: String,
        /// What the sides still differ by.
        nearest: Option<Term>,
        /// What the search for a model came to.
        search: String,
    },
    /// The script is refused: the place and the reason, for people.
    Refused {
        /// The stable name of the reason.
        code: &'static str,
        /// The message with the line and carets.
        message: String,
    },
}

/// Theorems with their steps.
#[derive(Clone, Debug)]
pub struct Proved {
    /// The goals as theorems.
    pub theorems: Vec<Theorem>,
    /// The steps, in order.
    pub steps: Vec<NamedTheorem>,
    /// The declarations, needed or not.
    pub needs: Vec<Need>,
    /// In how many finite models the goals were checked besides.
    pub models_checked: usize,
}

/// How proofs are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofFormat {
    /// For a terminal.
    Text,
    /// The contract for programs.
    Json,
    /// A document.
    Markdown,
    /// A fragment for a paper; it needs `amsmath` and `amsthm`.
    Latex,
}

/// The entries in a format.
///
/// # Example
/// ```
/// use varprop::report::{ProofEntry, ProofFormat, ProofOutcome, proofs};
/// let entry = ProofEntry {
///     name: None,
///     file: None,
///     note: None,
///     declarations: Vec::new(),
///     goals: vec![varprop::symbolic::syntax::parse_goal("E[X] = 0")?],
///     outcome: ProofOutcome::NotDecided { why: "no".into(), nearest: None, search: "none".into() },
/// };
/// assert!(proofs(ProofFormat::Text, &[entry]).starts_with("not decided  E[X] = 0\n"));
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
#[must_use]
pub fn proofs(format: ProofFormat, entries: &[ProofEntry]) -> String {
    match format {
        ProofFormat::Text => text::write(entries),
        ProofFormat::Json => json::write(entries),
        ProofFormat::Markdown => markdown::write(entries),
        ProofFormat::Latex => latex::write(entries),
    }
}

/// Many scripts, a line each; refusals in full.
#[must_use]
pub fn proof_list(entries: &[ProofEntry]) -> String {
    text::list(entries)
}

impl ProofOutcome {
    /// The outcome in a word or two.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Proved(_) => "proved",
            Self::Refuted(_) => "refuted",
            Self::Conflict(_) => "conflict",
            Self::NotDecided { .. } => "not decided",
            Self::Refused { .. } => "refused",
        }
    }
}
