//! What a script says, as plain data with the places it was read from. It proves nothing.

use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::Abbreviation;
use std::ops::Range;

/// The theorems of a file, in order; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The theorems; their names differ.
    pub theorems: Vec<TheoremScript>,
}

/// A theorem and its proof, as written. All spans count bytes of the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TheoremScript {
    /// Its name, in kebab-case.
    pub name: String,
    /// What its symbols mean and what it assumes; abbreviations are expanded in it.
    pub signature: Signature,
    /// Its `let` lines, in order.
    pub abbreviations: Vec<Abbreviation>,
    /// What is to be proved, abbreviations expanded; at least one statement.
    pub goals: Vec<Located<Statement>>,
    /// The steps between `proof` and `qed`; their labels differ from each other and from those
    /// of the assumptions.
    pub steps: Vec<ScriptStep>,
    /// From `theorem` to `qed`.
    pub span: Range<usize>,
    /// The comment lines directly above `theorem`, without their `#`.
    pub note: Option<String>,
}

/// One labelled step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptStep {
    /// The name that later steps cite it by.
    pub label: String,
    /// From the label to the end of the step.
    pub span: Range<usize>,
    /// The comment lines directly above the label, without their `#`.
    pub note: Option<String>,
    /// What the step says.
    pub body: StepBody,
}

/// What a step says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepBody {
    /// A hypothesis to be discharged later.
    Suppose(Statement),
    /// Statements one after the other, the left side of each the right side of the one before;
    /// together they relate the first left side to the last right side.
    Chain {
        /// At least one.
        links: Vec<Link>,
    },
}

/// One statement and its justification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// left relation right, abbreviations expanded; of a later link, the left side is the right
    /// side of the link before.
    pub statement: Statement,
    /// The name of the rule, in kebab-case.
    pub rule: String,
    /// Where the rule's name stands.
    pub rule_span: Range<usize>,
    /// What the rule is given.
    pub arguments: Vec<Argument>,
    /// Where the formula stands: both sides, or relation and right side of a later link.
    pub span: Range<usize>,
}

/// What a rule is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// An earlier step, an assumption, or a theorem: `LABEL (x = TERM, …) times TERM`.
    Cite {
        /// Its label or name.
        label: String,
        /// Terms for its schematic symbols; each symbol once.
        at: Vec<(String, Term)>,
        /// A multiplier.
        times: Option<Term>,
        /// Where the argument stands.
        span: Range<usize>,
    },
    /// The square of a term, which is not negative: `square TERM times TERM`.
    Square {
        /// What is squared.
        term: Term,
        /// A multiplier.
        times: Option<Term>,
        /// Where the argument stands.
        span: Range<usize>,
    },
    /// The symbol that a rule works on, such as the index of an induction: `on NAME`.
    On {
        /// The symbol.
        name: String,
        /// Where the argument stands.
        span: Range<usize>,
    },
}

impl Argument {
    /// Where the argument stands.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        match self {
            Self::Cite { span, .. } | Self::Square { span, .. } | Self::On { span, .. } => {
                span.clone()
            }
        }
    }
}

/// A piece of a file and the bytes it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    /// Where it stands in the file.
    pub span: Range<usize>,
}
