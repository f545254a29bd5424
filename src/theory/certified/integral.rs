//! E f(√q·z) by Taylor's formula on cells that are halved until the remainder is negligible.
//!
//! On a cell the integrand, f times the normal density, is expanded about the middle; the
//! coefficient of the last order, taken over the whole cell, bounds the remainder (R. E. Moore
//! 1966). Halving stops at a wish, not at a truth: an interval is never wrong, only wide.
//! It trusts + − × ÷ √ on doubles and nothing else, and knows of no activation.

use crate::num::Interval;
use crate::theory::certified::activation::Side;
use crate::theory::certified::activation::bell;
use crate::theory::certified::elementary::normal_constant;
use crate::theory::certified::integrand::Integrand;
use crate::theory::certified::jet::Jet;
use crate::theory::certified::jet::whole;

/// Where the integral is cut; e^(−72) is 5.4e-32.
const CUT: f64 = 12.0;
/// A cell wider than this is halved without being tried.
const WIDEST_CELL: f64 = 0.75;
/// The order of the remainder, even, so that a cell's odd terms vanish.
const ORDER: usize = 20;
/// The most cells that are tried in one integral.
const MOST_CELLS: usize = 2048;
/// The remainder of a cell that is not worth halving it, relative to the integral: 2⁻⁵⁸.
const NEGLIGIBLE: f64 = 3.5e-18;
/// The same where √q is only known to within [`ROUGH`] of itself.
const NEGLIGIBLE_WHEN_ROUGH: f64 = 1e-12;
/// The relative radius of √q above which its own width outweighs all others.
const ROUGH: f64 = 1e-4;
/// No cell becomes narrower than this; √q up to 10⁸ is resolved.
const NARROWEST_CELL: f64 = 1e-9;

/// E f(√q·z), z ~ N(0, 1), for every √q in `root`.
pub(super) fn gaussian_mean(f: &Integrand, root: Interval) -> Interval {
    if f.is_even() == Some(false) {
        return Interval::point(0.0);
    }
    if !(root.low() >= 0.0 && root.high().is_finite()) {
        return Interval::WHOLE;
    }
    let mut integral = Integral::new(f, root);
    let body = integral.over(0.0, CUT);
    normal_constant() * (body + integral.tail())
}

struct Integral<'a> {
    f: &'a Integrand,
    root: Interval,
    order: usize,
    tolerance: f64,
    cells_left: usize,
}

impl<'a> Integral<'a> {
    /// A q that is only known roughly deserves neither high order nor narrow cells.
    fn new(f: &'a Integrand, root: Interval) -> Self {
        let relative = root.radius() / root.high().max(f64::MIN_POSITIVE);
        let (order, wish) = if relative < ROUGH {
            (ORDER, NEGLIGIBLE)
        } else {
            (10, NEGLIGIBLE_WHEN_ROUGH)
        };
        let mut integral = Self {
            f,
            root,
            order,
            tolerance: 0.0,
            cells_left: MOST_CELLS,
        };
        integral.tolerance = (integral.rough_size() * wish).max(f64::MIN_POSITIVE);
        integral
    }

    /// Roughly ∫|f(√q z)|e^(−z²/2): it only decides how long to halve.
    fn rough_size(&self) -> f64 {
        let step = 0.25;
        let mut sum = 0.0;
        for k in 0..24 {
            let z = step * (f64::from(k) + 0.5);
            let weight = bell(Interval::point(z), 1).coefficient(0).midpoint();
            let middle = Interval::point(self.root.midpoint() * z);
            let value = |side, x| self.f.jet(side, x, 1).coefficient(0).midpoint().abs();
            sum += step * weight * (value(Side::Right, middle) + value(Side::Left, -middle));
        }
        sum
    }

    /// ∫ (f(√q z) + f(−√q z))·e^(−z²/2) from `low` to `high`, both multiples of a power of two, so
    /// that middles are exact.
    fn over(&mut self, low: f64, high: f64) -> Interval {
        let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
        if high - low <= WIDEST_CELL {
            self.cells_left = self.cells_left.saturating_sub(1);
            let remainder = self.remainder(low, high);
            let is_last = self.cells_left == 0 || half < NARROWEST_CELL;
            if is_last || remainder.abs().high() <= self.tolerance {
                return self.polynomial(middle, half) + remainder;
            }
        }
        self.over(low, middle) + self.over(middle, high)
    }

    /// ∫ v^k over the cell, times the k-th coefficient at every member of the cell; k is even.
    fn remainder(&self, low: f64, high: f64) -> Interval {
        let z = Interval::new(low, high);
        let (f, weight) = self.factors(z);
        let half = 0.5 * (high - low);
        f.convolution(&weight, self.order) * power_integral(half, self.order)
    }

    /// Σ over even k below the order: odd powers vanish on a symmetric cell.
    fn polynomial(&self, middle: f64, half: f64) -> Interval {
        let (f, weight) = self.factors(Interval::point(middle));
        let terms = (0..self.order).step_by(2).rev();
        terms.fold(Interval::point(0.0), |sum, k| {
            sum + f.convolution(&weight, k) * power_integral(half, k)
        })
    }

    /// The jets in z of f(√q z) + f(−√q z) and of e^(−z²/2).
    fn factors(&self, z: Interval) -> (Jet, Jet) {
        let length = self.order + 1;
        let at = |side, root: Interval| self.f.jet(side, root * z, length).stretched(root);
        let right = at(Side::Right, self.root);
        let both = match self.f.is_even() {
            Some(_) => right.scaled(Interval::point(2.0)),
            None => right + at(Side::Left, -self.root),
        };
        (both, bell(z, length))
    }

    /// |∫ beyond the cut| ≤ 2m·∫(1 + √q z)^p e^(−z²/2) ≤ 2m(1 + √q)^p·2T^(p − 1)e^(−T²/2), because
    /// z ≥ 1 there and ∫_T z^p e^(−z²/2) ≤ T^(p − 1)e^(−T²/2)/(1 − (p − 1)/T²).
    fn tail(&self) -> Interval {
        let (size, power) = self.f.bound();
        let cut = Interval::point(CUT);
        let growth = ((Interval::point(1.0) + self.root) * cut).powi(power);
        let density = bell(cut, 1).coefficient(0) / cut;
        let bound = Interval::point(4.0 * size) * growth * density;
        Interval::around(0.0, bound.high())
    }
}

/// ∫ v^k dv from −w to w for even k: 2w^(k + 1)/(k + 1).
fn power_integral(half: f64, k: usize) -> Interval {
    let power = Interval::point(half).powi(k as u32 + 1);
    Interval::point(2.0) * power / whole(k + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::certified::Activation;
    use crate::theory::certified::Moment;
    use crate::theory::certified::NAMES;
    use crate::theory::certified::integrand::Kind;

    fn integrand(name: &str, moment: Moment, kind: Kind) -> Integrand {
        let activation = Activation::parse(name).unwrap();
        Integrand {
            activation,
            moment,
            kind,
        }
    }

    /// E tanh²(z) = 0.3942944903978411744165 (mpmath 1.3 at 55 digits).
    #[test]
    fn an_integral_that_stops_halving_early_is_wide_and_still_true() {
        let f = integrand("tanh", Moment::Second, Kind::Value);
        for (order, tolerance) in [(2, 1e-2), (4, 1e-3), (4, 1e-5), (8, 1e-4), (8, 1e-9)] {
            let mut integral = Integral {
                order,
                tolerance,
                ..Integral::new(&f, Interval::point(1.0))
            };
            let body = integral.over(0.0, CUT);
            let found = normal_constant() * (body + integral.tail());
            assert!(found.contains(0.394_294_490_397_841_2), "{order}: {found}");
            // The middle alone would be wrong: it is the remainder that makes it true.
            let missed = (found.midpoint() - 0.394_294_490_397_841_2).abs();
            assert!(
                missed > 1e-12 && missed <= found.radius(),
                "{order}: {found}"
            );
        }
    }

    #[test]
    fn what_lies_beyond_the_cut_is_below_the_bound_of_the_tail() {
        let moments = [
            Moment::Mean,
            Moment::Second,
            Moment::Third,
            Moment::Fourth,
            Moment::DerivativeSecond,
        ];
        for (name, _) in NAMES {
            for moment in moments {
                for kind in [Kind::Value, Kind::Slope] {
                    let f = integrand(name, moment, kind);
                    for root in [0.1, 1.0, 10.0] {
                        let mut integral = Integral::new(&f, Interval::point(root));
                        integral.tolerance = 1e-36;
                        let beyond = integral.over(CUT, 2.0 * CUT).abs();
                        let bound = integral.tail().high();
                        assert!(
                            beyond.low() <= bound,
                            "{name} {moment:?} {kind:?}: {beyond}"
                        );
                    }
                }
            }
        }
    }
}
