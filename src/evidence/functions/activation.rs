//! Gaussian moments of activations, as formulas call them.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::functions::Arguments;
use crate::evidence::functions::Entry;
use crate::num::Interval;
use crate::theory::activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;

pub(in crate::evidence) const ALL: &[Entry] = &[
    Entry {
        name: "mean",
        signature: "mean(activation, q)",
        meaning: "E[φ(√q·z)], z ~ N(0, 1)",
        call: |arguments| moment(arguments, |phi, q| phi.mean(q)),
    },
    Entry {
        name: "second_moment",
        signature: "second_moment(activation, q)",
        meaning: "E[φ(√q·z)²]",
        call: |arguments| moment(arguments, |phi, q| phi.second_moment(q)),
    },
    Entry {
        name: "fourth_moment",
        signature: "fourth_moment(activation, q)",
        meaning: "E[φ(√q·z)⁴]",
        call: |arguments| moment(arguments, |phi, q| phi.fourth_moment(q)),
    },
    Entry {
        name: "variance",
        signature: "variance(activation, q)",
        meaning: "Var φ(√q·z)",
        call: |arguments| moment(arguments, |phi, q| phi.variance(q)),
    },
    Entry {
        name: "kurtosis",
        signature: "kurtosis(activation, q)",
        meaning: "E[(φ − E φ)⁴]/Var(φ)² at √q·z; 3 for a normal law",
        call: |arguments| moment(arguments, activation::kurtosis),
    },
    Entry {
        name: "derivative_second_moment",
        signature: "derivative_second_moment(activation, q)",
        meaning: "E[φ′(√q·z)²], the factor of the gradient recursion",
        call: |arguments| moment(arguments, |phi, q| phi.derivative_second_moment(q)),
    },
    Entry {
        name: "gain",
        signature: "gain(activation, q = 1)",
        meaning: "1/√E[φ(√q·z)²]",
        call: |arguments| moment_or_one(arguments, activation::gain),
    },
    Entry {
        name: "variance_gain",
        signature: "variance_gain(activation, q = 1)",
        meaning: "1/√Var φ(√q·z)",
        call: |arguments| moment_or_one(arguments, activation::variance_gain),
    },
    Entry {
        name: "saturation",
        signature: "saturation(activation, threshold, q)",
        meaning: "P(|φ(√q·z)| > threshold)",
        call: saturation,
    },
    Entry {
        name: "value",
        signature: "value(activation, x)",
        meaning: "φ(x), by the same function that a simulation applies",
        call: |arguments| pointwise(arguments, |phi, x| phi.value(x)),
    },
    Entry {
        name: "derivative",
        signature: "derivative(activation, x)",
        meaning: "φ′(x), by the same function that a simulation applies",
        call: |arguments| pointwise(arguments, |phi, x| phi.derivative(x)),
    },
];

type Moment = fn(&dyn GaussianMoments, f64) -> Result<Interval, ActivationError>;

fn moment(arguments: &Arguments<'_>, moment: Moment) -> Result<Value, EvaluationError> {
    let phi = arguments.activation(0)?;
    let q = arguments.number("q")?;
    over(arguments, q, |x| moment(&*phi, x))
}

fn moment_or_one(arguments: &Arguments<'_>, moment: Moment) -> Result<Value, EvaluationError> {
    let phi = arguments.activation(0)?;
    let q = arguments.number_or("q", 1.0)?;
    over(arguments, q, |x| moment(&*phi, x))
}

fn saturation(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let phi = arguments.activation(0)?;
    let threshold = arguments.number("threshold")?.midpoint();
    let q = arguments.number("q")?;
    over(arguments, q, |x| {
        activation::saturation_probability(&*phi, threshold, x)
    })
}

/// A moment over an enclosed q: the hull of its values at both ends, widened by its own width.
///
/// An enclosed q comes from a recursion and is some 10⁻¹² wide; over such a distance a smooth
/// moment leaves the hull of its ends by the square of that at most.
fn over(
    arguments: &Arguments<'_>,
    q: Interval,
    moment: impl Fn(f64) -> Result<Interval, ActivationError>,
) -> Result<Value, EvaluationError> {
    let at = |x| moment(x).map_err(|error| arguments.refuse("q", error.to_string()));
    let low = at(q.low())?;
    if q.low() == q.high() {
        return Ok(Value::Enclosed(low));
    }
    let hull = low.hull(at(q.high())?);
    let width = hull.high() - hull.low();
    Ok(Value::Enclosed(Interval::new(
        hull.low() - width,
        hull.high() + width,
    )))
}

/// φ or φ′ at a point; the function's own rounding is a few ulps of `libm`.
fn pointwise(
    arguments: &Arguments<'_>,
    function: fn(&dyn GaussianMoments, f64) -> f64,
) -> Result<Value, EvaluationError> {
    let phi = arguments.activation(0)?;
    let x = arguments.number("x")?;
    if x.low() != x.high() {
        return Err(arguments.refuse("x", "expected an exact number"));
    }
    let value = function(&*phi, x.low());
    let error = 8.0 * crate::num::real::MAX_ULP * f64::EPSILON * value.abs().max(f64::MIN_POSITIVE);
    Ok(Value::Enclosed(Interval::around(value, error)))
}
