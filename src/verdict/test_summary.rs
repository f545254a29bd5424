//! One statistical test, as it enters a verdict and a report.
//!
//! The test itself is `empirical::stat`'s; this is its result as plain data.

use serde::Serialize;

/// How much a p-value is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guarantee {
    /// The law of the statistic is known at this sample size: it may refute.
    Exact,
    /// A finite-sample inequality: it may refute.
    Bound,
    /// A limit law: it may warn, never refute.
    Asymptotic,
}

impl Guarantee {
    /// Whether a small p-value of this kind may refute; asymptotic ones may only warn.
    #[must_use]
    pub fn may_refute(self) -> bool {
        self != Self::Asymptotic
    }

    /// The word as printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Bound => "bound",
            Self::Asymptotic => "asymptotic",
        }
    }
}

/// What a rejection speaks against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judges {
    /// The sentence that the finding is about.
    Sentence,
    /// Our own simulation: its weights have the law they should have, or this is a bug in us.
    Simulation,
}

/// The result of one test of a null law.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestSummary {
    /// What was tested, for example `variance`.
    pub name: String,
    /// The null hypothesis in words.
    pub null: String,
    /// How many independent values entered.
    pub n_samples: u64,
    /// The statistic and its value, for example `chi2 = 512.3`.
    pub statistic: String,
    /// The p-value, at four significant digits: it passed through the platform's logarithm.
    pub p_value: f64,
    /// How much the p-value is worth.
    pub guarantee: Guarantee,
    /// The smallest effect that the test detects at the run's rates, in words.
    pub detectable: String,
    /// What a rejection speaks against.
    pub judges: Judges,
    /// Whether the run's correction for the number of tests rejects the null.
    pub rejected: bool,
}
