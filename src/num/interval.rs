//! Closed intervals with outward rounding: arithmetic whose answer surely contains the truth.
//!
//! Only + − × ÷ √, whose bits IEEE 754 fixes. An end whose rounding error is known to be 0 stays
//! (`super::exact` tells, without widening anything else); any other moves one ulp outward
//! (`f64::next_down`, `f64::next_up`), which covers round-to-nearest.
//! It never calls a transcendental function: a caller brings those in with a stated bound.

use crate::num::exact;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// The set {x : low ≤ x ≤ high}. Infinite ends are allowed, NaN never.
///
/// # Example
/// ```
/// use varprop::num::Interval;
/// let third = Interval::point(1.0) / Interval::point(3.0);
/// assert!(third.contains(1.0 / 3.0) && third.radius() < 2.0 * f64::EPSILON);
/// assert_eq!(third.is_less_than(Interval::point(0.5)), Some(true));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    /// The whole line: what is known of a number about which nothing is known.
    pub const WHOLE: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };

    /// The interval between two ends; the whole line if an end is NaN or they are crossed.
    #[must_use]
    pub fn new(low: f64, high: f64) -> Self {
        if low <= high {
            Self { low, high }
        } else {
            Self::WHOLE
        }
    }

    /// The interval that holds one number, exactly.
    #[must_use]
    pub fn point(x: f64) -> Self {
        Self::new(x, x)
    }

    /// Everything at most `error` away from `value`, rounded outward.
    #[must_use]
    pub fn around(value: f64, error: f64) -> Self {
        if error == 0.0 {
            return Self::point(value);
        }
        Self::new(
            (value - error.abs()).next_down(),
            (value + error.abs()).next_up(),
        )
    }

    /// The lower end.
    #[must_use]
    pub fn low(self) -> f64 {
        self.low
    }

    /// The upper end.
    #[must_use]
    pub fn high(self) -> f64 {
        self.high
    }

    /// The middle: the best single number to print.
    #[must_use]
    pub fn midpoint(self) -> f64 {
        if self.low == self.high {
            self.low
        } else {
            0.5 * self.low + 0.5 * self.high
        }
    }

    /// A bound on the distance of the middle from any member.
    #[must_use]
    pub fn radius(self) -> f64 {
        let middle = self.midpoint();
        if self.low == self.high {
            return 0.0;
        }
        (self.high - middle).max(middle - self.low).next_up()
    }

    /// Whether `x` is a member.
    #[must_use]
    pub fn contains(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    /// Whether the two have a member in common.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self::new(self.low.min(other.low), self.high.max(other.high))
    }

    /// `Some(true)` if every pair is ordered, `Some(false)` if none is, else unknown.
    #[must_use]
    pub fn is_less_than(self, other: Self) -> Option<bool> {
        match (self.high < other.low, self.low >= other.high) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// `Some(true)` for equal points, `Some(false)` for disjoint intervals, else unknown.
    #[must_use]
    pub fn is_equal_to(self, other: Self) -> Option<bool> {
        if !self.intersects(other) {
            return Some(false);
        }
        (self.low == self.high && self == other).then_some(true)
    }

    /// x², tighter than x·x because the factors are the same number.
    #[must_use]
    pub fn square(self) -> Self {
        if let Some(point) = self.exactly(|x| exact::product(x, x)) {
            return point;
        }
        let (a, b) = (self.low.abs(), self.high.abs());
        let least = if self.contains(0.0) { 0.0 } else { a.min(b) };
        let low = (least * least).next_down().max(0.0);
        Self::new(low, (a.max(b) * a.max(b)).next_up())
    }

    /// √x of the non-negative part; the whole line if there is none.
    #[must_use]
    pub fn sqrt(self) -> Self {
        if self.high < 0.0 {
            return Self::WHOLE;
        }
        if let Some(point) = self.exactly(exact::square_root) {
            return point;
        }
        let low = self.low.max(0.0).sqrt();
        Self::new(low.next_down().max(0.0), self.high.sqrt().next_up())
    }

    /// |x|.
    #[must_use]
    pub fn abs(self) -> Self {
        if self.low >= 0.0 {
            self
        } else if self.high <= 0.0 {
            -self
        } else {
            Self::new(0.0, self.high.max(-self.low))
        }
    }

    /// f of a point where f knows it exactly.
    fn exactly(self, f: impl Fn(f64) -> Option<f64>) -> Option<Self> {
        (self.low == self.high)
            .then(|| f(self.low))
            .flatten()
            .map(Self::point)
    }

    /// f of two points where f knows it exactly.
    fn exactly_with(self, other: Self, f: impl Fn(f64, f64) -> Option<f64>) -> Option<Self> {
        let points = self.low == self.high && other.low == other.high;
        points
            .then(|| f(self.low, other.low))
            .flatten()
            .map(Self::point)
    }

    /// x^n by repeated multiplication; even powers are never negative.
    #[must_use]
    pub fn powi(self, n: u32) -> Self {
        match n {
            0 => Self::point(1.0),
            1 => self,
            _ if n.is_multiple_of(2) => self.square().powi(n / 2),
            _ => self * self.powi(n - 1),
        }
    }
}

/// Both ends one ulp outward.
fn outward(low: f64, high: f64) -> Interval {
    Interval::new(low.next_down(), high.next_up())
}

/// From the lower a + b to the upper c + d, each end moved only where rounding took from it.
fn sum(a: f64, b: f64, c: f64, d: f64) -> Interval {
    let (low, high) = (exact::sum(a, b), exact::sum(c, d));
    // Written so that a NaN error, after an overflow or for infinite ends, moves the end.
    let low_end = if low.error >= 0.0 {
        low.rounded
    } else {
        low.rounded.next_down()
    };
    let high_end = if high.error <= 0.0 {
        high.rounded
    } else {
        high.rounded.next_up()
    };
    Interval::new(low_end, high_end)
}

/// 0 · ∞ = 0 for ends of intervals: an infinite end is never attained.
fn product(x: f64, y: f64) -> f64 {
    if x == 0.0 || y == 0.0 { 0.0 } else { x * y }
}

impl Add for Interval {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        sum(self.low, other.low, self.high, other.high)
    }
}

impl Sub for Interval {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        sum(self.low, -other.high, self.high, -other.low)
    }
}

impl Neg for Interval {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            low: -self.high,
            high: -self.low,
        }
    }
}

impl Mul for Interval {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        if let Some(point) = self.exactly_with(other, exact::product) {
            return point;
        }
        let ends = [
            product(self.low, other.low),
            product(self.low, other.high),
            product(self.high, other.low),
            product(self.high, other.high),
        ];
        let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
        let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        outward(low, high)
    }
}

impl Div for Interval {
    type Output = Self;
    /// The quotient; the whole line when the divisor holds 0.
    fn div(self, other: Self) -> Self {
        if other.contains(0.0) {
            return Self::WHOLE;
        }
        if let Some(point) = self.exactly_with(other, exact::quotient) {
            return point;
        }
        self * outward(1.0 / other.high, 1.0 / other.low)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{:?}, {:?}]", self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_by_an_interval_around_zero_knows_nothing() {
        let around_zero = Interval::new(-1.0, 1.0);
        assert_eq!(Interval::point(1.0) / around_zero, Interval::WHOLE);
    }

    #[test]
    fn overlapping_intervals_are_neither_equal_nor_unequal() {
        let (a, b) = (Interval::new(0.0, 2.0), Interval::new(1.0, 3.0));
        assert_eq!(a.is_equal_to(b), None);
        assert_eq!(a.is_less_than(b), None);
        assert_eq!(
            Interval::point(2.0).is_equal_to(Interval::point(2.0)),
            Some(true)
        );
    }

    #[test]
    fn nan_ends_widen_to_the_whole_line() {
        assert_eq!(Interval::new(f64::NAN, 1.0), Interval::WHOLE);
        assert_eq!(Interval::around(1.0, f64::NAN), Interval::WHOLE);
    }

    #[test]
    fn exact_results_of_points_stay_points() {
        let [half, quarter, three] = [0.5, 0.25, 3.0].map(Interval::point);
        assert_eq!(half + quarter, Interval::point(0.75));
        assert_eq!(half - quarter * three, Interval::point(-0.25));
        assert_eq!(three / quarter, Interval::point(12.0));
        assert_eq!((three * three).sqrt(), three);
        assert_eq!(three.powi(5), Interval::point(243.0));
    }

    #[test]
    fn inexact_results_of_points_are_widened() {
        let tenth = Interval::point(0.1);
        let results = [
            tenth + Interval::point(0.2),
            tenth * tenth,
            tenth.square(),
            Interval::point(1.0) / Interval::point(3.0),
            Interval::point(2.0).sqrt(),
        ];
        assert!(results.iter().all(|result| result.radius() > 0.0));
    }

    #[test]
    fn overflow_and_infinite_ends_stay_enclosed() {
        let largest = Interval::point(f64::MAX);
        for result in [largest + largest, largest * largest, largest.square()] {
            assert_eq!((result.low(), result.high()), (f64::MAX, f64::INFINITY));
        }
        let half_line = Interval::new(1.0, f64::INFINITY);
        assert_eq!((half_line + largest).high(), f64::INFINITY);
        assert_eq!((half_line - half_line), Interval::WHOLE);
    }

    #[test]
    fn the_square_root_of_two_is_inside_its_enclosure() {
        let root = Interval::point(2.0).sqrt();
        assert!(root.square().contains(2.0));
    }
}
