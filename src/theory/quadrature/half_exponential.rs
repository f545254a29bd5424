//! Half-line exponentials: E[X^n; X > 0] + Σ c·E[e^(kX); X < 0] for X ~ N(0, q), at any q.
//!
//! E[e^(kX); X < 0] = e^(k²q/2)·Φ(−k√q) = ½·erfcx(k√(q/2)). Differences such as
//! E[(e^X − 1)²; X < 0] lose all digits for small q, and their derivatives in q for large q; there
//! series are summed whose coefficients cancel exactly, in integers.
//! It does not know of ELU, which is why it exists.

use crate::num::Interval;
use crate::theory::quadrature::elementary;
use crate::theory::quadrature::erfcx;

/// Terms of the series for small q: (k√(q/2))^n/Γ(n/2 + 1) ≤ 2^28/28! = 9e-22 at the last.
const SMALL_TERMS: u32 = 56;
/// Terms of the series for large q: (2n − 1)!!/q^n ≤ 31!!/200^16 = 3e-20 at the last.
const LARGE_TERMS: u32 = 16;
/// Where the series for large q takes over.
const LARGE: f64 = 200.0;

/// c·E[e^(kX); X < 0]; whole numbers, so that sums of them cancel exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExponentialTerm {
    /// c, at most 16 in absolute value.
    pub coefficient: i32,
    /// k, a divisor of 12 up to 4, or 0.
    pub rate: u32,
}

/// E[X^n; X > 0] + Σ c·E[e^(kX); X < 0] + r/√(2πq), for X ~ N(0, q).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfLine<'a> {
    /// The odd n, 1 or 3, of the power on the right; 0 for no power.
    pub power: u32,
    /// The exponentials on the left.
    pub terms: &'a [ExponentialTerm],
    /// r, which comes in by differentiating in q.
    pub reciprocal_root: i32,
}

impl HalfLine<'_> {
    /// The sum, enclosed; the parts cancel in whole numbers where they cancel.
    ///
    /// # Example
    /// E[(e^X − 1)²; X < 0] → q/2 as q → 0:
    /// ```
    /// use varprop::theory::quadrature::*;
    /// let terms = [(1, 2), (-2, 1), (1, 0)].map(|(coefficient, rate)| ExponentialTerm {
    ///     coefficient,
    ///     rate,
    /// });
    /// let square = HalfLine { power: 0, terms: &terms, reciprocal_root: 0 };
    /// // The next term is −√(8/π)·√q times the first: 1.6·10⁻¹⁰ of it.
    /// let next = varprop::num::Tolerance::bound(2.0 * 1e-20_f64.sqrt());
    /// assert!(next.accepts(square.mean(1e-20).midpoint() / 5e-21, 1.0));
    /// ```
    #[must_use]
    pub fn mean(&self, q: f64) -> Interval {
        let fastest = self.terms.iter().map(|term| term.rate).max().unwrap_or(0);
        if f64::from(fastest * fastest) * q <= 4.0 {
            small(self.terms, self.power, q) + reciprocal(self.reciprocal_root, q)
        } else if q < LARGE {
            let left = direct(self.terms, q) + reciprocal(self.reciprocal_root, q);
            left + half_moment(self.power, q)
        } else {
            large(self.terms, self.reciprocal_root, q) + half_moment(self.power, q)
        }
    }
}

/// E[X^n; X > 0]: √(q/2π) for n = 1, 2q√(q/2π) for n = 3, and 0 to stand for no power.
fn half_moment(n: u32, q: f64) -> Interval {
    let q = Interval::point(q);
    let first = (q / (Interval::point(2.0) * elementary::pi())).sqrt();
    match n {
        1 => first,
        3 => Interval::point(2.0) * q * first,
        _ => Interval::point(0.0),
    }
}

/// r/√(2πq), or exactly 0 where r = 0, whatever q.
fn reciprocal(r: i32, q: f64) -> Interval {
    if r == 0 {
        return Interval::point(0.0);
    }
    Interval::point(f64::from(r)) / root_of_two_pi_q(q)
}

fn root_of_two_pi_q(q: f64) -> Interval {
    (Interval::point(2.0) * elementary::pi() * Interval::point(q)).sqrt()
}

/// Σ ½c·erfcx(k√(q/2)), term by term; erfcx(0) = 1.
fn direct(terms: &[ExponentialTerm], q: f64) -> Interval {
    let root = (Interval::point(q) * Interval::point(0.5)).sqrt();
    let constant = Interval::point(0.5 * power_sum_of_constants(terms));
    let decaying = terms.iter().filter(|t| t.rate > 0);
    decaying.fold(constant, |sum, term| {
        let rate = Interval::point(f64::from(term.rate));
        sum + Interval::point(0.5 * f64::from(term.coefficient)) * erfcx(rate * root)
    })
}

/// ½Σ_n S_n·u^n/Γ(n/2 + 1), S_n = Σ c(−k)^n, u = √(q/2): the power series of erfcx (DLMF 7.6.3).
/// The half-moment is m!·u^m/(2Γ(m/2 + 1)): it adds m! to S_m.
///
/// erfcx is completely monotone, so that what is cut off is at most the first term cut off.
fn small(terms: &[ExponentialTerm], power: u32, q: f64) -> Interval {
    let half_q = Interval::point(0.5 * q);
    let u = half_q.sqrt();
    let (mut here, mut next) = (
        Interval::point(1.0),
        Interval::point(2.0) * u / elementary::pi().sqrt(),
    );
    let mut sum = Interval::point(0.0);
    for n in 0..SMALL_TERMS {
        let signed = power_sum(terms, n) + half_moment_sum(power, n);
        if signed != 0 {
            sum = sum + integer(signed) * here;
        }
        let after = here * half_q / Interval::point(0.5 * f64::from(n + 2));
        (here, next) = (next, after);
    }
    let rest = integer(absolute_power_sum(terms, SMALL_TERMS)) * here;
    (sum + Interval::around(0.0, rest.high())) * Interval::point(0.5)
}

/// The asymptotic series √(2πq)·E[e^(kX); X < 0] ~ Σ (−1)^j (2j − 1)!!/(k^(2j+1)·q^j), which
/// envelops: the error is at most the first term cut off (DLMF 7.12.1).
fn large(terms: &[ExponentialTerm], r: i32, q: f64) -> Interval {
    let mut scale = Interval::point(1.0);
    let mut sum = Interval::point(0.0);
    for j in 0..LARGE_TERMS {
        let correction = if j == 0 { 12 * i128::from(r) } else { 0 };
        let numerator = reciprocal_sum(terms, j) + correction;
        if numerator != 0 {
            sum = sum + integer(numerator) * scale;
        }
        let ratio = Interval::point(-f64::from(2 * j + 1)) / Interval::point(144.0);
        scale = scale * ratio / Interval::point(q);
    }
    let rest = absolute_reciprocal_sum(terms) * scale.abs();
    let constant = 0.5 * power_sum_of_constants(terms);
    (sum + Interval::around(0.0, rest.high())) / (Interval::point(12.0) * root_of_two_pi_q(q))
        + Interval::point(constant)
}

/// Σ c(−k)^n, exactly: at most 64·4^56 < 2^127.
fn power_sum(terms: &[ExponentialTerm], n: u32) -> i128 {
    let part = |t: &ExponentialTerm| i128::from(t.coefficient) * (-i128::from(t.rate)).pow(n);
    terms.iter().map(part).sum()
}

/// m! at n = m, for odd m ≤ 3.
fn half_moment_sum(power: u32, n: u32) -> i128 {
    match (power, n) {
        (1, 1) => 1,
        (3, 3) => 6,
        _ => 0,
    }
}

fn absolute_power_sum(terms: &[ExponentialTerm], n: u32) -> i128 {
    let part = |t: &ExponentialTerm| i128::from(t.coefficient.abs()) * i128::from(t.rate).pow(n);
    terms.iter().map(part).sum()
}

/// Σ c(12/k)^(2j+1) over k > 0, exactly: 12^(2j+1) ≤ 12^31 < 2^112.
fn reciprocal_sum(terms: &[ExponentialTerm], j: u32) -> i128 {
    let decaying = terms.iter().filter(|t| t.rate > 0);
    let part =
        |t: &ExponentialTerm| i128::from(t.coefficient) * i128::from(12 / t.rate).pow(2 * j + 1);
    decaying.map(part).sum()
}

/// Σ |c|·(12/k)^(2J+1) at the first term cut off.
fn absolute_reciprocal_sum(terms: &[ExponentialTerm]) -> Interval {
    let decaying = terms.iter().filter(|t| t.rate > 0);
    decaying.fold(Interval::point(0.0), |sum, t| {
        let base = Interval::point(f64::from(12 / t.rate));
        sum + Interval::point(f64::from(t.coefficient).abs()) * base.powi(2 * LARGE_TERMS + 1)
    })
}

/// Σ c over k = 0.
fn power_sum_of_constants(terms: &[ExponentialTerm]) -> f64 {
    let constant = terms.iter().filter(|t| t.rate == 0);
    constant.map(|t| f64::from(t.coefficient)).sum()
}

/// A whole number as an interval: a point where the double is exact.
fn integer(n: i128) -> Interval {
    let x = n as f64;
    if n.unsigned_abs() < 1 << 53 {
        Interval::point(x)
    } else {
        Interval::around(x, x * f64::EPSILON)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOURTH: [ExponentialTerm; 5] = [
        ExponentialTerm {
            coefficient: 1,
            rate: 4,
        },
        ExponentialTerm {
            coefficient: -4,
            rate: 3,
        },
        ExponentialTerm {
            coefficient: 6,
            rate: 2,
        },
        ExponentialTerm {
            coefficient: -4,
            rate: 1,
        },
        ExponentialTerm {
            coefficient: 1,
            rate: 0,
        },
    ];

    #[test]
    fn the_three_forms_overlap_where_two_of_them_apply() {
        for q in [0.05, 0.1, 0.2, 0.25] {
            assert!(small(&FOURTH, 0, q).intersects(direct(&FOURTH, q)), "{q}");
        }
        for q in [200.0, 500.0, 3e4] {
            assert!(large(&FOURTH, 0, q).intersects(direct(&FOURTH, q)), "{q}");
        }
    }

    #[test]
    fn the_series_keep_the_digits_that_term_by_term_evaluation_loses() {
        let q = 1e-4;
        let (series, naive) = (small(&FOURTH, 0, q), direct(&FOURTH, q));
        assert!(series.intersects(naive));
        assert!(series.radius() < 1e-6 * naive.radius());
    }
}
