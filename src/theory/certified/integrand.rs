//! Which function of φ is integrated: its powers, the square of its derivative, and half the second
//! derivative of each, which is what a moment's slope in q integrates.
//!
//! It makes jets and bounds for tails; the integration is `integral`'s.

use crate::num::Interval;
use crate::theory::certified::Activation;
use crate::theory::certified::activation::Side;
use crate::theory::certified::activation::Symmetry;
use crate::theory::certified::jet::Jet;
use crate::theory::certified::jet::whole;

/// A moment of φ(√q·z), z ~ N(0, 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// E φ.
    Mean,
    /// E φ².
    Second,
    /// E φ³.
    Third,
    /// E φ⁴.
    Fourth,
    /// E φ′².
    DerivativeSecond,
}

/// A moment itself or its slope in q.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// f.
    Value,
    /// ½f″, because d/dq E f(√q z) = ½·E f″(√q z).
    Slope,
}

/// f(x), of which the mean over x = √q·z is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Integrand {
    pub(super) activation: Activation,
    pub(super) moment: Moment,
    pub(super) kind: Kind,
}

impl Integrand {
    /// The first `length` coefficients of f on this side of 0.
    pub(super) fn jet(&self, side: Side, x: Interval, length: usize) -> Jet {
        let extra = match self.kind {
            Kind::Value => 0,
            Kind::Slope => 2,
        };
        let f = self.of_activation(side, x, length + extra);
        match self.kind {
            Kind::Value => f,
            Kind::Slope => Jet::recurrence(length, |_, k| {
                let pairs = Interval::point(0.5) * whole((k + 1) * (k + 2));
                pairs * f.coefficient(k + 2)
            }),
        }
    }

    fn of_activation(&self, side: Side, x: Interval, length: usize) -> Jet {
        let phi = |length| self.activation.jet(side, x, length);
        match self.moment {
            Moment::Mean => phi(length),
            Moment::Second => phi(length).squared(),
            Moment::Third => phi(length).squared() * phi(length),
            Moment::Fourth => phi(length).squared().squared(),
            Moment::DerivativeSecond => phi(length + 1).derivative().squared(),
        }
    }

    /// Whether f is even, odd, or neither: `Some(true)` for even.
    pub(super) fn is_even(&self) -> Option<bool> {
        match (self.activation.symmetry(), self.moment) {
            (Symmetry::None, _) => None,
            (Symmetry::Odd, Moment::Mean | Moment::Third) => Some(false),
            (Symmetry::Odd | Symmetry::Even, _) => Some(true),
        }
    }

    /// (m, p) with |f(x)| ≤ m·(1 + |x|)^p, from |φ| ≤ c(1 + |x|) and |φ′|, |φ″|, |φ‴| ≤ 3c.
    pub(super) fn bound(&self) -> (f64, u32) {
        let c = self.activation.size();
        let (factor, degree, power) = match (self.moment, self.kind) {
            (Moment::Mean, Kind::Value) => (1.0, 1, 1),
            (Moment::Second, Kind::Value) => (1.0, 2, 2),
            (Moment::Third, Kind::Value) => (1.0, 3, 3),
            (Moment::Fourth, Kind::Value) => (1.0, 4, 4),
            (Moment::DerivativeSecond, Kind::Value) => (9.0, 2, 0),
            (Moment::Mean, Kind::Slope) => (1.5, 1, 0),
            // φ′² + φφ″.
            (Moment::Second, Kind::Slope) => (12.0, 2, 1),
            // 3φφ′² + (3/2)φ²φ″.
            (Moment::Third, Kind::Slope) => (32.0, 3, 2),
            // 6φ²φ′² + 2φ³φ″.
            (Moment::Fourth, Kind::Slope) => (60.0, 4, 3),
            // φ″² + φ′φ‴.
            (Moment::DerivativeSecond, Kind::Slope) => (18.0, 2, 0),
        };
        let size = (0..degree).fold(factor, |product, _| (product * c).next_up());
        (size, power)
    }
}
