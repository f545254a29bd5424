//! The seven words a claim can earn.
//!
//! How they are earned is in `combine`; this file only names and explains them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What became of a claim.
///
/// # Example
/// ```
/// use varprop::verdict::Verdict;
/// assert_eq!(Verdict::Refuted.to_string(), "refuted");
/// assert_eq!(Verdict::ALL.len(), 7);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A kernel theorem equals the statement, its hypotheses among the claim's assumptions.
    Proved,
    /// Exact or enclosed computation over the whole domain that the claim names.
    Verified,
    /// All numeric evidence lies inside its stated tolerance, with effective instances.
    Supported,
    /// An exact counterexample, or a rejection after correction for the number of tests.
    Refuted,
    /// False or meaningless as printed, true after the stated amendment, which is itself shown.
    Imprecise,
    /// No effective instance, or an uncertainty wider than the tolerance.
    Inconclusive,
    /// Two engines contradict one another: a bug in this program.
    Conflict,
}

impl Verdict {
    /// Every verdict, the strongest first.
    pub const ALL: [Self; 7] = [
        Self::Proved,
        Self::Verified,
        Self::Supported,
        Self::Imprecise,
        Self::Refuted,
        Self::Inconclusive,
        Self::Conflict,
    ];

    /// The word as printed and as written in a claim file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Verified => "verified",
            Self::Supported => "supported",
            Self::Refuted => "refuted",
            Self::Imprecise => "imprecise",
            Self::Inconclusive => "inconclusive",
            Self::Conflict => "conflict",
        }
    }

    /// What the word means, in one line.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Proved => "a kernel theorem equals the statement",
            Self::Verified => "exact or enclosed over the whole domain that the claim names",
            Self::Supported => "all numeric evidence lies inside its stated tolerance",
            Self::Refuted => "an exact counterexample, or a corrected rejection",
            Self::Imprecise => "false as printed, true after the stated amendment",
            Self::Inconclusive => "not decided by the evidence at hand",
            Self::Conflict => "two engines contradict one another: a bug in varprop",
        }
    }

    /// Whether the word says that the part it judges holds.
    #[must_use]
    pub fn is_established(self) -> bool {
        matches!(self, Self::Proved | Self::Verified | Self::Supported)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
