//! Taylor coefficients in interval arithmetic: sums, products, derivatives, integrals.
//!
//! A jet of f at a point x encloses f⁽ᵏ⁾(x)/k!; a jet at an interval encloses them at each of its
//! members, and so bounds the remainder of Taylor's formula (R. E. Moore 1966, "Interval
//! Analysis"; L. B. Rall 1981, "Automatic Differentiation"). It knows of no particular function.

use crate::num::Interval;
use std::ops::Add;
use std::ops::Mul;

/// The most coefficients that a jet can have: order 20, and three derivatives of φ.
pub(super) const CAPACITY: usize = 24;

/// The first `length` Taylor coefficients of a function; nothing is known of the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Jet {
    length: usize,
    coefficients: [Interval; CAPACITY],
}

impl Jet {
    /// The jet of a constant.
    pub(super) fn constant(c: Interval, length: usize) -> Self {
        let mut jet = Self::zero(length);
        jet.set(0, c);
        jet
    }

    /// The jet of x ↦ x.
    pub(super) fn variable(x: Interval, length: usize) -> Self {
        let mut jet = Self::constant(x, length);
        jet.set(1, Interval::point(1.0));
        jet
    }

    /// The jet whose k-th coefficient `next` makes from those before it.
    pub(super) fn recurrence(length: usize, next: impl Fn(&Self, usize) -> Interval) -> Self {
        let mut jet = Self::zero(length);
        for k in 0..jet.length {
            let coefficient = next(&jet, k);
            jet.set(k, coefficient);
        }
        jet
    }

    fn zero(length: usize) -> Self {
        Self {
            length: length.min(CAPACITY),
            coefficients: [Interval::point(0.0); CAPACITY],
        }
    }

    /// f⁽ᵏ⁾/k!; the whole line where it is not known.
    pub(super) fn coefficient(&self, k: usize) -> Interval {
        match self.coefficients.get(k) {
            Some(coefficient) if k < self.length => *coefficient,
            _ => Interval::WHOLE,
        }
    }

    pub(super) fn set(&mut self, k: usize, value: Interval) {
        if let Some(coefficient) = self.coefficients.get_mut(k) {
            *coefficient = value;
        }
    }

    /// The jet of c·f.
    pub(super) fn scaled(&self, c: Interval) -> Self {
        self.map(|_, coefficient| c * coefficient)
    }

    /// The jet of x ↦ f(c·x), where this is the jet of f at c·x.
    pub(super) fn stretched(&self, c: Interval) -> Self {
        let mut power = Interval::point(1.0);
        let mut jet = *self;
        for k in 1..self.length {
            power = power * c;
            jet.set(k, power * self.coefficient(k));
        }
        jet
    }

    /// The jet of f′, one coefficient shorter.
    pub(super) fn derivative(&self) -> Self {
        let length = self.length.saturating_sub(1);
        Self::recurrence(length, |_, k| whole(k + 1) * self.coefficient(k + 1))
    }

    /// The jet of the function with this derivative and this value, one coefficient longer.
    pub(super) fn antiderivative(&self, value: Interval) -> Self {
        Self::recurrence(self.length + 1, |_, k| match k.checked_sub(1) {
            None => value,
            Some(before) => self.coefficient(before) / whole(k),
        })
    }

    /// Σ aᵢ·b₍ₖ₋ᵢ₎, the k-th coefficient of a product.
    pub(super) fn convolution(&self, other: &Self, k: usize) -> Interval {
        if k >= self.length.min(other.length) {
            return Interval::WHOLE;
        }
        self.convolution_of_known(other, k)
    }

    /// The same, while the coefficients beyond k are still to come.
    fn convolution_of_known(&self, other: &Self, k: usize) -> Interval {
        let right = other.coefficients.iter().take(k + 1).rev();
        let pairs = self.coefficients.iter().zip(right);
        pairs.fold(Interval::point(0.0), |sum, (a, b)| sum + *a * *b)
    }

    /// The jet of f².
    pub(super) fn squared(&self) -> Self {
        let mut jet = *self * *self;
        jet.set(0, self.coefficient(0).square());
        jet
    }

    fn map(&self, f: impl Fn(usize, Interval) -> Interval) -> Self {
        Self::recurrence(self.length, |_, k| f(k, self.coefficient(k)))
    }
}

/// A whole number, exactly.
pub(super) fn whole(n: usize) -> Interval {
    Interval::point(n as f64)
}

impl Add for Jet {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let length = self.length.min(other.length);
        Self::recurrence(length, |_, k| self.coefficient(k) + other.coefficient(k))
    }
}

impl Mul for Jet {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let length = self.length.min(other.length);
        Self::recurrence(length, |_, k| self.convolution(&other, k))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, length: usize) -> Jet {
        Jet::variable(Interval::point(x), length)
    }

    #[test]
    fn the_coefficients_of_a_cube_are_binomial() {
        let cube = at(2.0, 6) * at(2.0, 6).squared();
        let found: Vec<Interval> = (0..6).map(|k| cube.coefficient(k)).collect();
        let expected = [8.0, 12.0, 6.0, 1.0, 0.0, 0.0];
        assert!(found.iter().zip(expected).all(|(c, x)| c.contains(x)));
        assert!(cube.derivative().coefficient(1).contains(12.0));
    }

    #[test]
    fn differentiation_undoes_integration() {
        let square = at(3.0, 5).squared();
        let back = square.antiderivative(Interval::point(7.0)).derivative();
        assert!((0..5).all(|k| back.coefficient(k).intersects(square.coefficient(k))));
        assert!(
            square
                .antiderivative(Interval::point(7.0))
                .coefficient(0)
                .contains(7.0)
        );
    }

    #[test]
    fn what_was_not_computed_is_not_known() {
        let short = at(1.0, 3).derivative();
        assert_eq!((short.length, short.coefficient(2)), (2, Interval::WHOLE));
        assert_eq!((short * at(1.0, 5)).coefficient(2), Interval::WHOLE);
        assert_eq!(short.convolution(&at(1.0, 5), 2), Interval::WHOLE);
    }

    #[test]
    fn a_stretched_argument_multiplies_the_kth_coefficient_by_its_kth_power() {
        // (3x)² at x = 2 is the square at 6: 36 + 36v + 9v².
        let jet = at(6.0, 4).squared().stretched(Interval::point(3.0));
        assert!((0..4).all(|k| jet.coefficient(k).contains([36.0, 36.0, 9.0, 0.0][k])));
    }
}
