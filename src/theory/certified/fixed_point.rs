//! All fixed points of V on [0, ∞), each proved to exist and to be the only one near it.
//!
//! Boxes of q are dropped where V(q) − q excludes 0 and kept where V′ − 1 does: there at most one
//! fixed point lies, and opposite signs at the ends, or q = 0 itself, prove it. It is then
//! narrowed by interval Newton (R. E. Moore 1966; A. Neumaier 1990, "Interval Methods for Systems
//! of Equations", section 5.1). What no box decides is reported and never guessed.

use crate::num::Interval;
use crate::theory::certified::CertifiedError;
use crate::theory::certified::Recursion;

/// A box of q narrower than this, relative to q, is not halved any more.
const NARROWEST: f64 = 1e-7;
/// Below this q a box that begins at 0 is not halved any more.
const LEAST: f64 = 1e-9;
/// The most boxes that are looked at.
const MOST_BOXES: usize = 500;

/// Every fixed point of a recursion.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedPoints {
    /// Certain ones, ascending.
    pub isolated: Vec<FixedPoint>,
    /// Where it could not be decided whether V(q) = q. If there is none, `isolated` is all.
    pub undecided: Vec<Interval>,
}

/// A q* with V(q*) = q*: one exists in `q`, and no other near it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedPoint {
    /// q*.
    pub q: Interval,
    /// V′(q*).
    pub slope: Interval,
    /// χ(q*).
    pub chi: Interval,
}

/// The side of 1 on which χ(q*) certainly lies (Poole et al. 2016, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// χ < 1: inputs align, gradients vanish.
    Ordered,
    /// χ > 1: inputs part, gradients explode.
    Chaotic,
}

impl FixedPoint {
    /// Ordered or chaotic, where the enclosure of χ excludes 1.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        let one = Interval::point(1.0);
        match (self.chi.is_less_than(one), one.is_less_than(self.chi)) {
            (Some(true), _) => Some(Phase::Ordered),
            (_, Some(true)) => Some(Phase::Chaotic),
            _ => None,
        }
    }

    /// Whether |V′(q*)| < 1; nothing where the enclosure holds 1.
    #[must_use]
    pub fn is_attracting(&self) -> Option<bool> {
        self.slope.abs().is_less_than(Interval::point(1.0))
    }
}

impl Recursion {
    /// All fixed points on [0, ∞).
    ///
    /// With E φ² ≤ aq + b, none lies above (σ_w²b + σ_b²)/(1 − σ_w²a); none lies below σ_b².
    ///
    /// # Errors
    /// `Unbounded` when σ_w²·a may reach 1, where large q cannot be excluded.
    pub fn fixed_points(&self) -> Result<FixedPoints, CertifiedError> {
        let mut search = Search {
            recursion: self,
            found: Vec::new(),
            undecided: Vec::new(),
            boxes_left: MOST_BOXES,
        };
        let low = self.bias_variance().low();
        search.look(Interval::new(low, self.upper_bound()?.max(low)))?;
        search.found.sort_by(|a, b| a.q.low().total_cmp(&b.q.low()));
        let roots = search.found.into_iter();
        Ok(FixedPoints {
            isolated: roots
                .map(|root| self.fixed_point(root.q))
                .collect::<Result<_, _>>()?,
            undecided: merged(search.undecided),
        })
    }

    fn fixed_point(&self, q: Interval) -> Result<FixedPoint, CertifiedError> {
        Ok(FixedPoint {
            q,
            slope: self.slope(q)?,
            chi: self.chi(q)?,
        })
    }

    /// Above this no q is fixed; an eighth more, so that none lies at the end itself.
    fn upper_bound(&self) -> Result<f64, CertifiedError> {
        let (a, b) = self.activation().growth();
        let contraction = Interval::point(1.0) - self.weight_variance() * a;
        if contraction.low() <= 0.0 {
            let growth = a.high();
            return Err(CertifiedError::Unbounded { growth });
        }
        let bound = (self.weight_variance() * b + self.bias_variance()) / contraction;
        Ok((1.125 * bound.high()).max(LEAST))
    }

    /// Whether V(0) = 0 exactly.
    fn keeps_zero(&self) -> bool {
        let zero = Interval::point(0.0);
        let silent = self.weight_variance() == zero || self.activation().keeps_zero();
        self.bias_variance() == zero && silent
    }

    /// V(q) − q over a box: by V where the box is wide, else by the mean-value theorem.
    fn excess(&self, q: Interval) -> Result<Interval, CertifiedError> {
        Ok(self.step(q)? - q)
    }
}

/// A fixed point in `q`, and the box around it that holds no other.
struct Root {
    q: Interval,
    alone_in: Interval,
}

struct Search<'a> {
    recursion: &'a Recursion,
    found: Vec<Root>,
    undecided: Vec<Interval>,
    boxes_left: usize,
}

impl Search<'_> {
    fn look(&mut self, q: Interval) -> Result<(), CertifiedError> {
        let mut boxes = vec![q];
        while let Some(q) = boxes.pop() {
            self.boxes_left = self.boxes_left.saturating_sub(1);
            let rate = self.recursion.slope(q)? - Interval::point(1.0);
            if self.is_excluded(q, rate)? || self.is_settled(q, rate)? {
                continue;
            }
            if self.boxes_left == 0 || is_narrow(q) {
                self.undecided.push(q);
                continue;
            }
            let middle = between(q);
            boxes.push(Interval::new(middle, q.high()));
            boxes.push(Interval::new(q.low(), middle));
        }
        Ok(())
    }

    /// Whether V(q) = q nowhere in the box.
    fn is_excluded(&self, q: Interval, rate: Interval) -> Result<bool, CertifiedError> {
        if !self.recursion.excess(q)?.contains(0.0) {
            return Ok(true);
        }
        let middle = Interval::point(q.midpoint());
        let centred = self.recursion.excess(middle)? + rate * (q - middle);
        Ok(!centred.contains(0.0))
    }

    /// Whether the box is decided because V(q) − q is monotone in it, a little beyond its ends.
    fn is_settled(&mut self, q: Interval, rate: Interval) -> Result<bool, CertifiedError> {
        if rate.contains(0.0) {
            return Ok(false);
        }
        if q.low() == 0.0 && self.recursion.keeps_zero() {
            self.add(Interval::point(0.0), q);
            return Ok(true);
        }
        let beyond = 0.0625 * (q.high() - q.low());
        let wide = Interval::new((q.low() - beyond).max(0.0), q.high() + beyond);
        let rate = self.recursion.slope(wide)? - Interval::point(1.0);
        let at = |x| self.recursion.excess(Interval::point(x));
        let (low, high) = (sign(at(wide.low())?), sign(at(wide.high())?));
        match (low, high) {
            _ if rate.contains(0.0) => Ok(false),
            (Some(low), Some(high)) => {
                if low != high {
                    self.add(self.newton(wide)?, wide);
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// m − (V(m) − m)/(V′(Q) − 1), met with Q, until it stops shrinking.
    fn newton(&self, mut q: Interval) -> Result<Interval, CertifiedError> {
        loop {
            let rate = self.recursion.slope(q)? - Interval::point(1.0);
            let middle = Interval::point(q.midpoint());
            let next = middle - self.recursion.excess(middle)? / rate;
            let next = Interval::new(next.low().max(q.low()), next.high().min(q.high()));
            // Written so that a radius that is not a number ends the loop.
            let shrinks = next.radius() < 0.75 * q.radius();
            if next.radius() < q.radius() {
                q = next;
            }
            if !shrinks {
                return Ok(q);
            }
        }
    }

    /// A root that two neighbouring boxes both saw counts once: found again within the box where
    /// it is alone, it is the same. Two that meet otherwise are not told apart, and not counted.
    fn add(&mut self, q: Interval, alone_in: Interval) {
        if self.found.iter().any(|root| holds(root.alone_in, q)) {
            return;
        }
        match self.found.iter().position(|root| root.q.intersects(q)) {
            None => self.found.push(Root { q, alone_in }),
            Some(at) => {
                let other = self.found.swap_remove(at);
                self.undecided.push(other.q.hull(q));
            }
        }
    }
}

/// Whether all of one interval lies in another.
fn holds(outer: Interval, inner: Interval) -> bool {
    outer.low() <= inner.low() && inner.high() <= outer.high()
}

/// Neighbouring boxes as one, ascending.
fn merged(mut boxes: Vec<Interval>) -> Vec<Interval> {
    boxes.sort_by(|a, b| a.low().total_cmp(&b.low()));
    let mut ranges: Vec<Interval> = Vec::new();
    for next in boxes {
        match ranges.last_mut() {
            Some(last) if last.intersects(next) => *last = last.hull(next),
            _ => ranges.push(next),
        }
    }
    ranges
}

fn sign(x: Interval) -> Option<bool> {
    match (x.low() > 0.0, x.high() < 0.0) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

fn is_narrow(q: Interval) -> bool {
    q.high() <= LEAST || q.high() - q.low() <= NARROWEST * q.high()
}

/// The geometric middle of a wide box, the arithmetic one of a narrow; towards 0 a 64th.
fn between(q: Interval) -> f64 {
    if q.low() == 0.0 {
        q.high() / 64.0
    } else if q.high() > 4.0 * q.low() {
        q.low().sqrt() * q.high().sqrt()
    } else {
        q.midpoint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::theory::certified::Activation;

    fn fixed_points(name: &str, weight_variance: f64, bias_variance: f64) -> FixedPoints {
        let [weights, biases] = [weight_variance, bias_variance].map(Interval::point);
        let activation = Activation::parse(name).unwrap();
        let recursion = Recursion::new(activation, weights, biases).unwrap();
        recursion.fixed_points().unwrap()
    }

    /// (σ_w², σ_b², q*, χ): scipy 1.x `quad` and `brentq`, six decimals.
    #[test]
    fn tanh_has_the_tabled_fixed_points_and_phases() {
        let table = [
            (1.3, 0.05, 0.315_316, 0.880_164),
            (1.5, 0.05, 0.418_037, 0.938_636),
            (2.5, 0.05, 1.063_958, 1.133_516),
            (4.0, 0.05, 2.195_494, 1.342_402),
        ];
        for (weights, biases, q, chi) in table {
            let found = fixed_points("tanh", weights, biases);
            assert_eq!((found.isolated.len(), found.undecided.len()), (1, 0));
            let point = found.isolated[0];
            let printed = Tolerance::printed(6);
            assert!(printed.accepts(point.q.midpoint(), q), "{point:?}");
            assert!(printed.accepts(point.chi.midpoint(), chi), "{point:?}");
            assert!(point.q.radius() < 1e-13 && point.chi.radius() < 1e-13);
            assert_eq!(point.is_attracting(), Some(true));
            let phase = if chi < 1.0 {
                Phase::Ordered
            } else {
                Phase::Chaotic
            };
            assert_eq!(point.phase(), Some(phase));
        }
    }

    #[test]
    fn without_biases_zero_is_a_fixed_point_itself() {
        let found = fixed_points("tanh", 2.0, 0.0);
        assert_eq!(found.isolated[0].q, Interval::point(0.0));
        let attracting: Vec<_> = found
            .isolated
            .iter()
            .map(FixedPoint::is_attracting)
            .collect();
        assert_eq!(attracting, [Some(false), Some(true)]);
        assert!(found.undecided.is_empty());
        let ordered = fixed_points("tanh", 0.9, 0.0);
        assert_eq!((ordered.isolated.len(), ordered.undecided.len()), (1, 0));
        assert_eq!(ordered.isolated[0].phase(), Some(Phase::Ordered));
    }

    #[test]
    fn a_critical_point_is_left_undecided_and_not_guessed() {
        let found = fixed_points("tanh", 1.0, 0.0);
        assert!(found.isolated.is_empty());
        assert_eq!(found.undecided.len(), 1);
        assert!(found.undecided[0].contains(0.0) && found.undecided[0].high() < 1e-6);
    }

    #[test]
    fn relu_with_bias_rests_where_the_geometric_series_says() {
        // σ_b²/(1 − σ_w²/2) = ¼/½.
        let found = fixed_points("relu", 1.0, 0.25);
        assert_eq!(found.isolated.len(), 1);
        assert!(found.isolated[0].q.contains(0.5));
        assert_eq!(found.isolated[0].chi, Interval::point(0.5));
    }

    #[test]
    fn every_activation_has_one_attracting_fixed_point_below_its_growth() {
        let names = crate::theory::certified::NAMES.iter();
        for (name, _) in names {
            let found = fixed_points(name, 0.75, 0.125);
            assert_eq!(
                (found.isolated.len(), found.undecided.len()),
                (1, 0),
                "{name}"
            );
            let point = found.isolated[0];
            assert_eq!(point.is_attracting(), Some(true), "{name}");
            let recursion = Recursion::new(
                Activation::parse(name).unwrap(),
                Interval::point(0.75),
                Interval::point(0.125),
            );
            assert!(
                recursion
                    .unwrap()
                    .step(point.q)
                    .unwrap()
                    .intersects(point.q)
            );
        }
    }

    /// The map of a variance that is no double is known up to an interval, and so is q*.
    #[test]
    fn enclosed_variances_enclose_the_fixed_point() {
        let twentieth = Interval::point(1.0) / Interval::point(20.0);
        let weights = Interval::new(1.5, 1.5 + 1e-9);
        let recursion = Recursion::new(Activation::Tanh, weights, twentieth).unwrap();
        let found = recursion.fixed_points().unwrap();
        let narrow = fixed_points("tanh", 1.5, 0.05).isolated[0].q;
        assert_eq!((found.isolated.len(), found.undecided.len()), (1, 0));
        assert!(found.isolated[0].q.intersects(narrow));
        assert!(found.isolated[0].q.radius() > narrow.radius());
    }

    #[test]
    fn where_large_q_cannot_be_excluded_nothing_is_claimed() {
        let [two, zero] = [2.0, 0.0].map(Interval::point);
        let recursion = Recursion::new(Activation::Gelu, two, zero).unwrap();
        let refusal = recursion.fixed_points().unwrap_err();
        assert_eq!(refusal.code(), "certified-unbounded");
        let negative = Recursion::new(Activation::Gelu, -two, zero).unwrap_err();
        assert_eq!(negative.code(), "certified-variance");
    }
}
