//! The map q ↦ V(q) of one layer, its slope, curvature, and χ.
//!
//! One layer only: iterating it is [`super::trajectory`], its fixed points [`super::fixed_point`].

use crate::num::Interval;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::mean_field::error::MeanFieldError;
use crate::theory::mean_field::error::checked_variance;

/// The infinite-width recursion of a layer with weights W, biases b and activation φ:
///
/// V(q) = σ_w²·E[φ(√q z)²] + σ_b², z ~ N(0, 1), σ_w² = fan_in·Var(W), σ_b² = Var(b),
///
/// which takes q_l = E[(z^l)²] to q_{l+1} (Poole et al. 2016, eq. 3).
///
/// Assumptions: weights and biases independent with mean 0; z^l Gaussian, as it is for a width
/// that tends to infinity. [`super::finite_width`] gives the next order in 1/n.
///
/// Every method encloses its value as tightly as the activation encloses its moments.
///
/// # Example
/// ```
/// use varprop::theory::activation::Relu;
/// use varprop::theory::mean_field::Recursion;
/// let recursion = Recursion::new(&Relu, 2.0, 0.0)?; // He initialization
/// assert!(recursion.step(1.0)?.contains(1.0));
/// # Ok::<(), varprop::theory::mean_field::MeanFieldError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Recursion<'a> {
    activation: &'a dyn GaussianMoments,
    weight_variance: f64,
    bias_variance: f64,
    relative_error: f64,
}

impl<'a> Recursion<'a> {
    /// From σ_w² = fan_in·Var(W) and σ_b² = Var(b).
    ///
    /// # Errors
    /// `Variance` when one of them is negative or not finite.
    pub fn new(
        activation: &'a dyn GaussianMoments,
        weight_variance: f64,
        bias_variance: f64,
    ) -> Result<Self, MeanFieldError> {
        Ok(Self {
            activation,
            weight_variance: checked_variance("the weight variance", weight_variance)?,
            bias_variance: checked_variance("the bias variance", bias_variance)?,
            relative_error: 0.0,
        })
    }

    /// The same recursion, where both variances are only known up to this relative error: every
    /// enclosure then holds for all variances that near.
    #[must_use]
    pub fn with_relative_error(self, relative_error: f64) -> Self {
        Self {
            relative_error,
            ..self
        }
    }

    /// φ.
    #[must_use]
    pub fn activation(&self) -> &'a dyn GaussianMoments {
        self.activation
    }

    /// σ_w² = fan_in·Var(W).
    #[must_use]
    pub fn weight_variance(&self) -> f64 {
        self.weight_variance
    }

    /// σ_b² = Var(b).
    #[must_use]
    pub fn bias_variance(&self) -> f64 {
        self.bias_variance
    }

    /// V(q) = σ_w²·E[φ(√q z)²] + σ_b².
    ///
    /// # Errors
    /// `Activation` when `q` is negative or not finite; so for every method here.
    pub fn step(&self, q: f64) -> Result<Interval, MeanFieldError> {
        Ok(self.forward(self.activation.second_moment(q)?))
    }

    /// V′(q), by which a small deviation of q is multiplied in a layer
    /// (Schoenholz et al. 2017, on asymptotic expansions and depth scales).
    ///
    /// # Errors
    /// As [`Recursion::step`].
    pub fn slope(&self, q: f64) -> Result<Interval, MeanFieldError> {
        Ok(self.weighted(self.activation.second_moment_slope(q)?))
    }

    /// V″(q). At a marginal fixed point (V′ = 1, V″ < 0) the deviation decays as 2/(|V″|·l):
    /// for tanh at σ_w² = 1, V″(0) = −4 and q_l ~ 1/(2l).
    ///
    /// # Errors
    /// As [`Recursion::step`]; `q` must be positive.
    pub fn curvature(&self, q: f64) -> Result<Interval, MeanFieldError> {
        Ok(self.weighted(self.activation.second_moment_curvature(q)?))
    }

    /// χ(q) = σ_w²·E[φ′(√q z)²]: the factor of the gradient's second moment in a layer, and at a
    /// fixed point that of the angle between two inputs (Poole et al. 2016, eq. 6).
    ///
    /// # Errors
    /// As [`Recursion::step`].
    pub fn chi(&self, q: f64) -> Result<Interval, MeanFieldError> {
        Ok(self.weighted(self.activation.derivative_second_moment(q)?))
    }

    /// V of a q that is itself only enclosed: V at the middle, and |V′|·radius beside it.
    ///
    /// Rigorous for a point; for an interval ½|V″|·radius² is neglected, which at the radii that
    /// arise here (10⁻¹⁴·q) is far below one ulp.
    ///
    /// # Errors
    /// As [`Recursion::step`].
    pub fn step_from(&self, q: Interval) -> Result<Interval, MeanFieldError> {
        let second = self.second_moment_from(q)?;
        Ok(self.forward(second))
    }

    /// E[φ(√q z)²] of an enclosed q: the value at the middle, and |slope|·radius beside it.
    pub(super) fn second_moment_from(&self, q: Interval) -> Result<Interval, ActivationError> {
        let middle = q.midpoint();
        let value = self.activation.second_moment(middle)?;
        if q.radius() == 0.0 {
            return Ok(value);
        }
        let slope = self.activation.second_moment_slope(middle)?.abs().high();
        if !slope.is_finite() {
            // Some formulas for the slope divide by a q that is almost 0.
            return spread(q, |q| self.activation.second_moment(q)).map(non_negative);
        }
        let beside = Interval::around(0.0, (slope * q.radius()).next_up());
        Ok(non_negative(value + beside))
    }

    /// σ_w²·m + σ_b².
    pub(super) fn forward(&self, second_moment: Interval) -> Interval {
        let weighted = self.weighted(second_moment);
        if self.bias_variance == 0.0 {
            weighted
        } else {
            weighted + self.uncertain(Interval::point(self.bias_variance))
        }
    }

    /// σ_w²·m, without widening where the product is exact.
    pub(super) fn weighted(&self, moment: Interval) -> Interval {
        self.uncertain(weighted(self.weight_variance, moment))
    }

    /// What is proportional to a variance, with that variance's error.
    fn uncertain(&self, value: Interval) -> Interval {
        if self.relative_error == 0.0 {
            return value;
        }
        value * Interval::around(1.0, self.relative_error)
    }
}

/// A factor times an enclosure: exact products keep their bits, so that He's 2·½ stays exactly 1.
pub(super) fn weighted(factor: f64, moment: Interval) -> Interval {
    let power_of_two = factor.is_normal() && factor.to_bits().trailing_zeros() >= 52;
    let ends = (factor * moment.low(), factor * moment.high());
    if moment == Interval::point(0.0) || (power_of_two && ends.0.is_normal() && ends.1.is_normal())
    {
        return Interval::new(ends.0, ends.1);
    }
    Interval::point(factor) * moment
}

/// A moment of an enclosed q, by evaluating at both ends and widening the hull by its own width.
///
/// It surely encloses a moment that is monotone on the interval, or whose slope varies less than
/// threefold there; enclosures of q here have relative widths near 10⁻¹⁴, so what is neglected, of
/// the order radius²·(second derivative), lies far below the width of the moment's own enclosure.
pub(super) fn spread<E>(
    q: Interval,
    moment: impl Fn(f64) -> Result<Interval, E>,
) -> Result<Interval, E> {
    let low = moment(q.low().max(0.0))?;
    if q.radius() == 0.0 {
        return Ok(low);
    }
    let hull = low.hull(moment(q.high())?);
    Ok(hull + Interval::around(0.0, 2.0 * hull.radius()))
}

/// What a square's mean can be of the enclosure.
pub(super) fn non_negative(moment: Interval) -> Interval {
    Interval::new(moment.low().max(0.0), moment.high().max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::theory::mean_field::test_activation::Erf;
    use crate::theory::mean_field::test_activation::Identity;
    use crate::theory::mean_field::test_activation::Relu;
    use crate::theory::mean_field::test_activation::Tanh;

    #[test]
    fn he_variance_keeps_every_q_through_relu_exactly() {
        let recursion = Recursion::new(&Relu, 2.0, 0.0).unwrap();
        for q in [1e-9, 0.3, 1.0, 7e6] {
            assert_eq!(recursion.step(q).unwrap(), Interval::point(q));
            assert_eq!(recursion.chi(q).unwrap(), Interval::point(1.0));
        }
    }

    #[test]
    fn lecun_variance_halves_q_through_relu() {
        let recursion = Recursion::new(&Relu, 1.0, 0.0).unwrap();
        assert_eq!(recursion.step(3.0).unwrap(), Interval::point(1.5));
    }

    #[test]
    fn biases_add_their_variance() {
        let recursion = Recursion::new(&Identity, 0.5, 0.25).unwrap();
        assert!(recursion.step(3.0).unwrap().contains(1.75));
    }

    #[test]
    fn erf_has_its_closed_form_at_one() {
        // (2/π)·asin(2/3) and (4/π)/√5, by mpmath 1.3 (Williams 1998 gives the forms).
        let recursion = Recursion::new(&Erf, 1.0, 0.0).unwrap();
        let printed = Tolerance::printed(14);
        let step = recursion.step(1.0).unwrap().midpoint();
        let chi = recursion.chi(1.0).unwrap().midpoint();
        assert!(printed.accepts(step, 0.464_559_054_397_54), "{step}");
        assert!(printed.accepts(chi, 0.569_410_034_733_74), "{chi}");
    }

    #[test]
    fn the_slope_is_the_difference_quotient_of_the_step() {
        let recursion = Recursion::new(&Tanh, 1.7, 0.1).unwrap();
        let (q, h) = (0.8, 1e-3);
        let (high, low) = (
            recursion.step(q + h).unwrap(),
            recursion.step(q - h).unwrap(),
        );
        let quotient = (high.midpoint() - low.midpoint()) / (2.0 * h);
        // The central quotient errs by h²|V‴|/6, and |V‴| < 20 here (V‴(0) = 6·17/3·1.7 is 58 at
        // q = 0 and falls); rounding is below 10⁻¹³/h.
        let tolerance = Tolerance::bound(h * h * 58.0 / 6.0 + 1e-13 / h);
        assert!(tolerance.accepts(recursion.slope(q).unwrap().midpoint(), quotient));
    }

    #[test]
    fn an_enclosed_q_gives_a_wider_step_that_holds_both_ends() {
        let recursion = Recursion::new(&Tanh, 1.7, 0.1).unwrap();
        let q = Interval::around(0.8, 1e-6);
        let step = recursion.step_from(q).unwrap();
        let slope = recursion.slope(0.8).unwrap().midpoint();
        assert!(step.radius() > slope * 1e-6 && step.radius() < 2.0 * slope * 1e-6);
    }

    #[test]
    fn a_negative_variance_is_refused() {
        let refusal = Recursion::new(&Relu, -1.0, 0.0).unwrap_err();
        assert_eq!(refusal.code(), "mean-field-variance");
        let refusal = Recursion::new(&Relu, 1.0, f64::NAN).unwrap_err();
        assert_eq!(refusal.code(), "mean-field-variance");
        let refusal = Recursion::new(&Relu, 1.0, 0.0).unwrap().step(-1.0);
        assert_eq!(refusal.unwrap_err().code(), "mean-field-activation");
    }
}
