//! The activations that can be enclosed: their jets on each side of 0, by the differential equation
//! that each satisfies, and the bounds that a tail needs.
//!
//! It shares nothing with `theory::activation` but the spelling of names: the two are each other's
//! check. It integrates nothing.

use crate::num::Interval;
use crate::theory::certified::CertifiedError;
use crate::theory::certified::circular;
use crate::theory::certified::elementary;
use crate::theory::certified::jet::Jet;

#[cfg(test)]
mod tests;

/// An activation φ whose Taylor coefficients are enclosed at every point.
///
/// # Example
/// ```
/// use varprop::theory::certified::Activation;
/// assert!(Activation::parse("tanh").is_ok());
/// let refusal = Activation::parse("mish").unwrap_err();
/// assert_eq!(refusal.code(), "certified-activation");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// x for x > 0, `slope`·x otherwise: the identity (1), ReLU (0), leaky ReLU.
    Linear {
        /// The slope below 0.
        slope: f64,
    },
    /// tanh x.
    Tanh,
    /// 1/(1 + e^−x).
    Sigmoid,
    /// erf x.
    Erf,
    /// `scale`·x for x > 0, `scale`·`alpha`·(e^x − 1) otherwise: ELU, SELU.
    Elu {
        /// α.
        alpha: f64,
        /// λ, 1 for ELU.
        scale: f64,
    },
    /// x·Φ(x).
    Gelu,
    /// x/(1 + e^−x).
    Silu,
    /// ln(1 + e^x).
    Softplus,
    /// 1 for x ≥ 0, 0 below.
    Step,
    /// sin x.
    Sin,
    /// cos x.
    Cos,
}

/// Every name that [`Activation::parse`] knows; the number is the parameter's default.
pub const NAMES: [(&str, Option<f64>); 14] = [
    ("identity", None),
    ("relu", None),
    ("leaky-relu", Some(0.01)),
    ("tanh", None),
    ("sigmoid", None),
    ("erf", None),
    ("elu", Some(1.0)),
    ("selu", None),
    ("gelu", None),
    ("silu", None),
    ("softplus", None),
    ("step", None),
    ("sin", None),
    ("cos", None),
];

/// The constants that G. Klambauer et al. (2017) published with their code, as doubles.
const SELU: Activation = Activation::Elu {
    alpha: 1.673_263_242_354_377_2,
    scale: 1.050_700_987_355_480_5,
};

/// Which half-line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// x ≥ 0.
    Right,
    /// x ≤ 0.
    Left,
}

/// What φ does under x ↦ −x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symmetry {
    /// φ(−x) = −φ(x).
    Odd,
    /// φ(−x) = φ(x).
    Even,
    /// Neither odd nor even.
    None,
}

impl Activation {
    /// The activation of a spec such as `tanh` or `leaky-relu(0.2)`.
    ///
    /// # Errors
    /// `Activation` for a name or parameter that is not certified.
    pub fn parse(spec: &str) -> Result<Self, CertifiedError> {
        let refuse = || CertifiedError::Activation {
            spec: spec.to_owned(),
        };
        let (name, given) = match spec.trim().split_once('(') {
            None => (spec.trim(), None),
            Some((name, rest)) => {
                let number = rest.strip_suffix(')').and_then(|n| n.trim().parse().ok());
                (name.trim_end(), Some(number.ok_or_else(refuse)?))
            }
        };
        let (_, default) = NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(refuse)?;
        match (given, default) {
            (Some(_), None) => Err(refuse()),
            _ => Self::build(name, given.or(*default)).ok_or_else(refuse),
        }
    }

    fn build(name: &str, parameter: Option<f64>) -> Option<Self> {
        Some(match (name, parameter) {
            ("identity", _) => Self::Linear { slope: 1.0 },
            ("relu", _) => Self::Linear { slope: 0.0 },
            ("leaky-relu", Some(slope)) if slope.is_finite() => Self::Linear { slope },
            ("tanh", _) => Self::Tanh,
            ("sigmoid", _) => Self::Sigmoid,
            ("erf", _) => Self::Erf,
            ("elu", Some(alpha)) if alpha.is_finite() && alpha >= 0.0 => {
                Self::Elu { alpha, scale: 1.0 }
            }
            ("selu", _) => SELU,
            ("gelu", _) => Self::Gelu,
            ("silu", _) => Self::Silu,
            ("softplus", _) => Self::Softplus,
            ("step", _) => Self::Step,
            ("sin", _) => Self::Sin,
            ("cos", _) => Self::Cos,
            _ => return None,
        })
    }

    /// The first `length` Taylor coefficients, at every member of `x`, of the analytic function
    /// that φ is on this side of 0.
    pub(super) fn jet(&self, side: Side, x: Interval, length: usize) -> Jet {
        let half = Interval::point(0.5);
        match *self {
            Self::Linear { slope } => {
                let slope = if side == Side::Right { 1.0 } else { slope };
                Jet::variable(x, length).scaled(Interval::point(slope))
            }
            Self::Tanh => tanh(x, length),
            Self::Sigmoid => sigmoid(x, length),
            Self::Erf => {
                let root = Interval::point(2.0).sqrt();
                let integral = normal_integral(root * x, length).stretched(root);
                integral.scaled(Interval::point(2.0))
            }
            Self::Elu { scale, .. } if side == Side::Right => {
                Jet::variable(x, length).scaled(Interval::point(scale))
            }
            Self::Elu { alpha, scale } => {
                exp_m1(x, length).scaled(Interval::point(alpha) * Interval::point(scale))
            }
            Self::Gelu => {
                let cdf = normal_integral(x, length) + Jet::constant(half, length);
                Jet::variable(x, length) * cdf
            }
            Self::Silu => Jet::variable(x, length) * sigmoid(x, length),
            Self::Softplus => sigmoid(x, length.saturating_sub(1)).antiderivative(softplus(x)),
            Self::Step => {
                let value = if side == Side::Right { 1.0 } else { 0.0 };
                Jet::constant(Interval::point(value), length)
            }
            Self::Sin => circular_jets(x, length).0,
            Self::Cos => circular_jets(x, length).1,
        }
    }

    pub(super) fn symmetry(&self) -> Symmetry {
        match self {
            Self::Tanh | Self::Erf | Self::Sin => Symmetry::Odd,
            Self::Cos => Symmetry::Even,
            _ => Symmetry::None,
        }
    }

    /// Whether φ′ jumps at 0.
    pub(super) fn has_kink(&self) -> bool {
        matches!(self, Self::Linear { .. } | Self::Elu { .. })
    }

    /// Whether φ(0) = 0.
    pub(super) fn keeps_zero(&self) -> bool {
        !matches!(
            self,
            Self::Sigmoid | Self::Softplus | Self::Step | Self::Cos
        )
    }

    /// A c with |φ(x)| ≤ c·(1 + |x|) and |φ′|, |φ″|, |φ‴| ≤ 3c.
    pub(super) fn size(&self) -> f64 {
        match *self {
            Self::Linear { slope } => slope.abs().max(1.0),
            Self::Elu { alpha, scale } => (scale * alpha.max(1.0)).next_up(),
            _ => 1.0,
        }
    }

    /// (a, b) with E[φ(√q z)²] ≤ a·q + b for every q.
    ///
    /// φ² ≤ 1 for the sigmoids, step, sin and cos; φ² ≤ x₊² + 0.1 for GELU and SiLU, which dip by at most 0.17 and
    /// 0.28; φ² ≤ x₊² + 2/e + (ln 2)² for softplus; and E[x₊²] = q/2.
    pub(super) fn growth(&self) -> (Interval, Interval) {
        let [zero, half, one] = [0.0, 0.5, 1.0].map(Interval::point);
        match *self {
            Self::Linear { slope } => (half * (one + Interval::point(slope).square()), zero),
            Self::Tanh | Self::Sigmoid | Self::Erf | Self::Step | Self::Sin | Self::Cos => {
                (zero, one)
            }
            Self::Elu { alpha, scale } => {
                let square = half * Interval::point(scale).square();
                (square, square * Interval::point(alpha).square())
            }
            Self::Gelu | Self::Silu => (half, Interval::point(0.1)),
            Self::Softplus => (half, Interval::point(1.25)),
        }
    }
}

/// y = tanh: y′ = s and s′ = −2ys with s = sech².
fn tanh(x: Interval, length: usize) -> Jet {
    let (start, bump) = elementary::tanh_and_square_of_sech(x);
    let two = Interval::point(2.0);
    let (mut y, mut s) = (Jet::constant(start, length), Jet::constant(bump, length));
    for k in 1..length {
        let order = Interval::point(k as f64);
        y.set(k, s.coefficient(k - 1) / order);
        let slope = y.convolution(&s, k - 1);
        s.set(k, -(two * slope) / order);
    }
    y
}

/// ½ + ½·tanh(x/2).
fn sigmoid(x: Interval, length: usize) -> Jet {
    let half = Interval::point(0.5);
    let odd = tanh(half * x, length).stretched(half).scaled(half);
    odd + Jet::constant(half, length)
}

/// s = sin, c = cos: s′ = c, c′ = −s.
fn circular_jets(x: Interval, length: usize) -> (Jet, Jet) {
    let (sin, cos) = circular::sin_and_cos(x);
    let (mut s, mut c) = (Jet::constant(sin, length), Jet::constant(cos, length));
    for k in 1..length {
        let order = Interval::point(k as f64);
        let (before, after) = (s.coefficient(k - 1), c.coefficient(k - 1));
        s.set(k, after / order);
        c.set(k, -before / order);
    }
    (s, c)
}

/// T = Φ − ½: T′ = g, and g′ = −xg for the normal density g.
fn normal_integral(x: Interval, length: usize) -> Jet {
    let g = bell(x, length.saturating_sub(1)).scaled(elementary::normal_constant());
    g.antiderivative(elementary::normal_integral(x))
}

/// e^(−x²/2): (k + 1)·g₍ₖ₊₁₎ = −(x·gₖ + g₍ₖ₋₁₎).
pub(super) fn bell(x: Interval, length: usize) -> Jet {
    Jet::recurrence(length, |g, k| {
        let order = Interval::point(k as f64);
        match k {
            0 => elementary::bell(x),
            1 => -(x * g.coefficient(0)),
            _ => -(x * g.coefficient(k - 1) + g.coefficient(k - 2)) / order,
        }
    })
}

/// e^x − 1, whose derivatives are all e^x.
fn exp_m1(x: Interval, length: usize) -> Jet {
    let exp = x.exp();
    Jet::recurrence(length, |e, k| match k {
        0 => elementary::exp_m1(x),
        1 => exp,
        _ => e.coefficient(k - 1) / Interval::point(k as f64),
    })
}

/// ln(1 + e^x) = max(x, 0) + ln(1 + e^(−|x|)), increasing.
fn softplus(x: Interval) -> Interval {
    let at = |x: f64| {
        let small = Interval::point(-x.abs()).exp();
        let small = Interval::new(small.low(), small.high().min(1.0));
        Interval::point(x.max(0.0)) + elementary::ln_1p(small)
    };
    Interval::new(at(x.low()).low(), at(x.high()).high())
}
