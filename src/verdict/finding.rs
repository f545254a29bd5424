//! A finding: what one engine has to say about one part of a claim.
//!
//! Plain data; engines in `evidence` make it, `combine` ranks it, `report` prints it.

use crate::verdict::Part;
use crate::verdict::Scope;
use crate::verdict::Sheet;
use crate::verdict::TestSummary;

/// What the engine concluded, by its own means alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A kernel theorem.
    Proved,
    /// An exact or enclosed computation came out true.
    Exact,
    /// A measurement or a search lies inside its tolerance.
    Consistent,
    /// It came out false, with the witness in the figure.
    Refuted,
    /// It was tried and does not decide.
    Undecided {
        /// Why, and what would decide.
        why: String,
    },
}

/// One engine's answer about one part of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The engine, by its name in claim files.
    pub engine: &'static str,
    /// The sentence it judges.
    pub part: Part,
    /// How much of that sentence it covers.
    pub scope: Scope,
    /// What it concluded, before the run's correction for the number of tests.
    pub outcome: Outcome,
    /// The figure that decides, in one line.
    pub figure: String,
    /// What the request says it shows.
    pub shows: String,
    /// The assumptions that it used, by id.
    pub uses: Vec<String>,
    /// How many instances were effective: computed, simulated or searched.
    pub instances: u64,
    /// Lines of detail for `explain`.
    pub details: Vec<String>,
    /// Numbers in rows.
    pub sheets: Vec<Sheet>,
    /// Statistical tests, with the run's decision on each.
    pub tests: Vec<TestSummary>,
}
