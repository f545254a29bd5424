//! The settings of a run that may change its numbers, and the one that may not.

use crate::random::Stream;
use std::num::NonZeroUsize;

/// The family-wise false-alarm rate of a run: one in a million.
const ALPHA: f64 = 1e-6;
/// The miss rate at which a test states its smallest detectable effect.
const BETA: f64 = 1e-6;

/// What a run is made of besides its claims.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The seed of all streams.
    pub seed: u64,
    /// Threads for simulations; no result depends on it.
    pub threads: NonZeroUsize,
    /// The family-wise false-alarm rate.
    pub alpha: f64,
    /// The miss rate of declared effects.
    pub beta: f64,
}

impl Settings {
    /// Settings with the house's rates: α = β = 10⁻⁶.
    ///
    /// # Example
    /// ```
    /// use std::num::NonZeroUsize;
    /// let settings = varprop::evidence::Settings::new(1, NonZeroUsize::MIN);
    /// assert_eq!(settings.alpha, 1e-6);
    /// ```
    #[must_use]
    pub fn new(seed: u64, threads: NonZeroUsize) -> Self {
        Self {
            seed,
            threads,
            alpha: ALPHA,
            beta: BETA,
        }
    }

    /// The stream of one purpose of one claim: independent of which other claims run.
    #[must_use]
    pub fn stream(&self, claim: &str, purpose: &str) -> Stream {
        Stream::root(self.seed).named(claim).named(purpose)
    }
}
