//! The second implementation: a network unit by unit and sample by sample, over any [`Scalar`].
//!
//! It shares no line with the matrix form: sums are loops, activations are the formulas of
//! `formula`, and derivatives come from [`Dual`] numbers, not from back-propagation. Over `f64` it
//! has the bits of the matrix form; over `Interval` every number is enclosed; over `Rational` it is
//! exact. It trains nothing.

mod cost;
mod dual;
mod enclosed;
mod exact;
mod formula;
mod real;
mod unit;

pub use cost::cost;
pub use dual::Dual;
pub use formula::by_formula;
pub use unit::{ScalarNetwork, Trace};

use crate::learning::network::NetworkError;
use crate::theory::activation::Activation;
use std::fmt::Debug;

/// A number that a unit can compute with.
///
/// Operations can fail: rationals overflow, and not every kind of number has every function.
pub trait Scalar: Clone + Debug {
    /// The kind, as errors name it.
    const KIND: &'static str;

    /// The number that this double is, exactly.
    ///
    /// # Errors
    /// Where the kind cannot hold it; so for every operation here.
    fn from_f64(x: f64) -> Result<Self, NetworkError>;

    /// A double near the number: for choices and for display.
    fn approximate(&self) -> f64;

    /// self + other.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn plus(&self, other: &Self) -> Result<Self, NetworkError>;

    /// self − other.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn minus(&self, other: &Self) -> Result<Self, NetworkError>;

    /// self · other.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn times(&self, other: &Self) -> Result<Self, NetworkError>;

    /// self / other.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn over(&self, other: &Self) -> Result<Self, NetworkError>;

    /// self + left · right, with one rounding where the kind rounds.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn plus_product(&self, left: &Self, right: &Self) -> Result<Self, NetworkError> {
        self.plus(&left.times(right)?)
    }

    /// e^self.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn exp(&self) -> Result<Self, NetworkError>;

    /// The natural logarithm.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn ln(&self) -> Result<Self, NetworkError>;

    /// The error function.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn erf(&self) -> Result<Self, NetworkError>;

    /// The sine and the cosine.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn sin_cos(&self) -> Result<(Self, Self), NetworkError>;

    /// The part of the number above 0 and the part at or below; both for an enclosure around 0.
    fn parts(&self) -> (Option<Self>, Option<Self>);

    /// What holds both of two numbers, for kinds whose [`Scalar::parts`] can both exist.
    #[must_use]
    fn hull(&self, other: &Self) -> Self;

    /// The unit step: 1 from 0 on.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    fn step(&self) -> Result<Self, NetworkError>;

    /// φ(self): by its formula, unless the kind knows better.
    ///
    /// # Errors
    /// [`NetworkError::NoFormula`] where the formula needs a function that the kind lacks.
    fn activate(&self, activation: &dyn Activation) -> Result<Self, NetworkError> {
        by_formula(activation, self)
    }
}

/// The refusal of a function that a kind of number lacks.
fn lacks<S: Scalar>(function: &'static str) -> NetworkError {
    NetworkError::NoFormula {
        function: function.to_owned(),
        kind: S::KIND,
    }
}

#[cfg(test)]
mod tests;
