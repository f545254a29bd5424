//! What training did, update by update. It computes nothing.

use crate::num::Rational;

/// One change of the weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update<S = Rational> {
    /// The pass, from 1.
    pub pass: u64,
    /// The place of the sample that was wrong, from 0.
    pub sample: usize,
    /// The weights after the change.
    pub weights: Vec<S>,
    /// The bias after the change.
    pub bias: S,
}

/// A training run from w = 0, b = 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace<S = Rational> {
    /// Every change, in order.
    pub updates: Vec<Update<S>>,
    /// How many passes were made, the quiet one included.
    pub passes: u64,
    /// Whether the last pass changed nothing.
    pub converged: bool,
    /// The weights at the end.
    pub weights: Vec<S>,
    /// The bias at the end.
    pub bias: S,
}
