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
const MOST_BOXES: usize = 2000;

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
        let mut isolated = search.found;
        isolated.sort_by(|a, b| a.low().total_cmp(&b.low()));
        Ok(FixedPoints {
            isolated: isolated
                .into_iter()
                .map(|q| self.fixed_point(q))
                .collect::<Result<_, _>>()?,
            undecided: search.undecided,
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

struct Search<'a> {
    recursion: &'a Recursion,
    found: Vec<Interval>,
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
            self.add(Interval::point(0.0));
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
                    let root = self.newton(wide)?;
                    self.add(root);
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
            if next.radius() >= 0.75 * q.radius() {
                return Ok(if next.radius() < q.radius() { next } else { q });
            }
            q = next;
        }
    }

    /// A root that two neighbouring boxes both saw counts once: it lies in the monotone box of
    /// each, so where the enclosures meet it is the same.
    fn add(&mut self, root: Interval) {
        if !self.found.iter().any(|known| known.intersects(root)) {
            self.found.push(root);
        }
    }
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
