//! What a replay found: one verdict for each inference, and how often. It decides nothing.

use std::collections::BTreeMap;

/// The verdicts on a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// One check for each inference, in order.
    pub checks: Vec<Check>,
    /// The inferences that the certificate is about.
    pub theorems: Vec<usize>,
}

/// The verdict on one inference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The inference's number.
    pub id: usize,
    /// Its rule, as the certificate names it.
    pub rule: String,
    /// Its conclusion, as the certificate writes it.
    pub conclusion: String,
    /// What was found.
    pub verdict: Verdict,
}

/// What was found of an inference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It follows, as far as the method sees.
    Checked,
    /// It may follow; this checker cannot tell.
    Unsupported(String),
    /// It does not follow, or the certificate hides what it needs.
    Wrong(String),
}

impl Report {
    /// Whether every inference was checked.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.checked() == self.checks.len()
    }

    /// How many inferences were checked.
    #[must_use]
    pub fn checked(&self) -> usize {
        let is_checked = |check: &&Check| check.verdict == Verdict::Checked;
        self.checks.iter().filter(is_checked).count()
    }

    /// The inferences that were found wrong.
    pub fn wrong(&self) -> impl Iterator<Item = &Check> {
        let is_wrong = |check: &&Check| matches!(check.verdict, Verdict::Wrong(_));
        self.checks.iter().filter(is_wrong)
    }

    /// The inferences that this checker cannot judge.
    pub fn unsupported(&self) -> impl Iterator<Item = &Check> {
        let is_unsupported = |check: &&Check| matches!(check.verdict, Verdict::Unsupported(_));
        self.checks.iter().filter(is_unsupported)
    }

    /// How many inferences of each rule this checker cannot judge.
    #[must_use]
    pub fn unsupported_by_rule(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for check in self.unsupported() {
            *counts.entry(check.rule.as_str()).or_insert(0) += 1;
        }
        counts
    }
}
