//! V(q) = σ_w²·E[φ(√q z)²] + σ_b², its slope and χ, for intervals of q and of both variances.
//!
//! One layer; fixed points are `fixed_point`'s.

use crate::num::Interval;
use crate::theory::certified::Activation;
use crate::theory::certified::CertifiedError;
use crate::theory::certified::Moment;
use crate::theory::certified::moment::non_negative;

/// The infinite-width recursion of one activation (Poole et al. 2016, eq. 3).
///
/// # Example
/// ```
/// use varprop::num::Interval;
/// use varprop::theory::certified::{Activation, Phase, Recursion};
/// let [one, tenth] = [1.0, 0.1].map(Interval::point);
/// let recursion = Recursion::new(Activation::Tanh, Interval::point(2.0), tenth)?;
/// let points = recursion.fixed_points()?;
/// assert_eq!((points.isolated.len(), points.undecided.len()), (1, 0));
/// assert_eq!(points.isolated[0].phase(), Some(Phase::Chaotic));
/// assert!(recursion.chi(one)?.low() < recursion.chi(tenth)?.low());
/// # Ok::<(), varprop::theory::certified::CertifiedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recursion {
    activation: Activation,
    weight_variance: Interval,
    bias_variance: Interval,
}

impl Recursion {
    /// From σ_w² = fan_in·Var(W) and σ_b² = Var(b), each known to lie in an interval.
    ///
    /// # Errors
    /// `Variance` when one of them may be negative or infinite.
    pub fn new(
        activation: Activation,
        weight_variance: Interval,
        bias_variance: Interval,
    ) -> Result<Self, CertifiedError> {
        Ok(Self {
            activation,
            weight_variance: checked("the weight variance", weight_variance)?,
            bias_variance: checked("the bias variance", bias_variance)?,
        })
    }

    /// φ.
    #[must_use]
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// σ_w².
    #[must_use]
    pub fn weight_variance(&self) -> Interval {
        self.weight_variance
    }

    /// σ_b².
    #[must_use]
    pub fn bias_variance(&self) -> Interval {
        self.bias_variance
    }

    /// V(q), for every q in the interval.
    ///
    /// # Errors
    /// `SecondMoment` when a member of q is negative or not finite; so for every method here.
    pub fn step(&self, q: Interval) -> Result<Interval, CertifiedError> {
        let second = self.activation.moment(Moment::Second, q)?;
        Ok(non_negative(
            self.weight_variance * second + self.bias_variance,
        ))
    }

    /// V′(q).
    ///
    /// # Errors
    /// As [`Recursion::step`].
    pub fn slope(&self, q: Interval) -> Result<Interval, CertifiedError> {
        Ok(self.weight_variance * self.activation.second_moment_slope(q)?)
    }

    /// χ(q) = σ_w²·E[φ′(√q z)²] (Poole et al. 2016, eq. 6; Schoenholz et al. 2017).
    ///
    /// # Errors
    /// As [`Recursion::step`].
    pub fn chi(&self, q: Interval) -> Result<Interval, CertifiedError> {
        let moment = self.activation.moment(Moment::DerivativeSecond, q)?;
        Ok(self.weight_variance * moment)
    }
}

fn checked(what: &'static str, value: Interval) -> Result<Interval, CertifiedError> {
    if value.low() >= 0.0 && value.high().is_finite() {
        Ok(value)
    } else {
        Err(CertifiedError::Variance { what, value })
    }
}
