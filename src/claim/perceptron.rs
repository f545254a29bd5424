//! How a claim asks for perceptrons: rules, orders, families and searches by name.
//!
//! It trains nothing; `learning::perceptron` has what the names stand for.

use serde::Deserialize;

/// When weights change.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum RuleRequest {
    /// y·a ≤ 0, algorithm 5 of the slides.
    #[default]
    NonPositive,
    /// SIGN(a) ≠ y with SIGN(0) = 0.
    Sign,
    /// SIGN(a) ≠ y with SIGN(0) = 1.
    SignPlus,
    /// SIGN(a) ≠ y with SIGN(0) = −1.
    SignMinus,
    /// Bits, with a unit that fires where a ≥ 0.
    ZeroOne,
    /// Bits, with a unit that fires where a > 0.
    ZeroOneStrict,
}

/// The order of presentation: a name, or the samples of every pass, from 1.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(
    untagged,
    expecting = "expected \"cyclic\", \"shuffled\", or a list of samples from 1"
)]
pub enum OrderRequest {
    /// By name.
    Named(OrderName),
    /// The samples of every pass, from 1.
    Sequence(Vec<usize>),
}

impl Default for OrderRequest {
    fn default() -> Self {
        Self::Named(OrderName::Cyclic)
    }
}

/// An order by name.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum OrderName {
    /// From the first to the last, every pass.
    Cyclic,
    /// A new random permutation every pass.
    Shuffled,
}

/// Unit vectors e₁, …, eₙ, half of each class.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OrthonormalRequest {
    /// How many vectors, a dataset for each number.
    pub n: Vec<u32>,
    /// Whether the classes alternate; otherwise one comes after the other.
    #[serde(default)]
    pub alternating: bool,
}

/// A space of datasets.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(tag = "space", deny_unknown_fields, rename_all = "kebab-case")]
pub enum SearchRequest {
    /// All sequences of different points k/steps of [−1, 1] with all labels.
    Line {
        /// Steps from 0 to 1.
        steps: u32,
        /// The most points.
        points: usize,
    },
    /// Random points of the unit ball, labelled by random planes.
    Random {
        /// The most dimensions, at most 4.
        dimensions: usize,
        /// The most points.
        points: usize,
        /// Steps from 0 to 1.
        steps: u32,
        /// How many datasets.
        datasets: u64,
    },
}
