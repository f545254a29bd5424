//! What an initializer asks of an activation: gain, kurtosis, how often a unit saturates.
//!
//! Each is a function of the moments alone, so it serves every activation. It holds no convention
//! of a framework, such as tanh's 5/3.

use crate::num::Interval;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;
use crate::theory::activation::input::checked;
use crate::theory::activation::input::exactly;
use crate::theory::quadrature::elementary;

/// 1/√E[φ(√q z)²]: what keeps the second moment at 1, the gain of He et al. (2015), eq. 10.
///
/// # Errors
/// When `q` is negative or not finite. A moment that may be 0 gives the whole line.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// let gain = gain(&Tanh, 1.0).unwrap();
/// assert!(gain.contains(1.592_537_419_722_831_4) && gain.radius() < 1e-13);
/// ```
pub fn gain(activation: &dyn GaussianMoments, q: f64) -> Result<Interval, ActivationError> {
    Ok(exactly(1.0) / activation.second_moment(q)?.sqrt())
}

/// 1/√Var[φ(√q z)]: the gain that scaled weight standardization uses (Brock, De, Smith 2021,
/// "Characterizing signal propagation to close the performance gap in unnormalized ResNets").
///
/// # Errors
/// When `q` is negative or not finite. A variance that may be 0 gives the whole line.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// // ReLU: √(2/(1 − 1/π)).
/// assert!(variance_gain(&Relu, 1.0).unwrap().contains(1.712_858_550_449_662_7));
/// ```
pub fn variance_gain(
    activation: &dyn GaussianMoments,
    q: f64,
) -> Result<Interval, ActivationError> {
    Ok(exactly(1.0) / activation.variance(q)?.sqrt())
}

/// E(φ − E φ)⁴/(Var φ)²: 3 for the identity.
///
/// # Errors
/// When `q` is negative or not finite. A variance that may be 0 gives the whole line.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert!(kurtosis(&Identity, 2.0).unwrap().contains(3.0));
/// ```
pub fn kurtosis(activation: &dyn GaussianMoments, q: f64) -> Result<Interval, ActivationError> {
    Ok(activation.fourth_central_moment(q)? / activation.variance(q)?.square())
}

/// P(|φ(√q z)| > `threshold`), for a monotone increasing φ.
///
/// The two ends of the event are found by bisection among the doubles, then Φ is enclosed.
///
/// # Errors
/// When `q` is negative or not finite, or φ is not monotone.
///
/// # Example
/// The layer of a network with unit-variance weights and 500 inputs, q = 482.2:
/// ```
/// use varprop::theory::activation::*;
/// let saturated = saturation_probability(&Tanh, 0.99, 482.2).unwrap();
/// assert!(saturated.contains(0.904_065_921_505_985_3));
/// ```
pub fn saturation_probability(
    activation: &dyn GaussianMoments,
    threshold: f64,
    q: f64,
) -> Result<Interval, ActivationError> {
    if !activation.is_monotone() {
        let activation = activation.name();
        return Err(ActivationError::NotMonotone { activation });
    }
    let root = checked(q)?.sqrt();
    let exceeds = |x, level| activation.value(x) > level;
    let reaches = |x, level| activation.value(x) >= level;
    let above = probability_above(crossing(threshold, exceeds), root);
    let below = probability_above(-crossing(-threshold, reaches), root);
    let one = exactly(1.0);
    let total = if threshold < 0.0 { one } else { above + below };
    Ok(Interval::new(total.low().max(0.0), total.high().min(1.0)))
}

/// P(φ(√q z) is saturated), by the activation's own [`is_saturated`](crate::theory::activation::Activation::is_saturated),
/// for a monotone increasing φ; 0 where φ never saturates.
///
/// # Errors
/// When `q` is negative or not finite, or φ is not monotone.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// assert_eq!(saturated_probability(&Relu, 1.0).unwrap(), varprop::num::Interval::point(0.0));
/// assert!(saturated_probability(&Tanh, 482.2).unwrap().contains(0.904_065_921_505_985_3));
/// ```
pub fn saturated_probability(
    activation: &dyn GaussianMoments,
    q: f64,
) -> Result<Interval, ActivationError> {
    if !activation.is_monotone() {
        let activation = activation.name();
        return Err(ActivationError::NotMonotone { activation });
    }
    let root = checked(q)?.sqrt();
    let is_saturated = |x: f64| activation.is_saturated(activation.value(x));
    let upper = first_where(|x| x >= 0.0 && is_saturated(x));
    let lower = first_where(|x| x >= 0.0 || !is_saturated(x));
    if upper == f64::INFINITY && lower == f64::NEG_INFINITY {
        return Ok(exactly(0.0));
    }
    let around = |x: f64| rounded_crossing(activation, x);
    let total = probability_above(around(upper), root) + probability_above(-around(lower), root);
    Ok(Interval::new(total.low().max(0.0), total.high().min(1.0)))
}

/// A crossing with what the rounding of φ, 8 ε of its value, moves it: δx = δφ/φ′(x).
fn rounded_crossing(activation: &dyn GaussianMoments, x: f64) -> Interval {
    if !x.is_finite() {
        return Interval::point(x);
    }
    if activation.derivative(x) == 0.0 {
        // φ is flat on both sides: it jumps here, and rounding moves no jump.
        return Interval::new(x.next_down(), x);
    }
    let slack = 8.0 * f64::EPSILON * activation.value(x).abs();
    Interval::around(x, 2.0 * slack / activation.derivative(x).abs())
}

/// P(√q z > x), where an infinite x is never passed.
fn probability_above(x: Interval, root: Interval) -> Interval {
    if x.low() == f64::INFINITY {
        return exactly(0.0);
    }
    if x.high() == f64::NEG_INFINITY {
        return exactly(1.0);
    }
    elementary::normal_cdf(-(x / root))
}

/// Where φ comes to stand above `level`, enclosed: φ is computed to within 8 ε of its value.
fn crossing(level: f64, stands_above: impl Fn(f64, f64) -> bool) -> Interval {
    let slack = 8.0 * f64::EPSILON * level.abs();
    let first = first_where(|x| stands_above(x, level - slack));
    let last = first_where(|x| stands_above(x, level + slack));
    Interval::new(first.next_down(), last)
}

/// The least double with a property that all greater ones share; −∞ for all, ∞ for none.
fn first_where(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (order(-f64::MAX), order(f64::MAX) + 1);
    while low < high {
        let middle = (low + high).div_euclid(2);
        if holds(from_order(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    if low == order(-f64::MAX) {
        f64::NEG_INFINITY
    } else {
        from_order(low)
    }
}

/// The rank of a double among all doubles: order-preserving, as IEEE 754 lays them out.
fn order(x: f64) -> i128 {
    let magnitude = i128::from(x.abs().to_bits());
    if x.is_sign_negative() {
        -magnitude
    } else {
        magnitude
    }
}

/// The inverse of [`order`].
fn from_order(rank: i128) -> f64 {
    let magnitude = f64::from_bits(rank.unsigned_abs() as u64);
    if rank < 0 { -magnitude } else { magnitude }
}
