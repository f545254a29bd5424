//! Doubles as scalars: the bits of the matrix form.

use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Scalar;
use crate::num::real;
use crate::theory::activation::Activation;

impl Scalar for f64 {
    const KIND: &'static str = "doubles";

    fn from_f64(x: f64) -> Result<Self, NetworkError> {
        Ok(x)
    }

    fn approximate(&self) -> f64 {
        *self
    }

    fn plus(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(self + other)
    }

    fn minus(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(self - other)
    }

    fn times(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(self * other)
    }

    fn over(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(self / other)
    }

    /// Fused, as in `linear::product`; in software where the processor has no such instruction,
    /// with the same bits.
    fn plus_product(&self, left: &Self, right: &Self) -> Result<Self, NetworkError> {
        Ok(left.mul_add(*right, *self))
    }

    fn exp(&self) -> Result<Self, NetworkError> {
        Ok(real::exp(*self))
    }

    fn ln(&self) -> Result<Self, NetworkError> {
        Ok(real::ln(*self))
    }

    fn erf(&self) -> Result<Self, NetworkError> {
        Ok(real::erf(*self))
    }

    fn sin_cos(&self) -> Result<(Self, Self), NetworkError> {
        Ok((real::sin(*self), real::cos(*self)))
    }

    fn parts(&self) -> (Option<Self>, Option<Self>) {
        if *self > 0.0 {
            (Some(*self), None)
        } else {
            (None, Some(*self))
        }
    }

    fn hull(&self, _: &Self) -> Self {
        *self
    }

    fn step(&self) -> Result<Self, NetworkError> {
        Ok(f64::from(u8::from(*self >= 0.0)))
    }

    fn activate(&self, activation: &dyn Activation) -> Result<Self, NetworkError> {
        Ok(activation.value(*self))
    }
}
