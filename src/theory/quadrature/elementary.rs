//! Elementary functions of intervals: the library's value, widened by its stated error.
//!
//! This is the door through which `num::real` enters interval arithmetic; what is trusted is
//! [`crate::num::real::MAX_ULP`]. The `enclosure` path does without it.

use crate::num::Interval;
use crate::num::real;

/// π: the double below it and the one above (`f64::consts::PI` lies 1.2e-16 below π).
#[must_use]
pub fn pi() -> Interval {
    Interval::new(real::PI, real::PI.next_up())
}

/// e^x.
///
/// # Example
/// ```
/// use varprop::num::Interval;
/// use varprop::theory::quadrature::elementary;
/// assert!(elementary::exp(Interval::point(1.0)).contains(std::f64::consts::E));
/// ```
#[must_use]
pub fn exp(x: Interval) -> Interval {
    increasing(real::exp, x).with_floor(0.0)
}

/// 1 − erf(x).
#[must_use]
pub fn erfc(x: Interval) -> Interval {
    increasing(|x| real::erfc(-x), -x).with_floor(0.0)
}

/// erf(x).
#[must_use]
pub fn erf(x: Interval) -> Interval {
    increasing(real::erf, x)
}

/// The arcsine; ends outside [−1, 1] are moved inside, where the truth must be.
#[must_use]
pub fn asin(x: Interval) -> Interval {
    let inside = Interval::new(x.low().clamp(-1.0, 1.0), x.high().clamp(-1.0, 1.0));
    increasing(real::asin, inside)
}

/// The standard normal distribution function.
#[must_use]
pub fn normal_cdf(x: Interval) -> Interval {
    let scaled = -(x / Interval::point(2.0).sqrt());
    erfc(scaled) * Interval::point(0.5)
}

/// An increasing function at both ends, each widened by the library's error.
fn increasing(f: impl Fn(f64) -> f64, x: Interval) -> Interval {
    let widened = |y: f64| Interval::around(y, y.abs() * real::MAX_ULP * f64::EPSILON + TINY);
    Interval::new(widened(f(x.low())).low(), widened(f(x.high())).high())
}

/// The spacing of the subnormal numbers: what a result near 0 may lose besides its relative error.
const TINY: f64 = f64::MIN_POSITIVE * f64::EPSILON;

/// The part of an interval that a range allows.
trait Floor {
    fn with_floor(self, floor: f64) -> Self;
}

impl Floor for Interval {
    fn with_floor(self, floor: f64) -> Self {
        Self::new(self.low().max(floor), self.high())
    }
}
