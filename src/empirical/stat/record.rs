//! What a test found, as plain data: null law, statistic, p-value, guarantee, what it could see.
//!
//! It holds no decision: whether a p-value refutes is the budget's to say.

use crate::empirical::stat::PValue;

/// How far a p-value can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guarantee {
    /// The p-value is the probability itself, for every sample size.
    Exact,
    /// The p-value is at least the probability, for every sample size.
    Bound,
    /// The p-value converges to the probability; at this sample size nothing is promised.
    Asymptotic,
}

impl Guarantee {
    /// Whether a small p-value of this kind may refute; asymptotic ones may only warn.
    #[must_use]
    pub fn may_refute(self) -> bool {
        self != Self::Asymptotic
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_and_bound_may_refute() {
        assert!(Guarantee::Exact.may_refute() && Guarantee::Bound.may_refute());
        assert!(!Guarantee::Asymptotic.may_refute());
    }
}
