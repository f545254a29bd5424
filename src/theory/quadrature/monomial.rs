//! Integrands as sums of monomials c·x^p·t^a·s^j·e^b in a basis: data, not code.
//!
//! From the exponents follow the value, its rounding bound, its strip bound and its decay, so that
//! an activation states its integrand once and can state no wrong bound. It does not integrate.

use crate::num::Interval;
use crate::theory::quadrature::Basis;
use crate::theory::quadrature::Decay;
use crate::theory::quadrature::Hermite;
use crate::theory::quadrature::Integrand;
use crate::theory::quadrature::Rounding;
use crate::theory::quadrature::StripBound;
use crate::theory::quadrature::Term;
use crate::theory::quadrature::gaussian_mean;

/// c·x^p·t^a·s^j·e^b, with p + b ≤ 4, and b ≤ 1 where j > 0: beyond that an integral is answered
/// by the whole line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Monomial {
    /// c.
    pub coefficient: f64,
    /// p: powers of x.
    pub x: u32,
    /// a: powers of t.
    pub t: u32,
    /// j: powers of s.
    pub s: u32,
    /// b: powers of e.
    pub e: u32,
}

impl Monomial {
    /// c·x^p·t^a·s^j·e^b from c and [p, a, j, b].
    #[must_use]
    pub const fn new(coefficient: f64, powers: [u32; 4]) -> Self {
        let [x, t, s, e] = powers;
        Self {
            coefficient,
            x,
            t,
            s,
            e,
        }
    }

    fn value(&self, x: f64, [t, s, e]: [f64; 3]) -> f64 {
        self.coefficient * power(x, self.x) * power(t, self.t) * power(s, self.s) * power(e, self.e)
    }

    fn decays(&self, basis: Basis) -> bool {
        self.s > 0 || (basis.third_decays() && self.e > 0)
    }

    /// (bounded part, factor of the growing part) in the strip; infinite, and with it the answer,
    /// where the suprema of the basis say nothing.
    fn strip(&self, basis: Basis) -> (f64, f64) {
        if self.x + self.e > 4 || (self.s > 0 && self.e > 1) {
            return (f64::INFINITY, f64::INFINITY);
        }
        let sup = basis.suprema();
        let common = self.coefficient.abs() * power(sup.t, self.t) * power(sup.s, self.s);
        if self.decays(basis) {
            return (
                common * power(sup.half_width, self.x) * power(sup.e, self.e),
                0.0,
            );
        }
        match (self.x, self.e) {
            (0, 0) => (common, 0.0),
            (_, 0) => (0.0, common),
            // |e| ≤ |w|/2 + 1.95, (a + b)^n ≤ 2^(n−1)(a^n + b^n), and |w|^m ≤ 1 + |w|^power.
            (_, n) => {
                let both = 0.5 * power(2.0, n) * (power(0.5, n) + power(1.95, n)) * common;
                (both, both)
            }
        }
    }

    /// At most this times x^(p + b)·e^(−rx) for x ≥ 2: t ≤ ½, and e ≤ x (logistic) or decays.
    fn amplitude(&self, basis: Basis) -> f64 {
        let decaying = self.s + if basis.third_decays() { self.e } else { 0 };
        self.coefficient.abs() * power(0.5, self.t) * power(basis.decay().0, decaying)
    }

    /// The sum over factors of their rounding, plus half a unit for each product.
    fn rounding(&self, basis: Basis) -> Rounding {
        let powers = [self.t, self.s, self.e].map(f64::from);
        let x = f64::from(self.x);
        let mut total = Rounding {
            constant: 2.0 + 1.5 * x,
            linear: 0.0,
            quadratic: 0.0,
        };
        for (n, unit) in powers.into_iter().zip(basis.rounding()) {
            total.constant += n * (unit.constant + 0.5);
            total.linear += n * unit.linear;
            total.quadratic += n * unit.quadratic;
        }
        total
    }
}

/// An even sum of [`Monomial`]s, to be integrated.
///
/// # Example
/// The mean of SiLU is q·E[σ′(√q z)], by Gaussian integration by parts:
/// ```
/// use varprop::theory::quadrature::*;
/// const SLOPE: Polynomial = Polynomial {
///     basis: Basis::Logistic,
///     terms: &[Monomial::new(1.0, [0, 0, 1, 0])],
/// };
/// let mean = SLOPE.mean(1.0, Hermite::Zero, 0.2);
/// assert!(mean.contains(0.20662096414190703) && mean.radius() < 1e-14);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Polynomial {
    /// What t, s and e mean.
    pub basis: Basis,
    /// The terms; their sum must be even in x.
    pub terms: &'static [Monomial],
}

impl Polynomial {
    /// E[p(√q z)·He(z)], enclosed; `scale` as in [`gaussian_mean`].
    #[must_use]
    pub fn mean(&self, q: f64, weight: Hermite, scale: f64) -> Interval {
        gaussian_mean(&self.integrand(), q, weight, scale)
    }

    /// The value with its bounds.
    fn integrand(&self) -> Integrand<impl Fn(f64) -> Term> {
        Integrand {
            term: |x| self.term(x),
            strip: self.strip(),
            decay: self.decay(),
            rounding: self.rounding(),
        }
    }

    fn term(&self, x: f64) -> Term {
        let basis = self.basis.values(x);
        let (mut value, mut majorant) = (0.0, 0.0);
        for term in self.terms {
            let part = term.value(x, basis);
            value += part;
            majorant += part.abs();
        }
        Term { value, majorant }
    }

    fn strip(&self) -> StripBound {
        let parts = self.terms.iter().map(|term| term.strip(self.basis));
        let (constant, coefficient) = parts.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        let growing = self.terms.iter().filter(|term| !term.decays(self.basis));
        let degree = growing.map(|term| term.x + term.e).max().unwrap_or(0);
        // |w|^m ≤ 1 + |w|^power where the powers differ.
        StripBound {
            half_width: self.basis.suprema().half_width,
            constant: constant + coefficient,
            coefficient,
            power: degree.next_multiple_of(2),
        }
    }

    fn decay(&self) -> Option<Decay> {
        let decays = self.terms.iter().all(|term| term.decays(self.basis));
        let degree = self.terms.iter().map(|term| term.x + term.e).max()?;
        decays.then(|| Decay {
            amplitude: self
                .terms
                .iter()
                .map(|term| term.amplitude(self.basis))
                .sum(),
            power: degree,
            rate: self.basis.decay().1,
        })
    }

    /// The worst of the terms, plus one rounding for each addition.
    fn rounding(&self) -> Rounding {
        let mut worst = Rounding {
            constant: 0.0,
            linear: 0.0,
            quadratic: 0.0,
        };
        for term in self.terms.iter().map(|term| term.rounding(self.basis)) {
            worst.constant = worst.constant.max(term.constant);
            worst.linear = worst.linear.max(term.linear);
            worst.quadratic = worst.quadratic.max(term.quadratic);
        }
        worst.constant += self.terms.len() as f64;
        worst
    }
}

fn power(x: f64, n: u32) -> f64 {
    match n {
        0 => 1.0,
        1 => x,
        2 => x * x,
        _ => x * x * power(x, n - 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_beyond_the_stated_bounds_is_answered_by_the_whole_line() {
        const TERMS: [Monomial; 1] = [Monomial::new(1.0, [6, 0, 1, 0])];
        let sixth = Polynomial {
            basis: Basis::Logistic,
            terms: &TERMS,
        };
        assert_eq!(sixth.mean(1.0, Hermite::Zero, 1.0), Interval::WHOLE);
    }

    /// E z⁴ = 3, and so on: what the rule makes of plain powers.
    #[test]
    fn plain_powers_have_gaussian_moments() {
        const TERMS: [Monomial; 1] = [Monomial::new(1.0, [4, 0, 0, 0])];
        let fourth = Polynomial {
            basis: Basis::Logistic,
            terms: &TERMS,
        };
        assert!(fourth.mean(1.0, Hermite::Zero, 3.0).contains(3.0));
        assert!(fourth.mean(4.0, Hermite::Zero, 48.0).contains(48.0));
        // E[z⁴·He₂] = 15 − 3, E[z⁴·He₄] = 105 − 90 + 9 = 4!.
        assert!(fourth.mean(1.0, Hermite::Two, 12.0).contains(12.0));
        assert!(fourth.mean(1.0, Hermite::Four, 24.0).contains(24.0));
    }
}
