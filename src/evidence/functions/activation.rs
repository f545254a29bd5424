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
    let threshold = arguments.number("threshold")?;
    let q = arguments.number("q")?;
    over(arguments, q, |x| {
        let above = activation::saturation_probability(&*phi, threshold.low(), x)?;
        Ok::<_, ActivationError>(above.hull(activation::saturation_probability(
            &*phi,
            threshold.high(),
            x,
        )?))
    })
}

/// The widest enclosure of q that a moment is taken of, relative to q.
const WIDEST: f64 = 1e-3;

/// A moment over an enclosed q: the hull of its values at both ends, widened by its own width and
/// by four times the square of q's relative radius r.
///
/// A moment m of φ(√q z) is smooth in ln q, and over a distance r leaves the hull of its ends by
/// r²·|d²m/d(ln q)²|/8 at most; 32·|m| bounds that derivative for moments that grow no faster
/// than q⁴ and decay no faster than q⁻⁴.
pub(super) fn over<E: std::fmt::Display>(
    arguments: &Arguments<'_>,
    q: Interval,
    moment: impl Fn(f64) -> Result<Interval, E>,
) -> Result<Value, EvaluationError> {
    let at = |x| moment(x).map_err(|error| arguments.refuse("q", error.to_string()));
    let low = at(q.low())?;
    if q.low() == q.high() {
        return Ok(Value::Enclosed(low));
    }
    let relative = q.radius() / q.low();
    if !(0.0..=WIDEST).contains(&relative) {
        return Err(arguments.refuse("q", format!("q is only known to lie in {q}")));
    }
    let hull = low.hull(at(q.high())?);
    let largest = hull.low().abs().max(hull.high().abs());
    let beside = (hull.high() - hull.low()) + 4.0 * relative * relative * largest;
    Ok(Value::Enclosed(Interval::new(
        (hull.low() - beside).next_down(),
        (hull.high() + beside).next_up(),
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
    // Each is a sum of a few terms below max(1, |x|) in magnitude, each within some ulps of that.
    let error = 8.0 * f64::EPSILON * x.low().abs().max(1.0);
    Ok(Value::Enclosed(Interval::around(value, error)))
}
