//! Rationals as scalars: piecewise linear networks without any rounding.

use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Scalar;
use crate::learning::network::scalar::lacks;
use crate::num::Rational;
use crate::num::RationalError;

impl Scalar for Rational {
    const KIND: &'static str = "rationals";

    /// The double's own value: 0.1 is 3602879701896397/2⁵⁵. Whoever means 1/10 builds that.
    fn from_f64(x: f64) -> Result<Self, NetworkError> {
        Ok(dyadic(x)?)
    }

    fn approximate(&self) -> f64 {
        self.to_f64()
    }

    fn plus(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(self.checked_add(*other)?)
    }

    fn minus(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(self.checked_sub(*other)?)
    }

    fn times(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(self.checked_mul(*other)?)
    }

    fn over(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(self.checked_div(*other)?)
    }

    fn exp(&self) -> Result<Self, NetworkError> {
        Err(lacks::<Self>("e^x"))
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
        if *self > Self::ZERO {
            (Some(*self), None)
        } else {
            (None, Some(*self))
        }
    }

    fn hull(&self, _: &Self) -> Self {
        *self
    }

    fn step(&self) -> Result<Self, NetworkError> {
        let fires = *self >= Self::ZERO;
        Ok(if fires { Self::ONE } else { Self::ZERO })
    }
}

/// 2¹²⁶.
const LARGEST: f64 = (1_i128 << 126) as f64;

/// The fraction that the double is, for at most 126 binary digits behind the point.
fn dyadic(x: f64) -> Result<Rational, RationalError> {
    let (mut numerator, mut digits) = (x, 0_u32);
    while numerator.fract() != 0.0 && digits < 126 {
        numerator *= 2.0;
        digits += 1;
    }
    // A whole double below 2¹²⁶ is a 128-bit integer; NaN and infinities are not below.
    if !(numerator.abs() < LARGEST) || numerator.fract() != 0.0 {
        return Err(RationalError::Overflow);
    }
    Rational::new(numerator as i128, 1_i128 << digits)
}
