//! How a perceptron is trained. It trains nothing.

use crate::learning::perceptron::Order;
use crate::learning::perceptron::UpdateRule;

/// Rule, order, passes, and whether there is a bias.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// When weights change.
    pub rule: UpdateRule,
    /// In which order samples are picked.
    pub order: Order,
    /// The most passes; training stops earlier, after a pass without a change.
    pub max_passes: u64,
    /// Whether the bias is updated; otherwise it stays 0.
    pub learns_bias: bool,
}

impl Default for Settings {
    /// Algorithm 5 of the slides: y·a ≤ 0, cyclic, with a bias; at most 1000 passes.
    fn default() -> Self {
        Self {
            rule: UpdateRule::default(),
            order: Order::default(),
            max_passes: 1000,
            learns_bias: true,
        }
    }
}
