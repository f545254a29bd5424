//! What every closed form starts from: a checked q, exact constants, half-normal moments.
//!
//! It holds no formula of a particular activation.

use crate::num::Interval;
use crate::theory::activation::ActivationError;
use crate::theory::quadrature::elementary;

/// q as an interval, if it is a second moment.
pub(super) fn checked(q: f64) -> Result<Interval, ActivationError> {
    if q.is_finite() && q >= 0.0 {
        Ok(Interval::point(q))
    } else {
        Err(ActivationError::SecondMoment { q })
    }
}

/// A number whose double is exact.
pub(super) fn exactly(x: f64) -> Interval {
    Interval::point(x)
}

/// E[X; X > 0] = √(q/2π) for X ~ N(0, q).
pub(super) fn half_normal_mean(q: Interval) -> Interval {
    (q / (exactly(2.0) * elementary::pi())).sqrt()
}

/// E[X³; X > 0] = 2q·√(q/2π) for X ~ N(0, q).
pub(super) fn half_normal_third_moment(q: Interval) -> Interval {
    exactly(2.0) * q * half_normal_mean(q)
}

/// 1 − e^(−rate·q), which keeps its digits for small q.
pub(super) fn falling(rate: f64, q: Interval) -> Interval {
    -elementary::exp_m1(exactly(-rate) * q)
}
