//! Moments of φ(√q·z) for every q of an interval: closed forms for piecewise linear φ, else the
//! integral at the middle and the mean-value theorem beside it.
//!
//! No first-order term stands alone: the slope is enclosed over the whole interval of q.

use crate::num::Interval;
use crate::theory::certified::Activation;
use crate::theory::certified::CertifiedError;
use crate::theory::certified::Moment;
use crate::theory::certified::activation::Side;
use crate::theory::certified::elementary::normal_constant;
use crate::theory::certified::integral::gaussian_mean;
use crate::theory::certified::integrand::Integrand;
use crate::theory::certified::integrand::Kind;

#[cfg(test)]
mod tests;

impl Activation {
    /// E[φ(√q·z)^k] or E[φ′(√q·z)²], z ~ N(0, 1), for every q in the interval.
    ///
    /// # Example
    /// ```
    /// use varprop::num::Interval;
    /// use varprop::theory::certified::{Activation, Moment};
    /// let tanh = Activation::parse("tanh")?;
    /// let second = tanh.moment(Moment::Second, Interval::point(1.0))?;
    /// assert!(second.contains(0.394_294_490_397_841_1) && second.radius() < 1e-14);
    /// # Ok::<(), varprop::theory::certified::CertifiedError>(())
    /// ```
    ///
    /// # Errors
    /// `SecondMoment` when a member of q is negative or not finite; so for every method here.
    pub fn moment(&self, moment: Moment, q: Interval) -> Result<Interval, CertifiedError> {
        let q = checked(q)?;
        if let Self::Linear { slope } = *self {
            return Ok(piecewise_linear(moment, slope, q));
        }
        if *self == Self::Step {
            return Ok(step(moment, q));
        }
        if q == Interval::point(0.0) {
            return Ok(self.at_zero(moment));
        }
        let value = self.integral(moment, Kind::Value);
        if value.is_even() == Some(false) {
            return Ok(Interval::point(0.0));
        }
        let found = if q.low() == q.high() || is_rough(q) {
            gaussian_mean(&value, q.sqrt())
        } else {
            let middle = Interval::point(q.midpoint());
            let beside = self.slope(moment, q) * (q - middle);
            gaussian_mean(&value, middle.sqrt()) + beside
        };
        Ok(if is_even_power(moment) {
            non_negative(found)
        } else {
            found
        })
    }

    /// d/dq E[φ(√q·z)²] = E[φ′² + φφ″], for every q in the interval.
    ///
    /// # Errors
    /// As [`Activation::moment`].
    pub fn second_moment_slope(&self, q: Interval) -> Result<Interval, CertifiedError> {
        let q = checked(q)?;
        if let Self::Linear { .. } = self {
            return Ok(self.growth().0);
        }
        if *self == Self::Step {
            // At q = 0 the moment itself jumps.
            let zero = Interval::point(0.0);
            return Ok(if q.low() > 0.0 { zero } else { Interval::WHOLE });
        }
        Ok(self.slope(Moment::Second, q))
    }

    /// Var φ(√q·z).
    ///
    /// # Errors
    /// As [`Activation::moment`].
    pub fn variance(&self, q: Interval) -> Result<Interval, CertifiedError> {
        let mean = self.moment(Moment::Mean, q)?;
        Ok(non_negative(
            self.moment(Moment::Second, q)? - mean.square(),
        ))
    }

    /// E[(φ − E φ)⁴]/Var(φ)² at √q·z; the whole line where the variance may be 0.
    ///
    /// # Errors
    /// As [`Activation::moment`].
    pub fn kurtosis(&self, q: Interval) -> Result<Interval, CertifiedError> {
        let [mean, second, third, fourth] = [
            self.moment(Moment::Mean, q)?,
            self.moment(Moment::Second, q)?,
            self.moment(Moment::Third, q)?,
            self.moment(Moment::Fourth, q)?,
        ];
        if mean == Interval::point(0.0) {
            return Ok(fourth / second.square());
        }
        let [three, four, six] = [3.0, 4.0, 6.0].map(Interval::point);
        let square = mean.square();
        let central =
            fourth + six * square * second - (four * mean * third + three * square.square());
        Ok(central / non_negative(second - square).square())
    }

    /// ½·E f″, and where f′ jumps at 0 half the jump times the density of √q·z there.
    fn slope(&self, moment: Moment, q: Interval) -> Interval {
        let smooth = gaussian_mean(&self.integral(moment, Kind::Slope), q.sqrt());
        // φ(0) = 0 wherever φ′ jumps, so that the derivatives of φ², φ³, φ⁴ do not.
        let jumps = matches!(moment, Moment::Mean | Moment::DerivativeSecond);
        if !(jumps && self.has_kink()) {
            return smooth;
        }
        let value = self.integral(moment, Kind::Value);
        let at = |side| value.jet(side, Interval::point(0.0), 2).coefficient(1);
        let density = normal_constant() / q.sqrt();
        smooth + Interval::point(0.5) * (at(Side::Right) - at(Side::Left)) * density
    }

    fn at_zero(&self, moment: Moment) -> Interval {
        let value = self.integral(moment, Kind::Value);
        let zero = Interval::point(0.0);
        if self.keeps_zero() && moment != Moment::DerivativeSecond {
            return zero;
        }
        let at = |side| value.jet(side, zero, 1).coefficient(0);
        let (right, left) = (at(Side::Right), at(Side::Left));
        Interval::point(0.5) * (right + left)
    }

    fn integral(&self, moment: Moment, kind: Kind) -> Integrand {
        Integrand {
            activation: *self,
            moment,
            kind,
        }
    }
}

/// φ = x₊ − s·(−x)₊: half the moments of N(0, q), each side its own; E[x₊] = √(q/2π).
fn piecewise_linear(moment: Moment, slope: f64, q: Interval) -> Interval {
    let [half, one, two, three] = [0.5, 1.0, 2.0, 3.0].map(Interval::point);
    let s = Interval::point(slope);
    let half_mean = normal_constant() * q.sqrt();
    match moment {
        Moment::Mean if slope == 1.0 => Interval::point(0.0),
        Moment::Third if slope == 1.0 => Interval::point(0.0),
        Moment::Mean => (one - s) * half_mean,
        Moment::Second => half * (one + s.square()) * q,
        Moment::Third => (one - s.powi(3)) * two * q * half_mean,
        Moment::Fourth => half * (one + s.powi(4)) * three * q.square(),
        Moment::DerivativeSecond => half * (one + s.square()),
    }
}

/// P(x ≥ 0) = ½ for q > 0, and φ(0) = 1 at q = 0; no slope anywhere.
fn step(moment: Moment, q: Interval) -> Interval {
    let [zero, half, one] = [0.0, 0.5, 1.0].map(Interval::point);
    match moment {
        Moment::DerivativeSecond => zero,
        _ if q.high() == 0.0 => one,
        _ if q.low() > 0.0 => half,
        _ => half.hull(one),
    }
}

/// Whether q is too wide for its middle to help.
fn is_rough(q: Interval) -> bool {
    q.high() > 1.5 * q.low()
}

fn is_even_power(moment: Moment) -> bool {
    !matches!(moment, Moment::Mean | Moment::Third)
}

/// What a mean of squares can be of its enclosure.
pub(super) fn non_negative(x: Interval) -> Interval {
    Interval::new(x.low().max(0.0), x.high().max(0.0))
}

fn checked(q: Interval) -> Result<Interval, CertifiedError> {
    if q.low() >= 0.0 && q.high().is_finite() {
        Ok(q)
    } else {
        Err(CertifiedError::SecondMoment { q })
    }
}
