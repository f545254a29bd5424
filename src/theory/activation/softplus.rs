//! Softplus: the integral of the sigmoid. Its even part is ln(2cosh(x/2)).

mod large;

use crate::num::Interval;
use crate::num::vector;
use crate::num::vector::lane;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::Sigmoid;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::quadrature::Basis;
use crate::theory::quadrature::Hermite;
use crate::theory::quadrature::Monomial;
use crate::theory::quadrature::Polynomial;

/// Softplus, ζ(x) = ln(1 + e^x).
///
/// # Definition
/// φ(x) = ln(1 + e^x) = x/2 + e(x), e(x) = ln(2cosh(x/2)); φ′ = σ.
///
/// # Moments
/// E φ = E e, E φ² = q/4 + E e², E φ³ = E[3x²e/4 + e³], E φ⁴ = 3q²/16 + E[3x²e²/2 + e⁴],
/// E φ′² = E σ². The number of nodes grows like 25√q up to q = 10⁷, where series take over.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert!(gain(&Softplus, 1.0).unwrap().contains(1.041_866_835_535_301_7));
/// ```
///
/// # References
/// C. Dugas et al. (2001), "Incorporating second-order functional knowledge for better option
/// pricing", NIPS 13.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Softplus;

/// e.
const EVEN: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(1.0, [0, 0, 0, 1])],
};

/// e².
const SQUARE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[Monomial::new(1.0, [0, 0, 0, 2])],
};

/// (ζ(x)³ + ζ(−x)³)/2 = 3x²e/4 + e³.
const THIRD: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(0.75, [2, 0, 0, 1]),
        Monomial::new(1.0, [0, 0, 0, 3]),
    ],
};

/// (ζ(x)⁴ + ζ(−x)⁴)/2 − x⁴/16.
const FOURTH: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(1.5, [2, 0, 0, 2]),
        Monomial::new(1.0, [0, 0, 0, 4]),
    ],
};

/// ½(x²/4 + e²)″ − ½ = (e − 1)s.
const SLOPE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-1.0, [0, 0, 1, 0]),
        Monomial::new(1.0, [0, 0, 1, 1]),
    ],
};

/// ½((e − 1)s)″ = −s + 11s²/2 + e(s − 6s²)/2.
const CURVATURE: Polynomial = Polynomial {
    basis: Basis::Logistic,
    terms: &[
        Monomial::new(-1.0, [0, 0, 1, 0]),
        Monomial::new(5.5, [0, 0, 2, 0]),
        Monomial::new(0.5, [0, 0, 1, 1]),
        Monomial::new(-3.0, [0, 0, 2, 1]),
    ],
};

/// The size of E[s].
fn size(q: f64) -> f64 {
    0.1 / (1.0 + q).sqrt()
}

/// Below this the variance is a series: the difference of two moments would lose its digits.
const SMALL: f64 = 1e-4;

/// Var φ = q/4 + Var(ln cosh(x/2)), where ln cosh(x/2) = x²/8 − d with 0 ≤ d ≤ x⁴/192. So it is
/// q/4 + q²/32 − 2Cov(x²/8, d) + Var d, Cov ≥ 0 as both grow with |x|, and by Cauchy–Schwarz
/// 2Cov ≤ 2·√(105/32)·q³/192 < 0.019q³, Var d ≤ 105q⁴/192² < 0.003q⁴.
fn small_variance(q: Interval) -> Interval {
    let correction =
        exactly(0.031_25) + q * (Interval::new(-0.019, 0.0) + Interval::new(0.0, 0.003) * q);
    q * (exactly(0.25) + q * correction)
}

impl Activation for Softplus {
    fn name(&self) -> &'static str {
        "softplus"
    }

    fn value(&self, x: f64) -> f64 {
        vector::at(x, softplus)
    }

    fn derivative(&self, x: f64) -> f64 {
        vector::at(x, lane::sigmoid)
    }

    fn apply(&self, values: &mut [f64]) {
        vector::map(values, softplus);
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        vector::map(values, lane::sigmoid);
    }
}

/// max(x, 0) + ln(1 + e^−|x|); the logarithm keeps NaN.
#[inline(always)]
fn softplus(x: f64) -> f64 {
    let linear = if x > 0.0 { x } else { 0.0 };
    linear + lane::ln_1p(lane::exp(-x.abs()))
}

impl GaussianMoments for Softplus {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q >= large::FROM {
            return Ok(large::mean(point));
        }
        Ok(EVEN.mean(q, Hermite::Zero, 1.0))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q >= large::FROM {
            return Ok(large::second_moment(point));
        }
        Ok(exactly(0.25) * point + SQUARE.mean(q, Hermite::Zero, 0.5 + q))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q >= large::FROM {
            return Ok(large::third_moment(point));
        }
        Ok(THIRD.mean(q, Hermite::Zero, 0.3 + q))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q >= large::FROM {
            return Ok(large::fourth_moment(point));
        }
        let polynomial = exactly(0.1875) * point.square();
        Ok(polynomial + FOURTH.mean(q, Hermite::Zero, 0.2 + q * q))
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Sigmoid.second_moment(q)
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(exactly(0.5) + SLOPE.mean(q, Hermite::Zero, size(q)))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        let point = checked(q)?;
        if q < 4.0 {
            return Ok(CURVATURE.mean(q, Hermite::Zero, 0.1));
        }
        Ok(SLOPE.mean(q, Hermite::Two, size(q)) / (exactly(2.0) * point))
    }

    fn variance(&self, q: f64) -> Result<Interval, ActivationError> {
        if q < SMALL {
            return checked(q).map(small_variance);
        }
        Ok(self.second_moment(q)? - self.mean(q)?.square())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_variance_keeps_its_digits() {
        for q in [1e-300, 1e-12, 1e-6, SMALL.next_down()] {
            let variance = Softplus.variance(q).unwrap();
            let difference =
                Softplus.second_moment(q).unwrap() - Softplus.mean(q).unwrap().square();
            assert!(variance.intersects(difference), "{q}: {variance:?}");
            // 0.019q³ from end to end, at q ≤ 10⁻⁴, against q/4.
            assert!(
                variance.radius() <= 4e-10 * variance.low(),
                "{q}: {variance:?}"
            );
        }
    }
}
