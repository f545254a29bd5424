//! What a test found, as plain data: null law, statistic, p-value, guarantee, what it could see.
//!
//! It holds no decision: whether a p-value refutes is the budget's to say.

use crate::empirical::stat::PValue;
use crate::verdict::Guarantee;

/// What was computed from the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistic {
    /// Its name as printed: `sum (x − μ)²/σ²`.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}

/// The smallest effect that a test detects at its level: it states what the test can see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detectable {
    /// What the number measures: `relative error of the variance`.
    pub meaning: &'static str,
    /// The effect.
    pub effect: f64,
}

/// The record of one test.
#[derive(Clone, Debug, PartialEq)]
pub struct TestRecord {
    /// The kebab-case name of the test.
    pub name: &'static str,
    /// The null law, as printed.
    pub null: String,
    /// How many values it saw.
    pub n_samples: u64,
    /// What was computed from them.
    pub statistic: Statistic,
    /// The probability of the data under the null law, or a bound on it.
    pub p_value: PValue,
    /// How far that can be trusted.
    pub guarantee: Guarantee,
    /// The smallest effect it detects; `None` where no effect size is defined or reached.
    pub detectable: Option<Detectable>,
}
