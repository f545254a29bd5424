//! Small activations for the tests of this room only, so that they need no other room's formulas.
//!
//! Identity, ReLU and erf have closed forms; tanh is summed by a plain trapezoid rule.

use crate::num::Interval;
use crate::num::real;
use crate::num::sum::sum;
use crate::theory::activation::Activation;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;

#[derive(Debug)]
pub(super) struct Identity;

#[derive(Debug)]
pub(super) struct Relu;

#[derive(Debug)]
pub(super) struct Erf;

#[derive(Debug)]
pub(super) struct Tanh;

type Moment = Result<Interval, ActivationError>;

/// A closed form of at most 8 operations and one call of `real`: 16 ulp are ample.
fn closed(q: f64, exact: bool, value: f64) -> Moment {
    if !(q.is_finite() && q >= 0.0) {
        return Err(ActivationError::SecondMoment { q });
    }
    let error = if exact {
        0.0
    } else {
        16.0 * f64::EPSILON * value.abs()
    };
    Ok(Interval::around(value, error))
}

macro_rules! pointwise {
    ($activation:ty, $name:literal, $value:expr, $derivative:expr) => {
        impl Activation for $activation {
            fn name(&self) -> &'static str {
                $name
            }
            fn value(&self, x: f64) -> f64 {
                ($value)(x)
            }
            fn derivative(&self, x: f64) -> f64 {
                ($derivative)(x)
            }
        }
    };
}

pointwise!(Identity, "identity", |x| x, |_| 1.0);
pointwise!(Relu, "relu", |x: f64| x.max(0.0), |x| f64::from(u8::from(
    x > 0.0
)));
pointwise!(Erf, "erf", real::erf, |x: f64| real::FRAC_2_SQRT_PI
    * real::exp(-x * x));
pointwise!(Tanh, "tanh", real::tanh, |x| 1.0
    - real::tanh(x) * real::tanh(x));

impl GaussianMoments for Identity {
    fn mean(&self, q: f64) -> Moment {
        closed(q, true, 0.0)
    }
    fn second_moment(&self, q: f64) -> Moment {
        closed(q, true, q)
    }
    fn fourth_moment(&self, q: f64) -> Moment {
        closed(q, false, 3.0 * q * q)
    }
    fn third_moment(&self, q: f64) -> Moment {
        closed(q, true, 0.0)
    }
    fn derivative_second_moment(&self, q: f64) -> Moment {
        closed(q, true, 1.0)
    }
    fn second_moment_slope(&self, q: f64) -> Moment {
        closed(q, true, 1.0)
    }
    fn second_moment_curvature(&self, q: f64) -> Moment {
        closed(q, true, 0.0)
    }
}

impl GaussianMoments for Relu {
    fn mean(&self, q: f64) -> Moment {
        closed(q, false, real::FRAC_1_SQRT_2PI * q.sqrt())
    }
    fn second_moment(&self, q: f64) -> Moment {
        closed(q, true, 0.5 * q)
    }
    fn fourth_moment(&self, q: f64) -> Moment {
        closed(q, false, 1.5 * q * q)
    }
    fn third_moment(&self, q: f64) -> Moment {
        closed(q, false, 2.0 * real::FRAC_1_SQRT_2PI * q * q.sqrt())
    }
    fn derivative_second_moment(&self, q: f64) -> Moment {
        closed(q, true, 0.5)
    }
    fn second_moment_slope(&self, q: f64) -> Moment {
        closed(q, true, 0.5)
    }
    fn second_moment_curvature(&self, q: f64) -> Moment {
        closed(q, true, 0.0)
    }
}

/// Williams (1998), "Computation with infinite neural networks": E[erf(√q z)²].
impl GaussianMoments for Erf {
    fn mean(&self, q: f64) -> Moment {
        closed(q, true, 0.0)
    }
    fn second_moment(&self, q: f64) -> Moment {
        let value = 2.0 / real::PI * real::asin(2.0 * q / (1.0 + 2.0 * q));
        closed(q, false, value)
    }
    /// No closed form: erf² ≤ 1 is all that is said.
    fn fourth_moment(&self, q: f64) -> Moment {
        let second = self.second_moment(q)?;
        Ok(Interval::new(0.0, second.high()))
    }
    fn third_moment(&self, q: f64) -> Moment {
        closed(q, true, 0.0)
    }
    fn derivative_second_moment(&self, q: f64) -> Moment {
        closed(q, false, 4.0 / real::PI / (1.0 + 4.0 * q).sqrt())
    }
    fn second_moment_slope(&self, q: f64) -> Moment {
        let root = (1.0 + 4.0 * q).sqrt();
        closed(q, false, 4.0 / real::PI / ((1.0 + 2.0 * q) * root))
    }
    fn second_moment_curvature(&self, q: f64) -> Moment {
        let (a, b) = (1.0 + 2.0 * q, 1.0 + 4.0 * q);
        let value = -8.0 / real::PI / (a * b.sqrt()) * (1.0 / a + 1.0 / b);
        closed(q, false, value)
    }
}

/// Every moment is that of an even polynomial in t = tanh x: t′ = 1 − t², and
/// d/dq E[g(√q z)] = ½E[g″(√q z)].
impl GaussianMoments for Tanh {
    fn mean(&self, q: f64) -> Moment {
        closed(q, true, 0.0)
    }
    fn second_moment(&self, q: f64) -> Moment {
        even_moment(q, [0.0, 1.0, 0.0, 0.0])
    }
    fn fourth_moment(&self, q: f64) -> Moment {
        even_moment(q, [0.0, 0.0, 1.0, 0.0])
    }
    fn third_moment(&self, q: f64) -> Moment {
        closed(q, true, 0.0)
    }
    fn derivative_second_moment(&self, q: f64) -> Moment {
        even_moment(q, [1.0, -2.0, 1.0, 0.0])
    }
    fn second_moment_slope(&self, q: f64) -> Moment {
        even_moment(q, [1.0, -4.0, 3.0, 0.0])
    }
    fn second_moment_curvature(&self, q: f64) -> Moment {
        even_moment(q, [-4.0, 34.0, -60.0, 30.0])
    }
}

/// E[c₀ + c₁t² + c₂t⁴ + c₃t⁶], t = tanh(√q z), by the trapezoid rule.
///
/// |tanh| = 1 on the lines Im x = ±π/4 and at most 1 between them, so in x (for q > 4) and in z
/// (for q ≤ 4, half-width π/8) the rule's error is at most 2Σ|c|/(e^{2πd/h} − 1) < 10⁻¹⁵·Σ|c| at
/// the steps below (Trefethen & Weideman 2014, theorem 5.1); rounding stays below 3·10⁻¹⁵·Σ|c|.
fn even_moment(q: f64, c: [f64; 4]) -> Moment {
    let at_one: f64 = c.iter().sum();
    let size: f64 = c.iter().map(|c| c.abs()).sum();
    if q == 0.0 {
        return closed(q, true, c[0]);
    }
    let polynomial = |x: f64| {
        let s = real::powi(real::tanh(x), 2);
        ((c[3] * s + c[2]) * s + c[1]) * s + c[0]
    };
    let root = q.sqrt();
    let value = if q <= 4.0 {
        trapezoid(0.0625, 150, |z| polynomial(root * z) * real::normal_pdf(z))
    } else {
        // The polynomial differs from its value at t = 1 only near 0.
        let density = |x: f64| real::normal_pdf(x / root) / root;
        at_one + trapezoid(0.125, 180, |x| (polynomial(x) - at_one) * density(x))
    };
    Ok(Interval::around(
        closed(q, true, value)?.low(),
        4e-15 * size,
    ))
}

/// The rule for an even integrand: step h, `n` points a side.
fn trapezoid(h: f64, n: u32, f: impl Fn(f64) -> f64) -> f64 {
    h * sum((0..=n).map(|k| f64::from(1 + u8::from(k > 0)) * f(h * f64::from(k))))
}
