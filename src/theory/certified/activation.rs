//! The activations that can be enclosed: their jets on each side of 0, by the differential equation
//! that each satisfies, and the bounds that a tail needs.
//!
//! It shares nothing with `theory::activation` but the spelling of names: the two are each other's
//! check. It integrates nothing.

use crate::num::Interval;
use crate::theory::certified::CertifiedError;
use crate::theory::certified::elementary;
use crate::theory::certified::jet::Jet;

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
}

/// Every name that [`Activation::parse`] knows; the number is the parameter's default.
pub const NAMES: [(&str, Option<f64>); 11] = [
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
        }
    }

    pub(super) fn symmetry(&self) -> Symmetry {
        match self {
            Self::Tanh | Self::Erf => Symmetry::Odd,
            _ => Symmetry::None,
        }
    }

    /// Whether φ′ jumps at 0.
    pub(super) fn has_kink(&self) -> bool {
        matches!(self, Self::Linear { .. } | Self::Elu { .. })
    }

    /// Whether φ(0) = 0.
    pub(super) fn keeps_zero(&self) -> bool {
        !matches!(self, Self::Sigmoid | Self::Softplus)
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
    /// φ² ≤ 1 for the sigmoids; φ² ≤ x₊² + 0.1 for GELU and SiLU, which dip by at most 0.17 and
    /// 0.28; φ² ≤ x₊² + 2/e + (ln 2)² for softplus; and E[x₊²] = q/2.
    pub(super) fn growth(&self) -> (Interval, Interval) {
        let [zero, half, one] = [0.0, 0.5, 1.0].map(Interval::point);
        match *self {
            Self::Linear { slope } => (half * (one + Interval::point(slope).square()), zero),
            Self::Tanh | Self::Sigmoid | Self::Erf => (zero, one),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn jet(spec: &str, x: f64) -> Jet {
        let side = if x < 0.0 { Side::Left } else { Side::Right };
        let activation = Activation::parse(spec).unwrap();
        activation.jet(side, Interval::point(x), 6)
    }

    /// φ, φ′, φ″/2, φ‴/6 and φ⁗/24: mpmath 1.3, `taylor`, 40 digits.
    #[test]
    fn jets_contain_the_taylor_coefficients() {
        let table = [
            (
                "tanh",
                0.5,
                [
                    0.46211715726000974,
                    0.7864477329659274,
                    -0.36343099069179363,
                    -0.09420154804329506,
                    0.16467581515519095,
                ],
            ),
            (
                "tanh",
                -2.25,
                [
                    -0.9780261147388136,
                    0.04346491888890094,
                    0.04250982574834945,
                    0.027087413418581886,
                    0.012322255787983164,
                ],
            ),
            (
                "sigmoid",
                -1.5,
                [
                    0.18242552380635635,
                    0.14914645207033286,
                    0.04736510639237634,
                    0.0026130778465540466,
                    -0.003117245370992079,
                ],
            ),
            (
                "sigmoid",
                6.0,
                [
                    0.9975273768433652,
                    0.0024665092913600476,
                    -0.0012271558976901522,
                    0.00040500121380897583,
                    -9.923620005057932e-05,
                ],
            ),
            (
                "erf",
                0.75,
                [
                    0.7111556336535151,
                    0.6429310691952074,
                    -0.4821983018964055,
                    0.026788794549800304,
                    0.1506869693426267,
                ],
            ),
            (
                "gelu",
                -1.25,
                [
                    -0.13206221708356908,
                    -0.12266158306942213,
                    0.039954487428848544,
                    0.09275148867411269,
                    0.034216975469199905,
                ],
            ),
            (
                "gelu",
                2.0,
                [
                    1.9544997361036416,
                    1.085231801078197,
                    -0.05399096651318805,
                    0.0,
                    0.01799698883772935,
                ],
            ),
            (
                "silu",
                -3.0,
                [
                    -0.14227761953270035,
                    -0.08810410601516962,
                    -0.016160702260503087,
                    0.003980249218343526,
                    0.003148083002902751,
                ],
            ),
            (
                "softplus",
                -2.0,
                [
                    0.1269280110429725,
                    0.11920292202211756,
                    0.05249679270175326,
                    0.013327083509358843,
                    0.0016188194811752508,
                ],
            ),
            (
                "softplus",
                0.5,
                [
                    0.9740769841801067,
                    0.6224593312018546,
                    0.11750185610079725,
                    -0.009592799142053457,
                    -0.004014864845399359,
                ],
            ),
            (
                "elu",
                -0.75,
                [
                    -0.5276334472589853,
                    0.4723665527410147,
                    0.23618327637050734,
                    0.07872775879016912,
                    0.01968193969754228,
                ],
            ),
        ];
        for (spec, x, coefficients) in table {
            for (k, value) in coefficients.into_iter().enumerate() {
                let found = jet(spec, x).coefficient(k);
                let ulp = Interval::around(value, f64::EPSILON * f64::abs(value));
                assert!(
                    found.intersects(ulp),
                    "{spec} {x} {k}: {found}, not {value}"
                );
                let narrow = 100.0 * f64::EPSILON;
                assert!(found.radius() < narrow, "{spec} {x} {k}: {found}");
            }
        }
    }

    #[test]
    fn values_and_three_derivatives_stay_below_their_stated_bounds() {
        for (name, _) in NAMES {
            let activation = Activation::parse(name).unwrap();
            let size = activation.size();
            for k in -200..=200 {
                let x = 0.05 * f64::from(k);
                let side = if x < 0.0 { Side::Left } else { Side::Right };
                let jet = activation.jet(side, Interval::point(x), 4);
                let bounds = [1.0 + x.abs(), 3.0, 1.5, 0.5];
                for (order, bound) in bounds.into_iter().enumerate() {
                    let largest = jet.coefficient(order).abs().high();
                    assert!(largest <= size * bound, "{name} {order} at {x}");
                }
            }
        }
    }

    #[test]
    fn the_square_of_a_value_stays_below_the_stated_growth() {
        for (name, _) in NAMES {
            let activation = Activation::parse(name).unwrap();
            let (a, b) = activation.growth();
            for k in 0..=200 {
                let x = 0.05 * f64::from(k);
                let at = |side, x| activation.jet(side, Interval::point(x), 1).coefficient(0);
                let both = at(Side::Right, x).square() + at(Side::Left, -x).square();
                let bound = Interval::point(2.0) * (a * Interval::point(x).square() + b);
                let slack = Interval::around(0.0, 64.0 * f64::EPSILON * (1.0 + x * x));
                assert!(both.low() <= (bound + slack).high(), "{name} at {x}");
            }
        }
    }

    #[test]
    fn a_jet_of_an_interval_holds_those_of_its_members() {
        for (name, _) in NAMES {
            let activation = Activation::parse(name).unwrap();
            for k in 0..20 {
                let (low, high) = (0.25 * f64::from(k), 0.25 * f64::from(k) + 0.25);
                let all = activation.jet(Side::Right, Interval::new(low, high), 8);
                for x in [low, 0.5 * (low + high), high] {
                    let one = activation.jet(Side::Right, Interval::point(x), 8);
                    let inside = |k| one.coefficient(k).intersects(all.coefficient(k));
                    assert!((0..8).all(inside), "{name} at {x}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_certified_is_refused() {
        for spec in ["mish", "tanh(1)", "elu(-1)", "elu(x", "leaky-relu(nan)", ""] {
            assert_eq!(
                Activation::parse(spec).unwrap_err().code(),
                "certified-activation",
                "{spec}"
            );
        }
    }
}
