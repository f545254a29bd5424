//! Dual numbers: a value with its derivative along one direction (W. K. Clifford 1873;
//! R. E. Wengert 1964, "A simple automatic derivative evaluation program").
//!
//! Derivatives follow from those of + − × ÷ exp ln erf sin cos alone: no activation's own
//! derivative is called.

use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Scalar;
use crate::num::real;

/// value + slope·ε with ε² = 0.
///
/// # Example
/// ```
/// use varprop::learning::network::scalar::{Dual, Scalar};
/// use varprop::theory::activation::Sigmoid;
/// let x = Dual { value: 0.0, slope: 1.0 };
/// let y = x.activate(&Sigmoid).unwrap();
/// assert_eq!((y.value, y.slope), (0.5, 0.25));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dual<S> {
    /// The value.
    pub value: S,
    /// The derivative.
    pub slope: S,
}

impl<S: Scalar> Dual<S> {
    /// A number that does not vary.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    pub fn constant(value: S) -> Result<Self, NetworkError> {
        let slope = S::from_f64(0.0)?;
        Ok(Self { value, slope })
    }

    /// The number that varies.
    ///
    /// # Errors
    /// As [`Scalar::from_f64`].
    pub fn variable(value: S) -> Result<Self, NetworkError> {
        let slope = S::from_f64(1.0)?;
        Ok(Self { value, slope })
    }

    /// f(self) from f of the value and f′ of the value.
    fn chain(&self, value: S, derivative: &S) -> Result<Self, NetworkError> {
        let slope = self.slope.times(derivative)?;
        Ok(Self { value, slope })
    }
}

impl<S: Scalar> Scalar for Dual<S> {
    const KIND: &'static str = S::KIND;

    fn from_f64(x: f64) -> Result<Self, NetworkError> {
        Self::constant(S::from_f64(x)?)
    }

    fn approximate(&self) -> f64 {
        self.value.approximate()
    }

    fn plus(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(Self {
            value: self.value.plus(&other.value)?,
            slope: self.slope.plus(&other.slope)?,
        })
    }

    fn minus(&self, other: &Self) -> Result<Self, NetworkError> {
        Ok(Self {
            value: self.value.minus(&other.value)?,
            slope: self.slope.minus(&other.slope)?,
        })
    }

    fn times(&self, other: &Self) -> Result<Self, NetworkError> {
        let left = self.slope.times(&other.value)?;
        Ok(Self {
            value: self.value.times(&other.value)?,
            slope: left.plus(&self.value.times(&other.slope)?)?,
        })
    }

    /// (u/v)′ = (u′ − (u/v)·v′)/v.
    fn over(&self, other: &Self) -> Result<Self, NetworkError> {
        let value = self.value.over(&other.value)?;
        let rest = self.slope.minus(&value.times(&other.slope)?)?;
        let slope = rest.over(&other.value)?;
        Ok(Self { value, slope })
    }

    fn exp(&self) -> Result<Self, NetworkError> {
        let value = self.value.exp()?;
        self.chain(value.clone(), &value)
    }

    fn ln(&self) -> Result<Self, NetworkError> {
        let derivative = S::from_f64(1.0)?.over(&self.value)?;
        self.chain(self.value.ln()?, &derivative)
    }

    /// erf′(x) = 2/√π·e^−x².
    fn erf(&self) -> Result<Self, NetworkError> {
        let square = self.value.times(&self.value)?;
        let bell = S::from_f64(0.0)?.minus(&square)?.exp()?;
        let derivative = S::from_f64(real::FRAC_2_SQRT_PI)?.times(&bell)?;
        self.chain(self.value.erf()?, &derivative)
    }

    fn sin_cos(&self) -> Result<(Self, Self), NetworkError> {
        let (sin, cos) = self.value.sin_cos()?;
        let minus_sin = S::from_f64(0.0)?.minus(&sin)?;
        Ok((self.chain(sin, &cos)?, self.chain(cos, &minus_sin)?))
    }

    fn parts(&self) -> (Option<Self>, Option<Self>) {
        let slope = &self.slope;
        let part = |value: S| Self {
            value,
            slope: slope.clone(),
        };
        let (above, below) = self.value.parts();
        (above.map(part), below.map(part))
    }

    fn hull(&self, other: &Self) -> Self {
        Self {
            value: self.value.hull(&other.value),
            slope: self.slope.hull(&other.slope),
        }
    }

    fn step(&self) -> Result<Self, NetworkError> {
        Self::constant(self.value.step()?)
    }
}
