//! The arithmetic that training needs, for exact rationals and for doubles. It knows no perceptron.

use crate::learning::perceptron::PerceptronError;
use crate::num::Rational;
use std::cmp::Ordering;
use std::fmt::Debug;

/// A number that a perceptron can be trained in.
pub trait Scalar: Clone + Debug + PartialEq {
    /// 0.
    fn zero() -> Self;

    /// self + other.
    ///
    /// # Errors
    /// [`PerceptronError::Arithmetic`] where the sum leaves 128 bits.
    fn plus(&self, other: &Self) -> Result<Self, PerceptronError>;

    /// self · other.
    ///
    /// # Errors
    /// [`PerceptronError::Arithmetic`] where the product leaves 128 bits.
    fn times(&self, other: &Self) -> Result<Self, PerceptronError>;

    /// A whole number.
    fn whole(n: i8) -> Self;

    /// How the number compares with 0; NaN with nothing.
    fn sign(&self) -> Option<Ordering>;

    /// Whether it is neither NaN nor infinite.
    fn is_finite(&self) -> bool;
}

impl Scalar for Rational {
    fn zero() -> Self {
        Self::ZERO
    }

    fn plus(&self, other: &Self) -> Result<Self, PerceptronError> {
        Ok(self.checked_add(*other)?)
    }

    fn times(&self, other: &Self) -> Result<Self, PerceptronError> {
        Ok(self.checked_mul(*other)?)
    }

    fn whole(n: i8) -> Self {
        Self::integer(n.into())
    }

    fn sign(&self) -> Option<Ordering> {
        Some(self.numerator().cmp(&0))
    }

    fn is_finite(&self) -> bool {
        true
    }
}

impl Scalar for f64 {
    fn zero() -> Self {
        0.0
    }

    fn plus(&self, other: &Self) -> Result<Self, PerceptronError> {
        Ok(self + other)
    }

    fn times(&self, other: &Self) -> Result<Self, PerceptronError> {
        Ok(self * other)
    }

    fn whole(n: i8) -> Self {
        n.into()
    }

    fn sign(&self) -> Option<Ordering> {
        self.partial_cmp(&0.0)
    }

    fn is_finite(&self) -> bool {
        Self::is_finite(*self)
    }
}

/// Σ aᵢbᵢ, from the first term to the last.
pub(in crate::learning::perceptron) fn dot<S: Scalar>(
    a: &[S],
    b: &[S],
) -> Result<S, PerceptronError> {
    let mut sum = S::zero();
    for (a, b) in a.iter().zip(b) {
        sum = sum.plus(&a.times(b)?)?;
    }
    Ok(sum)
}
