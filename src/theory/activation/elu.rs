//! ELU: linear above 0, exponential below. Its moments are closed forms; SELU rescales them.

use crate::num::Interval;
use crate::num::vector;
use crate::num::vector::lane;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::activation::input::half_normal_mean;
use crate::theory::activation::input::half_normal_third_moment;
use crate::theory::quadrature::ExponentialTerm;
use crate::theory::quadrature::HalfLine;

/// The exponential linear unit, ELU.
///
/// # Definition
/// φ(x) = x for x > 0, α(e^x − 1) otherwise; φ′(x) = 1 for x > 0, αe^x otherwise.
///
/// # Moments
/// With X ~ N(0, q), A(k) = E[e^(kX); X < 0] = e^(k²q/2)Φ(−k√q) and h = √(q/2π):
/// E φ = h + α(A(1) − ½), E φ² = q/2 + α²(A(2) − 2A(1) + ½),
/// E φ³ = 2qh + α³(A(3) − 3A(2) + 3A(1) − ½),
/// E φ⁴ = 3q²/2 + α⁴(A(4) − 4A(3) + 6A(2) − 4A(1) + ½), E φ′² = ½ + α²A(2),
/// d/dq E φ² = ½ + α²(2A(2) − A(1)),
/// d²/dq² E φ² = α²(4A(2) − A(1)/2 − 3/(2√(2πq))), which is −∞ at q = 0.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// let elu = Elu::new(1.0).unwrap();
/// assert!(variance_gain(&elu, 1.0).unwrap().contains(1.270_843_417_850_196_5));
/// ```
///
/// # References
/// D.-A. Clevert, T. Unterthiner, S. Hochreiter (2016), "Fast and accurate deep network learning
/// by exponential linear units".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elu {
    alpha: f64,
}

/// Σ c·A(k) from pairs (c, k).
const fn terms<const N: usize>(pairs: [(i32, u32); N]) -> [ExponentialTerm; N] {
    let mut terms = [ExponentialTerm {
        coefficient: 0,
        rate: 0,
    }; N];
    let mut i = 0;
    while i < N {
        terms[i] = ExponentialTerm {
            coefficient: pairs[i].0,
            rate: pairs[i].1,
        };
        i += 1;
    }
    terms
}

/// X⁺ + (e^X − 1) on the left.
const MEAN: HalfLine<'_> = HalfLine {
    power: 1,
    terms: &terms([(1, 1), (-1, 0)]),
    reciprocal_root: 0,
};
/// (e^X − 1)² on the left.
const SQUARE: HalfLine<'_> = HalfLine {
    power: 0,
    terms: &terms([(1, 2), (-2, 1), (1, 0)]),
    reciprocal_root: 0,
};
/// (X⁺)³ + (e^X − 1)³ on the left.
const THIRD: HalfLine<'_> = HalfLine {
    power: 3,
    terms: &terms([(1, 3), (-3, 2), (3, 1), (-1, 0)]),
    reciprocal_root: 0,
};
/// (e^X − 1)⁴ on the left.
const FOURTH: HalfLine<'_> = HalfLine {
    power: 0,
    terms: &terms([(1, 4), (-4, 3), (6, 2), (-4, 1), (1, 0)]),
    reciprocal_root: 0,
};
/// e^(2X) on the left.
const DERIVATIVE_SQUARE: HalfLine<'_> = HalfLine {
    power: 0,
    terms: &terms([(1, 2)]),
    reciprocal_root: 0,
};
/// d/dq of [`SQUARE`], from dA(k)/dq = k²A(k)/2 − k/(2√(2πq)).
const SLOPE: HalfLine<'_> = HalfLine {
    power: 0,
    terms: &terms([(2, 2), (-1, 1)]),
    reciprocal_root: 0,
};
/// Twice d/dq of [`SLOPE`]: 8A(2) − A(1) − 3/√(2πq).
const TWICE_CURVATURE: HalfLine<'_> = HalfLine {
    power: 0,
    terms: &terms([(8, 2), (-1, 1)]),
    reciprocal_root: -3,
};

impl Elu {
    /// α where none is given (that of the experiments of Clevert et al. 2016).
    pub const DEFAULT_ALPHA: f64 = 1.0;

    /// With −α as the limit for x → −∞.
    ///
    /// # Errors
    /// When α is negative or not finite.
    pub fn new(alpha: f64) -> Result<Self, ActivationError> {
        if alpha.is_finite() && alpha >= 0.0 {
            Ok(Self { alpha })
        } else {
            Err(ActivationError::Parameter {
                activation: "elu",
                value: alpha,
                allowed: "a finite alpha, at least 0",
            })
        }
    }

    /// The same without the check, for constants of this room.
    pub(super) const fn with_alpha(alpha: f64) -> Self {
        Self { alpha }
    }

    /// α.
    #[must_use]
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// 1 − α^n, exactly 0 where there is no kink.
    fn kink(&self, n: u32) -> Interval {
        if self.alpha == 1.0 {
            return exactly(0.0);
        }
        exactly(1.0) - self.power(n)
    }

    /// α^n.
    fn power(&self, n: u32) -> Interval {
        exactly(self.alpha).powi(n)
    }
}

impl Default for Elu {
    fn default() -> Self {
        Self {
            alpha: Self::DEFAULT_ALPHA,
        }
    }
}

impl Activation for Elu {
    fn name(&self) -> &'static str {
        "elu"
    }

    fn label(&self) -> String {
        format!("elu({})", self.alpha)
    }

    fn value(&self, x: f64) -> f64 {
        vector::at(x, |x| elu(self.alpha, x))
    }

    fn derivative(&self, x: f64) -> f64 {
        vector::at(x, |x| elu_slope(self.alpha, x))
    }

    fn apply(&self, values: &mut [f64]) {
        let alpha = self.alpha;
        vector::map(values, |x| elu(alpha, x));
    }

    fn apply_derivative(&self, values: &mut [f64]) {
        let alpha = self.alpha;
        vector::map(values, |x| elu_slope(alpha, x));
    }

    fn unsaturated(&self) -> (f64, f64) {
        (-0.99 * self.alpha, f64::INFINITY)
    }
}

/// x above 0, α(e^x − 1) below.
#[inline(always)]
pub(super) fn elu(alpha: f64, x: f64) -> f64 {
    let below = alpha * lane::exp_m1(x);
    if x > 0.0 { x } else { below }
}

/// 1 above 0, αe^x below.
#[inline(always)]
pub(super) fn elu_slope(alpha: f64, x: f64) -> f64 {
    let below = alpha * lane::exp(x);
    if x > 0.0 { 1.0 } else { below }
}

impl GaussianMoments for Elu {
    fn mean(&self, q: f64) -> Result<Interval, ActivationError> {
        // Split so that at α = 1 the √q of both sides cancels in whole numbers.
        let kink = self.kink(1) * half_normal_mean(checked(q)?);
        Ok(kink + self.power(1) * MEAN.mean(q))
    }

    fn second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(exactly(0.5) * checked(q)? + self.power(2) * SQUARE.mean(q))
    }

    fn third_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        let kink = self.kink(3) * half_normal_third_moment(checked(q)?);
        Ok(kink + self.power(3) * THIRD.mean(q))
    }

    fn fourth_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        Ok(exactly(1.5) * checked(q)?.square() + self.power(4) * FOURTH.mean(q))
    }

    fn derivative_second_moment(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(exactly(0.5) + self.power(2) * DERIVATIVE_SQUARE.mean(q))
    }

    fn second_moment_slope(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        Ok(exactly(0.5) + self.power(2) * SLOPE.mean(q))
    }

    fn second_moment_curvature(&self, q: f64) -> Result<Interval, ActivationError> {
        checked(q)?;
        if q == 0.0 && self.alpha > 0.0 {
            return Err(ActivationError::InfiniteCurvature { activation: "elu" });
        }
        if self.alpha == 0.0 {
            return Ok(exactly(0.0));
        }
        Ok(exactly(0.5) * self.power(2) * TWICE_CURVATURE.mean(q))
    }
}
