//! Elementary functions of intervals: the library's value, widened by its stated error.
//!
//! This is the door through which `num::real` enters interval arithmetic; what is trusted is
//! [`crate::num::real::MAX_ULP`]. `theory::certified` does without it.

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
    not_negative(increasing(real::exp, x))
}

/// e^x − 1, near 0 without cancellation.
#[must_use]
pub fn exp_m1(x: Interval) -> Interval {
    let found = increasing(real::exp_m1, x);
    Interval::new(found.low().max(-1.0), found.high())
}

/// 1 − erf(x).
#[must_use]
pub fn erfc(x: Interval) -> Interval {
    not_negative(increasing(|x| real::erfc(-x), -x))
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

/// What is left of an interval that must not reach below 0.
fn not_negative(x: Interval) -> Interval {
    Interval::new(x.low().max(0.0), x.high())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// mpmath 1.3 at 30 digits, rounded to doubles.
    #[test]
    fn each_function_contains_its_value() {
        let at = Interval::point;
        assert!(exp(at(-2.5)).contains(0.0820849986238988));
        assert!(exp_m1(at(-0.5)).contains(-0.393_469_340_287_366_6));
        assert!(exp_m1(at(-800.0)).low() == -1.0);
        assert!(erfc(at(3.0)).contains(2.209049699858544e-05));
        assert!(erf(at(0.25)).contains(0.27632639016823696));
        assert!(asin(at(0.75)).contains(0.848062078981481));
        assert!(normal_cdf(at(-1.5)).contains(0.06680720126885807));
    }

    #[test]
    fn an_underflowing_exponential_stays_above_zero() {
        let tiny = exp(Interval::point(-800.0));
        assert!(tiny.low() == 0.0 && tiny.high() > 0.0);
    }
}
