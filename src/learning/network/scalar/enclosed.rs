//! Intervals as scalars: every number of a network enclosed.
//!
//! They have e^x by Taylor's formula; a logarithm, erf, sine or cosine they do not have.

use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Scalar;
use crate::learning::network::scalar::lacks;
use crate::num::Interval;

impl Scalar for Interval {
    const KIND: &'static str = "intervals";

    fn from_f64(x: f64) -> Result<Self, NetworkError> {
        Ok(Self::point(x))
    }

    fn approximate(&self) -> f64 {
        self.midpoint()
    }

    fn plus(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(*self + *other)
    }

    fn minus(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(*self - *other)
    }

    fn times(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(*self * *other)
    }

    fn over(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(*self / *other)
    }

    fn exp(&self) -> Result<Self, NetworkError> {
        Ok((*self).exp())
    }

    fn ln(&self) -> Result<Self, NetworkError> {
        Err(lacks::<Self>("the logarithm"))
    }

    fn erf(&self) -> Result<Self, NetworkError> {
        Err(lacks::<Self>("erf"))
    }

    fn sin_cos(&self) -> Result<(Self, Self), NetworkError> {
        Err(lacks::<Self>("sine and cosine"))
    }

    fn parts(&self) -> (Option<Self>, Option<Self>) {
        let (low, high) = (self.low(), self.high());
        let above = (high > 0.0).then(|| Self::new(low.max(0.0), high));
        let below = (low <= 0.0).then(|| Self::new(low, high.min(0.0)));
        (above, below)
    }

    fn hull(&self, other: &Self) -> Self {
        (*self).hull(*other)
    }

    fn step(&self) -> Result<Self, NetworkError> {
        Ok(Self::new(self.low().step()?, self.high().step()?))
    }
}
