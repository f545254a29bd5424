//! What a check of conformance found: a standing, the figure that decides it, and its words.
//!
//! It decides by Holm's procedure over the records that it is given; it makes no test.

use crate::conformance::Cause;
use crate::conformance::meaning;
use crate::empirical::stat::Budget;
use crate::empirical::stat::Decision;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::PValue;
use crate::empirical::stat::TestRecord;
use crate::num::brief;
use std::cmp::Ordering;
use std::fmt;

/// Whether an initializer draws what it promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No test refutes the promise, and the declared effect would have been found.
    Holds,
    /// A test refutes it: see [`Conformity::decisive`].
    Differs,
    /// No test refutes it, but the limit on the work left too few draws to find the effect.
    Inconclusive {
        /// The seeds that would suffice.
        needed_seeds: u64,
    },
}

/// Observed over promised variance, about the promised mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The observed ratio.
    pub observed: f64,
    /// The lower end of its confidence interval; confidence is 1 − the false-alarm rate.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Ratio {
    /// Whether the interval, ends widened by a part in a million for rounding, holds this ratio.
    #[must_use]
    pub fn admits(self, ratio: f64) -> bool {
        const ROUNDING: f64 = 1e-6;
        self.low * (1.0 - ROUNDING) <= ratio && ratio <= self.high * (1.0 + ROUNDING)
    }
}

/// The answer to [`Conformance::check`](crate::conformance::Conformance::check).
///
/// Its `Display` is what a failing test should print.
///
/// # Example
/// ```
/// use varprop::conformance::{Conformance, Layer, Standing};
/// let layer = Layer::dense(20, 30)?;
/// let found = Conformance::to("zeros", &layer)?.check(|_, weights: &mut [f32]| weights.fill(0.0))?;
/// assert_eq!(found.standing(), Standing::Holds);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Conformity {
    pub(in crate::conformance) initializer: String,
    pub(in crate::conformance) layer: String,
    pub(in crate::conformance) law: String,
    pub(in crate::conformance) n_seeds: u64,
    pub(in crate::conformance) needed_seeds: u64,
    pub(in crate::conformance) size: usize,
    pub(in crate::conformance) budget: Budget,
    pub(in crate::conformance) facts: Vec<TestRecord>,
    pub(in crate::conformance) tests: Vec<TestRecord>,
    pub(in crate::conformance) ratio: Option<Ratio>,
    pub(in crate::conformance) visible: Option<f64>,
    pub(in crate::conformance) causes: Vec<Cause>,
}

impl Conformity {
    /// Whether the initializer holds its promise.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if !self.refuted().is_empty() {
            return Standing::Differs;
        }
        if self.n_seeds < self.needed_seeds {
            let needed_seeds = self.needed_seeds;
            return Standing::Inconclusive { needed_seeds };
        }
        Standing::Holds
    }

    /// Whether the standing is [`Standing::Holds`].
    #[must_use]
    pub fn holds(&self) -> bool {
        self.standing() == Standing::Holds
    }

    /// Fails the test that called it unless the promise holds.
    ///
    /// # Panics
    /// Unless the promise holds, with the whole answer as message.
    #[track_caller]
    pub fn assert(&self) {
        assert!(self.holds(), "{self}");
    }

    /// The names of the tests that refute the promise, facts first.
    #[must_use]
    pub fn refuted(&self) -> Vec<&'static str> {
        self.refuting().map(|record| record.name).collect()
    }

    /// The record that decides: the first violated fact; else zeros and repeats, which explain
    /// what else is refuted; else the variance if its ratio is a known one; else the smallest
    /// p-value. Where nothing is refuted the variance, if one is promised.
    #[must_use]
    pub fn decisive(&self) -> Option<&TestRecord> {
        if let Some(violated) = self.facts.iter().find(|fact| is_violated(fact)) {
            return Some(violated);
        }
        let refuting: Vec<&TestRecord> = self.refuting().collect();
        let named = |wanted: &str| refuting.iter().find(|r| r.name == wanted).copied();
        let plain = EXPLAINING.iter().find_map(|name| named(name));
        let by_ratio = named("variance").filter(|_| !self.causes.is_empty());
        let least = || refuting.iter().copied().min_by(by_p_value);
        plain
            .or(by_ratio)
            .or_else(least)
            .or_else(|| self.tests.iter().find(|test| test.name == "variance"))
            .or_else(|| self.tests.iter().min_by(by_p_value))
            .or(self.facts.last())
    }

    /// Every record, facts first.
    pub fn records(&self) -> impl Iterator<Item = &TestRecord> {
        self.facts.iter().chain(&self.tests)
    }

    /// Observed over promised variance, where a variance is promised.
    #[must_use]
    pub fn ratio(&self) -> Option<Ratio> {
        self.ratio
    }

    /// The smallest variance ratio, both ways, that these draws show at the stated rates.
    #[must_use]
    pub fn visible(&self) -> Option<f64> {
        self.visible
    }

    /// The known mistakes that the ratio fits.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// How many seeds were drawn.
    #[must_use]
    pub fn n_seeds(&self) -> u64 {
        self.n_seeds
    }

    /// How many seeds the stated rates need.
    #[must_use]
    pub fn needed_seeds(&self) -> u64 {
        self.needed_seeds
    }

    fn refuting(&self) -> impl Iterator<Item = &TestRecord> {
        let facts = self
            .facts
            .iter()
            .filter(|fact| fact.p_value == PValue::ZERO);
        let decided = self.tests.iter().zip(self.decisions());
        facts.chain(decided.filter(|(_, d)| d.rejected).map(|(test, _)| test))
    }

    fn decisions(&self) -> Vec<Decision> {
        let p_values: Vec<PValue> = self.tests.iter().map(|test| test.p_value).collect();
        self.budget.decide(&p_values)
    }
}

/// Tests that explain what else is refuted, the plainest first.
const EXPLAINING: [&str; 3] = ["zeros", "seeds-differ", "repeats"];

fn is_violated(fact: &TestRecord) -> bool {
    fact.p_value == PValue::ZERO
}

fn by_p_value(a: &&TestRecord, b: &&TestRecord) -> Ordering {
    a.p_value.value().total_cmp(&b.p_value.value())
}

/// `= 0.2617`, `≤ 2.4e-32`, `< 1e-300`.
fn bounded(record: &TestRecord) -> String {
    let p = record.p_value.rounded();
    if p == 0.0 {
        return "< 1e-300".to_owned();
    }
    let sign = if record.guarantee == Guarantee::Bound {
        "≤"
    } else {
        "="
    };
    format!("{sign} {}", brief(p, 4))
}

impl fmt::Display for Conformity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.standing() {
            Standing::Holds => "holds",
            Standing::Differs => "DIFFERS",
            Standing::Inconclusive { .. } => "INCONCLUSIVE",
        };
        let (initializer, layer) = (&self.initializer, &self.layer);
        write!(f, "{initializer} on {layer}: {word}")?;
        write!(
            f,
            "\n  promised: {}; drawn: {} seeds of {} values",
            self.law, self.n_seeds, self.size
        )?;
        self.write_shortage(f)?;
        self.write_decisive(f)?;
        self.write_ratio(f)
    }
}

impl Conformity {
    fn write_shortage(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.needed_seeds <= self.n_seeds {
            return Ok(());
        }
        let values = self.needed_seeds.saturating_mul(self.size as u64);
        let needed = self.needed_seeds;
        write!(
            f,
            "\n  needs {needed} seeds ({values} values), more than the limit (see `at_most`)"
        )
    }

    fn write_decisive(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(record) = self.decisive() else {
            return Ok(());
        };
        let statistic = record.statistic;
        let value = brief(statistic.value, 6);
        write!(f, "\n  {}: {} = {value}", record.name, statistic.name)?;
        if !self.facts.iter().any(|fact| fact == record) {
            write!(f, ", p {}", bounded(record))?;
        }
        if self.standing() != Standing::Differs {
            return Ok(());
        }
        write!(f, "\n  {}", meaning::of(record.name))?;
        let mut others = self.refuted();
        others.retain(|name| *name != record.name);
        if others.is_empty() {
            return Ok(());
        }
        write!(f, "; also refuted: {}", others.join(", "))
    }

    fn write_ratio(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ratio) = self.ratio {
            let [observed, low, high] =
                [ratio.observed, ratio.low, ratio.high].map(|x| brief(x, 4));
            write!(f, "\n  variance / promised = {observed}")?;
            if ratio.low < ratio.high {
                write!(f, " ({low} to {high})")?;
            }
        }
        for cause in &self.causes {
            write!(f, "\n    {} = {}", brief(cause.ratio, 4), cause.says)?;
        }
        let Some(visible) = self.visible else {
            return Ok(());
        };
        let level = self.budget.level(1);
        write!(
            f,
            "\n  finds ratios from {} on, both ways; false alarms {}, misses {}",
            brief(visible, 5),
            brief(level.alpha(), 4),
            brief(level.beta(), 4)
        )
    }
}
