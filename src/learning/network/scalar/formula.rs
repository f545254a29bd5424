//! Activations as formulas over any scalar: the second derivation of each.
//!
//! To add one: an arm in [`by_formula`]. Parameters are read off the activation's own values.

use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Scalar;
use crate::num::real;
use crate::theory::activation::Activation;

/// φ(x) by its textbook formula over the scalar's operations.
///
/// # Errors
/// [`NetworkError::NoFormula`] for an activation that is not listed here, or whose formula needs
/// a function that this kind of number lacks.
pub fn by_formula<S: Scalar>(activation: &dyn Activation, x: &S) -> Result<S, NetworkError> {
    match activation.name() {
        "identity" => Ok(x.clone()),
        "step" => x.step(),
        "relu" => piecewise(x, |x| Ok(x.clone()), |_| S::from_f64(0.0)),
        "leaky-relu" => {
            let slope = S::from_f64(activation.derivative(-1.0))?;
            piecewise(x, |x| Ok(x.clone()), |x| slope.times(x))
        }
        "sigmoid" => sigmoid(x),
        "tanh" => tanh(x),
        "erf" => x.erf(),
        "sin" => Ok(x.sin_cos()?.0),
        "cos" => Ok(x.sin_cos()?.1),
        "silu" => x.times(&sigmoid(x)?),
        "softplus" => softplus(x),
        "gelu" => gelu(x),
        "elu" | "selu" => exponential_linear(activation, x),
        name => Err(NetworkError::NoFormula {
            function: name.to_owned(),
            kind: S::KIND,
        }),
    }
}

/// One formula above 0, another at and below; the hull of both for an enclosure around 0.
fn piecewise<S: Scalar>(
    x: &S,
    above: impl Fn(&S) -> Result<S, NetworkError>,
    below: impl Fn(&S) -> Result<S, NetworkError>,
) -> Result<S, NetworkError> {
    match x.parts() {
        (Some(positive), Some(rest)) => Ok(above(&positive)?.hull(&below(&rest)?)),
        (Some(positive), None) => above(&positive),
        (None, _) => below(x),
    }
}

/// 1/(1 + e^−x) above 0 and 1 − 1/(1 + e^x) below: x stands once, so enclosures stay tight, and
/// nothing overflows.
fn sigmoid<S: Scalar>(x: &S) -> Result<S, NetworkError> {
    let (zero, one) = (S::from_f64(0.0)?, S::from_f64(1.0)?);
    let logistic = |x: &S| one.over(&one.plus(&zero.minus(x)?.exp()?)?);
    piecewise(x, logistic, |x| one.minus(&logistic(&zero.minus(x)?)?))
}

/// 2σ(2x) − 1.
fn tanh<S: Scalar>(x: &S) -> Result<S, NetworkError> {
    let doubled = x.plus(x)?;
    let logistic = sigmoid(&doubled)?;
    logistic.plus(&logistic)?.minus(&S::from_f64(1.0)?)
}

/// max(x, 0) + ln(1 + e^−|x|).
fn softplus<S: Scalar>(x: &S) -> Result<S, NetworkError> {
    let (zero, one) = (S::from_f64(0.0)?, S::from_f64(1.0)?);
    let tail = |x: &S| one.plus(&x.exp()?)?.ln();
    let above = |x: &S| x.plus(&tail(&zero.minus(x)?)?);
    piecewise(x, above, tail)
}

/// x/2·(1 + erf(x/√2)).
fn gelu<S: Scalar>(x: &S) -> Result<S, NetworkError> {
    let scaled = x.times(&S::from_f64(real::FRAC_1_SQRT_2)?)?;
    let doubled = S::from_f64(1.0)?.plus(&scaled.erf()?)?;
    x.times(&S::from_f64(0.5)?)?.times(&doubled)
}

/// λ·x above 0, λα·(e^x − 1) below: λ is the slope at 1, −λα the limit at −∞.
fn exponential_linear<S: Scalar>(activation: &dyn Activation, x: &S) -> Result<S, NetworkError> {
    let one = S::from_f64(1.0)?;
    let slope = S::from_f64(activation.derivative(1.0))?;
    let depth = S::from_f64(-activation.value(f64::NEG_INFINITY))?;
    let below = |x: &S| depth.times(&x.exp()?.minus(&one)?);
    piecewise(x, |x| slope.times(x), below)
}
