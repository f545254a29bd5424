//! Chernoff's bound P(mean ≥ r) ≤ exp(−N·K*(r)), with K*(r) = sup_t (t·r − K(t)).
//!
//! K is the cumulant generating function ln E e^(tY). Every t gives a valid bound, so the search
//! for the best one need not be exact. Chernoff (1952), Theorem 1; Cramér (1938).

/// A cumulant generating function with its first two derivatives.
pub(in crate::empirical::stat) trait Cumulants {
    /// [K(t), K′(t), K″(t)] for t inside the domain; K″ may be approximate.
    fn at(&self, t: f64) -> [f64; 3];

    /// An interval around 0 on which K is finite.
    fn domain(&self) -> (f64, f64);
}

/// The search stops at this relative step: K* is flat at its optimum, so its error is the square.
const STEP_ACCURACY: f64 = 1e-9;

/// K*(r): the exponent, per observation, of the bound on the tail in which r lies.
pub(in crate::empirical::stat) fn rate(cumulants: &impl Cumulants, r: f64) -> f64 {
    let (mut low, mut high) = cumulants.domain();
    let mut t = 0.0;
    for _ in 0..100 {
        let [_, slope, curvature] = cumulants.at(t);
        if slope < r {
            low = t;
        } else {
            high = t;
        }
        let next = inside(low, high, t + (r - slope) / curvature);
        let is_settled = (next - t).abs() <= STEP_ACCURACY * t.abs();
        t = next;
        if is_settled {
            break;
        }
    }
    let exponent = t * r - cumulants.at(t)[0];
    if exponent.is_finite() {
        exponent.max(0.0)
    } else {
        0.0
    }
}

/// The step if it stays inside the bracket, else the bracket's middle.
fn inside(low: f64, high: f64, step: f64) -> f64 {
    if step > low && step < high {
        step
    } else {
        0.5 * low + 0.5 * high
    }
}

/// Which tail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::empirical::stat) enum Side {
    Lower,
    Upper,
}

/// The r of one tail at which K*(r) reaches `exponent`: where the bound equals e^(−N·exponent); 0
/// or infinity where no t of the domain reaches it, since the tail beyond is not bounded then.
pub(in crate::empirical::stat) fn level(
    cumulants: &impl Cumulants,
    exponent: f64,
    side: Side,
) -> f64 {
    let domain = cumulants.domain();
    let (mut near, mut far, nowhere) = match side {
        Side::Lower => (0.0, domain.0, 0.0),
        Side::Upper => (0.0, domain.1, f64::INFINITY),
    };
    let [k, slope, _] = cumulants.at(far);
    // NaN, at the edge of a domain where K is infinite, is no reason to give up.
    if far * slope - k < exponent {
        return nowhere;
    }
    // Forty halvings place t to a part in 10¹² of the domain.
    for _ in 0..40 {
        let t = 0.5 * (near + far);
        let [k, slope, _] = cumulants.at(t);
        if t * slope - k < exponent {
            near = t;
        } else {
            far = t;
        }
    }
    cumulants.at(near)[1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::num::real;

    /// χ²₁: K(t) = −½ ln(1 − 2t), whose K*(r) = (r − 1 − ln r)/2.
    struct ChiSquared;

    impl Cumulants for ChiSquared {
        fn at(&self, t: f64) -> [f64; 3] {
            let u = 1.0 - 2.0 * t;
            [-0.5 * real::ln(u), 1.0 / u, 2.0 / (u * u)]
        }
        fn domain(&self) -> (f64, f64) {
            (-16.0, 0.5 - 1e-12)
        }
    }

    #[test]
    fn the_rate_of_chi_squared_is_its_closed_form() {
        for r in [0.2, 0.9, 1.0, 1.02, 3.0] {
            let closed = 0.5 * (r - 1.0 - real::ln(r));
            // K* is flat at its optimum: the error is second order in the step's 1e−9.
            let allowed = Tolerance::rounding(64, 1.0);
            assert!(allowed.accepts(rate(&ChiSquared, r), closed), "r = {r}");
        }
    }

    #[test]
    fn the_level_inverts_the_rate() {
        let r = level(&ChiSquared, 0.3, Side::Upper);
        let allowed = Tolerance::bound(STEP_ACCURACY);
        assert!(r > 1.0 && allowed.accepts(rate(&ChiSquared, r), 0.3));
        let r = level(&ChiSquared, 0.3, Side::Lower);
        assert!(r < 1.0 && allowed.accepts(rate(&ChiSquared, r), 0.3));
    }
}
