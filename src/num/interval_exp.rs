//! e^x of an interval from + − × ÷ alone: argument reduction, Taylor's formula, its remainder.
//!
//! No library function is called, so nothing is trusted but IEEE 754. It is some ten times slower
//! than `real::exp`; whoever needs speed brings that in with its stated bound.

use crate::num::Interval;

/// The leading 32 bits of ln 2: n·`LN_2_HIGH` is exact for |n| < 2²⁰.
/// Digits from fdlibm, `e_exp.c` (Sun Microsystems 1993): 0x3fe62e42 fee00000.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
/// ln 2 − `LN_2_HIGH` to the nearest double, from the same place: 0x3dea39ef 35793c76.
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// The degree of Taylor's polynomial.
const DEGREE: u32 = 14;
/// |r|¹⁵/15!·e^|r| ≤ 1.6e-19 for |r| ≤ 0.351, half of ln 2 and more.
const REMAINDER: f64 = 2e-19;

impl Interval {
    /// e^x, without a library function.
    ///
    /// # Example
    /// ```
    /// use varprop::num::Interval;
    /// let e = Interval::point(1.0).exp();
    /// assert!(e.contains(2.718_281_828_459_045) && e.radius() < 4e-15);
    /// ```
    #[must_use]
    pub fn exp(self) -> Self {
        Self::new(
            exp_of_point(self.low()).low(),
            exp_of_point(self.high()).high(),
        )
    }
}

/// e^x = 2^n·e^r with r = x − n·ln 2.
fn exp_of_point(x: f64) -> Interval {
    if x >= 710.0 {
        return Interval::new(f64::MAX, f64::INFINITY);
    }
    if x <= -746.0 {
        return Interval::new(0.0, f64::MIN_POSITIVE);
    }
    let n = (x / core::f64::consts::LN_2).round();
    let low_part = Interval::around(LN_2_LOW, LN_2_LOW * f64::EPSILON);
    let reduced =
        (Interval::point(x) - Interval::point(n * LN_2_HIGH)) - Interval::point(n) * low_part;
    let scaled = taylor(reduced) * power_of_two(n) * power_of_two_rest(n);
    Interval::new(scaled.low().max(0.0), scaled.high())
}

/// 1 + r(1 + r/2·(1 + r/3·(…))), with the remainder, for |r| ≤ 0.351.
fn taylor(r: Interval) -> Interval {
    let one = Interval::point(1.0);
    let horner = |sum: Interval, k: u32| one + r / Interval::point(f64::from(k)) * sum;
    (1..=DEGREE).rev().fold(one, horner) + Interval::around(0.0, REMAINDER)
}

/// 2^m for half of n, so that neither factor leaves the normal numbers.
fn power_of_two(n: f64) -> Interval {
    exact_power((n / 2.0).floor())
}

/// 2^(n − m) for the other half.
fn power_of_two_rest(n: f64) -> Interval {
    exact_power(n - (n / 2.0).floor())
}

/// 2^m, exactly, by repeated doubling or halving.
fn exact_power(m: f64) -> Interval {
    let factor = if m < 0.0 { 0.5 } else { 2.0 };
    let (mut power, mut left) = (1.0, m.abs());
    while left > 0.0 {
        power *= factor;
        left -= 1.0;
    }
    Interval::point(power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::real;

    #[test]
    fn the_exponential_holds_the_library_value_from_underflow_to_overflow() {
        for k in -74..71 {
            let x = 10.0 * f64::from(k) + 0.123;
            let (enclosed, value) = (Interval::point(x).exp(), real::exp(x));
            let library = Interval::around(value, real::MAX_ULP * f64::EPSILON * value);
            assert!(
                enclosed.intersects(library),
                "{x}: {enclosed:?}, not {value}"
            );
        }
    }

    #[test]
    fn the_exponential_is_narrow() {
        for x in [-30.0, -0.3, 0.0, 1e-9, 0.7, 30.0] {
            let enclosed = Interval::point(x).exp();
            assert!(
                enclosed.radius() <= 16.0 * f64::EPSILON * enclosed.low(),
                "{x}"
            );
        }
    }

    #[test]
    fn the_square_root_of_e_squared_is_e() {
        // The double nearest to e, and so at most half an ulp away (OEIS A001113).
        let e = Interval::around(core::f64::consts::E, f64::EPSILON);
        assert!(Interval::point(2.0).exp().sqrt().intersects(e));
        assert!(!Interval::point(2.001).exp().sqrt().intersects(e));
    }

    #[test]
    fn beyond_the_range_of_doubles_the_interval_stays_true() {
        assert_eq!(Interval::point(800.0).exp().high(), f64::INFINITY);
        assert_eq!(Interval::point(-800.0).exp().low(), 0.0);
    }
}
