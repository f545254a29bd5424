//! Initializers, one file each: a law, how it depends on the fans, how it is drawn.
//!
//! To add one: a file, a `mod` line, an entry in `ALL`.
//! It does not test draws: that is `empirical::stat`.

use crate::num::Rational;
use crate::random::Stream;
use crate::theory::distribution::Distribution;
use crate::theory::shape::Fans;
use std::fmt::Debug;

/// What an initializer promises of a tensor's entries.
#[derive(Debug)]
pub enum WeightLaw {
    /// Independent entries of one law.
    Independent(Box<dyn Distribution>),
    /// Dependent entries that all have this marginal law (orthogonal matrices).
    Dependent(Box<dyn Distribution>),
    /// Entries fixed by their place (identity, Dirac): nothing is drawn.
    Fixed,
}

/// A rule that fills a weight tensor.
pub trait Initializer: Debug + Send + Sync {
    /// The kebab-case name by which a user asks for it: `he-normal`.
    fn name(&self) -> &'static str;

    /// The name with its parameters, as printed: `he-normal(fan_out)`.
    fn label(&self) -> String {
        self.name().to_owned()
    }

    /// The law of the entries for these fans.
    ///
    /// # Errors
    /// When the fans are zero or the law does not exist for them.
    fn law(&self, fans: Fans) -> Result<WeightLaw, InitializerError>;

    /// The exact variance of an entry where it is rational, for example 2/fan_in.
    fn exact_variance(&self, fans: Fans) -> Option<Rational>;

    /// A weight matrix of `fan_out` rows by `fan_in` columns, row-major: row i holds the weights
    /// into output unit i. Row i is drawn from `stream.indexed(i)` where entries are independent,
    /// so that rows can be drawn in any order, on any thread.
    ///
    /// # Errors
    /// As [`Initializer::law`], or when the shape does not suit the initializer.
    fn draw_matrix(&self, fans: Fans, stream: Stream) -> Result<Vec<f64>, InitializerError>;
}

/// Why an initializer cannot serve.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InitializerError {
    /// A fan is zero.
    #[error("fan_in and fan_out must be at least 1, got fan_in = {fan_in}, fan_out = {fan_out}")]
    EmptyFan {
        /// The fan_in received.
        fan_in: u64,
        /// The fan_out received.
        fan_out: u64,
    },
}
