//! A run: every claim's verdict with what it rests on, and the run's settings.
//!
//! No clock, host or path enters: the same run gives the same bytes everywhere.

use crate::verdict::Finding;
use crate::verdict::Verdict;

/// What became of one claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimResult {
    /// The claim's id.
    pub id: String,
    /// The work it comes from: title, author, year.
    pub work: String,
    /// The section of that work.
    pub section: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict that the claim file expects.
    pub expected: Verdict,
    /// The findings, in the order of the claim file.
    pub findings: Vec<Finding>,
    /// Assumptions that the claim states and that no finding used, by id.
    pub unused_assumptions: Vec<String>,
}

impl ClaimResult {
    /// Whether the verdict is the expected one.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        self.verdict == self.expected
    }

    /// The one line that decides: the figure of the finding that weighs most for the verdict.
    #[must_use]
    pub fn decisive_figure(&self) -> &str {
        crate::verdict::combine::decisive(&self.findings, self.verdict)
    }
}

/// A whole run.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The seed of all streams.
    pub seed: u64,
    /// The family-wise false-alarm rate of the run.
    pub alpha: f64,
    /// How many statistical tests share it.
    pub n_tests: u64,
    /// The claims, in order of their ids.
    pub claims: Vec<ClaimResult>,
}

/// How many claims earned each word, and how many differ from their expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Counts in the order of [`Verdict::ALL`].
    pub counts: Vec<(Verdict, usize)>,
    /// How many claims were checked.
    pub total: usize,
    /// How many verdicts differ from what their claim expects.
    pub unexpected: usize,
}

impl Run {
    /// The summary of the run.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let count = |verdict| self.claims.iter().filter(|c| c.verdict == verdict).count();
        Summary {
            counts: Verdict::ALL.iter().map(|v| (*v, count(*v))).collect(),
            total: self.claims.len(),
            unexpected: self.claims.iter().filter(|c| !c.is_as_expected()).count(),
        }
    }
}
